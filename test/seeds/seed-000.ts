/** 서울출입국·외국인청, in force since 2024-09-13. */
import { DEADLINE_AND_OBJECTION, HANDLING, REQUESTS, RIGHTS_AND_RECORDS, type Seed } from './table.ts'

export const seed000: Seed = {
  seed: '000',
  agency: 'seoul-immigration',
  policy: 'main',
  facts: [
    ['title', '고정형 및 이동형 영상정보처리기기 운영·관리 방침'],
    ['lead', '서울출입국·외국인청'],

    ['purpose', '고정형', '시설안전 및 화재 예방'],
    ['purpose', '고정형', '민원인 안전을 위한 범죄 예방'],
    ['purpose', '고정형', '차량도난 및 파손방지'],
    ['purpose', '이동형', '민원 처리 담당자의 보호'],
    ['purpose', '이동형', '동향 조사 활동의 채증'],
    ['purpose', '주차대수 30대를 초과', '「주차장법 시행규칙」 제6조제1항'],

    ['devices', '2024년 9월 5일 기준'],
    ['devices', '본청', '고정형', '34대', '51대', '85대'],
    ['devices', '세종로출장소', '고정형', '6대', '0대', '6대'],
    ['devices', '본청', '주차장', '공개된 장소'],
    ['devices', '본청', '청사 내 복도', '공개된 장소'],
    ['devices', '본청', '민원실', '공개된 장소'],
    ['devices', '세종로출장소', '2층 민원실', '공개된 장소'],
    ['devices', '세종로출장소', '3층 심사과', '공개된 장소'],
    ['devices', '본청', '바디캠', '16대', '이민특수조사대 및 조사과의 동향조사 활동'],
    ['devices', '본청', '민원실', '바디캠', '10대'],
    ['devices', '세종로출장소', '민원실', '바디캠', '5대'],
    ['devices', '이동형', '31대'],

    ['officers', '개인정보 보호책임자', '총무과장', '총무과', '02-2650-6202'],
    ['officers', '관리책임자', '서무계장', '총무과', '02-2650-6221'],
    ['officers', '관리책임자', '서무담당', '세종로출장소', '02-731-1708'],
    ['officers', '접근권한자', '통신장', '총무과', '02-2650-4600'],
    ['officers', '접근권한자', '보호실 계호담당', '사범과', '02-2650-6252'],

    ['keeping', '본청(보호실 제외)', '고정형', '24시간', '촬영일로부터 14일', '통신실'],
    ['keeping', '본청 보호실', '고정형', '24시간', '촬영일로부터 30일', '통신실', '보호실'],
    ['keeping', '세종로출장소', '고정형', '24시간', '촬영일로부터 14일', '세종로출장소 3층'],
    ['keeping', '본청', '이동형', '필요 시', '촬영일로부터 15일', '각 부서'],
    ['keeping', '세종로출장소', '이동형', '필요 시', '촬영일로부터 15일', '각 부서'],
    ['keeping', '동향조사 채증', '필요 시', '촬영일로부터 30일', '각 부서'],
    ...HANDLING,

    ['processors', '해당 없음'],

    ['confirmation', '요구 방법', '방문'],
    ['confirmation', '관리책임자에게 미리 연락'],
    ['confirmation', '서울출입국·외국인청 7층 총무과'],
    ['confirmation', '서울출입국·외국인청 세종로출장소 3층'],

    ...REQUESTS,
    ['requests', '열람을 제한하거나 거절할 수 있으며', '법 제35조제4항'],

    ['safeguards', '암호화'],
    ...RIGHTS_AND_RECORDS,
    ['safeguards', '잠금장치'],

    ['change', '시행하기 최소 7일 전', '홈페이지', '이유와 내용'],
    ['change', '법령', '정책', '보안기술'],
    ['history', '제정일자', '2012년 3월 9일'],
    ['history', '공고일자', '2024년 9월 6일'],
    ['history', '시행일자', '2024년 9월 13일'],
  ],
  corrections: [
    {
      what: 'mobile devices stand on Article 25-2, not on Article 25(1)',
      states: [['purpose', '이동형', '민원 처리 담당자의 보호', '제25조의2제1항제1호', '제15조제1항제3호']],
      never: [['purpose', '이동형', '제25조제1항']],
    },
    {
      what: 'closed places stand on Article 15(1), not on Article 25(1)',
      states: [['purpose', '비공개 장소', '시설안전 및 화재 예방', '제15조제1항제3호']],
      never: [['purpose', '비공개 장소', '제25조제1항']],
    },
    {
      what: 'the detention room is among the places',
      states: [['devices', '본청', '보호실', '비공개 장소']],
    },
    {
      what: 'somebody may look at the body cameras and at the branch office',
      states: [
        ['officers', '접근권한자', '통신장', '본청(보호실 제외)'],
        ['officers', '접근권한자', '서무담당', '세종로출장소', '02-731-1708'],
      ],
    },
    {
      what: 'nothing is outsourced, and nothing else is said',
      never: [['processors', '위탁하고 있습니다']],
    },
    { what: 'how filming is made known', states: [['signs', '불빛', '소리']] },
    {
      what: 'signboards in public places',
      states: [['signs', '본청 출입구', '로비', '민원실']],
    },
    {
      what: 'the last section is about this policy',
      never: [['change', '개인정보 처리방침']],
    },
    DEADLINE_AND_OBJECTION,
  ],
}
