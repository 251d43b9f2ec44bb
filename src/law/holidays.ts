/**
 * Rest days of public offices: Saturdays, Sundays and public holidays (관공서의 공휴일에 관한 규정), substitute,
 * election and specially declared ones included.
 *
 * The data is the yearly calendar that the government announces, as kept by @hyunbinseo/holidays-kr. A year without
 * data is a fault and never a year without holidays: a wrong holiday is a wrong deadline.
 */
import * as presets from '@hyunbinseo/holidays-kr/all'
import type { Day } from '../base/day.ts'
import { lawFault } from './faults.ts'

type Year = { readonly [day: string]: readonly string[] }

const YEARS: ReadonlyMap<string, Year> = new Map(
  Object.entries(presets as Readonly<Record<string, Year>>).map(([name, year]) => [name.slice(1), year]),
)

const [FIRST = '', LAST = ''] = [[...YEARS.keys()].toSorted()[0], [...YEARS.keys()].toSorted().at(-1)]

/** The holidays that fall on the day, by their Korean names; none on an ordinary Sunday. Throws `law.holidaysUnknown`. */
function holidaysOn(day: Day): readonly string[] {
  const year = day.slice(0, 4)
  const known = YEARS.get(year)
  if (known === undefined) throw lawFault('law.holidaysUnknown', { year, first: FIRST, last: LAST })
  return Object.hasOwn(known, day) ? (known[day] ?? []) : []
}

/** Whether the day is a Saturday, a Sunday or a public holiday. Throws `law.holidaysUnknown`. */
export function isRestDay(day: Day): boolean {
  const isHoliday = holidaysOn(day).length > 0
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return isHoliday || weekday === 0 || weekday === 6
}
