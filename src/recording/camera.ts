/**
 * One camera: connects, feeds what comes to its segmenter, and connects again when it ends, for as long as it is
 * told to. The loop that reads the camera never waits for the disk.
 */
import { randomInt } from 'node:crypto'
import type { Millis } from '../base/clock.ts'
import { Fault } from '../base/fault.ts'
import type { GapCause } from '../footage/footage.ts'
import { backoff } from '../media/media.ts'
import type { Codec, receiveStream, StreamEvent, TlsTrust, VideoFormat } from '../media/media.ts'
import { isFilming } from '../registry/registry.ts'
import { recordingFault } from './faults.ts'
import type { RecordedDevice } from './hours.ts'
import { phaseOf } from './phase.ts'
import { rateMeter } from './rate.ts'
import { Sealer } from './sealer.ts'
import type { SealerOptions } from './sealer.ts'
import { Segmenter } from './segmenter.ts'
import type { CameraPiece } from './segmenter.ts'
import type { Storage } from './storage.ts'
import type { Reading } from './wallclock.ts'

export type CameraSettings = RecordedDevice & {
  /** 촬영시간 as in the registry. Outside of a range the camera is not connected to; `onDemand` is whenever it is there. */
  readonly filmingHours: string
  /** The camera's address with its account, asked for at each connection and never kept. */
  readonly url: () => Promise<string>
  readonly tls?: TlsTrust
}

export type CameraStatus = {
  readonly device: string
  readonly category: string
  readonly state: 'connecting' | 'recording' | 'waiting'
  /** Why there is no footage now; null while there is. */
  readonly cause: GapCause | null
  readonly connectedSinceMs: Millis | null
  readonly lastFrameAtMs: Millis | null
  readonly codec: Codec | null
  readonly width: number | null
  readonly height: number | null
  readonly framesPerSecond: number
  readonly bitsPerSecond: number
  /** What is received: only ever video. */
  readonly tracks: readonly 'video'[]
  /** Since the program started. */
  readonly segments: number
  readonly bytes: number
  readonly seconds: number
  readonly gaps: number
  readonly lostPackets: number
  readonly lostUnits: number
}

export type CameraOptions = Omit<SealerOptions, 'device' | 'failed'> & {
  readonly settings: CameraSettings
  readonly storage: Pick<Storage, 'blocked'>
  readonly receive: typeof receiveStream
}

/** What may wait for the disk: half a minute of a camera, then its segment ends and a gap begins. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024
/** After a failed write the disk is left alone for so long. */
const DISK_REST_MS = 10_000
const SHORTEST_WAIT_MS = 2000
/** A connection that lasted so long was a good one: the next failure waits the shortest time. */
const GOOD_CONNECTION_MS = 10_000
/** How often it looks whether its hours have come. */
const REST_LOOK_MS = 5000

export class Camera {
  readonly #options: CameraOptions
  readonly #sealer: Sealer
  #segmenter: Segmenter
  readonly #rate = rateMeter()
  readonly #stop = new AbortController()
  readonly #ended: Promise<void>
  #rest: { readonly untilMs: number; readonly cause: GapCause } | undefined
  #isSlow = false
  #format: VideoFormat | undefined
  #connectedSinceMs: Millis | undefined
  #lastFrameAtMs: Millis | undefined
  #isRecording = false
  /** Why nothing is recorded now. */
  #cause: GapCause | null = null
  #lost = { packets: 0, units: 0 }

