/** How wide texts are, counted in half-widths of a letter: a Korean syllable has two. */
import type { CheckedTable, CheckedText } from './checked.ts'

/** Columns are at least and at most so wide before the rest of the page is shared out. */
const LEAST = 4
const MOST = 44
/** The borders and padding of a cell. */
const PADDING = 3

/** A weight for each column: the width of its longest line, within bounds. Spanning cells do not count. */
export function columnWeights({ columns, head, rows }: CheckedTable): number[] {
  const weights = Array.from({ length: columns }, () => LEAST)
  for (const { column, colspan, text } of [...head, ...rows].flat())
    if (colspan === 1) weights[column] = Math.max(weights[column] ?? LEAST, longestLine(text))
  return weights.map((weight) => Math.min(weight, MOST) + PADDING)
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
