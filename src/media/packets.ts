/**
 * From RTP payloads to NAL units: RFC 6184 (H.264: single NAL unit, STAP-A, FU-A) and RFC 7798 (H.265: single,
 * AP, FU). The interleaved modes, which need a reordering buffer and which no camera uses, are refused.
 *
 * It only finds the parts; whether what comes out is a whole picture is decided in units.ts.
 */
import { mediaFault } from './faults.ts'
import type { Codec } from './video.ts'

/** What takes units, part by part: bytes [start, end) of `bytes` each, valid during the call only. */
export type NalSink = {
  /** A unit begins, with its header at least. */
  open(bytes: Buffer, start: number, end: number): void
  /** More of the unit that is open. */
  add(bytes: Buffer, start: number, end: number): void
  /** The unit that is open is whole. */
  close(): void
  /** A unit is not whole: the one that is open, which ends, or one of which nothing came. */
  damage(): void
}

export type Depacketizer = {
  /** Takes one packet's payload, [start, end) of `bytes`; nothing of it is kept that is not copied. */
  payload(bytes: Buffer, start: number, end: number): void
  /** The next payload does not continue the last one. True when that leaves a unit unfinished. */
  interrupt(): boolean
}

export function depacketizer(codec: Codec, sink: NalSink): Depacketizer {
  const header = Buffer.alloc(2)
  let open = false

  function interrupt(): boolean {
    const unfinished = open
    open = false
    return unfinished
  }

  function whole(bytes: Buffer, start: number, end: number): void {
    if (interrupt()) sink.damage()
    sink.open(bytes, start, end)
    sink.close()
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

  /** A part of a unit, of which the first `headerLength` bytes of `header` are the header. */
  function fragment(bytes: Buffer, start: number, end: number, flags: number, headerLength: number): void {
    if ((flags & 0x80) !== 0) {
      if (interrupt()) sink.damage()
      sink.open(header, 0, headerLength)
      open = true
    } else if (!open) return sink.damage()
    sink.add(bytes, start, end)
    if ((flags & 0x40) === 0) return
    open = false
    sink.close()
  }

  function h264(bytes: Buffer, start: number, end: number): void {
    const first = bytes[start]!
    const type = first & 0x1f
    if (type >= 1 && type <= 23) whole(bytes, start, end)
    else if (type === 24) aggregate(bytes, start + 1, end)
    else if (type === 28) {
      if (end - start < 3) return sink.damage()
      const flags = bytes[start + 1]!
      header[0] = (first & 0xe0) | (flags & 0x1f)
      fragment(bytes, start + 2, end, flags, 1)
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
      header[0] = (first & 0x81) | ((flags & 0x3f) << 1)
      header[1] = bytes[start + 1]!
      fragment(bytes, start + 3, end, flags, 2)
    } else if (type === 50) throw mediaFault('media.packetizationUnsupported', { what: 'H.265 PACI packets' })
    // Above 50 nothing is defined (RFC 7798 section 4.4).
  }

  return { payload: codec === 'h264' ? h264 : h265, interrupt }
}
