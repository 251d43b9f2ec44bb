/**
 * RTSP 1.0 messages (RFC 2326 sections 4 to 7) and what shares their connection: RTP packets framed by `$`, a
 * channel and a length (section 10.12).
 *
 * What a read leaves unfinished waits for the next one.
 */
import { mediaFault } from './faults.ts'
import { MAX_LEFT_BYTES, type Room } from './intake.ts'

const MAX_HEAD_BYTES = 16 * 1024
const MAX_HEADERS = 100
const MAX_BODY_BYTES = 64 * 1024
const DOLLAR = 0x24
const FRAME_BYTES = 4

export type Message = {
  /** The status of an answer, or undefined for a request by the camera. */
  readonly status: number | undefined
  /** Names in lower case, in the order they came; a name may come more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
}

export type InletReceivers = {
  /** A packet at [start, end) of `bytes`; valid during the call only. */
  packet(channel: number, bytes: Buffer, start: number, end: number): void
  message(message: Message): void
}

/**
 * Takes reads, of `count` bytes at `room.read` each, and hands on what is whole. Throws `media.protocolBroken`, or what a
 * receiver throws; it is of no use after that.
 */
export function createInlet(receivers: InletReceivers): (room: Room, count: number) => void {
  const left = Buffer.allocUnsafeSlow(MAX_LEFT_BYTES)
  let leftLength = 0
  /** With fewer bytes than this, what is left over is not whole: a camera may send it byte by byte. */
  let needed = 0

  /** Hands on the thing that begins at `start`, and tells where it ends; undefined when it is not whole. */
  function take(bytes: Buffer, start: number, end: number): number | undefined {
    const first = bytes[start]!
    if (first === 13 || first === 10) return start + 1 // some cameras end a body with one that its length does not count
    if (first === DOLLAR) {
      needed = FRAME_BYTES
      if (start + needed > end) return undefined
      needed += bytes.readUInt16BE(start + 2)
      if (start + needed > end) return undefined
      receivers.packet(bytes[start + 1]!, bytes, start + FRAME_BYTES, start + needed)
      return start + needed
    }
    const { message, length } = parseMessage(bytes.subarray(start, end))
    needed = length
    if (message === undefined) return undefined
    receivers.message(message)
    return start + length
  }

  return ({ all, read }, count) => {
    if (leftLength + count < needed) {
      leftLength += read.copy(left, leftLength, 0, count)
      return
    }
    const end = MAX_LEFT_BYTES + count
    let start = MAX_LEFT_BYTES - leftLength
    left.copy(all, start, 0, leftLength)
    needed = 0
    while (start < end) {
      const next = take(all, start, end)
      if (next === undefined) break
      start = next
      needed = 0
    }
    leftLength = all.copy(left, 0, start, end)
  }
}

/**
 * The message at the start of `bytes` and its length; while it is not whole, how long it is at least. Throws
 * `media.protocolBroken`.
 */
export function parseMessage(bytes: Buffer): { message: Message | undefined; length: number } {
  if (bytes[0]! < 0x41 || bytes[0]! > 0x5a) throw mediaFault('media.protocolBroken', { what: 'framing' })
  const headEnd = bytes.subarray(0, MAX_HEAD_BYTES).indexOf('\r\n\r\n')
  if (headEnd < 0) {
    if (bytes.length >= MAX_HEAD_BYTES) throw mediaFault('media.protocolBroken', { what: 'head too long' })
    return { message: undefined, length: bytes.length + 1 }
  }
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  if (lines.length > MAX_HEADERS) throw mediaFault('media.protocolBroken', { what: 'too many headers' })
  const headers = lines.map(headerOf)
  const bodyLength = contentLength(headers)
  const length = headEnd + 4 + bodyLength
  if (bytes.length < length) return { message: undefined, length }
  const body = Uint8Array.from(bytes.subarray(headEnd + 4, length))
  return { message: { status: statusOf(first), headers, body }, length }
}

function headerOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  // A bare line end or another control character would be written back with the value it stands in.
  // oxlint-disable-next-line no-control-regex
  if (colon < 1 || /[\u0000-\u0008\u000a-\u001f\u007f]/.test(line))
    throw mediaFault('media.protocolBroken', { what: 'header' })
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
}

function statusOf(first: string): number | undefined {
  const answer = /^RTSP\/1\.\d (\d{3})(?: |$)/.exec(first)
  if (answer) return Number(answer[1])
  if (/^[A-Z_]{3,20} \S+ RTSP\/1\.\d$/.test(first)) return undefined
  throw mediaFault('media.protocolBroken', { what: 'first line' })
}

function contentLength(headers: Message['headers']): number {
  const text = header(headers, 'content-length')
  if (text === undefined) return 0
  const length = /^\d{1,9}$/.test(text) ? Number(text) : Infinity
  if (length > MAX_BODY_BYTES) throw mediaFault('media.protocolBroken', { what: 'content-length' })
  return length
}

/** The first value of a header, its name in lower case. */
export function header(headers: Message['headers'], name: string): string | undefined {
  return headers.find(([key]) => key === name)?.[1]
}
