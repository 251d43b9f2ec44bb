/**
 * Manifests: what the recorder tells the registrar, and what a ledger batch vouches for. One manifest states one
 * fact; its canonical bytes are the leaf of the batch's tree (docs/ref/spool.md).
 *
 * A manifest may come from a recorder at another site, so it is hostile until checked: every field has a bound, the
 * bytes must be the canonical ones, and what it says must be possible.
 */
import { Type } from 'typebox'
import type { TObject } from 'typebox'
import { Compile } from 'typebox/compile'
import { canonicalJson } from '../base/canonical.ts'
import type { Json } from '../base/canonical.ts'
import { dayOf, KOREA_OFFSET_MS } from '../base/day.ts'
import { GAP_CAUSES, MAX_SEGMENT_MS } from '../footage/footage.ts'
import type { Gap, Import, Segment } from '../footage/footage.ts'
import { LEAF_MOVE_LIMIT, leafAt } from '../vault/vault.ts'
import { recordingFault } from './faults.ts'
import { CODECS } from './note.ts'

export type SegmentManifest = { readonly v: 1; readonly kind: 'segment' } & Segment
export type GapManifest = { readonly v: 1; readonly kind: 'gap' } & Gap
export type ImportManifest = { readonly v: 1; readonly kind: 'import' } & Import
export type Manifest = SegmentManifest | GapManifest | ImportManifest

/** The most manifests in one spool file: an import of a whole day with its own, and room to spare. */
export const MAX_MANIFESTS = 2048
/** The most bytes a spool file has. */
export const MAX_SPOOL_FILE_BYTES = 2 * 1024 * 1024
/** Year 9999: the last that a date is written with four digits. */
const MAX_MS = Date.UTC(9999, 11, 31) - KOREA_OFFSET_MS
const MAX_FILE_BYTES = 2 ** 40
const MAX_INT = 2 ** 31 - 1

const id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
const device = Type.String({ pattern: '^[a-z0-9-]{1,64}$' })
const category = Type.String({ pattern: '^[a-z0-9-]{1,32}$' })
const digest = Type.String({ pattern: '^[0-9a-f]{64}$' })
const cause = Type.Enum([...GAP_CAUSES])
const codecs = Type.String({ pattern: CODECS })
const ms = Type.Integer({ minimum: 0, maximum: MAX_MS })
const integer = (minimum: number, maximum = MAX_INT) => Type.Integer({ minimum, maximum })

const CHECKS = new Map(
  Object.entries({
    segment: Type.Object({
      id,
      device,
      day: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
      category,
      generation: integer(1),
      leaf: integer(0, 24 * 2048 - 1),
      run: id,
      startedAtMs: ms,
      endedAtMs: ms,
      duration90k: integer(0),
      length: integer(1, MAX_FILE_BYTES),
      sha256: digest,
      fragments: integer(1, 65_536),
      codec: Type.Enum(['h264', 'h265']),
      codecString: codecs,
      width: integer(1, 65_535),
      height: integer(1, 65_535),
      lostPackets: integer(0),
      lostUnits: integer(0),
      origin: Type.Enum(['camera', 'file']),
      cutShort: Type.Boolean(),
    }),
    gap: Type.Object({
      id,
      device,
      fromMs: ms,
      toMs: ms,
      cause,
      lastCause: cause,
      stepMs: integer(-MAX_MS, MAX_MS),
    }),
    import: Type.Object({
      id,
      device,
      category,
      digest,
      startedAtMs: ms,
      endedAtMs: ms,
      segments: integer(1, MAX_MANIFESTS),
      audioTracksDropped: integer(0, 64),
    }),
  }).map(([kind, fields]: [string, TObject]) => [
    kind,
    Compile(
      Type.Object(
        { v: Type.Literal(1), kind: Type.Literal(kind), ...fields.properties },
        { additionalProperties: false },
      ),
    ),
  ]),
)

/** The canonical bytes of a manifest: the leaf of its batch. */
export function manifestBytes(manifest: Manifest): Buffer {
  return canonicalJson(manifest)
}

