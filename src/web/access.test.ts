/**
 * Who may use which route: a table written by hand, held against every route that there is and against what the server
 * really answers. A route that is not in the table fails, and so does one whose answer differs.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CERTIFICATE, webSite } from '../../test/web.ts'
import { grant, SYSTEM } from '../../test/site.ts'
import { newId } from '../base/id.ts'
import { silentLog } from '../base/log.ts'
import { ROLES } from '../staff/staff.ts'
import type { Role } from '../staff/staff.ts'
import { loadAssets } from './page/assets.ts'
import { loadPortalAssets } from './portal/assets.ts'
import { createPortal } from './portal/portal.ts'
import { openReading } from './portal/shown.ts'
import { routesOf } from './routes.ts'

const OFFICER: Role = 'privacyOfficer'
const VIEWERS: readonly Role[] = [OFFICER, 'manager', 'handler', 'processor']
const DRAFT_READERS: readonly Role[] = [OFFICER, 'manager', 'handler', 'auditor', 'administrator']
const ALL: readonly Role[] = ROLES
const RECORDER = 'recorder'
const EVERYONE = 'everyone'

/** Roles that may, EVERYONE without signing in, or RECORDER with its token and nobody else. */
const TABLE: Readonly<Record<string, readonly Role[] | typeof EVERYONE | typeof RECORDER>> = {
  'GET /': EVERYONE,
  'GET /policy': EVERYONE,
  'GET /policy/:policy': EVERYONE,
  'GET /policy/:policy/versions': EVERYONE,
  'GET /policy/:policy/:version': EVERYONE,
  'GET /policy/:policy/:version/changes': EVERYONE,
  'GET /policy/:policy/:version/:file': EVERYONE,
  'GET /register': EVERYONE,
  'GET /register/:department/:file': EVERYONE,
  'GET /ask': EVERYONE,
  'GET /people': EVERYONE,
  'GET /truth': EVERYONE,
  'GET /verify': EVERYONE,
  'GET /accessibility': EVERYONE,
  'GET /en': EVERYONE,
  'GET /en/policy': EVERYONE,
  'GET /en/policy/:policy': EVERYONE,
  'GET /en/policy/:policy/versions': EVERYONE,
  'GET /en/policy/:policy/:version': EVERYONE,
  'GET /en/policy/:policy/:version/changes': EVERYONE,
  'GET /en/policy/:policy/:version/:file': EVERYONE,
  'GET /en/register': EVERYONE,
  'GET /en/register/:department/:file': EVERYONE,
  'GET /en/ask': EVERYONE,
  'GET /en/people': EVERYONE,
  'GET /en/truth': EVERYONE,
  'GET /en/verify': EVERYONE,
  'GET /en/accessibility': EVERYONE,
  'GET /assets/portal/:digest/:name': EVERYONE,
  'GET /staff': EVERYONE,
  'GET /assets/:name': EVERYONE,
  'GET /api/openapi.json': EVERYONE,
  'GET /api/v1/health': EVERYONE,
  'POST /api/v1/setup': EVERYONE,
  'POST /api/v1/enrolment': EVERYONE,
  'POST /api/v1/session': EVERYONE,
  'GET /ledger/checkpoint': EVERYONE,
  'GET /ledger/vkey': EVERYONE,
  'GET /ledger/tile/:level/*': EVERYONE,
  'GET /ledger/tile/entries/*': ['auditor'],
  'GET /api/v1/session': ALL,
  'PUT /api/v1/session/password': ALL,
  'GET /api/v1/devices': ALL,
  'GET /api/v1/bases': [OFFICER],
  'GET /api/v1/devices/:device/timeline': VIEWERS,
  'GET /api/v1/recording': [OFFICER, 'manager', 'auditor', 'administrator'],
  'GET /api/v1/registry': [OFFICER, 'manager', 'handler', 'auditor', 'administrator'],
  'POST /api/v1/viewings': VIEWERS,
  'GET /api/v1/viewings': VIEWERS,
  'GET /api/v1/viewings/:viewing': VIEWERS,
  'POST /api/v1/viewings/:viewing/close': VIEWERS,
  'GET /api/v1/viewings/:viewing/playlist.m3u8': VIEWERS,
  'GET /api/v1/viewings/:viewing/segments/:segment/init.mp4': VIEWERS,
  'GET /api/v1/viewings/:viewing/segments/:segment/fragments/:fragment': VIEWERS,
  'GET /api/v1/policies': EVERYONE,
  'GET /api/v1/policies/:policy': EVERYONE,
  'GET /api/v1/policies/:policy/versions/:number': EVERYONE,
  'GET /api/v1/policies/:policy/versions/:number/text.json': EVERYONE,
  'GET /api/v1/policies/:policy/draft': DRAFT_READERS,
  'GET /api/v1/policies/:policy/draft/text.json': DRAFT_READERS,
  'POST /api/v1/policies/:policy/draft': [OFFICER, 'manager', 'administrator'],
  'POST /api/v1/policies/:policy/approve': [OFFICER],
  'POST /api/v1/policies/:policy/announce': [OFFICER, 'manager'],
  'POST /api/v1/policies/:policy/versions/:number/withdraw': [OFFICER, 'manager', 'administrator'],
  'POST /api/v1/policies/:policy/establish': [OFFICER],
  'GET /api/v1/staff': [OFFICER, 'auditor', 'administrator'],
  'POST /api/v1/staff': [OFFICER, 'administrator'],
  'POST /api/v1/staff/:account/enrolment': [OFFICER, 'administrator'],
  'PUT /api/v1/staff/:account/access': [OFFICER, 'administrator'],
  'POST /api/v1/staff/:account/suspend': [OFFICER, 'administrator'],
  'POST /api/v1/staff/:account/restore': [OFFICER, 'administrator'],
  'GET /api/v1/recorders': [OFFICER, 'manager', 'auditor', 'administrator'],
  'POST /api/v1/recorders': [OFFICER],
  'POST /api/v1/recorders/:recorder/revoke': [OFFICER, 'administrator'],
  'GET /api/v1/incidents': [OFFICER, 'manager', 'auditor', 'administrator'],
  'POST /api/v1/incidents/:incident/close': [OFFICER, 'manager'],
  'GET /api/v1/certificates': [OFFICER, 'manager', 'auditor'],
  'GET /api/v1/certificates/:certificate/document.json': [OFFICER, 'manager', 'auditor'],
  'GET /api/v1/certificates/:certificate/document.txt': [OFFICER, 'manager', 'auditor'],
  'GET /api/v1/recorder/assignment': RECORDER,
  'POST /api/v1/recorder/hour-key': RECORDER,
  'PUT /api/v1/recorder/incidents': RECORDER,
  'DELETE /api/v1/session': ALL,
}

