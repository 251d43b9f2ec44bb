import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import * as fc from 'fast-check'
import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
} from 'mediabunny'
import { isFault } from '../base/fault.ts'
import { codings } from './codec.ts'
import { readVideoFile } from './file.ts'
import type { FileEvent } from './filereader.ts'
import {
  CAPTURES,
  all,
  capture,
  formatsOf,
  movie,
  receive,
  samplesOf,
  unitsOf,
  type CaptureName,
} from './testing/captures.ts'
import type { Sample, VideoFormat } from './video.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-file-'))
})
after(() => rm(folder, { recursive: true }))

async function saved(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'video.mp4')
  await writeFile(path, bytes)
  return path
}

async function read(path: string): Promise<FileEvent[]> {
  const file = await readVideoFile(path)
  try {
    return await all(file.events())
  } finally {
    await file.close()
  }
}

function recorded(name: CaptureName): { format: VideoFormat; samples: Sample[] } {
  const { track, packets } = capture(name)
  const { events } = receive(track, packets)
  return { format: formatsOf(events)[0]!, samples: samplesOf(unitsOf(events)) }
}

/** A file as another recorder writes it: one index at the front, and sound if asked for. */
async function foreign(
  name: CaptureName,
  options: { sound: 'pcm-s16' | 'aac' | null; container: 'mp4' | 'mov' },
): Promise<Uint8Array> {
  const { format, samples } = recorded(name)
  const target = new BufferTarget()
  const output = new Output({
    format:
      options.container === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new MovOutputFormat(),
    target,
  })
  const video = new EncodedVideoPacketSource(format.codec === 'h264' ? 'avc' : 'hevc')
  const audio = new EncodedAudioPacketSource(options.sound ?? 'pcm-s16')
  output.addVideoTrack(video)
  if (options.sound) output.addAudioTrack(audio)
  await output.start()
  const description = codings[format.codec].configuration(format.parameterSets)
  const decoderConfig = {
    codec: format.codecString,
    codedWidth: format.width,
    codedHeight: format.height,
    description,
  }
  for (const [i, { pts90k, duration90k, isKey, bytes }] of samples.entries()) {
    const packet = new EncodedPacket(
      bytes,
      isKey ? 'key' : 'delta',
      (pts90k - 900_000) / 90_000,
      duration90k / 90_000,
      i,
    )
    await video.add(packet, { decoderConfig })
    if (options.sound) {
      const config = {
        codec: options.sound === 'aac' ? 'mp4a.40.2' : 'pcm-s16',
        sampleRate: 8000,
        numberOfChannels: 1,
        ...(options.sound === 'aac' ? { description: Uint8Array.of(0x15, 0x88) } : {}),
      }
      await audio.add(new EncodedPacket(Buffer.alloc(1066, 1), 'key', i / 15, 1 / 15), {
        decoderConfig: config,
      })
    }
  }
  await output.finalize()
  return new Uint8Array(target.buffer!)
}

for (const name of CAPTURES) {
  test(`${name}: our own file is read back as it was`, async () => {
    const { format, samples } = recorded(name)
    const [first, ...rest] = await read(await saved(movie(format, samples)))
    assert.deepEqual(first, { type: 'format', format })
    const shift = samples[0]!.pts90k - 900_000
    const plain = (list: readonly Sample[]) => list.map((one) => ({ ...one, bytes: Buffer.from(one.bytes) }))
    const back = rest.map((event) => {
      assert.ok(event.type === 'sample')
      return event.sample
    })
    assert.deepEqual(
      plain(back),
      plain(samples.map((one) => ({ ...one, pts90k: one.pts90k - shift, dts90k: one.dts90k - shift }))),
    )
  })

  test(`${name}: a foreign file gives the same pictures, and its sound is named but not read`, async () => {
    const { samples } = recorded(name)
    for (const container of ['mp4', 'mov'] as const) {
      const path = await saved(await foreign(name, { sound: 'pcm-s16', container }))
      const file = await readVideoFile(path)
      assert.deepEqual(file.droppedTracks, [{ kind: 'audio', codec: 'pcm-s16' }])
      assert.deepEqual([file.samples, file.durationMs], [45, 3000])
      const events = await all(file.events())
      await file.close()
      const back = events.flatMap((event) => (event.type === 'sample' ? [event.sample] : []))
      assert.deepEqual(
        back.map(({ pts90k, isKey, bytes }) => [pts90k, isKey, bytes.length]),
        samples.map(({ pts90k, isKey, bytes }) => [pts90k, isKey, bytes.length]),
      )
    }
  })
}

