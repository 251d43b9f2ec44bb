/**
 * The account of what was really served. A row is written before the bytes leave, in a statement that also checks
 * that the viewing is still open, so that nothing is served that is not counted and nothing after its end. A transfer
 * that breaks off is counted whole: the account may say more than was seen, never less.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { canonicalJson } from '../base/canonical.ts'
import type { Millis } from '../base/clock.ts'
import type { ViewingDb } from './tables.ts'

/** The number under which a segment's initialisation segment is counted. */
export const INIT = -1

export type Piece = {
  readonly viewing: string
  readonly segment: string
  readonly fragment: number
  readonly startedAtMs: Millis
  readonly durationMs: number
  readonly bytes: number
}

/** Counts a piece, and says whether it may be served: false when the viewing ended or expired meanwhile. */
export async function count(db: ViewingDb, piece: Piece, nowMs: Millis): Promise<boolean> {
  const { numAffectedRows } = await sql`
    with open as (
      select id from viewing_viewing
      where id = ${piece.viewing} and ended_at_ms is null and expires_at_ms > ${nowMs}
      for share
    )
    insert into viewing_served (viewing, segment, fragment, started_at_ms, duration_ms, requests, bytes)
    select id, ${piece.segment}::uuid, ${piece.fragment}::integer, ${piece.startedAtMs}::bigint,
      ${piece.durationMs}::integer, 1, ${piece.bytes}::bigint
    from open
    on conflict (viewing, segment, fragment) do update
      set requests = viewing_served.requests + 1, bytes = viewing_served.bytes + excluded.bytes`.execute(db)
  return numAffectedRows === 1n
}

/** Fragments `first` to `last`, both included, of one segment. */
export type ServedRange = { readonly segment: string; readonly first: number; readonly last: number }

type Served = {
  readonly ranges: readonly ServedRange[]
  /** Footage seen at least once. */
  readonly servedMs: number
  readonly requests: number
  readonly bytes: number
}

/** All that was counted for a viewing, neighbouring fragments joined, in order of time. */
export async function servedOf(db: ViewingDb, viewing: string): Promise<Served> {
  const rows = await db
    .selectFrom('viewing_served')
    .selectAll()
    .where('viewing', '=', viewing)
    .orderBy('started_at_ms')
    .orderBy('segment')
    .orderBy('fragment')
    .execute()
  const ranges: { segment: string; first: number; last: number }[] = []
  let servedMs = 0
  let requests = 0
  let bytes = 0
  for (const row of rows) {
    requests += row.requests
    bytes += row.bytes
    if (row.fragment === INIT) continue
    servedMs += row.duration_ms
    const open = ranges.at(-1)
    if (open?.segment === row.segment && open.last === row.fragment - 1) open.last = row.fragment
    else ranges.push({ segment: row.segment, first: row.fragment, last: row.fragment })
  }
  return { ranges, servedMs, requests, bytes }
}

/** What `viewing.closed` commits to: SHA-256 of the ranges' canonical JSON, hex. */
export function servedDigest(ranges: readonly ServedRange[]): string {
  return createHash('sha256')
    .update(canonicalJson(ranges.map(({ segment, first, last }) => ({ segment, first, last }))))
    .digest('hex')
}
