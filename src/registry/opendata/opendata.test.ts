import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { toCp949 } from '../../base/cp949.ts'
import type { Day } from '../../base/day.ts'
import { isFault } from '../../base/fault.ts'
import {
  agencyFileWith,
  checkRegistry,
  countDevices,
  digestOf,
  exportOpenData,
  findDevice,
  importOpenData,
  openDataCsv,
  readAgency,
  readAgencyFile,
  type Registry,
  zoneOf,
} from '../registry.ts'
import { columnsOf, type ColumnSet } from './columns.ts'
import { csvLine } from './csv.ts'

const TODAY = '2026-11-22' as Day
const AGENCIES = [
  'seoul-immigration',
  'seoul-city',
  'customs-service',
  'yonghyeon-14dong',
  'jungbu-labor',
  'template',
]
const agencyPath = (name: string) => fileURLToPath(new URL(`../../../agencies/${name}.yaml`, import.meta.url))

let folder: string
let base: Registry
let baseText: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jangseung-opendata-'))
  base = await readAgencyFile(agencyPath('template'), TODAY)
  baseText = await readFile(agencyPath('template'), 'utf8')
})
after(() => rm(folder, { recursive: true, force: true }))

type Cells = Readonly<Record<string, string>>

/** A sound row of 18 columns, of the template's agency. */
const SOUND: Cells = {
  관리번호: 'A-1',
  관리기관명: '보기기관',
  소재지도로명주소: '보기시 보기구 보기로 1',
  소재지지번주소: '보기동 1-1',
  설치목적구분: '생활방범',
  카메라대수: '1',
  카메라화소수: '200',
  촬영방면정보: '360도전방면',
  보관일수: '30',
  설치연월: '2019-05',
  관리기관전화번호: '02-000-1111',
  WGS84위도: '37.5123',
  WGS84경도: '127.0456',
  데이터기준일자: '2026-05-01',
}

function fileOf(rows: readonly Cells[], set: ColumnSet = 18): string {
  const names = columnsOf(set).map(([, name]) => name)
  const lines = rows.map((row) => names.map((name) => row[name] ?? row[NEWER_NAME[name] ?? name] ?? ''))
  return [names, ...lines].map(csvLine).join('')
}
const NEWER_NAME: Cells = { 설치년월: '설치연월', 위도: 'WGS84위도', 경도: 'WGS84경도' }

let files = 0
async function take(
  content: string | Uint8Array,
  options: { registry?: Registry; owners?: readonly string[] } = {},
) {
  const path = join(folder, `${++files}.csv`)
  await writeFile(path, content)
  return importOpenData({ path, registry: options.registry ?? base, owners: options.owners ?? [], on: TODAY })
}
const takeRows = (rows: readonly Cells[], registry?: Registry) =>
  take(fileOf(rows), registry === undefined ? {} : { registry })

async function codesOf(row: Cells): Promise<readonly string[]> {
  const { findings } = await takeRows([{ ...SOUND, ...row }])
  return findings.map(({ fault }) => fault.code)
}

