/**
 * What the catalogue knows: segments, gaps and imports. These are facts about footage, never footage itself, and
 * they hold nothing about who is in the picture.
 *
 * A camera is at every moment in a segment or in a gap, and a gap has a cause: that is how "nothing was recorded"
 * is told from "nobody knows".
 */
import type { Millis } from '../base/clock.ts'
import type { Day } from '../base/day.ts'
import type { Id } from '../base/id.ts'

/** The longest a segment may be; the recorder cuts near one minute, and a camera without key frames is cut off. */
export const MAX_SEGMENT_MS = 10 * 60_000

/** One camera's footage of one Korean day under one recording category: the unit of keys and of destruction. */
export type CameraDay = {
  readonly device: string
  readonly day: Day
  readonly category: string
  /** 1, or more when an erased camera-day was recorded anew. */
  readonly generation: number
}

/** One sealed file of about a minute, of the Korean day in which it began. */
export type Segment = CameraDay & {
  readonly id: Id<'segment'>
  /** Which leaf of the camera-day's key tree it is sealed under. */
  readonly leaf: number
  /**
   * Segments of one run continue each other without a break and share one initialisation segment; where the run
   * changes, a player starts afresh.
   */
  readonly run: Id<'run'>
  /** When its first picture was taken, wall time. */
  readonly startedAtMs: Millis
  /** When its last picture ends: the beginning of the next segment of the run. */
  readonly endedAtMs: Millis
  /** How long it plays, by the camera's own clock, in ticks of 90 kHz. */
  readonly duration90k: number
  /** Bytes of the sealed file. */
  readonly length: number
  /** SHA-256 of the sealed file, hex. */
  readonly sha256: string
  readonly fragments: number
  readonly codec: 'h264' | 'h265'
  /** RFC 6381, for example `avc1.640028`. */
  readonly codecString: string
  readonly width: number
  readonly height: number
  /** RTP packets that never arrived, and pictures dropped because they were damaged or depended on lost ones. */
  readonly lostPackets: number
  readonly lostUnits: number
  readonly origin: 'camera' | 'file'
  /** Its end is missing: the program or the disk failed while it was written. What was lost is told by the gap behind it. */
  readonly cutShort: boolean
}

/** Why there is no footage. Closed: a reason that fits none of these is a new one, added here. */
export const GAP_CAUSES = [
  // The camera.
  'refused', // it could not be reached
  'unauthorised', // it refused the account or showed the wrong certificate
  'silent', // it kept the connection but sent nothing
  'disconnected', // the connection ended or broke
  'protocol', // what it sent could not be understood
  'unsupported', // a codec or transport this program does not record
  'packetsLost', // so many packets were lost that nothing could be decoded
  // The clock.
  'clockStepped', // the wall clock was set; `stepMs` says by how much
  'clockDrifted', // the camera's clock runs too fast or too slow to be followed
  // The disk.
  'diskFull',
  'diskFailed', // a write or a sync failed
  'diskSlow', // it could not keep up with the cameras
  'diskWrong', // the data folder is not there, or is another one
  // The registry.
  'offHours', // not one of the hours in which it films (촬영시간)
  // The program.
  'keysUnavailable', // the vault could not give this hour's key
  'restarted', // the program ended without being told to
  'stopped', // the program was stopped
] as const
export type GapCause = (typeof GAP_CAUSES)[number]

/** A stretch of time without footage of a device that is recorded, and why there is none. */
export type Gap = {
  readonly id: Id<'gap'>
  readonly device: string
  readonly fromMs: Millis
  readonly toMs: Millis
  /** Why it began. */
  readonly cause: GapCause
  /** The last reason it went on; equal to `cause` for most. */
  readonly lastCause: GapCause
  /** For `clockStepped`: by how much the wall clock was moved. Moved back, the gap is empty and an hour is told twice. */
  readonly stepMs: number
}

/** A file of a mobile device that was taken in whole. Its segments carry its id as their run. */
export type Import = {
  readonly id: Id<'run'>
  readonly device: string
  readonly category: string
  /** SHA-256 of the file that was brought, hex; kept for as long as the footage, so that it is not taken in twice. */
  readonly digest: string
  readonly startedAtMs: Millis
  readonly endedAtMs: Millis
  readonly segments: number
  /** Audio tracks that were left out because the policy does not allow sound for this device (법 §25⑤). */
  readonly audioTracksDropped: number
}

/** Where a fact is proven: which manifest of which ledger batch states it. */
export type Sealing = { readonly batch: Id<'batch'>; readonly batchIndex: number }
