/**
 * Until when something must be done that the law gives so and so many days for. Pure: the day of receipt is given.
 *
 * 행정기본법 §6① refers to the Civil Act: the first day is not counted (민법 §157), the period ends with its last day
 * (§159), and when that is a Saturday or a holiday, with the next working day (§161). That is `due`. The plain
 * calendar date stands beside it, because whoever meets that one is never late. 민원처리법 §19② counts working days
 * and comes out later; offices know that date, so it is shown, but nothing may ever rely on it.
 */
import { addDays, type Day } from '../base/day.ts'
import { lawFault } from './faults.ts'
import { isRestDay } from './holidays.ts'
import { LAW_FROM, type Rule } from './rule.ts'

export type Deadline = {
  /** 민법 §157·159·161: the deadline. */
  readonly due: Day
  /** The calendar date, `days` after receipt: never later than `due`. */
  readonly strict: Day
  /** 민원처리법 §19②: shown, never relied on, and never earlier than `due`. Null under 6 days, where it counts hours. */
  readonly complaint: Day | null
}

/** The rules the three dates follow. */
export const deadlineRules: { readonly [K in keyof Deadline]: Rule } = {
  due: { cite: '행정기본법 §6①, 민법 §157, §159, §161', from: LAW_FROM, until: null, verified: 'quoted' },
  strict: { cite: '민법 §157', from: LAW_FROM, until: null, verified: 'quoted' },
  complaint: { cite: '민원처리법 §19②', from: LAW_FROM, until: null, verified: 'readOlder' },
}

/** No duty known here has a longer period in days. */
const MOST_DAYS = 400
/** 민원처리법 §19①·②: shorter periods are counted in hours of office time. */
const LEAST_COMPLAINT_DAYS = 6

/**
 * The deadline of a duty of `days` days that began with something received on `receivedOn`.
 * Throws `law.holidaysUnknown` when the count reaches a year whose holidays are not on record, and
 * `law.periodUnfit` for a period that is not 1 to 400 whole days.
 */
export function deadline({ receivedOn, days }: { receivedOn: Day; days: number }): Deadline {
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw lawFault('law.periodUnfit', { days, most: MOST_DAYS })
  const strict = addDays(receivedOn, days)
  return { due: workingDayFrom(strict), strict, complaint: complaintDay(receivedOn, days) }
}

/** That day, or the first working day after it. */
function workingDayFrom(day: Day): Day {
  let at = day
  while (isRestDay(at)) at = addDays(at, 1)
  return at
}

/** The day of receipt counts; Saturdays and holidays do not. */
function complaintDay(receivedOn: Day, days: number): Day | null {
  if (days < LEAST_COMPLAINT_DAYS) return null
  let at = workingDayFrom(receivedOn)
  for (let counted = 1; counted < days; counted++) at = workingDayFrom(addDays(at, 1))
  return at
}
