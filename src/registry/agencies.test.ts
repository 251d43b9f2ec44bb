import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { dayOf, type Day } from '../base/day.ts'
import { realClock } from '../base/clock.ts'
import { regime } from '../law/law.ts'
import {
  basesOf,
  countDevices,
  inScope,
  officersOf,
  purposesOf,
  readAgency,
  recordableDevices,
  type Registry,
  retentionDays,
  zoneOf,
} from './registry.ts'

const TODAY = '2026-11-22' as Day
const folder = new URL('../../agencies/', import.meta.url)

async function agency(name: string): Promise<Registry> {
  const reading = readAgency(await readFile(new URL(`${name}.yaml`, folder), 'utf8'), TODAY)
  assert.ok('registry' in reading, 'problems' in reading ? reading.problems[0]?.fault.message : '')
  return reading.registry
}

const names = (await readdir(folder)).map((name) => name.replace('.yaml', '')).toSorted()
const city = await agency('seoul-city')
const customs = await agency('customs-service')
const dong = await agency('yonghyeon-14dong')
const labor = await agency('jungbu-labor')

/** Devices of each zone, in the order of the file. */
function counts(registry: Registry): Record<string, number> {
  return Object.fromEntries(registry.zones.map(({ id }) => [id, countDevices(registry, { zone: id })]))
}

const handlersOf = (registry: Registry, device: string) =>
  officersOf(registry, device, 'handler').map(({ phone }) => phone)

describe('every agency file', () => {
  test('is one of the five agencies or the template', () =>
    assert.deepEqual(names, [
      'customs-service',
      'jungbu-labor',
      'seoul-city',
      'seoul-immigration',
      'template',
      'yonghyeon-14dong',
    ]))

  for (const name of names) {
    test(`${name} reads under the law of today and of the day it was written for`, async () => {
      const text = await readFile(new URL(`${name}.yaml`, folder), 'utf8')
      for (const on of [TODAY, dayOf(realClock.now()), '2023-09-15' as Day])
        assert.ok('registry' in readAgency(text, on), `${name} on ${on}`)
    })

    test(`${name} leaves no device without somebody responsible, a way in, a period, a policy and a basis`, async () => {
      const registry = await agency(name)
      for (const device of registry.devices) {
        for (const role of ['manager', 'handler'] as const)
          assert.ok(officersOf(registry, device.id, role).length > 0, `${device.id} has a ${role}`)
        const { windows } = registry.requests
        assert.ok(
          windows.some(({ scope }) => inScope(registry, scope, device)),
          `${device.id} has a window`,
        )
        assert.ok(registry.policies.some(({ scope }) => inScope(registry, scope, device)))
        const { grounds } = regime({ class: device.class, place: zoneOf(registry, device.id).place }, TODAY)
        for (const { id } of purposesOf(registry, device.id))
          assert.ok(
            basesOf(registry, device.id, id).some((code) => code.startsWith(`${grounds}-`)),
            `${device.id} may be used for ${id}`,
          )
      }
      assert.equal(recordableDevices(registry).length, registry.devices.length)
    })

    test(`${name} counts nothing by hand: no text of it states a number of devices`, async () => {
      const { unconfirmed, zones, devices, policies, sites } = await agency(name)
      const typed = JSON.stringify([unconfirmed, zones, devices, policies, sites]).match(/\d+ ?대[^가-힣]/g)
      assert.equal(typed, null)
    })

    test(`${name} has a privacy officer who neither manages nor handles a device`, async () => {
      const { officers } = await agency(name)
      const posts = (role: string) =>
        officers
          .filter((one) => one.role === role)
          .map(({ department, position }) => `${department} ${position.ko}`)
      const [officer] = posts('privacyOfficer')
      assert.ok(officer !== undefined && ![...posts('manager'), ...posts('handler')].includes(officer))
    })
  }
})

