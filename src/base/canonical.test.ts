import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { canonicalJson } from './canonical.ts'
import type { Json } from './canonical.ts'
import { isFault } from './fault.ts'

const textOf = (value: Json) => canonicalJson(value).toString('utf8')

test('names are sorted by UTF-16 code units at every depth (RFC 8785 section 3.2.3)', () => {
  // The example of the RFC: U+1F600 sorts before U+FB33 because its first code unit is a surrogate.
  const value = {
    '\u20ac': 1,
    '\r': 2,
    '\ufb33': 3,
    '1': 4,
    '\u{1f600}': 5,
    '\u0080': 6,
    '\u00f6': { b: 1, a: 2 },
  }
  assert.equal(
    textOf(value),
    '{"\\r":2,"1":4,"\u0080":6,"\u00f6":{"a":2,"b":1},"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
  )
})

test('strings carry the shortest escapes and Korean stays Korean', () => {
  assert.equal(textOf('\u000f\n"\\/\u2028장승'), '"\\u000f\\n\\"\\\\/\u2028장승"')
})

test('minus zero is zero and the largest exact integers keep all digits', () => {
  assert.equal(textOf([-0, 9007199254740991, -9007199254740991]), '[0,9007199254740991,-9007199254740991]')
})

test('what has no single text is refused, with the place', () => {
  const cyclic: Record<string, Json> = {}
  cyclic['self'] = cyclic
  const refused: [unknown, RegExp][] = [
    [0.5, /\$: not an integer/],
    [2 ** 53, /not an integer/],
    [Number.NaN, /not an integer/],
    [{ a: [1, undefined] }, /\$\.a\[1\]: undefined/],
    [{ a: undefined }, /\$\.a: undefined/],
    ['\ud800', /lone surrogate/],
    [{ '\udfff': 1 }, /lone surrogate/],
    [new Date(0), /not a plain object/],
    [Buffer.from('x'), /not a plain object/],
    [1n, /bigint/],
    [cyclic, /nested too deeply/],
  ]
  for (const [value, message] of refused)
    assert.throws(
      () => canonicalJson(value as Json),
      (error) => isFault(error, 'canonical.unsupported') && message.test(error.message),
    )
})

test('reading back gives the same value and the same bytes, whatever the order of insertion', () => {
  const json = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, false),
      fc.maxSafeInteger(),
      fc.string({ unit: 'grapheme' }),
      fc.array(tie('value'), { maxLength: 5 }),
      fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 5, noNullPrototype: true }),
    ),
  })).value
  fc.assert(
    fc.property(json, (value) => {
      const bytes = canonicalJson(value)
      const back = JSON.parse(bytes.toString('utf8')) as Json
      assert.deepEqual(canonicalJson(back), bytes)
      assert.deepEqual(canonicalJson(reversed(value)), bytes)
    }),
  )
})

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => reversed(item))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value as { readonly [name: string]: Json }).toReversed()
  return Object.fromEntries(entries.map(([name, member]) => [name, reversed(member)]))
}
