/**
 * Rows of the open data -> devices to be added to a registry, and corrections of those that it has.
 *
 * A row never removes a device, and never changes the retention or the purpose of a known one: these are the agency's
 * promises, not data. Such differences are told.
 */
import { createHash } from 'node:crypto'
import type { Day } from '../../base/day.ts'
import { purposeWord } from '../../law/law.ts'
import type { Device, Registry } from '../model.ts'
import type { AgencyFile } from '../shape.ts'
import { type AssumedPlaces, bareWord, openPlaces, PREFIX } from './assumed.ts'
import { type Column, nameOf } from './columns.ts'
import { openDataFault } from './faults.ts'
import type { Findings } from './reading.ts'
import type { OpenRow } from './row.ts'
import { isOpen, numberedId, purposeWordOf, rowOfDevice } from './rows.ts'

type FileGroup = AgencyFile['devices'][number]

/** What is to be added, in the terms of an agency file. */
export type Additions = AssumedPlaces & { readonly devices: FileGroup[] }

export type Merge = {
  readonly additions: Additions
  /** Known devices as the rows say they are, by id. */
  readonly corrected: ReadonlyMap<string, Device>
  readonly counts: {
    readonly addedDevices: number
    readonly correctedDevices: number
    readonly sameDevices: number
  }
  /** The latest 데이터기준일자 that is not ahead of the day. */
  readonly dataDay: Day | null
}

type Options = { readonly on: Day; readonly findings: Findings }

/**
 * What the rows add to the registry and correct in it, under the law of `on`. A row whose purpose stands on no known
 * basis is left out; that, and every difference that is not taken over, goes to `findings`.
 */
export function mergeRows(registry: Registry, rows: readonly OpenRow[], options: Options): Merge {
  const known = new Map(registry.devices.map((device) => [device.id, device]))
  const findCameras = cameraFinder(registry, known, options)
  const rowOfId = new Map<string, number>()
  const places = openPlaces(registry, options)
  const compare = comparer(registry, options.findings)
  const devices: FileGroup[] = []
  let addedDevices = 0
  let dataDay: Day | null = null
  for (const row of rows) {
    if (row.dataDay !== null && row.dataDay <= options.on && (dataDay === null || row.dataDay > dataDay))
      dataDay = row.dataDay
    const { present, missing, base } = findCameras(row)
    // A number stands for its own id even where its cameras have others, as `a-1` for `a-1-01` and `a-1-02`.
    const ids = row.number === null ? missing : [base, ...present.map(({ id }) => id), ...missing]
    if (isTakenTwice(row, ids, rowOfId, options.findings)) continue
    for (const id of ids) rowOfId.set(id, row.row)
    for (const device of present) compare.take(device, row)
    const zone = missing.length === 0 ? undefined : places.zoneFor(row)
    if (zone === undefined) continue
    const isWhole = missing.every((id, index) => id === numberedId(base, index, missing.length))
    if (isWhole) devices.push(groupOf(row, base, zone, missing.length))
    else devices.push(...missing.map((id) => groupOf(row, id, zone, 1)))
    addedDevices += missing.length
  }
  const { corrected, same } = compare.done()
  const counts = { addedDevices, correctedDevices: corrected.size, sameDevices: same }
  return { additions: { ...places.done(), devices }, corrected, counts, dataDay }
}

type Cameras = {
  readonly present: readonly Device[]
  /** Ids for those that the registry does not have. */
  readonly missing: readonly string[]
  /** What these have in common. */
  readonly base: string
}

/**
 * Which devices a row is about. With a 관리번호, those of that id; without one, those of which the registry says the
 * same (place, purpose, angle, position), as many as there are. New ones without a number are named after a digest of
 * the same, so that they have the same ids wherever the row stands in the file.
 */
function cameraFinder(
  registry: Registry,
  known: ReadonlyMap<string, Device>,
  { on, findings }: Options,
): (row: OpenRow) => Cameras {
  const alike = likeDevices(registry, on)
  const given = new Map<string, { readonly row: number; count: number }>()
  const numbered = (base: string, { cameras }: OpenRow): Cameras => {
    // A camera that stood alone and now has others beside it keeps its id.
    const ids = Array.from({ length: cameras }, (_, index) =>
      index === 0 && known.has(base) ? base : numberedId(base, index, cameras),
    )
    const present = ids.flatMap((id) => known.get(id) ?? [])
    return { present, missing: ids.filter((id) => !known.has(id)), base }
  }
  const unnumbered = (row: OpenRow): Cameras => {
    const content = contentOf(row, on)
    const present = alike.get(content)?.splice(0, row.cameras) ?? []
    const count = row.cameras - present.length
    const before = given.get(content)
    if (count === 0) return { present, missing: [], base: '' }
    if (before !== undefined) {
      const fault = openDataFault('opendata.rowTwice', { row: row.row, first: before.row })
      findings.add({ row: row.row, severity: 'warning', fault })
    }
    for (let copy = (before?.count ?? 0) + 1; ; copy++) {
      const base = `${PREFIX}-${digestOf(content)}${copy === 1 ? '' : `-x${copy}`}`
      const missing = Array.from({ length: count }, (_, index) => numberedId(base, index, count))
      if (missing.some((id) => known.has(id))) continue
      given.set(content, { row: before?.row ?? row.row, count: copy })
      return { present, missing, base }
    }
  }
  return (row) => (row.number === null ? unnumbered(row) : numbered(baseOf(row.number), row))
}

