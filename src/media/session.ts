/**
 * The course of one RTSP session (RFC 2326 section 10): what the camera offers, the one track that is taken, and
 * how the session is kept alive and ended.
 */
import { isWritable, resolveControl, type Address } from './address.ts'
import type { Answer, Dialogue } from './dialogue.ts'
import { mediaFault } from './faults.ts'
import { header } from './message.ts'
import { parseDescription, type VideoTrack } from './sdp.ts'

/** Section 12.37: what holds when a camera names no timeout. */
const STANDARD_TIMEOUT_SECONDS = 60
const MOST_TIMEOUT_SECONDS = 3600

export type Offer = {
  readonly video: VideoTrack
  /** Address of the video track, for SETUP. */
  readonly trackUri: string
  /** Address of the whole session, for everything after. */
  readonly sessionUri: string
  /** The request that keeps the session alive: GET_PARAMETER unless the camera's list of methods lacks it. */
  readonly keepAlive: 'GET_PARAMETER' | 'OPTIONS'
}

export type Session = {
  readonly id: string
  /** After this long without a request the camera may end the session. */
  readonly timeoutMs: number
  readonly rtpChannel: number
  readonly rtcpChannel: number
}

/** OPTIONS and DESCRIBE. */
export async function inquire(dialogue: Dialogue, { uri }: Address): Promise<Offer> {
  const options = await dialogue.ask('OPTIONS', uri)
  const methods = header(options.headers, 'public')?.toUpperCase()
  const keepAlive = methods === undefined || methods.includes('GET_PARAMETER') ? 'GET_PARAMETER' : 'OPTIONS'
  const answer = granted('DESCRIBE', await dialogue.ask('DESCRIBE', uri, { Accept: 'application/sdp' }))
  const { control, video } = parseDescription(answer.body)
  const base = baseOf(answer, uri)
  return {
    video,
    keepAlive,
    trackUri: resolveControl(base, video.control),
    sessionUri: resolveControl(base, control),
  }
}

/** Appendix C.1.1: what control attributes are relative to. */
function baseOf({ headers }: Answer, uri: string): string {
  for (const name of ['content-base', 'content-location']) {
    const base = header(headers, name)
    if (base !== undefined && /^rtsps?:\/\//i.test(base) && isWritable(base)) return base
  }
  return uri
}

/** SETUP of the video track, the only one there ever is. */
export async function setUp(dialogue: Dialogue, { trackUri }: Offer): Promise<Session> {
  const transport = 'RTP/AVP/TCP;unicast;interleaved=0-1'
  const answer = granted('SETUP', await dialogue.ask('SETUP', trackUri, { Transport: transport }))
  const [id = '', ...parameters] = (header(answer.headers, 'session') ?? '').split(';')
  if (!isWritable(id.trim())) throw mediaFault('media.protocolBroken', { what: 'session' })
  const timeout = parameters.map((text) => /^\s*timeout\s*=\s*(\d{1,9})/i.exec(text)?.[1]).find(Boolean)
  const seconds = Math.min(Math.max(Number(timeout ?? STANDARD_TIMEOUT_SECONDS), 2), MOST_TIMEOUT_SECONDS)
  return { id: id.trim(), timeoutMs: seconds * 1000, ...channelsOf(header(answer.headers, 'transport')) }
}

/** Section 12.39: the camera may choose other channels than those asked for. */
function channelsOf(transport: string | undefined): Pick<Session, 'rtpChannel' | 'rtcpChannel'> {
  if (transport !== undefined && !/^\s*RTP\/S?AVPF?\/TCP/i.test(transport))
    throw mediaFault('media.transportRefused', { reason: transport.split(';')[0]!.slice(0, 40) })
  const [, rtp, rtcp] = /interleaved=(\d{1,3})(?:-(\d{1,3}))?/i.exec(transport ?? '') ?? []
  const rtpChannel = Number(rtp ?? 0)
  return { rtpChannel, rtcpChannel: Number(rtcp ?? rtpChannel + 1) }
}

export async function play(dialogue: Dialogue, { sessionUri }: Offer, session: Session): Promise<void> {
  granted('PLAY', await dialogue.ask('PLAY', sessionUri, { Session: session.id, Range: 'npt=0.000-' }))
}

/** The answer if it is a yes, otherwise the Fault that says what the no means. */
function granted(method: string, answer: Answer): Answer {
  const { status } = answer
  if (status < 300) return answer
  if (status < 400) throw mediaFault('media.redirected', { status })
  if (status === 461) throw mediaFault('media.transportRefused', { reason: 'status 461' })
  throw mediaFault('media.requestRefused', { method, status })
}
