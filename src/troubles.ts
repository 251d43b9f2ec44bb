/**
 * Incidents of the recorder find their way into the ledger. The recorder tells each once and does not wait: its disk or
 * the database may be what is in trouble. So they queue here, in order, until they can be recorded.
 */
import type { Clock } from './base/clock.ts'
import type { Log } from './base/log.ts'
import type { Actor } from './ledger/ledger.ts'
import type { RecordingIncident } from './recording/recording.ts'
import { closeIncident, incidents, raiseIncident, settleIncident } from './retention/retention.ts'
import type { Store } from './store.ts'

export type Troubles = {
  tell(incident: RecordingIncident): void
  /** Tries once more to record what waits, then stops. */
  close(): Promise<void>
}

const RECORDER: Actor = { type: 'system', id: 'recorder' }
const RETRY_MS = 5000
/** Each camera and cause at most twice an outage; beyond that the oldest go, and the log has them. */
const MAX_WAITING = 10_000

/**
 * Incidents of recording that an earlier run left open are closed: what still is wrong is told anew by the recorder.
 * Called before it starts.
 */
export async function settleEarlier(options: {
  readonly store: Store
  readonly clock: Clock
}): Promise<void> {
  const { store, clock } = options
  const deps = { db: store.database.db, ledger: store.ledger, clock }
  for (const { id, code } of await incidents(store.database.db))
    if (code.startsWith('recording.'))
      await closeIncident(deps, RECORDER, { incident: id, reason: 'restarted' })
}

/**
 * What a recorder elsewhere says is wrong with these devices: all of it, so what is not among it is over. Telling the
 * same again changes nothing.
 */
export async function settleRemote(
  options: { readonly store: Store; readonly clock: Clock },
  devices: readonly string[],
  now: readonly Pick<RecordingIncident, 'code' | 'device'>[],
): Promise<void> {
  const { store, clock } = options
  const deps = { db: store.database.db, ledger: store.ledger, clock }
  for (const { code, device } of await incidents(store.database.db)) {
    if (device === null || !devices.includes(device) || !code.startsWith('recording.')) continue
    const isStill = now.some((one) => one.code === code && one.device === device)
    if (!isStill) await settleIncident(deps, RECORDER, { code, device, reason: 'over' })
  }
  for (const about of now) await raiseIncident(deps, RECORDER, about)
}

export function openTroubles(options: {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
}): Troubles {
  const { store, clock, log } = options
  const deps = { db: store.database.db, ledger: store.ledger, clock }
  const waiting: RecordingIncident[] = []
  const closing = new AbortController()
  let working: Promise<void> | undefined

  async function record({ code, device, state }: RecordingIncident): Promise<void> {
    const about = { code, device }
    if (state === 'raised') await raiseIncident(deps, RECORDER, about)
    else await settleIncident(deps, RECORDER, { ...about, reason: 'over' })
  }

  async function work(): Promise<void> {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      try {
        await record(next)
        waiting.shift()
      } catch (error) {
        log.error('incident.notRecorded', error, { code: next.code })
        if (closing.signal.aborted) break
        await clock.sleep(RETRY_MS, closing.signal).catch(() => {})
      }
    }
    // In the same breath in which nothing was found waiting: what is told a moment later must begin anew.
    working = undefined
  }

  return {
    tell(incident) {
      waiting.push(incident)
      if (waiting.length > MAX_WAITING) waiting.splice(1, 1)
      working ??= work()
    },
    async close() {
      closing.abort()
      await working
    },
  }
}
