/**
 * The tree of one batch: the manifests that one `footage.sealed` entry vouches for, hashed as RFC 6962 section 2.1
 * says, so that each can be proven from the entry's root alone. The hashes are kept with the batch, because a
 * neighbour's manifest may be destroyed years before this one's. Pure.
 */
import { hash } from 'node:crypto'
import { assert } from '../base/assert.ts'

const HASH_BYTES = 32

/** Root (hex) and leaf hashes (32 bytes each, in order) of a batch of manifests. */
export function batchTree(manifests: readonly Uint8Array[]): { root: string; leafHashes: Buffer } {
  const leafHashes = Buffer.concat(manifests.map((bytes) => digest(Buffer.concat([Buffer.of(0), bytes]))))
  return { root: rootOf(leafHashes, 0, manifests.length).toString('hex'), leafHashes }
}

/** The hashes that lead from manifest `index` to the batch's root, the sibling of the leaf first. */
export function batchPath(leafHashes: Buffer, index: number): Buffer[] {
  const path: Buffer[] = []
  let [from, to] = [0, leafHashes.length / HASH_BYTES]
  assert(Number.isInteger(to) && index >= 0 && index < to, 'the manifest lies within the batch')
  while (to - from > 1) {
    const middle = from + split(to - from)
    if (index < middle) {
      path.push(rootOf(leafHashes, middle, to))
      to = middle
    } else {
      path.push(rootOf(leafHashes, from, middle))
      from = middle
    }
  }
  return path.toReversed()
}

function rootOf(leafHashes: Buffer, from: number, to: number): Buffer {
  if (to === from) return digest(Buffer.alloc(0))
  if (to - from === 1) return leafHashes.subarray(from * HASH_BYTES, to * HASH_BYTES)
  const middle = from + split(to - from)
  return digest(
    Buffer.concat([Buffer.of(1), rootOf(leafHashes, from, middle), rootOf(leafHashes, middle, to)]),
  )
}

/** The largest power of two below `count`, which is at least 2. */
function split(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

function digest(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer')
}
