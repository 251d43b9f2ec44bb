/**
 * One simulated camera: what it plays and to whom, what has been asked of it, and the faults it shows on
 * demand. The conversation with a client is in connection.ts, the stream in playback.ts.
 */
import { randomBytes } from 'node:crypto'
import type { Cancel, Clock } from '../../src/base/clock.ts'
import type { Auth, Nonce } from './auth.ts'
import type { TrackKind } from './description.ts'
import { withoutParameterSets, type Film } from './film.ts'
import { cameraTime, type CameraTime } from './time.ts'

export type Mount = {
  /** Path of the camera's URL, `[a-z0-9-]{1,64}`. */
  readonly id: string
  readonly film: Film
  /** Without it anyone may look. */
  readonly auth?: Auth
  /** Whether a PCMU audio track is on offer. Default: no. */
  readonly audio?: boolean
  /** How long a session lives without a request, announced and enforced. Default: 60 seconds. */
  readonly sessionTimeoutSeconds?: number
  /**
   * A live camera shows everyone the same moment, in step with the minute, and begins with the next key frame.
   * One that is not live plays its film from the beginning to each client. Default: live.
   */
  readonly live?: boolean
  /** First values of the video's RTP packets; random where not given. */
  readonly rtp?: { readonly sequence?: number; readonly timestamp?: number; readonly source?: number }
  /** Form of the tracks' control attributes. Default: relative. */
  readonly controlUrls?: 'relative' | 'absolute'
  /** Where the parameter sets are told. Default: both. */
  readonly parameterSets?: 'both' | 'description' | 'stream'
}

/** What happened at a camera so far. */
export type CameraStats = {
  /** Connections that named this camera, ever. */
  readonly connections: number
  /** Connections open now. */
  readonly open: number
  readonly requests: Readonly<Record<string, number>>
  /** Requests answered with 401. */
  readonly refusedSignIns: number
  /** Successful SETUP requests by track: zero for audio proves that sound was never asked for. */
  readonly setups: Readonly<Record<TrackKind, number>>
  /** RTP packets handed to the network by track; video packets lost on purpose are not among them. */
  readonly packets: Readonly<Record<TrackKind, number>>
  readonly packetsLost: number
  readonly frames: number
  /** Frames left out because a client was too slow, the camera silent, or this process late. */
  readonly framesSkipped: number
  readonly senderReports: number
  /** RTCP packets that came from clients. */
  readonly receiverReports: number
  /** Sessions ended for lack of a keep-alive. */
  readonly expired: number
  /** Connections cut because the client took too little for too long. */
  readonly tooSlow: number
}

