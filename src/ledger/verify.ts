/**
 * Verifies a whole ledger from its public files alone: signature, size, every hash tile, and the entries where the
 * reader may see them. The second door of this folder: it and what it imports stand on `base/` only, so that the
 * verifier stays small enough to be read, and could be handed to an outsider without the rest.
 *
 * It must never use what it has not checked, and never need more memory than a few tiles.
 */
import { isFault } from '../base/fault.ts'
import type { Fault } from '../base/fault.ts'
import { ledgerFault } from './faults.ts'
import { HASH_BYTES, createHasher } from './merkle.ts'
import { openCheckpoint, parseVkey } from './note.ts'
import type { Checkpoint, Verifier } from './note.ts'
import { readTile } from './reader.ts'
import type { Read } from './reader.ts'
import {
  CHECKPOINT_PATH,
  MAX_CHECKPOINT_BYTES,
  TILE_BYTES,
  TILE_WIDTH,
  createEdge,
  decodeBundle,
  hashesAt,
  tileAt,
  tilePath,
} from './tiles.ts'
import type { Edge, Tile } from './tiles.ts'

export { provesConsistency } from './merkle.ts'
export { verifyInclusion } from './proof.ts'
export type { Inclusion } from './proof.ts'
export { readFolder, readUrl } from './reader.ts'
export type { Read } from './reader.ts'

export type Verification = {
  /** True when there is no finding. */
  readonly ok: boolean
  /** Entries in the signed tree; 0 when there is no valid checkpoint. */
  readonly size: number
  /** The signed root hash, hex; empty when there is no valid checkpoint. */
  readonly root: string
  /** Whether the entries themselves were checked, or only their hashes. */
  readonly entriesChecked: boolean
  /** What is wrong, first things first; at most MAX_FINDINGS. */
  readonly findings: readonly Fault[]
}

export type VerifyOptions = {
  readonly read: Read
  /** The verifier key string, from a source that is trusted apart from the ledger's own server. */
  readonly vkey: string
  /** Checkpoints seen before (signed notes): the ledger must have grown out of each. This alone shows a roll-back or a fork. */
  readonly earlier?: readonly Uint8Array[]
  /** Whether entry bundles must be there ('required'), are checked if they are ('ifThere', the default), or not looked at. */
  readonly entries?: 'required' | 'ifThere' | 'none'
  /** Told after each tile how many leaves are done. */
  readonly onProgress?: (done: number, size: number) => void
  /** Aborted, it ends the verification within a few tiles: it rejects with the reason, and there is no result. */
  readonly signal?: AbortSignal
}

const MAX_FINDINGS = 100
/** Tiles and bundles fetched ahead, so that a distant server's delay is not paid for each. */
const AHEAD = 8

/**
 * Checks everything that the public files can show. What is wrong with the ledger is in the returned findings; thrown
 * are only `ledger.vkeyMalformed`, failures to read (`ledger.readFailed`, `ledger.readTooLarge`) and the reason to stop.
 */
export async function verifyLedger(options: VerifyOptions): Promise<Verification> {
  const verifier = parseVkey(options.vkey)
  const findings: Fault[] = []
  const checkpoint = await signedCheckpoint(options.read, verifier, findings)
  if (!checkpoint) return { ok: false, size: 0, root: '', entriesChecked: false, findings }

  const { size } = checkpoint
  const withEntries = await entriesThere(options, size)
  const earlier = earlierCheckpoints(options.earlier ?? [], verifier, size, findings)
  const computed = await walk({ ...options, size, withEntries, earlier, findings })
  if (computed && !computed.equals(checkpoint.root))
    findings.push(ledgerFault('ledger.rootDiffers', { size }))
  options.signal?.throwIfAborted()
  return {
    ok: findings.length === 0,
    size,
    root: checkpoint.root.toString('hex'),
    entriesChecked: withEntries,
    findings: findings.slice(0, MAX_FINDINGS),
  }
}

async function signedCheckpoint(
  read: Read,
  verifier: Verifier,
  findings: Fault[],
): Promise<Checkpoint | undefined> {
  const bytes = await read(CHECKPOINT_PATH, MAX_CHECKPOINT_BYTES)
  if (!bytes) {
    findings.push(ledgerFault('ledger.checkpointMissing'))
    return undefined
  }
  return valid(bytes, verifier, findings)
}

