/**
 * The recorder: cameras in, sealed segments and manifests out. It knows no database and no ledger; what it writes
 * waits in the spool until the registrar takes it, here or elsewhere.
 *
 * It fails open: a camera, a disk or a vault that fails makes a gap with a cause, and recording goes on by itself
 * when it can.
 */
import { join } from 'node:path'
import type { Cancel, Clock } from '../base/clock.ts'
import type { Disk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import type { Log } from '../base/log.ts'
import type { GapCause } from '../footage/footage.ts'
import { createIntake, receiveStream } from '../media/media.ts'
import type { Cipher } from '../vault/vault.ts'
import { Camera } from './camera.ts'
import type { CameraOptions, CameraSettings, CameraStatus } from './camera.ts'
import { Hours } from './hours.ts'
import type { KeySource } from './hours.ts'
import { openIncidents } from './incident.ts'
import type { Incident } from './incident.ts'
import { leafAllocator } from './leaves.ts'
import type { Leaves } from './leaves.ts'
import type { Note, SegmentNote } from './note.ts'
import { clearAway, finishSegment, recoverCamera } from './recovery.ts'
import type { RecoveryOptions } from './recovery.ts'
import { openSpool } from './spool.ts'
import { watchStorage } from './storage.ts'
import type { Storage } from './storage.ts'

export type RecorderOptions = {
  readonly devices: readonly CameraSettings[]
  readonly keySource: KeySource
  readonly clock: Clock
  readonly disk: Disk
  /** DATA, and the identity it must carry; nothing is written to any other. */
  readonly dataFolder: string
  readonly dataId: string
  /** A spool of its own; DATA/spool unless told. */
  readonly spoolFolder?: string
  readonly cipher: Cipher
  readonly log: Log
  /** Which leaves of camera-days are used; shared with imports into the same folder. */
  readonly leaves?: Leaves
  /** Free bytes below which recording stops; 1 GiB unless told. */
  readonly reserveBytes?: number
  readonly incident?: (incident: Incident) => void
  /** How a camera is connected to. */
  readonly receive?: typeof receiveStream
}

export type RecorderStatus = {
  /** Why nothing at all can be recorded; null when it can. */
  readonly storage: GapCause | null
  readonly cameras: readonly CameraStatus[]
}

export type Recorder = {
  status(): RecorderStatus
  /** Records these cameras from now on, and no others; those that stay are not interrupted. */
  setDevices(devices: readonly CameraSettings[]): Promise<void>
  /** Disconnects, seals what is open, and resolves once everything is durable; `status` then tells the totals. */
  close(): Promise<void>
}

const RESERVE_BYTES = 1024 ** 3
/** How often what could not be finished is tried again. */
const RETRY_MS = 15_000

/** Starts recording, after finishing what the last run left. Throws `recording.diskWrong`. */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  const { disk, clock, log, dataFolder, keySource } = options
  const incidents = openIncidents({ clock, log, told: options.incident ?? (() => {}) })
  let recorder: Cameras | undefined
  const storage = await watchStorage({
    ...options,
    reserveBytes: options.reserveBytes ?? RESERVE_BYTES,
    changed(cause, before) {
      if (before !== undefined) incidents.close(before, null)
      if (cause !== undefined) incidents.raise(cause, null)
      if (cause !== undefined) recorder?.halt(cause)
    },
  })
  const hours = new Hours({ source: keySource, clock, log })
  try {
    await storage.verify()
    const mediaFolder = join(dataFolder, 'media')
    const verify = () => storage.verify()
    const intake = createIntake(clock)
    recorder = new Cameras({
      ...options,
      receive: options.receive ?? ((stream) => receiveStream({ ...stream, intake })),
      mediaFolder,
      spool: await openSpool({ disk, folder: options.spoolFolder ?? join(dataFolder, 'spool'), verify }),
      leaves: options.leaves ?? leafAllocator(mediaFolder),
      hours,
      storage,
      incidents,
    })
    await recorder.start()
    return recorder
  } catch (error) {
    await recorder?.close()
    hours.close()
    storage.close()
    throw error
  }
}

type CamerasOptions = Omit<CameraOptions, 'settings' | 'history' | 'storage'> & {
  readonly devices: readonly CameraSettings[]
  readonly storage: Storage
}

/** The cameras that are recorded, and those that will be once their past can be finished. */
class Cameras implements Recorder {
  readonly #options: CamerasOptions
  readonly #running = new Map<string, Camera>()
  #wanted: readonly CameraSettings[]
  /** Changes of the list run one after the other. */
  #turn: Promise<void> = Promise.resolve()
  #cancelRetry: Cancel | undefined
  #closed = false

