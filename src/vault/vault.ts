/**
 * The vault (보관소): encrypted segments and their keys. Footage is sealed before it reaches a disk, opened only for a
 * recorded viewing, and destroyed by destroying keys. How the keys hang together: docs/design/key-tree.md; the files:
 * docs/ref/segment-format.md and docs/ref/root-file.md.
 */

/** Opens root and key table: first start, or recovery. Before the ledger, whose signing key is one of the secrets. */
export { openKeys } from './keys.ts'
export type { Keys } from './keys.ts'

/** The root key in a file, the default; others implement `RootProvider`. */
export { fileRoot } from './root-file.ts'
export type { RootErasure, RootProvider } from './root.ts'

/** What may be done with footage, each for its receipt. */
export { openVault } from './open-vault.ts'
export type { Vault } from './open-vault.ts'
export type { Held, Released } from './held.ts'
export type { SegmentReader, StoredSegment } from './opening.ts'
export type { ErasedKeys } from './rotation.ts'
export type { Folders } from './paths.ts'

/** Camera-days, their hours and leaves, and where their files lie. */
export {
  cameraDayFolder,
  hourOfLeaf,
  keyIdText,
  LEAF_MOVE_LIMIT,
  leafAt,
  parseKeyId,
  segmentPath,
} from './camera-day.ts'
export type { KeyId } from './camera-day.ts'
export { heldPath, holdFolder } from './paths.ts'

/** Keys for recording: an hour at a time, in memory only. */
export { wipeHourKey } from './hour-key.ts'
export type { HourKey } from './hour-key.ts'
export type { HourRequest } from './seeds.ts'

/** Writing a segment, and finishing one that a crash left. */
export { createSegment, unfinishedPath } from './writer.ts'
export type { Chunk, Sealed, SegmentOptions, SegmentWriter } from './writer.ts'
export { recoverSegment } from './recovery.ts'
export type { Recovered } from './recovery.ts'
export type { Fragment } from './reader.ts'
export type { Cipher } from './layout.ts'

/** Looks at a sealed file from outside, without any key. */
export { inspectSegment } from './inspection.ts'

/** Lists of what is destroyed or held, and the digests by which the ledger records them. */
export { segmentsRoot, targetBytes, targetsRoot } from './targets.ts'
export type { SegmentKey, Target } from './targets.ts'

/** The tables of this folder. */
export { vaultMigrations } from './tables.ts'
