/**
 * Cameras that were moved, taken away or given other purposes: footage goes by where the camera hung while it filmed,
 * and by where it hangs now as well.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grant, site, START, SYSTEM } from '../../test/site.ts'
import { isFault } from '../base/fault.ts'
import { adopt } from '../registry/registry.ts'
import type { Device, Registry } from '../registry/registry.ts'
import type { Account } from '../staff/staff.ts'

/** In the lobby, a public place. */
const LOBBY = 'main-lobby-01'
/** In the detention room, which is closed. */
const DETENTION = 'main-detention-01'
const FROM = START - 60_000
const OUT_OF_SCOPE = 'viewing.outOfScope'

const fails = (code: string) => (error: unknown) => isFault(error, code)

/** Half a minute of both cameras, and somebody for each zone and one for both. */
async function world() {
  const w = await site()
  const segments = new Map<string, string>()
  for (const device of [LOBBY, DETENTION]) {
    const [segment] = await w.record({ device, startedAtMs: FROM, segments: 3 })
    segments.set(device, segment?.id ?? '')
  }
  const ofLobby = await w.account('lobby', ['handler'], [grant({ zones: ['main-lobby'] })])
  const ofDetention = await w.account('detention', ['handler'], [grant({ zones: ['main-detention'] })])
  const ofBoth = await w.account('both', ['handler'], [grant({ zones: ['main-lobby', 'main-detention'] })])
  return Object.assign(w, {
    ofLobby,
    ofDetention,
    ofBoth,
    /** Adopts a changed registry, in force from `validFromMs`. */
    async change(edit: (registry: Registry) => Registry, validFromMs = w.clock.now()) {
      const registry = await w.registry()
      assert.ok(registry)
      const { ledger, clock, database } = w
      await adopt(
        { ledger, clock, db: database.db },
        { registry: edit(registry), actor: SYSTEM, validFromMs },
      )
    },
    /** The first two seconds that the device filmed. */
    part(account: Account, viewing: { readonly id: string; readonly device: string }) {
      const segment = segments.get(viewing.device) ?? ''
      return w.viewings.part({ account, viewing: viewing.id, segment, fragment: 0 })
    },
  })
}

function edited(device: string, change: (before: Device) => Partial<Device>) {
  return (registry: Registry): Registry => ({
    ...registry,
    devices: registry.devices.map((one) => (one.id === device ? { ...one, ...change(one) } : one)),
  })
}

const moved = (device: string, zone: string) => edited(device, () => ({ zone }))

function without(device: string) {
  return (registry: Registry): Registry => ({
    ...registry,
    devices: registry.devices.filter(({ id }) => id !== device),
  })
}

function ask(account: Account, device: string, changes: object = {}) {
  const basis = device === LOBBY ? '25-1-3' : '15-1-3'
  const range = { fromMs: FROM, toMs: FROM + 30_000 }
  return { account, device, ...range, purpose: 'facility-safety', basis, ...changes }
}

test('what a camera filmed in a closed room stays closed to those of the hall it was moved to', async () => {
  await using w = await world()
  await w.change(moved(DETENTION, 'main-lobby'))
  await assert.rejects(w.viewings.open(ask(w.ofLobby, DETENTION)), fails(OUT_OF_SCOPE))
  await assert.rejects(w.viewings.open(ask(w.ofLobby, DETENTION, { basis: '25-1-3' })), fails(OUT_OF_SCOPE))
  // Nor for those of the room alone, who have no right to the camera any more.
  await assert.rejects(w.viewings.open(ask(w.ofDetention, DETENTION)), fails(OUT_OF_SCOPE))
  const viewing = await w.viewings.open(ask(w.ofBoth, DETENTION))
  assert.ok((await w.part(w.ofBoth, viewing)).length > 0)
})

test('when a moved camera was recorded is told only to those who may see it', async () => {
  await using w = await world()
  await w.change(moved(DETENTION, 'main-lobby'))
  const range = { device: DETENTION, fromMs: FROM, toMs: FROM + 30_000 }
  assert.equal(await w.viewings.refusalToKnow(w.ofLobby, range), 'outOfScope')
  assert.equal(await w.viewings.refusalToKnow(w.ofDetention, range), 'outOfScope')
  assert.equal(await w.viewings.refusalToKnow(w.ofBoth, range), undefined)
  assert.equal(
    await w.viewings.refusalToKnow(w.ofBoth, { ...range, device: 'nobody-knows' }),
    'deviceUnknown',
  )
})

