/**
 * A sample of the sealed files on the disk, as anybody with the disk in hand would see them. Which files: of as many
 * cameras as the sample holds, at a moment of what each has, others at each measuring. It needs no key, reads the
 * first hundred bytes of each, and is therefore proof of the disk and not of the catalogue.
 */
import { randomInt } from 'node:crypto'
import type { Db } from '../../base/database.ts'
import { findSegment, type Holdings, type Segment, segmentsBetween } from '../../footage/footage.ts'
import { holds } from '../../retention/retention.ts'
import { type Folders, heldPath, inspectSegment, segmentPath } from '../../vault/vault.ts'
import { SAMPLE_FILES } from './records.ts'
import type { MeasuredFiles } from './system.ts'

/** `held`: what there is, by camera. */
export async function measureFiles(
  db: Db,
  held: readonly Holdings[],
  folders: Folders,
): Promise<MeasuredFiles> {
  const living = (await holds(db)).map(({ id }) => id)
  const count = { chosen: 0, encrypted: 0, clear: 0, missing: 0 }
  const ciphers = new Set<string>()
  for (const one of chosenFrom(held)) {
    const segment = await segmentOf(db, one)
    if (segment === undefined) continue
    const { device, day, category, generation, id, leaf } = segment
    const keyId = { device, day, category }
    const paths = [
      segmentPath(folders.media, keyId, generation, id),
      ...living.map((hold) => heldPath(folders, hold, id)),
    ]
    const seen = await inspectSegment(paths, { id, keyId, generation, leaf })
    // It may have been destroyed while it was looked for.
    if (seen.found === 'nothing' && (await findSegment(db, id)) === undefined) continue
    count.chosen++
    if (seen.found === 'nothing') count.missing++
    else count[seen.found]++
    if (seen.found === 'encrypted') ciphers.add(seen.cipher)
  }
  const total = held.reduce((sum, { segments }) => sum + segments, 0)
  return { total, ...count, ciphers: [...ciphers].sort() }
}

/** As many as the sample holds, evenly spread, beginning anywhere. */
function chosenFrom(held: readonly Holdings[]): readonly Holdings[] {
  if (held.length <= SAMPLE_FILES) return held
  const start = randomInt(held.length)
  return Array.from(
    { length: SAMPLE_FILES },
    (_, i) => held[(start + Math.floor((i * held.length) / SAMPLE_FILES)) % held.length],
  ).filter((one) => one !== undefined)
}

/** A segment from anywhere in what the camera has. */
async function segmentOf(db: Db, one: Holdings): Promise<Segment | undefined> {
  const { device, oldestStartedAtMs, youngestEndedAtMs } = one
  const fromMs = anywhere(oldestStartedAtMs, youngestEndedAtMs)
  const { segments } = await segmentsBetween(db, { device, fromMs, toMs: youngestEndedAtMs + 1, limit: 1 })
  return segments[0]
}

/** A moment in the range. Chance keeps whoever would prepare the files from knowing which are looked at. */
function anywhere(fromMs: number, toMs: number): number {
  const length = Math.min(toMs - fromMs, 2 ** 47)
  return length > 0 ? fromMs + randomInt(length) : fromMs
}
