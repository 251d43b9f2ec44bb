/** The dialogue with a camera over real sockets on this machine, on a simulated clock. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { present } from '../base/assert.ts'
import { realClock, simulatedClock, type SimulatedClock } from '../base/clock.ts'
import { isFault } from '../base/fault.ts'
import { throwAwayCertificate } from '../../demo/camera/certificate.ts'
import { createIntake, ROUND_MS, type Intake } from './intake.ts'
import { receiveStream } from './stream.ts'
import { all, capture, lossOf, receive, unitsOf } from './testing/captures.ts'
import { pulled, type PulledOptions } from './testing/pulled.ts'
import { startPeer, type Peer, type PeerOptions, type Reply, type Request } from './testing/peer.ts'
import type { StreamEvent } from './video.ts'

const H264 = capture('h264')
const DESCRIPTION = H264.description.toString()
const AUDIO = 'm=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=control:audio\r\n'
const START = Date.UTC(2026, 10, 22)

type Setting = Partial<PeerOptions> & { readonly account?: string; readonly options?: Partial<PulledOptions> }

/** A simulated clock that knows how many of its timers are still to come. */
function countedClock(): { clock: SimulatedClock; pending: () => number } {
  const clock = simulatedClock(START)
  const timers = new Set<symbol>()
  const after: SimulatedClock['after'] = (ms, act) => {
    const timer = Symbol('timer')
    timers.add(timer)
    const cancel = clock.after(ms, () => {
      timers.delete(timer)
      act()
    })
    return () => {
      timers.delete(timer)
      cancel()
    }
  }
  return { clock: { ...clock, after }, pending: () => timers.size }
}

/** Runs a peer and a stream to it, and clears both away. */
async function meet(
  setting: Setting,
  act: (
    stream: AsyncGenerator<StreamEvent>,
    peer: Peer,
    clock: SimulatedClock,
    stop: AbortController,
  ) => Promise<void>,
): Promise<void> {
  await using peer = await startPeer({ description: DESCRIPTION, frames: H264.frames, ...setting })
  const { clock, pending } = countedClock()
  const stop = new AbortController()
  const url = setting.account ? peer.url.replace('://', `://${setting.account}@`) : peer.url
  const stream = pulled({ url, clock, signal: stop.signal, ...setting.options })
  try {
    await act(stream, peer, clock, stop)
  } finally {
    await stream.return(undefined)
  }
  assert.equal(pending(), 0, 'a stream that is over leaves no timer behind')
}

/** What ends a stream that nobody stops. */
async function ending(setting: Setting): Promise<unknown> {
  let cause: unknown
  await meet(setting, async (stream) => {
    cause = await all(stream).then(
      () => undefined,
      (error: unknown) => error,
    )
  })
  return cause
}

async function takeUnits(stream: AsyncGenerator<StreamEvent>, count: number): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  while (unitsOf(events).length < count) {
    const { value, done } = await stream.next()
    if (done === true) break
    events.push(value)
  }
  return events
}

/** Lets time pass in steps until `met`, giving the sockets their turn between them. */
async function passUntil(clock: SimulatedClock, met: () => boolean): Promise<void> {
  for (let i = 0; i < 100_000 && !met(); i++) await clock.advance(100)
  assert.ok(met())
}

test('from DESCRIBE to TEARDOWN: every picture arrives, and the session is closed', () =>
  meet({}, async (stream, peer) => {
    const events = await takeUnits(stream, 44)
    assert.equal(unitsOf(events).length, 44)
    assert.deepEqual(lossOf(events), { packets: 0, units: 0 })
    await stream.return(undefined)
    await peer.left()
    assert.deepEqual(peer.methods(), ['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN'])
    assert.equal(peer.requests[4]?.headers.get('session'), 'abc123')
  }))

test('of a camera that offers sound, only the video is ever set up', async () => {
  const base = (text: string) => text.replace('a=control:streamid=0', 'a=control:video')
  const offers = [
    base(DESCRIPTION) + AUDIO,
    base(DESCRIPTION).replace('m=video', `${AUDIO}m=video`),
    base(DESCRIPTION).replace('m=video', `${AUDIO}m=video`) + AUDIO.replace('audio\r\n', 'audio2\r\n'),
  ]
  await Promise.all(
    offers.map((description) =>
      meet({ description }, async (stream, peer) => {
        await takeUnits(stream, 10)
        const setups = peer.requests.filter(({ method }) => method === 'SETUP')
        assert.deepEqual(
          setups.map(({ uri, headers }) => [uri, headers.get('transport')]),
          [[`${peer.url}/video`, 'RTP/AVP/TCP;unicast;interleaved=0-1']],
        )
      }),
    ),
  )
})

