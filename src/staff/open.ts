/** Puts the parts of this folder together. */
import type { Clock } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { createAdministration } from './administration.ts'
import type { Administration } from './administration.ts'
import { createAttempts } from './attempts.ts'
import { createAuthentication } from './authentication.ts'
import { createPasswordHasher } from './password.ts'
import { createRecorders } from './recorders.ts'
import type { Recorders } from './recorders.ts'
import { ABSOLUTE_MS, createSessions } from './session.ts'
import type { Sessions } from './session.ts'
import type { StaffTables } from './tables.ts'

export type Staff = Administration & Sessions & { readonly recorders: Recorders }

export type StaffOptions = {
  readonly db: Db
  readonly ledger: Ledger
  readonly clock: Pick<Clock, 'now'>
  /** Signs session cookies: at least 32 random bytes as text, kept in the vault. */
  readonly sessionSecret: string
  /** Where people reach the program; cookies are Secure when it begins with https. */
  readonly address: string
  /** The agency's id and names, which no password may be made of. */
  readonly agencyWords: readonly string[]
}

/** Opens the accounts. Nothing is made up: until someone uses the set-up code, there is no account at all. */
export function openStaff(options: StaffOptions): Staff {
  const db = options.db.withTables<StaffTables>()
  const hasher = createPasswordHasher()
  const deps = { ...options, db, hasher }
  const authentication = createAuthentication({ ...deps, absoluteMs: ABSOLUTE_MS })
  return {
    ...createAdministration(deps),
    ...createSessions({ ...deps, authentication, attempts: createAttempts(db, options.clock) }),
    recorders: createRecorders(deps),
  }
}
