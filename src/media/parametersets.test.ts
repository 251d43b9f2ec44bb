import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { codings } from './codec.ts'
import { initSegment } from './fragmented.ts'
import { describedSets, parameterSetStore } from './parametersets.ts'
import { capture } from './testing/captures.ts'
import type { Codec } from './video.ts'

/** Sequence parameter sets that x264 and x265 wrote for these pictures. */
const SEQUENCES: readonly {
  codec: Codec
  what: string
  sps: string
  width: number
  height: number
  codecString: string
}[] = [
  {
    codec: 'h264',
    what: 'cropped from 1088 lines',
    sps: '67640028acd940780227e5c044000003000400000300783c60c658',
    width: 1920,
    height: 1080,
    codecString: 'avc1.640028',
  },
  {
    codec: 'h264',
    what: 'baseline',
    sps: '6742c01fd9005005bb0110000003001000000301e0f1832480',
    width: 1280,
    height: 720,
    codecString: 'avc1.42c01f',
  },
  {
    codec: 'h264',
    what: 'five megapixels',
    sps: '67640032acd9402880f5f970110000030001000003001e0f183196',
    width: 2592,
    height: 1944,
    codecString: 'avc1.640032',
  },
  {
    codec: 'h264',
    what: 'interlaced',
    sps: '6764001eacd940b024d80880000003008000000f0f8a14cb',
    width: 704,
    height: 576,
    codecString: 'avc1.64001e',
  },
  {
    codec: 'h264',
    what: 'interlaced and cropped',
    sps: '67640028acd94078044fde0220000003002000000303c3e2c5b2c0',
    width: 1920,
    height: 1080,
    codecString: 'avc1.640028',
  },
  {
    codec: 'h264',
    what: '4:2:2 in ten bits',
    sps: '677a000cb6cd9415087888fc0440000003004000000783c50a6580',
    width: 322,
    height: 242,
    codecString: 'avc1.7a000c',
  },
  {
    codec: 'h264',
    what: '4:4:4 with odd sides',
    sps: '67f4000c919b282a10f084218088000003000800000300f078a14cb0',
    width: 321,
    height: 241,
    codecString: 'avc1.f4000c',
  },
  {
    codec: 'h264',
    what: 'grey',
    sps: '6764000cf3650507ec05b20000030002000003003c1e28532c',
    width: 320,
    height: 240,
    codecString: 'avc1.64000c',
  },
  {
    codec: 'h264',
    what: 'sample aspect, colours and buffer model',
    sps: '6764000dacd9416096c05a808080a0000003002000000303cc04003d08000f427259403c50a658',
    width: 352,
    height: 288,
    codecString: 'avc1.64000d',
  },
  {
    codec: 'h265',
    what: 'cropped from 1088 lines',
    sps: '420101016000000300900000030000030078a003c08010e596566924caf0168080000003008000000784',
    width: 1920,
    height: 1080,
    codecString: 'hvc1.1.6.L120.90',
  },
  {
    codec: 'h265',
    what: 'four times that',
    sps: '420101016000000300900000030000030096a001e020021c596566924caf0168080000030008000003007840',
    width: 3840,
    height: 2160,
    codecString: 'hvc1.1.6.L150.90',
  },
  {
    codec: 'h265',
    what: '4:2:2 in ten bits',
    sps: '4201010408000003009d0800000300003cb00a480f9c93b65959a4932bc05a020000030002000003001e10',
    width: 322,
    height: 242,
    codecString: 'hvc1.4.10.L60.9D.8',
  },
  {
    codec: 'h265',
    what: 'temporal layers',
    sps: '42010101600000030090000003000003005da00280802d16592a4932bc05a020000003002000000301e1',
    width: 1280,
    height: 720,
    codecString: 'hvc1.1.6.L93.90',
  },
]

for (const { codec, what, sps, ...expected } of SEQUENCES)
  test(`${codec} ${what}: the picture's size and the codec string`, () => {
    const { width, height, codecString } = codings[codec].sequence(Buffer.from(sps, 'hex'))
    assert.deepEqual({ width, height, codecString }, expected)
  })

