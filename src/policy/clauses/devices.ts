/**
 * How many devices, where, and what they see (영 §25①2). Devices are told by place; each one of them stands in the
 * register, which goes with the policy. Sums are counted here and nowhere written down.
 */
import type { Block, Language } from '../../documents/documents.ts'
import type { DeviceClass, Place } from '../../law/law.ts'
import type { Device, Zone } from '../../registry/registry.ts'
import type { Clause } from '../clause.ts'
import { evidence, unseen } from '../conformance/evidence.ts'
import { presenceFinding, strangersFinding } from '../conformance/presence.ts'
import type { System } from '../conformance/system.ts'
import type { Context } from '../context.ts'
import type { Fact } from '../model.ts'
import { type Group, groupsOf } from '../places.ts'
import { hasManySites, siteText } from '../scope.ts'
import { remark } from '../unconfirmed.ts'
import {
  both,
  CLASS_WORDS,
  counted,
  dayText,
  devices as deviceCount,
  floorsText,
  floorText,
  kindText,
  lowered,
  namesOf,
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
        `${context.devices.length === 1 ? 'There is 1 device' : `There are ${deviceCount(context.devices.length, 'en')} devices`} in all (as of ${dayText(context.asOf, 'en')}).`,
      ),
    },
    totals(context, language),
    ...(['fixed', 'mobile'] as const).flatMap((one) => places(context, one, language)),
    ...monitoring(context, language),
    {
      type: 'note',
      text: say(
        language,
        '기기 한 대 한 대의 위치와 촬영범위, 목적은 이 방침과 함께 공개하는 기기 현황(세부파일)에 있습니다.',
        'The place, view and purpose of each device are in the register of devices published with this policy.',
      ),
    },
    ...remark(
      context,
      [...context.zones, ...context.devices, ...sitesInUse(context)].map(({ id }) => id),
      title,
      language,
    ),
  ],
  check: (system, context) => [
    ...partsOf(context).map((part) => numberEvidence(part, system, context)),
    evidence(
      'devices/others',
      {
        ko: '현황에서 녹화한다고 한 기기만 녹화합니다.',
        en: 'Only devices that the register says are recorded are recorded.',
      },
      strangersFinding(system, context),
    ),
    evidence(
      'devices/places',
      {
        ko: '기기는 적힌 곳에만 있으며 적힌 범위를 비춥니다.',
        en: 'The devices are where the register says, show what it says, and there are no others.',
      },
      unseen({
        ko: '기기 현황(세부파일)을 들고 건물을 돌며 위치, 방향과 대수를 대조하십시오. 연결하지 않은 카메라는 현장에서만 찾을 수 있습니다.',
        en: 'Walk the building with the register and compare place, direction and number. A camera that is not connected can only be found on the spot.',
      }),
    ),
  ],
}

/** Devices of one site, class and sort of place: how the text counts them, and no closer, for blind spots are nobody's. */
type Part = {
  readonly site: string
  readonly class: DeviceClass
  readonly place: Place
  readonly devices: readonly Device[]
}

function partsOf(context: Context): readonly Part[] {
  const zoneOf = new Map(context.zones.map((zone) => [zone.id, zone]))
  return sitesInUse(context).flatMap(({ id: site }) =>
    (['fixed', 'mobile'] as const).flatMap((deviceClass) =>
      PLACES.flatMap((place): Part[] => {
        const within = context.devices.filter((device) => {
          const zone = zoneOf.get(device.zone)
          return device.class === deviceClass && zone?.site === site && zone.place === place
        })
        return within.length === 0 ? [] : [{ site, class: deviceClass, place, devices: within }]
      }),
    ),
  )
}

function numberEvidence(
  { site, class: deviceClass, place, devices: all }: Part,
  system: System,
  context: Context,
) {
  return evidence(
    `devices/${site}/${deviceClass}/${place}`,
    both((language) =>
      say(
        language,
        `${siteText(context, site, 'ko')} ${PLACE_WORDS[place].ko}에서 ${CLASS_WORDS[deviceClass].ko} ${deviceCount(all.length, 'ko')}를 운영합니다.`,
        `${siteText(context, site, 'en')}, ${PLACE_WORDS[place].en}: ${all.length} ${CLASS_WORDS[deviceClass].en.toLowerCase()} devices.`,
      ),
    ),
    deviceClass === 'mobile' || all.every(({ recording }) => !recording)
      ? unseen(
          {
            ko: '계속 녹화하는 기기가 아니므로 인수인계 대장으로 대수를 확인하십시오.',
            en: 'They do not record all the time; count them by the ledger of those who carry them.',
          },
          { registered: all.length },
        )
      : presenceFinding(system, all, ({ zone, class: kind }) => hoursOf(context, zone, kind)),
  )
}

