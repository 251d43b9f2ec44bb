/**
 * Viewing (열람): nobody sees footage without a purpose that was recorded first, and what they saw is recorded at the
 * end. Playback is HLS, decrypted piece by piece for the open viewing and nobody else.
 */

/** Opens the viewings. */
export { openViewings } from './open.ts'
export type { Access, Contents, OpenViewing, Viewings } from './open.ts'
export type { Viewing, ViewingDeps } from './viewings.ts'

/** What was served, as `viewing.closed` commits to it. */
export { servedDigest } from './served.ts'
export type { ServedRange } from './served.ts'
export type { EndReason } from './tables.ts'

/** Bounds of a viewing. */
export { LIFETIME_MS } from './viewings.ts'
export { MAX_RANGE_MS } from './rules.ts'

/** The tables of this folder. */
export { viewingMigrations } from './tables.ts'