test('a camera that sends sound unasked, on a channel of its own, is not listened to', async () => {
  const sound = Buffer.concat([Buffer.from([0x24, 2, 0, 20]), Buffer.alloc(20, 0x80)])
  const frames = H264.frames.flatMap((frame) => [sound, frame])
  await meet({ frames }, async (stream) => {
    const events = await takeUnits(stream, 44)
    assert.equal(unitsOf(events).length, 44)
  })
})

test('relative addresses are resolved against what the camera says they are relative to', () =>
  meet(
    {
      description: DESCRIPTION.replace('t=0 0\r\n', 't=0 0\r\na=control:all\r\n'),
      reply: ({ method }): Reply | undefined =>
        method === 'DESCRIBE'
          ? {
              headers: { 'Content-Base': 'rtsp://10.0.0.9/base/' },
              body: DESCRIPTION.replace('t=0 0\r\n', 't=0 0\r\na=control:all\r\n'),
            }
          : undefined,
    },
    async (stream, peer) => {
      await takeUnits(stream, 1)
      const uris = new Map(peer.requests.map(({ method, uri }) => [method, uri]))
      assert.equal(uris.get('SETUP'), 'rtsp://10.0.0.9/base/streamid=0')
      assert.equal(uris.get('PLAY'), 'rtsp://10.0.0.9/base/all')
    },
  ))

test('the channels are those the camera chose', async () => {
  const frames = H264.frames.map((frame) =>
    Buffer.concat([Buffer.from([0x24, frame[1]! + 6]), frame.subarray(2)]),
  )
  const reply = ({ method }: Request): Reply | undefined =>
    method === 'SETUP'
      ? { headers: { Session: 'x', Transport: 'RTP/AVP/TCP;unicast;interleaved=6-7;ssrc=1' } }
      : undefined
  await meet({ frames, reply }, async (stream) => {
    const events = await takeUnits(stream, 44)
    assert.ok(events.some(({ type }) => type === 'senderReport'))
  })
})

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

/** A camera that knows viewer / a:b, and gives each nonce so many requests. */
function guarded(
  scheme: 'Basic' | 'Digest',
  lives = Infinity,
  tellsStale = true,
): NonNullable<PeerOptions['reply']> {
  let nonce = 0
  let used = 0
  return ({ method, uri, headers }) => {
    const given = headers.get('authorization') ?? ''
    const value = (name: string) => new RegExp(`\\b${name}="?([^",]*)`).exec(given)?.[1] ?? ''
    const secret = `${md5('viewer:cam:a:b')}:n${nonce}:${value('nc')}:${value('cnonce')}:auth:${md5(`${method}:${uri}`)}`
    const isRight =
      scheme === 'Basic'
        ? given === `Basic ${Buffer.from('viewer:a:b').toString('base64')}`
        : value('uri') === uri &&
          value('response') === md5(secret) &&
          Number.parseInt(value('nc'), 16) === used + 1
    if (isRight && used < lives) {
      used++
      return undefined
    }
    const stale = isRight && tellsStale ? ', stale=true' : ''
    used = 0
    const digest = `Digest realm="cam", nonce="n${++nonce}", qop="auth"${stale}`
    return { status: 401, headers: { 'WWW-Authenticate': scheme === 'Basic' ? 'Basic realm="cam"' : digest } }
  }
}

for (const scheme of ['Basic', 'Digest'] as const)
  test(`${scheme}: the account is proven once asked for, for every request`, () =>
    meet({ account: 'viewer:a%3Ab', reply: guarded(scheme) }, async (stream, peer) => {
      await takeUnits(stream, 44)
      await stream.return(undefined)
      await peer.left()
      assert.deepEqual(peer.methods(), ['OPTIONS', 'OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN'])
      assert.ok(
        peer.requests.slice(1).every(({ headers }) => headers.get('authorization')?.startsWith(scheme)),
      )
      assert.ok(peer.requests.every(({ uri }) => !uri.includes('viewer')))
    }))

