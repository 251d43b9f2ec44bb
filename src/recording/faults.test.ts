/** The recorder among things that fail: disks, clocks, keys and cameras. Each becomes a gap with its cause, and ends by itself. */
import assert from 'node:assert/strict'
import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { readFilm, startCameras } from '../../demo/cameras.ts'
import { demoScenes } from '../../demo/cameras.ts'
import { failingDisk } from '../../test/failing.ts'
import type { DiskFailure } from '../../test/failing.ts'
import { realClock, simulatedClock } from '../base/clock.ts'
import { canonicalJson } from '../base/canonical.ts'
import { diskFault, realDisk } from '../base/durable.ts'
import type { Disk } from '../base/durable.ts'
import { newId } from '../base/id.ts'
import { receiveStream } from '../media/media.ts'
import type { HourKey } from '../vault/vault.ts'
import type { KeySource } from './hours.ts'
import type { Incident } from './incident.ts'
import type { Recorder, RecorderOptions } from './recorder.ts'
import { ScriptedCamera } from './testing/camera.ts'
import { CATEGORY, watchedDisk, world } from './testing/world.ts'
import type { World } from './testing/world.ts'

const START = Date.parse('2026-11-22T10:00:10+09:00')
const HOUR_MS = 3_600_000

/** One scripted camera before a recorder on a clock that stands still; `play` lets the disk keep up. */
async function scene(
  w: World,
  options: Partial<RecorderOptions> & { readonly disk?: Disk; readonly hoursMs?: readonly number[] } = {},
) {
  const clock = simulatedClock(START)
  const camera = new ScriptedCamera(clock)
  const { disk, quiet } = watchedDisk(options.disk ?? realDisk)
  const incidents: string[] = []
  const keySource =
    options.keySource ?? (await w.keysAtHand(['cam'], options.hoursMs ?? [START, START + HOUR_MS]))
  const start = () =>
    w.recorder({
      devices: [
        { device: 'cam', category: CATEGORY, filmingHours: 'always', url: () => Promise.resolve('') },
      ],
      clock,
      receive: camera.receive,
      incident: ({ code, state }: Incident) => incidents.push(`${state} ${code}`),
      ...options,
      keySource,
      disk,
    })
  return {
    clock,
    camera,
    quiet,
    incidents,
    start,
    /** Lets the disk, and whatever is waited for beside it, go on until it is so. */
    async until(isSo: () => boolean) {
      while (!isSo()) await quiet()
    },
    async play(seconds: number) {
      for (let i = 0; i < seconds; i++) {
        await camera.play(15)
        await quiet()
      }
    },
    /** Films until it is so: how long the recorder waits before it tries again is not what is tested. */
    async playUntil(isSo: () => boolean) {
      while (!isSo()) await this.play(1)
    },
  }
}

async function endOf(w: World, recorder: Recorder) {
  await recorder.close()
  await w.register()
  await w.check()
  return { segments: await w.segments('cam'), gaps: await w.gaps('cam') }
}

const cameraOf = (recorder: Recorder) => recorder.status().cameras[0]

test('a sync that fails: what was synced is kept, the rest is a gap, and it is told', async () => {
  await using w = await world()
  const failure: DiskFailure = { at: 0, length: 1, way: 'doneButReported', steps: 0, kind: 'disk.failed' }
  const s = await scene(w, { disk: failingDisk(failure) })
  const recorder = await s.start()
  await s.play(10)
  failure.at = failure.steps + 2 // the write of a fragment, then its sync
  await s.play(2)
  await s.until(() => s.incidents.length > 0)
  assert.deepEqual(s.incidents, ['raised recording.diskFailed'])
  assert.equal(cameraOf(recorder)?.cause, 'diskFailed')
  await s.play(15)
  const { segments, gaps } = await endOf(w, recorder)
  assert.deepEqual(
    segments.map(({ cutShort }) => cutShort),
    [true, false],
  )
  const [cut] = segments
  assert.ok(cut && cut.duration90k >= 8 * 90_000 && cut.duration90k <= 11 * 90_000)
  assert.deepEqual(
    gaps.map(({ cause, fromMs, toMs }) => [cause, fromMs, toMs]),
    [['diskFailed', cut.endedAtMs, segments[1]?.startedAtMs]],
  )
  assert.deepEqual(s.incidents, ['raised recording.diskFailed', 'closed recording.diskFailed'])
  for (const one of segments) assert.ok((await w.clear(one)).length > 1000)
})

