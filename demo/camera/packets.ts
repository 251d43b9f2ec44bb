/**
 * RTP packets (RFC 3550) of pictures: H.264 as single NAL units, STAP-A and FU-A (RFC 6184), H.265 as single
 * NAL units, AP and FU (RFC 7798), framed for one TCP connection (RFC 2326 section 10.12). And the sender
 * reports that tie a camera's media time to its wall clock.
 */
import type { Codec } from '../../src/media/media.ts'

/** Largest RTP packet, header included, in bytes: what fits an Ethernet frame with room for tunnels. */
export const PACKET_BYTES_LIMIT = 1400

export const RTP_HEADER_BYTES = 12
/** `$`, channel, and a 16-bit length before each packet. */
export const FRAMING_BYTES = 4

const VIDEO_PAYLOAD_TYPE = 96
const PCMU_PAYLOAD_TYPE = 0

export const payloadTypes = { video: VIDEO_PAYLOAD_TYPE, audio: PCMU_PAYLOAD_TYPE } as const

/** The RTP payloads that carry `nals`, in order, each at most `limit` bytes. NAL units are not empty. */
export function payloadsOf(
  codec: Codec,
  nals: readonly Uint8Array[],
  limit = PACKET_BYTES_LIMIT - RTP_HEADER_BYTES,
): readonly Uint8Array[] {
  const headerBytes = codec === 'h264' ? 1 : 2
  const payloads: Uint8Array[] = []
  let waiting: Uint8Array[] = []
  let waitingBytes = headerBytes
  const flush = () => {
    if (waiting.length === 1) payloads.push(waiting[0] as Uint8Array)
    else if (waiting.length > 1) payloads.push(aggregated(codec, waiting, waitingBytes))
    waiting = []
    waitingBytes = headerBytes
  }
  for (const nal of nals) {
    if (nal.length > limit) {
      flush()
      payloads.push(...fragmented(codec, nal, limit))
      continue
    }
    if (waitingBytes + 2 + nal.length > limit) flush()
    waiting.push(nal)
    waitingBytes += 2 + nal.length
  }
  flush()
  return payloads
}

/** STAP-A (RFC 6184 section 5.7.1) or AP (RFC 7798 section 4.4.2). */
function aggregated(codec: Codec, nals: readonly Uint8Array[], length: number): Buffer {
  const payload = Buffer.alloc(length)
  let at: number
  if (codec === 'h264') {
    const importance = Math.max(...nals.map((nal) => (nal[0] ?? 0) & 0x60))
    at = payload.writeUInt8(importance | 24)
  } else {
    const layer = Math.min(...nals.map((nal) => (((nal[0] ?? 0) & 1) << 5) | ((nal[1] ?? 0) >> 3)))
    const temporal = Math.min(...nals.map((nal) => (nal[1] ?? 0) & 7))
    at = payload.writeUInt16BE((48 << 9) | (layer << 3) | temporal)
  }
  for (const nal of nals) {
    at = payload.writeUInt16BE(nal.length, at)
    payload.set(nal, at)
    at += nal.length
  }
  return payload
}

/** FU-A (RFC 6184 section 5.8) or FU (RFC 7798 section 4.4.3). */
function fragmented(codec: Codec, nal: Uint8Array, limit: number): readonly Buffer[] {
  const [first = 0, second = 0] = nal
  const header =
    codec === 'h264' ? Buffer.from([(first & 0xe0) | 28]) : Buffer.from([(first & 0x81) | (49 << 1), second])
  const type = codec === 'h264' ? first & 0x1f : (first >> 1) & 0x3f
  const body = nal.subarray(header.length)
  const room = limit - header.length - 1
  const payloads: Buffer[] = []
  for (let at = 0; at < body.length; at += room) {
    const part = body.subarray(at, at + room)
    const start = at === 0 ? 0x80 : 0
    const end = at + room >= body.length ? 0x40 : 0
    payloads.push(Buffer.concat([header, Buffer.from([start | end | type]), part]))
  }
  return payloads
}

