/**
 * Announcing (공고) what was approved. The announcement is where the agency's promise of notice is kept or broken, so it
 * is refused when the day of effect is too near, with the day that would do.
 *
 * With the announcement the text gets its dates. Everything else in it is what the privacy officer approved, or it is
 * not announced.
 */
import { type Day, dayOf } from '../../base/day.ts'
import { commitTo } from '../../ledger/ledger.ts'
import type { Actor } from '../../ledger/ledger.ts'
import type { Registry } from '../../registry/registry.ts'
import { digestOfDraft, draft } from '../draft.ts'
import { archiveOf, pastOf } from './archive.ts'
import { settled, step } from './change.ts'
import { type LifecycleDeps, requirePermission } from './deps.ts'
import { requireDigest, requireState, theRow } from './drafting.ts'
import { policyFault } from './faults.ts'
import { lastStep } from './record.ts'
import { checkedReason, checkNotice, promisedDays, reasonText, takenDays } from './rules.ts'
import { assertStillTrue, momentOf } from './texts.ts'
import {
  type PolicyVersion,
  type Reason,
  readText,
  type VersionRow,
  versionOf,
  versionRow,
  versionRows,
} from './version.ts'

export type Announcement = {
  readonly version: string
  /** Of the draft that was approved. */
  readonly digest: string
  readonly effectiveOn: Day
  readonly reason: Reason
}

export async function announce(
  deps: LifecycleDeps,
  by: Actor,
  request: Announcement,
): Promise<PolicyVersion> {
  await requirePermission(deps, by, 'policies.announce')
  return settled(deps, () => announceOnce(deps, by, { ...request, established: null }))
}

/** The days that a text states which was in force before the system took it over. */
export type Established = { readonly announcedOn: Day; readonly effectiveOn: Day }

type Request = Announcement & { readonly established: Established | null }

/** `established`: nothing is changed, so no notice is due, and the text states the days on which it began. */
export async function announceOnce(deps: LifecycleDeps, by: Actor, request: Request): Promise<string> {
  const { version, digest, established } = request
  const reason = checkedReason(request.reason)
  const { commitment, salt } = commitTo(reasonText(reason))
  const { rows, nowMs, text, promised, approvedLeaf, dates } = await planned(deps, request)
  const textDigest = digestOfDraft(text)
  await step(
    deps,
    { policy: text.policy, seen: rows },
    {
      kind: 'policy.announced',
      actor: by,
      version,
      draft: digest,
      approvedLeaf,
      text: textDigest,
      reason: commitment,
      ...dates,
      promisedDays: promised,
      established: established !== null,
    },
    async (tx) => {
      // Announced at midnight: the entry's time and the day in the text must not fall apart.
      if (dayOf(deps.clock.now()) !== dayOf(nowMs)) throw policyFault('policy.changedMeanwhile')
      await tx
        .updateTable('policy_version')
        .set({
          state: 'announced',
          text: JSON.stringify(text),
          text_digest: textDigest,
          announced_at_ms: nowMs,
          announced_on: dates.announcedOn,
          effective_on: dates.effectiveOn,
          promised_days: promised,
          established: established !== null,
          reason_ko: reason.ko,
          reason_en: reason.en,
          reason_salt: salt,
        })
        .where('id', '=', version)
        .execute()
    },
  )
  return version
}

/** All that is checked before an announcement, and the text with its dates. */
async function planned(deps: LifecycleDeps, { version, digest, established, ...request }: Request) {
  const { policy } = await versionRow(deps.db, version)
  const rows = await versionRows(deps.db, policy)
  const row = theRow(rows, version)
  requireState(row, ['approved'])
  requireDigest(row, digest)
  await requireClock(deps)
  const nowMs = deps.clock.now()
  const today = dayOf(nowMs)
  const inForce = rows.find(({ state }) => state === 'inForce')
  const promised = established === null ? promisedDays(inForce?.notice_days, row.notice_days) : null
  const effectiveOn = established === null ? request.effectiveOn : today
  checkNotice({ announcedOn: today, effectiveOn, promisedDays: promised, taken: takenDays(rows) })
  const dates: Established = established ?? { announcedOn: today, effectiveOn }
  const approved = await readText(deps.db, version, 'draft')
  const { registry } = await assertStillTrue(deps, { version, approved, atMs: momentOf(effectiveOn, nowMs) })
  const approval = await lastStep(deps, version, 'policy.approved')
  if (approval.entry.draft !== digest)
    throw policyFault('policy.recordMissing', { version, what: 'policy.approved' })
  const past = pastOfPolicy(registry, rows, effectiveOn)
  const text = draft({ registry, policy, on: effectiveOn, past, ...dates })
  return { rows, nowMs, text, promised, approvedLeaf: approval.leaf, dates }
}

function pastOfPolicy(registry: Registry, rows: readonly VersionRow[], effectiveOn: Day) {
  const stated = registry.policies.find(({ id }) => id === rows[0]?.policy)
  const versions = rows.map(versionOf)
  const announced = versions.filter(({ state }) => state === 'announced')
  return pastOf(archiveOf(stated, versions), announced, effectiveOn)
}

/**
 * Throws `policy.clockInDoubt`: an announcement bears a date, and notice is counted from it. After a long time off nobody
 * can know better than the clock, and the person who announces sees the date; so that doubt alone does not stop them.
 */
async function requireClock({ time, ledger, clock }: LifecycleDeps): Promise<void> {
  const { state } = await time()
  if (state === 'ahead' || state === 'behind') throw policyFault('policy.clockInDoubt', { state })
  // The ledger's time never goes back: an entry made now would bear a later day than the text.
  for await (const { entry } of ledger.entries({ from: (await ledger.size()) - 1 }))
    if (dayOf(entry.at) > dayOf(clock.now())) throw policyFault('policy.clockInDoubt', { state: 'behind' })
}
