/**
 * Incidents (사건): what went wrong and somebody must know of, each raised and closed by a ledger act. An incident
 * of one code about one device is open at most once, however often it is noticed, so that noticing costs nothing.
 *
 * The list of codes is closed. `detail` holds figures only: never a name, an address or a message from outside.
 */
import { sql } from 'kysely'
import type { Clock, Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import type { Id } from '../base/id.ts'
import type { Actor, Ledger } from '../ledger/ledger.ts'
import type { RecordingIncident } from '../recording/recording.ts'
import { retentionFault } from './faults.ts'
import type { IncidentTable, RetentionTables } from './tables.ts'

/** What can be an incident beside what the recorder tells. A code, once released, keeps its meaning. */
const CODES = [
  /** Footage was destroyed after the day on which it was due. `detail`: `lateDays`, `segments`. */
  'retention.late',
  /** A sweep failed; what it could not destroy is still there. `detail`: `failures`. */
  'retention.failed',
  /** The wall clock was stepped forward; destruction goes on by the time that really passed. `detail`: `byMs`. */
  'clock.ahead',
  /** The wall clock was set back; nothing is destroyed. `detail`: `byMs`. */
  'clock.behind',
  /** At start the clock was further ahead than a restart takes; destruction waits. `detail`: `byMs`. */
  'clock.unwitnessed',
  /** The disk is full: the reserve was given up to destroy what was due. */
  'disk.full',
] as const

/** Incidents that tell of something past: no cause can go away, so a person closes them who has looked into it. */
const PAST: readonly IncidentCode[] = ['retention.late']

/** What can be an incident: of retention, clock and disk, and whatever the recorder tells. */
export type IncidentCode = (typeof CODES)[number] | RecordingIncident['code']

export type Incident = {
  readonly id: Id<'incident'>
  readonly code: IncidentCode
  readonly device: string | null
  readonly detail: Readonly<Record<string, number>>
  readonly raisedAtMs: Millis
  readonly closedAtMs: Millis | null
  readonly closedReason: string | null
}

/** What is told of an incident when it is raised. */
export type Trouble = Pick<Incident, 'code'> & Partial<Pick<Incident, 'device' | 'detail'>>

export type IncidentDeps = { readonly db: Db; readonly ledger: Ledger; readonly clock: Pick<Clock, 'now'> }

/** Raises an incident, or returns the one that is open already for that code and device. */
export async function raiseIncident(deps: IncidentDeps, actor: Actor, trouble: Trouble): Promise<Incident> {
  const { code, device = null, detail = {} } = trouble
  const open = await openIncident(deps.db, code, device)
  if (open !== undefined) return open
  const id = newId<'incident'>()
  const raisedAtMs = deps.clock.now()
  try {
    await deps.ledger.act<'incident.raised', void>(
      { kind: 'incident.raised', actor, incident: id, code, device, detail },
      async (tx) => {
        const { numInsertedOrUpdatedRows } = await tx
          .withTables<RetentionTables>()
          .insertInto('retention_incident')
          .values({
            id,
            code,
            device,
            detail: JSON.stringify(detail),
            raised_at_ms: raisedAtMs,
            closed_at_ms: null,
            closed_reason: null,
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows === 0n) throw retentionFault('retention.changedMeanwhile')
      },
    )
  } catch (error) {
    if (!isFault(error, 'retention.changedMeanwhile')) throw error
    const other = await openIncident(deps.db, code, device)
    if (other !== undefined) return other
    throw error
  }
  return { id, code, device, detail, raisedAtMs, closedAtMs: null, closedReason: null }
}

/** Closes an open incident. `reason` is a code. Throws `retention.incidentMissing` when it is not open. */
export async function closeIncident(
  deps: IncidentDeps,
  actor: Actor,
  { incident, reason }: { readonly incident: Id<'incident'>; readonly reason: string },
): Promise<void> {
  await deps.ledger.act<'incident.closed', void>(
    { kind: 'incident.closed', actor, incident, reason },
    async (tx) => {
      const { numUpdatedRows } = await tx
        .withTables<RetentionTables>()
        .updateTable('retention_incident')
        .set({ closed_at_ms: deps.clock.now(), closed_reason: reason })
        .where('id', '=', incident)
        .where('closed_at_ms', 'is', null)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows === 0n) throw retentionFault('retention.incidentMissing', { incident })
    },
  )
}

/**
 * Closes an incident that tells of something past, for a person who has looked into it. Throws
 * `retention.incidentMissing` when it is not open, `retention.incidentSettlesItself` for one whose cause may still be there.
 */
export async function acknowledgeIncident(
  deps: IncidentDeps,
  actor: Actor,
  incident: Id<'incident'>,
): Promise<void> {
  const row = await deps.db
    .withTables<RetentionTables>()
    .selectFrom('retention_incident')
    .select('code')
    .where('id', '=', incident)
    .where('closed_at_ms', 'is', null)
    .executeTakeFirst()
  if (row === undefined) throw retentionFault('retention.incidentMissing', { incident })
  if (!(PAST as readonly string[]).includes(row.code))
    throw retentionFault('retention.incidentSettlesItself', { code: row.code })
  await closeIncident(deps, actor, { incident, reason: 'acknowledged' })
}

/** Closes the open incident of that code and device, if there is one: its cause is gone. */
export async function settleIncident(
  deps: IncidentDeps,
  actor: Actor,
  { code, device = null, reason }: Pick<Trouble, 'code' | 'device'> & { readonly reason: string },
): Promise<void> {
  const open = await openIncident(deps.db, code, device)
  if (open !== undefined) await closeIncident(deps, actor, { incident: open.id, reason })
}

/** Incidents, the latest first: all that are open and, with `closedSinceMs`, those closed since. */
export async function incidents(
  db: Db,
  { closedSinceMs }: { readonly closedSinceMs?: Millis } = {},
): Promise<readonly Incident[]> {
  const rows = await db
    .withTables<RetentionTables>()
    .selectFrom('retention_incident')
    .selectAll()
    .where(sql<boolean>`closed_at_ms is null or closed_at_ms >= ${closedSinceMs ?? Number.MAX_SAFE_INTEGER}`)
    .orderBy('raised_at_ms', 'desc')
    .limit(MAX_INCIDENTS)
    .execute()
  return rows.map(incidentOf)
}

/** The most that are listed at once. */
const MAX_INCIDENTS = 1000

async function openIncident(
  db: Db,
  code: IncidentCode,
  device: string | null,
): Promise<Incident | undefined> {
  const row = await db
    .withTables<RetentionTables>()
    .selectFrom('retention_incident')
    .selectAll()
    .where('code', '=', code)
    .where('device', device === null ? 'is' : '=', device)
    .where('closed_at_ms', 'is', null)
    .executeTakeFirst()
  return row && incidentOf(row)
}

function incidentOf(row: IncidentTable): Incident {
  return {
    id: row.id as Id<'incident'>,
    code: row.code as IncidentCode,
    device: row.device,
    detail: row.detail as Record<string, number>,
    raisedAtMs: row.raised_at_ms,
    closedAtMs: row.closed_at_ms,
    closedReason: row.closed_reason,
  }
}
