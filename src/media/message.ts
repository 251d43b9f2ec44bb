/**
 * RTSP 1.0 messages (RFC 2326 sections 4 to 7) and what shares their connection: RTP packets framed by `$`, a
 * channel and a length (section 10.12).
 *
 * What came and is not looked at yet has one fixed room. When it is looked at, connection.ts says.
 */
import { mediaFault } from './faults.ts'
import { MAX_READ_BYTES } from './intake.ts'

const MAX_HEAD_BYTES = 16 * 1024
const MAX_HEADERS = 100
const MAX_BODY_BYTES = 64 * 1024
const ROOM_BYTES = 192 * 1024
/** When less than a full read is left, what came must be looked at: more than the largest thing to be seen whole. */
const FULL_BYTES = ROOM_BYTES - MAX_READ_BYTES
const DOLLAR = 0x24

export type Message = {
  /** The status of an answer, or undefined for a request by the camera. */
  readonly status: number | undefined
  /** Names in lower case, in the order they came; a name may come more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
}

export type Inlet = {
  /** Takes `count` bytes of a read, at most MAX_READ_BYTES, which came at `atMs`, and copies them. */
  add(read: Uint8Array, count: number, atMs: number): void
  /** Whether what came must be looked at before more is added. */
  isFull(): boolean
  /** Hands on all that is whole. Throws `media.protocolBroken`, or what a receiver throws. */
  look(): void
}

export type InletReceivers = {
  /** A packet at [start, end) of `bytes`, the last of which came at `atMs`; valid during the call only. */
  packet(channel: number, bytes: Buffer, start: number, end: number, atMs: number): void
  message(message: Message): void
}

export function createInlet(receivers: InletReceivers): Inlet {
  const bytes = Buffer.allocUnsafeSlow(ROOM_BYTES)
  let start = 0
  let end = 0
  /** How many bytes went before `bytes`. */
  let before = 0
  /** What came since the last look: up to which byte of the stream, and when. */
  const reads: { readonly end: number; readonly atMs: number }[] = []
  /** Which of them is being looked at. Taken out one by one, 100,000 of a byte each cost seconds. */
  let current = 0

  /** When the last byte before `position` came. */
  function arrival(position: number): number {
    while (reads[current]!.end < before + position) current++
    return reads[current]!.atMs
  }

  /** Moves what is left to the beginning. */
  function makeRoom(): void {
    bytes.copyWithin(0, start, end)
    end -= start
    before += start
    start = 0
  }

  /** Consumes one thing that lies whole at `start`; false when it does not yet. */
  function take(): boolean {
    const first = bytes[start]!
    if (first === DOLLAR) {
      if (end - start < 4) return false
      const finish = start + 4 + bytes.readUInt16BE(start + 2)
      if (finish > end) return false
      const packet = start + 4
      start = finish
      receivers.packet(bytes[packet - 3]!, bytes, packet, finish, arrival(finish))
      return true
    }
    if (first === 13 || first === 10) {
      start++ // some cameras end a body with a line end that its length does not count
      return true
    }
    const found = parseMessage(bytes.subarray(start, end))
    if (found === undefined) return false
    start += found.length
    receivers.message(found.message)
    return true
  }

  return {
    add(read, count, atMs) {
      if (end + count > ROOM_BYTES) makeRoom()
      bytes.set(count === read.length ? read : read.subarray(0, count), end)
      end += count
      reads.push({ end: before + end, atMs })
    },
    isFull: () => end - start > FULL_BYTES,
    look() {
      while (start < end && take());
      reads.length = 0
      current = 0
      if (start === end) makeRoom()
    },
  }
}

/** The message at the start of `bytes`, or undefined while it is not whole. Throws `media.protocolBroken`. */
export function parseMessage(bytes: Buffer): { message: Message; length: number } | undefined {
  if (bytes[0]! < 0x41 || bytes[0]! > 0x5a) throw mediaFault('media.protocolBroken', { what: 'framing' })
  const headEnd = bytes.subarray(0, MAX_HEAD_BYTES).indexOf('\r\n\r\n')
  if (headEnd < 0) {
    if (bytes.length >= MAX_HEAD_BYTES) throw mediaFault('media.protocolBroken', { what: 'head too long' })
    return undefined
  }
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  if (lines.length > MAX_HEADERS) throw mediaFault('media.protocolBroken', { what: 'too many headers' })
  const headers = lines.map(headerOf)
  const bodyLength = contentLength(headers)
  const length = headEnd + 4 + bodyLength
  if (bytes.length < length) return undefined
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
