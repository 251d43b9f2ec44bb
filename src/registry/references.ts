/**
 * Does everything that a registry refers to exist, once? Knows no law (that is rules.ts) and no file: paths are
 * those of the registry, and whoever read a file maps them back to its lines.
 */
import { parseDay } from '../base/day.ts'
import { registryFault } from './faults.ts'
import type { Policy, Registry, Scope } from './model.ts'
import { hint, nearest, type Path, pathText, type Report, shown } from './problem.ts'

type Kind = keyof typeof KINDS
const KINDS = {
  departments: { ko: '부서', en: 'department' },
  sites: { ko: '장소(sites)', en: 'site' },
  buildings: { ko: '건물', en: 'building of that site' },
  floors: { ko: '층', en: 'floor of that place' },
  storagePlaces: { ko: '보관장소', en: 'storage place' },
  purposes: { ko: '목적', en: 'purpose' },
  categories: { ko: '촬영 구분', en: 'recording category' },
  zones: { ko: '구역', en: 'zone' },
  devices: { ko: '기기', en: 'device' },
  officers: { ko: '담당자(officers)', en: 'officer' },
  forms: { ko: '서식', en: 'form' },
  anything: { ko: '파일 전체', en: 'entry of any kind' },
} as const

type Refer = (kind: Kind, id: string | null, path: Path, known?: ReadonlySet<string>) => void

/** Reports duplicate ids, references to nothing, and days that are not in the calendar. */
export function checkReferences(registry: Registry, report: Report): void {
  checkUnique(registry, report)
  const ids = knownIds(registry)
  const refer: Refer = (kind, id, path, known = ids[kind]) => {
    if (id === null || known.has(id)) return
    const { ko: kindKo, en: kindEn } = KINDS[kind]
    report(path, (at) =>
      registryFault('registry.dangling', { at, id: shown(id), kindKo, kindEn, ...hint(nearest(id, known)) }),
    )
  }
  checkPlaces(registry, refer)
  checkZones(registry, refer)
  checkPeople(registry, refer)
  checkFormalities(registry, refer)
  checkScopes(registry, report)
  for (const [index, { about }] of registry.unconfirmed.entries())
    for (const [at, id] of about.entries()) refer('anything', id, ['unconfirmed', index, 'about', at])
  checkDays(registry, report)
}

const LISTS = [
  'departments',
  'sites',
  'storagePlaces',
  'purposes',
  'categories',
  'zones',
  'devices',
  'officers',
  'processors',
  'notOurs',
  'consultations',
  'consents',
  'forms',
  'policies',
] as const

function checkUnique(registry: Registry, report: Report): void {
  const unique = (entries: readonly { readonly id: string }[], path: Path) => {
    const seen = new Map<string, number>()
    for (const [index, { id }] of entries.entries()) {
      const earlier = seen.get(id)
      if (earlier === undefined) seen.set(id, index)
      else
        report([...path, index, 'id'], (at) =>
          registryFault('registry.duplicateId', { at, id: shown(id), first: pathText([...path, earlier]) }),
        )
    }
  }
  for (const list of LISTS) unique(registry[list], [list])
  unique(registry.requests.windows, ['requests', 'windows'])
  unique(registry.provision?.recipients ?? [], ['provision', 'recipients'])
  for (const [index, { buildings }] of registry.sites.entries())
    unique(buildings, ['sites', index, 'buildings'])
}

function idsOf(entries: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(entries.map(({ id }) => id))
}

function knownIds(registry: Registry): Record<Kind, ReadonlySet<string>> {
  return {
    departments: idsOf(registry.departments),
    sites: idsOf(registry.sites),
    buildings: new Set(),
    floors: new Set(),
    storagePlaces: idsOf(registry.storagePlaces),
    purposes: idsOf(registry.purposes),
    categories: idsOf(registry.categories),
    zones: idsOf(registry.zones),
    devices: idsOf(registry.devices),
    officers: idsOf(registry.officers),
    forms: idsOf(registry.forms),
    anything: idsOf([...LISTS.flatMap((list) => [...registry[list]]), ...registry.requests.windows]),
  }
}

