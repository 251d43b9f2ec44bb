/** What few agencies state, all in one: every sentence that the five agencies' policies do not show. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '../base/day.ts'
import { renderText } from '../documents/documents.ts'
import { readAgencyFile, type Registry } from '../registry/registry.ts'
import { documentOf } from './document.ts'
import { draft } from './draft.ts'

const TODAY = '2026-11-22' as Day
const everything = {
  everything: true,
  sites: [],
  zones: [],
  devices: [],
  classes: [],
  exceptZones: [],
} as const

const plain = await readAgencyFile(
  new URL('../../agencies/seoul-immigration.yaml', import.meta.url).pathname,
  TODAY,
)

const rich: Registry = {
  ...plain,
  agency: {
    ...plain.agency,
    homepage: 'https://www.example.go.kr',
    address: { ko: '서울특별시 양천구 목동동로 1', en: '1 Mokdongdong-ro, Yangcheon-gu, Seoul' },
    postcode: '08000',
    phones: ['02-000-0001', '02-000-0002'],
  },
  zones: plain.zones.map((zone) => {
    if (zone.id === 'main-parking')
      return {
        ...zone,
        signboard: { installed: false, where: null, exception: 'exemptFacility' as const, reason: null },
        monitoring: { method: 'live' as const, place: { ko: '방재실', en: 'Control room' } },
      }
    if (zone.id === 'main-corridor')
      return {
        ...zone,
        signboard: {
          installed: false,
          where: null,
          exception: 'website' as const,
          reason: { ko: '멀리서 촬영함', en: 'Filmed from afar' },
        },
        monitoring: { method: 'recordOnly' as const, place: null },
      }
    if (zone.id === 'main-detention')
      return {
        ...zone,
        recordings: zone.recordings.map((one) => ({
          ...one,
          retentionDays: 60,
          hours: '09:00-18:00',
          justification: { ko: '조사에 걸리는 기간', en: 'How long inquiries take' },
        })),
      }
    return zone
  }),
  devices: plain.devices.map((device) => {
    if (device.id === 'sejong-body-01')
      return { ...device, audio: true, audioBasis: { ko: '폭언 예방', en: 'Prevention of abuse' } }
    return device.id === 'main-entrance-01' ? { ...device, recording: false } : device
  }),
  officers: plain.officers.map((one) =>
    one.id === 'sejong-handler'
      ? { ...one, scope: { ...one.scope, sites: [], devices: ['sejong-waiting-01'], classes: ['fixed'] } }
      : one,
  ),
  processors: [
    {
      id: 'guards',
      name: { ko: '보기경비', en: 'Example Guards' },
      tasks: [
        { ko: '관제', en: 'Watching' },
        { ko: '유지보수', en: 'Maintenance' },
      ],
      phone: '02-000-0003',
      scope: { ...everything, exceptZones: ['main-detention'] },
      contract: {
        from: '2026-01-01' as Day,
        until: '2026-12-31' as Day,
        clauses: ['purpose', 'safeguards', 'damages'],
      },
    },
  ],
  consultations: [
    {
      id: 'corridor',
      scope: everything,
      state: 'held',
      methods: ['briefing', 'survey'],
      from: '2023-11-01' as Day,
      until: '2023-11-14' as Day,
      result: { ko: '반대 없음.', en: 'No objections.' },
    },
  ],
  provision: {
    bases: ['18-2-1', '18-2-7'],
    recipients: [
      {
        id: 'police',
        name: { ko: '보기경찰서', en: 'Example Police Station' },
        purpose: { ko: '범죄 수사', en: 'Investigation of crime' },
        basis: '18-2-7',
        items: [{ ko: '사건과 관련된 영상', en: 'Footage of the case' }],
        period: { ko: '수사가 끝날 때까지', en: 'Until the investigation ends' },
      },
    ],
    form: null,
  },
  forms: [
    { id: 'mandate', number: 4, title: { ko: '위임장', en: 'Power of attorney' }, use: 'delegation' },
    { id: 'ledger', number: 1, title: { ko: '관리대장', en: 'Ledger' }, use: 'managementLedger' },
  ],
  requests: { ...plain.requests, advanceContact: false, methods: ['visit', 'post', 'online'] },
  safeguards: plain.safeguards,
  disposal: { prints: ['shredding'], automatic: false },
  unconfirmed: [],
}

test('what few agencies state is stated in whole sentences', () => {
  const one = draft({ registry: rich, policy: 'main', on: TODAY })
  const ko = renderText(documentOf(one, 'ko'))
  for (const expected of [
    '설치하기 전에 의견을 들었습니다(법 제25조제3항): 설명회, 설문조사, 2023년 11월 1일부터 2023년 11월 14일까지, 반대 없음.',
    '주소: (08000) 서울특별시 양천구 목동동로 1',
    '접근권한자\t서무담당\t세종로출장소\t02-731-1708\t2층 민원실 01',
    '고정형\t본청 보호실\t상시 촬영\t09:00부터 18:00까지\t촬영일로부터 60일\t통신실, 보호실',
    '60일 동안 보관하는 이유: 조사에 걸리는 기간',
    '소리도 녹음하는 이동형 기기는 1대입니다(2층 민원실). 근거: 폭언 예방',
    '그 밖의 이동형 기기는 소리를 녹음하지 않습니다.',
    '기기 1대는 비추기만 하고 영상을 저장하지 않습니다.',
    '보기경비\t관제, 유지보수\t본청(보호실 제외); 세종로출장소\t02-000-0003\t2026년 1월 1일부터 2026년 12월 31일까지',
    '위탁 계약 문서에는 다음 사항을 정하였습니다(시행령 제26조제1항): 위탁하는 사무의 목적 및 범위, 접근 제한 등 안전성 확보 조치, 의무 위반 시 손해배상 등 책임.',
    '보기경찰서\t범죄 수사\t범죄의 수사와 공소의 제기·유지 (법 제18조제2항제7호)\t사건과 관련된 영상\t수사가 끝날 때까지',
    '확인 방법: 아래 장소로 오시면 확인하실 수 있습니다.',
    '요구 방법: 방문, 우편, 인터넷',
    '위임은 ‘위임장’(별지 제4호서식)에 적어 주십시오.',
    '주차장: 법 제25조제4항 단서에 따라 안내판을 두지 않을 수 있는 곳입니다.',
    '청사 내 복도: 멀리서 촬영함(시행령 제24조제2항에 따라 안내판 대신 홈페이지에 싣습니다)',
    '출력물은 파쇄합니다.',
  ])
    assert(ko.includes(expected), expected)
  assert.doesNotMatch(ko, /시스템이 자동으로|관보나 홈페이지|undefined|은\(는\)/)
  const en = renderText(documentOf(one, 'en'))
  for (const expected of [
    'Before the devices were put up, people were consulted (Article 25(3) of the Act): briefing and survey',
    'Why 60 days: How long inquiries take',
    '1 mobile device also records sound (Visitor service hall, 2nd floor). Basis: Prevention of abuse',
    '1 device only shows a picture and stores nothing.',
    'in person, by post and online',
  ])
    assert(en.includes(expected), expected)
})

test('one reason for several periods is told with each of them, and once where they are the same', () => {
  const days: Readonly<Record<string, number>> = { 'main-parking': 45, 'main-corridor': 60, 'main-lobby': 60 }
  const zones = plain.zones.map((zone) => ({
    ...zone,
    recordings: zone.recordings.map((one) => ({
      ...one,
      retentionDays: days[zone.id] ?? one.retentionDays,
      justification: zone.id in days ? { ko: '조사에 걸리는 기간', en: 'How long inquiries take' } : null,
    })),
  }))
  const one = draft({ registry: { ...plain, zones }, policy: 'main', on: TODAY })
  const told = renderText(documentOf(one, 'ko')).match(/\d+일 동안 보관하는 이유: .*/g)
  assert.deepEqual(told?.toSorted(), [
    '45일 동안 보관하는 이유: 조사에 걸리는 기간',
    '60일 동안 보관하는 이유: 조사에 걸리는 기간',
  ])
})
