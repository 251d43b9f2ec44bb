/**
 * When there is footage and when there is none, for drawing: minutes that join are one range, so that a month of a
 * camera is a handful of rows on the wire. Read from the covering index alone.
 */
import { sql } from 'kysely'
import { present } from '../base/assert.ts'
import type { Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import { DAY_MS } from '../base/day.ts'
import { MAX_SEGMENT_MS } from './facts.ts'
import type { GapCause } from './facts.ts'
import { footageFault } from './faults.ts'
import { requireRange } from './queries.ts'

const MAX_DEVICES = 256
const MAX_RANGE_MS = 400 * DAY_MS
/** The most gaps told for one question; a camera that fails more often has its gaps listed by `gapsBetween`. */
const MAX_GAPS = 20_000
/** Segments that lie no further apart are drawn as one. */
const JOIN_MS = 1000

export type TimeRange = { readonly fromMs: Millis; readonly toMs: Millis }

export type DeviceTimeline = {
  readonly device: string
  /** Cut to what was asked for; in order, apart from each other. */
  readonly footage: readonly TimeRange[]
  /** As recorded, not cut. A range may hold a gap: then pictures were missing inside a segment. */
  readonly gaps: readonly (TimeRange & { readonly cause: GapCause; readonly lastCause: GapCause })[]
}

/**
 * Footage and gaps of at most 256 devices within at most 400 days, in the order of `devices`.
 * Throws `footage.rangeInvalid`.
 */
export async function timeline(
  db: Db,
  options: TimeRange & { readonly devices: readonly string[] },
): Promise<DeviceTimeline[]> {
  const { devices, fromMs, toMs } = options
  requireRange(fromMs, toMs)
  if (devices.length > MAX_DEVICES || toMs - fromMs > MAX_RANGE_MS)
    throw footageFault('footage.rangeInvalid', {
      what: `${devices.length} × ${Math.ceil((toMs - fromMs) / DAY_MS)} d`,
      limit: `${MAX_DEVICES} × ${MAX_RANGE_MS / DAY_MS} d`,
    })
  const lines = new Map<string, Line>(devices.map((device) => [device, { footage: [], gaps: [] }]))
  for (const { device, started, ended, before, last } of await edges(db, options)) {
    const { footage } = present(lines.get(device), 'only devices that were asked for')
    const open = footage.at(-1)
    if (before === null || started > before + JOIN_MS) {
      if (open !== undefined && before !== null) open.toMs = before
      footage.push({ fromMs: Math.max(started, fromMs), toMs: Math.min(ended, toMs) })
    }
    if (last)
      present(footage.at(-1), 'a last segment ends a range').toMs = Math.min(
        Math.max(ended, before ?? 0),
        toMs,
      )
  }
  for (const { device, ...gap } of await gapRows(db, options))
    present(lines.get(device), 'only devices that were asked for').gaps.push(gap)
  return devices.map((device) => ({ device, ...present(lines.get(device), 'every device has a line') }))
}

type Line = {
  footage: { fromMs: Millis; toMs: Millis }[]
  gaps: { fromMs: Millis; toMs: Millis; cause: GapCause; lastCause: GapCause }[]
}

type Edge = {
  device: string
  started: number
  ended: number
  /** The latest end of all segments before it. */
  before: number | null
  last: boolean
}

/** Only the segments at which a range begins, and each device's last. */
async function edges(db: Db, range: TimeRange & { readonly devices: readonly string[] }): Promise<Edge[]> {
  const { rows } = await sql<Edge>`
    select device, started, ended, before, last from (
      select device, started_at_ms as started, ended_at_ms as ended,
        max(ended_at_ms) over (partition by device order by started_at_ms, id
          rows between unbounded preceding and 1 preceding) as before,
        lead(1) over (partition by device order by started_at_ms, id) is null as last
      from footage_segment
      where device = any(${sql.val(range.devices)}::text[])
        and started_at_ms >= ${range.fromMs - MAX_SEGMENT_MS} and started_at_ms < ${range.toMs}
        and ended_at_ms > ${range.fromMs}
    ) as segments
    where last or before is null or started > before + ${sql.lit(JOIN_MS)}
    order by device, started, last`.execute(db)
  return rows
}

async function gapRows(db: Db, range: TimeRange & { readonly devices: readonly string[] }) {
  const { rows } = await sql<TimeRange & { device: string; cause: GapCause; lastCause: GapCause }>`
    select device, from_ms as "fromMs", to_ms as "toMs", cause, last_cause as "lastCause" from footage_gap
    where device = any(${sql.val(range.devices)}::text[]) and to_ms >= ${range.fromMs} and from_ms < ${range.toMs}
    order by device, from_ms, id limit ${sql.lit(MAX_GAPS)}`.execute(db)
  return rows
}