for (const tellsStale of [true, false])
  test(`a nonce that grows old is replaced${tellsStale ? '' : ', also when the camera does not say why'}`, () =>
    meet({ account: 'viewer:a%3Ab', reply: guarded('Digest', 1, tellsStale) }, async (stream, peer) => {
      await takeUnits(stream, 44)
      assert.equal(peer.methods().filter((method) => method === 'PLAY').length, 2)
    }))

test('a wrong password is tried once, and no account not at all', async () => {
  for (const [account, tries] of [
    ['viewer:wrong', 2],
    ['', 1],
  ] as const)
    await meet({ ...(account ? { account } : {}), reply: guarded('Digest') }, async (stream, peer) => {
      await assert.rejects(
        all(stream),
        (error) => isFault(error, 'media.unauthorised') && error.kind === 'unauthenticated',
      )
      assert.equal(peer.requests.length, tries)
    })
})

test('the session is kept alive at half its timeout', () => {
  const reply = ({ method }: Request): Reply | undefined =>
    method === 'SETUP'
      ? { headers: { Session: 'k ; timeout=30', Transport: 'RTP/AVP/TCP;interleaved=0-1' } }
      : undefined
  return meet({ reply, options: { silenceMs: 1e9 } }, async (stream, peer, clock) => {
    await takeUnits(stream, 44)
    await clock.advance(14_900)
    assert.equal(peer.methods().at(-1), 'PLAY')
    await clock.advance(200)
    await peer.asked('GET_PARAMETER')
    assert.equal(peer.requests.at(-1)?.headers.get('session'), 'k')
    await clock.advance(15_000)
    await peer.asked('GET_PARAMETER', 2)
  })
})

test('a camera that does not know GET_PARAMETER, or refuses it, is asked for its options', async () => {
  const unknown = ({ method }: Request): Reply | undefined =>
    method === 'OPTIONS' ? { headers: { Public: 'DESCRIBE, SETUP, TEARDOWN, PLAY' } } : undefined
  const refused = ({ method }: Request): Reply | undefined =>
    method === 'GET_PARAMETER' ? { status: 405 } : undefined
  for (const [reply, tries] of [
    [unknown, 0],
    [refused, 1],
  ] as const)
    await meet({ reply, options: { silenceMs: 1e9 } }, async (stream, peer, clock) => {
      await takeUnits(stream, 44)
      await passUntil(clock, () => peer.methods().filter((method) => method === 'OPTIONS').length > 1)
      assert.equal(peer.methods().filter((method) => method === 'GET_PARAMETER').length, tries)
    })
})

test('keep-alives that are never answered do not end a stream that goes on', () => {
  const reply = ({ method }: Request) => (method === 'GET_PARAMETER' ? null : undefined)
  return meet({ reply, options: { silenceMs: 1e9 } }, async (stream, peer, clock) => {
    await takeUnits(stream, 44)
    await passUntil(clock, () => peer.methods().filter((method) => method === 'GET_PARAMETER').length > 3)
    peer.send(H264.frames.at(-1)!)
    peer.hangUp()
    await assert.rejects(
      all(stream),
      (error) => isFault(error, 'media.closed') || isFault(error, 'media.broken'),
    )
  })
})

test('a camera that falls silent, its connection still open, is given up after the time told', () =>
  meet({ options: { silenceMs: 5000 } }, async (stream, peer, clock) => {
    await takeUnits(stream, 44)
    const next = takeUnits(stream, 9)
    next.catch(() => {})
    await clock.advance(4900)
    peer.send('RTSP/1.0 200 OK\r\nCSeq: 999\r\n\r\n')
    await passUntil(clock, () => peer.methods().includes('TEARDOWN'))
    await assert.rejects(next, (error) => isFault(error, 'media.silent'))
  }))

