/** 미추홀구 용현1.4동 행정복지센터: a wearable camera (enacted 2024-08-19), cameras against dumping (2024-08-01). */
import { DEADLINE_AND_OBJECTION, type Fact, HANDLING, REQUESTS, type Seed } from './table.ts'

const BOTH: readonly Fact[] = [
  ['lead', '인천광역시 미추홀구 용현1.4동 행정복지센터'],
  ['officers', '관리책임자', '용현1.4동장', '용현1.4동', '032-728-6160'],
  ['officers', '접근권한자', '총무담당', '용현1.4동', '032-728-6162'],
  ...HANDLING,
  ['confirmation', '관리책임자에게 미리 연락'],
  ['confirmation', '요구 방법', '방문'],
  ...REQUESTS,
  ['safeguards', '사용자마다', '비밀번호', '통제'],
  ['safeguards', '열람할 때', '기록', '위조와 변조'],
  ['safeguards', '제한구역'],
  ['safeguards', '잠금장치'],
  ['change', '미추홀구 홈페이지'],
]

export const seed003a: Seed = {
  seed: '003a',
  agency: 'yonghyeon-14dong',
  policy: 'wearable',
  facts: [
    ['title', '이동형 영상정보처리기기 운영·관리 방침'],
    ['purpose', '이동형', '민원 담당 공무원 보호'],
    ['devices', '웨어러블캠', '1대'],
    ['officers', '접근권한자', '주무관', '용현1.4동', '032-728-6175'],
    ['keeping', '이동형', '필요 시', '촬영일로부터 30일', '문서고 내 보관함'],
    ['confirmation', '용현1.4동 행정복지센터 민원실'],
    ['history', '제정일자', '2024년 8월 19일'],
    ...BOTH,
  ],
  corrections: [
    {
      what: 'a mobile device stands on Article 25-2, not on Article 25(1)',
      states: [['purpose', '민원 담당 공무원 보호', '제25조의2제1항제1호', '제15조제1항제3호']],
      never: [['purpose', '제25조제1항']],
    },
    {
      what: 'where it is used and what it films',
      states: [['devices', '민원실', '1대', '담당 공무원의 앞쪽']],
    },
    { what: 'how filming is made known', states: [['signs', '불빛', '소리']] },
    {
      what: 'the period is a number and no bound',
      states: [['keeping', '촬영일로부터 30일']],
      never: [['anywhere', '30일 이내']],
    },
    { what: 'a privacy officer', states: [['officers', '개인정보 보호책임자', '미추홀구청']] },
    { what: 'encryption', states: [['safeguards', '암호화']] },
    { what: 'no separate line for a camera kept in a cabinet', never: [['safeguards', '전용회선']] },
    {
      what: 'days of effect and announcement',
      states: [
        ['history', '공고일자', '2024년 8월 19일'],
        ['history', '시행일자', '2024년 8월 19일'],
      ],
    },
    {
      what: 'the other policy of the office stands by itself',
      never: [
        ['anywhere', '032-728-6164'],
        ['anywhere', '감시카메라'],
      ],
    },
    DEADLINE_AND_OBJECTION,
  ],
}

export const seed003b: Seed = {
  seed: '003b',
  agency: 'yonghyeon-14dong',
  policy: 'dumping',
  facts: [
    ['title', '쓰레기 불법투기 방지', '영상정보처리기기 운영·관리 방침'],
    ['purpose', '쓰레기 불법투기 예방 및 단속'],
    ['devices', '쓰레기 불법투기 방지 감시카메라', '11대'],
    ['officers', '접근권한자', '주무관', '용현1.4동', '032-728-6164'],
    ['keeping', '24시간', '촬영일로부터 30일', '용현1.4동 행정복지센터'],
    ['safeguards', '전용회선', '외부망과 분리'],
    ['confirmation', '용현1.4동 행정복지센터'],
    ['history', '제정일자', '2024년 8월 1일'],
    ...BOTH,
  ],
  corrections: [
    {
      what: 'what films one spot round the clock is fixed: Article 25(1), and the word',
      states: [
        ['title', '고정형 영상정보처리기기'],
        ['purpose', '고정형', '공개된 장소', '쓰레기 불법투기 예방 및 단속', '제25조제1항제2호'],
        ['devices', '고정형', '11대'],
      ],
      never: [
        ['anywhere', '이동형'],
        ['anywhere', '제25조의2'],
      ],
    },
    { what: 'a signboard', states: [['signs', '안내판', '제25조제4항']] },
    {
      what: 'places and views',
      states: [['devices', '쓰레기 불법투기 우려 지점', '공개된 장소', '11대', '투기 지점과 그 주변 도로']],
    },
    {
      what: 'the period is a number and no bound',
      states: [['keeping', '촬영일로부터 30일']],
      never: [['anywhere', '30일 이내']],
    },
    { what: 'a privacy officer', states: [['officers', '개인정보 보호책임자', '미추홀구청']] },
    { what: 'encryption', states: [['safeguards', '암호화']] },
    {
      what: 'days of effect and announcement',
      states: [
        ['history', '공고일자', '2024년 8월 1일'],
        ['history', '시행일자', '2024년 8월 1일'],
      ],
    },
    {
      what: 'the other policy of the office stands by itself',
      never: [
        ['anywhere', '032-728-6175'],
        ['anywhere', '웨어러블캠'],
      ],
    },
    DEADLINE_AND_OBJECTION,
  ],
}
