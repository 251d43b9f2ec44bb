/** On what the devices stand: the article must be the one for their class and place, in today's terms and numbers. */
import { type Cited, citedIn, isOfTheAct } from '../citations.ts'
import { MOBILE } from '../facts/devices.ts'
import type { Facts } from '../facts/facts.ts'
import type { Line } from '../lines.ts'
import { found, quoted, type Rule } from './rule.ts'

type Basis = Cited & { readonly line: Line; readonly clause: string }

/** Articles cited as the basis: where the purpose is stated, or as what devices are installed under. */
function basesOf({ policy }: Facts): Basis[] {
  return policy.sections.flatMap(({ topics, heading, sentences, statements, lines, tables }) => {
    const isPurpose = topics.has('purpose')
    const rows = new Set(tables.flatMap((table) => table.rows.map(({ line }) => line)))
    const said = [
      ...sentences,
      ...(heading === null ? [] : [heading]),
      ...lines.filter((line) => rows.has(line)),
      ...statements.filter(({ row }) => row === null),
    ]
    const seen = new Set<string>()
    return said.flatMap(({ bare, ...one }) => {
      const line = 'line' in one ? one.line : (one as Line)
      if (!isPurpose && !/(?:따라|의하여|의거|근거).{0,60}(?:설치|운영)/.test(bare)) return []
      return clausesOf(bare).flatMap((clause) =>
        citedIn(clause)
          .filter(isOfTheAct)
          .map((cited) => ({ ...cited, line, clause }))
          .filter((basis) => {
            const key = `${line.number} ${basis.article} ${basis.branch ?? ''} ${basis.paragraph ?? ''} ${clause.length}`
            return !seen.has(key) && seen.add(key)
          }),
      )
    })
  })
}

const CLASS_WORD = /고정형|이동형|바디캠|웨어러블|비공개|공개된/g

/** Each clause of a sentence may speak of other devices: a new one begins at such a word after an article. */
function clausesOf(bare: string): string[] {
  const clauses: string[] = []
  let from = 0
  for (const { index } of bare.matchAll(CLASS_WORD)) {
    if (!/조/.test(bare.slice(from, index))) continue
    clauses.push(bare.slice(from, index))
    from = index
  }
  return [...clauses, bare.slice(from)]
}

const isArticle25 = ({ article, branch, paragraph }: Cited) =>
  article === 25 && branch === null && (paragraph === 1 || paragraph === null)
const isArticle25of2 = ({ article, branch, paragraph }: Cited) =>
  article === 25 && branch === 2 && (paragraph === 1 || paragraph === null)
const isArticle15 = ({ article, branch, paragraph }: Cited) =>
  article === 15 && branch === null && (paragraph === 1 || paragraph === null)

export const basis: Rule = (facts) => [...mobile(facts), ...closed(facts), ...misnamed(facts)]

const mobile: Rule = (facts) => {
  if (!facts.devices.hasMobile) return []
  const bases = basesOf(facts)
  const wrong = bases.filter(isArticle25)
  const forMobile = wrong.find(({ clause }) => MOBILE.test(clause) && !/고정형/.test(clause))
  const cited = forMobile ?? (bases.some(isArticle25of2) || hasOwnBasis(bases) ? undefined : wrong[0])
  if (
    cited === undefined ||
    bases.some((one) => one.line === cited.line && one.clause === cited.clause && isArticle25of2(one))
  )
    return []
  return [
    found('BASIS_MOBILE_25', cited.line, {
      ko: '이동형 영상정보처리기기의 근거로 법 제25조제1항을 들었습니다. 그 조항은 고정형에만 적용됩니다.',
      en: 'Cites Article 25(1) for mobile devices. That paragraph is about fixed ones only.',
    }),
  ]
}

/** Mobile devices may stand on §15① in a closed place. */
function hasOwnBasis(bases: readonly Basis[]): boolean {
  return bases.some((one) => MOBILE.test(one.clause) && isArticle15(one))
}

const closed: Rule = (facts) => {
  const { closed: places } = facts.devices
  const [first] = places
  if (first === undefined) return []
  const purposes = basesOf(facts)
  const wrong = purposes.filter(isArticle25)
  const forClosed = wrong.find(({ clause }) => /비공개/.test(clause) && !/(?<!비)공개된?장소/.test(clause))
  const cited = forClosed ?? (purposes.some(isArticle15) ? undefined : wrong[0])
  if (cited === undefined) return []
  const isStated = places.some((place) => place.isStated)
  const names = [...new Set(places.map(({ words }) => quoted(words)))].slice(0, 4).join(', ')
  const line = first.line.number
  return [
    found(
      'BASIS_CLOSED_25',
      cited.line,
      {
        ko: `공개되지 않은 장소(${line}행: ${names})도 법 제25조제1항을 근거로 들었습니다. 그 조항은 공개된 장소에만 적용됩니다.`,
        en: `Cites Article 25(1) for closed places too (line ${line}: ${names}). It covers only places open to the public.`,
      },
      isStated ? {} : { severity: 'warning' },
    ),
  ]
}

const misnamed: Rule = ({ devices }) =>
  devices.misnamed === null
    ? []
    : [
        found(
          'CLASS_MISMATCH_24H',
          devices.misnamed,
          {
            ko: '이동형이라고 하면서 24시간 계속 촬영합니다. 일정한 곳에서 지속적으로 촬영하는 기기는 고정형입니다.',
            en: 'Called mobile, yet filming round the clock. What films one place continuously is a fixed device.',
          },
          /바디캠|보디캠|웨어러블|착용|휴대|드론/.test(devices.misnamed.bare) ? { severity: 'warning' } : {},
        ),
      ]
