/**
 * Legal bases (법적 근거) as dated data: on what a device may stand, and on what footage may be used or given.
 *
 * A code is the article, written with hyphens: `25-1-3` is 법 제25조제1항제3호. Texts are our own short wording of
 * the item, not the statute's sentence.
 */
import type { Day } from '../base/day.ts'
import { assertKnown, inForce, LAW_FROM, type Bilingual, type Rule } from './rule.ts'

/** The paragraph a basis belongs to. 15-1 collection, 18-2 beyond purpose, 25-1 fixed in public, 25-2-1 mobile in public. */
export type BasisGroup = '15-1' | '18-2' | '25-1' | '25-2-1'

export type BasisCode =
  | `15-1-${1 | 2 | 3 | 4 | 5 | 6 | 7}`
  | `18-2-${1 | 2 | 3 | 5 | 6 | 7 | 8 | 9 | 10}`
  | `25-1-${1 | 2 | 3 | 4 | 5 | 6}`
  | `25-2-1-${1 | 2 | 3}`

export type Basis = Rule & {
  readonly code: BasisCode
  readonly group: BasisGroup
  readonly text: Bilingual
  /** False where the law allows the device only because nothing is stored (법 §25①6). */
  readonly mayStore: boolean
}

type Row = readonly [code: BasisCode, cite: string, ko: string, en: string]

const ROWS: readonly Row[] = [
  ['15-1-1', '법 §15①1', '정보주체의 동의', 'consent of the data subject'],
  [
    '15-1-2',
    '법 §15①2',
    '법률의 특별한 규정 또는 법령상 의무',
    'special provision of an Act, or a statutory duty',
  ],
  ['15-1-3', '법 §15①3', '공공기관의 법령상 소관 업무', 'duties that law assigns to the public institution'],
  [
    '15-1-4',
    '법 §15①4',
    '정보주체와의 계약의 체결·이행',
    'making or keeping a contract with the data subject',
  ],
  ['15-1-5', '법 §15①5', '급박한 생명·신체·재산의 이익', 'urgent interests of life, body or property'],
  [
    '15-1-6',
    '법 §15①6',
    '정보주체의 권리보다 우선하는 정당한 이익',
    'a legitimate interest that clearly prevails',
  ],
  ['15-1-7', '법 §15①7', '공중위생 등 공공의 안전과 안녕', 'urgent public health or safety'],
  ['18-2-1', '법 §18②1', '정보주체의 별도 동의', 'separate consent of the data subject'],
  ['18-2-2', '법 §18②2', '다른 법률의 특별한 규정', 'special provision of another Act'],
  ['18-2-3', '법 §18②3', '급박한 생명·신체·재산의 이익', 'urgent interests of life, body or property'],
  [
    '18-2-5',
    '법 §18②5',
    '보호위원회의 심의·의결을 거친 소관 업무',
    'duties cleared by the Protection Commission',
  ],
  ['18-2-6', '법 §18②6', '조약·국제협정의 이행', 'a treaty or international agreement'],
  ['18-2-7', '법 §18②7', '범죄의 수사와 공소의 제기·유지', 'investigation and prosecution of crime'],
  ['18-2-8', '법 §18②8', '법원의 재판업무', 'the work of a court'],
  ['18-2-9', '법 §18②9', '형·감호·보호처분의 집행', 'execution of a sentence, custody or protective order'],
  ['18-2-10', '법 §18②10', '공중위생 등 공공의 안전과 안녕', 'urgent public health or safety'],
  ['25-1-1', '법 §25①1', '법령에서 구체적으로 허용', 'specifically permitted by law'],
  ['25-1-2', '법 §25①2', '범죄의 예방 및 수사', 'prevention and investigation of crime'],
  [
    '25-1-3',
    '법 §25①3',
    '시설의 안전·관리 및 화재 예방',
    'safety and management of facilities, fire prevention',
  ],
  ['25-1-4', '법 §25①4', '교통단속', 'traffic enforcement'],
  ['25-1-5', '법 §25①5', '교통정보의 수집·분석·제공', 'collecting, analysing and giving traffic information'],
  ['25-1-6', '법 §25①6', '촬영된 영상을 저장하지 않는 경우', 'nothing that is filmed is stored'],
  ['25-2-1-1', '법 §25의2①1', '제15조제1항 각 호에 해당', 'one of the grounds of Article 15(1)'],
  [
    '25-2-1-2',
    '법 §25의2①2',
    '촬영 사실을 표시하였고 거부 의사가 없음',
    'filming was made known and nobody refused',
  ],
  ['25-2-1-3', '법 §25의2①3', '제1호·제2호에 준하여 대통령령으로 정함', 'a comparable case set by decree'],
]

const GROUPS: readonly BasisGroup[] = ['25-2-1', '15-1', '18-2', '25-1']

function groupOf(code: BasisCode): BasisGroup {
  // '25-2-1' is looked for first: no other group's code begins with it.
  return GROUPS.find((group) => code.startsWith(`${group}-`)) as BasisGroup
}

/** Every basis on record. All were read in the text of the law in force (법률 제21445호). */
export const bases: readonly Basis[] = ROWS.map(([code, cite, ko, en]) => ({
  code,
  group: groupOf(code),
  cite,
  text: { ko, en },
  mayStore: code !== '25-1-6',
  from: LAW_FROM,
  until: null,
  verified: 'read',
}))

/** The basis with that code in force on `on`, or undefined. Throws `law.notKnown` for a day before the record. */
export function basis(code: string, on: Day): Basis | undefined {
  assertKnown(on)
  return bases.find((one) => one.code === code && inForce(one, on))
}