test('a disk that is full to the reserve stops recording, tells so, and recording goes on by itself', async () => {
  await using w = await world()
  let free = 1e12
  const s = await scene(w, {
    disk: { ...realDisk, freeBytes: () => Promise.resolve(free) },
    reserveBytes: 1e9,
  })
  const recorder = await s.start()
  await s.play(10)
  free = 0.99e9
  await s.play(8)
  assert.equal(recorder.status().storage, 'diskFull')
  free = 1.05e9 // above the reserve, but not well above
  await s.play(8)
  assert.equal(recorder.status().storage, 'diskFull')
  free = 1.2e9
  await s.play(8)
  assert.equal(recorder.status().storage, null)
  const { segments, gaps } = await endOf(w, recorder)
  assert.equal(segments.length, 2)
  assert.ok(
    segments.every(({ cutShort }) => !cutShort),
    'what there was is sealed in order',
  )
  assert.deepEqual(
    gaps.map(({ cause }) => cause),
    ['diskFull'],
  )
  assert.deepEqual(s.incidents, ['raised recording.diskFull', 'closed recording.diskFull'])
})

test('a disk with no byte left at all: nothing is acknowledged, and everything goes on once there is room', async () => {
  await using w = await world()
  let isFull = false
  const full = () => Promise.reject(diskFault('disk.full', { operation: 'write', name: 'test' }))
  const disk: Disk = {
    ...realDisk,
    async create(path, writes) {
      const file = await (isFull ? full() : realDisk.create(path, writes))
      return { ...file, write: (bytes, at) => (isFull ? full() : file.write(bytes, at)) }
    },
  }
  const s = await scene(w, { disk })
  const recorder = await s.start()
  await s.play(10)
  isFull = true
  await s.playUntil(() => cameraOf(recorder)?.cause === 'diskFull')
  await s.play(15)
  isFull = false
  await s.playUntil(() => cameraOf(recorder)?.state === 'recording')
  await s.play(5)
  const { segments, gaps } = await endOf(w, recorder)
  assert.ok(segments.length >= 2)
  assert.equal(gaps.length, 1)
  assert.equal(gaps[0]?.cause, 'diskFull')
  assert.equal(gaps[0]?.fromMs, segments[0]?.endedAtMs)
})

test('a segment that is only being begun is not taken for one that was left over', async () => {
  await using w = await world()
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const disk: Disk = {
    ...realDisk,
    // The file is there, and its name is not durable yet.
    async syncFolder(path) {
      if (path.includes('continuous')) {
        begun.resolve()
        await goOn.promise
      }
      return realDisk.syncFolder(path)
    },
  }
  const s = await scene(w, { disk })
  const recorder = await s.start()
  await s.camera.play(2 * 15)
  await begun.promise
  // Twenty seconds, in which what is left over is looked for.
  for (let second = 0; second < 20; second++) {
    await s.camera.play(15)
    for (let turn = 0; turn < 50; turn++) await readdir(w.spoolFolder)
  }
  goOn.resolve()
  await s.play(5)
  const { segments, gaps } = await endOf(w, recorder)
  assert.equal(segments.length, 1)
  assert.deepEqual(gaps, [])
  assert.deepEqual(s.incidents, [])
})

test('a disk that cannot keep up: memory is bounded, the segment ends, the gap is told, and it goes on', async () => {
  await using w = await world()
  let isStuck = false
  const waiting: (() => void)[] = []
  const disk: Disk = {
    ...realDisk,
    async create(path, writes) {
      const file = await realDisk.create(path, writes)
      const sync = async () => {
        if (isStuck) await new Promise<void>((resolve) => waiting.push(resolve))
        await file.sync()
      }
      return { ...file, sync }
    },
  }
  const s = await scene(w, { disk })
  const recorder = await s.start()
  await s.play(5)
  isStuck = true
  s.camera.ballast = 400_000
  await s.camera.play(15 * 20) // 120 MB, of which it may hold a sixth
  assert.deepEqual([cameraOf(recorder)?.state, cameraOf(recorder)?.cause], ['waiting', 'diskSlow'])
  isStuck = false
  for (const go of waiting.splice(0)) go()
  s.camera.ballast = 0
  await s.quiet()
  await s.play(20)
  assert.deepEqual(s.incidents, ['raised recording.diskSlow', 'closed recording.diskSlow'])
  const { segments, gaps } = await endOf(w, recorder)
  assert.deepEqual(
    gaps.map(({ cause }) => cause),
    ['diskSlow'],
  )
  assert.equal(segments.length, 2)
  assert.ok(segments.every(({ length }) => length < 26e6))
})

