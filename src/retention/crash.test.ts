/** A destruction cut short at any step ends like one that was not: the next sweep finishes it. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { failingDatabase, failingDisk, noFailure } from '../../test/failing.ts'
import type { DiskFailure, Failure } from '../../test/failing.ts'
import { FIRST_DAY, idsOf, OFFICER, retentionWorld } from '../../test/retention.ts'
import type { Recorded, RetentionWorld } from '../../test/retention.ts'
import { simulatedClock } from '../base/clock.ts'
import { addDays } from '../base/day.ts'
import { diskFault, realDisk } from '../base/durable.ts'
import type { Disk } from '../base/durable.ts'
import { contradictions, ordersWithGarbage, totals } from '../footage/footage.ts'
import { verifyLedger, readFolder } from '../ledger/verify.ts'
import {
  certificate,
  certificateBytes,
  certificates,
  holds,
  incidents,
  verifyCertificate,
} from './retention.ts'

/** Everything that must hold after a destruction, however it came about; `segments` of one camera-day are gone. */
async function requireDestroyed(world: RetentionWorld, segments: readonly Recorded[]): Promise<void> {
  for (const segment of segments) assert.equal(await world.stateOf(segment), 'gone')
  const [first] = segments
  assert.ok(first)
  await assert.rejects(world.vault.hourKey(first.keyId, first.generation, 9), { code: 'vault.keyMissing' })
  assert.deepEqual(await ordersWithGarbage(world.db), [])
  assert.deepEqual(await contradictions(world.db), [])
  const issued = await Promise.all(
    (await certificates(world.db, { limit: 3 })).map(({ id }) => certificate(world, id)),
  )
  const own = issued.filter(({ statement }) => statement.footage.some(({ day }) => day === first.day))
  assert.equal(own.length, 1, 'one certificate for it, not two')
  const [one] = own
  assert.ok(one)
  const { ok, findings } = verifyCertificate(certificateBytes(one), world.vkey)
  assert.ok(ok, findings.map(({ message }) => message).join('; '))
  assert.deepEqual(
    one.statement.listed.map(({ segment }) => segment).toSorted(),
    segments.map(({ id }) => id).toSorted(),
  )
}

/** Camera-days that are due, one after the other, so that one world serves many crashes. */
async function recordDue(world: RetentionWorld, round: number): Promise<Recorded[]> {
  const day = addDays(FIRST_DAY, -20 - round)
  await world.clock.advance(1000)
  return world.record(
    { device: 'main-lobby-01', day, at: 9 * 3_600_000 },
    { device: 'main-lobby-01', day, at: 9.5 * 3_600_000 },
  )
}

test('a crash before or after every call that changes something leaves work for the next sweep, and no more', async () => {
  await using world = await retentionWorld()
  let round = 0
  let calls = 0
  for (const way of ['notDone', 'doneButReported'] as const)
    for (let at = 1; ; at++) {
      const segments = await recordDue(world, round++)
      Object.assign(world.calls, { at, way, steps: 0 })
      const crashed = await world.retention.sweep().then(
        () => false,
        () => true,
      )
      calls = world.calls.steps
      Object.assign(world.calls, noFailure())
      if (!crashed) break
      await world.restart()
      await world.retention.sweep()
      await requireDestroyed(world, segments)
    }
  // Order, keys, files, done: each failed in both ways.
  assert.equal(calls, 4)
  assert.equal((await totals(world.db)).segments, 0)
})

test('a query that fails anywhere in a sweep leaves work for the next one', async () => {
  await using world = await retentionWorld()
  const failure = noFailure()
  let round = 0
  let queries = 0
  for (const way of ['notDone', 'doneButReported'] as const)
    // Not every query, for time's sake: neighbours of one transaction fail alike.
    for (let at = way === 'notDone' ? 1 : 4; ; at += 7) {
      const segments = await recordDue(world, round++)
      await world.restart({ db: failingDatabase(world.database.pool, failure) })
      Object.assign(failure, { at, length: 1, way, steps: 0 } satisfies Failure)
      const crashed = await world.retention.sweep().then(
        () => false,
        () => true,
      )
      queries = failure.steps
      Object.assign(failure, noFailure())
      await world.restart({ db: world.db })
      await world.retention.sweep()
      await requireDestroyed(world, segments)
      if (!crashed && queries < at) break
    }
  assert.ok(queries > 30, `${queries} queries`)
})

test('a disk that fails anywhere in a sweep leaves work for the next one', async () => {
  await using world = await retentionWorld()
  const failure: DiskFailure = { ...noFailure(), kind: 'disk.failed' }
  let round = 0
  let steps = 0
  for (let at = 1; ; at += 3) {
    const segments = await recordDue(world, round++)
    await world.restart({ disk: failingDisk(failure) })
    Object.assign(failure, { at, length: 1, way: at % 2 === 0 ? 'notDone' : 'doneButReported', steps: 0 })
    await world.retention.sweep().catch(() => {})
    steps = failure.steps
    Object.assign(failure, noFailure())
    await world.restart({ disk: realDisk })
    await world.retention.sweep()
    await requireDestroyed(world, segments)
    if (steps < at) break
  }
  assert.ok(steps > 20, `${steps} steps`)
})

