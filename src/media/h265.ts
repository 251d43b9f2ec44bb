/**
 * What a recorder must know of H.265 (ITU-T H.265 | ISO/IEC 23008-2): which NAL units are which, and the few
 * facts of a sequence parameter set that the container repeats. It never looks into a picture.
 */
import { bitsOf, type BitReader } from './bits.ts'
import { mediaFault } from './faults.ts'
import type { NalRole, SequenceFacts } from './nal.ts'
import type { ParameterSets } from './video.ts'

/** Level 6.2: no side longer than sqrt(8 × 35,651,584) samples (Annex A.4.1). */
const MAX_SIDE_SAMPLES = 16_888

const TYPE = {
  rasl: 8,
  raslReferenced: 9,
  lastPicture: 31,
  firstKey: 16,
  lastKey: 23,
  vps: 32,
  sps: 33,
  pps: 34,
  delimiter: 35,
  filler: 38,
}

/** Table 7-1, by what this project does with each type. */
export function h265Role(firstByte: number): NalRole {
  const type = (firstByte >> 1) & 0x3f
  if (type >= TYPE.firstKey && type <= TYPE.lastKey) return 'keyPicture'
  if (type === TYPE.rasl || type === TYPE.raslReferenced) return 'leadingPicture'
  if (type <= TYPE.lastPicture) return 'picture'
  if (type === TYPE.vps) return 'vps'
  if (type === TYPE.sps) return 'sps'
  if (type === TYPE.pps) return 'pps'
  if (type === TYPE.delimiter || type === TYPE.filler) return 'dropped'
  return 'other'
}

/** profile_tier_level() as hvcC and the codec string repeat it: 12 bytes from general_profile_space on (7.3.3). */
type Profile = {
  readonly space: number
  readonly tier: boolean
  readonly idc: number
  readonly compatibility: number
  readonly constraints: readonly number[]
  readonly level: number
}

type Sequence = SequenceFacts & {
  readonly profile: Profile
  readonly subLayers: number
  readonly nested: boolean
  readonly chromaFormat: number
  readonly lumaDepth: number
  readonly chromaDepth: number
}

/** The facts of a sequence parameter set. */
export function h265Sequence(sps: Uint8Array): SequenceFacts {
  const { id, width, height, codecString, reorderDepth } = parseSequence(sps)
  return { id, width, height, codecString, reorderDepth }
}

/** Section 7.3.2.2.1, up to the reorder depths; nothing after them matters to a container. */
function parseSequence(sps: Uint8Array): Sequence {
  const read = bitsOf(sps, 2)
  read.skip(4) // sps_video_parameter_set_id
  const subLayers = read.bits(3) + 1
  if (subLayers > 7) throw mediaFault('media.parameterSetInvalid', { what: 'sub-layers' })
  const nested = read.flag()
  const profile = profileTierLevel(read, subLayers)
  const id = read.unsigned(15)
  const chromaFormat = read.unsigned(3)
  const separate = chromaFormat === 3 && read.flag()
  const codedWidth = read.unsigned(MAX_SIDE_SAMPLES)
  const codedHeight = read.unsigned(MAX_SIDE_SAMPLES)
  const unitX = !separate && (chromaFormat === 1 || chromaFormat === 2) ? 2 : 1
  const unitY = !separate && chromaFormat === 1 ? 2 : 1
  const crop = read.flag() ? window(read) : { x: 0, y: 0 }
  const width = codedWidth - unitX * crop.x
  const height = codedHeight - unitY * crop.y
  if (width <= 0 || height <= 0) throw mediaFault('media.parameterSetInvalid', { what: 'cropping' })
  const lumaDepth = read.unsigned(8)
  const chromaDepth = read.unsigned(8)
  read.unsigned(12) // log2_max_pic_order_cnt_lsb_minus4
  const reorderDepth = lastReorder(read, subLayers)
  const codecString = codecOf(profile)
  return {
    id,
    width,
    height,
    codecString,
    reorderDepth,
    profile,
    subLayers,
    nested,
    chromaFormat,
    lumaDepth,
    chromaDepth,
  }
}

function window(read: BitReader): { x: number; y: number } {
  const left = read.unsigned(MAX_SIDE_SAMPLES)
  const right = read.unsigned(MAX_SIDE_SAMPLES)
  const top = read.unsigned(MAX_SIDE_SAMPLES)
  return { x: left + right, y: top + read.unsigned(MAX_SIDE_SAMPLES) }
}

