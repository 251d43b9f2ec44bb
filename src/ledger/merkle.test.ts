import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { naiveConsistency, naiveLeafHash, naivePath, naiveRoot } from '../../test/tlog.ts'
import { merkleRoot, provesConsistency, provesInclusion } from './merkle.ts'

/** The eight leaves and the roots of their first 1 to 8 that implementations of RFC 6962 share as test vector. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const hashesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => naiveLeafHash(Buffer.from(`entry ${i}`)))

test('roots are those of the shared RFC 6962 test vector', () => {
  const entries = LEAVES.map((hex) => Buffer.from(hex, 'hex'))
  assert.equal(
    merkleRoot([]).toString('hex'),
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  )
  for (const [index, root] of ROOTS.entries())
    assert.equal(merkleRoot(entries.slice(0, index + 1)).toString('hex'), root)
})

test('roots are those of the recursive definition', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 300 }), (entries) => {
      assert.deepEqual(merkleRoot(entries), naiveRoot(entries.map(naiveLeafHash)))
    }),
  )
})

test('a true inclusion proof is accepted, and refused once anything in it is changed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), (size, atSeed, changeSeed) => {
      const leaves = hashesOf(size)
      const index = atSeed % size
      const path = naivePath(index, leaves)
      const truth = { index, size, leaf: leaves[index] as Buffer, path, root: naiveRoot(leaves) }
      assert.equal(provesInclusion(truth), true)
      const lies = [
        { ...truth, index: index + size },
        { ...truth, index: -1 },
        { ...truth, leaf: naiveLeafHash(Buffer.from('another')) },
        { ...truth, root: naiveRoot(hashesOf(size + 1)) },
        { ...truth, path: [...path, truth.leaf] },
        // A tree of one leaf has one place and no path to be wrong about.
        ...(size === 1
          ? []
          : [
              { ...truth, index: (index + 1) % size },
              { ...truth, path: path.slice(0, -1) },
              { ...truth, path: changed(path, changeSeed) },
            ]),
      ]
      for (const lie of lies) assert.equal(provesInclusion(lie), false)
    }),
  )
})

test('a true consistency proof is accepted, and refused once anything in it is changed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), (newSize, atSeed, changeSeed) => {
      const leaves = hashesOf(newSize)
      const oldSize = 1 + (atSeed % newSize)
      const path = naiveConsistency(oldSize, leaves)
      const truth = {
        oldSize,
        newSize,
        oldRoot: naiveRoot(leaves.slice(0, oldSize)),
        newRoot: naiveRoot(leaves),
        path,
      }
      assert.equal(provesConsistency(truth), true)
      const other = naiveLeafHash(Buffer.from('another'))
      assert.equal(provesConsistency({ ...truth, oldRoot: other }), false)
      assert.equal(provesConsistency({ ...truth, newRoot: other }), false)
      assert.equal(provesConsistency({ ...truth, path: [...path, other] }), false)
      if (path.length > 0) {
        assert.equal(provesConsistency({ ...truth, path: path.slice(0, -1) }), false)
        assert.equal(provesConsistency({ ...truth, path: changed(path, changeSeed) }), false)
      }
      assert.equal(provesConsistency({ ...truth, oldSize: newSize + 1 }), false)
    }),
  )
})

test('every tree grows out of the empty one, without hashes', () => {
  const [oldRoot, newRoot] = [naiveRoot([]), naiveRoot(hashesOf(5))]
  assert.equal(provesConsistency({ oldSize: 0, newSize: 5, oldRoot, newRoot, path: [] }), true)
  assert.equal(provesConsistency({ oldSize: 0, newSize: 5, oldRoot: newRoot, newRoot, path: [] }), false)
  assert.equal(provesConsistency({ oldSize: 0, newSize: 0, oldRoot, newRoot: oldRoot, path: [] }), true)
})

/** One bit of one hash flipped. */
function changed(path: readonly Buffer[], seed: number): Buffer[] {
  return path.map((hash, index) => {
    const copy = Buffer.from(hash)
    if (index === seed % path.length) copy[seed % 32] = (copy[seed % 32] ?? 0) ^ (1 << (seed % 8))
    return copy
  })
}
