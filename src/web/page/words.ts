/** What the page says, Korean first. One table for both languages, so that none is forgotten. */

export type Language = 'ko' | 'en'

const WORDS = {
  title: { ko: '영상정보 열람', en: 'Viewing footage' },
  product: { ko: '장승', en: 'Jangseung' },
  skip: { ko: '본문으로 건너뛰기', en: 'Skip to the content' },
  portal: { ko: '공개 홈페이지', en: 'Public site' },
  otherLanguage: { ko: 'English', en: '한국어' },
  needsScript: {
    ko: '이 화면은 영상을 재생하므로 자바스크립트가 필요합니다.',
    en: 'This page plays footage and needs JavaScript.',
  },

  signIn: { ko: '로그인', en: 'Sign in' },
  signOut: { ko: '로그아웃', en: 'Sign out' },
  login: { ko: '아이디', en: 'Login' },
  password: { ko: '비밀번호', en: 'Password' },
  signInNote: {
    ko: '로그인한 시각과 접속한 주소가 접속기록에 남습니다.',
    en: 'When and from which address you sign in is recorded.',
  },
  enrolTitle: { ko: '등록 코드로 비밀번호 정하기', en: 'Set a password with an enrolment code' },
  enrol: { ko: '비밀번호 정하기', en: 'Set the password' },
  code: { ko: '코드', en: 'Code' },
  enrolled: { ko: '비밀번호를 정했습니다. 로그인하십시오.', en: 'The password is set. Sign in.' },

  setUpTitle: { ko: '처음 설정', en: 'First set-up' },
  setUpNote: {
    ko: '프로그램을 처음 시작할 때 터미널에 나온 설정 코드로 첫 관리자 계정을 만듭니다.',
    en: 'Make the first administrator with the set-up code that the program printed at its first start.',
  },
  setUp: { ko: '관리자 계정 만들기', en: 'Make the administrator' },
  name: { ko: '이름', en: 'Name' },
  passwordNote: {
    ko: '12자 이상. 띄어쓰기를 포함한 문장을 권합니다.',
    en: 'At least 12 characters. A sentence with spaces is a good one.',
  },

  cameras: { ko: '기기', en: 'Devices' },
  camerasNote: { ko: '내 열람 범위에 있는 기기입니다.', en: 'The devices within your grants.' },
  noCameras: {
    ko: '열람할 수 있는 기기가 없습니다. 범위는 개인정보 보호책임자가 정합니다.',
    en: 'There is no device you may watch. Grants are given by the privacy officer.',
  },
  public: { ko: '공개', en: 'public' },
  closed: { ko: '비공개', en: 'closed' },
  recording: { ko: '녹화 중', en: 'recording' },
  connecting: { ko: '연결 중', en: 'connecting' },
  stopped: { ko: '중단', en: 'stopped' },
  noState: { ko: '연결 안 됨', en: 'not connected' },

  request: { ko: '열람 목적', en: 'Purpose of viewing' },
  chosen: { ko: '고른 기기', en: 'Device' },
  chooseFirst: { ko: '기기를 먼저 고르십시오.', en: 'Choose a device first.' },
  from: { ko: '시작', en: 'From' },
  to: { ko: '끝', en: 'To' },
  koreanTime: { ko: '한국 시각. 한 번에 2시간까지.', en: 'Korean time. Up to 2 hours at once.' },
  footage: { ko: '최근 하루의 녹화', en: 'Recorded within the last day' },
  noFootage: {
    ko: '최근 하루 동안 녹화된 영상이 없습니다.',
    en: 'Nothing was recorded within the last day.',
  },
  purpose: { ko: '목적', en: 'Purpose' },
  basis: { ko: '법적 근거', en: 'Legal basis' },
  beyond: { ko: '목적 외 이용 (법 §18②)', en: 'Beyond purpose (법 §18②)' },
  detail: { ko: '구체적 사유 (선택)', en: 'Details (optional)' },
  detailNote: {
    ko: '문서 번호 등. 장부에는 내용이 아니라 그 증표만 남습니다.',
    en: 'A document number, say. The ledger keeps only a commitment to it.',
  },
  open: { ko: '기록하고 열람하기', en: 'Record and view' },
  opening: { ko: '장부에 기록하는 중…', en: 'Recording in the ledger…' },
  recordNote: {
    ko: '누르면 누가, 어느 기기의 어느 시각을, 왜 보는지가 장부에 먼저 기록됩니다.',
    en: 'Who looks at which device and time, and why, is recorded in the ledger first.',
  },

  viewing: { ko: '열람', en: 'Viewing' },
  recorded: { ko: '기록됨', en: 'Recorded' },
  leaf: { ko: '장부 {leaf}번', en: 'ledger entry {leaf}' },
  who: { ko: '열람자', en: 'Viewer' },
  why: { ko: '목적과 근거', en: 'Purpose and basis' },
  range: { ko: '구간', en: 'Range' },
  until: { ko: '남은 시간', en: 'Time left' },
  close: { ko: '열람 끝내기', en: 'End the viewing' },
  closedAfter: {
    ko: '열람을 끝냈습니다. 실제로 본 {seconds}초가 장부에 기록되었습니다.',
    en: 'The viewing has ended. The {seconds} seconds really seen are in the ledger.',
  },
  ended: { ko: '열람 시간이 끝났습니다.', en: 'The time of this viewing is over.' },
  nothing: { ko: '이 구간에는 영상이 없습니다.', en: 'There is no footage in this range.' },
  unsupported: {
    ko: '이 브라우저는 이 기기의 영상 형식({codec}, H.265)을 재생하지 못합니다. H.265를 지원하는 브라우저나 컴퓨터에서 여십시오.',
    en: 'This browser cannot play the format of this device ({codec}, H.265). Use a browser or computer that supports H.265.',
  },
  playFailed: { ko: '재생하지 못했습니다({reason}).', en: 'Playback failed ({reason}).' },
  failed: { ko: '서버에 연결하지 못했습니다.', en: 'The server cannot be reached.' },
  administration: {
    ko: '이 계정은 영상을 열람하지 않습니다. 계정·기록은 API(/api/openapi.json)로 다룹니다.',
    en: 'This account does not view footage. Accounts and records are handled through the API (/api/openapi.json).',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>

type Word = keyof typeof WORDS

export function wordsIn(language: Language): Readonly<Record<Word, string>> {
  return Object.fromEntries(Object.entries(WORDS).map(([word, text]) => [word, text[language]])) as Record<
    Word,
    string
  >
}
