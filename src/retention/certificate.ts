/**
 * The certificate of destruction (파기확인서) as a document: docs/ref/certificate.md.
 *
 * A certificate is a statement and the proofs that carry it. The statement's digest stands in the ledger's
 * `destruction.done` entry, and that entry's inclusion proof ends in a checkpoint signed with Ed25519 by the ledger's
 * signer. So the ledger's signature is the certificate's: one key to know, no second one to guard, and nobody can
 * sign a statement that the ledger does not hold.
 *
 * It names offices, devices, zones and days, never a person. Its size depends on the number of camera-days, not of
 * files: a camera-day is one line with the digest of its list of segments.
 */
import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import type { Static, TProperties } from 'typebox'
import { Compile } from 'typebox/compile'
import { canonicalJson } from '../base/canonical.ts'
import type { Json } from '../base/canonical.ts'
import { retentionFault } from './faults.ts'

export const CERTIFICATE_FORMAT = 'jangseung-certificate/1'
/** The most camera-days that one order, and so one certificate, names. More are destroyed in several orders. */
export const MAX_TARGETS = 4000
/** Up to so many segments are listed one by one, as a person who asked for them expects. */
export const MAX_LISTED = 64
/**
 * How many sealing entries are proven in the certificate itself: those of all listed segments, or a sample spread
 * over the time filmed. (The others are in the ledger; a night of 100 cameras has some 8,640.)
 */
export const MAX_SEALED = 64
/** A certificate of MAX_TARGETS lines has about 3 MiB. */
const MAX_CERTIFICATE_BYTES = 8 * 1024 * 1024
const MAX_LINES = 4 * MAX_TARGETS
const MAX_PROOF_LENGTH = 16_384
const MAX_BATCH = 1_000_000
const MAX_BATCH_PATH = 20

const closed = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })
const oneOf = <const V extends string>(...values: V[]) => Type.Enum(values)

const Text = Type.String({ minLength: 1, maxLength: 300 })
const Slug = Type.String({ pattern: '^[a-z0-9-]{1,64}$' })
const Code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' })
const Uuid = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Days = Type.Integer({ minimum: 0, maximum: 36_525 })
const Bilingual = closed({ ko: Text, en: Text })
const Name = closed({ id: Slug, ko: Text, en: Text })

/** What was to be destroyed, exactly as the order's root in the ledger commits to it. */
const Target = Type.Union([
  closed({ kind: Type.Literal('day'), key: Text, generation: Count }),
  closed({ kind: Type.Literal('segment'), key: Text, generation: Count, leaf: Count, segment: Uuid }),
  closed({ kind: Type.Literal('hold'), hold: Uuid }),
])

/** What it was: one line for each camera-day, or for the part of one that was held. */
const Footage = closed({
  device: Slug,
  day: Day,
  category: Slug,
  generation: Count,
  zone: Slug,
  hold: Type.Union([Uuid, Type.Null()]),
  /** The days kept under the registry in force when it was destroyed, and when it was filmed. */
  retentionDays: Days,
  retentionDaysWhenFilmed: Days,
  dueDay: Day,
  lateDays: Count,
  segments: Count,
  bytes: Count,
  /** SHA-256 of the lines `<segment> <sha256 of its file> <bytes>\n`, sorted. */
  digest: Digest,
  /** What `keys.created` recorded of the camera-day's key; null for what was held, whose keys were single ones. */
  commitment: Type.Union([Digest, Type.Null()]),
})

const Segment = closed({
  segment: Uuid,
  key: Text,
  generation: Count,
  sha256: Digest,
  bytes: Count,
  /** Where its manifest stands in which batch; the path leads from the manifest's leaf hash to the batch's root. */
  batch: Uuid,
  index: Count,
  size: Type.Integer({ minimum: 1, maximum: MAX_BATCH }),
  leafHash: Digest,
  path: Type.Array(Digest, { maxItems: MAX_BATCH_PATH }),
})

