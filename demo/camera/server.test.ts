import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { simulatedClock } from '../../src/base/clock.ts'
import { reorderedFilm } from '../scenes.ts'
import type { Scheme } from './auth.ts'
import type { Mount } from './camera.ts'
import { readFilm, type Film } from './film.ts'
import { startCameras } from './server.ts'
import { authorization, nalsOf, rtpOf, testClient, videoOf, type TestClient } from './testclient.ts'

/** Three in the morning, Korean time, on a whole minute. */
const START_MS = Date.UTC(2026, 10, 21, 18, 0, 0)
const film = await readFilm(reorderedFilm.replace('reordered', 'corridor'))
const reordered = await readFilm(reorderedFilm)
const FRAME = 90_000 / 15

async function oneCamera(mount: Partial<Mount> = {}) {
  const clock = simulatedClock(START_MS)
  const cameras = await startCameras({
    clock,
    mounts: [{ id: 'a', film, live: false, sessionTimeoutSeconds: 3600, ...mount }],
  })
  return { clock, cameras, camera: cameras.camera('a') }
}

/** Lets time pass in steps, at each of which the client has taken everything that was sent. */
async function advance(
  { clock, camera }: Awaited<ReturnType<typeof oneCamera>>,
  client: TestClient,
  seconds: number,
): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    await clock.advance(1000)
    await client.until(() => videoOf(client).length === camera.stats().packets.video)
  }
}

function timestamps(client: TestClient): readonly number[] {
  return [...new Set(videoOf(client).map((packet) => packet.timestamp))]
}

test('a client is led from OPTIONS to TEARDOWN', async () => {
  const { cameras, camera, clock } = await oneCamera({
    sessionTimeoutSeconds: 90,
    rtp: { sequence: 7, timestamp: 1000 },
  })
  await using _ = cameras
  using client = await testClient(cameras.port)
  const options = await client.ask('OPTIONS', camera.address)
  assert.match(options.headers.get('public') ?? '', /DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN/)
  const described = await client.ask('DESCRIBE', camera.address)
  assert.equal(described.headers.get('content-base'), `${camera.address}/`)
  assert.match(described.body, /m=video 0 RTP\/AVP 96\r\na=rtpmap:96 H264\/90000\r\n/)
  assert.match(described.body, /sprop-parameter-sets=Z2\S+,aO\S+\r\na=control:track0\r\n/)
  assert.doesNotMatch(described.body, /audio/)
  const transport = 'RTP/AVP/TCP;unicast;interleaved=4-5'
  const setUp = await client.ask('SETUP', `${camera.address}/track0`, { Transport: transport })
  assert.equal(setUp.headers.get('transport'), transport)
  const [session = '', timeout] = (setUp.headers.get('session') ?? '').split(';')
  assert.equal(timeout, 'timeout=90')
  const playing = await client.ask('PLAY', camera.address, { Session: session })
  assert.equal(playing.headers.get('rtp-info'), `url=${camera.address}/track0;seq=7;rtptime=1000`)
  await clock.advance(0)
  await client.until(() => client.frames.some(({ channel }) => channel === 4))
  assert.equal((await client.ask('GET_PARAMETER', camera.address, { Session: session })).status, 200)
  assert.equal((await client.ask('TEARDOWN', camera.address, { Session: session })).status, 200)
  assert.equal((await client.ask('PLAY', camera.address, { Session: session })).status, 454)
  const { frames } = camera.stats()
  await clock.advance(5000)
  assert.equal(camera.stats().frames, frames)
})

