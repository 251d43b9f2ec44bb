/**
 * What the last run left, camera by camera: segments that were being written are finished and told, and the gap that
 * began when it ended is opened. It is the same after an orderly stop, a crash and a power cut, and may itself be cut
 * off anywhere: notes go last, and whatever is told twice is told under the same id.
 */
import { dirname } from 'node:path'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import type { Log } from '../base/log.ts'
import { segmentPath, unfinishedPath } from '../vault/vault.ts'
import { readManifests } from './manifest.ts'
import type { GapNote, Note, SegmentNote } from './note.ts'
import { recover } from './sealing.ts'
import type { SealingOptions } from './sealing.ts'
import type { History } from './sealer.ts'

export type RecoveryOptions = Pick<SealingOptions, 'disk' | 'mediaFolder' | 'spool' | 'keySource'> & {
  readonly log: Log
}

/**
 * Finishes what the notes of one camera speak of. Rejects with a Fault of kind `unavailable` when keys cannot be had
 * now: then nothing was given up, and it is to be called again. A segment whose key is refused is left with its note
 * to whoever has the vault (abandoned.ts), and the gap is told from its beginning on, for all that is known here: not
 * a moment is untold, and what is found of it is told as well.
 */
export async function recoverCamera(
  options: RecoveryOptions,
  device: string,
  notes: readonly Note[],
): Promise<History> {
  const { spool } = options
  const segments = notes
    .filter((note) => note.kind === 'segment')
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs)
  const gaps = notes.filter((note) => note.kind === 'gap').toSorted((a, b) => a.fromMs - b.fromMs)
  const refused = new Set<SegmentNote>()
  let toldUntilMs: number | undefined
  for (const note of segments) {
    const end = await finishSegment(options, note)
    if (end === 'refused') refused.add(note)
    toldUntilMs = Math.max(toldUntilMs ?? 0, typeof end === 'number' ? end : note.startedAtMs)
  }
  let open: GapNote | undefined
  for (const gap of gaps) {
    // A gap that begins with a segment that was refused was told for it, and does not end with it.
    const next = segments.find((note) =>
      refused.has(note) ? note.startedAtMs > gap.fromMs : note.startedAtMs >= gap.fromMs,
    )
    if (next !== undefined) await closeGap(options, gap, next.startedAtMs)
    else if (open === undefined) open = gap
    else await spool.forget(gap.id)
  }
  if (open === undefined && toldUntilMs !== undefined) {
    open = { v: 1, kind: 'gap', id: newId(), device, fromMs: toldUntilMs, cause: 'restarted' }
    await spool.begin(open)
  }
  for (const note of segments) {
    if (refused.has(note)) options.log.warn('recording.leftToVault', { device, segment: note.id })
    else await spool.forget(note.id)
  }
  return {
    toldUntilMs: open === undefined ? toldUntilMs : Math.max(toldUntilMs ?? 0, open.fromMs),
    gap: open,
  }
}

/**
 * Tells a segment that was left, if it holds anything, and when it ends. Undefined when there is nothing to tell: it
 * was empty, it or its key was destroyed, or the file is damaged (it is then left for `check` to find). `refused` when
 * its key is not given to us: then nothing was touched.
 */
export async function finishSegment(
  options: RecoveryOptions,
  note: SegmentNote,
): Promise<number | 'refused' | undefined> {
  const { spool, log } = options
  const waiting = await spool.read(note.id)
  if (waiting !== undefined) {
    const [told] = readManifests(waiting, note.id)
    return told?.kind === 'segment' ? told.endedAtMs : undefined
  }
  try {
    const manifest = await recover(options, note)
    if (manifest === undefined) return undefined
    await spool.submit(note.id, [manifest])
    log.info('recording.recovered', { device: note.device, segment: note.id, cutShort: manifest.cutShort })
    return manifest.endedAtMs
  } catch (error) {
    if (isFault(error) && error.kind === 'forbidden') return 'refused'
    if (isFault(error) && error.kind === 'missing') return await clearAway(options, note)
    if (!isFault(error) || error.kind !== 'corrupt') throw error
    log.error('recording.notRecovered', error, { device: note.device, segment: note.id })
    return undefined
  }
}

/** Removes what is left of a segment whose key is gone, or that an import never finished. */
export async function clearAway(
  { disk, mediaFolder }: Pick<RecoveryOptions, 'disk' | 'mediaFolder'>,
  note: SegmentNote,
  alsoSealed = false,
): Promise<undefined> {
  const { device, day, category, generation, id } = note
  const path = segmentPath(mediaFolder, { device, day, category }, generation, id)
  const removed = [await disk.remove(unfinishedPath(path)), alsoSealed && (await disk.remove(path))]
  if (removed.includes(true)) await disk.syncFolder(dirname(path))
}

async function closeGap({ spool }: RecoveryOptions, gap: GapNote, toMs: number): Promise<void> {
  const { id, device, fromMs, cause } = gap
  await spool.submit(id, [
    { v: 1, kind: 'gap', id, device, fromMs, toMs, cause, lastCause: cause, stepMs: 0 },
  ])
  await spool.forget(id)
}
