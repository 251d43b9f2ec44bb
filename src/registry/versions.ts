/**
 * The registry over time: each change stores a whole new version beside the ledger entry that announces it, so that
 * the registry can be asked as of any moment and nobody can change it without a trace.
 *
 * Versions form one chain, each later than the one before; the database holds the chain (`previous` is unique). The
 * stored document must match its digest whenever it is read.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { present } from '../base/assert.ts'
import { canonicalJson } from '../base/canonical.ts'
import type { Clock, Millis } from '../base/clock.ts'
import type { Db, Migrations } from '../base/database.ts'
import { addDays, type Day, dayOf, dayStart, koreanTime } from '../base/day.ts'
import { type Id, newId } from '../base/id.ts'
import type { Actor, Ledger, Receipt } from '../ledger/ledger.ts'
import { checkRegistry } from './check.ts'
import { registryFault } from './faults.ts'
import type { Registry } from './model.ts'
import { refusal } from './problem.ts'

type RegistryTables = {
  registry_version: {
    id: string
    previous: string | null
    agency: string
    valid_from_ms: number
    document: unknown
    digest: string
  }
}

export const registryMigrations: Migrations = {
  'registry-001-versions': {
    async up(db) {
      await sql`
        create table registry_version (
          id uuid primary key,
          previous uuid unique nulls not distinct references registry_version (id),
          agency text not null,
          valid_from_ms bigint not null unique,
          document jsonb not null,
          digest text not null
        )`.execute(db)
      await sql`
        create function registry_version_only_grows() returns trigger language plpgsql as $$
        begin
          raise exception 'rows of registry_version are only ever added';
        end $$`.execute(db)
      await sql`
        create trigger registry_version_only_grows before update or delete or truncate on registry_version
        for each statement execute function registry_version_only_grows()`.execute(db)
    },
  },
}

export type RegistryVersion = {
  readonly id: Id<'registryVersion'>
  readonly validFromMs: Millis
  /** SHA-256 of the registry's canonical JSON, hex; the ledger's `registry.changed` holds the same. */
  readonly digest: string
  readonly registry: Registry
}

export type Adoption = {
  /** The version in force from now on; the present one when nothing changed. */
  readonly version: RegistryVersion
  /** The ledger's receipt, or null when nothing changed and so nothing was recorded. */
  readonly receipt: Receipt<'registry.changed'> | null
}

/** SHA-256 of the canonical JSON of a registry, hex. */
export function digestOf(registry: Registry): string {
  return createHash('sha256').update(canonicalJson(registry)).digest('hex')
}

/**
 * Makes `registry` the version in force from `validFromMs` (now, when not given): one `registry.changed` act with the
 * digests before and after. A registry equal to the latest one changes nothing and records nothing.
 * Throws `registry.unlawful` (its cause holds every problem), `registry.anotherAgency`, `registry.notLater`,
 * `registry.asOfAhead`, `registry.asOfBack`, `registry.changedMeanwhile`, and what `ledger.act` throws.
 */
