import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { Day } from '../base/day.ts'
import { Fault, isFault } from '../base/fault.ts'
import { readAgency, readAgencyFile } from './registry.ts'

const TODAY = '2026-11-22' as Day
const folder = new URL('../../agencies/', import.meta.url)
const template = await readFile(new URL('template.yaml', folder), 'utf8')

/** The template with each `from` (which must stand in it once) replaced. */
function edited(...edits: readonly (readonly [from: string, to: string])[]): string {
  let text = template
  for (const [from, to] of edits) {
    assert.equal(text.split(from).length, 2, `"${from}" stands once in the template`)
    text = text.replace(from, () => to)
  }
  return text
}

/** What is told about a text: `code line:column path`. */
function told(text: string, on: Day = TODAY): string[] {
  const reading = readAgency(text, on)
  if (!('problems' in reading)) return []
  return reading.problems.map(({ fault, line, column, path }) => {
    assert.ok(fault.message.includes(`${line}:${column} `) && fault.messageKo.includes(`${line}:${column} `))
    return `${fault.code.replace('registry.', '')} ${line}:${column} ${path}`
  })
}

/** The only message told about a text, in Korean and in English. */
function message(text: string): { ko: string; en: string } {
  const reading = readAgency(text, TODAY)
  assert.ok('problems' in reading)
  const [problem, ...others] = reading.problems
  assert.deepEqual(
    others.map(({ fault }) => fault.message),
    [],
  )
  assert.ok(problem)
  return { ko: problem.fault.messageKo, en: problem.fault.message }
}

/** 1-based line of the only line that holds `part`. */
function lineOf(text: string, part: string): number {
  const lines = text.split('\n')
  const found = lines.flatMap((line, index) => (line.includes(part) ? [index + 1] : []))
  assert.equal(found.length, 1, `"${part}" stands on one line`)
  return found[0] ?? 0
}

/** Parts of the template that several tests replace. */
const SIGNBOARD = 'signboard: { installed: true, where: { ko: 정문 출입구, en: Main entrance } }'
const CONSULTATION = /consultations:\n( {2}.*\n)+/.exec(template)?.[0] ?? ''
const PLANNED = ["id: 'lobby-{nn}', count: 2", "id: 'lobby-{nn}', status: planned, count: 2"] as const
const CONSENT = [
  'consents: []',
  'consents: [{ id: entry, zones: [server-room-inside], purposes: [facility-safety], items: [{ ko: 영상 }], refusal: { ko: 출입 불가 } }]',
] as const

function processor(clauses: string | null): string {
  const contract =
    clauses === null ? '' : `, contract: { from: 2026-01-01, until: 2026-12-31, clauses: [${clauses}] }`
  return `processors: [{ id: guards, name: { ko: 경비업체 }, tasks: [{ ko: 유지보수 }], scope: { everything: true }${contract} }]`
}

