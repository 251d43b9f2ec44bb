/**
 * Room for destruction on a full disk. To destroy is to write: the order, the new root, the table of surviving keys,
 * PostgreSQL's log of all of that, and only then do files go and give room back. So a file of fixed size,
 * `DATA/reserve`, stands by; it is given up when the disk is full, and made again once there is room.
 *
 * A quota or a watermark would do the same for our own writers only; the reserve also works against whatever else
 * fills the disk. Its bytes are random, because a file system that compresses would store zeros in no room at all.
 */
import { randomFillSync } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Disk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'

/**
 * Measured: a night of 91 camera-days with 131,040 segments writes 98 MiB of PostgreSQL's log, and little else. Half
 * of the reserve is more than that; the other half is for whatever else writes while the sweep runs.
 */
export const RESERVE_BYTES = 256 * 1024 * 1024
const PIECE_BYTES = 4 * 1024 * 1024

export type Reserve = {
  /** Whether there is less room than a night of destruction needs. */
  isShort(): Promise<boolean>
  /** Gives the room up; false when it was given up before. */
  release(): Promise<boolean>
  /** Makes the reserve again where it is missing and there is room for it twice; false when there is not. */
  restore(): Promise<boolean>
}

/** The reserve at `path`, of `bytes` (RESERVE_BYTES). */
export function openReserve(options: {
  readonly disk: Disk
  readonly path: string
  readonly bytes?: number
}): Reserve {
  const { disk, path, bytes = RESERVE_BYTES } = options
  const folder = dirname(path)
  return {
    isShort: async () => (await disk.freeBytes(folder)) < bytes / 2,
    async release() {
      if (!(await disk.remove(path))) return false
      await disk.syncFolder(folder)
      return true
    },
    async restore() {
      if ((await lengthOf(path)) === bytes) return true
      if ((await disk.freeBytes(folder)) < 2 * bytes) return false
      await disk.remove(path)
      try {
        await fill(disk, path, bytes)
      } catch (error) {
        // Somebody else took the room meanwhile. A part of a reserve would only be in the way.
        if (!isFault(error, 'disk.full')) throw error
        await disk.remove(path)
        return false
      }
      return true
    },
  }
}

async function fill(disk: Disk, path: string, bytes: number): Promise<void> {
  const file = await disk.create(path)
  try {
    const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes))
    for (let at = 0; at < bytes; at += piece.length) {
      randomFillSync(piece)
      await file.write(piece.subarray(0, bytes - at), at)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  await disk.syncFolder(dirname(path))
}

async function lengthOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
