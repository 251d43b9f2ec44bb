/**
 * Reads the bits of a parameter set or a slice header: fixed fields and Exp-Golomb codes
 * (ITU-T H.264 section 9.1, H.265 section 9.2). Only for our own films, and on purpose not shared with the
 * recorder's parser: a mistake there must not be hidden by the same mistake here.
 */
import { assert } from '../../src/base/assert.ts'

type BitReader = {
  /** The next `count` bits (0 to 32) as an unsigned number. */
  bits(count: number): number
  /** ue(v) */
  unsigned(): number
}

/** A reader over the payload of a NAL unit whose header of `headerBytes` is passed over. */
export function bitReader(nal: Uint8Array, headerBytes: number): BitReader {
  const bytes = unescaped(nal.subarray(headerBytes))
  let position = 0
  const bits = (count: number): number => {
    let value = 0
    for (let i = 0; i < count; i++, position++) {
      const byte = bytes[position >> 3]
      assert(byte !== undefined, 'a film ends inside a header field')
      value = value * 2 + ((byte >> (7 - (position & 7))) & 1)
    }
    return value
  }
  const unsigned = (): number => {
    let zeros = 0
    while (bits(1) === 0) zeros++
    assert(zeros <= 31, 'an Exp-Golomb code of a film is at most 63 bits long')
    return 2 ** zeros - 1 + bits(zeros)
  }
  return { bits, unsigned }
}

/** Takes out the emulation prevention bytes: 00 00 03 stands for 00 00. */
function unescaped(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length)
  let length = 0
  let zeros = 0
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    zeros = byte === 0 ? zeros + 1 : 0
    out[length++] = byte
  }
  return out.subarray(0, length)
}
