/** Periods come from the registry as of now, for the zone where the device stood when it filmed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FIRST_DAY, retentionWorld, START } from '../../test/retention.ts'
import { addDays, dayStart } from '../base/day.ts'
import type { Day } from '../base/day.ts'
import { newId } from '../base/id.ts'
import type { Registry, RegistryVersion } from '../registry/registry.ts'
import { certificate, periodsAt } from './retention.ts'

const DAY = 86_400_000

function withDays(registry: Registry, zone: string, retentionDays: number): Registry {
  const zones = registry.zones.map((one) =>
    one.id === zone ? { ...one, recordings: one.recordings.map((row) => ({ ...row, retentionDays })) } : one,
  )
  return { ...registry, zones }
}

function moved(registry: Registry, device: string, zone: string): Registry {
  return { ...registry, devices: registry.devices.map((one) => (one.id === device ? { ...one, zone } : one)) }
}

function without(registry: Registry, device: string): Registry {
  return { ...registry, devices: registry.devices.filter(({ id }) => id !== device) }
}

const version = (registry: Registry, validFromMs: number): RegistryVersion => ({
  id: newId(),
  validFromMs,
  digest: '',
  registry,
})

const lobby = (day: Day) => ({ device: 'main-lobby-01', day, category: 'continuous' })

test('each zone and category has its own days', async () => {
  await using world = await retentionWorld()
  const periods = periodsAt([version(world.registry, START)], START)
  const days = (device: string, category: string) =>
    periods?.of({ device, day: FIRST_DAY, category }).retentionDays
  assert.equal(days('main-lobby-01', 'continuous'), 14)
  assert.equal(days('main-detention-01', 'continuous'), 30)
  assert.equal(days('main-counter-body-01', 'service'), 15)
  assert.equal(days('main-investigation-body-01', 'service'), 15)
  assert.equal(days('main-investigation-body-01', 'evidence'), 30)
  assert.equal(days('sejong-waiting-01', 'continuous'), 14)
  assert.equal(periods?.shortestDays, 14)
  assert.equal(periodsAt([version(world.registry, START + 1)], START), undefined)
})

test('the zone is that of the day of filming; on a day of change the longer period counts', async () => {
  await using world = await retentionWorld()
  const noon = START + DAY / 2
  const versions = [
    version(moved(world.registry, 'main-lobby-01', 'main-detention'), START - 10 * DAY),
    version(world.registry, noon),
  ]
  const periods = periodsAt(versions, START + 5 * DAY)
  const of = (day: Day) => periods?.of(lobby(day))
  assert.deepEqual(of(addDays(FIRST_DAY, -1)), {
    zone: 'main-detention',
    retentionDays: 30,
    retentionDaysWhenFilmed: 30,
  })
  assert.deepEqual(of(FIRST_DAY)?.zone, 'main-detention')
  assert.deepEqual(of(addDays(FIRST_DAY, 1)), {
    zone: 'main-lobby',
    retentionDays: 14,
    retentionDaysWhenFilmed: 14,
  })
})

test('a device that left the registry keeps the period it had; one that was never in it the longest there is', async () => {
  await using world = await retentionWorld()
  const versions = [
    version(world.registry, START - DAY),
    version(without(world.registry, 'main-lobby-01'), dayStart(addDays(FIRST_DAY, 3))),
  ]
  const periods = periodsAt(versions, START + 30 * DAY)
  assert.equal(periods?.of(lobby(FIRST_DAY)).retentionDays, 14)
  assert.equal(periods?.of(lobby(addDays(FIRST_DAY, 20))).retentionDays, 14)
  assert.equal(periods?.of({ ...lobby(FIRST_DAY), device: 'nobody' }).retentionDays, 30)
  // Filmed before the first version: the first that knows it counts.
  assert.equal(periods?.of(lobby(addDays(FIRST_DAY, -30))).retentionDays, 14)
})

test('a period shortened in the registry makes footage due at once, and the certificate states both', async () => {
  await using world = await retentionWorld()
  await world.record(...[0, 1, 2].map((i) => ({ device: 'main-lobby-01', day: addDays(FIRST_DAY, i) })))
  await world.clock.advance(9 * DAY)
  assert.equal((await world.retention.sweep()).destroyedSegments, 0)
  await world.change((registry) => withDays(registry, 'main-lobby', 7))
  const sweep = await world.retention.sweep()
  assert.equal(sweep.destroyedSegments, 2)
  const { statement } = await certificate(world, sweep.finished[0]?.certificate ?? '')
  assert.deepEqual(
    statement.footage.map(({ retentionDays, retentionDaysWhenFilmed }) => [
      retentionDays,
      retentionDaysWhenFilmed,
    ]),
    [
      [7, 14],
      [7, 14],
    ],
  )
})

test('a period lengthened in the registry keeps what is there for longer', async () => {
  await using world = await retentionWorld()
  const [segment] = await world.record({ device: 'main-lobby-01', day: FIRST_DAY })
  assert.ok(segment)
  await world.clock.advance(14 * DAY)
  await world.change((registry) => withDays(registry, 'main-lobby', 20))
  await world.clock.advance(7 * DAY - 1)
  await world.retention.sweep()
  assert.equal(await world.stateOf(segment), 'opens')
  await world.clock.advance(1)
  const sweep = await world.retention.sweep()
  assert.deepEqual([sweep.destroyedSegments, sweep.lateSegments], [1, 0])
})