test('packets that are not of the video that was described are no sign of it', () =>
  meet({ options: { silenceMs: 5000 } }, async (stream, peer, clock) => {
    await takeUnits(stream, 44)
    const next = takeUnits(stream, 9)
    next.catch(() => {})
    const last = H264.frames.findLast((frame) => frame[1] === 0)!
    const other = Buffer.from(last)
    other[5] = 99 // its payload type
    let sent = 0
    const isGivenUp = () => peer.methods().includes('TEARDOWN')
    for (; sent < 200 && !isGivenUp(); sent++) {
      other.writeUInt16BE((last.readUInt16BE(6) + 1 + sent) & 0xffff, 6)
      peer.send(other)
      await clock.advance(100)
    }
    assert.ok(isGivenUp(), 'within twenty seconds')
    await assert.rejects(next, (error) => isFault(error, 'media.silent'))
  }))

test('a camera that never answers is given up', () => {
  const reply = ({ method }: Request) => (method === 'DESCRIBE' ? null : undefined)
  return meet({ reply }, async (stream, peer, clock) => {
    const first = stream.next()
    first.catch(() => {})
    await peer.asked('DESCRIBE')
    await clock.advance(10_100)
    await passUntil(clock, () => true)
    await assert.rejects(first, (error) => isFault(error, 'media.unanswered'))
  })
})

test('refusals are told apart', async () => {
  const at = (method: string, reply: Reply) => ({
    reply: (request: Request) => (request.method === method ? reply : undefined),
  })
  const code = async (setting: Setting) => {
    const cause = await ending(setting)
    return isFault(cause) ? cause.code : cause
  }
  assert.equal(await code(at('DESCRIBE', { status: 404 })), 'media.requestRefused')
  assert.equal(await code(at('SETUP', { status: 461 })), 'media.transportRefused')
  assert.equal(
    await code(at('SETUP', { headers: { Session: 'x', Transport: 'RTP/AVP;unicast;client_port=1-2' } })),
    'media.transportRefused',
  )
  assert.equal(await code(at('SETUP', { headers: {} })), 'media.protocolBroken')
  assert.equal(await code(at('DESCRIBE', { body: 'not a description' })), 'media.descriptionInvalid')
  assert.equal(await code({ description: `v=0\r\n${AUDIO}` }), 'media.noVideo')
  assert.equal(await code(at('PLAY', { status: 454 })), 'media.requestRefused')
})

test('a redirection is not followed: the account goes nowhere else', async () => {
  await using trap = await startPeer({ description: DESCRIPTION })
  for (const status of [301, 302, 303, 305, 307]) {
    const reply = ({ method }: Request): Reply | undefined =>
      method === 'DESCRIBE' ? { status, headers: { Location: trap.url } } : undefined
    assert.ok(isFault(await ending({ reply, account: 'viewer:x' }), 'media.redirected'))
  }
  assert.equal(trap.requests.length, 0)
})

test('a connection that the camera ends gives what was whole, and then the reason', () =>
  meet({}, async (stream, peer) => {
    await takeUnits(stream, 40)
    peer.hangUp()
    const events: StreamEvent[] = []
    await assert.rejects(
      async () => {
        for await (const event of stream) events.push(event)
      },
      (error) => isFault(error, 'media.closed') || isFault(error, 'media.broken'),
    )
    assert.equal(unitsOf(events).length, 5, 'the last picture had its marker, so it is whole')
  }))

test('the signal ends the stream without an error, and nothing whole is left behind', () =>
  meet({}, async (stream, peer, _clock, stop) => {
    await takeUnits(stream, 44)
    stop.abort()
    assert.equal(unitsOf(await all(stream)).length, 1)
    await peer.left()
    assert.equal(peer.methods().at(-1), 'TEARDOWN')
  }))

test('the signal ends a stream that is still being set up', () => {
  const reply = ({ method }: Request) => (method === 'SETUP' ? null : undefined)
  return meet({ reply }, async (stream, peer, _clock, stop) => {
    const rest = all(stream)
    await peer.asked('SETUP')
    stop.abort()
    assert.deepEqual(await rest, [])
    await peer.left()
  })
})

test('a signal given before the start means no connection', () =>
  meet({ options: { signal: AbortSignal.abort() } }, async (stream, peer) => {
    assert.deepEqual(await all(stream), [])
    assert.equal(peer.requests.length, 0)
  }))

test('nobody at the address is told as such', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  const stream = pulled({
    url: `rtsp://127.0.0.1:${port}/`,
    clock: realClock,
    signal: new AbortController().signal,
  })
  await assert.rejects(
    all(stream),
    (error) => isFault(error, 'media.refused') && error.values['reason'] === 'ECONNREFUSED',
  )
})

