/**
 * Time is a parameter. Nothing outside this file reads the machine's clock or sets a timer, so that tests and
 * rehearsals run months of an agency's life in seconds through the very same modules.
 *
 * Two clocks, never mixed: `now()` is wall time, which an administrator or NTP may step; `monotonic()` only
 * goes forward and measures how long something took.
 */
import { assert } from './assert.ts'

/** Milliseconds since 1970-01-01T00:00:00Z, an integer. */
export type Millis = number

export type Cancel = () => void

export type Clock = {
  /** Wall time. May step in either direction. */
  now(): Millis
  /** Milliseconds since an arbitrary start; never goes back, not moved by steps of the wall clock. */
  monotonic(): number
  /** Runs `act` once after `ms` milliseconds of monotonic time. */
  after(ms: number, act: () => void): Cancel
  /** Resolves after `ms`; rejects with the signal's reason when aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

function sleepOn(clock: Pick<Clock, 'after'>, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error)
      return
    }
    const stop = () => {
      cancel()
      reject(signal?.reason as Error)
    }
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', stop)
      resolve()
    })
    signal?.addEventListener('abort', stop, { once: true })
  })
}

/** The machine's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
  sleep: (ms, signal) => sleepOn(realClock, ms, signal),
}

export type SimulatedClock = Clock & {
  /** Lets `ms` of time pass: timers fall due in order, each seeing the time it was set for. */
  advance(ms: number): Promise<void>
  /** Steps the wall clock only, as an administrator or NTP would; monotonic time and timers stay. */
  step(ms: number): void
}

/** A clock that stands still until told to advance. */
export function simulatedClock(startMs: Millis): SimulatedClock {
  assert(Number.isSafeInteger(startMs), 'a simulated clock starts at whole milliseconds')
  let elapsed = 0
  let offset = 0
  let order = 0
  const timers = new Map<number, { due: number; act: () => void }>()
  const clock: SimulatedClock = {
    now: () => startMs + Math.floor(elapsed) + offset,
    monotonic: () => elapsed,
    after(ms, act) {
      const key = order++
      timers.set(key, { due: elapsed + Math.max(0, ms), act })
      return () => timers.delete(key)
    },
    sleep: (ms, signal) => sleepOn(clock, ms, signal),
    async advance(ms) {
      const end = elapsed + ms
      for (;;) {
        await settle()
        let next: [number, { due: number; act: () => void }] | undefined
        for (const entry of timers)
          if (entry[1].due <= end && (!next || entry[1].due < next[1].due)) next = entry
        if (!next) break
        timers.delete(next[0])
        elapsed = Math.max(elapsed, next[1].due)
        next[1].act()
      }
      elapsed = end
      await settle()
    },
    step(ms) {
      offset += ms
    },
  }
  return clock
}

/** Lets promise chains that are ready run before time moves on. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
