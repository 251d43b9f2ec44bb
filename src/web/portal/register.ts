/**
 * The register of devices (기기 현황) as rows: the same columns for the table, the CSV and the XLSX. Only what the law
 * wants told of each device; never its address in the network, and never whether it is working just now.
 */
import { bases } from '../../law/law.ts'
import type { Bilingual } from '../../law/law.ts'
import { inScope, recordableDevices, zoneById } from '../../registry/registry.ts'
import type { Device, Officer, Registry, Zone } from '../../registry/registry.ts'
import { cited, filled, inBoth } from './language.ts'
import type { Language } from './language.ts'

const WORDS = inBoth({
  id: { ko: '관리번호', en: 'Number' },
  name: { ko: '기기', en: 'Device' },
  department: { ko: '담당 부서', en: 'Department' },
  where: { ko: '설치(운영) 위치', en: 'Where' },
  view: { ko: '촬영범위', en: 'What it sees' },
  class: { ko: '구분', en: 'Class' },
  place: { ko: '장소', en: 'Place' },
  purposes: { ko: '목적', en: 'Purposes' },
  bases: { ko: '법적 근거', en: 'Legal bases' },
  hours: { ko: '촬영시간', en: 'Hours' },
  retention: { ko: '보관기간', en: 'Kept for' },
  storage: { ko: '보관장소', en: 'Kept at' },
  monitoring: { ko: '관제방법', en: 'Monitoring' },
  manager: { ko: '관리책임자', en: 'Manager' },
  phone: { ko: '연락처', en: 'Telephone' },
  fixed: { ko: '고정형', en: 'fixed' },
  mobile: { ko: '이동형', en: 'mobile' },
  public: { ko: '공개된 장소', en: 'open to the public' },
  closed: { ko: '비공개 장소', en: 'not open to the public' },
  always: { ko: '24시간', en: 'round the clock' },
  onDemand: { ko: '필요 시', en: 'when needed' },
  days: { ko: '촬영일로부터 {n}일', en: '{n} days from the day of filming' },
  notKept: { ko: '저장하지 않음', en: 'not stored' },
  live: { ko: '실시간 관제', en: 'watched live' },
  occasional: { ko: '수시 모니터링', en: 'watched at times' },
  recordOnly: { ko: '녹화만 함', en: 'recorded only' },
})

export const COLUMNS = [
  'id',
  'name',
  'department',
  'where',
  'view',
  'class',
  'place',
  'purposes',
  'bases',
  'hours',
  'retention',
  'storage',
  'monitoring',
  'manager',
  'phone',
] as const
export type Column = (typeof COLUMNS)[number]

export type Row = {
  readonly device: Device
  readonly zone: Zone
  readonly department: string | null
  readonly cells: Readonly<Record<Column, string>>
  /** What is searched: all cells, in small letters. */
  readonly searched: string
}

/** What the columns are called. */
export function columnNames(language: Language): Readonly<Record<Column, string>> {
  return WORDS[language]
}

/** The word for a class of device or a kind of place. */
export function wordFor(
  code: 'fixed' | 'mobile' | 'public' | 'closed' | 'live' | 'occasional' | 'recordOnly',
  language: Language,
): string {
  return WORDS[language][code]
}

/** The devices in use, in the order of the registry. */
export function rowsOf(registry: Registry, language: Language): readonly Row[] {
  const zones = new Map(registry.zones.map((zone) => [zone.id, zone]))
  return registry.devices
    .filter(({ status }) => status === 'active')
    .map((device) => {
      const zone = zones.get(device.zone) ?? zoneById(registry, device.zone)
      const manager = registry.officers.find(
        ({ role, scope }) => role === 'manager' && inScope(registry, scope, device),
      )
      // The department that answers for a device: its zone's, or that of the manager whose scope covers it.
      const department = zone.department ?? manager?.department ?? null
      const cells = cellsOf(registry, { device, zone, manager, department }, language)
      return { device, zone, department, cells, searched: normal(Object.values(cells).join(' ')) }
    })
}

type About = {
  readonly device: Device
  readonly zone: Zone
  readonly manager: Officer | undefined
  readonly department: string | null
}

function cellsOf(
  registry: Registry,
  { device, zone, manager, department }: About,
  language: Language,
): Row['cells'] {
  const words = WORDS[language]
  const name = (one: { readonly name: Bilingual } | undefined) => one?.name[language] ?? ''
  const purposes = registry.purposes.filter(({ id }) => device.purposes.includes(id))
  const grounds = new Set(purposes.flatMap((purpose) => purpose.bases[zone.place]))
  return {
    id: device.id,
    name: device.name[language],
    department: name(registry.departments.find(({ id }) => id === department)),
    where: placeText(registry, device, zone, language),
    view: device.view[language],
    class: words[device.class],
    place: words[zone.place],
    purposes: purposes.map(name).join(', '),
    bases: [...grounds].map((code) => basisText(code, language)).join(', '),
    ...keepingText(registry, device, zone, language),
    monitoring: zone.monitoring === null ? '' : words[zone.monitoring.method],
    manager: manager === undefined ? '' : manager.position[language],
    phone: manager?.phone ?? '',
  }
}

