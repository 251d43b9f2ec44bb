/** A short film from a captured stream, played over and over as a camera's events: 15 pictures a second, a key picture each second. */
import { present } from '../../base/assert.ts'
import { capture, formatsOf, receive, unitsOf } from '../../media/testing/captures.ts'
import type { AccessUnit, VideoFormat } from '../../media/media.ts'

export const FRAME_90K = 6000
export const FRAME_MS = 1000 / 15
const KEY_EVERY = 15

type Film = { readonly format: VideoFormat; readonly units: readonly AccessUnit[] }

function filmOf(name: 'h264' | 'h265'): Film {
  const { track, packets } = capture(name)
  const { events } = receive(track, packets)
  return { format: present(formatsOf(events)[0], 'a format'), units: unitsOf(events) }
}

export const film = filmOf('h264')
export const otherFilm = filmOf('h265')

/** The nth picture since a connection began, at `dts90k`, without reordering. */
export function picture(n: number, dts90k: number, arrivedAtMs: number, from: Film = film): AccessUnit {
  const unit = present(from.units[n % KEY_EVERY], 'the film has a second')
  // The recorder takes it over, and the film goes on.
  const bytes = Uint8Array.from(unit.bytes)
  return { dts90k, pts90k: dts90k, isKey: n % KEY_EVERY === 0, bytes, arrivedAtMs }
}
