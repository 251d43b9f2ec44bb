/**
 * The segment file, byte for byte (docs/ref/segment-format.md): header, chunks, index chunk, footer. Here are only
 * sizes and the reading and writing of plain fields; ciphers are in chunk.ts.
 *
 * Everything read comes from a disk that somebody else may have written to: each field meets a bound before it is
 * used, and nothing is allocated on its word alone.
 */
import { assert } from '../base/assert.ts'
import { idBytes, idFromBytes } from '../base/id.ts'
import type { Id } from '../base/id.ts'
import { keyIdText, LEAVES_PER_DAY, parseKeyId } from './camera-day.ts'
import type { KeyId } from './camera-day.ts'
import { vaultFault } from './faults.ts'

const MAGIC = Buffer.from('894a4e475345470a', 'hex') // \x89 J N G S E G \n
const FOOTER_MAGIC = Buffer.from('4a4e4753454e440a', 'hex') // J N G S E N D \n
const VERSION = 1

const CIPHERS = ['aes-256-gcm', 'aria-256-gcm'] as const
export type Cipher = (typeof CIPHERS)[number]

export const SALT_BYTES = 32
export const COMMITMENT_BYTES = 32
export const TAG_BYTES = 16
export const FRAME_HEAD_BYTES = 4
export const PREAMBLE_BYTES = 16
const INDEX_ENTRY_BYTES = 32
export const FOOTER_BYTES = 24
const FIXED_HEADER_BYTES = 69
const MAX_KEY_ID_BYTES = 64 + 1 + 10 + 1 + 32
export const MAX_HEADER_BYTES = FIXED_HEADER_BYTES + MAX_KEY_ID_BYTES + COMMITMENT_BYTES

/** A fragment longer than this is split over several chunks, so that no cipher call holds the thread for long. */
export const MAX_CHUNK_PAYLOAD_BYTES = 256 * 1024
/** With the bound above, 16 GiB of footage; an index of at most 2 MiB. */
export const MAX_CHUNKS = 65_536
const MAX_BODY_BYTES = MAX_CHUNKS * INDEX_ENTRY_BYTES
/** The most one chunk of footage takes in the file. */
const MAX_FRAME_BYTES = FRAME_HEAD_BYTES + PREAMBLE_BYTES + MAX_CHUNK_PAYLOAD_BYTES + TAG_BYTES

export type Header = {
  readonly cipher: Cipher
  readonly id: Id<'segment'>
  readonly keyId: KeyId
  readonly generation: number
  readonly leaf: number
  readonly salt: Buffer
}

/** What one chunk holds. `more`: the fragment goes on in the next chunk. */
export type Preamble = {
  readonly kind: 'init' | 'fragment'
  readonly isKey: boolean
  readonly more: boolean
  readonly pts90k: number
  readonly duration90k: number
}

export type IndexEntry = Preamble & { readonly offset: number; readonly length: number }

export type Footer = { readonly indexOffset: number; readonly indexLength: number; readonly chunks: number }

/** The header without its last field, the key commitment. */
export function writeHeader(header: Header): Buffer {
  const key = Buffer.from(keyIdText(header.keyId), 'latin1')
  const bytes = Buffer.alloc(FIXED_HEADER_BYTES + key.length)
  MAGIC.copy(bytes, 0)
  bytes.writeUInt8(VERSION, 8)
  bytes.writeUInt8(CIPHERS.indexOf(header.cipher) + 1, 9)
  bytes.writeUInt16BE(bytes.length + COMMITMENT_BYTES, 10)
  idBytes(header.id).copy(bytes, 12)
  bytes.writeUInt32BE(header.generation, 28)
  bytes.writeUInt32BE(header.leaf, 32)
  assert(header.salt.length === SALT_BYTES, 'a salt has its length')
  header.salt.copy(bytes, 36)
  bytes.writeUInt8(key.length, 68)
  key.copy(bytes, FIXED_HEADER_BYTES)
  return bytes
}

/** Reads a header from the first bytes of a file. `bytes` is the header alone, commitment included. */
export function readHeader(start: Buffer, name: string): { header: Header; bytes: Buffer } {
  const malformed = (reason: string) => vaultFault('vault.segmentMalformed', { name, reason })
  if (start.length < FIXED_HEADER_BYTES || !start.subarray(0, 8).equals(MAGIC)) throw malformed('magic')
  if (start[8] !== VERSION) throw malformed(`version ${start[8]}`)
  const cipher = CIPHERS[start.readUInt8(9) - 1]
  if (cipher === undefined) throw malformed('cipher')
  const length = start.readUInt16BE(10)
  const keyLength = start.readUInt8(68)
  if (length !== FIXED_HEADER_BYTES + keyLength + COMMITMENT_BYTES || length > start.length)
    throw malformed('header length')
  const keyId = parseKeyId(start.toString('latin1', FIXED_HEADER_BYTES, FIXED_HEADER_BYTES + keyLength))
  const generation = start.readUInt32BE(28)
  const leaf = start.readUInt32BE(32)
  if (keyId === undefined || generation === 0 || leaf >= LEAVES_PER_DAY) throw malformed('key')
  const header: Header = {
    cipher,
    id: idFromBytes<'segment'>(start.subarray(12, 28)),
    keyId,
    generation,
    leaf,
    salt: Buffer.from(start.subarray(36, 68)),
  }
  return { header, bytes: Buffer.from(start.subarray(0, length)) }
}

/** The four bytes before a chunk's ciphertext: last flag, length of the ciphertext without its tag. */
export function writeFrameHead(target: Buffer, at: number, last: boolean, bodyBytes: number): void {
  assert(bodyBytes <= MAX_BODY_BYTES, 'a chunk keeps its bound')
  target.writeUInt8(last ? 1 : 0, at)
  target.writeUIntBE(bodyBytes, at + 1, 3)
}

