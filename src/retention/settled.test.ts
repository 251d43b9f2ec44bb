import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { simulatedClock } from '../base/clock.ts'
import { firstLook, settle } from './settled.ts'
import type { ClockReading, Settled } from './settled.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.parse('2026-11-22T03:00:00Z')

/** A program that looks at its clocks; `restart` starts it again, with what it wrote down. */
function program(settledMs: number | null = null, lastEntryMs: number | null = null) {
  const clock = simulatedClock(START)
  const look = () => ({ wallMs: clock.now(), monotonicMs: clock.monotonic() })
  let state: Settled = firstLook(look(), { settledMs, lastEntryMs })
  return {
    clock,
    read: (): ClockReading => {
      const next = settle(state, look())
      state = next.settled
      return next.reading
    },
    restart: (lastEntry: number | null = null) => {
      state = firstLook(look(), { settledMs: state.settledMs, lastEntryMs: lastEntry })
    },
  }
}

test('a clock that keeps pace is believed to the millisecond, for months', async () => {
  const { clock, read } = program()
  for (let hour = 0; hour < 24 * 90; hour++) {
    await clock.advance(HOUR)
    assert.deepEqual(read(), { nowMs: clock.now(), state: 'agrees', aheadMs: 0 })
  }
})

test('a clock stepped forward does not advance destruction, however long it stays so', async () => {
  const { clock, read } = program()
  const offset = 30 * DAY
  clock.step(offset)
  for (let hour = 1; hour <= 48; hour++) {
    await clock.advance(HOUR)
    const { nowMs, state } = read()
    assert.equal(state, 'ahead')
    assert.ok(nowMs !== null && nowMs <= START + hour * HOUR * 1.0011)
  }
  clock.step(-offset)
  assert.equal(read().state, 'agrees', 'put right, it is believed again')
})

test('many small steps forward gain a thousandth of the time that passes and no more', async () => {
  const { clock, read } = program()
  for (let minute = 0; minute < 24 * 60; minute++) {
    await clock.advance(MINUTE)
    clock.step(50_000)
    read()
  }
  const { nowMs } = read()
  assert.ok(nowMs !== null && nowMs - START <= DAY * 1.0011)
})

test('what NTP corrects in small steps raises no doubt', async () => {
  const { clock, read } = program()
  for (let hour = 0; hour < 100; hour++) {
    await clock.advance(HOUR)
    clock.step(hour % 2 === 0 ? 900 : -900)
    const { nowMs, state } = read()
    assert.equal(state, 'agrees')
    assert.ok(nowMs !== null && nowMs <= clock.now())
  }
})

test('a clock set back stops destruction, and is believed after an hour in which it kept pace', async () => {
  const { clock, read } = program()
  await clock.advance(HOUR)
  read()
  clock.step(-20 * DAY)
  assert.deepEqual(read(), { nowMs: null, state: 'behind', aheadMs: -20 * DAY })
  await clock.advance(30 * MINUTE)
  assert.equal(read().nowMs, null)
  clock.step(-HOUR)
  await clock.advance(40 * MINUTE)
  assert.equal(read().nowMs, null, 'stepped again, patience begins again')
  await clock.advance(HOUR)
  assert.deepEqual(read(), { nowMs: clock.now(), state: 'agrees', aheadMs: 0 })
})

test('a clock before the last entry of the ledger stops destruction at start', async () => {
  const { clock, read } = program(null, START + 3 * HOUR)
  assert.equal(read().state, 'behind')
  clock.step(3 * HOUR)
  assert.equal(read().state, 'agrees')
})

test('entries stamped by a clock that was ahead do not vouch for it at the next start', async () => {
  const { clock, read, restart } = program()
  clock.step(30 * DAY)
  await clock.advance(MINUTE)
  read()
  restart(clock.now())
  const reading = read()
  assert.equal(reading.state, 'unwitnessed')
  assert.ok(reading.nowMs !== null && reading.nowMs <= START + 3 * HOUR)
})