/** Packets framed for TCP, one behind the other, in which channel, sequence, time and source are still open. */
export type PacketForm = {
  readonly bytes: Buffer
  /** Where each packet's framing begins. */
  readonly starts: readonly number[]
  readonly payloadBytes: number
}

/** The form of the packets of one picture: the last packet bears the marker. */
export function formOf(payloads: readonly Uint8Array[], payloadType: number): PacketForm {
  const starts: number[] = []
  const payloadBytes = payloads.reduce((sum, payload) => sum + payload.length, 0)
  const bytes = Buffer.alloc(payloadBytes + payloads.length * (FRAMING_BYTES + RTP_HEADER_BYTES))
  let at = 0
  for (const [i, payload] of payloads.entries()) {
    starts.push(at)
    bytes[at] = 0x24
    bytes.writeUInt16BE(RTP_HEADER_BYTES + payload.length, at + 2)
    bytes[at + 4] = 0x80
    bytes[at + 5] = payloadType | (i === payloads.length - 1 ? 0x80 : 0)
    at += FRAMING_BYTES + RTP_HEADER_BYTES
    bytes.set(payload, at)
    at += payload.length
  }
  return { bytes, starts, payloadBytes }
}

type PacketFields = {
  readonly channel: number
  readonly sequence: number
  readonly timestamp: number
  readonly source: number
}

/** A copy of the form with its open fields filled; sequence numbers count up from `sequence`, modulo 2^16. */
export function filled(form: PacketForm, { channel, sequence, timestamp, source }: PacketFields): Buffer {
  const bytes = Buffer.from(form.bytes)
  for (const [i, start] of form.starts.entries()) {
    bytes[start + 1] = channel
    bytes.writeUInt16BE((sequence + i) & 0xffff, start + 6)
    bytes.writeUInt32BE(timestamp, start + 8)
    bytes.writeUInt32BE(source, start + 12)
  }
  return bytes
}

type Report = {
  readonly channel: number
  readonly source: number
  /** The camera's own wall clock, milliseconds since 1970. */
  readonly wallMs: number
  /** Media time of the same instant. */
  readonly timestamp: number
  readonly packets: number
  readonly octets: number
  /** Canonical name of the source. */
  readonly name: string
}

/** Seconds from 1900, where NTP counts from, to 1970. */
const NTP_EPOCH_SECONDS = 2_208_988_800

/** A framed compound RTCP packet: sender report and source description (RFC 3550 sections 6.4.1 and 6.5). */
export function senderReport(report: Report): Buffer {
  const head = Buffer.alloc(FRAMING_BYTES + 28)
  head[0] = 0x24
  head[1] = report.channel
  head[4] = 0x80
  head[5] = 200
  head.writeUInt16BE(6, 6)
  head.writeUInt32BE(report.source, 8)
  const seconds = Math.floor(report.wallMs / 1000)
  head.writeUInt32BE((seconds + NTP_EPOCH_SECONDS) % 2 ** 32, 12)
  head.writeUInt32BE(Math.floor(((report.wallMs - seconds * 1000) / 1000) * 2 ** 32), 16)
  head.writeUInt32BE(report.timestamp, 20)
  head.writeUInt32BE(report.packets % 2 ** 32, 24)
  head.writeUInt32BE(report.octets % 2 ** 32, 28)
  const name = Buffer.from(report.name).subarray(0, 255)
  const chunk = Buffer.alloc(Math.ceil((4 + 2 + name.length + 1) / 4) * 4)
  chunk.writeUInt32BE(report.source)
  chunk[4] = 1
  chunk[5] = name.length
  chunk.set(name, 6)
  const description = Buffer.from([0x81, 202, 0, chunk.length / 4])
  const packet = Buffer.concat([head, description, chunk])
  packet.writeUInt16BE(packet.length - FRAMING_BYTES, 2)
  return packet
}