test('another disk in place of the data folder: nothing is written beside it, and it goes on when the right one is back', async () => {
  await using w = await world()
  const s = await scene(w)
  const recorder = await s.start()
  await s.play(10)
  const identity = join(w.home, 'identity.json')
  const own = await readFile(identity)
  await writeFile(identity, canonicalJson({ dataId: newId(), createdAtMs: 0, layout: 1 }))
  // Nobody has looked since, and already there is something to note.
  const spool = () => readdir(w.spoolFolder)
  const noted = await spool()
  s.camera.drop()
  await s.play(6)
  assert.deepEqual(await spool(), noted)
  assert.equal(recorder.status().storage, 'diskWrong')
  const before = (await readdir(w.home, { recursive: true })).toSorted()
  await s.play(70)
  assert.deepEqual((await readdir(w.home, { recursive: true })).toSorted(), before)
  await writeFile(identity, own)
  await s.play(10)
  const { segments, gaps } = await endOf(w, recorder)
  assert.equal(segments.length, 2)
  assert.deepEqual(
    gaps.map(({ cause, lastCause }) => [cause, lastCause]),
    [['disconnected', 'diskWrong']],
  )
  assert.deepEqual(s.incidents, ['raised recording.diskWrong', 'closed recording.diskWrong'])
})

test('a recorder does not start beside its data folder', async () => {
  await using w = await world()
  await rename(join(w.home, 'identity.json'), join(w.home, 'other.json'))
  const s = await scene(w)
  await assert.rejects(s.start(), { code: 'recording.diskWrong' })
  assert.deepEqual(
    (await readdir(w.home)).filter((name) => name === 'spool' || name === 'media'),
    [],
  )
})

test('the wall clock is set forward and back by an hour: no file is overwritten, no key leaf used twice, no picture lost', async () => {
  await using w = await world()
  const s = await scene(w, { hoursMs: [START - HOUR_MS, START, START + HOUR_MS] })
  const recorder = await s.start()
  await s.play(10)
  s.clock.step(HOUR_MS)
  await s.play(10)
  s.clock.step(-HOUR_MS)
  await s.play(10)
  s.clock.step(-20_000) // into the middle of what was recorded: its slots are taken
  await s.play(20)
  const { segments, gaps } = await endOf(w, recorder)
  assert.deepEqual(
    gaps
      .map(({ cause, stepMs }) => [cause, Math.round(stepMs / 1000)])
      .toSorted((a, b) => Number(b[1]) - Number(a[1])),
    [
      ['clockStepped', 3600],
      ['clockStepped', -20],
      ['clockStepped', -3600],
    ],
  )
  assert.equal(new Set(segments.map(({ run }) => run)).size, 4)
  assert.equal(new Set(segments.map(({ day, leaf }) => `${day}/${leaf}`)).size, segments.length)
  const seconds = segments.reduce((sum, { duration90k }) => sum + duration90k / 90_000, 0)
  assert.ok(Math.abs(seconds - 50) < 0.2, `${seconds} s of 50 are there`)
})

test('without the key of the hour nothing is recorded, and the gap says so; with it recording goes on', async () => {
  await using w = await world()
  const real = await w.keysAtHand(['cam'], [START])
  let isDown = true
  const keySource: KeySource = {
    ...real,
    hourKeys: (requests) =>
      isDown ? Promise.reject(new Error('no route to the vault')) : real.hourKeys(requests),
  }
  const s = await scene(w, { keySource })
  const recorder = await s.start()
  await s.play(10)
  assert.equal(cameraOf(recorder)?.cause, 'keysUnavailable')
  assert.deepEqual(s.incidents, ['raised recording.keysUnavailable'])
  isDown = false
  await s.play(10)
  const { segments, gaps } = await endOf(w, recorder)
  assert.equal(segments.length, 1)
  assert.deepEqual(
    gaps.map(({ cause, toMs }) => [cause, toMs]),
    [['keysUnavailable', segments[0]?.startedAtMs]],
  )
  assert.deepEqual(s.incidents, ['raised recording.keysUnavailable', 'closed recording.keysUnavailable'])
})

