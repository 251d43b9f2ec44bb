/**
 * The two codecs behind one set of questions, so that nothing else asks which one it is. What cameras send is a
 * closed choice of two; a third would be added here, in its own file and in packets.ts.
 */
import { avcConfiguration, h264PictureSetId, h264Role, h264Sequence } from './h264.ts'
import { h265PictureSetId, h265Role, h265Sequence, h265VideoSetId, hevcConfiguration } from './h265.ts'
import type { NalRole, SequenceFacts } from './nal.ts'
import type { Codec, ParameterSets } from './video.ts'

export type Coding = {
  /** What a NAL unit is for, from its first byte. */
  readonly role: (firstByte: number) => NalRole
  /** Bytes of the NAL unit header; the bit after it says of a slice that it is the first of its picture. */
  readonly headerBytes: 1 | 2
  readonly sequence: (sps: Uint8Array) => SequenceFacts
  readonly pictureSetId: (pps: Uint8Array) => number
  readonly videoSetId: (vps: Uint8Array) => number
  /** Parameter sets that must be there before the first picture. */
  readonly needed: readonly ('vps' | 'sps' | 'pps')[]
  /** The box of ISO/IEC 14496-15 that holds the parameter sets, and the sample entry around it. */
  readonly sampleEntry: 'avc1' | 'hvc1'
  readonly configurationBox: 'avcC' | 'hvcC'
  readonly configuration: (sets: ParameterSets) => Uint8Array
}

export const codings: Readonly<Record<Codec, Coding>> = {
  h264: {
    role: h264Role,
    headerBytes: 1,
    sequence: h264Sequence,
    pictureSetId: h264PictureSetId,
    videoSetId: () => 0,
    needed: ['sps', 'pps'],
    sampleEntry: 'avc1',
    configurationBox: 'avcC',
    configuration: avcConfiguration,
  },
  h265: {
    role: h265Role,
    headerBytes: 2,
    sequence: h265Sequence,
    pictureSetId: h265PictureSetId,
    videoSetId: h265VideoSetId,
    needed: ['vps', 'sps', 'pps'],
    sampleEntry: 'hvc1',
    configurationBox: 'hvcC',
    configuration: hevcConfiguration,
  },
}
