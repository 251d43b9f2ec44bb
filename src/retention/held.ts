/** Which segments are under a hold, as the schedule needs to know it. */
import type { Db } from '../base/database.ts'
import type { Day } from '../base/day.ts'
import type { Id } from '../base/id.ts'
import { cameraDayText } from './plan.ts'
import type { RetentionTables } from './tables.ts'

/** The held segments of a camera-day. */
export type HeldDay = {
  readonly segments: ReadonlySet<Id<'segment'>>
  /** Whether some of them are not under keys of their own yet: until they are, the camera-day's key must live. */
  readonly isUnsettled: boolean
}

/** Held segments by camera-day (`cameraDayText`). */
export async function heldDays(db: Db): Promise<ReadonlyMap<string, HeldDay>> {
  const rows = await db
    .withTables<RetentionTables>()
    .selectFrom('retention_held as held')
    .innerJoin('retention_hold as hold', 'hold.id', 'held.hold')
    .select(['held.segment', 'held.device', 'held.day', 'held.category', 'held.generation', 'hold.state'])
    .execute()
  const days = Map.groupBy(rows, (row) => cameraDayText({ ...row, day: row.day as Day }))
  return new Map(
    [...days].map(([key, held]) => [
      key,
      {
        segments: new Set(held.map(({ segment }) => segment as Id<'segment'>)),
        isUnsettled: held.some(({ state }) => state === 'placing'),
      },
    ]),
  )
}
