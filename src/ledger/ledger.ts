/**
 * The ledger (장부): append-only, signed, publicly checkable. The door of this folder; `verify.ts` is a second one,
 * for verifiers, which stands on `base/` alone. What it promises is in docs/design/ledger.md, its files in
 * docs/ref/ledger-format.md.
 */

/** Opens the ledger, recovering what was interrupted. */
export { openLedger } from './open.ts'
export type { Ledger, LedgerOptions, Tx } from './open.ts'

/** Proof that an act was recorded before it is done; the vault acts for nothing else. */
export type { Receipt } from './receipt.ts'

/** The closed union of what can be recorded. */
export type { Actor, Draft, Entry, EntryKind, EntryOf } from './entries.ts'

/** An entry's exact bytes in the tree: what an inclusion proof is about. */
export { entryBytes } from './entries.ts'

/** Which entries to read. */
export type { EntryFilter } from './rows.ts'

/** Salted commitments, for what must not stand in an entry itself. */
export { commitTo, opensCommitment } from './commitment.ts'

/** Ed25519 signing of checkpoints; the key is kept by the vault. */
export { createSigner, newSigningKey } from './signer.ts'
export type { Signer } from './signer.ts'

/** RFC 6962 root over the SHA-256 leaf hashes of byte strings, for digests of lists (batches, targets). */
export { merkleRoot } from './merkle.ts'

/** The tile or bundle that a public path names, and so who may fetch it. */
export { parseTilePath } from './tiles.ts'

/** Files and rows checked against each other, for `jangseung check`. */
export { checkLedger } from './check.ts'

/** The tables of this folder. */
export { ledgerMigrations } from './rows.ts'
