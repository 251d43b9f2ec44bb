/**
 * The ledger's public files: writes tiles, bundles and then the checkpoint, each durable before the next depends on
 * it. What a signed checkpoint covers is never written again with other bytes.
 *
 * The files are made from the database's rows alone, deterministically (Ed25519 signatures too), so doing it again
 * after a crash, or by another process, gives the same bytes.
 */
import { dirname, join } from 'node:path'
import { assert } from '../base/assert.ts'
import { readIfThere, writeFileDurably } from '../base/durable.ts'
import type { Disk } from '../base/durable.ts'
import { ledgerFault } from './faults.ts'
import { HASH_BYTES, createHasher, leafHash } from './merkle.ts'
import { formatCheckpoint, formatNote, openCheckpoint, parseVkey } from './note.ts'
import type { Checkpoint, Verifier } from './note.ts'
import type { TileReader } from './proof.ts'
import { readFolder, readTile } from './reader.ts'
import type { Signer } from './signer.ts'
import {
  CHECKPOINT_PATH,
  MAX_CHECKPOINT_BYTES,
  TILE_WIDTH,
  createEdge,
  decodeBundle,
  encodeBundle,
  hashesAt,
  partialTiles,
  tilePath,
} from './tiles.ts'
import type { Edge, Tile } from './tiles.ts'

const VKEY_PATH = 'vkey'
/** How far back the first publishing after a start looks for partial tiles that a crash left. */
const SWEPT_ENTRIES = 16_384

/** A checkpoint and the note that bears its signature. */
export type SignedCheckpoint = { readonly checkpoint: Checkpoint; readonly note: string }

/** The entries' bytes from leaf `from` on, in order; asked for twice, it gives the same. */
export type EntrySource = (from: number) => AsyncIterable<Uint8Array>

export type LedgerFiles = {
  /** The checkpoint on disk, its signature verified; undefined when there is none yet. */
  published(): Promise<SignedCheckpoint | undefined>
  /** The bytes of a hash tile. Throws `ledger.tileMissing`. */
  readonly tile: TileReader
  /**
   * Brings the files to the tree of `size` entries with `root`. Throws `ledger.filesAhead` when they already show
   * more, `ledger.diverged` when the entries do not continue them to that root; then nothing was written.
   */
  publish(head: { size: number; root: Buffer }, entries: EntrySource): Promise<void>
  /**
   * Removes the partial tiles that full tiles have superseded (tlog-tiles, "Partial Tiles"). They are of no use and
   * do no harm: whoever calls this may go on when it fails.
   */
  collect(): Promise<void>
}

/** What the files hold: the tree of the checkpoint, its right edge and the entries of its partial bundle. */
type Published = { readonly edge: Edge; readonly full: Full[]; bundle: Uint8Array[] }
type Full = { readonly tile: Tile; readonly bytes: Buffer }

