/**
 * One client's stream: pictures at their absolute time, so that it never drifts, with continuous RTP
 * timestamps across the film's end. A client that does not take its bytes misses whole groups of pictures and
 * is cut off at last; what waits for it stays bounded.
 */
import { randomInt } from 'node:crypto'
import type { Cancel } from '../../src/base/clock.ts'
import type { CameraState } from './camera.ts'
import type { TrackKind } from './description.ts'
import { disturbance } from './disturbance.ts'
import type { Film, Picture } from './film.ts'
import type { Outlet } from './outlet.ts'
import { filled, formOf, payloadsOf, payloadTypes, senderReport, type PacketForm } from './packets.ts'
import { SOUND_PACKET_MS, SOUND_PACKET_SAMPLES, soundPayload } from './sound.ts'
import { dueAt, entry, VIDEO_HERTZ, type Stretch } from './timeline.ts'

/** Beyond so many waiting bytes, pictures are left out until a key picture finds no more than half. */
const PENDING_BYTES_LIMIT = 2 * 1024 * 1024
/** After so long without a picture getting out, the client is cut off. */
const TOO_SLOW_MS = 20_000
const REPORT_EVERY_MS = 5_000
/** When this process was held up for longer, it goes on with the present instead of catching up. */
const LATE_MS = 5_000
const SOUND_HERTZ = 8_000

export type Playback = {
  /** Sequence number and timestamp of each track's first packet, for the RTP-Info header. */
  readonly starts: Readonly<Record<TrackKind, { readonly sequence: number; readonly timestamp: number }>>
  begin(): void
  /** Makes the next picture larger by so many bytes. */
  hugeFrame(bytes: number): void
  stop(): void
}

type PlaybackOptions = {
  readonly camera: CameraState
  readonly outlet: Outlet
  /** The RTP channel of each track that was SETUP; its RTCP channel is the next. */
  readonly channels: Readonly<Partial<Record<TrackKind, number>>>
  readonly tooSlow: () => void
}

export function playback({ camera, outlet, channels, tooSlow }: PlaybackOptions): Playback {
  const { clock, counts, mount, time } = camera
  const live = mount.live !== false
  const film = camera.film
  let stretch: Stretch = {
    film,
    ...entry(film, live, time.now()),
    startTimestamp: mount.rtp?.timestamp ?? randomInt(2 ** 32),
  }
  const send = (bytes: Uint8Array) => outlet.send(bytes)
  const video = videoTrack({
    camera,
    channel: channels.video,
    pendingBytes: () => outlet.pendingBytes(),
    send,
    tooSlow,
  })
  const audio = audioTrack({ camera, channel: channels.audio, startMs: stretch.startMs, send })
  const starts = {
    video: { sequence: video.firstSequence, timestamp: dueAt(stretch, 0).timestamp % 2 ** 32 },
    audio: audio.start,
  }
  let n = 0
  let reportDueMs = time.now()
  let cancel: Cancel | undefined

  const goOn = () => {
    const slot = dueAt(stretch, n).dueMs
    const next = entry(camera.film, live, Math.max(slot, time.now()))
    counts.framesSkipped += Math.round(((next.startMs - slot) * stretch.film.framesPerSecond) / 1000)
    stretch = { film: camera.film, ...next, startTimestamp: timestampAt(stretch, next.startMs) }
    n = 0
  }
  const report = () => {
    if (camera.faults.silent || time.now() < reportDueMs) return
    reportDueMs = time.now() + REPORT_EVERY_MS
    video.report(timestampAt(stretch, time.now()))
    audio.report()
  }
  const schedule = () => {
    cancel = clock.after(Math.max(0, time.until(dueAt(stretch, n).dueMs)), () => {
      const due = dueAt(stretch, n)
      if (camera.film !== stretch.film || time.now() - due.dueMs > LATE_MS) goOn()
      else {
        report()
        video.show(due.picture, due.timestamp)
        audio.soundUntilNow()
        n++
      }
      schedule()
    })
  }
  return {
    starts,
    begin() {
      report()
      schedule()
    },
    hugeFrame: (bytes) => video.enlarge(bytes),
    stop: () => cancel?.(),
  }
}

/** The timestamp of a moment of camera time, which continues the stretch. */
function timestampAt({ startMs, startTimestamp }: Stretch, ms: number): number {
  return startTimestamp + Math.round(((ms - startMs) * VIDEO_HERTZ) / 1000)
}

type Source = { readonly ssrc: number; sequence: number; packets: number; octets: number }

function newSource(sequence = randomInt(2 ** 16), ssrc = randomInt(2 ** 32)): Source {
  return { ssrc, sequence, packets: 0, octets: 0 }
}

/** What one picture becomes on the wire is the same for every client: kept as long as the picture. */
const forms = new WeakMap<Picture, PacketForm>()

