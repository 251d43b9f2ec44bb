/**
 * Who may look at what, for which purpose, on which basis: the whole decision in one pure function, so that it can be
 * read beside the law and tested in every branch.
 *
 * It goes by where the camera hung while it filmed, and by where it hangs now as well: a grant for the hall to which a
 * camera was moved does not open what it filmed in the detention room, nor the other way round.
 */
import type { Millis } from '../base/clock.ts'
import { dayOf } from '../base/day.ts'
import { basis } from '../law/law.ts'
import { basesOf, findDevice, versionsKnowing } from '../registry/registry.ts'
import type { Registry, RegistryVersion } from '../registry/registry.ts'
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

/** What the registry says of a device over a range. */
export type Standing = {
  /** As it was filmed: each version that speaks for some part of the range. Empty when no version ever knew the device. */
  readonly filmed: readonly Registry[]
  /** Those, and the version in force now where the device is still in it. */
  readonly all: readonly Registry[]
}

/** Of the versions adopted until now, the earliest first, those by which a device and range are judged. */
export function standingOf(
  adopted: readonly RegistryVersion[],
  range: Pick<Question, 'device' | 'fromMs' | 'toMs'>,
): Standing {
  const knows = (registry: Registry) => findDevice(registry, range.device) !== undefined
  const filmed = versionsKnowing(adopted, range, knows).map(({ registry }) => registry)
  const now = adopted.slice(-1).map(({ registry }) => registry)
  return { filmed, all: [...new Set([...filmed, ...now.filter(knows)])] }
}

/** Whether the account may open this viewing now, and whether it is use beyond the device's purposes (목적 외 이용). */
export function decide(standing: Standing, account: Account, question: Question, nowMs: Millis): Answer {
  const { fromMs, toMs } = question
  if (account.state !== 'active' || !permits(account.roles, 'viewings.open'))
    return { refusal: 'notPermitted' }
  const refusal = scopeRefusal(standing, account, question, nowMs)
  if (refusal !== undefined) return { refusal }
  if (toMs > nowMs) return { refusal: 'rangeInFuture' }
  if (toMs - fromMs > MAX_RANGE_MS) return { refusal: 'rangeTooLong' }
  return purposeAnswer(standing, account, question, nowMs)
}

/** Why the account's grants do not cover the device in every version that counts; undefined when they do. */
export function scopeRefusal(
  { all }: Standing,
  account: Account,
  { device, fromMs, toMs }: Pick<Question, 'device' | 'fromMs' | 'toMs'>,
  nowMs: Millis,
): Refusal | undefined {
  if (all.length === 0) return 'deviceUnknown'
  const wanted = { device, action: 'view', atMs: nowMs, fromMs, toMs } as const
  return all
    .map((registry) => refusalOf(registry, account.grants, wanted))
    .find((refusal) => refusal !== undefined)
}

/**
 * A purpose is the device's own when it was so while it filmed and still is. The basis is then one on which the
 * filming stood in its place (법 §25①, §15①), all through the range; where the camera hangs now changes nothing about
 * that. Beyond the purposes only the privacy officer decides, on one of the grounds of 법 §18②, which open a use and
 * not a device.
 */
function purposeAnswer(
  { filmed, all }: Standing,
  account: Account,
  { device, purpose, basis: code }: Question,
  nowMs: Millis,
): Answer {
  const basesIn = (registry: Registry): readonly string[] => basesOf(registry, device, purpose)
  if (all.every((registry) => basesIn(registry).length > 0))
    return filmed.every((registry) => basesIn(registry).includes(code))
      ? { offPurpose: false }
      : { refusal: 'basisNotAllowed' }
  if (!permits(account.roles, 'viewings.offPurpose')) return { refusal: 'purposeNotRegistered' }
  const ground = basis(code, dayOf(nowMs))
  return ground?.group === '18-2' ? { offPurpose: true } : { refusal: 'basisNotAllowed' }
}

/** Whether an open viewing may still be used: the account, its roles, its grants and the registry as they are now. */
export function stillAllowed(
  standing: Standing,
  account: Account,
  viewing: Pick<Question, 'device' | 'fromMs' | 'toMs'> & { readonly offPurpose: boolean },
  nowMs: Millis,
): boolean {
  return (
    account.state === 'active' &&
    permits(account.roles, viewing.offPurpose ? 'viewings.offPurpose' : 'viewings.open') &&
    scopeRefusal(standing, account, viewing, nowMs) === undefined
  )
}
