/**
 * How long footage may be kept, and how it ends. The agency's own number rules; the guideline only says when that
 * number must be justified.
 */
import type { Day } from '../base/day.ts'
import { type Bilingual, LAW_FROM, type Rule, rulesOn, type Verification } from './rule.ts'

export type RetentionCode =
  | 'withoutDelay'
  | 'fiveDays'
  | 'beyondRecovery'
  | 'keptApart'
  | 'erasureBeyondRecovery'
  | 'statedPeriod'
  | 'cap'
  | 'record'
  | 'accessLog'
  | 'accessLogLarge'
  | 'rightsLog'

export type RetentionRule = Rule & {
  readonly code: RetentionCode
  /** Null where the rule has no number of days. */
  readonly days: number | null
  readonly text: Bilingual
}

type Row = readonly [
  code: RetentionCode,
  cite: string,
  verified: Verification,
  days: number | null,
  ko: string,
  en: string,
]

const YEAR_DAYS = 365

const ROWS: readonly Row[] = [
  [
    'withoutDelay',
    '법 §21①',
    'read',
    null,
    '보유기간이 지나면 지체 없이 파기',
    'destroyed without delay once its period is over',
  ],
  [
    'fiveDays',
    '표준지침 §10',
    'unverified',
    5,
    '‘지체 없이’는 5일 이내',
    '“without delay” means within 5 days',
  ],
  [
    'beyondRecovery',
    '법 §21②, 영 §16①',
    'read',
    null,
    '복구·재생되지 않게: 전자파일은 영구 삭제, 그 밖은 파쇄·소각',
    'beyond recovery: files erased for good, prints shredded or burnt',
  ],
  [
    'keptApart',
    '법 §21③',
    'read',
    null,
    '다른 법령에 따라 보존하는 것은 분리하여 저장·관리',
    'what other law keeps is kept apart',
  ],
  [
    'erasureBeyondRecovery',
    '법 §36③',
    'read',
    null,
    '삭제 요구에 따른 삭제도 복구·재생되지 않게',
    'erasure on request is beyond recovery too',
  ],
  [
    'statedPeriod',
    '표준지침 §41①',
    'quoted',
    null,
    '방침에 명시한 보관기간이 끝나면 지체 없이 파기(다른 법령에 특별한 규정이 있으면 예외)',
    'destroyed when the period stated in the policy ends, but where other law says otherwise',
  ],
  // "30일 이내" is this cap and never an agency's own period.
  [
    'cap',
    '표준지침 §41②',
    'quoted',
    30,
    '최소 기간을 정하기 어려우면 수집 후 30일 이내. 더 길면 사유를 적음',
    'where the least period is hard to tell, within 30 days of collection; longer must be reasoned in writing',
  ],
  [
    'record',
    '표준지침 §42',
    'paraphrase',
    null,
    '파기한 항목, 파기 일시(자동 파기는 주기와 확인 시기), 담당자를 기록',
    'a record of what was destroyed, when (if automatic, how often and when checked), and who is in charge',
  ],
  [
    'accessLog',
    '안전조치기준 §8①',
    'quoted',
    YEAR_DAYS,
    '접속기록은 1년 이상 보관',
    'access logs are kept for at least one year',
  ],
  [
    'accessLogLarge',
    '안전조치기준 §8①',
    'quoted',
    2 * YEAR_DAYS,
    '5만 명 이상, 고유식별정보·민감정보 등은 접속기록을 2년 이상 보관',
    'at least two years for 50,000 people or more, and for sensitive data',
  ],
  [
    'rightsLog',
    '안전조치기준 §5',
    'unverified',
    3 * YEAR_DAYS,
    '접근 권한의 부여·변경·말소 기록은 3년 이상 보관',
    'records of granting, changing and ending access rights are kept for at least three years',
  ],
]

export const retentionRules: readonly RetentionRule[] = ROWS.map(([code, cite, verified, days, ko, en]) => ({
  code,
  cite,
  verified,
  days,
  text: { ko, en },
  from: LAW_FROM,
  until: null,
}))

/** The rule with that code on that day, or undefined. Throws `law.notKnown` for a day before the record. */
export function retentionRule(code: RetentionCode, on: Day): RetentionRule | undefined {
  return rulesOn(retentionRules, on).find((rule) => rule.code === code)
}

/** The rule under which a period of `days` needs a written justification, or undefined when it needs none. */
export function justificationRule(days: number, on: Day): (Rule & { readonly days: number }) | undefined {
  const cap = retentionRule('cap', on)
  if (cap === undefined || cap.days === null) return undefined
  return days > cap.days ? { ...cap, days: cap.days } : undefined
}
