/**
 * The time that destruction goes by. Destroying early cannot be undone, so the wall clock alone is not believed:
 * whoever can set it could otherwise destroy a month of footage in a second. It counts only as far as time is known
 * to have passed, by the monotonic clock since the last look, which nobody can set, and from one run of the program
 * to the next by what the last run wrote down.
 *
 * - Ahead while running: the wall clock was stepped forward. Destruction goes on by the time that really passed,
 *   until the clock is put right or the program is started again by somebody who answers for it.
 * - Behind: the clock shows a time before the last one that was seen, or before the last entry of the ledger.
 *   Nothing is destroyed: the certificate would bear a false time.
 * - Unwitnessed: at start the clock is further ahead than a restart takes. It may have been a long power cut; then
 *   much is overdue and must go. Or somebody stopped the program, set the clock, and started it again.
 *
 * The last two are believed after DOUBT_MS in which the clock kept pace, with the incident open all the while: late
 * by an hour, where never would be worse. What is believed is the time that was shown when the doubt began: a step
 * forward is no more believed during a doubt than at any other moment. Pure (docs/design/retention.md).
 */
import type { Millis } from '../base/clock.ts'

/** A disagreement smaller than this is corrected silently, at the pace of DRIFT. */
const TOLERANCE_MS = 60_000
/** How much faster than the monotonic clock settled time may run to catch up: twice what NTP slews at most (500 ppm). */
const DRIFT = 0.001
/** How long the program may have been down without doubt about the clock. */
const TRUSTED_DOWNTIME_MS = 2 * 3_600_000
/** How long a clock in doubt must keep pace before it is believed. */
const DOUBT_MS = 3_600_000

/** One reading of both clocks. */
export type Look = { readonly wallMs: Millis; readonly monotonicMs: number }

/** What is remembered from look to look. */
export type Settled = {
  /** The latest time that is known to have come. */
  readonly settledMs: Millis
  /** The latest time that was ever shown: a clock that shows less was set back. */
  readonly floorMs: Millis
  readonly monotonicMs: number
  /** What was shown when a doubt began that patience may lay to rest. */
  readonly doubt: (Look & { readonly kind: 'behind' | 'unwitnessed' }) | null
}

export type ClockState = 'agrees' | 'ahead' | 'behind' | 'unwitnessed'

/**
 * Which time may be gone by in what must never be early, destruction first of all (null: none, nothing is done), and
 * how the wall clock stands to it.
 */
export type ClockReading = {
  readonly nowMs: Millis | null
  readonly state: ClockState
  /** How far the wall clock is ahead of what is known (negative: behind). */
  readonly aheadMs: number
}

/**
 * The first look of a run. `settledMs` is the time that an earlier run wrote down last, `lastEntryMs` that of the
 * ledger's last entry; null where there is none. The ledger's times follow the wall clock, so they can show that it
 * was set back, but not that it is right.
 */
export function firstLook(
  look: Look,
  earlier: { readonly settledMs: Millis | null; readonly lastEntryMs: Millis | null },
): Settled {
  const { wallMs, monotonicMs } = look
  const knownMs = earlier.settledMs ?? earlier.lastEntryMs ?? wallMs
  const floorMs = Math.max(knownMs, earlier.lastEntryMs ?? knownMs)
  const settledMs = Math.min(wallMs, knownMs + TRUSTED_DOWNTIME_MS)
  if (wallMs < floorMs - TOLERANCE_MS)
    return {
      settledMs: Math.max(knownMs, settledMs),
      floorMs,
      monotonicMs,
      doubt: { ...look, kind: 'behind' },
    }
  const doubt = wallMs > settledMs ? { ...look, kind: 'unwitnessed' as const } : null
  return { settledMs, floorMs, monotonicMs, doubt }
}

/** The next look: what time is settled now, and what to remember. */
export function settle(
  before: Settled,
  look: Look,
): { readonly settled: Settled; readonly reading: ClockReading } {
  const { wallMs, monotonicMs } = look
  const knownMs = before.settledMs + passed(before, look)
  const doubt = paced(before.doubt, look, knownMs)
  if (doubt !== null && monotonicMs - doubt.monotonicMs >= DOUBT_MS) {
    const nowMs = Math.min(wallMs, shownSince(doubt, look))
    return {
      settled: { settledMs: nowMs, floorMs: nowMs, monotonicMs, doubt: null },
      reading: readingOf(nowMs, wallMs),
    }
  }
  if (wallMs < before.floorMs - TOLERANCE_MS) {
    // The floor may stem from a clock that was ahead: what is less than that may still be more than is known.
    const shown = { wallMs: Math.min(wallMs, knownMs), monotonicMs }
    const behind = doubt?.kind === 'behind' ? doubt : { ...shown, kind: 'behind' as const }
    return {
      settled: { ...before, settledMs: knownMs, monotonicMs, doubt: behind },
      reading: { nowMs: null, state: 'behind', aheadMs: wallMs - before.floorMs },
    }
  }
  // The smaller of what the wall clock says and what can have passed.
  const nowMs = Math.min(wallMs, knownMs)
  const reading = readingOf(nowMs, wallMs)
  // A running program witnesses time itself: a step forward is never believed, however long it lasts.
  const unwitnessed = doubt?.kind === 'unwitnessed' && reading.state === 'ahead' ? doubt : null
  const settledMs = Math.max(before.settledMs, nowMs)
  return {
    settled: { settledMs, floorMs: Math.max(before.floorMs, settledMs), monotonicMs, doubt: unwitnessed },
    reading: unwitnessed === null ? reading : { ...reading, state: 'unwitnessed' },
  }
}

function readingOf(nowMs: Millis, wallMs: Millis): ClockReading {
  const aheadMs = wallMs - nowMs
  return { nowMs, state: aheadMs <= TOLERANCE_MS ? 'agrees' : 'ahead', aheadMs }
}

/** How much time has passed: as the monotonic clock counts it, or a little faster to catch up with a wall clock that is near. */
function passed(before: Settled, { wallMs, monotonicMs }: Look): Millis {
  const countedMs = Math.floor(monotonicMs - before.monotonicMs)
  const isNear = wallMs - before.settledMs - countedMs <= TOLERANCE_MS
  return isNear ? countedMs + Math.floor(countedMs * DRIFT) : countedMs
}

/**
 * The doubt, begun anew when the wall clock did not keep pace with the monotonic one since; unless it was stepped
 * forward, beyond what is known: then what it showed before is what may be believed.
 */
function paced(doubt: Settled['doubt'], look: Look, knownMs: Millis): Settled['doubt'] {
  if (doubt === null) return null
  const drifted = look.wallMs - shownSince(doubt, look)
  const isStepForward = drifted > TOLERANCE_MS && look.wallMs > knownMs
  return isStepForward || Math.abs(drifted) <= TOLERANCE_MS ? doubt : { ...look, kind: doubt.kind }
}

/** What a clock that showed `earlier` and kept pace shows by now. */
function shownSince(earlier: Look, { monotonicMs }: Look): Millis {
  return earlier.wallMs + Math.floor(monotonicMs - earlier.monotonicMs)
}
