/**
 * The tables of the policy's life. A row of `policy_version` is one version from draft to archive; the states and what
 * each must have are checked by the database as well. Rows are never deleted, and what was announced never changes.
 *
 * At most one row a policy was never announced: the working draft, or one that was discarded and whose number the
 * next draft takes. So the numbers of what the public sees have no gaps.
 */
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migrations } from '../../base/database.ts'

export type VersionState = 'drafted' | 'approved' | 'announced' | 'inForce' | 'archived' | 'withdrawn'

export type VersionTable = {
  id: string
  policy: string
  number: number
  state: VersionState
  registry_digest: string
  law_on: string
  /** Days between announcement and effect that this text promises; null: none. */
  notice_days: number | null
  /** As approved: without dates. */
  draft: unknown
  draft_digest: string
  drafted_at_ms: number
  approved_at_ms: number | null
  /** As announced: the draft with its dates. */
  text: unknown
  text_digest: string | null
  announced_at_ms: number | null
  announced_on: string | null
  effective_on: string | null
  promised_days: number | null
  established: boolean
  reason_ko: string | null
  reason_en: string | null
  reason_salt: string | null
  published_at_ms: number | null
  /** The day from which it really was in force. */
  in_force_on: string | null
  late_days: number
  archived_at_ms: number | null
  /** The last day on which it was in force. */
  in_force_until: string | null
  withdrawn_at_ms: number | null
  withdrawn_reason: 'discarded' | 'withdrawn' | 'overtaken' | null
}

/** A time in which the text in force was not what the registry gave. */
export type DriftTable = {
  id: string
  version: string
  registry_digest: string
  /** When the registry that the text differs from came into force. */
  since_ms: number
  began_at_ms: number
  differences: unknown
  differences_digest: string
  ended_at_ms: number | null
  ended_reason: 'agrees' | 'replaced' | null
}

export type LifecycleTables = { policy_version: VersionTable; policy_drift: DriftTable }
export type LifecycleDb = Kysely<LifecycleTables>

export const policyMigrations: Migrations = {
  'policy-001-versions': {
    async up(db) {
      const statements = [
        sql`create table policy_version (
          id text primary key, policy text not null, number integer not null check (number > 0),
          state text not null, registry_digest text not null, law_on text not null, notice_days integer,
          draft jsonb not null, draft_digest text not null, drafted_at_ms bigint not null,
          approved_at_ms bigint,
          text jsonb, text_digest text, announced_at_ms bigint,
          announced_on text, effective_on text collate "C", promised_days integer,
          established boolean not null, reason_ko text, reason_en text, reason_salt text,
          published_at_ms bigint, in_force_on text collate "C", late_days integer not null,
          archived_at_ms bigint, in_force_until text collate "C",
          withdrawn_at_ms bigint, withdrawn_reason text,
          unique (policy, number),
          check (state in ('drafted', 'approved', 'announced', 'inForce', 'archived', 'withdrawn')),
          check (state = 'drafted' or state = 'withdrawn' or approved_at_ms is not null),
          check (state in ('drafted', 'approved', 'withdrawn') or announced_at_ms is not null),
          check (announced_at_ms is null or (approved_at_ms is not null and text is not null
            and text_digest is not null and announced_on is not null and effective_on is not null
            and reason_ko is not null and reason_salt is not null)),
          check ((state in ('inForce', 'archived')) = (in_force_on is not null)),
          check ((in_force_on is null) = (published_at_ms is null)),
          check ((state = 'archived') = (in_force_until is not null)),
          check ((state = 'archived') = (archived_at_ms is not null)),
          check (in_force_until is null or in_force_on <= in_force_until),
          check ((state = 'withdrawn') = (withdrawn_reason is not null)),
          check ((state = 'withdrawn') = (withdrawn_at_ms is not null)))`,
        sql`create unique index policy_version_working on policy_version (policy) where announced_at_ms is null`,
        sql`create unique index policy_version_in_force on policy_version (policy) where state = 'inForce'`,
        sql`create unique index policy_version_begins on policy_version (policy, in_force_on)`,
        sql`create unique index policy_version_announced on policy_version (policy, effective_on)
          where state = 'announced'`,
        sql`create function policy_version_stays() returns trigger language plpgsql as $$
          begin
            if tg_op <> 'UPDATE' then
              raise exception 'rows of policy_version are never deleted';
            end if;
            if old.announced_at_ms is not null and
              (new.text, new.text_digest, new.draft_digest, new.announced_on, new.effective_on, new.reason_ko,
                new.reason_en, new.reason_salt, new.approved_at_ms, new.announced_at_ms, new.established)
              is distinct from
              (old.text, old.text_digest, old.draft_digest, old.announced_on, old.effective_on, old.reason_ko,
                old.reason_en, old.reason_salt, old.approved_at_ms, old.announced_at_ms, old.established) then
              raise exception 'what was announced never changes';
            end if;
            return new;
          end $$`,
        sql`create trigger policy_version_stays before update or delete on policy_version
          for each row execute function policy_version_stays()`,
        sql`create table policy_drift (
          id uuid primary key, version text not null references policy_version (id),
          registry_digest text not null, since_ms bigint not null, began_at_ms bigint not null,
          differences jsonb not null, differences_digest text not null,
          ended_at_ms bigint, ended_reason text,
          check ((ended_at_ms is null) = (ended_reason is null)))`,
        sql`create unique index policy_drift_open on policy_drift (version) where ended_at_ms is null`,
        sql`create index policy_drift_version on policy_drift (version, began_at_ms)`,
      ]
      for (const statement of statements) await statement.execute(db)
    },
  },
}
