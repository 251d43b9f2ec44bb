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

/** How often a step is decided that others got in the way of. */
const ATTEMPTS = 5

/**
 * Records the step and writes it with the rows of the policy locked. Throws `policy.changedMeanwhile` when they are not
 * as `seen` any more, and what `ledger.act` throws.
 */
export async function step<K extends EntryKind>(
  { ledger }: Pick<LifecycleDeps, 'ledger'>,
  { policy, seen }: { readonly policy: string; readonly seen: readonly VersionRow[] },
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

/** Reads, decides and writes anew while others get in between; gives the version as it is then. */
export async function settled(
  deps: Pick<LifecycleDeps, 'db'>,
  attempt: () => Promise<string>,
): Promise<PolicyVersion> {
  for (let attempts = 1; ; attempts++)
    try {
      return versionOf(await versionRow(deps.db, await attempt()))
    } catch (error) {
      if (attempts === ATTEMPTS || !isFault(error, 'policy.changedMeanwhile')) throw error
    }
}