const SCOPED = ['officers', 'processors', 'consultations', 'policies'] as const

type Placed = {
  readonly site: string | null
  readonly building?: string | null
  readonly floor?: string | null
}

function checkPlaces(registry: Registry, refer: Refer): void {
  const placed = (place: Placed, path: Path) => {
    refer('sites', place.site, [...path, 'site'])
    const site = registry.sites.find(({ id }) => id === place.site)
    if (site === undefined) return
    const buildings = new Set(site.buildings.map(({ id }) => id))
    refer('buildings', place.building ?? null, [...path, 'building'], buildings)
    const building = site.buildings.find(({ id }) => id === place.building)
    const floors = new Set(building === undefined ? site.floors : building.floors)
    refer('floors', place.floor ?? null, [...path, 'floor'], floors)
  }
  for (const list of ['departments', 'storagePlaces', 'zones', 'notOurs'] as const)
    for (const [index, entry] of registry[list].entries()) placed(entry, [list, index])
  for (const [index, window] of registry.requests.windows.entries())
    placed(window, ['requests', 'windows', index])
  const zones = new Map(registry.zones.map((zone) => [zone.id, zone]))
  for (const [index, device] of registry.devices.entries()) {
    refer('zones', device.zone, ['devices', index, 'zone'])
    const zone = zones.get(device.zone)
    if (zone !== undefined && device.floor !== zone.floor)
      placed({ ...zone, floor: device.floor }, ['devices', index])
    // What a device takes over from its zone is told at the zone.
    for (const [at, id] of device.purposes.entries())
      if (!zone?.purposes.includes(id)) refer('purposes', id, ['devices', index, 'purposes', at])
  }
}

function checkZones(registry: Registry, refer: Refer): void {
  for (const [index, zone] of registry.zones.entries()) {
    const path: Path = ['zones', index]
    refer('departments', zone.department, [...path, 'department'])
    for (const [at, id] of zone.purposes.entries()) refer('purposes', id, [...path, 'purposes', at])
    for (const [row, recording] of zone.recordings.entries()) {
      const here: Path = [...path, 'recordings', row]
      refer('categories', recording.category, [...here, 'category'])
      for (const [at, id] of recording.storage.entries()) refer('storagePlaces', id, [...here, 'storage', at])
    }
  }
}

function checkPeople(registry: Registry, refer: Refer): void {
  const scoped = (scope: Scope, path: Path) => {
    for (const list of ['sites', 'zones', 'devices'] as const)
      for (const [at, id] of scope[list].entries()) refer(list, id, [...path, list, at])
    for (const [at, id] of scope.exceptZones.entries()) refer('zones', id, [...path, 'exceptZones', at])
  }
  for (const list of SCOPED)
    for (const [index, { scope }] of registry[list].entries()) scoped(scope, [list, index, 'scope'])
  for (const [index, officer] of registry.officers.entries())
    refer('departments', officer.department, ['officers', index, 'department'])
  for (const [index, window] of registry.requests.windows.entries()) {
    scoped(window.scope, ['requests', 'windows', index, 'scope'])
    refer('departments', window.department, ['requests', 'windows', index, 'department'])
    refer('officers', window.officer, ['requests', 'windows', index, 'officer'])
  }
}

function checkFormalities(registry: Registry, refer: Refer): void {
  for (const [index, consent] of registry.consents.entries()) {
    const path: Path = ['consents', index]
    for (const list of ['zones', 'purposes'] as const)
      for (const [at, id] of consent[list].entries()) refer(list, id, [...path, list, at])
    refer('forms', consent.form, [...path, 'form'])
  }
  refer('forms', registry.provision?.form ?? null, ['provision', 'form'])
  refer('forms', registry.requests.form, ['requests', 'form'])
}

