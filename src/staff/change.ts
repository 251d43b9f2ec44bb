/**
 * A change of an account as one act (`staff.changed`): what is recorded is what is written, and what was decided still
 * holds when it is.
 *
 * Changes of accounts therefore wait for each other: whether one is allowed depends on other accounts as well (who asks
 * for it, who else has the role), and hashing a password takes long enough for an account to be suspended meanwhile.
 */
import { isFault } from '../base/fault.ts'
import type { Actor, Ledger, Tx } from '../ledger/ledger.ts'
import { accountDigest, readAccount } from './accounts.ts'
import type { Account } from './accounts.ts'
import { staffFault } from './faults.ts'
import type { StaffTables, StaffTx } from './tables.ts'

/** How often a change is tried that others got in the way of. */
const ATTEMPTS = 5

export type Change = {
  readonly by: Actor
  readonly change: 'created' | 'roles' | 'suspended' | 'restored' | 'password'
  /** The account as it was read; null for a new one. */
  readonly before: Account | null
  readonly after: Account
}

/**
 * Records the change and writes it. `write` runs while no other account can change, and decides anew whatever depends
 * on them. Throws `staff.changedMeanwhile` when the account is not as `before` any more, and what `write` throws.
 */
export async function changed(
  { ledger }: { readonly ledger: Ledger },
  { by, change, before, after }: Change,
  write: (tx: StaffTx) => Promise<void>,
): Promise<void> {
  await ledger.act(
    { kind: 'staff.changed', actor: by, account: after.id, change, after: accountDigest(after) },
    async (tx) => {
      const staff = await lockAccounts(tx)
      if (before !== null && accountDigest(await readAccount(staff, before.id)) !== accountDigest(before))
        throw staffFault('staff.changedMeanwhile')
      await write(staff)
    },
  )
}

/** The act's tables, once no other act can change an account before this one is over. */
export async function lockAccounts(tx: Tx): Promise<StaffTx> {
  const staff = tx.withTables<StaffTables>()
  // Always in the same order, so that no two wait for each other.
  await staff.selectFrom('staff_account').select('id').orderBy('id').forUpdate().execute()
  return staff
}

/** Reads, decides and changes anew when the account was changed in between. */
export async function settled<T>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts++)
    try {
      return await attempt()
    } catch (error) {
      if (attempts === ATTEMPTS || !isFault(error, 'staff.changedMeanwhile')) throw error
    }
}
