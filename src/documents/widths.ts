/** How wide texts are, counted in half-widths of a letter: a Korean syllable has two. */
import type { CheckedTable, CheckedText } from './checked.ts'

/** How many of them stand in a line of a table as wide as the page: 170 mm in 9 pt. */
export const TABLE_LETTERS = 106
/** The padding of a cell, and a little for letters that are wider than half. */
const PADDING = 4
const LEAST = 4
/** Beyond this a column is as wide as it is for the longest text. */
const MOST = 80

/**
 * How wide each column should be, `TABLE_LETTERS` together. Columns that need less than their share get what they need,
 * so that numbers and short words are not broken; the others share the rest in proportion. Spanning cells do not count.
 */
export function columnWidths({ columns, head, rows }: CheckedTable): number[] {
  const needs = Array.from({ length: columns }, () => LEAST)
  for (const { column, colspan, text } of [...head, ...rows].flat())
    if (colspan === 1) needs[column] = Math.max(needs[column] ?? LEAST, longestLine(text))
  return share(needs.map((need) => Math.min(need, MOST) + PADDING))
}

function share(needs: readonly number[]): number[] {
  const short = new Set<number>()
  for (;;) {
    const left = TABLE_LETTERS - sum(needs.filter((_, column) => short.has(column)))
    const open = needs.filter((_, column) => !short.has(column))
    const fair = left / open.length
    const next = needs.findIndex((need, column) => !short.has(column) && need < fair && open.length > 1)
    // Where all fit, what is left over widens all of them alike.
    if (sum(needs) <= TABLE_LETTERS) return needs.map((need) => (need * TABLE_LETTERS) / sum(needs))
    if (next < 0) return needs.map((need, column) => (short.has(column) ? need : (need * left) / sum(open)))
    short.add(next)
  }
}

function longestLine(text: CheckedText): number {
  const whole = text.map((span) => span.text).join('')
  return Math.max(...whole.split('\n', MOST).map((line) => widthOf(line.slice(0, MOST))))
}

/** The width of a text in one line. */
export function textWidth(text: CheckedText): number {
  return text.reduce((width, span) => width + widthOf(span.text), 0)
}

/** The width of a word or line. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += character > '\u10ff' ? 2 : 1
  return width
}

/** The numbers added up. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
