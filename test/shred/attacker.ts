/**
 * The attacker of the proof of destruction. Has every file of the data folder as it is now, everything of every
 * backup, and all roots that can be read from the root file; knows our code and formats. Tries every byte offset of
 * every file as a wrapped key, under every key gained so far, until nothing new is gained.
 *
 * To be exact and fast at once it is told by an oracle (the truth gathered while the keys lived) which decryptions
 * are real; a real attacker would see the same by the tag.
 */
import { createCipheriv, hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A key that once existed. `opens`: it wraps other keys, so gaining it is a step further. */
export type Secret = {
  readonly label: string
  readonly key: Buffer
  readonly opens: boolean
  /** For tree nodes: which leaves follow from it. */
  readonly node?: { readonly day: string; readonly depth: number; readonly prefix: number }
  /** For a held segment's key. */
  readonly segment?: string
}

export type Truth = Map<string, Secret>

/** The contents of many files, each block once, and in each piece the offsets at which a wrapped key may begin. */
export type Loot = {
  readonly files: number
  readonly bytes: number
  readonly pieces: readonly { readonly content: Buffer; readonly offsets: Uint32Array }[]
}

const BLOCK = 8192
/** nonce ‖ key ‖ tag */
const WRAP_BYTES = 12 + 32 + 16

/** Everything under `folders` but the files in `except`, the root file above all. */
export async function loot(folders: readonly string[], except: readonly string[] = []): Promise<Loot> {
  const seen = new Set<string>()
  const pieces: Buffer[] = []
  let files = 0
  let bytes = 0
  for (const folder of folders)
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (except.includes(path) || !entry.isFile()) continue
      const content = await readFile(path).catch(vanished)
      if (content === undefined) continue
      files++
      bytes += content.length
      const views = path.includes('pg_wal') ? [content, withoutPageHeaders(content)] : [content]
      for (const view of views) pieces.push(...unseen(view, seen).map((part) => Buffer.from(part)))
    }
  return { files, bytes, pieces: pieces.map((content) => ({ content, offsets: candidates(content) })) }
}

