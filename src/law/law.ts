/**
 * The statute as dated data, and pure look-ups in it. Nothing here reads a clock, a file or a database: whoever
 * asks says for which day.
 */

/** How a rule was verified, its citation and its days in force. */
export type { Bilingual, Rule, Verification } from './rule.ts'

/** Legal bases by code (`25-1-3` = 법 §25①3). */
export { bases, basis } from './bases.ts'
export type { Basis, BasisCode, BasisGroup } from './bases.ts'

/** Class × place: what governs a device, its duties, and objections to the bases stated for it. */
export { classOf, objections, regime, regimes } from './regimes.ts'
export type { BasisObjection, DeviceClass, DeviceKind, Place, Regime } from './regimes.ts'

/** Places whose inside nobody may film. */
export { CUSTODIAL, forbiddenBy, SPACES } from './places.ts'
export type { Custodial, Space } from './places.ts'

/** When a retention period needs a written justification. */
export { justificationRule } from './retention.ts'
