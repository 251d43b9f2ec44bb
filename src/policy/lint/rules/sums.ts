/**
 * Every sum in the text, counted again: totals against rows, groups against their rows, a row against the parts in
 * its own words ("로비(1), 문서고 내부(2)", "2~6층 로비(1대씩)"), and public and closed against their number.
 *
 * A sum is called wrong only when no natural way to read it adds up; what cannot be read is left alone.
 */
import { isTotal, rowCount } from '../facts/devices.ts'
import { countsIn, whole } from '../figures.ts'
import { bareOf, type Line } from '../lines.ts'
import type { Section } from '../structure.ts'
import type { Row, Table } from '../tables.ts'
import { found, type Rule } from './rule.ts'

export const sums: Rule = ({ devices: { sections } }) =>
  sections.flatMap((section) => [
    ...section.tables.flatMap((table) => [
      ...totalRows(table),
      ...groups(table),
      ...table.rows.flatMap((row) => [...partsOfRow(row, table), ...columnsOfRow(row, table)]),
      ...splitBelow(table),
    ]),
    ...statedTotals(section),
    ...labelledParts(section),
    ...spacedRows(section),
  ])

function mismatch(line: Line, total: number, parts: readonly number[]) {
  const sum = parts.reduce((a, b) => a + b, 0)
  const shown = parts.length <= 12 ? `${parts.join(' + ')} = ${sum}` : String(sum)
  return found('SUM_MISMATCH', line, {
    ko: `${total}대라고 적었으나 부분의 합은 ${shown}대입니다.`,
    en: `States ${total}, but the parts add up to ${shown}.`,
  })
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

/** Each total is added up on its own: beyond this a table is no table of devices. */
const MOST_TOTALS = 50

/** Rows like `합계` against the rows that they add up, column by column. */
function totalRows(table: Table) {
  const totals = table.rows.filter(isTotal).slice(0, MOST_TOTALS)
  if (totals.length === 0) return []
  const columns = numericColumns(table)
  return columns.flatMap((column) => {
    const number = (row: Row) => numberIn(row.cells[column] ?? '')
    const parts = table.rows.filter((row) => !isTotal(row))
    // An empty cell was merged with another: the column cannot be added up.
    if (parts.length < 2 || parts.some((row) => number(row) === undefined)) return []
    return totals.flatMap((row) => {
      // "-" in a total is none: heights and angles are not added up.
      const isBlank = bareOf(row.cells[column] ?? '') === '-'
      const total = isBlank
        ? undefined
        : (number(row) ?? (columns.length === 1 ? onlyNumber(row) : undefined))
      const readings = readingsOf(row, table).map((rows) => rows.map((one) => number(one) ?? 0))
      const isRight = total === undefined || readings.some((numbers) => sumOf(numbers) === total)
      return isRight ? [] : [mismatch(row.line, total, readings[0] ?? [])]
    })
  })
}

/** The one number of a total whose cells were merged, so that it stands in another column. */
function onlyNumber({ cells }: Row): number | undefined {
  const numbers = cells.filter((cell) => cell !== '').flatMap((cell) => numberIn(cell) ?? [])
  return numbers.length === 1 ? numbers[0] : undefined
}

/** Columns of numbers of devices. */
function numericColumns({ head, rows }: Table): number[] {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length))
  return Array.from({ length: width }, (_, column) => column).filter((column) => {
    if (/연번|번호|순번|층|화소|연도|기간|보관|시간|연락처|전화|일자|No/i.test(head[column] ?? ''))
      return false
    const cells = rows.map(({ cells }) => cells[column] ?? '').filter((cell) => cell !== '')
    const numbers = cells.filter((cell) => numberIn(cell) !== undefined)
    return numbers.length >= 2 && numbers.length * 3 >= cells.length * 2
  })
}

/** `85대`, `총 17 대`, `1,188`, `-`: nothing but a number. */
function numberIn(cell: string): number | undefined {
  const bare = bareOf(cell)
  return bare === '-' ? 0 : whole(bare.replace(/^(?:총|합계|소계|계)[:(]?/, '').replace(/대?\)?$/, ''))
}

