/**
 * One video stream from its packets to its events, without sockets or time of its own: the same packets with the
 * same arrival times always give the same events.
 */
import { isFault } from '../base/fault.ts'
import { codings } from './codec.ts'
import { mediaFault } from './faults.ts'
import { nalBuffer } from './nalbuffer.ts'
import { depacketizer } from './packets.ts'
import { parameterSetStore, type ParameterSetStore } from './parametersets.ts'
import { parseRtcp } from './rtcp.ts'
import { parseRtp, sequenceTracker, timestampUnwrapper } from './rtp.ts'
import { unitAssembler } from './units.ts'
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

export type Receiver = {
  /** Takes one RTP packet, [start, end) of `bytes`, which arrived at `atMs`. Throws Faults of this folder. */
  rtp(bytes: Buffer, start: number, end: number, atMs: number): void
  rtcp(bytes: Buffer, start: number, end: number): void
  /** The stream is over: hands on what is whole and tells what was dropped. */
  end(): void
}

export type ReceiverOptions = {
  readonly codec: Codec
  readonly payloadType: number
  /** Parameter sets from the session description; those that cannot be read are left to come in band. */
  readonly parameterSets: readonly Uint8Array[]
  readonly emit: (event: StreamEvent) => void
}

export function createReceiver({ codec, payloadType, parameterSets, emit }: ReceiverOptions): Receiver {
  const sets = parameterSetStore(codec)
  const units = unitAssembler(codings[codec], sets, emit)
  const packets = depacketizer(codec, nalBuffer(), units)
  const track = sequenceTracker()
  const times = timestampUnwrapper(ORIGIN_90K)
  const checkTimeline = timelineCheck()
  let source: number | undefined
  let latest90k = -1
  let report: { readonly ntpMs: number; readonly timestamp: number } | undefined
  let keySoughtAtMs: number | undefined
  for (const nal of parameterSets) putDescribed(codec, sets, nal)

  function interrupt(): void {
    if (packets.interrupt()) units.damage()
  }

  function tellReport(): void {
    const pts90k = report && times.near(report.timestamp)
    if (report === undefined || pts90k === undefined) return
    emit({ type: 'senderReport', ntpMs: report.ntpMs, pts90k })
    report = undefined
  }

  function seekKey(atMs: number): void {
    if (!units.waiting()) keySoughtAtMs = undefined
    else if (keySoughtAtMs === undefined) keySoughtAtMs = atMs
    else if (atMs - keySoughtAtMs > MAX_KEY_WAIT_MS) {
      const code = sets.complete() ? 'media.keyPictureMissing' : 'media.parameterSetsMissing'
      throw mediaFault(code, { seconds: MAX_KEY_WAIT_MS / 1000 })
    }
  }

  return {
    rtp(bytes, start, end, atMs) {
      const packet = parseRtp(bytes, start, end)
      source ??= packet.source
      if (packet.source !== source) throw mediaFault('media.sourceChanged')
      const missing = track(packet.sequence)
      if (missing === 'late') return
      if (missing > 0) {
        interrupt()
        units.gap()
        emit({ type: 'loss', packets: missing, units: 0 })
      }
      if (packet.payloadType !== payloadType || packet.start === packet.end) return
      const pts90k = times.unwrap(packet.timestamp)
      if (pts90k !== latest90k) {
        interrupt()
        checkTimeline(pts90k, atMs)
        latest90k = pts90k
        seekKey(atMs)
        if (report !== undefined) tellReport()
      }
      units.begin(pts90k, atMs)
      packets.payload(bytes, packet.start, packet.end)
      if (packet.marker) units.marker()
    },
    rtcp(bytes, start, end) {
      for (const news of parseRtcp(bytes, start, end)) {
        if (news.type === 'goodbye') throw mediaFault('media.closed')
        report = news
        tellReport()
      }
    },
    end() {
      interrupt()
      units.end()
    },
  }
}

/** What cannot be read in a description is ignored on purpose: the sets that count come in band as well. */
function putDescribed(codec: Codec, sets: ParameterSetStore, nal: Uint8Array): void {
  const { role, headerBytes } = codings[codec]
  const kind = nal.length > headerBytes ? role(nal[0]!) : 'other'
  if (kind !== 'vps' && kind !== 'sps' && kind !== 'pps') return
  try {
    sets.put(kind, nal)
  } catch (error) {
    if (!isFault(error, 'media.parameterSetInvalid')) throw error
  }
}

/** Compares the stream's clock with ours from one picture to the next. Throws `media.timeJumped`. */
function timelineCheck(): (pts90k: number, atMs: number) => void {
  let last: { readonly pts90k: number; readonly atMs: number } | undefined
  return (pts90k, atMs) => {
    if (last !== undefined) {
      const streamMs = (pts90k - last.pts90k) / 90
      const passedMs = atMs - last.atMs
      if (streamMs < -MAX_TIME_STEP_MS || streamMs > passedMs + MAX_TIME_STEP_MS)
        throw mediaFault('media.timeJumped', { seconds: Math.round((streamMs - passedMs) / 1000) })
    }
    last = { pts90k, atMs }
  }
}
