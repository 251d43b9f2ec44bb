/**
 * Puts one camera's pieces on the disk, in order, apart from the network: pieces are pushed without waiting, and
 * written as fast as the disk allows. What waits is bounded by the camera (camera.ts asks `waitingBytes`).
 *
 * At every moment the camera has a note in the spool, of its open segment or of its open gap (note.ts). A failure
 * ends the segment: what was synced is kept, the rest is a gap. Nothing is tried again silently.
 */
import type { Clock, Millis } from '../base/clock.ts'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import type { Log } from '../base/log.ts'
import { wipe } from '../base/memory.ts'
import type { Gap, GapCause } from '../footage/footage.ts'
import type { Piece } from './cutter.ts'
import { recordingFault } from './faults.ts'
import type { Hours, RecordedDevice } from './hours.ts'
import type { Incidents } from './incident.ts'
import type { Manifest, SegmentManifest } from './manifest.ts'
import type { GapNote } from './note.ts'
import { beginSegment } from './sealing.ts'
import type { OpenSegment, SealingOptions } from './sealing.ts'
import type { CameraPiece } from './segmenter.ts'

export type SealerOptions = SealingOptions & {
  readonly device: RecordedDevice
  readonly hours: Hours
  readonly incidents: Incidents
  readonly clock: Clock
  readonly log: Log
  /** A segment could not be written on: the camera must begin another. */
  readonly failed: (cause: GapCause) => void
  readonly history: History
}

/** What an earlier run left of a camera: up to when it was told, and the gap that is open since. */
export type History = { readonly toldUntilMs: Millis | undefined; readonly gap: GapNote | undefined }

/** What was put away so far. */
export type Sealed = {
  readonly segments: number
  readonly bytes: number
  /** Of footage sealed, by the wall clock. */
  readonly seconds: number
  readonly gaps: number
}

export class Sealer {
  readonly #options: SealerOptions
  readonly #queue: CameraPiece[] = []
  #waitingBytes = 0
  #running: Promise<void> | undefined
  /** The note of a segment that is being begun. */
  #beginning: string | undefined
  #segment: OpenSegment | undefined
  #gap: { readonly note: GapNote; isNoted: boolean; lastCause: GapCause } | undefined
  /** Manifests that the spool does not have yet. Told again as they are, so that none is told in two ways. */
  readonly #untold: Manifest[] = []
  /** Notes that have served, and go once the next one is durable. */
  readonly #served = new Set<string>()
  #toldUntilMs: Millis | undefined
  #sealed = { segments: 0, bytes: 0, seconds: 0, gaps: 0 }

  constructor(options: SealerOptions) {
    this.#options = options
    const { toldUntilMs, gap } = options.history
    this.#toldUntilMs = toldUntilMs
    if (gap !== undefined) this.#gap = { note: gap, isNoted: true, lastCause: gap.cause }
  }

  /** Takes the next piece; never waits. */
  push(piece: CameraPiece): void {
    this.#queue.push(piece)
    if (piece.type === 'fragment') this.#waitingBytes += piece.bytes.length
    this.#running ??= this.#run().finally(() => (this.#running = undefined))
  }

  /** Bytes that came and are not written yet. */
  waitingBytes(): number {
    return this.#waitingBytes
  }

  sealed(): Sealed {
    return { ...this.#sealed }
  }

  /** Ids of the notes that are in use, which nobody else may touch. */
  notes(): string[] {
    const own = [this.#beginning, this.#segment?.note.id, this.#gap?.note.id].filter((id) => id !== undefined)
    return [...own, ...this.#untold.map(({ id }) => id), ...this.#served]
  }

  /** Resolves once all that was pushed is durable, or lost and told so in the log. */
  async settled(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    for (let piece = this.#queue.shift(); piece !== undefined; piece = this.#queue.shift()) {
      const length = piece.type === 'fragment' ? piece.bytes.length : 0
      if (piece.type === 'stop') await this.#stop(piece.cause, piece.atMs)
      else if (piece.type === 'gap') await this.#tellGap({ ...piece, id: newId(), lastCause: piece.cause })
      else
        try {
          await this.#take(piece)
        } catch (error) {
          await this.#fail(piece, error)
        }
      if (piece.type === 'fragment') {
        this.#waitingBytes -= length
        wipe(piece.bytes)
      }
    }
  }

  async #take(piece: Piece): Promise<void> {
    switch (piece.type) {
      case 'begin':
        return this.#begin(piece)
      case 'fragment':
        return this.#segment?.append(piece)
      case 'end':
        return this.#end(piece)
    }
  }

  async #begin({ run, startedAtMs, format }: Extract<Piece, { type: 'begin' }>): Promise<void> {
    const { device, hours } = this.#options
    const hourKey = hours.at(device, startedAtMs)
    if (hourKey === undefined) throw recordingFault('recording.keysUnavailable', { device: device.device })
    const from = { sound: null, origin: 'camera' } as const
    const segment = { ...device, hourKey, run, startedAtMs, format, ...from }
    try {
      this.#segment = await beginSegment(this.#options, segment, (note) => (this.#beginning = note))
    } finally {
      this.#beginning = undefined // in use as an open segment, or left over
    }
    await this.#closeGap(startedAtMs)
    await this.#forgetServed()
  }

  async #end(piece: Extract<Piece, { type: 'end' }>): Promise<void> {
    const segment = this.#segment
    if (segment === undefined) return
    const manifest = await segment.seal(piece)
    this.#segment = undefined
    await this.#tellSegment(manifest)
    const { incidents, device } = this.#options
    for (const cause of ['diskFailed', 'diskFull'] as const) incidents.close(cause, device.device)
  }

