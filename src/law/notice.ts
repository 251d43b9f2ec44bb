/**
 * Within what time the law wants something told, done or shown. Days are counted by deadline.ts, hours run on.
 *
 * No statute says how long before its effect a change of a 운영·관리 방침 is announced. An agency that promises 7 days
 * is bound by its own promise, so that rule has no number of its own.
 */
import type { Day } from '../base/day.ts'
import {
  type Bilingual,
  LAW_FROM,
  REVISION_2026,
  revised,
  type Rule,
  rulesOn,
  type Verification,
} from './rule.ts'

export type NoticeCode =
  | 'access'
  | 'accessRefusal'
  | 'erasure'
  | 'suspension'
  | 'breachSubjects'
  | 'breachReport'
  | 'possibleBreach'
  | 'breachPosting'
  | 'fileRegistration'
  | 'provisionPosting'
  | 'provisionPostingPeriod'
  | 'policyChange'
  | 'selfInspection'

export type NoticeRule = Rule & {
  readonly code: NoticeCode
  /** Null where the law gives no number. */
  readonly amount: number | null
  readonly unit: 'days' | 'hours' | null
  /** `within`: at most so long after. `atLeast`: for no shorter time. */
  readonly bound: 'within' | 'atLeast'
  /** What begins it. */
  readonly since: Bilingual
  readonly text: Bilingual
}

const SINCE = {
  request: { ko: '요구를 받은 날', en: 'the day the request is received' },
  knowing: { ko: '알게 된 때', en: 'the moment it is known' },
  posting: { ko: '게시한 날', en: 'the day of posting' },
  running: { ko: '운용을 시작한 날', en: 'the day the file is first used' },
  providing: { ko: '이용·제공한 날', en: 'the day of use or provision' },
  announcing: { ko: '공고한 날', en: 'the day of announcement' },
  year: { ko: '점검한 해의 다음 해 3월 31일까지', en: 'by 31 March of the year after' },
} as const satisfies Record<string, Bilingual>

type Row = readonly [
  code: NoticeCode,
  limit: readonly [bound: NoticeRule['bound'], amount: number | null, unit: NoticeRule['unit']],
  since: keyof typeof SINCE,
  cite: string,
  ko: string,
  en: string,
]

const READ: readonly Row[] = [
  [
    'access',
    ['within', 10, 'days'],
    'request',
    '법 §35③, 영 §41④, §41⑤',
    '열람할 수 있게 하고 열람통지서로 알림',
    'give access, announced by a notice of access',
  ],
  [
    'accessRefusal',
    ['within', 10, 'days'],
    'request',
    '영 §42②',
    '연기·거절의 사유와 이의제기방법을 알림',
    'tell the reason of a deferral or refusal, and how to object',
  ],
  [
    'erasure',
    ['within', 10, 'days'],
    'request',
    '영 §43③',
    '정정·삭제한 사실, 또는 따르지 않은 이유와 이의제기방법을 알림',
    'tell that it was corrected or erased, or why not and how to object',
  ],
  [
    'suspension',
    ['within', 10, 'days'],
    'request',
    '영 §44②',
    '처리정지한 사실, 또는 따르지 않은 이유와 이의제기방법을 알림',
    'tell that processing is suspended, or why not and how to object',
  ],
  [
    'breachSubjects',
    ['within', 72, 'hours'],
    'knowing',
    '법 §34①, 영 §39①',
    '유출등을 정보주체에게 알림',
    'tell the data subjects of a breach',
  ],
  [
    'breachReport',
    ['within', 72, 'hours'],
    'knowing',
    '법 §34④, 영 §40①',
    '1천 명 이상, 민감·고유식별정보, 외부의 불법 접근이면 보호위원회 등에 신고',
    'report a breach of 1,000 or more, of sensitive data, or by illegal access from outside',
  ],
  [
    'breachPosting',
    ['atLeast', 30, 'days'],
    'posting',
    '영 §39③',
    '연락처를 모르면 홈페이지 게시로 갈음',
    'where nobody can be reached, posting on the website stands in',
  ],
  [
    'fileRegistration',
    ['within', 60, 'days'],
    'running',
    '법 §32①, 영 §34①',
    '개인정보파일의 등록을 신청',
    'apply for registration of the file',
  ],
  [
    'policyChange',
    ['atLeast', null, null],
    'announcing',
    '법 §25⑦, 영 §25②, §31②',
    '방침 변경의 사전 공고 기간은 법령에 없음(기관이 정한 기간에 따름)',
    'no law says how long a change is announced before; the agency’s own promise binds',
  ],
]

const UNVERIFIED: readonly Row[] = [
  [
    'provisionPosting',
    ['within', 30, 'days'],
    'providing',
    '법 §18④',
    '목적 외 이용·제공을 관보 또는 홈페이지에 게재(기간은 고시)',
    'post use or provision beyond the purpose (the period is in a notice)',
  ],
  [
    'provisionPostingPeriod',
    ['atLeast', 10, 'days'],
    'posting',
    '법 §18④',
    '목적 외 이용·제공의 홈페이지 게재 기간(고시)',
    'how long that stays posted (in a notice)',
  ],
  [
    'selfInspection',
    ['within', null, null],
    'year',
    '표준지침 §48',
    '공공기관의 자체점검 결과를 보호위원회에 알림',
    'tell the Protection Commission the result of the yearly self-inspection',
  ],
]

function toRule(verified: Verification, from: Day): (row: Row) => NoticeRule {
  return ([code, [bound, amount, unit], since, cite, ko, en]) => ({
    code,
    bound,
    amount,
    unit,
    since: SINCE[since],
    cite,
    text: { ko, en },
    from,
    until: null,
    verified,
  })
}

const POSSIBLE: Row = [
  'possibleBreach',
  ['within', 72, 'hours'],
  'knowing',
  '법 §34②, 영 §39의3①',
  '유출등의 가능성을 정보주체에게 알림',
  'tell the data subjects of a possible breach',
]

const REVISED: readonly NoticeCode[] = ['breachSubjects', 'breachReport']

export const noticeRules: readonly NoticeRule[] = [
  ...READ.map(toRule('read', LAW_FROM)).flatMap((rule) =>
    REVISED.includes(rule.code) ? revised(rule) : [rule],
  ),
  toRule('read', REVISION_2026)(POSSIBLE),
  ...UNVERIFIED.map(toRule('unverified', LAW_FROM)),
]

/** The rule with that code on that day, or undefined. Throws `law.notKnown` for a day before the record. */
export function noticeRule(code: NoticeCode, on: Day): NoticeRule | undefined {
  return rulesOn(noticeRules, on).find((rule) => rule.code === code)
}

/**
 * 법 §18④: whether use or provision beyond the purpose on that basis must be posted by a public institution. It names
 * items 2 to 6 and 8 to 10, so neither consent (1) nor investigation (7).
 */
export function mustBePosted(code: string): boolean {
  return /^18-2-(?:[2-6]|[89]|10)$/.test(code)
}
