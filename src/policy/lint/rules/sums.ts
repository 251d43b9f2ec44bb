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

/** A row `합계` against the rows above it (or below, when it comes first). */
function totalRows(table: Table) {
  const counts = table.rows.map((row) => ({ row, count: countOf(row, table), isTotal: isTotal(row) }))
  const parts = counts.filter((one) => !one.isTotal && one.count !== null)
  const totals = counts.filter((one) => one.isTotal && one.count !== null)
  if (parts.length < 2 || totals.length === 0 || hasMerged(table)) return []
  const all = parts.map(({ count }) => count ?? 0)
  const subtotals = totals.slice(0, -1).map(({ count }) => count ?? 0)
  return totals.flatMap(({ row, count }) => {
    const total = count ?? 0
    const index = counts.findIndex((one) => one.row === row)
    const since = counts.slice(lastTotalBefore(counts, index) + 1, index)
    const until = counts.slice(index + 1, nextTotalAfter(counts, index))
    const readings = [
      all,
      subtotals,
      ...[since, until].map((some) => some.map((one) => one.count ?? 0)),
    ].filter((some) => some.length > 0)
    return readings.some((some) => sumOf(some) === total)
      ? []
      : [
          mismatch(
            row.line,
            total,
            since.length > 0 ? (readings.at(-1 - (until.length > 0 ? 1 : 0)) ?? all) : all,
          ),
        ]
  })
}

type Counted = { readonly row: Row; readonly count: number | null; readonly isTotal: boolean }

function lastTotalBefore(rows: readonly Counted[], index: number): number {
  return rows.slice(0, index).findLastIndex((one) => one.isTotal)
}

function nextTotalAfter(rows: readonly Counted[], index: number): number {
  const next = rows.findIndex((one, at) => at > index && one.isTotal)
  return next < 0 ? rows.length : next
}

function countOf(row: Row, table: Table): number | null {
  const count = rowCount(row, table)
  if (count !== null || !isTotal(row)) return count
  // "합 계 | | 2,241": the only number of its row.
  const numbers = row.cells.map((cell) => whole(bareOf(cell))).filter((value) => value !== undefined)
  return numbers.length === 1 ? (numbers[0] ?? null) : null
}

/** One number that stands for several rows: its cell was merged, so rows cannot be added. */
function hasMerged(table: Table): boolean {
  return table.rows.some(
    (row) => !isTotal(row) && rowCount(row, table) === null && row.cells.some((cell) => cell !== ''),
  )
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
    return Number(number) * (each === undefined ? 1 : placesIn(place))
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

/** Columns for public and closed, or for fixed and mobile, against the column of their sum. */
function columnsOfRow(row: Row, { head }: Table) {
  const at = head.findIndex((label) =>
    /^(?:총|합|소)?(?:합)?계$|총(?:설치)?대수|^총\(?대|설치대수|^대수/.test(label),
  )
  const parts = head.flatMap((label, column) =>
    column !== at &&
    /^(?:비?공개|고정|회전|이동|실내|실외|옥내|옥외|내부|외부)(?:장소|구역|형|공간)?(?:\(대\)|\(대수\)|대수)?$/.test(
      label,
    )
      ? [column]
      : [],
  )
  const total = whole(bareOf(row.cells[at] ?? '').replace(/대$/, ''))
  const numbers = parts.map((column) =>
    whole(
      bareOf(row.cells[column] ?? '')
        .replace(/대$/, '')
        .replace(/^-$/, '0'),
    ),
  )
  const known = numbers.filter((number) => number !== undefined)
  return at < 0 ||
    total === undefined ||
    parts.length < 2 ||
    known.length < parts.length ||
    sumOf(known) === total
    ? []
    : [mismatch(row.line, total, known)]
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
  return all.flatMap(({ total, parts, line, isWhole }) => {
    if (parts.length >= 2) return sumOf(parts) === total ? [] : [mismatch(line, total, parts)]
    return isWhole && all.length === 1 ? againstTables(total, line, tables) : []
  })
}

type Total = { readonly total: number; readonly parts: readonly number[]; readonly isWhole: boolean }

/** Totals with the parts that stand behind them in brackets. */
function totalsIn(text: string): Total[] {
  const found: Total[] = []
  for (const match of text.matchAll(
    /(총|합계|모두|전체)?\s*:?\s*(\d[\d,]*)\s?대(?!씩|를)\s*(?:[(:]([^()]{2,300})\)?)?/g,
  )) {
    const total = whole(match[2] ?? '')
    if (total === undefined) continue
    const inside = match[3] ?? ''
    const parts = inside.split(/[,·/;]|및/).map((part) => countsIn(part))
    const isList = parts.length >= 2 && parts.every((counts) => counts.length === 1)
    found.push({ total, parts: isList ? parts.flat() : [], isWhole: match[1] !== undefined })
  }
  return found
}

function againstTables(total: number, line: Line, tables: readonly Table[]) {
  const sums = tables
    .filter((table) => !hasMerged(table))
    .map((table) =>
      table.rows
        .filter((row) => !isTotal(row))
        .map((row) => rowCount(row, table))
        .filter((count) => count !== null),
    )
    .filter((counts) => counts.length >= 2)
  if (sums.length === 0 || sums.some((counts) => sumOf(counts) === total) || sumOf(sums.flat()) === total)
    return []
  return [mismatch(line, total, sums.length === 1 ? (sums[0] ?? []) : sums.flat())]
}
