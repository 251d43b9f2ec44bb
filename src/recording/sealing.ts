/**
 * One segment from its beginning to its manifest, for cameras and files alike:
 *
 *   note durable → file begun → fragments, synced when they are due → sealed → manifest
 *
 * What fails in between is treated as lost from the last good sync on: the file is cut there, read back, and told as
 * cut short. Nothing is acknowledged that was not read back or synced.
 */
import { present } from '../base/assert.ts'
import type { Millis } from '../base/clock.ts'
import type { Disk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import type { Id } from '../base/id.ts'
import { initSegment } from '../media/media.ts'
import type { SoundFormat, VideoFormat } from '../media/media.ts'
import { createSegment, recoverSegment, segmentPath } from '../vault/vault.ts'
import type { Cipher, HourKey, SegmentWriter } from '../vault/vault.ts'
import type { Piece } from './cutter.ts'
import type { KeySource } from './hours.ts'
import { segmentId } from './leaves.ts'
import type { Leaves } from './leaves.ts'
import type { SegmentManifest } from './manifest.ts'
import type { SegmentNote } from './note.ts'
import type { Spool } from './spool.ts'

export type SealingOptions = {
  readonly disk: Disk
  readonly cipher: Cipher
  readonly mediaFolder: string
  readonly leaves: Leaves
  readonly spool: Spool
  readonly keySource: Pick<KeySource, 'hourKey'>
}

export type NewSegment = {
  readonly device: string
  readonly category: string
  readonly hourKey: HourKey
  readonly run: Id<'run'>
  readonly startedAtMs: Millis
  readonly format: VideoFormat
  /** Only ever of a file; a camera's sound is not even asked for. */
  readonly sound: SoundFormat | null
  readonly origin: 'camera' | 'file'
}

export type OpenSegment = {
  readonly note: SegmentNote
  /** Up to when it is synced. */
  syncedUntilMs(): Millis
  append(fragment: Extract<Piece, { type: 'fragment' }>): Promise<void>
  /** Seals the file. The note stays until the manifest is in the spool. */
  seal(end: Extract<Piece, { type: 'end' }>): Promise<SegmentManifest>
  /** After a failure: what was synced, as a manifest; undefined when nothing was. Rejects when not even that works. */
  salvage(): Promise<SegmentManifest | undefined>
  /** Removes it. */
  discard(): Promise<void>
}

/** A leaf of which the key was destroyed can be met when the clock was set back; the next one is tried. */
const MAX_LEAF_TRIES = 8

/**
 * Begins a segment: a leaf, the note, the file, the initialisation segment. `claim` is told the note's id before there is
 * a note for others to find.
 */
export async function beginSegment(
  options: SealingOptions,
  segment: NewSegment,
  claim: (note: string) => void = () => {},
): Promise<OpenSegment> {
  const { spool } = options
  for (let tries = 1; ; tries++) {
    const note = await noteOf(options, segment)
    claim(note.id)
    await spool.begin(note)
    try {
      return await openSegment(options, segment, note)
    } catch (error) {
      // Of anything but an erased leaf a file may be left, so the note stays until that is cleared away.
      if (!isFault(error, 'vault.leafErased') || tries >= MAX_LEAF_TRIES) throw error
      await spool.forget(note.id)
    }
  }
}

async function noteOf(options: SealingOptions, segment: NewSegment): Promise<SegmentNote> {
  const { device, category, hourKey, run, startedAtMs, format, sound, origin } = segment
  const { keyId, generation } = hourKey
  const leaf = await options.leaves.take(keyId, generation, startedAtMs)
  return {
    v: 1,
    kind: 'segment',
    id: segmentId(leaf),
    device,
    day: keyId.day,
    category,
    generation,
    leaf,
    run,
    startedAtMs,
    codec: format.codec,
    codecString: [format, sound].flatMap((one) => one?.codecString ?? []).join(','),
    width: format.width,
    height: format.height,
    origin,
  }
}

async function openSegment(
  options: SealingOptions,
  { hourKey, format, sound, origin }: NewSegment,
  note: SegmentNote,
): Promise<OpenSegment> {
  const { disk, cipher, mediaFolder } = options
  const { id, leaf, generation } = note
  const path = segmentPath(mediaFolder, hourKey.keyId, generation, id)
  // A file that is imported is synced once, at its end; what a camera sends is synced as soon as it is written.
  const writes = origin === 'camera' ? 'durable' : undefined
  const writer: SegmentWriter = await createSegment({ disk, cipher, hourKey, leaf, id, path, writes })
  let appended90k = 0
  let synced90k = 0
  const syncedUntilMs = () => note.startedAtMs + Math.floor(synced90k / 90)
  try {
    await writer.append({ kind: 'init', bytes: initSegment(format, sound) })
  } catch (error) {
    await writer.abandon().catch(() => undefined) // the note stays, and with it the file is cleared away
    throw error
  }
  return {
    note,
    syncedUntilMs,
    async append({ bytes, pts90k, duration90k, isKey, isDue }) {
      await writer.append({ kind: 'fragment', bytes, pts90k, duration90k, isKey })
      appended90k += duration90k
      if (!isDue) return
      const upTo = appended90k
      await writer.sync()
      synced90k = upTo
    },
    async seal({ endedAtMs, duration90k, lostPackets, lostUnits }) {
      const { length, sha256, fragments } = await writer.seal()
      return manifest(note, {
        endedAtMs,
        duration90k,
        length,
        sha256,
        fragments,
        lostPackets,
        lostUnits,
        cutShort: false,
      })
    },
    async salvage() {
      await writer.abandon()
      return recover(options, note)
    },
    discard: () => writer.discard(),
  }
}

/**
 * Finishes a segment that was left, sealed or not, and tells what it holds. Undefined when it holds nothing; the file
 * is then gone. Throws what the vault throws: `missing` when file or key are gone.
 */
export async function recover(
  { disk, mediaFolder, keySource }: Pick<SealingOptions, 'disk' | 'mediaFolder' | 'keySource'>,
  note: SegmentNote,
): Promise<SegmentManifest | undefined> {
  const { device, day, category, generation, id } = note
  const path = segmentPath(mediaFolder, { device, day, category }, generation, id)
  const recovered = await recoverSegment({ disk, path, hourKey: keySource.hourKey })
  if (recovered === undefined) return undefined
  const { fragments, length, sha256, cutShort } = recovered
  const last = present(fragments.at(-1), 'a recovered segment holds a fragment')
  const first = present(fragments[0], 'a recovered segment holds a fragment')
  const duration90k = last.pts90k + last.duration90k - first.pts90k
  return manifest(note, {
    endedAtMs: note.startedAtMs + Math.floor(duration90k / 90),
    duration90k,
    length,
    sha256,
    fragments: fragments.length,
    lostPackets: 0,
    lostUnits: 0,
    cutShort,
  })
}

type Outcome = Omit<SegmentManifest, keyof SegmentNote>

function manifest(note: SegmentNote, outcome: Outcome): SegmentManifest {
  return { ...note, ...outcome }
}
