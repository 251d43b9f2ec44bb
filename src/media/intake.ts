/**
 * What the streams of a program share while cameras play: one buffer that their sockets read into, and the moments at
 * which what came is looked at.
 *
 * A socket is emptied the moment something comes, so a camera never waits for us; the way from packet to segment is gone
 * a few times a second, for all cameras in one go. A processor that has slept must fetch every step of that way into its
 * caches again, and done for each picture by itself that is a large part of its cost (docs/decisions/0014).
 */
import type { Cancel, Clock } from '../base/clock.ts'

/** The most that one read of a socket takes. */
export const MAX_READ_BYTES = 64 * 1024

/** Cameras send 5 to 30 pictures a second; footage is written once a second. */
const ROUND_MS = 250

export type Intake = {
  /** Holds a read only until it is handed on. */
  readonly buffer: Buffer
  /** Calls `act` with the next round. */
  later(act: () => void): Cancel
}

export function createIntake(clock: Clock): Intake {
  const waiting = new Set<() => void>()
  let cancel: Cancel = () => {}
  const round = () => {
    const acts = [...waiting]
    waiting.clear()
    for (const act of acts) act()
  }
  return {
    buffer: Buffer.allocUnsafeSlow(MAX_READ_BYTES),
    later(act) {
      if (waiting.size === 0) cancel = clock.after(ROUND_MS, round)
      waiting.add(act)
      return () => {
        if (waiting.delete(act) && waiting.size === 0) cancel()
      }
    },
  }
}
