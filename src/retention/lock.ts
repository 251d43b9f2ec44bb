/**
 * One at a time: sweeps, orders and holds of every process take this lock. It decides the race between a hold and
 * the destruction of the same footage; who comes second sees what the first has done.
 *
 * The lock belongs to a transaction that does nothing else, so it goes with it, and with the process that began it.
 */
import { sql } from 'kysely'
import type { Db } from '../base/database.ts'

/** Any two numbers, the same in all our processes; advisory locks are private to the database. */
const LOCK = [0x4a4e_4753, 2] as const

/** Runs `act` while no other holder of the lock runs. It is not reentrant. */
export function alone<T>(db: Db, act: () => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK[0]}::int, ${LOCK[1]}::int)`.execute(tx)
    return act()
  })
}
