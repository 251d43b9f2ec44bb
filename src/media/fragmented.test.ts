/** Our files are read back by mediabunny always, and by ffmpeg and Chromium where this machine has them. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny'
import { chromium } from 'playwright-core'
import { fragment, initSegment } from './fragmented.ts'
import { CAPTURES, all, capture, formatsOf, movie, receive, samplesOf, unitsOf } from './testing/captures.ts'
import type { CaptureName } from './testing/captures.ts'
import type { Sample, VideoFormat } from './video.ts'

const run = promisify(execFile)
const found = (command: string) =>
  ['/usr/bin', '/usr/local/bin'].map((folder) => join(folder, command)).find(existsSync)
const [ffmpeg, ffprobe, browser] = [found('ffmpeg'), found('ffprobe'), found('chromium')]

function recorded(name: CaptureName): { format: VideoFormat; samples: Sample[]; bytes: Buffer } {
  const { track, packets } = capture(name)
  const { events } = receive(track, packets)
  const [format] = formatsOf(events)
  const samples = samplesOf(unitsOf(events))
  return { format: format!, samples, bytes: movie(format!, samples) }
}

async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'media-'))
  try {
    await act(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

for (const name of CAPTURES) {
  const { format, samples, bytes } = recorded(name)

  test(`${name}: mediabunny reads every sample back, with its bytes, times and key pictures`, async () => {
    using input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
    const tracks = await input.getTracks()
    assert.equal(tracks.length, 1)
    const track = (await input.getPrimaryVideoTrack())!
    // It writes hev1 for both sample entries of H.265.
    assert.equal((await track.getCodecParameterString())?.replace('hev1', 'hvc1'), format.codecString)
    assert.deepEqual([await track.getCodedWidth(), await track.getCodedHeight()], [320, 180])
    const packets = await all(
      new EncodedPacketSink(track).packets(undefined, undefined, { verifyKeyPackets: true }),
    )
    assert.deepEqual(
      packets.map(({ timestamp, type }) => [Math.round(timestamp * 90_000), type]),
      samples.map(({ pts90k, isKey }) => [pts90k, isKey ? 'key' : 'delta']),
    )
    packets.forEach(({ data }, i) => {
      assert.deepEqual(Buffer.from(data), Buffer.from(samples[i]!.bytes))
    })
  })

  test(
    `${name}: ffmpeg decodes 45 pictures without a complaint`,
    { skip: ffmpeg ? false : 'ffmpeg is not installed' },
    () =>
      inFolder(async (folder) => {
        const file = join(folder, 'video.mp4')
        await writeFile(file, bytes)
        const { stderr } = await run(ffmpeg!, ['-v', 'warning', '-xerror', '-i', file, '-f', 'null', '-'])
        assert.equal(stderr, '')
        const fields = 'stream=codec_tag_string,width,height,nb_read_frames:packet=pts,dts,flags'
        const { stdout } = await run(ffprobe!, [
          '-v',
          'error',
          '-count_frames',
          '-show_packets',
          '-show_entries',
          fields,
          '-of',
          'json',
          file,
        ])
        const probed = JSON.parse(stdout) as {
          streams: object[]
          packets: { pts: number; dts: number; flags: string }[]
        }
        const tag = format.codec === 'h264' ? 'avc1' : 'hvc1'
        assert.deepEqual(probed.streams, [
          { codec_tag_string: tag, width: 320, height: 180, nb_read_frames: '45' },
        ])
        assert.deepEqual(
          probed.packets.map(({ pts, dts, flags }) => [pts, dts, flags.startsWith('K')]),
          samples.map(({ pts90k, dts90k, isKey }) => [pts90k, dts90k, isKey]),
        )
      }),
  )
}

test('decoding times are written in 64 bits', async () => {
  const { format, samples } = recorded('h264')
  const days = 40 * 24 * 3600 * 90_000
  const late = samples.map((sample) => ({
    ...sample,
    pts90k: sample.pts90k + days,
    dts90k: sample.dts90k + days,
  }))
  assert.ok(late[0]!.dts90k > 2 ** 36)
  using input = new Input({ source: new BufferSource(movie(format, late)), formats: ALL_FORMATS })
  const track = (await input.getPrimaryVideoTrack())!
  const first = await new EncodedPacketSink(track).getFirstPacket()
  assert.equal(first!.timestamp, late[0]!.pts90k / 90_000)
})

test('composition offsets may be negative, for a camera that hid its reordering', async () => {
  const { format, samples } = recorded('h264')
  const shifted = samples.map((sample, i) => ({
    ...sample,
    pts90k: sample.pts90k + (i % 2 === 0 ? 900 : -900),
  }))
  using input = new Input({ source: new BufferSource(movie(format, shifted)), formats: ALL_FORMATS })
  const track = (await input.getPrimaryVideoTrack())!
  const packets = await all(new EncodedPacketSink(track).packets())
  assert.deepEqual(
    packets.map(({ timestamp }) => Math.round(timestamp * 90_000)),
    shifted.map(({ pts90k }) => pts90k),
  )
})

test('a turned picture keeps its turn', async () => {
  const { format, samples } = recorded('h264')
  for (const rotationDegrees of [0, 90, 180, 270] as const) {
    const bytes = movie({ ...format, rotationDegrees }, samples)
    using input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
    assert.equal(await (await input.getPrimaryVideoTrack())!.getRotation(), rotationDegrees)
  }
})

test('an initialisation names no camera, no place and no time of day', () => {
  const { format } = recorded('h265')
  const once = Buffer.from(initSegment(format))
  assert.deepEqual(Buffer.from(initSegment(format)), once)
  const text = once.toString('latin1').match(/[ -~]{4,}/g)
  assert.deepEqual(
    text?.filter(
      (word) =>
        !/^.?.?.?(ftyp|iso6|cmfc|mp41|moov|mvhd|trak|tkhd|mdia|mdhd|hdlr|vide|minf|vmhd|dinf|dref|url |stbl|stsd|hvc1|hvcC|stts|stsc|stsz|stco|mvex|trex)/.test(
          word,
        ),
    ) ?? [],
    [],
  )
})

test('a fragment without samples is our own mistake', () => {
  assert.throws(() => fragment(1, []), /assertion failed/)
})

test(
  'Chromium plays an initialisation and fragments: time advances and the picture is not black',
  { skip: browser ? false : 'Chromium is not installed (apt-get install chromium)' },
  async () => {
    const server = createServer((request, response) => {
      const name = CAPTURES.find((one) => request.url === `/${one}.mp4`)
      response.setHeader('Content-Type', name ? 'video/mp4' : 'text/html')
      response.end(name ? recorded(name).bytes : '<!doctype html><video muted></video>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const opened = await chromium.launch({
      executablePath: browser!,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
    try {
      const page = await opened.newPage()
      await page.goto(`http://127.0.0.1:${port}/`)
      for (const name of ['h264', 'h264-baseline', 'h264-bframes'] as const) {
        const { format } = recorded(name)
        const seen: Seen = await page.evaluate(
          `${PLAY}(${JSON.stringify([`/${name}.mp4`, `video/mp4; codecs="${format.codecString}"`])})`,
        )
        assert.equal(seen.error, undefined, name)
        assert.ok(seen.advanced > 0.5 && seen.brightness > 30, `${name}: ${JSON.stringify(seen)}`)
      }
    } finally {
      await opened.close()
      await new Promise((resolve) => server.close(resolve))
    }
  },
)

type Seen = { error?: string; advanced: number; brightness: number }

/** For the page: appends a file to a media source, plays it from its beginning, and looks at it. */
const PLAY = `(async ([url, type]) => {
    const video = document.querySelector('video')
    const source = new MediaSource()
    video.src = URL.createObjectURL(source)
    await new Promise((resolve) => source.addEventListener('sourceopen', resolve, { once: true }))
    const buffer = source.addSourceBuffer(type)
    const bytes = await (await fetch(url)).arrayBuffer()
    const appended = new Promise((resolve) => buffer.addEventListener('updateend', resolve, { once: true }))
    buffer.appendBuffer(bytes)
    await appended
    if (video.error || source.readyState === 'ended') return { error: video.error?.message ?? 'refused', advanced: 0, brightness: 0 }
    source.endOfStream()
    const start = video.buffered.start(0)
    video.currentTime = start
    await video.play()
    await new Promise((resolve) => video.addEventListener('ended', resolve, { once: true }))
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 })
    const context = canvas.getContext('2d')
    context.drawImage(video, 0, 0)
    const pixels = context.getImageData(0, 0, 320, 180).data
    let sum = 0
    for (let i = 0; i < pixels.length; i += 4) sum += pixels[i] + pixels[i + 1] + pixels[i + 2]
    return { advanced: video.currentTime - start, brightness: sum / (320 * 180 * 3) }
  })`