describe('Seoul, head office', () => {
  test('has the five purposes of Article 25(1), each in use', () => {
    assert.deepEqual(
      city.purposes.map(({ bases }) => bases.public),
      [['25-1-1'], ['25-1-2'], ['25-1-3'], ['25-1-4'], ['25-1-5']],
    )
    const used = new Set(city.devices.flatMap(({ purposes }) => purposes))
    assert.deepEqual(used, new Set(city.purposes.map(({ id }) => id)))
  })

  test('states how and where pictures are watched, for each department', () => {
    for (const { department, monitoring } of city.zones) {
      assert.ok(department !== null)
      assert.ok(monitoring?.place)
    }
    assert.equal(city.zones[0]?.monitoring?.method, 'occasional')
  })

  test('says of everything that is not published that it is an example', () => {
    const open = new Set(city.unconfirmed.flatMap(({ about }) => about))
    const examples = [
      ...city.departments,
      ...city.zones,
      ...city.storagePlaces,
      ...city.officers,
      ...city.processors,
    ]
    assert.deepEqual(
      examples.filter(({ id }) => !open.has(id)).map(({ id }) => id),
      [],
    )
  })

  test('has versions that follow one another without a gap', () => {
    const [policy] = city.policies
    const ranges = [
      ...(policy?.history ?? []).map(({ from, until }) => [from, until]),
      [policy?.effectiveOn, null],
    ]
    assert.deepEqual(ranges, [
      ['2012-03-30', '2018-03-31'],
      ['2018-04-01', '2020-06-07'],
      ['2020-06-08', null],
    ])
    assert.equal(policy?.changeNoticeDays, null)
  })

  test('does not refuse because others are in the picture, nor for any reason at all', () =>
    assert.deepEqual(city.requests.refusals, [
      'investigation',
      'alreadyDestroyed',
      'harmToOthers',
      'prohibitedByLaw',
    ]))
})

describe('the Customs Service', () => {
  test('has 4, 2 and 4 cameras in three closed rooms, kept 30 days', () => {
    assert.deepEqual(counts(customs), {
      'comms-room-zone': 4,
      'clearance-center-zone': 2,
      'surveillance-room-zone': 4,
    })
    assert.equal(countDevices(customs, { place: 'closed' }), 10)
    for (const { id } of customs.devices) assert.equal(retentionDays(customs, id, 'continuous'), 30)
  })

  test('stands on consent, never on Article 25(1), and says what people are told', () => {
    for (const { bases } of customs.purposes) assert.deepEqual(bases, { public: [], closed: ['15-1-1'] })
    assert.deepEqual(
      customs.consents[0]?.zones,
      customs.zones.map(({ id }) => id),
    )
  })

  test('gives each room its own handler', () => {
    assert.deepEqual(handlersOf(customs, 'clearance-center-01'), ['042-481-1197'])
    assert.deepEqual(handlersOf(customs, 'comms-room-01'), ['042-481-7887'])
    assert.deepEqual(handlersOf(customs, 'surveillance-room-01'), ['042-481-7782'])
  })
})

describe('the Yonghyeon 1.4-dong office', () => {
  test('has one wearable and eleven fixed cameras, under two policies that share none', () => {
    assert.equal(countDevices(dong, { class: 'mobile' }), 1)
    assert.equal(countDevices(dong, { class: 'fixed' }), 11)
    const reach = dong.policies.map(({ id, scope }) => [
      id,
      dong.devices.filter((device) => inScope(dong, scope, device)).map(({ class: one }) => one),
    ])
    assert.deepEqual(reach, [
      ['wearable', ['mobile']],
      ['dumping', Array.from({ length: 11 }, () => 'fixed')],
    ])
  })

  test('puts the wearable on Article 25-2 and what films one spot all day on Article 25(1)', () => {
    assert.deepEqual(basesOf(dong, 'wearable-01', 'staff-protection'), ['25-2-1-1', '15-1-3'])
    assert.deepEqual(basesOf(dong, 'dumping-11', 'dumping-prevention'), ['25-1-2'])
    assert.equal(zoneOf(dong, 'dumping-01').recordings[0]?.hours, 'always')
    assert.equal(zoneOf(dong, 'wearable-01').recordings[0]?.hours, 'onDemand')
  })

  test('lets 6175 see the wearable only and 6164 the others only', () => {
    assert.deepEqual(handlersOf(dong, 'wearable-01'), ['032-728-6162', '032-728-6175'])
    assert.deepEqual(handlersOf(dong, 'dumping-01'), ['032-728-6162', '032-728-6164'])
  })

  test('states a separate line for the cameras in the street and not for one kept in a cabinet', () => {
    const [wearable, dumping] = dong.policies
    assert.ok(dumping?.safeguards.includes('separateNetwork'))
    assert.ok(!wearable?.safeguards.includes('separateNetwork'))
  })
})