/** The rows that a total may add up: those that share its label, else all, those since the last total, other totals. */
function readingsOf(total: Row, { rows }: Table): (readonly Row[])[] {
  const parts = rows.filter((row) => !isTotal(row))
  const labels = total.cells.flatMap((cell, column) =>
    cell !== '' && numberIn(cell) === undefined && parts.some(({ filled }) => filled[column] === cell)
      ? [{ cell, column }]
      : [],
  )
  if (labels.length > 0)
    return [parts.filter(({ filled }) => labels.every(({ cell, column }) => filled[column] === cell))]
  const at = rows.indexOf(total)
  const last = rows.slice(0, at).findLastIndex(isTotal)
  const next = rows.findIndex((row, index) => index > at && isTotal(row))
  return [
    parts,
    rows.slice(last + 1, at),
    rows.slice(at + 1, next < 0 ? rows.length : next),
    rows.filter((row) => row !== total && isTotal(row)),
  ].filter((some) => some.length > 0)
}

/** A label with the number of its rows. */
const GROUP = /^[^,]*[가-힣+)]\s?\((?:총\s?)?(\d[\d,]*)\s?대\)\s*$/

/** `고용노동청 (4대)` in the first columns: the rows, in order, must split into such groups. */
function groups(table: Table) {
  const rows = table.rows.filter((row) => !isTotal(row))
  const stated = rows.flatMap((row) =>
    row.cells.slice(0, 2).flatMap((cell) => {
      const match = GROUP.exec(cell)
      const total = match === null ? undefined : whole(match[1] ?? '')
      return total === undefined ? [] : [{ total, line: row.line }]
    }),
  )
  const counts = rows.map((row) => ownCount(row)).filter((count) => count !== null)
  if (stated.length < 2 || counts.length <= stated.length) return []
  let from = 0
  for (const [index, { total, line }] of stated.entries()) {
    const isLast = index === stated.length - 1
    const taken = isLast ? counts.slice(from) : upTo(counts, from, total)
    if (sumOf(taken) !== total) return [mismatch(line, total, taken)]
    from += taken.length
  }
  return []
}

/** The counts from there on, as many as the total needs. */
function upTo(counts: readonly number[], from: number, total: number): readonly number[] {
  let sum = 0
  let to = from
  while (to < counts.length && sum < total) sum += counts[to++] ?? 0
  return counts.slice(from, to)
}

/** A cell that is nothing but a number of devices. */
function ownCount(row: Row): number | null {
  const cell = row.cells.find((cell) => /^\d[\d,]*\s?대$/.test(cell))
  return cell === undefined ? null : (countsIn(cell)[0] ?? null)
}

/** `5대 | 지하주차장 | 입구 및 주차장 내부(5)`: the row against the parts it names. */
function partsOfRow(row: Row, table: Table) {
  if (isTotal(row)) return []
  const count = rowCount(row, table)
  if (count === null) return []
  return row.cells.flatMap((cell) => {
    const parts = GROUP.test(cell) ? undefined : partsIn(cell)
    return parts === undefined || sumOf(parts) === count ? [] : [mismatch(row.line, count, parts)]
  })
}

/** The numbers of `로비(3), 2~6층 로비(1대씩)`; undefined unless every part has one. */
function partsIn(text: string): number[] | undefined {
  const parts = text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length === 0) return undefined
  const numbers = parts.map((part) => {
    const match = /^(.*[가-힣\]])\s*\(\s*(\d{1,4})\s*(대)?\s*(씩)?\s*\)$/.exec(part)
    if (match === null) return undefined
    const [, place = '', number = '', , each] = match
    if (each === undefined) return Number(number)
    const places = placesIn(place)
    // "복도(2대씩)": on how many floors, another cell says.
    return places < 2 ? undefined : Number(number) * places
  })
  return numbers.every((number) => number !== undefined) ? numbers : undefined
}

/** How many places `1~6층 및 옥상계단` names. */
function placesIn(place: string): number {
  return sumOf(
    place
      .split(/\s*(?:및|,|·|와|과 )\s*/)
      .filter((part) => part !== '')
      .map((part) => {
        const range = /(\d{1,3})\s*(?:층|동|호)?\s*[~-]\s*(\d{1,3})\s*(?:층|동|호)/.exec(part)
        return range === null ? 1 : Math.abs(Number(range[2]) - Number(range[1])) + 1
      }),
  )
}

