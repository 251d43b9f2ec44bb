/**
 * What a recorder must know of H.264 (ITU-T H.264 | ISO/IEC 14496-10): which NAL units are which, and the few
 * facts of a sequence parameter set that the container repeats. It never looks into a picture.
 */
import { bitsOf, type BitReader } from './bits.ts'
import { mediaFault } from './faults.ts'
import type { NalRole, SequenceFacts } from './nal.ts'
import type { ParameterSets } from './video.ts'

/** Level 6.2 allows 139,264 macroblocks; no side may be longer than this (H.264 Annex A: sqrt(8 × MaxFS)). */
const MAX_MACROBLOCKS_A_SIDE = 1056

const TYPE = {
  slice: 1,
  partitionC: 4,
  key: 5,
  sps: 7,
  pps: 8,
  delimiter: 9,
  filler: 12,
  spsExtension: 13,
  subsetSps: 15,
}

/** Table 7-1, by what this project does with each type. */
export function h264Role(firstByte: number): NalRole {
  const type = firstByte & 0x1f
  if (type === TYPE.key) return 'keyPicture'
  if (type >= TYPE.slice && type <= TYPE.partitionC) return 'picture'
  if (type === TYPE.sps) return 'sps'
  if (type === TYPE.pps) return 'pps'
  if (type === TYPE.delimiter || type === TYPE.filler) return 'dropped'
  if (type === TYPE.spsExtension || type === TYPE.subsetSps) return 'dropped' // layers and views: never in avc1
  return 'other'
}

/** Profiles whose sequence parameter sets carry chroma and bit depth (7.3.2.1.1). */
const HIGH_PROFILES: ReadonlySet<number> = new Set([
  100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135,
])

/** Section 7.3.2.1.1, up to the part of the VUI that tells how far pictures are reordered. */
export function h264Sequence(sps: Uint8Array): SequenceFacts {
  const read = bitsOf(sps, 1)
  const profile = read.bits(8)
  const constraints = read.bits(8)
  const level = read.bits(8)
  const id = read.unsigned(31)
  const chroma = HIGH_PROFILES.has(profile) ? chromaAndDepth(read) : { format: 1, separate: false }
  read.unsigned(12) // log2_max_frame_num_minus4
  const orderType = pictureOrder(read)
  read.unsigned(16) // max_num_ref_frames
  read.skip(1) // gaps_in_frame_num_value_allowed_flag
  const columns = read.unsigned(MAX_MACROBLOCKS_A_SIDE - 1) + 1
  const rows = read.unsigned(MAX_MACROBLOCKS_A_SIDE - 1) + 1
  const fields = read.flag() ? 1 : 2 // frame_mbs_only_flag
  if (fields === 2) read.skip(1)
  read.skip(1) // direct_8x8_inference_flag
  const crop = read.flag() ? cropping(read) : { left: 0, right: 0, top: 0, bottom: 0 }
  const planes = chroma.separate ? 0 : chroma.format // ChromaArrayType
  const unitX = planes === 1 || planes === 2 ? 2 : 1
  const unitY = (planes === 1 ? 2 : 1) * fields
  const width = columns * 16 - unitX * (crop.left + crop.right)
  const height = rows * 16 * fields - unitY * (crop.top + crop.bottom)
  if (width <= 0 || height <= 0) throw mediaFault('media.parameterSetInvalid', { what: 'cropping' })
  const declared = read.flag() ? declaredReorder(read) : undefined
  return {
    id,
    width,
    height,
    codecString: `avc1.${Buffer.from([profile, constraints, level]).toString('hex')}`,
    // Type 2 means output order is decoding order (8.2.1.3). Where nothing is said, cameras do not reorder;
    // the decoding order of those that do is learnt from their timestamps (order.ts).
    reorderDepth: orderType === 2 ? 0 : (declared ?? 0),
  }
}

function chromaAndDepth(read: BitReader): { format: number; separate: boolean } {
  const format = read.unsigned(3)
  const separate = format === 3 && read.flag()
  read.unsigned(6) // bit_depth_luma_minus8
  read.unsigned(6) // bit_depth_chroma_minus8
  read.skip(1) // qpprime_y_zero_transform_bypass_flag
  if (read.flag())
    for (let list = 0; list < (format === 3 ? 12 : 8); list++)
      if (read.flag()) skipScalingList(read, list < 6 ? 16 : 64)
  return { format, separate }
}

