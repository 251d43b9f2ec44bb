/**
 * The tables of accounts. Three sorts are kept apart:
 *
 * - `staff_account`, `staff_role`, `staff_grant`, `staff_recorder` have legal meaning (권한 부여·변경·말소 기록) and are
 *   written only inside `ledger.act`. They hold identifiers and codes.
 * - `staff_user` (name, login) and `staff_access` (the address somebody signed in from) hold personal data and can be
 *   erased without touching the ledger, which only has commitments.
 * - `staff_credential`, `staff_login`, `staff_verification`, `staff_session`, `staff_token`, `staff_attempt` are
 *   bookkeeping of signing in; never evidence.
 *
 * The tables of the sign-in library are `staff_user`, `staff_credential`, `staff_login`, `staff_verification`; its
 * names for them and their columns are mapped in authentication.ts.
 */
import { sql } from 'kysely'
import type { Kysely, Transaction } from 'kysely'
import type { Migrations } from '../base/database.ts'
import type { Scope } from '../registry/registry.ts'
import type { GrantAction } from './grants.ts'
import type { Role } from './roles.ts'

export type AccountState = 'invited' | 'active' | 'suspended'

export type StaffTables = {
  staff_account: {
    id: string
    state: AccountState
    created_at_ms: number
    password_set_at_ms: number | null
    /** Id of the officer in the registry (관리책임자, 접근권한자 …) whose account it is. */
    officer: string | null
  }
  staff_role: { account: string; role: Role }
  staff_grant: {
    id: string
    account: string
    scope: Scope
    actions: GrantAction[]
    valid_from_ms: number
    valid_until_ms: number | null
    footage_from_ms: number | null
  }
  staff_recorder: {
    id: string
    token_digest: Buffer | null
    devices: string[]
    created_at_ms: number
  }
  staff_user: {
    id: string
    name: string
    email: string
    email_verified: boolean
    image: string | null
    username: string
    created_at: Date
    updated_at: Date
  }
  staff_credential: {
    id: string
    account_id: string
    provider_id: string
    user_id: string
    password: string | null
    created_at: Date
    updated_at: Date
  }
  staff_login: { id: string; user_id: string; token: string; expires_at: Date }
  staff_access: { leaf: number; account: string | null; at_ms: number; origin: string; salt: string }
  staff_session: { login: string; account: string; started_at_ms: number; seen_at_ms: number }
  staff_token: {
    digest: Buffer
    purpose: 'setup' | 'enrolment'
    account: string | null
    expires_at_ms: number
  }
  staff_attempt: { subject: string; failures: number; first_at_ms: number; locked_until_ms: number }
}

export type StaffDb = Kysely<StaffTables>
export type StaffTx = Transaction<StaffTables>

const LEGAL = [
  `create table staff_account (
    id text primary key,
    state text not null check (state in ('invited', 'active', 'suspended')),
    created_at_ms bigint not null,
    password_set_at_ms bigint
  )`,
  `create table staff_role (
    account text not null references staff_account (id),
    role text not null,
    primary key (account, role)
  )`,
  `create table staff_grant (
    id text primary key,
    account text not null references staff_account (id),
    scope jsonb not null,
    actions text[] not null,
    valid_from_ms bigint not null,
    valid_until_ms bigint,
    footage_from_ms bigint
  )`,
  'create index staff_grant_account on staff_grant (account)',
  `create table staff_recorder (
    id text primary key,
    token_digest bytea unique,
    devices text[] not null,
    created_at_ms bigint not null
  )`,
]

const ERASABLE = [
  `create table staff_user (
    id text primary key,
    name text not null,
    email text not null unique,
    email_verified boolean not null,
    image text,
    username text not null unique,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create table staff_access (
    leaf bigint primary key,
    account text,
    at_ms bigint not null,
    origin text not null,
    salt text not null
  )`,
]

const BOOKKEEPING = [
  `create table staff_credential (
    id text primary key,
    account_id text not null,
    provider_id text not null,
    user_id text not null references staff_user (id) on delete cascade,
    password text,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  'create index staff_credential_user on staff_credential (user_id)',
  `create table staff_login (
    id text primary key,
    user_id text not null references staff_user (id) on delete cascade,
    token text not null unique,
    expires_at timestamptz not null,
    ip_address text,
    user_agent text,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  'create index staff_login_user on staff_login (user_id)',
  `create table staff_verification (
    id text primary key,
    identifier text not null,
    value text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create table staff_session (
    login text primary key references staff_login (id) on delete cascade,
    account text not null,
    started_at_ms bigint not null,
    seen_at_ms bigint not null
  )`,
  `create table staff_token (
    digest bytea primary key,
    purpose text not null check (purpose in ('setup', 'enrolment')),
    account text,
    expires_at_ms bigint not null
  )`,
  `create table staff_attempt (
    subject text primary key,
    failures integer not null,
    first_at_ms bigint not null,
    locked_until_ms bigint not null
  )`,
]

export const staffMigrations: Migrations = {
  'staff-001-accounts': {
    async up(db) {
      for (const statement of [...LEGAL, ...ERASABLE, ...BOOKKEEPING]) await sql.raw(statement).execute(db)
    },
  },
  'staff-002-officers': {
    async up(db) {
      await sql`alter table staff_account add column officer text`.execute(db)
    },
  },
}
