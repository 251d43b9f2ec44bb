/** 관세청 본청, in force since 2021-03-30. */
import {
  DEADLINE_AND_OBJECTION,
  FIXED_IN_TITLE,
  HANDLING,
  REQUESTS,
  RIGHTS_AND_RECORDS,
  type Seed,
} from './table.ts'

export const seed002: Seed = {
  seed: '002',
  agency: 'customs-service',
  policy: 'main',
  facts: [
    ['title', '영상정보처리기기 운영·관리 방침'],
    ['lead', '관세청 본청', '에만 적용'],
    ['purpose', '범죄예방 및 시설 안전'],

    ['devices', '3층 정보통신실', '비공개 장소', '4대', '출입구 및 실내'],
    ['devices', '5층 전자통관통합관제센터', '비공개 장소', '2대', '출입구 및 실내'],
    ['devices', '5층 감시종합상황실', '비공개 장소', '4대', '출입구 및 실내'],

    ['officers', '관리책임자', '시스템운영팀장', '시스템운영팀', '042-481-7770', '전자통관통합관제센터'],
    ['officers', '관리책임자', '시스템운영팀장', '시스템운영팀', '042-481-7770', '정보통신실'],
    ['officers', '관리책임자', '관세국경감시과장', '관세국경감시과', '042-481-7920', '감시종합상황실'],
    ['officers', '접근권한자', '관세행정관', '시스템운영팀', '042-481-1197', '전자통관통합관제센터'],
    ['officers', '접근권한자', '관세행정관', '시스템운영팀', '042-481-7887', '정보통신실'],
    ['officers', '접근권한자', '관세행정관', '관세국경감시과', '042-481-7782', '감시종합상황실'],

    ['keeping', '3층 정보통신실', '24시간', '촬영일로부터 30일', '정보통신실'],
    ['keeping', '5층 전자통관통합관제센터', '24시간', '촬영일로부터 30일', '전자통관통합관제센터'],
    ['keeping', '5층 감시종합상황실', '24시간', '촬영일로부터 30일', '감시종합상황실'],
    ...HANDLING,
    ['keeping', '기록', '별지 제1호서식'],
    ['keeping', '보관기간이 끝난', '자동으로'],

    ['confirmation', '요구 방법', '방문'],
    ['confirmation', '관리책임자 또는 접근권한자에게 미리 연락'],
    ['confirmation', '관세청 시스템운영팀 전자통관통합관제센터'],
    ['confirmation', '관세청 시스템운영팀 정보통신실'],
    ['confirmation', '관세청 관세국경감시과 감시종합상황실'],
    ['confirmation', '개인영상정보 존재확인·열람 청구서', '별지 제2호서식'],
    ...REQUESTS,

    ['safeguards', '통제구역'],
    ...RIGHTS_AND_RECORDS,

    ['signs', '안내판을 두지 않습니다'],
    ['signs', '정보통신실', '전자통관통합관제센터', '감시종합상황실', '출입이 제한되는 비공개 장소'],
    ['consent', '동의를 받습니다', '제15조'],
    ['consent', '별지 제3호서식'],

    ['provision', '목적 안에서만'],
    ['provision', '별도 동의'],
    ['provision', '다른 법률의 특별한 규정'],
    ['provision', '별지 제1호서식'],

    ['change', '홈페이지', '이유와 내용'],
    ['change', '법령', '정책', '보안기술'],
    ['history', '제정일자', '2012년 6월 20일'],
    ['history', '개정일자', '2021년 3월 30일'],
    ['history', '시행일자', '2021년 3월 30일'],
    ['history', '2019년 8월 14일', '2019년 8월 13일'],
  ],
  corrections: [
    {
      what: 'closed rooms stand on consent, not on Article 25(1)',
      states: [['purpose', '비공개 장소', '범죄예방 및 시설 안전', '제15조제1항제1호']],
      never: [['purpose', '제25조제1항']],
    },
    {
      what: 'the period is a number, once, and no bound',
      states: [
        ['consent', '보유·이용 기간'],
        ['consent', '출입구와 실내에서 촬영된 영상', '촬영일로부터 30일'],
      ],
      never: [
        ['anywhere', '30일 이하'],
        ['anywhere', '30일 이내'],
      ],
    },
    { what: 'a total', states: [['devices', '모두 10대']] },
    { what: 'a privacy officer', states: [['officers', '개인정보 보호책임자', '정보데이터정책관']] },
    { what: 'encryption', states: [['safeguards', '암호화']] },
    {
      what: 'the four things that are told when consent is asked',
      states: [
        ['consent', '수집·이용 목적', '수집하는 항목', '보유·이용 기간', '거부할 권리와 불이익'],
        [
          'consent',
          '범죄예방 및 시설 안전',
          '출입구와 실내에서 촬영된 영상',
          '동의를 거부할 수 있으며',
          '출입할 수 없',
        ],
      ],
    },
    { what: 'a day of announcement', states: [['history', '공고일자', '2021년 3월 30일']] },
    {
      what: 'whether anything is outsourced',
      states: [['processors', '해당 없음']],
      never: [['processors', '위탁하고 있습니다']],
    },
    FIXED_IN_TITLE,
    DEADLINE_AND_OBJECTION,
  ],
}
