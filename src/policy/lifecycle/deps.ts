/** What the life of a policy needs of the rest of the program. Everything is handed in; nothing here is made here. */
import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../base/database.ts'
import type { Actor, Ledger } from '../../ledger/ledger.ts'
import type { ClockReading } from '../../retention/retention.ts'
import { permits } from '../../staff/staff.ts'
import type { Account, Permission } from '../../staff/staff.ts'
import { policyFault } from './faults.ts'

export type LifecycleDeps = {
  readonly db: Db
  readonly ledger: Pick<Ledger, 'act' | 'find' | 'receipt' | 'entries' | 'prove' | 'size'>
  readonly clock: Pick<Clock, 'now'>
  /** The time that is known to have come: publishing early breaks a promise, so the wall clock alone is not believed. */
  readonly time: () => Promise<ClockReading>
  /** The account, as it is now. */
  readonly account: (id: string) => Promise<Account>
}

/** The program itself, which does on the day what people have decided before. It decides nothing. */
export const POLICY: Actor = { type: 'system', id: 'policy' }

/** Throws `policy.notPermitted` unless a person acts whose account is active and may do it. */
export async function requirePermission(
  { account }: Pick<LifecycleDeps, 'account'>,
  by: Actor,
  permission: Permission,
): Promise<void> {
  if (by.type === 'account') {
    const { state, roles } = await account(by.id)
    if (state === 'active' && permits(roles, permission)) return
  }
  throw policyFault('policy.notPermitted', { permission })
}
