/** The server over real sockets: sign-in to playback, and everything that must not work. */
import assert from 'node:assert/strict'
import { connect, createServer as createNetServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { grant, PASSWORD, site, START, SYSTEM } from '../../test/site.ts'
import { webSite } from '../../test/web.ts'
import type { WebSite } from '../../test/web.ts'
import { dayOf } from '../base/day.ts'
import { isFault } from '../base/fault.ts'
import { verifyLedger, readUrl } from '../ledger/verify.ts'
import { startWeb } from './web.ts'

const LOBBY = 'main-lobby-01'
const FROM = START - 60_000
const REQUEST = {
  device: LOBBY,
  fromMs: FROM,
  toMs: FROM + 20_000,
  purpose: 'facility-safety',
  basis: '25-1-3',
}

async function world() {
  const w = await webSite()
  const segments = await w.record({ device: LOBBY, startedAtMs: FROM, segments: 2 })
  const handler = await w.account('handler', ['handler'], [grant({ zones: ['main-lobby'] })])
  const cookie = await w.enter('handler')
  return Object.assign(w, { segments, handler, cookie })
}

async function open(w: WebSite & { cookie: string }) {
  const response = await w.ask('POST', '/api/v1/viewings', { cookie: w.cookie, body: REQUEST })
  assert.equal(response.status, 200)
  return (await response.json()) as { viewing: { id: string }; leaf: number; playlist: string }
}

async function codeOf(response: Response): Promise<string> {
  const { code, message } = (await response.json()) as { code: string; message: { ko: string; en: string } }
  assert.ok(message.ko !== '' && message.en !== '')
  return code
}

test('from the set-up code to the first administrator over HTTP', async () => {
  await using w = await webSite()
  const token = (await w.staff.setupToken()) ?? ''
  assert.match(await (await w.ask('GET', '/staff')).text(), /<h1>처음 설정/)
  const body = { token, login: 'admin', name: '관리자', password: PASSWORD }
  assert.equal((await w.ask('POST', '/api/v1/setup', { body: { ...body, extra: 1 } })).status, 400)
  assert.equal((await w.ask('POST', '/api/v1/setup', { body })).status, 200)
  const cookie = await w.enter('admin')
  const me = (await (await w.ask('GET', '/api/v1/session', { cookie })).json()) as {
    account: { roles: string[] }
  }
  assert.deepEqual(me.account.roles, ['administrator'])
  assert.doesNotMatch(await (await w.ask('GET', '/staff')).text(), /<h1>처음 설정/)
})

test('a viewing is opened, played, closed; the ledger has it before the first byte', async () => {
  await using w = await world()
  const { viewing, leaf, playlist } = await open(w)
  const entry = (await w.entries())[leaf]
  assert.ok(entry?.kind === 'viewing.opened' && entry.viewing === viewing.id)
  const list = await w.ask('GET', playlist, { cookie: w.cookie })
  assert.equal(list.headers.get('content-type'), 'application/vnd.apple.mpegurl')
  const lines = (await list.text()).split('\n')
  const base = new URL(playlist, w.url)
  let bytes = 0
  for (const line of lines.filter((one) => one.startsWith('segments/'))) {
    const piece = await w.ask('GET', new URL(line, base).pathname, { cookie: w.cookie })
    assert.equal(piece.status, 200)
    assert.equal(piece.headers.get('cache-control'), 'no-store')
    const body = Buffer.from(await piece.arrayBuffer())
    assert.equal(body.toString('latin1', 4, 8), 'moof')
    bytes += body.length
  }
  const closed = (await (
    await w.ask('POST', `/api/v1/viewings/${viewing.id}/close`, { cookie: w.cookie })
  ).json()) as { servedMs: number; requests: number; bytes: number }
  assert.deepEqual(closed.servedMs, 20_000)
  assert.equal(closed.requests, 10)
  assert.equal(closed.bytes, bytes)
  assert.equal((await w.ask('GET', playlist, { cookie: w.cookie })).status, 403)
})

test('no byte of footage without the right session, viewing and range', async () => {
  await using w = await world()
  const { viewing, playlist } = await open(w)
  await w.account('other', ['handler'], [grant({ everything: true })])
  const other = await w.enter('other')
  const piece = `/api/v1/viewings/${viewing.id}/segments/${w.segments[0]?.id}/fragments/0`
  const status = async (path: string, cookie?: string, headers = {}) => {
    const response = await w.ask('GET', path, { ...(cookie === undefined ? {} : { cookie }), headers })
    const body = Buffer.from(await response.arrayBuffer())
    if (response.status !== 200) assert.equal(body.includes('moof') || body.includes('ftyp'), false)
    return response.status
  }
  assert.equal(await status(piece, w.cookie), 200)
  assert.equal(await status(piece), 401)
  assert.equal(await status(piece, other), 404)
  assert.equal(await status(playlist, other), 404)
  assert.equal(await status(piece, w.cookie.replace(/.$/, 'A')), 401)
  assert.equal(await status(piece.replace('fragments/0', 'fragments/99'), w.cookie), 403)
  assert.equal(await status(piece.replace('fragments/0', 'fragments/-1'), w.cookie), 400)
  assert.equal(await status(piece.replace('fragments/0', 'fragments/0%2f1'), w.cookie), 400)
  assert.equal(await status(piece, w.cookie, { range: 'bytes=0-10' }), 200, 'a range is not honoured')
  assert.equal(await status(piece, undefined, { range: 'bytes=0-10' }), 401)
  await w.staff.suspend(SYSTEM, w.handler.id)
  assert.equal(await status(piece, w.cookie), 401)
})

test('suspending over HTTP ends session and viewing in one step', async () => {
  await using w = await world()
  const { viewing } = await open(w)
  await w.account('officer', ['privacyOfficer'])
  const cookie = await w.enter('officer')
  const suspended = await w.ask('POST', `/api/v1/staff/${w.handler.id}/suspend`, { cookie })
  assert.equal(suspended.status, 200)
  const closed = (await w.entries()).find((entry) => entry.kind === 'viewing.closed')
  assert.ok(closed?.kind === 'viewing.closed' && closed.viewing === viewing.id && closed.reason === 'revoked')
  assert.equal((await w.ask('GET', '/api/v1/session', { cookie: w.cookie })).status, 401)
})

test('with the ledger down nobody opens a viewing, and health says so', async () => {
  await using w = await world()
  await w.ledger.close()
  const response = await w.ask('POST', '/api/v1/viewings', { cookie: w.cookie, body: REQUEST })
  assert.equal(response.status, 503)
  assert.equal(await codeOf(response), 'ledger.closed')
})

test('requests from other sites, names and forms are refused', async () => {
  await using w = await world()
  const post = (headers: Record<string, string>) =>
    w.ask('POST', '/api/v1/viewings', { cookie: w.cookie, body: REQUEST, headers })
  assert.equal(await codeOf(await post({ origin: 'https://evil.example' })), 'web.foreignOrigin')
  assert.equal(await codeOf(await post({ origin: 'null' })), 'web.foreignOrigin')
  assert.equal(await codeOf(await post({ 'sec-fetch-site': 'cross-site' })), 'web.foreignOrigin')
  assert.equal(await codeOf(await post({ 'content-type': 'text/plain' })), 'web.notJson')
  assert.equal(
    await codeOf(await post({ 'content-type': 'application/x-www-form-urlencoded' })),
    'web.notJson',
  )
  const bare = await fetch(new URL('/api/v1/session', w.url), {
    method: 'DELETE',
    headers: { cookie: w.cookie },
  })
  assert.equal(await codeOf(bare), 'web.foreignOrigin', 'a cookie without an origin')
  assert.equal(
    (await w.entries()).some(({ kind }) => kind === 'viewing.opened'),
    false,
  )
  const { port } = new URL(w.url)
  const rebound = await rawRequest(Number(port), 'GET /api/v1/health HTTP/1.1\r\nHost: evil.example\r\n')
  assert.match(rebound, /^HTTP\/1\.1 403/)
  assert.match(rebound, /web\.foreignHost/)
})

/** Sends a request line and headers as they stand; fetch would not. */
async function rawRequest(port: number, head: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.end(`${head}Connection: close\r\n\r\n`)
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

test('every answer carries the security headers and a request id; errors carry both languages', async () => {
  await using w = await webSite()
  for (const path of [
    '/',
    '/staff',
    '/assets/home.js',
    '/api/v1/health',
    '/api/v1/session',
    '/nowhere',
    '/ledger/checkpoint',
    '/%zz',
    `/policy/${'x'.repeat(300)}`,
  ]) {
    const { headers } = await w.ask('GET', path)
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/)
    assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
    assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
    assert.ok(headers.get('cache-control'))
  }
  assert.equal(await codeOf(await w.ask('GET', '/nowhere')), 'web.notFound')
  assert.equal(await codeOf(await w.ask('GET', '/%zz')), 'web.requestMalformed')
  assert.equal(await codeOf(await w.ask('GET', '/api/v1/session')), 'web.signInNeeded')
})

test('whoever verifies a long ledger is not slowed down; whoever floods the rest is', async () => {
  await using w = await webSite()
  const statuses = async (path: string, times: number) => {
    const seen = new Set<number>()
    for (let i = 0; i < times; i++) seen.add((await w.ask('GET', path)).status)
    return [...seen].toSorted((a, b) => a - b)
  }
  assert.deepEqual(await statuses('/ledger/tile/0/000.p/1', 600), [200])
  assert.deepEqual(await statuses('/api/v1/health', 600), [200, 429])
})

test('hostile requests are refused with a fault and never with a stack', async () => {
  await using w = await world()
  const cases: [string, string, RequestInit][] = [
    ['POST', '/api/v1/session', { body: '{' }],
    ['POST', '/api/v1/session', { body: '[]' }],
    ['POST', '/api/v1/session', { body: 'null' }],
    ['POST', '/api/v1/session', { body: '{"login":{"$ne":1},"password":[]}' }],
    ['POST', '/api/v1/session', { body: `{"login":"a","password":"${'x'.repeat(70_000)}"}` }],
    ['POST', '/api/v1/session', { body: '{"__proto__":{"login":"a"},"login":"a","password":"b"}' }],
    ['GET', `/api/v1/viewings/${'a'.repeat(150)}`, {}],
    ['GET', `/api/v1/viewings/${'a'.repeat(5000)}`, {}],
    ['GET', '/ledger/tile/0/../../vault/root.key', {}],
    ['GET', '/ledger/tile/0/%2e%2e%2f%2e%2e%2fvault%2froot.key', {}],
    ['GET', '/assets/..%2fpage.ts', {}],
    ['GET', '/api/v1/devices/main-lobby-01/timeline?fromMs=x&toMs=1', {}],
    ['GET', '/api/v1/devices/main-lobby-01/timeline?fromMs=1&toMs=1e99', {}],
    ['GET', '/%', {}],
  ]
  for (const [method, path, init] of cases) {
    const response = await fetch(w.url + path, {
      method,
      headers: {
        cookie: w.cookie,
        origin: w.url,
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...init,
    })
    const text = await response.text()
    assert.ok(
      response.status >= 400 && response.status < 500,
      `${path.slice(0, 60)}: ${response.status} ${text.slice(0, 200)}`,
    )
    assert.doesNotMatch(text, /\bat \/|node_modules|\.ts:/)
  }
})

test('who signs in too often is turned away, and later is let in again', async () => {
  await using w = await webSite()
  await w.account('handler', ['handler'])
  let tries = 0
  const attempt = () =>
    w.ask('POST', '/api/v1/session', { body: { login: `Not A Login ${tries++}`, password: 'x' } })
  const statuses = []
  for (let i = 0; i < 22; i++) statuses.push((await attempt()).status)
  assert.deepEqual([...new Set(statuses)], [401, 429])
  assert.equal(await codeOf(await attempt()), 'web.tooManyRequests')
  await w.clock.advance(60_000)
  assert.equal((await attempt()).status, 401)
  await w.enter('handler')
})

test('everyone can verify the ledger over HTTP, and only an auditor reads entries, which is recorded', async () => {
  await using w = await world()
  await open(w)
  const { signal } = new AbortController()
  const read = readUrl(`${w.url}/ledger`, signal)
  const result = await verifyLedger({ read, vkey: w.signer.vkey })
  assert.deepEqual([result.ok, result.entriesChecked], [true, false])
  const size = await w.ledger.size()
  for (const path of [`/ledger/tile/entries/000.p/${size}`, `/ledger/tile/%65ntries/000.p/${size}`]) {
    const response = await w.ask('GET', path)
    assert.notEqual(response.status, 200, path)
    assert.equal((await response.text()).includes('viewing.opened'), false)
  }
  assert.equal((await w.ask('GET', `/ledger/tile/entries/000.p/${size}`, { cookie: w.cookie })).status, 403)
  await w.account('auditor', ['auditor'])
  const auditor = await w.enter('auditor')
  const now = await w.ledger.size()
  const bundle = await w.ask('GET', `/ledger/tile/entries/000.p/${now}`, { cookie: auditor })
  assert.equal(bundle.status, 200)
  assert.equal((await bundle.text()).includes('viewing.opened'), true)
  const recorded = (await w.entries()).at(-1)
  assert.ok(recorded?.kind === 'ledger.read' && recorded.fromLeaf === 0 && recorded.toLeaf === now)
})

test('a recorder gets the coming hour of its own devices and nothing else', async () => {
  await using w = await webSite()
  const { token } = await w.staff.recorders.register(SYSTEM, [LOBBY])
  const day = dayOf(START)
  const key = async (changes: object) => {
    const response = await w.ask('POST', '/api/v1/recorder/hour-key', {
      headers: { authorization: `Bearer ${token}` },
      body: { device: LOBBY, category: 'continuous', day, hour: 10, ...changes },
    })
    return {
      status: response.status,
      bytes: Buffer.from(await response.arrayBuffer()),
      headers: response.headers,
    }
  }
  const given = await key({})
  assert.equal(given.status, 200)
  assert.equal(given.bytes.length, 37)
  assert.equal(given.bytes[0], 5, 'one node at the depth of an hour')
  assert.equal(given.headers.get('x-key-generation'), '1')
  assert.notEqual(given.bytes.subarray(5).equals(Buffer.alloc(32)), true)
  for (const changes of [
    { hour: 8 },
    { hour: 11 },
    { device: 'main-lobby-02' },
    { day: dayOf(START - 86_400_000) },
    { day: dayOf(START + 86_400_000) },
    { day: '2026-13-45' },
  ])
    assert.equal((await key(changes)).status, 403, JSON.stringify(changes))
  await w.clock.advance(50 * 60_000)
  assert.equal((await key({ hour: 11 })).status, 200, 'ten minutes before it begins')
  await w.clock.advance(16 * 60_000)
  assert.equal((await key({ hour: 10 })).status, 403, 'the hour is over')
})

test('a recorder tells what is wrong with its own devices, in known words, and not without end', async () => {
  const told: unknown[] = []
  await using w = await webSite()
  const incidents = (_: readonly string[], now: readonly unknown[]) => Promise.resolve(void told.push(now))
  const web = await startWeb({ ...w.options, remote: { ...w.options.remote, incidents } })
  const { token } = await w.staff.recorders.register(SYSTEM, [LOBBY])
  const tell = async (list: unknown) => {
    const response = await fetch(new URL('/api/v1/recorder/incidents', web.url), {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ incidents: list }),
    })
    return response.status
  }
  const wrong = { code: 'recording.diskFull', device: LOBBY }
  assert.equal(await tell([wrong]), 200)
  assert.equal(await tell([]), 200)
  assert.equal(await tell([wrong, { ...wrong, device: 'main-lobby-02' }]), 403)
  assert.equal(await tell([{ ...wrong, code: 'retention.failed' }]), 400)
  assert.equal(await tell([{ ...wrong, detail: {} }]), 400)
  assert.equal(await tell(Array.from({ length: 501 }, () => wrong)), 400)
  assert.deepEqual(told, [[wrong], []])
  await web.close()
})

test('the server takes the next port when its own is taken, and never listens to others in the clear', async () => {
  await using w = await webSite()
  const blocker = createNetServer()
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
  const { port } = blocker.address() as AddressInfo
  const web = await startWeb({ ...w.options, port })
  assert.notEqual(web.port, port)
  assert.equal((await fetch(`${web.url}/api/v1/health`)).status, 200)
  await web.close()
  blocker.close()
  await assert.rejects(startWeb({ ...w.options, host: '0.0.0.0' }), (error) =>
    isFault(error, 'web.plaintext'),
  )
})

test('behind https the cookie and the answers insist on it', async () => {
  await using base = await site({ address: 'https://cctv.example.go.kr' })
  await base.account('handler', ['handler'])
  const { cookies } = await base.staff.signIn({ login: 'handler', password: PASSWORD, origin: '::1' })
  assert.match(cookies[0] ?? '', /; Secure/)
})
