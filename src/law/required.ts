/**
 * What the law wants to stand in a document, item by item: the policy, a signboard, a consent form, a processor's
 * contract, the register of provision, a log. Texts are our own short wording of each item.
 */
import type { Day } from '../base/day.ts'
import { type Bilingual, LAW_FROM, type Rule, rulesOn, type Verification } from './rule.ts'

/** `number` is the item's own number in its article. */
export type RequiredItem = Rule & { readonly number: number; readonly text: Bilingual }

function items(
  cite: (number: number) => string,
  texts: readonly (readonly [ko: string, en: string])[],
  verified: Verification = 'read',
): readonly RequiredItem[] {
  return texts.map(([ko, en], index) => ({
    number: index + 1,
    cite: cite(index + 1),
    text: { ko, en },
    from: LAW_FROM,
    until: null,
    verified,
  }))
}

/** 영 §25①: what a 운영·관리 방침 must contain (for mobile devices through 법 §25의2④). */
export const policyItems = items(
  (number) => `영 §25①${number}`,
  [
    ['설치 근거 및 설치 목적', 'Legal basis and purpose'],
    ['설치 대수, 설치 위치 및 촬영 범위', 'Number, places and range of view'],
    ['관리책임자, 담당 부서 및 접근권한자', 'Managers, departments and those with access'],
    ['촬영시간, 보관기간, 보관장소 및 처리방법', 'Hours, retention, place of storage and handling'],
    ['영상정보 확인 방법 및 장소', 'How and where footage is confirmed'],
    ['정보주체의 열람 등 요구에 대한 조치', 'What is done with requests of data subjects'],
    ['기술적·관리적·물리적 보호조치', 'Technical, administrative and physical safeguards'],
    ['그 밖에 설치·운영 및 관리에 필요한 사항', 'Other matters needed for operation'],
  ],
)

/** 법 §25④ and 영 §26②: what a signboard says; the last one only where a processor operates the devices. */
export const signboardItems: readonly RequiredItem[] = [
  ...items(
    (number) => `법 §25④${number}`,
    [
      ['설치 목적 및 장소', 'Purpose and place'],
      ['촬영 범위 및 시간', 'Range of view and hours'],
      ['관리책임자의 연락처', 'How to reach the manager'],
    ],
  ),
  {
    number: 4,
    cite: '영 §26②',
    text: { ko: '위탁받는 자의 명칭 및 연락처', en: 'Name of the processor, and how to reach it' },
    from: LAW_FROM,
    until: null,
    verified: 'read',
  },
]

/** 법 §15②: what a person must be told before consenting; a change of any of them needs consent anew. */
export const consentItems = items(
  (number) => `법 §15②${number}`,
  [
    ['수집·이용 목적', 'Purpose of collection and use'],
    ['수집하는 항목', 'What is collected'],
    ['보유 및 이용 기간', 'How long it is kept and used'],
    ['동의를 거부할 권리와 거부에 따른 불이익', 'The right to refuse, and what refusing entails'],
  ],
)

/** 영 §26①: what the contract of a public institution with a processor of fixed devices must settle. */
export const contractItems = items(
  (number) => `영 §26①${number}`,
  [
    ['위탁하는 사무의 목적 및 범위', 'Purpose and scope of the task'],
    ['재위탁 제한', 'Limits on sub-contracting'],
    ['접근 제한 등 안전성 확보 조치', 'Safeguards, such as limits on access'],
    ['관리 현황 점검', 'Inspection'],
    ['의무 위반 시 손해배상 등 책임', 'Damages and liability'],
  ],
)

/** 영 §15: what the register of use and provision beyond the purpose holds (목적 외 이용·제3자 제공 대장). */
export const provisionItems = items(
  (number) => `영 §15(${number})`,
  [
    ['개인정보 또는 개인정보파일의 명칭', 'Name of the data or file'],
    ['이용기관 또는 제공받는 기관', 'Who uses or receives it'],
    ['이용 목적 또는 제공받는 목적', 'Purpose of use or provision'],
    ['이용 또는 제공의 법적 근거', 'Legal basis'],
    ['이용하거나 제공하는 항목', 'What is used or provided'],
    ['날짜, 주기 또는 기간', 'Date, frequency or period'],
    ['이용하거나 제공하는 형태', 'Form'],
    ['제한하거나 요청한 조치의 내용', 'Limits set and measures asked of the recipient'],
  ],
)

/** 영 §30①: the eight groups of safeguards. */
export const safeguardItems = items(
  (number) => `영 §30①${number}`,
  [
    ['내부 관리계획의 수립·시행 및 점검', 'Internal management plan'],
    ['접근 권한의 제한', 'Limits on access rights'],
    ['접근 통제', 'Control of access'],
    ['저장·전송의 암호화 등', 'Encryption in storage and transmission'],
    ['접속기록의 보관 및 위조·변조 방지', 'Access logs, protected from forgery'],
    ['악성프로그램의 점검·치료', 'Protection from malicious programs'],
    ['보관시설·잠금장치 등 물리적 조치', 'Physical measures such as locks'],
    ['그 밖에 필요한 조치', 'Other measures needed'],
  ],
)

/** 안전조치기준 §2 3호: what one entry of an access log says. */
export const logItems = items(
  () => '안전조치기준 §2(3)',
  [
    ['식별자', 'Who'],
    ['접속일시', 'When'],
    ['접속지 정보', 'From where'],
    ['처리한 정보주체 정보', 'Whose data'],
    ['수행업무', 'What was done'],
  ],
  'quoted',
)

/** Those of the items that are in force on that day. Throws `law.notKnown` for a day before the record. */
export function itemsOn(all: readonly RequiredItem[], on: Day): readonly RequiredItem[] {
  return rulesOn(all, on)
}
