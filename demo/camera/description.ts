/** The session description (SDP, RFC 8866) of a simulated camera. */
import type { Film } from './film.ts'
import { payloadTypes } from './packets.ts'

export type TrackKind = 'video' | 'audio'

/** The last part of a track's control URL. */
export const trackNames: Readonly<Record<TrackKind, string>> = { video: 'track0', audio: 'track1' }

type DescriptionOptions = {
  readonly film: Film
  readonly audio: boolean
  /** Whether the video's parameter sets are told here (RFC 6184 section 8.1, RFC 7798 section 7.1). */
  readonly parameterSets: boolean
  /** What stands before a track's name in its control attribute: nothing, or the whole URL of the camera. */
  readonly controlPrefix: string
}

export function description({ film, audio, parameterSets, controlPrefix }: DescriptionOptions): string {
  const video = payloadTypes.video
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=Simulated camera',
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'a=range:npt=now-',
    `m=video 0 RTP/AVP ${video}`,
    `a=rtpmap:${video} ${film.codec === 'h264' ? 'H264' : 'H265'}/90000`,
    `a=fmtp:${video} ${formatParameters(film, parameterSets)}`,
    `a=control:${controlPrefix}${trackNames.video}`,
  ]
  if (audio)
    lines.push(
      `m=audio 0 RTP/AVP ${payloadTypes.audio}`,
      `a=rtpmap:${payloadTypes.audio} PCMU/8000`,
      `a=control:${controlPrefix}${trackNames.audio}`,
    )
  return `${lines.join('\r\n')}\r\n`
}

function formatParameters({ codec, parameterSets: sets }: Film, told: boolean): string {
  const base64 = sets.map((set) => set.toString('base64'))
  if (codec === 'h265')
    return told ? `sprop-vps=${base64[0]};sprop-sps=${base64[1]};sprop-pps=${base64[2]}` : 'tx-mode=SRST'
  const profile = sets[0]?.toString('hex', 1, 4) ?? ''
  const sprop = told ? `;sprop-parameter-sets=${base64.join(',')}` : ''
  return `packetization-mode=1;profile-level-id=${profile}${sprop}`
}
