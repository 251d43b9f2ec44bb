/**
 * Where bytes that arrive in parts are put together: the NAL units of a picture, each after its length. The memory is used
 * again and again, so that receiving costs the garbage collector nothing; what is to last is copied out.
 */
import { mediaFault } from './faults.ts'

/** The largest NAL unit or picture taken: a lossless 8K picture in one slice is beyond any camera. */
export const MAX_GATHERED_BYTES = 8 * 1024 * 1024

/** Room for the pictures of an ordinary camera. More is given up again after the picture that needed it. */
const ROOM_BYTES = 256 * 1024

export type Gathering = {
  /** Begins a unit. Throws `media.unitTooLarge`, like the next. */
  open(): void
  /** Adds bytes [start, end) of `source` to the unit. */
  add(source: Buffer, start: number, end: number): void
  /** The unit so far, valid until the next call. */
  unit(): Buffer
  /** The unit is whole: writes its length before it, 32 bits, the most significant first. */
  close(): void
  /** All that was added, valid until the next call. */
  bytes(): Buffer
  clear(): void
}

const LENGTH_BYTES = 4

/** `roomBytes`: what is held even when nothing is gathered. */
export function gathering(roomBytes = ROOM_BYTES): Gathering {
  let room = Buffer.allocUnsafeSlow(roomBytes)
  let length = 0
  let unitAt = 0

  function reserve(more: number): void {
    const needed = length + more
    if (needed <= room.length) return
    if (needed > MAX_GATHERED_BYTES) throw mediaFault('media.unitTooLarge')
    // Doubling keeps the copying of what outgrows its room below its own length.
    const next = Buffer.allocUnsafeSlow(Math.min(2 * needed, MAX_GATHERED_BYTES))
    room.copy(next, 0, 0, length)
    room = next
  }

  return {
    open() {
      reserve(LENGTH_BYTES)
      length += LENGTH_BYTES
      unitAt = length
    },
    add(source, start, end) {
      reserve(end - start)
      length += source.copy(room, length, start, end)
    },
    unit: () => room.subarray(unitAt, length),
    close: () => void room.writeUInt32BE(length - unitAt, unitAt - LENGTH_BYTES),
    bytes: () => room.subarray(0, length),
    clear() {
      length = 0
      if (room.length > roomBytes) room = Buffer.allocUnsafeSlow(roomBytes)
    },
  }
}