/** A chunk's head, or undefined when these bytes cannot be one (the torn end of an unfinished file). */
export function readFrameHead(bytes: Buffer, at: number): { last: boolean; bodyBytes: number } | undefined {
  if (bytes.length < at + FRAME_HEAD_BYTES) return undefined
  const flag = bytes.readUInt8(at)
  const bodyBytes = bytes.readUIntBE(at + 1, 3)
  const bound = flag === 0 ? PREAMBLE_BYTES + MAX_CHUNK_PAYLOAD_BYTES : MAX_BODY_BYTES
  if (flag > 1 || bodyBytes === 0 || bodyBytes > bound) return undefined
  return { last: flag === 1, bodyBytes }
}

export function writePreamble(target: Buffer, at: number, preamble: Preamble): void {
  target.writeUInt8(preamble.kind === 'init' ? 1 : 2, at)
  target.writeUInt8((preamble.isKey ? 1 : 0) | (preamble.more ? 2 : 0), at + 1)
  target.writeUInt16BE(0, at + 2)
  target.writeUInt32BE(preamble.duration90k, at + 4)
  target.writeBigUInt64BE(BigInt(preamble.pts90k), at + 8)
}

/** Reads what `writePreamble` wrote, or undefined when it cannot have been written by it. */
export function readPreamble(bytes: Buffer, at: number): Preamble | undefined {
  if (bytes.length < at + PREAMBLE_BYTES) return undefined
  const kind = bytes.readUInt8(at)
  const flags = bytes.readUInt8(at + 1)
  const pts90k = bytes.readBigUInt64BE(at + 8)
  if ((kind !== 1 && kind !== 2) || flags > 3 || bytes.readUInt16BE(at + 2) !== 0) return undefined
  if (pts90k > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  return {
    kind: kind === 1 ? 'init' : 'fragment',
    isKey: (flags & 1) !== 0,
    more: (flags & 2) !== 0,
    pts90k: Number(pts90k),
    duration90k: bytes.readUInt32BE(at + 4),
  }
}

export function writeIndex(entries: readonly IndexEntry[]): Buffer {
  const bytes = Buffer.alloc(entries.length * INDEX_ENTRY_BYTES)
  entries.forEach((entry, i) => {
    const at = i * INDEX_ENTRY_BYTES
    bytes.writeBigUInt64BE(BigInt(entry.offset), at)
    bytes.writeUInt32BE(entry.length, at + 8)
    writePreamble(bytes, at + 16, entry)
  })
  return bytes
}

/**
 * Reads an index and holds it against the file: chunks lie end to end from `headerBytes` to `indexOffset`, the
 * first holds the initialisation segment, no other does, and no fragment is left without its last part.
 */
export function readIndex(bytes: Buffer, headerBytes: number, footer: Footer, name: string): IndexEntry[] {
  const malformed = () => vaultFault('vault.segmentMalformed', { name, reason: 'index' })
  if (bytes.length !== footer.chunks * INDEX_ENTRY_BYTES) throw malformed()
  const entries: IndexEntry[] = []
  let expected = headerBytes
  for (let at = 0; at < bytes.length; at += INDEX_ENTRY_BYTES) {
    const preamble = readPreamble(bytes, at + 16)
    const length = bytes.readUInt32BE(at + 8)
    const offset = Number(bytes.readBigUInt64BE(at))
    const previous = entries.at(-1)
    const isFirstPart = previous === undefined || !previous.more
    if (preamble === undefined || offset !== expected) throw malformed()
    if (length <= FRAME_HEAD_BYTES + PREAMBLE_BYTES + TAG_BYTES) throw malformed()
    if (length > MAX_FRAME_BYTES) throw malformed()
    if (isFirstPart && (preamble.kind === 'init') !== (previous === undefined)) throw malformed()
    if (!isFirstPart && preamble.kind !== previous?.kind) throw malformed()
    entries.push({ ...preamble, offset, length })
    expected += length
  }
  if (expected !== footer.indexOffset || entries.at(-1)?.more !== false) throw malformed()
  return entries
}

export function writeFooter(footer: Footer): Buffer {
  const bytes = Buffer.alloc(FOOTER_BYTES)
  FOOTER_MAGIC.copy(bytes, 0)
  bytes.writeBigUInt64BE(BigInt(footer.indexOffset), 8)
  bytes.writeUInt32BE(footer.indexLength, 16)
  bytes.writeUInt32BE(footer.chunks, 20)
  return bytes
}

/** Reads the footer at the end of `tail`, which ends where the file of `fileBytes` ends. */
export function readFooter(tail: Buffer, fileBytes: number, name: string): Footer {
  const malformed = () => vaultFault('vault.segmentMalformed', { name, reason: 'footer' })
  const at = tail.length - FOOTER_BYTES
  if (at < 0 || !tail.subarray(at, at + 8).equals(FOOTER_MAGIC)) throw malformed()
  const indexOffset = tail.readBigUInt64BE(at + 8)
  const indexLength = tail.readUInt32BE(at + 16)
  const chunks = tail.readUInt32BE(at + 20)
  const body = indexLength - FRAME_HEAD_BYTES - TAG_BYTES
  if (chunks === 0 || chunks > MAX_CHUNKS || body !== chunks * INDEX_ENTRY_BYTES) throw malformed()
  if (indexOffset + BigInt(indexLength) + BigInt(FOOTER_BYTES) !== BigInt(fileBytes)) throw malformed()
  return { indexOffset: Number(indexOffset), indexLength, chunks }
}
