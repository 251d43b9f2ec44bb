/** The playlist: order, discontinuities and the rule of the range; pure. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { newId } from '../base/id.ts'
import { isWithin, playlist } from './playlist.ts'
import type { IndexedSegment } from './playlist.ts'

const AT = Date.UTC(2026, 10, 22)

function segment(startedAtMs: number, run: string, first90k: number, count = 5): IndexedSegment {
  return {
    segment: { id: newId(), run: run as IndexedSegment['segment']['run'], startedAtMs },
    fragments: Array.from({ length: count }, (_, i) => ({
      pts90k: first90k + i * 180_000,
      duration90k: 180_000,
      isKey: true,
    })),
  }
}

test('a new run has its own initialisation and begins with a discontinuity', () => {
  const text = playlist(
    [segment(AT, 'a', 0), segment(AT + 10_000, 'a', 900_000), segment(AT + 30_000, 'b', 77)],
    {
      fromMs: AT,
      toMs: AT + 60_000,
    },
  )
  const lines = text?.split('\n') ?? []
  assert.equal(lines.filter((line) => line.startsWith('#EXT-X-MAP')).length, 2)
  assert.equal(lines.filter((line) => line === '#EXT-X-DISCONTINUITY').length, 1)
  assert.equal(lines.filter((line) => line.startsWith('#EXTINF:2.00000,')).length, 15)
  assert.ok(
    lines.indexOf('#EXT-X-DISCONTINUITY') < lines.findLastIndex((line) => line.startsWith('#EXT-X-MAP')),
  )
  assert.equal(lines[2], '#EXT-X-TARGETDURATION:2')
  assert.equal(lines.at(-2), '#EXT-X-ENDLIST')
})

test('a break within a run is a discontinuity without a new initialisation', () => {
  const text = playlist([segment(AT, 'a', 0), segment(AT + 40_000, 'a', 40 * 90_000)], {
    fromMs: AT,
    toMs: AT + 60_000,
  })
  assert.equal(text?.match(/EXT-X-DISCONTINUITY/g)?.length, 1)
  assert.equal(text?.match(/EXT-X-MAP/g)?.length, 1)
  assert.equal(text?.match(/PROGRAM-DATE-TIME/g)?.length, 2)
})

test('nothing in the range is no playlist', () => {
  assert.equal(playlist([], { fromMs: AT, toMs: AT + 1 }), undefined)
  assert.equal(playlist([segment(AT, 'a', 0)], { fromMs: AT + 10_000, toMs: AT + 20_000 }), undefined)
  assert.equal(playlist([segment(AT, 'a', 0)], { fromMs: AT - 10_000, toMs: AT }), undefined)
})

test('a fragment is listed exactly when some instant of it lies in the range', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -12_000, max: 12_000 }),
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 0, max: 2 ** 33 }),
      (offset, length, first90k) => {
        const indexed = segment(AT, 'a', first90k)
        const range = { fromMs: AT + offset, toMs: AT + offset + length }
        for (let i = 0; i < 5; i++) {
          const expected = AT + i * 2000 < range.toMs && AT + (i + 1) * 2000 > range.fromMs
          assert.equal(isWithin(indexed, i, range), expected)
        }
        const listed = playlist([indexed], range)?.match(/fragments\/\d+/g)?.length ?? 0
        assert.equal(listed, [0, 1, 2, 3, 4].filter((i) => isWithin(indexed, i, range)).length)
      },
    ),
  )
})
