/**
 * How long to wait before trying a camera again. The wait doubles, with jitter, so that a thousand cameras behind
 * a switch that restarts do not all knock at once; and a refused account is tried rarely, because cameras lock
 * accounts after a few wrong passwords.
 */
import { isFault } from '../base/fault.ts'

const FIRST_MS = 1000
const MOST_MS = 60_000
const REFUSED_ACCOUNT_MS = 300_000

export type Backoff = {
  /** How long to wait now, given what ended the last attempt. */
  next(cause: unknown): number
  /** The last attempt brought video: the next failure starts from the shortest wait. */
  reset(): void
}

/** `random` gives numbers in [0, 1). */
export function backoff(random: () => number): Backoff {
  let wait = FIRST_MS
  return {
    next(cause) {
      const whole = isFault(cause) && cause.kind === 'unauthenticated' ? REFUSED_ACCOUNT_MS : wait
      wait = Math.min(wait * 2, MOST_MS)
      return Math.round(whole / 2 + (whole / 2) * random())
    },
    reset() {
      wait = FIRST_MS
    },
  }
}
