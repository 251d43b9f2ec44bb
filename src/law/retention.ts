/** How long footage may be kept. The agency's own number rules; the guideline only says when it must be justified. */
import type { Day } from '../base/day.ts'
import { assertKnown, LAW_FROM, type Rule } from './rule.ts'

/**
 * 표준지침 §41②: where the shortest needed period is hard to tell, within 30 days of collection. A longer one is
 * possible, but must be reasoned in writing. "30일 이내" is this cap and never an agency's own period.
 */
const CAP: Rule & { readonly days: number } = {
  cite: '표준지침 §41',
  days: 30,
  from: LAW_FROM,
  until: null,
  verified: 'quoted',
}

/** The rule under which a period of `days` needs a written justification, or undefined when it needs none. */
export function justificationRule(days: number, on: Day): (Rule & { readonly days: number }) | undefined {
  assertKnown(on)
  return days > CAP.days ? CAP : undefined
}
