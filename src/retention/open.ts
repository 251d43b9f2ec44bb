/**
 * Retention at work: the sweep that runs every night, every hour and at start, and what people may ask for in
 * between. All of it takes one lock, so there is one order of events, and all of it may be cut short anywhere: the
 * next sweep finishes it.
 */
import type { Millis } from '../base/clock.ts'
import { isFault } from '../base/fault.ts'
import type { Id } from '../base/id.ts'
import { totals } from '../footage/footage.ts'
import type { Actor } from '../ledger/ledger.ts'
import { registryVersions } from '../registry/registry.ts'
import { issueCertificates } from './certificates.ts'
import { openDestructionClock } from './clock.ts'
import { finishOrders } from './completion.ts'
import type { Finished } from './completion.ts'
import { RETENTION } from './deps.ts'
import type { Deps, Timed } from './deps.ts'
import { retentionFault } from './faults.ts'
import { placeHold, releaseHold, settleHolds } from './holds.ts'
import type { HoldRequest, Placed } from './holds.ts'
import { raiseIncident, settleIncident } from './incidents.ts'
import { followKeys } from './keys.ts'
import { alone } from './lock.ts'
import { orderExpired, orderRequested } from './order.ts'
import type { DestructionRequest } from './order.ts'
import { periodsAt } from './periods.ts'
import type { Periods } from './periods.ts'
import type { Reserve } from './reserve.ts'
import { withRoom } from './room.ts'
import type { ClockReading, ClockState } from './settled.ts'

/** What a sweep did. */
export type Sweep = {
  /** The time it went by; null when the clock was set back, and nothing was done. */
  readonly nowMs: Millis | null
  readonly clock: ClockState
  /** Destructions that were finished, also those that an earlier run had begun; each has its certificate. */
  readonly finished: readonly Finished[]
  readonly destroyedSegments: number
  /** Of those, how many after their day. */
  readonly lateSegments: number
  readonly lapsedHolds: number
  /** Segments in the catalogue afterwards, held ones included. */
  readonly aliveSegments: number
}

export type Retention = {
  /** The time that is known to have come, for whatever else must not be done early. */
  time(): Promise<ClockReading>
  /**
   * Destroys what is due and finishes what was begun. The caller has the registrar empty the spool first, so that
   * late arrivals are seen. What fails keeps nothing else waiting; the first failure is thrown at the end.
   * Cheap when nothing is due: to be run at start and at least every hour (a clock in doubt is settled by then).
   */
  sweep(): Promise<Sweep>
  /**
   * Destroys single segments or camera-days before their day; returns the certificate's identifier.
   * Throws `retention.footageMissing`, `retention.held`, `retention.stillRecording`, `retention.tooMany`.
   */
  destroy(request: DestructionRequest): Promise<Id<'order'>>
  /** Places a hold. Throws `retention.footageMissing`, `retention.untilPast`, `retention.tooMany`. */
  placeHold(request: HoldRequest): Promise<Placed>
  /**
   * Releases a hold; what nothing else keeps is destroyed at once. Returns the certificate's identifier, null when
   * there was nothing to destroy. Throws `retention.holdMissing`, `retention.holdReleased`.
   */
  releaseHold(release: {
    readonly hold: Id<'hold'>
    readonly reason: string
    readonly actor: Actor
  }): Promise<Id<'order'> | null>
}

/** How often a sweep plans anew when footage was registered while it planned. */
const MAX_PLANS = 3

