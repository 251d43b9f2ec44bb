import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import type { Day } from '../base/day.ts'
import { isFault } from '../base/fault.ts'
import {
  basesOf,
  categoriesOf,
  countDevices,
  deviceCounts,
  deviceOf,
  findDevice,
  officersOf,
  purposesOf,
  readAgency,
  recordableDevices,
  recordingOf,
  type Registry,
  retentionDays,
  zoneOf,
} from './registry.ts'

const TODAY = '2026-11-22' as Day

async function agency(name: string): Promise<Registry> {
  const text = await readFile(new URL(`../../agencies/${name}.yaml`, import.meta.url), 'utf8')
  const reading = readAgency(text, TODAY)
  assert.ok('registry' in reading, 'problems' in reading ? reading.problems[0]?.fault.message : '')
  return reading.registry
}

const seoul = await agency('seoul-immigration')

const storageOf = (device: string) => recordingOf(seoul, device, 'continuous').storage

const categoryIds = (device: string) => categoriesOf(seoul, device).map(({ id }) => id)

describe('the Seoul Immigration Office', () => {
  test('has 85 = 34 + 51, 6 = 6 + 0 and 16 + 10 + 5 devices, counted from its devices', () => {
    const fixed = (site: string) => [
      countDevices(seoul, { site, class: 'fixed' }),
      countDevices(seoul, { site, class: 'fixed', place: 'public' }),
      countDevices(seoul, { site, class: 'fixed', place: 'closed' }),
    ]
    assert.deepEqual(fixed('main'), [85, 34, 51])
    assert.deepEqual(fixed('sejong'), [6, 6, 0])
    assert.deepEqual(
      ['main-investigation', 'main-counter', 'sejong-waiting'].map((zone) =>
        countDevices(seoul, { zone, class: 'mobile' }),
      ),
      [16, 10, 5],
    )
    assert.equal(countDevices(seoul), 85 + 6 + 31)
    assert.equal(countDevices(seoul), seoul.devices.length)
  })

  test('counts what is there: one device less in the registry is one less in every sum', () => {
    const devices = seoul.devices.filter(({ id }) => id !== 'main-lobby-02')
    assert.equal(countDevices({ ...seoul, devices }, { site: 'main', class: 'fixed', place: 'public' }), 33)
    const retired = seoul.devices.map((one) =>
      one.id === 'main-lobby-02' ? { ...one, status: 'retired' as const } : one,
    )
    assert.equal(countDevices({ ...seoul, devices: retired }, { zone: 'main-lobby' }), 3)
  })

  test('keeps footage 14, 30, 15 and 30 days', () => {
    assert.equal(retentionDays(seoul, 'main-lobby-01', 'continuous'), 14)
    assert.equal(retentionDays(seoul, 'main-detention-01', 'continuous'), 30)
    assert.equal(retentionDays(seoul, 'sejong-waiting-01', 'continuous'), 14)
    assert.equal(retentionDays(seoul, 'main-counter-body-10', 'service'), 15)
    assert.equal(retentionDays(seoul, 'sejong-body-05', 'service'), 15)
    assert.equal(retentionDays(seoul, 'main-investigation-body-16', 'service'), 15)
    assert.equal(retentionDays(seoul, 'main-investigation-body-16', 'evidence'), 30)
  })

  test('keeps 14 days for every fixed camera outside the detention room', () => {
    for (const { id, class: deviceClass, zone } of seoul.devices)
      if (deviceClass === 'fixed')
        assert.equal(retentionDays(seoul, id, 'continuous'), zone === 'main-detention' ? 30 : 14, id)
  })

  test('stores detention footage in two places and the branch office its own on the 3rd floor', () => {
    assert.deepEqual(storageOf('main-lobby-01'), ['comms-room'])
    assert.deepEqual(storageOf('main-detention-01'), ['comms-room', 'detention-room'])
    assert.deepEqual(storageOf('sejong-waiting-01'), ['sejong-third-floor'])
  })

  test('lets only the custody officer handle the detention room', () => {
    const handlers = (device: string) => officersOf(seoul, device, 'handler').map(({ id }) => id)
    assert.deepEqual(handlers('main-detention-01'), ['detention-handler'])
    assert.deepEqual(handlers('main-lobby-01'), ['main-handler'])
    const detention = seoul.officers.find(({ id }) => id === 'detention-handler')
    assert.ok(detention)
    const reach = seoul.devices.filter(({ id }) => handlers(id).includes('detention-handler'))
    assert.deepEqual(new Set(reach.map(({ zone }) => zone)), new Set(['main-detention']))
  })

  test('leaves no device without a manager, a handler, a purpose and a basis', () => {
    for (const { id } of seoul.devices) {
      assert.equal(officersOf(seoul, id, 'manager').length, 1, id)
      assert.equal(officersOf(seoul, id, 'handler').length, 1, id)
      assert.equal(officersOf(seoul, id, 'privacyOfficer').length, 1, id)
      const purposes = purposesOf(seoul, id)
      assert.ok(purposes.length > 0, id)
      for (const purpose of purposes)
        assert.ok(basesOf(seoul, id, purpose.id).length > 0, `${id} ${purpose.id}`)
    }
  })

  test('puts closed places on 15-1-3 and body cameras on 25-2-1-1', () => {
    assert.deepEqual(basesOf(seoul, 'main-detention-01', 'facility-safety'), ['15-1-3'])
    assert.deepEqual(basesOf(seoul, 'main-lobby-01', 'facility-safety'), ['25-1-3'])
    assert.deepEqual(basesOf(seoul, 'main-counter-body-01', 'staff-protection'), ['25-2-1-1', '15-1-3'])
    assert.deepEqual(basesOf(seoul, 'main-lobby-01', 'staff-protection'), [])
  })

  test('holds offices, positions, telephone numbers and dates as published, and no names', () => {
    const officer = (id: string) => {
      const found = seoul.officers.find((one) => one.id === id)
      return [found?.role, found?.position.ko, found?.department, found?.phone]
    }
    assert.deepEqual(officer('privacy-officer'), [
      'privacyOfficer',
      '총무과장',
      'general-affairs',
      '02-2650-6202',
    ])
    assert.deepEqual(officer('main-manager'), ['manager', '서무계장', 'general-affairs', '02-2650-6221'])
    assert.deepEqual(officer('sejong-manager'), ['manager', '서무담당', 'sejong-branch', '02-731-1708'])
    assert.deepEqual(officer('main-handler'), ['handler', '통신장', 'general-affairs', '02-2650-4600'])
    assert.deepEqual(officer('detention-handler'), [
      'handler',
      '보호실 계호담당',
      'enforcement',
      '02-2650-6252',
    ])
    const [policy] = seoul.policies
    assert.deepEqual(
      [seoul.asOf, policy?.enactedOn, policy?.announcedOn, policy?.effectiveOn, policy?.changeNoticeDays],
      ['2024-09-05', '2012-03-09', '2024-09-06', '2024-09-13', 7],
    )
    assert.deepEqual(seoul.processors, [])
    assert.deepEqual(
      seoul.requests.windows.map(({ floor, site }) => `${site} ${floor}`),
      ['main 7F', 'sejong 3F'],
    )
  })

  test('gives every fixed camera its own stream secret and body cameras none', () => {
    for (const device of seoul.devices)
      assert.equal(device.stream, device.class === 'fixed' ? `stream.${device.id}` : null)
    const live = [
      'main-lobby-01',
      'main-corridor-01',
      'main-parking-01',
      'main-entrance-01',
      'main-detention-01',
      'sejong-waiting-01',
    ]
    for (const id of live) assert.equal(deviceOf(seoul, id).class, 'fixed')
    assert.equal(zoneOf(seoul, 'main-detention-01').place, 'closed')
  })

  test('records no sound', () => {
    assert.ok(seoul.devices.every(({ audio }) => !audio))
  })

  test('marks what it assumes as unconfirmed', () => {
    const about = new Set(seoul.unconfirmed.flatMap((one) => one.about))
    for (const zone of seoul.zones.filter((one) => one.site === 'main'))
      assert.ok(about.has(zone.id), zone.id)
  })
})

