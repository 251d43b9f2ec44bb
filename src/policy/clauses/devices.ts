/**
 * How many devices, where, and what they see (영 §25①2). Devices are told by place; each one of them stands in the
 * register, which goes with the policy. Sums are counted here and nowhere written down.
 */
import type { Block, Language } from '../../documents/documents.ts'
import type { DeviceClass, Place } from '../../law/law.ts'
import type { Device, Zone } from '../../registry/registry.ts'
import type { Clause } from '../clause.ts'
import type { Context } from '../context.ts'
import type { Fact } from '../model.ts'
import { type Group, groupsOf } from '../places.ts'
import { hasManySites, siteText } from '../scope.ts'
import { remark } from '../unconfirmed.ts'
import {
  both,
  CLASS_WORDS,
  dayText,
  devices as deviceCount,
  floorText,
  kindText,
  PLACE_WORDS,
  say,
} from '../wording.ts'

const title = {
  ko: '설치 대수, 설치 위치 및 촬영범위',
  en: 'How many devices, where, and what they film',
}

export const devices: Clause = {
  id: 'devices',
  title: () => title,
  law: () => ['영 §25①2'],
  applies: () => true,
  facts: (context) => [
    ...sitesInUse(context).map(siteFact),
    ...context.zones.map((zone) => zoneFact(zone, context)),
    ...deviceFacts(context),
  ],
  write: (context, language) => [
    {
      type: 'paragraph',
      text: say(
        language,
        `모두 ${deviceCount(context.devices.length, 'ko')}를 운영합니다(${dayText(context.asOf, 'ko')} 기준).`,
        `There are ${deviceCount(context.devices.length, 'en')} devices in all (as of ${dayText(context.asOf, 'en')}).`,
      ),
    },
    totals(context, language),
    ...(['fixed', 'mobile'] as const).flatMap((one) => places(context, one, language)),
    ...monitoring(context, language),
    {
      type: 'note',
      text: say(
        language,
        '한 대마다의 위치와 촬영범위, 목적은 이 방침과 함께 공개하는 기기 현황(세부파일)에 있습니다.',
        'The place, view and purpose of each single device are in the register of devices published with this policy.',
      ),
    },
    ...remark(
      context,
      [...context.zones, ...context.devices, ...sitesInUse(context)].map(({ id }) => id),
      title,
      language,
    ),
  ],
}

const PLACES: readonly Place[] = ['public', 'closed']

/** Site × class, by openness of the place, with sums both ways. */
function totals(context: Context, language: Language): Block {
  const placeOf = new Map(context.zones.map((zone) => [zone.id, zone]))
  const count = (site: string | null, deviceClass: DeviceClass | null, place: Place | null) =>
    context.devices.filter((device) => {
      const zone = placeOf.get(device.zone)
      return (
        (site === null || zone?.site === site) &&
        (deviceClass === null || device.class === deviceClass) &&
        (place === null || zone?.place === place)
      )
    }).length
  const row = (label: string, kind: string, site: string | null, deviceClass: DeviceClass | null) => [
    label,
    kind,
    ...[...PLACES, null].map((place) => deviceCount(count(site, deviceClass, place), language)),
  ]
  const classes = (['fixed', 'mobile'] as const).filter((one) => count(null, one, null) > 0)
  const rows = sitesInUse(context).flatMap(({ id, name }) =>
    classes
      .filter((one) => count(id, one, null) > 0)
      .map((one) => row(name[language], CLASS_WORDS[one][language], id, one)),
  )
  const sums =
    classes.length > 1
      ? classes.map((one) => row(say(language, '합계', 'Total'), CLASS_WORDS[one][language], null, one))
      : []
  return {
    type: 'table',
    caption: say(language, '장소와 구분별 대수', 'Numbers by site and kind'),
    head: [
      [
        say(language, '장소', 'Site'),
        say(language, '구분', 'Kind'),
        PLACE_WORDS.public[language],
        PLACE_WORDS.closed[language],
        say(language, '계', 'Sum'),
      ],
    ],
    rows: [
      ...rows,
      ...(rows.length > 1 ? sums : []),
      ...(rows.length > 1
        ? [row(say(language, '총계', 'All'), say(language, '전체', 'All'), null, null)]
        : []),
    ],
    rowHeader: true,
  }
}

function places(context: Context, deviceClass: DeviceClass, language: Language): readonly Block[] {
  const groups = groupsOf(context, deviceClass)
  if (groups.length === 0) return []
  const columns = columnsOf(context, groups)
  const caption =
    deviceClass === 'fixed'
      ? say(language, '고정형 기기의 설치 위치와 촬영범위', 'Where fixed devices are, and what they film')
      : say(
          language,
          '이동형 기기의 운영 장소와 촬영범위',
          'Where mobile devices are used, and what they film',
        )
  return [
    {
      type: 'table',
      caption,
      head: [columns.map(({ head }) => head[language])],
      rows: groups.map((group) => columns.map(({ cell }) => cell(group, language))),
    },
  ]
}

type Column = {
  readonly head: { readonly ko: string; readonly en: string }
  cell(group: Group, language: Language): string
}

