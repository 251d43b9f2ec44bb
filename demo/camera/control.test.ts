import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { simulatedClock } from '../../src/base/clock.ts'
import { reorderedFilm } from '../scenes.ts'
import type { Mount } from './camera.ts'
import { readFilm } from './film.ts'
import { startCameras } from './server.ts'
import { nalsOf, testClient, videoOf, type TestClient } from './testclient.ts'

const film = await readFilm(reorderedFilm.replace('reordered', 'corridor'))
const small = await readFilm(reorderedFilm)
const FRAME = 90_000 / 15
const START_MS = Date.UTC(2026, 10, 21, 18, 0, 0)

/** A camera that is being played, with its client. */
async function playing(mount: Partial<Mount> = {}) {
  const clock = simulatedClock(START_MS)
  const cameras = await startCameras({
    clock,
    mounts: [{ id: 'a', film, live: false, rtp: { sequence: 0, timestamp: 0 }, ...mount }],
  })
  const camera = cameras.camera('a')
  const client = await testClient(cameras.port)
  await client.play(camera.address)
  const pass = async (ms: number) => {
    await clock.advance(ms)
    await client.until(() => videoOf(client).length === camera.stats().packets.video)
  }
  return { clock, cameras, camera, client, control: camera.control, pass }
}

const sequences = (client: TestClient) => videoOf(client).map((packet) => packet.sequence)

test('a dropped connection ends with a reset, and the camera can be asked again', async () => {
  const { cameras, camera, client, control } = await playing()
  await using _ = cameras
  control.drop()
  assert.equal(await client.closed, 'ECONNRESET')
  using again = await testClient(cameras.port)
  assert.equal((await again.ask('DESCRIBE', camera.address)).status, 200)
})

test('a silent camera keeps the connection and says nothing; speaking again it begins with a key picture', async () => {
  const { clock, cameras, camera, client, control, pass } = await playing()
  await using _ = cameras
  await pass(1000)
  control.silent(true)
  const before = client.frames.length
  client.socket.write(`GET_PARAMETER ${camera.address} RTSP/1.0\r\nCSeq: 900\r\n\r\n`)
  await clock.advance(120_000)
  assert.equal(client.frames.length, before)
  assert.equal(camera.stats().open, 1)
  control.silent(false)
  await pass(2000)
  const next = videoOf(client).find((packet) => packet.timestamp > 16 * FRAME)
  assert.equal(nalsOf('h264', [next?.payload ?? Buffer.alloc(0)]).at(0)?.[0], 0x67)
})

test('a camera that refuses cuts off who names it, for as long as told', async () => {
  const { clock, cameras, camera, control } = await playing()
  await using _ = cameras
  control.refuse(3000)
  using refused = await testClient(cameras.port)
  await assert.rejects(refused.ask('DESCRIBE', camera.address), /ECONNRESET/)
  await clock.advance(3000)
  using welcome = await testClient(cameras.port)
  assert.equal((await welcome.ask('DESCRIBE', camera.address)).status, 200)
})

test('all cameras can refuse connections at once, at the same port afterwards', async () => {
  const { clock, cameras, camera, client } = await playing()
  await using _ = cameras
  cameras.refuse(1000)
  await assert.rejects(testClient(cameras.port), /ECONNREFUSED/)
  assert.equal((await client.ask('GET_PARAMETER', camera.address)).status, 200, 'old connections go on')
  await clock.advance(1000)
  using again = await testClient(cameras.port)
  assert.equal((await again.ask('DESCRIBE', camera.address)).status, 200)
})

test(
  'while all cameras refuse, their port is not given to any other program',
  { skip: process.platform !== 'linux' && 'needs /proc to see which ports are taken' },
  async () => {
    for (const tls of [false, true]) {
      const clock = simulatedClock(START_MS)
      await using cameras = await startCameras({ clock, mounts: [{ id: 'a', film }], tls })
      cameras.refuse(3_600_000)
      await assert.rejects(testClient(cameras.port, cameras.certificate), /ECONNREFUSED/)
      // Longer than a connection without a request is kept: it is nobody's to serve.
      await clock.advance(600_000)
      assert.deepEqual(await statesOf(cameras.port), [ESTABLISHED])
      cameras.refuse(0)
      await clock.advance(0)
      using again = await testClient(cameras.port, cameras.certificate)
      assert.equal((await again.ask('OPTIONS', cameras.camera('a').address)).status, 200)
    }
  },
)

const ESTABLISHED = '01'