describe('an agency file', () => {
  test('is told its mistakes all together, in the order of the file, each with line and column', () => {
    const text = [
      'format: jangseung-agency/2',
      'asOf: 2026-1-1',
      'agency: { id: Example, name: { kr: 보기 }, kind: nationl }',
      'departmnts: []',
      'sites: nothing',
      'zones:',
      '  - id: lobby',
      '    retentionDays: 14',
      '    recordings: [{ category: a, retentionDays: 14.5, storage: [] }]',
    ].join('\n')
    const places = told(text)
    assert.deepEqual(places.slice(0, 8), [
      'missingKey 1:1 (top)',
      'missingKey 1:1 (top)',
      'missingKey 1:1 (top)',
      'missingKey 1:1 (top)',
      'missingKey 1:1 (top)',
      'missingKey 1:1 (top)',
      'missingKey 1:1 (top)',
      'missingKey 1:1 (top)',
    ])
    assert.deepEqual(
      places.filter((place) => !place.startsWith('missingKey 1:1')),
      [
        'wrongValue 1:9 format',
        'wrongValue 2:7 asOf',
        'wrongValue 3:15 agency.id',
        'missingKey 3:30 agency.name',
        'unknownKey 3:32 agency.name.kr',
        'wrongValue 3:48 agency.kind',
        'unknownKey 4:1 departmnts',
        'wrongValue 5:8 sites',
        ...Array.from({ length: 6 }, () => 'missingKey 7:5 zones[0]'),
        'unknownKey 8:5 zones[0].retentionDays',
        'wrongValue 9:48 zones[0].recordings[0].retentionDays',
        'wrongValue 9:63 zones[0].recordings[0].storage',
      ],
    )
  })

  test('is told what was expected, what stood there, and what was probably meant', () => {
    const text = edited(['kind: national\n', 'kind: nationl\n'])
    const line = lineOf(text, 'kind: nationl')
    assert.deepEqual(message(text), {
      ko: `${line}:9 agency.kind: national, local, publicBody 중 하나 값이어야 하는데 "nationl" 값이 있습니다. "national" 아닙니까?`,
      en: `${line}:9 agency.kind: expected one of national, local, publicBody, received "nationl". Did you mean "national"?`,
    })
  })

  test('is told of a misspelt key by its neighbour', () => {
    const reading = readAgency(edited(['retentionDays: 15', 'retentoinDays: 15']), TODAY)
    assert.ok('problems' in reading)
    const unknown = reading.problems.find(({ fault }) => fault.code === 'registry.unknownKey')
    assert.match(
      unknown?.fault.message ?? '',
      /"retentoinDays" is not a known key\. Did you mean "retentionDays"\?$/,
    )
    assert.match(unknown?.fault.messageKo ?? '', /"retentionDays" 아닙니까\?$/)
  })

  test('is told of a reference to nothing, with the nearest that exists', () => {
    const text = edited(['zone: server-room-inside,', 'zone: server-room-insied,'])
    const { en } = message(text)
    const line = lineOf(text, 'server-room-insied')
    assert.equal(
      en,
      `${line}:48 devices[1].zone: there is no zone with the id "server-room-insied". Did you mean "server-room-inside"?`,
    )
  })

  test('keeps to one problem for a group of devices, not one for each', () => {
    const text = edited([
      'count: 2, kind: network, zone: lobby,',
      'count: 40, kind: network, zone: lobby, purposes: [staff-protection],',
    ])
    assert.deepEqual(told(text).length, 1)
    assert.match(told(text)[0] ?? '', /^purposeMismatch \d+:\d+ devices\[0\]\.purposes$/)
  })

  test('stops telling after a hundred problems', () => {
    const zones = Array.from({ length: 400 }, (_, index) => `  - { id: z${index}, oops: 1 }`).join('\n')
    assert.equal(told(`zones:\n${zones}\n`).length, 100)
  })

  for (const [title, edits, expected] of [
    ['an id that is taken', [['- id: handler', '- id: manager']], /^duplicateId \d+:9 officers\[2\]\.id$/],
    [
      'a floor that the site does not have',
      [['floor: 1F', 'floor: 9F']],
      /^dangling \d+:12 zones\[0\]\.floor$/,
    ],
    [
      'an unknown purpose',
      [
        [
          'purposes: [facility-safety, staff-protection]',
          'purposes: [facility-safety, staff-protection, nothing]',
        ],
      ],
      /^dangling \d+:51 zones\[0\]\.purposes\[2\]$/,
    ],
    [
      'an unknown storage place',
      [
        [
          '{ category: service, retentionDays: 15, storage: [server-room] }',
          '{ category: service, retentionDays: 15, storage: [cellar] }',
        ],
      ],
      /^dangling .* zones\[0\]\.recordings\[1\]\.storage\[0\]$/,
    ],
    [
      'an unknown category',
      [
        [
          '{ category: service, retentionDays: 15, storage: [server-room] }',
          '{ category: service, retentionDays: 15, storage: [server-room] }\n      - { category: none, retentionDays: 1, storage: [server-room] }',
        ],
      ],
      /^dangling .* zones\[0\]\.recordings\[2\]\.category$/,
    ],
    [
      'a category that stands twice',
      [
        [
          '{ category: service, retentionDays: 15, storage: [server-room] }',
          '{ category: service, retentionDays: 15, storage: [server-room] }\n      - { category: service, retentionDays: 9, storage: [server-room] }',
        ],
      ],
      /^categoryUnfit .* zones\[0\]\.recordings\[2\]\.category$/,
    ],
    [
      'a scope over an unknown zone',
      [['exceptZones: [server-room-inside]', 'exceptZones: [nowhere]']],
      /^dangling .* officers\[2\]\.scope\.exceptZones\[0\]$/,
    ],
    [
      'a scope over nothing',
      [
        [
          'scope: { everything: true, exceptZones: [server-room-inside] }',
          'scope: { exceptZones: [server-room-inside] }',
        ],
      ],
      /^scopeEmpty .* officers\[2\]\.scope$/,
    ],
    [
      'a day that is not in the calendar',
      [['asOf: 2026-01-01', 'asOf: 2026-02-30']],
      /^wrongValue \d+:7 asOf$/,
    ],
    [
      'dates in the wrong order',
      [['effectiveOn: 2026-01-08', 'effectiveOn: 2025-12-31']],
      /^datesOutOfOrder .* policies\[0\]\.effectiveOn$/,
    ],
    [
      'several devices under one id',
      [["id: 'lobby-{nn}', count: 2", "id: 'lobby', count: 2"]],
      /^wrongValue .* devices\[0\]\.id$/,
    ],
    [
      'more devices than a registry takes',
      [["id: 'lobby-{nn}', count: 2", "id: 'lobby-{nn}', count: 2001"]],
      /^wrongValue .* devices\[0\]\.count$/,
    ],
    [
      'a month that is not that of the day',
      [
        [
          "id: 'lobby-{nn}', count: 2",
          "id: 'lobby-{nn}', installedOn: 2026-01-02, installedMonth: 2025-12, count: 2",
        ],
      ],
      /^monthDiffers .* devices\[0\]\.installedMonth$/,
    ],
    [
      'versions whose days in force overlap',
      [['changeNoticeDays: 7', 'history: [{ from: 2020-01-01, until: 2026-01-08 }]']],
      /^rangesOverlap .* policies\[0\]\.effectiveOn$/,
    ],
    [
      'versions in the wrong order',
      [
        [
          'changeNoticeDays: 7',
          'history: [{ from: 2020-01-01, until: 2021-01-01 }, { from: 2019-01-01, until: 2019-12-31 }]',
        ],
      ],
      /^rangesOverlap .* policies\[0\]\.history\[1\]\.from$/,
    ],
    [
      'a form that is nowhere',
      [['form: request-form #', 'form: other-form #']],
      /^dangling .* requests\.form$/,
    ],
    [
      'a window with nobody in it',
      [['officer: manager #', 'officer: porter #']],
      /^dangling .* requests\.windows\[0\]\.officer$/,
    ],
    ['two privacy officers', [['role: manager', 'role: privacyOfficer']], /^privacyOfficers .* officers$/],
    ['no privacy officer', [['role: privacyOfficer', 'role: manager']], /^privacyOfficers .* officers$/],
    [
      'something unconfirmed that is nowhere',
      [['unconfirmed: []', 'unconfirmed: [{ about: [nothing], note: { ko: 글 } }]']],
      /^dangling .* unconfirmed\[0\]\.about\[0\]$/,
    ],
  ] as const)
    test(`is refused for ${title}`, () => {
      const places = told(edited(...edits))
      assert.equal(places.length, 1, places.join('\n'))
      assert.match(places[0] ?? '', expected)
    })

  test('may not name a person', () => {
    const { en, ko } = message(
      edited(['position: { ko: 서무담당', 'name: 홍길동\n    position: { ko: 서무담당']),
    )
    assert.match(en, /by department and position, without a name/)
    assert.match(ko, /성명 없이/)
    assert.ok(!en.includes('홍길동') && !ko.includes('홍길동'))
  })

  test('is read with a byte order mark and with CRLF', () => {
    assert.deepEqual(told(`\uFEFF${template.replaceAll('\n', '\r\n')}`), [])
  })

  test('means the usual thing by what it leaves out', () => {
    const reading = readAgency(template, TODAY)
    assert.ok('registry' in reading)
    const { zones, devices, policies, requests, disposal, agency } = reading.registry
    assert.deepEqual(zones[0]?.location, zones[0]?.name)
    assert.deepEqual(policies[0]?.safeguards, reading.registry.safeguards)
    assert.deepEqual(
      [policies[0]?.form, policies[0]?.coverage, policies[0]?.revisedOn, policies[0]?.noticePlace],
      ['standalone', null, null, null],
    )
    assert.deepEqual([requests.contact, requests.refusals, disposal.automatic], [['manager'], [], true])
    assert.deepEqual([agency.address, agency.postcode, agency.phones], [null, null, []])
    const { installedOn, installedMonth, angle, pixels, position, address, lotAddress } = devices[0] ?? {}
    assert.deepEqual(
      [installedOn, installedMonth, angle, pixels, position, address, lotAddress],
      [null, null, null, null, null, null, null],
    )
  })

  test('may say where one camera stands, which way it looks and since when', () => {
    const reading = readAgency(
      edited([
        "id: 'lobby-{nn}', count: 2",
        "id: 'lobby-{nn}', installedOn: 2025-12-31, angle: { ko: 정문 방향 }, pixels: 2073600, position: { latitude: '37.5665', longitude: '-126.9780' }, lotAddress: { ko: 보기동 1 }, count: 2",
      ]),
      TODAY,
    )
    assert.ok('registry' in reading)
    const [device] = reading.registry.devices
    assert.equal(device?.installedMonth, '2025-12')
    assert.deepEqual(device?.position, { latitude: '37.5665', longitude: '-126.9780' })
    assert.equal(device?.pixels, 2_073_600)
    assert.equal(device?.angle?.en, '정문 방향')
    assert.equal(device?.lotAddress?.ko, '보기동 1')
  })

  test('makes the same registry from groups and from single devices', () => {
    const single = edited([
      "  - { id: 'lobby-{nn}', count: 2, kind: network, zone: lobby, stream: 'secret:stream.{id}' }",
      "  - { id: 'lobby-01', name: { ko: 1층 로비 01, en: 'Lobby, 1st floor 01' }, kind: network, zone: lobby, stream: 'secret:stream.lobby-01' }\n" +
        "  - { id: 'lobby-02', name: { ko: 1층 로비 02, en: 'Lobby, 1st floor 02' }, kind: network, zone: lobby, stream: 'secret:stream.lobby-02' }",
    ])
    assert.deepEqual(readAgency(single, TODAY), readAgency(template, TODAY))
  })
})

