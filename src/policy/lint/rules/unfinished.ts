/** What was left behind in the text: blanks, the same thing twice, page furniture, remains of a scan. */
import { placeholdersIn } from '../facts/placeholders.ts'
import type { Finding } from '../finding.ts'
import { bareOf, type Line } from '../lines.ts'
import { cellsOf } from '../tables.ts'
import type { Text } from '../structure.ts'
import { found, type Rule } from './rule.ts'

export const unfinished: Rule = (facts) => [
  ...placeholders(facts),
  ...repeated(facts),
  ...runningHeads(facts),
  ...remains(facts),
]

const placeholders: Rule = ({ policy }) =>
  policy.lines.flatMap((line) => {
    const parts = cellsOf(line)?.map(bareOf) ?? [line.bare]
    const blanks = [...new Set(parts.flatMap(placeholdersIn))]
    return blanks.length === 0
      ? []
      : [
          found('PLACEHOLDER', line, {
            ko: `채우지 않은 자리가 있습니다: ${blanks.join(', ')}`,
            en: `Never filled in: ${blanks.join(', ')}`,
          }),
        ]
  })

/** Shorter sentences may well be said twice. */
const LONG = 30

const repeated: Rule = ({ policy }) => {
  const first = new Map<string, Line>()
  const told = new Set<string>()
  return policy.sections.flatMap(({ sentences, tables }) => {
    const rows = new Set(tables.flatMap((table) => table.rows.map(({ line }) => line)))
    return sentences.flatMap(({ bare, line }) => {
      const said = words(bare)
      if (said.length < LONG || rows.has(line)) return []
      const before = first.get(said)
      if (before === undefined) first.set(said, line)
      if (before === undefined || before === line || told.has(said)) return []
      told.add(said)
      return [
        found('DUP_SENTENCE', line, {
          ko: `${before.number}행의 문장을 되풀이합니다.`,
          en: `Repeats the sentence of line ${before.number}.`,
        }),
      ]
    })
  })
}

/** Nothing but the letters and figures. */
function words(bare: string): string {
  return bare.replace(/[^가-힣A-Za-z0-9]/g, '')
}

/** The title again in the middle of the text, as pages repeat it. */
const runningHeads: Rule = ({ policy: { title, lines } }) => {
  if (title === null) return []
  const own = words(title.bare)
  const start = lines.indexOf(title)
  const isCover = (index: number) => index - start <= 6
  return lines.flatMap((line, index) =>
    index > start && !isCover(index) && words(line.bare) === own
      ? [
          found(
            'HEADER_NOISE',
            line,
            {
              ko: '쪽마다 되풀이되는 제목이 본문에 섞였습니다.',
              en: 'The title, repeated on every page, stands in the text.',
            },
            { severity: 'info' },
          ),
        ]
      : [],
  )
}

/** What a scan leaves: cells of commas, lines of one letter, characters that could not be decoded. */
const remains: Rule = ({ policy }) =>
  [...policy.lines, ...policy.forms].flatMap((line) => {
    const cells = cellsOf(line) ?? [line.text]
    const isLeft =
      cells.some((cell) => /^[,.;'"`^~]{2,}$/.test(bareOf(cell))) ||
      /^[A-Za-z]$/.test(line.bare) ||
      /\ufffd{2,}|占쏙옙/.test(line.bare)
    return isLeft
      ? [
          found('HEADER_NOISE', line, {
            ko: '판독되지 않은 글자가 남아 있습니다.',
            en: 'Unreadable remains of a scan or a broken encoding.',
          }),
        ]
      : []
  })

const FOOTER = /사이트맵|찾아오시는길|allrightsreserved|copyright|©|이메일무단수집|홈페이지도우미|바로잡기/i

/** What holds for the whole text: two policies under one title, and the foot of a web page. */
export function wholeText({ policies, lines }: Text): Finding[] {
  const titles = new Map<string, Line>()
  const twice = policies.flatMap(({ title, sections }) => {
    if (title === null) return []
    const before = titles.get(words(title.bare))
    if (before === undefined) titles.set(words(title.bare), title)
    if (before === undefined || sections.length < 2) return []
    return [
      found('DUP_SECTION', title, {
        ko: `${before.number}행과 같은 제목의 방침이 또 있습니다. 어느 기기의 방침인지 제목으로 알 수 없습니다.`,
        en: `A second policy under the title of line ${before.number}: the titles do not tell them apart.`,
      }),
    ]
  })
  const foot = policies.length === 0 ? undefined : lines.findLast(({ bare }) => FOOTER.test(bare))
  const first =
    foot === undefined
      ? undefined
      : lines.find(({ bare, number }) => FOOTER.test(bare) && foot.number - number < 12)
  const isBelow =
    first !== undefined && policies.some(({ lines: own }) => (own[0]?.number ?? 0) < first.number)
  if (first === undefined || !isBelow) return twice
  return [
    ...twice,
    found(
      'HEADER_NOISE',
      first,
      {
        ko: '웹 페이지의 메뉴나 꼬리글이 섞였습니다.',
        en: 'Menus or the foot of a web page stand in the text.',
      },
      { severity: 'info' },
    ),
  ]
}
