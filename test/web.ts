/** The web server over a site, on a real socket, with what other folders hand in replaced by a few fixed answers. */
import { silentLog } from '../src/base/log.ts'
import { acknowledgeIncident } from '../src/retention/retention.ts'
import { openPublished } from '../src/policies.ts'
import type { Policies, Proofs } from '../src/policy/policy.ts'
import { startWeb } from '../src/web/web.ts'
import type { RecordingState, WebOptions } from '../src/web/web.ts'
import { PASSWORD, site } from './site.ts'
import type { Site } from './site.ts'

export const CERTIFICATE = '6f1c7f0e-4a57-4c7e-9a54-0c8f3a2d1b00'

export type WebSite = Site & {
  readonly url: string
  readonly policies: Policies
  readonly proofs: Proofs
  readonly options: WebOptions
  /** Sends a request as a browser on our own page would: JSON, our Origin, the cookie. */
  ask(method: string, path: string, given?: Ask): Promise<Response>
  /** Signs in over HTTP; the Cookie header to send. */
  enter(login: string): Promise<string>
}

export type Ask = {
  readonly cookie?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export async function webSite(
  given?: Parameters<typeof site>[0] & { readonly recording?: readonly RecordingState[] },
): Promise<WebSite> {
  const world = await site(given)
  const { db } = world.database
  const { policies, proofs } = openPublished({
    store: world,
    clock: world.clock,
    time: () => Promise.resolve({ nowMs: world.clock.now(), state: 'agrees', aheadMs: 0 }),
    account: (id) => world.staff.account(id),
  })
  const options: WebOptions = {
    db: world.database.db,
    clock: world.clock,
    log: silentLog,
    ledger: world.ledger,
    ledgerFolder: world.folders.ledger,
    staff: world.staff,
    viewings: world.viewings,
    policies,
    registry: world.registry,
    recording: () => Promise.resolve(given?.recording ?? []),
    incidents: () => Promise.resolve([]),
    acknowledge: (id, incident) => acknowledgeIncident({ ...world, db }, { type: 'account', id }, incident),
    certificates: {
      list: () => Promise.resolve([]),
      read: (id) =>
        Promise.resolve(id === CERTIFICATE ? { json: Buffer.from('{}'), text: '파기확인서' } : undefined),
    },
    proofs,
    remote: {
      assignment: ({ id, devices }) => Promise.resolve({ recorder: id, devices }),
      incidents: () => Promise.resolve(),
      hourKey: async ({ device, category, day, hour }) => {
        const [key] = await world.vault.hourKeys([{ keyId: { device, day, category }, hour, expiryDay: day }])
        if (key === undefined) throw new Error('no key')
        return key
      },
    },
    port: 0,
  }
  const web = await startWeb(options)
  const ask: WebSite['ask'] = (method, path, { cookie, body, headers } = {}) =>
    fetch(new URL(path, web.url), {
      method,
      redirect: 'manual',
      headers: {
        ...(method === 'GET' ? {} : { origin: web.url }),
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return {
    ...world,
    url: web.url,
    policies,
    proofs,
    options,
    ask,
    async enter(login) {
      const response = await ask('POST', '/api/v1/session', { body: { login, password: PASSWORD } })
      if (!response.ok) throw new Error(`not signed in: ${response.status}`)
      return response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ')
    },
    async [Symbol.asyncDispose]() {
      await web.close()
      await world[Symbol.asyncDispose]()
    },
  }
}
