/**
 * Looks at a sealed file from outside, without any key: is what lies there an encrypted segment, the one that the
 * catalogue says? For those who prove that footage is stored encrypted; it can show no more than anybody with the disk
 * in hand could see.
 */
import { basename } from 'node:path'
import { isFault } from '../base/fault.ts'
import { keyIdText } from './camera-day.ts'
import {
  FRAME_HEAD_BYTES,
  MAX_HEADER_BYTES,
  PREAMBLE_BYTES,
  readFrameHead,
  readHeader,
  readPreamble,
} from './layout.ts'
import type { Cipher } from './layout.ts'
import { openFile, readAt } from './reader.ts'
import type { SegmentKey } from './targets.ts'

/** What lies there: a segment under that cipher, something that is none, or nothing. */
export type Inspection =
  | { readonly found: 'encrypted'; readonly cipher: Cipher }
  | { readonly found: 'clear' | 'nothing' }

/** A box of an MP4 file: four bytes of length, four of type. Footage begins with one when it is in clear. */
const FIRST_BOXES = ['ftyp', 'styp', 'moov', 'moof']
const BOX_HEAD_BYTES = 8

/** Inspects the first of the paths at which there is a file. */
export async function inspectSegment(paths: readonly string[], segment: SegmentKey): Promise<Inspection> {
  for (const path of paths) {
    const start = await startOf(path)
    if (start === undefined) continue
    const cipher = cipherOf(start, path, segment)
    return cipher === undefined ? { found: 'clear' } : { found: 'encrypted', cipher }
  }
  return { found: 'nothing' }
}

async function startOf(path: string): Promise<Buffer | undefined> {
  try {
    const file = await openFile(path)
    try {
      return await readAt(file, 0, MAX_HEADER_BYTES + FRAME_HEAD_BYTES + PREAMBLE_BYTES + BOX_HEAD_BYTES)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (isFault(error, 'vault.segmentMissing')) return undefined
    throw error
  }
}

/** The cipher, when header and first chunk are those of this segment and the chunk is not readable as it is. */
function cipherOf(start: Buffer, path: string, segment: SegmentKey): Cipher | undefined {
  try {
    const { header, bytes } = readHeader(start, basename(path))
    const isIt =
      header.id === segment.id &&
      keyIdText(header.keyId) === keyIdText(segment.keyId) &&
      header.generation === segment.generation &&
      header.leaf === segment.leaf
    return isIt && readFrameHead(start, bytes.length)?.last === false && !isReadable(start, bytes.length)
      ? header.cipher
      : undefined
  } catch (error) {
    if (isFault(error, 'vault.segmentMalformed')) return undefined
    throw error
  }
}

/** Whether the first chunk shows what an initialisation segment would in clear: its preamble, or the box it begins with. */
function isReadable(start: Buffer, headerBytes: number): boolean {
  const body = headerBytes + FRAME_HEAD_BYTES
  const boxAt = (at: number) => FIRST_BOXES.includes(start.toString('latin1', at + 4, at + BOX_HEAD_BYTES))
  return readPreamble(start, body)?.kind === 'init' || boxAt(body) || boxAt(body + PREAMBLE_BYTES)
}
