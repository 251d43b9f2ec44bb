/**
 * Fragmented MP4 (ISO/IEC 14496-12 and 14496-15): an initialisation segment for a format, and one fragment for
 * some samples. One video track, 90 kHz, a second one of sound only where a file brings it (sound.ts), and nothing
 * that identifies a camera, a place or a time of day.
 *
 * A fragment's decoding time is written in 64 bits, so that a stream may run for as long as it likes. Samples are
 * stored as `avc1` and `hvc1`: parameter sets stand in the initialisation only, and a change of them needs a new one.
 */
import { assert } from '../base/assert.ts'
import { box, boxBytes, boxLength, fullBox, text, u16, u32, u64, u8, writeBox, writeHeader } from './box.ts'
import type { Box } from './box.ts'
import { codings } from './codec.ts'
import { SOUND_TRACK, soundFragment, soundTrack } from './sound.ts'
import type { Sample, SoundFormat, SoundPacket, VideoFormat } from './video.ts'

const TIMESCALE = 90_000
const TRACK = 1

/** Section 8.8.3.1: depends on no other; depends on others and decoding may not start here. */
const KEY_FLAGS = 0x0200_0000
const OTHER_FLAGS = 0x0101_0000

/** `ftyp` and `moov` for a format, and for sound where there is any. */
export function initSegment(format: VideoFormat, sound: SoundFormat | null = null): Uint8Array {
  const tracks = sound === null ? [track(format)] : [track(format), soundTrack(sound)]
  const numbers = sound === null ? [TRACK] : [TRACK, SOUND_TRACK]
  const defaults = numbers.map((number) => fullBox('trex', 0, 0, u32(number, 1, 0, 0, 0)))
  return boxBytes(
    box('ftyp', text('iso6'), u32(0), text('iso6cmfcmp41')),
    box('moov', movieHeader(tracks.length), ...tracks, box('mvex', ...defaults)),
  )
}

/** Durations are 0 throughout: fragments bring them. */
function movieHeader(tracks: number): Box {
  const times = u32(0, 0, 1000, 0) // created, modified, timescale, duration
  const rate = u32(0x0001_0000, 0x0100_0000, 0, 0) // rate 1, volume 1, reserved
  return fullBox('mvhd', 0, 0, times, rate, matrix(0), u32(0, 0, 0, 0, 0, 0, tracks + 1))
}

function track(format: VideoFormat): Box {
  const { width, height, rotationDegrees } = format
  const size = u32(width * 2 ** 16, height * 2 ** 16)
  const enabled = 7 // enabled, in movie, in preview
  const header = u32(0, 0, TRACK, 0, 0, 0, 0, 0, 0)
  return box(
    'trak',
    fullBox('tkhd', 0, enabled, header, matrix(rotationDegrees), size),
    box(
      'mdia',
      fullBox('mdhd', 0, 0, u32(0, 0, TIMESCALE, 0), u16(0x55c4, 0)), // language: undetermined
      fullBox('hdlr', 0, 0, u32(0), text('vide'), u32(0, 0, 0), u8(0)),
      box(
        'minf',
        fullBox('vmhd', 0, 1, u16(0, 0, 0, 0)),
        box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
        sampleTable(format),
      ),
    ),
  )
}

/** Section 8.3.2: a clockwise turn as a transformation matrix in 16.16 and 2.30 fixed point. */
function matrix(rotationDegrees: VideoFormat['rotationDegrees']): Uint8Array {
  const [one, minus] = [0x0001_0000, 0xffff_0000]
  const turns = {
    0: [one, 0, 0, one],
    90: [0, one, minus, 0],
    180: [minus, 0, 0, minus],
    270: [0, minus, one, 0],
  }
  const [a, b, c, d] = turns[rotationDegrees] as [number, number, number, number]
  return u32(a, b, 0, c, d, 0, 0, 0, 0x4000_0000)
}

function sampleTable(format: VideoFormat): Box {
  const { sampleEntry, configurationBox, configuration } = codings[format.codec]
  const entry = box(
    sampleEntry,
    u16(0, 0, 0, 1), // reserved, data reference
    u32(0, 0, 0, 0),
    u16(format.width, format.height),
    u32(0x0048_0000, 0x0048_0000, 0), // 72 dpi
    u16(1), // frame count
    new Uint8Array(32), // compressor name
    u16(24, 0xffff), // depth, no colour table
    box(configurationBox, configuration(format.parameterSets)),
  )
  return box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), entry),
    fullBox('stts', 0, 0, u32(0)),
    fullBox('stsc', 0, 0, u32(0)),
    fullBox('stsz', 0, 0, u32(0, 0)),
    fullBox('stco', 0, 0, u32(0)),
  )
}

/**
 * One `moof` and `mdat` for samples in decoding order, and for the sound beside them. `sequence` counts a file's
 * fragments from 1; a sample's duration reaches to the decoding time of the next.
 */
export function fragment(
  sequence: number,
  samples: readonly Sample[],
  sound: readonly SoundPacket[] = [],
): Uint8Array {
  const videoLength = samples.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const dataLength = sound.reduce((sum, { bytes }) => sum + bytes.length, 8 + videoLength)
  const moof = (dataOffset: number) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(sequence)),
      videoFragment(samples, dataOffset),
      ...(sound.length > 0 ? [soundFragment(sound, dataOffset + videoLength)] : []),
    )
  const moofLength = boxLength(moof(0))
  const out = Buffer.allocUnsafeSlow(moofLength + dataLength)
  writeBox(out, 0, moof(moofLength + 8))
  writeHeader(out, moofLength, 'mdat', dataLength)
  let at = moofLength + 8
  for (const { bytes } of [...samples, ...sound]) {
    out.set(bytes, at)
    at += bytes.length
  }
  return out
}

/** `traf` of the pictures; `dataOffset` is where they begin, counted from the first byte of `moof`. */
function videoFragment(samples: readonly Sample[], dataOffset: number): Box {
  const first = samples[0]
  assert(first !== undefined && first.dts90k >= 0, 'a fragment has samples, and no time before 0')
  const defaultBaseIsMoof = 0x020000
  return box(
    'traf',
    fullBox('tfhd', 0, defaultBaseIsMoof, u32(TRACK)),
    fullBox('tfdt', 1, 0, u64(first.dts90k)),
    trackRun(samples, dataOffset),
  )
}

/** Section 8.8.8, version 1: composition offsets are signed, and left out where no picture is reordered. */
function trackRun(samples: readonly Sample[], dataOffset: number): Box {
  const reordered = samples.some(({ dts90k, pts90k }) => dts90k !== pts90k)
  const flags = 0x000701 | (reordered ? 0x000800 : 0) // data offset; duration, size, flags and offset of each
  const rows = Buffer.allocUnsafe(samples.length * (reordered ? 16 : 12))
  let at = 0
  for (const sample of samples) {
    at = rows.writeUInt32BE(sample.duration90k, at)
    at = rows.writeUInt32BE(sample.bytes.length, at)
    at = rows.writeUInt32BE(sample.isKey ? KEY_FLAGS : OTHER_FLAGS, at)
    if (reordered) at = rows.writeInt32BE(sample.pts90k - sample.dts90k, at)
  }
  return fullBox('trun', 1, flags, u32(samples.length, dataOffset), rows)
}
