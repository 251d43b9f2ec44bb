/**
 * The ledger's tables. `ledger_entry` holds each sequenced entry's exact bytes, with a few columns copied out of them
 * to find it by; `ledger_pending` what is committed but not yet sequenced; `ledger_head` the one tree head.
 *
 * Rows of `ledger_entry` are only ever added; a trigger refuses anything else, so that a mistake is an error. Against
 * an administrator that is no protection: for that there are the signed files.
 */
import { sql } from 'kysely'
import type { Generated, Kysely, Transaction } from 'kysely'
import type { Migrations } from '../base/database.ts'
import { isFault } from '../base/fault.ts'
import { checkedEntry, entryBytes, subjectOf } from './entries.ts'
import type { Entry } from './entries.ts'
import { ledgerFault } from './faults.ts'
import { HASH_BYTES, frontierLength } from './merkle.ts'
import type { Frontier } from './merkle.ts'

export type LedgerTables = {
  ledger_head: {
    /** Always 1: there is one head. */
    id: number
    origin: string | null
    size: number
    /** The frontier's hashes, one after the other. */
    frontier: Buffer
    /** Time of the last entry. */
    at_ms: number
  }
  ledger_pending: {
    position: Generated<number>
    act_id: string
    at_ms: number
    draft: Buffer
  }
  ledger_entry: {
    leaf: number
    act_id: string
    kind: string
    subject: string | null
    actor_type: string
    actor_id: string
    at_ms: number
    body: Buffer
  }
}

export type LedgerDb = Kysely<LedgerTables>
export type LedgerTx = Transaction<LedgerTables>

export const ledgerMigrations: Migrations = {
  'ledger-001-entries': {
    async up(db) {
      await sql`
        create table ledger_head (
          id integer primary key check (id = 1),
          origin text,
          size bigint not null,
          frontier bytea not null,
          at_ms bigint not null
        )`.execute(db)
      await sql`insert into ledger_head (id, origin, size, frontier, at_ms) values (1, null, 0, '', 0)`.execute(
        db,
      )
      await sql`
        create table ledger_pending (
          position bigint generated always as identity primary key,
          act_id uuid not null unique,
          at_ms bigint not null,
          draft bytea not null
        )`.execute(db)
      await sql`
        create table ledger_entry (
          leaf bigint primary key,
          act_id uuid not null unique,
          kind text not null,
          subject text,
          actor_type text not null,
          actor_id text not null,
          at_ms bigint not null,
          body bytea not null
        )`.execute(db)
      await sql`create index ledger_entry_kind on ledger_entry (kind, subject, leaf)`.execute(db)
      await sql`create index ledger_entry_actor on ledger_entry (actor_id, leaf)`.execute(db)
      await sql`
        create function ledger_entry_only_grows() returns trigger language plpgsql as $$
        begin
          raise exception 'rows of ledger_entry are only ever added';
        end $$`.execute(db)
      await sql`
        create trigger ledger_entry_only_grows before update or delete or truncate on ledger_entry
        for each statement execute function ledger_entry_only_grows()`.execute(db)
    },
  },
}

export type Head = { readonly origin: string | null; readonly frontier: Frontier; readonly atMs: number }

/** The tree head, locked against every other process until the transaction ends. */
export async function lockedHead(tx: LedgerTx): Promise<Head> {
  const row = await tx.selectFrom('ledger_head').selectAll().forUpdate().executeTakeFirstOrThrow()
  const count = frontierLength(row.size)
  if (row.frontier.length !== count * HASH_BYTES) throw ledgerFault('ledger.diverged', { size: row.size })
  const hashes = Array.from({ length: count }, (_, index) =>
    row.frontier.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  )
  return { origin: row.origin, frontier: { size: row.size, hashes }, atMs: row.at_ms }
}

/** Binds the tables to one ledger, the first time. Throws `ledger.originDiffers` when they are another's. */
export async function bindOrigin(db: LedgerDb, origin: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const head = await lockedHead(tx)
    if (head.origin === origin) return
    if (head.origin !== null) throw ledgerFault('ledger.originDiffers', { origin: head.origin })
    await tx.updateTable('ledger_head').set({ origin }).execute()
  })
}

export async function writeHead(tx: LedgerTx, head: Omit<Head, 'origin'>): Promise<void> {
  const { size, hashes } = head.frontier
  await tx
    .updateTable('ledger_head')
    .set({ size, frontier: Buffer.concat(hashes), at_ms: head.atMs })
    .execute()
}

export type Sequenced = {
  readonly leaf: number
  readonly actId: string
  readonly entry: Entry
  readonly body: Buffer
}

