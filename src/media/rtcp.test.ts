import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parseRtcp, wallClockMs } from './rtcp.ts'
import { capture } from './testing/captures.ts'

function senderReport(seconds: number, fraction: number, timestamp: number): Buffer {
  const bytes = Buffer.alloc(28)
  bytes.writeUInt32BE(0x80c8_0006, 0)
  bytes.writeUInt32BE(seconds, 8)
  bytes.writeUInt32BE(fraction, 12)
  bytes.writeUInt32BE(timestamp, 16)
  return bytes
}

const news = (bytes: Buffer) => parseRtcp(bytes, 0, bytes.length)

test('a sender report ties the stream to the wall clock', () => {
  // 2026-11-22T00:00:00.5Z is 4,004,294,400.5 seconds after 1900.
  const [report] = news(senderReport(4_004_294_400, 2 ** 31, 777))
  assert.deepEqual(report, {
    type: 'senderReport',
    ntpMs: Date.UTC(2026, 10, 22, 0, 0, 0, 500),
    timestamp: 777,
  })
})

test('reports go on after the seconds of NTP run out in 2036', () => {
  const [report] = news(senderReport(1000, 0, 0))
  assert.equal(report?.type === 'senderReport' && report.ntpMs, Date.UTC(2036, 1, 7, 6, 28, 16) + 1_000_000)
})

test('a camera without a wall clock says nothing about it', () => {
  assert.deepEqual(news(senderReport(0, 0, 5)), [])
})

test('a goodbye after a report is heard', () => {
  const bye = Buffer.from([0x81, 203, 0, 1, 0, 0, 0, 1])
  assert.deepEqual(
    news(Buffer.concat([senderReport(3_900_000_000, 0, 1), bye])).map(({ type }) => type),
    ['senderReport', 'goodbye'],
  )
})

test('the report in a captured stream says when it was captured', () => {
  const frame = capture('h264').frames.find((one) => one[1] === 1)!
  const [report] = parseRtcp(frame, 4, frame.length)
  assert.ok(report?.type === 'senderReport')
  assert.equal(new Date(report.ntpMs).toISOString().slice(0, 10), '2026-11-22')
})

test('hostile bytes give no more news than they have room for', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.ok(news(Buffer.from(bytes)).length <= bytes.length / 4)
    }),
  )
})

test('wall time follows the stream between reports', () => {
  assert.equal(wallClockMs({ ntpMs: 1_000_000, pts90k: 900_000 }, 900_000 + 45_000), 1_000_500)
  assert.equal(wallClockMs({ ntpMs: 1_000_000, pts90k: 900_000 }, 900_000 - 90_000), 999_000)
})
