/**
 * Viewing (열람): nobody sees footage without a purpose that was recorded first, and what they saw is recorded at the
 * end. Playback is HLS, decrypted piece by piece for the open viewing and nobody else.
 */

/** Opens the viewings. */
export { openViewings } from './open.ts'
export type { Viewings } from './open.ts'
export type { Viewing } from './viewings.ts'

/** The tables of this folder. */
export { viewingMigrations } from './tables.ts'