/** What the operating system has at that port of its own, proc(5) /proc/net/tcp: states in hexadecimal. */
async function statesOf(port: number): Promise<string[]> {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((row) => row.trim().split(/ +/))
  return rows.flatMap(([, address, , state = '']) => (address === local ? [state] : []))
}

test('packets are lost, doubled and swapped as told', async () => {
  for (const [fault, expected] of [
    ['loseEvery', [0, 1, 3, 4, 6, 7]],
    ['duplicateEvery', [0, 1, 2, 2, 3, 4, 5, 5]],
    ['swapEvery', [0, 1, 3, 2, 4, 6, 5]],
  ] as const) {
    const { cameras, camera, client, control, clock } = await playing()
    await using _ = cameras
    control[fault](3)
    await clock.advance(1000)
    await client.until(() => videoOf(client).length >= expected.length)
    assert.deepEqual(sequences(client).slice(0, expected.length), expected)
    assert.equal(camera.stats().packetsLost > 0, fault === 'loseEvery')
  }
})

test('another film takes over in mid-stream, with its own parameter sets and unbroken time', async () => {
  const { cameras, client, control, pass } = await playing()
  await using _ = cameras
  await pass(1000)
  control.show(small)
  await pass(1000)
  const changed = videoOf(client).filter((packet) => packet.timestamp > 15 * FRAME)
  const [sps] = nalsOf('h264', [changed[0]?.payload ?? Buffer.alloc(0)])
  assert.deepEqual(sps, small.parameterSets[0])
  assert.notDeepEqual(sps, film.parameterSets[0])
  assert.equal(changed[0]?.timestamp, (16 + (small.pictures[0]?.shownAfter ?? 0)) * FRAME)
})

test('a fast clock sends more pictures in the same time, with the same distance in media time', async () => {
  const { cameras, camera, control, client, pass } = await playing()
  await using _ = cameras
  control.drift(50_000)
  for (let i = 0; i < 20; i++) await pass(1000)
  assert.equal(camera.stats().frames, Math.floor(20 * 15 * 1.05) + 1)
  const times = [...new Set(videoOf(client).map((packet) => packet.timestamp))]
  times.forEach((time, i) => assert.equal(time, i * FRAME))
})

test('a drip lets through only so many bytes a second', async () => {
  const { clock, cameras, client, control } = await playing()
  await using _ = cameras
  const before = client.socket.bytesRead
  control.drip(2000)
  await clock.advance(10_000)
  await client.until(() => client.socket.bytesRead - before >= 19_000)
  assert.ok(client.socket.bytesRead - before <= 20_000)
})

test('garbage goes out as it is', async () => {
  const { cameras, client, control } = await playing()
  await using _ = cameras
  let seen = ''
  client.socket.prependListener('data', (chunk: Buffer) => (seen += chunk.toString('latin1')))
  control.garbage(Buffer.from('NONSENSE\r\n\r\n'))
  await client.until(() => seen.includes('NONSENSE'))
})

test('a huge frame is one picture of many packets', async () => {
  const { cameras, client, control, pass } = await playing()
  await using _ = cameras
  control.hugeFrame(3_000_000)
  await pass(0)
  const first = videoOf(client).filter((packet) => packet.timestamp === 0)
  assert.ok(first.length > 2000)
  assert.deepEqual(
    first.filter(({ marker }) => marker).map(({ sequence }) => sequence),
    [first.length - 1],
  )
})

test('a redirect sends DESCRIBE elsewhere', async () => {
  const { cameras, camera, control } = await playing()
  await using _ = cameras
  control.redirect('rtsp://127.0.0.1:1/elsewhere')
  using client = await testClient(cameras.port)
  const reply = await client.ask('DESCRIBE', camera.address)
  assert.deepEqual([reply.status, reply.headers.get('location')], [302, 'rtsp://127.0.0.1:1/elsewhere'])
})

test('parameter sets are told only where the mount says', async () => {
  for (const [where, inDescription, inStream] of [
    ['both', true, true],
    ['description', true, false],
    ['stream', false, true],
  ] as const) {
    const { cameras, camera, client, pass } = await playing({ parameterSets: where, controlUrls: 'absolute' })
    await using _ = cameras
    const { body } = await client.ask('DESCRIBE', camera.address)
    assert.equal(body.includes('sprop-parameter-sets'), inDescription)
    assert.ok(body.includes(`a=control:${camera.address}/track0`))
    await pass(0)
    const nals = nalsOf(
      'h264',
      videoOf(client).map((packet) => packet.payload),
    )
    assert.equal(
      nals.some((nal) => (nal[0] ?? 0) === 0x67),
      inStream,
    )
  }
})
