/**
 * How the facts of a published policy are written down, so that a test can look for each of them in the text that is
 * generated from the agency's file.
 *
 * A fact is a clause and the strings that must stand together in one place of it: in one row of a table, one paragraph
 * or one item of a list. '5대' alone would be found somewhere by accident; '5대' beside the site and the place is not.
 */
import type { ClauseId } from '../../src/policy/policy.ts'

/** `title` and `lead` stand before the first clause; `anywhere` is the whole text. */
export type Where = ClauseId | 'title' | 'lead' | 'anywhere'

export type Fact = readonly [where: Where, ...together: readonly [string, ...string[]]]

/** What was wrong in the published text: what stands there now, and what must not stand there any more. */
export type Correction = {
  readonly what: string
  readonly states?: readonly Fact[]
  readonly never?: readonly Fact[]
}

export type Seed = {
  readonly seed: string
  /** Name of the agency's file. */
  readonly agency: string
  /** Id of the policy in it. */
  readonly policy: string
  readonly facts: readonly Fact[]
  readonly corrections: readonly Correction[]
}

/** 처리방법 as all of the published texts have it: the records kept, and how footage and prints are destroyed. */
export const HANDLING: readonly Fact[] = [
  ['keeping', '목적 외 이용', '제3자 제공', '파기', '열람', '기록', '관리'],
  ['keeping', '보관기간', '복원이 불가능한 방법', '영구 삭제'],
  ['keeping', '출력물', '파쇄', '소각'],
]

/** 열람 등 요구 as all of them have it: of what, when, and what is done. */
export const REQUESTS: readonly Fact[] = [
  ['requests', '본인이 촬영된 개인영상정보', '열람', '존재 확인', '삭제', '언제든지'],
  ['requests', '급박한 생명, 신체, 재산의 이익'],
  ['requests', '지체 없이'],
]

/** 접근 권한의 차등부여, 생성 일시와 열람의 기록: two safeguards that four of them have. */
export const RIGHTS_AND_RECORDS: readonly Fact[] = [
  ['safeguards', '접근 권한을 다르게'],
  ['safeguards', '생성 일시', '열람할 때의 목적', '열람자', '일시', '기록', '위조와 변조'],
]

/** None of the published texts says how soon a request is answered and how to object. */
export const DEADLINE_AND_OBJECTION: Correction = {
  what: 'the ten days of the Act and how to object',
  states: [
    ['requests', '10일 이내', '열람하실 수 있게'],
    ['requests', '제한하거나 거절', '10일 이내', '이의제기 방법'],
  ],
}

/** "영상정보처리기기" alone is the word of before 2023-09-15. */
export const FIXED_IN_TITLE: Correction = {
  what: 'the word fixed, which the law knows since 2023',
  states: [['title', '고정형 영상정보처리기기 운영·관리 방침']],
}
