/** The puncturable tree, the splitter and the wraps: small, so held to their definitions by properties. */
import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Day } from '../base/day.ts'
import { isFault } from '../base/fault.ts'
import { merge, split, SPLIT_BYTES } from './anti-forensic.ts'
import { keyIdText, LEAVES_PER_DAY, parseKeyId } from './camera-day.ts'
import { puncture } from './ggm.ts'
import type { TreeNode } from './ggm.ts'
import { hourNodes, leafKey } from './hour-key.ts'
import { segmentsRoot, targetsRoot } from './targets.ts'
import type { Target } from './targets.ts'
import { tryUnwrap, unwrap, wrap } from './wrap.ts'

const leaves = fc.integer({ min: 0, max: LEAVES_PER_DAY - 1 })

function tree(seed: Buffer): TreeNode[] {
  return [{ depth: 0, prefix: 0, key: Buffer.from(seed) }]
}

/** The leaf by its definition: one HMAC a bit, from the top. */
function leafByDefinition(seed: Buffer, leaf: number): Buffer {
  let key = seed
  for (let bit = 15; bit >= 0; bit--)
    key = createHmac('sha256', key)
      .update(Buffer.of((leaf >> bit) & 1))
      .digest()
  return key
}

test('a leaf is the HMAC chain along its bits, also when reached through its hour', () => {
  fc.assert(
    fc.property(leaves, (leaf) => {
      const seed = randomBytes(32)
      const expected = leafByDefinition(seed, leaf)
      assert.deepEqual(leafKey(tree(seed), leaf), expected)
      const [hour, ...others] = hourNodes(tree(seed), leaf >> 11)
      assert.equal(others.length, 0)
      assert.deepEqual(leafKey([hour as TreeNode], leaf), expected)
    }),
    { numRuns: 50 },
  )
})

test('an hour yields no leaf of another hour', () => {
  fc.assert(
    fc.property(leaves, leaves, (a, b) => {
      const nodes = hourNodes(tree(randomBytes(32)), a >> 11)
      assert.equal(leafKey(nodes, b) === undefined, a >> 11 !== b >> 11)
    }),
    { numRuns: 100 },
  )
})

test('punctured leaves are gone for good and every other leaf is what it was', () => {
  fc.assert(
    fc.property(fc.uniqueArray(leaves, { minLength: 1, maxLength: 8 }), fc.array(leaves), (gone, others) => {
      const seed = randomBytes(32)
      let nodes = tree(seed)
      for (const leaf of gone) nodes = puncture(nodes, leaf)
      assert.ok(nodes.length <= 16 * gone.length)
      const path = new Set(
        gone.flatMap((leaf) => Array.from({ length: 17 }, (_, d) => `${d}:${leaf >> (16 - d)}`)),
      )
      // No node that is kept is one from which a punctured leaf could be reached.
      for (const { depth, prefix } of nodes) assert.ok(!path.has(`${depth}:${prefix}`))
      const near = gone
        .flatMap((leaf) => [leaf - 1, leaf + 1])
        .filter((leaf) => leaf >= 0 && leaf < LEAVES_PER_DAY)
      for (const leaf of [...gone, ...others, ...near]) {
        const key = leafKey(nodes, leaf)
        const inHour = leafKey(hourNodes(nodes, leaf >> 11), leaf)
        if (gone.includes(leaf)) assert.deepEqual([key, inHour], [undefined, undefined])
        else assert.deepEqual([key, inHour], Array(2).fill(leafByDefinition(seed, leaf)))
      }
    }),
    { numRuns: 30 },
  )
})

test('puncturing a leaf again changes nothing', () => {
  const once = puncture(tree(randomBytes(32)), 4711)
  assert.deepEqual(puncture(once, 4711), once)
})

test('of 2,048 leaves of an hour, all but the punctured one survive', () => {
  const seed = randomBytes(32)
  const nodes = puncture(tree(seed), 9 * 2048 + 77)
  const hour = hourNodes(nodes, 9)
  let alive = 0
  for (let i = 0; i < 2048; i++) if (leafKey(hour, 9 * 2048 + i) !== undefined) alive++
  assert.equal(alive, 2047)
})

