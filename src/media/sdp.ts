/**
 * Session descriptions (SDP, RFC 8866) as cameras write them: the one video track that will be asked for, and
 * nothing else. Audio tracks are not even represented: what cannot be named cannot be asked for by mistake.
 */
import { mediaFault } from './faults.ts'
import type { Codec } from './video.ts'

const MAX_DESCRIPTION_BYTES = 64 * 1024
const MAX_LINES = 1000
const MAX_TRACKS = 16
/** Parameter sets in one description: H.264 and H.265 name each kind once, with a few sets. */
const MAX_PARAMETER_SETS = 32

export type VideoTrack = {
  readonly codec: Codec
  readonly payloadType: number
  /** The track's control attribute, to be resolved against the session's address. */
  readonly control: string | undefined
  readonly parameterSets: readonly Uint8Array[]
}

export type Description = {
  /** The session's own control attribute, for requests about all tracks. */
  readonly control: string | undefined
  readonly video: VideoTrack
}

type Section = {
  readonly kind: string
  readonly payloadTypes: readonly number[]
  attributes: [string, string][]
}

/** Finds the first video track that can be recorded. Throws Faults that name what stands in the way. */
export function parseDescription(body: Uint8Array): Description {
  if (body.length > MAX_DESCRIPTION_BYTES) throw mediaFault('media.descriptionInvalid', { what: 'too long' })
  const lines = Buffer.from(body.buffer, body.byteOffset, body.length)
    .toString('utf8')
    .split(/\r\n|\n|\r/)
  if (lines.length > MAX_LINES) throw mediaFault('media.descriptionInvalid', { what: 'too many lines' })
  if (!lines[0]?.startsWith('v=0')) throw mediaFault('media.descriptionInvalid', { what: 'no version' })
  const session: Section = { kind: 'session', payloadTypes: [], attributes: [] }
  const sections = [session]
  for (const line of lines) {
    const value = line.slice(2).trim()
    if (line.startsWith('m=')) {
      const [kind = '', , , ...types] = value.split(/ +/)
      sections.push({ kind: kind.toLowerCase(), payloadTypes: types.map(Number), attributes: [] })
      if (sections.length > MAX_TRACKS)
        throw mediaFault('media.descriptionInvalid', { what: 'too many tracks' })
    } else if (line.startsWith('a=')) {
      const colon = value.indexOf(':')
      const [name, rest] = colon < 0 ? [value, ''] : [value.slice(0, colon), value.slice(colon + 1).trim()]
      sections.at(-1)!.attributes.push([name.toLowerCase(), rest])
    }
  }
  const videos = sections.filter(({ kind }) => kind === 'video')
  if (videos.length === 0) throw mediaFault('media.noVideo')
  return { control: attribute(session, 'control'), video: firstSupported(videos) }
}

function attribute(section: Section, name: string): string | undefined {
  return section.attributes.find(([key]) => key === name)?.[1]
}

function firstSupported(videos: readonly Section[]): VideoTrack {
  let refused = 'unknown'
  for (const video of videos)
    for (const payloadType of video.payloadTypes) {
      const encoding = ofPayload(video, 'rtpmap', payloadType)
      const codec = codecOf(encoding)
      if (codec === undefined) {
        refused = encoding?.split('/')[0]?.slice(0, 40) ?? `payload type ${payloadType}`
        continue
      }
      const parameters = formatParameters(ofPayload(video, 'fmtp', payloadType))
      refuseInterleaved(parameters)
      const parameterSets = parameterSetsOf(parameters)
      return { codec, payloadType, control: attribute(video, 'control'), parameterSets }
    }
  throw mediaFault('media.codecUnsupported', { codec: refused })
}

/** `a=rtpmap:96 H264/90000` and `a=fmtp:96 …`: the part after the payload type. */
function ofPayload(section: Section, name: string, payloadType: number): string | undefined {
  for (const [key, value] of section.attributes) {
    const [type, ...rest] = key === name ? value.split(/\s+/) : []
    if (type !== undefined && Number(type) === payloadType) return rest.join(' ')
  }
  return undefined
}

function codecOf(encoding: string | undefined): Codec | undefined {
  const [name, rate] = encoding?.toUpperCase().split('/') ?? []
  if (rate !== '90000') return undefined
  if (name === 'H264') return 'h264'
  return name === 'H265' || name === 'HEVC' ? 'h265' : undefined
}

function formatParameters(text: string | undefined): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (const part of text?.split(';') ?? []) {
    const equals = part.indexOf('=')
    if (equals > 0) parameters.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim())
  }
  return parameters
}

/** RFC 6184 section 6.4 and RFC 7798 section 4.5: units out of decoding order, with order numbers we do not read. */
function refuseInterleaved(parameters: ReadonlyMap<string, string>): void {
  if (parameters.get('packetization-mode') === '2')
    throw mediaFault('media.packetizationUnsupported', { what: 'H.264 packetization-mode 2' })
  if (Number(parameters.get('sprop-max-don-diff') ?? 0) > 0)
    throw mediaFault('media.packetizationUnsupported', { what: 'H.265 sprop-max-don-diff' })
}

function parameterSetsOf(parameters: ReadonlyMap<string, string>): Uint8Array[] {
  const names = ['sprop-vps', 'sprop-sps', 'sprop-pps', 'sprop-parameter-sets']
  return names
    .flatMap((name) => parameters.get(name)?.split(',') ?? [])
    .slice(0, MAX_PARAMETER_SETS)
    .map((text) => Buffer.from(text, 'base64'))
    .filter((nal) => nal.length > 0)
}