describe('the law, asked about a file', () => {
  for (const [title, edits, expected] of [
    [
      'a closed place on Article 25(1)',
      [['closed: [15-1-3]', 'closed: [25-1-3]']],
      [/^basisWrongParagraph .* purposes\[0\]\.bases\.closed\[0\]$/],
    ],
    [
      'a body camera on Article 25(1)',
      [['[25-2-1-1, 15-1-3]', '[25-1-2]']],
      [/^basisWrongParagraph .* purposes\[1\]\.bases\.public\[0\]$/],
    ],
    [
      'an invented basis',
      [['public: [25-1-3]', 'public: [25-1-9]']],
      [/^basisUnknown .* purposes\[0\]\.bases\.public\[0\]$/],
    ],
    [
      '25-2-1-1 without its item',
      [['[25-2-1-1, 15-1-3]', '[25-2-1-1]']],
      [/^basisUnsupported .* purposes\[1\]\.bases\.public\[0\]$/],
    ],
    [
      'a mobile device on §15 alone in public',
      [['[25-2-1-1, 15-1-3]', '[15-1-3]']],
      [/^basisMissing .* purposes\[1\]\.bases\.public$/],
    ],
    [
      'a purpose without a basis for the place',
      [[', closed: [15-1-3]', '']],
      [/^purposeMismatch .* devices\[1\]/],
    ],
    [
      'storing under 25-1-6',
      [['public: [25-1-3]', 'public: [25-1-6]']],
      [/^storageForbidden .* devices\[0\]$/],
    ],
    [
      'sound on a fixed camera',
      [['id: server-room-01, kind: network,', 'id: server-room-01, audio: true, kind: network,']],
      [/^soundForbidden .* devices\[1\]\.audio$/],
    ],
    [
      'sound on a body camera without a reason',
      [['id: body-01, kind: wearable,', 'id: body-01, audio: true, kind: wearable,']],
      [/^soundBasisMissing .* devices\[2\]\.audio$/],
    ],
    [
      'a camera in a changing room',
      [['space: serverRoom', 'space: changingRoom']],
      [/^placeForbidden .* devices\[1\]\.zone$/],
    ],
    [
      'both classes in a toilet',
      [['space: lobby', 'space: toilet']],
      [/^placeForbidden .* devices\[0\]\.zone$/, /^placeForbidden .* devices\[2\]\.zone$/],
    ],
    [
      '31 days without a justification',
      [['retentionDays: 15', 'retentionDays: 31']],
      [/^justificationMissing .* zones\[0\]\.recordings\[1\]\.retentionDays$/],
    ],
    [
      'a zone without a category for its body camera',
      [['      - { category: service, retentionDays: 15, storage: [server-room] }\n', '']],
      [/^noCategory .* devices\[2\]\.zone$/],
    ],
    [
      'a closed place on consent of which nothing is told',
      [['closed: [15-1-3]', 'closed: [15-1-1]']],
      [/^consentMissing .* devices\[1\]\.zone$/],
    ],
    [
      'a mobile device that films one place round the clock',
      [['hours: onDemand', 'hours: always']],
      [/^mobileAlways .* categories\[1\]\.hours$/, /^mobileAlways .* zones\[0\]\.recordings\[1\]\.hours$/],
    ],
    [
      'the same, written as a range of the whole day',
      [['hours: onDemand', "hours: '00:00-24:00'"]],
      [/^mobileAlways .* categories\[1\]\.hours$/, /^mobileAlways .* zones\[0\]\.recordings\[1\]\.hours$/],
    ],
    [
      'a public place without a signboard and without a reason in law',
      [[SIGNBOARD, 'signboard: { installed: false, reason: { ko: 예산 부족 } }']],
      [/^signboardMissing .* zones\[0\]\.signboard$/],
    ],
    [
      'a public place whose signboard is not stated',
      [[`    ${SIGNBOARD}\n`, '']],
      [/^signboardMissing .* zones\[0\]\.signboard$/],
    ],
    [
      'a body camera whose filming is not made known',
      [['    filmingNotice: [light, sound]\n', '']],
      [/^filmingNoticeMissing .* zones\[0\]\.filmingNotice$/],
    ],
    [
      'a public camera about which nobody was consulted',
      [[CONSULTATION, 'consultations: []\n# ']],
      [/^consultationMissing .* devices\[0\]$/],
    ],
    [
      'a consultation held after the camera was put up',
      [["id: 'lobby-{nn}', count: 2", "id: 'lobby-{nn}', installedOn: 2025-10-31, count: 2"]],
      [/^consultationLate .* devices\[0\]$/],
    ],
    [
      'a consultation without its method',
      [['    methods: [administrativeNotice]\n', '']],
      [/^consultationEmpty .* consultations\[0\]$/],
    ],
    [
      'a camera that no policy covers',
      [
        [
          'form: standalone # standalone(별도 방침) | section(개인정보 처리방침의 한 부분)\n    scope: { everything: true }',
          'scope: { everything: true, exceptZones: [server-room-inside] }',
        ],
      ],
      [/^policyMissing .* devices\[1\]$/],
    ],
    [
      'provision on a basis of collection',
      [['bases: [18-2-1, 18-2-2, 18-2-7]', 'bases: [18-2-1, 15-1-3]']],
      [/^provisionBasis .* provision\.bases\[1\]$/],
    ],
    [
      'a refusal because others are in the picture',
      [['form: request-form #', 'refusals: [harmToOthers, othersInPicture]\n  form: request-form #']],
      [/^refusalUnknown .* requests\.refusals\[1\]$/],
    ],
    [
      'a contract that leaves inspection out',
      [['processors: []', processor('purpose, resubcontracting, safeguards, damages')]],
      [/^contractIncomplete .* processors\[0\]\.contract\.clauses$/],
    ],
    [
      'a device without a purpose',
      [['purposes: [facility-safety, staff-protection]', 'purposes: [facility-safety]']],
      [/^noPurpose .* devices\[2\]$/],
    ],
  ] as const)
    test(`refuses ${title}`, () => {
      const places = told(edited(...edits))
      assert.equal(places.length, expected.length, places.join('\n'))
      for (const [index, pattern] of expected.entries()) assert.match(places[index] ?? '', pattern)
    })

  test('cites 법 §25⑤ for sound on a fixed camera', () => {
    const { ko, en } = message(
      edited(['id: server-room-01, kind: network,', 'id: server-room-01, audio: true, kind: network,']),
    )
    assert.match(ko, /법 §25⑤/)
    assert.match(en, /법 §25⑤/)
  })

  for (const [title, edits] of [
    [
      'a live-only camera under 25-1-6',
      [
        ['public: [25-1-3]', 'public: [25-1-6]'],
        ["id: 'lobby-{nn}', count: 2", "id: 'lobby-{nn}', recording: false, count: 2"],
      ],
    ],
    [
      'sound on a body camera with a reason',
      [
        [
          'id: body-01, kind: wearable,',
          'id: body-01, audio: true, audioBasis: { ko: 폭언 대응 }, kind: wearable,',
        ],
      ],
    ],
    [
      '31 days with a justification',
      [['retentionDays: 15', 'retentionDays: 31, justification: { ko: 민원 제기 기간 }']],
    ],
    [
      'a toilet of a correctional facility for fixed cameras',
      [['space: serverRoom', 'space: toilet\n    custodial: correctional']],
    ],
    [
      'a closed place on consent that says what people are told',
      [['closed: [15-1-3]', 'closed: [15-1-1]'], CONSENT],
    ],
    [
      'a street camera without a signboard, told on the website',
      [[SIGNBOARD, 'signboard: { installed: false, exception: website }']],
    ],
    [
      'a camera of which only an earlier month is known',
      [["id: 'lobby-{nn}', count: 2", "id: 'lobby-{nn}', installedMonth: 2025-10, count: 2"]],
    ],
    ['a planned camera before anybody was consulted', [[CONSULTATION, 'consultations: []\n# '], PLANNED]],
    ['a consultation of which no record is found', [['    state: held\n', '    state: notOnRecord\n']]],
    [
      'a processor whose contract settles all five things',
      [['processors: []', processor('purpose, resubcontracting, safeguards, inspection, damages')]],
    ],
    ['a processor whose contract is not known here', [['processors: []', processor(null)]]],
    [
      'a policy that follows another the day after',
      [['changeNoticeDays: 7', 'history: [{ from: 2020-01-01, until: 2026-01-07 }]']],
    ],
  ] as const)
    test(`allows ${title}`, () => assert.deepEqual(told(edited(...edits)), []))

  test('is the law of the day asked about', () => {
    assert.throws(
      () => readAgency(template, '2021-03-30' as Day),
      (error) => isFault(error, 'law.notKnown'),
    )
  })
})