  constructor(options: CamerasOptions) {
    this.#options = options
    this.#wanted = options.devices
  }

  async start(): Promise<void> {
    await dropForeignNotes(this.#options, this.#wanted)
    await this.setDevices(this.#wanted)
    this.#retryLater()
  }

  status(): RecorderStatus {
    return {
      storage: this.#options.storage.blocked() ?? null,
      cameras: [...this.#running.values()].map((camera) => camera.status()),
    }
  }

  setDevices(devices: readonly CameraSettings[]): Promise<void> {
    return this.#inTurn(async () => {
      const gone = this.#wanted.filter((old) => !devices.some((one) => isSame(one, old)))
      this.#wanted = devices
      await Promise.all(gone.map(({ device }) => this.#stop(device)))
      this.#options.hours.want(devices)
      await this.#options.hours.settled()
      await this.#startMissing()
    })
  }

  /** Ends every open segment: nothing may be written any more. */
  halt(cause: GapCause): void {
    for (const camera of this.#running.values()) camera.halt(cause)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancelRetry?.()
    await this.#turn
    await Promise.all([...this.#running.values()].map((camera) => camera.close()))
    this.#options.hours.close()
    this.#options.storage.close()
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const run = this.#turn.then(act)
    this.#turn = run.catch(() => undefined)
    return run
  }

  async #stop(device: string): Promise<void> {
    const camera = this.#running.get(device)
    await camera?.close()
    this.#running.delete(device)
  }

  /** Starts cameras that are wanted and not running; one whose past cannot be finished now is tried again later. */
  async #startMissing(): Promise<void> {
    const notes = await this.#options.spool.notes()
    const { log, incidents } = this.#options
    for (const settings of this.#wanted) {
      const { device } = settings
      if (this.#closed || this.#running.has(device)) continue
      const own = notes.filter((note) => note.device === device && !isOfImport(note))
      try {
        const history = await recoverCamera(this.#options, device, own)
        incidents.close('keysUnavailable', device)
        this.#running.set(device, new Camera({ ...this.#options, settings, history }))
      } catch (error) {
        if (!isFault(error)) throw error
        log.error('recording.notStarted', error, { device })
        incidents.raise('keysUnavailable', device)
      }
    }
  }

  #retryLater(): void {
    const { clock, log } = this.#options
    if (this.#closed) return
    this.#cancelRetry = clock.after(RETRY_MS, () => {
      void this.#inTurn(async () => {
        await this.#startMissing()
        await this.#finishLeftOver()
      })
        .catch((error: unknown) => log.error('recording.retryFailed', error))
        .finally(() => this.#retryLater())
    })
  }

  /** Segments that a failing disk or vault left unfinished while the program ran. */
  async #finishLeftOver(): Promise<void> {
    const { spool } = this.#options
    // Looked at before and after the list is read: a note that is in use at either time is not left over.
    const before = this.#notesInUse()
    const notes = await spool.notes()
    const inUse = new Set([...before, ...this.#notesInUse()])
    const waits = new Set(this.#wanted.map(({ device }) => device).filter((one) => !this.#running.has(one)))
    for (const note of notes) {
      if (note.kind !== 'segment' || isOfImport(note) || inUse.has(note.id) || waits.has(note.device))
        continue
      if ((await finishSegment(this.#options, note)) !== 'refused') await spool.forget(note.id)
    }
  }

  #notesInUse(): string[] {
    return [...this.#running.values()].flatMap((camera) => camera.notes())
  }
}

/**
 * Notes that are of no camera to be recorded: what an import left that was cut off is removed, for an import is whole
 * or nothing; gaps of cameras that are not recorded any more are nobody's. Segments of such cameras are finished like
 * any other.
 */
async function dropForeignNotes(options: RecoveryOptions, wanted: readonly CameraSettings[]): Promise<void> {
  const { spool } = options
  for (const note of await spool.notes()) {
    const isWanted = wanted.some(({ device }) => device === note.device)
    if (isOfImport(note)) {
      if ((await spool.read(note.run)) === undefined) await clearAway(options, note, true)
      await spool.forget(note.id)
    } else if (note.kind === 'gap' && !isWanted) await spool.forget(note.id)
  }
}

function isOfImport(note: Note): note is SegmentNote & { readonly origin: 'file' } {
  return note.kind === 'segment' && note.origin === 'file'
}

/** Whether a camera needs no new connection. Its address is asked for at each connection anyway. */
function isSame(a: CameraSettings, b: CameraSettings): boolean {
  return (
    a.device === b.device &&
    a.category === b.category &&
    a.filmingHours === b.filmingHours &&
    a.tls?.ca === b.tls?.ca &&
    a.tls?.certificateSha256 === b.tls?.certificateSha256
  )
}
