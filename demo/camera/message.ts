/**
 * RTSP 1.0 messages as a camera sees them (RFC 2326): requests in, with interleaved binary frames between
 * them, and answers out. What comes in is bounded; whoever breaks a bound is cut off.
 */

export type Request = {
  readonly method: string
  readonly url: string
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
}

export type Inbound =
  | { readonly type: 'request'; readonly request: Request }
  | { readonly type: 'frame'; readonly channel: number; readonly packet: Buffer }
  | { readonly type: 'nonsense' }

const HEAD_BYTES_LIMIT = 8192
const BODY_BYTES_LIMIT = 8192
const HEAD_END = Buffer.from('\r\n\r\n')

/** A reader that takes bytes as they arrive and hands out whole messages; after `nonsense` it stays silent. */
export function inboundReader(): (chunk: Buffer) => Generator<Inbound> {
  let pending: Buffer = Buffer.alloc(0)
  let broken = false
  return function* read(chunk) {
    if (broken) return
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (;;) {
      const { message, length } = nextMessage(pending)
      if (!message) return
      pending = pending.subarray(length)
      broken = message.type === 'nonsense'
      yield message
      if (broken) return
    }
  }
}

function nextMessage(bytes: Buffer): { message?: Inbound; length: number } {
  if (bytes.length === 0) return { length: 0 }
  if (bytes[0] === 0x24) {
    if (bytes.length < 4) return { length: 0 }
    const length = 4 + bytes.readUInt16BE(2)
    if (bytes.length < length) return { length: 0 }
    return { message: { type: 'frame', channel: bytes[1] ?? 0, packet: bytes.subarray(4, length) }, length }
  }
  const end = bytes.indexOf(HEAD_END)
  if (end < 0) {
    const nonsense = bytes.length > HEAD_BYTES_LIMIT
    return nonsense ? { message: { type: 'nonsense' }, length: bytes.length } : { length: 0 }
  }
  const request = end > HEAD_BYTES_LIMIT ? undefined : parseHead(bytes.toString('latin1', 0, end))
  const bodyBytes = Number(request?.headers.get('content-length') ?? 0)
  if (!request || !Number.isInteger(bodyBytes) || bodyBytes < 0 || bodyBytes > BODY_BYTES_LIMIT)
    return { message: { type: 'nonsense' }, length: bytes.length }
  const length = end + HEAD_END.length + bodyBytes
  return bytes.length < length ? { length: 0 } : { message: { type: 'request', request }, length }
}

function parseHead(head: string): Request | undefined {
  const [first = '', ...lines] = head.split('\r\n')
  const start = /^([A-Z_]{1,32}) (\S{1,2048}) RTSP\/1\.0$/.exec(first)
  if (!start) return undefined
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon <= 0) return undefined
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return { method: start[1] ?? '', url: start[2] ?? '', headers }
}

const REASONS = {
  200: 'OK',
  302: 'Moved Temporarily',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  453: 'Not Enough Bandwidth',
  454: 'Session Not Found',
  455: 'Method Not Valid in This State',
  461: 'Unsupported Transport',
  501: 'Not Implemented',
} as const

type Status = keyof typeof REASONS

export type Answer = {
  readonly status: Status
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: string
}

/** The bytes of an answer to the request with the sequence number `cseq`. */
export function answerBytes({ status, headers = [], body = '' }: Answer, cseq: string): Buffer {
  const lines = [`RTSP/1.0 ${status} ${REASONS[status]}`, `CSeq: ${cseq}`]
  for (const [name, value] of headers) lines.push(`${name}: ${value}`)
  if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body)}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
