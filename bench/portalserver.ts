/**
 * The portal as the program itself serves it, over a data folder of its own, in a process of its own: argv is the
 * folder. A policy is in force, a change of it is announced, and the register has some hundred devices.
 *
 * With `plain` and a size in place of the folder it is the baseline: a bare Fastify route with a constant page.
 */
import { randomBytes } from 'node:crypto'
import Fastify from 'fastify'
import { present } from '../src/base/assert.ts'
import { addDays, dayOf } from '../src/base/day.ts'
import type { Store } from '../src/store.ts'
import { adoptAgency, adoptRegistry, BENCH, movedClock, openScratchStore } from './agency.ts'
import { endWith, startApi } from './serving.ts'

const MORE_DEVICES = 200
const DAYS_AHEAD = 9

const [folder = '', size = '0'] = process.argv.slice(2)
const clock = movedClock(0)
process.send?.({ url: folder === 'plain' ? await plain(Number(size)) : await portal() })

/** Sends the same page, of so many bytes, to whoever asks for anything. */
async function plain(bytes: number): Promise<string> {
  const app = Fastify({ logger: false, forceCloseConnections: true })
  const page = randomBytes(bytes)
  app.get('/*', (_, reply) => reply.header('content-type', 'text/html; charset=utf-8').send(page))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  endWith(() => app.close())
  return url
}

async function portal(): Promise<string> {
  const store = await openScratchStore(folder, clock)
  await adoptAgency(store, clock, MORE_DEVICES)
  const app = await startApi(store, clock)
  endWith(async () => {
    await app[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
  })
  const { policies } = app.published
  const { account, token } = await app.staff.createAccount(BENCH, {
    login: 'officer',
    name: '벤치마크',
    roles: ['privacyOfficer'],
    grants: [],
  })
  await app.staff.enrol({ token, password: randomBytes(16).toString('base64url') })
  const officer = { type: 'account', id: account } as const
  const reason = { ko: '벤치마크', en: 'benchmark' }
  await policies.establish(officer, { policy: 'main', reason })
  await rename(store)
  const { id: version, draftDigest: digest } = await policies.draft(officer, { policy: 'main' })
  await policies.approve(officer, { version, digest })
  const effectiveOn = addDays(dayOf(clock.now()), DAYS_AHEAD)
  await policies.announce(officer, { version, digest, effectiveOn, reason })
  return present(app.web, 'this role has a web server').url
}

/** Something for the next version to state otherwise. */
async function rename(store: Store): Promise<void> {
  const registry = await store.registry()
  const [first, ...others] = registry.devices
  const device = present(first, 'a device')
  const devices = [{ ...device, view: { ko: '로비 북쪽', en: 'North of the lobby' } }, ...others]
  await adoptRegistry(store, clock, { ...registry, devices })
}