test('the next hour is asked for before it begins; an hour that is over is wiped from memory', async () => {
  await using w = await world()
  const clock = simulatedClock(START + 49 * 60_000) // 10:49:10
  const real = await w.keysAtHand(['cam'], [START, START + HOUR_MS])
  const handed: HourKey[] = []
  const asked: string[] = []
  const keySource: KeySource = {
    ...real,
    async hourKeys(requests) {
      asked.push(
        ...requests.map(({ hour }) => `${hour} at ${new Date(clock.now()).toISOString().slice(14, 16)}`),
      )
      const keys = await real.hourKeys(requests)
      handed.push(...keys)
      return keys
    },
  }
  const s = await scene(w, { keySource, clock })
  const recorder = await s.start()
  const isWiped = (key: HourKey | undefined) =>
    key?.nodes.every((node) => node.key.every((byte) => byte === 0))
  await clock.advance(5 * 60_000)
  assert.deepEqual(asked, ['10 at 49'])
  await clock.advance(60_000)
  assert.deepEqual(asked, ['10 at 49', '11 at 55'])
  await clock.advance(5 * 60_000)
  assert.deepEqual(handed.map(isWiped), [false, false])
  await clock.advance(60_000)
  assert.deepEqual(handed.map(isWiped), [true, false])
  await recorder.close()
  assert.deepEqual(handed.map(isWiped), [true, true])
})

test('a camera that drops and refuses is tried again with growing waits of two seconds or more; the gap has both causes', async () => {
  await using w = await world()
  const s = await scene(w)
  const recorder = await s.start()
  await s.play(12)
  s.camera.refuses = true
  s.camera.drop()
  const tries: number[] = []
  let seen = s.camera.connections
  for (let second = 0; second < 120; second += 0.5) {
    await s.clock.advance(500)
    if (s.camera.connections > seen) tries.push(second)
    seen = s.camera.connections
  }
  assert.ok((tries[0] ?? 0) >= 1.5, `first after ${tries[0]} s`)
  assert.ok(tries.length >= 3 && tries.length <= 14, `${tries.length} tries in two minutes`)
  s.camera.refuses = false
  while (!s.camera.isConnected()) await s.clock.advance(500)
  await s.play(5)
  const { gaps, segments } = await endOf(w, recorder)
  assert.deepEqual(
    gaps.map(({ cause, lastCause }) => [cause, lastCause]),
    [['disconnected', 'refused']],
  )
  assert.deepEqual(
    [gaps[0]?.fromMs, gaps[0]?.toMs],
    [segments.at(-2)?.endedAtMs, segments.at(-1)?.startedAtMs],
  )
})

test('an orderly stop and a start make one gap from the last picture to the first', async () => {
  await using w = await world()
  const s = await scene(w)
  const first = await s.start()
  await s.play(5)
  await first.close()
  await s.clock.advance(60_000)
  const second = await s.start()
  await s.play(5)
  const { segments, gaps } = await endOf(w, second)
  assert.deepEqual(
    gaps.map(({ cause, fromMs, toMs }) => [cause, fromMs, toMs]),
    [['stopped', segments[0]?.endedAtMs, segments[1]?.startedAtMs]],
  )
})

test('a recorder that is killed again before its camera answers still tells one gap since the last picture', async () => {
  await using w = await world()
  const killed: DiskFailure = { at: 0, length: Infinity, way: 'notDone', steps: 0, kind: 'disk.failed' }
  const s = await scene(w, { disk: failingDisk(killed) })
  const lives = async (seconds: number) => {
    killed.at = 0
    const recorder = await s.start()
    await s.play(seconds)
    killed.at = 1 // from here on nothing reaches the disk
    killed.steps = 1
    await recorder.close()
    await s.clock.advance(30_000)
  }
  await lives(10)
  s.camera.refuses = true
  await lives(20)
  await lives(0)
  s.camera.refuses = false
  killed.at = 0
  const last = await s.start()
  await s.play(5)
  const { segments, gaps } = await endOf(w, last)
  assert.equal(segments.length, 2)
  assert.deepEqual(
    gaps.map(({ cause, fromMs, toMs }) => [cause, fromMs, toMs]),
    [['restarted', segments[0]?.endedAtMs, segments[1]?.startedAtMs]],
  )
})

