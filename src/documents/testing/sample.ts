/** A document of three printed pages with every kind of block, as an agency's policy has them. Invented throughout. */
import type { Day } from '../../base/day.ts'
import type { Block, Document } from '../model.ts'

const PLACES = ['민원실', '주차장', '승강기', '복도', '출입구', '서고', '구내식당', '옥상']

function devices(count: number): Block {
  return {
    type: 'table',
    caption: '표 2. 영상정보처리기기 목록',
    head: [['번호', { text: '설치 장소', colspan: 2 }, '대수', '촬영 범위', '보관 기간']],
    rowHeader: true,
    rows: Array.from({ length: count }, (_, index) => [
      { text: String(index + 1), align: 'center' as const },
      `제${Math.floor(index / 8) + 1}청사`,
      `${(index % 5) + 1}층 ${PLACES[index % 8]}`,
      { text: `${(index % 4) + 1}대`, align: 'end' as const },
      '출입하는 사람과 그 둘레, 음성은 없음',
      { text: '촬영일부터 30일', align: 'center' as const },
    ]),
  }
}

export const samplePolicy: Document = {
  title: '영상정보처리기기 운영·관리 방침',
  language: 'ko',
  subtitle: '고정형 및 이동형',
  issuer: '가온시 시설관리과',
  dated: '2026-11-22' as Day,
  blocks: [
    {
      type: 'paragraph',
      text: [
        '가온시는 이 방침으로 우리가 운영하는 영상정보처리기기를 ',
        { text: '누가, 어디에, 왜', strong: true },
        ' 두었는지와 찍힌 사람이 무엇을 요구할 수 있는지를 알립니다. 자세한 법령은 ',
        { text: '국가법령정보센터', href: 'https://www.law.go.kr/' },
        '에서 볼 수 있습니다.',
      ],
    },
    { type: 'heading', level: 2, id: 'purpose', text: '1. 설치 근거와 목적' },
    {
      type: 'list',
      style: 'ganada',
      items: [
        '시설의 안전과 화재 예방',
        [
          { type: 'paragraph', text: '범죄의 예방과 수사를 위하여 필요한 경우' },
          { type: 'list', style: 'circled', items: ['공개된 장소에 한합니다.', '음성은 기록하지 않습니다.'] },
        ],
        '교통 정보의 수집과 분석 및 제공',
      ],
    },
    { type: 'heading', level: 2, id: 'devices', text: '2. 설치 대수, 위치와 촬영 범위' },
    {
      type: 'table',
      caption: '표 1. 청사별 대수',
      head: [
        [
          { text: '구분', rowspan: 2 },
          { text: '대수', colspan: 2 },
          { text: '계', rowspan: 2 },
        ],
        ['공개 장소', '비공개 장소'],
      ],
      rowHeader: true,
      rows: [
        ['제1청사', { text: '32', align: 'end' }, { text: '4', align: 'end' }, { text: '36', align: 'end' }],
        ['제2청사', { text: '12', align: 'end' }, { text: '0', align: 'end' }, { text: '12', align: 'end' }],
        [
          { text: '합계', header: true, align: 'center' },
          { text: '48', colspan: 3, align: 'end' },
        ],
      ],
    },
    { type: 'note', text: '대수는 2026년 11월 22일 현재이며, 현황에서 계산한 값입니다.' },
    devices(40),
    { type: 'heading', level: 2, id: 'officers', text: '3. 관리책임자와 접근권한자' },
    { type: 'heading', level: 3, text: '3.1 관리책임자' },
    { type: 'paragraph', text: '시설관리과장 (02-000-0000)\n접근권한자: 당직실 근무자, 안전총괄과 담당자' },
    { type: 'heading', level: 2, id: 'requests', text: '4. 열람을 청구하는 방법' },
    {
      type: 'list',
      style: 'decimal',
      items: [
        '아래 서식을 써서 시설관리과에 냅니다.',
        '10일 안에 결과를 알려 드립니다.',
        '거절할 때에는 까닭과 불복하는 방법을 함께 알립니다.',
      ],
    },
    { type: 'list', style: 'bullet', items: ['방문: 평일 09:00~18:00', '우편, 누리집'] },
    {
      type: 'fields',
      caption: '개인영상정보 청구서',
      fields: [
        {
          label: '구분',
          choices: [
            { label: '존재확인', chosen: false },
            { label: '열람', chosen: true },
          ],
        },
        { label: '기록 기간', hint: '분 단위까지', value: '2026-11-20 09:00 ~ 09:30' },
        { label: '청구 목적과 사유', lines: 3 },
      ],
    },
    {
      type: 'signatures',
      date: '2026년    월    일',
      parties: [{ role: '청구인' }, { role: '접수자', name: '시설관리과' }],
      to: '가온시장 귀하',
    },
  ],
}

export const sampleEnglish: Document = {
  title: 'Policy on video devices',
  language: 'en',
  subtitle: 'Fixed and mobile',
  issuer: 'City of Gaon',
  blocks: samplePolicy.blocks,
}
