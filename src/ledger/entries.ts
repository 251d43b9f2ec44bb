/**
 * Everything that can be recorded: a closed union, each kind with its exact fields (docs/ref/ledger-format.md).
 *
 * An entry outlives what it speaks of, and an auditor reads it. So it never holds a name, free text, a place in a
 * picture or a key: only identifiers, digests, codes, times, counts and salted commitments (commitment.ts). Every
 * string has a pattern that leaves no room for more. A kind, once released, keeps its meaning for ever; what changes
 * gets a new kind.
 */
import { Type } from 'typebox'
import type { Static, TObject } from 'typebox'
import { Compile } from 'typebox/compile'
import { canonicalJson } from '../base/canonical.ts'
import { ledgerFault } from './faults.ts'
import { MAX_ENTRY_BYTES } from './merkle.ts'

/** The most keys that one `keys.created` entry names; so many fit MAX_ENTRY_BYTES with room to spare. */
const MAX_KEYS = 200
/** The most figures that an incident's detail has. */
const MAX_FIGURES = 16
/** The last moment that a Date can hold. */
const MAX_MS = 8_640_000_000_000_000

const identifier = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' })
const device = Type.String({ pattern: '^[a-z0-9-]{1,64}$' })
const code = Type.String({ pattern: '^[a-z][A-Za-z0-9.-]{0,63}$' })
const keyName = Type.String({ pattern: '^[a-z0-9-]{1,64}/\\d{4}-\\d{2}-\\d{2}/[A-Za-z0-9-]{1,32}$' })
const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const digest = Type.String({ pattern: '^[0-9a-f]{64}$' })
/** A version of a policy: the policy's id in the registry, and the version's number. */
const policyVersion = Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}-[1-9]\\d{0,4}$' })
const commitment = digest
const nonce = Type.String({ pattern: '^[0-9a-f]{32}$' })
const ms = Type.Integer({ minimum: 0, maximum: MAX_MS })
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const orNull = <T extends typeof digest | typeof ms>(type: T) => Type.Union([type, Type.Null()])
const oneOf = <const V extends string>(...values: V[]) => Type.Enum(values)

const actor = Type.Object(
  { type: oneOf('account', 'system'), id: identifier },
  { additionalProperties: false },
)

/** The fields of each kind, beside those that all have. */
const FIELDS = {
  'registry.changed': Type.Object({
    agency: identifier,
    before: orNull(digest),
    after: digest,
    validFromMs: ms,
  }),
  'keys.created': Type.Object({
    keys: Type.Array(
      Type.Object({ key: keyName, generation: count, commitment: digest }, { additionalProperties: false }),
      { minItems: 1, maxItems: MAX_KEYS },
    ),
  }),
  'footage.sealed': Type.Object({ batch: identifier, root: digest, segments: count, gaps: count }),
  'destruction.ordered': Type.Object({
    order: identifier,
    reason: oneOf('expiry', 'requested', 'holdEnded'),
    keys: count,
    segments: count,
    root: digest,
    dueDay: day,
  }),
  'destruction.done': Type.Object({
    order: identifier,
    orderedLeaf: count,
    certificate: digest,
    epochBefore: count,
    epochAfter: count,
    files: count,
    bytes: count,
    lateDays: count,
  }),
  'hold.placed': Type.Object({
    hold: identifier,
    root: digest,
    segments: count,
    reason: code,
    basis: code,
    untilMs: orNull(ms),
  }),
  'hold.released': Type.Object({ hold: identifier, reason: code }),
  'viewing.opened': Type.Object({
    viewing: identifier,
    device,
    fromMs: ms,
    toMs: ms,
    purpose: code,
    basis: code,
    offPurpose: Type.Boolean(),
    detail: orNull(commitment),
    expiresAtMs: ms,
  }),
  'viewing.closed': Type.Object({
    viewing: identifier,
    openedLeaf: count,
    reason: oneOf('closed', 'expired', 'revoked'),
    servedMs: count,
    served: digest,
    requests: count,
    bytes: count,
  }),
  'viewing.refused': Type.Object({ device: orNull(device), reason: code }),
  'staff.changed': Type.Object({
    account: identifier,
    change: oneOf('created', 'roles', 'suspended', 'restored', 'password'),
    after: digest,
  }),
  'staff.signedIn': Type.Object({ account: identifier, origin: commitment }),
  'staff.signInFailed': Type.Object({ origin: commitment, attempts: count }),
  'ledger.read': Type.Object({ fromLeaf: count, toLeaf: count }),
  'incident.raised': Type.Object({
    incident: identifier,
    code,
    device: orNull(device),
    detail: Type.Record(code, Type.Integer(), { maxProperties: MAX_FIGURES, additionalProperties: false }),
  }),
  'incident.closed': Type.Object({ incident: identifier, reason: code }),
  'policy.drafted': Type.Object({ version: policyVersion, draft: digest, registry: digest, lawOn: day }),
  'policy.approved': Type.Object({ version: policyVersion, draft: digest, draftedLeaf: count }),
  'policy.announced': Type.Object({
    version: policyVersion,
    draft: digest,
    approvedLeaf: count,
    text: digest,
    reason: commitment,
    announcedOn: day,
    effectiveOn: day,
    promisedDays: orNull(count),
    established: Type.Boolean(),
  }),
  'policy.withdrawn': Type.Object({
    version: policyVersion,
    draft: digest,
    reason: oneOf('discarded', 'withdrawn', 'overtaken'),
  }),
  'policy.published': Type.Object({
    version: policyVersion,
    text: digest,
    announcedLeaf: count,
    effectiveOn: day,
    inForceOn: day,
    lateDays: count,
    replaced: orNull(policyVersion),
  }),
  'policy.drifted': Type.Object({
    version: policyVersion,
    drift: identifier,
    registry: digest,
    differences: digest,
    facts: count,
  }),
  'policy.driftEnded': Type.Object({
    version: policyVersion,
    drift: identifier,
    reason: oneOf('agrees', 'replaced'),
  }),
}

