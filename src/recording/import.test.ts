import assert from 'node:assert/strict'
import { appendFile, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
} from 'mediabunny'
import { failingDisk, noFailure } from '../../test/failing.ts'
import type { DiskFailure } from '../../test/failing.ts'
import { present } from '../base/assert.ts'
import { simulatedClock } from '../base/clock.ts'
import { addDays, DAY_MS, dayStart } from '../base/day.ts'
import type { Day } from '../base/day.ts'
import { realDisk } from '../base/durable.ts'
import { findImport } from '../footage/footage.ts'
import type { Sample } from '../media/media.ts'
import { codings } from '../media/codec.ts'
import { movie } from '../media/testing/captures.ts'
import { readAgencyFile } from '../registry/registry.ts'
import { importFile } from './import.ts'
import type { ImportDeps, ImportRequest } from './import.ts'
import { film, FRAME_90K, otherFilm, picture } from './testing/film.ts'
import { world } from './testing/world.ts'

const TODAY = '2026-11-22' as Day
const NOW = dayStart(TODAY) + 15 * 3_600_000
const DEVICE = 'main-counter-body-01'
const AGENCY = new URL('../../agencies/seoul-immigration.yaml', import.meta.url).pathname

function samples(seconds: number): Sample[] {
  return Array.from({ length: seconds * 15 }, (_, n) => {
    const unit = picture(n, 900_000 + n * FRAME_90K, 0)
    return { ...unit, duration90k: FRAME_90K }
  })
}

/** A desk at which files are taken in. */
async function desk() {
  const w = await world(simulatedClock(NOW))
  const registry = await readAgencyFile(AGENCY, TODAY)
  const deps: ImportDeps = {
    db: w.db,
    registry,
    keySource: w.keySource,
    clock: simulatedClock(NOW),
    disk: realDisk,
    dataFolder: w.home,
    dataId: w.dataId,
    cipher: 'aes-256-gcm',
    reserveBytes: 0,
  }
  const path = join(w.home, 'file.mp4')
  return {
    w,
    deps,
    path,
    async bring(seconds: number) {
      await writeFile(path, movie(film.format, samples(seconds)))
    },
    take: (given: Partial<ImportRequest> = {}, change: Partial<ImportDeps> = {}) =>
      importFile(
        { ...deps, ...change },
        { path, device: DEVICE, category: 'service', startedAtMs: NOW - 3_600_000, ...given },
      ),
    left: async () =>
      (await readdir(w.home, { recursive: true })).filter(
        (name) => /\.(seg|part|begun|json)$/.test(name) && name !== 'identity.json',
      ),
    [Symbol.asyncDispose]: () => w[Symbol.asyncDispose](),
  }
}

test('a file becomes segments of a minute, one batch, and the same pictures', async () => {
  await using d = await desk()
  await d.bring(130)
  const progress: number[] = []
  const taken = await d.take({ onProgress: ({ doneMs, ofMs }) => progress.push(doneMs / ofMs) })
  assert.deepEqual(await d.w.register(), { facts: 4, rejected: 0 })
  await d.w.check()
  const segments = await d.w.segments(DEVICE)
  assert.deepEqual(
    segments.map(({ startedAtMs, endedAtMs }) => [
      startedAtMs - taken.startedAtMs,
      endedAtMs - taken.startedAtMs,
    ]),
    [
      [0, 60_000],
      [60_000, 120_000],
      [120_000, 130_000],
    ],
  )
  assert.ok(
    segments.every((one) => one.origin === 'file' && one.run === taken.id && one.category === 'service'),
  )
  assert.equal(new Set(segments.map(({ batch }) => batch)).size, 1)
  assert.equal((await findImport(d.w.db, taken.digest))?.segments, 3)
  assert.ok(progress.length > 100 && progress.every((one, i) => i === 0 || one >= (progress[i - 1] ?? 0)))
  assert.ok(Math.abs((progress.at(-1) ?? 0) - 1) < 0.02)
  const [first] = segments
  assert.ok(first)
  const clear = await d.w.clear(first)
  assert.ok(clear.includes(Buffer.from(present(film.units[3], 'a fourth picture').bytes)))
  assert.deepEqual(
    (await d.left()).filter((name) => !name.endsWith('.seg')),
    [],
  )
})

