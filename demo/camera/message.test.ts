import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { answerBytes, inboundReader, type Inbound } from './message.ts'

function readAll(chunks: readonly Buffer[]): readonly Inbound[] {
  const read = inboundReader()
  return chunks.flatMap((chunk) => [...read(chunk)])
}

test('requests and interleaved packets are read whatever pieces they arrive in', () => {
  const stream = Buffer.concat([
    Buffer.from('OPTIONS rtsp://h/a RTSP/1.0\r\nCSeq: 1\r\n\r\n'),
    Buffer.from([0x24, 1, 0, 3, 9, 8, 7]),
    Buffer.from('GET_PARAMETER rtsp://h/a RTSP/1.0\r\nCSeq: 2\r\nContent-Length: 4\r\n\r\nbody'),
    Buffer.from([0x24, 3, 0, 0]),
  ])
  const whole = readAll([stream])
  assert.deepEqual(
    whole.map((message) => message.type),
    ['request', 'frame', 'request', 'frame'],
  )
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: stream.length }), { maxLength: 20 }), (cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), stream.length]
      assert.deepEqual(readAll(edges.slice(1).map((edge, i) => stream.subarray(edges[i], edge))), whole)
    }),
  )
})

test('what is no RTSP is called nonsense once, and nothing is read after it', () => {
  const bad = [
    'GET / HTTP/1.1\r\n\r\n',
    'OPTIONS rtsp://h/a RTSP/1.0\r\nno colon\r\n\r\n',
    'OPTIONS rtsp://h/a RTSP/1.0\r\nContent-Length: 9999999\r\n\r\n',
    `OPTIONS rtsp://h/a RTSP/1.0\r\nX: ${'x'.repeat(9000)}`,
  ]
  for (const text of bad)
    assert.deepEqual(
      readAll([Buffer.from(text), Buffer.from('OPTIONS * RTSP/1.0\r\n\r\n')]).map((message) => message.type),
      ['nonsense'],
    )
})

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 }), (chunks) => {
      readAll(chunks.map((chunk) => Buffer.from(chunk)))
    }),
  )
})

test('an answer counts its body in bytes, not in letters', () => {
  const text = answerBytes({ status: 200, body: '한글' }, '7').toString()
  assert.equal(text, 'RTSP/1.0 200 OK\r\nCSeq: 7\r\nContent-Length: 6\r\n\r\n한글')
})
