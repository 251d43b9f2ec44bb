/**
 * Tables in plain text: rows with tabs, or between pipes as in Markdown. Which row is the head, which cells stand
 * for the one above because they were merged, and what each cell therefore says.
 */
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
}

/** More columns than a policy can mean; what stands further right is left out. */
const MOST_COLUMNS = 40

/** The cells of a line that is a row of a table, or undefined. */
export function cellsOf(line: Line): readonly string[] | undefined {
  const { text } = line
  if (text.includes('\t')) return split(text, '\t')
  const pipes = text.split('|').length - 1
  if (!(pipes >= 2 || (pipes === 1 && text.startsWith('|')))) return undefined
  const cells = split(text.replace(/^\|/, '').replace(/\|\s*$/, ''), '|')
  return cells
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
  let above: readonly string[] = []
  return {
    head: hasHead ? first.cells.map(bareOf) : [],
    headLine: hasHead ? first.line : null,
    rows: body.map(({ line, cells }) => {
      const filled = fill(cells, above)
      above = filled
      return { line, cells, filled }
    }),
  }
}

function fill(cells: readonly string[], above: readonly string[]): string[] {
  const firstStated = cells.findIndex((cell) => cell !== '')
  return cells.map((cell, column) => (column < firstStated ? (above[column] ?? '') : cell))
}

const HEAD_WORD =
  /구분|대수|수량|개수|위치|장소|범위|시간|기간|목적|직위|직책|직급|소속|부서|성명|이름|연락처|전화|비고|담당|업체|수탁|위탁|기관|방법|책임|권한|운영자|번호|연번|종류|항목|내용|용도|녹화|화소|일자|성능|기기|공개/
const VALUE = /\d\s*대(?:\s*\(.*\))?$|\d{2,4}[)-]\s*\d{3,4}|^\d[\d,]*$|24\s*시간|\d+\s*일|^[\w.]+@/

/** Whether the cells name columns: words that heads are made of, and nothing that is a value. */
function isHead(cells: readonly string[]): boolean {
  const stated = cells.filter((cell) => cell !== '')
  if (stated.length < 2) return false
  if (stated.some((cell) => cell.length > 40 || VALUE.test(cell.replace(/\('?\d[^)]*\)/g, '')))) return false
  return stated.filter((cell) => HEAD_WORD.test(bareOf(cell))).length * 2 >= stated.length
}
