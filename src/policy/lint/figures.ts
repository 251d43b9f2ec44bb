/** Numbers, days and dates as policies write them. */
import { type Day, parseDay } from '../../base/day.ts'

/** `85대`, `총 1,188대`, `4 대`; not `30대를 초과하는 규모` and not `2대씩`. */
const COUNT =
  /(\d[\d,]*)\s?대(?!씩|를초과|를 초과|\s?이상|\s?규모|\s?미만|학|상|비|응|회|표|리|장|여|기|강당|출|책|략|부분)/g

/** The numbers of devices in a text, in order. */
export function countsIn(text: string): number[] {
  return [...text.matchAll(COUNT)]
    .map((match) => whole(match[1] ?? ''))
    .filter((value) => value !== undefined)
}

/** A whole number with or without thousands separators, or undefined. `00` is no number but a blank. */
export function whole(text: string): number | undefined {
  const digits = text.replaceAll(',', '')
  if (!/^\d{1,7}$/.test(digits) || /^0\d/.test(digits)) return undefined
  return Number(digits)
}

export type Period = {
  readonly days: number
  /** `이내`, `이하`, `최대`: a bound, not a period; null when it is a period. */
  readonly bound: string | null
  /** As it stands in the text. */
  readonly text: string
}

const PERIOD =
  /(최대|최장|약)?(\d{1,4})(일|개월|달|주일?|년)(간|동안)?(이내|이하|미만|까지|안에|정도|내외|내(?!부|역|용|방))?/g
const UNIT_DAYS: Readonly<Record<string, number>> = { 일: 1, 주: 7, 주일: 7, 개월: 30, 달: 30, 년: 365 }

/** Periods of days in a text without spaces. */
export function periodsIn(bare: string): Period[] {
  const found = statedPeriods(bare)
  if (found.length > 0) return found
  // Some pages lose the unit: "촬영일로부터 21".
  const days = /촬영(?:일|후)(?:로부터|부터)(\d{1,3})(?![\d년월시층])/.exec(bare)
  return days === null ? [] : [{ days: Number(days[1]), bound: null, text: days[1] ?? '' }]
}

function statedPeriods(bare: string): Period[] {
  return [...bare.matchAll(PERIOD)].flatMap((match) => {
    const [text, before, digits = '', unit = '', , after] = match
    const days = Number(digits) * (UNIT_DAYS[unit] ?? 0)
    const end = (match.index ?? 0) + text.length
    // "2024년 9월 6일" and "7일 전" are no periods of keeping.
    const around = bare.slice(Math.max(0, (match.index ?? 0) - 3), match.index)
    if (
      days === 0 ||
      /\d월$|년$|월$/.test(around) ||
      /^(?:\d|전|부터)/.test(bare.slice(end)) ||
      (unit === '년' && days > 36_500)
    )
      return []
    return [{ days, bound: after ?? (before === '최대' || before === '최장' ? before : null), text }]
  })
}

/** A date in a text, and where it stands. */
export type Dated = { readonly day: Day; readonly at: number; readonly end: number }

const DATE = /'?((?:19|20)?\d{2})\s?[.년/-]\s?(\d{1,2})\s?[.월/-]\s?(\d{1,2})(?!\d)\s?(?:일|\.)?/g

/** Dates in a text, in order: `2024년 9월 6일`, `2012. 03. 30`, `'24. 9. 5.`, `2024-09-06`. */
export function datesIn(text: string): Dated[] {
  return [...text.matchAll(DATE)].flatMap((match) => {
    const [whole, year = '', month = '', date = ''] = match
    if (year.length === 2 && !whole.startsWith("'")) return []
    const full = year.length === 2 ? `20${year}` : year
    const day = parseDay(`${full}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`)
    return day === undefined ? [] : [{ day, at: match.index ?? 0, end: (match.index ?? 0) + whole.length }]
  })
}

export const PHONE = /\(?0\d{1,2}\)?\s?[-·)]\s?\d{3,4}\s?-\s?\d{4}|\b1\d{3}-\d{4}\b/