/** The hours in which the first category of the zone for that class is recorded. */
function hoursOf({ registry, zones }: Context, zoneId: string, deviceClass: DeviceClass): string {
  const own = new Set(registry.categories.filter((one) => one.class === deviceClass).map(({ id }) => id))
  const recordings = zones.find(({ id }) => id === zoneId)?.recordings ?? []
  return recordings.find(({ category }) => own.has(category))?.hours ?? 'always'
}

const PLACES: readonly Place[] = ['public', 'closed']

/** Class × site, by openness of the place, with sums both ways. */
function totals(context: Context, language: Language): Block {
  const zoneOf = new Map(context.zones.map((zone) => [zone.id, zone]))
  const numbers = (some: readonly Device[]) => {
    const within = (place: Place) => some.filter(({ zone }) => zoneOf.get(zone)?.place === place).length
    return [...PLACES.map(within), some.length].map((count) => deviceCount(count, language))
  }
  const sum = (text: string, some: readonly Device[]) => [
    { text, header: true, colspan: 2 },
    ...numbers(some),
  ]
  const classes = (['fixed', 'mobile'] as const)
    .map((deviceClass) => ({
      kind: CLASS_WORDS[deviceClass][language],
      all: context.devices.filter((device) => device.class === deviceClass),
    }))
    .filter(({ all }) => all.length > 0)
  const rows = classes.flatMap(({ kind, all }) => {
    const bySite = Map.groupBy(all, ({ zone }) => zoneOf.get(zone)?.site ?? '')
    const sites = [...bySite].map(([site, some]) => [
      kind,
      siteText(context, site, language),
      ...numbers(some),
    ])
    const isSummed = sites.length > 1 && classes.length > 1
    return [
      ...sites,
      ...(isSummed ? [sum(say(language, `소계(${kind})`, `Subtotal (${kind.toLowerCase()})`), all)] : []),
    ]
  })
  return {
    type: 'table',
    caption: say(language, '구분과 장소별 대수', 'Numbers by kind and site'),
    head: [
      [
        say(language, '구분', 'Kind'),
        say(language, '장소', 'Site'),
        PLACE_WORDS.public[language],
        PLACE_WORDS.closed[language],
        say(language, '계', 'Total'),
      ],
    ],
    rows: [...rows, ...(rows.length > 1 ? [sum(say(language, '합계', 'Total'), context.devices)] : [])],
    rowHeader: true,
  }
}

function places(context: Context, deviceClass: DeviceClass, language: Language): readonly Block[] {
  const groups = groupsOf(context, deviceClass)
  if (groups.length === 0) return []
  const columns = columnsOf(context, groups)
  const [called, ...others] = new Set(groups.map((group) => group.called[language]))
  const what = others.length > 0 || called === undefined ? '' : `: ${called}`
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
      caption: `${caption}${what}`,
      head: [columns.map(({ head }) => head[language])],
      rows: groups.map((group) => columns.map(({ cell }) => cell(group, language))),
    },
  ]
}

type Column = {
  readonly head: { readonly ko: string; readonly en: string }
  cell(group: Group, language: Language): string
}

/** What a cell shows when there is nothing to say. */
const NONE = '-'

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
      cell: ({ floors }, language) => floorsText(floors, language) || NONE,
    },
    {
      shown: groups.some(({ departments }) => departments.length > 0),
      head: { ko: '담당부서', en: 'Department' },
      cell: ({ departments }, language) => namesOf(departments, language) || NONE,
    },
    {
      shown: new Set(groups.map(({ called }) => called.ko)).size > 1,
      head: { ko: '기기', en: 'Device' },
      cell: ({ called }, language) => called[language],
    },
    {
      shown: true,
      head: { ko: '공개 여부', en: 'Place' },
      cell: ({ places }, language) =>
        [...places]
          .map(([place, count], index) => {
            const word = PLACE_WORDS[place][language]
            return places.size === 1 ? word : counted(index === 0 ? word : lowered(word), count, language)
          })
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
        namesOf(zones, language),
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
          device.name[language],
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
