/**
 * From NAL units to access units: which units make one picture, whether it is whole, and whether it can be decoded.
 *
 * A picture ends with the marker bit, or when the timestamp changes. It is handed on when the next one begins, so
 * that a camera that sets the marker on every slice is not believed too early. Nothing damaged is ever handed on:
 * a picture of which something is missing, and all that refer to it up to the next key picture, are dropped and
 * counted. To a viewer smeared pictures look like evidence; a gap says what it is.
 */
import { present } from '../base/assert.ts'
import type { Coding } from './codec.ts'
import { mediaFault } from './faults.ts'
import { gathering, MAX_GATHERED_BYTES, type Gathering } from './gathering.ts'
import type { NalRole } from './nal.ts'
import { decodingOrder } from './order.ts'
import type { NalSink } from './packets.ts'
import type { ParameterSetStore } from './parametersets.ts'
import type { StreamEvent } from './video.ts'

/** Slices and side information of one picture; H.265 allows 600 slice segments (Annex A.4.1). */
const MAX_UNIT_NALS = 1024
export const MAX_UNIT_BYTES = MAX_GATHERED_BYTES
/** Room for an ordinary parameter set. */
const SET_BYTES = 1024
/** `forbidden_zero_bit`: set, the unit is known to be damaged (H.264 and H.265 section 7.4). */
const FORBIDDEN_BIT = 0x80

type SetRole = 'vps' | 'sps' | 'pps'

const isSet = (role: NalRole): role is SetRole => role === 'vps' || role === 'sps' || role === 'pps'

type Picture = {
  nals: number
  pts90k: number
  arrivedAtMs: number
  seen: boolean // at least one slice
  key: boolean
  leading: boolean
  marked: boolean
  damaged: boolean
  /** Packets were lost before it: it is whole only if its first slice is the picture's first. */
  doubtful: boolean
}

const blank = (pts90k: number, arrivedAtMs: number): Picture => ({
  nals: 0,
  pts90k,
  arrivedAtMs,
  seen: false,
  key: false,
  leading: false,
  marked: false,
  damaged: false,
  doubtful: false,
})

export class UnitAssembler implements NalSink {
  readonly #coding: Coding
  readonly #sets: ParameterSetStore
  readonly #emit: (event: StreamEvent) => void
  readonly #order = decodingOrder()
  /** The picture under way, and its bytes. */
  readonly #gathered = gathering()
  /** A parameter set under way, which belongs to no picture. */
  readonly #set = gathering(SET_BYTES)
  #role: NalRole = 'dropped'
  #picture: Picture | undefined
  /** The next picture may have lost its beginning; so may the one a stream is joined in. */
  #nextIsDoubtful = true
  #markersLie = false
  /** `joining` before the first key picture: what is skipped then was never ours to lose. */
  #state: 'joining' | 'following' | 'broken' = 'joining'
  /** After starting at an open key picture, its leading pictures refer to what we do not have. */
  #skipLeading = true
  #resumed = false
  #dropped = 0

  constructor(coding: Coding, sets: ParameterSetStore, emit: (event: StreamEvent) => void) {
    this.#coding = coding
    this.#sets = sets
    this.#emit = emit
  }

  /** Whether nothing can be handed on before the next key picture. */
  get waiting(): boolean {
    return this.#state !== 'following'
  }

  /** A packet of this time follows; if it is a new time, the picture under way ends. */
  begin(pts90k: number, arrivedAtMs: number): void {
    const current = this.#picture
    if (current?.pts90k === pts90k) {
      // More of a picture that had been marked as complete: this camera marks something else.
      if (current.marked) this.#markersLie = true
      current.marked = false
      current.arrivedAtMs = arrivedAtMs
      return
    }
    const next = blank(pts90k, arrivedAtMs)
    next.doubtful = this.#nextIsDoubtful
    this.#nextIsDoubtful = false
    this.#picture = next
    if (current === undefined) return
    if (current.seen || current.damaged) return this.#finish(current)
    // Side information sent under a time of its own belongs to the picture that follows.
    next.nals = current.nals
  }

