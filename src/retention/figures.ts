/**
 * Figures of destruction and holds over many rows, for whoever shows whether the promises of retention are kept. Counted
 * by the database: they are asked for often, and a year has thousands of certificates.
 */
import { sql } from 'kysely'
import type { Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import { KOREA_OFFSET_MS } from '../base/day.ts'
import type { CameraDay } from '../footage/footage.ts'

export type DestructionFigures = {
  /** Destructions that were finished in the time asked for, and what they destroyed. */
  readonly orders: number
  readonly segments: number
  readonly bytes: number
  /** Of those, how many had something that was due on an earlier day, and by how many days at most. */
  readonly lateOrders: number
  readonly mostLateDays: number
  /** Of those for expiry, how many were ordered before anything was due. There must be none. */
  readonly earlyOrders: number
  readonly lastDoneMs: Millis | null
  /** Ordered, at whatever time, and not done; and when the first of these was ordered. */
  readonly waitingOrders: number
  readonly waitingSinceMs: Millis | null
}

/** The figures of what was destroyed since that moment. */
export async function destructionFigures(db: Db, sinceMs: Millis): Promise<DestructionFigures> {
  const { rows } = await sql<DestructionFigures>`
    select count(*)::bigint as orders, coalesce(sum(segments), 0)::bigint as segments,
      coalesce(sum(bytes), 0)::bigint as bytes,
      (count(*) filter (where late_days > 0))::bigint as "lateOrders",
      coalesce(max(late_days), 0) as "mostLateDays",
      (count(*) filter (where reason = 'expiry'
        and ordered_at_ms < (extract(epoch from due_day::timestamp) * 1000)::bigint - ${sql.lit(KOREA_OFFSET_MS)}
      ))::bigint as "earlyOrders",
      max(done_at_ms) as "lastDoneMs",
      (select count(*) from retention_order)::bigint as "waitingOrders",
      (select min(ordered_at_ms) from retention_order) as "waitingSinceMs"
    from retention_certificate where done_at_ms >= ${sinceMs}`.execute(db)
  return rows[0] as DestructionFigures
}

/** How many segments of each camera-day are under a hold; camera-days without any are not in it. */
export async function heldByDay(db: Db): Promise<readonly (CameraDay & { readonly segments: number })[]> {
  const { rows } = await sql<CameraDay & { segments: number }>`
    select device, day, category, generation, count(distinct segment)::bigint as segments
    from retention_held group by device, day, category, generation`.execute(db)
  return rows
}
