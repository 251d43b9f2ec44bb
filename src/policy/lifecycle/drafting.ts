/**
 * From the registry to an approved text. Drafting binds nobody; approving is the privacy officer's word that exactly
 * this text is the agency's, and it holds for no other: a new draft needs a new approval.
 */
import { type Day, dayOf } from '../../base/day.ts'
import type { Actor } from '../../ledger/ledger.ts'
import { digestOfDraft, draft } from '../draft.ts'
import { archiveOf, pastOf } from './archive.ts'
import { settled, step } from './change.ts'
import { type LifecycleDeps, requirePermission } from './deps.ts'
import { policyFault } from './faults.ts'
import { lastStep } from './record.ts'
import { assertStillTrue, momentOf, registryOf, saysTheSame, UNDATED } from './texts.ts'
import {
  type PolicyVersion,
  readText,
  type VersionRow,
  versionOf,
  versionRow,
  versionRows,
} from './version.ts'

export type DraftRequest = {
  readonly policy: string
  /** The day on which it shall be true: its registry and its law; today when not given. */
  readonly on?: Day
}

/** Keeps a draft, in place of one that was not announced yet. */
export async function keepDraft(
  deps: LifecycleDeps,
  by: Actor,
  request: DraftRequest,
): Promise<PolicyVersion> {
  await requirePermission(deps, by, 'policies.draft')
  return settled(deps, () => keep(deps, by, request))
}

async function keep(deps: LifecycleDeps, by: Actor, { policy, on: wanted }: DraftRequest): Promise<string> {
  const nowMs = deps.clock.now()
  const today = dayOf(nowMs)
  const on = wanted ?? today
  if (on < today) throw policyFault('policy.dayPast', { day: on, today })
  const { registry, digest: registryDigest } = await registryOf(deps, momentOf(on, nowMs))
  const rows = await versionRows(deps.db, policy)
  const stated = registry.policies.find(({ id }) => id === policy)
  const versions = rows.map(versionOf)
  const announced = versions.filter(({ state }) => state === 'announced')
  const past = pastOf(archiveOf(stated, versions), announced, null)
  const made = draft({ registry, policy, on, past, ...UNDATED })
  const open = rows.find(({ announced_at_ms }) => announced_at_ms === null)
  const latest =
    rows.findLast(({ state }) => state === 'announced') ?? rows.findLast(({ state }) => state === 'inForce')
  if (latest !== undefined && saysTheSame(await readText(deps.db, latest.id, 'draft'), made))
    throw policyFault('policy.nothingChanged', { version: latest.id })
  const number = open?.number ?? Math.max(0, ...rows.map((row) => row.number)) + 1
  const id = `${policy}-${number}`
  const draftDigest = digestOfDraft(made)
  const row = {
    state: 'drafted' as const,
    registry_digest: registryDigest,
    law_on: on,
    notice_days: stated?.changeNoticeDays ?? null,
    draft: JSON.stringify(made),
    draft_digest: draftDigest,
    drafted_at_ms: nowMs,
    approved_at_ms: null,
    withdrawn_at_ms: null,
    withdrawn_reason: null,
  }
  await step(
    deps,
    { policy, seen: rows },
    {
      kind: 'policy.drafted',
      actor: by,
      version: id,
      draft: draftDigest,
      registry: registryDigest,
      lawOn: on,
    },
    async (tx) => {
      if (open !== undefined) {
        await tx.updateTable('policy_version').set(row).where('id', '=', id).execute()
        return
      }
      const inserted = await tx
        .insertInto('policy_version')
        .values({ id, policy, number, established: false, late_days: 0, ...row, ...NOT_ANNOUNCED })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst()
      if (inserted === undefined) throw policyFault('policy.changedMeanwhile')
    },
  )
  return id
}

const NOT_ANNOUNCED = {
  text: null,
  text_digest: null,
  announced_at_ms: null,
  announced_on: null,
  effective_on: null,
  promised_days: null,
  reason_ko: null,
  reason_en: null,
  reason_salt: null,
  published_at_ms: null,
  in_force_on: null,
  archived_at_ms: null,
  in_force_until: null,
} as const

export type Approval = {
  readonly version: string
  /** Of the draft that was read: another one is not approved by mistake. */
  readonly digest: string
}

export async function approveDraft(
  deps: LifecycleDeps,
  by: Actor,
  approval: Approval,
): Promise<PolicyVersion> {
  await requirePermission(deps, by, 'policies.approve')
  return settled(deps, () => approve(deps, by, approval))
}

async function approve(deps: LifecycleDeps, by: Actor, { version, digest }: Approval): Promise<string> {
  const { policy } = await versionRow(deps.db, version)
  const rows = await versionRows(deps.db, policy)
  const row = theRow(rows, version)
  requireState(row, ['drafted'])
  requireDigest(row, digest)
  const nowMs = deps.clock.now()
  const approved = await readText(deps.db, version, 'draft')
  await assertStillTrue(deps, { version, approved, atMs: momentOf(row.law_on as Day, nowMs) })
  const drafted = await lastStep(deps, version, 'policy.drafted')
  if (drafted.entry.draft !== digest)
    throw policyFault('policy.recordMissing', { version, what: 'policy.drafted' })
  await step(
    deps,
    { policy, seen: rows },
    { kind: 'policy.approved', actor: by, version, draft: digest, draftedLeaf: drafted.leaf },
    async (tx) => {
      await tx
        .updateTable('policy_version')
        .set({ state: 'approved', approved_at_ms: nowMs })
        .where('id', '=', version)
        .execute()
    },
  )
  return version
}

/** Throws `policy.versionUnknown`. */
export function theRow(rows: readonly VersionRow[], id: string): VersionRow {
  const row = rows.find((one) => one.id === id)
  if (row === undefined) throw policyFault('policy.versionUnknown', { version: id })
  return row
}

/** Throws `policy.wrongState`. */
export function requireState({ id, state }: VersionRow, needed: readonly VersionRow['state'][]): void {
  if (needed.includes(state)) return
  const isUnapproved = state === 'drafted' && needed.includes('approved')
  throw policyFault('policy.wrongState', {
    version: id,
    state: STATES[state].en,
    stateKo: STATES[state].ko,
    needed: needed.map((one) => STATES[one].en).join(', '),
    neededKo: needed.map((one) => STATES[one].ko).join(', '),
    next: isUnapproved ? ' The privacy officer approves it first.' : '',
    nextKo: isUnapproved ? ' 먼저 개인정보 보호책임자가 승인해야 합니다.' : '',
  })
}

const STATES: { readonly [S in VersionRow['state']]: { readonly ko: string; readonly en: string } } = {
  drafted: { ko: '초안', en: 'a draft' },
  approved: { ko: '승인됨', en: 'approved' },
  announced: { ko: '공고됨', en: 'announced' },
  inForce: { ko: '시행 중', en: 'in force' },
  archived: { ko: '지난 판', en: 'a past version' },
  withdrawn: { ko: '철회됨', en: 'withdrawn' },
}

/** Throws `policy.otherText`. */
export function requireDigest({ id, draft_digest: present }: VersionRow, digest: string): void {
  if (present !== digest) throw policyFault('policy.otherText', { version: id, digest: present })
}
