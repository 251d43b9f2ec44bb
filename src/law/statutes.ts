/**
 * The Acts, decrees and notices that our rules cite, and how a citation is written out for a reader.
 *
 * In data a citation is short: `법 §25①3`, `영 §16①`, `표준지침 §41②`. A reader gets it whole: 「개인정보 보호법」
 * 제25조제1항제3호.
 */
import type { Day } from '../base/day.ts'
import { type Bilingual, LAW_FROM, REVISION_2026, type Rule, rulesOn } from './rule.ts'

export type StatuteCode =
  | '법'
  | '영'
  | '표준지침'
  | '안전조치기준'
  | '행정기본법'
  | '민법'
  | '민원처리법'
  | '통신비밀보호법'
  | '출입국관리법'
  | '주차장법 시행규칙'

/** `cite` is the promulgation number of the text that was read or quoted. */
export type Statute = Rule & {
  readonly code: StatuteCode
  readonly name: Bilingual
}

const always = { from: LAW_FROM, until: null } as const

export const statutes: readonly Statute[] = [
  {
    ...always,
    code: '법',
    name: { ko: '개인정보 보호법', en: 'Personal Information Protection Act' },
    cite: '법률 제19234호(2023-03-14), 제20897호(2025-04-01)',
    until: REVISION_2026,
    verified: 'paraphrase',
  },
  {
    ...always,
    code: '법',
    name: { ko: '개인정보 보호법', en: 'Personal Information Protection Act' },
    // Read in the text that includes 법률 제21910호; what that one changes is in force only from 2027-03-09.
    cite: '법률 제21445호(2026-03-10)',
    from: REVISION_2026,
    verified: 'read',
  },
  {
    ...always,
    code: '영',
    name: {
      ko: '개인정보 보호법 시행령',
      en: 'Enforcement Decree of the Personal Information Protection Act',
    },
    cite: '대통령령 제36671호(2026-09-10)',
    verified: 'read',
  },
  {
    ...always,
    code: '표준지침',
    name: { ko: '표준 개인정보 보호지침', en: 'Standard Personal Information Protection Guidelines' },
    cite: '개인정보보호위원회고시 제2024-1호(2024-01-04)',
    verified: 'paraphrase',
  },
  {
    ...always,
    code: '안전조치기준',
    name: {
      ko: '개인정보의 안전성 확보조치 기준',
      en: 'Standards of Measures to Secure Personal Information',
    },
    cite: '개인정보보호위원회고시 제2023-6호, 제2025-9호(2025-10-31)',
    verified: 'paraphrase',
  },
  {
    ...always,
    code: '행정기본법',
    name: { ko: '행정기본법', en: 'General Act on Public Administration' },
    cite: '법률 제20824호(2025-03-18)',
    verified: 'readOlder',
  },
  {
    ...always,
    code: '민법',
    name: { ko: '민법', en: 'Civil Act' },
    cite: '법률 제8720호(2007-12-21)',
    verified: 'quoted',
  },
  {
    ...always,
    code: '민원처리법',
    name: { ko: '민원 처리에 관한 법률', en: 'Civil Petitions Treatment Act' },
    cite: '법률 제14839호(2017-07-26)',
    verified: 'readOlder',
  },
  {
    ...always,
    code: '통신비밀보호법',
    name: { ko: '통신비밀보호법', en: 'Protection of Communications Secrets Act' },
    cite: '통신비밀보호법',
    verified: 'unverified',
  },
  {
    ...always,
    code: '출입국관리법',
    name: { ko: '출입국관리법', en: 'Immigration Act' },
    cite: '출입국관리법',
    verified: 'unverified',
  },
  {
    ...always,
    code: '주차장법 시행규칙',
    name: { ko: '주차장법 시행규칙', en: 'Enforcement Rule of the Parking Lot Act' },
    cite: '주차장법 시행규칙',
    verified: 'unverified',
  },
]

const CODES = [...new Set(statutes.map(({ code }) => code))].toSorted((a, b) => b.length - a.length)

/** A place in a statute, taken apart. `법 §25의2①1` is article `25의2`, paragraph 1, item `1`. */
export type Citation = {
  readonly statute: StatuteCode
  readonly article: string
  readonly paragraph: number | null
  readonly item: string | null
}

const ONE = 0x2460 // ①
// An item of an article that has no paragraphs stands in brackets: 법 §71(9) is 제71조제9호.
const PLACE = /^§(\d{1,3}(?:의\d{1,2})?)(?:([①-⑳])(\d{1,2}(?:의\d{1,2})?)?|\((\d{1,2})\))?$/u

/** The places that a citation names, or undefined when it is not written in the notation used here. */
export function parseCitation(cite: string): readonly Citation[] | undefined {
  const found: Citation[] = []
  let statute: StatuteCode | undefined
  for (const part of cite.split(', ')) {
    const named: StatuteCode | undefined = CODES.find((code) => part.startsWith(`${code} §`))
    statute = named ?? statute
    const place = PLACE.exec(named === undefined ? part : part.slice(named.length + 1))
    if (statute === undefined || place === null) return undefined
    const [, article = '', circled, item, bare] = place
    const paragraph = circled === undefined ? null : (circled.codePointAt(0) as number) - ONE + 1
    found.push({ statute, article, paragraph, item: item ?? bare ?? null })
  }
  return found
}

/** A citation written out for a reader; one that is not in our notation stays as it is. */
export function citation(cite: string): Bilingual {
  const places = parseCitation(cite)
  if (places === undefined) return { ko: cite, en: cite }
  const ko = places.map((place, index) => {
    const isSame = places[index - 1]?.statute === place.statute
    return `${isSame ? '' : `「${nameOf(place.statute).ko}」 `}${placeKo(place)}`
  })
  const en = places.map((place, index) => {
    const isSame = places[index - 1]?.statute === place.statute
    return `${isSame ? '' : `${nameOf(place.statute).en}, `}Article ${placeEn(place)}`
  })
  return { ko: ko.join(', '), en: en.join(', ') }
}

function nameOf(code: StatuteCode): Bilingual {
  return statutes.find((one) => one.code === code)?.name ?? { ko: code, en: code }
}

function placeKo({ article, paragraph, item }: Citation): string {
  const [number, branch] = article.split('의')
  const text = `제${number}조${branch === undefined ? '' : `의${branch}`}${paragraph === null ? '' : `제${paragraph}항`}`
  if (item === null) return text
  const [itemNumber, itemBranch] = item.split('의')
  return `${text}제${itemNumber}호${itemBranch === undefined ? '' : `의${itemBranch}`}`
}

function placeEn({ article, paragraph, item }: Citation): string {
  const numbered = article.replace('의', '-')
  return `${numbered}${paragraph === null ? '' : `(${paragraph})`}${item === null ? '' : `${paragraph === null ? ' item ' : ''}${item.replace('의', '-')}`}`
}

/** The edition of the statute whose text our rules rest on, on that day. Throws `law.notKnown` for a day before the record. */
export function statuteOn(code: StatuteCode, on: Day): Statute | undefined {
  return rulesOn(statutes, on).find((one) => one.code === code)
}
