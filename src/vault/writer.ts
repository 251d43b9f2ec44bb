/**
 * Writes one segment. Footage is encrypted in memory before the first byte goes to a disk; the unfinished file
 * (`.part`) holds whole encrypted chunks only, so that recovery can cut it at the last one that authenticates.
 *
 * Calls take their turn in the order they were made, so a timer may call `sync` while an `append` is under way.
 *
 * After a failed write or sync nothing more is written (base/durable.ts): `abandon` cuts the file back to what was
 * synced and leaves it to `recoverSegment`.
 */
import { randomBytes } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { assert } from '../base/assert.ts'
import type { Disk, DiskFile } from '../base/durable.ts'
import { wipe } from '../base/memory.ts'
import type { Id } from '../base/id.ts'
import { keyIdText } from './camera-day.ts'
import { bufferedOutput } from './buffered-output.ts'
import type { BufferedOutput } from './buffered-output.ts'
import { newSegmentCipher } from './chunk.ts'
import type { SegmentCipher } from './chunk.ts'
import { vaultFault } from './faults.ts'
import { leafKeyOfHour } from './hour-key.ts'
import type { HourKey } from './hour-key.ts'
import {
  MAX_CHUNK_PAYLOAD_BYTES,
  MAX_CHUNKS,
  SALT_BYTES,
  writeFooter,
  writeHeader,
  writeIndex,
} from './layout.ts'
import type { Cipher, IndexEntry } from './layout.ts'

/** One piece of a segment: the initialisation segment (first, once) or a movie fragment. */
export type Chunk = {
  readonly kind: 'init' | 'fragment'
  readonly bytes: Uint8Array
  readonly pts90k?: number
  readonly duration90k?: number
  readonly isKey?: boolean
}

/** A finished file: its length in bytes, SHA-256 of all of it (hex), and how many fragments it holds. */
export type Sealed = { readonly length: number; readonly sha256: string; readonly fragments: number }

export type SegmentWriter = {
  /**
   * Encrypts one piece. A fragment's `bytes` are taken over, overwritten with zeros and given back (base/memory.ts); an
   * initialisation segment's are not, the next segment begins with the same.
   */
  append(chunk: Chunk): Promise<void>
  /** Resolves once everything appended so far is on the disk. */
  sync(): Promise<void>
  /** Writes index and footer, syncs, and gives the file its final name. */
  seal(): Promise<Sealed>
  /** Stops, keeping what was synced in the `.part` file for recovery. */
  abandon(): Promise<void>
  /** Stops and removes the unfinished file. */
  discard(): Promise<void>
}

export type SegmentOptions = {
  readonly disk: Disk
  readonly cipher: Cipher
  readonly hourKey: HourKey
  readonly leaf: number
  readonly id: Id<'segment'>
  /** The path of the sealed file, ending in `.seg` (`segmentPath`). */
  readonly path: string
  /** `durable` where every write is followed by a sync: one trip to the disk instead of two (`Disk.create`). */
  readonly writes?: 'durable' | undefined
}

/** A fragment of two seconds of ordinary footage is written in one go; a longer one in several. */
const GATHER_BYTES = 1024 * 1024

/** The name of a segment's file while it is unfinished. */
export function unfinishedPath(path: string): string {
  assert(path.endsWith('.seg'), 'a segment file is named .seg')
  return `${path.slice(0, -'.seg'.length)}.part`
}

/**
 * Begins a segment: the unfinished file with its header, its name durable. Throws `vault.leafErased` where a segment
 * of that very leaf was destroyed before: take the next leaf.
 */
export async function createSegment(options: SegmentOptions): Promise<SegmentWriter> {
  const { disk, cipher, hourKey, leaf, id, path, writes } = options
  const salt = randomBytes(SALT_BYTES)
  const { keyId, generation } = hourKey
  const header = writeHeader({ cipher, id, keyId, generation, leaf, salt })
  const key = leafKeyOfHour(hourKey, leaf)
  if (key === undefined) throw vaultFault('vault.leafErased', { key: keyIdText(keyId), leaf })
  const segment = newSegmentCipher(cipher, header, salt, key)
  key.fill(0)
  let file: DiskFile | undefined
  try {
    await disk.makeFolder(dirname(path))
    file = await disk.create(unfinishedPath(path), writes)
    await disk.syncFolder(dirname(path))
    const output = bufferedOutput(file, GATHER_BYTES)
    await output.add([Buffer.from(segment.headerBytes)])
    return new Writer(disk, path, file, segment, output)
  } catch (error) {
    segment.wipe()
    await file?.close()
    throw error
  }
}

