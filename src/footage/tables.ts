/**
 * The catalogue's tables, built for millions of rows: what is asked on a person's behalf (a device, a time) is
 * answered from one covering index, and totals are kept as rows of their own instead of being counted.
 *
 * Nothing here leads to footage without the vault: no key, no path, no picture.
 */
import { sql } from 'kysely'
import type { Kysely, Transaction } from 'kysely'
import type { Migrations } from '../base/database.ts'
import { MAX_SEGMENT_MS } from './facts.ts'

export type SegmentRow = {
  id: string
  device: string
  day: string
  category: string
  generation: number
  leaf: number
  run: string
  started_at_ms: number
  ended_at_ms: number
  duration90k: number
  length: number
  sha256: Buffer
  fragments: number
  codec: string
  codec_string: string
  width: number
  height: number
  lost_packets: number
  lost_units: number
  origin: string
  cut_short: boolean
  batch: string
  batch_index: number
}

export type GarbageRow = Pick<
  SegmentRow,
  | 'id'
  | 'device'
  | 'day'
  | 'category'
  | 'generation'
  | 'leaf'
  | 'started_at_ms'
  | 'ended_at_ms'
  | 'length'
  | 'sha256'
  | 'batch'
  | 'batch_index'
> & {
  order_id: string
}

export type FootageTables = {
  footage_segment: SegmentRow
  footage_gap: {
    id: string
    device: string
    from_ms: number
    to_ms: number
    cause: string
    last_cause: string
    step_ms: number
    batch: string
    batch_index: number
  }
  footage_import: {
    id: string
    device: string
    category: string
    digest: Buffer
    started_at_ms: number
    ended_at_ms: number
    segments: number
    audio_tracks_dropped: number
    batch: string
    batch_index: number
  }
  /** One ledger batch: the hashes of its manifests in order, and how many of their facts are still here. */
  footage_batch: { id: string; leaf_hashes: Buffer; facts: number }
  /** Totals of a camera-day, changed in the same transaction as its segments. */
  footage_day: {
    device: string
    day: string
    category: string
    generation: number
    segments: number
    bytes: number
    started_at_ms: number
    ended_at_ms: number
  }
  /** Segments whose destruction was ordered and is not done yet. */
  footage_garbage: GarbageRow
}

export type FootageDb = Kysely<FootageTables>
export type FootageTx = Transaction<FootageTables>

const statements = [
  sql`create table footage_segment (
    id uuid primary key,
    device text collate "C" not null,
    day text collate "C" not null,
    category text collate "C" not null,
    generation integer not null,
    leaf integer not null,
    run uuid not null,
    started_at_ms bigint not null,
    ended_at_ms bigint not null,
    duration90k integer not null,
    length bigint not null,
    sha256 bytea not null,
    fragments integer not null,
    codec text not null,
    codec_string text not null,
    width integer not null,
    height integer not null,
    lost_packets integer not null,
    lost_units integer not null,
    origin text not null,
    cut_short boolean not null,
    batch uuid not null,
    batch_index integer not null,
    check (ended_at_ms >= started_at_ms and ended_at_ms - started_at_ms <= ${sql.lit(MAX_SEGMENT_MS)})
  )`,
  // Look-ups by device and time touch this index alone.
  sql`create index footage_segment_time on footage_segment (device, started_at_ms, id) include (ended_at_ms)`,
  // A leaf of the key tree seals one segment: erasing it must not take another with it.
  sql`create unique index footage_segment_leaf on footage_segment (device, day, category, generation, leaf)`,
  // Rows only come and go, so index-only scans depend on vacuum marking new pages visible soon.
  sql`alter table footage_segment set (
    autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)`,
  sql`create table footage_gap (
    id uuid primary key,
    device text collate "C" not null,
    from_ms bigint not null,
    to_ms bigint not null,
    cause text not null,
    last_cause text not null,
    step_ms bigint not null,
    batch uuid not null,
    batch_index integer not null,
    check (to_ms >= from_ms)
  )`,
  sql`create index footage_gap_time on footage_gap (device, to_ms, from_ms)`,
  sql`create table footage_import (
    id uuid primary key,
    device text collate "C" not null,
    category text collate "C" not null,
    digest bytea not null unique,
    started_at_ms bigint not null,
    ended_at_ms bigint not null,
    segments integer not null,
    audio_tracks_dropped integer not null,
    batch uuid not null,
    batch_index integer not null
  )`,
  sql`create table footage_batch (
    id uuid primary key, leaf_hashes bytea not null, facts integer not null check (facts >= 0))`,
  sql`create index footage_batch_empty on footage_batch (id) where facts = 0`,
  sql`create table footage_day (
    device text collate "C" not null,
    day text collate "C" not null,
    category text collate "C" not null,
    generation integer not null,
    segments integer not null check (segments > 0),
    bytes bigint not null,
    started_at_ms bigint not null,
    ended_at_ms bigint not null,
    primary key (device, day, category, generation)
  )`,
  sql`create index footage_day_day on footage_day (day)`,
  sql`create table footage_garbage (
    id uuid primary key,
    order_id uuid not null,
    device text collate "C" not null,
    day text collate "C" not null,
    category text collate "C" not null,
    generation integer not null,
    leaf integer not null,
    started_at_ms bigint not null,
    ended_at_ms bigint not null,
    length bigint not null,
    sha256 bytea not null,
    batch uuid not null,
    batch_index integer not null
  )`,
  sql`create index footage_garbage_order on footage_garbage (order_id, id)`,
]

export const footageMigrations: Migrations = {
  'footage-001-catalogue': {
    async up(db) {
      for (const statement of statements) await statement.execute(db)
    },
  },
  'footage-002-sound': {
    async up(db) {
      // Two codecs: pictures and sound. Hardly any segment has them, so looking for all that do costs nothing.
      await sql`create index footage_segment_sound on footage_segment (device)
        where codec_string like '%,%'`.execute(db)
    },
  },
}
