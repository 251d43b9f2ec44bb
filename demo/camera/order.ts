/**
 * In which order pictures are shown. A film with B-frames is decoded in one order and shown in another; RTP
 * carries the time of showing (RFC 6184 section 5.1), so the camera must know it.
 */
import { assert } from '../../src/base/assert.ts'
import type { Codec } from '../../src/media/media.ts'
import { bitReader } from './bits.ts'

/** A function from a picture's first slice to its picture order count, for one sequence parameter set. */
type OrderOf = (slice: Uint8Array, decoded: number) => number

/**
 * For each picture, in decoding order, how many frame periods after its decoding slot it is shown (≥ 0).
 * `pictures` gives each picture's first slice and whether it starts a closed group of pictures.
 */
export function showingDelays(
  codec: Codec,
  sps: Uint8Array,
  pictures: readonly { readonly slice: Uint8Array; readonly isKey: boolean }[],
): readonly number[] {
  const orderOf = codec === 'h264' ? orderOfH264(sps) : orderOfH265(sps)
  const shifts: number[] = []
  for (let start = 0; start < pictures.length;) {
    let end = start + 1
    while (end < pictures.length && !pictures[end]?.isKey) end++
    const group = pictures
      .slice(start, end)
      .map(({ slice }, decoded) => ({ decoded, order: orderOf(slice, decoded) }))
    const shown = group.toSorted((a, b) => a.order - b.order)
    for (const { decoded } of group) shifts.push(shown.findIndex((p) => p.decoded === decoded) - decoded)
    start = end
  }
  const depth = Math.max(0, ...shifts.map((shift) => -shift))
  return shifts.map((shift) => shift + depth)
}

const PROFILES_WITH_CHROMA_FORMAT = [100, 110, 122, 244, 44, 83, 86, 118, 128]

/** ITU-T H.264 sections 7.3.2.1.1 and 7.3.3. */
function orderOfH264(sps: Uint8Array): OrderOf {
  const r = bitReader(sps, 1)
  const profile = r.bits(8)
  r.bits(16)
  r.unsigned()
  if (PROFILES_WITH_CHROMA_FORMAT.includes(profile)) {
    r.unsigned()
    r.unsigned()
    r.unsigned()
    r.bits(1)
    assert(r.bits(1) === 0, 'a film has no scaling matrix of its own')
  }
  const frameNumberBits = r.unsigned() + 4
  const orderType = r.unsigned()
  if (orderType === 2) return (_, decoded) => decoded
  assert(orderType === 0, 'a film counts its pictures by type 0 or 2')
  const orderBits = r.unsigned() + 4
  return inRange(orderBits, (slice) => {
    const s = bitReader(slice, 1)
    s.unsigned()
    s.unsigned()
    s.unsigned()
    s.bits(frameNumberBits)
    if ((present0(slice) & 0x1f) === 5) s.unsigned()
    return s.bits(orderBits)
  })
}

/** ITU-T H.265 sections 7.3.2.2.1 and 7.3.6.1; one layer, no sub-layers, no extra slice header bits. */
function orderOfH265(sps: Uint8Array): OrderOf {
  const r = bitReader(sps, 2)
  r.bits(4)
  assert(r.bits(3) === 0, 'a film has no temporal sub-layers')
  r.bits(1)
  for (let i = 0; i < 12; i++) r.bits(8)
  r.unsigned()
  assert(r.unsigned() === 1, 'a film is 4:2:0')
  r.unsigned()
  r.unsigned()
  if (r.bits(1) === 1) for (let i = 0; i < 4; i++) r.unsigned()
  r.unsigned()
  r.unsigned()
  const orderBits = r.unsigned() + 4
  return inRange(orderBits, (slice) => {
    const type = (present0(slice) >> 1) & 0x3f
    if (type === 19 || type === 20) return 0
    const s = bitReader(slice, 2)
    s.bits(1)
    if (type >= 16 && type <= 23) s.bits(1)
    s.unsigned()
    s.unsigned()
    return s.bits(orderBits)
  })
}

/** The count is kept modulo 2^bits; follow it from picture to picture (H.264 section 8.2.1.1). */
function inRange(bits: number, lsbOf: (slice: Uint8Array) => number): OrderOf {
  const range = 2 ** bits
  let last = 0
  return (slice, decoded) => {
    const lsb = lsbOf(slice)
    if (decoded === 0) last = lsb
    const step = (((lsb - last) % range) + range) % range
    last += step < range / 2 ? step : step - range
    return last
  }
}

function present0(nal: Uint8Array): number {
  return nal[0] ?? 0
}
