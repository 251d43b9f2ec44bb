/**
 * Which picture of a film is due when, and with which timestamp. Everything is counted from the start of a
 * stretch, so that rounding never adds up and the film's end is passed without a seam.
 */
import type { Film, Picture } from './film.ts'

export const VIDEO_HERTZ = 90_000

/** A film being played without interruption, over and over. */
export type Stretch = {
  readonly film: Film
  /** The picture it begins with, a key picture. */
  readonly firstIndex: number
  /** Camera time of that picture's place in decoding order, milliseconds. */
  readonly startMs: number
  /** RTP timestamp of that instant, not wrapped at 2^32. */
  readonly startTimestamp: number
}

type Due = {
  readonly picture: Picture
  /** Camera time, milliseconds. */
  readonly dueMs: number
  /** Not wrapped. */
  readonly timestamp: number
}

/** Where a film is entered at the camera time `fromMs`: a live one at its next key picture, in step with 1970. */
export function entry(film: Film, live: boolean, fromMs: number): Pick<Stretch, 'firstIndex' | 'startMs'> {
  if (!live) return { firstIndex: 0, startMs: fromMs }
  const slotMs = 1000 / film.framesPerSecond
  let slot = Math.ceil(fromMs / slotMs)
  while (!film.pictures[slot % film.pictures.length]?.isKey) slot++
  return { firstIndex: slot % film.pictures.length, startMs: slot * slotMs }
}

/** The nth picture of a stretch, counted from 0. */
export function dueAt({ film, firstIndex, startMs, startTimestamp }: Stretch, n: number): Due {
  const picture = film.pictures[(firstIndex + n) % film.pictures.length] as Picture
  return {
    picture,
    dueMs: startMs + (n * 1000) / film.framesPerSecond,
    timestamp: startTimestamp + Math.round(((n + picture.shownAfter) * VIDEO_HERTZ) / film.framesPerSecond),
  }
}