test('a split key is merged again, and any flipped bit of any stripe loses all of it', () => {
  fc.assert(
    fc.property(fc.nat(SPLIT_BYTES - 1), fc.nat(7), (at, bit) => {
      const key = randomBytes(32)
      const stripes = split(key)
      assert.deepEqual(merge(stripes), key)
      stripes[at] = (stripes[at] as number) ^ (1 << bit)
      const wrong = merge(stripes)
      // In the last stripe a bit is a bit of the key; before it, everything changes.
      const different = wrong.filter((byte, i) => byte !== key[i]).length
      assert.ok(at >= SPLIT_BYTES - 32 ? different === 1 : different > 16)
    }),
    { numRuns: 20 },
  )
})

test('two splits of one key have nothing in common', () => {
  const key = randomBytes(32)
  const [a, b] = [split(key), split(key)]
  assert.ok(!a.subarray(SPLIT_BYTES - 32).equals(b.subarray(SPLIT_BYTES - 32)))
  assert.equal(a.indexOf(key), -1)
})

test('a wrap opens only under its key, in its context and unchanged', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.string(),
      fc.string(),
      fc.nat(),
      (plain, context, other, at) => {
        const key = randomBytes(32)
        const wrapped = wrap(key, context, plain)
        assert.equal(wrapped.length, plain.length + 28)
        assert.deepEqual(unwrap(key, context, wrapped), Buffer.from(plain))
        assert.equal(tryUnwrap(randomBytes(32), context, wrapped), undefined)
        if (other !== context) assert.equal(tryUnwrap(key, other, wrapped), undefined)
        assert.equal(tryUnwrap(key, context, wrapped.subarray(0, at % wrapped.length)), undefined)
        const changed = Buffer.from(wrapped)
        changed[at % changed.length] = (changed[at % changed.length] as number) ^ 1
        assert.throws(
          () => unwrap(key, context, changed),
          (e) => isFault(e, 'vault.wrapForged'),
        )
      },
    ),
    { numRuns: 50 },
  )
})

test('nothing is wrapped under a key that was wiped', () => {
  assert.throws(() => wrap(Buffer.alloc(32), 'c', Buffer.alloc(32)), /wiped key/)
})

test('the name of a camera-day is read back, and nothing else is taken for one', () => {
  const keyId = { device: 'cam-1', day: '2026-11-22' as Day, category: 'public' }
  assert.deepEqual(parseKeyId(keyIdText(keyId)), keyId)
  const wrong = [
    '',
    'cam-1',
    'cam-1/2026-11-22',
    'cam-1/2026-11-22/public/x',
    'cam-1/2026-02-30/public',
    '../2026-11-22/a',
  ]
  for (const text of [
    ...wrong,
    'Cam/2026-11-22/a',
    `${'a'.repeat(65)}/2026-11-22/a`,
    'a/2026-11-22/',
    'a/2026-11-22/a\n',
  ])
    assert.equal(parseKeyId(text), undefined, text)
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parsed = parseKeyId(text)
      assert.ok(parsed === undefined || keyIdText(parsed) === text)
    }),
  )
})

test('the digest of a list is that of its items in any order, and of no other list', () => {
  const keyId = { device: 'cam-1', day: '2026-11-22' as Day, category: 'public' }
  const a: Target = { kind: 'day', keyId, generation: 1 }
  const b: Target = { kind: 'hold', hold: 'h-1' }
  const segment = { id: '00112233-4455-4667-8899-aabbccddeeff' as never, keyId, generation: 1, leaf: 5 }
  const c: Target = { kind: 'segment', keyId, generation: 1, leaf: 5, segment: segment.id }
  assert.equal(targetsRoot([a, b, c]), targetsRoot([c, a, b]))
  const roots = [[], [a], [b], [c], [a, b], [a, a], [{ ...a, generation: 2 }]].map((list) =>
    targetsRoot(list as Target[]),
  )
  assert.equal(new Set(roots).size, roots.length)
  assert.notEqual(segmentsRoot([segment]), segmentsRoot([{ ...segment, leaf: 6 }]))
})