test('a crash at any step of placing, releasing and ending a hold is finished by the next sweep', async () => {
  await using world = await retentionWorld()
  let round = 0
  for (const way of ['notDone', 'doneButReported'] as const)
    for (let at = 1; ; at++) {
      const [held, other] = await recordDue(world, round++)
      assert.ok(held && other)
      Object.assign(world.calls, { at, way, steps: 0 })
      let crashed = false
      const crash = () => void (crashed = true)
      const footage = { segments: idsOf([held]) }
      await world.retention
        .placeHold({ actor: OFFICER, reason: 'request', basis: 'pipa-35', untilMs: null, footage })
        .catch(crash)
      if (crashed) await world.restart()
      await world.retention.sweep().catch(crash)
      if (crashed) await world.restart()
      await world.retention.sweep()
      const [hold] = await holds(world.db)
      assert.equal(await world.stateOf(other), 'gone', 'the rest died on its day')
      // A hold of which nothing was recorded saved nothing.
      if (hold === undefined) {
        assert.equal(await world.stateOf(held), 'gone')
        continue
      }
      assert.equal(await world.stateOf(held), 'opens')
      await world.retention.releaseHold({ hold: hold.id, reason: 'closed', actor: OFFICER }).catch(crash)
      if (crashed) await world.restart()
      await world.retention.sweep()
      const [living] = await holds(world.db)
      if (living !== undefined)
        await world.retention.releaseHold({ hold: hold.id, reason: 'closed', actor: OFFICER })
      assert.equal(await world.stateOf(held), 'gone')
      assert.deepEqual(await readdir(join(world.home, 'held')).catch(() => []), [])
      assert.deepEqual(await ordersWithGarbage(world.db), [])
      Object.assign(world.calls, noFailure())
      if (!crashed) break
    }
  assert.deepEqual(await contradictions(world.db), [])
})

test('on a disk without a free byte the reserve is given up, destruction is done, and the reserve made again', async () => {
  await using world = await retentionWorld()
  const reserve = join(world.home, 'reserve')
  await world.retention.sweep()
  await access(reserve)
  const segments = await recordDue(world, 0)
  let released = 0
  let isFull = false
  // Full for as long as the reserve is there.
  const disk: Disk = {
    ...realDisk,
    async create(path) {
      if (isFull && existsSync(reserve)) throw diskFault('disk.full', { operation: 'create', name: 'test' })
      return realDisk.create(path)
    },
    async remove(path) {
      const removed = await realDisk.remove(path)
      if (removed && path === reserve) released++
      return removed
    },
    // Enough not to seem short, too little to make the reserve again.
    freeBytes: (path) => (isFull ? Promise.resolve(600_000) : realDisk.freeBytes(path)),
  }
  await world.restart({ disk })
  isFull = true
  const sweep = await world.retention.sweep()
  assert.equal(sweep.destroyedSegments, 2)
  assert.equal(released, 1)
  await world.restart({ disk: realDisk })
  await world.retention.sweep()
  await access(reserve)
  await requireDestroyed(world, segments)
  const codes = (await incidents(world.db, { closedSinceMs: 0 })).map(({ code, closedReason }) => [
    code,
    closedReason,
  ])
  assert.deepEqual(
    codes.find(([code]) => code === 'disk.full'),
    ['disk.full', 'disk.room'],
  )
})

test('where there is too little room the reserve is given up before anything is written', async () => {
  await using world = await retentionWorld()
  const reserve = join(world.home, 'reserve')
  await world.retention.sweep()
  await world.restart({ disk: { ...realDisk, freeBytes: () => Promise.resolve(4096) } })
  await world.retention.sweep()
  await assert.rejects(access(reserve), { code: 'ENOENT' })
  const [incident] = await incidents(world.db)
  assert.equal(incident?.code, 'disk.full')
})

test('after all of it the ledger still verifies', async () => {
  await using world = await retentionWorld()
  await recordDue(world, 0)
  Object.assign(world.calls, { at: 2, way: 'doneButReported', steps: 0 })
  await assert.rejects(world.retention.sweep())
  Object.assign(world.calls, noFailure())
  // A start a day later, with another clock: its monotonic time begins anew.
  await world.restart({ clock: simulatedClock(world.clock.now() + 3_600_000) })
  await world.retention.sweep()
  const verified = await verifyLedger({
    read: readFolder(join(world.home, 'ledger')),
    vkey: world.vkey,
    entries: 'required',
  })
  assert.deepEqual(verified.findings, [])
  assert.equal(
    (await incidents(world.db)).every(({ code }) => code === 'retention.late'),
    true,
  )
})
