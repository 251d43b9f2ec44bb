/**
 * The tables of viewings. `viewing_viewing` is written inside `ledger.act`, but for the two columns that say it has
 * ended and is to be recorded. `viewing_detail` holds a person's own words and can be erased; the ledger has their
 * commitment. `viewing_served` is the running account of what left the vault, kept only until it is recorded.
 */
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migrations } from '../base/database.ts'

export type EndReason = 'closed' | 'expired' | 'revoked'

export type ViewingTables = {
  viewing_viewing: {
    id: string
    account: string
    device: string
    from_ms: number
    to_ms: number
    purpose: string
    basis: string
    off_purpose: boolean
    opened_at_ms: number
    expires_at_ms: number
    /** Set first: from then on nothing is served. */
    ended_at_ms: number | null
    end_reason: EndReason | null
    /** Whether `viewing.closed` is in the ledger. */
    recorded: boolean
    served_ms: number
    /** Which fragments were served: `ServedRange[]`, the list that the ledger's digest is of. */
    served: unknown
    requests: number
    bytes: number
  }
  viewing_detail: { viewing: string; detail: string; salt: string }
  viewing_served: {
    viewing: string
    segment: string
    /** -1 for the initialisation segment. */
    fragment: number
    started_at_ms: number
    duration_ms: number
    requests: number
    bytes: number
  }
}

export type ViewingDb = Kysely<ViewingTables>

export const viewingMigrations: Migrations = {
  'viewing-001-viewings': {
    async up(db) {
      await sql`
        create table viewing_viewing (
          id uuid primary key,
          account text not null,
          device text not null,
          from_ms bigint not null,
          to_ms bigint not null,
          purpose text not null,
          basis text not null,
          off_purpose boolean not null,
          opened_at_ms bigint not null,
          expires_at_ms bigint not null,
          ended_at_ms bigint,
          end_reason text check (end_reason in ('closed', 'expired', 'revoked')),
          recorded boolean not null default false,
          served_ms bigint not null default 0,
          served jsonb not null default '[]',
          requests integer not null default 0,
          bytes bigint not null default 0
        )`.execute(db)
      await sql`create index viewing_open on viewing_viewing (expires_at_ms) where not recorded`.execute(db)
      await sql`create index viewing_account on viewing_viewing (account, opened_at_ms)`.execute(db)
      await sql`
        create table viewing_detail (
          viewing uuid primary key references viewing_viewing (id),
          detail text not null,
          salt text not null
        )`.execute(db)
      await sql`
        create table viewing_served (
          viewing uuid not null,
          segment uuid not null,
          fragment integer not null,
          started_at_ms bigint not null,
          duration_ms integer not null,
          requests integer not null,
          bytes bigint not null,
          primary key (viewing, segment, fragment)
        )`.execute(db)
    },
  },
}