/** `85대 | 공개 | 비공개` with the numbers in the row below. */
function splitBelow(table: Table) {
  return table.rows.flatMap((row, index) => {
    const below = table.rows[index + 1]
    const at = row.cells.findIndex((cell) => /^[^\d]{0,10}\d[\d,]*\s?대$/.test(cell))
    const total = countsIn(row.cells[at] ?? '')[0]
    if (below === undefined || at < 0 || total === undefined) return []
    if (below.cells.slice(0, at + 1).some((cell) => cell !== '')) return []
    const columns = row.cells.flatMap((cell, column) =>
      column > at && /^비?공개/.test(bareOf(cell)) ? [column] : [],
    )
    const parts = columns.map((column) => whole(bareOf(below.cells[column] ?? '').replace(/대$/, '')))
    const known = parts.filter((part) => part !== undefined)
    return columns.length < 2 || known.length < columns.length || sumOf(known) === total
      ? []
      : [mismatch(row.line, total, known)]
  })
}

const SUM_LABEL = /^(?:총|합|소|누)?(?:합)?계(?:\(대\))?$|^총(?:설치)?대수|^설치대수|^대수/
const PART_LABEL =
  /^(?:비?공개|고정|회전|이동|실내|실외|옥내|옥외|내부|외부)(?:된|되지않은)?(?:장소|구역|공간|형)?(?:\(대\)|\(대수\)|대수)?$/

/** Columns for public and closed, or for fixed and mobile, against the column of their sum. */
function columnsOfRow(row: Row, { head }: Table) {
  const at = head.findIndex((label) => SUM_LABEL.test(label))
  const parts = head.flatMap((label, column) => (column !== at && PART_LABEL.test(label) ? [column] : []))
  const total = numberIn(row.cells[at] ?? '')
  const known = parts.map((column) => numberIn(row.cells[column] ?? '')).filter((part) => part !== undefined)
  return at < 0 ||
    total === undefined ||
    parts.length < 2 ||
    known.length < parts.length ||
    sumOf(known) === total
    ? []
    : [mismatch(row.line, total, known)]
}

/** `설치 대수: 12대` and, under its own label, `설치 장소: 현관(2), 복도(6), 주차장(4)`. */
function labelledParts({ statements }: Section) {
  const totals = statements.filter(({ label, text }) => label.endsWith('대수') && countsIn(text).length === 1)
  const places = statements.flatMap(({ label, text }) => {
    const parts = /장소|위치/.test(label) ? partsIn(text) : undefined
    return parts === undefined || parts.length < 2 ? [] : [parts]
  })
  const [total] = totals
  const [parts] = places
  if (total === undefined || parts === undefined || totals.length > 1 || places.length > 1) return []
  const count = countsIn(total.text)[0] ?? 0
  return sumOf(parts) === count ? [] : [mismatch(total.line, count, parts)]
}

/** Rows that lost their tabs: `5대 1층 현관` … `총 10대`. */
function spacedRows({ lines, tables }: Section) {
  if (tables.length > 0) return []
  const total = lines.find(({ text }) => /^(?:총|합계|계)\s*:?\s*\d[\d,]*\s?대(?:\s|-|$)/.test(text))
  const rows = lines.filter(({ text }) => /^\d[\d,]*\s?대\s+\S/.test(text))
  if (total === undefined || rows.length < 2) return []
  const counts = rows.flatMap(({ text }) => countsIn(text).slice(0, 1))
  const count = countsIn(total.text)[0] ?? 0
  return sumOf(counts) === count ? [] : [mismatch(total, count, counts)]
}