export function openRetention(options: Deps & { readonly reserve: Reserve }): Retention {
  const { reserve, ...deps } = options
  const { db, clock } = deps
  const destructionClock = openDestructionClock(deps)
  const requirePeriods = async (nowMs: Millis): Promise<Periods> => {
    const periods = periodsAt(await registryVersions(db), nowMs)
    if (periods === undefined) throw retentionFault('retention.registryMissing')
    return periods
  }
  /** What people ask for goes by the wall clock: they see it, and they answer for it. */
  const asked = <T>(act: (timed: Timed, periods: Periods) => Promise<T>): Promise<T> =>
    withRoom(deps, reserve, () =>
      alone(db, async () => {
        const nowMs = clock.now()
        return act({ ...deps, nowMs }, await requirePeriods(nowMs))
      }),
    )
  return {
    time: () => alone(db, () => destructionClock.read()),
    sweep: () =>
      withRoom(deps, reserve, () =>
        alone(db, async () => {
          const { nowMs, state } = await destructionClock.read()
          const swept = nowMs === null ? NOTHING : await sweepAt({ ...deps, nowMs })
          const { segments } = await totals(db)
          return { ...swept, nowMs, clock: state, aliveSegments: segments }
        }),
      ),
    destroy: (request) =>
      asked(async (timed, periods) => {
        const order = await orderRequested(timed, periods, request)
        await finishAll(timed)
        return order
      }),
    placeHold: (request) => asked((timed) => placeHold(timed, request)),
    releaseHold: (release) =>
      asked(async (timed, periods) => {
        const order = await releaseHold(timed, periods, release)
        if (order !== null) await finishAll(timed)
        return order
      }),
  }
}

type Swept = Pick<Sweep, 'finished' | 'destroyedSegments' | 'lateSegments' | 'lapsedHolds'>

const NOTHING: Swept = { finished: [], destroyedSegments: 0, lateSegments: 0, lapsedHolds: 0 }

async function sweepAt(timed: Timed): Promise<Swept> {
  const failures: unknown[] = []
  const failed = (error: unknown) => void failures.push(error)
  let lapsedHolds = 0
  const periods = periodsAt(await registryVersions(timed.db), timed.nowMs)
  if (periods !== undefined) {
    await followKeys(timed)
    lapsedHolds = await settleHolds(timed, periods, failed)
    await planned(() => orderExpired(timed, periods)).catch(failed)
  }
  const finished = await finishOrders(timed, failed)
  await settleFinished(timed, finished, failures)
  return {
    finished,
    destroyedSegments: sum(finished, ({ segments }) => segments),
    lateSegments: sum(finished, ({ lateSegments }) => lateSegments),
    lapsedHolds,
  }
}

/** Finishes orders for somebody who waits for it. */
async function finishAll(timed: Timed): Promise<void> {
  const failures: unknown[] = []
  const finished = await finishOrders(timed, (error) => failures.push(error))
  await settleFinished(timed, finished, failures)
}

/** Certificates for what was finished, incidents for what was late or failed; throws the first failure. */
async function settleFinished(
  timed: Timed,
  finished: readonly Finished[],
  failures: unknown[],
): Promise<void> {
  try {
    await issueCertificates(timed)
    await reportLate(timed, finished)
  } catch (error) {
    failures.push(error)
  }
  if (failures.length > 0) {
    const detail = { failures: failures.length }
    // Where the ledger is what failed, this fails too; the failure itself is thrown either way.
    await raiseIncident(timed, RETENTION, { code: 'retention.failed', detail }).catch(() => undefined)
    throw failures[0]
  }
  await settleIncident(timed, RETENTION, { code: 'retention.failed', reason: 'retention.caughtUp' })
}

/** Plans anew when the plan was overtaken: a registrar added footage between planning and ordering. */
async function planned(act: () => Promise<void>): Promise<void> {
  for (let plan = 1; ; plan++)
    try {
      return await act()
    } catch (error) {
      if (plan === MAX_PLANS || !isFault(error, 'retention.changedMeanwhile')) throw error
    }
}

/** The promise to destroy on the day was broken: somebody must know, whatever the reason. */
async function reportLate(deps: Deps, finished: readonly Finished[]): Promise<void> {
  const late = finished.filter(({ lateDays }) => lateDays > 0)
  if (late.length === 0) return
  await raiseIncident(deps, RETENTION, {
    code: 'retention.late',
    detail: {
      lateDays: Math.max(...late.map(({ lateDays }) => lateDays)),
      segments: sum(late, ({ lateSegments }) => lateSegments),
    },
  })
}

function sum<T>(items: readonly T[], pick: (item: T) => number): number {
  return items.reduce((total, item) => total + pick(item), 0)
}