describe('look-ups', () => {
  test('categories of a device are those of its class in its zone, the usual one first', () => {
    assert.deepEqual(categoryIds('main-counter-01'), ['continuous'])
    assert.deepEqual(categoryIds('main-counter-body-01'), ['service'])
    assert.deepEqual(categoryIds('main-investigation-body-01'), ['service', 'evidence'])
  })

  test('a foreign category, device or zone is a fault, not a default', () => {
    assert.throws(
      () => retentionDays(seoul, 'main-counter-01', 'service'),
      (error) => isFault(error, 'registry.categoryMissing'),
    )
    assert.throws(
      () => retentionDays(seoul, 'main-counter-body-01', 'evidence'),
      (error) => isFault(error, 'registry.categoryMissing'),
    )
    assert.throws(
      () => deviceOf(seoul, 'nowhere'),
      (error) => isFault(error, 'registry.deviceMissing'),
    )
    assert.throws(
      () => zoneOf({ ...seoul, zones: [] }, 'main-lobby-01'),
      (error) => isFault(error, 'registry.zoneMissing'),
    )
    assert.equal(findDevice(seoul, 'nowhere'), undefined)
  })

  test('planned, retired and live-only devices are not recorded', () => {
    const changed = seoul.devices.map((one) => {
      if (one.id === 'main-lobby-01') return { ...one, status: 'planned' as const }
      if (one.id === 'main-lobby-02') return { ...one, status: 'retired' as const }
      return one.id === 'main-lobby-03' ? { ...one, recording: false } : one
    })
    const ids = new Set(recordableDevices({ ...seoul, devices: changed }).map(({ id }) => id))
    assert.equal(ids.size, seoul.devices.length - 3)
    assert.ok(!ids.has('main-lobby-01') && !ids.has('main-lobby-02') && !ids.has('main-lobby-03'))
  })

  test('counts by zone add up to the whole', () => {
    const counts = deviceCounts(seoul)
    assert.equal(
      counts.reduce((sum, { devices }) => sum + devices, 0),
      seoul.devices.length,
    )
  })
})

describe('the template', () => {
  test('is a sound agency file', async () => {
    const template = await agency('template')
    assert.equal(countDevices(template), 4)
  })
})
