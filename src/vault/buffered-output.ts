/**
 * Gathers a file's bytes, hashes them, and writes them in large pieces. Two buffers take turns: while one is being
 * written, the other is filled. Holds ciphertext only.
 */
import { createHash } from 'node:crypto'
import type { DiskFile } from '../base/durable.ts'

export type BufferedOutput = {
  /** A place with room for `bytes` more, which the caller fills; `filled` then says how much of it. */
  room(bytes: number): Promise<{ buffer: Buffer; at: number }>
  filled(bytes: number): void
  /** Adds a few bytes for which there is room for certain. */
  append(bytes: Buffer): void
  /** Writes everything gathered, then `bytes`. */
  write(bytes: Buffer): Promise<void>
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
  /** SHA-256 of everything written, hex. Once. */
  sha256(): string
}

export function bufferedOutput(file: DiskFile, bufferBytes: number): BufferedOutput {
  const hash = createHash('sha256')
  let filling: Buffer = Buffer.allocUnsafeSlow(bufferBytes)
  let spare: Buffer | undefined
  let used = 0
  let written = 0
  let synced = 0
  let underWay: Promise<void> = Promise.resolve()
  let syncing: Promise<unknown> = Promise.resolve()

  const flush = async () => {
    await underWay
    if (used === 0) return
    const full = filling
    const bytes = full.subarray(0, used)
    const position = written
    written += used
    used = 0
    filling = spare ?? Buffer.allocUnsafeSlow(bufferBytes)
    spare = undefined
    underWay = file.write(bytes, position).then(() => void (spare = full))
    // The failure is reported by the next call that waits for it; until then it must not count as unhandled.
    underWay.catch(() => undefined)
    hash.update(bytes)
  }
  const syncUpTo = async (end: number, writing: Promise<void>) => {
    await writing
    await file.sync()
    synced = Math.max(synced, end)
  }
  return {
    async room(bytes) {
      if (used + bytes > bufferBytes) await flush()
      return { buffer: filling, at: used }
    },
    filled: (bytes) => void (used += bytes),
    append(bytes) {
      bytes.copy(filling, used)
      used += bytes.length
    },
    async write(bytes) {
      await flush()
      await underWay
      hash.update(bytes)
      await file.write(bytes, written)
      written += bytes.length
    },
    flush,
    sync() {
      const run = syncUpTo(written, underWay)
      syncing = Promise.allSettled([syncing, run])
      return run
    },
    async settle() {
      await underWay.catch(() => undefined)
      await syncing
    },
    length: () => written + used,
    syncedLength: () => synced,
    sha256: () => hash.digest('hex'),
  }
}
