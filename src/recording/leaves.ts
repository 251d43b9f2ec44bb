/**
 * Which leaves of a camera-day's key tree are used. A leaf seals one segment, so that one can be destroyed without
 * another; normally each has its own, because a slot is 1.76 s long. But the clock may be set back, a camera may
 * reconnect twice in a second, and a file may tell of a time already recorded: then the next free slot is taken.
 *
 * A segment's identifier ends with its leaf. So what is used is read from the names in a folder, after a restart as
 * well, without opening a file and without a database.
 */
import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Millis } from '../base/clock.ts'
import { idFromBytes, newId } from '../base/id.ts'
import type { Id } from '../base/id.ts'
import { hourOfLeaf, keyIdText, LEAF_MOVE_LIMIT, leafAt, segmentPath } from '../vault/vault.ts'
import type { KeyId } from '../vault/vault.ts'
import { recordingFault } from './faults.ts'

export type Leaves = {
  /**
   * A leaf that no segment of that generation uses, in the hour of `startedAtMs` and near it; from now on it is used.
   * Throws `recording.leavesTaken`.
   */
  take(keyId: KeyId, generation: number, startedAtMs: Millis): Promise<number>
}

/** Camera-days to remember; one that is asked for again is read again. */
const MAX_REMEMBERED = 4096

export function leafAllocator(mediaFolder: string): Leaves {
  const days = new Map<string, Promise<Set<number>>>()

  function usedIn(keyId: KeyId, generation: number): Promise<Set<number>> {
    const name = `${keyIdText(keyId)}/${generation}`
    const known = days.get(name)
    if (known !== undefined) return known
    const read = leavesIn(dirname(segmentPath(mediaFolder, keyId, generation, newId())))
    days.set(name, read)
    read.catch(() => days.delete(name))
    for (const [oldest] of days) {
      if (days.size <= MAX_REMEMBERED) break
      days.delete(oldest)
    }
    return read
  }

  return {
    async take(keyId, generation, startedAtMs) {
      const used = await usedIn(keyId, generation)
      const slot = leafAt(keyId.day, startedAtMs)
      const isFree = (leaf: number) =>
        leaf >= 0 && hourOfLeaf(slot) === Math.floor(leaf / 2048) && !used.has(leaf)
      for (let move = 0; move <= LEAF_MOVE_LIMIT; move++) {
        const leaf = [slot + move, slot - move].find(isFree)
        if (leaf === undefined) continue
        used.add(leaf)
        return leaf
      }
      throw recordingFault('recording.leavesTaken', { key: keyIdText(keyId) })
    },
  }
}

/** A new identifier for a segment under that leaf: a UUID of version 8 (RFC 9562 section 5.8), random but for its last 16 bits. */
export function segmentId(leaf: number): Id<'segment'> {
  const bytes = randomBytes(16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  bytes.writeUInt16BE(leaf, 14)
  return idFromBytes<'segment'>(bytes)
}

/** The leaves that the names in a camera-day's folder tell of. */
async function leavesIn(folder: string): Promise<Set<number>> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const leaves = names.flatMap((name) => {
    const hex = /-[0-9a-f]{8}([0-9a-f]{4})\.(?:seg|part)$/.exec(name)?.[1]
    return hex === undefined ? [] : [Number.parseInt(hex, 16)]
  })
  return new Set(leaves)
}
