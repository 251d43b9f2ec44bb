/** A version of a policy as the rest of the program sees it, and reading versions from their rows. */
import type { Millis } from '../../base/clock.ts'
import type { Db } from '../../base/database.ts'
import type { Day } from '../../base/day.ts'
import { digestOfDraft } from '../draft.ts'
import type { Draft } from '../model.ts'
import { policyFault } from './faults.ts'
import type { LifecycleTables, VersionState, VersionTable } from './tables.ts'

/** Why the policy was changed, as it is announced. The ledger commits to it with the salt. */
export type Reason = { readonly ko: string; readonly en: string | null }

export type PolicyVersion = {
  /** `main-2`: the policy's id in the registry and the number. */
  readonly id: string
  readonly policy: string
  /** Counted from 1 over what was announced, without gaps; that of the working draft is the next. */
  readonly number: number
  readonly state: VersionState
  /** Its permanent address, from the announcement on; it stays there whatever becomes of the version. */
  readonly path: string | null
  /** SHA-256 of the canonical JSON of its text (`draftBytes`): from the announcement on that with dates, hex. */
  readonly digest: string
  /** The same of what the privacy officer approves, which has no dates yet. */
  readonly draftDigest: string
  /** The registry that it was written from. */
  readonly registryDigest: string
  /** The day whose law and registry it was drafted for. */
  readonly lawOn: Day
  readonly draftedAtMs: Millis
  readonly approvedAtMs: Millis | null
  readonly announcedAtMs: Millis | null
  /** As the text states them. */
  readonly announcedOn: Day | null
  readonly effectiveOn: Day | null
  /** The notice that was due when it was announced; null: the agency promised none, or nothing was changed. */
  readonly promisedDays: number | null
  /** Whether it took over, unchanged, a policy that stood before the system. */
  readonly established: boolean
  readonly reason: (Reason & { readonly salt: string }) | null
  /** The first day on which it really was in force: `lateDays` after the day announced. */
  readonly inForceOn: Day | null
  readonly lateDays: number
  /** The last day on which it was in force; null while it is. */
  readonly until: Day | null
  readonly withdrawnAtMs: Millis | null
  /** `discarded`: a draft; `withdrawn`: before its day; `overtaken`: another one's day had come as well. */
  readonly withdrawnReason: VersionTable['withdrawn_reason']
}

/** What is read when the texts are not needed; a text of a large agency has megabytes. */
export type VersionRow = Omit<VersionTable, 'draft' | 'text'>

const COLUMNS = [
  'id',
  'policy',
  'number',
  'state',
  'registry_digest',
  'law_on',
  'notice_days',
  'draft_digest',
  'drafted_at_ms',
  'approved_at_ms',
  'text_digest',
  'announced_at_ms',
  'announced_on',
  'effective_on',
  'promised_days',
  'established',
  'reason_ko',
  'reason_en',
  'reason_salt',
  'published_at_ms',
  'in_force_on',
  'late_days',
  'archived_at_ms',
  'in_force_until',
  'withdrawn_at_ms',
  'withdrawn_reason',
] as const satisfies readonly (keyof VersionRow)[]

/** The versions of a policy, or of all, the earliest first. */
export async function versionRows(db: Db, policy?: string): Promise<readonly VersionRow[]> {
  let query = db.withTables<LifecycleTables>().selectFrom('policy_version').select(COLUMNS)
  if (policy !== undefined) query = query.where('policy', '=', policy)
  return query.orderBy('policy').orderBy('number').execute()
}

/** Throws `policy.versionUnknown`. */
export async function versionRow(db: Db, id: string): Promise<VersionRow> {
  const row = await db
    .withTables<LifecycleTables>()
    .selectFrom('policy_version')
    .select(COLUMNS)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw policyFault('policy.versionUnknown', { version: id })
  return row
}

/**
 * What the version says: the text with its dates once it was announced, until then the draft; `as` asks for one of them.
 * Throws `policy.versionUnknown`, and `policy.recordMissing` when it is not what its digest says.
 */
export async function readText(db: Db, id: string, as?: 'draft' | 'text'): Promise<Draft> {
  const row = await db
    .withTables<LifecycleTables>()
    .selectFrom('policy_version')
    .select(['draft', 'draft_digest', 'text', 'text_digest'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw policyFault('policy.versionUnknown', { version: id })
  const isText = as === undefined ? row.text !== null : as === 'text'
  const draft = (isText ? row.text : row.draft) as Draft | null
  if (draft === null || digestOfDraft(draft) !== (isText ? row.text_digest : row.draft_digest))
    throw policyFault('policy.recordMissing', { version: id, what: isText ? 'text' : 'draft' })
  return draft
}

/** The permanent address of a version. */
function pathOf({ policy, number }: Pick<VersionRow, 'policy' | 'number'>): string {
  return `/policy/${policy}/${number}`
}

export function versionOf(row: VersionRow): PolicyVersion {
  const { reason_ko: ko, reason_en: en, reason_salt: salt } = row
  return {
    id: row.id,
    policy: row.policy,
    number: row.number,
    state: row.state,
    path: row.announced_at_ms === null ? null : pathOf(row),
    digest: row.text_digest ?? row.draft_digest,
    draftDigest: row.draft_digest,
    registryDigest: row.registry_digest,
    lawOn: row.law_on as Day,
    draftedAtMs: row.drafted_at_ms,
    approvedAtMs: row.approved_at_ms,
    announcedAtMs: row.announced_at_ms,
    announcedOn: row.announced_on as Day | null,
    effectiveOn: row.effective_on as Day | null,
    promisedDays: row.promised_days,
    established: row.established,
    reason: ko === null || salt === null ? null : { ko, en, salt },
    inForceOn: row.in_force_on as Day | null,
    lateDays: row.late_days,
    until: row.in_force_until as Day | null,
    withdrawnAtMs: row.withdrawn_at_ms,
    withdrawnReason: row.withdrawn_reason,
  }
}
