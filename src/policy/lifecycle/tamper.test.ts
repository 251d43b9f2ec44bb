/**
 * Somebody who can write to the database cannot put a text in force: publication believes the ledger, not the rows.
 * Each of these rows was changed behind the back of the program, past the trigger that keeps honest mistakes out.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { isFault } from '../../base/fault.ts'
import { addDays } from '../../base/day.ts'
import { digestOfDraft } from '../draft.ts'
import { checkPolicies } from './check.ts'
import { HOUR_MS, DAY_MS, policyWorld, REASON } from './testing/world.ts'
import type { PolicyWorld } from './testing/world.ts'

const policy = 'main'

async function tampered(statement: string): Promise<{ error: unknown; inForce: string | undefined }> {
  await using world = await policyWorld()
  await world.establish()
  await world.announceIn(7)
  await rewrite(world, statement)
  await world.clock.advance(7 * DAY_MS)
  const error = await world.policies.publishDue().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return { error, inForce: (await world.policies.inForce(policy))?.id }
}

async function rewrite({ db }: PolicyWorld, statement: string): Promise<void> {
  await sql`alter table policy_version disable trigger policy_version_stays`.execute(db)
  await sql.raw(`update policy_version set ${statement} where id = 'main-2'`).execute(db)
  await sql`alter table policy_version enable trigger policy_version_stays`.execute(db)
}

const ATTEMPTS: Readonly<Record<string, string>> = {
  'another text': `text = jsonb_set(text, '{title,ko}', '"다른 방침"')`,
  'another text with its digest': `text_digest = repeat('0', 64)`,
  'another approved draft': `draft_digest = repeat('0', 64)`,
  'another reason': `reason_ko = '아무 이유'`,
  'another salt': `reason_salt = repeat('0', 64)`,
  'another policy': `policy = 'second'`,
  'another number': `number = 9`,
  'no notice for a takeover': `established = true`,
}

for (const [what, statement] of Object.entries(ATTEMPTS))
  test(`a row with ${what} is not published`, async () => {
    const { error, inForce } = await tampered(statement)
    assert.ok(isFault(error, 'policy.recordMissing'), String(error))
    assert.equal(inForce, 'main-1')
  })

test('a row with an earlier day is not published on it', async () => {
  await using world = await policyWorld()
  await world.establish()
  await world.announceIn(7)
  await rewrite(world, `effective_on = '2026-11-28'`)
  await world.clock.advance(DAY_MS)
  await assert.rejects(world.policies.publishDue(), (error) => isFault(error, 'policy.recordMissing'))
  assert.equal((await world.policies.inForce(policy))?.id, 'main-1')
})

test('a row that brings back what was withdrawn is not published', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  const version = await world.announceIn(7)
  await policies.withdraw(by.privacyOfficer, { version })
  await rewrite(world, `state = 'announced', withdrawn_at_ms = null, withdrawn_reason = null`)
  assert.deepEqual(await checkPolicies(world), [
    { version, what: 'policy.withdrawn' },
    { version, what: 'policy.announced' },
  ])
  await world.clock.advance(7 * DAY_MS)
  await assert.rejects(policies.publishDue(), (error) => isFault(error, 'policy.recordMissing'))
  assert.equal((await policies.inForce(policy))?.id, 'main-1')
})

test('a row that brings back a past version is not published', async () => {
  await using world = await policyWorld()
  const { policies } = world
  await world.establish()
  await world.announceIn(7)
  await world.pass(8 * DAY_MS)
  const third = await world.announceIn(7)
  await world.pass(8 * DAY_MS)
  await rewrite(
    world,
    `state = 'announced', published_at_ms = null, in_force_on = null, archived_at_ms = null, in_force_until = null`,
  )
  await assert.rejects(policies.publishDue(), (error) => isFault(error, 'policy.recordMissing'))
  assert.equal((await policies.inForce(policy))?.id, third)
})

test('a promise of notice that was written out of the rows is still kept', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  await world.clock.advance(DAY_MS)
  await world.turn('로비 서쪽')
  const { id: version, digest } = await policies.draft(by.manager, { policy })
  await policies.approve(by.privacyOfficer, { version, digest })
  await sql`update policy_version set notice_days = null, registry_digest = repeat('0', 64)`.execute(world.db)
  const effectiveOn = addDays(world.today(), 1)
  await policies.announce(by.manager, { version, digest, effectiveOn, reason: REASON })
  await sql`update policy_version set published_at_ms = 1, archived_at_ms = 2, state = 'archived',
    in_force_until = '2026-11-27' where id = 'main-1'`.execute(world.db)
  await world.clock.advance(2 * DAY_MS)
  await assert.rejects(policies.publishDue(), (error) => isFault(error, 'policy.noticeTooShort'))
  assert.equal((await policies.version(version)).state, 'announced')
})

test('a policy is not taken over a second time because its rows say that it never was', async () => {
  await using world = await policyWorld()
  const { policies } = world
  await world.establish()
  await world.clock.advance(DAY_MS)
  await world.turn('로비 서쪽')
  await sql`update policy_version set state = 'withdrawn', withdrawn_at_ms = 1, withdrawn_reason = 'withdrawn',
    published_at_ms = null, in_force_on = null where id = 'main-1'`.execute(world.db)
  await assert.rejects(world.establish(), (error) => isFault(error, 'policy.recordMissing'))
  assert.equal(await policies.inForce(policy), undefined)
})

test('a text in force that was rewritten with its digest is not shown', async () => {
  await using world = await policyWorld()
  const { policies } = world
  await world.establish()
  await world.announceIn(7)
  await world.pass(8 * DAY_MS)
  const text = await policies.text('main-2')
  const other = digestOfDraft({ ...text, title: { ...text.title, ko: '다른 방침' } })
  await rewrite(world, `text = jsonb_set(text, '{title,ko}', '"다른 방침"'), text_digest = '${other}'`)
  await assert.rejects(policies.text('main-2'), (error) => isFault(error, 'policy.recordMissing'))
})

test('a row that claims an approval is not announced', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  await world.turn('로비 서쪽')
  const { id: version, digest } = await policies.draft(by.manager, { policy })
  await rewrite(world, `state = 'approved', approved_at_ms = 1`)
  const announcement = {
    version,
    digest,
    effectiveOn: '2026-12-20' as never,
    reason: { ko: '옮김', en: null },
  }
  await assert.rejects(policies.announce(by.manager, announcement), (error) =>
    isFault(error, 'policy.recordMissing'),
  )
})

test('what was announced never changes, and no version is deleted', async () => {
  await using world = await policyWorld()
  await world.establish()
  await assert.rejects(
    sql`update policy_version set reason_ko = '다른 이유'`.execute(world.db),
    /never changes/,
  )
  await assert.rejects(sql`delete from policy_version`.execute(world.db), /never deleted/)
})

test('one policy that cannot be published keeps no other waiting', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.addSecond()
  for (const each of ['main', 'second']) await world.establish(each)
  await world.announceIn(7)
  const { id: version, draftDigest: digest } = await policies.draft(by.manager, { policy: 'second' })
  await policies.approve(by.privacyOfficer, { version, digest })
  const effectiveOn = (await policies.earliest(version, world.today())).day
  await policies.announce(by.manager, { version, digest, effectiveOn, reason: { ko: '옮김', en: null } })
  await rewrite(world, `reason_ko = '아무 이유'`)
  await world.clock.advance(7 * DAY_MS + HOUR_MS)
  await assert.rejects(policies.publishDue(), (error) => isFault(error, 'policy.recordMissing'))
  assert.equal((await policies.inForce('second'))?.id, version)
  assert.equal((await policies.inForce('main'))?.id, 'main-1')
})

test('a check finds rows that the ledger does not bear out', async () => {
  await using world = await policyWorld()
  await world.establish()
  await world.announceIn(7)
  assert.deepEqual(await checkPolicies(world), [])
  await rewrite(world, `text = jsonb_set(text, '{title,ko}', '"다른 방침"')`)
  assert.deepEqual(await checkPolicies(world), [{ version: 'main-2', what: 'text' }])
  await rewrite(world, `text = jsonb_set(text, '{title,ko}', draft -> 'title' -> 'ko')`)
  assert.deepEqual(await checkPolicies(world), [])
  await sql`update policy_version set state = 'archived', archived_at_ms = 1, in_force_until = '2026-11-27'
    where id = 'main-1'`.execute(world.db)
  await rewrite(world, `state = 'inForce', published_at_ms = 1, in_force_on = '2026-11-29'`)
  assert.deepEqual(await checkPolicies(world), [
    { version: 'main-2', what: 'policy.published' },
    { version: 'main-1', what: 'range' },
  ])
})

/** What each step of the ledger says of a row, rewritten. */
const CLAIMS: Readonly<Record<string, readonly string[]>> = {
  'policy.drafted': [`law_on = '2026-11-28'`, `registry_digest = repeat('0', 64)`],
  'policy.announced': [
    `reason_ko = '아무 이유'`,
    `reason_salt = repeat('0', 64)`,
    `announced_on = '2026-11-20'`,
    `effective_on = '2026-11-28'`,
    `promised_days = null`,
    `established = true`,
  ],
  'policy.published': [`late_days = 3`],
}

