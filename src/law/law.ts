/**
 * The statute as dated data, and pure look-ups in it. Nothing here reads a clock, a file or a database: whoever
 * asks says for which day. Every look-up throws `law.notKnown` for a day before the record.
 */

/** How a rule was verified, its citation and its days in force. */
export { inForce } from './rule.ts'
export type { Bilingual, Rule, Verification } from './rule.ts'

/** The Acts and notices cited, and citations written out: `법 §25①3` is 「개인정보 보호법」 제25조제1항제3호. */
export { citation, parseCitation, statuteOn, statutes } from './statutes.ts'
export type { Citation, Statute, StatuteCode } from './statutes.ts'

/** The articles that the rules rest on. */
export { article, articles } from './articles.ts'
export type { Article } from './articles.ts'

/** Legal bases by code (`25-1-3` = 법 §25①3). */
export { bases, basis } from './bases.ts'
export type { Basis, BasisCode, BasisGroup } from './bases.ts'

/** Class × place: what governs a device, and objections to the bases stated for it. */
export { classOf, fixedByUse, objections, regime, regimes } from './regimes.ts'
export type { BasisObjection, DeviceClass, DeviceKind, Place, Regime } from './regimes.ts'

/** Class × place: duties and rights one by one, to be shown. */
export { duties, dutiesOf } from './duties.ts'
export type { Duty, DutyCode } from './duties.ts'

/** Places whose inside nobody may film. */
export { CUSTODIAL, forbiddenBy, SPACES } from './places.ts'
export type { Custodial, Space } from './places.ts'

/** What the law wants in a policy (the eight items of 영 §25①), on a signboard, in a consent form and so on. */
export {
  consentItems,
  contractItems,
  itemsOn,
  logItems,
  policyItems,
  provisionItems,
  safeguardItems,
  signboardItems,
} from './required.ts'
export type { RequiredItem } from './required.ts'

/** When a request may be refused (closed list), what is no ground, and deferral. */
export { deferral, notGrounds, refusalGrounds, refusalGroundsOf } from './refusals.ts'
export type { NotGround, RefusalCode, RefusalGround, RequestKind } from './refusals.ts'

/** How long things are kept, how they end, and when a period needs a written justification. */
export { justificationRule, retentionRule, retentionRules } from './retention.ts'
export type { RetentionCode, RetentionRule } from './retention.ts'

/** Within what time something is told, done or shown. */
export { mustBePosted, noticeRule, noticeRules } from './notice.ts'
export type { NoticeCode, NoticeRule } from './notice.ts'

/** Deadlines in days, and rest days. */
export { deadline, deadlineRules } from './deadline.ts'
export type { Deadline } from './deadline.ts'
export { isRestDay } from './holidays.ts'

/** What follows when a duty is broken. */
export { sanctions, sanctionsFor } from './sanctions.ts'
export type { Sanction, SanctionKind } from './sanctions.ts'

/** Words and citations that are out of date. */
export { staleCitations, staleCitationsOn, staleTerms, staleTermsOn } from './terms.ts'
export type { StaleCitation, StaleTerm } from './terms.ts'

/** The open data's words for purposes, and the basis each ordinarily stands on. */
export { purposeVocabulary, purposeWord } from './purposes.ts'
export type { PurposeWord } from './purposes.ts'