export async function adopt(
  deps: { readonly ledger: Ledger; readonly db: Db; readonly clock: Pick<Clock, 'now'> },
  change: { readonly registry: Registry; readonly actor: Actor; readonly validFromMs?: Millis },
): Promise<Adoption> {
  const { registry, actor } = change
  const validFromMs = change.validFromMs ?? deps.clock.now()
  const digest = digestOf(registry)
  const latest = await latestVersion(deps.db)
  if (latest?.digest === digest) return { version: latest, receipt: null }
  assertMayFollow(latest, registry, validFromMs)
  const id = newId<'registryVersion'>()
  const { receipt } = await deps.ledger.act<'registry.changed', void>(
    {
      kind: 'registry.changed',
      actor,
      agency: registry.agency.id,
      before: latest?.digest ?? null,
      after: digest,
      validFromMs,
    },
    async (tx) => {
      const inserted = await tx
        .withTables<RegistryTables>()
        .insertInto('registry_version')
        .values({
          id,
          previous: latest?.id ?? null,
          agency: registry.agency.id,
          valid_from_ms: validFromMs,
          document: JSON.stringify(registry),
          digest,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst()
      if (inserted === undefined) throw registryFault('registry.changedMeanwhile')
    },
  )
  return { version: { id, validFromMs, digest, registry }, receipt }
}

function assertMayFollow(latest: RegistryVersion | undefined, registry: Registry, validFromMs: Millis): void {
  const problems = checkRegistry(registry, dayOf(validFromMs))
  if (problems.length > 0) {
    const { values, cause } = refusal(problems)
    throw registryFault('registry.unlawful', values, cause)
  }
  const day = dayOf(validFromMs)
  if (registry.asOf > day) throw registryFault('registry.asOfAhead', { asOf: registry.asOf, day })
  if (latest === undefined) return
  const agency = latest.registry.agency.id
  if (agency !== registry.agency.id)
    throw registryFault('registry.anotherAgency', { present: agency, given: registry.agency.id })
  if (validFromMs <= latest.validFromMs)
    throw registryFault('registry.notLater', {
      given: koreanTime(validFromMs),
      latest: koreanTime(latest.validFromMs),
    })
  if (registry.asOf < latest.registry.asOf)
    throw registryFault('registry.asOfBack', { asOf: registry.asOf, present: latest.registry.asOf })
}

/** The version in force at that moment, or undefined before the first. Throws `registry.versionCorrupt`. */
export async function registryAt(db: Db, atMs: Millis): Promise<RegistryVersion | undefined> {
  const row = await db
    .withTables<RegistryTables>()
    .selectFrom('registry_version')
    .selectAll()
    .where('valid_from_ms', '<=', atMs)
    .orderBy('valid_from_ms', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/**
 * The version in force at the end of that day in Korea (기준일), or undefined when none was yet. What is adopted in the
 * course of a day counts for it. Throws `registry.versionCorrupt`.
 */
export function registryOn(db: Db, day: Day): Promise<RegistryVersion | undefined> {
  return registryAt(db, dayStart(addDays(day, 1)) - 1)
}

/** The version in force now, or undefined when no registry was ever adopted. Throws `registry.versionCorrupt`. */
export function currentRegistry(db: Db, clock: Pick<Clock, 'now'>): Promise<RegistryVersion | undefined> {
  return registryAt(db, clock.now())
}

/** Every version, the earliest first. Throws `registry.versionCorrupt`. */
export async function registryVersions(db: Db): Promise<readonly RegistryVersion[]> {
  const rows = await db
    .withTables<RegistryTables>()
    .selectFrom('registry_version')
    .selectAll()
    .orderBy('valid_from_ms')
    .execute()
  return rows.map(fromRow)
}

/**
 * The versions adopted up to a moment, the earliest first, for who asks again and again: which there are is asked each
 * time, but a document is read and checked against its digest only once, since a version never changes. Keeps as many
 * as there are, one for each change of the registry. Throws `registry.versionCorrupt`.
 */
export function registryHistory(db: Db): (untilMs: Millis) => Promise<readonly RegistryVersion[]> {
  const table = db.withTables<RegistryTables>()
  const known = new Map<string, RegistryVersion>()
  return async (untilMs) => {
    const rows = await table
      .selectFrom('registry_version')
      .select('id')
      .where('valid_from_ms', '<=', untilMs)
      .orderBy('valid_from_ms')
      .execute()
    const unread = rows.map(({ id }) => id).filter((id) => !known.has(id))
    if (unread.length > 0) {
      const read = await table.selectFrom('registry_version').selectAll().where('id', 'in', unread).execute()
      for (const row of read) known.set(row.id, fromRow(row))
    }
    return rows.map(({ id }) => present(known.get(id), 'versions are only ever added'))
  }
}

/** A version that no act adopted (by its id), or an act whose version is not there (by its digest). */
export type RegistryFinding = { readonly what: 'unrecorded' | 'missing'; readonly subject: string }

/**
 * The versions held against the ledger, for `jangseung check`; empty when each was adopted by an act and each act has its
 * version. Looks twice before it finds anything: beside a running program an act may be committed and not yet published.
 * Throws `registry.versionCorrupt`.
 */
export async function checkVersions(deps: {
  readonly db: Db
  readonly ledger: Pick<Ledger, 'entries'>
}): Promise<readonly RegistryFinding[]> {
  const first = await disagreements(deps)
  if (first.length === 0) return first
  const second = new Set((await disagreements(deps)).map(({ subject }) => subject))
  return first.filter(({ subject }) => second.has(subject))
}

async function disagreements({
  db,
  ledger,
}: Parameters<typeof checkVersions>[0]): Promise<RegistryFinding[]> {
  const versions = await registryVersions(db)
  const unrecorded = new Map(versions.map(({ id, digest, validFromMs }) => [`${digest} ${validFromMs}`, id]))
  const found: RegistryFinding[] = []
  for await (const { entry } of ledger.entries({ kinds: ['registry.changed'] }))
    if (!unrecorded.delete(`${entry.after} ${entry.validFromMs}`))
      found.push({ what: 'missing', subject: entry.after })
  for (const subject of unrecorded.values()) found.push({ what: 'unrecorded', subject })
  return found
}

/** The end of the chain, which may be in force only later. */
async function latestVersion(db: Db): Promise<RegistryVersion | undefined> {
  return registryAt(db, Number.MAX_SAFE_INTEGER)
}

function fromRow(row: RegistryTables['registry_version']): RegistryVersion {
  const registry = row.document as Registry
  if (digestOf(registry) !== row.digest) throw registryFault('registry.versionCorrupt', { version: row.id })
  return { id: row.id as Id<'registryVersion'>, validFromMs: row.valid_from_ms, digest: row.digest, registry }
}
