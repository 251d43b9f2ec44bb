/**
 * Counts failed attempts, by account and by origin, and locks out for a while (안전성 확보조치 기준 §5: 인증 실패 횟수
 * 제한). An account is counted by the digest of its login, so that a login that does not exist is treated the same and
 * nothing here says which do. Bookkeeping: losing it costs an attacker nothing but a fresh start.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Clock } from '../base/clock.ts'
import { staffFault } from './faults.ts'
import type { StaffDb } from './tables.ts'

/** Failures within the window that lock an account, and an origin (behind which a whole office may sit). */
export const FAILURES_PER_ACCOUNT = 5
const FAILURES_PER_ORIGIN = 30
const WINDOW_MS = 15 * 60_000
export const LOCK_MS = 15 * 60_000

export type Attempts = {
  /** Throws `staff.lockedOut` while the account or the origin is locked. */
  check(login: string, origin: string): Promise<void>
  /** Counts a failure. Returns the number of failures when it locks, else undefined. */
  failed(login: string, origin: string): Promise<number | undefined>
  /** Forgets the failures of the account. */
  succeeded(login: string): Promise<void>
}

export function createAttempts(db: StaffDb, clock: Pick<Clock, 'now'>): Attempts {
  return {
    async check(login, origin) {
      const now = clock.now()
      const row = await db
        .selectFrom('staff_attempt')
        .select((e) => e.fn.max('locked_until_ms').as('until'))
        .where(
          'subject',
          'in',
          subjects(login, origin).map(({ subject }) => subject),
        )
        .executeTakeFirstOrThrow()
      const until = row.until ?? 0
      if (until > now) throw staffFault('staff.lockedOut', { minutes: Math.ceil((until - now) / 60_000) })
    },
    async failed(login, origin) {
      const now = clock.now()
      let locked: number | undefined
      for (const { subject, limit } of subjects(login, origin)) {
        const failures = await count(db, subject, now)
        if (failures < limit) continue
        locked = Math.max(locked ?? 0, failures)
        await db
          .updateTable('staff_attempt')
          .set({ locked_until_ms: now + LOCK_MS, failures: 0, first_at_ms: now })
          .where('subject', '=', subject)
          .execute()
      }
      // Rows that no longer count are dropped, so that made-up logins do not fill the table.
      await db
        .deleteFrom('staff_attempt')
        .where('first_at_ms', '<', now - WINDOW_MS)
        .where('locked_until_ms', '<', now)
        .execute()
      return locked
    },
    async succeeded(login) {
      await db
        .deleteFrom('staff_attempt')
        .where('subject', '=', `account ${digest(login)}`)
        .execute()
    },
  }
}

function subjects(login: string, origin: string) {
  return [
    { subject: `account ${digest(login)}`, limit: FAILURES_PER_ACCOUNT },
    { subject: `origin ${digest(origin)}`, limit: FAILURES_PER_ORIGIN },
  ]
}

/** Adds one failure in a single statement, so that parallel attempts are all counted. A new window starts at one. */
async function count(db: StaffDb, subject: string, now: number): Promise<number> {
  const old = sql<boolean>`staff_attempt.first_at_ms < ${now - WINDOW_MS}`
  const row = await db
    .insertInto('staff_attempt')
    .values({ subject, failures: 1, first_at_ms: now, locked_until_ms: 0 })
    .onConflict((conflict) =>
      conflict.column('subject').doUpdateSet({
        failures: sql`case when ${old} then 1 else staff_attempt.failures + 1 end`,
        first_at_ms: sql`case when ${old} then ${now}::bigint else staff_attempt.first_at_ms end`,
      }),
    )
    .returning('failures')
    .executeTakeFirstOrThrow()
  return row.failures
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
