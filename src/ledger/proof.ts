/**
 * Proofs out of tiles, and the C2SP tlog-proof text (https://c2sp.org/tlog-proof) that carries one to whoever asks:
 * self-contained, checkable offline with the entry and the verifier key. Pure: tiles come through a parameter.
 */
import { assert } from '../base/assert.ts'
import { ledgerFault } from './faults.ts'
import { HASH_BYTES, createHasher, leafHash, nodeHash, provesInclusion } from './merkle.ts'
import { openCheckpoint, parseVkey, strictBase64 } from './note.ts'
import type { Checkpoint } from './note.ts'
import { MAX_CHECKPOINT_BYTES, TILE_WIDTH, tileAt, tilePath } from './tiles.ts'
import type { Tile } from './tiles.ts'

/** The bytes of a hash tile, at least `tile.width` hashes of it (a full tile may stand in for a partial one). */
export type TileReader = (tile: Tile) => Promise<Uint8Array>

/** The hashes from the leaf's sibling up to the root's child (RFC 6962 section 2.1.1). */
export async function inclusionPath(read: TileReader, index: number, size: number): Promise<Buffer[]> {
  assert(index >= 0 && index < size, 'the leaf lies within the tree')
  const tree = treeOf(read, size)
  const path: Buffer[] = []
  let [from, to] = [0, size]
  while (to - from > 1) {
    const middle = from + split(to - from)
    if (index < middle) {
      path.push(await tree(middle, to))
      to = middle
    } else {
      path.push(await tree(from, middle))
      from = middle
    }
  }
  return path.toReversed()
}

/** The hashes that lead from the tree of `oldSize` to that of `newSize` (RFC 6962 section 2.1.2). */
export async function consistencyPath(read: TileReader, oldSize: number, newSize: number): Promise<Buffer[]> {
  assert(oldSize >= 0 && oldSize <= newSize, 'a tree only grows')
  if (oldSize === 0 || oldSize === newSize) return []
  const tree = treeOf(read, newSize)
  const path: Buffer[] = []
  let [from, to] = [0, newSize]
  while (to !== oldSize) {
    const middle = from + split(to - from)
    if (oldSize <= middle) {
      path.push(await tree(middle, to))
      to = middle
    } else {
      path.push(await tree(from, middle))
      from = middle
    }
  }
  if (from > 0) path.push(await tree(from, to))
  return path.toReversed()
}

/** MTH(D[from:to]) of RFC 6962, each tile fetched once. */
function treeOf(read: TileReader, size: number) {
  const hasher = createHasher()
  const tiles = new Map<string, Promise<Uint8Array>>()
  async function perfect(from: number, count: number): Promise<Buffer> {
    // In levels of 256: the subtree's leaves, `hashes` of them, stand side by side in one tile of `level`.
    let [level, position, hashes] = [0, from, count]
    for (; hashes >= TILE_WIDTH; level++) [position, hashes] = [position / TILE_WIDTH, hashes / TILE_WIDTH]
    const tile = tileAt(level, position, size)
    const path = tilePath(tile)
    const fetched = tiles.get(path) ?? read(tile)
    tiles.set(path, fetched)
    return hasher.subtree(await fetched, (position % TILE_WIDTH) * HASH_BYTES, hashes)
  }
  // The left part of every range of the recursion is a perfect subtree; only the right end of the tree is not.
  return async function tree(from: number, to: number): Promise<Buffer> {
    const count = to - from
    const left = split(count)
    if (count === 1 || count === 2 * left) return perfect(from, count)
    return nodeHash(await perfect(from, left), await tree(from + left, to))
  }
}

/** The largest power of two below `count`; 1 for 1. */
function split(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

const PROOF_HEADER = 'c2sp.org/tlog-proof@v1'
/** A path has at most one hash for each of the 53 levels that a safe integer can count. */
const MAX_PATH_LENGTH = 53

/** The tlog-proof text for a leaf under a signed checkpoint. */
export function formatProof(index: number, path: readonly Buffer[], checkpoint: string): string {
  return [
    PROOF_HEADER,
    `index ${index}`,
    ...path.map((hash) => hash.toString('base64')),
    '',
    checkpoint,
  ].join('\n')
}

type Proof = { readonly index: number; readonly path: readonly Buffer[]; readonly checkpoint: string }

/** Reads a tlog-proof text; the checkpoint's signature is not looked at. Throws `ledger.proofMalformed`. */
function parseProof(text: string): Proof {
  if (text.length > 2 * MAX_CHECKPOINT_BYTES) throw bad('too long')
  const blank = text.indexOf('\n\n')
  if (blank < 0) throw bad('no blank line before the checkpoint')
  const [header, second, ...rest] = text.slice(0, blank).split('\n', MAX_PATH_LENGTH + 4)
  if (header !== PROOF_HEADER) throw bad('another first line')
  // The extra data line is optional and authenticates nothing: skipped.
  const lines = second?.startsWith('extra ') ? rest : [second ?? '', ...rest]
  const [, digits] = /^index (0|[1-9]\d{0,15})$/.exec(lines[0] ?? '') ?? []
  if (digits === undefined || !Number.isSafeInteger(Number(digits))) throw bad('no index line')
  if (lines.length - 1 > MAX_PATH_LENGTH) throw bad('too many hashes')
  const path = lines.slice(1).map((line) => {
    const hash = strictBase64(line)
    if (hash?.length !== HASH_BYTES) throw bad('a line that is not a hash')
    return hash
  })
  return { index: Number(digits), path, checkpoint: text.slice(blank + 2) }
}

/** What an inclusion proof says when it holds: the leaf's place, and the signed tree it was checked against. */
export type Inclusion = { readonly index: number; readonly checkpoint: Checkpoint }

/**
 * Checks that a ledger holds an entry: `proof` is a tlog-proof text, `entry` the leaf's exact bytes (for our entries
 * their canonical JSON), `vkey` the ledger's verifier key. Undefined when the proof is well formed and signed, but
 * not of this entry. Throws `ledger.proofMalformed`, `ledger.noteMalformed`, `ledger.noteUnverified` or
 * `ledger.vkeyMalformed`.
 */
export function verifyInclusion(options: {
  readonly proof: string
  readonly entry: Uint8Array
  readonly vkey: string
}): Inclusion | undefined {
  const { index, path, checkpoint: note } = parseProof(options.proof)
  const checkpoint = openCheckpoint(Buffer.from(note, 'utf8'), parseVkey(options.vkey))
  const { size, root } = checkpoint
  return provesInclusion({ index, size, leaf: leafHash(options.entry), path, root })
    ? { index, checkpoint }
    : undefined
}

function bad(why: string) {
  return ledgerFault('ledger.proofMalformed', { why })
}
