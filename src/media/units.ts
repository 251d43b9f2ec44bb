/**
 * From NAL units to access units: which units make one picture, whether it is whole, and whether it can be decoded.
 *
 * A picture ends with the marker bit, or when the timestamp changes. It is handed on when the next one begins, so
 * that a camera that sets the marker on every slice is not believed too early. Nothing damaged is ever handed on:
 * a picture of which something is missing, and all that refer to it up to the next key picture, are dropped and
 * counted. To a viewer smeared pictures look like evidence; a gap says what it is.
 */
import type { Coding } from './codec.ts'
import { mediaFault } from './faults.ts'
import { MAX_NAL_BYTES } from './nalbuffer.ts'
import { decodingOrder } from './order.ts'
import type { ParameterSetStore } from './parametersets.ts'
import type { StreamEvent } from './video.ts'

/** Slices and side information of one picture; H.265 allows 600 slice segments (Annex A.4.1). */
const MAX_UNIT_NALS = 1024
const MAX_UNIT_BYTES = MAX_NAL_BYTES

export type UnitAssembler = {
  /** Adds a NAL unit to the picture under way. */
  nal(nal: Uint8Array): void
  /** The picture under way cannot be whole. */
  damage(): void
  /** Packets are missing here. */
  gap(): void
  /** The packet that was just taken carried the marker bit. */
  marker(): void
  /** A packet of this time follows; if it is a new time, the picture under way ends. */
  begin(pts90k: number, arrivedAtMs: number): void
  /** The stream ends: a picture under way that has its marker is handed on, and what was dropped is told. */
  end(): void
  /** Whether nothing can be handed on before the next key picture. */
  waiting(): boolean
}

type Picture = {
  nals: Uint8Array[]
  bytes: number
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
  nals: [],
  bytes: 0,
  pts90k,
  arrivedAtMs,
  seen: false,
  key: false,
  leading: false,
  marked: false,
  damaged: false,
  doubtful: false,
})

export function unitAssembler(
  coding: Coding,
  sets: ParameterSetStore,
  emit: (event: StreamEvent) => void,
): UnitAssembler {
  const order = decodingOrder()
  let picture: Picture | undefined
  let doubtfulNext = false
  let markersLie = false
  /** `joining` before the first key picture: what is skipped then was never ours to lose. */
  let state: 'joining' | 'following' | 'broken' = 'joining'
  /** After starting at an open key picture, its leading pictures refer to what we do not have. */
  let skipLeading = true
  let dropped = 0

  function nal(nal: Uint8Array): void {
    if (picture === undefined) return
    const first = nal[0]!
    if (nal.length <= coding.headerBytes || (first & 0x80) !== 0) return damage()
    const role = coding.role(first)
    if (role === 'dropped') return
    if (role === 'vps' || role === 'sps' || role === 'pps') return sets.put(role, nal)
    picture.bytes += nal.length
    if (picture.nals.push(nal) > MAX_UNIT_NALS || picture.bytes > MAX_UNIT_BYTES)
      throw mediaFault('media.unitTooLarge')
    if (role === 'other') return
    if (!picture.seen && picture.doubtful && (nal[coding.headerBytes]! & 0x80) === 0) damage()
    picture.seen = true
    picture.key ||= role === 'keyPicture'
    picture.leading ||= role === 'leadingPicture'
  }

  function damage(): void {
    if (picture !== undefined) picture.damaged = true
  }

  function gap(): void {
    if (picture?.marked === true && !markersLie) {
      finish(picture)
      picture = undefined
    } else damage()
    doubtfulNext = true
    breakOff()
  }

  function begin(pts90k: number, arrivedAtMs: number): void {
    const current = picture
    if (current?.pts90k === pts90k) {
      // More of a picture that had been marked as complete: this camera marks something else.
      if (current.marked) markersLie = true
      current.marked = false
      current.arrivedAtMs = arrivedAtMs
      return
    }
    picture = blank(pts90k, arrivedAtMs)
    picture.doubtful = doubtfulNext
    doubtfulNext = false
    if (current === undefined) return
    if (current.seen || current.damaged) return finish(current)
    // Side information sent under a time of its own belongs to the picture that follows.
    picture.nals = current.nals
    picture.bytes = current.bytes
  }

  function finish(done: Picture): void {
    if (done.damaged) {
      drop()
      return breakOff()
    }
    if (!done.seen) return
    if (state !== 'following' && !done.key) return drop()
    if (sets.changed() || state !== 'following') {
      // New sets take effect at a key picture; before any other, the pictures up to it cannot be stored with the
      // format as told. Without a complete format there is nothing to decode with.
      if (!done.key || !startFormat(done.pts90k)) {
        drop()
        return breakOff()
      }
    } else if (!done.leading) skipLeading = false
    if (done.leading && skipLeading) return drop()
    const { pts90k, key: isKey, nals, arrivedAtMs } = done
    emit({ type: 'unit', unit: { pts90k, dts90k: order.next(pts90k), isKey, nals, arrivedAtMs } })
  }

  /** At a key picture after a break or a change: tells what was dropped and what comes. False without a format. */
  function startFormat(pts90k: number): boolean {
    const isNew = sets.changed() || state === 'joining'
    const current = sets.format()
    if (current === undefined) return false
    tellDropped()
    if (isNew) emit({ type: 'format', format: current.format })
    order.restart(pts90k, current.reorderDepth)
    skipLeading = true
    state = 'following'
    return true
  }

  function drop(): void {
    if (state !== 'joining') dropped++
  }

  function breakOff(): void {
    if (state === 'following') state = 'broken'
  }

  function tellDropped(): void {
    if (dropped > 0) emit({ type: 'loss', packets: 0, units: dropped })
    dropped = 0
  }

  return {
    nal,
    damage,
    gap,
    begin,
    marker() {
      if (picture !== undefined) picture.marked = true
    },
    end() {
      // One under way without its marker is not lost: the stream simply ends in the middle of it.
      if (picture?.marked === true) finish(picture)
      picture = undefined
      tellDropped()
    },
    waiting: () => state !== 'following',
  }
}
