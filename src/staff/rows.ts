/**
 * Writing the rows of an account. Only within an act: what they say has its entry in the ledger.
 */
import { assert } from '../base/assert.ts'
import type { Millis } from '../base/clock.ts'
import { newId } from '../base/id.ts'
import type { Account } from './accounts.ts'
import { emailOf } from './authentication.ts'
import { staffFault } from './faults.ts'
import type { StaffTx } from './tables.ts'

/** A new account. Throws `staff.loginTaken`. */
export async function insertAccount(tx: StaffTx, account: Account): Promise<void> {
  const { login, name } = account.person ?? { login: '', name: '' }
  const at = new Date(account.createdAtMs)
  await tx
    .insertInto('staff_account')
    .values({
      id: account.id,
      state: account.state,
      created_at_ms: account.createdAtMs,
      password_set_at_ms: account.passwordSetAtMs,
      officer: account.officer,
    })
    .execute()
  const inserted = await tx
    .insertInto('staff_user')
    .values({
      id: account.id,
      name,
      username: login,
      email: emailOf(login),
      email_verified: false,
      image: null,
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted === undefined) throw staffFault('staff.loginTaken')
  await writeAccess(tx, account)
}

/** The roles and grants of an account that has none. */
export async function writeAccess(tx: StaffTx, { id, roles, grants }: Account): Promise<void> {
  if (roles.length > 0)
    await tx
      .insertInto('staff_role')
      .values(roles.map((role) => ({ account: id, role })))
      .execute()
  // One clock-free order: ids that sort as the grants were given.
  for (const [i, grant] of grants.entries())
    await tx
      .insertInto('staff_grant')
      .values({
        id: `${id}.${String(i).padStart(3, '0')}`,
        account: id,
        scope: JSON.stringify(grant.scope) as never,
        actions: [...grant.actions],
        valid_from_ms: grant.validFromMs,
        valid_until_ms: grant.validUntilMs,
        footage_from_ms: grant.footageFromMs,
      })
      .execute()
}

/** Whose account it is from now on. */
export async function writeOfficer(tx: StaffTx, { id, officer }: Account): Promise<void> {
  await tx.updateTable('staff_account').set({ officer }).where('id', '=', id).executeTakeFirstOrThrow()
}

/** The account's state from now on; it is still in that of `before`. */
export async function writeState(tx: StaffTx, before: Account, after: Account): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('staff_account')
    .set({ state: after.state, password_set_at_ms: after.passwordSetAtMs })
    .where('id', '=', after.id)
    .where('state', '=', before.state)
    .executeTakeFirstOrThrow()
  assert(numUpdatedRows === 1n, 'the account was locked in the state that was read')
}

/** Ends every session and takes the password away. */
export async function dropCredentials(tx: StaffTx, account: string): Promise<void> {
  await tx.deleteFrom('staff_login').where('user_id', '=', account).execute()
  await tx.deleteFrom('staff_credential').where('user_id', '=', account).execute()
}

/** Replaces the account's password; every session it had ends. */
export async function writePassword(
  tx: StaffTx,
  account: string,
  hash: string,
  nowMs: Millis,
): Promise<void> {
  await dropCredentials(tx, account)
  const at = new Date(nowMs)
  await tx
    .insertInto('staff_credential')
    .values({
      id: newId<'credential'>(),
      account_id: account,
      provider_id: 'credential',
      user_id: account,
      password: hash,
      created_at: at,
      updated_at: at,
    })
    .execute()
}