test('a check finds whatever was changed of what the ledger says of a version', async () => {
  await using world = await policyWorld()
  await world.establish()
  await world.announceIn(7)
  await world.pass(8 * DAY_MS)
  const {
    rows: [whole],
  } = await sql<
    Record<string, string | number | boolean | null>
  >`select * from policy_version where id = 'main-2'`.execute(world.db)
  for (const [what, statements] of Object.entries(CLAIMS))
    for (const statement of statements) {
      await rewrite(world, statement)
      assert.deepEqual(await checkPolicies(world), [{ version: 'main-2', what }], statement)
      const [column = ''] = statement.split(' ')
      await rewrite(world, `${column} = '${whole?.[column] ?? ''}'`)
    }
  assert.deepEqual(await checkPolicies(world), [])
})

test('a check finds an approval and a withdrawal that the ledger does not know', async () => {
  await using world = await policyWorld()
  const { policies, by } = world
  await world.establish()
  await world.turn('로비 서쪽')
  await policies.draft(by.manager, { policy })
  await rewrite(world, `state = 'approved', approved_at_ms = 1`)
  assert.deepEqual(await checkPolicies(world), [{ version: 'main-2', what: 'policy.approved' }])
  await rewrite(world, `state = 'withdrawn', withdrawn_at_ms = 1, withdrawn_reason = 'discarded'`)
  assert.deepEqual(await checkPolicies(world), [{ version: 'main-2', what: 'policy.withdrawn' }])
})