/** sps_max_num_reorder_pics of the highest sub-layer. */
function lastReorder(read: BitReader, subLayers: number): number {
  const each = read.flag()
  let reorder = 0
  for (let i = each ? 0 : subLayers - 1; i < subLayers; i++) {
    read.unsigned(15) // sps_max_dec_pic_buffering_minus1
    reorder = read.unsigned(15)
    read.unsigned(2 ** 32 - 2) // sps_max_latency_increase_plus1
  }
  return reorder
}

/** Section 7.3.3. */
function profileTierLevel(read: BitReader, subLayers: number): Profile {
  const space = read.bits(2)
  const tier = read.flag()
  const idc = read.bits(5)
  const compatibility = read.bits(32)
  const constraints = Array.from({ length: 6 }, () => read.bits(8))
  const level = read.bits(8)
  const present: [boolean, boolean][] = []
  for (let i = 1; i < subLayers; i++) present.push([read.flag(), read.flag()])
  if (subLayers > 1) read.skip(2 * (9 - subLayers))
  for (const [hasProfile, hasLevel] of present) read.skip((hasProfile ? 88 : 0) + (hasLevel ? 8 : 0))
  return { space, tier, idc, compatibility, constraints, level }
}

/** ISO/IEC 14496-15 Annex E.3: compatibility flags in reverse bit order, trailing zero constraint bytes left out. */
function codecOf({ space, tier, idc, compatibility, constraints, level }: Profile): string {
  let reversed = 0
  for (let i = 0; i < 32; i++) reversed = reversed * 2 + (Math.floor(compatibility / 2 ** i) % 2)
  const kept = constraints.slice(0, constraints.findLastIndex((byte) => byte !== 0) + 1)
  const parts = [
    `${['', 'A', 'B', 'C'][space]}${idc}`,
    reversed.toString(16).toUpperCase(),
    `${tier ? 'H' : 'L'}${level}`,
    ...kept.map((byte) => byte.toString(16).toUpperCase()),
  ]
  return `hvc1.${parts.join('.')}`
}

/** The id of a video parameter set (7.3.2.1). */
export function h265VideoSetId(vps: Uint8Array): number {
  return bitsOf(vps.subarray(0, 16), 2).bits(4)
}

/** The id of a picture parameter set (7.3.2.3.1). */
export function h265PictureSetId(pps: Uint8Array): number {
  return bitsOf(pps.subarray(0, 16), 2).unsigned(63)
}

/** HEVCDecoderConfigurationRecord, ISO/IEC 14496-15 section 8.3.3.1, lengths of four bytes. */
export function hevcConfiguration(sets: ParameterSets): Uint8Array {
  const { profile, chromaFormat, lumaDepth, chromaDepth, subLayers, nested } = parseSequence(sets.sps[0]!)
  const head = Buffer.alloc(23)
  head[0] = 1
  head[1] = (profile.space << 6) | (profile.tier ? 0x20 : 0) | profile.idc
  head.writeUInt32BE(profile.compatibility, 2)
  head.set(profile.constraints, 6)
  head[12] = profile.level
  head.writeUInt16BE(0xf000, 13) // min_spatial_segmentation_idc: not stated
  head[15] = 0xfc // parallelismType: not stated
  head[16] = 0xfc | chromaFormat
  head[17] = 0xf8 | lumaDepth
  head[18] = 0xf8 | chromaDepth
  head.writeUInt16BE(0, 19) // avgFrameRate: not stated
  head[21] = (subLayers << 3) | (nested ? 4 : 0) | 3
  head[22] = 3
  const arrays = [
    { type: TYPE.vps, nals: sets.vps },
    { type: TYPE.sps, nals: sets.sps },
    { type: TYPE.pps, nals: sets.pps },
  ]
  const parts: Uint8Array[] = [head]
  for (const { type, nals } of arrays) {
    parts.push(Uint8Array.of(0x80 | type, 0, nals.length)) // array_completeness: none in band
    for (const nal of nals) parts.push(Uint8Array.of(nal.length >> 8, nal.length & 255), nal)
  }
  return Buffer.concat(parts)
}
