/** Open data file -> the registry with what it adds and corrects. Nothing is stored here: who asked adopts it. */
import type { Day } from '../../base/day.ts'
import { checkRegistry } from '../check.ts'
import { expand } from '../expand.ts'
import type { Device, Registry } from '../model.ts'
import { refusal } from '../problem.ts'
import type { AgencyFile } from '../shape.ts'
import { openDataFault } from './faults.ts'
import { type Additions, type Merge, mergeRows } from './merge.ts'
import { newFindings, type OpenDataReading, type Progress, readOpenData } from './reading.ts'
import type { Finding } from './row.ts'

/**
 * A registry is one document, stored, digested and compared whole: about 600 bytes a device. At this many it is some
 * 60 megabytes, which still goes through in seconds; PostgreSQL ends at 256 megabytes.
 */
const MAX_DEVICES = 150_000

export type OpenDataImport = {
  readonly reading: Omit<OpenDataReading, 'rows'>
  /** What is to be told of rows: the first thousand, errors (which left their row out) and warnings. */
  readonly findings: readonly Finding[]
  readonly counts: { readonly badRows: number; readonly warnings: number }
  readonly merge: Merge
  /** Sound under the law of the day, not yet adopted anywhere. */
  readonly registry: Registry
}

/**
 * Reads a file of 전국CCTV표준데이터 (13 or 18 columns, UTF-8 or CP949) into `registry`: its good rows that are ours
 * (`owners`; the agency's own name when empty). What is wrong with rows is in `findings`.
 * Throws what `readOpenData` throws, `opendata.tooLarge`, and `opendata.refused`, whose cause holds every problem that
 * the merged registry has.
 */
export async function importOpenData(request: {
  readonly path: string
  readonly registry: Registry
  readonly owners: readonly string[]
  readonly on: Day
  readonly onProgress?: (progress: Progress) => void
  readonly stop?: AbortSignal
}): Promise<OpenDataImport> {
  const { registry: base, on, owners } = request
  const findings = newFindings()
  const { rows, ...reading } = await readOpenData({
    ...request,
    owners: owners.length > 0 ? owners : [base.agency.name.ko],
    findings,
  })
  const merge = mergeRows(base, rows, { on, findings })
  const count = base.devices.length + merge.counts.addedDevices
  if (count > MAX_DEVICES)
    throw openDataFault('opendata.tooLarge', {
      whatKo: `기기의 수(${count})`,
      whatEn: `Devices (${count})`,
      limit: MAX_DEVICES,
    })
  const registry = merged(base, merge)
  const problems = checkRegistry(registry, on)
  if (problems.length > 0) {
    const { values, cause } = refusal(problems)
    throw openDataFault('opendata.refused', values, cause)
  }
  return {
    reading,
    findings: findings.list,
    counts: { badRows: findings.badRows(), warnings: findings.count('warning') },
    merge,
    registry,
  }
}

/** The registry with the additions at the ends of its lists. */
function merged(base: Registry, { additions, corrected, dataDay }: Merge): Registry {
  const { registry: added } = expand(fileOf(base, additions))
  const zones = new Map(base.zones.map((zone) => [zone.id, zone]))
  const devices = added.devices.map((device): Device => {
    const zone = zones.get(device.zone)
    return zone === undefined ? device : { ...device, view: zone.view, purposes: zone.purposes }
  })
  const isChanged = devices.length > 0 || corrected.size > 0
  return {
    ...base,
    asOf: isChanged && dataDay !== null && dataDay > base.asOf ? dataDay : base.asOf,
    departments: [...base.departments, ...added.departments],
    sites: [...base.sites, ...added.sites],
    purposes: [...base.purposes, ...added.purposes],
    categories: [...base.categories, ...added.categories],
    zones: [...base.zones, ...added.zones],
    devices: [...base.devices.map((device) => corrected.get(device.id) ?? device), ...devices],
    consultations: [...base.consultations, ...added.consultations],
    unconfirmed: [...base.unconfirmed, ...added.unconfirmed],
  }
}

/** The additions as a file of their own, so that they are expanded exactly as a file's entries are. */
function fileOf({ asOf, agency }: Registry, additions: Additions): AgencyFile {
  return {
    format: 'jangseung-agency/1',
    asOf,
    agency: { id: agency.id, name: agency.name, kind: agency.kind },
    storagePlaces: [],
    officers: [],
    requests: { advanceContact: false, methods: [], windows: [] },
    safeguards: [],
    disposal: { prints: [] },
    policies: [],
    ...additions,
  }
}
