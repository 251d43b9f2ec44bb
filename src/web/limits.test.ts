/** The limiter: a burst, a steady rate, origins apart from each other, and bounded memory. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { simulatedClock } from '../base/clock.ts'
import { isFault } from '../base/fault.ts'
import { createLimiter } from './limits.ts'

const tooMany = (error: unknown) => isFault(error, 'web.tooManyRequests')

test('a burst is let through, then the rate, each origin for itself', async () => {
  const clock = simulatedClock(0)
  const limiter = createLimiter(clock, { burst: 3, perSecond: 2 })
  for (let i = 0; i < 3; i++) limiter.take('a')
  assert.throws(() => limiter.take('a'), tooMany)
  limiter.take('b')
  await clock.advance(500)
  limiter.take('a')
  assert.throws(() => limiter.take('a'), tooMany)
  await clock.advance(60_000)
  for (let i = 0; i < 3; i++) limiter.take('a')
  assert.throws(() => limiter.take('a'), tooMany)
})

test('a step of the wall clock changes nothing', () => {
  const clock = simulatedClock(0)
  const limiter = createLimiter(clock, { burst: 1, perSecond: 1 })
  limiter.take('a')
  clock.step(3_600_000)
  assert.throws(() => limiter.take('a'), tooMany)
})

test('whatever is asked when, no origin gets more than its burst and its rate', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 60 }), (waits) => {
      let now = 0
      const limiter = createLimiter({ monotonic: () => now }, { burst: 4, perSecond: 2 })
      let taken = 0
      for (const wait of waits) {
        now += wait
        try {
          limiter.take('a')
          taken++
        } catch (error) {
          assert.ok(tooMany(error))
        }
      }
      assert.ok(taken <= 4 + (now / 1000) * 2 + 1e-9)
    }),
  )
})

test('a flood of origins does not free the one that is limited', () => {
  const limiter = createLimiter(simulatedClock(0), { burst: 1, perSecond: 1 })
  for (let i = 0; i < 9_000; i++) limiter.take(`origin ${i}`)
  assert.throws(() => limiter.take('origin 8999'), tooMany)
})