/** Faults on demand. Each acts on all connections to this camera, and on those to come where it lasts. */
export type Control = {
  /** Cuts every connection now, with a TCP reset. */
  drop(): void
  /** Keeps every connection open but sends nothing and answers nothing, until called with false. */
  silent(on: boolean): void
  /** For so long, cuts a connection at the first request that names this camera. */
  refuse(ms: number): void
  /** Loses every nth video packet: its sequence number is used up, but it is not sent. 0 ends it. */
  loseEvery(n: number): void
  /** Sends every nth video packet twice. 0 ends it. */
  duplicateEvery(n: number): void
  /** Sends every nth video packet after the one that follows it. 0 ends it. */
  swapEvery(n: number): void
  /** Goes over to another film: other parameter sets, perhaps another size, in mid-stream. */
  show(film: Film): void
  /** Changes the password; who is playing goes on, whoever asks anew needs it. */
  password(password: string): void
  /** Renews the nonce: the next request with the old one is answered with stale=TRUE. */
  renewNonce(): void
  /** The camera's clock runs fast by so many parts per million (slow when negative). */
  drift(ppm: number): void
  /** Sends at most so many bytes a second; undefined ends it. */
  drip(bytesPerSecond: number | undefined): void
  /** Puts these bytes into the stream as they are, between two messages. */
  garbage(bytes: Uint8Array): void
  /** Adds a NAL unit of so many bytes to the next frame of each client. */
  hugeFrame(bytes: number): void
  /** Sends DESCRIBE elsewhere; undefined ends it. */
  redirect(url: string | undefined): void
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

type Counts = Mutable<Omit<CameraStats, 'setups' | 'packets' | 'requests' | 'open'>> & {
  setups: Mutable<CameraStats['setups']>
  packets: Mutable<CameraStats['packets']>
  requests: Map<string, number>
}

/** What the camera needs of a connection to it. */
export type Audience = {
  cut(): void
  garbage(bytes: Uint8Array): void
  hugeFrame(bytes: number): void
}

/** A camera as its connections see it. */
export type CameraState = {
  readonly mount: Mount
  readonly time: CameraTime
  readonly clock: Clock
  readonly counts: Counts
  readonly audience: Set<Audience>
  readonly faults: {
    silent: boolean
    refusing: boolean
    loseEvery: number
    duplicateEvery: number
    swapEvery: number
    dripBytesPerSecond: number | undefined
    redirect: string | undefined
  }
  film: Film
  auth: Auth | undefined
  nonce: Nonce
  /** Cancels the timer of a refusal under way. */
  stopRefusing: Cancel | undefined
}

const HUGE_BYTES_LIMIT = 64 * 1024 * 1024

export function cameraState(mount: Mount, clock: Clock): CameraState {
  return {
    mount,
    clock,
    time: cameraTime(clock),
    film: asMounted(mount, mount.film),
    auth: mount.auth,
    nonce: { current: randomBytes(16).toString('hex'), previous: undefined },
    stopRefusing: undefined,
    audience: new Set(),
    faults: {
      silent: false,
      refusing: false,
      loseEvery: 0,
      duplicateEvery: 0,
      swapEvery: 0,
      dripBytesPerSecond: undefined,
      redirect: undefined,
    },
    counts: {
      connections: 0,
      requests: new Map(),
      refusedSignIns: 0,
      setups: { video: 0, audio: 0 },
      packets: { video: 0, audio: 0 },
      packetsLost: 0,
      frames: 0,
      framesSkipped: 0,
      senderReports: 0,
      receiverReports: 0,
      expired: 0,
      tooSlow: 0,
    },
  }
}

/** What the mount really plays of a film. */
function asMounted(mount: Mount, film: Film): Film {
  return mount.parameterSets === 'description' ? withoutParameterSets(film) : film
}

export function statsOf({ counts, audience }: CameraState): CameraStats {
  return {
    ...counts,
    open: audience.size,
    setups: { ...counts.setups },
    packets: { ...counts.packets },
    requests: Object.fromEntries(counts.requests),
  }
}

export function controlOf(camera: CameraState): Control {
  const { audience, clock, faults, time } = camera
  return {
    drop: () => audience.forEach((one) => one.cut()),
    silent: (on) => (faults.silent = on),
    refuse(ms) {
      camera.stopRefusing?.()
      faults.refusing = true
      camera.stopRefusing = clock.after(ms, () => (faults.refusing = false))
    },
    loseEvery: (n) => (faults.loseEvery = n),
    duplicateEvery: (n) => (faults.duplicateEvery = n),
    swapEvery: (n) => (faults.swapEvery = n),
    show: (film) => (camera.film = asMounted(camera.mount, film)),
    password: (password) => (camera.auth = camera.auth && { ...camera.auth, password }),
    renewNonce: () =>
      (camera.nonce = { current: randomBytes(16).toString('hex'), previous: camera.nonce.current }),
    drift: (ppm) => time.drift(ppm),
    drip: (bytesPerSecond) => (faults.dripBytesPerSecond = bytesPerSecond),
    garbage: (bytes) => audience.forEach((one) => one.garbage(bytes)),
    hugeFrame: (bytes) => audience.forEach((one) => one.hugeFrame(Math.min(bytes, HUGE_BYTES_LIMIT))),
    redirect: (url) => (faults.redirect = url),
  }
}