test('a restart within two hours raises no doubt', async () => {
  const { clock, read } = program(START - 2 * HOUR, START - 2 * HOUR)
  assert.deepEqual(read(), { nowMs: clock.now(), state: 'agrees', aheadMs: 0 })
})

test('after days of downtime destruction waits one hour for the clock to be trusted, then catches up', async () => {
  const { clock, read } = program(START - 3 * DAY, START - 3 * DAY)
  assert.equal(read().state, 'unwitnessed')
  await clock.advance(59 * MINUTE)
  const before = read()
  assert.equal(before.state, 'unwitnessed')
  assert.ok(before.nowMs !== null && before.nowMs <= START - 3 * DAY + 3 * HOUR)
  await clock.advance(MINUTE)
  assert.deepEqual(read(), { nowMs: clock.now(), state: 'agrees', aheadMs: 0 })
})

test('a first start has nothing to compare with and nothing to destroy', () => {
  const { clock, read } = program()
  assert.deepEqual(read(), { nowMs: clock.now(), state: 'agrees', aheadMs: 0 })
})

test('while the program runs, settled time never outruns the time that passed nor the wall clock (property)', async () => {
  const moves = fc.array(
    fc.record({ pass: fc.integer({ min: 0, max: 4 * HOUR }), step: fc.integer({ min: 0, max: 40 * DAY }) }),
    { maxLength: 40 },
  )
  await fc.assert(
    fc.asyncProperty(moves, async (steps) => {
      const { clock, read } = program()
      let last = START
      for (const { pass, step } of steps) {
        await clock.advance(pass)
        clock.step(step)
        const { nowMs } = read()
        assert.ok(nowMs !== null)
        assert.ok(nowMs <= START + clock.monotonic() * 1.001)
        assert.ok(nowMs <= clock.now())
        assert.ok(nowMs >= last, 'and it never goes back')
        last = nowMs
      }
    }),
    { numRuns: 50 },
  )
})

test('a step forward is not believed during a doubt either: what the clock showed at start is', async () => {
  const { clock, read } = program(START - 3 * DAY, START - 3 * DAY)
  assert.equal(read().state, 'unwitnessed')
  clock.step(30 * DAY)
  await clock.advance(HOUR)
  assert.deepEqual(read(), { nowMs: START + HOUR, state: 'ahead', aheadMs: 30 * DAY })
  await clock.advance(DAY)
  const { nowMs } = read()
  assert.ok(nowMs !== null && nowMs <= START + HOUR + DAY * 1.0011)
})

test('whatever the clock shows while the program runs, it is never believed beyond the real time when it is right at every start (property)', async () => {
  const moves = fc.array(
    fc.oneof(
      fc.record({ pass: fc.integer({ min: 0, max: 4 * HOUR }) }),
      fc.record({ step: fc.integer({ min: -40 * DAY, max: 40 * DAY }) }),
      fc.record({ off: fc.integer({ min: 0, max: 5 * DAY }) }),
    ),
    { maxLength: 40 },
  )
  await fc.assert(
    fc.asyncProperty(moves, async (steps) => {
      let clock = simulatedClock(START)
      const look = () => ({ wallMs: clock.now(), monotonicMs: clock.monotonic() })
      let state = firstLook(look(), { settledMs: null, lastEntryMs: null })
      let realMs = START
      let lastEntryMs = START
      for (const move of steps) {
        if ('pass' in move) {
          await clock.advance(move.pass)
          realMs += move.pass
        } else if ('step' in move) clock.step(move.step)
        else {
          realMs += move.off
          clock = simulatedClock(realMs)
          state = firstLook(look(), { settledMs: state.settledMs, lastEntryMs })
        }
        const { settled, reading } = settle(state, look())
        state = settled
        lastEntryMs = Math.max(lastEntryMs, clock.now())
        const mostMs = realMs + (realMs - START) * 0.001
        assert.ok(
          reading.nowMs === null || reading.nowMs <= mostMs,
          `${(reading.nowMs ?? 0) - mostMs} ms early`,
        )
      }
    }),
    { numRuns: 2000 },
  )
})
