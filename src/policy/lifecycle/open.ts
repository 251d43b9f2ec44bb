/** The life of the agency's policies, put together. */
import type { Day } from '../../base/day.ts'
import type { Actor } from '../../ledger/ledger.ts'
import { registryHistory } from '../../registry/registry.ts'
import { differences } from '../diff.ts'
import type { Difference, Draft } from '../model.ts'
import { type Announcement, announce } from './announcing.ts'
import { type ArchiveRange, archiveOf } from './archive.ts'
import type { LifecycleDeps } from './deps.ts'
import { type Approval, approveDraft, type DraftRequest, keepDraft } from './drafting.ts'
import { type Drift, type RecordedDrift, recordedDrifts, watchDrift } from './drift.ts'
import { type Establishment, establish } from './establishing.ts'
import { type Publication, publishDue } from './publication.ts'
import { type RecordedStep, recordOf, textOf } from './record.ts'
import { earliestDay, promisedDays, takenDays } from './rules.ts'
import { type PolicyVersion, versionOf, versionRow, versionRows } from './version.ts'
import { withdraw } from './withdrawing.ts'

export type Policies = {
  /**
   * Keeps a draft from the registry and the law of the day; one that was not announced yet makes way for it. Needs
   * `policies.draft`. Throws `policy.dayPast`, `policy.registryMissing`, `policy.nothingChanged`, what `draft` throws.
   */
  draft(by: Actor, request: DraftRequest): Promise<PolicyVersion>
  /**
   * Approves exactly that draft. Needs `policies.approve`: the privacy officer, a person. Throws `policy.wrongState`,
   * `policy.otherText`, `policy.registryChanged`, `policy.wordingChanged`.
   */
  approve(by: Actor, approval: Approval): Promise<PolicyVersion>
  /**
   * Announces what was approved. Needs `policies.announce`. Throws `policy.noticeTooShort`, `policy.effectBeforeNotice`
   * and `policy.overlaps` with the earliest day, `policy.reasonMissing`, `policy.clockInDoubt`, and as `approve`.
   */
  announce(by: Actor, announcement: Announcement): Promise<PolicyVersion>
  /**
   * Discards a draft (`policies.draft`), or withdraws what was announced before its day (`policies.announce`); its text
   * stays at its address. Throws `policy.wrongState`, `policy.tooLate`, `policy.notTheLast`.
   */
  withdraw(by: Actor, request: { readonly version: string }): Promise<PolicyVersion>
  /**
   * The first version, of a policy that stands already: all steps at once, no notice. Needs `policies.approve`. In force
   * when it resolves, unless the clock is in doubt. Throws `policy.alreadyEstablished`, and as the steps do.
   */
  establish(by: Actor, request: Establishment): Promise<PolicyVersion>
  /** The job: publishes what is due. Safe to be cut short and run again. */
  publishDue(): Promise<Publication>
  /** The job: records where the text in force began or ceased to differ from the registry. How many acts. */
  followDrift(): Promise<number>

  /** Every version of a policy, or of all policies, the earliest first; discarded drafts too. */
  versions(policy?: string): Promise<readonly PolicyVersion[]>
  /** Throws `policy.versionUnknown`. */
  version(id: string): Promise<PolicyVersion>
  /**
   * What it says: from the announcement on with its dates, and only as the ledger says that it was announced. Megabytes
   * for a large agency. Throws `policy.versionUnknown`, `policy.recordMissing`.
   */
  text(id: string): Promise<Draft>
  /** In force now, or on that day. */
  inForce(policy: string, on?: Day): Promise<PolicyVersion | undefined>
  /** Announced and not in force yet, the earliest day first. */
  announced(policy: string): Promise<readonly PolicyVersion[]>
  /** The draft that is drafted or approved, if any. */
  working(policy: string): Promise<PolicyVersion | undefined>
  /** Which text was in force when, the earliest first; also what the agency tells of the time before the system. */
  archive(policy: string): Promise<readonly ArchiveRange[]>
  /** What the version states otherwise than the one it follows (all of it for the first). */
  changes(id: string): Promise<readonly Difference[]>
  /** The first day on which the working draft could take effect when it is announced on `today`. */
  earliest(id: string, today: Day): Promise<{ readonly day: Day; readonly promisedDays: number | null }>
  /** Where the text in force is not what the registry says now; undefined when they agree. */
  drift(policy: string): Promise<Drift | undefined>
  /** Every drift that was recorded, the earliest first. */
  drifts(policy: string): Promise<readonly RecordedDrift[]>
  /** The version's entries in the ledger with their proofs, the earliest first. */
  record(id: string): Promise<readonly RecordedStep[]>
}

/** Opens the policies. Nothing runs by itself: whoever wires the program calls the jobs. */
export function openPolicies(deps: LifecycleDeps): Policies {
  const { db } = deps
  const history = registryHistory(db)
  const watch = watchDrift(deps, history)
  const versions = async (policy?: string) => (await versionRows(db, policy)).map(versionOf)
  const announced = async (policy: string) =>
    (await versions(policy))
      .filter(({ state }) => state === 'announced')
      .toSorted((a, b) => ((a.effectiveOn ?? '') < (b.effectiveOn ?? '') ? -1 : 1))
  return {
    draft: (by, request) => keepDraft(deps, by, request),
    approve: (by, approval) => approveDraft(deps, by, approval),
    announce: (by, announcement) => announce(deps, by, announcement),
    withdraw: (by, request) => withdraw(deps, by, request),
    establish: (by, request) => establish(deps, by, request),
    publishDue: () => publishDue(deps),
    followDrift: () => watch.follow(),
    versions,
    version: async (id) => versionOf(await versionRow(db, id)),
    text: (id) => textOf(deps, id),
    async inForce(policy, on) {
      const all = await versions(policy)
      if (on === undefined) return all.find(({ state }) => state === 'inForce')
      return all.find(
        ({ inForceOn, until }) => inForceOn !== null && inForceOn <= on && (until === null || on <= until),
      )
    },
    announced,
    working: async (policy) =>
      (await versions(policy)).find(({ state }) => state === 'drafted' || state === 'approved'),
    async archive(policy) {
      const registry = (await history(deps.clock.now())).at(-1)?.registry
      return archiveOf(
        registry?.policies.find(({ id }) => id === policy),
        await versions(policy),
      )
    },
    async changes(id) {
      const version = await versionRow(db, id)
      const before = predecessorOf(await versions(version.policy), versionOf(version))
      return differences(before && (await textOf(deps, before.id)), await textOf(deps, id))
    },
    async earliest(id, today) {
      const row = await versionRow(db, id)
      const rows = await versionRows(db, row.policy)
      const inForce = rows.find(({ state }) => state === 'inForce')
      const days = promisedDays(inForce?.notice_days, row.notice_days)
      return {
        day: earliestDay({ announcedOn: today, promisedDays: days, taken: takenDays(rows) }),
        promisedDays: days,
      }
    },
    drift: (policy) => watch.now(policy),
    drifts: (policy) => recordedDrifts(deps, policy),
    record: (id) => recordOf(deps, id),
  }
}

/** The version whose place another takes: of those in force or announced before it, the last. */
function predecessorOf(all: readonly PolicyVersion[], version: PolicyVersion): PolicyVersion | undefined {
  return all.findLast(
    ({ number, state }) =>
      number < version.number && (state === 'inForce' || state === 'archived' || state === 'announced'),
  )
}
