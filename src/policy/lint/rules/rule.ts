/** How a rule is written: facts of one policy in, findings out. */
import type { Bilingual } from '../../../law/law.ts'
import { type RuleEntry, type RuleId, RULES } from '../catalogue.ts'
import type { Facts } from '../facts/facts.ts'
import type { Finding } from '../finding.ts'
import { excerptOf, type Line } from '../lines.ts'

export type Rule = (facts: Facts) => readonly Finding[]

/** A finding with what the catalogue says of its rule, unless told otherwise. */
export function found(
  rule: RuleId,
  line: Line | null | undefined,
  message: Bilingual,
  otherwise: Partial<Pick<RuleEntry, 'severity' | 'law' | 'verified'>> = {},
): Finding {
  const { severity, law, verified, suggestion }: RuleEntry = { ...RULES[rule], ...otherwise }
  return {
    rule,
    severity,
    line: line?.number ?? 0,
    excerpt: line === null || line === undefined ? '' : excerptOf(line.raw),
    message,
    suggestion,
    law,
    verified,
  }
}

/** Words of the text inside a message, bounded. */
export function quoted(words: string): string {
  return words.length > 40 ? `${words.slice(0, 40)}…` : words
}
