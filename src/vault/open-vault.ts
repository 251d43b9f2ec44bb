/**
 * The vault: what may be done with footage, and the receipt that each of it takes. Every act is checked against its
 * receipt by the compiler and once more here; the ledger is asked whether the receipt is real.
 */
import type { Clock } from '../base/clock.ts'
import { DAY_MS, dayStart, koreanTime } from '../base/day.ts'
import type { Disk } from '../base/durable.ts'
import type { Ledger, Receipt } from '../ledger/ledger.ts'
import { hourEnd, hourOfLeaf, keyIdText } from './camera-day.ts'
import type { KeyId } from './camera-day.ts'
import { vaultFault } from './faults.ts'
import { placeHold, releaseHold } from './held.ts'
import type { Held, Released, Storage } from './held.ts'
import type { HourKey } from './hour-key.ts'
import { custodyOf } from './keys.ts'
import type { Keys } from './keys.ts'
import { openForViewing } from './opening.ts'
import type { Gate, SegmentReader, StoredSegment } from './opening.ts'
import type { Folders } from './paths.ts'
import { removeTargets } from './removal.ts'
import { destroyKeys } from './rotation.ts'
import type { ErasedKeys } from './rotation.ts'
import { existingHourKey, hourKeys } from './seeds.ts'
import type { HourRequest } from './seeds.ts'
import { segmentsRoot, targetsRoot } from './targets.ts'
import type { SegmentKey, Target } from './targets.ts'

export type Vault = {
  /**
   * Keys for recording, in the order asked; the caller wipes them (`wipeHourKey`). Camera-days without a living key
   * get one, recorded as `keys.created`, up to 200 in one entry, so ask for many cameras at once.
   */
  hourKeys(requests: readonly HourRequest[]): Promise<HourKey[]>
  /**
   * The key of an hour of a camera-day that exists, for recovery; the caller wipes it. Throws `vault.keyMissing`
   * when that generation was destroyed: what is left of its files is then to be removed.
   */
  readonly hourKey: (keyId: KeyId, generation: number, hour: number) => Promise<HourKey>
  /** Opens a segment for a viewing that names its device and overlaps its time, until the viewing expires. */
  open(segment: StoredSegment, receipt: Receipt<'viewing.opened'>): Promise<SegmentReader>
  /** Puts segments under a hold: keys first, then files. `segments` has the root that the ledger recorded. */
  hold(receipt: Receipt<'hold.placed'>, segments: readonly SegmentKey[]): Promise<Held>
  /** Ends a hold. What lives on elsewhere leaves it; what remains waits for an order to destroy the hold. */
  release(receipt: Receipt<'hold.released'>): Promise<Released>
  /**
   * Destroys the keys of an order's targets under one change of root. Again for the same order: only the report.
   * Throws `vault.hourNotOver` where a recorder may still hold a key in memory.
   */
  eraseKeys(receipt: Receipt<'destruction.ordered'>, targets: readonly Target[]): Promise<ErasedKeys>
  /** Removes the files of an order whose keys are destroyed; how many there still were. May be repeated. */
  removeFiles(receipt: Receipt<'destruction.ordered'>, targets: readonly Target[]): Promise<{ files: number }>
}

/** How long after its hour a recorder may still be finishing a segment with the hour's key. */
const HOUR_GRACE_MS = 10 * 60_000

export function openVault(options: {
  readonly keys: Keys
  readonly ledger: Pick<Ledger, 'act' | 'confirm'>
  readonly clock: Pick<Clock, 'now'>
  readonly disk: Disk
  readonly folders: Folders
}): Vault {
  const { keys, ledger, clock, disk, folders } = options
  const custody = keys[custodyOf]
  const storage: Storage = { custody, folders, disk }
  const opened: Gate['opened'] = { segments: new Map(), destructions: 0 }
  // New camera-days are made one request after another, so that two requests cannot both make the same one.
  let making: Promise<unknown> = Promise.resolve()
  const requireOrder = async (receipt: Receipt<'destruction.ordered'>, targets: readonly Target[]) => {
    const ordered = receipt.kind === 'destruction.ordered' && receipt.entry.root === targetsRoot(targets)
    if (!ordered) throw vaultFault('vault.targetsMismatch', { kind: receipt.kind })
    await ledger.confirm(receipt)
    return receipt.entry.order
  }
  return {
    hourKeys(requests) {
      const made = making.then(() => hourKeys(custody, ledger, requests))
      making = made.catch(() => undefined)
      return made
    },
    hourKey: (keyId, generation, hour) => existingHourKey(custody, keyId, generation, hour),
    open: (segment, receipt) => openForViewing({ storage, ledger, clock, opened }, segment, receipt),
    async hold(receipt, segments) {
      const { entry, kind } = receipt
      const recorded =
        kind === 'hold.placed' && entry.root === segmentsRoot(segments) && entry.segments === segments.length
      if (!recorded) throw vaultFault('vault.targetsMismatch', { kind })
      await ledger.confirm(receipt)
      return placeHold(storage, entry.hold, segments)
    },
    async release(receipt) {
      if (receipt.kind !== 'hold.released') throw vaultFault('vault.targetsMismatch', { kind: receipt.kind })
      await ledger.confirm(receipt)
      return releaseHold(storage, receipt.entry.hold)
    },
    async eraseKeys(receipt, targets) {
      const order = await requireOrder(receipt, targets)
      for (const target of targets) requireOver(target, clock.now())
      const erased = await destroyKeys(custody, order, targets)
      await closeDestroyed(opened, targets)
      return erased
    },
    async removeFiles(receipt, targets) {
      const order = await requireOrder(receipt, targets)
      return { files: await removeTargets(storage, order, targets) }
    },
  }
}

/** A recorder holds the keys of hours in memory; destruction must not be certified while one may. */
function requireOver(target: Target, nowMs: number): void {
  if (target.kind === 'hold') return
  const { keyId } = target
  const endMs =
    target.kind === 'day' ? dayStart(keyId.day) + DAY_MS : hourEnd(keyId.day, hourOfLeaf(target.leaf))
  if (nowMs >= endMs + HOUR_GRACE_MS) return
  const until = koreanTime(endMs + HOUR_GRACE_MS)
  throw vaultFault('vault.hourNotOver', { key: keyIdText(keyId), until })
}

/** Wipes the keys of segments that are being read while they are destroyed. */
async function closeDestroyed(opened: Gate['opened'], targets: readonly Target[]): Promise<void> {
  opened.destructions++
  for (const [file, segment] of opened.segments) {
    if (!targets.some((target) => mayBe(target, segment))) continue
    opened.segments.delete(file)
    await file.close()
  }
}

/** A hold's segments are not listed in its target: closing one too many only costs its viewer another opening. */
function mayBe(target: Target, segment: SegmentKey): boolean {
  if (target.kind === 'hold') return true
  if (keyIdText(target.keyId) !== keyIdText(segment.keyId)) return false
  if (target.generation !== segment.generation) return false
  return target.kind === 'day' || target.leaf === segment.leaf
}
