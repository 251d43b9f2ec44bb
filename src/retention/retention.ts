/**
 * Retention (보관기간과 파기): what is due, its destruction and the certificate of it, holds, and incidents. Footage
 * is there until the end of its last day and gone soon after; both are promises.
 */

/** Sweeps, early destruction and holds. */
export { openRetention } from './open.ts'
export type { Retention, Sweep } from './open.ts'
export type { Finished } from './completion.ts'
export type { DestructionRequest } from './order.ts'

/** The time that is known to have come; for a program that runs it is `Retention.time`, for a command this. */
export { glanceAtClock } from './clock.ts'
export type { ClockReading } from './settled.ts'

/** Holds (보존조치). */
export { holds } from './holds.ts'
export type { Hold, HoldRequest, Placed } from './holds.ts'

/** The first day on which footage may no longer exist. Pure. */
export { dueDayOf } from './schedule.ts'

/** For how many days footage is kept, under the registry of that moment. Pure. */
export { periodsAt } from './periods.ts'
export type { Periods } from './periods.ts'

/** Figures of destruction and holds, for whoever shows whether these promises are kept. */
export { destructionFigures, heldByDay } from './figures.ts'
export type { DestructionFigures } from './figures.ts'

/** Certificates of destruction (파기확인서): find, list, print, check offline. */
export { certificate, certificates } from './certificates.ts'
export type { CertificateCursor, CertificateSummary } from './certificates.ts'
export { certificateBytes } from './certificate.ts'
export type { Certificate } from './certificate.ts'
export { certificateText } from './wording.ts'
export { verifyCertificate } from './verification.ts'
export type { CertificateVerification } from './verification.ts'

/** Incidents (사건): raised once, open until closed. */
export { acknowledgeIncident, closeIncident, incidents, raiseIncident, settleIncident } from './incidents.ts'
export type { Incident, IncidentCode, Trouble } from './incidents.ts'

/** Room for destruction on a full disk; the store gives it up before it starts a database on one. */
export { openReserve } from './reserve.ts'
export type { Reserve } from './reserve.ts'

/** The tables of this folder. */
export { retentionMigrations } from './tables.ts'
