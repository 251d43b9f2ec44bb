/**
 * Takes video files apart, MP4 or MOV, through the same assembler as a camera's stream.
 *
 * Only the first video track with a codec we know is read, and the first sound track in AAC where whoever asks may take
 * in sound (법 §25⑤ forbids it for fixed devices). The other tracks are named, so that their being dropped can be
 * recorded, and never read.
 *
 * The container is read by mediabunny, which trusts the tables of a file: a hostile one can make it work for hours.
 * So this runs only where it can be stopped (fileworker.ts).
 */
import { EncodedPacketSink, FilePathSource, Input, MP4, QTFF } from 'mediabunny'
import type { EncodedPacket, InputAudioTrack, InputTrack, InputVideoTrack } from 'mediabunny'
import { isFault } from '../base/fault.ts'
import { codings } from './codec.ts'
import { cutSample, parseConfiguration, type Configuration } from './configuration.ts'
import { mediaFault } from './faults.ts'
import { describedSets } from './parametersets.ts'
import { sampler } from './sampler.ts'
import { MAX_UNIT_BYTES, UnitAssembler } from './units.ts'
import type { Codec, Sample, SoundFormat, SoundPacket, StreamEvent, VideoFormat } from './video.ts'

/** A shift with a body camera, and then some. */
const MAX_FILE_SECONDS = 24 * 3600
const MAX_FILE_SAMPLES = MAX_FILE_SECONDS * 60
/** Of a picture or a sound, and between two. A longer pause is a broken file; a fragment counts it in 32 bits. */
const MAX_STEP_SECONDS = 600
const MAX_FILE_TRACKS = 32
/** A frame of AAC has at most 6,144 bits a channel (ISO/IEC 14496-3 section 4.5.1); eight channels. */
const MAX_SOUND_BYTES = 8 * 768
const MAX_SOUND_CHANNELS = 8
const MAX_SAMPLE_RATE = 96_000
const MAX_SOUND_PACKETS = MAX_FILE_SECONDS * 100
/** A frame of AAC has 480 samples or more: 200 a second. What sounds during a picture is held until the next. */
const MAX_SOUND_PACKETS_A_SECOND = 256
/** What the reader may keep of the file in memory. */
const CACHE_BYTES = 16 * 1024 * 1024
/** Where the first picture is put: room for the decoding times and the reordered pictures before it. */
const ORIGIN_90K = 10 * 90_000

export type DroppedTrack = { readonly kind: 'video' | 'audio' | 'other'; readonly codec: string }

export type FileEvent =
  | { readonly type: 'format'; readonly format: VideoFormat }
  | { readonly type: 'sample'; readonly sample: Sample }
  /** Comes after the sample during which it begins. */
  | { readonly type: 'sound'; readonly packet: SoundPacket }
  | { readonly type: 'loss'; readonly packets: number; readonly units: number }

export type FileSummary = {
  readonly codec: Codec
  /** The sound that is in the events; null when the file has none that may be taken in. */
  readonly sound: SoundFormat | null
  /** Tracks that are in the file and not in the events. */
  readonly droppedTracks: readonly DroppedTrack[]
  readonly samples: number
  /** From the first picture to the last. */
  readonly durationMs: number
}

export type OpenFile = {
  readonly summary: FileSummary
  /** `format` before the first sample and at every change; `loss` where pictures could not be used. */
  events(): AsyncGenerator<FileEvent, void, undefined>
}

type Opened = {
  readonly track: InputVideoTrack
  readonly codec: Codec
  readonly configuration: Configuration
  readonly rotationDegrees: VideoFormat['rotationDegrees']
  readonly sound: OpenSound | undefined
}

type OpenSound = { readonly track: InputAudioTrack; readonly format: SoundFormat }

/**
 * Opens a file and checks, before any of it is used, that all its samples are within bounds. Throws
 * `media.fileUnreadable`, `media.noVideo`, `media.codecUnsupported`.
 */
