/** Tables as full rectangles: where each cell stands, once its own and its neighbours' spans are counted. */
import type { CheckedCell, CheckedTable, CheckedText } from './checked.ts'
import { documentFault } from './faults.ts'
import type { Block, Cell, Text } from './model.ts'

/** What is left of a document's bounds, and how its texts are checked. */
export type Allowance = {
  spans(text: Text): CheckedText
  cells(count: number): void
}

/** As wide as a page can show. */
const MOST_COLUMNS = 24

type Table = Extract<Block, { type: 'table' }>

/** The table with every cell in its place, or Fault `documents.unevenTable` when it is no full rectangle. */
export function checkTable(
  { head, rows, rowHeader = false }: Table,
  caption: string,
  allowance: Allowance,
): CheckedTable {
  const columns = widthOf(head[0] ?? rows[0] ?? [])
  if (columns === 0) throw documentFault('documents.unevenTable', { caption, row: 1, columns })
  if (columns > MOST_COLUMNS)
    throw documentFault('documents.tooLarge', {
      whatKo: '표의 열 수',
      whatEn: 'table columns',
      most: MOST_COLUMNS,
    })
  const place = (
    part: readonly (readonly Cell[])[],
    firstRow: number,
    isHeader: (column: number) => boolean,
  ) =>
    placeCells(part, columns, isHeader, allowance, (row) =>
      documentFault('documents.unevenTable', { caption, row: firstRow + row + 1, columns }),
    )
  return {
    type: 'table',
    caption,
    columns,
    head: place(head, 0, () => true),
    rows: place(rows, head.length, (column) => rowHeader && column === 0),
  }
}

function widthOf(row: readonly Cell[]): number {
  return row.reduce((width: number, cell) => width + spanOf(cell, 'colspan'), 0)
}

function spanOf(cell: Cell, name: 'colspan' | 'rowspan'): number {
  return isPlain(cell) ? 1 : (cell[name] ?? 1)
}

/** Text alone, without spans and alignment. */
function isPlain(cell: Cell): cell is Extract<Cell, string | readonly unknown[]> {
  return typeof cell === 'string' || Array.isArray(cell)
}

function placeCells(
  rows: readonly (readonly Cell[])[],
  columns: number,
  isHeader: (column: number) => boolean,
  allowance: Allowance,
  uneven: (row: number) => Error,
): CheckedCell[][] {
  /** For how many more rows each column is covered by a cell from above. */
  const covered = Array.from({ length: columns }, () => 0)
  allowance.cells(rows.length * columns)
  return rows.map((row, index) => {
    const cells: CheckedCell[] = []
    let column = 0
    const skip = () => {
      while (column < columns && (covered[column] ?? 0) > 0) column++
    }
    for (const cell of row) {
      skip()
      const [colspan, rowspan] = [spanOf(cell, 'colspan'), spanOf(cell, 'rowspan')]
      const fits =
        Number.isInteger(colspan) &&
        colspan >= 1 &&
        column + colspan <= columns &&
        Number.isInteger(rowspan) &&
        rowspan >= 1 &&
        index + rowspan <= rows.length &&
        covered.slice(column, column + colspan).every((left) => left === 0)
      if (!fits) throw uneven(index)
      covered.fill(rowspan, column, column + colspan)
      cells.push({
        text: allowance.spans(isPlain(cell) ? cell : cell.text),
        column,
        colspan,
        rowspan,
        header: isHeader(column) || (!isPlain(cell) && cell.header === true),
        align: isPlain(cell) ? 'start' : (cell.align ?? 'start'),
      })
      column += colspan
    }
    skip()
    if (column !== columns) throw uneven(index)
    for (let at = 0; at < columns; at++) covered[at] = Math.max(0, (covered[at] ?? 0) - 1)
    return cells
  })
}

/** The rows as texts, every row of full width; what a spanning cell covers is empty. */
export function rectangle(
  { columns }: { readonly columns: number },
  rows: readonly (readonly CheckedCell[])[],
  textOf: (text: CheckedText) => string,
): string[][] {
  return rows.map((row) => {
    const texts = Array.from({ length: columns }, () => '')
    for (const cell of row) texts[cell.column] = textOf(cell.text)
    return texts
  })
}
