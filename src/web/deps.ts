/**
 * What the web server needs of the rest of the program. What belongs to folders that know more than a web page should
 * (recording, retention) is handed in as narrow functions, by whoever wires the program.
 */
import type { Clock, Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import type { Day } from '../base/day.ts'
import type { Id } from '../base/id.ts'
import type { Log } from '../base/log.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { RecordingIncident } from '../recording/recording.ts'
import type { Policies, Proofs } from '../policy/policy.ts'
import type { Registry } from '../registry/registry.ts'
import type { Recorder, Staff } from '../staff/staff.ts'
import type { HourKey } from '../vault/vault.ts'
import type { Viewings } from '../viewing/viewing.ts'

/** How a device is being recorded at this moment. */
export type RecordingState = {
  readonly device: string
  readonly state: 'recording' | 'connecting' | 'stopped'
  /** Since when. */
  readonly sinceMs: Millis
  /** Why it is not recording: a cause of a gap. */
  readonly cause: string | null
}

/** Something that is wrong at a recorder elsewhere. */
export type RemoteIncident = { readonly code: RecordingIncident['code']; readonly device: string }

export type IncidentSummary = {
  readonly id: string
  readonly code: string
  readonly device: string | null
  readonly detail: Readonly<Record<string, number>>
  readonly raisedAtMs: Millis
  readonly closedAtMs: Millis | null
}

export type CertificateSummary = {
  readonly id: string
  readonly reason: string
  readonly orderedAtMs: Millis
  readonly doneAtMs: Millis
  readonly dueDay: Day
  readonly lateDays: number
  readonly segments: number
  readonly bytes: number
}

export type WebDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly ledger: Pick<Ledger, 'act' | 'find' | 'size'>
  /** DATA/ledger, whose checkpoint, vkey and tiles are public. */
  readonly ledgerFolder: string
  readonly staff: Staff
  readonly viewings: Viewings
  readonly policies: Policies
  readonly registry: () => Promise<Registry | undefined>
  /** The devices that are recorded now, by any recorder. */
  readonly recording: () => Promise<readonly RecordingState[]>
  /** The newest first, at most some hundreds. */
  readonly incidents: () => Promise<readonly IncidentSummary[]>
  /** Closes, for an account, an incident that tells of something past. */
  readonly acknowledge: (account: string, incident: Id<'incident'>) => Promise<void>
  readonly certificates: {
    /** The newest first, at most some hundreds. */
    list(): Promise<readonly CertificateSummary[]>
    /** The signed document, as JSON and for people. */
    read(id: string): Promise<{ readonly json: Buffer; readonly text: string } | undefined>
  }
  /** The system measured and the policies held against it, for the public portal. */
  readonly proofs: Pick<Proofs, 'recent'>
  /** For remote recorders. Nothing is checked there: the routes have checked recorder, devices and hour. */
  readonly remote: {
    /** What a recorder needs to know of its devices to record them, but for keys. JSON. */
    assignment(recorder: Pick<Recorder, 'id' | 'devices'>): Promise<unknown>
    /** Takes note of what is wrong with these devices now: all of it, so that whatever else was wrong is over. */
    incidents(devices: readonly string[], now: readonly RemoteIncident[]): Promise<void>
    hourKey(request: {
      readonly device: string
      readonly category: string
      readonly day: Day
      readonly hour: number
    }): Promise<HourKey>
  }
}