test('the same file is not taken in twice, neither while it waits nor later, whatever it is called', async () => {
  await using d = await desk()
  await d.bring(5)
  await d.take()
  await assert.rejects(d.take(), { code: 'recording.importedBefore' })
  await d.w.register()
  await assert.rejects(d.take({ device: 'main-counter-body-02' }), { code: 'recording.importedBefore' })
  const copy = join(d.w.home, 'copy.mp4')
  await writeFile(copy, await readFile(d.path))
  await assert.rejects(d.take({ path: copy }), { code: 'recording.importedBefore' })
  assert.equal((await d.w.segments(DEVICE)).length, 1)
})

test('a file that runs past midnight is cut at the first key picture of the new day', async () => {
  await using d = await desk()
  await d.bring(40)
  const midnight = dayStart(TODAY)
  await d.take({ startedAtMs: midnight - 20_500 })
  await d.w.register()
  assert.deepEqual(
    (await d.w.segments(DEVICE)).map(({ day, startedAtMs }) => [day, startedAtMs - midnight]),
    [
      [addDays(TODAY, -1), -20_500],
      [TODAY, 500],
    ],
  )
})

/** What a body camera writes: pictures, and sound beside them. */
async function withSound(seconds: number, codec: 'aac' | 'pcm-s16'): Promise<Uint8Array> {
  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target })
  const video = new EncodedVideoPacketSource('avc')
  const audio = new EncodedAudioPacketSource(codec)
  output.addVideoTrack(video)
  output.addAudioTrack(audio)
  await output.start()
  const { format } = film
  const description = codings.h264.configuration(format.parameterSets)
  for (const [i, { bytes, isKey }] of samples(seconds).entries()) {
    await video.add(new EncodedPacket(bytes, isKey ? 'key' : 'delta', i / 15, 1 / 15, i), {
      decoderConfig: { codec: format.codecString, codedWidth: 320, codedHeight: 180, description },
    })
  }
  const { config, perPacket } = SOUNDS[codec]
  const { sampleRate } = config
  for (let n = 0; n * perPacket < seconds * sampleRate; n++)
    await audio.add(
      new EncodedPacket(soundOf(n), 'key', (n * perPacket) / sampleRate, perPacket / sampleRate),
      {
        decoderConfig: config,
      },
    )
  await output.finalize()
  return new Uint8Array(target.buffer ?? new ArrayBuffer())
}

const SOUNDS = {
  aac: {
    config: {
      codec: 'mp4a.40.2',
      sampleRate: 44_100,
      numberOfChannels: 1,
      description: Uint8Array.of(0x12, 0x08),
    },
    perPacket: 1024,
  },
  'pcm-s16': { config: { codec: 'pcm-s16', sampleRate: 8000, numberOfChannels: 1 }, perPacket: 533 },
}

/** A frame of sound that can be told from every other. */
function soundOf(n: number): Buffer {
  const bytes = Buffer.alloc(1066, 0x5a)
  bytes.writeUInt32BE(n, 0)
  return bytes
}

const isHeard = (clear: Buffer) => clear.includes(Buffer.alloc(64, 0x5a))

test('sound is left out unless the policy allows it, and that is recorded', async () => {
  for (const codec of ['aac', 'pcm-s16'] as const) {
    await using d = await desk()
    await writeFile(d.path, await withSound(3, codec))
    const taken = await d.take()
    await d.w.register()
    assert.equal((await findImport(d.w.db, taken.digest))?.audioTracksDropped, 1)
    for (const segment of await d.w.segments(DEVICE)) {
      assert.equal(segment.codecString, film.format.codecString)
      assert.ok(!isHeard(await d.w.clear(segment)))
    }
  }
})

/** The registry in which this device may record sound. */
async function loud(d: { readonly deps: ImportDeps }): Promise<Partial<ImportDeps>> {
  const { registry } = d.deps
  const audioBasis = { ko: '폭언·폭행 대응', en: 'answering abuse' }
  const devices = registry.devices.map((one) =>
    one.id === DEVICE ? { ...one, audio: true, audioBasis } : one,
  )
  return { registry: { ...registry, devices } }
}