describe('a secret', () => {
  const PASSWORD = 'hunter2-sejong'
  const address = `rtsp://admin:${PASSWORD}@10.0.0.7:554/live`
  const spoilt: readonly (readonly [string, string])[] = [
    [
      'in its place',
      edited([
        "id: server-room-01, kind: network, zone: server-room-inside, stream: 'secret:stream.{id}'",
        `id: server-room-01, kind: network, zone: server-room-inside, stream: '${address}'`,
      ]),
    ],
    [
      'without its scheme',
      edited([
        "id: server-room-01, kind: network, zone: server-room-inside, stream: 'secret:stream.{id}'",
        `id: server-room-01, kind: network, zone: server-room-inside, stream: 'admin:${PASSWORD}@10.0.0.7'`,
      ]),
    ],
    [
      'behind the word secret',
      edited([
        "id: server-room-01, kind: network, zone: server-room-inside, stream: 'secret:stream.{id}'",
        `id: server-room-01, kind: network, zone: server-room-inside, stream: 'secret:${address}'`,
      ]),
    ],
    [
      'as a token of an address',
      edited(['kind: national\n', `kind: 'http://10.0.0.7/live?token=${PASSWORD}'\n`]),
    ],
    ['in a key', `? "${address}"\n: 1\n${template}`],
    ['as an id', edited(['- { id: server-room-01,', `- { id: '${address}',`])],
    ['as a reference', edited(['zone: server-room-inside,', `zone: '${address}',`])],
    ['in broken YAML', `${template}\nbroken: "${address}\n  - [`],
    ['as an alias', `${template}\nx: *${PASSWORD}\n`],
    ['as a tag', `${template}\nx: !${PASSWORD} y\n`],
    ['as an anchor', `${template}\nx: &${PASSWORD} y\n`],
  ]
  for (const [where, text] of spoilt)
    test(`written ${where} is refused and never repeated`, () => {
      const reading = readAgency(text, TODAY)
      assert.ok('problems' in reading && reading.problems.length > 0)
      const all = reading.problems.map(({ fault, path }) => [
        path,
        fault.message,
        fault.messageKo,
        JSON.stringify(fault.values),
      ])
      assert.ok(!JSON.stringify(all).includes(PASSWORD), JSON.stringify(all))
    })

  test('in its place is told what to do', () => {
    const { ko, en } = message(spoilt[0]?.[1] ?? '')
    assert.match(en, /Write "secret:NAME".*change the password/)
    assert.match(ko, /비밀번호는 바꾸십시오/)
  })
})

