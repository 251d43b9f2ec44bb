/**
 * Measures the running system, once, at a moment. It changes nothing and needs no key. What fails to be measured stops
 * the measuring: half a measurement that looks whole would be worse than none.
 *
 * Cheap enough to be done for every reader of a page: some ten queries, each over totals that are kept beside the
 * footage or over rows that are few (incidents, holds, accounts, certificates of a month); no segment is counted and no
 * entry of the ledger is read twice. What grows with the ledger is verified apart (`verifyLedger`).
 */
import type { Clock, Millis } from '../../base/clock.ts'
import type { Db } from '../../base/database.ts'
import { DAY_MS } from '../../base/day.ts'
import { devicesWithSound, holdings } from '../../footage/footage.ts'
import { registryHistory } from '../../registry/registry.ts'
import { destructionFigures, holds } from '../../retention/retention.ts'
import { accounts } from '../../staff/staff.ts'
import type { Folders } from '../../vault/vault.ts'
import { measureFiles } from './files.ts'
import { measureCameras, measureFootage } from './footage.ts'
import { type LedgerDeps, openLedgerGauge } from './ledger.ts'
import type { MeasuredHolds, System } from './system.ts'

export type GaugeDeps = LedgerDeps & {
  /** When the program that records was started, where that is this one. */
  readonly startedAtMs?: Millis
  readonly db: Db
  readonly folders: Folders
  readonly clock: Pick<Clock, 'now'>
}

export type Gauge = {
  /** The system now. Well under a second for thousands of cameras and a month of footage. */
  measure(): Promise<System>
  /**
   * Verifies the whole ledger and remembers the result, by which every later measuring goes; until then nothing is known
   * about it. Takes time that grows with it: once at start and once a day will do.
   */
  verifyLedger(signal?: AbortSignal): Promise<void>
}

/** For how long a destruction that was too late is told. */
export const DESTRUCTION_WINDOW_MS = 30 * DAY_MS
/** Lapsed holds are released by the hourly sweep. */
const SWEEP_MS = 2 * 3_600_000

/** Remembers, from one measuring to the next, what cannot change: old registries and old entries. */
export function openGauge(deps: GaugeDeps): Gauge {
  const { db, clock, folders } = deps
  const ledgerGauge = openLedgerGauge(deps)
  const versionsUntil = registryHistory(db)
  return {
    verifyLedger: (signal) => ledgerGauge.verify(signal),
    async measure() {
      const atMs = clock.now()
      const { ledger, viewings, policies } = await ledgerGauge.measure()
      const moment = { versions: await versionsUntil(atMs), nowMs: atMs }
      const held = await holdings(db)
      const sinceMs = atMs - DESTRUCTION_WINDOW_MS
      return {
        atMs,
        sinceMs: await ledgerGauge.sinceMs(),
        startedAtMs: deps.startedAtMs,
        cameras: await measureCameras(db, held, moment),
        footage: await measureFootage(db, held, moment),
        sounding: await devicesWithSound(db),
        destruction: { sinceMs, ...(await destructionFigures(db, sinceMs)) },
        files: await measureFiles(db, held, folders),
        ledger,
        viewings,
        accounts: (await accounts(db)).map((account) => ({ ...account, person: null })),
        holds: await measureHolds(db, atMs),
        policies,
        // Requests of data subjects are not kept here yet.
        requests: undefined,
      }
    },
  }
}

async function measureHolds(db: Db, nowMs: number): Promise<MeasuredHolds> {
  const living = await holds(db)
  return {
    living: living.length,
    segments: living.reduce((sum, { segments }) => sum + segments, 0),
    lapsed: living.filter(({ untilMs }) => untilMs !== null && untilMs + SWEEP_MS < nowMs).length,
  }
}
