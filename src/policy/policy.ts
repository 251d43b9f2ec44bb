/**
 * The policy (영상정보처리기기 운영·관리 방침): written from the registry and the law of a day, compared, kept in
 * versions, checked against the running system, and read for mistakes.
 *
 * Files inside this folder import each other directly and never this door.
 */

/** A draft and its parts. */
export type { Blocks, ClauseId, Difference, Draft, DraftClause, Fact, PastVersion } from './model.ts'

/** Registry as of a date + law of a date -> draft; pure. Its digest is what is approved and published. */
export { digestOfDraft, draft, draftBytes } from './draft.ts'
export type { DraftOptions } from './context.ts'

/** A draft that was kept as JSON, to be compared. */
export { readDraft } from './read.ts'

/** What two drafts state differently, by clause and fact; pure. */
export { differences } from './diff.ts'

/** The proof: the running system measured, and every clause held against it: pass, fail or unknown, with numbers. */
export { openProofs } from './conformance/open.ts'
export type { Proof, ProofDeps, Proofs } from './conformance/open.ts'

/** Its two halves by themselves: what is measured, and what follows for a policy (pure). */
export { openGauge } from './conformance/measure.ts'
export { conformance } from './conformance/conformance.ts'
export type { ClauseEvidence, Conformance } from './conformance/conformance.ts'
export type { Evidence, EvidenceState, System } from './conformance/system.ts'

/** The life of the agency's policies: draft, approval, announcement, publication, archive, drift. */
export { openPolicies } from './lifecycle/open.ts'
export type { Policies } from './lifecycle/open.ts'
export type { LifecycleDeps } from './lifecycle/deps.ts'
export type { PolicyVersion, Reason } from './lifecycle/version.ts'
export type { ArchiveRange } from './lifecycle/archive.ts'
export type { Drift } from './lifecycle/drift.ts'
export type { RecordedStep } from './lifecycle/record.ts'
export { MAX_REASON_CHARACTERS } from './lifecycle/rules.ts'
/** Versions held against the ledger, for `jangseung check`. */
export { checkPolicies } from './lifecycle/check.ts'
/** The tables of this folder. */
export { policyMigrations } from './lifecycle/tables.ts'

/** A draft as a document, to be rendered, and where in it a clause begins. */
export { anchorOf, documentOf } from './document.ts'

/** What is missing, wrong, stale or contradictory in the text of a policy, ours or any agency's; pure. */
export { lint } from './lint/lint.ts'
export type { Severity } from './lint/catalogue.ts'

/** The same for an agency file: its own problems, or those of the policies that it makes. */
export { lintAgency } from './lint/agency.ts'
export type { AgencyFinding } from './lint/agency.ts'
