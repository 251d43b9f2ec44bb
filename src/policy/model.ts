/**
 * What a drafted policy is: clauses in order, each with what it states (facts) and how it reads (blocks).
 *
 * A draft is plain JSON without fractions, so it has one canonical form and a digest: that digest is what is
 * approved, published and compared. Everything in it comes from the registry and the law of a day; nothing in it
 * was typed for it. Dates and past versions are text and never facts: a new version differs from the last by what
 * it says, not by being new.
 */
import type { Json } from '../base/canonical.ts'
import type { Day } from '../base/day.ts'
import type { Block, Language } from '../documents/documents.ts'
import type { Bilingual } from '../law/law.ts'

/** The clauses, in the order in which they stand. */
export const CLAUSES = [
  'purpose',
  'devices',
  'officers',
  'keeping',
  'processors',
  'provision',
  'confirmation',
  'requests',
  'consent',
  'safeguards',
  'signs',
  'notOurs',
  'change',
  'history',
  'confirming',
] as const
export type ClauseId = (typeof CLAUSES)[number]

/** The same blocks in both languages. */
export type Blocks = { readonly [L in Language]: readonly Block[] }

/**
 * One thing that the text states. Sums are text, never facts.
 *
 * `id` is stable over versions and names what it is about: `device/main-lobby-01`, `retention/main-detention/continuous`,
 * `officer/privacy-officer`. Two drafts state the same when id and `value` are equal; `value` refers to other things by
 * their id, so that a new name of a room is one difference and not one for each of its cameras.
 */
export type Fact = {
  readonly id: string
  readonly label: Bilingual
  readonly value: Json
  /** How it reads, for people who compare versions. */
  readonly text: Bilingual
}

export type DraftClause = {
  readonly id: ClauseId
  /** Counted from 1 over the clauses that apply. */
  readonly number: number
  readonly title: Bilingual
  /** Articles that it answers to, as 법 and 영 are cited in `law/`. */
  readonly law: readonly string[]
  readonly facts: readonly Fact[]
  readonly blocks: Blocks
}

export type Draft = {
  readonly format: 'jangseung-policy/1'
  readonly agency: { readonly id: string; readonly name: Bilingual }
  /** Id of the policy in the registry. */
  readonly policy: string
  readonly title: Bilingual
  /** `section`: to be put into the agency's general 처리방침 (법 §25⑦ 단서). */
  readonly form: 'standalone' | 'section'
  /** 현황 기준일. */
  readonly asOf: Day
  /** The day whose law it was written under. */
  readonly lawOf: Day
  readonly announcedOn: Day | null
  readonly effectiveOn: Day | null
  /** What stands before the first clause. */
  readonly lead: Blocks
  readonly clauses: readonly DraftClause[]
}

/** A fact that only one draft states, or that they state differently. */
export type Difference = {
  readonly clause: ClauseId
  /** Id of the fact. */
  readonly fact: string
  readonly label: Bilingual
  /** null: not stated before. */
  readonly before: Bilingual | null
  /** null: no longer stated. */
  readonly after: Bilingual | null
}

/** A version of the policy that is no longer in force. */
export type PastVersion = {
  readonly from: Day
  /** The last day on which it was in force; null when that is not known. */
  readonly until: Day | null
  readonly revisedOn?: Day | null
  readonly announcedOn?: Day | null
  readonly note: Bilingual | null
  /** Its permanent address, when it has one. */
  readonly href: string | null
}
