/**
 * Tables in plain text: rows with tabs, or between pipes as in Markdown. Which row is the head, which cells stand
 * for the one above because they were merged, and what each cell therefore says.
 */
import { whole } from './figures.ts'
import { bareOf, type Line } from './lines.ts'

export type Row = {
  readonly line: Line
  readonly cells: readonly string[]
  /** Empty cells at the left take what stands above them: they were one cell. */
  readonly filled: readonly string[]
}

export type Table = {
  /** Labels of the columns without spaces; empty when the table has no head. */
  readonly head: readonly string[]
  readonly headLine: Line | null
  readonly rows: readonly Row[]
  /** The column that states how many devices, where its head says so. */
  readonly countColumn: number | undefined
}

/** More columns than a policy can mean; what stands further right is left out. */
const MOST_COLUMNS = 40

/** The cells of a line that is a row of a table, or undefined. */
export function cellsOf(line: Line): readonly string[] | undefined {
  const { text } = line
  if (text.includes('\t')) return split(text, '\t')
  const pipes = text.split('|').length - 1
  if (!(pipes >= 2 || (pipes === 1 && text.startsWith('|')))) return undefined
  return split(text.replace(/^\|/, '').replace(/\|\s*$/, ''), '|')
}

function split(text: string, by: string): string[] {
  return text.split(by, MOST_COLUMNS).map((cell) => cell.replace(/<br\s*\/?>/gi, ' ').trim())
}

/** `|---|:--:|`: says only that the row above is the head. */
export function isRuler(line: Line): boolean {
  return /^[-:|]{3,}$/.test(line.bare) && line.bare.includes('|')
}

/** A table of the rows that stand together. */
export function tableOf(rows: readonly { readonly line: Line; readonly cells: readonly string[] }[]): Table {
  const [first, ...others] = rows
  const hasHead = first !== undefined && isHead(first.cells)
  const body = hasHead ? others : rows
  const head = hasHead ? first.cells.map(bareOf) : []
  let above: readonly string[] = []
  const filledRows = body.map(({ line, cells }) => {
    const filled = fill(cells, above)
    above = filled
    return { line, cells, filled }
  })
  return {
    head,
    headLine: hasHead ? first.line : null,
    rows: filledRows,
    countColumn: countColumn(head, filledRows),
  }
}

/** The column whose head speaks of a number of devices and whose cells are bare numbers. */
function countColumn(head: readonly string[], rows: readonly Row[]): number | undefined {
  const sum = head.findIndex((label) => /^(?:합|총)?계$/.test(label))
  const column =
    sum >= 0 ? sum : head.findIndex((label) => /대수|수량|카메라수|설치수/.test(label) && !/화소/.test(label))
  if (column < 0) return undefined
  const cells = rows.map(({ cells }) => bareOf(cells[column] ?? '')).filter((cell) => cell !== '')
  const numbers = cells.filter((cell) => whole(cell.replace(/대$/, '')) !== undefined)
  return numbers.length > 0 && numbers.length * 3 >= cells.length * 2 ? column : undefined
}

function fill(cells: readonly string[], above: readonly string[]): string[] {
  const firstStated = cells.findIndex((cell) => cell !== '')
  return cells.map((cell, column) => (column < firstStated ? (above[column] ?? '') : cell))
}

const HEAD_WORD =
  /구분|대수|수량|개수|위치|장소|범위|시간|기간|목적|직위|직책|직급|소속|부서|성명|이름|연락처|전화|비고|담당|업체|수탁|위탁|기관|방법|책임|권한|운영자|번호|연번|종류|항목|내용|용도|녹화|화소|일자|성능|기기|공개|근거|^층$|^계$|합계/
const VALUE = /\d\s*대(?:\s*\(.*\))?$|\d{2,4}[)-]\s*\d{3,4}|^\d[\d,]*$|24\s*시간|\d+\s*일|^[\w.]+@/

/** Whether the cells name columns: words that heads are made of, and nothing that is a value. */
function isHead(cells: readonly string[]): boolean {
  const stated = cells.filter((cell) => cell !== '')
  if (stated.length < 2) return false
  if (stated.some((cell) => cell.length > 40 || VALUE.test(cell.replace(/\('?\d[^)]*\)/g, '')))) return false
  const words = stated.filter((cell) => HEAD_WORD.test(bareOf(cell))).length
  return stated.length === 2 ? words === 2 : words * 3 >= stated.length * 2
}

/** Whether a row in the middle is a head for certain: short names of columns and nothing else. */
export function isSecondHead(cells: readonly string[]): boolean {
  const stated = cells.filter((cell) => cell !== '')
  return (
    stated.length >= 2 &&
    stated.every((cell) => cell.length <= 16 && !/\d/.test(cell) && HEAD_WORD.test(bareOf(cell))) &&
    stated.some((cell) =>
      /^(?:구분|설치대수|촬영시간|보관기간|보관장소|연락처|수탁자|수탁업체|직위)$/.test(bareOf(cell)),
    )
  )
}
