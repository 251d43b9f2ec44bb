/**
 * The linter: what is missing, wrong, stale or contradictory in the text of a policy on video devices, ours or any
 * agency's. Pure. The text becomes a structure first (structure.ts), then facts (facts/), then findings (rules/).
 */
import { factsOf } from './facts/facts.ts'
import type { Finding } from './finding.ts'
import { type Line, linesOf } from './lines.ts'
import { basis } from './rules/basis.ts'
import { completeness } from './rules/completeness.ts'
import { notices } from './rules/notices.ts'
import { people } from './rules/people.ts'
import { places } from './rules/places.ts'
import { processors } from './rules/processors.ts'
import { requests } from './rules/requests.ts'
import { retention } from './rules/retention.ts'
import { found, type Rule } from './rules/rule.ts'
import { safeguards } from './rules/safeguards.ts'
import { sums } from './rules/sums.ts'
import { terms } from './rules/terms.ts'
import { unfinished, wholeText } from './rules/unfinished.ts'
import { versions } from './rules/versions.ts'
import { structureOf } from './structure.ts'

const FAMILIES: readonly Rule[] = [
  completeness,
  basis,
  terms,
  sums,
  places,
  people,
  retention,
  processors,
  requests,
  safeguards,
  notices,
  versions,
  unfinished,
]

/** So many findings say what there is to say. */
const MOST_FINDINGS = 1_000

/** Everything found in the lines of a text, in the order of the lines. Whatever they hold, it returns. */
export function lint(text: { readonly lines: readonly string[] }): Finding[] {
  const { lines, unread } = linesOf(text.lines)
  const structure = structureOf(lines)
  const findings = structure.policies.flatMap((policy) => {
    const facts = factsOf(structure, policy)
    return FAMILIES.flatMap((family) => family(facts))
  })
  findings.push(...wholeText(structure))
  if (structure.policies.length === 0) findings.push(noPolicy(lines))
  const told = findings.toSorted((a, b) => a.line - b.line).slice(0, MOST_FINDINGS)
  return unread === null ? told : [...told, tooLong(unread)]
}

/** A text in another language may be a policy; it is only not one that can be read here. */
function noPolicy(lines: readonly Line[]) {
  const text = lines.map(({ text }) => text).join(' ')
  const isForeign = (text.match(/[A-Za-z]/g)?.length ?? 0) > 20 * (text.match(/[가-힣]/g)?.length ?? 0) + 200
  return isForeign
    ? found(
        'NO_POLICY',
        null,
        {
          ko: '한국어로 된 방침만 검사합니다. 이 글은 검사하지 못했습니다.',
          en: 'Only policies in Korean are checked. This text was not.',
        },
        { severity: 'warning' },
      )
    : found('NO_POLICY', null, {
        ko: '영상정보처리기기 운영·관리 방침으로 볼 내용을 찾지 못했습니다.',
        en: 'Nothing in it reads as a policy on video devices.',
      })
}

function tooLong(line: number): Finding {
  const finding = found('TOO_LONG', null, {
    ko: `${line}행부터는 한도를 넘어 읽지 않았습니다.`,
    en: `Not read from line ${line} on: the text is beyond the bound.`,
  })
  return { ...finding, line }
}