/** Section 7.3.2.1.1.1. */
function skipScalingList(read: BitReader, size: number): void {
  let last = 8
  let next = 8
  for (let i = 0; i < size; i++) {
    if (next !== 0) next = (last + read.signed() + 256) & 255
    last = next === 0 ? last : next
  }
}

function pictureOrder(read: BitReader): number {
  const type = read.unsigned(2)
  if (type === 0) read.unsigned(12) // log2_max_pic_order_cnt_lsb_minus4
  if (type === 1) {
    read.skip(1)
    read.signed()
    read.signed()
    const cycle = read.unsigned(255)
    for (let i = 0; i < cycle; i++) read.signed()
  }
  return type
}

function cropping(read: BitReader): { left: number; right: number; top: number; bottom: number } {
  const most = MAX_MACROBLOCKS_A_SIDE * 16
  return {
    left: read.unsigned(most),
    right: read.unsigned(most),
    top: read.unsigned(most),
    bottom: read.unsigned(most),
  }
}

/** Annex E.1.1: `max_num_reorder_frames`, or undefined when the camera does not restrict itself. */
function declaredReorder(read: BitReader): number | undefined {
  if (read.flag() && read.bits(8) === 255) read.skip(32) // aspect_ratio_idc, Extended_SAR
  if (read.flag()) read.skip(1) // overscan
  if (read.flag()) {
    read.skip(4) // video_format, video_full_range_flag
    if (read.flag()) read.skip(24) // colour description
  }
  if (read.flag()) {
    read.unsigned(5) // chroma_sample_loc_type_top_field
    read.unsigned(5)
  }
  if (read.flag()) read.skip(65) // num_units_in_tick, time_scale, fixed_frame_rate_flag
  const nalHrd = read.flag()
  if (nalHrd) skipHrd(read)
  const vclHrd = read.flag()
  if (vclHrd) skipHrd(read)
  if (nalHrd || vclHrd) read.skip(1) // low_delay_hrd_flag
  read.skip(1) // pic_struct_present_flag
  if (!read.flag()) return undefined
  read.skip(1) // motion_vectors_over_pic_boundaries_flag
  for (let i = 0; i < 4; i++) read.unsigned(16)
  return read.unsigned(16)
}

/** Annex E.1.2. */
function skipHrd(read: BitReader): void {
  const count = read.unsigned(31) + 1
  read.skip(8)
  for (let i = 0; i < count; i++) {
    read.unsigned(2 ** 32 - 2)
    read.unsigned(2 ** 32 - 2)
    read.skip(1)
  }
  read.skip(20)
}

/** The id of a picture parameter set (7.3.2.2). */
export function h264PictureSetId(pps: Uint8Array): number {
  return bitsOf(pps.subarray(0, 16), 1).unsigned(255)
}

/** AVCDecoderConfigurationRecord, ISO/IEC 14496-15 section 5.3.3.1, lengths of four bytes. */
export function avcConfiguration(sets: ParameterSets): Uint8Array {
  const first = sets.sps[0]!
  const parts: Uint8Array[] = [
    Uint8Array.of(1, first[1]!, first[2]!, first[3]!, 0xff, 0xe0 | sets.sps.length),
  ]
  for (const sps of sets.sps) parts.push(lengthOf(sps), sps)
  parts.push(Uint8Array.of(sets.pps.length))
  for (const pps of sets.pps) parts.push(lengthOf(pps), pps)
  const tail = highTail(first)
  if (tail) parts.push(tail)
  return Buffer.concat(parts)
}

/** High profiles repeat chroma format and bit depths; there are no sequence parameter set extensions. */
function highTail(sps: Uint8Array): Uint8Array | undefined {
  if (!HIGH_PROFILES.has(sps[1]!)) return undefined
  const read = bitsOf(sps, 4)
  read.unsigned(31)
  const format = read.unsigned(3)
  if (format === 3) read.skip(1)
  return Uint8Array.of(0xfc | format, 0xf8 | read.unsigned(6), 0xf8 | read.unsigned(6), 0)
}

function lengthOf(set: Uint8Array): Uint8Array {
  return Uint8Array.of(set.length >> 8, set.length & 255)
}
