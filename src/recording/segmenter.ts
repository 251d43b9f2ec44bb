/**
 * What one camera's connections become: pieces of segments, and gaps where there are none. Pure: events and clock
 * readings in, pieces out; it knows no disk and no network.
 *
 * It never invents time. Labels are wall time as the machine had it when a picture arrived, evened by timeline.ts.
 * When somebody sets the wall clock, the segment ends at the next key picture, the step is told as a fact, and a new
 * run begins on the new time; not a picture is dropped for it. Set back, an hour is then told twice, by two runs.
 */
import { assert, present } from '../base/assert.ts'
import type { Millis } from '../base/clock.ts'
import { newId } from '../base/id.ts'
import type { GapCause } from '../footage/footage.ts'
import type { AccessUnit, StreamEvent, VideoFormat } from '../media/media.ts'
import { Cutter } from './cutter.ts'
import type { Piece } from './cutter.ts'
import { runTimeline } from './timeline.ts'
import type { RunTimeline } from './timeline.ts'
import { wallClock } from './wallclock.ts'
import type { Reading, WallClock } from './wallclock.ts'

/** How much of a connection's beginning is looked at before it is believed when its pictures were taken. */
const ANCHOR_MS = 1000
const MAX_ANCHOR_UNITS = 256
const MAX_ANCHOR_BYTES = 8 * 1024 * 1024
/** New footage may seem to begin so much before the end of the old; more means the wall clock was set back. */
const TOLERATED_OVERLAP_MS = 10_000
/** A pause this long in a running stream is told as a gap, unless the camera is always that slow. */
const HOLE_MS = 2000
const SLOW_CAMERA = 4
/** How long the last picture lasts when there was only one: 15 a second. */
const LONE_90K = 6000

/** What becomes of a camera. `stop`: from here on there is no footage. `gap`: one that is over already. */
export type CameraPiece =
  | Piece
  | { readonly type: 'stop'; readonly cause: GapCause; readonly atMs: Millis }
  | {
      readonly type: 'gap'
      readonly cause: GapCause
      readonly fromMs: Millis
      readonly toMs: Millis
      readonly stepMs: number
    }

export type SegmenterOptions = {
  readonly emit: (piece: CameraPiece) => void
  /** Where in the minute this camera's segments end, 0 to 59,999. */
  readonly phaseMs: number
  /** Why no segment may begin at that time; undefined when it may. Asked at each key picture that would begin one. */
  readonly blocked: (startedAtMs: Millis) => GapCause | undefined
  /** Up to when this camera's footage was told before; undefined for a new camera. */
  readonly toldUntilMs?: Millis | undefined
}

export class Segmenter {
  readonly #emit: (piece: CameraPiece) => void
  readonly #blocked: SegmenterOptions['blocked']
  readonly #cutter: Cutter
  readonly #wall: WallClock = wallClock()
  /** The end of what was told, on the present wall time; undefined when nothing was. */
  #toldUntilMs: Millis | undefined
  #format: VideoFormat | undefined
  #isNewRun = true
  #timeline: RunTimeline | undefined
  /** The connection's first pictures, before there is a timeline. */
  #waiting: AccessUnit[] = []
  #waitingBytes = 0
  /** The last picture, which lasts until the next one. */
  #held: AccessUnit | undefined
  #usual90k = 0
  #lostSinceUnit = false