describe('a row', () => {
  test('becomes a camera in use, in a street zone of its purpose and period, with everything it says', async () => {
    const { registry, merge, findings } = await takeRows([SOUND])
    assert.deepEqual(findings, [])
    assert.deepEqual(merge.counts, { addedDevices: 1, correctedDevices: 0, sameDevices: 0 })
    const device = findDevice(registry, 'a-1')
    assert.deepEqual(
      [
        device?.kind,
        device?.status,
        device?.pixels,
        device?.angle?.ko,
        device?.installedMonth,
        device?.position,
      ],
      ['cctv', 'active', 2_000_000, '360도전방면', '2019-05', { latitude: '37.5123', longitude: '127.0456' }],
    )
    assert.deepEqual(
      [device?.name.ko, device?.address?.ko, device?.lotAddress?.ko],
      ['보기시 보기구 보기로 1', '보기시 보기구 보기로 1', '보기동 1-1'],
    )
    const zone = zoneOf(registry, 'a-1')
    assert.deepEqual([zone.place, zone.space, zone.recordings[0]?.retentionDays], ['public', 'street', 30])
    const purpose = registry.purposes.find(({ id }) => id === zone.purposes[0])
    assert.deepEqual([purpose?.standardName, purpose?.bases.public], ['생활방범', ['25-1-2']])
    assert.equal(registry.departments.find(({ id }) => id === zone.department)?.phone, '02-000-1111')
    assert.equal(registry.asOf, '2026-05-01')
  })

  test('of several cameras becomes as many devices', async () => {
    const { registry } = await takeRows([{ ...SOUND, 카메라대수: '12' }])
    assert.equal(countDevices(registry, { class: 'fixed' }) - countDevices(base, { class: 'fixed' }), 12)
    assert.ok(findDevice(registry, 'a-1-01') && findDevice(registry, 'a-1-12'))
  })

  test('assumes nothing silently: what it does not say stands in unconfirmed', async () => {
    const { registry } = await takeRows([SOUND])
    const zone = zoneOf(registry, 'a-1').id
    assert.ok(registry.unconfirmed.some(({ about }) => about.includes(zone)))
    const consultation = registry.consultations.find(({ scope }) => scope.zones.includes(zone))
    assert.equal(consultation?.state, 'notOnRecord')
  })

  test('stands on the purpose of the agency whose word it uses', async () => {
    const purposes = base.purposes.map((one) =>
      one.id === 'facility-safety' ? { ...one, standardName: '다목적' } : one,
    )
    const { registry, findings } = await takeRows([{ ...SOUND, 설치목적구분: '다목적' }], {
      ...base,
      purposes,
    })
    assert.deepEqual(findings, [])
    assert.deepEqual(findDevice(registry, 'a-1')?.purposes, ['facility-safety'])
    assert.equal(registry.purposes.length, base.purposes.length)
  })

  test('goes into a zone that fits, when the agency has one', async () => {
    const first = await takeRows([SOUND])
    const more = await takeRows([{ ...SOUND, 관리번호: 'A-2', 소재지도로명주소: '보기로 2' }], first.registry)
    assert.equal(findDevice(more.registry, 'a-2')?.zone, findDevice(first.registry, 'a-1')?.zone)
    assert.equal(more.registry.zones.length, first.registry.zones.length)
  })
})

