import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { MAX_READ_BYTES } from './intake.ts'
import { createInlet, type Message } from './message.ts'
import { CAPTURES, capture } from './testing/captures.ts'

type Taken = { readonly packets: [number, string][]; readonly messages: Message[] }

/** Everything an inlet takes from bytes that arrive in pieces of these lengths. */
function take(bytes: Buffer, pieces: readonly number[], looksEvery = 1): Taken {
  const taken: Taken = { packets: [], messages: [] }
  const inlet = createInlet({
    packet: (channel, bytes, start, end) =>
      void taken.packets.push([channel, bytes.toString('latin1', start, end)]),
    message: (message) => void taken.messages.push(message),
  })
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const count = Math.min(MAX_READ_BYTES, bytes.length - at, pieces[i % pieces.length] ?? 1000)
    inlet.add(bytes.subarray(at, at + count), count, at)
    at += count
    if (inlet.isFull() || i % looksEvery === 0) inlet.look()
  }
  inlet.look()
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

test('a packet came when the last of its bytes came, however late it is looked at', () => {
  const step = fc.record({ count: fc.integer({ min: 1, max: 3000 }), looks: fc.boolean() })
  fc.assert(
    fc.property(
      fc.array(fc.nat(2000), { minLength: 1, maxLength: 60 }),
      fc.array(step, { minLength: 1 }),
      (lengths, steps) => {
        const bytes = Buffer.concat(lengths.map((length) => framed(0, Buffer.alloc(length))))
        const told: number[] = []
        const inlet = createInlet({
          packet: (_c, _b, _s, _e, atMs) => void told.push(atMs),
          message: () => {},
        })
        const cameBy: number[] = [] // the read with which so many bytes had come
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const { count, looks } = steps[i % steps.length]!
          const length = Math.min(count, bytes.length - at)
          inlet.add(Buffer.concat([bytes.subarray(at, at + length), Buffer.alloc(9)]), length, i)
          at += length
          cameBy.push(at)
          if (looks || inlet.isFull()) inlet.look()
        }
        inlet.look()
        let end = 0
        const expected = lengths.map((length) => {
          end += 4 + length
          return cameBy.findIndex((upTo) => upTo >= end)
        })
        assert.deepEqual(told, expected)
      },
    ),
  )
})

test('captured streams pass through whole, in reads of any size', () => {
  for (const name of CAPTURES) {
    const { frames } = capture(name)
    for (const size of [1, 7, 1400, 100_000])
      for (const looksEvery of [1, 5])
        assert.equal(take(Buffer.concat(frames), [size], looksEvery).packets.length, frames.length)
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

test('the largest packets follow each other without end in a buffer of one size', () => {
  const packet = framed(0, Buffer.alloc(65_535, 1))
  assert.equal(take(Buffer.concat(Array.from({ length: 40 }, () => packet)), [65_536]).packets.length, 40)
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