/** The id for a 관리번호: itself where it can be one, else a digest of it. */
function baseOf(number: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._/-]{0,57}$/.test(number)) return number.toLowerCase().replaceAll(/[._/]/g, '-')
  return `${PREFIX}-${digestOf(number)}`
}

/** The devices of the registry by what a row would say of them. */
function likeDevices(registry: Registry, on: Day): Map<string, Device[]> {
  const zones = new Map(registry.zones.map((zone) => [zone.id, zone]))
  const alike = new Map<string, Device[]>()
  for (const device of registry.devices) {
    const zone = zones.get(device.zone)
    if (zone === undefined || !isOpen(device, zone)) continue
    const content = contentOf(rowOfDevice(registry, device, zone), on)
    const others = alike.get(content)
    if (others === undefined) alike.set(content, [device])
    else others.push(device)
  }
  return alike
}

/** What tells one place from another where there is no number. */
function contentOf({ roadAddress, lotAddress, purpose, angle, position }: OpenRow, on: Day): string {
  const word = bareWord(purposeWord(purpose, on)?.word.ko ?? purpose)
  return JSON.stringify([roadAddress, lotAddress, word, angle, position?.latitude, position?.longitude])
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

/** A number that comes twice. Those that differ only in what an id cannot hold, such as `A.1` and `a-1`, are the same. */
function isTakenTwice(
  { row, number }: OpenRow,
  ids: readonly string[],
  rowOfId: ReadonlyMap<string, number>,
  findings: Findings,
): boolean {
  const first = ids.map((id) => rowOfId.get(id)).find((earlier) => earlier !== undefined)
  if (first === undefined) return false
  const fault = openDataFault('opendata.numberTwice', { row, value: number ?? '', first })
  findings.add({ row, severity: 'error', fault })
  return true
}

/** The row's cameras as one entry of an agency file, named after their place. */
function groupOf(row: OpenRow, id: string, zone: string, count: number): FileGroup {
  const { roadAddress, lotAddress, angle, pixels, position, installedMonth } = row
  return {
    id: count === 1 ? id : `${id}-{${'n'.repeat(Math.max(2, String(count).length))}}`,
    ...(count === 1 ? {} : { count }),
    kind: 'cctv',
    zone,
    name: { ko: roadAddress ?? lotAddress ?? id },
    ...(installedMonth === null ? {} : { installedMonth }),
    ...(angle === null ? {} : { angle: { ko: angle } }),
    ...(pixels === null ? {} : { pixels }),
    ...(position === null ? {} : { position }),
    ...(roadAddress === null ? {} : { address: { ko: roadAddress } }),
    ...(lotAddress === null ? {} : { lotAddress: { ko: lotAddress } }),
  }
}

/** Holds rows against the devices that they are about. */
function comparer(registry: Registry, findings: Findings) {
  const zones = new Map(registry.zones.map((zone) => [zone.id, zone]))
  const corrected = new Map<string, Device>()
  let same = 0
  const differs = (row: number, device: Device, column: Column, given: string, present: string | null) => {
    const values = { row, device: device.id, column: nameOf(column), given, present: present ?? '' }
    findings.add({ row, severity: 'warning', fault: openDataFault('opendata.differs', values) })
  }
  const take = (device: Device, row: OpenRow) => {
    const zone = zones.get(device.zone)
    if (zone === undefined || !isOpen(device, zone)) {
      differs(row.row, device, 'number', row.number ?? '', `${device.class}, ${device.status}`)
      return
    }
    const said = rowOfDevice(registry, device, zone)
    const purposes = registry.purposes.filter(({ id }) => device.purposes.includes(id))
    if (!purposes.some((purpose) => bareWord(purposeWordOf(purpose)) === bareWord(row.purpose)))
      differs(row.row, device, 'purpose', row.purpose, said.purpose)
    if (row.retentionDays !== null && row.retentionDays !== said.retentionDays)
      differs(row.row, device, 'retention', String(row.retentionDays), String(said.retentionDays))
    const isDayKnown = device.installedOn !== null
    if (isDayKnown && row.installedMonth !== null && row.installedMonth !== said.installedMonth)
      differs(row.row, device, 'installed', row.installedMonth, said.installedMonth)
    const now: Device = {
      ...device,
      pixels: row.pixels ?? device.pixels,
      angle: row.angle === null || row.angle === said.angle ? device.angle : named(row.angle),
      position: row.position ?? device.position,
      installedMonth: isDayKnown ? device.installedMonth : (row.installedMonth ?? device.installedMonth),
      ...addressOf(device, row, said),
    }
    if (JSON.stringify(now) === JSON.stringify(device)) same++
    else corrected.set(device.id, now)
  }
  return { take, done: () => ({ corrected, same }) }
}

function addressOf(device: Device, row: OpenRow, said: OpenRow): Pick<Device, 'address' | 'lotAddress'> {
  const isSame =
    (row.roadAddress ?? said.roadAddress) === said.roadAddress &&
    (row.lotAddress ?? said.lotAddress) === said.lotAddress
  if (isSame) return { address: device.address, lotAddress: device.lotAddress }
  return {
    address: row.roadAddress === null ? device.address : named(row.roadAddress),
    lotAddress: row.lotAddress === null ? device.lotAddress : named(row.lotAddress),
  }
}

/** Where there is no English, the Korean stands in for it, as in an agency file. */
function named(text: string): { readonly ko: string; readonly en: string } {
  return { ko: text, en: text }
}
