/**
 * Tables for spreadsheets: CSV (RFC 4180) and XLSX. A spreadsheet takes a text that begins like a formula for one, and
 * formulas can send away what stands beside them. In XLSX every text is marked as text; CSV cannot say so, there such a
 * text gets an apostrophe before it, which spreadsheets hide.
 */
import { createRequire } from 'node:module'
import type * as WriteExcelFile from 'write-excel-file/node'
import { assert } from '../base/assert.ts'
import { refuseCharacters } from './characters.ts'
import { documentFault } from './faults.ts'
import { widthOf } from './widths.ts'
import { readZip, writeZip } from './zip.ts'

export type SheetValue = string | number | null

const load = createRequire(import.meta.url)

/** What Excel can open: rows, and characters of a cell (Microsoft, "Excel specifications and limits"). */
const MOST_ROWS = 1_048_576
const MOST_CELL = 32_767
/** Written at once in memory; larger registers are exported as CSV. */
const MOST_XLSX_CELLS = 1_000_000
const MOST_SHEET_NAME = 31
const FORMULA = /^\s*[=+\-@|\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]/

/** UTF-8 with its mark, lines ended by CR LF. Fault `documents.badCharacter`. */
export function renderCsv(rows: readonly (readonly SheetValue[])[]): Buffer {
  return Buffer.from(`\ufeff${rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`)
}

function csvCell(value: SheetValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return numberText(value)
  refuseCharacters(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** One sheet whose head stays in sight. Faults `documents.badCharacter`, `documents.tooLarge`. */
export async function renderXlsx({
  name,
  head,
  rows,
}: {
  readonly name: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly SheetValue[])[]
}): Promise<Buffer> {
  const cells = rows.reduce((sum, row) => sum + row.length, head.length)
  if (rows.length >= MOST_ROWS || cells > MOST_XLSX_CELLS)
    throw documentFault('documents.tooLarge', {
      whatKo: '시트의 칸 수',
      whatEn: 'cells of a sheet',
      most: MOST_XLSX_CELLS,
    })
  const { default: writeExcelFile } = load('write-excel-file/node') as typeof WriteExcelFile
  const made = await writeExcelFile(
    [head.map((text) => headCell(text)), ...rows.map((row) => row.map(xlsxCell))],
    { sheet: sheetName(name), columns: columnsOf(head, rows), stickyRowsCount: 1 },
  ).toBuffer()
  // Packed anew, because the library writes the time of day into the package.
  const entries = readZip(made, { entries: 100, bytes: 1 << 30 })
  assert(typeof entries !== 'string', 'a package just made can be read')
  return writeZip(entries)
}

function headCell(text: string): WriteExcelFile.Cell {
  return { ...checkedCell(text), fontWeight: 'bold', backgroundColor: '#F4F5F6' }
}

function xlsxCell(value: SheetValue): WriteExcelFile.Cell {
  if (value === null || value === '') return null
  if (typeof value === 'number') {
    assert(Number.isFinite(value), 'a cell holds a finite number')
    return { value, type: Number }
  }
  return checkedCell(value)
}

function checkedCell(text: string) {
  refuseCharacters(text)
  if (text.length > MOST_CELL)
    throw documentFault('documents.tooLarge', {
      whatKo: '한 칸의 글자 수',
      whatEn: 'characters in a cell',
      most: MOST_CELL,
    })
  return { value: text, type: String } as const
}

/** What Excel refuses in the name of a sheet is left out. */
function sheetName(name: string): string {
  refuseCharacters(name)
  const kept = name
    .replaceAll(/[\\/?*[\]:]/g, ' ')
    .replaceAll(/^'+|'+$/g, '')
    .trim()
  return kept.slice(0, MOST_SHEET_NAME).toWellFormed().replaceAll('\ufffd', '') || 'Sheet1'
}

const LEAST_WIDTH = 8
const MOST_WIDTH = 60
/** Rows that decide how wide columns are. */
const SAMPLE = 200

function columnsOf(head: readonly string[], rows: readonly (readonly SheetValue[])[]): { width: number }[] {
  const sample = rows.slice(0, SAMPLE)
  return head.map((title, column) => {
    const widths = sample.map((row) => widthOf(String(row[column] ?? '').slice(0, MOST_WIDTH)))
    return {
      width: Math.min(
        MOST_WIDTH,
        Math.max(LEAST_WIDTH, widthOf(title) + 2, ...widths.map((width) => width + 2)),
      ),
    }
  })
}

function numberText(value: number): string {
  assert(Number.isFinite(value), 'a cell holds a finite number')
  return String(value)
}