/** Site, building, floor and zone, as far as they are known. */
export function placeText(registry: Registry, device: Device, zone: Zone, language: Language): string {
  const site = registry.sites.find(({ id }) => id === zone.site)
  const building = site?.buildings.find(({ id }) => id === zone.building)
  const floor = device.floor ?? zone.floor
  return [site?.name[language], building?.name[language], floor, zone.name[language]]
    .filter((part) => part !== undefined && part !== null && part !== '')
    .join(' · ')
}

/** `25-1-3` as people cite it. */
export function basisText(code: string, language: Language): string {
  return cited(bases.find((basis) => basis.code === code)?.cite ?? code, language)
}

/** The shortest and the longest time in days that footage of devices in use is kept; undefined where none is. */
export function keptDays(registry: Registry): { readonly least: number; readonly most: number } | undefined {
  const recorded = new Set(recordableDevices(registry).map((device) => `${device.zone} ${device.class}`))
  const days = registry.zones.flatMap(({ id, recordings }) =>
    recordings
      .filter(({ category }) =>
        registry.categories.some((one) => one.id === category && recorded.has(`${id} ${one.class}`)),
      )
      .map(({ retentionDays }) => retentionDays),
  )
  return days.length === 0 ? undefined : { least: Math.min(...days), most: Math.max(...days) }
}

function keepingText(registry: Registry, { class: kind, recording }: Device, zone: Zone, language: Language) {
  const words = WORDS[language]
  if (!recording) return { hours: '', retention: words.notKept, storage: '' }
  const recordings = zone.recordings.flatMap((one) =>
    registry.categories
      .filter(({ id, class: deviceClass }) => id === one.category && deviceClass === kind)
      .map(({ name }) => ({ ...one, name })),
  )
  const each = recordings.map(({ name, hours, retentionDays, storage }) => {
    return {
      name: recordings.length > 1 ? `${name[language]}: ` : '',
      hours: hours === 'always' || hours === 'onDemand' ? words[hours] : hours,
      retention: filled(words.days, { n: retentionDays }),
      storage: registry.storagePlaces
        .filter((place) => storage.includes(place.id))
        .map((place) => place.name[language]),
    }
  })
  return {
    hours: [...new Set(each.map(({ hours }) => hours))].join(', '),
    retention: each.map((one) => `${one.name}${one.retention}`).join('; '),
    storage: [...new Set(each.flatMap(({ storage }) => storage))].join(', '),
  }
}

/** Which of the rows are asked for. Values that the register does not know are not here. */
export type Filter = {
  readonly site?: string
  readonly department?: string
  readonly class?: 'fixed' | 'mobile'
  readonly place?: 'public' | 'closed'
  readonly purpose?: string
  /** Words that all must stand in a row. */
  readonly text?: string
}

/** A row of no department's. */
export const NO_DEPARTMENT = 'none'
const MAX_TEXT = 60

/**
 * The filter in a query string. Whatever is not a known value is left out: a link from elsewhere may carry anything,
 * and must lead to the register all the same.
 */
export function filterFrom(query: Readonly<Record<string, unknown>>, registry: Registry): Filter {
  const known = (name: string, ids: readonly string[]) => {
    const value = query[name]
    return typeof value === 'string' && ids.includes(value) ? { [name]: value } : {}
  }
  const text = typeof query.text === 'string' ? normal(query.text).slice(0, MAX_TEXT) : ''
  return {
    ...known('site', idsOf(registry.sites)),
    ...known('department', [...idsOf(registry.departments), NO_DEPARTMENT]),
    ...known('class', ['fixed', 'mobile']),
    ...known('place', ['public', 'closed']),
    ...known('purpose', idsOf(registry.purposes)),
    ...(text === '' ? {} : { text }),
  }
}

function idsOf(list: readonly { readonly id: string }[]): string[] {
  return list.map(({ id }) => id)
}

function normal(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ').trim()
}

/** The rows that a filter lets through. */
export function filteredRows(rows: readonly Row[], filter: Filter): Row[] {
  const words = filter.text?.split(' ') ?? []
  return rows.filter(
    ({ device, zone, department, searched }) =>
      (filter.site ?? zone.site) === zone.site &&
      (filter.department ?? department ?? NO_DEPARTMENT) === (department ?? NO_DEPARTMENT) &&
      (filter.class ?? device.class) === device.class &&
      (filter.place ?? zone.place) === zone.place &&
      (filter.purpose === undefined || device.purposes.includes(filter.purpose)) &&
      words.every((word) => searched.includes(word)),
  )
}
