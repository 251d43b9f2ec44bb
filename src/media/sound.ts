/**
 * Sound of a file as the second track of fragmented MP4: AAC, taken over as it is (ISO/IEC 14496-1, -3 and -14).
 *
 * Only files of mobile devices whose policy allows sound ever bring one (법 §25⑤, §25의2④). A camera's sound is never
 * asked for, so nothing here is reachable from a connection.
 */
import { box, fullBox, text, u16, u32, u64, u8 } from './box.ts'
import type { Box } from './box.ts'
import type { SoundFormat, SoundPacket } from './video.ts'

export const SOUND_TRACK = 2

/** Section 8.8.3.1 of ISO/IEC 14496-12: depends on nothing else. */
const FLAGS = 0x0200_0000

/** `trak` of a sound track. Its clock is the rate of its samples. */
export function soundTrack(sound: SoundFormat): Box {
  const enabled = 7 // enabled, in movie, in preview
  const unity = u32(0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000)
  const fullVolume = u16(0, 0, 0x0100, 0) // layer, alternate group, volume 1, reserved
  return box(
    'trak',
    fullBox('tkhd', 0, enabled, u32(0, 0, SOUND_TRACK, 0, 0, 0, 0), fullVolume, unity, u32(0, 0)),
    box(
      'mdia',
      fullBox('mdhd', 0, 0, u32(0, 0, sound.sampleRate, 0), u16(0x55c4, 0)), // language: undetermined
      fullBox('hdlr', 0, 0, u32(0), text('soun'), u32(0, 0, 0), u8(0)),
      box(
        'minf',
        fullBox('smhd', 0, 0, u16(0, 0)),
        box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
        box(
          'stbl',
          fullBox('stsd', 0, 0, u32(1), sampleEntry(sound)),
          fullBox('stts', 0, 0, u32(0)),
          fullBox('stsc', 0, 0, u32(0)),
          fullBox('stsz', 0, 0, u32(0, 0)),
          fullBox('stco', 0, 0, u32(0)),
        ),
      ),
    ),
  )
}

function sampleEntry({ channels, sampleRate, description }: SoundFormat): Box {
  const aac = 0x40
  const soundStream = 0x15 // stream type 5, upstream 0, reserved 1
  const decoder = [aac, soundStream, ...new Uint8Array(11), ...descriptor(5, description)]
  const stream = [0, 0, 0, ...descriptor(4, decoder), ...descriptor(6, [2])]
  return box(
    'mp4a',
    u16(0, 0, 0, 1), // reserved, data reference
    u32(0, 0),
    u16(channels, 16, 0, 0),
    // 16.16; a rate that does not fit stands in the configuration alone.
    u32(sampleRate < 65_536 ? sampleRate * 65_536 : 0),
    fullBox('esds', 0, 0, u8(...descriptor(3, stream))),
  )
}

/** ISO/IEC 14496-1 section 8.3.3: tag, length in groups of seven bits, contents. */
function descriptor(tag: number, contents: ArrayLike<number>): number[] {
  const { length } = contents
  return [tag, 0x80 | (length >> 14), 0x80 | ((length >> 7) & 0x7f), length & 0x7f, ...Array.from(contents)]
}

/** `traf` of a sound track; `dataOffset` is where its packets begin, counted from the first byte of `moof`. */
export function soundFragment(packets: readonly SoundPacket[], dataOffset: number): Box {
  const defaultBaseIsMoof = 0x020000
  const rows = Buffer.allocUnsafe(packets.length * 12)
  let at = 0
  for (const { duration, bytes } of packets)
    for (const value of [duration, bytes.length, FLAGS]) at = rows.writeUInt32BE(value, at)
  return box(
    'traf',
    fullBox('tfhd', 0, defaultBaseIsMoof, u32(SOUND_TRACK)),
    fullBox('tfdt', 1, 0, u64(packets[0]?.at ?? 0)),
    fullBox('trun', 1, 0x000701, u32(packets.length, dataOffset), rows),
  )
}
