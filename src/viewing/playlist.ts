/**
 * Which fragments of which segments a viewing shows, and the HLS playlist that lists them (RFC 8216, fragmented MP4
 * as in its section 3.3). Pure.
 */
import type { Millis } from '../base/clock.ts'
import { koreanIso } from '../base/day.ts'
import type { Segment } from '../footage/footage.ts'

/** When a fragment plays, in ticks of 90 kHz, and whether decoding can begin with it. */
type FragmentTime = {
  readonly pts90k: number
  readonly duration90k: number
  readonly isKey: boolean
}

export type Range = { readonly fromMs: Millis; readonly toMs: Millis }

/** A segment with the times of its fragments. */
export type IndexedSegment = {
  readonly segment: Pick<Segment, 'id' | 'run' | 'startedAtMs'>
  readonly fragments: readonly FragmentTime[]
}

/** Fragments of one run further apart than this are shown as a break. */
const BREAK_90K = 90_000

/** When a fragment begins, wall time: its segment's beginning and its distance from it by the camera's clock. */
export function fragmentStart(indexed: IndexedSegment, fragment: number): Millis {
  const first = indexed.fragments[0]?.pts90k ?? 0
  const own = indexed.fragments[fragment]?.pts90k ?? first
  return indexed.segment.startedAtMs + (own - first) / 90
}

/**
 * Whether a fragment overlaps the range: the same rule by which the vault opens it. The range is not cut within a
 * fragment (about two seconds), because a decoder needs it whole; nothing before it is added either, so that where
 * the first of them does not begin with a key picture, a player shows the range from its next key picture on.
 */
export function isWithin(indexed: IndexedSegment, fragment: number, range: Range): boolean {
  const startMs = fragmentStart(indexed, fragment)
  const durationMs = (indexed.fragments[fragment]?.duration90k ?? 0) / 90
  return startMs < range.toMs && startMs + durationMs > range.fromMs
}

/** The addresses of the pieces, relative to the playlist. */
function initUri(segment: string): string {
  return `segments/${segment}/init.mp4`
}

function partUri(segment: string, fragment: number): string {
  return `segments/${segment}/fragments/${fragment}`
}

/**
 * The playlist of these segments, in order of time, within the range; undefined when no fragment lies in it. Each run
 * has its own initialisation segment and begins with a discontinuity; so does what follows a break within a run.
 */
export function playlist(segments: readonly IndexedSegment[], range: Range): string | undefined {
  const lines: string[] = []
  let longest90k = 0
  let previous: { run: string; end90k: number } | undefined
  for (const indexed of segments) {
    const { segment, fragments } = indexed
    let isFirst = true
    for (const [i, fragment] of fragments.entries()) {
      if (!isWithin(indexed, i, range)) continue
      const isNewRun = previous?.run !== segment.run
      const isBreak = isNewRun || Math.abs(fragment.pts90k - (previous?.end90k ?? 0)) > BREAK_90K
      if (isBreak && previous !== undefined) lines.push('#EXT-X-DISCONTINUITY')
      if (isNewRun) lines.push(`#EXT-X-MAP:URI="${initUri(segment.id)}"`)
      if (isBreak || isFirst)
        lines.push(`#EXT-X-PROGRAM-DATE-TIME:${koreanIso(Math.round(fragmentStart(indexed, i)))}`)
      isFirst = false
      lines.push(`#EXTINF:${(fragment.duration90k / 90_000).toFixed(5)},`, partUri(segment.id, i))
      longest90k = Math.max(longest90k, fragment.duration90k)
      previous = { run: segment.run, end90k: fragment.pts90k + fragment.duration90k }
    }
  }
  if (previous === undefined) return undefined
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.max(1, Math.ceil(longest90k / 90_000))}`,
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-MEDIA-SEQUENCE:0',
    ...lines,
    '#EXT-X-ENDLIST',
    '',
  ].join('\n')
}
