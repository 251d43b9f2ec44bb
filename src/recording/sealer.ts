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
import type { GapCause } from '../footage/footage.ts'
import { recordingFault } from './faults.ts'
import type { Hours, RecordedDevice } from './hours.ts'
import type { Incidents } from './incident.ts'
import type { GapManifest, SegmentManifest } from './manifest.ts'
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
  readonly gap: GapCause | null
}

export class Sealer {
  readonly #options: SealerOptions
  readonly #queue: CameraPiece[] = []
  #waitingBytes = 0
  #running: Promise<void> | undefined
  #segment: OpenSegment | undefined
  /** The note that may go once the next one is durable. */
  #lastNote: string | undefined
  #gap: { note: GapNote; isNoted: boolean; lastCause: GapCause } | undefined
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
    return { ...this.#sealed, gap: this.#gap?.lastCause ?? null }
  }

  /** Ids of the notes that are in use, which nobody else may touch. */
  notes(): string[] {
    return [this.#segment?.note.id, this.#lastNote, this.#gap?.note.id].filter((id) => id !== undefined)
  }

  /** Resolves once all that was pushed is durable, or told as lost. */
  async settled(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    for (let piece = this.#queue.shift(); piece !== undefined; piece = this.#queue.shift()) {
      try {
        await this.#take(piece)
      } catch (error) {
        await this.#fail(piece, error)
      }
      if (piece.type === 'fragment') {
        this.#waitingBytes -= piece.bytes.length
        piece.bytes.fill(0)
      }
    }
  }

  async #take(piece: CameraPiece): Promise<void> {
    switch (piece.type) {
      case 'begin':
        return this.#begin(piece)
      case 'fragment':
        return this.#segment?.append(piece)
      case 'end':
        return this.#end(piece)
      case 'stop':
        return this.#stop(piece.cause, piece.atMs)
      case 'gap':
        return this.#tellGap({ ...piece, lastCause: piece.cause })
    }
  }

  async #begin({ run, startedAtMs, format }: Extract<CameraPiece, { type: 'begin' }>): Promise<void> {
    const { device, hours } = this.#options
    const hourKey = hours.at(device, startedAtMs)
    if (hourKey === undefined) throw recordingFault('recording.keysUnavailable', { device: device.device })
    const segment = { ...device, hourKey, run, startedAtMs, format, origin: 'camera' as const }
    this.#segment = await beginSegment(this.#options, segment)
    if (this.#gap !== undefined) await this.#closeGap(startedAtMs)
    await this.#forgetLastNote()
  }

  async #end(piece: Extract<CameraPiece, { type: 'end' }>): Promise<void> {
    const segment = this.#segment
    if (segment === undefined) return
    await this.#submit(await segment.seal(piece))
    this.#segment = undefined
    const { incidents, device } = this.#options
    for (const cause of ['diskFailed', 'diskFull', 'diskWrong'] as const)
      incidents.close(cause, device.device)
  }

  /** The segment's manifest waits for the registrar; its note stays until the next one is there. */
  async #submit(manifest: SegmentManifest): Promise<void> {
    const { id, startedAtMs, endedAtMs, length } = manifest
    await this.#options.spool.submit(id, [manifest])
    this.#lastNote = id
    this.#toldUntilMs = endedAtMs
    this.#sealed.segments++
    this.#sealed.bytes += length
    this.#sealed.seconds += (endedAtMs - startedAtMs) / 1000
  }

  async #stop(cause: GapCause, atMs: Millis): Promise<void> {
    if (this.#gap === undefined) {
      const fromMs = this.#toldUntilMs ?? atMs
      const note: GapNote = {
        v: 1,
        kind: 'gap',
        id: newId(),
        device: this.#options.device.device,
        fromMs,
        cause,
      }
      this.#gap = { note, isNoted: false, lastCause: cause }
    }
    this.#gap.lastCause = cause
    if (this.#gap.isNoted) return
    await this.#options.spool.begin(this.#gap.note)
    this.#gap.isNoted = true
    await this.#forgetLastNote()
  }

  async #closeGap(atMs: Millis): Promise<void> {
    const gap = this.#gap
    if (gap === undefined) return
    const { id, cause, fromMs } = gap.note
    // When the clock was set back meanwhile, the gap is over before it began: nothing is missing on the new time.
    await this.#tellGap({
      id,
      cause,
      lastCause: gap.lastCause,
      fromMs: Math.min(fromMs, atMs),
      toMs: atMs,
      stepMs: 0,
    })
    this.#gap = undefined
    if (gap.isNoted) await this.#options.spool.forget(id)
  }

  async #tellGap(
    gap: Pick<GapManifest, 'cause' | 'lastCause' | 'fromMs' | 'toMs' | 'stepMs'> & { id?: GapManifest['id'] },
  ): Promise<void> {
    const { cause, lastCause, fromMs, toMs, stepMs, id = newId() } = gap
    const { device } = this.#options.device
    await this.#options.spool.submit(id, [
      { v: 1, kind: 'gap', id, device, fromMs, toMs, cause, lastCause, stepMs },
    ])
    this.#sealed.gaps++
  }

  async #forgetLastNote(): Promise<void> {
    const note = this.#lastNote
    this.#lastNote = undefined
    if (note !== undefined) await this.#options.spool.forget(note)
  }

  /** The disk or the vault failed us: what is safe is kept, and the camera has to begin again. */
  async #fail(piece: CameraPiece, error: unknown): Promise<void> {
    const { device, log, failed, clock } = this.#options
    const cause = causeOf(error)
    log.error('recording.failed', error, { device: device.device, at: piece.type })
    const segment = this.#segment
    this.#segment = undefined
    if (segment !== undefined) {
      this.#toldUntilMs = segment.syncedUntilMs()
      try {
        const manifest = await segment.salvage()
        if (manifest === undefined) this.#lastNote = segment.note.id
        else await this.#submit(manifest)
      } catch (salvageError) {
        // Its note stays, so it is tried again when the disk answers (recovery.ts).
        log.error('recording.notSalvaged', salvageError, { device: device.device })
      }
    }
    await this.#stop(cause, this.#toldUntilMs ?? clock.now()).catch((noteError: unknown) => {
      // The gap is kept in memory and noted with the next attempt.
      log.error('recording.gapNotNoted', noteError, { device: device.device })
    })
    failed(cause)
  }
}

/** Why a write failed, in the catalogue's words. */
function causeOf(error: unknown): GapCause {
  if (isFault(error, 'disk.full')) return 'diskFull'
  if (isFault(error, 'recording.diskWrong')) return 'diskWrong'
  if (isFault(error, 'recording.keysUnavailable')) return 'keysUnavailable'
  return 'diskFailed'
}
