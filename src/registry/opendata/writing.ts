/** Rows of the open data as a file: CSV in UTF-8 (with byte order mark, for spreadsheets) or CP949. */
import { toCp949 } from '../../base/cp949.ts'
import { type Column, columnsOf, type ColumnSet } from './columns.ts'
import { csvLine } from './csv.ts'
import { openDataFault } from './faults.ts'
import type { Encoding } from './reading.ts'
import { guarded, type OpenRow } from './row.ts'

export type TableOptions = {
  readonly columns: ColumnSet
  /** 개방자치단체코드, which a registry does not hold; empty when not given. */
  readonly areaCode: string | null
  /** When the data was last changed, 'YYYY-MM-DD HH:MM:SS'. */
  readonly changedAt: string
}

export type Table = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** The rows as a table of texts, in the columns of the set. */
export function openDataTable(rows: readonly OpenRow[], options: TableOptions): Table {
  const columns = columnsOf(options.columns)
  return {
    head: columns.map(([, name]) => name),
    rows: rows.map((row) => columns.map(([column]) => cellOf(row, column, options))),
  }
}

/** The table as CSV. Throws `opendata.notInEncoding` for a character that CP949 lacks. */
export function openDataCsv({ head, rows }: Table, encoding: Encoding): Buffer {
  const text = [head, ...rows].map((cells) => csvLine(cells.map(guarded))).join('')
  if (encoding === 'utf-8') return Buffer.from(`\uFEFF${text}`)
  const bytes = toCp949(text)
  if ('missing' in bytes) throw openDataFault('opendata.notInEncoding', { character: bytes.missing })
  return bytes
}

function cellOf(row: OpenRow, column: Column, { areaCode, changedAt }: TableOptions): string {
  switch (column) {
    case 'areaCode':
      return areaCode ?? ''
    case 'number':
      return row.number ?? ''
    case 'owner':
    case 'purpose':
      return row[column]
    case 'roadAddress':
    case 'lotAddress':
    case 'angle':
      return row[column] ?? ''
    case 'cameras':
      return String(row.cameras)
    case 'pixels':
      return row.pixels === null ? '' : pixelsText(row.pixels)
    case 'retention':
      return row.retentionDays === null ? '' : String(row.retentionDays)
    case 'installed':
      return row.installedMonth ?? ''
    case 'phone':
      return row.phone ?? ''
    case 'latitude':
    case 'longitude':
      return row.position?.[column] ?? ''
    case 'dataDay':
      return row.dataDay ?? ''
    case 'change':
      return 'I'
    case 'changedAt':
    case 'modifiedAt':
      return changedAt
    default:
      return column satisfies never
  }
}

const TEN_THOUSAND = 10_000

/** In tens of thousands where that is exact and small enough to be told from single pixels. */
function pixelsText(pixels: number): string {
  const tens = Math.floor(pixels / TEN_THOUSAND)
  const rest = pixels % TEN_THOUSAND
  if (rest === 0 && tens < TEN_THOUSAND) return String(tens)
  return pixels >= TEN_THOUSAND ? String(pixels) : `0.${String(rest).padStart(4, '0')}`
}