/** Adds sequenced entries, in one statement. */
export async function insertEntries(tx: LedgerTx, entries: readonly Sequenced[]): Promise<void> {
  const column = <T>(pick: (entry: Sequenced) => T) => sql.val(entries.map(pick))
  await sql`
    insert into ledger_entry (leaf, act_id, kind, subject, actor_type, actor_id, at_ms, body)
    select * from unnest(
      ${column(({ leaf }) => leaf)}::bigint[],
      ${column(({ actId }) => actId)}::uuid[],
      ${column(({ entry }) => entry.kind)}::text[],
      ${column(({ entry }) => subjectOf(entry))}::text[],
      ${column(({ entry }) => entry.actor.type)}::text[],
      ${column(({ entry }) => entry.actor.id)}::text[],
      ${column(({ entry }) => entry.at)}::bigint[],
      ${column(({ body }) => body)}::bytea[]
    )`.execute(tx)
}

/** The sequenced rows of these acts, by act. */
export async function placesOf(
  db: LedgerDb,
  actIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly leaf: number; readonly body: Buffer }>> {
  const rows = await db
    .selectFrom('ledger_entry')
    .select(['act_id', 'leaf', 'body'])
    .where(sql<boolean>`act_id = any(${sql.val(actIds)}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.act_id, row]))
}

/** The entry in a row's bytes. Throws `ledger.rowInvalid` when they are not the canonical form of a valid entry. */
export function entryOfRow(leaf: number, body: Buffer): Entry {
  let entry: Entry
  try {
    entry = checkedEntry(JSON.parse(body.toString('utf8')))
  } catch (error) {
    if (!isFault(error) && !(error instanceof SyntaxError)) throw error
    throw ledgerFault('ledger.rowInvalid', { leaf }, error)
  }
  if (!entryBytes(entry).equals(body)) throw ledgerFault('ledger.rowInvalid', { leaf })
  return entry
}

/** Rows a page, when reading many. */
const PAGE = 512

/** The bytes of the entries from leaf `from` up to, not including, `to`. Throws `ledger.rowInvalid` at a hole. */
export async function* bodies(db: LedgerDb, from: number, to: number): AsyncGenerator<Buffer> {
  for (let next = from; next < to;) {
    const rows = await db
      .selectFrom('ledger_entry')
      .select(['leaf', 'body'])
      .where('leaf', '>=', next)
      .where('leaf', '<', to)
      .orderBy('leaf')
      .limit(PAGE)
      .execute()
    if (rows.length === 0) throw ledgerFault('ledger.rowInvalid', { leaf: next })
    for (const { leaf, body } of rows) {
      if (leaf !== next) throw ledgerFault('ledger.rowInvalid', { leaf: next })
      next++
      yield body
    }
  }
}

/** Which entries to read: those from leaf `from` on, of these kinds, by this actor, about this subject. */
export type EntryFilter = {
  readonly from?: number
  /** The first leaf not to read. */
  readonly to?: number
  readonly kinds?: readonly string[]
  readonly actorId?: string
  readonly subject?: string
}

/** A page of matching entries, in order of leaf. */
export async function pageOfEntries(
  db: LedgerDb,
  filter: EntryFilter & { readonly from: number; readonly to: number },
): Promise<{ leaf: number; entry: Entry }[]> {
  let query = db
    .selectFrom('ledger_entry')
    .select(['leaf', 'body'])
    .where('leaf', '>=', filter.from)
    .where('leaf', '<', filter.to)
    .orderBy('leaf')
    .limit(PAGE)
  if (filter.kinds) query = query.where(sql<boolean>`kind = any(${sql.val(filter.kinds)}::text[])`)
  if (filter.actorId !== undefined) query = query.where('actor_id', '=', filter.actorId)
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject)
  const rows = await query.execute()
  return rows.map(({ leaf, body }) => ({ leaf, entry: entryOfRow(leaf, body) }))
}

/** The newest entry of that kind about `subject`, before leaf `to`. */
export async function newestOf(
  db: LedgerDb,
  wanted: { readonly kind: string; readonly subject: string; readonly to: number },
): Promise<{ leaf: number; entry: Entry } | undefined> {
  const row = await db
    .selectFrom('ledger_entry')
    .select(['leaf', 'body'])
    .where('kind', '=', wanted.kind)
    .where('subject', '=', wanted.subject)
    .where('leaf', '<', wanted.to)
    .orderBy('leaf', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { leaf: row.leaf, entry: entryOfRow(row.leaf, row.body) }
}
