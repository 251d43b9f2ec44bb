/** Cameras that fail under the whole program: each gap has its cause, and recording goes on by itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startCameras } from '../../demo/cameras.ts'
import { present } from '../../src/base/assert.ts'
import { realClock } from '../../src/base/clock.ts'
import type { Clock } from '../../src/base/clock.ts'
import { check } from '../../src/check.ts'
import { camerasAs, filmOf, temporaryFolder, until, whole } from '../whole.ts'
import { assertNothingUntold, factsOf } from './told.ts'

const DROPPED = 'main-lobby-01'
const SILENT = 'main-corridor-01'
const REFUSING = 'main-parking-01'
const LATE = 'main-entrance-01'
/** Longer than any test: until it is told otherwise. */
const HOUR_MS = 3_600_000

test('a camera that drops, falls silent, refuses or comes late: gaps with their causes, and footage again', async () => {
  await using folder = await temporaryFolder()
  await using cameras = await camerasAs({
    [DROPPED]: 'lobby',
    [SILENT]: 'corridor',
    [REFUSING]: 'parking',
    [LATE]: 'entrance',
  })
  const frames = (device: string) => cameras.camera(device).stats().frames
  const isRecording = (device: string) => program.status(device)?.state === 'recording'
  cameras.camera(LATE).control.refuse(HOUR_MS)
  await using program = await whole({ path: folder.path, cameras })
  const others = [DROPPED, SILENT, REFUSING]
  await until(() => others.every((device) => isRecording(device) && frames(device) >= 30))
  await until(() => program.status(LATE)?.cause === 'disconnected')
  cameras.camera(LATE).control.refuse(0)

  cameras.camera(DROPPED).control.drop()
  cameras.camera(SILENT).control.silent(true)
  cameras.camera(REFUSING).control.refuse(5000)
  cameras.camera(REFUSING).control.drop()
  await until(() => program.status(SILENT)?.cause === 'silent')
  cameras.camera(SILENT).control.silent(false)
  await until(() => [...others, LATE].every(isRecording))
  const from = new Map([...others, LATE].map((device) => [device, frames(device)]))
  await until(() => [...from].every(([device, before]) => frames(device) >= before + 30))
  await program.become('worker')

  const told = new Map(
    await Promise.all([...others, LATE].map(async (device) => [device, await program.gaps(device)] as const)),
  )
  const causes = (device: string) => told.get(device)?.map(({ cause }) => cause)
  assert.deepEqual(causes(DROPPED), ['disconnected'])
  assert.deepEqual(causes(SILENT), ['silent'])
  assert.deepEqual(causes(REFUSING), ['disconnected'])
  assert.equal(told.get(REFUSING)?.[0]?.lastCause, 'disconnected')
  assert.deepEqual(causes(LATE), ['disconnected'])
  for (const device of others) {
    const runs = new Set((await program.segments(device)).map(({ run }) => run))
    assert.equal(runs.size, 2, `${device} has footage before and after`)
    assertNothingUntold(device, await factsOf(program, device))
  }
  assert.deepEqual((await check(program.store, { nowMs: realClock.now() })).findings, [])
})

test('cameras whose port is closed: refused, and recorded once it is open', async () => {
  await using folder = await temporaryFolder()
  await using cameras = await camerasAs({ [REFUSING]: 'parking' })
  const { stats, control } = cameras.camera(REFUSING)
  await using program = await whole({ path: folder.path, cameras })
  await until(() => program.status(REFUSING)?.state === 'recording' && stats().frames >= 30)
  cameras.refuse(HOUR_MS)
  control.drop()
  await until(() => program.status(REFUSING)?.cause === 'refused')
  cameras.refuse(0)
  await until(() => program.status(REFUSING)?.state === 'recording')
  const before = stats().frames
  await until(() => stats().frames >= before + 30)
  await program.become('worker')
  const gaps = await program.gaps(REFUSING)
  assert.deepEqual(
    gaps.map(({ cause, lastCause }) => [cause, lastCause]),
    [['disconnected', 'refused']],
  )
  assertNothingUntold(REFUSING, await factsOf(program, REFUSING))
})

const RECONNECTS = 120
const WARM_UP = 40
/** What may stay behind of all those connections: far less than what one of them holds while it lasts. */
const MOST_GROWTH_BYTES = 12 * 1024 * 1024
/** Waits of the program are cut to this, so that a night of reconnecting is over in seconds. */
const LONGEST_WAIT_MS = 100

test(`memory does not grow over ${RECONNECTS} reconnects`, async (t) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const hurried: Clock = {
    ...realClock,
    after: (ms, act) => realClock.after(Math.min(ms, LONGEST_WAIT_MS), act),
    sleep: (ms, signal) => realClock.sleep(Math.min(ms, LONGEST_WAIT_MS), signal),
  }
  const devices = Array.from({ length: 10 }, (_, i) => `main-corridor-${`${i + 1}`.padStart(2, '0')}`)
  const film = await filmOf('lobby')
  await using folder = await temporaryFolder()
  // Not live: the film begins with each connection, so that none has to wait for a key picture.
  await using cameras = await startCameras({
    clock: realClock,
    mounts: devices.map((id) => ({ id, film, live: false })),
  })
  await using program = await whole({ path: folder.path, cameras, clock: hurried })
  const connections = () => cameras.all.reduce((sum, { stats }) => sum + stats().connections, 0)
  async function reconnect(times: number): Promise<number> {
    const enough = connections() + times
    while (connections() < enough) {
      await until(() => cameras.all.every(({ id }) => program.status(id)?.state === 'recording'))
      const before = cameras.all.map(({ stats }) => stats().connections)
      for (const { control } of cameras.all) control.drop()
      await until(() => cameras.all.every(({ stats }, i) => stats().connections > (before[i] ?? 0)))
    }
    collect()
    return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
  }
  const before = await reconnect(WARM_UP)
  const after = await reconnect(RECONNECTS)
  t.diagnostic(
    `${connections()} connections; ${((after - before) / 1024).toFixed(0)} KiB more than at the start`,
  )
  assert.ok(after - before < MOST_GROWTH_BYTES, `${after - before} bytes more`)
  present((await program.segments(SILENT))[0], 'footage')
})