test('a damaged sample is dropped with those that refer to it, and counted', async () => {
  const { format, samples } = recorded('h264')
  const bytes = movie(format, samples)
  // The length before the first NAL unit of the fifth sample.
  const place = bytes.indexOf(Buffer.from(samples[5]!.bytes))
  bytes.writeUInt32BE(0x00ff_ffff, place)
  const events = await read(await saved(bytes))
  assert.deepEqual(
    events.filter(({ type }) => type === 'loss'),
    [{ type: 'loss', packets: 0, units: 10 }],
  )
  assert.equal(events.filter(({ type }) => type === 'sample').length, 35)
})

test('what is no video file, or is not there, is refused with a Fault', async () => {
  await assert.rejects(readVideoFile(join(folder, 'missing.mp4')), (error) =>
    isFault(error, 'media.fileUnreadable'),
  )
  for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), Buffer.alloc(10_000, 0x41)])
    await assert.rejects(read(await saved(bytes)), (error) => isFault(error, 'media.fileUnreadable'))
})

test('a file with sound only has no video', async () => {
  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target })
  const audio = new EncodedAudioPacketSource('pcm-s16')
  output.addAudioTrack(audio)
  await output.start()
  await audio.add(new EncodedPacket(Buffer.alloc(1000), 'key', 0, 1), {
    decoderConfig: { codec: 'pcm-s16', sampleRate: 8000, numberOfChannels: 1 },
  })
  await output.finalize()
  await assert.rejects(read(await saved(new Uint8Array(target.buffer!))), (error) =>
    isFault(error, 'media.noVideo'),
  )
})

test('truncated and hostile files give a Fault or what is whole, and end', async () => {
  const files = [
    movie(recorded('h264').format, recorded('h264').samples),
    await foreign('h265', { sound: null, container: 'mp4' }),
    await foreign('h264', { sound: 'aac', container: 'mp4' }),
  ]
  const flips = fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      flips,
      fc.option(fc.nat(30_000)),
      async (whole, flips, cut) => {
        const bytes = Buffer.from(cut === null ? whole : whole.subarray(0, cut))
        for (const [at, value] of flips) if (at < bytes.length) bytes[at] = value
        await assertEnds(bytes)
      },
    ),
    { numRuns: 40 },
  )
})

test('a file whose index speaks of billions of samples is given up', async () => {
  const whole = Buffer.from(await foreign('h264', { sound: null, container: 'mp4' }))
  for (const [box, place] of [
    ['stsc', 12], // samples in a chunk
    ['stts', 4], // entries
    ['stts', 8], // samples of one duration
    ['stsz', 8], // number of samples
    ['stco', 4], // number of chunks
    ['stss', 4], // number of key samples
  ] as const) {
    const bytes = Buffer.from(whole)
    const at = bytes.indexOf(box)
    if (at < 0) continue
    bytes.writeUInt32BE(0xffff_fff0, at + 4 + place)
    await assertEnds(bytes)
  }
})

/** Reads a file with little patience: it must end, in events within bounds or in a Fault of ours. */
async function assertEnds(bytes: Uint8Array): Promise<void> {
  try {
    const file = await readVideoFile(await saved(bytes), { withSound: true, patienceMs: 1500 })
    try {
      for await (const event of file.events())
        if (event.type === 'sample') assert.ok(event.sample.duration90k < 2 ** 32)
        else if (event.type === 'sound')
          assert.ok(event.packet.at >= 0 && event.packet.duration < 2 ** 32 && event.packet.duration >= 0)
    } finally {
      await file.close()
    }
  } catch (error) {
    assert.ok(isFault(error) && error.code.startsWith('media.'), String(error))
  }
}