describe('cells', () => {
  // [column, value, code that leaves the row out, or null]
  const bad: readonly (readonly [string, string, string])[] = [
    ['카메라대수', '', 'opendata.cell'],
    ['카메라대수', '0', 'opendata.cell'],
    ['카메라대수', '-1', 'opendata.cell'],
    ['카메라대수', '1.5', 'opendata.cell'],
    ['카메라대수', '2001', 'opendata.cell'],
    ['카메라대수', '여럿', 'opendata.cell'],
    ['보관일수', '-30', 'opendata.cell'],
    ['보관일수', '30일', 'opendata.cell'],
    ['보관일수', '99999', 'opendata.cell'],
    ['설치목적구분', '', 'opendata.cell'],
    ['설치목적구분', '다목적', 'opendata.purposeUnknown'],
    ['WGS84위도', '', 'opendata.positionHalf'],
    ['WGS84위도', '127.5', 'opendata.cell'],
    ['WGS84위도', '0', 'opendata.cell'],
    ['WGS84경도', '12a', 'opendata.cell'],
    ['촬영방면정보', 'x'.repeat(201), 'opendata.cell'],
    ['촬영방면정보', 'a\u0007b', 'opendata.cell'],
    ['촬영방면정보', '깨진 \uFFFD 글자', 'opendata.broken'],
  ]
  for (const [column, value, code] of bad)
    test(`${column} ${JSON.stringify(value.slice(0, 12))} leaves the row out`, async () => {
      assert.deepEqual(await codesOf({ [column]: value }), [code])
      const { registry, counts } = await takeRows([
        { ...SOUND, [column]: value },
        { ...SOUND, 관리번호: 'B-1' },
      ])
      assert.equal(counts.badRows, 1)
      assert.equal(findDevice(registry, 'a-1'), undefined)
      assert.ok(findDevice(registry, 'b-1'), 'the good row is kept')
    })

  const dropped: readonly (readonly [string, string])[] = [
    ['카메라화소수', '고화질'],
    ['설치연월', '2019-13'],
    ['설치연월', '오래전'],
    ['관리기관전화번호', '없음'],
    ['데이터기준일자', '2026-02-30'],
  ]
  for (const [column, value] of dropped)
    test(`${column} ${value} is left empty and told`, async () => {
      assert.deepEqual(await codesOf({ [column]: value }), ['opendata.cellDropped'])
    })

  const read: readonly (readonly [
    column: string,
    value: string,
    key: 'pixels' | 'installedMonth',
    is: unknown,
  ])[] = [
    ['카메라화소수', '', 'pixels', null],
    ['카메라화소수', '0', 'pixels', null],
    ['카메라화소수', '41', 'pixels', 410_000],
    ['카메라화소수', '200만', 'pixels', 2_000_000],
    ['카메라화소수', '130.5', 'pixels', 1_305_000],
    ['카메라화소수', '2,073,600', 'pixels', 2_073_600],
    ['설치연월', '', 'installedMonth', null],
    ['설치연월', '201905', 'installedMonth', '2019-05'],
    ['설치연월', '2019.5', 'installedMonth', '2019-05'],
    ['설치연월', '2019-05-31', 'installedMonth', '2019-05'],
    ['설치연월', '2019년 5월', 'installedMonth', '2019-05'],
  ]
  for (const [column, value, key, expected] of read)
    test(`${column} ${JSON.stringify(value)} is ${String(expected)}`, async () => {
      const { registry, findings } = await takeRows([{ ...SOUND, [column]: value }])
      assert.deepEqual(findings, [])
      assert.equal(findDevice(registry, 'a-1')?.[key], expected)
    })

  test('a row without any address is left out, one address is enough', async () => {
    assert.deepEqual(await codesOf({ 소재지도로명주소: '', 소재지지번주소: '' }), ['opendata.addressMissing'])
    assert.deepEqual(await codesOf({ 소재지도로명주소: '' }), [])
  })

  test('a period of 0 days, or none, is taken for the cap, told, and to be confirmed', async () => {
    for (const 보관일수 of ['0', '']) {
      const { registry, findings, counts } = await takeRows([{ ...SOUND, 보관일수 }])
      assert.deepEqual(
        findings.map(({ severity, fault, row }) => [severity, fault.code, row]),
        [['warning', 'opendata.retentionUnstated', 2]],
      )
      assert.deepEqual(counts, { badRows: 0, warnings: 1 })
      const zone = zoneOf(registry, 'a-1')
      assert.equal(zone.recordings[0]?.retentionDays, 30)
      assert.ok(registry.unconfirmed.some(({ about }) => about.includes(zone.id)))
    }
  })

  test('a period over thirty days needs a reason, which the agency has to write', async () => {
    const { registry, findings } = await takeRows([{ ...SOUND, 보관일수: '60' }])
    assert.deepEqual(
      findings.map(({ fault }) => fault.code),
      ['opendata.retentionLong'],
    )
    assert.notEqual(zoneOf(registry, 'a-1').recordings[0]?.justification, null)
    assert.match(findings[0]?.fault.messageKo ?? '', /60일.*30일.*표준지침 §41②/)
  })

  test('what a spreadsheet would run as a formula goes out as text, and comes back as it was', async () => {
    for (const angle of ['=HYPERLINK("http://192.0.2.1")', "-2+3+cmd|' /C calc'!A0", '+1', '@SUM(A1)']) {
      const { registry } = await takeRows([{ ...SOUND, 촬영방면정보: angle }])
      assert.equal(findDevice(registry, 'a-1')?.angle?.ko, angle)
      const { table } = exportOpenData(registry, { columns: 18, areaCode: null, changedAt: '' })
      assert.ok(table.rows.some((cells) => cells.includes(angle)))
      const csv = openDataCsv(table, 'utf-8')
      assert.ok(csv.includes(`'${angle.replaceAll('"', '""')}`), angle)
      const again = await take(csv, { registry })
      assert.equal(digestOf(again.registry), digestOf(registry))
    }
  })
})

