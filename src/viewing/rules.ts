/**
 * Who may look at what, for which purpose, on which basis: the whole decision in one pure function, so that it can be
 * read beside the law and tested in every branch.
 */
import type { Millis } from '../base/clock.ts'
import { dayOf } from '../base/day.ts'
import { basis } from '../law/law.ts'
import { basesOf } from '../registry/registry.ts'
import type { Registry } from '../registry/registry.ts'
import { permits, refusalOf } from '../staff/staff.ts'
import type { Account } from '../staff/staff.ts'

/** The longest range of one viewing: who looks through more says so again. */
export const MAX_RANGE_MS = 2 * 3_600_000
/** Viewings one account may have open at once. */
export const MAX_OPEN = 16

/** What somebody asks to see. */
export type Question = {
  readonly device: string
  readonly fromMs: Millis
  /** The end, not included. */
  readonly toMs: Millis
  /** The id of a purpose in the registry; for use beyond purpose any id that says what for. */
  readonly purpose: string
  /** A code of the law, e.g. 25-1-3. */
  readonly basis: string
}

export type Refusal =
  | 'notPermitted'
  | 'rangeInFuture'
  | 'rangeTooLong'
  | 'deviceUnknown'
  | 'outOfScope'
  | 'outsideWindow'
  | 'purposeNotRegistered'
  | 'basisNotAllowed'
  | 'tooMany'

export type Answer = { readonly refusal: Refusal } | { readonly offPurpose: boolean }

/** Whether the account may open this viewing now, and whether it is use beyond the device's purposes (목적 외 이용). */
export function decide(registry: Registry, account: Account, question: Question, nowMs: Millis): Answer {
  const { device, fromMs, toMs } = question
  if (account.state !== 'active' || !permits(account.roles, 'viewings.open'))
    return { refusal: 'notPermitted' }
  const refusal = refusalOf(registry, account.grants, { device, action: 'view', atMs: nowMs, fromMs, toMs })
  if (refusal !== undefined) return { refusal }
  if (toMs > nowMs) return { refusal: 'rangeInFuture' }
  if (toMs - fromMs > MAX_RANGE_MS) return { refusal: 'rangeTooLong' }
  return purposeAnswer(registry, account, question, nowMs)
}

/**
 * Within the purposes of the device the basis is one of those on which it stands in that place (법 §25①, §15①). Beyond
 * them only the privacy officer decides, on one of the grounds of 법 §18②, which open a use and not a device.
 */
function purposeAnswer(registry: Registry, account: Account, question: Question, nowMs: Millis): Answer {
  const allowed: readonly string[] = basesOf(registry, question.device, question.purpose)
  if (allowed.length > 0)
    return allowed.includes(question.basis) ? { offPurpose: false } : { refusal: 'basisNotAllowed' }
  if (!permits(account.roles, 'viewings.offPurpose')) return { refusal: 'purposeNotRegistered' }
  const ground = basis(question.basis, dayOf(nowMs))
  return ground?.group === '18-2' ? { offPurpose: true } : { refusal: 'basisNotAllowed' }
}

/** Whether an open viewing may still be used: the account, its roles and its grants as they are now. */
export function stillAllowed(
  registry: Registry,
  account: Account,
  viewing: {
    readonly device: string
    readonly fromMs: Millis
    readonly toMs: Millis
    readonly offPurpose: boolean
  },
  nowMs: Millis,
): boolean {
  const { device, fromMs, toMs, offPurpose } = viewing
  return (
    account.state === 'active' &&
    permits(account.roles, offPurpose ? 'viewings.offPurpose' : 'viewings.open') &&
    refusalOf(registry, account.grants, { device, action: 'view', atMs: nowMs, fromMs, toMs }) === undefined
  )
}
