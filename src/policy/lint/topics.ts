/**
 * What a heading is about, in the several wordings that agencies use. The eight items of 영 §25① come first; the
 * other topics are what policies hold besides.
 */

export type Topic =
  | 'purpose' // 1
  | 'devices' // 2
  | 'officers' // 3
  | 'keeping' // 4
  | 'confirmation' // 5
  | 'requests' // 6
  | 'safeguards' // 7
  | 'privacyOfficer'
  | 'disposal'
  | 'processors'
  | 'provision'
  | 'change'
  | 'history'
  | 'signs'
  | 'filmingNotice'
  | 'consent'
  | 'notOurs'

/** Over the words without spaces. */
const WORDINGS: readonly (readonly [topic: Topic, wording: RegExp])[] = [
  [
    'purpose',
    /(?:설치|운영|수집|활용|촬영)(?:(?:[·,/]|및)?(?:설치|운영|관리))?(?:의)?(?:법적)?(?:근거|목적)|^(?:법적)?근거(?:[·,/]|및|와)?(?:설치|운영)?목적|^목적(?:[·,/]|및|과)?(?:설치|운영)?근거|^목적$|^설치·?운영의?(?:필요성|사유)$|^운영목적/,
  ],
  [
    'devices',
    /대수|설치(?:된)?(?:위치|장소|수량|구역)|운영(?:위치|장소|수량)|촬영(?:범위|구역|대상)|(?:설치|운영)(?:[·,/]|및)?(?:운영|관리|설치)?현황|(?:설치|운영)(?:내역|내용|정보)$|기기(?:의)?현황/,
  ],
  [
    'officers',
    /관리책임|접근권한|담당부서|운영책임|관리담당|운영담당|책임자(?:및|와|·|,|의|지정|현황|$)|취급자/,
  ],
  ['privacyOfficer', /보호책임자/],
  [
    'keeping',
    /촬영(?:시간|기간)|(?:보관|보유|저장)(?:및이용)?(?:[·,/]|및)?(?:기간|장소)|처리방법|^보관(?:[·,/]|및)|영상정보의보관/,
  ],
  ['disposal', /파기|삭제(?:방법|절차)/],
  [
    'confirmation',
    /(?:확인|열람)(?:[·,/]|및)?(?:방법|장소|절차|신청방법)|(?:확인|열람)(?:할수있는|하는)(?:곳|방법)|영상정보(?:의)?확인(?:$|및|에)/,
  ],
  [
    'requests',
    /열람등|(?:열람|존재확인|삭제|정정)(?:[^다]{0,8})(?:요구|청구|요청|신청)|정보주체[^다]{0,14}(?:요구|권리)|권리[^다]{0,8}행사|권익/,
  ],
  [
    'safeguards',
    /안전성?(?:의)?확보|(?:기술|관리|물리)적?(?:[·,/]|및)?(?:기술|관리|물리)?적?(?:[·,/]|및)?(?:기술|관리|물리)?적?(?:보호|안전)?(?:조치|대책)|(?:보호|보안|안전관리|안전)(?:를위한)?(?:조치|대책)|영상정보(?:의)?(?:안전|보호)(?:한)?관리/,
  ],
  ['processors', /위탁/],
  ['provision', /제3자|목적외|(?:이용|수집)[·.,및]*제공|제공에관한/],
  [
    'change',
    /방침[^다]{0,8}(?:변경|개정|개편|적용|시행)|변경(?:에관한|에따른|고지|공지|및)|고지(?:의)?의무|공고및시행|시행일|^부칙/,
  ],
  ['history', /이력|연혁|(?:이전|과거|지난)[^다]{0,14}방침/],
  ['signs', /안내판/],
  ['filmingNotice', /촬영(?:사실|중임)|표시(?:방법|등)/],
  ['consent', /동의/],
  ['notOurs', /(?:다른|타)기관(?:이|의)?|관리주체|운영주체/],
]

/** The topics of a heading's words; none when it is about something else. */
export function topicsOf(bare: string): ReadonlySet<Topic> {
  // "목적 외 이용" is not the purpose of installing.
  const words = bare.replace(/목적외(?=이용|제공|의)/g, '제3자')
  return new Set(WORDINGS.filter(([, wording]) => wording.test(words)).map(([topic]) => topic))
}

/** A form to be filled in, not the policy's own text: 청구서, 동의서, 대장. */
export function isFormTitle(bare: string): boolean {
  const words = bare.replace(/\([^)]{0,30}\)|[□☐■[\]【】<>]/g, '')
  return words.length <= 40 && /(?:청구서|신청서|동의서|위임장|관리대장|요구서|통지서)$/.test(words)
}

/** The title of a policy on cameras. */
export function isCameraTitle(bare: string): boolean {
  return (
    bare.length <= 60 &&
    /(?:영상정보|CCTV|영상처리기기|폐쇄회로)[^다]{0,16}(?:운영|관리|설치|처리)[^다]{0,10}(?:방침|지침|규정안내|에관한사항)(?:\(?[안〈(].{0,14})?[】\]>)〉."]*$/i.test(
      bare,
    ) &&
    !/변경|이력|이동\)|클릭|바로가기|보기|다운로드|개정|제정|시행|위탁|통해|따라/.test(bare)
  )
}

/** The title of an agency's general privacy policy. */
export function isPrivacyTitle(bare: string): boolean {
  return bare.length <= 40 && /개인정보(?:보호)?(?:처리|취급)방침$/.test(bare.replace(/[】\])>"]+$/, ''))
}
