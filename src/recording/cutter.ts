/**
 * Cuts a stream of samples into segments and those into fragments. Pure: samples with their wall times in, pieces of
 * fragmented MP4 out, the same for a camera and for a file.
 *
 * A segment begins with a key picture and ends where the next begins. It ends near a minute, at moments that differ
 * from camera to camera, so that a hundred cameras do not rotate at once; and at the first key picture of a Korean
 * day, because a day's footage has its own key and its own day of destruction. Pictures between midnight and that key
 * picture stay with the day before: at most one group of pictures, which therefore dies a day early and never late.
 */
import { present } from '../base/assert.ts'
import type { Millis } from '../base/clock.ts'
import { dayOf } from '../base/day.ts'
import type { Day } from '../base/day.ts'
import { wipe } from '../base/memory.ts'
import type { Id } from '../base/id.ts'
import { MAX_SEGMENT_MS } from '../footage/footage.ts'
import { fragment } from '../media/media.ts'
import type { Sample, SoundFormat, SoundPacket, VideoFormat } from '../media/media.ts'

const SEGMENT_MS = 60_000
/** A camera's first segment may be longer than a minute, so that it is not a mere stub. */
const SHORTEST_MS = 20_000
/** Footage is made durable whenever there is so much of it. */
const MOST_UNSAFE_90K = 90_000
/** So much may be lost to a kill where pictures come in rounds (media/intake.ts), before what the disk takes. */
const MOST_LOST_90K = 1.2 * 90_000
const MAX_FRAGMENT_BYTES = 4 * 1024 * 1024
/** A camera that sends no key picture for so long is cut off; a segment must end some time. */
const MAX_KEYLESS_MS = MAX_SEGMENT_MS / 2

export type Piece =
  | {
      readonly type: 'begin'
      readonly run: Id<'run'>
      readonly day: Day
      readonly startedAtMs: Millis
      readonly format: VideoFormat
      readonly sound: SoundFormat | null
    }
  | {
      readonly type: 'fragment'
      readonly bytes: Uint8Array
      /** Wall time of its first picture, in ticks of 90 kHz since 1970. */
      readonly pts90k: number
      readonly duration90k: number
      readonly isKey: boolean
      /** Whether it, and all before it, is to be made durable now. */
      readonly isDue: boolean
    }
  | {
      readonly type: 'end'
      readonly endedAtMs: Millis
      readonly duration90k: number
      readonly lostPackets: number
      readonly lostUnits: number
    }

type Run = { readonly id: Id<'run'>; readonly format: VideoFormat; readonly sound: SoundFormat | null }

type Open = {
  readonly startedAtMs: Millis
  readonly day: Day
  readonly cutAtMs: Millis
  readonly firstDts90k: number
  nextDts90k: number
  fragments: number
  /** Footage since the last fragment that was due. */
  unsafe90k: number
  lostPackets: number
  lostUnits: number
}

export type CutterOptions = {
  readonly emit: (piece: Piece) => void
  /** Where in the minute this camera's segments end, 0 to 59,999; undefined for a file, which starts when it starts. */
  readonly phaseMs?: number
  /** Whether a segment may begin now; false leaves the key sample out. */
  readonly mayBegin?: (startedAtMs: Millis) => boolean
}

export class Cutter {
  readonly #options: CutterOptions
  #run: Run | undefined
  #open: Open | undefined
  #pending: Sample[] = []
  #pendingSound: SoundPacket[] = []
  #pendingBytes = 0
  #comesInRounds = false

  constructor(options: CutterOptions) {
    this.#options = options
  }

  /** What follows is a run of its own: the next key sample begins a segment with this format. */
  run(id: Id<'run'>, format: VideoFormat, sound: SoundFormat | null = null): void {
    this.#run = { id, format, sound }
    this.#comesInRounds = false
  }

