/**
 * What a text written some years ago says and today's law does not: words, and citations that moved. For the linter.
 *
 * `from` is the day since which it is out of date, `cite` the place that says so. A date before the record is kept
 * as it is: the question is always asked of a text, as of a day on record.
 */
import type { Day } from '../base/day.ts'
import { type Bilingual, LAW_FROM, REVISION_2026, type Rule, rulesOn } from './rule.ts'

export type StaleTerm = Rule & {
  readonly code: 'videoDevice' | 'leak' | 'publicInstitutionsAct'
  /** The words as they stand in old texts. */
  readonly old: string
  /** Words one of which, standing directly before, makes it right again. */
  readonly unlessAfter: readonly string[]
  /** What to write instead. */
  readonly now: string
  readonly note: Bilingual
}

export const staleTerms: readonly StaleTerm[] = [
  {
    code: 'videoDevice',
    old: '영상정보처리기기',
    unlessAfter: ['고정형', '이동형'],
    now: '고정형 영상정보처리기기, 이동형 영상정보처리기기',
    note: {
      ko: '2023년 9월 15일부터 고정형(법 §25)과 이동형(법 §25의2)으로 나뉩니다.',
      en: 'Since 15 September 2023 the law tells fixed (Article 25) from mobile devices (Article 25-2).',
    },
    cite: '법 §2',
    from: LAW_FROM,
    until: null,
    verified: 'read',
  },
  {
    code: 'leak',
    old: '분실·도난·유출',
    unlessAfter: [],
    now: '분실·도난·유출·위조·변조 또는 훼손',
    note: {
      ko: '2026년 9월 11일부터 ‘유출등’에 위조·변조·훼손이 들어갑니다.',
      en: 'Since 11 September 2026 a breach also covers forgery, alteration and damage.',
    },
    cite: '법 §23②',
    from: REVISION_2026,
    until: null,
    verified: 'read',
  },
  {
    code: 'publicInstitutionsAct',
    old: '공공기관의 개인정보보호에 관한 법률',
    unlessAfter: [],
    now: '개인정보 보호법',
    note: {
      ko: '「개인정보 보호법」 제정(법률 제10465호)으로 폐지되었습니다.',
      en: 'Repealed by the Personal Information Protection Act (Act No. 10465).',
    },
    cite: '법률 제10465호 부칙 §2',
    from: '2011-09-30' as Day,
    until: null,
    verified: 'read',
  },
]

export type StaleCitation = Rule & {
  /** The old place, in our notation. */
  readonly old: string
  /** What the sentence must be about, one of the words: the same number may be right for something else. */
  readonly about: readonly string[]
  /** Where it stands now. */
  readonly now: string
  readonly note: Bilingual
}

const GUIDELINE_NOTE: Bilingual = {
  ko: '표준지침의 조문이 옮겨졌습니다. 현행 지침의 원문은 대조하지 못했습니다.',
  en: 'The guideline was renumbered. Today’s text was not compared.',
}

/** 표준지침: access was §47 (seed of 2021) and §48 in other editions, others in the picture §50; the new numbers are known by summary only. */
function guideline(old: string, now: string, about: readonly string[]): StaleCitation {
  return {
    old,
    now,
    about,
    cite: now,
    note: GUIDELINE_NOTE,
    from: LAW_FROM,
    until: null,
    verified: 'paraphrase',
  }
}

/** 법률 제19234호 부칙 §1 단서 1: the day on which the paragraphs of 법 §31 moved for the first time. */
const SECOND_STEP = '2024-03-15' as Day

function privacyOfficer(old: string, now: string, from: Day, until: Day | null): StaleCitation {
  return {
    old,
    now,
    about: ['보호책임자'],
    cite: now,
    note: {
      ko: '개인정보 보호책임자의 업무를 정한 항이 2024년 3월 15일과 2026년 9월 11일에 옮겨졌습니다.',
      en: 'The paragraph on the tasks of the privacy officer moved on 15 March 2024 and on 11 September 2026.',
    },
    from,
    until,
    verified: until === null ? 'read' : 'paraphrase',
  }
}

const REQUESTS = ['열람', '존재확인', '청구'] as const

export const staleCitations: readonly StaleCitation[] = [
  guideline('표준지침 §47', '표준지침 §44', REQUESTS),
  guideline('표준지침 §48', '표준지침 §44', REQUESTS),
  guideline('표준지침 §50', '표준지침 §46', ['보호조치', '알아볼 수 없', '정보주체 이외']),
  {
    old: '법 §25①',
    now: '법 §25의2①',
    about: ['이동형', '바디캠', '웨어러블', '착용형', '휴대형'],
    cite: '법 §25의2①',
    note: {
      ko: '이동형 영상정보처리기기의 근거는 2023년 9월 15일부터 법 §25의2①입니다.',
      en: 'Mobile devices stand on Article 25-2(1) since 15 September 2023.',
    },
    from: LAW_FROM,
    until: null,
    verified: 'read',
  },
  privacyOfficer('법 §31②', '법 §31③', SECOND_STEP, REVISION_2026),
  privacyOfficer('법 §31②', '법 §31④', REVISION_2026, null),
  privacyOfficer('법 §31③', '법 §31④', REVISION_2026, null),
]

/** The words that are out of date on that day. Throws `law.notKnown` for a day before the record. */
export function staleTermsOn(on: Day): readonly StaleTerm[] {
  return rulesOn(staleTerms, on)
}

/** The citations that are out of date on that day. Throws `law.notKnown` for a day before the record. */
export function staleCitationsOn(on: Day): readonly StaleCitation[] {
  return rulesOn(staleCitations, on)
}
