import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulatedClock } from './clock.ts'
import { repeat } from './repeat.ts'

const EVERY_MS = 1000
const never = (error: unknown) => assert.fail(String(error))

test('it begins at once or after the first pause, and does not begin anew before the last time is over', async () => {
  const clock = simulatedClock(0)
  const done: string[] = []
  const slow = async () => {
    await clock.sleep(300)
    done.push(`now ${clock.now()}`)
  }
  const later = () => Promise.resolve(done.push(`later ${clock.now()}`))
  const common = { clock, everyMs: EVERY_MS, failed: never }
  const stops = [repeat(slow, { ...common, begin: 'now' }), repeat(later, { ...common, begin: 'later' })]
  await clock.advance(2700)
  assert.deepEqual(done, ['now 300', 'later 1000', 'now 1600', 'later 2000'])
  for (const stop of stops) void stop()
})

test('what fails is told, and tried again the next time', async () => {
  const clock = simulatedClock(0)
  const told: unknown[] = []
  const act = () => {
    const error = new Error(`at ${clock.now()}`)
    if (clock.now() > 0) throw error // before it begins to wait for anything
    return Promise.reject(error)
  }
  const failed = (error: unknown) => void told.push((error as Error).message)
  const stop = repeat(act, { clock, begin: 'now', everyMs: EVERY_MS, failed })
  await clock.advance(2 * EVERY_MS)
  assert.deepEqual(told, ['at 0', `at ${EVERY_MS}`, `at ${2 * EVERY_MS}`])
  await stop()
})

test('stopping waits for what is under way, and nothing follows', async () => {
  const clock = simulatedClock(0)
  const under = Promise.withResolvers<void>()
  let times = 0
  const act = () => {
    times++
    return under.promise
  }
  const stop = repeat(act, { clock, begin: 'now', everyMs: EVERY_MS, failed: never })
  let isStopped = false
  const stopped = stop().then(() => (isStopped = true))
  await clock.advance(EVERY_MS)
  assert.equal(isStopped, false)
  under.resolve()
  await stopped
  await clock.advance(10 * EVERY_MS)
  assert.equal(times, 1)
})

test('stopped in a pause, it is over at once', async () => {
  const clock = simulatedClock(0)
  let times = 0
  const act = () => Promise.resolve(times++)
  const stop = repeat(act, { clock, begin: 'later', everyMs: EVERY_MS, failed: never })
  await stop()
  await clock.advance(10 * EVERY_MS)
  assert.equal(times, 0)
})

test('what is under way may heed that it is stopped, and that is no failure; another failure is told all the same', async () => {
  const clock = simulatedClock(0)
  const told: unknown[] = []
  const options = {
    clock,
    begin: 'now',
    everyMs: EVERY_MS,
    failed: (error: unknown) => void told.push(error),
  } as const
  const heeding = repeat(
    (signal) => clock.sleep(EVERY_MS, signal).catch(() => signal.throwIfAborted()),
    options,
  )
  await heeding()
  assert.deepEqual(told, [])
  const other = new Error('of its own')
  const failing = repeat(
    (signal) => clock.sleep(EVERY_MS, signal).catch(() => Promise.reject(other)),
    options,
  )
  await failing()
  assert.deepEqual(told, [other])
})
