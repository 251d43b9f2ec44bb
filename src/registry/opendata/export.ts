/** A registry as a file of 전국CCTV표준데이터. */
import type { Registry } from '../model.ts'
import { openRows } from './rows.ts'
import { openDataTable, type Table, type TableOptions } from './writing.ts'

export type OpenDataExport = {
  readonly table: Table
  readonly cameras: number
  /** Devices that this data is not about: in closed places, mobile, planned or retired. */
  readonly leftOut: number
}

/** The registry's rows in the columns of the set, ready to be written as CSV or XLSX. Pure. */
export function exportOpenData(registry: Registry, options: TableOptions): OpenDataExport {
  const rows = openRows(registry)
  const cameras = rows.reduce((sum, row) => sum + row.cameras, 0)
  return { table: openDataTable(rows, options), cameras, leftOut: registry.devices.length - cameras }
}
