/**
 * Decoding times for pictures that arrive in decoding order with only their presentation time.
 *
 * RTP and most files tell when a picture is shown; a container also wants when it is decoded, and with
 * bidirectional pictures (B-frames) the two differ. When pictures may be overtaken by at most `depth` others, the
 * n-th decoding time is the n-th smallest presentation time, `depth` pictures late: the smallest of the
 * `depth + 1` greatest times seen so far. That needs no look ahead and adds no delay.
 *
 * Cameras that reorder more than their parameter sets say are believed by what they send: the depth grows, and a
 * few decoding times are squeezed one tick apart, which composition offsets of either sign express exactly
 * (ISO/IEC 14496-12 section 8.8.8, version 1). Presentation times are never touched.
 */

/** H.264 and H.265 allow 16 pictures in the decoder. */
const MAX_REORDER_DEPTH = 16

/** How far apart the decoding times before the first picture are put: 30 pictures a second. */
const LEAD_IN_90K = 3000

export type DecodingOrder = {
  /** A picture that refers to none before it, after which nothing earlier is shown; `depth` as declared. */
  restart(pts90k: number, depth: number): void
  /** The decoding time of the next picture; greater than all before. */
  next(pts90k: number): number
}

export function decodingOrder(): DecodingOrder {
  let depth = 0
  let last = -1
  /** The greatest presentation times, rising, at most depth + 1. */
  let greatest: number[] = []
  return {
    restart(pts90k, declared) {
      depth = Math.max(depth, Math.min(declared, MAX_REORDER_DEPTH))
      greatest = Array.from({ length: depth }, (_, i) => pts90k - (depth - i) * LEAD_IN_90K)
    },
    next(pts90k) {
      let at = greatest.length
      while (at > 0 && greatest[at - 1]! > pts90k) at--
      greatest.splice(at, 0, pts90k)
      depth = Math.min(Math.max(depth, greatest.length - 1 - at), MAX_REORDER_DEPTH)
      while (greatest.length > depth + 1) greatest.shift()
      last = Math.max(greatest[0]!, last + 1)
      return last
    },
  }
}