test('where the policy allows sound for a mobile device it is kept beside the pictures, each frame once', async () => {
  await using d = await desk()
  await writeFile(d.path, await withSound(130, 'aac'))
  const taken = await d.take({}, await loud(d))
  assert.equal(taken.audioTracksDropped, 0)
  await d.w.register()
  await d.w.check()
  const segments = await d.w.segments(DEVICE)
  assert.equal(segments.length, 3)
  const heard: number[] = []
  for (const segment of segments) {
    assert.equal(segment.codecString, `${film.format.codecString},mp4a.40.2`)
    using input = new Input({ formats: [MP4], source: new BufferSource(await d.w.clear(segment)) })
    const [video, audio] = await input.getTracks()
    assert.ok(video?.isVideoTrack() && audio?.isAudioTrack())
    assert.deepEqual((await audio.getDecoderConfig())?.description, SOUNDS.aac.config.description)
    const first = await new EncodedPacketSink(video).getFirstPacket()
    for await (const packet of new EncodedPacketSink(audio).packets()) {
      heard.push(Buffer.from(packet.data).readUInt32BE(0))
      assert.deepEqual(Buffer.from(packet.data), soundOf(heard.at(-1) ?? -1))
      // Heard when it was spoken: both tracks stand on one zero, that of the film.
      const atMs =
        (packet.timestamp - (first?.timestamp ?? 0)) * 1000 + segment.startedAtMs - taken.startedAtMs
      const spokenMs = ((heard.at(-1) ?? 0) * 1024 * 1000) / 44_100
      assert.ok(Math.abs(atMs - spokenMs) < 2, `${atMs} is not ${spokenMs}`)
    }
  }
  assert.deepEqual(
    heard,
    Array.from({ length: Math.ceil((130 * 44_100) / 1024) }, (_, n) => n),
  )
})

test('sound in a form that is not AAC is left out where sound is allowed, and that is recorded', async () => {
  await using d = await desk()
  await writeFile(d.path, await withSound(3, 'pcm-s16'))
  const taken = await d.take({}, await loud(d))
  assert.equal(taken.audioTracksDropped, 1)
})

test('footage past its retention is refused, on the day it is due and not before', async () => {
  await using d = await desk()
  await d.bring(3)
  // 15 days for ordinary duty, the day of filming not counted.
  const first = dayStart(addDays(TODAY, -16)) + DAY_MS - 10_000
  await assert.rejects(d.take({ startedAtMs: first }), { code: 'recording.tooOld' })
  await d.take({ startedAtMs: first, category: 'evidence', device: 'main-investigation-body-01' })
  await d.bring(4)
  await d.take({ startedAtMs: first + 10_000 })
})

test('what the registry does not allow is refused before anything is read', async () => {
  await using d = await desk()
  const refused = async (given: Partial<ImportRequest>, code: string) => {
    await assert.rejects(d.take(given), { code })
  }
  const fixed = d.deps.registry.devices.find((device) => device.class === 'fixed')
  assert.ok(fixed)
  await refused({ device: 'none' }, 'registry.deviceMissing')
  await refused({ device: fixed.id, category: 'continuous' }, 'recording.notMobile')
  await refused({ category: 'continuous' }, 'registry.categoryMissing')
  await refused({ startedAtMs: NOW + 3_600_000 }, 'recording.startInvalid')
  await refused({ startedAtMs: Number.NaN }, 'recording.startInvalid')
  await refused({ startedAtMs: 5 }, 'recording.startInvalid')
  await refused({}, 'recording.fileMissing')
  const planned = {
    ...d.deps.registry,
    devices: d.deps.registry.devices.map((one) => ({ ...one, status: 'planned' as const })),
  }
  await assert.rejects(d.take({}, { registry: planned }), { code: 'recording.notRecorded' })
  await d.bring(3)
  await assert.rejects(d.take({}, { dataId: 'another' }), { code: 'recording.diskWrong' })
  await assert.rejects(d.take({}, { reserveBytes: 1e18 }), { code: 'recording.spaceShort' })
  await assert.rejects(d.take({ startedAtMs: NOW - 1000 + 300_000 }), { code: 'recording.startInvalid' })
  assert.deepEqual(await d.left(), [])
})

