/**
 * From RTP payloads to NAL units: RFC 6184 (H.264: single NAL unit, STAP-A, FU-A) and RFC 7798 (H.265: single,
 * AP, FU). The interleaved modes, which need a reordering buffer and which no camera uses, are refused.
 *
 * It only puts together; whether what comes out is a whole picture is decided in units.ts.
 */
import { mediaFault } from './faults.ts'
import { gathering } from './gathering.ts'
import type { Codec } from './video.ts'

export type NalSink = {
  /** A unit, valid during the call only. */
  nal(nal: Buffer): void
  /** A unit could not be put together. */
  damage(): void
}

export type Depacketizer = {
  /** Takes one packet's payload, [start, end) of `bytes`; nothing of it is kept that is not copied. */
  payload(bytes: Buffer, start: number, end: number): void
  /** The next payload does not continue the last one. True when that leaves a unit unfinished. */
  interrupt(): boolean
}

export function depacketizer(codec: Codec, sink: NalSink): Depacketizer {
  const parts = gathering()
  let open = false

  function interrupt(): boolean {
    const unfinished = open
    open = false
    return unfinished
  }

  function whole(bytes: Buffer, start: number, end: number): void {
    if (interrupt()) sink.damage()
    sink.nal(bytes.subarray(start, end))
  }

  /** Units each preceded by their length in 16 bits. */
  function aggregate(bytes: Buffer, start: number, end: number): void {
    for (let at = start; at < end;) {
      const length = at + 2 <= end ? bytes.readUInt16BE(at) : 0
      if (length === 0 || at + 2 + length > end) return sink.damage()
      whole(bytes, at + 2, at + 2 + length)
      at += 2 + length
    }
  }

  /** A part of a unit; `header` is the unit's own, rebuilt, for the first part. */
  function fragment(bytes: Buffer, start: number, end: number, flags: number, header: readonly number[]) {
    if ((flags & 0x80) !== 0) {
      if (interrupt()) sink.damage()
      parts.clear()
      for (const byte of header) parts.addByte(byte)
      open = true
    } else if (!open) return sink.damage()
    parts.add(bytes, start, end)
    if ((flags & 0x40) === 0) return
    open = false
    sink.nal(parts.bytes())
  }

  function h264(bytes: Buffer, start: number, end: number): void {
    const first = bytes[start]!
    const type = first & 0x1f
    if (type >= 1 && type <= 23) whole(bytes, start, end)
    else if (type === 24) aggregate(bytes, start + 1, end)
    else if (type === 28) {
      if (end - start < 3) return sink.damage()
      const flags = bytes[start + 1]!
      fragment(bytes, start + 2, end, flags, [(first & 0xe0) | (flags & 0x1f)])
    } else if (type >= 25 && type <= 29)
      throw mediaFault('media.packetizationUnsupported', { what: `H.264 packet type ${type}` })
    // 0, 30 and 31 are undefined and must be ignored (RFC 6184 section 5.2).
  }

  function h265(bytes: Buffer, start: number, end: number): void {
    if (end - start < 2) return sink.damage()
    const first = bytes[start]!
    const type = (first >> 1) & 0x3f
    if (type < 48) whole(bytes, start, end)
    else if (type === 48) aggregate(bytes, start + 2, end)
    else if (type === 49) {
      if (end - start < 4) return sink.damage()
      const flags = bytes[start + 2]!
      const header = [(first & 0x81) | ((flags & 0x3f) << 1), bytes[start + 1]!]
      fragment(bytes, start + 3, end, flags, header)
    } else if (type === 50) throw mediaFault('media.packetizationUnsupported', { what: 'H.265 PACI packets' })
    // Above 50 nothing is defined (RFC 7798 section 4.4).
  }

  return { payload: codec === 'h264' ? h264 : h265, interrupt }
}
