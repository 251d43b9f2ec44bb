/** Clocks that lie: nothing is destroyed early, and somebody is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FIRST_DAY, retentionWorld, START } from '../../test/retention.ts'
import { simulatedClock } from '../base/clock.ts'
import { glanceAtClock, incidents } from './retention.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const place = { device: 'main-lobby-01', day: FIRST_DAY }

test('a wall clock stepped forward destroys nothing early, raises an incident, and footage dies on its real day', async () => {
  await using world = await retentionWorld()
  const [segment] = await world.record(place)
  assert.ok(segment)
  await world.retention.sweep()
  world.clock.step(30 * DAY)
  for (let day = 0; day < 3; day++) {
    await world.clock.advance(DAY)
    const sweep = await world.retention.sweep()
    assert.deepEqual([sweep.clock, sweep.destroyedSegments], ['ahead', 0])
  }
  assert.equal(await world.stateOf(segment), 'opens')
  assert.deepEqual(
    (await incidents(world.db)).map(({ code }) => code),
    ['clock.ahead'],
    'raised once',
  )
  // It stays wrong, and time passes: what is really due is destroyed all the same.
  await world.clock.advance(12 * DAY - 1)
  assert.equal((await world.retention.sweep()).destroyedSegments, 0)
  await world.clock.advance(1)
  const sweep = await world.retention.sweep()
  assert.deepEqual([sweep.destroyedSegments, sweep.lateSegments], [1, 0])
  world.clock.step(-30 * DAY)
  assert.equal((await world.retention.sweep()).clock, 'agrees')
  assert.deepEqual(await incidents(world.db), [])
})

test('a step of an hour in either direction around midnight destroys nothing early', async () => {
  await using world = await retentionWorld()
  const [segment] = await world.record(place)
  assert.ok(segment)
  await world.clock.advance(15 * DAY - HOUR / 2)
  await world.retention.sweep()
  world.clock.step(HOUR)
  assert.equal((await world.retention.sweep()).destroyedSegments, 0)
  assert.equal(await world.stateOf(segment), 'opens')
  world.clock.step(-HOUR)
  await world.clock.advance(HOUR / 2)
  assert.equal((await world.retention.sweep()).destroyedSegments, 1)
})

test('a clock set back before the last entry of the ledger stops destruction, with an incident', async () => {
  await using world = await retentionWorld()
  await world.record(place)
  await world.clock.advance(15 * DAY)
  await world.retention.sweep()
  await world.record({ ...place, device: 'main-lobby-02' })
  world.clock.step(-2 * HOUR)
  const stopped = await world.retention.sweep()
  assert.deepEqual([stopped.clock, stopped.nowMs, stopped.destroyedSegments], ['behind', null, 0])
  const [incident] = await incidents(world.db)
  assert.deepEqual([incident?.code, incident?.detail], ['clock.behind', { byMs: -2 * HOUR }])
  world.clock.step(2 * HOUR)
  assert.equal((await world.retention.sweep()).destroyedSegments, 1)
  assert.deepEqual(await incidents(world.db), [])
})

test('a program started with a clock far ahead waits an hour, with an incident, before it believes it', async () => {
  await using world = await retentionWorld()
  const [segment] = await world.record(place)
  assert.ok(segment)
  await world.retention.sweep()
  await world.restart({ clock: simulatedClock(world.clock.now() + 20 * DAY) })
  assert.deepEqual(
    [(await world.retention.sweep()).clock, await world.stateOf(segment)],
    ['unwitnessed', 'opens'],
  )
  assert.deepEqual(
    (await incidents(world.db)).map(({ code }) => code),
    ['clock.unwitnessed'],
  )
  await world.clock.advance(HOUR)
  const sweep = await world.retention.sweep()
  assert.deepEqual([sweep.clock, sweep.destroyedSegments, sweep.lateSegments], ['agrees', 1, 1])
})

test('a glance at the clock judges it as a start would, and no number of them moves time on', async () => {
  await using world = await retentionWorld()
  await world.retention.sweep()
  const glance = async () => {
    const { nowMs, state } = await glanceAtClock(world)
    return [state, nowMs === null ? null : nowMs - START]
  }
  assert.deepEqual(await glance(), ['agrees', 0])
  world.clock.step(20 * DAY)
  for (let day = 0; day < 3; day++) assert.deepEqual(await glance(), ['unwitnessed', 2 * HOUR])
  assert.deepEqual(await incidents(world.db), [])
  assert.equal((await world.retention.sweep()).clock, 'ahead')
  world.clock.step(-21 * DAY)
  assert.deepEqual(await glance(), ['behind', null])
})