test('a camera that asks questions of its own gets an answer, and a flood of them meets a bound', () =>
  meet({}, async (stream, peer) => {
    await takeUnits(stream, 44)
    const question = 'OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n'
    peer.send(question)
    peer.send(question.repeat(1000))
    await assert.rejects(all(stream), (error) => isFault(error, 'media.protocolBroken'))
  }))

test('what breaks the stream right behind the answer to PLAY ends it just the same', async () => {
  const cause = await ending({ frames: [Buffer.from([0, 1, 2])] })
  assert.ok(isFault(cause, 'media.protocolBroken'))
})

test('what breaks the stream right behind an earlier answer ends it at once, for that reason', async () => {
  const broken = 'yes\r\n\r\n\u0000'
  const answers: readonly [string, Record<string, string>][] = [
    ['OPTIONS', { Public: broken }],
    ['SETUP', { Session: 'abc123', Broken: broken }],
  ]
  for (const [method, headers] of answers) {
    const reply = (request: Request) => (request.method === method ? { headers } : undefined)
    await meet({ reply }, async (stream, peer, clock) => {
      let cause: unknown
      const over = all(stream).catch((error: unknown) => (cause = error))
      await passUntil(clock, () => cause !== undefined)
      await over
      assert.ok(isFault(cause, 'media.protocolBroken'), `${method}: ${String(cause)}`)
      assert.equal(
        peer
          .methods()
          .filter((one) => one !== 'TEARDOWN')
          .at(-1),
        method,
        'nothing more is asked',
      )
    })
  }
})

test('bytes that are not RTSP end the stream', () =>
  meet({}, async (stream, peer) => {
    await takeUnits(stream, 44)
    peer.send('\u0000\u0001\u0002')
    await assert.rejects(all(stream), (error) => isFault(error, 'media.protocolBroken'))
  }))

/** As long as a new connection is read at once. */
const FREE_MS = 10_000

test('after its first ten seconds, sockets of one intake are read in rounds, all of them at the same moments', async () => {
  const { clock, pending } = countedClock()
  const { room, join } = createIntake(clock, true)
  const intake: Intake = { room, join: (socket) => join({ ...socket, mayRest: () => true }) }
  await using peers = new AsyncDisposableStack()
  const stop = new AbortController()
  const { signal } = stop
  const arrivals = [0, 1].map((): number[] => [])
  const streams = arrivals.map(async (at) => {
    const peer = peers.use(await startPeer({ description: DESCRIPTION }))
    const receive = (event: StreamEvent) => {
      if (event.type === 'unit') at.push(event.unit.arrivedAtMs)
    }
    const streaming = receiveStream({ url: peer.url, clock, receive, signal, intake, silenceMs: 1e9 })
    await peer.asked('PLAY')
    return { peer, streaming }
  })
  const both = await Promise.all(streams)
  for (let ms = 0; ms < FREE_MS + 4000; ms += 100) await clock.advance(100) // and shorter rests at first
  for (const frame of H264.frames) {
    for (const { peer } of both) peer.send(frame)
    await clock.advance(50)
  }
  while (arrivals.some(({ length }) => length < 44)) await clock.advance(10)
  const [first = 0, ...later] = [...new Set(arrivals.flat())].sort((a, b) => a - b)
  // A socket stays open for two turns of the loop, one after the other, which is a moment of real time and some steps of this clock.
  const isOfOneRound = (ms: number) => ms <= 300
  const isOfAnother = (ms: number) => ms >= ROUND_MS - 300
  for (const [i, atMs] of later.entries()) {
    const stepMs = atMs - (later[i - 1] ?? first)
    assert.ok(isOfOneRound(stepMs) || isOfAnother(stepMs), `read at ${[first, ...later].join(', ')}`)
  }
  assert.ok(
    later.some((atMs) => isOfAnother(atMs - first)),
    'more than one round was needed',
  )
  stop.abort()
  await Promise.all(both.map(({ streaming }) => streaming))
  assert.equal(pending(), 0)
})

