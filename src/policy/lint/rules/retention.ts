/** For how long footage is kept: a number, and the same number everywhere. */
import type { Retention } from '../facts/keeping.ts'
import { found, type Rule } from './rule.ts'

/** Each is compared with all that are set: beyond this a text is no policy. */
const MOST_COMPARED = 200

export const retention: Rule = ({ keeping: { set, told } }) => [
  ...set.flatMap(bounds),
  ...conflicts(set),
  ...told.slice(0, MOST_COMPARED).flatMap((one) => disagrees(one, set)),
]

function bounds({ line, periods }: Retention) {
  const bound = periods.find((period) => period.bound !== null)
  return bound === undefined
    ? []
    : [
        found('RETENTION_NOT_NUMBER', line, {
          ko: `보관기간을 "${bound.text}"라고만 적어 실제로 며칠 보관하는지 알 수 없습니다.`,
          en: `"${bound.text}" is a bound: it does not say for how many days footage is kept.`,
        }),
      ]
}

/** The same place or sort of footage with two periods. */
function conflicts(set: readonly Retention[]) {
  const bySubject = Map.groupBy(set, (one) => one.of)
  return [...bySubject].flatMap(([of, rows]) => {
    const [first, ...others] = rows
    const days = first?.periods[0]?.days
    const other = others.find(({ periods }) => periods.length === 1 && periods[0]?.days !== days)
    if (of === '' || first === undefined || other === undefined || first.periods.length !== 1) return []
    return [inconsistent(other, first)]
  })
}

/** A sentence about all footage whose period is none of those set, or worded as another sort of bound. */
function disagrees(one: Retention, all: readonly Retention[]) {
  const set = all.filter(({ of }) => of.includes(one.of))
  const stated = set.flatMap(({ periods }) => periods)
  const [first] = set
  const other = one.periods.find(({ days }) => !stated.some((period) => period.days === days))
  if (first !== undefined && other !== undefined) return [inconsistent(one, first)]
  const worded = one.periods.find(
    ({ days, bound }) =>
      !stated.some((period) => period.days === days && (period.bound === bound || bound === null)),
  )
  return first === undefined || worded === undefined
    ? []
    : [{ ...inconsistent(one, first), severity: 'warning' as const }]
}

function inconsistent(one: Retention, first: Retention) {
  const [here, there] = [one, first].map(({ periods }) => periods.map(({ text }) => text).join(', '))
  return found('RETENTION_INCONSISTENT', one.line, {
    ko: `여기서는 "${here}", ${first.line.number}행에서는 "${there}"라고 합니다.`,
    en: `Says "${here}" here and "${there}" in line ${first.line.number}.`,
  })
}
