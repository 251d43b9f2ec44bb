/**
 * Where NAL units are put together. Their bytes are copied here once, out of the receive buffer, which can then
 * be used again at once: a unit that is kept for seconds must not keep whole socket reads alive.
 *
 * Units share slabs that are never reused, so what was handed out stays valid for as long as somebody holds it,
 * and is freed when all units of a slab are let go, which a recorder does by the fragment.
 */
import { mediaFault } from './faults.ts'

const SLAB_BYTES = 128 * 1024

/** The largest NAL unit taken: a lossless 8K picture in one slice is beyond any camera. */
export const MAX_NAL_BYTES = 8 * 1024 * 1024

export type NalBuffer = {
  /** Adds bytes to the unit under way. Throws `media.unitTooLarge`. */
  append(source: Uint8Array, start: number, end: number): void
  appendByte(byte: number): void
  /** The unit under way, which is then finished. */
  finish(): Uint8Array
  /** Forgets the unit under way. */
  abandon(): void
}

export function nalBuffer(): NalBuffer {
  let slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
  let start = 0
  let end = 0

  function reserve(more: number): void {
    if (end + more <= slab.length) return
    const length = end - start
    if (length + more > MAX_NAL_BYTES) throw mediaFault('media.unitTooLarge')
    // Doubling keeps the copying of a unit that outgrows its slab below its own length.
    const next = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, Math.min(2 * (length + more), MAX_NAL_BYTES)))
    slab.copy(next, 0, start, end)
    slab = next
    start = 0
    end = length
  }

  return {
    append(source, from, to) {
      reserve(to - from)
      slab.set(source.subarray(from, to), end)
      end += to - from
    },
    appendByte(byte) {
      reserve(1)
      slab[end++] = byte
    },
    finish() {
      const nal = slab.subarray(start, end)
      start = end
      return nal
    },
    abandon() {
      end = start
    },
  }
}
