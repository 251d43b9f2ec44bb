/**
 * The key a recorder is handed: what its camera-day's tree holds for one hour. Only ever in memory, and sent only
 * over an authenticated channel: who steals a recorder opens at most the hours it holds.
 */
import { assert } from '../base/assert.ts'
import { HOUR_DEPTH, hourOfLeaf, TREE_DEPTH } from './camera-day.ts'
import type { KeyId } from './camera-day.ts'
import { covers, descend } from './ggm.ts'
import type { TreeNode } from './ggm.ts'

/**
 * One hour of a camera-day. `nodes` is the hour's subtree: one node, or, where single segments of the hour were
 * erased, the nodes that remain. `wipeHourKey` once the hour's last segment is sealed.
 */
export type HourKey = {
  readonly keyId: KeyId
  readonly generation: number
  readonly hour: number
  readonly nodes: readonly TreeNode[]
}

/** The parts of `nodes` that lie within an hour. The keys are copies. */
export function hourNodes(nodes: readonly TreeNode[], hour: number): TreeNode[] {
  const inHour: TreeNode[] = []
  for (const node of nodes) {
    if (covers(node, HOUR_DEPTH, hour))
      inHour.push({ depth: HOUR_DEPTH, prefix: hour, key: descend(node, HOUR_DEPTH, hour) })
    else if (covers({ depth: HOUR_DEPTH, prefix: hour }, node.depth, node.prefix))
      inHour.push({ ...node, key: Buffer.from(node.key) })
  }
  return inHour
}

/** The key of a leaf, or undefined when the leaf was erased. The caller wipes it. */
export function leafKey(nodes: readonly TreeNode[], leaf: number): Buffer | undefined {
  const node = nodes.find((node) => covers(node, TREE_DEPTH, leaf))
  return node === undefined ? undefined : descend(node, TREE_DEPTH, leaf)
}

/** The key of a leaf of that hour, or undefined when the leaf was erased. The caller wipes it. */
export function leafKeyOfHour(hourKey: HourKey, leaf: number): Buffer | undefined {
  assert(hourOfLeaf(leaf) === hourKey.hour, 'a leaf is opened with the key of its own hour')
  return leafKey(hourKey.nodes, leaf)
}

/** Overwrites the key with zeros. */
export function wipeHourKey(hourKey: HourKey): void {
  wipeNodes(hourKey.nodes)
}

/** Overwrites tree nodes with zeros. */
export function wipeNodes(nodes: readonly TreeNode[]): void {
  for (const node of nodes) node.key.fill(0)
}
