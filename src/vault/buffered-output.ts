/**
 * Gathers a file's pieces, hashes them, and writes them together. Pieces are handed on as they are: copying them into
 * one buffer would cost a tenth of the whole seal path. While some are being written, the next are gathered. Holds
 * ciphertext only.
 */
import { createHash } from 'node:crypto'
import type { DiskFile } from '../base/durable.ts'
import { giveBack } from '../base/memory.ts'

export type BufferedOutput = {
  /** Takes pieces over, which are given back once written; waits for the disk when too much is gathered. */
  add(pieces: readonly Buffer[]): Promise<void>
  /** Begins to write everything gathered. */
  flush(): Promise<void>
  /** Resolves once everything flushed before the call is on the disk. More may be given meanwhile. */
  sync(): Promise<void>
  /** Waits for what is under way, whatever becomes of it. */
  settle(): Promise<void>
  /** Bytes given so far. */
  length(): number
  /** Bytes that the last successful `sync` vouched for. */
  syncedLength(): number
  /** SHA-256 of everything given, hex. Once. */
  sha256(): string
}

/** `gatherBytes`: how much is gathered before it is written unasked; at most twice that is held at a time. */
export function bufferedOutput(file: DiskFile, gatherBytes: number): BufferedOutput {
  const hash = createHash('sha256')
  let gathered: Buffer[] = []
  let length = 0
  let flushed = 0
  let synced = 0
  let underWay: Promise<void> = Promise.resolve()
  let syncing: Promise<unknown> = Promise.resolve()

  const flush = async () => {
    await underWay
    if (gathered.length === 0) return
    const pieces = gathered
    const position = flushed
    gathered = []
    flushed = length
    underWay = file.write(pieces, position).then(() => pieces.forEach(giveBack))
    // The failure is reported by the next call that waits for it; until then it must not count as unhandled.
    underWay.catch(() => undefined)
  }
  const syncUpTo = async (end: number, writing: Promise<void>) => {
    await writing
    await file.sync()
    synced = Math.max(synced, end)
  }
  return {
    async add(pieces) {
      for (const piece of pieces) {
        hash.update(piece)
        length += piece.length
        gathered.push(piece)
      }
      if (length - flushed >= gatherBytes) await flush()
    },
    flush,
    sync() {
      const run = syncUpTo(flushed, underWay)
      syncing = Promise.allSettled([syncing, run])
      return run
    },
    async settle() {
      await underWay.catch(() => undefined)
      await syncing
    },
    length: () => length,
    syncedLength: () => synced,
    sha256: () => hash.digest('hex'),
  }
}
