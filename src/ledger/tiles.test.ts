import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { naiveLeafHash, naiveRoot, naiveTile } from '../../test/tlog.ts'
import { isFault } from '../base/fault.ts'
import { createEdge, decodeBundle, encodeBundle, parseTilePath, partialTiles, tilePath } from './tiles.ts'
import type { Tile } from './tiles.ts'

test('paths are those of the examples in the specification', () => {
  assert.equal(tilePath({ level: 0, index: 1_234_067, width: 256 }), 'tile/0/x001/x234/067')
  assert.equal(tilePath({ level: 2, index: 0, width: 1 }), 'tile/2/000.p/1')
  assert.equal(tilePath({ level: 'entries', index: 999, width: 256 }), 'tile/entries/999')
  assert.equal(tilePath({ level: 'entries', index: 1000, width: 255 }), 'tile/entries/x001/000.p/255')
})

test('a tree of 70,000 has the partial tiles of the example in the specification', () => {
  assert.deepEqual(partialTiles(70_000).map(tilePath), [
    'tile/0/273.p/112',
    'tile/1/001.p/17',
    'tile/2/000.p/1',
    'tile/entries/273.p/112',
  ])
  assert.deepEqual(partialTiles(256).map(tilePath), ['tile/1/000.p/1'])
  assert.deepEqual(partialTiles(0), [])
})

test('every tile has one path and every path one tile', () => {
  const tile = fc.record(
    {
      level: fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 })),
      index: fc.maxSafeNat(),
      width: fc.integer({ min: 1, max: 256 }),
    },
    { noNullPrototype: true },
  )
  fc.assert(fc.property(tile, (tile) => assert.deepEqual(parseTilePath(tilePath(tile)), tile)))
})

test('what is not exactly a path of the layout names no tile', () => {
  for (const path of [
    'tile/0/0',
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/x001',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/000/',
    '/tile/0/000',
    'tile/data/000',
    'tile/0/../../vkey',
    'tile/0/000\n',
    `tile/0/${'x999/'.repeat(6)}999`,
    'checkpoint',
    '',
  ])
    assert.equal(parseTilePath(path), undefined, path)
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (path) => {
      const tile = parseTilePath(path)
      if (tile) assert.equal(tilePath(tile), path)
    }),
  )
})

test('the edge hands out each tile of the definition once, and can be resumed at any size', () => {
  const leaves = Array.from({ length: 1_000 }, (_, i) => naiveLeafHash(Buffer.from(String(i))))
  fc.assert(
    fc.property(fc.nat(1_000), fc.nat(1_000), (a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)]
      const full = new Map<string, Buffer>()
      const onFull = (tile: Tile, bytes: Buffer) => {
        assert.equal(full.has(tilePath(tile)), false)
        full.set(tilePath(tile), Buffer.from(bytes))
      }
      const first = createEdge({ onFull })
      for (const leaf of leaves.slice(0, from)) first.push(leaf, 0)
      assert.deepEqual(first.root(), naiveRoot(leaves.slice(0, from)))
      const resumed = createEdge({
        size: from,
        restored: (level) => Buffer.from(first.partial(level)),
        onFull,
      })
      for (const leaf of leaves.slice(from, to)) resumed.push(leaf, 0)
      const tree = leaves.slice(0, to)
      assert.equal(resumed.size, to)
      assert.deepEqual(resumed.root(), naiveRoot(tree))
      for (const tile of partialTiles(to))
        if (tile.level !== 'entries')
          assert.deepEqual(Buffer.from(resumed.partial(tile.level)), naiveTile(tree, tile.level, tile.index))
      assert.equal(full.size, Math.floor(to / 256))
      for (let index = 0; index < full.size; index++)
        assert.deepEqual(full.get(`tile/0/00${index}`), naiveTile(tree, 0, index))
    }),
    { numRuns: 30 },
  )
})

test('beyond 65,536 leaves the tiles of level 1 are full and level 2 begins', () => {
  const leaf = naiveLeafHash(Buffer.from('the same'))
  const full: string[] = []
  const edge = createEdge({ onFull: (tile) => full.push(tilePath(tile)) })
  for (let i = 0; i < 65_537; i++) edge.push(leaf, 0)
  assert.equal(full.length, 257)
  assert.equal(full.at(-1), 'tile/1/000')
  assert.equal(edge.partial(2).length, 32)
  assert.deepEqual(edge.root(), naiveRoot(Array.from({ length: 65_537 }, () => leaf)))
})

test('bundles give back their entries, the longest and the empty one too', () => {
  const entries = [Buffer.alloc(0), Buffer.alloc(65_535, 7), Buffer.from('장부')]
  const bytes = encodeBundle(entries)
  assert.equal(bytes.length, 65_535 + 6 + 6)
  assert.deepEqual(
    decodeBundle(bytes, { level: 'entries', index: 0, width: 3 }).map((entry) => Buffer.from(entry)),
    entries,
  )
})

test('hostile bundle bytes give exactly the asked number of entries or a Fault', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.integer({ min: 1, max: 256 }), (bytes, width) => {
      try {
        const entries = decodeBundle(bytes, { level: 'entries', index: 0, width })
        assert.equal(entries.length, width)
        assert.deepEqual(encodeBundle(entries), Buffer.from(bytes))
      } catch (error) {
        assert.ok(isFault(error, 'ledger.tileMissing'))
      }
    }),
  )
})
