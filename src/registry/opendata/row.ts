/**
 * One row of the file -> what it says, or why not. A bad row never spoils the good ones; what can be left empty is
 * left empty and told.
 */
import { type Day, parseDay } from '../../base/day.ts'
import type { Fault } from '../../base/fault.ts'
import { type Column, type Header, nameOf } from './columns.ts'
import { openDataFault } from './faults.ts'

/** One place with its cameras. */
export type OpenRow = {
  /** As a spreadsheet numbers it; 0 for a row that did not come from a file. */
  readonly row: number
  readonly number: string | null
  readonly owner: string
  readonly roadAddress: string | null
  readonly lotAddress: string | null
  readonly purpose: string
  readonly cameras: number
  readonly pixels: number | null
  readonly angle: string | null
  /** Null where the file states none, or 0. */
  readonly retentionDays: number | null
  /** YYYY-MM. */
  readonly installedMonth: string | null
  readonly phone: string | null
  /** WGS84 decimal degrees, as text. */
  readonly position: { readonly latitude: string; readonly longitude: string } | null
  readonly dataDay: Day | null
}

/** Something to be told about a row. An error leaves the row out; a warning does not. */
export type Finding = {
  readonly row: number
  readonly severity: 'error' | 'warning'
  readonly fault: Fault
}

const MAX_TEXT = 200
/** Of one row. */
export const MAX_CAMERAS = 2000
const MAX_RETENTION_DAYS = 3650
/** 카메라화소수 is counted in tens of thousands (만 화소); from here on it can only be single pixels. */
const TEN_THOUSAND = 10_000
const MAX_PIXELS = 1_000_000_000
const FIRST_YEAR = 1970
const LAST_YEAR = 2100
/** Korea with its islands, generously. Swapped coordinates fall outside. */
const KOREA = { latitude: [32, 39.5], longitude: [123, 132.5] } as const
const MOST_DECIMALS = 10

type Wanted = { readonly ko: string; readonly en: string }
type Cells = {
  readonly row: number
  /** The cell without surrounding space; '' where the file has no such column. */
  text(column: Column): string
  error(column: Column, wanted: Wanted): null
  report(severity: Finding['severity'], fault: Fault): null
}

/**
 * Reads a row of cells. `findings` gets every error and warning; null when there was an error.
 */
export function readRow(
  header: Header,
  row: number,
  cells: readonly string[],
  findings: { add(finding: Finding): void },
): OpenRow | null {
  let isGood = true
  const report = (severity: Finding['severity'], fault: Fault) => {
    if (severity === 'error') isGood = false
    findings.add({ row, severity, fault })
    return null
  }
  const text = (column: Column) => {
    const index = header.at.get(column)
    return index === undefined ? '' : unguarded((cells[index] ?? '').trim())
  }
  const error = (column: Column, wanted: Wanted) =>
    report(
      'error',
      openDataFault('opendata.cell', {
        row,
        column: nameOf(column),
        value: short(text(column)),
        expectedKo: wanted.ko,
        expectedEn: wanted.en,
      }),
    )
  const given: Cells = { row, text, error, report }
  if (!isSound(header, given, cells)) return null
  const read: OpenRow = {
    row,
    number: line(given, 'number'),
    owner: line(given, 'owner') ?? missing(given, 'owner'),
    roadAddress: line(given, 'roadAddress'),
    lotAddress: line(given, 'lotAddress'),
    purpose: line(given, 'purpose') ?? missing(given, 'purpose'),
    cameras: wholeNumber(given, 'cameras', 1, MAX_CAMERAS) ?? 0,
    pixels: pixels(given),
    angle: line(given, 'angle'),
    retentionDays: text('retention') === '' ? null : wholeNumber(given, 'retention', 0, MAX_RETENTION_DAYS),
    installedMonth: month(given),
    phone: phone(given),
    position: position(given),
    dataDay: dataDay(given),
  }
  if (read.roadAddress === null && read.lotAddress === null)
    report('error', openDataFault('opendata.addressMissing', { row }))
  return isGood ? { ...read, retentionDays: read.retentionDays === 0 ? null : read.retentionDays } : null
}

/** A row of another width is shifted somewhere; one that is short at its end only lost empty cells. */
function isSound({ width, at }: Header, { row, report }: Cells, cells: readonly string[]): boolean {
  if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')) {
    report('error', openDataFault('opendata.cells', { row, count: cells.length, expected: width }))
    return false
  }
  const lastNeeded = Math.max(at.get('retention') ?? 0, at.get('cameras') ?? 0)
  if (cells.length <= lastNeeded) {
    report('error', openDataFault('opendata.cells', { row, count: cells.length, expected: width }))
    return false
  }
  for (const [column, index] of at)
    if (cells[index]?.includes('\uFFFD')) {
      report('error', openDataFault('opendata.broken', { row, column: nameOf(column) }))
      return false
    }
  return true
}

const TEXT: Wanted = { ko: `${MAX_TEXT}자 이하의 한 줄 글`, en: `one line of at most ${MAX_TEXT} characters` }

