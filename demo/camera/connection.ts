/**
 * One client's conversation with the cameras (RFC 2326): OPTIONS, DESCRIBE, SETUP over this TCP connection
 * only, PLAY, GET_PARAMETER, TEARDOWN. A connection belongs to the first camera it names.
 */
import { randomInt } from 'node:crypto'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Cancel, Clock } from '../../src/base/clock.ts'
import { challenges, signIn } from './auth.ts'
import type { Audience, CameraState } from './camera.ts'
import { description, trackNames, type TrackKind } from './description.ts'
import { answerBytes, inboundReader, type Answer, type Request } from './message.ts'
import { outlet } from './outlet.ts'
import { playback, type Playback } from './playback.ts'

/** A connection without a session is cut after so long without a request. */
const IDLE_MS = 60_000
const DEFAULT_SESSION_SECONDS = 60
const METHODS = ['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'GET_PARAMETER', 'TEARDOWN']

type Session = {
  readonly id: string
  readonly channels: Partial<Record<TrackKind, number>>
  playing: Playback | undefined
}

type ConnectionOptions = {
  readonly socket: Socket
  readonly clock: Clock
  readonly cameras: ReadonlyMap<string, CameraState>
}

/** Serves one connection until it ends, and leaves no timer behind. */
export function serveConnection({ socket, clock, cameras }: ConnectionOptions): void {
  let camera: CameraState | undefined
  let session: Session | undefined
  let idle: Cancel | undefined
  const out = outlet(socket, clock, () => camera?.faults.dripBytesPerSecond)
  // Under TLS there is no way to reset; the client sees the connection end without a farewell.
  const cut = () => void (socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy())
  const audience: Audience = {
    cut,
    garbage: (bytes) => out.send(bytes),
    hugeFrame: (bytes) => session?.playing?.hugeFrame(bytes),
  }
  const sessionSeconds = () => camera?.mount.sessionTimeoutSeconds ?? DEFAULT_SESSION_SECONDS

  const watchIdleness = () => {
    idle?.()
    idle = clock.after(session ? sessionSeconds() * 1000 : IDLE_MS, () => {
      if (camera?.faults.silent) {
        watchIdleness()
        return
      }
      if (camera && session) camera.counts.expired++
      socket.destroy()
    })
  }
  const endSession = () => {
    session?.playing?.stop()
    session = undefined
  }

  const answer = (request: Request): Answer & { afterwards?: () => void } => {
    const { method, url, headers } = request
    if (!METHODS.includes(method)) return { status: 501 }
    if (method === 'OPTIONS') return { status: 200, headers: [['Public', METHODS.join(', ')]] }
    const target = targetOf(url)
    if (!camera || target?.id !== camera.mount.id) return { status: 404 }
    if (camera.auth) {
      const verdict = signIn(request, camera.auth, camera.nonce)
      if (verdict !== 'ok') {
        camera.counts.refusedSignIns++
        return { status: 401, headers: challenges(camera.auth, camera.nonce, verdict === 'stale') }
      }
    }
    const named = headers.get('session')?.split(';')[0]
    if (named !== undefined && named !== session?.id) return { status: 454 }
    switch (method) {
      case 'DESCRIBE':
        return describe(camera, url)
      case 'SETUP':
        return setUp(camera, target.track, headers.get('transport') ?? '')
      case 'PLAY':
        return play(camera, url)
      case 'TEARDOWN':
        endSession()
        return { status: 200 }
      default:
        return { status: 200, headers: session ? [['Session', session.id]] : [] }
    }
  }

  const setUp = (camera: CameraState, track: TrackKind | undefined, transport: string): Answer => {
    if (session?.playing) return { status: 455 }
    if (track === undefined || (track === 'audio' && !camera.mount.audio)) return { status: 404 }
    const channel = interleavedChannel(transport, track)
    if (channel === undefined) return { status: 461 }
    session ??= { id: String(randomInt(1e8, 1e9)), channels: {}, playing: undefined }
    session.channels[track] = channel
    camera.counts.setups[track]++
    return {
      status: 200,
      headers: [
        ['Transport', `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`],
        ['Session', `${session.id};timeout=${sessionSeconds()}`],
      ],
    }
  }

  const play = (camera: CameraState, url: string): Answer & { afterwards?: () => void } => {
    if (!session) return { status: 454 }
    const sessionHeader = ['Session', session.id] as const
    if (session.playing) return { status: 200, headers: [sessionHeader] }
    const { channels } = session
    const tooSlow = () => {
      camera.counts.tooSlow++
      cut()
    }
    const playing = playback({ camera, outlet: out, channels, tooSlow })
    session.playing = playing
    const tracks = (['video', 'audio'] as const).filter((track) => channels[track] !== undefined)
    const start = tracks.map((track) => {
      const { sequence, timestamp } = playing.starts[track]
      return `url=${url.replace(/\/$/, '')}/${trackNames[track]};seq=${sequence};rtptime=${timestamp}`
    })
    const headers = [sessionHeader, ['Range', 'npt=now-'], ['RTP-Info', start.join(',')]] as const
    return { status: 200, headers, afterwards: () => playing.begin() }
  }

  const handle = (request: Request) => {
    const named = cameras.get(targetOf(request.url)?.id ?? '')
    if (!camera && named) {
      if (named.faults.refusing) {
        cut()
        return
      }
      camera = named
      camera.counts.connections++
      camera.audience.add(audience)
    }
    if (camera) {
      const { requests } = camera.counts
      if (METHODS.includes(request.method))
        requests.set(request.method, (requests.get(request.method) ?? 0) + 1)
      if (camera.faults.silent) return
    }
    const cseq = request.headers.get('cseq')
    const { afterwards, ...reply } =
      cseq !== undefined && /^\d{1,10}$/.test(cseq)
        ? answer(request)
        : { status: 400 as const, afterwards: undefined }
    out.send(answerBytes(reply, cseq ?? '0'))
    watchIdleness()
    afterwards?.()
  }

  const read = inboundReader()
  watchIdleness()
  socket.setNoDelay(true)
  socket.on('data', (chunk: Buffer) => {
    for (const message of read(chunk)) {
      if (socket.destroyed) return
      if (message.type === 'request') handle(message.request)
      else if (message.type === 'frame') countReport(camera, message.packet)
      else {
        out.send(answerBytes({ status: 400 }, '0'))
        socket.end()
      }
    }
  })
  // Whatever ends a connection, 'close' follows; the client's reasons are its own.
  socket.on('error', () => {})
  socket.on('close', () => {
    idle?.()
    endSession()
    out.close()
    camera?.audience.delete(audience)
  })
}

function describe(camera: CameraState, url: string): Answer {
  if (camera.faults.redirect !== undefined)
    return { status: 302, headers: [['Location', camera.faults.redirect]] }
  const base = `${url.replace(/\/$/, '')}/`
  return {
    status: 200,
    headers: [
      ['Content-Base', base],
      ['Content-Type', 'application/sdp'],
    ],
    body: description({
      film: camera.film,
      audio: camera.mount.audio ?? false,
      parameterSets: camera.mount.parameterSets !== 'stream',
      controlPrefix: camera.mount.controlUrls === 'absolute' ? base : '',
    }),
  }
}

function targetOf(url: string): { id: string; track: TrackKind | undefined } | undefined {
  const match = /^rtsps?:\/\/[^/]+\/([a-z0-9-]{1,64})(?:\/(track[01]))?\/?$/i.exec(url)
  const track = (['video', 'audio'] as const).find((kind) => trackNames[kind] === match?.[2])
  return match?.[1] === undefined ? undefined : { id: match[1], track }
}

/** The channel asked for in a Transport header; undefined when it does not accept this TCP connection. */
function interleavedChannel(transport: string, track: TrackKind): number | undefined {
  const offer = transport.split(',').find((one) => /^\s*RTP\/AVP\/TCP(;|\s*$)/i.test(one))
  if (offer === undefined) return undefined
  const asked = /;\s*interleaved=(\d{1,3})(?:-(\d{1,3}))?/i.exec(offer)
  if (!asked) return track === 'video' ? 0 : 2
  const channel = Number(asked[1])
  return channel <= 254 && (asked[2] === undefined || Number(asked[2]) === channel + 1) ? channel : undefined
}

function countReport(camera: CameraState | undefined, packet: Buffer): void {
  const type = packet[1] ?? 0
  if (camera && type >= 200 && type <= 204) camera.counts.receiverReports++
}
