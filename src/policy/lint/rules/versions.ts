/** From when the policy applies, when that was announced, and what applied before. */
import { addDays, daysBetween } from '../../../base/day.ts'
import type { Dates, Range } from '../facts/dates.ts'
import { found, type Rule } from './rule.ts'

export const versions: Rule = (facts) => [...effective(facts), ...gaps(facts), ...notice(facts)]

const latest = ({ dated }: Dates, kind: 'announced' | 'effective') =>
  dated.filter((one) => one.kind === kind).toSorted((a, b) => (a.day < b.day ? 1 : -1))[0]

const effective: Rule = ({ dates, policy }) => {
  const change = policy.sections.find(({ topics }) => topics.has('change'))
  const anchor = change?.heading ?? policy.title ?? policy.lines[0]
  const isOpen = dates.ranges.some(({ until }) => until === null)
  const day = latest(dates, 'effective')
  if (day === undefined && !dates.isEffectiveInWords && !isOpen)
    return [
      found('NO_EFFECTIVE_DATE', anchor, {
        ko: '언제부터 시행하는지 적혀 있지 않습니다.',
        en: 'Not said from which day the policy applies.',
      }),
    ]
  if (latest(dates, 'announced') !== undefined || dates.isEffectiveInWords) return []
  return [
    found('NO_NOTICE_DATE', day?.line ?? anchor, {
      ko: '시행일은 있으나 공고일이 없어 미리 알렸는지 알 수 없습니다.',
      en: 'A date of effect, but no date of announcement: it cannot be seen whether notice was given.',
    }),
  ]
}

const gaps: Rule = ({ dates }) => {
  const ranges = dates.ranges.toSorted((a, b) => (a.from < b.from ? -1 : 1))
  const last = ranges.at(-1)
  if (last === undefined) return []
  const found = ranges.flatMap((range, index) => {
    const next = ranges[index + 1]
    return next === undefined || range.until === null ? [] : between(range, next)
  })
  if (found.length > 0 || last.until === null) return found
  const { until } = last
  const isFollowed = dates.dated.some(
    ({ kind, day }) => kind === 'effective' && day > until && daysBetween(until, day) <= 1,
  )
  return isFollowed ? [] : [open(last)]
}

function between(range: Range, next: Range) {
  if (range.until === null) return []
  const expected = addDays(range.until, 1)
  if (next.from === expected || next.from === range.until) return []
  const isGap = next.from > expected
  return [
    found('VERSION_GAP', next.line, {
      ko: isGap
        ? `${range.until} 다음 ${next.from}까지 어느 방침이 적용되었는지 알 수 없습니다.`
        : `${next.from}부터의 방침이 ${range.until}까지의 방침과 겹칩니다.`,
      en: isGap
        ? `No policy for the days between ${range.until} and ${next.from}.`
        : `The policy from ${next.from} overlaps the one until ${range.until}.`,
    }),
  ]
}

function open({ until, line }: Range) {
  return found('VERSION_GAP', line, {
    ko: `${until ?? ''} 다음부터 지금까지 어느 방침이 적용되는지 알 수 없습니다.`,
    en: `Not said which policy applies after ${until ?? ''}.`,
  })
}

const notice: Rule = ({ dates }) => {
  const { promised } = dates
  const effectiveOn = latest(dates, 'effective')
  const announcedOn = latest(dates, 'announced')
  if (promised === null || effectiveOn === undefined || announcedOn === undefined) return []
  // The promise is about changes: for a policy that was new there was nothing to give notice of.
  const isFirst = dates.dated.some(({ kind, day }) => kind === 'enacted' && day >= announcedOn.day)
  if (isFirst) return []
  const days = daysBetween(announcedOn.day, effectiveOn.day)
  // Of several versions, what was announced last may not be in force yet.
  const isOfOther = days < 0 && dates.dated.filter(({ kind }) => kind === 'announced').length > 1
  if (isOfOther || days >= promised.days) return []
  const gave =
    days < 0
      ? { ko: `시행하고 ${-days}일 뒤에`, en: `announced ${-days} days after it took effect` }
      : { ko: `${days}일 전에`, en: `gave ${days}` }
  return [
    found('NOTICE_LT_PROMISED', effectiveOn.line, {
      ko: `${promised.days}일 전에 알리겠다고 하고 ${gave.ko} 공고하였습니다(${announcedOn.day} → ${effectiveOn.day}).`,
      en: `Promises notice of ${promised.days} days and ${gave.en} (${announcedOn.day} to ${effectiveOn.day}).`,
    }),
  ]
}
