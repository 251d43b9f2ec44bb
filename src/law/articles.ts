/**
 * The articles that the rules of this folder rest on, with their titles. Titles are the statute's own; the English
 * ones are ours. What an article says is in the rules that cite it.
 */
import type { Day } from '../base/day.ts'
import { parseCitation } from './statutes.ts'
import { type Bilingual, LAW_FROM, REVISION_2026, type Rule, rulesOn, type Verification } from './rule.ts'

/** An article as it stands in its days in force; `cite` is the article without paragraph or item, `법 §25`. */
export type Article = Rule & { readonly title: Bilingual }

type Row = readonly [number: string, ko: string, en: string]

/** 법, unchanged (as far as cited here) since fixed and mobile devices were separated. Read in full. */
const ACT: readonly Row[] = [
  ['2', '정의', 'Definitions'],
  ['3', '개인정보 보호 원칙', 'Principles'],
  ['12', '개인정보 보호지침', 'Guidelines'],
  ['15', '개인정보의 수집ㆍ이용', 'Collection and use'],
  ['17', '개인정보의 제공', 'Provision'],
  ['18', '개인정보의 목적 외 이용ㆍ제공 제한', 'Limits on use and provision beyond the purpose'],
  ['21', '개인정보의 파기', 'Destruction'],
  ['22', '동의를 받는 방법', 'How consent is obtained'],
  ['22의2', '아동의 개인정보 보호', 'Children'],
  ['23', '민감정보의 처리 제한', 'Sensitive information'],
  ['25', '고정형 영상정보처리기기의 설치ㆍ운영 제한', 'Limits on fixed video devices'],
  ['25의2', '이동형 영상정보처리기기의 운영 제한', 'Limits on mobile video devices'],
  ['26', '업무위탁에 따른 개인정보의 처리 제한', 'Processors'],
  ['28', '개인정보취급자에 대한 감독', 'Supervision of handlers'],
  ['29', '안전조치의무', 'Duty of safeguards'],
  ['30', '개인정보 처리방침의 수립 및 공개', 'Privacy policy'],
  ['32', '개인정보파일의 등록 및 공개', 'Registration of files'],
  ['33', '개인정보 영향평가', 'Impact assessment'],
  ['35', '개인정보의 열람', 'Access'],
  ['36', '개인정보의 정정ㆍ삭제', 'Correction and erasure'],
  ['37', '개인정보의 처리정지 등', 'Suspension of processing'],
  ['38', '권리행사의 방법 및 절차', 'How rights are exercised'],
  ['58', '적용의 일부 제외', 'Partial exemption'],
  ['59', '금지행위', 'Prohibited acts'],
  ['63의2', '사전 실태점검', 'Inspection in advance'],
  ['64', '시정조치 등', 'Corrective measures'],
  ['64의2', '과징금의 부과', 'Penalty surcharges'],
  ['71', '벌칙', 'Penalties'],
  ['72', '벌칙', 'Penalties'],
  ['73', '벌칙', 'Penalties'],
  ['75', '과태료', 'Administrative fines'],
  ['76', '과태료에 관한 규정 적용의 특례', 'Fines where a surcharge was imposed'],
]

/** 영. Read in full. */
const DECREE: readonly Row[] = [
  ['3', '영상정보처리기기의 범위', 'What is a video device'],
  [
    '15',
    '개인정보의 목적 외 이용 또는 제3자 제공의 관리',
    'Register of use and provision beyond the purpose',
  ],
  ['16', '개인정보의 파기방법', 'How destruction is done'],
  ['17', '동의를 받는 방법', 'How consent is obtained'],
  ['17의2', '아동의 개인정보 보호', 'Children'],
  ['18', '민감정보의 범위', 'What is sensitive information'],
  ['22', '고정형 영상정보처리기기 설치ㆍ운영 제한의 예외', 'Exceptions for fixed video devices'],
  ['23', '고정형 영상정보처리기기 설치 시 의견 수렴', 'Consultation before fixed video devices'],
  ['24', '안내판의 설치 등', 'Signboards'],
  ['25', '고정형 영상정보처리기기 운영ㆍ관리 방침', 'Policy on fixed video devices'],
  ['26', '공공기관의 고정형 영상정보처리기기 설치ㆍ운영 사무의 위탁', 'Processors of public institutions'],
  ['27', '이동형 영상정보처리기기 운영 제한의 예외', 'Exceptions for mobile video devices'],
  ['27의2', '이동형 영상정보처리기기 촬영 사실 표시 등', 'Making filming by mobile devices known'],
  ['27의3', '영상정보처리기기 설치ㆍ운영 지침', 'Guidelines on video devices'],
  ['28', '개인정보의 처리 업무 위탁 시 조치', 'Measures with processors'],
  ['30', '개인정보의 안전성 확보 조치', 'Safeguards'],
  ['31', '개인정보 처리방침의 내용 및 공개방법 등', 'Content and publication of the privacy policy'],
  ['32', '개인정보 보호책임자의 지정 등', 'Designation of the privacy officer'],
  ['33', '개인정보파일의 등록사항 등', 'What is registered of a file'],
  ['34', '개인정보파일의 등록 및 공개 등', 'Registration of files'],
  ['35', '개인정보 영향평가의 대상', 'What needs an impact assessment'],
  ['39', '개인정보 유출 등의 통지', 'Notice of a breach'],
  ['40', '개인정보 유출 등의 신고', 'Report of a breach'],
  ['41', '개인정보의 열람절차 등', 'Procedure of access'],
  ['42', '개인정보 열람의 제한ㆍ연기 및 거절', 'Limiting, deferring and refusing access'],
  ['43', '개인정보의 정정ㆍ삭제 등', 'Correction and erasure'],
  ['44', '개인정보의 처리정지 등', 'Suspension of processing'],
  ['45', '대리인의 범위 등', 'Representatives'],
  ['46', '정보주체 또는 대리인의 확인', 'Identification'],
  ['47', '수수료 등의 금액 등', 'Fees'],
]