  constructor(options: CameraOptions) {
    this.#options = options
    const { settings, clock, history } = options
    const { device, category } = settings
    this.#sealer = new Sealer({
      ...options,
      device: { device, category },
      failed: (cause) => {
        if (cause !== 'keysUnavailable') this.#rest = { untilMs: clock.monotonic() + DISK_REST_MS, cause }
        if (cause !== 'diskWrong') options.incidents.raise(cause, device) // that one is told by the storage
        this.#end(cause, (reading) => this.#segmenter.halt(cause, reading))
      },
    })
    this.#segmenter = this.#newSegmenter(history.toldUntilMs)
    this.#ended = this.#run()
  }

  status(): CameraStatus {
    const { device, category } = this.#options.settings
    return {
      device,
      category,
      state: this.#isRecording ? 'recording' : this.#cause === null ? 'connecting' : 'waiting',
      cause: this.#cause,
      connectedSinceMs: this.#connectedSinceMs ?? null,
      lastFrameAtMs: this.#lastFrameAtMs ?? null,
      codec: this.#format?.codec ?? null,
      width: this.#format?.width ?? null,
      height: this.#format?.height ?? null,
      ...this.#rate.read(this.#options.clock.monotonic()),
      tracks: this.#format === undefined ? [] : ['video'],
      ...this.#sealer.sealed(),
      lostPackets: this.#lost.packets,
      lostUnits: this.#lost.units,
    }
  }

  /** Ends the open segment: nothing may be written any more, or at another place. */
  halt(cause: GapCause): void {
    if (this.#isRecording) this.#end(cause, (reading) => this.#segmenter.halt(cause, reading))
  }

  /** Ids of the notes that are in use. */
  notes(): string[] {
    return this.#sealer.notes()
  }

  /** Disconnects, seals what is open, and resolves once everything is durable. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#ended
    await this.#sealer.settled()
  }

  #newSegmenter(toldUntilMs: Millis | undefined): Segmenter {
    return new Segmenter({
      phaseMs: phaseOf(this.#options.settings.device),
      emit: (piece) => this.#emit(piece),
      blocked: (startedAtMs) => this.#blocked(startedAtMs),
      toldUntilMs,
    })
  }

  /** Ends recording for now. Should the segmenter itself fail, that is our mistake: it is told, and it begins afresh. */
  #end(cause: GapCause, end: (reading: Reading) => void): void {
    const reading = this.#reading()
    try {
      end(reading)
    } catch (error) {
      this.#tellMistake(error)
      this.#segmenter = this.#newSegmenter(reading.nowMs)
      this.#emit({ type: 'stop', cause, atMs: reading.nowMs })
    }
  }

  /** What is not a Fault is our own mistake: it must be seen, and costs no more than a gap. */
  #tellMistake(error: unknown): void {
    const { log, settings } = this.#options
    log.error('recording.cameraBroken', error, { device: settings.device })
  }

  #reading(): Reading {
    return { nowMs: this.#options.clock.now(), monotonicMs: this.#options.clock.monotonic() }
  }

  async #run(): Promise<void> {
    const { clock, log, settings } = this.#options
    const { signal } = this.#stop
    const wait = backoff(random)
    while (!signal.aborted) {
      if (this.#isOffHours()) {
        await this.#untilFilming(signal)
        continue
      }
      const begunAtMs = clock.monotonic()
      let cause: unknown
      try {
        await this.#connection(signal)
      } catch (error) {
        cause = error
      }
      this.#connectedSinceMs = undefined
      const gap = signal.aborted ? 'stopped' : this.#isOffHours() ? 'offHours' : causeOf(cause)
      if (!signal.aborted && cause !== undefined && !(cause instanceof Fault)) this.#tellMistake(cause)
      this.#end(gap, (reading) => this.#segmenter.disconnected(gap, reading))
      if (signal.aborted) return
      if (gap === 'offHours') continue
      log.warn('recording.disconnected', { device: settings.device, cause: gap, ...codeOf(cause) })
      if (clock.monotonic() - begunAtMs >= GOOD_CONNECTION_MS) wait.reset()
      const ms = Math.max(SHORTEST_WAIT_MS * (1 + random()), wait.next(cause))
      await clock.sleep(ms, signal).catch(() => undefined) // told to stop
    }
    this.#end('stopped', (reading) => this.#segmenter.disconnected('stopped', reading))
  }

  /** One connection, for as long as it lasts and its hours do. */
  async #connection(signal: AbortSignal): Promise<void> {
    const { receive, clock, settings } = this.#options
    const { tls } = settings
    const url = await settings.url()
    const hours = new AbortController()
    await receive({
      url,
      clock,
      signal: AbortSignal.any([signal, hours.signal]),
      receive: (event) => {
        if (hours.signal.aborted || this.#isOffHours()) hours.abort()
        else this.#feed(event)
      },
      ...(tls === undefined ? {} : { tls }),
    })
  }

  #isOffHours(): boolean {
    const { clock, settings } = this.#options
    return settings.filmingHours !== 'onDemand' && !isFilming(settings.filmingHours, clock.now())
  }

  /** Waits for the hours in which it films; by looking, because the wall clock may be set. */
  async #untilFilming(signal: AbortSignal): Promise<void> {
    if (this.#cause !== 'offHours')
      this.#end('offHours', (reading) => this.#segmenter.disconnected('offHours', reading))
    while (!signal.aborted && this.#isOffHours())
      await this.#options.clock.sleep(REST_LOOK_MS, signal).catch(() => undefined) // told to stop
  }

  #feed(event: StreamEvent): void {
    const { clock, settings, incidents } = this.#options
    const reading = this.#reading()
    if (event.type === 'format') {
      this.#connectedSinceMs ??= reading.nowMs
      this.#format = event.format
    } else if (event.type === 'loss') {
      this.#lost.packets += event.packets
      this.#lost.units += event.units
    } else if (event.type === 'unit') {
      this.#lastFrameAtMs = reading.nowMs
      this.#rate.add(clock.monotonic(), event.unit.bytes.length)
    }
    const broken = this.#segmenter.event(event, reading)
    if (broken === 'keyless') throw recordingFault('recording.keyPicturesMissing', { seconds: 300 })
    if (broken === 'drifted') throw recordingFault('recording.clockDrifted', { device: settings.device })
    const waiting = this.#sealer.waitingBytes()
    if (this.#isSlow && waiting < MAX_WAITING_BYTES / 4) {
      this.#isSlow = false
      incidents.close('diskSlow', settings.device)
    } else if (!this.#isSlow && waiting > MAX_WAITING_BYTES) {
      // What waits is kept and will be written; what comes from now on is not recorded until the disk has caught up.
      this.#isSlow = true
      incidents.raise('diskSlow', settings.device)
      this.#segmenter.halt('diskSlow', reading)
    }
  }

  #emit(piece: CameraPiece): void {
    const { incidents, settings } = this.#options
    if (piece.type === 'begin') {
      this.#isRecording = true
      this.#cause = null
      incidents.close('keysUnavailable', settings.device)
    } else if (piece.type === 'stop') {
      this.#isRecording = false
      this.#cause = piece.cause
      if (piece.cause === 'keysUnavailable') incidents.raise('keysUnavailable', settings.device)
    }
    this.#sealer.push(piece)
  }

  #blocked(startedAtMs: Millis): GapCause | undefined {
    const { storage, hours, settings, clock } = this.#options
    const disk = storage.blocked()
    if (disk !== undefined) return disk
    if (this.#isSlow) return 'diskSlow'
    if (this.#rest !== undefined && clock.monotonic() < this.#rest.untilMs) return this.#rest.cause
    return hours.at(settings, startedAtMs) === undefined ? 'keysUnavailable' : undefined
  }
}

