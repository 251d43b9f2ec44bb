/**
 * Rows of the open data -> additions to a registry, and corrections of devices that it has.
 *
 * A row of the open data says less than a registry needs: nothing of the legal basis, of where footage is kept, of
 * signboards or consultations. What is assumed is as little as possible, and stands in `unconfirmed`, so that it is
 * shown as assumed until somebody confirms it. A row never removes a device, and never changes the retention or the
 * purpose of a known one: these are the agency's promises, not data.
 */
import { createHash } from 'node:crypto'
import type { Day } from '../../base/day.ts'
import { justificationRule, purposeWord, retentionRule } from '../../law/law.ts'
import type { Device, Registry, Zone } from '../model.ts'
import type { AgencyFile } from '../shape.ts'
import { nameOf } from './columns.ts'
import { openDataFault } from './faults.ts'
import type { Findings } from './reading.ts'
import type { OpenRow } from './row.ts'
import { isOpen, numberedId, purposeWordOf, rowOfDevice } from './rows.ts'

type FileZone = AgencyFile['zones'][number]
type FileGroup = AgencyFile['devices'][number]

/** What is to be added, in the terms of an agency file. */
export type Additions = Required<
  Pick<
    AgencyFile,
    | 'departments'
    | 'sites'
    | 'purposes'
    | 'categories'
    | 'zones'
    | 'devices'
    | 'consultations'
    | 'unconfirmed'
  >
>

export type Merge = {
  readonly additions: Additions
  /** Known devices as the rows say they are, by id. */
  readonly corrected: ReadonlyMap<string, Device>
  readonly counts: {
    readonly addedDevices: number
    readonly correctedDevices: number
    readonly sameDevices: number
  }
  /** The latest 데이터기준일자. */
  readonly dataDay: Day | null
}

/** Ids made here begin with this, so that they are told from the agency's own. */
const PREFIX = 'od'
/** What a period is taken for when the file states none or 0: the guideline's cap. */
const ASSUMED_DAYS = 30

/**
 * What the rows add to the registry and correct in it, under the law of `on`. A row whose purpose stands on no known
 * basis is left out; that, and every difference that is not taken over, goes to `findings`.
 */
export function mergeRows(
  registry: Registry,
  rows: readonly OpenRow[],
  options: { readonly on: Day; readonly findings: Findings },
): Merge {
  const known = new Known(registry, options)
  let dataDay: Day | null = null
  for (const row of rows) {
    if (row.dataDay !== null && row.dataDay <= options.on && (dataDay === null || row.dataDay > dataDay))
      dataDay = row.dataDay
    known.take(row)
  }
  return { ...known.done(), dataDay }
}

/** What is known while rows are taken one after the other. */
class Known {
  private readonly registry: Registry
  private readonly on: Day
  private readonly findings: Findings
  private readonly devices: ReadonlyMap<string, Device>
  private readonly zones: ReadonlyMap<string, Zone>
  /** Purposes of the registry by their word in the open data. */
  private readonly purposes: Map<string, string>
  private readonly departments: Map<string, string>
  private readonly zoneOfKey: Map<string, string>
  private readonly taken: Set<string>
  private readonly rowOfId = new Map<string, number>()
  private readonly rowOfContent = new Map<string, { readonly row: number; count: number }>()
  private readonly corrected = new Map<string, Device>()
  private same = 0
  private added = 0
  private readonly additions: { readonly [K in keyof Additions]: Additions[K][number][] } = {
    departments: [],
    sites: [],
    purposes: [],
    categories: [],
    zones: [],
    devices: [],
    consultations: [],
    unconfirmed: [],
  }

  constructor(registry: Registry, { on, findings }: { readonly on: Day; readonly findings: Findings }) {
    this.registry = registry
    this.on = on
    this.findings = findings
    this.devices = new Map(registry.devices.map((device) => [device.id, device]))
    this.zones = new Map(registry.zones.map((zone) => [zone.id, zone]))
    const usable = registry.purposes.filter(
      (purpose) => purpose.class === 'fixed' && purpose.bases.public.length > 0,
    )
    this.purposes = new Map(usable.toReversed().map((one) => [bare(purposeWordOf(one)), one.id]))
    const reachable = registry.departments.toReversed().filter(({ phone }) => phone !== null)
    this.departments = new Map(reachable.map(({ phone, id }) => [phone ?? '', id]))
    this.zoneOfKey = new Map(registry.zones.toReversed().flatMap((zone) => this.keysOf(zone)))
    this.taken = new Set(
      [
        ...registry.departments,
        ...registry.sites,
        ...registry.purposes,
        ...registry.categories,
        ...registry.zones,
        ...registry.consultations,
      ].map(({ id }) => id),
    )
  }