/** A stream of one intake that has played for so long that its socket rests. */
async function resting(
  options: Partial<PeerOptions>,
  act: (resting: Resting) => Promise<void>,
): Promise<void> {
  const { clock } = countedClock()
  await using peer = await startPeer({ description: DESCRIPTION, ...options })
  const stop = new AbortController()
  const { tls } = options
  let units = 0
  let rests = false
  const intake = createIntake(clock, true)
  const join: Intake['join'] = ({ pause, resume }) =>
    intake.join({
      pause(ms) {
        rests = true
        pause(ms)
      },
      resume,
      mayRest: () => true,
    })
  const streaming = receiveStream({
    url: peer.url,
    clock,
    signal: stop.signal,
    intake: { ...intake, join },
    receive({ type }) {
      if (type === 'unit') units++
    },
    silenceMs: 1e9,
    ...(tls === undefined ? {} : { tls: { ca: tls.certificate } }),
  })
  streaming.catch(() => {})
  await peer.asked('PLAY')
  await passUntil(clock, () => rests)
  await act({ peer, clock, streaming, units: () => units, stop })
  stop.abort()
  await streaming.catch(() => {})
}

type Resting = {
  readonly peer: Peer
  readonly clock: SimulatedClock
  readonly streaming: Promise<void>
  readonly units: () => number
  readonly stop: AbortController
}

test('a camera rests only when it sends pictures enough, for long only when it was seen to bring much at once, and never for so long that the kernel cannot hold what comes', async () => {
  const { clock } = countedClock()
  const stop = new AbortController()
  const { signal } = stop
  await using peer = await startPeer({ description: DESCRIPTION })
  const { room } = createIntake(clock, true)
  let mayRest: (ms: number) => boolean = () => true
  let units = 0
  const join: Intake['join'] = (socket) => {
    mayRest = (ms) => socket.mayRest(ms)
    return () => {}
  }
  const receive = ({ type }: StreamEvent) => {
    if (type === 'unit') units++
  }
  const streaming = receiveStream({
    url: peer.url,
    clock,
    signal,
    receive,
    intake: { room, join },
    silenceMs: 1e9,
  })
  await peer.asked('PLAY')
  await passUntil(clock, () => !mayRest(64))
  peer.send(Buffer.concat(H264.frames))
  await passUntil(clock, () => units === 44)
  assert.deepEqual([64, 128, 256, 512, 1000].map(mayRest), [true, true, true, false, false])
  const elsewhere = Buffer.concat([Buffer.from([0x24, 9, 0xff, 0xff]), Buffer.alloc(0xffff)])
  const muchAtOnce = Buffer.concat([elsewhere, elsewhere, elsewhere, elsewhere])
  let turns = 0
  await passUntil(clock, () => {
    if (turns++ % 10 === 0) peer.send(muchAtOnce) // two megabits a second
    return mayRest(1000)
  })
  await passUntil(clock, () => {
    peer.send(muchAtOnce) // ten times as much
    return !mayRest(1000)
  })
  assert.ok(mayRest(64))
  const slowly = again(H264.frames, 45_000)
  peer.send(Buffer.concat(slowly))
  await passUntil(clock, () => units === 44 + 45)
  assert.ok(!mayRest(64), 'it has come to send two pictures a second')
  peer.send(Buffer.concat(again(slowly, 6000)))
  await passUntil(clock, () => units === 44 + 2 * 45)
  assert.ok(mayRest(64))
  stop.abort()
  await streaming
})

/** The same pictures once more, right after these on the wire, so many ticks of 90 kHz apart. */
function again(frames: readonly Buffer[], ticks: number): Buffer[] {
  const video = frames.filter((frame) => frame[1] === 0)
  const last = present(video.at(-1), 'there are packets')
  let [sequence, time] = [last.readUInt16BE(6), last.readUInt32BE(8)]
  return video.map((frame, i) => {
    const isNext = frame.readUInt32BE(8) !== video[i - 1]?.readUInt32BE(8)
    sequence = (sequence + 1) % 2 ** 16
    time = (time + (isNext ? ticks : 0)) % 2 ** 32
    const copy = Buffer.from(frame)
    copy.writeUInt16BE(sequence, 6)
    copy.writeUInt32BE(time, 8)
    return copy
  })
}

test('what a socket holds when the camera hangs up is handed on, and then the end is told', () =>
  resting({}, async ({ peer, clock, streaming, units }) => {
    peer.sayLast(Buffer.concat(H264.frames))
    await passUntil(clock, () => units() === 45)
    await assert.rejects(streaming, (error) => isFault(error, 'media.closed'))
  }))