/** Opens the folder (made when missing) and its vkey file. Throws `ledger.keyDiffers` when that is of another key. */
export async function openFiles(options: {
  readonly disk: Disk
  readonly folder: string
  readonly signer: Signer
}): Promise<LedgerFiles> {
  const { disk, folder, signer } = options
  const verifier = parseVkey(signer.vkey)
  const read = readFolder(folder)
  await disk.makeFolder(folder)
  await writeVkey(disk, join(folder, VKEY_PATH), signer.vkey)
  let held: Published | undefined
  const superseded: Tile[] = []
  /** The note whose signature was verified last: every receipt asks for it, and it seldom changes. */
  let verified: { readonly bytes: Uint8Array; readonly signed: SignedCheckpoint } | undefined

  async function published(): Promise<SignedCheckpoint | undefined> {
    const bytes = await read(CHECKPOINT_PATH, MAX_CHECKPOINT_BYTES)
    if (!bytes) return undefined
    if (!verified || Buffer.compare(verified.bytes, bytes) !== 0) {
      const checkpoint = openCheckpoint(bytes, verifier)
      verified = { bytes, signed: { checkpoint, note: Buffer.from(bytes).toString('utf8') } }
    }
    return verified.signed
  }

  async function tile(wanted: Tile): Promise<Uint8Array> {
    const bytes = await readTile(read, wanted)
    if (!bytes) throw ledgerFault('ledger.tileMissing', { path: tilePath(wanted) })
    return bytes
  }

  /** The state on disk, from memory when it is still that of the checkpoint. */
  async function current(checkpoint: Checkpoint | undefined): Promise<Published> {
    const cached = held
    held = undefined // whatever fails from here on, the next publishing starts from the files
    const size = checkpoint?.size ?? 0
    const fresh = cached?.edge.size === size && (!checkpoint || cached.edge.root().equals(checkpoint.root))
    return cached && fresh ? cached : restored(tile, checkpoint)
  }

  async function publish(head: { size: number; root: Buffer }, entries: EntrySource): Promise<void> {
    const before = (await published())?.checkpoint
    const size = before?.size ?? 0
    if (size > head.size) throw ledgerFault('ledger.filesAhead', { files: size, rows: head.size })
    const remembered = held
    const state = await current(before)
    if (state === remembered && size === head.size) {
      held = state
      return
    }
    if (!(await rootAfter(state.edge, entries(size))).equals(head.root))
      throw ledgerFault('ledger.diverged', { size: head.size })
    await writeTiles(options, state, size, entries(size))
    await writeCheckpoint(options, verifier, { origin: signer.origin, ...head })
    superseded.push(...(remembered ? fullTiles(size, head.size) : fullTiles(size - SWEPT_ENTRIES, head.size)))
    held = state
  }

  async function collect(): Promise<void> {
    for (const tile of superseded.splice(0)) await disk.removeFolder(`${join(folder, tilePath(tile))}.p`)
  }

  return {
    published,
    tile,
    publish,
    collect,
  }
}

/** The tiles and bundles that a tree of `to` leaves has full and one of `from` leaves had not. */
function fullTiles(from: number, to: number): Tile[] {
  const tiles: Tile[] = []
  for (const level of ['entries', 0, 1, 2, 3, 4, 5, 6] as const) {
    const first = Math.floor(hashesAt(level, Math.max(0, from)) / TILE_WIDTH)
    for (let index = first; index < Math.floor(hashesAt(level, to) / TILE_WIDTH); index++)
      tiles.push({ level, index, width: TILE_WIDTH })
  }
  return tiles
}

async function writeVkey(disk: Disk, path: string, vkey: string): Promise<void> {
  const existing = await readIfThere(path)
  if (existing?.toString('utf8') === `${vkey}\n`) return
  if (existing) throw ledgerFault('ledger.keyDiffers')
  await writeFileDurably(disk, path, Buffer.from(`${vkey}\n`))
}

/**
 * The state on disk, read from the partial tiles. Throws `ledger.diverged` when they are not the signed checkpoint's:
 * whoever can change rows and files alike must not have the result signed.
 */
async function restored(tile: TileReader, checkpoint: Checkpoint | undefined): Promise<Published> {
  const size = checkpoint?.size ?? 0
  const partials = new Map<number | string, Uint8Array>()
  for (const partial of partialTiles(size)) partials.set(partial.level, await tile(partial))
  const full: Full[] = []
  const edge = createEdge({
    size,
    restored: (level) => partials.get(level) ?? Buffer.alloc(0),
    onFull: (done, bytes) => full.push({ tile: done, bytes: Buffer.from(bytes) }),
  })
  const bundle = bundleEntries(partials.get('entries'), size)
  const hashed = Buffer.concat(bundle.map(leafHash))
  if (checkpoint && !(edge.root().equals(checkpoint.root) && hashed.equals(edge.partial(0))))
    throw ledgerFault('ledger.diverged', { size })
  return { edge, full, bundle }
}