function formOfPicture(film: Film, picture: Picture): PacketForm {
  const known = forms.get(picture)
  if (known) return known
  const form = formOf(payloadsOf(film.codec, picture.nals), payloadTypes.video)
  forms.set(picture, form)
  return form
}

type VideoOptions = {
  readonly camera: CameraState
  readonly channel: number | undefined
  readonly pendingBytes: () => number
  readonly send: (bytes: Uint8Array) => void
  readonly tooSlow: () => void
}

function videoTrack({ camera, channel, pendingBytes, send, tooSlow }: VideoOptions) {
  const { clock, counts, faults, mount } = camera
  const source = newSource(mount.rtp?.sequence, mount.rtp?.source)
  const disturbed = disturbance(camera)
  let awaitingKey = true
  let slowSinceMs: number | undefined
  let enlargeBy = 0

  const taken = (picture: Picture): boolean => {
    const pending = pendingBytes()
    if (faults.silent || pending > PENDING_BYTES_LIMIT) awaitingKey = true
    if (!awaitingKey) return true
    if (picture.isKey && !faults.silent && pending <= PENDING_BYTES_LIMIT / 2) {
      awaitingKey = false
      slowSinceMs = undefined
      return true
    }
    counts.framesSkipped++
    if (!faults.silent && faults.dripBytesPerSecond === undefined) {
      slowSinceMs ??= clock.monotonic()
      if (clock.monotonic() - slowSinceMs > TOO_SLOW_MS) tooSlow()
    }
    return false
  }
  const formNow = (picture: Picture): PacketForm => {
    if (enlargeBy === 0) return formOfPicture(camera.film, picture)
    const { codec } = camera.film
    const extra = Buffer.alloc(enlargeBy, 0xff)
    extra.set(codec === 'h264' ? [0x41] : [0x02, 0x01])
    enlargeBy = 0
    return formOf(payloadsOf(codec, [...picture.nals, extra]), payloadTypes.video)
  }
  return {
    firstSequence: source.sequence,
    enlarge(bytes: number) {
      enlargeBy = bytes
    },
    show(picture: Picture, timestamp: number) {
      if (channel === undefined || !taken(picture)) return
      const form = formNow(picture)
      const bytes = filled(form, {
        channel,
        sequence: source.sequence,
        timestamp: timestamp % 2 ** 32,
        source: source.ssrc,
      })
      const lostBefore = counts.packetsLost
      send(disturbed(bytes, form.starts))
      counts.packets.video += form.starts.length - (counts.packetsLost - lostBefore)
      counts.frames++
      source.sequence = (source.sequence + form.starts.length) & 0xffff
      source.packets += form.starts.length
      source.octets += form.payloadBytes
    },
    report(timestamp: number) {
      if (channel !== undefined) sendReport(camera, { source, channel, timestamp, send })
    },
  }
}

type AudioOptions = {
  readonly camera: CameraState
  readonly channel: number | undefined
  readonly startMs: number
  readonly send: (bytes: Uint8Array) => void
}

const soundForm = formOf([soundPayload], payloadTypes.audio)

function audioTrack({ camera, channel, startMs, send }: AudioOptions) {
  const { counts, faults, time } = camera
  const source = newSource()
  const start = { sequence: source.sequence, timestamp: randomInt(2 ** 32) }
  let sounded = 0
  return {
    start,
    soundUntilNow() {
      if (channel === undefined) return
      const due = Math.floor((time.now() - startMs) / SOUND_PACKET_MS) + 1
      if (due - sounded > LATE_MS / SOUND_PACKET_MS) sounded = due - 1
      for (; sounded < due; sounded++) {
        if (faults.silent) continue
        const timestamp = (start.timestamp + sounded * SOUND_PACKET_SAMPLES) % 2 ** 32
        send(filled(soundForm, { channel, sequence: source.sequence, timestamp, source: source.ssrc }))
        source.sequence = (source.sequence + 1) & 0xffff
        source.packets++
        source.octets += soundForm.payloadBytes
        counts.packets.audio++
      }
    },
    report() {
      if (channel === undefined) return
      const passed = Math.round(((time.now() - startMs) * SOUND_HERTZ) / 1000)
      sendReport(camera, { source, channel, timestamp: start.timestamp + passed, send })
    },
  }
}

function sendReport(
  { counts, mount, time }: CameraState,
  options: { source: Source; channel: number; timestamp: number; send: (bytes: Uint8Array) => void },
): void {
  const { source, channel, timestamp, send } = options
  const { ssrc, packets, octets } = source
  const wrapped = ((timestamp % 2 ** 32) + 2 ** 32) % 2 ** 32
  send(
    senderReport({
      channel: channel + 1,
      source: ssrc,
      wallMs: time.now(),
      timestamp: wrapped,
      packets,
      octets,
      name: mount.id,
    }),
  )
  counts.senderReports++
}
