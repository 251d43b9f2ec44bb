import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { simulatedClock } from '../base/clock.ts'
import { createIntake, holdsRounds, ROUND_MS } from './intake.ts'

test('whatever the pace of a camera, in any ten seconds one of its pictures is read almost as it comes (property)', () => {
  const camera = fc.record({
    picturesPerSecond: fc.oneof(fc.integer({ min: 5, max: 30 }), fc.constantFrom(12.5, 29.97)),
    phaseMs: fc.double({ min: 0, max: 1000, noNaN: true }),
    lateMs: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1 }), // as timers are
  })
  fc.assert(
    fc.property(camera, ({ picturesPerSecond, phaseMs, lateMs }) => {
      let roundAtMs = phaseMs
      const waits: number[] = []
      for (let n = 0; roundAtMs < phaseMs + 10_000; n++) {
        roundAtMs += ROUND_MS + (lateMs[n % lateMs.length] ?? 0)
        waits.push(roundAtMs % (1000 / picturesPerSecond)) // since the last picture came
      }
      const leastMs = Math.min(...waits)
      assert.ok(leastMs <= 30, `${leastMs} ms`)
    }),
    { numRuns: 1000 },
  )
})

test('rests double from short ones to rounds, and become shorter for a camera that brings more than is held', async () => {
  const clock = simulatedClock(0)
  const rests: number[] = []
  let mostMs = Infinity
  const leave = createIntake(clock, true).join({
    pause: (ms) => rests.push(ms),
    resume() {},
    mayRest: (ms) => ms <= mostMs,
  })
  const nextRests = async (count: number) => {
    rests.length = 0
    for (let step = 0; step < 10_000 && rests.length < count; step++) await clock.advance(10)
    return rests
  }
  assert.deepEqual(await nextRests(6), [64, 128, 256, 512, ROUND_MS, ROUND_MS])
  mostMs = 300
  assert.deepEqual(await nextRests(3), [ROUND_MS / 2, ROUND_MS / 4, ROUND_MS / 4])
  mostMs = 0
  assert.deepEqual(await nextRests(3), [ROUND_MS / 8, 64, 64])
  mostMs = Infinity
  assert.deepEqual(await nextRests(5), [128, 256, 512, ROUND_MS, ROUND_MS])
  leave()
  assert.deepEqual(await nextRests(1), [], 'one that has left is left alone')
})

test('a kernel that widens connections to two megabytes or more holds what comes between two rounds', () => {
  assert.equal(holdsRounds('1\n', '4096\t131072\t6291456\n'), true)
  assert.equal(holdsRounds('1\n', '4096\t131072\t4194304\n'), true)
  assert.equal(holdsRounds('1\n', '4096\t131072\t4194303\n'), false)
  assert.equal(holdsRounds('0\n', '4096\t131072\t6291456\n'), false, 'every connection keeps its first size')
  for (const unknown of ['', '4096', 'a b c']) assert.equal(holdsRounds('1\n', unknown), false)
})