const SAMPLE: Readonly<Record<string, string>> = {
  ':name': 'page.css',
  ':level': '0',
  '*': '000.p/1',
  ':device': 'main-lobby-01',
  ':viewing': newId(),
  ':segment': newId(),
  ':fragment': '0',
  ':account': newId(),
  ':recorder': newId(),
  ':certificate': CERTIFICATE,
  ':incident': newId(),
  ':policy': 'main',
  ':number': '1',
  ':version': '1',
  ':file': 'policy.txt',
  ':department': 'all',
  ':digest': '0',
}

/** The guard's own refusals; a handler may refuse for other reasons. */
const REFUSED = ['web.signInNeeded', 'web.notPermitted', 'web.recorderUnknown']

test('every route answers exactly those who may use it', async () => {
  await using w = await webSite()
  const portalAssets = await loadPortalAssets()
  const portal = createPortal({
    clock: w.clock,
    log: silentLog,
    assets: portalAssets,
    read: openReading({ ...w.options, source: w.options }),
  })
  const assets = await loadAssets()
  const routes = routesOf({ deps: w.options, assets, portal, portalAssets, openapi: () => ({}) })
  assert.deepEqual(routes.map(({ method, url }) => `${method} ${url}`).sort(), Object.keys(TABLE).sort())

  const cookies = new Map<string, string>()
  for (const role of ROLES) {
    await w.account(
      role.toLowerCase(),
      [role],
      VIEWERS.includes(role) ? [grant(undefined, { validUntilMs: 1e14 })] : [],
    )
    cookies.set(role, await w.signIn(role.toLowerCase()))
  }
  await w.account('norole', [])
  cookies.set('norole', await w.signIn('norole'))
  const suspended = await w.account('gone', ['privacyOfficer'], [grant()])
  cookies.set('suspended', await w.signIn('gone'))
  await w.staff.suspend(SYSTEM, suspended.id)
  const { token } = await w.staff.recorders.register(SYSTEM, ['main-lobby-01'])

  const callers: [string, Record<string, string>][] = [
    ['nobody', {}],
    [RECORDER, { authorization: `Bearer ${token}` }],
    ['wrong token', { authorization: `Bearer ${token.slice(0, -1)}~` }],
    ['tampered cookie', { cookie: `${cookies.get('auditor') ?? ''}x` }],
    ...[...cookies].map(([name, cookie]): [string, Record<string, string>] => [name, { cookie }]),
  ]
  // Signing out comes last, so that everyone is still signed in for the others.
  for (const key of Object.keys(TABLE)) {
    const [method = '', url = ''] = key.split(' ')
    const path = url.replaceAll(/:\w+|\*/g, (name) => SAMPLE[name] ?? name)
    for (const [caller, headers] of callers) {
      await w.clock.advance(2000) // so that nobody is turned away for asking too often
      const response = await w.ask(method, path, { headers, ...(method === 'GET' ? {} : { body: {} }) })
      const text = await response.text()
      const refused = REFUSED.some((code) => text.includes(`"${code}"`))
      const may = TABLE[key] ?? []
      const allowed =
        may === EVERYONE ||
        (may === RECORDER && caller === RECORDER) ||
        may.includes(caller as never) ||
        (may === ALL && caller === 'norole' && path.startsWith('/api/v1/session'))
      assert.equal(refused, !allowed, `${key} by ${caller}: ${response.status} ${text.slice(0, 120)}`)
      if (refused) assert.ok([401, 403].includes(response.status), key)
    }
  }
})

test('the OpenAPI document is 3.1 and describes every route of the API', async () => {
  await using w = await webSite()
  const document = (await (await w.ask('GET', '/api/openapi.json')).json()) as {
    openapi: string
    paths: Record<string, Record<string, { summary?: string; security?: unknown }>>
  }
  assert.match(document.openapi, /^3\.1/)
  const described = Object.entries(document.paths).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}`),
  )
  const expected = Object.keys(TABLE)
    .filter((key) => /^\w+ \/(?:api|ledger)\//.test(key))
    .map((key) => key.replaceAll(/:(\w+)/g, '{$1}').replace('/*', '/{*}'))
  assert.deepEqual(described.sort(), expected.sort())
  for (const methods of Object.values(document.paths))
    for (const operation of Object.values(methods)) {
      assert.ok(operation.summary)
      assert.ok(operation.security)
    }
})
