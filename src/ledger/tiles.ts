/**
 * The C2SP tlog-tiles layout (https://c2sp.org/tlog-tiles): names and widths of tiles, entry bundles, and the right
 * edge of a growing tree, from which writer and verifier alike get every tile. Pure.
 *
 * The layout is a public format: strangers' verifiers read these paths and bytes. Nothing here may be "improved".
 */
import { assert } from '../base/assert.ts'
import { ledgerFault } from './faults.ts'
import { EMPTY_ROOT, HASH_BYTES, MAX_ENTRY_BYTES, createHasher, nodeHash } from './merkle.ts'
import type { Hasher } from './merkle.ts'

/** Hashes in a full tile, and entries in a full bundle. */
export const TILE_WIDTH = 256
/** Bytes of a full tile. */
export const TILE_BYTES = TILE_WIDTH * HASH_BYTES
/** The most bytes a full bundle can have. */
export const MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + MAX_ENTRY_BYTES)
/** A checkpoint with many cosignatures, post-quantum ones included, stays well below this. */
export const MAX_CHECKPOINT_BYTES = 262_144

export const CHECKPOINT_PATH = 'checkpoint'

export type Tile = {
  /** 0 for leaf hashes; 'entries' for the entries themselves. */
  readonly level: number | 'entries'
  /** Place within the level, from 0. */
  readonly index: number
  /** 1 to 256; below 256 the tile is partial. */
  readonly width: number
}