/** The server removes and makes files while they are read or copied: whoever does takes what there is. */
export function vanished(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

/** The write-ahead log's records, without the page headers that cut through them. */
function withoutPageHeaders(log: Buffer): Buffer {
  const pages: Buffer[] = []
  for (let at = 0; at + BLOCK <= log.length; at += BLOCK)
    pages.push(log.subarray(at + (at === 0 ? 40 : 24), at + BLOCK))
  return Buffer.concat(pages)
}

/** The parts of `content` that were not met before, each long enough to hold what crosses into the next block. */
function unseen(content: Buffer, seen: Set<string>): Buffer[] {
  const parts: Buffer[] = []
  let from = -1
  for (let at = 0; at < content.length; at += BLOCK) {
    const block = content.subarray(at, at + BLOCK + WRAP_BYTES)
    const name = hash('sha256', block, 'base64')
    const isNew = !seen.has(name) && block.some((byte) => byte !== 0)
    if (isNew && from < 0) from = at
    if (!isNew && from >= 0) {
      parts.push(content.subarray(from, at + WRAP_BYTES))
      from = -1
    }
    seen.add(name)
  }
  if (from >= 0) parts.push(content.subarray(from))
  return parts
}

/** Every place where a secret, or a piece of clear footage, stands in clear: raw, in hex or in base64. */
export function findInClear({ pieces }: Loot, secrets: ReadonlyMap<string, Buffer>): string[] {
  const patterns = new Map<number, { label: string; bytes: Buffer }[]>()
  const add = (label: string, bytes: Buffer) => {
    const first = bytes.readUInt32LE(0)
    patterns.set(first, [...(patterns.get(first) ?? []), { label, bytes }])
  }
  for (const [label, secret] of secrets) {
    add(`${label} raw`, secret.subarray(0, 16))
    add(`${label} hex`, Buffer.from(secret.toString('hex', 0, 16)))
    add(`${label} HEX`, Buffer.from(secret.toString('hex', 0, 16).toUpperCase()))
    for (const encoding of ['base64', 'base64url'] as const)
      for (let shift = 0; shift < 3; shift++)
        add(`${label} ${encoding}`, Buffer.from(secret.subarray(shift, shift + 15).toString(encoding)))
  }
  const bitmap = bitmapOf([...patterns.keys()])
  const found: string[] = []
  for (const { content } of pieces)
    for (let at = 0; at + 4 <= content.length; at++) {
      const first = content.readUInt32LE(at)
      if (!inBitmap(bitmap, first)) continue
      for (const { label, bytes } of patterns.get(first) ?? [])
        if (content.subarray(at, at + bytes.length).equals(bytes)) found.push(label)
    }
  return found
}

const BITMAP_BITS = 22

function bitmapOf(values: readonly number[]): Uint8Array {
  const bitmap = new Uint8Array(1 << (BITMAP_BITS - 3))
  for (const value of values) {
    const bit = value >>> (32 - BITMAP_BITS)
    bitmap[bit >> 3] = (bitmap[bit >> 3] as number) | (1 << (bit & 7))
  }
  return bitmap
}

function inBitmap(bitmap: Uint8Array, value: number): boolean {
  const bit = value >>> (32 - BITMAP_BITS)
  return ((bitmap[bit >> 3] as number) & (1 << (bit & 7))) !== 0
}

/** Every secret that can be had from the loot, beginning with the keys in `start`. */
export function attack(
  { pieces }: Loot,
  truth: Truth,
  start: readonly Buffer[],
): { gained: Map<string, Secret>; attempts: number } {
  const bitmap = bitmapOf([...truth.values()].map(({ key }) => key.readUInt32LE(0)))
  const gained = new Map<string, Secret>()
  const tried = new Set<string>()
  let keys: readonly Buffer[] = start
  let attempts = 0
  while (keys.length > 0) {
    const found: Buffer[] = []
    for (const key of keys) tried.add(key.toString('hex'))
    for (const { content, offsets } of pieces) {
      attempts += offsets.length * keys.length
      for (const plain of unwrapAll(content, offsets, keys, bitmap)) {
        const secret = truth.get(plain.toString('hex'))
        if (secret === undefined) continue
        gained.set(plain.toString('hex'), secret)
        if (secret.opens) found.push(secret.key)
      }
    }
    keys = [...new Map(found.map((key) => [key.toString('hex'), key]))]
      .filter(([name]) => !tried.has(name))
      .map(([, key]) => key)
  }
  return { gained, attempts }
}

/**
 * The offsets at which a wrap may begin: 60 bytes without four zeros in a row, which no wrap has (but for one in
 * eighty million), and not all text.
 */
function candidates(piece: Buffer): Uint32Array {
  const offsets: number[] = []
  let sinceZeros = 0
  let sinceBinary = 0
  let zeros = 0
  for (let at = 0; at < piece.length; at++) {
    const byte = piece[at] as number
    zeros = byte === 0 ? zeros + 1 : 0
    sinceZeros = zeros >= 4 ? 0 : sinceZeros + 1
    sinceBinary = byte >= 32 && byte < 127 ? sinceBinary + 1 : 0
    if (sinceZeros >= WRAP_BYTES && sinceBinary < WRAP_BYTES) offsets.push(at - WRAP_BYTES + 1)
  }
  return Uint32Array.from(offsets)
}

const BATCH = 32_768

/** GCM without its tag is counter mode: the two blocks of a 32-byte key are E(nonce ‖ 2) and E(nonce ‖ 3). */
function* unwrapAll(
  piece: Buffer,
  offsets: Uint32Array,
  keys: readonly Buffer[],
  bitmap: Uint8Array,
): Generator<Buffer> {
  const counters = Buffer.alloc(BATCH * 32)
  const firstWords = new Uint32Array(BATCH)
  for (let from = 0; from < offsets.length; from += BATCH) {
    const batch = offsets.subarray(from, from + BATCH)
    batch.forEach((offset, i) => {
      piece.copy(counters, i * 32, offset, offset + 12)
      piece.copy(counters, i * 32 + 16, offset, offset + 12)
      counters.writeUInt32BE(2, i * 32 + 12)
      counters.writeUInt32BE(3, i * 32 + 28)
      firstWords[i] = piece.readUInt32LE(offset + 12)
    })
    for (const key of keys) {
      const ecb = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
      const stream = Uint8Array.from(ecb.update(counters.subarray(0, batch.length * 32)))
      const words = new Uint32Array(stream.buffer)
      for (let i = 0; i < batch.length; i++) {
        const first = ((words[i * 8] as number) ^ (firstWords[i] as number)) >>> 0
        if (!inBitmap(bitmap, first)) continue
        const at = (batch[i] as number) + 12
        yield Buffer.from(piece.subarray(at, at + 32).map((byte, b) => byte ^ (stream[i * 32 + b] as number)))
      }
    }
  }
}
