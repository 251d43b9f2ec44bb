/**
 * Where bytes that arrive in parts are put together: the parts of a NAL unit, and the NAL units of a picture. The memory
 * is used again and again, so that receiving costs the garbage collector nothing; what is to last is copied out.
 */
import { mediaFault } from './faults.ts'

/** The largest NAL unit or picture taken: a lossless 8K picture in one slice is beyond any camera. */
export const MAX_GATHERED_BYTES = 8 * 1024 * 1024

/** Room for the pictures of an ordinary camera. More is given up again after the picture that needed it. */
const ROOM_BYTES = 256 * 1024

export type Gathering = {
  /** Adds bytes [start, end) of `source`. Throws `media.unitTooLarge`. */
  add(source: Buffer, start: number, end: number): void
  addByte(byte: number): void
  /** 32 bits, the most significant first. */
  addLength(length: number): void
  /** All that was added, valid until the next call. */
  bytes(): Buffer
  clear(): void
}

export function gathering(): Gathering {
  let room = Buffer.allocUnsafeSlow(ROOM_BYTES)
  let length = 0

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
    add(source, start, end) {
      reserve(end - start)
      length += source.copy(room, length, start, end)
    },
    addByte(byte) {
      reserve(1)
      room[length++] = byte
    },
    addLength(value) {
      reserve(4)
      length = room.writeUInt32BE(value, length)
    },
    bytes: () => room.subarray(0, length),
    clear() {
      length = 0
      if (room.length > ROOM_BYTES) room = Buffer.allocUnsafeSlow(ROOM_BYTES)
    },
  }
}
