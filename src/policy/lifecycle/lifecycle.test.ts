/** The life of a policy, step by step, as the office of seed 000 lives it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, type Day, dayStart } from '../../base/day.ts'
import { simulatedClock } from '../../base/clock.ts'
import { isFault } from '../../base/fault.ts'
import { verifyInclusion } from '../../ledger/verify.ts'
import { entryBytes, opensCommitment } from '../../ledger/ledger.ts'
import { digestOfDraft } from '../draft.ts'
import { reasonText } from './rules.ts'
import { DAY_MS, FIRST_DAY, HOUR_MS, policyWorld, REASON } from './testing/world.ts'

const policy = 'main'
const fault = (code: string) => (error: unknown) => isFault(error, code)

test('a policy that stands is taken over by the privacy officer at once, with the days that the agency states', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  for (const actor of [by.manager, by.administrator, by.auditor, { type: 'system', id: 'init' } as const])
    await assert.rejects(policies.establish(actor, { policy, reason: REASON }), fault('policy.notPermitted'))
  const version = await world.establish()
  assert.deepEqual(
    [
      version.id,
      version.state,
      version.announcedOn,
      version.effectiveOn,
      version.inForceOn,
      version.lateDays,
    ],
    ['main-1', 'inForce', '2024-09-06', '2024-09-13', FIRST_DAY, 0],
  )
  assert.equal(version.path, '/policy/main/1')
  assert.equal(digestOfDraft(await policies.text(version.id)), version.digest)
  assert.deepEqual(
    (await policies.archive(policy)).map(({ from, until, version: kept }) => [from, until, kept?.id ?? null]),
    [
      ['2024-09-13', addDays(FIRST_DAY, -1), null],
      [FIRST_DAY, null, 'main-1'],
    ],
  )
  assert.deepEqual(
    (await world.entries('policy.drafted', 'policy.approved', 'policy.announced', 'policy.published')).map(
      ({ kind, actor }) => [kind, actor.id],
    ),
    [
      ['policy.drafted', 'privacyOfficer'],
      ['policy.approved', 'privacyOfficer'],
      ['policy.announced', 'privacyOfficer'],
      ['policy.published', 'policy'],
    ],
  )
  await assert.rejects(world.establish(), fault('policy.alreadyEstablished'))
  await world.checkLedger()
})

test('6 days of notice are refused under a promise of 7, with the rule and the earliest day; 7 do', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  await assert.rejects(world.announceIn(6), (error) => {
    assert.ok(isFault(error, 'policy.noticeTooShort'))
    assert.deepEqual(error.values, {
      promisedDays: 7,
      announcedOn: '2026-11-27',
      effectiveOn: '2026-12-03',
      earliest: '2026-12-04',
    })
    assert.match(error.message, /changeNoticeDays/)
    assert.match(error.message, /not a statute/)
    return true
  })
  const { id: version, digest } =
    (await policies.working(policy)) ?? assert.fail('the approved draft is kept')
  const earliest = await policies.earliest(version, world.today())
  assert.deepEqual(earliest, { day: '2026-12-04', promisedDays: 7 })
  const effectiveOn = earliest.day
  await policies.announce(by.manager, { version, digest, effectiveOn, reason: REASON })

  await world.pass(7 * DAY_MS - 11 * HOUR_MS)
  assert.equal(
    (await policies.inForce(policy))?.id,
    'main-1',
    'an hour before midnight the old one is in force',
  )
  await world.pass(HOUR_MS)
  const now = await policies.inForce(policy)
  assert.deepEqual([now?.id, now?.inForceOn, now?.lateDays], ['main-2', '2026-12-04', 0])
  const old = await policies.version('main-1')
  assert.deepEqual([old.state, old.inForceOn, old.until], ['archived', FIRST_DAY, '2026-12-03'])
  assert.equal((await policies.inForce(policy, '2026-12-03' as Day))?.id, 'main-1')
  assert.equal((await policies.inForce(policy, '2026-12-04' as Day))?.id, 'main-2')
  assert.deepEqual(
    (await policies.changes('main-2')).map(({ clause, fact, before, after }) => [
      clause,
      fact,
      before !== null,
      after !== null,
    ]),
    [['devices', 'device/main-lobby-01', true, true]],
  )
})

test('each version has its digest and proofs that hold offline, and its reason opens what the ledger commits to', async () => {
  await using world = await policyWorld()
  const { policies } = world
  await world.establish()
  const id = await world.announceIn(7)
  await world.pass(8 * DAY_MS)
  const version = await policies.version(id)
  const steps = await policies.record(id)
  assert.deepEqual(
    steps.map(({ kind }) => kind),
    ['policy.drafted', 'policy.approved', 'policy.announced', 'policy.published'],
  )
  for (const { leaf, entry, proof } of steps)
    assert.equal(verifyInclusion({ proof, entry: entryBytes(entry), vkey: world.vkey })?.index, leaf)
  const [drafted, approved, announced, published] = steps.map(({ entry }) => entry)
  assert.ok(drafted?.kind === 'policy.drafted' && approved?.kind === 'policy.approved')
  assert.ok(announced?.kind === 'policy.announced' && published?.kind === 'policy.published')
  assert.equal(approved.draftedLeaf, steps[0]?.leaf)
  assert.equal(announced.approvedLeaf, steps[1]?.leaf)
  assert.equal(published.announcedLeaf, steps[2]?.leaf)
  assert.deepEqual(
    [published.text, announced.text, announced.draft],
    [version.digest, version.digest, version.draftDigest],
  )
  const { reason } = version
  assert.ok(reason)
  assert.ok(opensCommitment(announced.reason, reason.salt, reasonText(reason)))
})

test('nothing is announced without a reason that says something', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  await world.turn('로비 서쪽')
  const { id: version, digest } = await policies.draft(by.manager, { policy })
  await policies.approve(by.privacyOfficer, { version, digest })
  const effectiveOn = addDays(world.today(), 7)
  for (const ko of ['', '   ', '\n\n', '...', '가'.repeat(2001), '카메라\u0000', '옮김\u202e'])
    await assert.rejects(
      policies.announce(by.manager, { version, digest, effectiveOn, reason: { ko, en: null } }),
      fault('policy.reasonMissing'),
      JSON.stringify(ko),
    )
  await policies.announce(by.manager, { version, digest, effectiveOn, reason: { ko: ' 옮김 ', en: ' ' } })
  assert.deepEqual((await policies.version(version)).reason?.ko, '옮김')
})

test('only the privacy officer approves; who may draft or announce is as the roles say; nobody who is suspended', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  await world.turn('로비 서쪽')
  for (const actor of [by.handler, by.processor, by.auditor])
    await assert.rejects(policies.draft(actor, { policy }), fault('policy.notPermitted'))
  const { id: version, digest } = await policies.draft(by.administrator, { policy })
  const effectiveOn = addDays(world.today(), 7)
  const announcement = { version, digest, effectiveOn, reason: REASON }
  await assert.rejects(policies.announce(by.privacyOfficer, announcement), fault('policy.wrongState'))
  for (const actor of [
    by.manager,
    by.handler,
    by.processor,
    by.auditor,
    by.administrator,
    { type: 'system', id: 'cli' } as const,
  ])
    await assert.rejects(policies.approve(actor, { version, digest }), fault('policy.notPermitted'))
  await policies.approve(by.privacyOfficer, { version, digest })
  for (const actor of [by.administrator, by.handler, by.processor, by.auditor])
    await assert.rejects(policies.announce(actor, announcement), fault('policy.notPermitted'))
  await policies.announce(by.manager, announcement)
  await assert.rejects(policies.withdraw(by.administrator, { version }), fault('policy.notPermitted'))
  world.suspend('privacyOfficer')
  await assert.rejects(policies.withdraw(by.privacyOfficer, { version }), fault('policy.notPermitted'))
})

test('an approval is for one text: a new draft takes it away, and another digest is refused', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  await world.turn('로비 서쪽')
  const first = await policies.draft(by.manager, { policy })
  const read = { version: first.id, digest: first.digest }
  await policies.approve(by.privacyOfficer, read)
  await world.turn('로비 동쪽')
  const second = await policies.draft(by.manager, { policy })
  assert.deepEqual([second.id, second.state], [first.id, 'drafted'])
  assert.notEqual(second.digest, first.digest)
  await assert.rejects(policies.approve(by.privacyOfficer, read), fault('policy.otherText'))
  await policies.approve(by.privacyOfficer, { ...read, digest: second.digest })
  const effectiveOn = addDays(world.today(), 7)
  await assert.rejects(
    policies.announce(by.manager, { ...read, effectiveOn, reason: REASON }),
    fault('policy.otherText'),
  )
  await assert.rejects(
    policies.approve(by.privacyOfficer, { ...read, digest: second.digest }),
    fault('policy.wrongState'),
  )
})

test('a text from an older registry is neither approved nor announced', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  await world.turn('로비 서쪽')
  const { id: version, digest } = await policies.draft(by.manager, { policy })
  await world.clock.advance(1000)
  await world.turn('로비 동쪽')
  const stale = fault('policy.registryChanged')
  await assert.rejects(policies.approve(by.privacyOfficer, { version, digest }), stale)
  await world.clock.advance(1000)
  await world.turn('로비 서쪽')
  await policies.approve(by.privacyOfficer, { version, digest })
  await world.clock.advance(1000)
  await world.turn('로비 남쪽')
  const effectiveOn = addDays(world.today(), 7)
  await assert.rejects(policies.announce(by.manager, { version, digest, effectiveOn, reason: REASON }), stale)
})

test('a change that is planned for a day is drafted for it, announced for it, and leaves no drift', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  const day = addDays(world.today(), 10)
  await world.turn('로비 서쪽', dayStart(day))
  await assert.rejects(policies.draft(by.manager, { policy }), fault('policy.nothingChanged'))
  await assert.rejects(
    policies.draft(by.manager, { policy, on: addDays(world.today(), -1) }),
    fault('policy.dayPast'),
  )
  const { id: version, digest } = await policies.draft(by.manager, { policy, on: day })
  await policies.approve(by.privacyOfficer, { version, digest })
  const announcement = { version, digest, reason: REASON }
  await assert.rejects(
    policies.announce(by.manager, { ...announcement, effectiveOn: addDays(day, -1) }),
    fault('policy.registryChanged'),
    'the day before, it would not be true yet',
  )
  await policies.announce(by.manager, { ...announcement, effectiveOn: day })
  await world.pass(11 * DAY_MS)
  assert.equal((await policies.inForce(policy))?.id, version)
  assert.deepEqual(await policies.drifts(policy), [])
})

test('two announced versions never share or cross their days, and they are withdrawn from the last', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  const second = await world.announceIn(10)
  for (const days of [7, 10])
    await assert.rejects(world.announceIn(days), (error) => {
      assert.ok(isFault(error, 'policy.overlaps'))
      assert.deepEqual(
        [error.values['other'], error.values['earliest']],
        ['main-2', addDays(world.today(), 11)],
      )
      return true
    })
  const third = await world.announceIn(11)
  assert.deepEqual(
    (await policies.announced(policy)).map(({ id }) => id),
    [second, third],
  )
  await assert.rejects(policies.withdraw(by.manager, { version: second }), fault('policy.notTheLast'))
  const withdrawn = await policies.withdraw(by.manager, { version: third })
  assert.deepEqual(
    [withdrawn.state, withdrawn.withdrawnReason, withdrawn.path],
    ['withdrawn', 'withdrawn', '/policy/main/3'],
  )
  assert.equal(digestOfDraft(await policies.text(third)), withdrawn.digest, 'its text stays at its address')
  await world.pass(12 * DAY_MS)
  assert.equal((await policies.inForce(policy))?.id, second)
  await assert.rejects(policies.withdraw(by.manager, { version: second }), fault('policy.wrongState'))
  assert.equal((await policies.version(third)).state, 'withdrawn')
})

test('a discarded draft leaves no gap: the next draft has its number', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  await world.turn('로비 서쪽')
  const { id: version } = await policies.draft(by.manager, { policy })
  assert.equal((await policies.withdraw(by.administrator, { version })).withdrawnReason, 'discarded')
  assert.equal(await policies.working(policy), undefined)
  const again = await policies.draft(by.manager, { policy })
  assert.deepEqual([again.id, again.state, again.withdrawnReason], [version, 'drafted', null])
})

test('an agency that promises no number announces at once, but never for a day that is over', async () => {
  await using world = await policyWorld({ promisedDays: null })
  const { policies } = world
  await world.establish()
  await assert.rejects(world.announceIn(-1), fault('policy.effectBeforeNotice'))
  await assert.rejects(world.announceIn(0), fault('policy.overlaps'), 'the first one began today')
  await world.pass(DAY_MS)
  const version = await world.announceIn(0)
  assert.equal((await policies.version(version)).promisedDays, null)
  await policies.publishDue()
  assert.equal((await policies.inForce(policy))?.id, version)
})

test('a promise cannot be shortened by the change that is announced under it', async () => {
  await using world = await policyWorld()
  await world.establish()
  await world.change((one) => ({
    ...one,
    policies: one.policies.map((each) => ({ ...each, changeNoticeDays: null })),
  }))
  await assert.rejects(world.announceIn(6), fault('policy.noticeTooShort'))
  await world.announceIn(7)
})

test('a day that was missed is made up for at the next start, and the real day of effect is told', async () => {
  await using world = await policyWorld()
  await world.establish()
  const version = await world.announceIn(7)
  await world.restart({ clock: simulatedClock(world.clock.now() + 9 * DAY_MS) })
  const first = await world.policies.publishDue()
  assert.deepEqual([first.clock, first.published.length], ['unwitnessed', 0], 'the clock is not believed yet')
  await world.pass(2 * HOUR_MS)
  const late = await world.policies.version(version)
  assert.deepEqual(
    [late.state, late.effectiveOn, late.inForceOn, late.lateDays],
    ['inForce', addDays(FIRST_DAY, 7), addDays(FIRST_DAY, 9), 2],
  )
  assert.equal((await world.policies.version('main-1')).until, addDays(FIRST_DAY, 8))
  const [published] = (await world.entries('policy.published')).slice(-1)
  assert.deepEqual(
    [published?.effectiveOn, published?.inForceOn, published?.lateDays],
    [addDays(FIRST_DAY, 7), addDays(FIRST_DAY, 9), 2],
  )
})

test('of several versions whose day came while the program was off, the last takes effect and the others never did', async () => {
  await using world = await policyWorld()
  await world.establish()
  const second = await world.announceIn(7)
  const third = await world.announceIn(8)
  await world.restart({ clock: simulatedClock(world.clock.now() + 20 * DAY_MS) })
  await world.pass(2 * HOUR_MS)
  const overtaken = await world.policies.version(second)
  assert.deepEqual(
    [overtaken.state, overtaken.withdrawnReason, overtaken.inForceOn],
    ['withdrawn', 'overtaken', null],
  )
  assert.equal((await world.policies.inForce(policy))?.id, third)
})

test('a clock set forward publishes nothing early, and announces nothing', async () => {
  await using world = await policyWorld()
  const { policies } = world
  await world.establish()
  const version = await world.announceIn(7)
  await world.pass(HOUR_MS)
  world.clock.step(30 * DAY_MS)
  const { clock, published } = await policies.publishDue()
  assert.deepEqual([clock, published], ['ahead', []])
  await world.pass(6 * DAY_MS)
  assert.equal((await policies.version(version)).state, 'announced')
  await assert.rejects(world.announceIn(40), fault('policy.clockInDoubt'))
  // It stays wrong, and time passes: what was announced takes effect on its real day.
  await world.pass(DAY_MS)
  assert.equal((await policies.version(version)).inForceOn, addDays(FIRST_DAY, 7))
})

test('with a clock set back nothing is published or announced', async () => {
  await using world = await policyWorld()
  const { policies } = world
  await world.establish()
  await world.announceIn(7)
  await world.pass(DAY_MS)
  world.clock.step(-2 * HOUR_MS)
  assert.deepEqual(await policies.publishDue(), {
    nowMs: null,
    clock: 'behind',
    published: [],
    overtaken: [],
  })
  await assert.rejects(world.announceIn(20), fault('policy.clockInDoubt'))
})

test('what is taken over while the clock is in doubt is in force from the day that it really is', async () => {
  await using world = await policyWorld()
  await world.policies.publishDue()
  await world.restart({ clock: simulatedClock(world.clock.now() + 20 * DAY_MS) })
  const { id, state } = await world.establish()
  assert.equal(state, 'announced', 'the day is not known yet')
  await world.pass(2 * HOUR_MS)
  assert.equal((await world.policies.version(id)).inForceOn, addDays(FIRST_DAY, 20))
})

test('a clock corrected over midnight announces nothing on a day that the ledger has left', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  await world.turn('로비 서쪽')
  await world.pass(14 * HOUR_MS - 20_000)
  world.clock.step(40_000)
  const { id: version, digest } = await policies.draft(by.manager, { policy })
  await policies.approve(by.privacyOfficer, { version, digest })
  world.clock.step(-40_000)
  assert.equal(world.today(), FIRST_DAY)
  const announcement = { version, digest, reason: REASON }
  await assert.rejects(
    policies.announce(by.manager, { ...announcement, effectiveOn: addDays(FIRST_DAY, 7) }),
    fault('policy.clockInDoubt'),
  )
  await world.clock.advance(60_000)
  await policies.announce(by.manager, { ...announcement, effectiveOn: addDays(FIRST_DAY, 8) })
  await world.pass(8 * DAY_MS)
  assert.equal((await policies.inForce(policy))?.inForceOn, addDays(FIRST_DAY, 8))
})

test('publishing is idempotent, also from several processes at once', async () => {
  await using world = await policyWorld()
  const { policies } = world
  await world.establish()
  await world.announceIn(7)
  await world.clock.advance(8 * DAY_MS)
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => policies.publishDue()))
  for (const result of results)
    if (result.status === 'rejected') assert.ok(isFault(result.reason, 'policy.changedMeanwhile'))
  await policies.publishDue()
  assert.equal((await world.entries('policy.published')).length, 2)
  await world.checkLedger()
})

for (const agency of [
  'seoul-immigration',
  'seoul-city',
  'customs-service',
  'yonghyeon-14dong',
  'jungbu-labor',
])
  test(`the policies of ${agency} are taken over, true at once, and followed by an announced change`, async () => {
    await using world = await policyWorld({ agency: `${agency}.yaml` })
    const { policies, by, registry } = world
    for (const { id, changeNoticeDays } of registry.policies) {
      await world.establish(id)
      assert.equal(await policies.drift(id), undefined)
      const archive = await policies.archive(id)
      assert.equal(archive.at(-1)?.version?.id, `${id}-1`)
      archive.forEach(({ from, until }, index) => {
        const next = archive[index + 1]
        assert.ok(until === null || from <= until)
        assert.ok(next === undefined || until === null || until < next.from, 'nothing overlaps')
      })
      await world.change((one) => ({
        ...one,
        policies: one.policies.map((each) =>
          each.id === id ? { ...each, changeNoticeDays: (changeNoticeDays ?? 0) + 3 } : each,
        ),
      }))
      const { id: version, digest } = await policies.draft(by.manager, { policy: id })
      await policies.approve(by.privacyOfficer, { version, digest })
      const { day: effectiveOn, promisedDays } = await policies.earliest(version, world.today())
      assert.equal(promisedDays, (changeNoticeDays ?? 0) + 3)
      await policies.announce(by.manager, { version, digest, effectiveOn, reason: REASON })
      const history = (await policies.text(version)).clauses.find((clause) => clause.id === 'history')
      assert.match(
        JSON.stringify(history?.blocks.ko),
        new RegExp(`/policy/${id}/1`),
        'it leads to the one before',
      )
    }
  })