test('the signal ends a stream at rest, and what its socket holds is still handed on', () =>
  resting({}, async ({ peer, streaming, units, stop }) => {
    const few = H264.frames.slice(0, 20) // which one read takes
    peer.send(Buffer.concat(few))
    stop.abort()
    await streaming
    const packets = few.filter((frame) => frame[1] === 0).map((frame) => frame.subarray(4))
    const whole = unitsOf(receive(H264.track, packets).events).length
    assert.ok(whole > 5)
    assert.equal(units(), whole)
  }))

test('a camera is not silent because its pictures wait to be read', async () => {
  const { clock } = countedClock()
  await using peer = await startPeer({ description: DESCRIPTION })
  const stop = new AbortController()
  const { signal } = stop
  const { room, join } = createIntake(clock, true)
  let sent = 0
  let units = 0
  let rests = 0
  let isOpen = true
  const isRead = () => units >= sent - 1 // the last is handed on when the next begins
  const intake: Intake = {
    room,
    join({ pause, resume }) {
      const rest = (ms: number) => {
        if (!isRead()) return void setImmediate(() => rest(ms)) // however long that really takes
        isOpen = false
        rests++
        pause(ms)
      }
      const open = () => {
        isOpen = true
        resume()
      }
      return join({ pause: rest, resume: open, mayRest: () => true })
    },
  }
  const receive = ({ type }: StreamEvent) => {
    if (type === 'unit') units++
  }
  const silenceMs = ROUND_MS - 76
  const streaming = receiveStream({ url: peer.url, clock, signal, receive, intake, silenceMs })
  let cause: unknown
  streaming.catch((error: unknown) => (cause = error))
  await peer.asked('PLAY')
  const video = H264.frames.filter((frame) => frame[1] === 0)
  const pictures = Map.groupBy(video, (frame) => frame.readUInt32BE(8)).values()
  for (const picture of pictures) {
    peer.send(Buffer.concat(picture))
    sent++
    for (let ms = 0; ms < 400; ms += 100) {
      while (isOpen && !isRead()) await clock.advance(0)
      await clock.advance(100)
    }
  }
  assert.equal(cause, undefined)
  assert.ok(rests >= 10)
  stop.abort()
  await streaming
})

test('a stream that is ended at rest is closed at once', async () => {
  const { clock } = countedClock()
  await using peer = await startPeer({ description: DESCRIPTION })
  const { signal } = new AbortController()
  const { room, join } = createIntake(clock, true)
  const intake: Intake = { room, join: (socket) => join({ ...socket, mayRest: () => true }) }
  const refusal = new Error('no more')
  let isRefused = false
  const receive = ({ type }: StreamEvent) => {
    isRefused = type === 'rest'
    if (isRefused) throw refusal
  }
  const streaming = receiveStream({ url: peer.url, clock, signal, receive, intake, silenceMs: 1e9 })
  streaming.catch(() => {})
  await peer.asked('PLAY')
  await passUntil(clock, () => isRefused)
  await assert.rejects(streaming, (error) => error === refusal) // and no time passes any more
})

for (const tls of [undefined, throwAwayCertificate(Date.now())])
  test(`a round takes all that waits, however much it is, over ${tls ? 'TLS' : 'TCP'}`, () =>
    resting(tls ? { tls } : {}, async ({ peer, clock, units }) => {
      const elsewhere = Buffer.concat([Buffer.from([0x24, 9, 0xff, 0xff]), Buffer.alloc(0xffff)])
      const began = clock.monotonic()
      for (const frame of H264.frames) peer.send(Buffer.concat([elsewhere, elsewhere, frame]))
      await passUntil(clock, () => units() === 44)
      assert.ok(clock.monotonic() - began < 5000, 'a few rounds, not one for each read')
    }))

test('where the kernel may not hold a round of a camera, sockets are read at once', async () => {
  const { clock } = countedClock()
  await using peer = await startPeer({ description: DESCRIPTION })
  const stop = new AbortController()
  const told = Promise.withResolvers<void>()
  const receive = ({ type }: StreamEvent) => {
    if (type === 'unit') told.resolve()
  }
  const intake = createIntake(clock, false)
  const { signal } = stop
  const streaming = receiveStream({ url: peer.url, clock, receive, signal, intake, silenceMs: 1e9 })
  await peer.asked('PLAY')
  for (let ms = 0; ms < 2 * FREE_MS; ms += 100) await clock.advance(100)
  peer.send(Buffer.concat(H264.frames)) // and no round comes any more
  await Promise.race([told.promise, streaming])
  stop.abort()
  await streaming
})

