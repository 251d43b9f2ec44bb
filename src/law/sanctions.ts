/**
 * What follows when a duty is broken, to be shown beside the control that keeps it. All read in 법 §64의2 and §71–76.
 *
 * No item of §75 names the signboard (§25④) or the 운영·관리 방침 (§25⑦): none is listed here, and none is to be claimed.
 * Orders of 법 §64① do not go to central agencies and local governments; they get recommendations (§64③).
 */
import type { Day } from '../base/day.ts'
import { type Bilingual, LAW_FROM, REVISION_2026, revised, type Rule, rulesOn } from './rule.ts'

/** 징역 또는 벌금 · 과태료 · 과징금. */
export type SanctionKind = 'criminal' | 'fine' | 'surcharge'

/** `cite` is where the sanction stands. */
export type Sanction = Rule & {
  readonly kind: SanctionKind
  /** The place that is broken, in our notation. */
  readonly breaks: string
  readonly act: Bilingual
  /** Imprisonment at most, in years; 0 where there is none. */
  readonly mostYears: number
  /** In won; for a surcharge, where there is no turnover. */
  readonly mostWon: number
  /** Surcharges: at most this share of turnover, in per cent; otherwise null. */
  readonly mostPercent: number | null
}

const MILLION = 1_000_000

type Row = readonly [
  cite: string,
  breaks: string,
  limits: readonly [years: number, millionWon: number],
  ko: string,
  en: string,
]

const ROWS: readonly Row[] = [
  ['법 §71(2)', '법 §18①', [5, 50], '목적 외 이용·제3자 제공', 'use or provision beyond the purpose'],
  ['법 §71(9)', '법 §59', [5, 50], '업무상 알게 된 개인정보의 누설', 'disclosing what was learnt in office'],
  [
    '법 §71(10)',
    '법 §59',
    [5, 50],
    '권한 없는 이용·훼손·멸실·변경·위조·유출',
    'use, damage, loss, change, forgery or leaking without authority',
  ],
  [
    '법 §72(1)',
    '법 §25⑤',
    [3, 30],
    '고정형 기기의 임의조작, 다른 곳을 비춤, 녹음',
    'turning a fixed device to another purpose or place, recording sound',
  ],
  [
    '법 §73①1',
    '법 §36②',
    [2, 20],
    '정정·삭제하지 않고 계속 이용·제공',
    'going on to use or provide what should be corrected or erased',
  ],
  [
    '법 §73①2',
    '법 §37②',
    [2, 20],
    '처리를 정지하지 않고 계속 이용·제공',
    'going on to use or provide what should be suspended',
  ],
  ['법 §75①1', '법 §25②', [0, 50], '사생활 장소에 고정형 설치', 'a fixed device in a private place'],
  [
    '법 §75①2',
    '법 §25의2②',
    [0, 50],
    '사생활 장소를 이동형으로 촬영',
    'filming a private place with a mobile device',
  ],
  ['법 §75②4', '법 §21①', [0, 30], '파기하지 않음', 'not destroying'],
  ['법 §75②5', '법 §25⑥', [0, 30], '안전성 확보조치를 하지 않음', 'no safeguards'],
  ['법 §75②10', '법 §25①', [0, 30], '근거 없는 고정형 설치·운영', 'a fixed device without a basis'],
  [
    '법 §75②11',
    '법 §25의2①',
    [0, 30],
    '근거 없는 이동형 촬영',
    'filming with a mobile device without a basis',
  ],
  [
    '법 §75②17',
    '법 §34①',
    [0, 30],
    '유출등을 정보주체에게 알리지 않음',
    'not telling data subjects of a breach',
  ],
  ['법 §75②18', '법 §34④', [0, 30], '유출등을 신고하지 않음', 'not reporting a breach'],
  ['법 §75②19', '법 §35③', [0, 30], '열람의 제한·거절', 'limiting or refusing access'],
  ['법 §75②22', '법 §36②', [0, 30], '정정·삭제 등의 조치를 하지 않음', 'not correcting or erasing'],
  ['법 §75③1', '법 §26⑥', [0, 20], '동의 없는 재위탁', 'sub-contracting without consent'],
  ['법 §75④2', '법 §21③', [0, 10], '분리하여 저장·관리하지 않음', 'not keeping apart'],
  ['법 §75④3', '법 §22①', [0, 10], '동의를 받는 방법 위반', 'consent obtained wrongly'],
  ['법 §75④4', '법 §26①', [0, 10], '위탁 문서를 갖추지 않음', 'no contract with a processor'],
  ['법 §75④5', '법 §26②', [0, 10], '위탁 내용과 수탁자를 공개하지 않음', 'not publishing the processor'],
  [
    '법 §75④8',
    '법 §30①',
    [0, 10],
    '개인정보 처리방침을 정하거나 공개하지 않음',
    'no privacy policy, or not published',
  ],
  [
    '법 §75④10',
    '법 §35④',
    [0, 10],
    '제한·거절 등의 사유를 알리지 않음',
    'not telling the reason of a refusal',
  ],
]

const PRIVACY_OFFICER: Row = [
  '법 §75②14의2',
  '법 §31①',
  [0, 30],
  '개인정보 보호책임자를 지정하지 않음',
  'no privacy officer designated',
]

function sanction(from: Day): (row: Row) => Sanction {
  return ([cite, breaks, [years, millionWon], ko, en]) => ({
    cite,
    breaks,
    kind: years > 0 ? 'criminal' : 'fine',
    act: { ko, en },
    mostYears: years,
    mostWon: millionWon * MILLION,
    mostPercent: null,
    from,
    until: null,
    verified: 'read',
  })
}

const REVISED: readonly string[] = ['법 §34①', '법 §34④']

const surcharge = { kind: 'surcharge', mostYears: 0, until: null, verified: 'read' } as const

export const sanctions: readonly Sanction[] = [
  ...ROWS.map(sanction(LAW_FROM)).flatMap((one) => (REVISED.includes(one.breaks) ? revised(one) : [one])),
  sanction(REVISION_2026)(PRIVACY_OFFICER),
  {
    ...surcharge,
    cite: '법 §64의2①',
    breaks: '법 §29',
    act: {
      ko: '유출등(안전조치를 다하지 않은 경우), 근거 없는 처리·목적 외 이용·제공',
      en: 'a breach without due safeguards; processing, use or provision without a basis',
    },
    mostPercent: 3,
    mostWon: 2000 * MILLION,
    from: LAW_FROM,
  },
  {
    ...surcharge,
    cite: '법 §64의2②',
    breaks: '법 §29',
    act: {
      ko: '3년 안의 반복, 1천만 명 이상의 피해, 시정명령 불이행으로 인한 유출등',
      en: 'repetition within 3 years, harm to 10 million people or more, a breach after an order was not followed',
    },
    mostPercent: 10,
    mostWon: 5000 * MILLION,
    from: REVISION_2026,
  },
]

/**
 * What follows, on that day, from breaking that place (`법 §25⑤`). A fine is not imposed where a surcharge was (§76).
 * Throws `law.notKnown` for a day before the record.
 */
export function sanctionsFor(breaks: string, on: Day): readonly Sanction[] {
  return rulesOn(sanctions, on).filter((one) => one.breaks === breaks)
}
