/**
 * Class × place: the duties of whoever operates a device and the rights of whoever is filmed, one by one.
 *
 * regimes.ts says the same in switches that other code branches on; this is the list that a page or a document
 * shows, each with its article. A test keeps the two in agreement.
 */
import type { Day } from '../base/day.ts'
import type { BasisCode } from './bases.ts'
import type { DeviceClass, Place } from './regimes.ts'
import { type Bilingual, LAW_FROM, REVISION_2026, revised, type Rule, rulesOn } from './rule.ts'

type Cell = { readonly class: DeviceClass; readonly place: Place }

export type DutyCode =
  | 'consultation'
  | 'signboard'
  | 'noMisuse'
  | 'noSound'
  | 'filmingNotice'
  | 'privatePlaces'
  | 'policy'
  | 'publication'
  | 'safeguards'
  | 'processorContract'
  | 'processorPublication'
  | 'destruction'
  | 'separateKeeping'
  | 'consent'
  | 'children'
  | 'access'
  | 'erasure'
  | 'objection'
  | 'suspension'
  | 'breachNotice'
  | 'possibleBreachNotice'
  | 'headResponsibility'

export type Duty = Rule & {
  readonly code: DutyCode
  readonly kind: 'duty' | 'right'
  readonly text: Bilingual
  /** The cells it applies to. */
  readonly cells: readonly Cell[]
  /** Only where a device stands on one of these bases; null: whatever its basis. */
  readonly bases: readonly BasisCode[] | null
}

const fixedPublic: Cell = { class: 'fixed', place: 'public' }
const fixedClosed: Cell = { class: 'fixed', place: 'closed' }
const mobilePublic: Cell = { class: 'mobile', place: 'public' }
const mobileClosed: Cell = { class: 'mobile', place: 'closed' }

const FIXED = [fixedPublic, fixedClosed]
const MOBILE = [mobilePublic, mobileClosed]
const ALL = [...FIXED, ...MOBILE]
/** 법 §58② sets §15, §22, §22의2, §27①②, §34 and §37 aside for fixed devices in public places. */
const NOT_FIXED_PUBLIC = [fixedClosed, ...MOBILE]

type Row = readonly [
  code: DutyCode,
  kind: Duty['kind'],
  cells: readonly Cell[],
  cite: string,
  ko: string,
  en: string,
]

