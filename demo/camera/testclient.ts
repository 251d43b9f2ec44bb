/**
 * A small RTSP client and RTP depacketiser for the tests of the simulated cameras. Written apart from the
 * recorder's, so that the two cannot agree on a mistake; it trusts its server and is of no other use.
 */
import { createHash } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Codec } from '../../src/media/media.ts'

type Reply = {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

type RtpPacket = {
  readonly payloadType: number
  readonly marker: boolean
  readonly sequence: number
  readonly timestamp: number
  readonly source: number
  readonly payload: Buffer
}

export type TestClient = Disposable & {
  readonly socket: Socket
  /** Interleaved packets in order of arrival. */
  readonly frames: readonly { readonly channel: number; readonly packet: Buffer }[]
  ask(method: string, url: string, headers?: Readonly<Record<string, string>>): Promise<Reply>
  /** DESCRIBE, SETUP of the given tracks, PLAY; each must succeed. */
  play(url: string, tracks?: readonly string[]): Promise<Reply>
  /** Resolves as soon as `condition` holds, looked at after every arrival; rejects when the connection ends. */
  until(condition: () => boolean): Promise<void>
  /** Resolves when the connection has ended: with an error's code, or 'end'. */
  readonly closed: Promise<string>
}

export async function testClient(port: number, certificate?: string): Promise<TestClient> {
  const socket =
    certificate === undefined
      ? connect(port, '127.0.0.1')
      : connectTls({ port, host: '127.0.0.1', ca: certificate, servername: 'localhost' })
  let ending = 'end'
  let over = false
  socket.on('error', (error: NodeJS.ErrnoException) => (ending = error.code ?? error.name))
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(ending)))
  await new Promise<void>((resolve, reject) => {
    socket.once(certificate === undefined ? 'connect' : 'secureConnect', () => resolve())
    socket.once('close', () => reject(new Error(ending)))
  })
  const frames: { channel: number; packet: Buffer }[] = []
  const replies = new Map<string, Reply>()
  const watchers = new Set<() => void>()
  let pending = Buffer.alloc(0)
  let sequence = 0
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk])
    pending = Buffer.from(taken(pending, frames, replies))
    for (const watch of watchers) watch()
  })
  socket.on('close', () => {
    over = true
    for (const watch of watchers) watch()
  })
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const watch = () => {
        if (!condition() && !over) return
        watchers.delete(watch)
        if (condition()) resolve()
        else reject(new Error(`the connection ended: ${ending}`))
      }
      watchers.add(watch)
      watch()
    })
  const ask: TestClient['ask'] = async (method, url, headers = {}) => {
    const cseq = String(++sequence)
    const lines = [`${method} ${url} RTSP/1.0`, `CSeq: ${cseq}`]
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    await until(() => replies.has(cseq))
    return replies.get(cseq) as Reply
  }
  return {
    socket,
    frames,
    ask,
    until,
    closed,
    async play(url, tracks = ['track0']) {
      granted(await ask('DESCRIBE', url))
      let session = ''
      for (const [i, track] of tracks.entries()) {
        const transport = `RTP/AVP/TCP;unicast;interleaved=${2 * i}-${2 * i + 1}`
        const known: Record<string, string> = session === '' ? {} : { Session: session }
        const reply = granted(await ask('SETUP', `${url}/${track}`, { Transport: transport, ...known }))
        session = reply.headers.get('session')?.split(';')[0] ?? ''
      }
      return granted(await ask('PLAY', url, { Session: session }))
    },
    [Symbol.dispose]: () => void socket.destroy(),
  }
}

function granted(reply: Reply): Reply {
  if (reply.status !== 200) throw new Error(`status ${reply.status}`)
  return reply
}

/** Takes whole messages off the front; returns what is left. */
function taken(
  bytes: Buffer,
  frames: { channel: number; packet: Buffer }[],
  replies: Map<string, Reply>,
): Buffer {
  let rest = bytes
  for (;;) {
    if (rest[0] === 0x24) {
      const end = rest.length < 4 ? Infinity : 4 + rest.readUInt16BE(2)
      if (rest.length < end) return rest
      frames.push({ channel: rest[1] ?? 0, packet: rest.subarray(4, end) })
      rest = rest.subarray(end)
      continue
    }
    const head = rest.indexOf('\r\n\r\n')
    if (head < 0) return rest
    const [first = '', ...lines] = rest.toString('latin1', 0, head).split('\r\n')
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
      }),
    )
    const end = head + 4 + Number(headers.get('content-length') ?? 0)
    if (rest.length < end) return rest
    const status = Number(first.split(' ')[1])
    replies.set(headers.get('cseq') ?? '', { status, headers, body: rest.toString('utf8', head + 4, end) })
    rest = rest.subarray(end)
  }
}

export function rtpOf(packet: Buffer): RtpPacket {
  return {
    payloadType: (packet[1] ?? 0) & 0x7f,
    marker: (packet[1] ?? 0) >= 0x80,
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    source: packet.readUInt32BE(8),
    payload: packet.subarray(12),
  }
}

/** The video packets that have arrived on channel 0. */
export function videoOf(client: TestClient): readonly RtpPacket[] {
  return client.frames.filter(({ channel }) => channel === 0).map(({ packet }) => rtpOf(packet))
}

/** The NAL units in a run of whole payloads. */
export function nalsOf(codec: Codec, payloads: readonly Uint8Array[]): readonly Buffer[] {
  const nals: Buffer[] = []
  const header = codec === 'h264' ? 1 : 2
  const [aggregate, fragment] = codec === 'h264' ? [24, 28] : [48, 49]
  for (const payload of payloads.map((one) => Buffer.from(one))) {
    const first = payload[0] ?? 0
    const type = codec === 'h264' ? first & 0x1f : (first >> 1) & 0x3f
    if (type === aggregate)
      for (let at = header; at < payload.length;) {
        const end = at + 2 + payload.readUInt16BE(at)
        nals.push(payload.subarray(at + 2, end))
        at = end
      }
    else if (type === fragment) {
      const mark = payload[header] ?? 0
      const inner = mark & (codec === 'h264' ? 0x1f : 0x3f)
      const begin =
        codec === 'h264'
          ? Buffer.from([(first & 0xe0) | inner])
          : Buffer.from([(first & 0x81) | (inner << 1), payload[1] ?? 0])
      if ((mark & 0x80) > 0) nals.push(begin)
      nals.push(Buffer.concat([nals.pop() ?? Buffer.alloc(0), payload.subarray(header + 1)]))
    } else nals.push(payload)
  }
  return nals
}

/** The Authorization header with which a client answers a challenge. */
export function authorization(
  challenge: string,
  who: { user: string; password: string; method: string; url: string },
): string {
  const { user, password, method, url } = who
  if (challenge.startsWith('Basic')) return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const field = (name: string) => new RegExp(`${name}="?([^",]*)`).exec(challenge)?.[1] ?? ''
  const sha = field('algorithm') === 'SHA-256'
  const hash = (text: string) =>
    createHash(sha ? 'sha256' : 'md5')
      .update(text)
      .digest('hex')
  const [realm, nonce] = [field('realm'), field('nonce')]
  const middle = sha ? `${nonce}:00000001:c0ffee:auth` : nonce
  const response = hash(`${hash(`${user}:${realm}:${password}`)}:${middle}:${hash(`${method}:${url}`)}`)
  const qop = sha ? ', algorithm=SHA-256, qop=auth, nc=00000001, cnonce="c0ffee"' : ''
  return `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${url}", response="${response}"${qop}`
}