  constructor(options: SegmenterOptions) {
    const { emit, phaseMs, blocked } = options
    this.#emit = emit
    this.#blocked = blocked
    this.#toldUntilMs = options.toldUntilMs
    this.#cutter = new Cutter({
      phaseMs,
      emit: (piece) => {
        if (piece.type === 'end') this.#toldUntilMs = piece.endedAtMs
        emit(piece)
      },
      mayBegin(startedAtMs) {
        const cause = blocked(startedAtMs)
        if (cause !== undefined) emit({ type: 'stop', cause, atMs: startedAtMs })
        return cause === undefined
      },
    })
  }

  /** Takes what a connection tells. Returns why the connection must not go on, if it must not. */
  event(event: StreamEvent, reading: Reading): 'keyless' | 'drifted' | undefined {
    this.#wall.read(reading)
    if (event.type === 'format') {
      // The format comes before the key picture it is for; what came before still belongs to the old one.
      this.#anchor()
      this.#format = event.format
      this.#isNewRun = true
    } else if (event.type === 'loss') {
      this.#lostSinceUnit = true
      this.#cutter.lost(event.packets, event.units)
    } else if (event.type === 'rest') this.#cutter.rest(event.ms)
    else if (event.type === 'unit') {
      if (this.#timeline !== undefined) this.#take(event.unit)
      else this.#wait(event.unit)
    }
    if (this.#timeline?.isLost() === true) return 'drifted'
    return this.#cutter.isKeyless(this.#wall.at(reading.monotonicMs)) ? 'keyless' : undefined
  }

  /** The connection is over. */
  disconnected(cause: GapCause, reading: Reading): void {
    this.#wall.read(reading)
    this.#anchor()
    this.#finish()
    this.#timeline = undefined
    this.#format = undefined
    this.#isNewRun = true
    this.#usual90k = 0
    this.#takeJump(this.#toldUntilMs)
    this.#emit({ type: 'stop', cause, atMs: reading.nowMs })
  }

  /** Ends the open segment where it stands, for a reason that is not the camera's. The connection goes on. */
  halt(cause: GapCause, reading: Reading): void {
    this.#wall.read(reading)
    if (this.#held !== undefined && this.#timeline !== undefined)
      this.#cutter.end(this.#timeline.wallMs(this.#held.dts90k))
    this.#isNewRun = true
    this.#emit({ type: 'stop', cause, atMs: reading.nowMs })
  }

  #wait(unit: AccessUnit): void {
    this.#waiting.push(unit)
    this.#waitingBytes += unit.bytes.length
    const waitedMs = unit.arrivedAtMs - present(this.#waiting[0], 'one waits').arrivedAtMs
    const isFull = this.#waiting.length >= MAX_ANCHOR_UNITS || this.#waitingBytes >= MAX_ANCHOR_BYTES
    if (waitedMs >= ANCHOR_MS || isFull) this.#anchor()
  }

  /** A connection's first pictures may come late and all at once: of a second, the earliest counts. */
  #anchor(): void {
    const units = this.#waiting
    const [first] = units
    if (first === undefined) return
    this.#takeJump(this.#toldUntilMs)
    const earliest = Math.min(...units.map((unit) => this.#arrivalMs(unit) - unit.dts90k / 90))
    let startMs = first.dts90k / 90 + earliest
    const overlapMs = (this.#toldUntilMs ?? -Infinity) - startMs
    if (overlapMs > TOLERATED_OVERLAP_MS) this.#tellJump(startMs, -overlapMs) // set back while nobody looked
    else if (overlapMs > 0) startMs += overlapMs
    this.#timeline = runTimeline(first.dts90k, startMs)
    this.#waiting = []
    this.#waitingBytes = 0
    for (const unit of units) this.#take(unit)
  }

  #arrivalMs(unit: AccessUnit): number {
    return this.#wall.at(unit.arrivedAtMs)
  }

  /** Takes a picture on a timeline that stands: the one before it is now complete. */
  #take(unit: AccessUnit): void {
    const timeline = present(this.#timeline, 'the run has a timeline')
    timeline.arrived(unit.dts90k, this.#arrivalMs(unit))
    if (this.#held !== undefined) this.#follow(this.#held, unit)
    if (unit.isKey && (this.#isNewRun || this.#mayJump(timeline, unit))) this.#beginRun(timeline, unit)
    this.#held = unit
    this.#lostSinceUnit = false
  }

  /** Whether the wall clock was set and recording can go over to the new time: its key may have to be fetched first. */
  #mayJump(timeline: RunTimeline, unit: AccessUnit): boolean {
    const jump = this.#wall.jumpMs()
    return jump !== 0 && this.#blocked(timeline.wallMs(unit.dts90k) + jump) !== 'keysUnavailable'
  }

  /** With this key picture a new run begins, and the old one's segment ends. */
  #beginRun(timeline: RunTimeline, unit: AccessUnit): void {
    assert(this.#format !== undefined, 'a format comes before the first picture')
    const endMs = timeline.wallMs(unit.dts90k)
    this.#cutter.end(endMs)
    timeline.shift(this.#takeJump(endMs))
    this.#cutter.run(newId(), this.#format)
    this.#isNewRun = false
  }

  /** Goes over to the new wall time, if it was set, and tells so. `atMs` is the present on the old one. */
  #takeJump(atMs: Millis | undefined): number {
    const jump = this.#wall.settle()
    if (jump !== 0 && atMs !== undefined && this.#toldUntilMs !== undefined) this.#tellJump(atMs + jump, jump)
    return jump
  }

  /** What was told before a step back stays told: on the new time nothing is told yet. */
  #tellJump(newMs: number, stepMs: number): void {
    const toMs = Math.max(0, Math.floor(newMs))
    const fromMs = Math.min(this.#toldUntilMs ?? toMs, toMs)
    this.#emit({ type: 'gap', cause: 'clockStepped', fromMs, toMs, stepMs: Math.round(stepMs) })
    this.#toldUntilMs = undefined
  }

  /** With the next picture it is known how long the held one lasted. */
  #follow(held: AccessUnit, next: AccessUnit): void {
    const duration90k = next.dts90k - held.dts90k
    const usual = this.#usual90k
    if (usual > 0 && duration90k > Math.max(HOLE_MS * 90, usual * SLOW_CAMERA)) this.#pause(held, next)
    else {
      this.#usual90k = usual === 0 ? duration90k : Math.round((7 * usual + duration90k) / 8)
      this.#release(held, duration90k)
    }
  }

  /**
   * Nothing came for long. Footage ends with the last picture and begins again with the next if that is a key picture;
   * without one it goes on, the last picture stands still, and the gap is told within the segment.
   */
  #pause(held: AccessUnit, next: AccessUnit): void {
    const timeline = present(this.#timeline, 'the run has a timeline')
    const cause = this.#lostSinceUnit ? 'packetsLost' : 'silent'
    this.#release(held, next.isKey ? this.#usual90k : next.dts90k - held.dts90k)
    const fromMs = timeline.wallMs(held.dts90k + this.#usual90k)
    if (!this.#cutter.isOpen()) return // a gap is open already
    if (next.isKey) {
      this.#cutter.end(fromMs)
      this.#isNewRun = true
      this.#emit({ type: 'stop', cause, atMs: fromMs })
    } else this.#emit({ type: 'gap', cause, fromMs, toMs: timeline.wallMs(next.dts90k), stepMs: 0 })
  }

  #release(unit: AccessUnit, duration90k: number): void {
    const wallMs = present(this.#timeline, 'the run has a timeline').wallMs(unit.dts90k)
    const { dts90k, pts90k, isKey, bytes } = unit
    this.#cutter.sample({ dts90k, pts90k, duration90k, isKey, bytes }, wallMs)
  }

  /** Ends the segment after the last picture that came, which lasts as long as pictures usually do. */
  #finish(): void {
    const held = this.#held
    if (this.#timeline === undefined || held === undefined) return
    const duration90k = this.#usual90k > 0 ? this.#usual90k : LONE_90K
    this.#release(held, duration90k)
    this.#held = undefined
    this.#cutter.end(this.#timeline.wallMs(held.dts90k + duration90k))
  }
}
