/**
 * The columns of 전국CCTV표준데이터: the older set of 13 and the newer one of 18, with the spellings that files use.
 */
import { openDataFault } from './faults.ts'

export type Column =
  | 'areaCode'
  | 'number'
  | 'owner'
  | 'roadAddress'
  | 'lotAddress'
  | 'purpose'
  | 'cameras'
  | 'pixels'
  | 'angle'
  | 'retention'
  | 'installed'
  | 'phone'
  | 'latitude'
  | 'longitude'
  | 'dataDay'
  | 'change'
  | 'changedAt'
  | 'modifiedAt'

/** How many columns: the two sets in circulation. */
export type ColumnSet = 13 | 18

type Naming = readonly [column: Column, name: string]

const OLDER: readonly Naming[] = [
  ['owner', '관리기관명'],
  ['roadAddress', '소재지도로명주소'],
  ['lotAddress', '소재지지번주소'],
  ['purpose', '설치목적구분'],
  ['cameras', '카메라대수'],
  ['pixels', '카메라화소수'],
  ['angle', '촬영방면정보'],
  ['retention', '보관일수'],
  ['installed', '설치년월'],
  ['phone', '관리기관전화번호'],
  ['latitude', '위도'],
  ['longitude', '경도'],
  ['dataDay', '데이터기준일자'],
]

const NEWER: readonly Naming[] = [
  ['areaCode', '개방자치단체코드'],
  ['number', '관리번호'],
  ['owner', '관리기관명'],
  ['roadAddress', '소재지도로명주소'],
  ['lotAddress', '소재지지번주소'],
  ['purpose', '설치목적구분'],
  ['cameras', '카메라대수'],
  ['pixels', '카메라화소수'],
  ['angle', '촬영방면정보'],
  ['retention', '보관일수'],
  ['installed', '설치연월'],
  ['phone', '관리기관전화번호'],
  ['latitude', 'WGS84위도'],
  ['longitude', 'WGS84경도'],
  ['dataDay', '데이터기준일자'],
  ['change', '데이터갱신구분'],
  ['changedAt', '데이터갱신시점'],
  ['modifiedAt', '최종수정시점'],
]

/** The columns of a set, in their order. */
export function columnsOf(set: ColumnSet): readonly Naming[] {
  return set === 13 ? OLDER : NEWER
}

const BY_NAME: ReadonlyMap<string, Column> = new Map(
  [...OLDER, ...NEWER].map(([column, name]) => [bare(name), column]),
)

/** Without these a row says nothing that a registry could hold. */
const NEEDED: readonly Column[] = ['owner', 'purpose', 'cameras', 'retention']

export type Header = {
  /** Where each column stands; columns that nobody knows are passed over. */
  readonly at: ReadonlyMap<Column, number>
  readonly width: number
  readonly set: ColumnSet
}

/** Reads the first row. Throws `opendata.columnsMissing`. */
export function readHeader(cells: readonly string[]): Header {
  const at = new Map<Column, number>()
  for (const [index, cell] of cells.entries()) {
    const column = BY_NAME.get(bare(cell))
    if (column !== undefined && !at.has(column)) at.set(column, index)
  }
  const missing = NEEDED.filter((column) => !at.has(column)).map(nameOf)
  if (!at.has('roadAddress') && !at.has('lotAddress')) missing.push(nameOf('roadAddress'))
  if (missing.length > 0) throw openDataFault('opendata.columnsMissing', { missing: missing.join(', ') })
  return { at, width: cells.length, set: at.has('number') || at.has('areaCode') ? 18 : 13 }
}

/** The name of a column, as people know it. */
export function nameOf(column: Column): string {
  return [...OLDER, ...NEWER].find(([one]) => one === column)?.[1] ?? column
}

/** A first row names what a file holds; spaces, quotes and a byte order mark do not count. */
function bare(text: string): string {
  return text.replaceAll(/[\s"\uFEFF]/g, '')
}

/** Whether the text of a first line is one of ours, whatever encoding it was read in. */
export function isHeaderLine(line: string): boolean {
  return line.split(',').some((cell) => BY_NAME.get(bare(cell)) === 'owner')
}
