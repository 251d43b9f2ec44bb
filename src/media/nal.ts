/** What the two codecs have in common, as types: what a NAL unit is for, and what a sequence parameter set tells. */

/**
 * `keyPicture`: decoding may start here. `leadingPicture`: refers to pictures before the key picture it follows
 * (H.265 RASL). `dropped`: carries nothing (delimiters, filler). `other`: kept as it is; cameras that sign their
 * stream put the signature into such units.
 */
export type NalRole =
  | 'keyPicture'
  | 'picture'
  | 'leadingPicture'
  | 'vps'
  | 'sps'
  | 'pps'
  | 'dropped'
  | 'other'

export type SequenceFacts = {
  readonly id: number
  /** Pixels shown, after cropping. */
  readonly width: number
  readonly height: number
  readonly codecString: string
  /** How many pictures may be decoded before one that is shown earlier. */
  readonly reorderDepth: number
}
