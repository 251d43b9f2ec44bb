/**
 * Where a camera of the open data belongs: the zone of its purpose, retention and department. What a registry wants to
 * know of a zone and the open data does not say is assumed, as little as possible, and stands in `unconfirmed`, so that
 * it is shown as assumed until somebody confirms it.
 */
import { present } from '../../base/assert.ts'
import type { Day } from '../../base/day.ts'
import { type Bilingual, justificationRule, purposeWord, retentionRule } from '../../law/law.ts'
import type { Registry, Zone } from '../model.ts'
import type { AgencyFile } from '../shape.ts'
import { openDataFault } from './faults.ts'
import type { Findings } from './reading.ts'
import type { OpenRow } from './row.ts'
import { purposeWordOf } from './rows.ts'

/** What is added beside devices, in the terms of an agency file. */
export type AssumedPlaces = Required<
  Pick<
    AgencyFile,
    'departments' | 'sites' | 'purposes' | 'categories' | 'zones' | 'consultations' | 'unconfirmed'
  >
>

/** Ids made by an import begin with this, so that they are told from the agency's own. */
export const PREFIX = 'od'
/** A zone's id, with the number that tells it from a namesake, stays within 64 letters. */
const MOST_ID_LENGTH = 60

export type Places = {
  /** The id of the zone for the row's cameras, made when there is none; undefined (and told) without a legal basis. */
  zoneFor(row: OpenRow): string | undefined
  /** Everything that was made. */
  done(): AssumedPlaces
}

type Additions = { readonly [K in keyof AssumedPlaces]: AssumedPlaces[K][number][] }

/** Finds zones in the registry, and makes those that are missing. */
export function openPlaces(
  registry: Registry,
  { on, findings }: { readonly on: Day; readonly findings: Findings },
): Places {
  const added: Additions = {
    departments: [],
    sites: [],
    purposes: [],
    categories: [],
    zones: [],
    consultations: [],
    unconfirmed: [],
  }
  const freeId = idGiver(registry)
  const purposeFor = purposeFinder(registry, added, freeId, on)
  const departmentFor = departmentFinder(registry, added, freeId)
  const makeZone = zoneMaker(registry, added, freeId, on)
  const zones = new Map(registry.zones.toReversed().flatMap(streetKeys))

  return {
    zoneFor(row) {
      const purpose = purposeFor(row.purpose)
      if (purpose === undefined) {
        const fault = openDataFault('opendata.purposeUnknown', { row: row.row, value: row.purpose })
        findings.add({ row: row.row, severity: 'error', fault })
        return undefined
      }
      const days = retentionOf(row, on, findings)
      const department = departmentFor(row.phone)
      const key = zoneKey(purpose, days, department) + (row.retentionDays === null ? ' unstated' : '')
      const zone = zones.get(key) ?? makeZone(row, purpose, days, department)
      zones.set(key, zone)
      return zone
    },
    done() {
      const about = added.zones.map(({ id }) => id)
      if (about.length > 0) {
        const id = freeId(`${PREFIX}-consultation`)
        added.consultations.push({ id, scope: { zones: about }, state: 'notOnRecord' })
        added.unconfirmed.push({ about, note: ASSUMED })
      }
      return added
    },
  }
}

type MakeZone = (row: OpenRow, purpose: string, days: number, department: string | null) => string

function zoneMaker(registry: Registry, added: Additions, freeId: FreeId, on: Day): MakeZone {
  return (row, purpose, days, department) => {
    const isStated = row.retentionDays !== null
    const start = purpose.startsWith(`${PREFIX}-`) ? purpose : `${PREFIX}-${purpose}`
    const id = freeId(`${start}-${days}${isStated ? '' : '-unstated'}`.slice(0, MOST_ID_LENGTH))
    const names = [...registry.purposes, ...added.purposes].find((one) => one.id === purpose)?.name
    const needsReason = justificationRule(days, on) !== undefined
    added.zones.push({
      id,
      name: { ko: `${names?.ko} (${days}일)`, en: `${names?.en ?? names?.ko} (${days} days)` },
      site: siteFor(registry, added, freeId),
      ...(department === null ? {} : { department }),
      place: 'public',
      space: 'street',
      view: { ko: '카메라를 설치한 곳의 주변', en: 'Around the place of the camera' },
      purposes: [purpose],
      recordings: [
        {
          category: categoryFor(registry, added, freeId),
          retentionDays: days,
          storage: registry.storagePlaces.slice(0, 1).map((place) => place.id),
          ...(needsReason ? { justification: REASON } : {}),
        },
      ],
      signboard: { installed: true, where: { ko: '카메라를 설치한 곳', en: 'At the camera' } },
    })
    return id
  }
}

const ASSUMED: Bilingual = {
  ko: '전국CCTV표준데이터에서 옮긴 구역입니다. 법적 근거, 보관장소, 촬영시간, 촬영범위, 안내판, 의견수렴과, 적히지 않았거나 0인 보관일수는 가정이므로 기관이 확인해야 합니다.',
  en: 'Zones taken over from 전국CCTV표준데이터. The legal basis, the place of storage, hours, range of view, signboards, consultation, and periods that were 0 or not stated, are assumed and must be confirmed by the agency.',
}

