/**
 * What recorders elsewhere left unfinished and cannot finish any more, because the keys of past hours are not given to
 * them: after an outage of an hour or more, or because they never came back. The program that has the vault finishes
 * it, in the same way as the recorder would have.
 *
 * It must never touch what a recorder may still be writing: so it waits until the hour is over by far more than a
 * segment lasts and its key is given out.
 */
import type { Clock, Millis } from '../base/clock.ts'
import { dayStart } from '../base/day.ts'
import { hourOfLeaf } from '../vault/vault.ts'
import type { Note, SegmentNote } from './note.ts'
import { finishSegment } from './recovery.ts'
import type { RecoveryOptions } from './recovery.ts'
import { openSpool, readSpool, recorderSpools } from './spool.ts'

/** For so long after an hour its keys are given to recorders elsewhere, to finish their last segments. */
export const KEYS_GIVEN_AFTER_MS = 5 * 60_000
/** What a segment may take beyond that: no longer than five minutes without a key picture, and as long for the disk. */
const STILL_WRITING_MS = 10 * 60_000
const HOUR_MS = 3_600_000

export type AbandonedOptions = Omit<RecoveryOptions, 'spool'> & {
  readonly clock: Pick<Clock, 'now'>
  /** DATA/spool, in which the recorders' spools lie. */
  readonly spoolFolder: string
}

/** Finishes the segments of past hours in the spools of recorders elsewhere; their manifests then wait there. */
export async function finishAbandoned(options: AbandonedOptions): Promise<void> {
  const { disk, clock, log, spoolFolder } = options
  for (const folder of await recorderSpools(spoolFolder)) {
    const left = (await readSpool(folder).notes()).filter((note) => isAbandoned(note, clock.now()))
    if (left.length === 0) continue
    const spool = await openSpool({ disk, folder })
    for (const note of left) {
      try {
        if ((await finishSegment({ ...options, spool }, note)) !== 'refused') await spool.forget(note.id)
      } catch (error) {
        // One file that cannot be read now must not keep the others unfinished; it is tried again.
        log.error('recording.notFinished', error, { device: note.device, segment: note.id })
      }
    }
  }
}

function isAbandoned(note: Note, nowMs: Millis): note is SegmentNote {
  if (note.kind !== 'segment' || note.origin !== 'camera') return false
  const hourEndMs = dayStart(note.day) + (hourOfLeaf(note.leaf) + 1) * HOUR_MS
  return nowMs >= hourEndMs + KEYS_GIVEN_AFTER_MS + STILL_WRITING_MS
}