/** `총 60대 (본청:4대, 센터: 56대)`: against its own parts, and against the rows of the section. */
function statedTotals({ lines, heading, sentences, tables }: Section) {
  const inTables = new Set(
    tables.flatMap(({ rows, headLine }) => [headLine, ...rows.map(({ line }) => line)]),
  )
  const said = [...(heading === null ? [] : [heading]), ...lines].filter((line) => !inTables.has(line))
  const inLines = said.flatMap((line) => totalsIn(line.text).map((total) => ({ ...total, line })))
  const seen = new Set(inLines.map(({ line }) => line))
  const wrapped = sentences
    .filter(({ line }) => !seen.has(line) && !inTables.has(line))
    .flatMap(({ text, line }) => totalsIn(text).map((total) => ({ ...total, line })))
  const all = [...inLines, ...wrapped]
  return all.flatMap(({ total, parts, line, isWhole, isLoose }) => {
    if (parts.length >= 2)
      return sumOf(parts) === total
        ? []
        : [{ ...mismatch(line, total, parts), ...(isLoose ? { severity: 'warning' as const } : {}) }]
    return isWhole && all.filter((one) => one.isWhole).length === 1 ? againstTables(total, line, tables) : []
  })
}

type Total = {
  readonly total: number
  readonly parts: readonly number[]
  readonly isWhole: boolean
  /** The parts follow in the sentence, not in brackets. */
  readonly isLoose: boolean
}

/** Totals with the parts that stand behind them in brackets. */
function totalsIn(text: string): Total[] {
  const found: Total[] = []
  for (const match of text.matchAll(
    /(총|합계|모두|전체|전부)?\s*:?\s*(\d[\d,]*)\s?대(?!씩|를\s?초과)(?:를)?\s*(?:[(:]([^()]{2,300})\)?)?/g,
  )) {
    const total = whole(match[2] ?? '')
    if (total === undefined) continue
    const inside = match[3] ?? ''
    const parts = inside.split(/[,·/;]|및/).map((part) => countsIn(part))
    const isList = parts.length >= 2 && parts.every((counts) => counts.length === 1)
    const isWhole = match[1] !== undefined
    const loose = isWhole && !isList ? following(text.slice(match.index + match[0].length)) : []
    found.push({ total, parts: isList ? parts.flat() : loose, isWhole, isLoose: !isList })
  }
  return found
}

/** `총 6대로, 정문에 2대, 복도에 4대를 둡니다`: the numbers after a total in its sentence, when there are several. */
function following(rest: string): number[] {
  const [sentence = ''] = rest.split(/다\.|[.;]\s|가운데|(?:^|\s|[이그])중[\s,]/)
  const counts = countsIn(sentence)
  return counts.length >= 2 && !/교체|증설|추가|늘[리려렸]|철거/.test(sentence) ? counts : []
}

/**
 * A total against the tables: one of them states all devices, or all of them together do. Tables besides one that
 * does must, together, state all of them again.
 */
function againstTables(total: number, line: Line, tables: readonly Table[]) {
  const all = tables
    .map((table) => ({ table, counts: countsOf(table) }))
    .filter(({ counts }) => counts.length > 0)
  const sum = (some: typeof all) => sumOf(some.flatMap(({ counts }) => counts))
  const summaries = all.filter(({ table }) => table.head.some((label) => /^(?:합|총)?계$/.test(label)))
  if (summaries.length > 0 && sum(summaries) !== total)
    return [
      mismatch(
        line,
        total,
        summaries.flatMap(({ counts }) => counts),
      ),
    ]
  if (all.length === 0 || sum(all) === total) return []
  const others = all.filter((one) => sumOf(one.counts) !== total)
  const last = others.at(-1)
  if (last === undefined || sum(others) === total) return []
  const numbers = others.flatMap(({ counts }) => counts)
  if (others.length === all.length) return [mismatch(line, total, others[0]?.counts ?? [])]
  const at = last.table.headLine ?? last.table.rows[0]?.line ?? line
  return [{ ...mismatch(at, total, numbers), severity: 'warning' as const }]
}

/** The number of each row, or none when one number stands for several rows. */
function countsOf(table: Table): readonly number[] {
  const rows = table.rows.filter((row) => !isTotal(row) && row.cells.some((cell) => cell !== ''))
  const counts = rows.map((row) => rowCount(row, table)).filter((count) => count !== null)
  return counts.length === rows.length ? counts : []
}