describe('problems', () => {
  test('name the row as a spreadsheet shows it, the column and the value, in both languages', async () => {
    const text = fileOf([SOUND, { ...SOUND, 관리번호: 'B', 카메라대수: '많음' }])
    const { findings } = await take(text.replace('A-1', '"A-1"'))
    const [finding] = findings
    assert.equal(finding?.row, 3)
    assert.match(finding?.fault.messageKo ?? '', /3행 카메라대수: "많음"/)
    assert.match(finding?.fault.message ?? '', /Row 3, 카메라대수: “많음”/)
  })

  test('a number that comes twice, or differs only in what an id cannot hold, is told with the first row', async () => {
    const { findings, registry } = await takeRows([
      SOUND,
      { ...SOUND },
      { ...SOUND, 관리번호: 'a.1', 소재지도로명주소: '보기로 2' },
    ])
    assert.deepEqual(
      findings.map(({ fault, row }) => [fault.code, row, fault.values['first']]),
      [
        ['opendata.numberTwice', 3, 2],
        ['opendata.numberTwice', 4, 2],
      ],
    )
    assert.equal(registry.devices.length, base.devices.length + 1)
  })

  test('such a number is told for a known camera as well, and the first row holds', async () => {
    const rows = [
      SOUND,
      { ...SOUND, 관리번호: 'a.1', 소재지도로명주소: '보기로 2' },
      { ...SOUND, 관리번호: 'A_1', 카메라대수: '3' },
    ]
    const first = await takeRows(rows)
    const second = await takeRows(rows, first.registry)
    for (const { findings } of [first, second])
      assert.deepEqual(
        findings.map(({ fault, row }) => [fault.code, row, fault.values['first']]),
        [
          ['opendata.numberTwice', 3, 2],
          ['opendata.numberTwice', 4, 2],
        ],
      )
    assert.equal(first.registry.devices.length, base.devices.length + 1)
    assert.equal(digestOf(second.registry), digestOf(first.registry))
  })

  test('a row that says the same as another without a number is taken for cameras of its own, and told', async () => {
    const unnumbered = { ...SOUND, 관리번호: '' }
    const { findings, merge } = await takeRows([unnumbered, unnumbered])
    assert.deepEqual(
      findings.map(({ fault, row }) => [fault.code, row, fault.values['first']]),
      [['opendata.rowTwice', 3, 2]],
    )
    assert.equal(merge.counts.addedDevices, 2)
  })

  test('a broken quote, a row too long and one too short cost one row each', async () => {
    const lines = fileOf([SOUND, { ...SOUND, 관리번호: 'B-1' }, { ...SOUND, 관리번호: 'C-1' }]).split('\r\n')
    lines.splice(2, 0, `,"X-1,보기기관`, `${lines[1]},남는 칸`, 'X-2,보기기관')
    const { findings, registry } = await take(lines.join('\n'), { owners: ['보기기관'] })
    assert.deepEqual(
      findings.map(({ fault, row }) => [fault.code, row]),
      [
        ['opendata.quote', 3],
        ['opendata.cells', 4],
        ['opendata.cells', 5],
      ],
    )
    assert.ok(['a-1', 'b-1', 'c-1'].every((id) => findDevice(registry, id)))
  })

  test('a thousand are listed, all are counted', async () => {
    const rows = Array.from({ length: 1500 }, (_, index) => ({
      ...SOUND,
      관리번호: `N-${index}`,
      카메라대수: '0',
    }))
    const { findings, counts } = await takeRows(rows)
    assert.equal(findings.length, 1000)
    assert.equal(counts.badRows, 1500)
  })
})

const refused = async (content: string | Uint8Array, code: string) =>
  assert.rejects(take(content), (error) => isFault(error, code), code)

