/**
 * RTP (RFC 3550): where the payload of a packet lies, what is missing, and time that does not wrap.
 *
 * Sequence numbers and timestamps are 16 and 32 bits wide on the wire. At 90 kHz a timestamp wraps every
 * 13.26 hours, so a camera recorded around the clock wraps twice a day: nothing after this file sees it.
 */
import { mediaFault } from './faults.ts'

export type RtpPacket = {
  readonly marker: boolean
  readonly payloadType: number
  readonly sequence: number
  readonly timestamp: number
  readonly source: number
  /** The payload lies at [start, end) of the bytes that were parsed. */
  readonly start: number
  readonly end: number
}

/** Section 5.1, with contributing sources, header extension and padding skipped. Throws `media.rtpInvalid`. */
export function parseRtp(bytes: Buffer, start: number, end: number): RtpPacket {
  if (end - start < 12 || bytes[start]! >> 6 !== 2) throw mediaFault('media.rtpInvalid')
  const first = bytes[start]!
  let payload = start + 12 + (first & 0x0f) * 4
  if ((first & 0x10) !== 0) {
    if (payload + 4 > end) throw mediaFault('media.rtpInvalid')
    payload += 4 + bytes.readUInt16BE(payload + 2) * 4
  }
  let finish = end
  if ((first & 0x20) !== 0) {
    const padding = bytes[end - 1]!
    if (padding === 0) throw mediaFault('media.rtpInvalid')
    finish -= padding
  }
  if (payload > finish) throw mediaFault('media.rtpInvalid')
  const second = bytes[start + 1]!
  return {
    marker: (second & 0x80) !== 0,
    payloadType: second & 0x7f,
    sequence: bytes.readUInt16BE(start + 2),
    timestamp: bytes.readUInt32BE(start + 4),
    source: bytes.readUInt32BE(start + 8),
    start: payload,
    end: finish,
  }
}

/** A packet this little behind is late or sent twice (RFC 3550 appendix A.1, MAX_MISORDER). */
const MAX_LATE_PACKETS = 100

/**
 * Follows sequence numbers. Each call tells how many packets are missing before this one, or `late` for one whose
 * place has passed. A jump backwards by more than a late packet could is a restarted camera: at least one is missing.
 */
export function sequenceTracker(): (sequence: number) => number | 'late' {
  let expected: number | undefined
  return (sequence) => {
    const ahead = expected === undefined ? 0 : (sequence - expected) & 0xffff
    if (ahead >= 0x10000 - MAX_LATE_PACKETS) return 'late'
    expected = (sequence + 1) & 0xffff
    return ahead < 0x8000 ? ahead : 1
  }
}

export type TimestampUnwrapper = {
  /** The wide time of a timestamp; the next one is taken to be less than 2^31 ticks (6.6 hours) away from it. */
  unwrap(timestamp: number): number
  /** The wide time of a timestamp near the latest, which stays the latest; undefined before the first. */
  near(timestamp: number): number | undefined
}

/** Unwraps 32-bit timestamps into safe integers; the first becomes `origin90k`. */
export function timestampUnwrapper(origin90k: number): TimestampUnwrapper {
  let latest: { readonly narrow: number; readonly wide: number } | undefined
  const near = (timestamp: number) =>
    latest === undefined ? undefined : latest.wide + ((timestamp - latest.narrow) | 0)
  return {
    near,
    unwrap(timestamp) {
      const wide = near(timestamp) ?? origin90k
      latest = { narrow: timestamp, wide }
      return wide
    },
  }
}
