/** A publication that is cut short at any step of disk or database ends like one that was not: once, and whole. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failingDatabase, failingDisk, noFailure } from '../../../test/failing.ts'
import type { DiskFailure } from '../../../test/failing.ts'
import { addDays, type Day, dayStart } from '../../base/day.ts'
import { isFault } from '../../base/fault.ts'
import { checkPolicies } from './check.ts'
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

/** What fails, for how many steps, and how many steps are passed over from one try to the next. */
const FAILURES = [
  {
    what: 'killed at any step of the disk',
    stride: 1,
    length: Infinity,
    over: (failure: DiskFailure) => ({ disk: failingDisk(failure) }),
    least: 3,
  },
  {
    what: 'cut off from the database at any query',
    stride: 3,
    length: 1,
    over: (failure: DiskFailure, { database }: PolicyWorld) => ({
      over: failingDatabase(database.pool, failure),
    }),
    least: 5,
  },
] as const

for (const way of ['notDone', 'doneButReported'] as const)
  for (const { what, stride, length, over, least } of FAILURES)
    test(`${what} (${way}), a version is published once`, async () => {
      await using world = await policyWorld()
      await world.establish()
      const failure: DiskFailure = { ...noFailure(), kind: 'disk.failed' }
      let crashes = 0
      for (let at = 1; ; at += stride) {
        const version = await due(world, over(failure, world))
        Object.assign(failure, { at, length, way, steps: 0 })
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
      assert.ok(crashes >= least, `${crashes} steps failed`)
    })

/** How many policies are taken over, each with a failure at another query. */
const TAKEN_OVER = 14

for (const way of ['notDone', 'doneButReported'] as const)
  test(`cut off from the database at any query (${way}), a policy is taken over by the next attempt`, async () => {
    await using world = await policyWorld()
    const ids = Array.from({ length: TAKEN_OVER }, (_, index) => `taken-${index}`)
    await world.change((one) => ({
      ...one,
      policies: one.policies.flatMap((each) => ids.map((id) => ({ ...each, id }))),
    }))
    const failure = noFailure()
    await world.restart({ over: failingDatabase(world.database.pool, failure) })
    let crashes = 0
    for (const [index, id] of ids.entries()) {
      Object.assign(failure, { at: 1 + index * 5, way, steps: 0 })
      await world.establish(id).catch(() => crashes++)
      Object.assign(failure, noFailure())
      await world.establish(id).catch((error: unknown) => {
        if (!isFault(error, 'policy.alreadyEstablished')) throw error
      })
      await world.policies.publishDue()
      assert.equal((await world.policies.inForce(id))?.id, `${id}-1`)
    }
    assert.ok(crashes >= TAKEN_OVER / 2, `${crashes} attempts failed`)
    assert.equal((await world.entries('policy.published')).length, TAKEN_OVER)
    assert.deepEqual(await checkPolicies(world), [])
    await world.checkLedger()
  })
