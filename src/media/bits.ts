/**
 * Reads the bit syntax of H.264 and H.265 parameter sets (ITU-T H.264 section 7.2 and 9.1, H.265 section 9.2).
 *
 * Parameter sets come from the camera, so from anyone: every read is checked against the end and every
 * exponential-Golomb code against 32 bits. Nothing here is called for picture bytes.
 */
import { mediaFault } from './faults.ts'

/** Real parameter sets take 20 to 200 bytes; with scaling lists and 64 short-term sets a few hundred. */
export const MAX_PARAMETER_SET_BYTES = 4096

export type BitReader = {
  /** `count` bits as an unsigned number, 0 ≤ count ≤ 32. */
  bits(count: number): number
  flag(): boolean
  skip(count: number): void
  /** ue(v) that must not exceed `most`. */
  unsigned(most: number): number
  /** se(v) within 32 bits. */
  signed(): number
}

/** A reader of a NAL unit's payload after its `headerBytes`, with the emulation prevention bytes taken out. */
export function bitsOf(nal: Uint8Array, headerBytes: number): BitReader {
  if (nal.length > MAX_PARAMETER_SET_BYTES) throw mediaFault('media.parameterSetInvalid', { what: 'length' })
  const bytes = withoutEmulation(nal, headerBytes)
  const end = bytes.length * 8
  let at = 0

  function bits(count: number): number {
    if (at + count > end) throw mediaFault('media.parameterSetInvalid', { what: 'end' })
    let value = 0
    for (let left = count; left > 0;) {
      const offset = at & 7
      const take = Math.min(8 - offset, left)
      const part = (bytes[at >> 3]! >> (8 - offset - take)) & ((1 << take) - 1)
      value = value * 2 ** take + part
      at += take
      left -= take
    }
    return value
  }

  function unsigned(most: number): number {
    let zeros = 0
    while (bits(1) === 0)
      if (++zeros > 31) throw mediaFault('media.parameterSetInvalid', { what: 'exp-Golomb' })
    const value = 2 ** zeros - 1 + bits(zeros)
    if (value > most) throw mediaFault('media.parameterSetInvalid', { what: 'range' })
    return value
  }

  return {
    bits,
    flag: () => bits(1) === 1,
    skip(count) {
      if (at + count > end) throw mediaFault('media.parameterSetInvalid', { what: 'end' })
      at += count
    },
    unsigned,
    signed() {
      const code = unsigned(2 ** 32 - 2)
      return code % 2 === 1 ? (code + 1) / 2 : -code / 2
    },
  }
}

/** H.264 section 7.4.1: 00 00 03 stands for 00 00. */
function withoutEmulation(nal: Uint8Array, headerBytes: number): Uint8Array {
  const out = new Uint8Array(Math.max(0, nal.length - headerBytes))
  let length = 0
  let zeros = 0
  for (let i = headerBytes; i < nal.length; i++) {
    const byte = nal[i]!
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    zeros = byte === 0 ? zeros + 1 : 0
    out[length++] = byte
  }
  return out.subarray(0, length)
}