/** The tile's path, e.g. tile/0/x001/x234/067 or tile/entries/000.p/5. */
export function tilePath(tile: Tile): string {
  let rest = tile.index
  let path = digits(rest % 1000)
  for (rest = Math.floor(rest / 1000); rest > 0; rest = Math.floor(rest / 1000))
    path = `x${digits(rest % 1000)}/${path}`
  return `tile/${tile.level}/${path}${tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`}`
}

function digits(value: number): string {
  return String(value).padStart(3, '0')
}

const TILE_PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,5})(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/
const MAX_LEVEL = 63

/** The tile a path names, or undefined when it is no such path; every tile has exactly one path. */
export function parseTilePath(path: string): Tile | undefined {
  const match = TILE_PATH.exec(path)
  if (!match) return undefined
  const [, name = '', high = '', low = '', partial] = match
  const level = name === 'entries' ? name : Number(name)
  const tile = {
    level,
    index: Number(high.replaceAll(/[x/]/g, '') + low),
    width: partial === undefined ? TILE_WIDTH : Number(partial),
  } as const
  if (level !== 'entries' && level > MAX_LEVEL) return undefined
  return Number.isSafeInteger(tile.index) && tilePath(tile) === path ? tile : undefined
}

/** The tile that holds hash or entry number `position` of `level`, in a tree of `size` leaves. */
export function tileAt(level: number | 'entries', position: number, size: number): Tile {
  const index = Math.floor(position / TILE_WIDTH)
  const count = hashesAt(level, size)
  assert(position < count, 'the position lies within the tree')
  return { level, index, width: Math.min(TILE_WIDTH, count - index * TILE_WIDTH) }
}

/** How many hashes (entries) a tree of `size` leaves has at `level`. */
export function hashesAt(level: number | 'entries', size: number): number {
  return level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level)
}

/** The partial tiles of a tree of `size` leaves: for each level the one at its right end, if not empty. */
export function partialTiles(size: number): Tile[] {
  const tiles: Tile[] = []
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const count = hashesAt(level, size)
    if (count % TILE_WIDTH > 0)
      tiles.push({ level, index: Math.floor(count / TILE_WIDTH), width: count % TILE_WIDTH })
  }
  const leaves = tiles.find((tile) => tile.level === 0)
  return leaves ? [...tiles, { ...leaves, level: 'entries' }] : tiles
}

/** The entries in a bundle's bytes, each with its big-endian uint16 length before it. */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = []
  for (const entry of entries) {
    assert(entry.length <= MAX_ENTRY_BYTES, 'an entry fits a 16-bit length')
    parts.push(Buffer.of(entry.length >> 8, entry.length & 0xff), entry)
  }
  return Buffer.concat(parts)
}

/**
 * The `width` entries of a bundle, as views of its bytes. Throws `ledger.tileMissing` when it does not hold exactly
 * so many.
 */
export function decodeBundle(bytes: Uint8Array, tile: Tile): Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  while (entries.length < tile.width) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
    const end = at + 2 + length
    if (end > bytes.length) throw ledgerFault('ledger.tileMissing', { path: tilePath(tile) })
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  if (at !== bytes.length) throw ledgerFault('ledger.tileMissing', { path: tilePath(tile) })
  return entries
}

/** The part of a bundle's bytes that holds its first `width` entries: a full bundle may stand in for a partial one. */
export function bundlePrefix(bytes: Uint8Array, width: number): Uint8Array {
  let end = 0
  for (let entry = 0; entry < width; entry++) end += 2 + (((bytes[end] ?? 0) << 8) | (bytes[end + 1] ?? 0))
  return bytes.subarray(0, end)
}

/**
 * The right edge of a growing tree: for each level the hashes of its last, not yet full tile. Leaves are pushed in
 * order; every tile that becomes full is handed to `onFull` once. Memory: 8 KiB a level.
 */
export type Edge = {
  readonly size: number
  /** Adds the next leaf's hash, which stands in `hashes` at `at`. */
  push(hashes: Uint8Array, at: number): void
  /** The bytes of the partial tile at `level`: a view, valid until the next push; empty when there is none. */
  partial(level: number): Buffer
  /** The root hash of the tree so far. */
  root(): Buffer
}

type Level = { readonly bytes: Buffer; width: number; index: number }

/**
 * Starts at the tree of `size` leaves whose partial tiles `restored` gives (both left out: the empty tree).
 * `onFull` gets a view that is valid during the call only.
 */
export function createEdge(options: {
  readonly size?: number
  readonly restored?: (level: number) => Uint8Array
  readonly hasher?: Hasher
  readonly onFull: (tile: Tile, bytes: Buffer) => void
}): Edge {
  const hasher = options.hasher ?? createHasher()
  const levels: Level[] = []
  let size = options.size ?? 0
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const count = hashesAt(level, size)
    const bytes = Buffer.alloc(TILE_BYTES)
    const width = count % TILE_WIDTH
    if (width > 0) bytes.set(options.restored?.(level) ?? [])
    levels.push({ bytes, width, index: Math.floor(count / TILE_WIDTH) })
  }

  function put(number: number, hashes: Uint8Array, at: number): void {
    const level = (levels[number] ??= { bytes: Buffer.alloc(TILE_BYTES), width: 0, index: 0 })
    level.bytes.set(hashes.subarray(at, at + HASH_BYTES), level.width * HASH_BYTES)
    level.width++
    if (level.width < TILE_WIDTH) return
    options.onFull({ level: number, index: level.index, width: TILE_WIDTH }, level.bytes)
    level.width = 0
    level.index++
    put(number + 1, hasher.subtree(level.bytes, 0, TILE_WIDTH), 0)
  }

  return {
    get size() {
      return size
    },
    push(hashes, at) {
      put(0, hashes, at)
      size++
    },
    partial(number) {
      const level = levels[number]
      return level ? level.bytes.subarray(0, level.width * HASH_BYTES) : Buffer.alloc(0)
    },
    root() {
      // Perfect subtrees from right (smallest) to left, folded into one (RFC 6962 section 2.1).
      let root: Buffer | undefined
      for (const level of levels) {
        let end = level.width
        for (let count = 1; end > 0; count *= 2) {
          if (level.width % (2 * count) < count) continue
          end -= count
          const left = hasher.subtree(level.bytes, end * HASH_BYTES, count)
          root = root ? nodeHash(left, root) : left
        }
      }
      return root ?? EMPTY_ROOT
    },
  }
}