describe('a file on disk', () => {
  const made = mkdtemp(join(tmpdir(), 'jangseung-agency-'))
  after(async () => rm(await made, { recursive: true, force: true }))

  test('is read', async () => {
    const path = join(await made, 'agency.yaml')
    await writeFile(path, template)
    assert.equal((await readAgencyFile(path, TODAY)).agency.id, 'example-office')
  })

  test('with mistakes is refused with all of them in the cause', async () => {
    const path = join(await made, 'wrong.yaml')
    await writeFile(path, edited(['retentionDays: 15', 'retentionDays: 0'], ['count: 2', 'count: 0']))
    await assert.rejects(readAgencyFile(path, TODAY), (error) => {
      assert.ok(isFault(error, 'registry.fileRefused'))
      assert.match(error.message, /wrong\.yaml\): 2 problem/)
      assert.ok(error.cause instanceof AggregateError)
      assert.ok(error.cause.errors.every((one) => one instanceof Fault))
      assert.equal(error.cause.errors.length, 2)
      return true
    })
  })

  test('that is missing, a folder, too large or not UTF-8 is a fault', async () => {
    const place = await made
    await writeFile(join(place, 'large.yaml'), '가'.repeat(400_000))
    await writeFile(join(place, 'bytes.yaml'), Buffer.from([0x61, 0x3a, 0xff, 0xfe]))
    const refused = (name: string, code: string) =>
      assert.rejects(readAgencyFile(join(place, name), TODAY), (error) => isFault(error, code))
    await refused('none.yaml', 'registry.fileUnreadable')
    await refused('.', 'registry.fileUnreadable')
    await refused('bytes.yaml', 'registry.fileUnreadable')
    await refused('large.yaml', 'registry.fileRefused')
  })
})
