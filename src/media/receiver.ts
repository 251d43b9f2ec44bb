/**
 * One video stream from its packets to its events, without sockets or time of its own: the same packets with the
 * same arrival times always give the same events.
 */
import { codings } from './codec.ts'
import { mediaFault } from './faults.ts'
import { depacketizer, type Depacketizer } from './packets.ts'
import { describedSets, type ParameterSetStore } from './parametersets.ts'
import { parseRtcp } from './rtcp.ts'
import { parseRtp, sequenceTracker, timestampUnwrapper } from './rtp.ts'
import { UnitAssembler } from './units.ts'
import type { Codec, StreamEvent } from './video.ts'

/** The first picture's time: room for decoding times and reordered pictures before it. */
const ORIGIN_90K = 10 * 90_000

/**
 * How far a camera's timestamps may run ahead of the time that really passed, or back. Beyond it the camera has set
 * its stream's clock, and what follows needs a timeline of its own.
 */
const MAX_TIME_STEP_MS = 10_000

/** How long to wait for a picture that decoding can start with. Cameras send one every 1 to 30 seconds. */
const MAX_KEY_WAIT_MS = 60_000

export type ReceiverOptions = {
  readonly codec: Codec
  readonly payloadType: number
  /** Parameter sets from the session description; those that cannot be read are left to come in band. */
  readonly parameterSets: readonly Uint8Array[]
  readonly emit: (event: StreamEvent) => void
}

export class Receiver {
  readonly #payloadType: number
  readonly #emit: (event: StreamEvent) => void
  readonly #sets: ParameterSetStore
  readonly #units: UnitAssembler
  readonly #packets: Depacketizer
  readonly #missingBefore = sequenceTracker()
  readonly #times = timestampUnwrapper(ORIGIN_90K)
  readonly #checkTimeline = timelineCheck()
  #source: number | undefined
  #latest90k = -1
  #report: { readonly ntpMs: number; readonly timestamp: number } | undefined
  #keySoughtAtMs: number | undefined

  constructor({ codec, payloadType, parameterSets, emit }: ReceiverOptions) {
    this.#payloadType = payloadType
    this.#emit = emit
    this.#sets = describedSets(codec, parameterSets)
    this.#units = new UnitAssembler(codings[codec], this.#sets, emit)
    this.#packets = depacketizer(codec, this.#units)
  }

  /**
   * Takes one RTP packet, [start, end) of `bytes`, which arrived at `atMs`. Tells whether it was one of the video that was
   * described; others are counted and left out. Throws Faults of this folder.
   */
  rtp(bytes: Buffer, start: number, end: number, atMs: number): boolean {
    const packet = parseRtp(bytes, start, end)
    const isVideo = packet.payloadType === this.#payloadType
    this.#source ??= packet.source
    if (packet.source !== this.#source) throw mediaFault('media.sourceChanged')
    const missing = this.#missingBefore(packet.sequence)
    if (missing === 'late') return isVideo // counted as missing when it was passed over, or sent twice
    if (missing > 0) {
      this.#interrupt()
      this.#units.gap()
      this.#emit({ type: 'loss', packets: missing, units: 0 })
    }
    if (!isVideo || packet.start === packet.end) return isVideo
    const pts90k = this.#times.unwrap(packet.timestamp)
    if (pts90k !== this.#latest90k) this.#turnTo(pts90k, atMs)
    this.#units.begin(pts90k, atMs)
    this.#packets.payload(bytes, packet.start, packet.end)
    if (packet.marker) this.#units.marker()
    return true
  }

  /** Takes one RTCP packet. Throws `media.closed` when the camera says goodbye. */
  rtcp(bytes: Buffer, start: number, end: number): void {
    for (const news of parseRtcp(bytes, start, end)) {
      if (news.type === 'goodbye') throw mediaFault('media.closed')
      this.#report = news
      this.#tellReport()
    }
  }

  /** The stream is over: hands on what is whole and tells what was dropped. */
  end(): void {
    this.#interrupt()
    this.#units.end()
  }

  /** What is done once for each picture. */
  #turnTo(pts90k: number, atMs: number): void {
    this.#interrupt()
    this.#checkTimeline(pts90k, atMs)
    this.#latest90k = pts90k
    this.#seekKey(atMs)
    this.#tellReport()
  }

  #interrupt(): void {
    if (this.#packets.interrupt()) this.#units.damage()
  }

  /** A report that came before the first packet is told with it. */
  #tellReport(): void {
    const pts90k = this.#report && this.#times.near(this.#report.timestamp)
    if (this.#report === undefined || pts90k === undefined) return
    this.#emit({ type: 'senderReport', ntpMs: this.#report.ntpMs, pts90k })
    this.#report = undefined
  }

  #seekKey(atMs: number): void {
    if (!this.#units.waiting) this.#keySoughtAtMs = undefined
    else if (this.#keySoughtAtMs === undefined) this.#keySoughtAtMs = atMs
    else if (atMs - this.#keySoughtAtMs > MAX_KEY_WAIT_MS) {
      const code = this.#sets.complete() ? 'media.keyPictureMissing' : 'media.parameterSetsMissing'
      throw mediaFault(code, { seconds: MAX_KEY_WAIT_MS / 1000 })
    }
  }
}

/** Compares the stream's clock with ours, against the latest picture so far. Throws `media.timeJumped`. */
function timelineCheck(): (pts90k: number, atMs: number) => void {
  let latest: { readonly pts90k: number; readonly atMs: number } | undefined
  return (pts90k, atMs) => {
    const streamMs = latest === undefined ? 0 : (pts90k - latest.pts90k) / 90
    const passedMs = latest === undefined ? 0 : atMs - latest.atMs
    if (streamMs < -MAX_TIME_STEP_MS || streamMs > passedMs + MAX_TIME_STEP_MS)
      throw mediaFault('media.timeJumped', { seconds: Math.round((streamMs - passedMs) / 1000) })
    if (latest === undefined || streamMs > 0) latest = { pts90k, atMs }
  }
}
