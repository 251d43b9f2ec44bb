/**
 * One run's timeline: from the camera's clock (ticks of 90 kHz) to wall time. Pure.
 *
 * A camera's clock is even but drifts; arrival is right on average but jumps with the network. So time is taken from
 * the camera and pulled towards arrival slowly: at most 500 ppm, which a wall clock that is kept by NTP and a sane
 * camera never need. The earliest arrivals count, because a network can only delay. So a day of video stays aligned
 * within the network's delay, and time within a run never goes back.
 *
 * A camera whose error has grown past a second is beyond sane: it is followed faster, at 2 %, and past fifteen seconds it
 * is told to be lost.
 */
import { assert } from '../base/assert.ts'

const PACE = 500e-6
const FAST_PACE = 0.02
const SANE_ERROR_MS = 1000
const LOST_ERROR_MS = 15_000
/** Of so much video the earliest arrival is taken. */
const WINDOW_MS = 10_000

export type RunTimeline = {
  /** Takes note of when a picture came; wall times in ms, in the order of arrival. */
  arrived(dts90k: number, arrivedAtMs: number): void
  /** The wall time of a picture, whole ms; never less than of one before it. */
  wallMs(dts90k: number): number
  /** Whether the camera's clock cannot be followed any more. */
  isLost(): boolean
  /** The wall clock was set: from now on everything is so much later. */
  shift(stepMs: number): void
}

/** Begins a timeline on which the picture `dts90k` was taken at `atMs`. */
export function runTimeline(dts90k: number, atMs: number): RunTimeline {
  let offsetMs = atMs - dts90k / 90
  let targetMs = offsetMs
  let earliestMs = Infinity
  let windowEndMs = dts90k / 90 + WINDOW_MS
  let latestMs = dts90k / 90

  function advance(mediaMs: number): void {
    assert(mediaMs >= latestMs, 'a timeline is asked in the order of decoding')
    const error = targetMs - offsetMs
    const pace = Math.abs(error) > SANE_ERROR_MS ? FAST_PACE : PACE
    const most = (mediaMs - latestMs) * pace
    offsetMs += Math.max(-most, Math.min(most, error))
    latestMs = mediaMs
  }

  return {
    arrived(dts90k, arrivedAtMs) {
      const mediaMs = dts90k / 90
      earliestMs = Math.min(earliestMs, arrivedAtMs - mediaMs)
      if (mediaMs < windowEndMs) return
      targetMs = earliestMs
      earliestMs = Infinity
      windowEndMs = mediaMs + WINDOW_MS
    },
    wallMs(dts90k) {
      advance(dts90k / 90)
      return Math.floor(dts90k / 90 + offsetMs)
    },
    isLost: () => Math.abs(targetMs - offsetMs) > LOST_ERROR_MS,
    shift(stepMs) {
      offsetMs += stepMs
      targetMs += stepMs
      earliestMs += stepMs
    },
  }
}