function checkScopes(registry: Registry, report: Report): void {
  const filled = (scope: Scope, path: Path) => {
    const { everything, sites, zones, devices } = scope
    if (everything || sites.length + zones.length + devices.length > 0) return
    report(path, (at) => registryFault('registry.scopeEmpty', { at }))
  }
  for (const list of SCOPED)
    for (const [index, { scope }] of registry[list].entries()) filled(scope, [list, index, 'scope'])
  for (const [index, { scope }] of registry.requests.windows.entries())
    filled(scope, ['requests', 'windows', index, 'scope'])
}

/** Days that are stated must be in the calendar, and none before the one that stands before it. */
type Ordered = (path: Path, pairs: readonly (readonly [string, string | null])[]) => void

function checkDays(registry: Registry, report: Report): void {
  const day = (text: string | null, path: Path) => {
    if (text === null || parseDay(text) !== undefined) return
    report(path, (at) =>
      registryFault('registry.wrongValue', {
        at,
        expectedKo: '달력에 있는 날짜',
        expectedEn: 'a day that is in the calendar',
        received: shown(text),
        ...hint(undefined),
      }),
    )
  }
  const ordered: Ordered = (path, pairs) => {
    for (const [name, text] of pairs) day(text, [...path, name])
    const stated = pairs.filter(([, text]) => text !== null) as [string, string][]
    for (const [index, [later, laterDay]] of stated.entries()) {
      const [earlier, earlierDay] = stated[index - 1] ?? [later, laterDay]
      if (earlierDay > laterDay)
        report([...path, later], (at) =>
          registryFault('registry.datesOutOfOrder', { at, earlier, later, earlierDay, laterDay }),
        )
    }
  }
  day(registry.asOf, ['asOf'])
  for (const [index, { installedOn, installedMonth }] of registry.devices.entries()) {
    day(installedOn, ['devices', index, 'installedOn'])
    if (installedOn !== null && installedMonth !== null && !installedOn.startsWith(installedMonth))
      report(['devices', index, 'installedMonth'], (at) =>
        registryFault('registry.monthDiffers', { at, month: installedMonth, day: installedOn }),
      )
  }
  for (const [index, { contract }] of registry.processors.entries())
    if (contract !== null)
      ordered(
        ['processors', index, 'contract'],
        [
          ['from', contract.from],
          ['until', contract.until],
        ],
      )
  for (const [index, { from, until }] of registry.consultations.entries())
    ordered(
      ['consultations', index],
      [
        ['from', from],
        ['until', until],
      ],
    )
  checkPolicyDays(registry, ordered)
  for (const [index, policy] of registry.policies.entries()) checkRanges(policy, ['policies', index], report)
}

function checkPolicyDays({ policies }: Registry, ordered: Ordered): void {
  for (const [index, policy] of policies.entries()) {
    ordered(
      ['policies', index],
      [
        ['enactedOn', policy.enactedOn],
        ['revisedOn', policy.revisedOn],
        ['announcedOn', policy.announcedOn],
        ['effectiveOn', policy.effectiveOn],
      ],
    )
    for (const [at, past] of policy.history.entries())
      ordered(
        ['policies', index, 'history', at],
        [
          ['revisedOn', past.revisedOn],
          ['announcedOn', past.announcedOn],
          ['from', past.from],
          ['until', past.until],
        ],
      )
  }
}

/** Versions follow one another: none begins before the last one ended. */
function checkRanges(policy: Policy, path: Path, report: Report): void {
  const ranges = [
    ...policy.history.map(({ from, until }, at) => ({ from, until, path: [...path, 'history', at, 'from'] })),
    ...(policy.effectiveOn === null
      ? []
      : [{ from: policy.effectiveOn, until: null, path: [...path, 'effectiveOn'] }]),
  ]
  for (const [at, { from: laterDay, path }] of ranges.entries()) {
    const before = ranges[at - 1]
    if (before === undefined) continue
    const earlierDay = before.until ?? before.from
    if (earlierDay >= laterDay)
      report(path, (at) => registryFault('registry.rangesOverlap', { at, earlierDay, laterDay }))
  }
}