  /**
   * Takes a sample that was taken at `wallMs`. Without an open segment only a key sample counts. Its bytes are taken over,
   * and wiped once they are in a fragment.
   */
  sample(sample: Sample, wallMs: Millis): void {
    if (sample.isKey) {
      const open = this.#open
      this.#flush(open !== undefined && this.#isFull(open))
      if (open !== undefined && (wallMs >= open.cutAtMs || dayOf(wallMs) > open.day)) this.end(wallMs)
      if (this.#open === undefined) this.#begin(sample, wallMs)
    }
    const open = this.#open
    if (open === undefined) return
    // With sound, a full fragment waits for the next picture, so that it takes what sounds until then.
    if (this.#run?.sound && this.#isFull(open)) this.#flush(true)
    this.#pending.push(sample)
    this.#pendingBytes += sample.bytes.length
    open.nextDts90k = sample.dts90k + sample.duration90k
    open.unsafe90k += sample.duration90k
    if (!this.#run?.sound && this.#isFull(open)) this.#flush(true)
  }

  /** Nothing comes for `ms`: if too much would be in memory by then, it is made durable now. */
  rest(ms: number): void {
    this.#comesInRounds = true
    const last = this.#pending.at(-1)
    if (this.#open === undefined || last === undefined) return
    // Two pictures come to it: the one that is shown, and the one of which the end is not known yet.
    const byThen90k = this.#open.unsafe90k + ms * 90 + 2 * last.duration90k
    if (byThen90k > MOST_LOST_90K) this.#flush(true)
  }

  /** Takes sound that begins during the latest sample; without an open segment there is nothing to hear it with. */
  sound(packet: SoundPacket): void {
    if (this.#open === undefined || this.#pending.length === 0) return
    this.#pendingSound.push(packet)
    this.#pendingBytes += packet.bytes.length
  }

  /** Counts what was lost into the open segment. */
  lost(packets: number, units: number): void {
    if (this.#open === undefined) return
    this.#open.lostPackets += packets
    this.#open.lostUnits += units
  }

  /** Ends the open segment, if any, at `endedAtMs`. */
  end(endedAtMs: Millis): void {
    if (this.#open === undefined) return
    this.#flush(false)
    const { firstDts90k, nextDts90k, lostPackets, lostUnits } = this.#open
    this.#open = undefined
    const duration90k = nextDts90k - firstDts90k
    this.#options.emit({ type: 'end', endedAtMs, duration90k, lostPackets, lostUnits })
  }

  isOpen(): boolean {
    return this.#open !== undefined
  }

  /** Whether no key picture came for so long that the segment must not go on. */
  isKeyless(wallMs: Millis): boolean {
    return this.#open !== undefined && wallMs - this.#open.cutAtMs > MAX_KEYLESS_MS
  }

  #begin(sample: Sample, wallMs: Millis): void {
    const run = this.#run
    const { mayBegin, phaseMs, emit } = this.#options
    if (run === undefined || mayBegin?.(wallMs) === false) return
    const day = dayOf(wallMs)
    this.#open = {
      startedAtMs: wallMs,
      day,
      cutAtMs: nextCut(wallMs, phaseMs),
      firstDts90k: sample.dts90k,
      nextDts90k: sample.dts90k,
      fragments: 0,
      unsafe90k: 0,
      lostPackets: 0,
      lostUnits: 0,
    }
    emit({ type: 'begin', run: run.id, day, startedAtMs: wallMs, format: run.format, sound: run.sound })
  }

  #isFull(open: Open): boolean {
    if (this.#pendingBytes >= MAX_FRAGMENT_BYTES) return true
    return open.unsafe90k >= MOST_UNSAFE_90K && !this.#comesInRounds // it is asked before each rest
  }

  #flush(isDue: boolean): void {
    const first = this.#pending[0]
    if (first === undefined) return
    const open = present(this.#open, 'samples wait in an open segment')
    open.fragments++
    if (isDue) open.unsafe90k = 0
    const bytes = fragment(open.fragments, this.#pending, this.#pendingSound)
    for (const taken of [...this.#pending, ...this.#pendingSound]) wipe(taken.bytes)
    this.#options.emit({
      type: 'fragment',
      bytes,
      pts90k: open.startedAtMs * 90 + (first.dts90k - open.firstDts90k),
      duration90k: this.#pending.reduce((sum, sample) => sum + sample.duration90k, 0),
      isKey: first.isKey,
      isDue,
    })
    this.#pending = []
    this.#pendingSound = []
    this.#pendingBytes = 0
  }
}

/** When the segment that begins at `startedAtMs` is to end: at the camera's own moment of a minute, or after one. */
function nextCut(startedAtMs: Millis, phaseMs: number | undefined): Millis {
  if (phaseMs === undefined) return startedAtMs + SEGMENT_MS
  const earliest = startedAtMs + SHORTEST_MS
  return earliest + ((((phaseMs - earliest) % SEGMENT_MS) + SEGMENT_MS) % SEGMENT_MS)
}