describe('the Jungbu Employment and Labor Office', () => {
  test('has 60 = 4 + 56 cameras', () => {
    assert.deepEqual(
      [countDevices(labor), countDevices(labor, { site: 'main' }), countDevices(labor, { site: 'center' })],
      [60, 4, 56],
    )
  })

  test('counts the rows of its table: 1 5 3 2 7 3 8 9 8 2 4 2 2', () => {
    const rows = Map.groupBy(
      labor.zones.filter(({ site }) => site === 'center'),
      ({ location }) => location.ko,
    )
    const sums = [...rows].map(([location, zones]) => [
      location,
      zones.reduce((sum, { id }) => sum + countDevices(labor, { zone: id }), 0),
    ])
    assert.deepEqual(sums, [
      ['정문', 1],
      ['지하주차장', 5],
      ['지상주차장', 3],
      ['엘리베이터', 2],
      ['계단', 7],
      ['지하 2층', 3],
      ['로비', 8],
      ['1층', 9],
      ['2층', 8],
      ['3층', 2],
      ['4층', 4],
      ['5층', 2],
      ['6층', 2],
    ])
  })

  test('has 3 + 5 lobby cameras, 6 + 1 on the stairs, 2 + 7 on the 1st floor and 1 + 2 in the 2nd basement', () => {
    const onFloors = (zone: string) =>
      [
        ...Map.groupBy(
          labor.devices.filter((one) => one.zone === zone),
          ({ floor }) => floor,
        ),
      ].map(([floor, devices]) => `${floor}:${devices.length}`)
    assert.deepEqual(onFloors('center-lobby'), ['1F:3', '2F:1', '3F:1', '4F:1', '5F:1', '6F:1'])
    assert.deepEqual(onFloors('center-stairs'), ['1F:1', '2F:1', '3F:1', '4F:1', '5F:1', '6F:1', 'RF:1'])
    const { 'center-1f-benefit-entrance': entrance, [`center-1f-office`]: office, ...others } = counts(labor)
    assert.deepEqual([entrance, office], [2, 7])
    assert.deepEqual([others['center-b2-lobby'], others['center-b2-archive']], [1, 2])
  })

  test('puts 31 cameras in offices and the archive on Article 15(1), 29 on Article 25(1)', () => {
    assert.equal(countDevices(labor, { place: 'closed' }), 31)
    assert.equal(countDevices(labor, { place: 'public' }), 29)
    assert.deepEqual(basesOf(labor, 'center-b2-archive-01', 'facility-safety'), ['15-1-3'])
    assert.deepEqual(basesOf(labor, 'center-gate-01', 'facility-safety'), ['25-1-3'])
  })

  test('tells of the cameras of the building that are not its own', () => {
    assert.deepEqual(
      labor.notOurs.map(({ operator, phone }) => [operator.ko, phone]),
      [['정부인천지방종합청사 청사관리소', '032-588-4506']],
    )
    assert.deepEqual(
      labor.processors.map(({ name, phone }) => [name.ko, phone]),
      [['ADT캡스', '1588-6400']],
    )
  })
})