  /** A street zone of the registry takes rows of its purpose and retention. */
  private keysOf(zone: Zone): readonly (readonly [string, string])[] {
    const [purpose, ...others] = zone.purposes
    const fits =
      zone.place === 'public' && zone.space === 'street' && zone.floor === null && others.length === 0
    const [recording, ...more] = zone.recordings
    if (!fits || purpose === undefined || recording === undefined || more.length > 0) return []
    return [[zoneKey(purpose, recording.retentionDays, zone.department), zone.id]]
  }

  take(row: OpenRow): void {
    const base = this.baseId(row)
    const first = this.devices.get(base)
    // A camera that stood alone and now has others beside it keeps its id.
    const ids = Array.from({ length: row.cameras }, (_, index) =>
      index === 0 && first !== undefined ? base : numberedId(base, index, row.cameras),
    )
    const missing = ids.filter((id) => !this.devices.has(id))
    for (const id of ids) {
      const device = this.devices.get(id)
      if (device !== undefined) this.compare(device, row)
    }
    if (missing.length === 0 || this.isTakenTwice(row, missing)) return
    const purpose = this.purposeOf(row)
    if (purpose === undefined) return
    const zone = this.zoneFor(row, purpose)
    if (missing.length === ids.length) this.add(row, base, zone, row.cameras)
    else for (const id of missing) this.add(row, id, zone, 1)
    for (const id of missing) this.rowOfId.set(id, row.row)
  }

  /** Numbers that differ only in what an id cannot hold, such as `A.1` and `a-1`, are one and the same here. */
  private isTakenTwice({ row, number }: OpenRow, ids: readonly string[]): boolean {
    const first = ids.map((id) => this.rowOfId.get(id)).find((earlier) => earlier !== undefined)
    if (first === undefined) return false
    const fault = openDataFault('opendata.numberTwice', { row, value: number ?? '', first })
    this.findings.add({ row, severity: 'error', fault })
    return true
  }

  private add(row: OpenRow, id: string, zone: string, count: number): void {
    this.added += count
    const address = row.roadAddress ?? row.lotAddress ?? id
    const group: FileGroup = {
      id: count === 1 ? id : `${id}-{${'n'.repeat(Math.max(2, String(count).length))}}`,
      ...(count === 1 ? {} : { count }),
      kind: 'cctv',
      zone,
      name: { ko: address },
      ...(row.installedMonth === null ? {} : { installedMonth: row.installedMonth }),
      ...(row.angle === null ? {} : { angle: { ko: row.angle } }),
      ...(row.pixels === null ? {} : { pixels: row.pixels }),
      ...(row.position === null ? {} : { position: row.position }),
      ...(row.roadAddress === null ? {} : { address: { ko: row.roadAddress } }),
      ...(row.lotAddress === null ? {} : { lotAddress: { ko: row.lotAddress } }),
    }
    this.additions.devices.push(group)
  }

  /** The id of the row's cameras: its number where that can be one, else a digest of what the row says of the place. */
  private baseId(row: OpenRow): string {
    if (row.number !== null && /^[A-Za-z0-9][A-Za-z0-9._/-]{0,57}$/.test(row.number))
      return row.number.toLowerCase().replaceAll(/[._/]/g, '-')
    if (row.number !== null) return `${PREFIX}-${digestOf([row.number])}`
    const { roadAddress, lotAddress, purpose, angle, position } = row
    const content = digestOf([
      roadAddress,
      lotAddress,
      purpose,
      angle,
      position?.latitude,
      position?.longitude,
    ])
    const before = this.rowOfContent.get(content)
    if (before === undefined) {
      this.rowOfContent.set(content, { row: row.row, count: 1 })
      return `${PREFIX}-${content}`
    }
    before.count++
    const fault = openDataFault('opendata.rowTwice', { row: row.row, first: before.row })
    this.findings.add({ row: row.row, severity: 'warning', fault })
    return `${PREFIX}-${content}-x${before.count}`
  }