test('what a camera does not do is answered with its proper status', async () => {
  const { cameras, camera } = await oneCamera()
  await using _ = cameras
  using client = await testClient(cameras.port)
  const nowhere = `rtsp://127.0.0.1:${cameras.port}/nowhere`
  const tcp = { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1' }
  const track = `${camera.address}/track0`
  const status = async (...request: Parameters<TestClient['ask']>) => (await client.ask(...request)).status
  assert.equal(await status('DESCRIBE', nowhere), 404)
  assert.equal(await status('RECORD', camera.address), 501)
  assert.equal(await status('SETUP', track, { Transport: 'RTP/AVP;unicast;client_port=5000-5001' }), 461)
  assert.equal(await status('SETUP', track, { Transport: 'RTP/AVP/TCP;interleaved=255-256' }), 461)
  assert.equal(await status('SETUP', `${camera.address}/track1`, tcp), 404, 'no sound is on offer')
  assert.equal(await status('PLAY', camera.address), 454)
  assert.equal(await status('SETUP', track, { Transport: `RTP/AVP;unicast,${tcp.Transport}` }), 200)
  assert.equal(await status('PLAY', camera.address, { Session: '1' }), 454)
  assert.equal(await status('PLAY', camera.address), 200)
  assert.equal(await status('SETUP', track, tcp), 455)
  assert.deepEqual(camera.stats().setups, { video: 1, audio: 0 })
})

test('a client that speaks something else is cut off', async () => {
  const { cameras } = await oneCamera()
  await using _ = cameras
  using client = await testClient(cameras.port)
  client.socket.write('GET / HTTP/1.1\r\n\r\n')
  assert.equal(await client.closed, 'end')
})

for (const scheme of ['basic', 'digest-md5', 'digest-sha256'] satisfies Scheme[])
  test(`${scheme} lets in only who knows the password`, async () => {
    const { cameras, camera } = await oneCamera({ auth: { user: 'u', password: 'p w', schemes: [scheme] } })
    await using _ = cameras
    assert.match(camera.url, /^rtsp:\/\/u:p%20w@127/)
    using client = await testClient(cameras.port)
    const [method, url] = ['DESCRIBE', camera.address]
    const refused = await client.ask(method, url)
    assert.equal(refused.status, 401)
    const challenge = refused.headers.get('www-authenticate') ?? ''
    const attempt = async (who: { user: string; password: string; url?: string; method?: string }) =>
      client.ask(method, url, { Authorization: authorization(challenge, { method, url, ...who }) })
    assert.equal((await attempt({ user: 'u', password: 'wrong' })).status, 401)
    assert.equal((await attempt({ user: 'x', password: 'p w' })).status, 401)
    assert.equal((await attempt({ user: 'u', password: 'p w' })).status, 200)
    if (scheme !== 'basic') {
      assert.equal((await attempt({ user: 'u', password: 'p w', url: `${url}/track0` })).status, 401)
      assert.equal((await attempt({ user: 'u', password: 'p w', method: 'SETUP' })).status, 401)
      const right = authorization(challenge, { user: 'u', password: 'p w', method, url })
      for (const field of ['uri', 'realm', 'nonce', 'username', 'response']) {
        const Authorization = right.replace(new RegExp(`${field}="[^"]*"`), `${field}="other"`)
        assert.equal((await client.ask(method, url, { Authorization })).status, 401, field)
      }
      camera.control.renewNonce()
      const stale = await attempt({ user: 'u', password: 'p w' })
      assert.match(stale.headers.get('www-authenticate') ?? '', /stale=TRUE/)
    }
    camera.control.password('new')
    assert.equal((await attempt({ user: 'u', password: 'p w' })).status, 401)
    assert.equal((await client.ask('OPTIONS', url)).status, 200, 'what a camera can do is no secret')
  })

test('a scheme that is not offered is no way in', async () => {
  const auth = { user: 'u', password: 'p', schemes: ['digest-sha256'] } as const
  const { cameras, camera } = await oneCamera({ auth })
  await using _ = cameras
  using client = await testClient(cameras.port)
  const basic = authorization('Basic', { user: 'u', password: 'p', method: '', url: '' })
  assert.equal((await client.ask('DESCRIBE', camera.address, { Authorization: basic })).status, 401)
})

test('only the tracks that were SETUP are sent, and the server remembers which', async () => {
  const world = await oneCamera({ audio: true })
  await using _ = world.cameras
  const { camera, cameras } = world
  using video = await testClient(cameras.port)
  await video.play(camera.address)
  await advance(world, video, 3)
  assert.deepEqual(new Set(video.frames.map(({ channel }) => channel)), new Set([0, 1]))
  assert.deepEqual(camera.stats().setups, { video: 1, audio: 0 })
  assert.equal(camera.stats().packets.audio, 0)
})

test('sound is real where it is asked for: 50 packets a second of 160 samples', async () => {
  const { cameras, camera, clock } = await oneCamera({ audio: true })
  await using _ = cameras
  using client = await testClient(cameras.port)
  await client.play(camera.address, ['track0', 'track1'])
  await clock.advance(2000)
  const sound = () => client.frames.filter(({ channel }) => channel === 2).map(({ packet }) => rtpOf(packet))
  await client.until(() => sound().length === 101)
  assert.ok(sound().every(({ payloadType, payload }) => payloadType === 0 && payload.length === 160))
  const [first, second] = sound()
  assert.equal(((second?.timestamp ?? 0) - (first?.timestamp ?? 0) + 2 ** 32) % 2 ** 32, 160)
  assert.deepEqual(camera.stats().setups, { video: 1, audio: 1 })
})

test('pictures keep absolute time and continuous timestamps across the end of the film and of 32 bits', async () => {
  const rtp = { timestamp: 2 ** 32 - 10 * FRAME, sequence: 65_530, source: 42 }
  const world = await oneCamera({ rtp })
  await using _ = world.cameras
  using client = await testClient(world.cameras.port)
  await client.play(world.camera.address)
  await advance(world, client, 130)
  const times = timestamps(client)
  assert.equal(times.length, 130 * 15 + 1)
  times.forEach((time, i) => assert.equal(time, (rtp.timestamp + i * FRAME) % 2 ** 32))
  videoOf(client).forEach(({ sequence, source }, i) => {
    assert.equal(sequence, (rtp.sequence + i) & 0xffff)
    assert.equal(source, 42)
  })
})

test('the stream carries the film, picture for picture', async () => {
  const world = await oneCamera()
  await using _ = world.cameras
  using client = await testClient(world.cameras.port)
  await client.play(world.camera.address)
  await advance(world, client, 62)
  const nals = nalsOf(
    'h264',
    videoOf(client).map((packet) => packet.payload),
  )
  const again = [...film.pictures, ...film.pictures].slice(0, 62 * 15 + 1).flatMap((picture) => picture.nals)
  assert.equal(nals.length, again.length)
  assert.ok(nals.every((nal, i) => nal.equals(again[i] ?? Buffer.alloc(0))))
})

test('a film with B-frames bears the times of showing', async () => {
  const world = await oneCamera({ film: reordered, rtp: { timestamp: 0 } })
  await using _ = world.cameras
  using client = await testClient(world.cameras.port)
  await client.play(world.camera.address)
  await advance(world, client, 10)
  const expected = Array.from(
    { length: 151 },
    (_, n) => (n + (reordered.pictures[n % 120]?.shownAfter ?? 0)) * FRAME,
  )
  assert.deepEqual(timestamps(client), expected)
})

test('a live camera shows everyone the same moment, in step with the minute', async () => {
  const { cameras, camera, clock } = await oneCamera({ live: true })
  await using _ = cameras
  await clock.advance(7300)
  const begins = async () => {
    const client = await testClient(cameras.port)
    await client.play(camera.address)
    return client
  }
  using early = await begins()
  await clock.advance(500)
  using late = await begins()
  await clock.advance(201)
  await Promise.all(
    [early, late].map((client) => client.until(() => videoOf(client).some(({ marker }) => marker))),
  )
  const eighthSecond = film.pictures[8 * 15]?.nals[2]
  assert.ok(eighthSecond)
  assert.ok(eighthSecond.equals(firstSlice(early)))
  assert.ok(eighthSecond.equals(firstSlice(late)))
})

/** The slice after the two parameter sets with which a stream begins. */
function firstSlice(client: TestClient): Buffer {
  const payloads = videoOf(client).map((packet) => packet.payload)
  return nalsOf('h264', payloads)[2] ?? Buffer.alloc(0)
}

test('sender reports tie media time to the clock, at once and every five seconds', async () => {
  const { cameras, camera, clock } = await oneCamera({ rtp: { timestamp: 500 } })
  await using _ = cameras
  using client = await testClient(cameras.port)
  await client.play(camera.address)
  await clock.advance(11_000)
  const reports = () => client.frames.filter(({ channel }) => channel === 1).map(({ packet }) => packet)
  await client.until(() => reports().length === 3)
  for (const report of reports()) {
    const wallMs =
      (report.readUInt32BE(8) - 2_208_988_800) * 1000 + (report.readUInt32BE(12) * 1000) / 2 ** 32
    assert.ok(Math.abs((report.readUInt32BE(16) - 500) / 90 - (wallMs - START_MS)) < 0.1)
  }
})

test('a session without keep-alive ends when announced, one with it goes on', async () => {
  const { cameras, camera, clock } = await oneCamera({ sessionTimeoutSeconds: 20 })
  await using _ = cameras
  using client = await testClient(cameras.port)
  await client.play(camera.address)
  for (let i = 0; i < 5; i++) {
    await clock.advance(15_000)
    assert.equal((await client.ask('GET_PARAMETER', camera.address)).status, 200)
  }
  await clock.advance(19_999)
  assert.equal(camera.stats().expired, 0)
  await clock.advance(1)
  assert.equal(await client.closed, 'end')
  assert.deepEqual([camera.stats().expired, camera.stats().open], [1, 0])
})

test('a client that stops taking its bytes misses whole groups of pictures, and is cut off at last', async () => {
  const large = largeFilm(200_000)
  const { cameras, camera, clock } = await oneCamera({ film: large })
  await using _ = cameras
  using client = await testClient(cameras.port)
  await client.play(camera.address)
  client.socket.pause()
  await clock.advance(12_000)
  const held = camera.stats()
  assert.ok(held.framesSkipped > 0)
  assert.ok(held.frames * 200_000 < 32 * 1024 * 1024, 'what waits is bounded')
  client.socket.resume()
  await client.until(() => videoOf(client).length === camera.stats().packets.video)
  await clock.advance(2000)
  await client.until(() => videoOf(client).length === camera.stats().packets.video)
  const packets = videoOf(client)
  packets
    .slice(1)
    .forEach(({ sequence }, i) => assert.equal(sequence, ((packets[i]?.sequence ?? 0) + 1) & 0xffff))
  const times = timestamps(client)
  const jump = times.findIndex(
    (time, i) => i > 0 && (time - (times[i - 1] ?? 0) + 2 ** 32) % 2 ** 32 !== FRAME,
  )
  const after = packets.find(({ timestamp }) => timestamp === times[jump])
  assert.equal((after?.payload[1] ?? 0) & 0x1f, 5, 'it goes on with a key picture')
  client.socket.pause()
  await clock.advance(40_000)
  assert.equal(camera.stats().tooSlow, 1)
})

/** Pictures of so many bytes, none of which means anything; a key picture every other second. */
function largeFilm(bytes: number): Film {
  const picture = (type: number) => Buffer.alloc(bytes, type)
  const pictures = Array.from({ length: 30 }, (_, i) => ({
    nals: [picture(i === 0 ? 0x65 : 0x41)],
    isKey: i === 0,
    shownAfter: 0,
  }))
  return { codec: 'h264', framesPerSecond: 15, parameterSets: film.parameterSets, pictures }
}

test('rtsps speaks the same over TLS', async () => {
  const clock = simulatedClock(Date.now())
  await using cameras = await startCameras({ clock, mounts: [{ id: 'a', film }], tls: true })
  const camera = cameras.camera('a')
  assert.match(camera.url, /^rtsps:/)
  await assert.rejects(testClient(cameras.port, ''), /SELF_SIGNED|UNABLE_TO_VERIFY/)
  using client = await testClient(cameras.port, cameras.certificate)
  await client.play(camera.address)
  await clock.advance(2000)
  await client.until(() => videoOf(client).length > 0)
  camera.control.drop()
  await client.closed
})

test('the end of the cameras ends every connection, also one that says nothing', async () => {
  const { cameras, camera } = await oneCamera()
  using client = await testClient(cameras.port)
  using silent = await testClient(cameras.port)
  await client.play(camera.address)
  await cameras[Symbol.asyncDispose]()
  await Promise.all([client.closed, silent.closed])
  const error = await new Promise<NodeJS.ErrnoException>((resolve) =>
    connect(cameras.port, '127.0.0.1').once('error', resolve),
  )
  assert.equal(error.code, 'ECONNREFUSED')
})

test('a connection that never sets anything up is not kept for ever', async () => {
  const { cameras, clock } = await oneCamera()
  await using _ = cameras
  using client = await testClient(cameras.port)
  await clock.advance(60_000)
  assert.equal(await client.closed, 'end')
})
