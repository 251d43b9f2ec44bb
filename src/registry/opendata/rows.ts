/**
 * Registry -> rows of the open data: its fixed devices in public places that are in use, like ones of one place in one
 * row. Closed rooms and body cameras are not part of that data.
 */
import { purposeVocabulary } from '../../law/law.ts'
import type { Device, Purpose, Registry, Zone } from '../model.ts'
import { MAX_CAMERAS, type OpenRow } from './row.ts'

/** What the open data calls the purpose: its own word, else that of the data, else its name. */
export function purposeWordOf(purpose: Purpose): string {
  if (purpose.standardName !== null) return purpose.standardName
  const known = purposeVocabulary.find(({ word, also }) => [word.ko, ...also].includes(purpose.name.ko))
  return known?.word.ko ?? purpose.name.ko
}

/** What a row says of one device; `number` is its id. */
export function rowOfDevice(registry: Registry, device: Device, zone: Zone): OpenRow {
  const site = registry.sites.find(({ id }) => id === zone.site)
  const department = registry.departments.find(({ id }) => id === zone.department)
  const purpose = registry.purposes.find(({ id }) => id === device.purposes[0])
  const recording = zone.recordings.find(
    ({ category }) => registry.categories.find(({ id }) => id === category)?.class === 'fixed',
  )
  const hasOwnAddress = device.address !== null || device.lotAddress !== null
  return {
    row: 0,
    number: device.id,
    owner: registry.agency.name.ko,
    roadAddress: device.address?.ko ?? (hasOwnAddress ? null : (site?.address?.ko ?? site?.name.ko ?? null)),
    lotAddress: device.lotAddress?.ko ?? (hasOwnAddress ? null : (site?.lotAddress?.ko ?? null)),
    purpose: purpose === undefined ? '' : purposeWordOf(purpose),
    cameras: 1,
    pixels: device.pixels,
    angle: device.angle?.ko ?? null,
    retentionDays: recording?.retentionDays ?? null,
    installedMonth: device.installedMonth,
    phone: department?.phone ?? registry.agency.phones[0] ?? null,
    position: device.position,
    dataDay: registry.asOf,
  }
}

/** The devices that the open data is about. */
export function isOpen(device: Device, zone: Zone): boolean {
  return device.class === 'fixed' && device.status === 'active' && zone.place === 'public'
}

/** The rows of a registry, in the order of its devices. */
export function openRows(registry: Registry): readonly OpenRow[] {
  const zones = new Map(registry.zones.map((zone) => [zone.id, zone]))
  const rows = registry.devices.flatMap((device) => {
    const zone = zones.get(device.zone)
    return zone !== undefined && isOpen(device, zone) ? [rowOfDevice(registry, device, zone)] : []
  })
  return grouped(rows, new Set(registry.devices.map(({ id }) => id)))
}

/** `name-01`, `name-02`, …: the ids of like devices, as an import makes them. */
export function numberedId(base: string, index: number, count: number): string {
  if (count === 1) return base
  return `${base}-${String(index + 1).padStart(Math.max(2, String(count).length), '0')}`
}

/** Puts a run of like devices `x-01` … `x-0n` into one row `x`, which an import takes apart into the same ids. */
function grouped(rows: readonly OpenRow[], ids: ReadonlySet<string>): OpenRow[] {
  const ends = likeRuns(rows)
  const found: OpenRow[] = []
  let index = 0
  while (index < rows.length) {
    const base = baseOf(rows[index]?.number ?? '')
    const isFree = base !== null && !ids.has(base)
    const length = isFree ? numberedLength(rows.slice(index, ends[index]), base) : 1
    const first = rows[index] as OpenRow
    found.push({ ...first, number: length === 1 ? first.number : base, cameras: length })
    index += length
  }
  return found
}

/** For each row, where the run of rows ends that say the same but for the number. */
function likeRuns(rows: readonly OpenRow[]): readonly number[] {
  const said = rows.map((row) => JSON.stringify({ ...row, number: null }))
  const ends: number[] = []
  for (let index = rows.length - 1; index >= 0; index--)
    ends[index] = said[index] === said[index + 1] ? (ends[index + 1] ?? index + 1) : index + 1
  return ends
}

/** How many rows from the first on are numbered as an import of so many would number them. */
function numberedLength(run: readonly OpenRow[], base: string): number {
  let places = 2
  for (;;) {
    const most = Math.min(run.length, MAX_CAMERAS, 10 ** places - 1)
    let length = 0
    while (length < most && run[length]?.number === `${base}-${String(length + 1).padStart(places, '0')}`)
      length++
    // The number of places must be the one that this length calls for.
    const least = places === 2 ? 2 : 10 ** (places - 1)
    if (length >= least) return length
    if (places++ === 4) return 1
  }
}

/** The id before `-01`, `-001` or `-0001`; null for another. */
function baseOf(id: string): string | null {
  return /^(.+)-0{1,3}1$/.exec(id)?.[1] ?? null
}