test('the basis is that of the place where it was filmed', async () => {
  await using w = await world()
  await w.change(moved(DETENTION, 'main-lobby'))
  const hall = ask(w.ofBoth, DETENTION, { basis: '25-1-3' })
  await assert.rejects(w.viewings.open(hall), fails('viewing.basisNotAllowed'))
  await w.viewings.open(ask(w.ofBoth, DETENTION))
})

test('a range that reaches over the move needs both zones and is no single basis', async () => {
  await using w = await world()
  await w.change(moved(DETENTION, 'main-lobby'), FROM + 15_000)
  const whole = { fromMs: FROM, toMs: FROM + 30_000 }
  const before = { fromMs: FROM, toMs: FROM + 15_000 }
  const after = { fromMs: FROM + 15_000, toMs: FROM + 30_000 }
  await assert.rejects(w.viewings.open(ask(w.ofLobby, DETENTION, whole)), fails(OUT_OF_SCOPE))
  await assert.rejects(w.viewings.open(ask(w.ofLobby, DETENTION, before)), fails(OUT_OF_SCOPE))
  await w.viewings.open(ask(w.ofLobby, DETENTION, { ...after, basis: '25-1-3' }))
  for (const basis of ['15-1-3', '25-1-3'])
    await assert.rejects(
      w.viewings.open(ask(w.ofBoth, DETENTION, { ...whole, basis })),
      fails('viewing.basisNotAllowed'),
    )
  await w.viewings.open(ask(w.ofBoth, DETENTION, before))
})

test('a camera moved into a closed room takes its open viewings with it at the next byte', async () => {
  await using w = await world()
  const viewing = await w.viewings.open(ask(w.ofLobby, LOBBY))
  const both = await w.viewings.open(ask(w.ofBoth, LOBBY))
  await w.part(w.ofLobby, viewing)
  w.clock.step(1)
  await w.change(moved(LOBBY, 'main-detention'))
  await assert.rejects(w.part(w.ofLobby, viewing), fails('viewing.revoked'))
  await w.part(w.ofBoth, both)
  await assert.rejects(w.viewings.open(ask(w.ofLobby, LOBBY)), fails(OUT_OF_SCOPE))
})

test('a move entered late, for a time already viewed, ends the viewing', async () => {
  await using w = await world()
  const viewing = await w.viewings.open(ask(w.ofLobby, LOBBY))
  await w.change(moved(LOBBY, 'main-detention'), FROM + 10_000)
  await w.change(moved(LOBBY, 'main-lobby'), FROM + 20_000)
  assert.equal(await w.viewings.sweep(), 1)
  await assert.rejects(w.part(w.ofLobby, viewing), fails('viewing.ended'))
})

test('a camera that left the registry can be viewed as it was', async () => {
  await using w = await world()
  await w.change(without(DETENTION))
  await assert.rejects(w.viewings.open(ask(w.ofLobby, DETENTION)), fails(OUT_OF_SCOPE))
  const viewing = await w.viewings.open(ask(w.ofDetention, DETENTION))
  assert.ok((await w.part(w.ofDetention, viewing)).length > 0)
})

test('a camera entered only after it filmed goes by the first version that knows it', async () => {
  await using w = await world()
  const earlier = { fromMs: FROM - 30_000, toMs: FROM }
  await w.viewings.open(ask(w.ofDetention, DETENTION, earlier))
  await assert.rejects(w.viewings.open(ask(w.ofLobby, DETENTION, earlier)), fails(OUT_OF_SCOPE))
})

test('a purpose that the camera had not yet, or has no more, is not its own', async () => {
  await using w = await world()
  const officer = await w.account('officer', ['privacyOfficer'], [grant()])
  const only = (purpose: string) => edited(LOBBY, () => ({ purposes: [purpose] }))
  await w.change(only('facility-safety'))
  const gone = { purpose: 'crime-prevention', basis: '25-1-2' }
  await assert.rejects(w.viewings.open(ask(w.ofLobby, LOBBY, gone)), fails('viewing.purposeNotRegistered'))
  const beyond = { purpose: 'crime-prevention', basis: '18-2-7', detail: '수사협조 공문 2026-101' }
  assert.equal((await w.viewings.open(ask(officer, LOBBY, beyond))).offPurpose, true)
  assert.equal((await w.viewings.open(ask(w.ofLobby, LOBBY))).offPurpose, false)
  w.clock.step(60_000)
  await w.change(edited(LOBBY, () => ({ purposes: ['facility-safety', 'crime-prevention'] })))
  const between = { fromMs: START, toMs: START + 30_000 }
  await assert.rejects(
    w.viewings.open(ask(w.ofLobby, LOBBY, { ...between, ...gone })),
    fails('viewing.purposeNotRegistered'),
  )
})