function line({ text, error }: Cells, column: Column): string | null {
  const given = text(column)
  if (given === '') return null
  // oxlint-disable-next-line no-control-regex
  const isLine = given.length <= MAX_TEXT && given.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(given)
  return isLine ? given : error(column, TEXT)
}

function missing({ text, error }: Cells, column: Column): string {
  if (text(column) === '') error(column, { ko: '빈칸이 아닌 글', en: 'a text' })
  return ''
}

function wholeNumber({ text, error }: Cells, column: Column, least: number, most: number): number | null {
  // Spreadsheets write 1,000 and 3.0.
  const given = text(column).replaceAll(/(?<=\d),(?=\d{3})/g, '')
  const value = Number(given)
  if (/^\d{1,9}(\.0+)?$/.test(given) && value >= least && value <= most) return value
  return error(column, { ko: `${least}–${most}의 정수`, en: `a whole number from ${least} to ${most}` })
}

function pixels({ row, text, report }: Cells): number | null {
  const given = text('pixels').replaceAll(/(?<=\d),(?=\d{3})/g, '')
  if (given === '') return null
  const parts = /^(\d{1,10})(?:\.(\d{1,4})0*)?\s*(?:만|만\s*화소)?$/.exec(given)
  const whole = Number(parts?.[1])
  const isTenThousands = parts?.[2] !== undefined || whole < TEN_THOUSAND || given.includes('만')
  const value = isTenThousands ? whole * TEN_THOUSAND + Number((parts?.[2] ?? '').padEnd(4, '0')) : whole
  if (parts !== null && value >= 1 && value <= MAX_PIXELS) return value
  if (parts !== null && value === 0) return null
  return report(
    'warning',
    openDataFault('opendata.cellDropped', { row, column: nameOf('pixels'), value: short(given) }),
  )
}

function month({ row, text, report }: Cells): string | null {
  const given = text('installed')
  if (given === '') return null
  const parts = /^(\d{4})[-./년]?\s?(\d{1,2})(?:[-./월]\s?(?:\d{1,2}일?)?)?(?:\s.*)?$/.exec(given)
  const year = Number(parts?.[1])
  const number = Number(parts?.[2])
  if (year >= FIRST_YEAR && year <= LAST_YEAR && number >= 1 && number <= 12)
    return `${year}-${String(number).padStart(2, '0')}`
  return report(
    'warning',
    openDataFault('opendata.cellDropped', { row, column: nameOf('installed'), value: short(given) }),
  )
}

function phone({ row, text, report }: Cells): string | null {
  const given = text('phone')
  if (given === '') return null
  const plain = given
    .replaceAll(/[\s.)]/g, '-')
    .replaceAll(/[(]/g, '')
    .replaceAll(/-+/g, '-')
  if (/^\d{2,4}(-\d{3,4}){1,2}$/.test(plain)) return plain
  return report(
    'warning',
    openDataFault('opendata.cellDropped', { row, column: nameOf('phone'), value: short(given) }),
  )
}

function position(cells: Cells): OpenRow['position'] {
  const { row, text, report } = cells
  if (text('latitude') === '' && text('longitude') === '') return null
  if (text('latitude') === '' || text('longitude') === '')
    return report('error', openDataFault('opendata.positionHalf', { row }))
  const latitude = degrees(cells, 'latitude')
  const longitude = degrees(cells, 'longitude')
  return latitude === null || longitude === null ? null : { latitude, longitude }
}

function degrees({ text, error }: Cells, column: 'latitude' | 'longitude'): string | null {
  const given = text(column)
  const [least, most] = KOREA[column]
  const value = Number(given)
  if (!/^\d{2,3}(\.\d{1,20})?$/.test(given) || value < least || value > most)
    return error(column, { ko: `${least}–${most}의 수`, en: `a number from ${least} to ${most}` })
  const decimals = given.split('.')[1]?.length ?? 0
  if (decimals <= MOST_DECIMALS) return given
  return value.toFixed(MOST_DECIMALS).replace(/\.?0+$/, '')
}

function dataDay({ row, text, report }: Cells): Day | null {
  const given = text('dataDay')
  if (given === '') return null
  const parts = /^(\d{4})[-./]?(\d{2})[-./]?(\d{2})(?:\s.*)?$/.exec(given)
  const found = parts === null ? undefined : parseDay(`${parts[1]}-${parts[2]}-${parts[3]}`)
  if (found !== undefined) return found
  return report(
    'warning',
    openDataFault('opendata.cellDropped', { row, column: nameOf('dataDay'), value: short(given) }),
  )
}

/** Spreadsheets run what begins with these. */
const FORMULA = /^\s*[=+\-@|＝＋－＠]/

/** A text that a spreadsheet would take for a formula, made into text. */
export function guarded(text: string): string {
  return FORMULA.test(text) || text.startsWith("'") ? `'${text}` : text
}

function unguarded(text: string): string {
  return text.startsWith("'") ? text.slice(1) : text
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