/** In [0, 1). */
function random(): number {
  return randomInt(2 ** 32) / 2 ** 32
}

/** Why a connection ended, in the catalogue's words. */
function causeOf(error: unknown): GapCause {
  if (!(error instanceof Fault)) return 'disconnected'
  switch (error.code) {
    case 'media.refused':
    case 'media.unanswered':
    case 'media.requestRefused':
    case 'media.redirected':
    case 'media.addressInvalid':
      return 'refused'
    case 'media.unauthorised':
    case 'media.certificateRefused':
      return 'unauthorised'
    case 'media.silent':
      return 'silent'
    case 'media.closed':
    case 'media.broken':
    case 'media.sourceChanged':
      return 'disconnected'
    case 'media.timeJumped':
    case 'recording.clockDrifted':
      return 'clockDrifted'
    case 'media.transportRefused':
    case 'media.noVideo':
    case 'media.codecUnsupported':
    case 'media.packetizationUnsupported':
      return 'unsupported'
    default:
      return error.code.startsWith('media.') || error.code === 'recording.keyPicturesMissing'
        ? 'protocol'
        : 'keysUnavailable' // the camera's address could not be had from the vault
  }
}

function codeOf(error: unknown): { fault?: string } {
  return error instanceof Fault ? { fault: error.code } : {}
}