  private compare(device: Device, row: OpenRow): void {
    const zone = this.zones.get(device.zone)
    if (zone === undefined || !isOpen(device, zone)) {
      this.differs(row, device, 'number', row.number ?? '', `${device.class}, ${device.status}`)
      return
    }
    const said = rowOfDevice(this.registry, device, zone)
    const words = device.purposes.flatMap((id) => this.registry.purposes.filter((one) => one.id === id))
    if (!words.some((purpose) => bare(purposeWordOf(purpose)) === bare(row.purpose)))
      this.differs(row, device, 'purpose', row.purpose, said.purpose)
    if (row.retentionDays !== null && row.retentionDays !== said.retentionDays)
      this.differs(row, device, 'retention', String(row.retentionDays), String(said.retentionDays))
    const isMonthFixed = device.installedOn !== null
    if (isMonthFixed && row.installedMonth !== null && row.installedMonth !== said.installedMonth)
      this.differs(row, device, 'installed', row.installedMonth, said.installedMonth ?? '')
    const corrected: Device = {
      ...device,
      pixels: row.pixels ?? device.pixels,
      angle: row.angle === null || row.angle === said.angle ? device.angle : named(row.angle),
      position: row.position ?? device.position,
      installedMonth: isMonthFixed ? device.installedMonth : (row.installedMonth ?? device.installedMonth),
      ...correctedAddress(device, row, said),
    }
    if (JSON.stringify(corrected) === JSON.stringify(device)) this.same++
    else this.corrected.set(device.id, corrected)
  }

  private differs(
    { row }: OpenRow,
    device: Device,
    column: 'number' | 'purpose' | 'retention' | 'installed',
    given: string,
    present: string,
  ): void {
    const fault = openDataFault('opendata.differs', {
      row,
      device: device.id,
      column: nameOf(column),
      given,
      present,
    })
    this.findings.add({ row, severity: 'warning', fault })
  }

  /** The purpose of the registry that the word stands for, or a new one on the word's ordinary basis. */
  private purposeOf({ row, purpose: word }: OpenRow): string | undefined {
    const known = this.purposes.get(bare(word))
    if (known !== undefined) return known
    const found = purposeWord(word, this.on)
    if (found === undefined) {
      const fault = openDataFault('opendata.purposeUnknown', { row, value: word })
      this.findings.add({ row, severity: 'error', fault })
      return undefined
    }
    const same = this.purposes.get(bare(found.word.ko))
    const id = same ?? this.freeId(`${PREFIX}-${found.code}`)
    this.purposes.set(bare(word), id)
    if (same !== undefined) return same
    this.purposes.set(bare(found.word.ko), id)
    this.additions.purposes.push({
      id,
      name: { ...found.word },
      standardName: found.word.ko,
      class: 'fixed',
      bases: { public: [found.basis] },
    })
    return id
  }

  private zoneFor(row: OpenRow, purpose: string): string {
    const days = this.daysOf(row)
    const department = this.departmentOf(row)
    const key = zoneKey(purpose, days, department) + (row.retentionDays === null ? '?' : '')
    const known = this.zoneOfKey.get(key)
    if (known !== undefined) return known
    const short = purpose.startsWith(`${PREFIX}-`) ? purpose : `${PREFIX}-${purpose}`
    const id = this.freeId(`${short}-${days}${row.retentionDays === null ? '-unstated' : ''}`.slice(0, 60))
    this.zoneOfKey.set(key, id)
    const word = this.wordOf(purpose)
    const cap = justificationRule(days, this.on)
    const zone: FileZone = {
      id,
      name: { ko: `${word.ko} (${days}일)`, en: `${word.en} (${days} days)` },
      site: this.site(),
      ...(department === null ? {} : { department }),
      place: 'public',
      space: 'street',
      view: { ko: '카메라를 설치한 곳의 주변', en: 'Around the place of the camera' },
      purposes: [purpose],
      recordings: [
        {
          category: this.category(),
          retentionDays: days,
          storage: this.registry.storagePlaces.slice(0, 1).map(({ id }) => id),
          ...(cap === undefined ? {} : { justification: JUSTIFICATION }),
        },
      ],
      signboard: { installed: true, where: { ko: '카메라를 설치한 곳', en: 'At the camera' } },
    }
    this.additions.zones.push(zone)
    return id
  }

