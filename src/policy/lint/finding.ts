/** What the linter says of a text: which rule, how grave, where, and what to do. */
import type { Bilingual, Verification } from '../../law/law.ts'
import type { RuleId, Severity } from './catalogue.ts'

export type Finding = {
  readonly rule: RuleId
  readonly severity: Severity
  /** 1-based line of the text that was read; 0 for the text as a whole. */
  readonly line: number
  /** The line, shortened. */
  readonly excerpt: string
  readonly message: Bilingual
  readonly suggestion: Bilingual
  /** The article it rests on, as `law/` cites; null where no law speaks of it. */
  readonly law: string | null
  /** How surely that article is known; what is not `read` or `quoted` must be shown as such. */
  readonly verified: Verification
}
