/**
 * The words that 전국CCTV표준데이터 and the agencies' registers use for purposes (설치목적구분), with the basis that
 * each ordinarily stands on in a public place. It is a proposal: the agency decides and states its own basis.
 */
import type { Day } from '../base/day.ts'
import type { BasisCode } from './bases.ts'
import { type Bilingual, LAW_FROM, type Rule, rulesOn, type Verification } from './rule.ts'

/** `cite` is the basis; the word itself is the open data's, `verified` says how it was seen there. */
export type PurposeWord = Rule & {
  /** Of ours, for ids. */
  readonly code: string
  readonly word: Bilingual
  /** Other spellings in circulation. */
  readonly also: readonly string[]
  readonly basis: BasisCode
}

type Row = readonly [
  code: string,
  basis: BasisCode,
  verified: Verification,
  ko: string,
  en: string,
  also: readonly string[],
]

const ROWS: readonly Row[] = [
  ['neighbourhood', '25-1-2', 'quoted', '생활방범', 'Neighbourhood safety', ['방범', '방범용', '생활안전']],
  ['park-safety', '25-1-2', 'quoted', '방범(공원)', 'Safety in parks', ['공원방범', '공원']],
  [
    'child-safety',
    '25-1-2',
    'quoted',
    '어린이보호',
    'Protection of children',
    ['어린이 보호', '어린이보호구역', '스쿨존'],
  ],
  [
    'parking-enforcement',
    '25-1-4',
    'quoted',
    '주정차단속',
    'Parking enforcement',
    ['주정차 단속', '불법주정차단속', '불법주정차 단속'],
  ],
  ['traffic-enforcement', '25-1-4', 'unverified', '교통단속', 'Traffic enforcement', ['교통 단속']],
  [
    'traffic-information',
    '25-1-5',
    'unverified',
    '교통정보수집',
    'Traffic information',
    ['교통정보 수집', '교통정보', '교통정보수집용'],
  ],
  ['vehicle-crime', '25-1-2', 'unverified', '차량방범', 'Crime with vehicles', ['차량 방범', '차량번호인식']],
  [
    'facility',
    '25-1-3',
    'unverified',
    '시설물관리',
    'Safety of facilities',
    ['시설물 관리', '시설관리', '시설안전', '시설안전 및 화재예방', '시설안전관리'],
  ],
]

export const purposeVocabulary: readonly PurposeWord[] = ROWS.map(
  ([code, basis, verified, ko, en, also]) => ({
    code,
    basis,
    word: { ko, en },
    also,
    cite: `법 §25①${basis.slice(-1)}`,
    verified,
    from: LAW_FROM,
    until: null,
  }),
)

/**
 * The entry for a purpose as somebody wrote it: spaces do not count. Undefined for a word that is not on record, such
 * as 다목적 or 기타, which name no basis. Throws `law.notKnown` for a day before the record.
 */
export function purposeWord(text: string, on: Day): PurposeWord | undefined {
  const wanted = bare(text)
  return rulesOn(purposeVocabulary, on).find(({ word, also }) =>
    [word.ko, ...also].some((one) => bare(one) === wanted),
  )
}

function bare(word: string): string {
  return word.replaceAll(/\s/g, '')
}