test('whoever takes the events may refuse to go on: nothing more comes, and the camera is told goodbye', async () => {
  await using peer = await startPeer({ description: DESCRIPTION, frames: H264.frames })
  const refusal = new Error('no more')
  const { clock, pending } = countedClock()
  let units = 0
  const receive = ({ type }: StreamEvent) => {
    if (type === 'unit' && ++units === 10) throw refusal
  }
  const { signal } = new AbortController()
  await assert.rejects(receiveStream({ url: peer.url, clock, signal, receive }), (error) => error === refusal)
  assert.equal(units, 10)
  await peer.left()
  assert.equal(peer.methods().at(-1), 'TEARDOWN')
  assert.equal(pending(), 0)
})

test('whoever takes the events may give the signal in the middle of it', async () => {
  await using peer = await startPeer({ description: DESCRIPTION, frames: H264.frames })
  const { clock } = countedClock()
  const stop = new AbortController()
  let units = 0
  const receive = ({ type }: StreamEvent) => {
    if (type === 'unit' && ++units === 10) stop.abort()
  }
  await receiveStream({ url: peer.url, clock, signal: stop.signal, receive })
  assert.equal(units, 45, 'what had come is handed on, also the last picture, which has its marker')
  await peer.left()
  assert.equal(peer.methods().at(-1), 'TEARDOWN')
})

test('what is thrown after the signal was given is told as well', async () => {
  await using peer = await startPeer({ description: DESCRIPTION, frames: H264.frames })
  const mistake = new Error('our own')
  const { clock } = countedClock()
  const stop = new AbortController()
  let units = 0
  const receive = ({ type }: StreamEvent) => {
    if (type !== 'unit') return
    if (++units === 10) stop.abort()
    if (units === 20) throw mistake
  }
  const streaming = receiveStream({ url: peer.url, clock, signal: stop.signal, receive })
  await assert.rejects(streaming, (error) => error === mistake)
  assert.equal(units, 20)
})

test('what ended a stream is told before a refusal of what it had left', async () => {
  await using peer = await startPeer({ description: DESCRIPTION, frames: H264.frames })
  const refusal = new Error('not even that')
  const { clock } = countedClock()
  let units = 0
  const receive = ({ type }: StreamEvent) => {
    if (type !== 'unit') return
    if (++units === 44) setImmediate(() => peer.hangUp())
    if (units === 45) throw refusal
  }
  const { signal } = new AbortController()
  const cause = await receiveStream({ url: peer.url, clock, signal, receive }).then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.equal(units, 45, 'the last picture had its marker')
  assert.ok(isFault(cause), 'what ended the stream comes first')
})

test('rtsps: a pinned certificate, or one of a known authority, and no other', async () => {
  const tls = throwAwayCertificate(Date.now())
  const other = throwAwayCertificate(Date.now())
  const sha256 = (pem: string) =>
    createHash('sha256')
      .update(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'))
      .digest('hex')
  const pin = sha256(tls.certificate)
  const cases: readonly [PulledOptions['tls'], boolean][] = [
    [{ certificateSha256: pin }, true],
    [{ certificateSha256: pin.toUpperCase().match(/../g)!.join(':') }, true],
    [{ ca: tls.certificate }, true],
    [{ certificateSha256: sha256(other.certificate) }, false],
    [{ certificateSha256: '' }, false],
    [{ ca: other.certificate }, false],
    [undefined, false],
  ]
  for (const [trust, isTrusted] of cases)
    await meet({ tls, account: 'viewer:x', options: trust ? { tls: trust } : {} }, async (stream, peer) => {
      if (isTrusted) {
        assert.equal(unitsOf(await takeUnits(stream, 44)).length, 44)
        return
      }
      await assert.rejects(stream.next(), (error) => isFault(error, 'media.certificateRefused'))
      assert.equal(peer.requests.length, 0, 'not a word is said to a stranger')
    })
})
