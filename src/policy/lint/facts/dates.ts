/** The dates of a policy: enacted, announced, in force; the ranges of past versions; the days of notice promised. */
import type { Day } from '../../../base/day.ts'
import { datesIn } from '../figures.ts'
import type { Line } from '../lines.ts'
import type { Policy } from '../structure.ts'

type DateKind = 'enacted' | 'revised' | 'announced' | 'effective'

export type Dated = { readonly kind: DateKind; readonly day: Day; readonly line: Line }

export type Range = {
  readonly from: Day
  /** null: until now. */
  readonly until: Day | null
  readonly line: Line
}

export type Dates = {
  readonly dated: readonly Dated[]
  /** Says when it takes effect without a date: "공고한 날부터". */
  readonly isEffectiveInWords: boolean
  readonly ranges: readonly Range[]
  /** Days of notice promised before a change, and where. */
  readonly promised: { readonly days: number; readonly line: Line } | null
}

const KINDS: readonly (readonly [kind: DateKind, wording: RegExp])[] = [
  ['effective', /시행|적용|발효/],
  ['announced', /공고|공지|게시|고지|공표/],
  ['enacted', /제정/],
  ['revised', /개정|수정|변경|등록|작성|업데이트/],
]

export function datesOf(policy: Policy, elsewhere: readonly Line[] = []): Dates {
  const lines = [...policy.lines, ...elsewhere]
  const ranges = lines.flatMap(rangesIn)
  const inRanges = new Set(ranges.map(({ line }) => line))
  return {
    dated: lines.filter((line) => !inRanges.has(line)).flatMap(datedIn),
    isEffectiveInWords: lines.some(({ bare }) =>
      /공고(?:한|된)?날(?:부터|로부터)|즉시(?:시행|적용)|공포한날/.test(bare),
    ),
    ranges,
    promised: promisedIn(policy),
  }
}

/** Each date takes the word that hangs on it, else the nearest before it in its clause, else the next behind it. */
function datedIn(line: Line): Dated[] {
  const found = datesIn(line.text)
  return found.flatMap(({ day, at, end }, index) => {
    const before = line.text.slice(found[index - 1]?.end ?? 0, at)
    const next = found[index + 1]?.at ?? line.text.length
    const behind = line.text.slice(end, Math.min(next, end + 24))
    const kind = hangingKind(behind) ?? lastKind(before.slice(-40)) ?? firstKind(behind)
    return kind === undefined ? [] : [{ kind, day, line }]
  })
}

/** `…일부터 시행`, `…일에 공고`; not `…일, 시행일자`, which belongs to the next date. */
function hangingKind(behind: string): DateKind | undefined {
  const word = /^\s*(?:부터|자로|자|에|에는)?\s*(시행|적용|발효|공고|공지|게시|제정|개정|변경)(?!\s*일)/.exec(
    behind,
  )?.[1]
  return word === undefined ? undefined : KINDS.find(([, wording]) => wording.test(word))?.[0]
}

function lastKind(text: string): DateKind | undefined {
  // "제정되었으며, … 시행" far before a date belongs to another one.
  const clause = text.split(/[.,;]\s|하며|되었으며/).at(-1) ?? ''
  return KINDS.map(([kind, wording]) => ({ kind, at: clause.search(wording) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => b.at - a.at)[0]?.kind
}

function firstKind(text: string): DateKind | undefined {
  return KINDS.map(([kind, wording]) => ({ kind, at: text.search(wording) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)[0]?.kind
}

function rangesIn(line: Line): Range[] {
  const found = datesIn(line.text)
  return found.flatMap(({ day, end }, index): Range[] => {
    const rest = line.text.slice(end)
    if (!/^\s*(?:\([^)]*\)\s*)?[~-]/.test(rest)) return []
    const next = found[index + 1]
    const between = next === undefined ? rest : line.text.slice(end, next.at)
    if (next !== undefined && /^\s*[~-]\s*$/.test(between)) return [{ from: day, until: next.day, line }]
    return /^\s*[~-]\s*(?:현재|$)/.test(rest) ? [{ from: day, until: null, line }] : []
  })
}

function promisedIn(policy: Policy): Dates['promised'] {
  for (const { sentences } of policy.sections)
    for (const { bare, line } of sentences) {
      if (!/변경|개정|추가|시행/.test(bare) || !/공지|공고|고지|게시|알리|알려/.test(bare)) continue
      const days = /(\d{1,3})일(?:이)?(?:전|이전)/.exec(bare)?.[1]
      if (days !== undefined) return { days: Number(days), line }
    }
  return null
}
