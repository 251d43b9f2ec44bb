/**
 * What the ledger has of a version: the steps of its life, whether a row says the same, and the proofs by which anybody
 * can check them offline. The rows are what the program works with; what it may believe is here.
 */
import { unreachable } from '../../base/assert.ts'
import { type EntryOf, opensCommitment, type Receipt } from '../../ledger/ledger.ts'
import type { Draft } from '../model.ts'
import type { LifecycleDeps } from './deps.ts'
import { policyFault } from './faults.ts'
import { reasonText } from './rules.ts'
import { readText, type VersionRow, versionRow } from './version.ts'

/** The steps of a version's life. Those that only the agency's own people see come first. */
export const STEPS = [
  'policy.drafted',
  'policy.approved',
  'policy.announced',
  'policy.withdrawn',
  'policy.published',
] as const
export type Step = (typeof STEPS)[number]

export type RecordedStep = {
  readonly kind: Step
  readonly leaf: number
  /** The entry itself: its canonical JSON is the leaf's content. */
  readonly entry: EntryOf<Step>
  /** C2SP tlog-proof text: leaf, path and signed checkpoint. */
  readonly proof: string
}

/** The steps of a version, the earliest first. */
export async function recordOf({ ledger }: LifecycleDeps, version: string): Promise<readonly RecordedStep[]> {
  const found: RecordedStep[] = []
  for await (const { leaf, entry } of ledger.entries({ kinds: STEPS, subject: version }))
    found.push({ kind: entry.kind, leaf, entry, proof: await ledger.prove(leaf) })
  return found
}

/** The last step of the version, which must be of that kind: no later one undid it. Throws `policy.recordMissing`. */
export async function lastStep<K extends Step>(
  { ledger }: Pick<LifecycleDeps, 'ledger'>,
  version: string,
  kind: K,
): Promise<Receipt<K>> {
  let last: { readonly leaf: number; readonly entry: EntryOf<Step> } | undefined
  for await (const one of ledger.entries({ kinds: STEPS, subject: version })) last = one
  if (last?.entry.kind !== kind) throw policyFault('policy.recordMissing', { version, what: kind })
  return ledger.receipt(kind, last.leaf)
}

/** Whether the row says what that step of its version says; also of what policy it is, and by what number. */
export function agrees(row: VersionRow, entry: EntryOf<Step>): boolean {
  return entry.version === `${row.policy}-${row.number}` && isStated(row, entry)
}

function isStated(row: VersionRow, entry: EntryOf<Step>): boolean {
  switch (entry.kind) {
    case 'policy.drafted':
      return (
        entry.draft === row.draft_digest &&
        entry.registry === row.registry_digest &&
        entry.lawOn === row.law_on
      )
    case 'policy.approved':
      return entry.draft === row.draft_digest
    case 'policy.announced':
      return (
        entry.draft === row.draft_digest &&
        entry.text === row.text_digest &&
        entry.announcedOn === row.announced_on &&
        entry.effectiveOn === row.effective_on &&
        entry.promisedDays === row.promised_days &&
        entry.established === row.established &&
        row.reason_ko !== null &&
        row.reason_salt !== null &&
        opensCommitment(entry.reason, row.reason_salt, reasonText({ ko: row.reason_ko, en: row.reason_en }))
      )
    case 'policy.withdrawn':
      return entry.draft === row.draft_digest && entry.reason === row.withdrawn_reason
    case 'policy.published':
      return (
        entry.text === row.text_digest &&
        entry.inForceOn === row.in_force_on &&
        entry.lateDays === row.late_days
      )
    default:
      return unreachable(entry)
  }
}

/**
 * What the version says, for whoever reads it: once it was announced, only what the ledger says was announced. Throws
 * `policy.versionUnknown` and `policy.recordMissing`.
 */
export async function textOf({ db, ledger }: LifecycleDeps, version: string): Promise<Draft> {
  const { text_digest } = await versionRow(db, version)
  const announced = await ledger.find('policy.announced', version)
  if (text_digest !== (announced?.entry.text ?? null))
    throw policyFault('policy.recordMissing', { version, what: 'policy.announced' })
  return readText(db, version)
}
