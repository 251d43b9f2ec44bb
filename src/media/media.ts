/**
 * media/: from a camera's socket or a video file to access units, and from access units to fragmented MP4. Bytes
 * and sockets only: it knows no agency, no device and no disk but the file it is told to read.
 */

export type {
  AccessUnit,
  Codec,
  ParameterSets,
  Sample,
  SoundFormat,
  SoundPacket,
  StreamEvent,
  VideoFormat,
} from './video.ts'

/** Hands on one RTSP connection's video as events, until it ends or a Fault says why it could not go on. */
export { receiveStream, type StreamOptions } from './stream.ts'
export type { TlsTrust } from './wire.ts'

/** What streams may share, which makes many of them cheaper. */
export { createIntake } from './intake.ts'

/** How long to wait before the next connection. */
export { backoff, type Backoff } from './backoff.ts'

/** Fragmented MP4: `ftyp` and `moov` for a format; one `moof` and `mdat` for samples in decoding order. */
export { fragment, initSegment } from './fragmented.ts'

/** A video file as events like a camera's, with its sound where that is asked for; other tracks are named and never read. */
export { readVideoFile, type VideoFile } from './file.ts'
export type { DroppedTrack, FileEvent } from './filereader.ts'

/** When the camera's own clock says a picture was taken. */
export { wallClockMs } from './rtcp.ts'