class Writer implements SegmentWriter {
  readonly #disk: Disk
  readonly #path: string
  readonly #file: DiskFile
  readonly #segment: SegmentCipher
  readonly #output: BufferedOutput
  readonly #index: IndexEntry[] = []
  #fragments = 0
  #state: 'open' | 'broken' | 'ended' = 'open'
  #turn: Promise<unknown> = Promise.resolve()

  constructor(disk: Disk, path: string, file: DiskFile, segment: SegmentCipher, output: BufferedOutput) {
    this.#disk = disk
    this.#path = path
    this.#file = file
    this.#segment = segment
    this.#output = output
  }

  append(chunk: Chunk): Promise<void> {
    return this.#inTurn(() => this.#encrypt(chunk))
  }

  async sync(): Promise<void> {
    // Only the flush takes its turn: the next chunks are encrypted while the disk works.
    const syncing = await this.#inTurn(async () => {
      await this.#output.flush()
      return { done: this.#output.sync() }
    })
    try {
      await syncing.done
    } catch (error) {
      if (this.#state === 'open') this.#state = 'broken'
      throw error
    }
  }

  async seal(): Promise<Sealed> {
    const sealed = await this.#inTurn(() => this.#seal())
    this.#state = 'ended'
    this.#segment.wipe()
    return sealed
  }

  async abandon(): Promise<void> {
    await this.#end()
    try {
      await this.#file.truncate(this.#output.syncedLength())
    } finally {
      await this.#file.close()
    }
  }

  async discard(): Promise<void> {
    await this.#end()
    await this.#file.close()
    await this.#disk.remove(unfinishedPath(this.#path))
    await this.#disk.syncFolder(dirname(this.#path))
  }

  /** Runs `act` after the calls made before it; a failure breaks the writer for the calls made after. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(async () => {
      assert(this.#state !== 'ended', 'a segment that has ended takes no more calls')
      if (this.#state === 'broken') throw vaultFault('vault.segmentBroken', { name: basename(this.#path) })
      try {
        return await act()
      } catch (error) {
        this.#state = 'broken'
        throw error
      }
    })
    this.#turn = run.catch(() => undefined)
    return run
  }

  async #encrypt({ kind, bytes, pts90k = 0, duration90k = 0, isKey = false }: Chunk): Promise<void> {
    const index = this.#index
    assert(bytes.length > 0, 'a chunk is not empty')
    assert((kind === 'init') === (index.length === 0), 'a segment begins with one initialisation segment')
    for (let at = 0; at < bytes.length; at += MAX_CHUNK_PAYLOAD_BYTES) {
      if (index.length >= MAX_CHUNKS) throw vaultFault('vault.segmentFull', { limit: MAX_CHUNKS })
      const payload = bytes.subarray(at, at + MAX_CHUNK_PAYLOAD_BYTES)
      const more = at + payload.length < bytes.length
      const preamble = { kind, isKey, more, pts90k, duration90k }
      const offset = this.#output.length()
      const frame = this.#segment.sealChunk(index.length, preamble, payload)
      await this.#output.add(frame)
      index.push({ ...preamble, offset, length: this.#output.length() - offset })
    }
    if (kind !== 'fragment') return
    this.#fragments++
    wipe(bytes)
  }

  async #seal(): Promise<Sealed> {
    const output = this.#output
    const chunks = this.#index.length
    assert(this.#fragments > 0, 'a sealed segment holds footage')
    const indexOffset = output.length()
    const frame = this.#segment.sealIndex(chunks, writeIndex(this.#index))
    await output.add([frame, writeFooter({ indexOffset, indexLength: frame.length, chunks })])
    await output.flush()
    await output.sync()
    await output.settle()
    await this.#file.close()
    await this.#disk.rename(unfinishedPath(this.#path), this.#path)
    await this.#disk.syncFolder(dirname(this.#path))
    return { length: output.length(), sha256: output.sha256(), fragments: this.#fragments }
  }

  async #end(): Promise<void> {
    await this.#turn
    assert(this.#state !== 'ended', 'a segment ends once')
    this.#state = 'ended'
    this.#segment.wipe()
    await this.#output.settle()
  }
}
