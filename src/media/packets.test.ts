import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { depacketizer, type Depacketizer, type NalSink } from './packets.ts'
import type { Codec } from './video.ts'

function collect(codec: Codec): { packets: Depacketizer; nals: Buffer[]; damages: () => number } {
  const nals: Buffer[] = []
  let damages = 0
  let open: Buffer | undefined
  const sink: NalSink = {
    open(bytes, start, end) {
      open = Buffer.from(bytes.subarray(start, end))
    },
    add(bytes, start, end) {
      open = Buffer.concat([open ?? assert.fail('nothing is open'), bytes.subarray(start, end)])
    },
    close() {
      nals.push(open ?? assert.fail('nothing is open'))
      open = undefined
    },
    damage() {
      damages++
      open = undefined
    },
  }
  return { packets: depacketizer(codec, sink), nals, damages: () => damages }
}

function feed(packets: Depacketizer, payload: Buffer): void {
  packets.payload(payload, 0, payload.length)
}

/** How a camera might pack: one unit alone, several together, or one in parts of at most `size` bytes. */
type Packing = { readonly nals: readonly Buffer[]; readonly size: number }

const HEADER: Readonly<Record<Codec, number>> = { h264: 1, h265: 2 }

function aggregate(codec: Codec, nals: readonly Buffer[]): Buffer {
  const head = codec === 'h264' ? [24] : [48 << 1, 1]
  const parts = nals.flatMap((nal) => [Buffer.from([nal.length >> 8, nal.length & 255]), nal])
  return Buffer.concat([Buffer.from(head), ...parts])
}

function fragments(codec: Codec, nal: Buffer, size: number): Buffer[] {
  const body = nal.subarray(HEADER[codec])
  const count = Math.max(2, Math.ceil(body.length / size))
  const step = Math.ceil(body.length / count)
  const type = codec === 'h264' ? nal[0]! & 0x1f : (nal[0]! >> 1) & 0x3f
  return Array.from({ length: count }, (_, i) => {
    const flags = (i === 0 ? 0x80 : 0) | (i === count - 1 ? 0x40 : 0) | type
    const head =
      codec === 'h264' ? [(nal[0]! & 0xe0) | 28, flags] : [(nal[0]! & 0x81) | (49 << 1), nal[1]!, flags]
    return Buffer.concat([Buffer.from(head), body.subarray(i * step, (i + 1) * step)])
  })
}

function pack(codec: Codec, { nals, size }: Packing): Buffer[] {
  if (nals.length > 1) return [aggregate(codec, nals)]
  const nal = nals[0]!
  return nal.length > size && nal.length >= HEADER[codec] + 4 ? fragments(codec, nal, size) : [nal]
}

function nalArbitrary(codec: Codec): fc.Arbitrary<Buffer> {
  const header =
    codec === 'h264'
      ? fc.integer({ min: 1, max: 23 }).map((type) => [0x60 | type])
      : fc.integer({ min: 0, max: 40 }).map((type) => [type << 1, 1])
  return fc
    .tuple(header, fc.uint8Array({ minLength: 1, maxLength: 400 }))
    .map(([head, body]) => Buffer.concat([Buffer.from(head), body]))
}

for (const codec of ['h264', 'h265'] as const) {
  const packing = fc.record({
    nals: fc.array(nalArbitrary(codec), { minLength: 1, maxLength: 4 }),
    size: fc.integer({ min: 2, max: 300 }),
  })

  test(`${codec}: however units are packed, the same units come out`, () => {
    fc.assert(
      fc.property(fc.array(packing, { maxLength: 20 }), (packings) => {
        const { packets, nals, damages } = collect(codec)
        for (const one of packings) for (const payload of pack(codec, one)) feed(packets, payload)
        assert.deepEqual(
          nals,
          packings.flatMap((one) => one.nals),
        )
        assert.equal(damages(), 0)
        assert.equal(packets.interrupt(), false)
      }),
    )
  })

  test(`${codec}: a unit whose parts do not follow on each other never comes out`, () => {
    const nal = Buffer.concat([Buffer.from(codec === 'h264' ? [0x65] : [19 << 1, 1]), Buffer.alloc(300, 7)])
    const parts = fragments(codec, nal, 100)
    for (const left of [parts.slice(1), [...parts.slice(0, -1), nal], [parts[0]!, ...parts]]) {
      const { packets, nals, damages } = collect(codec)
      for (const part of left) feed(packets, part)
      assert.ok(damages() > 0)
      assert.ok(nals.every((one) => one.equals(nal)))
    }
    const { packets } = collect(codec)
    feed(packets, parts[0]!)
    assert.equal(packets.interrupt(), true, 'a unit left open is reported')
  })

  test(`${codec}: hostile payloads give damage or a Fault, and no bytes that were not sent`, () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 30 }), (payloads) => {
        const { packets, nals } = collect(codec)
        try {
          for (const payload of payloads) feed(packets, Buffer.from(payload))
        } catch (error) {
          assert.ok(isFault(error, 'media.packetizationUnsupported'))
        }
        const sent = payloads.reduce((sum, payload) => sum + payload.length, 0)
        assert.ok(nals.reduce((sum, nal) => sum + nal.length, 0) <= sent)
      }),
      { numRuns: 1000 },
    )
  })
}

test('the interleaved packet types are refused by name', () => {
  const refused = (codec: Codec, first: number) => {
    const { packets } = collect(codec)
    assert.throws(
      () => feed(packets, Buffer.from([first, 1, 2, 3])),
      (error) => isFault(error, 'media.packetizationUnsupported'),
    )
  }
  for (const type of [25, 26, 27, 29]) refused('h264', type)
  refused('h265', 50 << 1)
})