test('a file that is no video, changes its format, or changes while it is read leaves nothing behind', async () => {
  await using d = await desk()
  await writeFile(d.path, Buffer.alloc(5000, 1))
  await assert.rejects(d.take(), { code: 'media.fileUnreadable' })
  await d.bring(70)
  let touched = false
  const onProgress = () => {
    if (touched) return
    touched = true
    void utimes(d.path, 1, 1)
  }
  await assert.rejects(d.take({ onProgress }), { code: 'recording.fileChanged' })
  await appendFile(d.path, movie(otherFilm.format, samples(2)))
  await d.take().then(
    () => undefined, // the reader may stop at the end of the first film
    (error: { code?: string }) => assert.match(error.code ?? '', /^(recording|media)\./),
  )
  await d.w.register()
  await d.w.check()
})

test('an import that is told to stop, at whatever step, leaves nothing and can be repeated', async () => {
  await using d = await desk()
  await d.bring(130)
  const reason = new Error('asked to stop')
  /** Takes the file in; told to stop when it makes its n-th file, or when so much of the film is sealed. */
  const stopped = async (at: { readonly file?: number; readonly part?: number }) => {
    const stop = new AbortController()
    let files = 0
    let looksAfter = 0
    const create: ImportDeps['disk']['create'] = (path) => {
      if (++files === at.file) stop.abort(reason)
      return realDisk.create(path)
    }
    const onProgress: ImportRequest['onProgress'] = ({ doneMs, ofMs }) => {
      if (stop.signal.aborted) looksAfter++
      if (at.part !== undefined && doneMs / ofMs >= at.part) stop.abort(reason)
    }
    const taking = d.take({ onProgress, signal: stop.signal }, { disk: { ...realDisk, create } })
    await assert.rejects(taking, (error) => error === reason)
    const told = JSON.stringify(at)
    assert.equal(looksAfter, 0, told)
    assert.deepEqual(await d.left(), [], told)
    assert.deepEqual(await d.w.register(), { facts: 0, rejected: 0 })
  }
  // Each of three segments has a note and a file.
  for (const file of [1, 2, 3, 4, 5, 6]) await stopped({ file })
  for (const part of [0, 0.4, 0.99]) await stopped({ part })
  const ended = new AbortController()
  ended.abort(reason)
  await assert.rejects(d.take({ signal: ended.signal }), reason)
  await d.take({ signal: new AbortController().signal })
  await d.w.register()
  await d.w.check()
  assert.equal((await d.w.segments(DEVICE)).length, 3)
})

test('told to stop when all is handed in, an import is kept whole', async () => {
  await using d = await desk()
  await d.bring(62)
  const stop = new AbortController()
  const rename: ImportDeps['disk']['rename'] = async (from, to) => {
    await realDisk.rename(from, to)
    if (to.endsWith('.json')) stop.abort(new Error('asked to stop'))
  }
  const taken = await d.take({ signal: stop.signal }, { disk: { ...realDisk, rename } })
  assert.ok(stop.signal.aborted)
  assert.deepEqual([taken.segments, await d.w.register()], [2, { facts: 3, rejected: 0 }])
  await d.w.check()
})

test(
  'an import that dies at any step leaves nothing that is footage, and can be repeated',
  { timeout: 120_000 },
  async () => {
    await using d = await desk()
    await d.bring(62)
    const failing = (failure: DiskFailure) => ({ disk: failingDisk(failure) })
    const count: DiskFailure = { ...noFailure(), kind: 'disk.failed' }
    const steps = await (async () => {
      await using other = await desk()
      await other.bring(62)
      await other.take({}, failing(count))
      return count.steps
    })()
    // From some step on everything fails: also the clearing away, as when the program is killed.
    for (let at = 1; at <= steps; at += 4) {
      const failure: DiskFailure = { at, length: Infinity, way: 'notDone', steps: 0, kind: 'disk.failed' }
      const dead = await d.take({}, failing(failure)).then(
        () => false,
        () => true,
      )
      assert.ok(dead || at > steps - 4)
      if (!dead) break
      const recorder = await d.w.recorder({ devices: [] })
      await recorder.close()
      if (at > steps - 4) break // the manifests may be there by now: then it is footage
      assert.deepEqual(await d.left(), [], `step ${at} of ${steps}`)
      assert.deepEqual(await d.w.register(), { facts: 0, rejected: 0 })
    }
    await d.take().catch((error: { code?: string }) => assert.equal(error.code, 'recording.importedBefore'))
    await d.w.register()
    await d.w.check()
    assert.equal((await d.w.segments(DEVICE)).length, 2)
  },
)