function rows(statute: string, table: readonly Row[]): readonly Article[] {
  return table.map(([number, ko, en]) => entry(`${statute} §${number}`, { ko, en }, 'read'))
}

function entry(
  cite: string,
  title: Bilingual,
  verified: Verification,
  days: { readonly from?: Day; readonly until?: Day } = {},
): Article {
  return { cite, title, from: days.from ?? LAW_FROM, until: days.until ?? null, verified }
}

const since2026 = { from: REVISION_2026 } as const
const until2026 = { until: REVISION_2026 } as const

export const articles: readonly Article[] = [
  ...rows('법', ACT),
  entry(
    '법 §30의2',
    { ko: '개인정보 처리방침의 평가 및 개선권고', en: 'Evaluation of privacy policies' },
    'read',
  ),
  entry(
    '법 §30의3',
    { ko: '사업주 또는 대표자의 책임', en: 'Responsibility of the head of the institution' },
    'read',
    since2026,
  ),
  // The paragraphs moved: the duties of the privacy officer stood in ③ before, ② before 2023, and stand in ④ now.
  entry('법 §31', { ko: '개인정보 보호책임자의 지정 등', en: 'Privacy officer' }, 'paraphrase', until2026),
  entry('법 §31', { ko: '개인정보 보호책임자의 지정 등', en: 'Privacy officer' }, 'read', since2026),
  entry(
    '법 §34',
    { ko: '개인정보 유출 등의 통지ㆍ신고', en: 'Notice and report of a breach' },
    'paraphrase',
    until2026,
  ),
  entry(
    '법 §34',
    { ko: '개인정보 유출등의 통지ㆍ신고', en: 'Notice and report of a breach' },
    'read',
    since2026,
  ),
  ...rows('영', DECREE),
  entry(
    '영 §39의2',
    { ko: '개인정보 유출등의 가능성 통지 대상', en: 'When a possible breach is notified' },
    'read',
    since2026,
  ),
  entry(
    '영 §39의3',
    { ko: '개인정보 유출등의 가능성 통지 시기ㆍ방법 등', en: 'How a possible breach is notified' },
    'read',
    since2026,
  ),
  entry('표준지침 §41', { ko: '보관 및 파기', en: 'Keeping and destruction' }, 'quoted'),
  entry(
    '표준지침 §42',
    { ko: '이용ㆍ제3자 제공ㆍ파기의 기록', en: 'Records of use, provision and destruction' },
    'paraphrase',
  ),
  entry('표준지침 §44', { ko: '열람등의 요구', en: 'Requests of data subjects' }, 'paraphrase'),
  entry(
    '표준지침 §46',
    { ko: '정보주체 이외의 자의 보호', en: 'Protection of others in the picture' },
    'paraphrase',
  ),
  entry('표준지침 §47', { ko: '안전성 확보 조치', en: 'Safeguards' }, 'quoted'),
  entry('표준지침 §48', { ko: '자체점검', en: 'Self-inspection' }, 'unverified'),
  entry('표준지침 §10', { ko: '파기', en: 'Destruction' }, 'unverified'),
  entry('안전조치기준 §2', { ko: '정의', en: 'Definitions' }, 'quoted'),
  entry('안전조치기준 §8', { ko: '접속기록의 보관 및 점검', en: 'Access logs' }, 'quoted'),
  entry('안전조치기준 §5', { ko: '접근 권한의 관리', en: 'Access rights' }, 'unverified'),
  entry(
    '행정기본법 §6',
    { ko: '행정에 관한 기간의 계산', en: 'Counting periods in administration' },
    'readOlder',
  ),
  entry('민법 §157', { ko: '기간의 기산점', en: 'Where a period begins' }, 'readOlder'),
  entry('민법 §159', { ko: '기간의 만료점', en: 'Where a period ends' }, 'readOlder'),
  entry('민법 §161', { ko: '공휴일 등과 기간의 만료점', en: 'Holidays and the end of a period' }, 'quoted'),
  entry('민원처리법 §19', { ko: '처리기간의 계산', en: 'Counting the time for petitions' }, 'readOlder'),
  entry('통신비밀보호법 §3', { ko: '통신 및 대화비밀의 보호', en: 'Secrecy of conversations' }, 'unverified'),
]

/**
 * The article that a citation of one place lies in, as it stands on that day: `법 §25①3` is found under `법 §25`.
 * Undefined when it is not on record. Throws `law.notKnown` for a day before the record.
 */
export function article(cite: string, on: Day): Article | undefined {
  const place = parseCitation(cite)?.[0]
  if (place === undefined) return undefined
  const wanted = `${place.statute} §${place.article}`
  return rulesOn(articles, on).find((one) => one.cite === wanted)
}
