/** A publication that is cut short at any step of disk or database ends like one that was not: once, and whole. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failingDatabase, failingDisk, noFailure } from '../../../test/failing.ts'
import type { DiskFailure, Failure } from '../../../test/failing.ts'
import { addDays, type Day, dayStart } from '../../base/day.ts'
import { HOUR_MS, policyWorld } from './testing/world.ts'
import type { PolicyWorld } from './testing/world.ts'

const policy = 'main'

/** Announces one more version, and opens all of it anew on its day, as `options` say. */
async function due(world: PolicyWorld, options: Parameters<PolicyWorld['restart']>[0]): Promise<string> {
  const version = await world.announceIn(7)
  const { effectiveOn } = await world.policies.version(version)
  // Time goes on in a running program, so the clock is believed after the restart.
  await world.clock.advance(dayStart(effectiveOn as Day) - HOUR_MS - world.clock.now())
  await world.policies.publishDue()
  await world.restart(options)
  await world.clock.advance(HOUR_MS)
  return version
}

async function requirePublishedOnce(world: PolicyWorld, version: string): Promise<void> {
  const published = (await world.entries('policy.published')).filter((entry) => entry.version === version)
  assert.equal(published.length, 1)
  assert.equal((await world.policies.inForce(policy))?.id, version)
  const kept = (await world.policies.archive(policy)).filter((range) => range.version !== null)
  kept.forEach(({ until }, index) => {
    const next = kept[index + 1]
    assert.equal(until, next === undefined ? null : addDays(next.from, -1))
  })
  await world.checkLedger()
}

for (const way of ['notDone', 'doneButReported'] as const) {
  test(`killed at any step of the disk (${way}), a version is published once`, async () => {
    await using world = await policyWorld()
    await world.policies.establish(world.by.privacyOfficer, { policy, reason: { ko: '시작', en: null } })
    const failure: DiskFailure = { ...noFailure(), kind: 'disk.failed' }
    let crashes = 0
    for (let at = 1; ; at++) {
      const version = await due(world, { disk: failingDisk(failure) })
      Object.assign(failure, { at, length: Infinity, way, steps: 0 })
      const crashed = await world.policies.publishDue().then(
        () => false,
        () => true,
      )
      Object.assign(failure, noFailure())
      await world.restart()
      await world.policies.publishDue()
      await world.policies.publishDue()
      await requirePublishedOnce(world, version)
      if (!crashed) break
      crashes++
    }
    assert.ok(crashes >= 3, `${crashes} steps failed`)
  })

  test(`cut off from the database at any query (${way}), a version is published once`, async () => {
    await using world = await policyWorld()
    await world.policies.establish(world.by.privacyOfficer, { policy, reason: { ko: '시작', en: null } })
    const failure: Failure = noFailure()
    let crashes = 0
    for (let at = 1; ; at += 3) {
      const version = await due(world, { over: failingDatabase(world.database.pool, failure) })
      Object.assign(failure, { at, length: 1, way, steps: 0 })
      const crashed = await world.policies.publishDue().then(
        () => false,
        () => true,
      )
      Object.assign(failure, noFailure())
      await world.restart()
      await world.policies.publishDue()
      await world.policies.publishDue()
      await requirePublishedOnce(world, version)
      if (!crashed) break
      crashes++
    }
    assert.ok(crashes >= 5, `${crashes} queries failed`)
  })
}
