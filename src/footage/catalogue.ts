/**
 * Adds facts to the catalogue. Takes a `Tx`, which only `ledger.act` hands out: there is no segment that the ledger
 * does not vouch for.
 */
import { sql } from 'kysely'
import { present } from '../base/assert.ts'
import type { Db } from '../base/database.ts'
import type { Id } from '../base/id.ts'
import type { Tx } from '../ledger/ledger.ts'
import type { Gap, Import, Segment } from './facts.ts'
import type { FootageTables, FootageTx } from './tables.ts'

/** A fact and its place among the batch's manifests. */
type Placed<T> = { readonly fact: T; readonly index: number }

export type Batch = {
  readonly id: Id<'batch'>
  /** The manifests' leaf hashes, 32 bytes each, in order (`batchTree`). */
  readonly leafHashes: Buffer
  readonly segments: readonly Placed<Segment>[]
  readonly gaps: readonly Placed<Gap>[]
  readonly imports: readonly Placed<Import>[]
}

/**
 * Of these ids, those of facts that are in the catalogue already, or in a destruction that was ordered: a manifest
 * that comes again says nothing new.
 */
export async function knownFacts(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from footage_segment where id = any(${sql.val(ids)}::uuid[])
    union all select id from footage_gap where id = any(${sql.val(ids)}::uuid[])
    union all select id from footage_import where id = any(${sql.val(ids)}::uuid[])
    union all select id from footage_garbage where id = any(${sql.val(ids)}::uuid[])`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/**
 * Inserts a batch: its facts, the batch itself and the camera-days' totals. Whatever the database refuses (an id or
 * a key leaf used twice, a file imported twice) fails the whole transaction.
 */
export async function insertBatch(tx: Tx, batch: Batch): Promise<void> {
  const footage = tx.withTables<FootageTables>() as unknown as FootageTx
  const facts = batch.segments.length + batch.gaps.length + batch.imports.length
  await footage
    .insertInto('footage_batch')
    .values({ id: batch.id, leaf_hashes: batch.leafHashes, facts })
    .execute()
  if (batch.segments.length > 0) await insertSegments(footage, batch.id, batch.segments)
  if (batch.gaps.length > 0)
    await footage
      .insertInto('footage_gap')
      .values(
        batch.gaps.map(({ fact, index }) => ({
          id: fact.id,
          device: fact.device,
          from_ms: fact.fromMs,
          to_ms: fact.toMs,
          cause: fact.cause,
          last_cause: fact.lastCause,
          step_ms: fact.stepMs,
          batch: batch.id,
          batch_index: index,
        })),
      )
      .execute()
  if (batch.imports.length > 0)
    await footage
      .insertInto('footage_import')
      .values(
        batch.imports.map(({ fact, index }) => ({
          id: fact.id,
          device: fact.device,
          category: fact.category,
          digest: Buffer.from(fact.digest, 'hex'),
          started_at_ms: fact.startedAtMs,
          ended_at_ms: fact.endedAtMs,
          segments: fact.segments,
          audio_tracks_dropped: fact.audioTracksDropped,
          batch: batch.id,
          batch_index: index,
        })),
      )
      .execute()
}

/** The columns of a segment with their types, in the order of the insert; arrays keep the statement's size fixed. */
const COLUMNS = [
  ['id', 'uuid', (one) => one.id],
  ['device', 'text', (one) => one.device],
  ['day', 'text', (one) => one.day],
  ['category', 'text', (one) => one.category],
  ['generation', 'integer', (one) => one.generation],
  ['leaf', 'integer', (one) => one.leaf],
  ['run', 'uuid', (one) => one.run],
  ['started_at_ms', 'bigint', (one) => one.startedAtMs],
  ['ended_at_ms', 'bigint', (one) => one.endedAtMs],
  ['duration90k', 'integer', (one) => one.duration90k],
  ['length', 'bigint', (one) => one.length],
  ['sha256', 'bytea', (one) => Buffer.from(one.sha256, 'hex')],
  ['fragments', 'integer', (one) => one.fragments],
  ['codec', 'text', (one) => one.codec],
  ['codec_string', 'text', (one) => one.codecString],
  ['width', 'integer', (one) => one.width],
  ['height', 'integer', (one) => one.height],
  ['lost_packets', 'integer', (one) => one.lostPackets],
  ['lost_units', 'integer', (one) => one.lostUnits],
  ['origin', 'text', (one) => one.origin],
  ['cut_short', 'boolean', (one) => one.cutShort],
] as const satisfies readonly (readonly [string, string, (one: Segment) => unknown])[]

async function insertSegments(
  tx: FootageTx,
  batch: Id<'batch'>,
  segments: readonly Placed<Segment>[],
): Promise<void> {
  const names = sql.join(COLUMNS.map(([name]) => sql.ref(name)))
  const arrays = sql.join(
    COLUMNS.map(
      ([, type, pick]) => sql`${sql.val(segments.map(({ fact }) => pick(fact)))}::${sql.raw(type)}[]`,
    ),
  )
  const indexes = sql`${sql.val(segments.map(({ index }) => index))}::integer[]`
  await sql`
    insert into footage_segment (${names}, batch_index, batch)
    select rows.*, ${sql.val(batch)}::uuid from unnest(${arrays}, ${indexes}) as rows`.execute(tx)
  const days = [...groupByDay(segments.map(({ fact }) => fact)).values()]
  await tx
    .insertInto('footage_day')
    // One order for all writers, so that two batches never wait for each other.
    .values(days.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)))
    .onConflict((conflict) =>
      conflict.columns(['device', 'day', 'category', 'generation']).doUpdateSet((eb) => ({
        segments: eb('footage_day.segments', '+', eb.ref('excluded.segments')),
        bytes: eb('footage_day.bytes', '+', eb.ref('excluded.bytes')),
        started_at_ms: eb.fn('least', ['footage_day.started_at_ms', 'excluded.started_at_ms']),
        ended_at_ms: eb.fn('greatest', ['footage_day.ended_at_ms', 'excluded.ended_at_ms']),
      })),
    )
    .execute()
}

type DayRow = FootageTables['footage_day']

function groupByDay(segments: readonly Segment[]): Map<string, DayRow> {
  const days = new Map<string, DayRow>()
  for (const { device, day, category, generation, length, startedAtMs, endedAtMs } of segments) {
    const key = keyOf({ device, day, category, generation })
    if (!days.has(key))
      days.set(key, {
        device,
        day,
        category,
        generation,
        segments: 0,
        bytes: 0,
        started_at_ms: startedAtMs,
        ended_at_ms: endedAtMs,
      })
    const row = present(days.get(key), 'the camera-day was just put there')
    row.segments++
    row.bytes += length
    row.started_at_ms = Math.min(row.started_at_ms, startedAtMs)
    row.ended_at_ms = Math.max(row.ended_at_ms, endedAtMs)
  }
  return days
}

function keyOf(row: Pick<DayRow, 'device' | 'day' | 'category' | 'generation'>): string {
  return `${row.device}/${row.day}/${row.category}/${row.generation}`
}
