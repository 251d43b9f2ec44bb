/** What retention works with. Everything is handed in; nothing here is made here. */
import type { Clock, Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import type { Log } from '../base/log.ts'
import type { Actor, Ledger } from '../ledger/ledger.ts'
import type { Vault } from '../vault/vault.ts'

export type Deps = {
  readonly db: Db
  readonly ledger: Ledger
  readonly vault: Pick<Vault, 'eraseKeys' | 'removeFiles' | 'hold' | 'release'>
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  readonly log: Log
}

/** The same, with the time that destruction goes by. */
export type Timed = Deps & { readonly nowMs: Millis }

/** The program itself, when it acts on its own. */
export const RETENTION: Actor = { type: 'system', id: 'retention' }
