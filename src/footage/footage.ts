/**
 * The catalogue of footage: which segments there are, of which device and time, and why there are none. It knows
 * where footage is, never what is in it; the vault holds the footage.
 */

/** The facts. */
export { GAP_CAUSES, MAX_SEGMENT_MS } from './facts.ts'
export type { CameraDay, Gap, GapCause, Import, Sealing, Segment } from './facts.ts'

/** Adds a batch of facts, in the transaction of the ledger act that vouches for it. */
export { insertBatch, knownFacts } from './catalogue.ts'
export type { Batch } from './catalogue.ts'

/** The Merkle tree of a batch: what the ledger's root vouches for, and the proof for one manifest. */
export { batchPath, batchTree } from './batch.ts'

/** Finds segments, gaps and imports. */
export {
  batchHashes,
  findImport,
  findSegment,
  gapsBetween,
  segmentsBetween,
  segmentsById,
  segmentsOfDay,
} from './queries.ts'
export type { SegmentCursor, SegmentPage } from './queries.ts'

/** Footage and gaps over time, joined, for drawing. */
export { timeline } from './timeline.ts'

/** The way out: ordered segments become garbage, and are dropped once destroyed. */
export { dropGarbage, garbageOf, moveToGarbage, ordersWithGarbage } from './removal.ts'
export type { Garbage } from './removal.ts'

/** How much there is, and what must never be. */
export {
  cameraDays,
  cameraDaysBefore,
  contradictions,
  devicesWithSound,
  gapTime,
  holdings,
  totals,
} from './statistics.ts'
export type { Holdings } from './statistics.ts'

/** The tables of this folder. */
export { footageMigrations } from './tables.ts'