/** The entries of the last, partial bundle of a tree of `size` leaves. */
function bundleEntries(bytes: Uint8Array | undefined, size: number): Uint8Array[] {
  const width = size % TILE_WIDTH
  if (!bytes || width === 0) return []
  return decodeBundle(bytes, { level: 'entries', index: Math.floor(size / TILE_WIDTH), width })
}

/** The root after these entries too, the edge left as it is: computed before anything is written. */
async function rootAfter(edge: Edge, entries: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const hasher = createHasher()
  const hash = Buffer.alloc(HASH_BYTES)
  const trial = createEdge({ size: edge.size, restored: (level) => edge.partial(level), onFull: () => {} })
  for await (const entry of entries) {
    hasher.leaf(entry, hash, 0)
    trial.push(hash, 0)
  }
  return trial.root()
}

/** Lets the state, of `size` leaves, grow by the entries, and writes every tile and bundle that is new. */
async function writeTiles(
  { disk, folder }: { readonly disk: Disk; readonly folder: string },
  state: Published,
  size: number,
  entries: AsyncIterable<Uint8Array>,
): Promise<void> {
  for await (const file of completedTiles(state, entries)) await writeOnce(disk, folder, file)
  const before = new Set(partialTiles(size).map(tilePath))
  const partials = partialTiles(state.edge.size).filter((partial) => !before.has(tilePath(partial)))
  // All must have ended before a failure is told: the next attempt writes the same files.
  const written = await Promise.allSettled(
    partials.map((partial) => writeOnce(disk, folder, partialFile(state, partial))),
  )
  for (const outcome of written) if (outcome.status === 'rejected') throw outcome.reason
}

/** Lets the state grow by the entries; yields each tile and bundle that becomes full. */
async function* completedTiles(state: Published, entries: AsyncIterable<Uint8Array>): AsyncGenerator<Full> {
  const hasher = createHasher()
  const hash = Buffer.alloc(HASH_BYTES)
  for await (const entry of entries) {
    const index = Math.floor(state.edge.size / TILE_WIDTH)
    hasher.leaf(entry, hash, 0)
    state.bundle.push(entry)
    state.edge.push(hash, 0)
    if (state.bundle.length < TILE_WIDTH) continue
    yield { tile: { level: 'entries', index, width: TILE_WIDTH }, bytes: encodeBundle(state.bundle) }
    state.bundle = []
    yield* state.full.splice(0)
  }
}

function partialFile({ edge, bundle }: Published, tile: Tile): Full {
  const bytes = tile.level === 'entries' ? encodeBundle(bundle) : Buffer.from(edge.partial(tile.level))
  assert(
    tile.level !== 'entries' || bundle.length === tile.width,
    'the partial bundle has the width of its tile',
  )
  return { tile, bytes }
}

/**
 * Writes a tile that no signed checkpoint covers yet. If an interrupted attempt left it, the bytes must be the same;
 * it is then written again all the same, because that attempt may not have reached the disk.
 */
async function writeOnce(disk: Disk, folder: string, { tile, bytes }: Full): Promise<void> {
  const path = join(folder, tilePath(tile))
  const existing = await readIfThere(path)
  if (existing && !existing.equals(bytes)) throw ledgerFault('ledger.tileConflict', { path: tilePath(tile) })
  await disk.makeFolder(dirname(path))
  await writeFileDurably(disk, path, bytes)
}

async function writeCheckpoint(
  { disk, folder, signer }: { readonly disk: Disk; readonly folder: string; readonly signer: Signer },
  verifier: Verifier,
  checkpoint: Checkpoint,
): Promise<void> {
  const text = formatCheckpoint(checkpoint)
  const note = Buffer.from(formatNote(text, verifier, await signer.sign(Buffer.from(text))))
  openCheckpoint(note, verifier) // a signer that holds another key is found here, not by the public
  await writeFileDurably(disk, join(folder, CHECKPOINT_PATH), note)
}