/** The manifest of a segment as the catalogue has it: byte for byte the one that was sealed. */
export function manifestOf(segment: Segment): SegmentManifest {
  return {
    v: 1,
    kind: 'segment',
    id: segment.id,
    device: segment.device,
    day: segment.day,
    category: segment.category,
    generation: segment.generation,
    leaf: segment.leaf,
    run: segment.run,
    startedAtMs: segment.startedAtMs,
    endedAtMs: segment.endedAtMs,
    duration90k: segment.duration90k,
    length: segment.length,
    sha256: segment.sha256,
    fragments: segment.fragments,
    codec: segment.codec,
    codecString: segment.codecString,
    width: segment.width,
    height: segment.height,
    lostPackets: segment.lostPackets,
    lostUnits: segment.lostUnits,
    origin: segment.origin,
    cutShort: segment.cutShort,
  }
}

/** The bytes of a spool file. */
export function writeManifests(manifests: readonly Manifest[]): Buffer {
  return canonicalJson({ v: 1, manifests: manifests as readonly Json[] })
}

/** Reads a spool file's bytes; `name` is for the message. Throws `recording.manifestInvalid`. */
export function readManifests(bytes: Buffer, name: string): Manifest[] {
  const invalid = (what: string, cause?: unknown) =>
    recordingFault('recording.manifestInvalid', { name, what }, cause)
  if (bytes.length > MAX_SPOOL_FILE_BYTES) throw invalid('too large')
  let value: unknown
  let canonical: Buffer
  try {
    value = JSON.parse(bytes.toString('utf8'))
    canonical = canonicalJson(value as Json)
  } catch (error) {
    throw invalid('not JSON', error)
  }
  // One form only: no repeated names, no other spelling of a number, no bytes that are no text.
  if (!canonical.equals(bytes)) throw invalid('not canonical')
  const file = value as { v?: unknown; manifests?: unknown } | null
  if (typeof file !== 'object' || file?.v !== 1 || Object.keys(file).length !== 2) throw invalid('version')
  if (!Array.isArray(file.manifests) || file.manifests.length === 0) throw invalid('no manifests')
  if (file.manifests.length > MAX_MANIFESTS) throw invalid('too many')
  const manifests = file.manifests.map((one: unknown) => checkedManifest(one, invalid))
  if (new Set(manifests.map(({ id }) => id)).size !== manifests.length) throw invalid('an id twice')
  return manifests
}

function checkedManifest(value: unknown, invalid: (what: string) => Error): Manifest {
  const kind = (value as { kind?: unknown } | null)?.kind
  const check = typeof kind === 'string' ? CHECKS.get(kind) : undefined
  if (check === undefined) throw invalid('kind')
  if (!check.Check(value)) throw invalid(check.Errors(value)[0]?.instancePath || 'fields')
  const manifest = value as Manifest
  const impossible = impossibility(manifest)
  if (impossible !== undefined) throw invalid(impossible)
  return manifest
}

/** What no fact can be, though each field by itself could. */
function impossibility(manifest: Manifest): string | undefined {
  if (manifest.kind === 'gap') return manifest.toMs < manifest.fromMs ? 'ends before it begins' : undefined
  if (manifest.endedAtMs < manifest.startedAtMs) return 'ends before it begins'
  if (manifest.kind === 'import') return undefined
  const { day, startedAtMs, endedAtMs, leaf, codec, codecString } = manifest
  if (endedAtMs - startedAtMs > MAX_SEGMENT_MS) return 'too long'
  if (dayOf(startedAtMs) !== day) return 'another day'
  if (Math.abs(leaf - leafAt(day, startedAtMs)) > LEAF_MOVE_LIMIT) return 'another leaf'
  if ((codec === 'h264') !== codecString.startsWith('avc1')) return 'another codec'
  // 법 §25⑤: nothing that a camera sends can bring sound.
  if (manifest.origin === 'camera' && codecString.includes(',')) return 'sound from a camera'
  return undefined
}
