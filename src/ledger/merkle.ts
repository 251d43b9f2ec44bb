/**
 * RFC 6962 hashing, and the verification of inclusion and consistency proofs. Pure; no tile, file or signature here.
 *
 * Hash values are 32-byte Buffers at the edges; inside loops they live in one larger buffer, because a small object
 * for each of millions of hashes costs more than the hashing.
 */
import { hash } from 'node:crypto'
import { assert } from '../base/assert.ts'

/** Bytes of a SHA-256 value. */
export const HASH_BYTES = 32

/** The root of the tree without leaves: SHA-256 of nothing (RFC 6962 section 2.1). */
export const EMPTY_ROOT: Buffer = digest(Buffer.alloc(0))

/** The longest entry a leaf may hold: its length is written in 16 bits (C2SP tlog-tiles, "Log entries"). */
export const MAX_ENTRY_BYTES = 65_535

/**
 * Hashes leaves and nodes straight into a caller's buffer. One hasher holds scratch space, so it is not to be shared
 * between interleaved calls of different owners; calls are synchronous, so within one owner it cannot interleave.
 */
export type Hasher = {
  /** SHA-256(0x00 || entry) into `target` at `at`. `entry` is at most MAX_ENTRY_BYTES long. */
  leaf(entry: Uint8Array, target: Buffer, at: number): void
  /** SHA-256(0x01 || left || right), where both stand side by side in `pair` at `from`; the result may overwrite them. */
  node(pair: Uint8Array, from: number, target: Buffer, at: number): void
  /** The root of `count` leaves' hashes, a power of two, that stand in `hashes` at `from`; `hashes` is left alone. */
  subtree(hashes: Uint8Array, from: number, count: number): Buffer
}

export function createHasher(): Hasher {
  const leafInput = Buffer.alloc(1 + MAX_ENTRY_BYTES)
  const nodeInput = Buffer.alloc(1 + 2 * HASH_BYTES)
  nodeInput[0] = 1
  let level = Buffer.alloc(0)
  const hasher: Hasher = {
    leaf(entry, target, at) {
      assert(entry.length <= MAX_ENTRY_BYTES, 'an entry fits a 16-bit length')
      leafInput.set(entry, 1)
      // Of Node's ways to return a digest, text of one byte a character is four times as fast as a new Buffer.
      target.write(hash('sha256', leafInput.subarray(0, 1 + entry.length), 'binary'), at, 'binary')
    },
    node(pair, from, target, at) {
      nodeInput.set(pair.subarray(from, from + 2 * HASH_BYTES), 1)
      target.write(hash('sha256', nodeInput, 'binary'), at, 'binary')
    },
    subtree(hashes, from, count) {
      assert(count > 0 && (count & (count - 1)) === 0, 'a perfect subtree has a power of two of leaves')
      const length = count * HASH_BYTES
      if (level.length < length) level = Buffer.alloc(length)
      level.set(hashes.subarray(from, from + length))
      for (let width = count; width > 1; width /= 2)
        for (let i = 0; i < width / 2; i++) hasher.node(level, 2 * i * HASH_BYTES, level, i * HASH_BYTES)
      return Buffer.from(level.subarray(0, HASH_BYTES))
    },
  }
  return hasher
}

/** SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array): Buffer {
  return digest(Buffer.concat([Buffer.of(0), entry]))
}

/** SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return digest(Buffer.concat([Buffer.of(1), left, right]))
}

/** The root of the tree whose leaves are these byte strings (RFC 6962 section 2.1). */
export function merkleRoot(entries: Iterable<Uint8Array>): Buffer {
  let frontier = EMPTY_FRONTIER
  for (const entry of entries) frontier = grown(frontier, leafHash(entry))
  return frontierRoot(frontier)
}

/**
 * What must be remembered of a tree to make it grow: the roots of the perfect subtrees that it consists of, largest
 * first, one for each 1 in the binary form of `size`.
 */
export type Frontier = { readonly size: number; readonly hashes: readonly Buffer[] }

const EMPTY_FRONTIER: Frontier = { size: 0, hashes: [] }

/** The tree with one more leaf. */
export function grown(frontier: Frontier, leaf: Uint8Array): Frontier {
  const hashes = [...frontier.hashes]
  let last: Buffer = Buffer.from(leaf)
  for (let size = frontier.size; size % 2 === 1; size = Math.floor(size / 2)) {
    const left = hashes.pop()
    assert(left, 'a frontier has a hash for each 1 in its size')
    last = nodeHash(left, last)
  }
  return { size: frontier.size + 1, hashes: [...hashes, last] }
}

/** The root hash of the tree. */
export function frontierRoot(frontier: Frontier): Buffer {
  if (frontier.hashes.length === 0) return EMPTY_ROOT
  return frontier.hashes.reduceRight((right, left) => nodeHash(left, right))
}

/** How many hashes the frontier of a tree of that size has. */
export function frontierLength(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}

/**
 * Whether `path` shows that the tree of `size` leaves with `root` holds `leaf` at `index`.
 * (RFC 9162 section 2.1.3.2, which states the verification that RFC 6962 leaves to the reader)
 */
export function provesInclusion(proof: {
  readonly index: number
  readonly size: number
  readonly leaf: Uint8Array
  readonly path: readonly Uint8Array[]
  readonly root: Uint8Array
}): boolean {
  if (!(proof.index >= 0 && proof.index < proof.size)) return false
  let node = proof.index
  let last = proof.size - 1
  let computed: Buffer = Buffer.from(proof.leaf)
  for (const sibling of proof.path) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      computed = nodeHash(sibling, computed)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else {
      computed = nodeHash(computed, sibling)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && computed.equals(proof.root)
}

/**
 * Whether `path` shows that the tree with `newRoot` begins with all leaves of the tree with `oldRoot`.
 * (RFC 9162 section 2.1.4.2)
 */
export function provesConsistency(proof: {
  readonly oldSize: number
  readonly newSize: number
  readonly oldRoot: Uint8Array
  readonly newRoot: Uint8Array
  readonly path: readonly Uint8Array[]
}): boolean {
  const { oldSize, newSize, oldRoot, newRoot } = proof
  if (!(oldSize >= 0 && oldSize <= newSize)) return false
  if (oldSize === newSize) return proof.path.length === 0 && same(oldRoot, newRoot)
  if (oldSize === 0) return proof.path.length === 0 && EMPTY_ROOT.equals(oldRoot)
  // When the old tree is a perfect subtree of the new one, its root is the first node of the path, left out as known.
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof.path] : proof.path
  const first = path[0]
  if (first === undefined) return false
  let node = oldSize - 1
  let last = newSize - 1
  while (node % 2 === 1) [node, last] = [half(node), half(last)]
  let older: Buffer = Buffer.from(first)
  let newer: Buffer = Buffer.from(first)
  for (const sibling of path.slice(1)) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      older = nodeHash(sibling, older)
      newer = nodeHash(sibling, newer)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else {
      newer = nodeHash(newer, sibling)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && older.equals(oldRoot) && newer.equals(newRoot)
}

function digest(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer')
}

/** Tree positions reach 2^53, beyond what shifts can do. */
function half(value: number): number {
  return Math.floor(value / 2)
}

function isPowerOfTwo(value: number): boolean {
  while (value > 1 && value % 2 === 0) value /= 2
  return value === 1
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
