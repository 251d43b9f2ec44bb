/**
 * The tables of retention. A row of `retention_order` is a destruction that was ordered and is not done: it holds all
 * that is needed to finish it, and goes in the transaction that inserts its certificate.
 */
import { sql } from 'kysely'
import type { Migrations } from '../base/database.ts'

/** The one row that tells the next run how far time had come (settled.ts). */
export type ClockTable = { id: number; settled_ms: number }

export type IncidentTable = {
  id: string
  code: string
  device: string | null
  detail: unknown
  raised_at_ms: number
  closed_at_ms: number | null
  closed_reason: string | null
}

export type OrderTable = {
  id: string
  ordered_at_ms: number
  plan: unknown
  erased_at_ms: number | null
}

export type CertificateTable = {
  id: string
  reason: string
  ordered_at_ms: number
  done_at_ms: number
  due_day: string
  late_days: number
  segments: number
  bytes: number
  statement: unknown
  /** The batches whose sealing entries the certificate proves. */
  batches: unknown
  /** The whole certificate, once its proofs could be made. */
  document: Buffer | null
}

export type HoldTable = {
  id: string
  reason: string
  basis: string
  placed_at_ms: number
  until_ms: number | null
  segments: number
  /** `placing` and `releasing` are finished by the next sweep. */
  state: 'placing' | 'held' | 'releasing' | 'released'
  release_reason: string | null
  released_at_ms: number | null
  actor: unknown
}

/** A segment under a hold. One segment may be under several. */
export type HeldTable = {
  hold: string
  segment: string
  device: string
  day: string
  category: string
  generation: number
  leaf: number
}

/** A camera-day whose key was made and whose destruction was not ordered yet. */
export type KeyTable = { device: string; day: string; category: string; generation: number }

/** How far the ledger was read for keys made. */
export type FollowedTable = { id: number; next_leaf: number }

export type RetentionTables = {
  retention_clock: ClockTable
  retention_incident: IncidentTable
  retention_order: OrderTable
  retention_certificate: CertificateTable
  retention_hold: HoldTable
  retention_held: HeldTable
  retention_key: KeyTable
  retention_followed: FollowedTable
}

export const retentionMigrations: Migrations = {
  'retention-001-tables': {
    async up(db) {
      const statements = [
        sql`create table retention_clock (
          id integer primary key check (id = 1), settled_ms bigint not null)`,
        sql`create table retention_incident (
          id uuid primary key, code text not null, device text, detail jsonb not null,
          raised_at_ms bigint not null, closed_at_ms bigint, closed_reason text,
          check ((closed_at_ms is null) = (closed_reason is null)))`,
        // What is wrong is raised once and stays open until it is not; it is not raised again every minute.
        sql`create unique index retention_incident_open on retention_incident (code, coalesce(device, ''))
          where closed_at_ms is null`,
        sql`create index retention_incident_raised on retention_incident (raised_at_ms)`,
        sql`create table retention_order (
          id uuid primary key, ordered_at_ms bigint not null, plan jsonb not null, erased_at_ms bigint)`,
        sql`create table retention_certificate (
          id uuid primary key, reason text not null, ordered_at_ms bigint not null, done_at_ms bigint not null,
          due_day text collate "C" not null, late_days integer not null, segments integer not null,
          bytes bigint not null, statement jsonb not null, batches jsonb not null, document bytea)`,
        sql`create index retention_certificate_done on retention_certificate (done_at_ms, id)`,
        sql`create index retention_certificate_open on retention_certificate (id) where document is null`,
        sql`create table retention_hold (
          id uuid primary key, reason text not null, basis text not null, placed_at_ms bigint not null,
          until_ms bigint, segments integer not null, state text not null,
          release_reason text, released_at_ms bigint, actor jsonb not null,
          check (state in ('placing', 'held', 'releasing', 'released')))`,
        sql`create index retention_hold_living on retention_hold (placed_at_ms) where state <> 'released'`,
        sql`create table retention_held (
          hold uuid not null references retention_hold (id), segment uuid not null,
          device text collate "C" not null, day text collate "C" not null, category text collate "C" not null,
          generation integer not null, leaf integer not null,
          primary key (hold, segment))`,
        sql`create index retention_held_segment on retention_held (segment)`,
        sql`create table retention_key (
          device text collate "C" not null, day text collate "C" not null, category text collate "C" not null,
          generation integer not null, primary key (day, device, category, generation))`,
        sql`create table retention_followed (
          id integer primary key check (id = 1), next_leaf bigint not null)`,
      ]
      for (const statement of statements) await statement.execute(db)
    },
  },
}
