/**
 * The vault's tables. Every key in them is wrapped; nothing here, in the write-ahead log, in a replica or in a
 * backup opens anything without the current root.
 */
import { sql } from 'kysely'
import type { Migrations } from '../base/database.ts'
import type { Day } from '../base/day.ts'

/** One row for each root there has been; the last is the table's epoch. */
type EpochTable = {
  epoch: number
  /** The destruction order that brought it about; null for the first root. */
  order_id: string | null
  digest_before: Buffer | null
  digest_after: Buffer | null
  /** Nothing, wrapped under the root: tells whether a root is this table's. */
  check_wrap: Buffer
}

/** A key that wraps others: all camera-days that expire on one day, or all segments of one hold. */
export type CohortTable = {
  id: string
  expiry_day: Day | null
  hold: string | null
  /** A hold that was released: what it still holds may be destroyed. */
  released: boolean
  wrapped: Buffer
  /** Something was taken out of the cohort: it needs a new key at the next change of root. */
  dirty: boolean
}

/** A camera-day. Stays when its key dies, without the key, so that the order and the commitment can be told. */
export type SeedTable = {
  /** `device/day/category` */
  key: string
  generation: number
  cohort: string | null
  /** Null when erased, and when punctured: then vault_node has what remains of the tree. */
  wrapped: Buffer | null
  punctured: boolean
  commitment: Buffer
  erased_epoch: number | null
}

/** A node of a camera-day's tree of which single segments were erased. */
export type NodeTable = { key: string; generation: number; depth: number; prefix: number; wrapped: Buffer }

/** A segment under a hold: the key of its leaf, wrapped under the hold's cohort. */
export type HeldTable = {
  hold: string
  segment: string
  key: string
  generation: number
  leaf: number
  wrapped: Buffer
}

type SecretTable = { name: string; wrapped: Buffer }

export type VaultTables = {
  vault_epoch: EpochTable
  vault_cohort: CohortTable
  vault_seed: SeedTable
  vault_node: NodeTable
  vault_held: HeldTable
  vault_secret: SecretTable
}

export const vaultMigrations: Migrations = {
  'vault-001-keys': {
    async up(db) {
      const statements = [
        sql`create table vault_epoch (
          epoch integer primary key, order_id text unique, digest_before bytea, digest_after bytea,
          check_wrap bytea not null)`,
        sql`create table vault_cohort (
          id text primary key, expiry_day text unique, hold text unique, released boolean not null default false,
          wrapped bytea not null, dirty boolean not null default false,
          check ((expiry_day is null) <> (hold is null)))`,
        sql`create table vault_seed (
          key text collate "C" not null, generation integer not null, cohort text, wrapped bytea,
          punctured boolean not null default false, commitment bytea not null, erased_epoch integer,
          primary key (key, generation),
          check ((cohort is null) = (erased_epoch is not null)),
          check ((wrapped is null) = (punctured or erased_epoch is not null)))`,
        sql`create index vault_seed_cohort on vault_seed (cohort) where cohort is not null`,
        sql`create index vault_seed_erased on vault_seed (erased_epoch) where erased_epoch is not null`,
        sql`create table vault_node (
          key text collate "C" not null, generation integer not null, depth smallint not null,
          prefix integer not null, wrapped bytea not null, primary key (key, generation, depth, prefix))`,
        sql`create table vault_held (
          hold text not null, segment text not null, key text collate "C" not null, generation integer not null,
          leaf integer not null, wrapped bytea not null, primary key (hold, segment))`,
        sql`create index vault_held_segment on vault_held (segment)`,
        sql`create index vault_held_key on vault_held (key, generation)`,
        sql`create table vault_secret (name text primary key, wrapped bytea not null)`,
      ]
      for (const statement of statements) await statement.execute(db)
    },
  },
}
