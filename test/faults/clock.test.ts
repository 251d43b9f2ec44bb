/** The wall clock set by an hour, forth and back, under the whole program: nothing lost, nothing destroyed early. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, dayOf, dayStart } from '../../src/base/day.ts'
import { check } from '../../src/check.ts'
import { camerasAs, filmPast, movableClock, temporaryFolder, unscheduled, until, whole } from '../whole.ts'

const LIVE = 'main-lobby-01'
/** Footage of 14 days ago, which is to be here until midnight. */
const PAST = 'main-parking-08'
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** By how much a step that was seen may differ from the one that was made: pictures come every 67 ms. */
const TOLERANCE_MS = 1000

test('the wall clock set by an hour while a camera is recorded', async (t) => {
  const clock = movableClock()
  const midnight = dayStart(addDays(dayOf(clock.now()), 1))
  clock.pass(midnight - 30 * MINUTE_MS - clock.now())
  await using folder = await temporaryFolder()
  await using cameras = await camerasAs({ [LIVE]: 'lobby' })
  const { stats } = cameras.camera(LIVE)
  await using program = await whole({ path: folder.path, clock, cameras })
  const { retention } = program.app
  await unscheduled(program)
  await until(() => program.status(LIVE)?.state === 'recording')
  await filmPast(program, [PAST], dayStart(addDays(dayOf(clock.now()), -14)) + 12 * HOUR_MS)
  await film(2)

  let steps = 0

  await t.test('set forward past midnight: what ends today stays', async () => {
    clock.step(HOUR_MS)
    const swept = await retention.sweep()
    assert.deepEqual([swept.clock, swept.destroyedSegments], ['ahead', 0])
    assert.ok(swept.nowMs !== null && swept.nowMs < midnight)
    assert.ok((await program.troubles()).includes('clock.ahead'))
    assert.equal((await program.segments(PAST)).length, 1)
    await stepTold()
  })

  await t.test('set back: it agrees again', async () => {
    clock.step(-HOUR_MS)
    await stepTold()
    const swept = await retention.sweep()
    assert.deepEqual([swept.clock, swept.destroyedSegments], ['agrees', 0])
    assert.ok(!(await program.troubles()).some((code) => code.startsWith('clock.')))
  })

  await t.test(
    'set back before what was, and before the agency file was adopted: recorded, nothing destroyed',
    async () => {
      clock.step(-HOUR_MS)
      const swept = await retention.sweep()
      assert.deepEqual([swept.clock, swept.nowMs, swept.destroyedSegments], ['behind', null, 0])
      assert.ok((await program.troubles()).includes('clock.behind'))
      await stepTold()
      clock.step(HOUR_MS)
      await stepTold()
      assert.equal((await retention.sweep()).clock, 'agrees')
    },
  )

  await program.become('worker')
  await unscheduled(program)
  await t.test('every picture is there once, and each step is told', async () => {
    const segments = await program.segments(LIVE)
    const runs = Map.groupBy(segments, ({ run }) => run)
    assert.equal(runs.size, 5, 'each step begins a new run')
    for (const run of runs.values()) {
      const inOrder = run.toSorted((a, b) => a.startedAtMs - b.startedAtMs)
      for (const [i, segment] of inOrder.entries()) {
        const before = inOrder[i - 1]
        if (before !== undefined) assert.ok(segment.startedAtMs >= before.endedAtMs - 1, 'no overlap')
      }
    }
    const pictures = segments.reduce((sum, { duration90k }) => sum + duration90k / 6000, 0)
    const { frames } = stats()
    // What was shown to the recorder before its first key picture, and while it was being stopped, is not in question.
    assert.ok(Math.abs(frames - pictures) <= 45, `${frames} were sent, ${pictures} are there`)
    const gaps = await program.gaps(LIVE)
    assert.deepEqual(
      gaps.map(({ cause }) => cause),
      Array.from({ length: 4 }, () => 'clockStepped'),
    )
    const stepped = gaps.map(({ stepMs }) => stepMs)
    const hours = stepped.map((ms) => Math.round(ms / HOUR_MS)).toSorted((a, b) => a - b)
    assert.deepEqual(hours, [-1, -1, 1, 1])
    for (const ms of stepped) assert.ok(Math.abs(Math.abs(ms) - HOUR_MS) < TOLERANCE_MS, `${ms}`)
    for (const segment of segments) assert.ok((await program.watch(segment)).length > 0)
    assert.deepEqual((await check(program.store, { nowMs: clock.now() })).findings, [])
  })

  await t.test('when midnight has really come, what was to end is gone', async () => {
    // Started anew, the program sees that the ledger bears a later time than the clock shows.
    const doubting = await program.app.retention.sweep()
    assert.deepEqual([doubting.clock, doubting.destroyedSegments], ['behind', 0])
    clock.pass(HOUR_MS + 5 * MINUTE_MS)
    const swept = await program.app.retention.sweep()
    assert.deepEqual([swept.clock, swept.destroyedSegments, swept.lateSegments], ['agrees', 1, 0])
    assert.deepEqual(await program.segments(PAST), [])
  })

  /** Lets the camera be recorded until the next step of the clock is in the catalogue, and a little longer. */
  async function stepTold(): Promise<void> {
    steps++
    await until(
      async () => (await program.gaps(LIVE)).filter(({ cause }) => cause === 'clockStepped').length === steps,
    )
    await film(2)
  }

  async function film(seconds: number): Promise<void> {
    const enough = stats().frames + seconds * 15
    await until(() => stats().frames >= enough)
  }
})
