/** 서울특별시 본청, enacted on 2012-03-30. Half of the text is a form: only what it really states is here. */
import {
  DEADLINE_AND_OBJECTION,
  FIXED_IN_TITLE,
  HANDLING,
  REQUESTS,
  RIGHTS_AND_RECORDS,
  type Seed,
} from './table.ts'

export const seed001: Seed = {
  seed: '001',
  agency: 'seoul-city',
  policy: 'main',
  facts: [
    ['title', '영상정보처리기기 운영·관리 방침'],
    ['lead', '서울특별시 본청에만 적용', '본부와 사업소는 포함하지 않'],
    ['lead', '따로 방침을 공개한 경우에는 그 방침을 따르고'],
    ['lead', '소속 기관의 기기는 해당 기관의 홈페이지에서 확인'],

    ['purpose', '법령에서 구체적으로 허용하고 있는 경우', '제25조제1항제1호'],
    ['purpose', '범죄의 예방 및 수사', '제25조제1항제2호'],
    ['purpose', '시설안전 및 화재 예방', '제25조제1항제3호'],
    ['purpose', '교통단속', '제25조제1항제4호'],
    ['purpose', '교통정보의 수집·분석 및 제공', '제25조제1항제5호'],

    // The row that the form itself fills in, and its columns.
    ['devices', '건물 로비 및 출입구 주변', '총무과', '12대'],
    ['devices', '위치', '담당부서', '대수', '촬영범위'],
    ['devices', '관제 방법', '관제 장소'],
    ['devices', '건물 로비 및 출입구 주변', '수시'],
    ['devices', '세부파일'],
    ['keeping', '24시간', '촬영일로부터 30일', '방재센터'],
    ...HANDLING,

    ['officers', '개인정보 보호책임자'],
    ['officers', '관리책임자', '총무과장', '총무과'],
    ['officers', '관리책임자', '교통지도과장', '교통지도과'],
    ['officers', '관리책임자', '교통정보과장', '교통정보과'],
    ['officers', '관리담당자', '주무관', '총무과'],
    ['officers', '관리담당자', '주무관', '교통지도과'],
    ['officers', '관리담당자', '주무관', '교통정보과'],
    ['officers', '관리책임자', '실제로 설치하고 운영하는', '본청 과·담당관 단위의 부서장'],
    ['officers', '(04524)', '서울특별시 중구 세종대로 110'],
    ['officers', '02-120', '02-731-2120'],

    ['confirmation', '요구 방법', '방문'],
    ['confirmation', '관리책임자 또는 관리담당자에게 미리 연락'],
    ['confirmation', '개인영상정보 열람·존재확인 청구서'],
    ['confirmation', '총무과'],
    ...REQUESTS,
    ['requests', '범죄수사·공소유지·재판수행에 중대한 지장'],
    ['requests', '보관기간이 지나 이미 파기'],
    ['requests', '10일 이내', '그 사유', '서면 등'],

    ['processors', '수탁자', '위탁하는 업무', '연락처'],

    ['safeguards', '암호화'],
    ...RIGHTS_AND_RECORDS,
    ['safeguards', '잠금장치'],

    ['change', '지체 없이', '홈페이지', '이유와 내용'],
    ['change', '법령', '정책', '보안기술'],
    ['history', '제정일자', '2012년 3월 30일'],
    ['history', '2012년 3월 30일', '2018년 3월 31일'],
    ['history', '2018년 4월 1일', '2020년 6월 7일'],
  ],
  corrections: [
    {
      what: 'no placeholder is left',
      never: [
        ['anywhere', '○○'],
        ['anywhere', '00대'],
        ['anywhere', '000실'],
        ['anywhere', '000시스템'],
        ['anywhere', '0000'],
        ['anywhere', '홍길동'],
      ],
    },
    {
      what: 'refusals keep to the grounds of the Act: the privacy of others is none, nor is any other reason',
      states: [
        ['requests', '다른 사람의 생명·신체', '부당하게 침해할 우려', '제35조제4항제2호'],
        ['requests', '법률에 따라 열람이 금지되거나 제한되는 경우', '제35조제4항제1호'],
        ['requests', '다른 사람이 함께 찍혔다는 이유만으로 거절하지 않습니다'],
      ],
      never: [
        ['requests', '사생활'],
        ['requests', '기타'],
        ['requests', '그 밖에 거부할 만한'],
      ],
    },
    {
      what: 'a privacy officer',
      states: [['officers', '개인정보 보호책임자', '02-731-2120']],
    },
    {
      what: 'the present version follows the last without a gap',
      states: [
        ['history', '공고일자', '2020년 6월 8일'],
        ['history', '시행일자', '2020년 6월 8일'],
      ],
    },
    { what: 'what is outsourced', states: [['processors', '유지보수 업체', '영상정보처리기기의 유지보수']] },
    {
      what: 'what is an example is said to be one',
      states: [['confirming', '구역별 대수', '예시이며 사실이 아님']],
    },
    { what: 'signboards', states: [['signs', '건물 출입구', '건물 로비 및 출입구 주변']] },
    FIXED_IN_TITLE,
    DEADLINE_AND_OBJECTION,
  ],
}
