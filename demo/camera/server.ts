/**
 * The RTSP server that plays all simulated cameras of a process on one port of the loopback interface. It
 * serves drawn scenes to tests and demonstrations; it must never be pointed at footage of real people.
 */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { assert, present } from '../../src/base/assert.ts'
import type { Cancel, Clock } from '../../src/base/clock.ts'
import { cameraState, controlOf, statsOf, type CameraStats, type Control, type Mount } from './camera.ts'
import { throwAwayCertificate } from './certificate.ts'
import { serveConnection } from './connection.ts'

const CONNECTION_LIMIT = 512
const MOUNT_ID = /^[a-z0-9-]{1,64}$/

export type CamerasOptions = {
  readonly clock: Clock
  readonly mounts: readonly Mount[]
  /** Default: 127.0.0.1 */
  readonly host?: string
  /** Default: 0, any free port. */
  readonly port?: number
  /** Speak rtsps:// with a certificate made for this run. Default: false. */
  readonly tls?: boolean
}

export type Camera = {
  readonly id: string
  /** With user and password where the camera asks for them. */
  readonly url: string
  /** Without user and password. */
  readonly address: string
  readonly control: Control
  stats(): CameraStats
}

export type Cameras = AsyncDisposable & {
  readonly port: number
  /** In the order of the mounts. */
  readonly all: readonly Camera[]
  /** The camera of that mount, which must exist. */
  camera(id: string): Camera
  /** What a client must trust to speak rtsps:// to these cameras, PEM; undefined without tls. */
  readonly certificate: string | undefined
  /**
   * Stops listening for so long: new connections are refused by the operating system; old ones go on. The port is kept
   * meanwhile: to a program that asks for any free one it is not given.
   */
  refuse(ms: number): void
}

/** Starts the cameras; they play until disposed of. Rejects with the system's error when the port is taken. */
export async function startCameras(options: CamerasOptions): Promise<Cameras> {
  const { clock, mounts, host = '127.0.0.1', tls = false } = options
  const states = new Map(mounts.map((mount) => [mount.id, cameraState(mount, clock)]))
  assert(states.size === mounts.length, 'each simulated camera has its own id')
  for (const id of states.keys()) assert(MOUNT_ID.test(id), 'the id of a simulated camera is a slug')

  const sockets = new Set<Socket>()
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  }
  const serve = (socket: Socket) => {
    track(socket)
    serveConnection({ socket, clock, cameras: states })
  }
  const identity = tls ? throwAwayCertificate(clock.now()) : undefined
  const secure = identity && createTlsServer({ key: identity.key, cert: identity.certificate }, serve)
  // A failed TLS handshake is the client's affair.
  secure?.on('tlsClientError', () => {})
  const server = createServer()
  server.maxConnections = CONNECTION_LIMIT + 1 // and the one that holds the port
  await listen(server, host, options.port ?? 0)
  const { port } = server.address() as AddressInfo
  const { held, others } = await holdPort(server, host, port)
  held.forEach(track)
  const accept = (socket: Socket) => {
    if (secure === undefined) return serve(socket)
    track(socket)
    secure.emit('connection', socket)
  }
  server.on('connection', accept)
  others.forEach(accept)

  const cameras = [...states.values()].map((state): Camera => {
    const { id, auth } = state.mount
    const control = controlOf(state)
    const place = `${host.includes(':') ? `[${host}]` : host}:${port}/${id}`
    const scheme = tls ? 'rtsps' : 'rtsp'
    const signIn = auth ? `${encodeURIComponent(auth.user)}:${encodeURIComponent(auth.password)}@` : ''
    return {
      id,
      url: `${scheme}://${signIn}${place}`,
      address: `${scheme}://${place}`,
      control,
      stats: () => statsOf(state),
    }
  })
  let listenAgain: Cancel | undefined
  let ended = false
  return {
    port,
    all: cameras,
    camera: (id) =>
      present(
        cameras.find((camera) => camera.id === id),
        `there is a simulated camera ${id}`,
      ),
    certificate: identity?.certificate,
    refuse(ms) {
      listenAgain?.()
      if (server.listening) server.close()
      listenAgain = clock.after(ms, () => {
        if (!ended) server.listen(port, host)
      })
    },
    async [Symbol.asyncDispose]() {
      ended = true
      listenAgain?.()
      for (const state of states.values()) state.stopRefusing?.()
      for (const socket of sockets) socket.destroy()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

/**
 * Connects the server to itself. For as long as that connection is open its port is taken, also while nobody listens
 * there: the operating system gives it neither to a server that asks for any free port, nor to a client as the port from
 * which it connects. Whoever else connected meanwhile is handed back, to be served.
 */
async function holdPort(
  server: Server,
  host: string,
  port: number,
): Promise<{ readonly held: readonly Socket[]; readonly others: readonly Socket[] }> {
  const arrived: Socket[] = []
  const arrive = (socket: Socket) => void arrived.push(socket)
  server.on('connection', arrive)
  const own = connect(port, host)
  await once(own, 'connect')
  const isOurs = ({ remotePort, remoteAddress }: Socket) =>
    remotePort === own.localPort && remoteAddress === own.localAddress
  while (!arrived.some(isOurs)) await once(server, 'connection')
  server.off('connection', arrive)
  const held = [own, ...arrived.filter(isOurs)]
  for (const socket of held) socket.on('error', () => {}) // it is ended with the cameras, in whatever way
  return { held, others: arrived.filter((socket) => !isOurs(socket)) }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