const Statement = closed({
  format: Type.Literal(CERTIFICATE_FORMAT),
  /** The order's identifier, which is the certificate's. */
  certificate: Uuid,
  agency: closed({ id: Slug, name: Bilingual }),
  /** The digest of the registry version by which periods were reckoned. */
  registry: Digest,
  reason: oneOf('expiry', 'requested', 'holdEnded'),
  /** Why it was destroyed before its day, as a code; null when it was not. */
  basis: Type.Union([Code, Type.Null()]),
  /** Who ordered it: the program by itself, or an account (a pseudonym). */
  actor: closed({ type: oneOf('account', 'system'), id: Code }),
  /** 담당자, by office. */
  responsible: Type.Array(closed({ department: Bilingual, position: Bilingual }), { maxItems: 50 }),
  orderedAtMs: Count,
  orderedLeaf: Count,
  dueDay: Day,
  lateDays: Count,
  targets: Type.Array(Target, { minItems: 1, maxItems: MAX_TARGETS }),
  footage: Type.Array(Footage, { maxItems: MAX_LINES }),
  /** Every segment when there are few, none when there are many. */
  listed: Type.Array(Segment, { maxItems: MAX_LISTED }),
  /** The batches in which it was recorded: how many, and SHA-256 of their identifiers, one a line, sorted. */
  sealing: closed({ batches: Count, digest: Digest }),
  names: closed({
    devices: Type.Array(Name, { maxItems: MAX_LINES }),
    zones: Type.Array(Name, { maxItems: MAX_LINES }),
    categories: Type.Array(Name, { maxItems: MAX_LINES }),
  }),
  keys: closed({
    erasedAtMs: Count,
    epochBefore: Count,
    epochAfter: Count,
    /** SHA-256 of the key table before and after. */
    tableBefore: Digest,
    tableAfter: Digest,
    /** Whether overwriting the old root reached the bytes it meant to. */
    erasure: oneOf('overwritten', 'overwrittenOnCopyingFileSystem'),
  }),
  files: closed({ removedAtMs: Count, files: Count, bytes: Count }),
})
type Deep<T> = T extends object ? { readonly [K in keyof T]: Deep<T[K]> } : T

/** What is certified. */
export type Statement = Deep<Static<typeof Statement>>
export type FootageLine = Deep<Static<typeof Footage>>
export type ListedSegment = Deep<Static<typeof Segment>>
/** A target in the form that the order's root is taken over. */
export type CertifiedTarget = Deep<Static<typeof Target>>

const Proven = closed({
  entry: Type.Record(Type.String({ pattern: '^[A-Za-z]{1,32}$' }), Type.Unknown()),
  /** C2SP tlog-proof text. */
  proof: Type.String({ maxLength: MAX_PROOF_LENGTH }),
})
/** A ledger entry with the proof that the signed tree holds it. */
export type Proven = Deep<Static<typeof Proven>>

const Certificate = closed({
  format: Type.Literal(CERTIFICATE_FORMAT),
  statement: Statement,
  ordered: Proven,
  done: Proven,
  /** The `footage.sealed` entries of the batches. */
  sealed: Type.Array(Proven, { maxItems: MAX_SEALED }),
})
/** A certificate of destruction: statement and proofs. */
export type Certificate = Deep<Static<typeof Certificate>>

const validator = Compile(Certificate)

/** SHA-256 (hex) of the statement's canonical JSON: what `destruction.done` records. */
export function statementDigest(statement: Statement): string {
  return createHash('sha256').update(canonicalJson(statement)).digest('hex')
}

/** A segment's line in the digest of its camera-day. */
export function segmentLine({
  segment,
  sha256,
  bytes,
}: Pick<ListedSegment, 'segment' | 'sha256' | 'bytes'>): string {
  return `${segment} ${sha256} ${bytes}\n`
}

/** SHA-256 (hex) over lines, whatever their order. */
export function linesDigest(lines: Iterable<string>): string {
  const hash = createHash('sha256')
  for (const line of [...lines].toSorted()) hash.update(line)
  return hash.digest('hex')
}

/** Reads a certificate's JSON. Checks its form only. Throws `retention.certificateMalformed`. */
export function parseCertificate(json: string | Uint8Array): Certificate {
  if (json.length > MAX_CERTIFICATE_BYTES) throw malformed('too long')
  let value: unknown
  try {
    value = JSON.parse(typeof json === 'string' ? json : Buffer.from(json).toString('utf8'))
  } catch (error) {
    throw malformed('not JSON', error)
  }
  if (!validator.Check(value)) throw malformed(validator.Errors(value)[0]?.instancePath ?? 'form')
  return value
}

function malformed(why: string, cause?: unknown) {
  return retentionFault('retention.certificateMalformed', { why }, cause)
}

/** The certificate's file: canonical JSON and a line break, the same bytes for the same certificate. */
export function certificateBytes(certificate: Certificate): Buffer {
  return Buffer.concat([canonicalJson(certificate as unknown as Json), Buffer.from('\n')])
}
