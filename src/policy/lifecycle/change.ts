/**
 * A step in a policy's life as one act: what was decided on still holds when it is written. Steps of one policy wait
 * for each other in the database; one that finds the policy changed is decided anew.
 */
import { isFault } from '../../base/fault.ts'
import type { Draft, EntryKind, Receipt } from '../../ledger/ledger.ts'
import type { LifecycleDeps } from './deps.ts'
import { policyFault } from './faults.ts'
import type { LifecycleDb, LifecycleTables } from './tables.ts'
import { type PolicyVersion, type VersionRow, versionOf, versionRow } from './version.ts'

/** What a step was decided on. */
export type Seen = { readonly policy: string; readonly seen: readonly VersionRow[] }

/** How often a step is decided that others got in the way of. */
const ATTEMPTS = 5

/**
 * Records the step and writes it with the rows of the policy locked. Throws `policy.changedMeanwhile` when they are not
 * as `seen` any more, and what `ledger.act` throws.
 */
export async function step<K extends EntryKind>(
  { ledger }: Pick<LifecycleDeps, 'ledger'>,
  { policy, seen }: Seen,
  entry: Draft<K>,
  write: (tx: LifecycleDb) => Promise<void>,
): Promise<Receipt<K>> {
  const { receipt } = await ledger.act<K, void>(entry, async (acting) => {
    const tx = acting.withTables<LifecycleTables>()
    const rows = await tx
      .selectFrom('policy_version')
      .select(['id', 'state', 'draft_digest', 'text_digest'])
      .where('policy', '=', policy)
      .orderBy('number')
      .forUpdate()
      .execute()
    if (signature(rows) !== signature(seen)) throw policyFault('policy.changedMeanwhile')
    await write(tx)
  })
  return receipt
}

function signature(
  rows: readonly Pick<VersionRow, 'id' | 'state' | 'draft_digest' | 'text_digest'>[],
): string {
  return rows.map((row) => [row.id, row.state, row.draft_digest, row.text_digest].join(' ')).join('\n')
}

/** Decides anew while others get in between; gives the version as it is then. */
export async function settled(
  { db }: Pick<LifecycleDeps, 'db'>,
  attempt: () => Promise<string>,
): Promise<PolicyVersion> {
  return versionOf(await versionRow(db, await anew(attempt)))
}

/**
 * Reads, decides and writes anew while others get in between. Rows and ledger are not read in one moment, so that they
 * disagree is believed only when they go on to.
 */
export async function anew<T>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts++)
    try {
      return await attempt()
    } catch (error) {
      const isPassing = isFault(error, 'policy.changedMeanwhile') || isFault(error, 'policy.recordMissing')
      if (attempts === ATTEMPTS || !isPassing) throw error
    }
}

/** One policy after the other. What fails keeps no other waiting; the first failure is thrown at the end. */
export async function eachPolicy(
  rows: readonly VersionRow[],
  act: (policy: string) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = []
  for (const policy of new Set(rows.map((row) => row.policy)))
    await act(policy).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}
