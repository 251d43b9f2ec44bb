/** The byte streams under testdata/media/, and small ways to play, disturb and store them in tests. */
import { readFileSync } from 'node:fs'
import { present } from '../../base/assert.ts'
import { isFault } from '../../base/fault.ts'
import { cutSample } from '../configuration.ts'
import { fragment, initSegment } from '../fragmented.ts'
import { Receiver } from '../receiver.ts'
import { sampler } from '../sampler.ts'
import { parseDescription, type VideoTrack } from '../sdp.ts'
import type { AccessUnit, Codec, Sample, StreamEvent, VideoFormat } from '../video.ts'

/** All are 320×180, 15 pictures a second, 45 pictures, with key pictures 0, 15 and 30. */
export const CAPTURES = ['h264', 'h264-baseline', 'h264-bframes', 'h265', 'h265-bframes'] as const
export type CaptureName = (typeof CAPTURES)[number]

export type Capture = {
  readonly codec: Codec
  readonly description: Buffer
  readonly track: VideoTrack
  /** As on the wire, each with its four bytes of framing. */
  readonly frames: readonly Buffer[]
  /** RTP packets of the video channel, without framing. */
  readonly packets: readonly Buffer[]
}

export function capture(name: CaptureName): Capture {
  const file = (ending: string) =>
    readFileSync(new URL(`../../../testdata/media/${name}.${ending}`, import.meta.url))
  const description = file('sdp')
  const bytes = file('interleaved')
  const frames: Buffer[] = []
  for (let at = 0; at < bytes.length; at += frames.at(-1)!.length)
    frames.push(bytes.subarray(at, at + 4 + bytes.readUInt16BE(at + 2)))
  const { video: track } = parseDescription(description)
  const packets = frames.filter((frame) => frame[1] === 0).map((frame) => frame.subarray(4))
  return { codec: track.codec, description, track, frames, packets }
}

/** What a receiver makes of RTP packets, and the Fault that ended it, if one did. */
export function receive(
  track: VideoTrack,
  packets: readonly Buffer[],
  atMs: (index: number) => number = () => 0,
): { events: StreamEvent[]; fault: unknown } {
  const events: StreamEvent[] = []
  const receiver = new Receiver({ ...track, emit: (event) => events.push(event) })
  let fault: unknown
  try {
    packets.forEach((packet, i) => receiver.rtp(packet, 0, packet.length, atMs(i)))
  } catch (error) {
    if (!isFault(error)) throw error
    fault = error
  }
  receiver.end()
  return { events, fault }
}

export function unitsOf(events: readonly StreamEvent[]): AccessUnit[] {
  return events.flatMap((event) => (event.type === 'unit' ? [event.unit] : []))
}

/** The NAL units of a picture. */
export function nalsOf({ bytes }: { readonly bytes: Uint8Array }): Uint8Array[] {
  return present(cutSample(bytes, 4), 'lengths that add up')
}

export function formatsOf(events: readonly StreamEvent[]): VideoFormat[] {
  return events.flatMap((event) => (event.type === 'format' ? [event.format] : []))
}

export function lossOf(events: readonly StreamEvent[]): { packets: number; units: number } {
  const total = { packets: 0, units: 0 }
  for (const event of events)
    if (event.type === 'loss') {
      total.packets += event.packets
      total.units += event.units
    }
  return total
}

export function samplesOf(units: readonly AccessUnit[]): Sample[] {
  const made = sampler()
  return [...units.map((unit) => made.add(unit)), made.end()].filter((sample) => sample !== undefined)
}

/** Samples as a file: one fragment from each key picture. */
export function movie(format: VideoFormat, samples: readonly Sample[]): Buffer {
  const groups: Sample[][] = []
  for (const sample of samples) {
    if (sample.isKey || groups.length === 0) groups.push([])
    groups.at(-1)!.push(sample)
  }
  return Buffer.concat([initSegment(format), ...groups.map((group, i) => fragment(i + 1, group))])
}

/** The same packet with another sequence number, timestamp or marker. */
export function altered(
  packet: Buffer,
  change: {
    readonly sequence?: number
    readonly timestamp?: number
    readonly marker?: boolean
    readonly source?: number
  },
): Buffer {
  const copy = Buffer.from(packet)
  if (change.sequence !== undefined) copy.writeUInt16BE(change.sequence & 0xffff, 2)
  if (change.timestamp !== undefined) copy.writeUInt32BE(change.timestamp >>> 0, 4)
  if (change.source !== undefined) copy.writeUInt32BE(change.source >>> 0, 8)
  if (change.marker !== undefined) copy[1] = (copy[1]! & 0x7f) | (change.marker ? 0x80 : 0)
  return copy
}

/** Everything an asynchronous sequence gives. */
export async function all<T>(sequence: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const one of sequence) list.push(one)
  return list
}
