import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { naiveConsistency, naiveFiles, naiveKey, naiveLeafHash, naivePath } from '../../test/tlog.ts'
import { Fault, isFault } from '../base/fault.ts'
import { consistencyPath, formatProof, inclusionPath, verifyInclusion } from './proof.ts'
import { createSigner, newSigningKey } from './signer.ts'
import { tilePath } from './tiles.ts'
import type { Tile } from './tiles.ts'

const pkcs8 = newSigningKey()
const { vkey } = createSigner('cctv.example.go.kr/ledger', pkcs8)
const key = naiveKey('cctv.example.go.kr/ledger', pkcs8)
const entriesOf = (count: number) => Array.from({ length: count }, (_, i) => Buffer.from(`entry ${i}`))

/** Reads a tree's tiles, each once only. */
function tilesIn(files: ReadonlyMap<string, Buffer>) {
  const left = new Map(files)
  return (tile: Tile) => {
    const path = tilePath(tile)
    const bytes = left.get(path)
    assert.ok(bytes, `${path} exists and is read once`)
    left.delete(path)
    return Promise.resolve(bytes)
  }
}

const tilesOf = (entries: readonly Buffer[]) => tilesIn(naiveFiles(entries, key))

test('paths out of tiles are those of the recursive definitions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 900 }), fc.nat(), async (size, seed) => {
      const entries = entriesOf(size)
      const leaves = entries.map(naiveLeafHash)
      const index = seed % size
      assert.deepEqual(await inclusionPath(tilesOf(entries), index, size), naivePath(index, leaves))
      const older = 1 + index
      assert.deepEqual(await consistencyPath(tilesOf(entries), older, size), naiveConsistency(older, leaves))
    }),
    { numRuns: 40 },
  )
})

test('paths reach through three levels of tiles', async () => {
  const entries = entriesOf(66_000)
  const leaves = entries.map(naiveLeafHash)
  const files = naiveFiles(entries, key)
  for (const index of [0, 256, 65_535, 65_536]) {
    assert.deepEqual(await inclusionPath(tilesIn(files), index, 66_000), naivePath(index, leaves))
    assert.deepEqual(
      await consistencyPath(tilesIn(files), index + 1, 66_000),
      naiveConsistency(index + 1, leaves),
    )
  }
})

const none = () => assert.fail('no tile is needed')

test('there is nothing to prove about growth out of the empty tree or into itself', async () => {
  assert.deepEqual(await consistencyPath(none, 0, 9), [])
  assert.deepEqual(await consistencyPath(none, 9, 9), [])
})

async function proofText(size: number, index: number): Promise<string> {
  const entries = entriesOf(size)
  const checkpoint = naiveFiles(entries, key).get('checkpoint')?.toString('utf8') ?? ''
  return formatProof(index, await inclusionPath(tilesOf(entries), index, size), checkpoint)
}

test('a proof text has the form of the specification and shows the entry it is about', async () => {
  const proof = await proofText(5, 3)
  assert.match(
    proof,
    /^c2sp\.org\/tlog-proof@v1\nindex 3\n([A-Za-z0-9+/]{43}=\n){3}\ncctv\.example\.go\.kr\/ledger\n5\n/,
  )
  const held = verifyInclusion({ proof, entry: Buffer.from('entry 3'), vkey })
  assert.equal(held?.index, 3)
  assert.equal(held.checkpoint.size, 5)
  const [header, ...rest] = proof.split('\n')
  const extra = [header, 'extra YWJj', ...rest].join('\n')
  assert.equal(verifyInclusion({ proof: extra, entry: Buffer.from('entry 3'), vkey })?.index, 3)
})

test('the only leaf of a tree is proven by the checkpoint alone', async () => {
  assert.equal(
    verifyInclusion({ proof: await proofText(1, 0), entry: Buffer.from('entry 0'), vkey })?.index,
    0,
  )
})

test('a proof does not show another entry, another place or anything under another key', async () => {
  const proof = await proofText(300, 3)
  const entry = Buffer.from('entry 3')
  assert.equal(verifyInclusion({ proof, entry: Buffer.from('entry 4'), vkey }), undefined)
  assert.equal(verifyInclusion({ proof: proof.replace('index 3', 'index 2'), entry, vkey }), undefined)
  assert.equal(verifyInclusion({ proof: proof.replace('index 3', 'index 300'), entry, vkey }), undefined)
  const lines = proof.split('\n')
  const shorter = [...lines.slice(0, 2), ...lines.slice(3)].join('\n')
  assert.equal(verifyInclusion({ proof: shorter, entry, vkey }), undefined)
  const other = createSigner('cctv.example.go.kr/ledger', newSigningKey()).vkey
  assert.throws(
    () => verifyInclusion({ proof, entry, vkey: other }),
    (error) => isFault(error, 'ledger.noteUnverified'),
  )
})

test('malformed proofs are refused by name', async () => {
  const proof = await proofText(5, 3)
  for (const wrong of [
    '',
    'c2sp.org/tlog-proof@v2' + proof.slice(22),
    proof.replace('index 3', 'index 03'),
    proof.replace('index 3', 'index -3'),
    proof.replace('index 3', 'index 9007199254740992'),
    proof.replace('index 3\n', ''),
    proof.replace('index 3\n', `index 3\n${'A'.repeat(43)}\n`),
    proof.replace('index 3\n', `index 3\n${`${'A'.repeat(43)}=\n`.repeat(54)}`),
    proof.replace('\n\n', '\n'),
    'x'.repeat(1_000_000),
  ])
    assert.throws(() => verifyInclusion({ proof: wrong, entry: Buffer.from('entry 3'), vkey }), Fault)
})

test('no damaged proof shows anything', async () => {
  const proof = await proofText(40, 7)
  const entry = Buffer.from('entry 7')
  const nothing = (text: string) => {
    try {
      return verifyInclusion({ proof: text, entry, vkey }) === undefined
    } catch (error) {
      return error instanceof Fault
    }
  }
  fc.assert(
    fc.property(fc.nat(proof.length - 1), fc.string({ minLength: 0, maxLength: 3 }), (at, put) => {
      const damaged = proof.slice(0, at) + put + proof.slice(at + 1)
      assert.ok(damaged === proof || nothing(damaged), damaged)
    }),
    { numRuns: 1_000 },
  )
  fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => assert.ok(nothing(text))))
})