  /** The stated period, or the assumed one; tells of a period that is missing, 0, or long. */
  private daysOf({ row, retentionDays }: OpenRow): number {
    const cap = retentionRule('cap', this.on)
    if (retentionDays === null) {
      const days = cap?.days ?? ASSUMED_DAYS
      const fault = openDataFault('opendata.retentionUnstated', { row, value: '0', days })
      this.findings.add({ row, severity: 'warning', fault })
      return days
    }
    const rule = justificationRule(retentionDays, this.on)
    if (rule !== undefined) {
      const values = { row, days: retentionDays, cap: rule.days, cite: rule.cite }
      this.findings.add({ row, severity: 'warning', fault: openDataFault('opendata.retentionLong', values) })
    }
    return retentionDays
  }

  private departmentOf({ phone }: OpenRow): string | null {
    if (phone === null) return null
    const known = this.departments.get(phone)
    if (known !== undefined) return known
    const id = this.freeId(`${PREFIX}-${phone}`)
    this.departments.set(phone, id)
    const { ko, en } = this.registry.agency.name
    this.additions.departments.push({ id, name: { ko: `${ko} (${phone})`, en: `${en} (${phone})` }, phone })
    return id
  }

  private site(): string {
    const street = this.registry.zones.find(({ space, place }) => space === 'street' && place === 'public')
    if (street !== undefined) return street.site
    const known = this.additions.sites[0]
    if (known !== undefined) return known.id
    const id = this.freeId(`${PREFIX}-area`)
    this.additions.sites.push({ id, name: { ko: '관할 구역', en: 'Area of the agency' } })
    return id
  }

  private category(): string {
    const usual = this.registry.categories.find((one) => one.class === 'fixed' && one.hours === 'always')
    if (usual !== undefined) return usual.id
    const known = this.additions.categories[0]
    if (known !== undefined) return known.id
    const id = this.freeId(`${PREFIX}-always`)
    const name = { ko: '상시 촬영', en: 'Continuous recording' }
    this.additions.categories.push({ id, name, class: 'fixed', hours: 'always' })
    return id
  }

  private wordOf(purpose: string): { readonly ko: string; readonly en: string } {
    const name = [...this.registry.purposes, ...this.additions.purposes].find(
      ({ id }) => id === purpose,
    )?.name
    return { ko: name?.ko ?? purpose, en: name?.en ?? name?.ko ?? purpose }
  }

  private freeId(wanted: string): string {
    let id = wanted
    for (let number = 2; this.taken.has(id); number++) id = `${wanted}-${number}`
    this.taken.add(id)
    return id
  }

  done(): Omit<Merge, 'dataDay'> {
    const { additions } = this
    const zones = additions.zones.map(({ id }) => id)
    if (zones.length > 0) {
      additions.consultations.push({
        id: this.freeId(`${PREFIX}-consultation`),
        scope: { zones },
        state: 'notOnRecord',
      })
      additions.unconfirmed.push({ about: zones, note: ASSUMED })
    }
    return {
      additions,
      corrected: this.corrected,
      counts: {
        addedDevices: this.added,
        correctedDevices: this.corrected.size,
        sameDevices: this.same,
      },
    }
  }
}

const ASSUMED = {
  ko: '전국CCTV표준데이터에서 옮긴 구역입니다. 법적 근거, 보관장소, 촬영시간, 촬영범위, 안내판, 의견수렴과, 적히지 않았거나 0인 보관일수는 가정이므로 기관이 확인해야 합니다.',
  en: 'Zones taken over from 전국CCTV표준데이터. The legal basis, the place of storage, hours, range of view, signboards, consultation, and periods that were 0 or not stated, are assumed and must be confirmed by the agency.',
}

const JUSTIFICATION = {
  ko: '전국CCTV표준데이터에 적힌 기간입니다. 사유는 기관이 적어야 합니다.',
  en: 'The period stated in 전국CCTV표준데이터. The agency must write down why.',
}

function correctedAddress(
  device: Device,
  row: OpenRow,
  said: OpenRow,
): Pick<Device, 'address' | 'lotAddress'> {
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

function zoneKey(purpose: string, days: number, department: string | null): string {
  return `${purpose} ${days} ${department ?? ''}`
}

function digestOf(parts: readonly (string | null | undefined)[]): string {
  const text = JSON.stringify(parts.map((part) => part ?? null))
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function bare(text: string): string {
  return text.replaceAll(/\s/g, '')
}