describe('files', () => {
  test('of the older thirteen columns are read as well, in any order, with columns nobody knows', async () => {
    const { registry, reading } = await take(fileOf([SOUND], 13))
    assert.equal(reading.columns, 13)
    assert.equal(registry.devices.length, base.devices.length + 1)
    const names = columnsOf(13)
      .map(([, name]) => name)
      .toReversed()
    const cells = names.map((name) => SOUND[name] ?? SOUND[NEWER_NAME[name] ?? ''] ?? '')
    const turned = csvLine(['제공기관명', ...names]) + csvLine(['모름', ...cells])
    const other = await take(turned)
    assert.equal(digestOf(other.registry), digestOf(registry))
  })

  test('in UTF-8, with and without byte order mark, and in CP949, say the same', async () => {
    const text = fileOf([{ ...SOUND, 소재지도로명주소: '보기시 똠방로 1' }])
    const cp949 = toCp949(text)
    assert.ok(cp949 instanceof Buffer)
    const readings = await Promise.all([take(text), take(`\uFEFF${text}`), take(cp949)])
    assert.deepEqual(
      readings.map(({ reading }) => reading.encoding),
      ['utf-8', 'utf-8', 'cp949'],
    )
    for (const { registry } of readings) {
      assert.equal(findDevice(registry, 'a-1')?.address?.ko, '보기시 똠방로 1')
      assert.equal(digestOf(registry), digestOf(readings[0].registry))
    }
  })

  test('with bytes that are no text keep their good rows', async () => {
    const [head = '', sound = ''] = fileOf([SOUND]).split('\r\n')
    const bytes = Buffer.concat([
      Buffer.from(`${head}\r\n${sound}\r\n`),
      Buffer.from(sound.replace('A-1', 'B-1').replace('보기동', '')),
      Buffer.from([0xff, 0xfe, 0x80]),
      Buffer.from('\r\n'),
      Buffer.from(`${sound.replace('A-1', 'C-1')}\r\n`),
    ])
    const { registry, counts } = await take(bytes)
    assert.ok(findDevice(registry, 'a-1') && findDevice(registry, 'c-1'))
    assert.ok(counts.badRows <= 1)
  })

  test('of several agencies give ours only; who is there is told when we are not', async () => {
    const rows = [
      SOUND,
      { ...SOUND, 관리번호: 'B-1', 관리기관명: '이웃 기관' },
      { ...SOUND, 관리번호: 'C-1', 관리기관명: '이웃 기관' },
    ]
    const { reading, registry } = await takeRows(rows)
    assert.deepEqual([reading.read, reading.ofOthers], [3, 2])
    assert.equal(registry.devices.length, base.devices.length + 1)
    const neighbours = await take(fileOf(rows), { owners: ['이웃기관'] })
    assert.equal(neighbours.registry.devices.length, base.devices.length + 2)
    await assert.rejects(take(fileOf(rows), { owners: ['없는 기관'] }), (error) => {
      assert.ok(isFault(error, 'opendata.ownerMissing'))
      assert.match(error.message, /이웃기관 \(2\), 보기기관 \(1\)/)
      return true
    })
  })

  test('that are none of ours are refused with what to do', async () => {
    await refused('', 'opendata.columnsMissing')
    await refused('이름,주소\n가,나\n', 'opendata.columnsMissing')
    await refused(Buffer.from('504b0304', 'hex'), 'opendata.notCsv')
    await refused(Buffer.from('d0cf11e0', 'hex'), 'opendata.notCsv')
    await refused(Buffer.from('\uFEFF관리기관명', 'utf16le'), 'opendata.notCsv')
    const missing = importOpenData({
      path: join(folder, 'no-such.csv'),
      registry: base,
      owners: [],
      on: TODAY,
    })
    await assert.rejects(missing, (error) => isFault(error, 'opendata.unreadable'))
  })

  test('say how far they are read, and stop when asked', async () => {
    const path = join(folder, 'long.csv')
    const rows = Array.from({ length: 4000 }, (_, index) => ({ ...SOUND, 관리번호: `N-${index}` }))
    await writeFile(path, fileOf(rows))
    const seen: { doneBytes: number; ofBytes: number; rows: number }[] = []
    await importOpenData({ path, registry: base, owners: [], on: TODAY, onProgress: (one) => seen.push(one) })
    assert.ok(seen.length > 2)
    assert.deepEqual(
      seen.map(({ doneBytes }) => doneBytes),
      seen.map(({ doneBytes }) => doneBytes).toSorted((a, b) => a - b),
    )
    const last = seen.at(-1)
    assert.deepEqual([last?.doneBytes, last?.rows], [last?.ofBytes, 4000])
    const stop = AbortSignal.abort(new Error('asked to stop'))
    await assert.rejects(
      importOpenData({ path, registry: base, owners: [], on: TODAY, stop }),
      /asked to stop/,
    )
  })

  test('with more cameras than one registry can hold are refused, not half taken in', async () => {
    const rows = Array.from({ length: 76 }, (_, index) => ({
      ...SOUND,
      관리번호: `N-${index}`,
      카메라대수: '2000',
    }))
    await assert.rejects(takeRows(rows), (error) => isFault(error, 'opendata.tooLarge'))
  })

  test('no bytes make the import fail in any other way than by a fault', async () => {
    const line = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.constantFrom(
        csvLine(columnsOf(13).map(([, name]) => name)),
        fileOf([SOUND]),
        '"',
        ',,,,\n',
        '보기기관,',
      ),
    )
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(line, { maxLength: 8 }).map((lines) => Buffer.from(lines.join('\n'))),
      fc
        .tuple(fc.uint8Array({ maxLength: 100 }), fc.nat(400))
        .map(([noise, at]) => Buffer.concat([Buffer.from(fileOf([SOUND])).subarray(0, 300 + at), noise])),
    )
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        try {
          const { registry } = await take(content)
          assert.deepEqual(checkRegistry(registry, TODAY), [])
        } catch (error) {
          assert.ok(isFault(error), String(error))
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('exported and imported', () => {
  for (const name of AGENCIES)
    for (const columns of [18, 13] as const)
      test(`${name} in ${columns} columns is the same`, async () => {
        const registry = await readAgencyFile(agencyPath(name), TODAY)
        const { table, cameras, leftOut } = exportOpenData(registry, {
          columns,
          areaCode: '0000000',
          changedAt: '',
        })
        assert.equal(cameras, countDevices(registry, { class: 'fixed', place: 'public' }))
        assert.equal(cameras + leftOut, registry.devices.length)
        for (const encoding of ['utf-8', 'cp949'] as const) {
          if (table.rows.length === 0) continue
          const again = await take(openDataCsv(table, encoding), { registry })
          assert.deepEqual(again.findings, [])
          assert.deepEqual(again.merge.counts, { addedDevices: 0, correctedDevices: 0, sameDevices: cameras })
          assert.equal(digestOf(again.registry), digestOf(registry))
        }
      })

  test('a character that CP949 lacks is told, not lost', async () => {
    const { registry } = await takeRows([{ ...SOUND, 촬영방면정보: '정면 🎥' }])
    const { table } = exportOpenData(registry, { columns: 18, areaCode: null, changedAt: '' })
    assert.throws(
      () => openDataCsv(table, 'cp949'),
      (error) => isFault(error, 'opendata.notInEncoding') && /🎥/.test(error.message),
    )
    assert.ok(openDataCsv(table, 'utf-8').includes('🎥'))
  })

  test('closed rooms and body cameras are no part of the open data', async () => {
    const registry = await readAgencyFile(agencyPath('seoul-immigration'), TODAY)
    const { table } = exportOpenData(registry, { columns: 18, areaCode: null, changedAt: '' })
    const text = table.rows.flat().join(' ')
    assert.doesNotMatch(text, /detention|staff-area|body|investigation/)
  })

  const text = fc.constantFrom('보기로 1', '보기로 2', '똠방길 3, "별관"', "'따옴표", '-', '=1+1')
  const sound = fc.record({
    소재지도로명주소: text,
    소재지지번주소: fc.constantFrom('', '보기동 1', '보기동 2'),
    설치목적구분: fc.constantFrom('생활방범', '주정차 단속', '시설물관리', '어린이보호구역'),
    카메라대수: fc.integer({ min: 1, max: 120 }).map(String),
    카메라화소수: fc.constantFrom('', '41', '200', '2073600', '0.4096'),
    촬영방면정보: fc.constantFrom('', '전방면', '후방면'),
    보관일수: fc.constantFrom('', '0', '15', '30', '60'),
    설치연월: fc.constantFrom('', '2019-05'),
    관리기관전화번호: fc.constantFrom('', '02-000-1111', '02-000-2222'),
    WGS84위도: fc.constant('37.5'),
    WGS84경도: fc.constantFrom('127.1', '127.10000000001'),
    관리번호: fc.constantFrom('', 'A-1', 'B_2', '가나-3', 'x'),
  })

  test('whatever sound rows were taken in, once they are out they come back the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sound, { minLength: 1, maxLength: 6 }),
        fc.constantFrom<ColumnSet>(13, 18),
        async (rows, columns) => {
          const first = await takeRows(rows.map((row) => ({ ...SOUND, ...row })))
          const options = { columns, areaCode: null, changedAt: '' } as const
          const { table } = exportOpenData(first.registry, options)
          const again = await take(openDataCsv(table, 'utf-8'), { registry: first.registry })
          assert.equal(again.counts.badRows, 0)
          assert.equal(digestOf(again.registry), digestOf(first.registry))
          assert.deepEqual(exportOpenData(again.registry, options).table, table)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('the same file taken in twice changes nothing the second time', async () => {
    for (const set of [13, 18] as const) {
      const rows = [
        SOUND,
        { ...SOUND, 관리번호: 'B-1', 카메라대수: '3', 설치목적구분: '주정차 단속', 보관일수: '0' },
      ]
      const first = await take(fileOf(rows, set))
      const second = await take(fileOf(rows, set), { registry: first.registry })
      assert.equal(second.merge.counts.addedDevices, 0)
      assert.equal(digestOf(second.registry), digestOf(first.registry))
    }
  })
})

describe('a known camera', () => {
  test('takes over where it is and what it is like, and nothing that the agency promises', async () => {
    const first = await takeRows([SOUND])
    const changed = {
      ...SOUND,
      카메라화소수: '400',
      WGS84위도: '37.6',
      촬영방면정보: '후방면',
      소재지도로명주소: '보기로 9',
      보관일수: '15',
      설치목적구분: '교통단속',
    }
    const { registry, merge, findings } = await takeRows([changed], first.registry)
    assert.deepEqual(merge.counts, { addedDevices: 0, correctedDevices: 1, sameDevices: 0 })
    const device = findDevice(registry, 'a-1')
    assert.deepEqual(
      [
        device?.pixels,
        device?.position?.latitude,
        device?.angle?.ko,
        device?.address?.ko,
        device?.lotAddress?.ko,
      ],
      [4_000_000, '37.6', '후방면', '보기로 9', '보기동 1-1'],
    )
    assert.equal(device?.zone, findDevice(first.registry, 'a-1')?.zone)
    assert.deepEqual(
      findings.map(({ fault }) => [fault.code, fault.values['column']]),
      [
        ['opendata.differs', '설치목적구분'],
        ['opendata.differs', '보관일수'],
      ],
    )
  })

  test('keeps its id when others are put beside it', async () => {
    const first = await takeRows([SOUND])
    const { registry, merge } = await takeRows([{ ...SOUND, 카메라대수: '3' }], first.registry)
    assert.deepEqual(merge.counts, { addedDevices: 2, correctedDevices: 0, sameDevices: 1 })
    assert.ok(['a-1', 'a-1-02', 'a-1-03'].every((id) => findDevice(registry, id)))
    const unnumbered = { ...SOUND, 관리번호: '' }
    const one = await takeRows([unnumbered])
    const three = await takeRows([{ ...unnumbered, 카메라대수: '3' }], one.registry)
    assert.equal(three.merge.counts.addedDevices, 2)
    assert.ok(
      three.registry.devices.every(
        ({ id }, index) => index >= one.registry.devices.length || id === one.registry.devices[index]?.id,
      ),
    )
  })

  test('that is mobile or stands in a closed room is not touched by open data', async () => {
    const { registry, findings } = await takeRows([{ ...SOUND, 관리번호: 'server-room-01' }])
    assert.equal(digestOf({ ...registry, asOf: base.asOf }), digestOf(base))
    assert.deepEqual(
      findings.map(({ fault }) => fault.code),
      ['opendata.differs'],
    )
  })
})

describe('an agency file', () => {
  test('with an import added is the imported registry, and the rest of the file as it was', async () => {
    const imported = await takeRows([
      SOUND,
      {
        ...SOUND,
        관리번호: 'B-1',
        카메라대수: '12',
        보관일수: '60',
        설치목적구분: '주정차단속',
        관리기관전화번호: '02-000-2222',
      },
      { ...SOUND, 관리번호: '', 소재지도로명주소: '"별관" 앞, 보기로: 3 # 끝', 보관일수: '0' },
    ])
    const text = agencyFileWith(baseText, imported, TODAY)
    const reading = readAgency(text, TODAY)
    assert.ok('registry' in reading)
    assert.equal(digestOf(reading.registry), digestOf(imported.registry))
    const before = baseText.split('\n').filter((line) => !/^asOf|^unconfirmed/.test(line))
    const kept = new Set(text.split('\n'))
    for (const line of before) assert.ok(kept.has(line), line)
    assert.match(text, /# 전국CCTV표준데이터에서 옮긴 것/)
  })

  test('has corrected devices written out where they stood, the others of their group as they were', async () => {
    const row = {
      ...SOUND,
      관리번호: 'lobby-01',
      설치목적구분: '시설물관리',
      소재지도로명주소: '',
      소재지지번주소: '보기동 7',
    }
    const imported = await takeRows([row])
    assert.deepEqual(imported.merge.counts, { addedDevices: 0, correctedDevices: 1, sameDevices: 0 })
    const reading = readAgency(agencyFileWith(baseText, imported, TODAY), TODAY)
    assert.ok('registry' in reading)
    assert.deepEqual(reading.registry, imported.registry)
    assert.deepEqual(
      reading.registry.devices.map(({ id }) => id),
      base.devices.map(({ id }) => id),
    )
  })

  // The two policies of one agency cover its own zones only: a new one needs the agency's decision.
  const open = AGENCIES.filter((name) => name !== 'yonghyeon-14dong')
  test('whose policies do not cover what comes in says so', async () => {
    const registry = await readAgencyFile(agencyPath('yonghyeon-14dong'), TODAY)
    const rows = [{ ...SOUND, 관리기관명: registry.agency.name.ko }]
    await assert.rejects(
      takeRows(rows, registry),
      (error) =>
        isFault(error, 'opendata.refused') &&
        /첫 번째: .*방침이 없습니다/.test(error.messageKo) &&
        isFault((error.cause as AggregateError).errors[0], 'registry.policyMissing'),
    )
  })

  for (const name of open)
    test(`${name} takes an import in, whatever the way it is written`, async () => {
      const registry = await readAgencyFile(agencyPath(name), TODAY)
      const text = await readFile(agencyPath(name), 'utf8')
      const row = { ...SOUND, 관리기관명: registry.agency.name.ko, 데이터기준일자: TODAY }
      const imported = await takeRows([row, { ...row, 관리번호: 'B-1', 보관일수: '45' }], registry)
      for (const given of [text, `\uFEFF${text}`, text.trimEnd()]) {
        const reading = readAgency(agencyFileWith(given, imported, TODAY), TODAY)
        assert.ok('registry' in reading)
        assert.equal(digestOf(reading.registry), digestOf(imported.registry))
      }
    })

  const UNCONFIRMED = /unconfirmed: \[\][^]*$/
  const LOBBY = /  - \{ id: 'lobby-\{nn\}', .*\}\n/
  const DEVICES = /  - (?=\{ id: ('lobby|server-room-01|body-01))/g
  const ways: readonly (readonly [way: string, edit: (text: string) => string])[] = [
    ['with CR LF', (text) => text.replaceAll('\n', '\r\n')],
    ['without the list', (text) => text.replace(UNCONFIRMED, '')],
    [
      'with a comma after the last entry',
      (text) =>
        text.replace(UNCONFIRMED, 'unconfirmed: [{ about: [lobby], note: { ko: 가 } }, # 끝, 정말\n]'),
    ],
    [
      'with a list at the margin that ends in a text of several lines',
      (text) =>
        text.replace(UNCONFIRMED, 'unconfirmed:\n- about: [lobby]\n  note:\n    ko: >-\n      가\n      나'),
    ],
    [
      'with a device in lines',
      (text) =>
        text.replace(
          LOBBY,
          "  - id: 'lobby-{nn}' # 로비\n    count: 2\n    zone: lobby\n    kind: network # 남는 말\n\n",
        ),
    ],
    [
      'with a dash in a line of its own',
      (text) =>
        text.replace(LOBBY, "  -\n    id: 'lobby-{nn}'\n    count: 2\n    zone: lobby\n    kind: network\n"),
    ],
    ['with devices further in', (text) => text.replaceAll(DEVICES, '     - ')],
  ]
  for (const [way, edit] of ways)
    test(`written ${way} takes additions and corrections in`, async () => {
      const text = edit(baseText)
      assert.notEqual(text, baseText)
      const before = readAgency(text, TODAY)
      assert.ok('registry' in before)
      const corrected = {
        ...SOUND,
        관리번호: 'lobby-01',
        소재지지번주소: '보기동 7',
        설치목적구분: '시설물관리',
      }
      const imported = await takeRows([SOUND, corrected], before.registry)
      assert.equal(imported.merge.counts.correctedDevices, 1)
      const written = agencyFileWith(text, imported, TODAY)
      const after = readAgency(written, TODAY)
      assert.ok('registry' in after)
      assert.equal(digestOf(after.registry), digestOf(imported.registry))
      for (const comment of ['# 남는 말', '# 끝, 정말'])
        assert.equal(written.includes(comment), text.includes(comment), comment)
    })

  test('that would be beyond the bounds of an agency file is refused', async () => {
    const rows = Array.from({ length: 5100 }, (_, index) => ({ ...SOUND, 관리번호: `N-${index}` }))
    const imported = await takeRows(rows)
    assert.throws(
      () => agencyFileWith(baseText, imported, TODAY),
      (error) =>
        isFault(error, 'opendata.refused') &&
        /registry\.tooLarge/.test(String((error.cause as AggregateError).errors[0]?.code)),
    )
  })
})
