/**
 * What every rule of law carries: its citation, the days on which it is in force, and how its text was verified.
 *
 * Rules are data. Nothing here decides anything, and no rule may be stated to a reader more firmly than its
 * `verified` mark allows: an unverified rule is shown as unverified.
 */
import type { Day } from '../base/day.ts'
import { lawFault } from './faults.ts'

/**
 * How the wording was verified.
 * - `read`: read in the text of the law itself
 * - `readOlder`: read in the text of the law, but in a copy older than today's; it may have changed since
 * - `quoted`: quoted word for word by another public page
 * - `paraphrase`: known from somebody's summary only
 * - `unverified`: from memory; must not be stated as fact
 */
export type Verification = 'read' | 'readOlder' | 'quoted' | 'paraphrase' | 'unverified'

export type Bilingual = { readonly ko: string; readonly en: string }

export type Rule = {
  /** The article as a Korean reader writes it: 법 = 개인정보 보호법, 영 = its decree, 표준지침 = the guideline. */
  readonly cite: string
  /** First day in force. */
  readonly from: Day
  /** First day no longer in force; null while it is. */
  readonly until: Day | null
  readonly verified: Verification
}

/**
 * The day on which fixed and mobile devices were separated. The rules here begin with it:
 * what a policy of an earlier day stood on is history, not something a device may be registered under.
 */
export const LAW_FROM = '2023-09-15' as Day

/** Throws `law.notKnown` when the law of `on` is not on record. */
export function assertKnown(on: Day): void {
  if (on < LAW_FROM) throw lawFault('law.notKnown', { day: on, from: LAW_FROM })
}

/** The first day of the revision of 2026 (법률 제21445호, 공포 2026-03-10). */
export const REVISION_2026 = '2026-09-11' as Day

/**
 * A rule whose article the revision of 2026 changed: only today's text was read. As it stood before is known by the
 * reference of what changed, no better.
 */
export function revised<R extends Rule>(rule: R): readonly [R, R] {
  return [
    { ...rule, until: REVISION_2026, verified: 'paraphrase' },
    { ...rule, from: REVISION_2026 },
  ]
}

/** Those of the rules that are in force on `on`. Throws `law.notKnown` for a day before the record. */
export function rulesOn<R extends Rule>(rules: readonly R[], on: Day): readonly R[] {
  assertKnown(on)
  return rules.filter((rule) => inForce(rule, on))
}

/** Whether the rule is in force on that day. */
export function inForce(rule: Rule, on: Day): boolean {
  return rule.from <= on && (rule.until === null || on < rule.until)
}
