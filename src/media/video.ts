/**
 * The words of this folder: what a camera's or a file's picture stream is made of, between the wire and the
 * container. Types only.
 *
 * Times are on the 90 kHz clock of RFC 6184 section 8.1 and RFC 7798 section 7.1, already unwrapped: plain
 * integers that never wrap in a program's life (2^53 ticks are 3,000 years).
 */

export type Codec = 'h264' | 'h265'

/** The sets a decoder needs before its first picture, without start codes, in the order of their ids. `vps` is empty for H.264. */
export type ParameterSets = {
  readonly vps: readonly Uint8Array[]
  readonly sps: readonly Uint8Array[]
  readonly pps: readonly Uint8Array[]
}

/** Everything an initialisation segment says. Two formats with equal sets need no new initialisation. */
export type VideoFormat = {
  readonly codec: Codec
  /** Pixels shown, after cropping. */
  readonly width: number
  readonly height: number
  /** Clockwise turn for display; only files ever bring one other than 0. */
  readonly rotationDegrees: 0 | 90 | 180 | 270
  readonly parameterSets: ParameterSets
  /** RFC 6381 form, for example `avc1.640028` or `hvc1.1.6.L93.B0`. */
  readonly codecString: string
}

/** One coded picture with what belongs to it, whole. */
export type AccessUnit = {
  /** When it is shown. */
  readonly pts90k: number
  /** When it is decoded: strictly rising in the order of arrival; equals `pts90k` where pictures are not reordered. */
  readonly dts90k: number
  /** Whether decoding may start here. */
  readonly isKey: boolean
  /**
   * The NAL units, each after its length in 32 bits, as MP4 stores a sample (ISO/IEC 14496-15 section 4.3.2); delimiters,
   * filler and parameter sets taken out. Whoever has the unit may give its memory back (base/memory.ts).
   */
  readonly bytes: Uint8Array
  /** Monotonic clock when its last byte was read; 0 for files. */
  readonly arrivedAtMs: number
}

/** An access unit as a fragment stores it: its duration is known once the next one has come. */
export type Sample = {
  readonly dts90k: number
  readonly pts90k: number
  readonly duration90k: number
  readonly isKey: boolean
  readonly bytes: Uint8Array
}

/** Sound of a file: AAC (ISO/IEC 14496-3). A camera's is never asked for. */
export type SoundFormat = {
  /** RFC 6381 form, `mp4a.40.2` for the usual AAC-LC. */
  readonly codecString: string
  /** Per second; also the clock of its packets. */
  readonly sampleRate: number
  readonly channels: number
  /** AudioSpecificConfig. */
  readonly description: Uint8Array
}

/** One coded frame of sound. */
export type SoundPacket = {
  /** When it is heard, in ticks of the sample rate, on the same zero as the pictures. */
  readonly at: number
  readonly duration: number
  readonly bytes: Uint8Array
}

/** What one connection tells, in this order of arrival. `format` always comes before the first `unit` it describes, which is a key one. */
export type StreamEvent =
  | { readonly type: 'format'; readonly format: VideoFormat }
  | { readonly type: 'unit'; readonly unit: AccessUnit }
  /**
   * Something the camera sent, or should have sent, is not in the recording: `packets` never arrived, and
   * `units` arrived damaged or depend on a lost one and were dropped. Add the events up for the totals.
   */
  | { readonly type: 'loss'; readonly packets: number; readonly units: number }
  /** At `pts90k` the camera's own clock said `ntpMs` (milliseconds since 1970; RFC 3550 section 6.4.1). */
  | { readonly type: 'senderReport'; readonly ntpMs: number; readonly pts90k: number }
  /** What waited was read, and nothing is read for so long (intake.ts). */
  | { readonly type: 'rest'; readonly ms: number }
