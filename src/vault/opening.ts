/**
 * The gate through which every byte of footage passes. A segment is opened only for a recorded viewing that names
 * its camera and overlaps its time, and every piece of it is checked again when it is asked for: the viewing's range
 * and its end hold at each fragment, not only at the door.
 *
 * The caller's word for when a segment was recorded is held against the segment's leaf, which is authenticated: it
 * can be off by a couple of minutes, never by an hour.
 */
import { assert } from '../base/assert.ts'
import type { Clock, Millis } from '../base/clock.ts'
import type { Ledger, Receipt } from '../ledger/ledger.ts'
import { keyIdText, LEAF_MOVE_LIMIT, leafAt } from './camera-day.ts'
import { vaultFault } from './faults.ts'
import { heldRows, readHeldLeaf } from './held.ts'
import type { Storage } from './held.ts'
import type { Header } from './layout.ts'
import { firstThere, heldPath, mediaPath } from './paths.ts'
import { openSegmentFile } from './reader.ts'
import type { Fragment, OpenSegment } from './reader.ts'
import { readLeafKey } from './seeds.ts'
import type { SegmentKey } from './targets.ts'

/** A segment of the catalogue: where its key is, and when it was recorded (`endedAtMs` exclusive). */
export type StoredSegment = SegmentKey & { readonly startedAtMs: Millis; readonly endedAtMs: Millis }

/** An opened segment, good for one viewing. */
export type SegmentReader = {
  readonly fragments: readonly Fragment[]
  /** The initialisation segment. The caller owns the bytes of this and of `fragment`, and wipes them once served. */
  init(): Promise<Buffer>
  /** Fragment `i`; throws `vault.notViewable` outside the viewing's range, `vault.viewingExpired` after its end. */
  fragment(i: number): Promise<Buffer>
  close(): Promise<void>
}

export type Gate = {
  readonly storage: Storage
  readonly ledger: Pick<Ledger, 'confirm'>
  readonly clock: Pick<Clock, 'now'>
  /** The segments that are open, so that destruction can close them, and how often it did. */
  readonly opened: { readonly segments: Map<OpenSegment, SegmentKey>; destructions: number }
}

/** Opens `segment` for a viewing. Throws `vault.notViewable`, `vault.viewingExpired`, or what the ledger has against the receipt. */
export async function openForViewing(
  gate: Gate,
  segment: StoredSegment,
  receipt: Receipt<'viewing.opened'>,
): Promise<SegmentReader> {
  requireViewing(gate, segment, receipt)
  const { opened } = gate
  const { destructions } = opened
  await gate.ledger.confirm(receipt)
  const file = await openSegmentFile(await pathOf(gate.storage, segment), async (header) => {
    requireSame(header, segment)
    return leafKeyOf(gate.storage, segment)
  })
  if (opened.destructions !== destructions) {
    // Keys died while this one was being opened, perhaps this one: whoever asks again finds out.
    await file.close()
    throw vaultFault('vault.unsettled')
  }
  opened.segments.set(file, segment)
  const { fromMs, toMs } = receipt.entry
  const firstPts90k = file.fragments[0]?.pts90k ?? 0
  return {
    fragments: file.fragments,
    async init() {
      requireTime(gate, receipt)
      return file.init()
    },
    async fragment(i) {
      requireTime(gate, receipt)
      const fragment = file.fragments[i]
      assert(fragment !== undefined, 'a fragment that the segment lists')
      const startMs = segment.startedAtMs + (fragment.pts90k - firstPts90k) / 90
      if (startMs >= toMs || startMs + fragment.duration90k / 90 <= fromMs)
        throw vaultFault('vault.notViewable', { reason: 'time' })
      return file.fragment(i)
    },
    async close() {
      opened.segments.delete(file)
      await file.close()
    },
  }
}

function requireTime({ clock }: Gate, { entry }: Receipt<'viewing.opened'>): void {
  if (clock.now() >= entry.expiresAtMs) throw vaultFault('vault.viewingExpired')
}

function requireViewing(gate: Gate, segment: StoredSegment, receipt: Receipt<'viewing.opened'>): void {
  // The compiler's brand is advice at run time: the kind is looked at again.
  if (receipt.kind !== 'viewing.opened') throw vaultFault('vault.notViewable', { reason: 'receipt' })
  requireTime(gate, receipt)
  const { device, fromMs, toMs } = receipt.entry
  if (device !== segment.keyId.device) throw vaultFault('vault.notViewable', { reason: 'device' })
  if (segment.startedAtMs >= toMs || segment.endedAtMs <= fromMs)
    throw vaultFault('vault.notViewable', { reason: 'time' })
  const moved = Math.abs(segment.leaf - leafAt(segment.keyId.day, segment.startedAtMs))
  if (moved > LEAF_MOVE_LIMIT) throw vaultFault('vault.notViewable', { reason: 'leaf' })
}

/** The file is the one that the catalogue means: its header, which the key then authenticates, says so. */
function requireSame(header: Header, { id, keyId, generation, leaf }: SegmentKey): void {
  const same =
    header.id === id &&
    keyIdText(header.keyId) === keyIdText(keyId) &&
    header.generation === generation &&
    header.leaf === leaf
  if (!same) throw vaultFault('vault.segmentForged', { name: `${id}.seg`, chunk: 'header' })
}

async function pathOf(storage: Storage, segment: SegmentKey): Promise<string> {
  const { folders, custody } = storage
  const path = await firstThere([mediaPath(folders, segment)])
  if (path !== undefined) return path
  const rows = await heldRows(custody.db, 'segment', [segment.id])
  const held = await firstThere(rows.map(({ hold }) => heldPath(folders, hold, segment.id)))
  if (held === undefined) throw vaultFault('vault.segmentMissing', { name: `${segment.id}.seg` })
  return held
}

/** The leaf's key from the camera-day's tree or, where that died, from a hold. */
async function leafKeyOf({ custody }: Storage, segment: SegmentKey): Promise<Buffer> {
  return custody.using(async (tx, root) => {
    const [row] = await heldRows(tx, 'segment', [segment.id])
    if (row !== undefined) return readHeldLeaf(tx, root, row)
    return readLeafKey(tx, root, segment)
  })
}