test('the depth of reordering is read where it is declared, and none is assumed where it is not', () => {
  const depth = (name: Parameters<typeof capture>[0]) => {
    const { codec, track } = capture(name)
    return describedSets(codec, track.parameterSets).format()!.reorderDepth
  }
  assert.equal(depth('h264-bframes'), 2)
  assert.equal(depth('h265-bframes'), 2)
  assert.equal(depth('h264'), 0)
  assert.equal(depth('h264-baseline'), 0)
  assert.equal(depth('h265'), 0)
})

test('every truncation of a sequence parameter set is refused, or has what matters before the cut', () => {
  for (const { codec, sps } of SEQUENCES) {
    const whole = Buffer.from(sps, 'hex')
    for (let length = 1; length < whole.length; length++)
      try {
        assert.ok(codings[codec].sequence(whole.subarray(0, length)).width > 0)
      } catch (error) {
        assert.ok(isFault(error, 'media.parameterSetInvalid'))
      }
  }
})

test('hostile parameter sets are refused or give sizes within bounds, that can be written', () => {
  const sample = fc.constantFrom(...SEQUENCES)
  const flips = fc.array(fc.tuple(fc.nat(40), fc.nat(255)), { maxLength: 6 })
  fc.assert(
    fc.property(
      sample,
      flips,
      fc.uint8Array({ maxLength: 80 }),
      fc.boolean(),
      ({ codec, sps }, flips, noise, wild) => {
        const bytes = Buffer.from(sps, 'hex')
        for (const [at, value] of flips) bytes[at % bytes.length] = value
        const header = bytes.subarray(0, codings[codec].headerBytes)
        const { track } = capture(codec)
        const others = track.parameterSets.filter((nal) => codings[codec].role(nal[0]!) !== 'sps')
        try {
          const store = describedSets(codec, others)
          store.put('sps', wild ? Buffer.concat([header, noise]) : bytes)
          const { format, reorderDepth } = store.format()!
          assert.ok(
            format.width > 0 && format.width < 2 ** 15 && format.height > 0 && format.height < 2 ** 15,
          )
          assert.ok(reorderDepth >= 0 && reorderDepth <= 16)
          assert.ok(initSegment(format).length < 10_000)
        } catch (error) {
          assert.ok(isFault(error, 'media.parameterSetInvalid'))
        }
      },
    ),
    { numRuns: 3000 },
  )
})

test('a set of the same id replaces the old one, and the newest sequence comes first', () => {
  const [first, second] = [SEQUENCES[0]!, SEQUENCES[1]!].map(({ sps }) => Buffer.from(sps, 'hex')) as [
    Buffer,
    Buffer,
  ]
  const store = parameterSetStore('h264')
  store.put('pps', Buffer.from('68e970312c8b', 'hex'))
  store.put('sps', first)
  assert.equal(store.changed(), true)
  assert.equal(store.format()?.format.height, 1080)
  assert.equal(store.changed(), false)
  store.put('sps', first)
  assert.equal(store.changed(), false, 'the same bytes again')
  store.put('sps', second)
  assert.equal(store.changed(), true)
  assert.equal(store.format()?.format.height, 720)
  assert.equal(store.format()?.format.parameterSets.sps.length, 1)
})

test('a camera that invents ids without end meets a bound', () => {
  const store = parameterSetStore('h264')
  const pps = (id: number) => Buffer.from([0x68, ...ue(id), 0x80])
  assert.throws(
    () => {
      for (let id = 0; id < 255; id++) store.put('pps', pps(id))
    },
    (error) => isFault(error, 'media.parameterSetInvalid'),
  )
})

test('one that is too long to be a parameter set is not looked at', () => {
  assert.throws(
    () => parameterSetStore('h264').put('sps', Buffer.alloc(5000, 0x67)),
    (error) => isFault(error, 'media.parameterSetInvalid'),
  )
})

/** ue(v) of a small number, in whole bytes. */
function ue(value: number): number[] {
  const code = (value + 1).toString(2)
  const bits = '0'.repeat(code.length - 1) + code
  return bits
    .padEnd(Math.ceil(bits.length / 8) * 8, '0')
    .match(/.{8}/g)!
    .map((byte) => Number.parseInt(byte, 2))
}
