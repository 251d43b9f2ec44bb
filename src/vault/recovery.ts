/**
 * What a crash left of a segment. An unfinished file is cut after the last piece of which every chunk
 * authenticates, and sealed there; a file that was sealed, but of which nobody was told, is read through.
 *
 * Sealing again cannot use a nonce for two different texts: see chunk.ts.
 */
import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Disk } from '../base/durable.ts'
import type { Id } from '../base/id.ts'
import { hourOfLeaf, keyIdText } from './camera-day.ts'
import type { KeyId } from './camera-day.ts'
import { existingSegmentCipher } from './chunk.ts'
import type { SegmentCipher } from './chunk.ts'
import { vaultFault } from './faults.ts'
import { leafKeyOfHour, wipeHourKey } from './hour-key.ts'
import type { HourKey } from './hour-key.ts'
import {
  FRAME_HEAD_BYTES,
  MAX_HEADER_BYTES,
  readFrameHead,
  readHeader,
  readPreamble,
  TAG_BYTES,
  writeFooter,
  writeIndex,
} from './layout.ts'
import type { IndexEntry } from './layout.ts'
import { exists } from './paths.ts'
import { openFile, readAt } from './reader.ts'
import type { Fragment } from './reader.ts'
import { unfinishedPath } from './writer.ts'
import type { Sealed } from './writer.ts'

/** A segment that is whole on the disk, with what a manifest needs to know of it. */
export type Recovered = Omit<Sealed, 'fragments'> & {
  readonly id: Id<'segment'>
  readonly keyId: KeyId
  readonly generation: number
  readonly leaf: number
  readonly fragments: readonly Fragment[]
  /** Whether footage may be missing at its end: the file had no index yet. */
  readonly cutShort: boolean
}

/**
 * Finishes the segment whose sealed path is `path`. `hourKey` gives the key of the hour named in the file's header
 * (`Vault.hourKey`); it is wiped. Returns undefined, the unfinished file removed, when not even one fragment is whole.
 * Throws `vault.leafErased` when its key is gone; `vault.segmentForged` when a sealed file does not authenticate
 * from first to last byte, or the key is not its own.
 */
export async function recoverSegment(options: {
  readonly disk: Disk
  readonly path: string
  readonly hourKey: (keyId: KeyId, generation: number, hour: number) => Promise<HourKey>
}): Promise<Recovered | undefined> {
  const { disk, path } = options
  const unfinished = await exists(unfinishedPath(path))
  const file = await openFile(unfinished ? unfinishedPath(path) : path)
  let segment: SegmentCipher | undefined
  try {
    const start = await readAt(file, 0, MAX_HEADER_BYTES)
    // A file cut within its header holds nothing; so does one whose header was never written.
    if (unfinished && !mayHoldChunks(start)) return await removeEmpty(disk, path)
    const { header, bytes } = readHeader(start, basename(path))
    const { id, keyId, generation, leaf, cipher, salt } = header
    const hourKey = await options.hourKey(keyId, generation, hourOfLeaf(leaf))
    const key = leafKeyOfHour(hourKey, leaf)
    wipeHourKey(hourKey)
    if (key === undefined) throw vaultFault('vault.leafErased', { key: keyIdText(keyId), leaf })
    segment = existingSegmentCipher(cipher, bytes, salt, key)
    key.fill(0)
    if (segment === undefined)
      throw vaultFault('vault.segmentForged', { name: basename(path), chunk: 'header' })
    const walk = await walkChunks(file, segment)
    const fragments = walk.index.filter((_, i) => i > 0 && walk.index[i - 1]?.more === false)
    if (unfinished && fragments.length === 0) return await removeEmpty(disk, path)
    const end = endOf(segment, walk)
    if (unfinished) await finish(disk, path, walk.chunksEnd, end)
    else await requireSame(file, path, walk, end)
    return {
      id,
      keyId,
      generation,
      leaf,
      length: walk.chunksEnd + end.length,
      sha256: walk.hash.update(end).digest('hex'),
      fragments: fragments.map(({ pts90k, duration90k, isKey }) => ({ pts90k, duration90k, isKey })),
      cutShort: unfinished && !walk.hasIndex,
    }
  } finally {
    segment?.wipe()
    await file.close()
  }
}

/** Index frame and footer for the chunks found: for a sealed file, exactly the bytes it must end with. */
function endOf(segment: SegmentCipher, walk: Walk): Buffer {
  const frame = segment.sealIndex(walk.index.length, writeIndex(walk.index))
  const footer = { indexOffset: walk.chunksEnd, indexLength: frame.length, chunks: walk.index.length }
  return Buffer.concat([frame, writeFooter(footer)])
}

async function finish(disk: Disk, path: string, chunksEnd: number, end: Buffer): Promise<void> {
  const output = await disk.open(unfinishedPath(path))
  try {
    await output.truncate(chunksEnd)
    await output.write(end, chunksEnd)
    await output.sync()
  } finally {
    await output.close()
  }
  await disk.rename(unfinishedPath(path), path)
  await disk.syncFolder(dirname(path))
}

async function requireSame(file: FileHandle, path: string, walk: Walk, end: Buffer): Promise<void> {
  const stored = await readAt(file, walk.chunksEnd, end.length + 1)
  if (!stored.equals(end))
    throw vaultFault('vault.segmentForged', { name: basename(path), chunk: walk.index.length })
}

async function removeEmpty(disk: Disk, path: string): Promise<undefined> {
  await disk.remove(unfinishedPath(path))
  await disk.syncFolder(dirname(path))
}

/** Whether the header was written at all; a power cut may leave an empty file, or zeros. */
function mayHoldChunks(start: Buffer): boolean {
  return start.length >= 12 && start.length >= start.readUInt16BE(10) && start[0] !== 0
}

type Walk = {
  readonly index: readonly IndexEntry[]
  /** Where the last whole piece ends. */
  readonly chunksEnd: number
  /** SHA-256 of the file up to `chunksEnd`, to be continued. */
  readonly hash: Hash
  /** Whether the index follows there and authenticates. */
  readonly hasIndex: boolean
}

/**
 * Reads chunk after chunk for as long as they authenticate; a fragment counts when all its parts do. Needs memory
 * for one chunk.
 */
async function walkChunks(file: FileHandle, segment: SegmentCipher): Promise<Walk> {
  const reading = createHash('sha256').update(segment.headerBytes)
  let whole = { chunks: 0, end: segment.headerBytes.length, hash: reading.copy() }
  const index: IndexEntry[] = []
  let at = whole.end
  let hasIndex = false
  for (;;) {
    const head = readFrameHead(await readAt(file, at, FRAME_HEAD_BYTES), 0)
    if (head === undefined) break
    const length = FRAME_HEAD_BYTES + head.bodyBytes + TAG_BYTES
    const frame = await readAt(file, at, length)
    const plain = segment.open(frame, 0, index.length, head.last, head.bodyBytes)
    if (plain === undefined) break
    if (head.last) {
      hasIndex = true
      break
    }
    const preamble = readPreamble(plain, 0)
    plain.fill(0)
    if (preamble === undefined) break
    index.push({ ...preamble, offset: at, length })
    reading.update(frame)
    at += length
    if (!preamble.more) whole = { chunks: index.length, end: at, hash: reading.copy() }
  }
  return { index: index.slice(0, whole.chunks), chunksEnd: whole.end, hash: whole.hash, hasIndex }
}
