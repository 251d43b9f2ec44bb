import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { decodingOrder } from './order.ts'

/** Decoding times of pictures shown at these places, 6000 ticks apart, the stream starting at tick 900,000. */
function decode(shown: readonly number[], depth: number): { dts: number[]; pts: number[] } {
  const order = decodingOrder()
  const pts = shown.map((place) => 900_000 + place * 6000)
  order.restart(pts[0]!, depth)
  return { dts: pts.map((time) => order.next(time)), pts }
}

test('without reordering pictures are decoded when they are shown', () => {
  const { dts, pts } = decode([0, 1, 2, 3, 4], 0)
  assert.deepEqual(dts, pts)
})

test('with B-frames each picture is decoded before it is shown, at an even pace', () => {
  const { dts, pts } = decode([0, 4, 2, 1, 3, 8, 6, 5, 7, 12, 10, 9, 11], 2)
  dts.forEach((time, i) => assert.ok(time <= pts[i]!))
  assert.ok(dts.slice(3).every((time, i) => time - dts[i + 2]! === 6000))
})

/** Any order in which no picture is overtaken by more than `depth` others. */
const reordered = fc
  .tuple(fc.nat(4), fc.array(fc.nat(), { minLength: 2, maxLength: 60 }))
  .map(([depth, choices]) => {
    const waiting = choices.map((_, i) => i).slice(1)
    const shown = [0]
    // A picture may be decoded while at most `depth` shown before it are still to come.
    for (const choice of choices.slice(1))
      shown.push(...waiting.splice(choice % Math.min(depth + 1, waiting.length), 1))
    return shown
  })

function depthOf(shown: readonly number[]): number {
  return Math.max(...shown.map((place, i) => shown.slice(0, i).filter((before) => before > place).length))
}

test('for any order of a declared depth, decoding times rise and never pass the time of showing', () => {
  fc.assert(
    fc.property(reordered, (shown) => {
      const { dts, pts } = decode(shown, depthOf(shown))
      dts.forEach((time, i) => assert.ok(time <= pts[i]! && (i === 0 || time > dts[i - 1]!)))
    }),
  )
})

test('a camera that reorders without saying so still gets rising decoding times', () => {
  fc.assert(
    fc.property(reordered, (shown) => {
      const { dts } = decode(shown, 0)
      dts.forEach((time, i) => assert.ok(i === 0 || time > dts[i - 1]!))
    }),
  )
})

test('after learning the depth, decoding times are where a declared one would have put them', () => {
  const group = (n: number) => [4, 2, 1, 3].map((place) => n * 4 + place)
  const shown = [0, ...Array.from({ length: 10 }, (_, n) => group(n)).flat()]
  assert.deepEqual(decode(shown, 0).dts.slice(12), decode(shown, 2).dts.slice(12))
})

test('hostile times never make a decoding time stand still or go back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 45 })), fc.nat(40), (times, depth) => {
      const order = decodingOrder()
      order.restart(times[0] ?? 0, depth)
      const dts = times.map((time) => order.next(time))
      dts.forEach((time, i) => assert.ok(i === 0 || time > dts[i - 1]!))
    }),
  )
})
