/**
 * The way out of the catalogue: ordered segments become garbage in the order's own transaction, stay listed until
 * their keys and files are gone, and are dropped in the transaction that records it done. Whatever stops in
 * between, the garbage says what is left to do.
 */
import { sql } from 'kysely'
import type { Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import type { Day } from '../base/day.ts'
import type { Id } from '../base/id.ts'
import type { Tx } from '../ledger/ledger.ts'
import type { CameraDay, Sealing } from './facts.ts'
import type { FootageTables, GarbageRow } from './tables.ts'

/** A segment whose destruction is ordered. */
export type Garbage = CameraDay &
  Sealing & {
    readonly id: Id<'segment'>
    readonly leaf: number
    readonly startedAtMs: Millis
    readonly endedAtMs: Millis
    readonly length: number
    /** Of the sealed file, hex. */
    readonly sha256: string
  }

export type Removed = { readonly segments: number; readonly bytes: number }

/**
 * Makes segments garbage of that order: whole camera-days, or single segments. From this commit on they are found by
 * no query for footage. Returns what was moved.
 */
export async function moveToGarbage(
  tx: Tx,
  order: Id<'order'>,
  what: { readonly cameraDays: readonly CameraDay[] } | { readonly segments: readonly Id<'segment'>[] },
): Promise<Removed> {
  const chosen =
    'segments' in what
      ? sql`id = any(${sql.val(what.segments)}::uuid[])`
      : sql`(device, day, category, generation) in (select * from unnest(
          ${sql.val(what.cameraDays.map(({ device }) => device))}::text[],
          ${sql.val(what.cameraDays.map(({ day }) => day))}::text[],
          ${sql.val(what.cameraDays.map(({ category }) => category))}::text[],
          ${sql.val(what.cameraDays.map(({ generation }) => generation))}::integer[]))`
  const { rows } = await sql<CameraDay & { segments: number; bytes: number }>`
    with moved as (delete from footage_segment where ${chosen} returning *),
    kept as (
      insert into footage_garbage (id, order_id, device, day, category, generation, leaf, started_at_ms, ended_at_ms,
        length, sha256, batch, batch_index)
      select id, ${sql.val(order)}::uuid, device, day, category, generation, leaf, started_at_ms, ended_at_ms,
        length, sha256, batch, batch_index from moved)
    select device, day, category, generation, count(*) as segments, sum(length)::bigint as bytes from moved
    group by device, day, category, generation order by device, day, category, generation`.execute(tx)
  for (const row of rows) await subtract(tx, row)
  await forgetEmptyImports(tx)
  return {
    segments: rows.reduce((sum, { segments }) => sum + segments, 0),
    bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** An import dies with the last of its segments, so that the file may be brought again. */
async function forgetEmptyImports(tx: Tx): Promise<void> {
  await sql`
    with gone as (
      delete from footage_import where not exists (select from footage_segment
        where device = footage_import.device and run = footage_import.id
          and started_at_ms between footage_import.started_at_ms and footage_import.ended_at_ms)
      returning batch),
    batches as (select batch, count(*)::integer as facts from gone group by batch)
    update footage_batch set facts = footage_batch.facts - batches.facts from batches where id = batch`.execute(
    tx,
  )
}

/** Takes what was moved off a camera-day's totals; its bounds are read anew while some of it stays. */
async function subtract(tx: Tx, moved: CameraDay & { segments: number; bytes: number }): Promise<void> {
  const footage = tx.withTables<FootageTables>()
  const day = sql<boolean>`(device, day, category, generation) =
    (${moved.device}, ${moved.day}, ${moved.category}, ${moved.generation}::integer)`
  const gone = await footage
    .deleteFrom('footage_day')
    .where(day)
    .where('segments', '<=', moved.segments)
    .executeTakeFirst()
  if (gone.numDeletedRows > 0n) return
  await sql`
    update footage_day set segments = segments - ${moved.segments}, bytes = bytes - ${moved.bytes},
      (started_at_ms, ended_at_ms) = (select min(started_at_ms), max(ended_at_ms) from footage_segment where ${day})
    where ${day}`.execute(tx)
}

/** A page of an order's garbage, by id, after `after`. `limit` at most 10,000. */
export async function garbageOf(
  db: Db,
  order: Id<'order'>,
  page: { readonly after?: Id<'segment'> | null; readonly limit?: number } = {},
): Promise<Garbage[]> {
  const rows = await db
    .withTables<FootageTables>()
    .selectFrom('footage_garbage')
    .selectAll()
    .where('order_id', '=', order)
    .$if(page.after !== undefined && page.after !== null, (query) => query.where('id', '>', page.after ?? ''))
    .orderBy('id')
    .limit(Math.min(page.limit ?? 1000, 10_000))
    .execute()
  return rows.map(garbage)
}

function garbage(row: GarbageRow): Garbage {
  return {
    id: row.id as Id<'segment'>,
    device: row.device,
    day: row.day as Day,
    category: row.category,
    generation: row.generation,
    leaf: row.leaf,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    length: row.length,
    sha256: row.sha256.toString('hex'),
    batch: row.batch as Id<'batch'>,
    batchIndex: row.batch_index,
  }
}

/** Orders that still have garbage: destructions under way or interrupted. */
export async function ordersWithGarbage(db: Db): Promise<Id<'order'>[]> {
  const { rows } = await sql<{ id: Id<'order'> }>`
    select distinct order_id as id from footage_garbage order by order_id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Forgets an order's garbage, and batches of which no fact is left. */
export async function dropGarbage(tx: Tx, order: Id<'order'>): Promise<Removed> {
  const { rows } = await sql<Removed>`
    with dropped as (delete from footage_garbage where order_id = ${sql.val(order)}::uuid returning batch, length),
    batches as (select batch, count(*)::integer as facts from dropped group by batch order by batch),
    lessened as (update footage_batch set facts = footage_batch.facts - batches.facts from batches where id = batch)
    select count(*) as segments, coalesce(sum(length), 0)::bigint as bytes from dropped`.execute(tx)
  await sql`delete from footage_batch where facts = 0`.execute(tx)
  return rows[0] ?? { segments: 0, bytes: 0 }
}
