/**
 * A camera's own clock. It is set once, at the camera's start, and then runs on its own: it may run fast or
 * slow against the machine's, and knows nothing of the machine's clock being stepped.
 */
import type { Clock } from '../../src/base/clock.ts'

export type CameraTime = {
  /** Milliseconds since 1970, as this camera believes; not rounded. */
  now(): number
  /** Real milliseconds until this camera believes it to be `ms`; negative when that is past. */
  until(ms: number): number
  /** From now on a second of this clock lasts 1 / (1 + ppm / 1,000,000) real seconds. */
  drift(ppm: number): void
}

export function cameraTime(clock: Clock): CameraTime {
  let rate = 1
  let anchor = { own: clock.now(), real: clock.monotonic() }
  const now = () => anchor.own + (clock.monotonic() - anchor.real) * rate
  return {
    now,
    until: (ms) => (ms - anchor.own) / rate - (clock.monotonic() - anchor.real),
    drift(ppm) {
      anchor = { own: now(), real: clock.monotonic() }
      rate = 1 + ppm / 1_000_000
    },
  }
}
