import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { parseRtp, sequenceTracker, timestampUnwrapper } from './rtp.ts'

/** A packet with every optional part of RFC 3550 section 5.1. */
function packetOf(parts: {
  sources: number
  extension: Uint8Array | undefined
  payload: Uint8Array
  padding: number
}): Buffer {
  const { sources, extension, payload, padding } = parts
  const first = 0x80 | (padding > 0 ? 0x20 : 0) | (extension ? 0x10 : 0) | sources
  const head = Buffer.from([first, 0x80 | 96, 0x12, 0x34, 1, 2, 3, 4, 5, 6, 7, 8])
  const parted = [head, Buffer.alloc(sources * 4, 0xcc)]
  if (extension) {
    const words = Math.ceil(extension.length / 4)
    parted.push(Buffer.from([0xbe, 0xde, words >> 8, words & 255]), Buffer.concat([extension], words * 4))
  }
  parted.push(Buffer.from(payload))
  if (padding > 0) parted.push(Buffer.alloc(padding, 0), Buffer.alloc(0))
  const packet = Buffer.concat(parted)
  if (padding > 0) packet[packet.length - 1] = padding
  return packet
}

test('the payload is found behind contributing sources, header extension and padding', () => {
  const bytes = fc.uint8Array({ maxLength: 60 })
  fc.assert(
    fc.property(
      fc.record({
        sources: fc.nat(15),
        extension: fc.option(bytes, { nil: undefined }),
        payload: bytes,
        padding: fc.nat(255),
      }),
      (parts) => {
        const packet = packetOf(parts)
        const { start, end, ...fields } = parseRtp(packet, 0, packet.length)
        assert.deepEqual(packet.subarray(start, end), Buffer.from(parts.payload))
        assert.deepEqual(fields, {
          marker: true,
          payloadType: 96,
          sequence: 0x1234,
          timestamp: 0x01020304,
          source: 0x05060708,
        })
      },
    ),
  )
})

test('hostile packets are refused or stay within their bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, versioned) => {
      const packet = Buffer.from(bytes)
      if (versioned && packet.length > 0) packet[0] = 0x80 | (packet[0]! & 0x3f)
      try {
        const { start, end } = parseRtp(packet, 0, packet.length)
        assert.ok(start >= 12 && start <= end && end <= packet.length)
      } catch (error) {
        assert.ok(isFault(error, 'media.rtpInvalid'))
      }
    }),
    { numRuns: 2000 },
  )
})

test('missing packets are counted across the wrap of the sequence number', () => {
  const track = sequenceTracker()
  assert.equal(track(65_533), 0, 'the first packet has nothing before it')
  assert.equal(track(65_534), 0)
  assert.equal(track(1), 2)
  assert.equal(track(2), 0)
})

test('late and repeated packets are told apart from a gap, and do not move the count', () => {
  const track = sequenceTracker()
  track(10)
  assert.equal(track(13), 2)
  assert.equal(track(11), 'late')
  assert.equal(track(13), 'late')
  assert.equal(track(14), 0)
})

test('a camera that starts its numbers anew is a gap, not an endless row of late packets', () => {
  const track = sequenceTracker()
  track(5000)
  assert.equal(track(100), 1)
  assert.equal(track(101), 0)
})

test('whatever is left out of a sequence, the missing packets add up', () => {
  fc.assert(
    fc.property(fc.nat(65_535), fc.array(fc.nat(500), { maxLength: 50 }), (first, gaps) => {
      const track = sequenceTracker()
      let at = first
      track(at)
      for (const gap of gaps) {
        at += gap + 1
        assert.equal(track(at & 0xffff), gap)
      }
    }),
  )
})

test('timestamps of three days come out evenly spaced across their wraps every 13.26 hours', () => {
  const times = timestampUnwrapper(900_000)
  const stepTicks = 5 * 90_000
  const first = 0xffff_0000
  let wraps = 0
  for (let i = 0; i < (72 * 3600) / 5; i++) {
    const narrow = (first + i * stepTicks) % 2 ** 32
    if (i > 0 && narrow < stepTicks) wraps++
    assert.equal(times.unwrap(narrow), 900_000 + i * stepTicks)
  }
  assert.equal(wraps, 6)
})

test('any walk in steps shorter than half the wrap is followed exactly', () => {
  const step = fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 })
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), fc.array(step), (first, steps) => {
      const origin = 2 ** 40
      const times = timestampUnwrapper(origin)
      assert.equal(times.near(first), undefined)
      assert.equal(times.unwrap(first), origin)
      let walked = 0
      for (const one of steps) {
        walked += one
        const narrow = (((first + walked) % 2 ** 32) + 2 ** 32) % 2 ** 32
        assert.equal(times.near(narrow), origin + walked)
        assert.equal(times.unwrap(narrow), origin + walked)
      }
    }),
  )
})
