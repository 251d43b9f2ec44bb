import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
} from 'mediabunny'
import { boxBytes } from './box.ts'
import { codings } from './codec.ts'
import { openFile } from './filereader.ts'
import { soundFragment } from './sound.ts'
import { capture, formatsOf, receive } from './testing/captures.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-sound-'))
})
after(() => rm(folder, { recursive: true }))

/** Seconds. */
type Timed = { readonly at: number; readonly duration: number }

/** A file whose index says that its pictures and its sound are then; what is in them is of no account. */
async function fileWith(pictures: readonly Timed[], sound: readonly Timed[]): Promise<string> {
  const { track, packets } = capture('h264')
  const [format] = formatsOf(receive(track, packets).events)
  assert.ok(format)
  const { codecString, width: codedWidth, height: codedHeight, parameterSets } = format
  const description = codings.h264.configuration(parameterSets)
  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target })
  const video = new EncodedVideoPacketSource('avc')
  const audio = new EncodedAudioPacketSource('aac')
  output.addVideoTrack(video)
  output.addAudioTrack(audio)
  await output.start()
  const decoderConfig = { codec: codecString, codedWidth, codedHeight, description }
  for (const { at, duration } of pictures)
    await video.add(new EncodedPacket(Buffer.alloc(5), 'key', at, duration), { decoderConfig })
  const aac = { codec: 'mp4a.40.2', sampleRate: 8000, numberOfChannels: 1 }
  for (const { at, duration } of sound)
    await audio.add(new EncodedPacket(Buffer.alloc(1), 'key', at, duration), {
      decoderConfig: { ...aac, description: Uint8Array.of(0x15, 0x88) },
    })
  await output.finalize()
  const path = join(folder, 'video.mp4')
  await writeFile(path, new Uint8Array(target.buffer!))
  return path
}

const pictures = [0, 1, 2].map((at) => ({ at, duration: 1 }))
const frames = Array.from({ length: 23 }, (_, i) => ({ at: i * 0.128, duration: 0.128 }))
const unreadable = { code: 'media.fileUnreadable' }

test('sound is opened only where it may be taken in', async () => {
  const path = await fileWith(pictures, frames)
  const { summary } = await openFile(path, { withSound: true })
  assert.deepEqual([summary.sound?.sampleRate, summary.droppedTracks], [8000, []])
  const silent = await openFile(path, { withSound: false })
  assert.deepEqual(
    [silent.summary.sound, silent.summary.droppedTracks],
    [null, [{ kind: 'audio', codec: 'aac' }]],
  )
})

test('more sound at once than there is in AAC is given up before it is read', async () => {
  const crowd = Array.from({ length: 300 }, (_, i) => ({ at: 1 + i / 8000, duration: 1 / 8000 }))
  await assert.rejects(openFile(await fileWith(pictures, crowd), { withSound: true }), unreadable)
})

test('a picture or a sound that lasts for hours is given up', async () => {
  const hours = { at: 0, duration: 20 * 3600 }
  await assert.rejects(openFile(await fileWith([hours], frames), { withSound: false }), unreadable)
  await assert.rejects(openFile(await fileWith(pictures, [hours]), { withSound: true }), unreadable)
})

test('a fragment takes as many packets as may stand beside one picture', () => {
  const packets = Array.from({ length: 150_000 }, (_, at) => ({ at, duration: 1, bytes: Uint8Array.of(at) }))
  const box = Buffer.from(boxBytes(soundFragment(packets, 0)))
  const rows = box.subarray(-12 * packets.length)
  assert.deepEqual([rows.readUInt32BE(0), rows.readUInt32BE(4)], [1, 1])
  assert.equal(rows.readUInt32BE(12 * 149_999 + 8), 0x0200_0000)
})
