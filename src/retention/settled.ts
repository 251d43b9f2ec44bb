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
 * by an hour, where never would be worse. Pure (docs/design/retention.md).
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
  /** When a doubt began that patience may lay to rest. */
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
  const doubt = paced(before.doubt, look)
  if (doubt !== null && monotonicMs - doubt.monotonicMs >= DOUBT_MS)
    return {
      settled: { settledMs: wallMs, floorMs: wallMs, monotonicMs, doubt: null },
      reading: { nowMs: wallMs, state: 'agrees', aheadMs: 0 },
    }
  if (wallMs < before.floorMs - TOLERANCE_MS) {
    const behind = doubt?.kind === 'behind' ? doubt : { ...look, kind: 'behind' as const }
    return {
      settled: { ...before, settledMs: knownMs, monotonicMs, doubt: behind },
      reading: { nowMs: null, state: 'behind', aheadMs: wallMs - before.floorMs },
    }
  }
  // The smaller of what the wall clock says and what can have passed.
  const nowMs = Math.min(wallMs, knownMs)
  const aheadMs = wallMs - nowMs
  // A running program witnesses time itself: a step forward is never believed, however long it lasts.
  const unwitnessed = doubt?.kind === 'unwitnessed' && aheadMs > TOLERANCE_MS ? doubt : null
  const state = aheadMs <= TOLERANCE_MS ? 'agrees' : unwitnessed === null ? 'ahead' : 'unwitnessed'
  const settledMs = Math.max(before.settledMs, nowMs)
  return {
    settled: { settledMs, floorMs: Math.max(before.floorMs, settledMs), monotonicMs, doubt: unwitnessed },
    reading: { nowMs, state, aheadMs },
  }
}

/** How much time has passed: as the monotonic clock counts it, or a little faster to catch up with a wall clock that is near. */
function passed(before: Settled, { wallMs, monotonicMs }: Look): Millis {
  const countedMs = Math.floor(monotonicMs - before.monotonicMs)
  const isNear = wallMs - before.settledMs - countedMs <= TOLERANCE_MS
  return isNear ? countedMs + Math.floor(countedMs * DRIFT) : countedMs
}

/** The doubt, begun anew when the wall clock did not keep pace with the monotonic one since. */
function paced(doubt: Settled['doubt'], look: Look): Settled['doubt'] {
  if (doubt === null) return null
  const drifted = look.wallMs - doubt.wallMs - (look.monotonicMs - doubt.monotonicMs)
  return Math.abs(drifted) <= TOLERANCE_MS ? doubt : { ...look, kind: doubt.kind }
}