function valid(note: Uint8Array, verifier: Verifier, findings: Fault[]): Checkpoint | undefined {
  try {
    return openCheckpoint(note, verifier)
  } catch (error) {
    if (!isFault(error)) throw error
    findings.push(error)
    return undefined
  }
}

function earlierCheckpoints(
  notes: readonly Uint8Array[],
  verifier: Verifier,
  size: number,
  findings: Fault[],
): Checkpoint[] {
  const kept: Checkpoint[] = []
  for (const note of notes) {
    const earlier = valid(note, verifier, findings)
    if (!earlier) continue
    if (earlier.size > size) findings.push(ledgerFault('ledger.rolledBack', { size, earlier: earlier.size }))
    else kept.push(earlier)
  }
  return kept.toSorted((a, b) => a.size - b.size)
}

async function entriesThere({ read, entries = 'ifThere' }: VerifyOptions, size: number): Promise<boolean> {
  if (entries !== 'ifThere') return entries === 'required'
  return size > 0 && (await readTile(read, tileAt('entries', 0, size))) !== undefined
}

type Walk = {
  readonly read: Read
  readonly size: number
  readonly withEntries: boolean
  readonly earlier: Checkpoint[]
  readonly findings: Fault[]
  readonly onProgress?: (done: number, size: number) => void
  readonly signal?: AbortSignal
}

/** Rebuilds the tree from its leaves' hashes. The root, or undefined when a file is missing and nothing follows from it. */
async function walk(walk: Walk): Promise<Buffer | undefined> {
  const { read, size, findings } = walk
  const full: { tile: Tile; bytes: Buffer }[] = []
  const edge = createEdge({
    onFull(tile, bytes) {
      if (tile.level !== 0) full.push({ tile, bytes: Buffer.from(bytes) })
    },
  })
  const checkEntries = entryChecker(findings)
  compareEarlier(edge, walk)
  for await (const { tile, hashes, bundle } of leafTiles(walk)) {
    walk.signal?.throwIfAborted()
    if (!isThere(tile, hashes, findings)) return undefined
    if (walk.withEntries && !isThere({ ...tile, level: 'entries' }, bundle, findings)) return undefined
    if (bundle) checkEntries(tile, hashes, bundle)
    for (let at = 0; at < tile.width; at++) {
      edge.push(hashes, at * HASH_BYTES)
      compareEarlier(edge, walk)
    }
    for (const { tile: upper, bytes } of full.splice(0))
      if (!(await compareTile(read, upper, bytes, findings))) return undefined
    walk.onProgress?.(edge.size, size)
    if (findings.length >= MAX_FINDINGS) return undefined
  }
  for (let level = 1; hashesAt(level, size) > 0; level++) {
    const bytes = edge.partial(level)
    if (bytes.length === 0) continue
    const tile = tileAt(level, hashesAt(level, size) - 1, size)
    if (!(await compareTile(read, tile, bytes, findings))) return undefined
  }
  return edge.root()
}

/** Whether the file was there, of the right length; notes a finding when not. */
function isThere(tile: Tile, bytes: Uint8Array | undefined, findings: Fault[]): bytes is Uint8Array {
  if (bytes) return true
  findings.push(ledgerFault('ledger.tileMissing', { path: tilePath(tile) }))
  return false
}

/** At the size of an earlier checkpoint the tree must have had its root. */
function compareEarlier(edge: Edge, { earlier, findings }: Walk): void {
  while (earlier[0]?.size === edge.size) {
    const { root } = earlier.shift() as Checkpoint
    if (!edge.root().equals(root)) findings.push(ledgerFault('ledger.forked', { earlier: edge.size }))
  }
}

