/**
 * The receipt of an act: the only thing for which the vault opens, holds or erases footage. The brand makes it
 * impossible to write one by hand and pass the compiler; at run time `confirm` asks the signed tree.
 */
import type { EntryKind, EntryOf } from './entries.ts'

declare const brand: unique symbol

/** Proof that an act of kind K was recorded before it was done. */
export type Receipt<K extends EntryKind = EntryKind> = {
  readonly kind: K
  /** The entry's place in the ledger, from 0. */
  readonly leaf: number
  readonly entry: EntryOf<K>
  readonly [brand]: K
}

/** For the ledger alone, for an entry that is sequenced and published. */
export function receiptOf<K extends EntryKind>(leaf: number, entry: EntryOf<K>): Receipt<K> {
  return Object.freeze({ kind: entry.kind, leaf, entry: Object.freeze(entry) }) as Receipt<K>
}