test('cameras come and go while others are recorded without interruption', async () => {
  await using w = await world()
  const clock = simulatedClock(START)
  const cameras = [new ScriptedCamera(clock), new ScriptedCamera(clock)] as const
  const [cam, other] = cameras
  const device = (name: string) => ({
    device: name,
    category: CATEGORY,
    filmingHours: 'always',
    url: () => Promise.resolve(name),
  })
  const { disk, quiet } = watchedDisk(realDisk)
  const recorder = await w.recorder({
    devices: [device('cam')],
    keySource: await w.keysAtHand(['cam', 'other'], [START]),
    clock,
    disk,
    receive: (options) => (options.url === 'cam' ? cam : other).receive(options),
  })
  const play = async (seconds: number) => {
    for (let i = 0; i < seconds * 15; i++) {
      await cam.play(1)
      other.show()
      await quiet()
    }
  }
  await play(3)
  await recorder.setDevices([device('cam'), device('other')])
  await play(4)
  await recorder.setDevices([device('cam')])
  assert.equal(other.isConnected(), false)
  await play(3)
  await recorder.close()
  await w.register()
  assert.equal((await w.segments('cam')).length, 1)
  assert.equal((await w.segments('other')).length, 1)
  assert.deepEqual(await w.gaps('cam'), [])
})

test(
  'real cameras that fall silent with the connection open, or reset it, are gaps with those causes',
  { timeout: 120_000 },
  async () => {
    await using w = await world()
    const lobby = demoScenes[0]
    assert.ok(lobby)
    const film = await readFilm(lobby.file)
    await using cameras = await startCameras({
      clock: realClock,
      mounts: [
        { id: 'quiet', film },
        { id: 'drops', film },
      ],
    })
    const recorder = await w.recorder({
      devices: cameras.all.map(({ id, url }) => ({
        device: id,
        category: CATEGORY,
        filmingHours: 'always',
        url: () => Promise.resolve(url),
      })),
      receive: (options) => receiveStream({ ...options, silenceMs: 2500 }),
    })
    const stateOf = (id: string) => recorder.status().cameras.find(({ device }) => device === id)?.state
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await realClock.sleep(20)
    }
    await until(() => stateOf('quiet') === 'recording' && stateOf('drops') === 'recording')
    cameras.camera('quiet').control.silent(true)
    cameras.camera('drops').control.drop()
    // Each in its own time: the one that was cut may be back before the other's silence is noticed.
    const waited = new Set<string>()
    await until(() => {
      for (const id of ['quiet', 'drops']) if (stateOf(id) === 'waiting') waited.add(id)
      return waited.size === 2
    })
    cameras.camera('quiet').control.silent(false)
    await until(() => stateOf('quiet') === 'recording' && stateOf('drops') === 'recording')
    await recorder.close()
    await w.register()
    await w.check()
    assert.deepEqual(
      (await w.gaps('quiet')).map(({ cause }) => cause),
      ['silent'],
    )
    assert.deepEqual(
      (await w.gaps('drops')).map(({ cause }) => cause),
      ['disconnected'],
    )
  },
)

test('outside of the hours of the registry a camera is not connected to, nothing is recorded, and the gap says why', async () => {
  await using w = await world()
  const until = Date.parse('2026-11-22T10:01:00+09:00')
  const from = Date.parse('2026-11-23T09:00:00+09:00')
  const s = await scene(w, {
    hoursMs: [START, from],
    devices: [
      { device: 'cam', category: CATEGORY, filmingHours: '09:00-10:01', url: () => Promise.resolve('') },
    ],
  })
  const recorder = await s.start()
  await s.play(55)
  assert.deepEqual([s.clock.now() > until, s.camera.isConnected(), s.camera.connections], [true, false, 1])
  assert.deepEqual([cameraOf(recorder)?.state, cameraOf(recorder)?.cause], ['waiting', 'offHours'])
  await s.clock.advance(from - s.clock.now() - 1000)
  await s.quiet()
  assert.equal(s.camera.connections, 1)
  await s.playUntil(() => cameraOf(recorder)?.state === 'recording')
  await s.play(5)
  const { segments, gaps } = await endOf(w, recorder)
  const before = segments.filter(({ endedAtMs }) => endedAtMs <= until)
  const after = segments.filter(({ startedAtMs }) => startedAtMs >= from)
  assert.deepEqual([before.length > 0, after.length > 0], [true, true])
  assert.equal(before.length + after.length, segments.length)
  const [last, first] = [before.at(-1)?.endedAtMs ?? 0, after[0]?.startedAtMs]
  assert.ok(last > until - 1000)
  assert.deepEqual(
    gaps.map(({ cause, fromMs, toMs }) => [cause, fromMs, toMs]),
    [['offHours', last, first]],
  )
  assert.ok(!s.incidents.some((told) => told.includes('offHours')), 'nothing is wrong then')
})