const REASON: Bilingual = {
  ko: '전국CCTV표준데이터에 적힌 기간입니다. 사유는 기관이 적어야 합니다.',
  en: 'The period stated in 전국CCTV표준데이터. The agency must write down why.',
}

type FreeId = (wanted: string) => string

/** Ids that nothing in the registry has, each given once. */
function idGiver(registry: Registry): FreeId {
  const { departments, sites, purposes, categories, zones, consultations } = registry
  const lists = [departments, sites, purposes, categories, zones, consultations]
  const taken = new Set(lists.flatMap((list) => list.map(({ id }) => id)))
  return (wanted) => {
    let id = wanted
    for (let number = 2; taken.has(id); number++) id = `${wanted}-${number}`
    taken.add(id)
    return id
  }
}

/** A street zone of one purpose and one period takes rows of these. */
function streetKeys(zone: Zone): readonly (readonly [key: string, id: string])[] {
  const [purpose, ...others] = zone.purposes
  const [recording, ...more] = zone.recordings
  const isStreet = zone.place === 'public' && zone.space === 'street' && zone.floor === null
  if (!isStreet || purpose === undefined || recording === undefined) return []
  if (others.length > 0 || more.length > 0) return []
  return [[zoneKey(purpose, recording.retentionDays, zone.department), zone.id]]
}

function zoneKey(purpose: string, days: number, department: string | null): string {
  return `${purpose} ${days} ${department ?? ''}`
}

/** By word: a purpose of the registry, else a new one on the basis that the word ordinarily stands on. */
function purposeFinder(
  registry: Registry,
  added: Additions,
  freeId: FreeId,
  on: Day,
): (word: string) => string | undefined {
  const usable = registry.purposes.filter(
    (purpose) => purpose.class === 'fixed' && purpose.bases.public.length > 0,
  )
  const known = new Map(usable.toReversed().map((one) => [bareWord(purposeWordOf(one)), one.id]))
  return (word) => {
    const given = known.get(bareWord(word))
    if (given !== undefined) return given
    const found = purposeWord(word, on)
    if (found === undefined) return undefined
    const usual = bareWord(found.word.ko)
    const id = known.get(usual) ?? freeId(`${PREFIX}-${found.code}`)
    if (!known.has(usual))
      added.purposes.push({
        id,
        name: { ...found.word },
        standardName: found.word.ko,
        class: 'fixed',
        bases: { public: [found.basis] },
      })
    known.set(usual, id).set(bareWord(word), id)
    return id
  }
}

/** By telephone number, which is all that the open data says of a department. */
function departmentFinder(
  registry: Registry,
  added: Additions,
  freeId: FreeId,
): (phone: string | null) => string | null {
  const reachable = registry.departments.toReversed().filter(({ phone }) => phone !== null)
  const known = new Map(reachable.map(({ phone, id }) => [phone, id]))
  const { ko, en } = registry.agency.name
  return (phone) => {
    if (phone === null) return null
    const given = known.get(phone)
    if (given !== undefined) return given
    const id = freeId(`${PREFIX}-${phone}`)
    known.set(phone, id)
    added.departments.push({ id, name: { ko: `${ko} (${phone})`, en: `${en} (${phone})` }, phone })
    return id
  }
}

function siteFor(registry: Registry, added: Additions, freeId: FreeId): string {
  const street = registry.zones.find(({ space, place }) => space === 'street' && place === 'public')
  const known = street?.site ?? added.sites[0]?.id
  if (known !== undefined) return known
  const id = freeId(`${PREFIX}-area`)
  added.sites.push({ id, name: { ko: '관할 구역', en: 'Area of the agency' } })
  return id
}

function categoryFor(registry: Registry, added: Additions, freeId: FreeId): string {
  const usual = registry.categories.find((one) => one.class === 'fixed' && one.hours === 'always')
  const known = usual?.id ?? added.categories[0]?.id
  if (known !== undefined) return known
  const id = freeId(`${PREFIX}-always`)
  const name = { ko: '상시 촬영', en: 'Continuous recording' }
  added.categories.push({ id, name, class: 'fixed', hours: 'always' })
  return id
}

/** The stated period, or the guideline's cap; tells of one that is missing, 0, or long. */
function retentionOf({ row, retentionDays }: OpenRow, on: Day, findings: Findings): number {
  if (retentionDays === null) {
    const days = present(retentionRule('cap', on)?.days, 'the guideline states a cap on every day on record')
    const fault = openDataFault('opendata.retentionUnstated', { row, days })
    findings.add({ row, severity: 'warning', fault })
    return days
  }
  const rule = justificationRule(retentionDays, on)
  if (rule !== undefined) {
    const values = { row, days: retentionDays, cap: rule.days, cite: rule.cite }
    findings.add({ row, severity: 'warning', fault: openDataFault('opendata.retentionLong', values) })
  }
  return retentionDays
}

/** Spaces do not count in a word of the open data. */
export function bareWord(text: string): string {
  return text.replaceAll(/\s/g, '')
}