export function openFile(path: string, { withSound }: { readonly withSound: boolean }): Promise<OpenFile> {
  let trouble: unknown
  const source = new FilePathSource(path, {
    maxCacheSize: CACHE_BYTES,
    handleUnhandledError: (error) => (trouble ??= error), // of reads ahead of us: ours will fail as well
  })
  const input = new Input({ source, formats: [MP4, QTFF] })
  return readable(async () => {
    const tracks = await input.getTracks()
    if (tracks.length > MAX_FILE_TRACKS) throw mediaFault('media.fileUnreadable', { what: 'too many tracks' })
    const sound = withSound ? await firstSound(tracks) : undefined
    const opened: Opened = { ...(await firstSupported(tracks)), sound }
    const { samples, durationMs } = await survey(opened.track, {
      bytes: MAX_UNIT_BYTES,
      packets: MAX_FILE_SAMPLES,
    })
    if (sound)
      await survey(sound.track, {
        bytes: MAX_SOUND_BYTES,
        packets: MAX_SOUND_PACKETS,
        aSecond: MAX_SOUND_PACKETS_A_SECOND,
      })
    const isTaken = (one: InputTrack) => one === opened.track || one === sound?.track
    const droppedTracks = await Promise.all(tracks.filter((one) => !isTaken(one)).map(dropped))
    return {
      summary: { codec: opened.codec, sound: sound?.format ?? null, droppedTracks, samples, durationMs },
      events: () => eventsOf(opened, () => trouble),
    }
  })
}

/** Whatever the reader stumbles over is the file's fault. */
async function readable<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (isFault(error)) throw error
    const { code, name } = error as NodeJS.ErrnoException
    throw mediaFault('media.fileUnreadable', { what: code ?? name }, error)
  }
}

async function firstSupported(tracks: readonly InputTrack[]): Promise<Omit<Opened, 'sound'>> {
  let refused: string | undefined
  for (const track of tracks) {
    if (!track.isVideoTrack()) continue
    const name = await track.getCodec()
    const codec = name === 'avc' ? 'h264' : name === 'hevc' ? 'h265' : undefined
    refused ??= name ?? 'unknown'
    if (codec === undefined) continue
    const description = (await track.getDecoderConfig())?.description
    if (description === undefined)
      throw mediaFault('media.fileUnreadable', { what: 'no decoder configuration' })
    const configuration = parseConfiguration(codec, bytesOf(description))
    return { track, codec, configuration, rotationDegrees: await track.getRotation() }
  }
  if (refused === undefined) throw mediaFault('media.noVideo')
  throw mediaFault('media.codecUnsupported', { codec: refused })
}

/** The first sound track in AAC; any other is left out like every track that is not read. */
async function firstSound(tracks: readonly InputTrack[]): Promise<OpenSound | undefined> {
  for (const track of tracks) {
    if (!track.isAudioTrack() || (await track.getCodec()) !== 'aac') continue
    const config = await track.getDecoderConfig()
    if (config?.description === undefined) continue
    const { codec: codecString, sampleRate, numberOfChannels: channels } = config
    const description = bytesOf(config.description)
    const isOrdinary =
      /^mp4a\.40\.\d{1,2}$/.test(codecString) &&
      Number.isInteger(sampleRate) &&
      sampleRate >= 1 &&
      sampleRate <= MAX_SAMPLE_RATE &&
      channels >= 1 &&
      channels <= MAX_SOUND_CHANNELS &&
      description.length >= 2 &&
      description.length <= 64
    if (isOrdinary) return { track, format: { codecString, sampleRate, channels, description } }
  }
  return undefined
}

function bytesOf(source: ArrayBufferView | ArrayBufferLike): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)
}

async function dropped(track: InputTrack): Promise<DroppedTrack> {
  const kind = track.isVideoTrack() ? 'video' : track.isAudioTrack() ? 'audio' : 'other'
  return { kind, codec: (await track.getCodec()) ?? 'unknown' }
}

/** Looks at every sample's place and time without its bytes. With a bound on those of a second, times must rise. */
async function survey(
  track: InputVideoTrack | InputAudioTrack,
  most: { readonly bytes: number; readonly packets: number; readonly aSecond?: number },
): Promise<{ samples: number; durationMs: number }> {
  let [samples, ofSecond] = [0, 0]
  let [first, last, previous] = [Infinity, -Infinity, 0]
  for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, {
    metadataOnly: true,
  })) {
    const { timestamp, duration, byteLength } = packet
    if (samples++ === 0) previous = timestamp
    first = Math.min(first, timestamp)
    last = Math.max(last, timestamp + duration)
    const isOrdinary =
      Math.abs(timestamp - previous) <= MAX_STEP_SECONDS &&
      duration <= MAX_STEP_SECONDS &&
      last - first <= MAX_FILE_SECONDS &&
      (most.aSecond === undefined || timestamp >= previous)
    if (!isOrdinary) throw mediaFault('media.fileUnreadable', { what: 'times out of bounds' })
    ofSecond = Math.floor(timestamp) === Math.floor(previous) ? ofSecond + 1 : 1
    if (byteLength > most.bytes || samples > most.packets || ofSecond > (most.aSecond ?? Infinity))
      throw mediaFault('media.fileUnreadable', { what: 'too large' })
    previous = timestamp
  }
  if (samples === 0) throw mediaFault('media.fileUnreadable', { what: 'no samples' })
  return { samples, durationMs: Math.round((last - first) * 1000) }
}