  async #tellSegment(manifest: SegmentManifest): Promise<void> {
    const { startedAtMs, endedAtMs, length } = manifest
    this.#toldUntilMs = endedAtMs
    this.#sealed.segments++
    this.#sealed.bytes += length
    this.#sealed.seconds += (endedAtMs - startedAtMs) / 1000
    await this.#tell(manifest)
  }

  /** From here on there is no footage: a gap is open, and known to be. */
  async #stop(cause: GapCause, atMs: Millis): Promise<void> {
    const { spool, device, log } = this.#options
    await this.#salvage() // nothing to do, unless the camera broke before it told the segment's end
    if (this.#gap === undefined) {
      const fromMs = this.#toldUntilMs ?? atMs
      const note: GapNote = { v: 1, kind: 'gap', id: newId(), device: device.device, fromMs, cause }
      this.#gap = { note, isNoted: false, lastCause: cause }
    }
    this.#gap.lastCause = cause
    await this.#tellUntold()
    if (this.#gap.isNoted) return
    try {
      await spool.begin(this.#gap.note)
      this.#gap.isNoted = true
      await this.#forgetServed()
    } catch (error) {
      // The gap is kept in memory, and noted or told with the next attempt.
      log.error('recording.gapNotNoted', error, { device: device.device })
    }
  }

  async #closeGap(atMs: Millis): Promise<void> {
    const gap = this.#gap
    if (gap === undefined) return
    this.#gap = undefined
    this.#toldUntilMs = atMs
    const { id, cause, fromMs } = gap.note
    // When the clock was set back meanwhile, the gap is over before it began: nothing is missing on the new time.
    const { lastCause } = gap
    await this.#tellGap({ id, cause, lastCause, fromMs: Math.min(fromMs, atMs), toMs: atMs, stepMs: 0 })
  }

  async #tellGap(gap: Omit<Gap, 'device'>): Promise<void> {
    const { id, cause, lastCause, fromMs, toMs, stepMs } = gap
    const { device } = this.#options.device
    this.#sealed.gaps++
    await this.#tell({ v: 1, kind: 'gap', id, device, fromMs, toMs, cause, lastCause, stepMs })
  }

  /** Hands a manifest to the spool; one that it cannot take now waits here for the next occasion. */
  async #tell(manifest: Manifest): Promise<void> {
    this.#untold.push(manifest)
    await this.#tellUntold()
  }

  async #tellUntold(): Promise<void> {
    const { spool, log, device, incidents } = this.#options
    for (let next = this.#untold[0]; next !== undefined; next = this.#untold[0]) {
      try {
        await spool.submit(next.id, [next])
      } catch (error) {
        log.error('recording.notTold', error, { device: device.device, waiting: this.#untold.length })
        const cause = causeOf(error)
        if (cause !== 'diskWrong') incidents.raise(cause, device.device) // that one is told by the storage
        return
      }
      this.#untold.shift()
      this.#served.add(next.id)
    }
  }

  /** A note that cannot be removed does no harm: what it speaks of is told again, under the same id. */
  async #forgetServed(): Promise<void> {
    for (const id of this.#served) await this.#options.spool.forget(id).catch(() => undefined)
    this.#served.clear()
  }

  /** The disk or the vault failed us: what is safe is kept, and the camera has to begin again. */
  async #fail(piece: Piece, error: unknown): Promise<void> {
    const { device, log, failed, clock } = this.#options
    const cause = causeOf(error)
    log.error('recording.failed', error, { device: device.device, at: piece.type })
    await this.#salvage()
    await this.#stop(cause, this.#toldUntilMs ?? clock.now())
    failed(cause)
  }

  /** Ends the open segment, if there is one, with what of it is safe. */
  async #salvage(): Promise<void> {
    const { device, log } = this.#options
    const segment = this.#segment
    this.#segment = undefined
    if (segment === undefined) return
    this.#toldUntilMs = segment.syncedUntilMs()
    try {
      const manifest = await segment.salvage()
      if (manifest === undefined) this.#served.add(segment.note.id)
      else await this.#tellSegment(manifest)
    } catch (error) {
      // Its note stays, so it is tried again when the disk answers (recorder.ts).
      log.error('recording.notSalvaged', error, { device: device.device })
    }
  }
}

/** Why a write failed, in the catalogue's words. */
function causeOf(error: unknown): GapCause {
  if (isFault(error, 'disk.full')) return 'diskFull'
  if (isFault(error, 'recording.diskWrong')) return 'diskWrong'
  if (isFault(error, 'recording.keysUnavailable')) return 'keysUnavailable'
  return 'diskFailed'
}