/** Compares a tile of level 1 or above with what the tiles below hash to; false when it is not there. */
async function compareTile(
  read: Read,
  tile: Tile,
  computed: Uint8Array,
  findings: Fault[],
): Promise<boolean> {
  const bytes = await readTile(read, tile)
  if (!isThere(tile, bytes, findings)) return false
  for (const position of differences(bytes, computed, tile.width)) {
    const below = {
      level: Number(tile.level) - 1,
      index: tile.index * TILE_WIDTH + position,
      width: TILE_WIDTH,
    }
    findings.push(
      ledgerFault('ledger.tileDisagrees', { path: tilePath(tile), position, child: tilePath(below) }),
    )
  }
  return true
}

/** The places where two rows of hashes differ. */
function differences(a: Uint8Array, b: Uint8Array, width: number): number[] {
  const end = width * HASH_BYTES
  if (Buffer.compare(a.subarray(0, end), b.subarray(0, end)) === 0) return []
  return Array.from({ length: width }, (_, position) => position).filter((position) => {
    const at = position * HASH_BYTES
    return Buffer.compare(a.subarray(at, at + HASH_BYTES), b.subarray(at, at + HASH_BYTES)) !== 0
  })
}

type LeafTile = {
  readonly tile: Tile
  readonly hashes: Uint8Array | undefined
  readonly bundle: Uint8Array | undefined
}

/** All tiles of level 0 in order, with their bundles when wanted, a few fetched ahead. */
async function* leafTiles({ read, size, withEntries }: Walk): AsyncGenerator<LeafTile> {
  const under: Promise<LeafTile>[] = []
  const load = async (index: number): Promise<LeafTile> => {
    const tile = tileAt(0, index * TILE_WIDTH, size)
    const [hashes, bundle] = await Promise.all([
      readTile(read, tile),
      withEntries ? readTile(read, { ...tile, level: 'entries' }) : undefined,
    ])
    return { tile, hashes, bundle }
  }
  const count = Math.ceil(size / TILE_WIDTH)
  for (let next = 0; next < count || under.length > 0;) {
    while (next < count && under.length < AHEAD) {
      const loading = load(next++)
      // Awaited below in its turn; a failure before that turn is not an unhandled one.
      loading.catch(() => {})
      under.push(loading)
    }
    yield await (under.shift() as Promise<LeafTile>)
  }
}

/** Checks bundles in order: each entry against its leaf hash, its form, and that time does not go back. */
function entryChecker(findings: Fault[]) {
  const hasher = createHasher()
  const computed = Buffer.alloc(TILE_BYTES)
  let before = 0
  return (tile: Tile, hashes: Uint8Array, bundle: Uint8Array): void => {
    const bundleTile = { ...tile, level: 'entries' } as const
    const path = tilePath(bundleTile)
    const entries = split(bundle, bundleTile, findings)
    if (!entries) return
    for (const [position, entry] of entries.entries()) {
      hasher.leaf(entry, computed, position * HASH_BYTES)
      const at = timeOf(entry)
      const leaf = tile.index * TILE_WIDTH + position
      if (at === undefined) findings.push(ledgerFault('ledger.entryMalformed', { leaf, path }))
      else if (at < before) findings.push(ledgerFault('ledger.timeGoesBack', { leaf, path }))
      before = at ?? before
    }
    for (const position of differences(hashes, computed, tile.width))
      findings.push(ledgerFault('ledger.entryDisagrees', { leaf: tile.index * TILE_WIDTH + position, path }))
  }
}

function split(bundle: Uint8Array, tile: Tile, findings: Fault[]): Uint8Array[] | undefined {
  try {
    return decodeBundle(bundle, tile)
  } catch (error) {
    if (!isFault(error)) throw error
    findings.push(error)
    return undefined
  }
}

const NONCE = /^[0-9a-f]{32}$/

/** The time of an entry, ms, or undefined when it has not the form that every entry has. */
function timeOf(entry: Uint8Array): number | undefined {
  try {
    const { v, kind, at, nonce } = JSON.parse(
      Buffer.from(entry.buffer, entry.byteOffset, entry.length).toString('utf8'),
    ) as Record<string, unknown>
    if (v !== 1 || typeof kind !== 'string' || typeof nonce !== 'string' || !NONCE.test(nonce))
      return undefined
    return Number.isSafeInteger(at) ? (at as number) : undefined
  } catch {
    return undefined
  }
}
