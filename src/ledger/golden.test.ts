/**
 * The golden ledger, testdata/ledger/: bytes that strangers' verifiers may already rely on. When this test fails, the
 * format changed: then the change is wrong, or it is a new format with a golden ledger of its own. These files are
 * never made anew.
 */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ENTRY_SAMPLES } from '../../test/ledger.ts'
import { realDisk } from '../base/durable.ts'
import { checkedEntry, entryBytes } from './entries.ts'
import type { Entry } from './entries.ts'
import { openFiles } from './files.ts'
import { merkleRoot } from './merkle.ts'
import { formatProof, inclusionPath, verifyInclusion } from './proof.ts'
import { createSigner } from './signer.ts'
import { readFolder, verifyLedger } from './verify.ts'

const GOLDEN = join(import.meta.dirname, '../../testdata/ledger')
const EARLIER_SIZE = 100
const SIZE = 300
const PROVEN = 123

/** A key that everybody knows (PKCS#8 around 32 bytes of 0x2a), for this ledger alone. */
const signer = createSigner(
  'jangseung.example/golden',
  Buffer.from(`302e020100300506032b657004220420${'2a'.repeat(32)}`, 'hex'),
)

/** The kinds there were when these files were made; kinds added since do not change them. */
const KINDS = [
  'registry.changed',
  'keys.created',
  'footage.sealed',
  'destruction.ordered',
  'destruction.done',
  'hold.placed',
  'hold.released',
  'viewing.opened',
  'viewing.closed',
  'viewing.refused',
  'staff.changed',
  'staff.signedIn',
  'staff.signInFailed',
  'ledger.read',
  'incident.raised',
  'incident.closed',
] as const
const samples = KINDS.map((kind): Entry => ENTRY_SAMPLES[kind])
const entries = Array.from({ length: SIZE }, (_, i) =>
  entryBytes(
    checkedEntry({
      ...samples[i % samples.length],
      at: 1_763_800_000_000 + 1_000 * i,
      nonce: i.toString(16).padStart(32, '0'),
    }),
  ),
)

async function filesIn(folder: string): Promise<Map<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = new Map<string, string>()
  for (const entry of found)
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name)
      files.set(path.slice(folder.length + 1), await readFile(path, 'base64'))
    }
  return files
}

/** Publishes the entries, stopping once on the way, and keeps what an auditor would have kept. */
async function publishGolden(folder: string): Promise<void> {
  const files = await openFiles({ disk: realDisk, folder, signer })
  for (const size of [EARLIER_SIZE, SIZE]) {
    const tree = entries.slice(0, size)
    await files.publish({ size, root: merkleRoot(tree) }, async function* (from) {
      yield* tree.slice(from)
    })
  }
  await files.collect()
}

test('the same entries under the same key give the golden ledger, byte for byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-golden-'))
  try {
    await publishGolden(folder)
    assert.deepEqual(await filesIn(folder), await filesIn(GOLDEN))
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('the golden ledger verifies, and grew out of its earlier checkpoint', async () => {
  const earlier = await readFile(`${GOLDEN}-earlier.checkpoint`)
  const vkey = await readFile(join(GOLDEN, 'vkey'), 'utf8')
  const result = await verifyLedger({
    read: readFolder(GOLDEN),
    vkey,
    earlier: [earlier],
    entries: 'required',
  })
  assert.deepEqual([result.findings, result.size, result.entriesChecked], [[], SIZE, true])
})

test('the golden proof is still made and still believed', async () => {
  const golden = await readFile(`${GOLDEN}.tlog-proof`, 'utf8')
  const files = await openFiles({ disk: realDisk, folder: GOLDEN, signer })
  const published = await files.published()
  assert.equal(
    formatProof(PROVEN, await inclusionPath(files.tile, PROVEN, SIZE), published?.note ?? ''),
    golden,
  )
  const entry = entries[PROVEN] as Buffer
  assert.equal(verifyInclusion({ proof: golden, entry, vkey: signer.vkey })?.index, PROVEN)
})
