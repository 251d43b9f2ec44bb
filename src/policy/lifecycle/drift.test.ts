/** Drift: whether the published text is still true, and that it began and ended stands in the ledger. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { addDays } from '../../base/day.ts'
import { isFault } from '../../base/fault.ts'
import { DAY_MS, HOUR_MS, policyWorld, REASON } from './testing/world.ts'
import type { PolicyWorld } from './testing/world.ts'

const policy = 'main'

const acts = (world: PolicyWorld) => world.entries('policy.drifted', 'policy.driftEnded')

test('changing one camera in the registry is a drift of exactly that fact, with both values, begun and ended in the ledger', async () => {
  await using world = await policyWorld()
  const { policies } = world
  await world.establish()
  const view = world.registry.devices[0]?.view.ko ?? ''
  assert.equal(await policies.drift(policy), undefined)
  assert.equal(await policies.followDrift(), 0)

  await world.turn('로비 서쪽')
  const drift = await policies.drift(policy)
  assert.deepEqual(
    drift?.differences.map(({ clause, fact }) => [clause, fact]),
    [['devices', 'device/main-lobby-01']],
  )
  assert.doesNotMatch(drift?.differences[0]?.before?.ko ?? '로비 서쪽', /로비 서쪽/)
  assert.match(drift?.differences[0]?.after?.ko ?? '', /로비 서쪽/)
  assert.equal(drift?.sinceMs, world.clock.now())
  assert.equal(await policies.followDrift(), 1)
  assert.equal(await policies.followDrift(), 0, 'noticed once')

  await world.clock.advance(HOUR_MS)
  await world.turn(view)
  assert.equal(await policies.drift(policy), undefined)
  assert.equal(await policies.followDrift(), 1)
  assert.deepEqual(
    (await acts(world)).map((entry) => [
      entry.kind,
      entry.version,
      'facts' in entry ? entry.facts : entry.reason,
    ]),
    [
      ['policy.drifted', 'main-1', 1],
      ['policy.driftEnded', 'main-1', 'agrees'],
    ],
  )
  const [recorded, ...others] = await policies.drifts(policy)
  assert.equal(others.length, 0)
  assert.equal((recorded?.endedAtMs ?? 0) - (recorded?.beganAtMs ?? 0), HOUR_MS + 1000)
})

test('a drift that grows is recorded again, and ends as one when the new version is in force', async () => {
  await using world = await policyWorld()
  const { policies } = world
  await world.establish()
  await world.turn('로비 서쪽')
  await policies.followDrift()
  await world.change((one) => ({
    ...one,
    officers: one.officers.map((officer) =>
      officer.role === 'privacyOfficer' ? { ...officer, phone: '02-0000-0000' } : officer,
    ),
  }))
  await policies.followDrift()
  const [first, second, ...others] = await acts(world)
  assert.ok(first?.kind === 'policy.drifted' && second?.kind === 'policy.drifted')
  assert.deepEqual([first.drift, first.facts, others], [second.drift, 1, []])
  assert.ok(second.facts > 1)
  await world.announceIn(7)
  await world.pass(8 * DAY_MS)
  const last = (await acts(world)).at(-1)
  assert.ok(last?.kind === 'policy.driftEnded')
  assert.deepEqual([last.reason, last.version, last.drift], ['replaced', 'main-1', first.drift])
  assert.equal(await policies.drift(policy), undefined)
})

test('a version that was announced before the registry changed again takes effect as announced, and drifts at once', async () => {
  await using world = await policyWorld()
  const { policies } = world
  await world.establish()
  const id = await world.announceIn(7)
  await world.turn('로비 남쪽')
  await world.pass(7 * DAY_MS)
  assert.equal((await policies.inForce(policy))?.id, id)
  assert.deepEqual(
    (await policies.drift(policy))?.differences.map(({ fact }) => fact),
    ['device/main-lobby-01'],
  )
  const began = (await acts(world)).filter(({ kind, version }) => kind === 'policy.drifted' && version === id)
  assert.equal(began.length, 1)
})

test('a policy that the registry no longer has is drifted in every fact, and stays in force', async () => {
  await using world = await policyWorld()
  const { policies } = world
  await world.establish()
  const stated = (await policies.text('main-1')).clauses.flatMap(({ facts }) => facts).length
  await world.change((one) => ({ ...one, policies: one.policies.map((each) => ({ ...each, id: 'other' })) }))
  const drift = await policies.drift(policy)
  assert.equal(drift?.differences.length, stated)
  assert.ok(drift.differences.every(({ after }) => after === null))
  assert.equal(await policies.followDrift(), 1)
  assert.equal((await policies.inForce(policy))?.id, 'main-1')
})

test('what is drifted can be drafted anew: the past that the agency tells, and the days of enactment and revision', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  const edits = [
    {
      history: [{ from: '2012-03-30', until: '2018-03-31', note: null, revisedOn: null, announcedOn: null }],
    },
    { enactedOn: '2020-01-02' },
    { revisedOn: '2024-09-02' },
  ] as const
  for (const edit of edits) {
    await world.change((one) => ({
      ...one,
      policies: one.policies.map((each) => ({ ...each, ...(edit as Partial<typeof each>) })),
    }))
    assert.notEqual(await policies.drift(policy), undefined)
    const { id: version, digest } = await policies.draft(by.manager, { policy })
    await policies.approve(by.privacyOfficer, { version, digest })
    await world.change(() => world.registry)
    await world.clock.advance(HOUR_MS)
    const effectiveOn = addDays(world.today(), 7)
    await assert.rejects(
      policies.announce(by.manager, { version, digest, effectiveOn, reason: REASON }),
      (error) => isFault(error, 'policy.registryChanged'),
    )
  }
})

test('a drift that several programs notice at once is recorded once', async () => {
  await using world = await policyWorld()
  const { policies } = world
  const together = async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => policies.followDrift()))
    return all.reduce((sum, acts) => sum + acts, 0)
  }
  await world.establish()
  const view = world.registry.devices[0]?.view.ko ?? ''
  await world.turn('로비 서쪽')
  assert.equal(await together(), 1, 'that it began')
  await world.change((one) => ({ ...one, agency: { ...one.agency, phones: ['02-0000-0000'] } }))
  assert.equal(await together(), 1, 'that it grew')
  await world.change((one) => ({ ...one, agency: world.registry.agency }))
  await world.turn(view)
  assert.equal(await together(), 1, 'that it ended')
  assert.deepEqual(
    (await acts(world)).map(({ kind }) => kind),
    ['policy.drifted', 'policy.drifted', 'policy.driftEnded'],
  )
})

test('a policy whose text cannot be read keeps no other from being watched', async () => {
  await using world = await policyWorld()
  const { policies } = world
  await world.addSecond()
  for (const each of ['main', 'second']) await world.establish(each)
  await sql`alter table policy_version disable trigger policy_version_stays`.execute(world.db)
  await sql`update policy_version set text = '{}' where policy = 'main'`.execute(world.db)
  await world.turn('로비 서쪽')
  await assert.rejects(policies.followDrift(), (error) => isFault(error, 'policy.recordMissing'))
  assert.deepEqual(
    (await acts(world)).map(({ kind, version }) => [kind, version]),
    [['policy.drifted', 'second-1']],
  )
})

test('a change that the policy does not speak of is no drift', async () => {
  await using world = await policyWorld()
  await world.establish()
  await world.change((one) => ({
    ...one,
    devices: one.devices.map((device) => ({ ...device, stream: `stream.${device.id}-new` })),
  }))
  assert.equal(await world.policies.drift(policy), undefined)
  assert.equal(await world.policies.followDrift(), 0)
})
