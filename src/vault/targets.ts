/**
 * What an order or a hold names, written so that its digest says exactly that. The ledger records the digest; the
 * vault acts only on the list that has it, so what is destroyed is what was ordered, neither more nor less.
 *
 * The digest is the RFC 6962 root over the canonical items in their order, so it can be proven of a single
 * camera-day that it was part of an order.
 */
import { canonicalJson } from '../base/canonical.ts'
import type { Id } from '../base/id.ts'
import { merkleRoot } from '../ledger/ledger.ts'
import { keyIdText } from './camera-day.ts'
import type { KeyId } from './camera-day.ts'

/** Something to be destroyed: a whole camera-day, one segment, or all that a released hold still holds. */
export type Target =
  | { readonly kind: 'day'; readonly keyId: KeyId; readonly generation: number }
  | {
      readonly kind: 'segment'
      readonly keyId: KeyId
      readonly generation: number
      readonly leaf: number
      readonly segment: Id<'segment'>
    }
  | { readonly kind: 'hold'; readonly hold: string }

/** Where a segment's key is in the tree. */
export type SegmentKey = {
  readonly id: Id<'segment'>
  readonly keyId: KeyId
  readonly generation: number
  readonly leaf: number
}

/** The digest (hex) of a list of targets, for `destruction.ordered`; the order of the list does not matter. */
export function targetsRoot(targets: readonly Target[]): string {
  return rootOf(targets.map(targetBytes))
}

/** The canonical bytes of one target: the leaf that an inclusion proof within an order is about. */
export function targetBytes(target: Target): Buffer {
  if (target.kind === 'hold') return canonicalJson({ kind: 'hold', hold: target.hold })
  const day = { key: keyIdText(target.keyId), generation: target.generation }
  if (target.kind === 'day') return canonicalJson({ kind: 'day', ...day })
  return canonicalJson({ kind: 'segment', ...day, leaf: target.leaf, segment: target.segment })
}

/** The digest (hex) of the segments that a hold names, for `hold.placed`; the order of the list does not matter. */
export function segmentsRoot(segments: readonly SegmentKey[]): string {
  return rootOf(
    segments.map(({ id, keyId, generation, leaf }) =>
      canonicalJson({ segment: id, key: keyIdText(keyId), generation, leaf }),
    ),
  )
}

function rootOf(items: readonly Buffer[]): string {
  return merkleRoot(items.toSorted((a, b) => Buffer.compare(a, b))).toString('hex')
}
