/**
 * Staff (취급자): accounts, roles, grants and sessions, and recorders as machine accounts. Every change of who may do
 * what is an act in the ledger; names and addresses stand in erasable rows only.
 */

/** Opens the accounts. */
export { openStaff } from './open.ts'
export type { Staff, StaffOptions } from './open.ts'

/** Accounts and their administration. */
export { accounts } from './accounts.ts'
export type { Account } from './accounts.ts'

/** Sessions. */
export type { Session } from './session.ts'

/** Roles and the one table of what each may do. */
export { ROLES, permits } from './roles.ts'
export type { Permission, Role } from './roles.ts'

/** Which devices an account may watch, and when. */
export { MAX_GRANTS, MAX_SCOPE_IDS, refusalOf } from './grants.ts'
export type { Grant } from './grants.ts'

/** Recorders as machine accounts. */
export type { Recorder } from './recorders.ts'

/** The tables of this folder. */
export { staffMigrations } from './tables.ts'