async function* eventsOf(opened: Opened, trouble: () => unknown): AsyncGenerator<FileEvent, void, undefined> {
  const first = await readable(() => new EncodedPacketSink(opened.track).getFirstPacket())
  const start = first?.timestamp ?? 0
  const sound = opened.sound && soundReader(opened.sound, start)
  for await (const event of picturesOf(opened, start, trouble)) {
    yield event
    if (event.type === 'sample' && sound) yield* sound.until(event.sample.dts90k + event.sample.duration90k)
  }
}

/** `start` (seconds) is when the first picture is shown. */
async function* picturesOf(
  opened: Opened,
  start: number,
  trouble: () => unknown,
): AsyncGenerator<FileEvent, void, undefined> {
  const { track, codec, configuration, rotationDegrees } = opened
  const found: StreamEvent[] = []
  const units = new UnitAssembler(
    codings[codec],
    describedSets(codec, configuration.parameterSets),
    (event) => found.push(event),
  )
  const samples = sampler()
  const packets = new EncodedPacketSink(track).packets()
  let lastDuration = 0
  function* drain(): Generator<FileEvent, void, undefined> {
    for (const event of found.splice(0)) {
      if (event.type === 'unit') {
        const sample = samples.add(event.unit)
        if (sample !== undefined) yield { type: 'sample', sample }
      } else if (event.type === 'format') {
        // The last picture of the old format ends with it.
        const sample = samples.end()
        if (sample !== undefined) yield { type: 'sample', sample }
        yield { type: 'format', format: { ...event.format, rotationDegrees } }
      } else if (event.type === 'loss') yield event
    }
  }
  for (;;) {
    const { value: packet, done } = await readable(() => packets.next())
    if (done === true) break
    if (trouble() !== undefined) await readable(() => Promise.reject(trouble() as Error))
    lastDuration = packet.duration
    addPacket(units, packet, start, configuration.lengthBytes)
    yield* drain()
  }
  units.end()
  yield* drain()
  const sample = samples.end(lastDuration > 0 ? Math.round(lastDuration * 90_000) : undefined)
  if (sample !== undefined) yield { type: 'sample', sample }
}

type SoundReader = {
  /** What begins before that time of the pictures, and was not given yet. */
  until(time90k: number): AsyncGenerator<FileEvent, void, undefined>
}

/** Reads the sound beside the pictures, whose first is shown at `start` (seconds). */
function soundReader({ track, format }: OpenSound, start: number): SoundReader {
  const packets = new EncodedPacketSink(track).packets()
  const { sampleRate } = format
  const secondsOf = ({ timestamp }: EncodedPacket) => timestamp - start + ORIGIN_90K / 90_000
  let held: EncodedPacket | undefined
  let isOver = false
  return {
    async *until(time90k) {
      for (;;) {
        if (held === undefined && !isOver) {
          const next = await readable(() => packets.next())
          isOver = next.done === true
          if (next.done !== true) held = next.value
        }
        if (held === undefined || secondsOf(held) * 90_000 >= time90k) return
        const { data, duration } = held
        const at = Math.round(secondsOf(held) * sampleRate)
        held = undefined
        // Sound from before the film has no picture to stand beside.
        if (at < 0) continue
        yield { type: 'sound', packet: { at, duration: Math.round(duration * sampleRate), bytes: data } }
      }
    },
  }
}

/** A sample of a file is one access unit (ISO/IEC 14496-15 section 4.3.2). */
function addPacket(units: UnitAssembler, packet: EncodedPacket, start: number, lengthBytes: number): void {
  units.begin(ORIGIN_90K + Math.round((packet.timestamp - start) * 90_000), 0)
  const nals = cutSample(packet.data, lengthBytes)
  if (nals === undefined) units.damage()
  else for (const nal of nals) units.nal(nal)
  units.marker()
}
