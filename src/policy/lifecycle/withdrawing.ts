/**
 * Leaving the way to being in force: a draft is discarded, an announced version withdrawn before its day or overtaken by
 * a later one. What was announced keeps its address and its text, and says what became of it.
 */
import { dayOf } from '../../base/day.ts'
import { isFault } from '../../base/fault.ts'
import type { Actor } from '../../ledger/ledger.ts'
import { settled, step } from './change.ts'
import { checkAgain } from './checking.ts'
import { type LifecycleDeps, requirePermission } from './deps.ts'
import { requireState, theRow } from './drafting.ts'
import { policyFault } from './faults.ts'
import { type PolicyVersion, type VersionRow, versionRow, versionRows } from './version.ts'

/** Withdraws what was announced before its day, or discards a draft. */
export async function withdraw(
  deps: LifecycleDeps,
  by: Actor,
  { version }: { readonly version: string },
): Promise<PolicyVersion> {
  const { announced_at_ms } = await versionRow(deps.db, version)
  await requirePermission(deps, by, announced_at_ms === null ? 'policies.draft' : 'policies.announce')
  return settled(deps, () => withdrawOnce(deps, by, version))
}

async function withdrawOnce(deps: LifecycleDeps, by: Actor, version: string): Promise<string> {
  const { policy } = await versionRow(deps.db, version)
  const rows = await versionRows(deps.db, policy)
  const row = theRow(rows, version)
  requireState(row, ['drafted', 'approved', 'announced'])
  if (row.state === 'announced') {
    await requirePermission(deps, by, 'policies.announce')
    const later = rows.find(
      (one) => one.state === 'announced' && (one.effective_on ?? '') > (row.effective_on ?? ''),
    )
    if (later !== undefined) throw policyFault('policy.notTheLast', { version, later: later.id })
    await requireEarly(deps, row)
  }
  await recordWithdrawal(deps, by, {
    rows,
    row,
    reason: row.state === 'announced' ? 'withdrawn' : 'discarded',
  })
  return version
}

/** Once its day has come a version takes effect; only one that cannot is withdrawn even then. Throws `policy.tooLate`. */
async function requireEarly(deps: LifecycleDeps, row: VersionRow): Promise<void> {
  const { nowMs } = await deps.time()
  const { id: version, effective_on: effectiveOn } = row
  if (effectiveOn === null || nowMs === null || dayOf(nowMs) < effectiveOn) return
  try {
    await checkAgain(deps, row)
  } catch (error) {
    if (isFault(error) && error.kind !== 'unavailable') return
    throw error
  }
  throw policyFault('policy.tooLate', { version, effectiveOn })
}

/** One version leaves the way to being in force. */
export async function recordWithdrawal(
  deps: LifecycleDeps,
  by: Actor,
  withdrawal: {
    readonly rows: readonly VersionRow[]
    readonly row: VersionRow
    readonly reason: 'discarded' | 'withdrawn' | 'overtaken'
  },
): Promise<void> {
  const { rows, row, reason } = withdrawal
  await step(
    deps,
    { policy: row.policy, seen: rows },
    { kind: 'policy.withdrawn', actor: by, version: row.id, draft: row.draft_digest, reason },
    async (tx) => {
      await tx
        .updateTable('policy_version')
        .set({ state: 'withdrawn', withdrawn_at_ms: deps.clock.now(), withdrawn_reason: reason })
        .where('id', '=', row.id)
        .execute()
    },
  )
}