type Fields = typeof FIELDS

/** What can be recorded. */
export type EntryKind = keyof Fields

/** Who acted: a person's account or a part of the system; never a name. */
export type Actor = Readonly<Static<typeof actor>>

/** What every entry holds beside its own fields. `at` in ms, never before the entry in front; `nonce` 128 random bits, hex. */
type Common<K extends EntryKind> = {
  readonly v: 1
  readonly kind: K
  readonly at: number
  readonly nonce: string
  readonly actor: Actor
}

/** The fields of kind K itself. */
type OwnFields<K extends EntryKind> = { readonly [F in keyof Static<Fields[K]>]: Static<Fields[K]>[F] }

/** An entry of kind K. */
export type EntryOf<K extends EntryKind> = K extends EntryKind ? Common<K> & OwnFields<K> : never

export type Entry = EntryOf<EntryKind>

/** What the caller of `act` gives; the ledger adds version, time and nonce. */
export type Draft<K extends EntryKind> = { readonly kind: K; readonly actor: Actor } & OwnFields<K>

const VALIDATORS = new Map(
  Object.entries(FIELDS).map(([kind, fields]: [string, TObject]) => [
    kind,
    Compile(
      Type.Object(
        { v: Type.Literal(1), kind: Type.Literal(kind), at: ms, nonce, actor, ...fields.properties },
        { additionalProperties: false },
      ),
    ),
  ]),
)

/**
 * The entry that `value` is, checked against the schema of its kind and the size of a leaf.
 * Throws `ledger.entryInvalid`, naming the field but never its content.
 */
export function checkedEntry(value: unknown): Entry {
  const kind = (value as { kind?: unknown } | null)?.kind
  const validator = typeof kind === 'string' ? VALIDATORS.get(kind) : undefined
  if (!validator) throw ledgerFault('ledger.entryInvalid', { kind: 'unknown', field: 'kind' })
  if (!validator.Check(value)) {
    const field = validator.Errors(value)[0]?.instancePath.slice(1) ?? ''
    throw ledgerFault('ledger.entryInvalid', { kind: kind as string, field: field === '' ? 'entry' : field })
  }
  if (entryBytes(value as Entry).length > MAX_ENTRY_BYTES)
    throw ledgerFault('ledger.entryInvalid', { kind: kind as string, field: 'size' })
  return value as Entry
}

/** The leaf of an entry: its canonical JSON (RFC 8785). */
export function entryBytes(entry: Entry): Buffer {
  return canonicalJson(entry)
}

/** The field that identifies what an entry is about, by which it can be found again. */
const SUBJECTS: { readonly [K in EntryKind]: (keyof Static<Fields[K]> & string) | null } = {
  'registry.changed': 'agency',
  'keys.created': null,
  'footage.sealed': 'batch',
  'destruction.ordered': 'order',
  'destruction.done': 'order',
  'hold.placed': 'hold',
  'hold.released': 'hold',
  'viewing.opened': 'viewing',
  'viewing.closed': 'viewing',
  'viewing.refused': 'device',
  'staff.changed': 'account',
  'staff.signedIn': 'account',
  'staff.signInFailed': null,
  'ledger.read': null,
  'incident.raised': 'incident',
  'incident.closed': 'incident',
  'policy.drafted': 'version',
  'policy.approved': 'version',
  'policy.announced': 'version',
  'policy.withdrawn': 'version',
  'policy.published': 'version',
  'policy.drifted': 'version',
  'policy.driftEnded': 'version',
}

/** What the entry is about, e.g. the order of a destruction; null where there is no such thing. */
export function subjectOf(entry: Entry): string | null {
  const field = SUBJECTS[entry.kind]
  return field === null ? null : ((entry as unknown as Record<string, string | null>)[field] ?? null)
}