/** Columns that would be empty in every row, or the same in every row, are left out. */
function columnsOf(context: Context, groups: readonly Group[]): readonly Column[] {
  const all: readonly (Column & { readonly shown: boolean })[] = [
    {
      shown: hasManySites(context),
      head: { ko: '장소', en: 'Site' },
      cell: ({ site }, language) => siteText(context, site, language),
    },
    {
      shown: true,
      head: { ko: '위치', en: 'Location' },
      cell: ({ location }, language) => location[language],
    },
    {
      shown: groups.some(({ floors }) => floors.length > 0),
      head: { ko: '층', en: 'Floor' },
      cell: ({ floors }, language) => floors.map((floor) => floorText(floor, language)).join(', '),
    },
    {
      shown: groups.some(({ departments }) => departments.length > 0),
      head: { ko: '담당부서', en: 'Department' },
      cell: ({ departments }, language) => departments.map((name) => name[language]).join(', '),
    },
    { shown: true, head: { ko: '기기', en: 'Device' }, cell: ({ called }, language) => called[language] },
    {
      shown: true,
      head: { ko: '공개 여부', en: 'Place' },
      cell: ({ places }, language) =>
        [...places]
          .map(([place, count]) =>
            places.size === 1
              ? PLACE_WORDS[place][language]
              : `${PLACE_WORDS[place][language]}(${deviceCount(count, language)})`,
          )
          .join(', '),
    },
    {
      shown: true,
      head: { ko: '대수', en: 'Number' },
      cell: ({ devices }, language) => deviceCount(devices, language),
    },
    { shown: true, head: { ko: '촬영범위', en: 'View' }, cell: ({ view }, language) => view[language] },
  ]
  return all.filter(({ shown }) => shown)
}

const MONITORING = {
  live: { ko: '실시간 관제', en: 'watched live' },
  occasional: { ko: '수시 관제', en: 'watched from time to time' },
  recordOnly: { ko: '관제 없이 녹화만', en: 'recorded only, watched by nobody' },
} as const

/** 관제 방법과 장소, where the registry states them. */
function monitoring(context: Context, language: Language): readonly Block[] {
  const groups = Map.groupBy(
    context.zones.filter((zone) => zone.monitoring !== null),
    (zone) => JSON.stringify([zone.site, zone.monitoring]),
  )
  if (groups.size === 0) return []
  return [
    {
      type: 'table',
      caption: say(language, '관제 방법과 장소', 'How pictures are watched, and where'),
      head: [
        [
          say(language, '위치', 'Location'),
          say(language, '관제 방법', 'How'),
          say(language, '관제 장소', 'Where'),
        ],
      ],
      rows: [...groups.values()].map((zones) => [
        [...new Set(zones.map(({ name }) => name[language]))].join(', '),
        zones[0]?.monitoring ? MONITORING[zones[0].monitoring.method][language] : '',
        zones[0]?.monitoring?.place?.[language] ?? '',
      ]),
    },
  ]
}

function sitesInUse({ registry, zones }: Context): Context['registry']['sites'] {
  const ids = new Set(zones.map(({ site }) => site))
  return registry.sites.filter(({ id }) => ids.has(id))
}

function siteFact({ id, name, address }: Context['registry']['sites'][number]): Fact {
  return {
    id: `site/${id}`,
    label: both((language) => say(language, `장소: ${name.ko}`, `Site: ${name.en}`)),
    value: { name, address },
    text: both((language) =>
      [name[language], address?.[language]].filter((part) => part !== undefined).join(', '),
    ),
  }
}

function zoneFact(zone: Zone, context: Context): Fact {
  const { name, location, site, building, floor, department, place, view, monitoring: watched } = zone
  return {
    id: `zone/${zone.id}`,
    label: both((language) => say(language, `위치: ${name.ko}`, `Location: ${name.en}`)),
    value: { name, location, site, building, floor, department, place, view, monitoring: watched },
    text: both((language) =>
      [
        siteText(context, site, language),
        floor === null ? null : floorText(floor, language),
        name[language],
        PLACE_WORDS[place][language],
        view[language],
        watched === null ? null : MONITORING[watched.method][language],
        watched?.place?.[language] ?? null,
      ]
        .filter((part) => part !== null)
        .join(', '),
    ),
  }
}

/** One fact a device, with everything the register says of it but where its stream comes from. */
function deviceFacts(context: Context): readonly Fact[] {
  const zoneNames = new Map(context.zones.map(({ id, name }) => [id, name]))
  const purposeNames = new Map(context.registry.purposes.map(({ id, name }) => [id, name]))
  return context.devices.map((device) => {
    const { id, stream: _, status: _inUse, ...stated } = device
    return {
      id: `device/${id}`,
      label: both((language) => `${device.name[language]} (${id})`),
      value: stated,
      text: both((language) =>
        [
          zoneNames.get(device.zone)?.[language] ?? device.zone,
          ...describe(device, language),
          device.purposes.map((one) => purposeNames.get(one)?.[language] ?? one).join(' · '),
        ].join(', '),
      ),
    }
  })
}

function describe(device: Device, language: Language): readonly string[] {
  const { kind, floor, view, angle, pixels, address, position, installedMonth, audio, recording } = device
  return [
    kindText(kind, language),
    floor === null ? null : floorText(floor, language),
    view[language],
    angle?.[language] ?? null,
    address?.[language] ?? null,
    position === null ? null : `${position.latitude}, ${position.longitude}`,
    pixels === null
      ? null
      : say(language, `${pixels.toLocaleString('en-US')}화소`, `${pixels.toLocaleString('en-US')} pixels`),
    installedMonth === null ? null : say(language, `${installedMonth} 설치`, `installed ${installedMonth}`),
    audio ? say(language, '녹음함', 'records sound') : null,
    recording ? null : say(language, '저장하지 않음', 'stores nothing'),
  ].filter((part) => part !== null)
}
