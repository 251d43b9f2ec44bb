/**
 * Reads a sealed segment by random access: header, footer and index once, then only the chunks asked for. Nothing
 * that has not authenticated leaves this file.
 */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { present } from '../base/assert.ts'
import { giveBack, wipe } from '../base/memory.ts'
import { existingSegmentCipher } from './chunk.ts'
import type { SegmentCipher } from './chunk.ts'
import { vaultFault } from './faults.ts'
import {
  FOOTER_BYTES,
  MAX_HEADER_BYTES,
  PREAMBLE_BYTES,
  readFooter,
  readFrameHead,
  readHeader,
  readIndex,
} from './layout.ts'
import type { Header, IndexEntry } from './layout.ts'

/** When a fragment plays, in ticks of 90 kHz, and whether decoding can begin with it. */
export type Fragment = {
  readonly pts90k: number
  readonly duration90k: number
  readonly isKey: boolean
}

export type OpenSegment = {
  readonly header: Header
  readonly fragments: readonly Fragment[]
  /** The initialisation segment. The caller owns the bytes of this and of `fragment`, and wipes them when served. */
  init(): Promise<Buffer>
  fragment(i: number): Promise<Buffer>
  close(): Promise<void>
}

/** Footer and index of an ordinary segment fit into the last bytes read in one go. */
const TAIL_BYTES = 8192

/** Opens a segment file for reading, refusing links. */
export async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw vaultFault('vault.segmentMissing', { name: basename(path) }, error)
    throw error
  }
}

/** The bytes from `at`, exactly `length`; fewer only at the end of the file. */
export async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}

/**
 * Opens a sealed segment with the key of its leaf. `leafKey` is asked for once the header is read, and what it
 * hands out is wiped.
 */
export async function openSegmentFile(
  path: string,
  leafKey: (header: Header) => Promise<Buffer>,
): Promise<OpenSegment> {
  const name = basename(path)
  const file = await openFile(path)
  let segment: SegmentCipher | undefined
  try {
    const { header, bytes } = readHeader(await readAt(file, 0, MAX_HEADER_BYTES), name)
    const key = await leafKey(header)
    segment = existingSegmentCipher(header.cipher, bytes, header.salt, key)
    key.fill(0)
    if (segment === undefined) throw vaultFault('vault.segmentForged', { name, chunk: 'header' })
    return segmentReader(file, name, header, segment, await readIndexOf(file, name, bytes.length, segment))
  } catch (error) {
    segment?.wipe()
    await file.close()
    throw error
  }
}

async function readIndexOf(
  file: FileHandle,
  name: string,
  headerBytes: number,
  segment: SegmentCipher,
): Promise<IndexEntry[]> {
  const { size } = await file.stat()
  const tailAt = Math.max(0, size - TAIL_BYTES)
  const tail = await readAt(file, tailAt, size - tailAt)
  const footer = readFooter(tail, tailAt + tail.length, name)
  const frame =
    footer.indexOffset >= tailAt
      ? tail.subarray(footer.indexOffset - tailAt, tail.length - FOOTER_BYTES)
      : await readAt(file, footer.indexOffset, footer.indexLength)
  const head = readFrameHead(frame, 0)
  const index = head?.last === true ? segment.open(frame, 0, footer.chunks, true, head.bodyBytes) : undefined
  if (index === undefined) throw vaultFault('vault.segmentForged', { name, chunk: 'index' })
  return readIndex(index, headerBytes, footer, name)
}

function segmentReader(
  file: FileHandle,
  name: string,
  header: Header,
  segment: SegmentCipher,
  index: readonly IndexEntry[],
): OpenSegment {
  // The first chunk of each piece: the initialisation segment, then the fragments.
  const starts = index.flatMap((_, i) => (i === 0 || index[i - 1]?.more === false ? [i] : []))
  let closed = false
  const piece = (n: number): Promise<Buffer> => {
    // Closed by its reader, or because it was destroyed while somebody watched.
    if (closed) return Promise.reject(vaultFault('vault.segmentMissing', { name }))
    const first = present(starts[n], 'a piece that the index lists')
    const end = starts[n + 1] ?? index.length
    return readPiece(file, name, segment, index.slice(first, end), first)
  }
  return {
    header,
    fragments: starts.slice(1).map((start) => {
      const { pts90k, duration90k, isKey } = present(index[start], 'an index entry')
      return { pts90k, duration90k, isKey }
    }),
    init: () => piece(0),
    fragment: (i) => piece(i + 1),
    async close() {
      if (closed) return
      closed = true
      segment.wipe()
      await file.close()
    },
  }
}

/** Reads and decrypts chunks that lie end to end, in one read. */
async function readPiece(
  file: FileHandle,
  name: string,
  segment: SegmentCipher,
  entries: readonly IndexEntry[],
  firstChunk: number,
): Promise<Buffer> {
  const start = present(entries[0], 'a piece has a chunk').offset
  const last = present(entries.at(-1), 'a piece has a chunk')
  const bytes = await readAt(file, start, last.offset + last.length - start)
  const chunks: Buffer[] = []
  try {
    for (const [i, entry] of entries.entries()) {
      const at = entry.offset - start
      const head = readFrameHead(bytes, at)
      const plain =
        head === undefined ? undefined : segment.open(bytes, at, firstChunk + i, false, head.bodyBytes)
      if (plain === undefined) throw vaultFault('vault.segmentForged', { name, chunk: firstChunk + i })
      chunks.push(plain)
    }
    return joined(chunks)
  } finally {
    giveBack(bytes)
    chunks.forEach(wipe)
  }
}

/** The payloads one after the other, in memory of their own, which can be given back once they are served. */
function joined(chunks: readonly Buffer[]): Buffer {
  const whole = Buffer.allocUnsafeSlow(chunks.reduce((sum, chunk) => sum + chunk.length - PREAMBLE_BYTES, 0))
  let at = 0
  for (const chunk of chunks) at += chunk.copy(whole, at, PREAMBLE_BYTES)
  return whole
}
