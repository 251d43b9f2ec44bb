/** Holds: what is held survives its day, and only that; when the hold ends it is gone at once. */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { FIRST_DAY, idsOf, OFFICER, retentionWorld } from '../../test/retention.ts'
import type { Recorded, RetentionWorld } from '../../test/retention.ts'
import { dayOf, dayStart } from '../base/day.ts'
import { realDisk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import { silentLog } from '../base/log.ts'
import { alone } from './lock.ts'
import {
  certificate,
  certificateBytes,
  certificateText,
  holds,
  incidents,
  openReserve,
  openRetention,
  verifyCertificate,
} from './retention.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const fault = (code: string) => (error: unknown) => isFault(error, code)

/** Five minutes of one camera on the first day. */
function recordFive(world: RetentionWorld): Promise<Recorded[]> {
  return world.record(
    ...[0, 1, 2, 3, 4].map((i) => ({ device: 'main-lobby-01', day: FIRST_DAY, at: i * MINUTE })),
  )
}

/** A hold over the given segments. */
async function hold(world: RetentionWorld, segments: readonly Recorded[], untilMs: number | null = null) {
  const placed = await world.retention.placeHold({
    actor: OFFICER,
    reason: 'request',
    basis: 'pipa-35',
    untilMs,
    footage: { segments: idsOf(segments) },
  })
  return placed.hold
}

const release = (world: RetentionWorld, id: Awaited<ReturnType<typeof hold>>) =>
  world.retention.releaseHold({ hold: id, reason: 'closed', actor: OFFICER })

async function states(world: RetentionWorld, segments: readonly Recorded[]): Promise<string[]> {
  return Promise.all(segments.map((segment) => world.stateOf(segment)))
}

test('what is held survives its day, the rest of its camera-day dies, and release destroys it with a certificate', async () => {
  await using world = await retentionWorld()
  const segments = await recordFive(world)
  const held = segments.slice(1, 3)
  const id = await hold(world, held)
  await world.clock.advance(15 * DAY)
  const sweep = await world.retention.sweep()
  assert.equal(sweep.destroyedSegments, 3)
  assert.equal(sweep.aliveSegments, 2)
  assert.deepEqual(await states(world, segments), ['gone', 'opens', 'opens', 'gone', 'gone'])
  assert.equal((await readdir(join(world.home, 'held', id))).length, 2)
  assert.deepEqual((await world.retention.sweep()).finished, [], 'its camera-day is not ordered again')

  await world.clock.advance(20 * DAY)
  const order = await release(world, id)
  assert.ok(order)
  assert.deepEqual(await states(world, segments), ['gone', 'gone', 'gone', 'gone', 'gone'])
  assert.deepEqual(await readdir(join(world.home, 'held')), [])
  const issued = await certificate(world, order)
  const { ok, findings } = verifyCertificate(certificateBytes(issued), world.vkey)
  assert.ok(ok, findings.map(({ message }) => message).join('; '))
  const { statement } = issued
  assert.equal(statement.reason, 'holdEnded')
  assert.deepEqual(statement.targets, [{ kind: 'hold', hold: id }])
  assert.deepEqual(
    statement.footage.map((line) => [line.hold, line.segments, line.dueDay, line.lateDays]),
    [[id, 2, dayOf(world.clock.now()), 0]],
  )
  assert.ok(certificateText(issued, 'ko').includes('보존조치 종료'))
  assert.deepEqual(await holds(world.db), [])
  assert.deepEqual(
    (await holds(world.db, { all: true })).map(({ state, releaseReason }) => [state, releaseReason]),
    [['released', 'closed']],
  )
})

test('a hold by device and time takes the segments that overlap', async () => {
  await using world = await retentionWorld()
  const segments = await recordFive(world)
  const start = dayStart(FIRST_DAY)
  const placed = await world.retention.placeHold({
    actor: OFFICER,
    reason: 'request',
    basis: 'pipa-35',
    untilMs: null,
    footage: { device: 'main-lobby-01', fromMs: start + 2 * MINUTE, toMs: start + 3 * MINUTE + 1 },
  })
  assert.deepEqual([placed.held, placed.gone], [2, []])
  await world.clock.advance(15 * DAY)
  await world.retention.sweep()
  assert.deepEqual(await states(world, segments), ['gone', 'gone', 'opens', 'opens', 'gone'])
})

test('a hold released before the day goes back: the footage stays until its day and dies on it', async () => {
  await using world = await retentionWorld()
  const segments = await recordFive(world)
  const id = await hold(world, segments.slice(0, 1))
  await world.clock.advance(3 * DAY)
  assert.equal(await release(world, id), null, 'nothing is destroyed early')
  await world.clock.advance(12 * DAY - 1)
  await world.retention.sweep()
  assert.deepEqual(await states(world, segments), ['opens', 'opens', 'opens', 'opens', 'opens'])
  await world.clock.advance(1)
  assert.equal((await world.retention.sweep()).destroyedSegments, 5)
  assert.deepEqual(await states(world, segments), ['gone', 'gone', 'gone', 'gone', 'gone'])
})

test('a hold that lapses is swept, and what it kept is destroyed in that sweep', async () => {
  await using world = await retentionWorld()
  const segments = await recordFive(world)
  const untilMs = world.clock.now() + 40 * DAY
  await hold(world, segments.slice(0, 1), untilMs)
  await world.clock.advance(40 * DAY - 1)
  await world.retention.sweep()
  assert.deepEqual(await states(world, segments.slice(0, 2)), ['opens', 'gone'])
  await world.clock.advance(1)
  const sweep = await world.retention.sweep()
  assert.deepEqual([sweep.lapsedHolds, sweep.destroyedSegments, sweep.aliveSegments], [1, 1, 0])
  const [lapsed] = await holds(world.db, { all: true })
  assert.deepEqual([lapsed?.state, lapsed?.releaseReason], ['released', 'lapsed'])
})

test('a segment under two holds lives until the second one ends', async () => {
  await using world = await retentionWorld()
  const segments = await recordFive(world)
  const first = await hold(world, segments.slice(0, 2))
  const second = await hold(world, segments.slice(1, 3))
  await world.clock.advance(15 * DAY)
  await world.retention.sweep()
  await release(world, first)
  assert.deepEqual(await states(world, segments), ['gone', 'opens', 'opens', 'gone', 'gone'])
  await release(world, second)
  assert.deepEqual(await states(world, segments), ['gone', 'gone', 'gone', 'gone', 'gone'])
})

/** Runs both so that they really meet: each waits for the lock, in this order. */
async function meeting<A, B>(
  world: RetentionWorld,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[PromiseSettledResult<A>, PromiseSettledResult<B>]> {
  const waiting = async (count: number) => {
    const query = `select from pg_locks join pg_database as own on own.oid = database
      where locktype = 'advisory' and not granted and datname = current_database()`
    while ((await world.database.pool.query(query)).rowCount !== count) await setImmediate()
  }
  const both = await alone(world.db, async () => {
    const one = first()
    await waiting(1)
    const other = second()
    await waiting(2)
    return [one, other] as const
  }).then(([one, other]) => Promise.allSettled([one, other]))
  return both
}

test('of a hold and an expiry in the same second one wins, and the other finds what it left', async () => {
  await using world = await retentionWorld()
  const day = dayOf(world.clock.now() - 20 * DAY)
  const place = { device: 'main-lobby-01', day }
  const [held, rest] = await world.record(place, { ...place, at: MINUTE })
  assert.ok(held && rest)
  const [placed, swept] = await meeting(
    world,
    () => hold(world, [held]),
    () => world.retention.sweep(),
  )
  assert.deepEqual([placed.status, swept.status], ['fulfilled', 'fulfilled'])
  assert.deepEqual(await states(world, [held, rest]), ['opens', 'gone'])

  const other = { ...place, device: 'main-lobby-02' }
  const [late, alike] = await world.record(other, { ...other, at: MINUTE })
  assert.ok(late && alike)
  const [expired, refused] = await meeting(
    world,
    () => world.retention.sweep(),
    () => hold(world, [late]),
  )
  assert.equal(expired.status, 'fulfilled')
  assert.ok(refused.status === 'rejected' && isFault(refused.reason, 'retention.footageMissing'))
  assert.deepEqual(await states(world, [late, alike]), ['gone', 'gone'])
  assert.equal((await holds(world.db)).length, 1, 'a hold of nothing is not recorded')
})

test('while a hold cannot be carried out its camera-day is spared, and all others die on their day', async () => {
  await using world = await retentionWorld()
  const day = dayOf(world.clock.now() - 20 * DAY)
  const place = { device: 'main-lobby-01', day }
  const [held, spared, other] = await world.record(
    place,
    { ...place, at: MINUTE },
    { ...place, device: 'main-lobby-02' },
  )
  assert.ok(held && spared && other)
  const { db, ledger, clock } = world
  const broken = { ...world.vault, hold: () => Promise.reject(new Error('no key')) }
  const reserve = openReserve({ disk: realDisk, path: join(world.home, 'reserve'), bytes: 1000 })
  const retention = openRetention({ db, ledger, vault: broken, clock, log: silentLog, reserve })
  const footage = { segments: idsOf([held]) }
  const request = { actor: OFFICER, reason: 'request', basis: 'pipa-35', untilMs: null, footage }
  await assert.rejects(retention.placeHold(request), /no key/)
  await assert.rejects(retention.sweep(), /no key/)
  assert.deepEqual(await states(world, [held, spared, other]), ['opens', 'opens', 'gone'])
  assert.deepEqual((await incidents(db)).map(({ code }) => code).toSorted(), [
    'retention.failed',
    'retention.late',
  ])
  await world.retention.sweep()
  assert.deepEqual(await states(world, [held, spared]), ['opens', 'gone'])
  assert.deepEqual(
    (await incidents(db)).map(({ code }) => code),
    ['retention.late'],
  )
})

test('what is held cannot be destroyed on request, and what is gone cannot be held', async () => {
  await using world = await retentionWorld()
  const segments = await recordFive(world)
  const [first, second] = segments
  assert.ok(first && second)
  const id = await hold(world, [first])
  await world.clock.advance(2 * DAY)
  const destroy = (chosen: Recorded[]) =>
    world.retention.destroy({ actor: OFFICER, basis: 'pipa-36', footage: { segments: idsOf(chosen) } })
  await assert.rejects(destroy([first, second]), fault('retention.held'))
  assert.deepEqual(await states(world, [first, second]), ['opens', 'opens'])
  const order = await destroy([second])
  assert.deepEqual(await states(world, [first, second]), ['opens', 'gone'])
  const issued = await certificate(world, order)
  assert.ok(verifyCertificate(certificateBytes(issued), world.vkey).ok)
  assert.deepEqual([issued.statement.reason, issued.statement.basis], ['requested', 'pipa-36'])
  await assert.rejects(hold(world, [second]), fault('retention.footageMissing'))
  const both = await world.retention.placeHold({
    actor: OFFICER,
    reason: 'request',
    basis: 'pipa-35',
    untilMs: null,
    footage: { segments: idsOf(segments) },
  })
  assert.deepEqual([both.held, both.gone], [4, [second.id]])
  await assert.rejects(
    world.retention.releaseHold({ hold: newId(), reason: 'closed', actor: OFFICER }),
    fault('retention.holdMissing'),
  )
  await release(world, id)
  await assert.rejects(release(world, id), fault('retention.holdReleased'))
  await assert.rejects(hold(world, [first], world.clock.now()), fault('retention.untilPast'))
})

test('a whole camera-day can be destroyed on request once it is over, and can be recorded anew', async () => {
  await using world = await retentionWorld()
  const segments = await recordFive(world)
  const cameraDay = { device: 'main-lobby-01', day: FIRST_DAY, category: 'continuous', generation: 1 }
  const destroy = () =>
    world.retention.destroy({ actor: OFFICER, basis: 'wrong-import', footage: { cameraDays: [cameraDay] } })
  await world.clock.advance(DAY)
  await assert.rejects(destroy(), fault('retention.stillRecording'))
  await world.clock.advance(15 * MINUTE)
  const order = await destroy()
  assert.deepEqual(await states(world, segments), ['gone', 'gone', 'gone', 'gone', 'gone'])
  assert.ok(verifyCertificate(certificateBytes(await certificate(world, order)), world.vkey).ok)
  await assert.rejects(destroy(), fault('retention.footageMissing'))
  const [anew] = await world.record({ device: 'main-lobby-01', day: FIRST_DAY })
  assert.equal(anew?.generation, 2)
  await world.clock.advance(14 * DAY)
  assert.equal((await world.retention.sweep()).destroyedSegments, 1)
})
