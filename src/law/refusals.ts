/**
 * When a data subject's request may be refused: a closed list. And what is no ground, with what to do instead.
 *
 * A ground allows refusing the part it concerns and no more (영 §42①). Every refusal and deferral is told within 10
 * days, with the reason and how to object (영 §42②). Codes stand in ledger entries, so they are never renamed.
 */
import type { Day } from '../base/day.ts'
import { type Bilingual, LAW_FROM, type Rule, rulesOn, type Verification } from './rule.ts'

/** 열람·존재확인, 정정·삭제, 처리정지. */
export type RequestKind = 'access' | 'erasure' | 'suspension'

export type RefusalCode =
  | 'prohibitedByLaw'
  | 'harmToOthers'
  | 'taxation'
  | 'schooling'
  | 'examination'
  | 'compensation'
  | 'audit'
  | 'investigation'
  | 'alreadyDestroyed'
  | 'otherGrounds'
  | 'collectionByLaw'
  | 'statutoryDuty'
  | 'publicDuty'
  | 'contract'

export type RefusalGround = Rule & {
  readonly code: RefusalCode
  readonly of: readonly RequestKind[]
  readonly text: Bilingual
  /** Too open to be chosen by one person: needs the privacy officer's approval and a written reason. */
  readonly needsApproval: boolean
}

type Row = readonly [code: RefusalCode, of: readonly RequestKind[], cite: string, ko: string, en: string]

const READ: readonly Row[] = [
  [
    'prohibitedByLaw',
    ['access'],
    '법 §35④1',
    '법률에 따라 열람이 금지되거나 제한되는 경우',
    'an Act forbids or limits access',
  ],
  [
    'harmToOthers',
    ['access'],
    '법 §35④2',
    '다른 사람의 생명·신체를 해하거나 재산 등 이익을 부당하게 침해할 우려',
    'it may endanger the life or body of others, or unjustly harm their interests',
  ],
  [
    'taxation',
    ['access'],
    '법 §35④3',
    '조세의 부과·징수·환급 업무에 중대한 지장',
    'it would gravely hinder taxation',
  ],
  [
    'schooling',
    ['access'],
    '법 §35④3',
    '성적 평가 또는 입학자 선발 업무에 중대한 지장',
    'it would gravely hinder grading or admission at schools',
  ],
  [
    'examination',
    ['access'],
    '법 §35④3',
    '학력·기능·채용 시험 또는 자격 심사 업무에 중대한 지장',
    'it would gravely hinder examinations or the checking of qualifications',
  ],
  [
    'compensation',
    ['access'],
    '법 §35④3',
    '진행 중인 보상금·급부금 산정 등의 평가·판단에 중대한 지장',
    'it would gravely hinder a pending assessment of compensation or benefits',
  ],
  [
    'audit',
    ['access'],
    '법 §35④3',
    '다른 법률에 따라 진행 중인 감사·조사에 중대한 지장',
    'it would gravely hinder an audit or inquiry pending under another Act',
  ],
  [
    'collectionByLaw',
    ['erasure'],
    '법 §36①',
    '다른 법령에서 수집 대상으로 명시',
    'other law names it as something to be collected',
  ],
  [
    'statutoryDuty',
    ['suspension'],
    '법 §37②1',
    '법률의 특별한 규정 또는 법령상 의무 준수에 불가피',
    'a special provision of an Act or a statutory duty makes it unavoidable',
  ],
  [
    'harmToOthers',
    ['suspension'],
    '법 §37②2',
    '다른 사람의 생명·신체를 해하거나 재산 등 이익을 부당하게 침해할 우려',
    'it may endanger the life or body of others, or unjustly harm their interests',
  ],
  [
    'publicDuty',
    ['suspension'],
    '법 §37②3',
    '처리하지 않으면 다른 법률에서 정한 소관 업무를 수행할 수 없음',
    'without processing, duties under another Act cannot be done',
  ],
  [
    'contract',
    ['suspension'],
    '법 §37②4',
    '정보주체와의 계약 이행이 곤란하고 해지 의사가 명확하지 않음',
    'a contract with the data subject could not be kept, and ending it was not clearly asked',
  ],
]

/** From 표준지침 §44, whose text was not read. */
const GUIDELINE: readonly Row[] = [
  [
    'investigation',
    ['access', 'erasure'],
    '표준지침 §44④',
    '범죄수사·공소유지·재판수행에 중대한 지장',
    'it would gravely hinder an investigation, a prosecution or a trial',
  ],
  [
    'alreadyDestroyed',
    ['access', 'erasure'],
    '표준지침 §44④',
    '보관기간이 지나 이미 파기',
    'it was destroyed at the end of its retention period',
  ],
  [
    'otherGrounds',
    ['access', 'erasure'],
    '표준지침 §44④',
    '그 밖에 거부할 만한 정당한 사유',
    'another just ground',
  ],
]

function grounds(rows: readonly Row[], verified: Verification): readonly RefusalGround[] {
  return rows.map(([code, of, cite, ko, en]) => ({
    code,
    of,
    cite,
    text: { ko, en },
    needsApproval: code === 'otherGrounds',
    from: LAW_FROM,
    until: null,
    verified,
  }))
}

export const refusalGrounds: readonly RefusalGround[] = [
  ...grounds(READ, 'read'),
  ...grounds(GUIDELINE, 'unverified'),
]

/** The grounds on which such a request may be refused on that day. Throws `law.notKnown` before the record. */
export function refusalGroundsOf(kind: RequestKind, on: Day): readonly RefusalGround[] {
  return rulesOn(refusalGrounds, on).filter(({ of }) => of.includes(kind))
}

/** Something that offices say and the law does not allow, with what to do instead. */
export type NotGround = Rule & {
  readonly code: 'othersInPicture' | 'policeOnly'
  readonly text: Bilingual
  readonly instead: 'maskOthers' | 'showWithoutPolice'
  readonly insteadText: Bilingual
}

export const notGrounds: readonly NotGround[] = [
  {
    code: 'othersInPicture',
    cite: '법 §35④, 영 §42①',
    text: { ko: '제3자가 함께 찍혀 있어 열람할 수 없음', en: 'others are in the picture' },
    instead: 'maskOthers',
    insteadText: {
      ko: '다른 사람을 알아볼 수 없게 가리고 열람하게 합니다. 가리는 데 필요하면 열람을 연기할 수 있습니다.',
      en: 'Mask the others and give access. Access may be deferred while masking takes its time.',
    },
    from: LAW_FROM,
    until: null,
    // 보호위 「CCTV 행동수칙」(2025-06), as quoted by the press.
    verified: 'quoted',
  },
  {
    code: 'policeOnly',
    cite: '법 §35①, §38④',
    text: { ko: '경찰이 입회해야만 열람할 수 있음', en: 'only with the police present' },
    instead: 'showWithoutPolice',
    insteadText: {
      ko: '정보주체 본인에게 경찰 입회 없이 열람하게 합니다.',
      en: 'Give the data subject access without the police.',
    },
    from: LAW_FROM,
    until: null,
    verified: 'quoted',
  },
]

/** 법 §35③: access may be deferred for a just reason, told within 10 days, and is given once the reason is gone. */
export const deferral: Rule & { readonly text: Bilingual } = {
  cite: '법 §35③, 영 §42②',
  text: {
    ko: '정당한 사유가 있으면 10일 이내에 사유와 이의제기방법을 알리고 열람을 연기하며, 사유가 없어지면 지체 없이 열람하게 함',
    en: 'for a just reason, told within 10 days with how to object; access follows without delay once it is gone',
  },
  from: LAW_FROM,
  until: null,
  verified: 'read',
}
