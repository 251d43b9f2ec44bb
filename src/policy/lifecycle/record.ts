/** What the ledger has of a version, with the proofs by which anybody can check it offline. */
import type { EntryOf } from '../../ledger/ledger.ts'
import type { LifecycleDeps } from './deps.ts'

/** The steps of a version's life. Those that only the agency's own people see come first. */
const STEPS = [
  'policy.drafted',
  'policy.approved',
  'policy.announced',
  'policy.withdrawn',
  'policy.published',
] as const
type Step = (typeof STEPS)[number]

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
