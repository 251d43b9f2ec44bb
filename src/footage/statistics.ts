/** How much footage there is, from the totals kept beside it; and what must never be, for `jangseung check`. */
import { sql } from 'kysely'
import type { Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import { DAY_MS, KOREA_OFFSET_MS } from '../base/day.ts'
import type { Day } from '../base/day.ts'
import type { CameraDay } from './facts.ts'
import type { FootageTables } from './tables.ts'

export type CameraDayTotals = CameraDay & {
  readonly segments: number
  readonly bytes: number
  /** The first segment's beginning and the last one's end. */
  readonly startedAtMs: Millis
  readonly endedAtMs: Millis
}

/** The camera-days that have footage, oldest first: all of them, one device's, one day's, or those up to a day. */
export async function cameraDays(
  db: Db,
  filter: { readonly device?: string; readonly day?: Day; readonly untilDay?: Day } = {},
): Promise<CameraDayTotals[]> {
  const rows = await db
    .withTables<FootageTables>()
    .selectFrom('footage_day')
    .selectAll()
    .$if(filter.device !== undefined, (query) => query.where('device', '=', filter.device ?? ''))
    .$if(filter.day !== undefined, (query) => query.where('day', '=', filter.day ?? ''))
    .$if(filter.untilDay !== undefined, (query) => query.where('day', '<=', filter.untilDay ?? ''))
    .orderBy('day')
    .orderBy('device')
    .orderBy('category')
    .orderBy('generation')
    .execute()
  return rows.map(totalsOf)
}

/**
 * The camera-days that were filmed before the day given for their device and category. One pass over the totals,
 * whatever the number of devices.
 */
export async function cameraDaysBefore(
  db: Db,
  limits: readonly { readonly device: string; readonly category: string; readonly before: Day }[],
): Promise<CameraDayTotals[]> {
  const { rows } = await sql<FootageTables['footage_day']>`
    select footage_day.* from footage_day
      join unnest(
        ${sql.val(limits.map(({ device }) => device))}::text[],
        ${sql.val(limits.map(({ category }) => category))}::text[],
        ${sql.val(limits.map(({ before }) => before))}::text[]
      ) as limits (device, category, before)
      on footage_day.device = limits.device collate "C" and footage_day.category = limits.category collate "C"
        and footage_day.day < limits.before collate "C"
    order by day, device, category, generation`.execute(db)
  return rows.map(totalsOf)
}

function totalsOf(row: FootageTables['footage_day']): CameraDayTotals {
  return {
    device: row.device,
    day: row.day as Day,
    category: row.category,
    generation: row.generation,
    segments: row.segments,
    bytes: row.bytes,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
  }
}

/** The devices of which there is footage with sound, in order. */
export async function devicesWithSound(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ device: string }>`
    select distinct device from footage_segment where codec_string like '%,%' order by device`.execute(db)
  return rows.map(({ device }) => device)
}

/**
 * How much of each range is gap, in ms, by device; devices without any are not in it. One range a device.
 */
export async function gapTime(
  db: Db,
  ranges: readonly { readonly device: string; readonly fromMs: Millis; readonly toMs: Millis }[],
): Promise<ReadonlyMap<string, Millis>> {
  const { rows } = await sql<{ device: string; ms: number }>`
    select device, ms from unnest(
      ${sql.val(ranges.map(({ device }) => device))}::text[],
      ${sql.val(ranges.map(({ fromMs }) => fromMs))}::bigint[],
      ${sql.val(ranges.map(({ toMs }) => toMs))}::bigint[]
    ) as ranges (of_device, since_ms, until_ms)
    -- One look into the index for each range, however many gaps there ever were.
    cross join lateral (
      select max(device) as device, sum(least(to_ms, until_ms) - greatest(from_ms, since_ms))::bigint as ms
      from footage_gap
      where device = of_device collate "C" and to_ms > since_ms and from_ms < until_ms
    ) as gaps
    where ms is not null`.execute(db)
  return new Map(rows.map(({ device, ms }) => [device, ms]))
}

export type Holdings = {
  readonly device: string
  readonly category: string
  readonly segments: number
  readonly bytes: number
  readonly oldestDay: Day
  readonly youngestDay: Day
  readonly oldestStartedAtMs: Millis
  readonly youngestEndedAtMs: Millis
  /** Earliest beginning and latest end within a Korean day, in ms from the midnight with which it begins. */
  readonly earliestOfDayMs: Millis
  readonly latestOfDayMs: Millis
}

/** What is held of each device and category: the figures that the published retention is measured by. */
export async function holdings(db: Db): Promise<Holdings[]> {
  const { rows } = await sql<Holdings>`
    select device, category, sum(segments)::bigint as segments, sum(bytes)::bigint as bytes,
      min(day) as "oldestDay", max(day) as "youngestDay",
      min(started_at_ms) as "oldestStartedAtMs", max(ended_at_ms) as "youngestEndedAtMs",
      min(begun_ms) as "earliestOfDayMs", max(begun_ms + ended_at_ms - started_at_ms) as "latestOfDayMs"
    from footage_day, lateral (select
      (started_at_ms + ${sql.lit(KOREA_OFFSET_MS)}) % ${sql.lit(DAY_MS)} as begun_ms) as of_day
    group by device, category order by device, category`.execute(db)
  return rows
}

/** How many there are of each. */
export async function totals(db: Db): Promise<{
  readonly segments: number
  readonly bytes: number
  readonly gaps: number
  readonly garbage: number
}> {
  const { rows } = await sql<{ segments: number; bytes: number; gaps: number; garbage: number }>`
    select (select coalesce(sum(segments), 0)::bigint from footage_day) as segments,
      (select coalesce(sum(bytes), 0)::bigint from footage_day) as bytes,
      (select count(*) from footage_gap) as gaps,
      (select count(*) from footage_garbage) as garbage`.execute(db)
  return rows[0] ?? { segments: 0, bytes: 0, gaps: 0, garbage: 0 }
}

/** What `contradictions` finds: `subject` is a segment's id or a camera-day. */
export type Contradiction = { readonly what: 'overlap' | 'totals' | 'batch'; readonly subject: string }

const MAX_CONTRADICTIONS = 1000

/**
 * What the catalogue says against itself: two segments of one run at the same time; a camera-day whose totals are not
 * those of its segments; a fact without its batch. Reads every row.
 */
export async function contradictions(db: Db): Promise<Contradiction[]> {
  const { rows } = await sql<{ what: Contradiction['what']; subject: string }>`
    (select 'overlap' as what, id::text as subject from (
      select id, started_at_ms, lag(ended_at_ms) over (partition by run order by started_at_ms, id) as before
      from footage_segment) as segments
      where before > started_at_ms limit ${sql.lit(MAX_CONTRADICTIONS)})
    union all (select 'totals', concat_ws('/', device, day, category, generation) from (
      select device, day, category, generation, count(*) as segments, sum(length) as bytes
        from footage_segment group by device, day, category, generation) as counted
      full join footage_day as kept using (device, day, category, generation)
      where counted.segments is distinct from kept.segments or counted.bytes is distinct from kept.bytes
      limit ${sql.lit(MAX_CONTRADICTIONS)})
    union all (select 'batch', id::text from footage_segment
      where not exists (select from footage_batch where footage_batch.id = footage_segment.batch)
      limit ${sql.lit(MAX_CONTRADICTIONS)})`.execute(db)
  return rows
}
