/**
 * Writes the files of a long ledger, as they would stand after years, with the ledger's own layout and signatures. Only
 * the database and the fsyncs are left out: here the files are what is read, not what is measured.
 */
import { hash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createSigner, entryBytes, newSigningKey } from '../src/ledger/ledger.ts'
import type { Draft } from '../src/ledger/ledger.ts'
import { createHasher, HASH_BYTES } from '../src/ledger/merkle.ts'
import { formatCheckpoint, formatNote, parseVkey } from '../src/ledger/note.ts'
import {
  CHECKPOINT_PATH,
  createEdge,
  encodeBundle,
  partialTiles,
  TILE_WIDTH,
  tilePath,
} from '../src/ledger/tiles.ts'
import type { Tile } from '../src/ledger/tiles.ts'

const ORIGIN = 'bench.go.kr/ledger'
const START_MS = Date.UTC(2026, 0, 1)

/** What the ledger records most often: a batch of sealed segments. */
export function sealedBatch(index: number): Draft<'footage.sealed'> {
  const root = hash('sha256', `batch ${index}`, 'hex')
  return {
    kind: 'footage.sealed',
    actor: { type: 'system', id: 'registrar' },
    batch: `${root.slice(0, 8)}-0000-4000-8000-${root.slice(8, 20)}`,
    root,
    segments: 85,
    gaps: 0,
  }
}

/** The bytes of such an entry; its nonce is made up, for speed. */
export function sealedEntry(index: number): Buffer {
  const draft = sealedBatch(index)
  return entryBytes({ v: 1, at: START_MS + index * 60_000, nonce: draft.root.slice(0, 32), ...draft })
}

/** Writes checkpoint, tiles and bundles of `size` entries under `folder`; returns the verifier key. */
export async function writeLedger(folder: string, size: number): Promise<string> {
  const signer = createSigner(ORIGIN, newSigningKey())
  const write = async (tile: Tile, bytes: Uint8Array) => {
    const path = join(folder, tilePath(tile))
    await fs.mkdir(dirname(path), { recursive: true })
    await fs.writeFile(path, bytes)
  }
  const full: { tile: Tile; bytes: Buffer }[] = []
  const edge = createEdge({ onFull: (tile, bytes) => void full.push({ tile, bytes: Buffer.from(bytes) }) })
  const hasher = createHasher()
  const leaf = Buffer.alloc(HASH_BYTES)
  let bundle: Buffer[] = []
  for (let index = 0; index < size; index++) {
    const entry = sealedEntry(index)
    hasher.leaf(entry, leaf, 0)
    edge.push(leaf, 0)
    bundle.push(entry)
    if (bundle.length < TILE_WIDTH) continue
    await write(
      { level: 'entries', index: Math.floor(index / TILE_WIDTH), width: TILE_WIDTH },
      encodeBundle(bundle),
    )
    bundle = []
    for (const { tile, bytes } of full.splice(0)) await write(tile, bytes)
  }
  for (const tile of partialTiles(size))
    await write(tile, tile.level === 'entries' ? encodeBundle(bundle) : edge.partial(tile.level))
  const text = formatCheckpoint({ origin: ORIGIN, size, root: edge.root() })
  const note = formatNote(text, parseVkey(signer.vkey), await signer.sign(Buffer.from(text)))
  await fs.writeFile(join(folder, CHECKPOINT_PATH), note)
  return signer.vkey
}
