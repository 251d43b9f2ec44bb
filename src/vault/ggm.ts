/**
 * The puncturable tree of a camera-day: the pseudo-random function of Goldreich, Goldwasser and Micali ("How to
 * construct random functions", JACM 1986). A node yields its two children, never its parent or sibling; so giving
 * away a node gives away exactly its subtree, and forgetting a node while keeping the siblings along the path
 * forgets exactly one leaf.
 *
 * child(node, bit) = HMAC-SHA256(node, byte(bit)); the leaf's number is read from its top bit.
 *
 * Every Buffer made here is a key. Who receives one wipes it.
 */
import { createHmac } from 'node:crypto'
import { assert } from '../base/assert.ts'
import { TREE_DEPTH } from './camera-day.ts'

/** The node at `depth` whose path from the top is the `depth` bits of `prefix`. */
export type TreeNode = { readonly depth: number; readonly prefix: number; readonly key: Buffer }

const LEFT = Buffer.of(0)
const RIGHT = Buffer.of(1)

function child(key: Uint8Array, bit: number): Buffer {
  return createHmac('sha256', key)
    .update(bit === 0 ? LEFT : RIGHT)
    .digest()
}

/** Whether `node` is the given descendant or stands above it. */
export function covers(node: Pick<TreeNode, 'depth' | 'prefix'>, depth: number, prefix: number): boolean {
  return node.depth <= depth && prefix >>> (depth - node.depth) === node.prefix
}

/** The key of a descendant (or a copy of the node's own). */
export function descend(node: TreeNode, depth: number, prefix: number): Buffer {
  assert(depth <= TREE_DEPTH && covers(node, depth, prefix), 'a node yields only its own descendants')
  let key: Buffer = Buffer.from(node.key)
  for (let level = node.depth + 1; level <= depth; level++) {
    const next = child(key, (prefix >>> (depth - level)) & 1)
    key.fill(0)
    key = next
  }
  return key
}

/**
 * What remains of `nodes` once `leaf` is forgotten: the node above the leaf is replaced by the siblings along the
 * path. Nodes that do not cover the leaf are handed back as they are; when none covers it, it was forgotten before.
 */
export function puncture(nodes: readonly TreeNode[], leaf: number): TreeNode[] {
  const remaining: TreeNode[] = []
  for (const node of nodes) {
    if (!covers(node, TREE_DEPTH, leaf)) {
      remaining.push(node)
      continue
    }
    let key: Buffer = Buffer.from(node.key)
    for (let depth = node.depth + 1; depth <= TREE_DEPTH; depth++) {
      const bit = (leaf >>> (TREE_DEPTH - depth)) & 1
      const path = leaf >>> (TREE_DEPTH - depth)
      remaining.push({ depth, prefix: path ^ 1, key: child(key, bit ^ 1) })
      const next = child(key, bit)
      key.fill(0)
      key = next
    }
    key.fill(0)
  }
  return remaining
}
