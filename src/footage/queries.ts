/** Finds segments, by id and by device and time. Every answer is bounded; what is longer comes in pages. */
import { sql } from 'kysely'
import type { Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import type { Id } from '../base/id.ts'
import { MAX_SEGMENT_MS } from './facts.ts'
import type { CameraDay, Gap, Import, Sealing, Segment } from './facts.ts'
import { footageFault } from './faults.ts'
import { gapOf, importOf, segmentOf } from './rows.ts'
import type { FootageTables, SegmentRow } from './tables.ts'

/** The most segments one page holds. */
const MAX_PAGE = 10_000

/** Where the next page begins. */
export type SegmentCursor = { readonly startedAtMs: Millis; readonly id: Id<'segment'> }

export type SegmentPage = {
  readonly segments: readonly (Segment & Sealing)[]
  /** Null when there is no more. */
  readonly next: SegmentCursor | null
}

/**
 * The device's segments that overlap [fromMs, toMs), by their beginning. `limit` at most 10,000.
 * Throws `footage.rangeInvalid` for an empty range.
 */
export async function segmentsBetween(
  db: Db,
  range: {
    readonly device: string
    readonly fromMs: Millis
    readonly toMs: Millis
    readonly after?: SegmentCursor | null
    readonly limit?: number
  },
): Promise<SegmentPage> {
  const { device, fromMs, toMs, after = null } = range
  const limit = Math.min(range.limit ?? 1000, MAX_PAGE)
  requireRange(fromMs, toMs)
  const rows = await db
    .withTables<FootageTables>()
    .selectFrom('footage_segment')
    .selectAll()
    .where('device', '=', device)
    // No segment is longer, so none that begins earlier reaches into the range.
    .where('started_at_ms', '>=', fromMs - MAX_SEGMENT_MS)
    .where('started_at_ms', '<', toMs)
    .where('ended_at_ms', '>', fromMs)
    .$if(after !== null, (query) =>
      query.where(
        sql<boolean>`(started_at_ms, id) > (${after?.startedAtMs ?? 0}::bigint, ${after?.id ?? null}::uuid)`,
      ),
    )
    .orderBy('started_at_ms')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  const segments = rows.slice(0, limit).map(segmentOf)
  const last = rows.length > limit ? segments.at(-1) : undefined
  return { segments, next: last === undefined ? null : { startedAtMs: last.startedAtMs, id: last.id } }
}

/** The segment of that id, or undefined. */
export async function findSegment(db: Db, id: Id<'segment'>): Promise<(Segment & Sealing) | undefined> {
  const rows = await segmentsById(db, [id])
  return rows[0]
}

/** Those of the segments that are in the catalogue, by their beginning. */
export async function segmentsById(db: Db, ids: readonly Id<'segment'>[]): Promise<(Segment & Sealing)[]> {
  const { rows } = await sql<SegmentRow>`
    select * from footage_segment where id = any(${sql.val(ids)}::uuid[]) order by started_at_ms, id`.execute(
    db,
  )
  return rows.map(segmentOf)
}

/** All segments of a camera-day, by key leaf; at most some thousands. */
export async function segmentsOfDay(db: Db, key: CameraDay): Promise<(Segment & Sealing)[]> {
  const { device, day, category, generation } = key
  const rows = await db
    .withTables<FootageTables>()
    .selectFrom('footage_segment')
    .selectAll()
    .where('device', '=', device)
    .where('day', '=', day)
    .where('category', '=', category)
    .where('generation', '=', generation)
    .orderBy('leaf')
    .execute()
  return rows.map(segmentOf)
}

/** The device's gaps that overlap [fromMs, toMs), by their beginning; those of no length included. */
export async function gapsBetween(
  db: Db,
  range: { readonly device: string; readonly fromMs: Millis; readonly toMs: Millis },
): Promise<(Gap & Sealing)[]> {
  requireRange(range.fromMs, range.toMs)
  const rows = await db
    .withTables<FootageTables>()
    .selectFrom('footage_gap')
    .selectAll()
    .where('device', '=', range.device)
    .where('to_ms', '>=', range.fromMs)
    .where('from_ms', '<', range.toMs)
    .orderBy('from_ms')
    .orderBy('id')
    .limit(MAX_PAGE)
    .execute()
  return rows.map(gapOf)
}

/** The import of a file with that SHA-256 (hex) whose footage is still here, or undefined. */
export async function findImport(db: Db, digest: string): Promise<(Import & Sealing) | undefined> {
  const row = await db
    .withTables<FootageTables>()
    .selectFrom('footage_import')
    .selectAll()
    .where('digest', '=', Buffer.from(digest, 'hex'))
    .executeTakeFirst()
  return row && importOf(row)
}

/** The leaf hashes of a batch, for `batchPath`; undefined when none of its facts is left. */
export async function batchHashes(db: Db, batch: Id<'batch'>): Promise<Buffer | undefined> {
  const row = await db
    .withTables<FootageTables>()
    .selectFrom('footage_batch')
    .select('leaf_hashes')
    .where('id', '=', batch)
    .executeTakeFirst()
  return row?.leaf_hashes
}

/** Throws `footage.rangeInvalid` unless the range is one. */
export function requireRange(fromMs: Millis, toMs: Millis): void {
  if (!Number.isSafeInteger(fromMs) || !Number.isSafeInteger(toMs) || fromMs >= toMs)
    throw footageFault('footage.rangeInvalid', { what: `${fromMs}..${toMs}`, limit: '-' })
}
