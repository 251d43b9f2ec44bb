import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { createRoom, MAX_READ_BYTES, MAX_LEFT_BYTES } from './intake.ts'
import { createInlet, type Message } from './message.ts'
import { CAPTURES, capture } from './testing/captures.ts'

type Taken = { readonly packets: [number, string][]; readonly messages: Message[] }

const room = createRoom()

/** Everything an inlet takes from bytes that arrive in reads of these lengths; others use the room in between. */
function take(bytes: Buffer, reads: readonly number[]): Taken {
  const taken: Taken = { packets: [], messages: [] }
  const inlet = createInlet({
    packet: (channel, bytes, start, end) =>
      void taken.packets.push([channel, bytes.toString('latin1', start, end)]),
    message: (message) => void taken.messages.push(message),
  })
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const count = Math.min(MAX_READ_BYTES, reads[i % reads.length] ?? 1000, bytes.length - at)
    room.all.fill(0xee, MAX_LEFT_BYTES - 4096)
    bytes.copy(room.read, 0, at, at + count)
    inlet(room, count)
    at += count
  }
  return taken
}

const framed = (channel: number, payload: Uint8Array) =>
  Buffer.concat([Buffer.from([0x24, channel, payload.length >> 8, payload.length & 255]), payload])

const answer = (body: string) =>
  Buffer.from(
    `RTSP/1.0 200 OK\r\nCSeq: 7\r\nPublic: OPTIONS\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )

test('packets and messages come out the same wherever the network cuts them', () => {
  const part = fc.oneof(
    fc.tuple(fc.nat(255), fc.uint8Array({ maxLength: 3000 })).map(([channel, payload]) => ({
      bytes: framed(channel, payload),
      packet: [channel, Buffer.from(payload).toString('latin1')] as [number, string],
    })),
    fc
      .string({ maxLength: 500 })
      .map((body) => ({ bytes: answer(body.replace(/[^ -~]/g, '')), packet: undefined })),
  )
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1 }),
      (parts, pieces) => {
        const { packets, messages } = take(Buffer.concat(parts.map(({ bytes }) => bytes)), pieces)
        assert.deepEqual(
          packets,
          parts.flatMap(({ packet }) => (packet ? [packet] : [])),
        )
        assert.equal(messages.length, parts.filter(({ packet }) => packet === undefined).length)
      },
    ),
  )
})

test('captured streams pass through whole, in reads of any size', () => {
  for (const name of CAPTURES) {
    const { frames } = capture(name)
    for (const size of [7, 1400, MAX_READ_BYTES])
      assert.equal(take(Buffer.concat(frames), [size]).packets.length, frames.length)
  }
})

test('an answer has its status, headers and body', () => {
  const { messages } = take(answer('v=0'), [1])
  assert.deepEqual(messages, [
    {
      status: 200,
      headers: [
        ['cseq', '7'],
        ['public', 'OPTIONS'],
        ['content-length', '3'],
      ],
      body: new Uint8Array(Buffer.from('v=0')),
    },
  ])
})

test('a request by the camera is a message without a status', () => {
  const { messages } = take(Buffer.from('\r\nOPTIONS rtsp://x/ RTSP/1.0\r\nCSeq: 3\r\n\r\n'), [5])
  assert.equal(messages[0]?.status, undefined)
  assert.deepEqual(messages[0]?.headers, [['cseq', '3']])
})

test('the largest packets and messages follow each other without end, and any part of them may be left over', () => {
  const things = [framed(0, Buffer.alloc(65_535, 1)), largestMessage(), framed(1, Buffer.alloc(9))]
  const reads = fc.array(fc.integer({ min: 500, max: MAX_READ_BYTES }), { minLength: 1 })
  fc.assert(
    fc.property(reads, (lengths) => {
      const { packets, messages } = take(Buffer.concat(Array(10).fill(things).flat()), lengths)
      assert.deepEqual(
        packets.map(([, payload]) => payload.length),
        Array(10).fill([65_535, 9]).flat(),
      )
      assert.deepEqual(new Set(messages.map(({ body }) => body.length)), new Set([65_536]))
      assert.equal(messages.length, 10)
    }),
    { numRuns: 20 },
  )
})

function largestMessage(): Buffer {
  const head = 'RTSP/1.0 200 OK\r\nContent-Length: 65536\r\nX: '
  const end = '\r\n\r\n'
  return Buffer.from(head.padEnd(16 * 1024 - end.length, 'x') + end + 'b'.repeat(65_536))
}

test('the largest things come whole when they are sent byte by byte', () => {
  const { packets, messages } = take(Buffer.concat([largestMessage(), framed(0, Buffer.alloc(65_535))]), [1])
  assert.deepEqual([packets.length, messages.length], [1, 1])
})

test('what is not RTSP, or too large, is refused at once', () => {
  const refused = [
    'HTTP/1.1 200 OK\r\n\r\n',
    '\u0000\u0001',
    'RTSP/1.0 200 OK\r\nno colon\r\n\r\n',
    'RTSP/1.0 200 OK\r\nSession: a\nX: b\r\n\r\n',
    'RTSP/1.0 200 OK\r\nContent-Length: 65537\r\n\r\n',
    'RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n',
    'RTSP/1.0 200 OK\r\nContent-Length: 1e3\r\n\r\n',
    `RTSP/1.0 200 OK\r\nX: ${'x'.repeat(20_000)}`,
    `RTSP/1.0 200 OK\r\n${'A: b\r\n'.repeat(200)}\r\n`,
    'GET / HTTP/1.0\r\n\r\n',
  ]
  for (const text of refused)
    assert.throws(
      () => take(Buffer.from(text), [1000]),
      (error) => isFault(error, 'media.protocolBroken'),
      text.slice(0, 40),
    )
})

test('hostile bytes give messages, packets or a Fault, and the buffer never runs out', () => {
  const whole = Buffer.concat([answer('v=0\r\n'), framed(0, Buffer.alloc(50, 7)), answer('')])
  const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 10 })
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      flips,
      fc.integer({ min: 1, max: 99 }),
      (noise, flips, piece) => {
        const bent = Buffer.from(whole)
        for (const [at, value] of flips) bent[at] = value
        for (const bytes of [Buffer.from(noise), bent, Buffer.concat([bent, noise])])
          try {
            take(bytes, [piece])
          } catch (error) {
            assert.ok(isFault(error, 'media.protocolBroken'), String(error))
          }
      },
    ),
    { numRuns: 2000 },
  )
})
