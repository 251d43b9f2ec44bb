/**
 * Reading accounts, and what the ledger says of one: a digest of its state, roles and grants, never a name.
 */
import { createHash } from 'node:crypto'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { canonicalJson } from '../base/canonical.ts'
import type { Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import { staffFault } from './faults.ts'
import type { Grant } from './grants.ts'
import type { Role } from './roles.ts'
import type { AccountState, StaffDb, StaffTables } from './tables.ts'

export type Account = {
  readonly id: string
  readonly state: AccountState
  readonly roles: readonly Role[]
  readonly grants: readonly Grant[]
  /**
   * The officer of the registry whose account it is, by id; null for an account that the published policy does not speak
   * of. Whether there still is such an officer is not asked here: offices go, accounts are then seen to be nobody's.
   */
  readonly officer: string | null
  readonly createdAtMs: Millis
  readonly passwordSetAtMs: Millis | null
  /** The erasable part; null once it was erased. */
  readonly person: { readonly login: string; readonly name: string } | null
}

/** All accounts, the oldest first, for whoever has no need of the rest of this folder. */
export function accounts(db: Db): Promise<readonly Account[]> {
  return readAccounts(db.withTables<StaffTables>())
}

/**
 * All accounts, the oldest first; `only` narrows to one. One statement, so that roles and grants are those of one moment;
 * every request asks who is asking.
 */
export async function readAccounts(db: StaffDb, only?: string): Promise<readonly Account[]> {
  let accounts = db
    .selectFrom('staff_account')
    .leftJoin('staff_user', 'staff_user.id', 'staff_account.id')
    .select((e) => [
      'staff_account.id as id',
      'staff_account.state as state',
      'staff_account.created_at_ms as createdAtMs',
      'staff_account.password_set_at_ms as passwordSetAtMs',
      'staff_account.officer as officer',
      'staff_user.username as login',
      'staff_user.name as name',
      jsonArrayFrom(
        e
          .selectFrom('staff_role')
          .select('role')
          .whereRef('account', '=', 'staff_account.id')
          .orderBy('role'),
      ).as('roles'),
      jsonArrayFrom(
        e
          .selectFrom('staff_grant')
          .select([
            'scope',
            'actions',
            'valid_from_ms as validFromMs',
            'valid_until_ms as validUntilMs',
            'footage_from_ms as footageFromMs',
          ])
          .whereRef('account', '=', 'staff_account.id')
          .orderBy('staff_grant.id'),
      ).as('grants'),
    ])
    .orderBy('staff_account.created_at_ms')
    .orderBy('staff_account.id')
  if (only !== undefined) accounts = accounts.where('staff_account.id', '=', only)
  return (await accounts.execute()).map(({ login, name, roles, ...account }) => ({
    ...account,
    roles: roles.map(({ role }) => role),
    person: login === null || name === null ? null : { login, name },
  }))
}

/** The account. Throws `staff.accountUnknown`. */
export async function readAccount(db: StaffDb, id: string): Promise<Account> {
  const [account] = await readAccounts(db, id)
  if (account === undefined) throw staffFault('staff.accountUnknown')
  return account
}

/**
 * What `staff.changed` commits to: SHA-256 of the account without the person, hex. An account that is no officer's has
 * the digest it had before officers were known here.
 */
export function accountDigest(account: Omit<Account, 'person'>): string {
  const { id, state, roles, grants, officer, createdAtMs, passwordSetAtMs } = account
  const office = officer === null ? {} : { officer }
  const document = { id, state, roles: [...roles].sort(), grants, ...office, createdAtMs, passwordSetAtMs }
  return createHash('sha256').update(canonicalJson(document)).digest('hex')
}
