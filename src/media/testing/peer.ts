/**
 * The camera's side of an RTSP dialogue, for tests of ours: it answers as told and remembers what it was asked.
 * The demo's cameras are the real thing; this one is for saying what no real camera should.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

export type Request = {
  readonly method: string
  readonly uri: string
  readonly headers: ReadonlyMap<string, string>
  /** Of one connection, from 0. */
  readonly connection: number
}

/** Status, headers and body; what is undefined goes unanswered. */
export type Reply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type PeerOptions = {
  /** Answers to a request; falls back to those of an ordinary camera when it returns `undefined`, to none at `null`. */
  readonly reply?: (request: Request, peer: Peer) => Reply | null | undefined
  readonly description: string
  /** Sent after the answer to PLAY. */
  readonly frames?: readonly Buffer[]
  readonly tls?: { readonly key: string; readonly certificate: string }
}

export type Peer = AsyncDisposable & {
  readonly port: number
  readonly url: string
  readonly requests: Request[]
  readonly methods: () => string[]
  /** Resolves when so many requests of that method have come. */
  asked(method: string, count?: number): Promise<void>
  /** Resolves when all connections are closed again, and there was one. */
  left(): Promise<void>
  send(bytes: Uint8Array | string): void
  /** Sends and then ends the connections, so that all of it arrives. */
  sayLast(bytes: Uint8Array): void
  hangUp(): void
}

export async function startPeer(options: PeerOptions): Promise<Peer> {
  const sockets = new Set<Socket>()
  const requests: Request[] = []
  const waiters: { met: () => boolean; resolve: () => void }[] = []
  let connections = 0
  const settle = () => {
    for (const waiter of waiters.splice(0)) {
      if (waiter.met()) waiter.resolve()
      else waiters.push(waiter)
    }
  }
  const until = (met: () => boolean) =>
    new Promise<void>((resolve) => {
      waiters.push({ met, resolve })
      settle()
    })
  const serve = (socket: Socket) => {
    const connection = connections++
    sockets.add(socket)
    socket.setNoDelay(true) // what a test sends has come before its next line
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      settle()
    })
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const request = parseRequest(text.slice(0, end), connection)
        text = text.slice(end + 4)
        if (request === undefined) continue
        requests.push(request)
        answer(socket, request)
        settle()
      }
    })
  }
  const answer = (socket: Socket, request: Request) => {
    const told = options.reply?.(request, peer)
    if (told === null) return
    const { status = 200, headers = {}, body = '' } = told ?? ordinary(request, options.description)
    const lines = [`RTSP/1.0 ${status} x`, `CSeq: ${request.headers.get('cseq')}`]
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
    if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body)}`)
    const text = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`)
    const frames = request.method === 'PLAY' && status === 200 ? (options.frames ?? []) : []
    socket.write(Buffer.concat([text, ...frames]))
  }
  const server: Server = options.tls
    ? createTlsServer({ key: options.tls.key, cert: options.tls.certificate }, serve)
    : createServer(serve)
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const peer: Peer = {
    port,
    url: `${options.tls ? 'rtsps' : 'rtsp'}://127.0.0.1:${port}/live`,
    requests,
    methods: () => requests.map(({ method }) => method),
    asked: (method, count = 1) =>
      until(() => requests.filter((one) => one.method === method).length >= count),
    left: () => until(() => connections > 0 && sockets.size === 0),
    send: (bytes) => sockets.forEach((socket) => socket.write(bytes)),
    sayLast: (bytes) => sockets.forEach((socket) => socket.end(bytes)),
    hangUp: () => sockets.forEach((socket) => socket.destroy()),
    async [Symbol.asyncDispose]() {
      peer.hangUp()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return peer
}

function parseRequest(text: string, connection: number): Request | undefined {
  const [first = '', ...lines] = text.split('\r\n')
  const [method = '', uri = ''] = first.split(' ')
  if (method.startsWith('RTSP/')) return undefined
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { method, uri, headers: new Map(headers), connection }
}

function ordinary({ method }: Request, description: string): Reply {
  switch (method) {
    case 'OPTIONS':
      return { headers: { Public: 'OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN' } }
    case 'DESCRIBE':
      return { headers: { 'Content-Type': 'application/sdp' }, body: description }
    case 'SETUP':
      return { headers: { Session: 'abc123;timeout=60', Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1' } }
    default:
      return { headers: { Session: 'abc123' } }
  }
}
