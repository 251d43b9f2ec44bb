/**
 * The wall clock as recording goes by it: monotonic time plus an offset. Small differences are slewing and are
 * followed; a jump is somebody setting the clock, and waits until the recording has come to a place where one time
 * can end and another begin. Pure.
 */
import type { Millis } from '../base/clock.ts'

/** Both clocks, read together. */
export type Reading = { readonly nowMs: Millis; readonly monotonicMs: number }

/** More than NTP slews between two pictures, less than anybody sets a clock for. */
const STEP_MS = 1000

export type WallClock = {
  read(reading: Reading): void
  /** The wall time, not counting a jump that waits. */
  at(monotonicMs: number): number
  /** The jump that waits; 0 when none does. */
  jumpMs(): number
  /** Takes the jump; from here on wall time is the new one. Returns it. */
  settle(): number
}

export function wallClock(): WallClock {
  let offsetMs: number | undefined
  let jumpMs = 0
  return {
    read({ nowMs, monotonicMs }) {
      const offset = nowMs - monotonicMs
      const change = offset - ((offsetMs ?? offset) + jumpMs)
      if (Math.abs(change) > STEP_MS) jumpMs += change
      else offsetMs = offset - jumpMs
    },
    at: (monotonicMs) => monotonicMs + (offsetMs ?? 0),
    jumpMs: () => jumpMs,
    settle() {
      const jump = jumpMs
      offsetMs = (offsetMs ?? 0) + jump
      jumpMs = 0
      return jump
    },
  }
}
