/** Rows to facts and back, in one place. */
import type { Day } from '../base/day.ts'
import type { Id } from '../base/id.ts'
import type { Gap, GapCause, Import, Sealing, Segment } from './facts.ts'
import type { FootageTables, SegmentRow } from './tables.ts'

export function segmentOf(row: SegmentRow): Segment & Sealing {
  return {
    id: row.id as Id<'segment'>,
    device: row.device,
    day: row.day as Day,
    category: row.category,
    generation: row.generation,
    leaf: row.leaf,
    run: row.run as Id<'run'>,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    duration90k: row.duration90k,
    length: row.length,
    sha256: row.sha256.toString('hex'),
    fragments: row.fragments,
    codec: row.codec as Segment['codec'],
    codecString: row.codec_string,
    width: row.width,
    height: row.height,
    lostPackets: row.lost_packets,
    lostUnits: row.lost_units,
    origin: row.origin as Segment['origin'],
    cutShort: row.cut_short,
    batch: row.batch as Id<'batch'>,
    batchIndex: row.batch_index,
  }
}

export function gapOf(row: FootageTables['footage_gap']): Gap & Sealing {
  return {
    id: row.id as Id<'gap'>,
    device: row.device,
    fromMs: row.from_ms,
    toMs: row.to_ms,
    cause: row.cause as GapCause,
    lastCause: row.last_cause as GapCause,
    stepMs: row.step_ms,
    batch: row.batch as Id<'batch'>,
    batchIndex: row.batch_index,
  }
}

export function importOf(row: FootageTables['footage_import']): Import & Sealing {
  return {
    id: row.id as Id<'run'>,
    device: row.device,
    category: row.category,
    digest: row.digest.toString('hex'),
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    segments: row.segments,
    audioTracksDropped: row.audio_tracks_dropped,
    batch: row.batch as Id<'batch'>,
    batchIndex: row.batch_index,
  }
}