const ROWS: readonly Row[] = [
  [
    'consultation',
    'duty',
    [fixedPublic],
    '법 §25③, 영 §23①',
    '설치 전에 관계 전문가와 이해관계인의 의견을 수렴',
    'consult experts and those concerned before installing',
  ],
  [
    'signboard',
    'duty',
    [fixedPublic],
    '법 §25④, 영 §24①',
    '안내판으로 설치 목적·장소, 촬영 범위·시간, 관리책임자 연락처를 알림',
    'signboards that state purpose and place, range and hours, and how to reach the manager',
  ],
  [
    'noMisuse',
    'duty',
    [fixedPublic],
    '법 §25⑤',
    '설치 목적과 다른 목적으로 조작하거나 다른 곳을 비추지 않음',
    'not turned to another purpose or another place',
  ],
  ['noSound', 'duty', [fixedPublic], '법 §25⑤', '녹음기능을 쓰지 않음', 'sound is not recorded'],
  [
    'filmingNotice',
    'duty',
    [mobilePublic],
    '법 §25의2③, 영 §27의2',
    '불빛·소리·안내판·안내서면·안내방송 등으로 촬영 사실을 표시하고 알림',
    'filming is made known by light, sound, sign, leaflet, announcement or the like',
  ],
  [
    'privatePlaces',
    'duty',
    FIXED,
    '법 §25②',
    '목욕실·화장실·발한실·탈의실 등의 내부를 볼 수 있게 설치하지 않음',
    'never with a view into baths, toilets, saunas or changing rooms',
  ],
  [
    'privatePlaces',
    'duty',
    MOBILE,
    '법 §25의2②, 영 §27',
    '목욕실·화장실·발한실·탈의실 등의 내부를 촬영하지 않음(인명 구조·구급은 예외)',
    'never filming into baths, toilets, saunas or changing rooms, but to rescue people',
  ],
  ['policy', 'duty', [fixedPublic], '법 §25⑦, 영 §25①', '운영·관리 방침을 마련', 'a policy is drawn up'],
  [
    'policy',
    'duty',
    [mobilePublic],
    '법 §25의2④, §25⑦',
    '운영·관리 방침을 마련(준용)',
    'a policy is drawn up (by reference)',
  ],
  [
    'publication',
    'duty',
    [fixedPublic, mobilePublic],
    '영 §25②, §31②',
    '방침을 홈페이지에 지속적으로 게재',
    'the policy stays published on the website',
  ],
  [
    'safeguards',
    'duty',
    [fixedPublic],
    '법 §25⑥, §29, 영 §30①',
    '안전성 확보에 필요한 기술적·관리적·물리적 조치',
    'technical, administrative and physical safeguards',
  ],
  [
    'safeguards',
    'duty',
    [mobilePublic],
    '법 §25의2④, §25⑥, §29, 영 §30①',
    '안전성 확보에 필요한 기술적·관리적·물리적 조치',
    'technical, administrative and physical safeguards',
  ],
  [
    'safeguards',
    'duty',
    [fixedClosed, mobileClosed],
    '법 §29, 영 §30①',
    '안전성 확보에 필요한 기술적·관리적·물리적 조치',
    'technical, administrative and physical safeguards',
  ],
  [
    'processorContract',
    'duty',
    [fixedPublic, mobilePublic],
    '법 §25⑧, §26①, 영 §26①',
    '위탁은 법정 사항을 담은 문서로',
    'processors only under a contract with the items the law names',
  ],
  [
    'processorContract',
    'duty',
    [fixedClosed, mobileClosed],
    '법 §26①, 영 §28①',
    '위탁은 법정 사항을 담은 문서로',
    'processors only under a contract with the items the law names',
  ],
  [
    'processorPublication',
    'duty',
    ALL,
    '법 §26②, 영 §28②',
    '위탁하는 업무의 내용과 수탁자를 홈페이지에 지속적으로 게재',
    'the task and the processor stay published on the website',
  ],
  [
    'destruction',
    'duty',
    ALL,
    '법 §21①, §21②, 영 §16①',
    '보유기간이 지나면 지체 없이, 복구·재생되지 않게 파기',
    'destroyed without delay once its period is over, beyond recovery',
  ],
  [
    'separateKeeping',
    'duty',
    ALL,
    '법 §21③',
    '다른 법령에 따라 보존하는 것은 분리하여 저장·관리',
    'what other law keeps is kept apart',
  ],
  [
    'children',
    'duty',
    NOT_FIXED_PUBLIC,
    '법 §22의2①, 영 §17의2①',
    '만 14세 미만 아동은 법정대리인의 동의를 받고 확인',
    'for children under 14, the legal representative consents, and that is checked',
  ],
  [
    'consent',
    'duty',
    NOT_FIXED_PUBLIC,
    '법 §15②, §22①, 영 §17①',
    '네 가지 사항을 알리고 각각 구분하여 동의를 받음',
    'consent to each matter by itself, after telling the four items',
  ],
  [
    'access',
    'right',
    ALL,
    '법 §35①, §35③, 영 §41④',
    '자신이 찍힌 영상의 열람을 요구할 권리',
    'to see footage of oneself',
  ],
  ['erasure', 'right', ALL, '법 §36①', '정정·삭제를 요구할 권리', 'to have it corrected or erased'],
  [
    'objection',
    'right',
    ALL,
    '법 §38④, §38⑤',
    '쉽게 요구하고, 거절 등에 이의를 제기할 권리',
    'to ask without hardship, and to object to a refusal',
  ],
  [
    'suspension',
    'right',
    NOT_FIXED_PUBLIC,
    '법 §37①',
    '처리정지를 요구하고 동의를 철회할 권리',
    'to have processing suspended, and to withdraw consent',
  ],
  [
    'breachNotice',
    'right',
    NOT_FIXED_PUBLIC,
    '법 §34①, 영 §39①',
    '유출등을 통지받을 권리',
    'to be told of a breach',
  ],
]

/** What the revision of 2026 brought. */
const NEW: readonly Row[] = [
  [
    'possibleBreachNotice',
    'right',
    NOT_FIXED_PUBLIC,
    '법 §34②, 영 §39의2①',
    '유출등의 가능성을 통지받을 권리',
    'to be told of a possible breach',
  ],
  [
    'headResponsibility',
    'duty',
    ALL,
    '법 §30의3',
    '대표자가 최종 책임자로서 인력과 예산 등을 관리',
    'the head of the institution bears the final responsibility',
  ],
]

const CONSENT_ONLY: readonly DutyCode[] = ['consent', 'children']

function duty(from: Day): (row: Row) => Duty {
  return ([code, kind, cells, cite, ko, en]) => ({
    code,
    kind,
    cells,
    cite,
    text: { ko, en },
    bases: CONSENT_ONLY.includes(code) ? ['15-1-1'] : null,
    from,
    until: null,
    verified: 'read',
  })
}

export const duties: readonly Duty[] = [
  ...ROWS.map(duty(LAW_FROM)).flatMap((one) => (one.code === 'breachNotice' ? revised(one) : [one])),
  ...NEW.map(duty(REVISION_2026)),
]

/**
 * What applies to a device of that cell which stands on those bases, on that day.
 * Throws `law.notKnown` for a day before the record.
 */
export function dutiesOf(cell: Cell & { readonly bases: readonly string[] }, on: Day): readonly Duty[] {
  return rulesOn(duties, on).filter(
    (duty) =>
      duty.cells.some((one) => one.class === cell.class && one.place === cell.place) &&
      (duty.bases === null || duty.bases.some((code) => cell.bases.includes(code))),
  )
}
