import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  filled,
  FRAMING_BYTES,
  formOf,
  PACKET_BYTES_LIMIT,
  payloadsOf,
  RTP_HEADER_BYTES,
  senderReport,
} from './packets.ts'
import { nalsOf, rtpOf } from './testclient.ts'

const LIMIT = PACKET_BYTES_LIMIT - RTP_HEADER_BYTES

/** NAL units of single-unit types, from a byte or two to several packets long. */
const h264Nals = fc.array(
  fc
    .record({
      importance: fc.integer({ min: 0, max: 3 }),
      type: fc.integer({ min: 1, max: 23 }),
      body: bodies(0),
    })
    .map(({ importance, type, body }) => Buffer.concat([Buffer.from([(importance << 5) | type]), body])),
  { minLength: 1, maxLength: 12 },
)
const h265Nals = fc.array(
  fc
    .record({
      type: fc.integer({ min: 0, max: 47 }),
      temporal: fc.integer({ min: 1, max: 7 }),
      body: bodies(0),
    })
    .map(({ type, temporal, body }) => Buffer.concat([Buffer.from([type << 1, temporal]), body])),
  { minLength: 1, maxLength: 12 },
)

function bodies(minLength: number) {
  return fc
    .tuple(
      fc.oneof(
        fc.integer({ min: minLength, max: 60 }),
        fc.integer({ min: LIMIT - 8, max: LIMIT + 8 }),
        fc.integer({ min: minLength, max: 6000 }),
      ),
      fc.nat(255),
    )
    .map(([length, seed]) => Buffer.from(Array.from({ length }, (_, i) => (i * 31 + seed) & 0xff)))
}

for (const [codec, nals] of [
  ['h264', h264Nals],
  ['h265', h265Nals],
] as const)
  test(`${codec}: what is packetised comes out whole, in packets that keep the limit`, () => {
    fc.assert(
      fc.property(nals, (units) => {
        const payloads = payloadsOf(codec, units)
        for (const payload of payloads) assert.ok(payload.length <= LIMIT)
        assert.deepEqual(nalsOf(codec, payloads), units)
      }),
    )
  })

test('small NAL units share a packet, a large one is spread over several', () => {
  const small = [Buffer.from([0x67, 1]), Buffer.from([0x68, 2])]
  const large = Buffer.alloc(3000, 0x65)
  const types = payloadsOf('h264', [...small, large]).map((payload) => (payload[0] ?? 0) & 0x1f)
  assert.deepEqual(types, [24, 28, 28, 28])
})

test('one copy of a form bears its own channel, sequence, time and source; the last packet the marker', () => {
  const form = formOf([Buffer.from('one'), Buffer.from('three')], 96)
  const fields = { channel: 6, sequence: 65535, timestamp: 0xfffffff0, source: 0xdeadbeef }
  const bytes = filled(form, fields)
  const [first, second] = form.starts.map((start, i) =>
    rtpOf(bytes.subarray(start + FRAMING_BYTES, form.starts[i + 1] ?? bytes.length)),
  )
  assert.deepEqual(
    form.starts.map((start) => [bytes[start], bytes[start + 1]]),
    [
      [0x24, 6],
      [0x24, 6],
    ],
  )
  const common = { payloadType: 96, timestamp: 0xfffffff0, source: 0xdeadbeef }
  assert.deepEqual(first, { ...common, marker: false, sequence: 65535, payload: Buffer.from('one') })
  assert.deepEqual(second, { ...common, marker: true, sequence: 0, payload: Buffer.from('three') })
  assert.equal(form.bytes[1], 0, 'the form itself stays open')
})

test('a sender report gives the wall clock as an NTP timestamp and names its source', () => {
  const report = senderReport({
    channel: 1,
    source: 7,
    wallMs: Date.UTC(2026, 10, 22, 3, 0, 0) + 250,
    timestamp: 90_000,
    packets: 2 ** 32 + 3,
    octets: 12,
    name: 'lobby',
  })
  assert.equal(report.readUInt16BE(2), report.length - FRAMING_BYTES)
  const packet = report.subarray(FRAMING_BYTES)
  const seconds = packet.readUInt32BE(8) - 2_208_988_800
  assert.equal(new Date(seconds * 1000).toISOString(), '2026-11-22T03:00:00.000Z')
  assert.equal(packet.readUInt32BE(12), 2 ** 30)
  assert.deepEqual(
    [packet.readUInt32BE(16), packet.readUInt32BE(20), packet.readUInt32BE(24)],
    [90_000, 3, 12],
  )
  const description = packet.subarray(28)
  assert.equal((description.readUInt16BE(2) + 1) * 4, description.length)
  assert.equal(description.toString('latin1', 10, 15), 'lobby')
})