  /**
   * A NAL unit of the picture under way begins; what is given is copied. Throws `media.unitTooLarge`, like `add`, and `close`
   * throws `media.parameterSetInvalid`.
   */
  open(bytes: Buffer, start: number, end: number): void {
    const picture = present(this.#picture, 'begin comes before open')
    const first = bytes[start]!
    this.#role = (first & FORBIDDEN_BIT) === 0 ? this.#coding.role(first) : 'other'
    if (this.#role === 'dropped') return
    if (isSet(this.#role)) this.#set.clear()
    else if (++picture.nals > MAX_UNIT_NALS) throw mediaFault('media.unitTooLarge')
    this.#unit().open()
    this.add(bytes, start, end)
  }

  add(bytes: Buffer, start: number, end: number): void {
    if (this.#role !== 'dropped') this.#unit().add(bytes, start, end)
  }

  close(): void {
    const role = this.#role
    if (role === 'dropped') return
    const picture = present(this.#picture, 'begin comes before close')
    const { headerBytes } = this.#coding
    const gathered = this.#unit()
    const nal = gathered.unit()
    if (nal.length <= headerBytes || (nal[0]! & FORBIDDEN_BIT) !== 0) return this.damage()
    if (isSet(role)) return this.#sets.put(role, nal)
    gathered.close()
    if (role === 'other') return
    if (!picture.seen && picture.doubtful && (nal[headerBytes]! & 0x80) === 0) this.damage()
    picture.seen = true
    picture.key ||= role === 'keyPicture'
    picture.leading ||= role === 'leadingPicture'
  }

  /** A whole unit. */
  nal(nal: Buffer): void {
    this.open(nal, 0, nal.length)
    this.close()
  }

  /** Where the unit that is open belongs. */
  #unit(): Gathering {
    return isSet(this.#role) ? this.#set : this.#gathered
  }

  /** The packet that was just taken carried the marker bit. */
  marker(): void {
    if (this.#picture !== undefined) this.#picture.marked = true
  }

  /** The picture under way cannot be whole. */
  damage(): void {
    if (this.#picture !== undefined) this.#picture.damaged = true
  }

  /** Packets are missing here. */
  gap(): void {
    if (this.#picture?.marked === true && !this.#markersLie) {
      this.#finish(this.#picture)
      this.#picture = undefined
    } else this.damage()
    this.#nextIsDoubtful = true
    this.#breakOff()
  }

  /** The stream ends: a picture under way that has its marker is handed on, and what was dropped is told. */
  end(): void {
    // One without its marker is not lost: the stream simply ends in the middle of it.
    if (this.#picture?.marked === true) this.#finish(this.#picture)
    this.#picture = undefined
    this.#tellDropped()
  }

  /** Hands a picture on, or drops it. */
  #finish(picture: Picture): void {
    this.#conclude(picture)
    this.#gathered.clear()
  }

  #conclude(picture: Picture): void {
    if (!picture.seen && !picture.damaged) return
    if (picture.damaged || (this.waiting && !picture.key)) return this.#drop()
    // New sets take effect at a key picture; the pictures before it cannot be stored with the format as told.
    // And without a complete format there is nothing to decode with.
    const restarts = this.waiting || this.#sets.changed()
    if (restarts && !(picture.key && this.#startFormat(picture.pts90k))) return this.#drop()
    if (picture.leading && this.#skipLeading) return this.#skipLeadingPicture()
    if (!restarts) this.#skipLeading = false
    const { pts90k, key: isKey, arrivedAtMs } = picture
    const bytes = ownCopy(this.#gathered.bytes())
    this.#emit({
      type: 'unit',
      unit: { pts90k, dts90k: this.#order.next(pts90k), isKey, bytes, arrivedAtMs },
    })
  }

  /** At a key picture after a break or a change: tells what was dropped and what comes. False without a format. */
  #startFormat(pts90k: number): boolean {
    const isNew = this.#state === 'joining' || this.#sets.changed()
    const current = this.#sets.format()
    if (current === undefined) return false
    this.#tellDropped()
    this.#resumed = this.#state !== 'joining'
    if (isNew) this.#emit({ type: 'format', format: current.format })
    this.#order.restart(pts90k, current.reorderDepth)
    this.#skipLeading = true
    this.#state = 'following'
    return true
  }

  /** Leaves a picture out, and with it all that may refer to it. */
  #drop(): void {
    if (this.#state !== 'joining') this.#dropped++
    this.#breakOff()
  }

  #skipLeadingPicture(): void {
    if (this.#resumed) this.#emit({ type: 'loss', packets: 0, units: 1 })
  }

  #breakOff(): void {
    if (this.#state === 'following') this.#state = 'broken'
  }

  #tellDropped(): void {
    if (this.#dropped > 0) this.#emit({ type: 'loss', packets: 0, units: this.#dropped })
    this.#dropped = 0
  }
}

/** In memory of its own, which can be given back (base/memory.ts). */
function ownCopy(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  copy.set(bytes)
  return copy
}
