/**
 * CSV as spreadsheets write it (RFC 4180), read as it comes in: quotes, doubled quotes, line breaks inside quotes, all
 * three line ends. Hostile input is bounded: a row that does not end is given up, and reading goes on with the line
 * after the one it began on, so that one broken quote costs one row and not the rest of the file.
 */

/** Far above any row of the open data; the longest one allowed, quotes and line breaks included. */
const MAX_ROW_LENGTH = 16_384
const MAX_CELLS = 64

/** Rows are numbered as a spreadsheet shows them: the header is row 1, empty ones count. */
export type CsvRow =
  | { readonly row: number; readonly cells: readonly string[] }
  /** A row that cannot be read. */
  | { readonly row: number; readonly cells: null }

/** Takes text piece by piece, in pieces of any size, and yields the rows that are complete. */
export function csvReader(): { push(text: string, isLast: boolean): Generator<CsvRow> } {
  let rest = ''
  let row = 0
  let heldReturn = false
  /** In the middle of a line that was given up for its length. */
  let isSkipping = false
  return {
    *push(text, isLast) {
      // A carriage return at the end may be half of a line end.
      const whole = heldReturn ? `\r${text}` : text
      heldReturn = !isLast && whole.endsWith('\r')
      rest += (heldReturn ? whole.slice(0, -1) : whole).replaceAll(/\r\n?/g, '\n')
      let at = 0
      while (at < rest.length) {
        if (isSkipping) {
          const lineEnd = rest.indexOf('\n', at)
          isSkipping = lineEnd < 0
          at = isSkipping ? rest.length : lineEnd + 1
          continue
        }
        const found = nextRow(rest, at, isLast)
        if (found === undefined) break
        at = found.end
        isSkipping = found.isCut
        row++
        const { cells } = found
        if (cells === null || cells.length > 1 || cells[0]?.trim() !== '') yield { row, cells }
      }
      rest = rest.slice(at)
    },
  }
}

type Found = {
  readonly cells: readonly string[] | null
  readonly end: number
  /** The line goes on in text that has not come yet. */
  readonly isCut: boolean
}

/** The row that begins at `start`, or undefined when more text must come first. */
function nextRow(text: string, start: number, isLast: boolean): Found | undefined {
  const lineEnd = text.indexOf('\n', start)
  const isCut = lineEnd < 0 && !isLast
  if (isCut && text.length - start <= MAX_ROW_LENGTH) return undefined
  const end = lineEnd < 0 ? text.length : lineEnd
  const givenUp = { cells: null, end: Math.min(end + 1, text.length), isCut }
  if (end - start > MAX_ROW_LENGTH) return givenUp
  const line = text.slice(start, end)
  if (!line.includes('"')) {
    const cells = line.split(',', MAX_CELLS + 1)
    return cells.length > MAX_CELLS ? givenUp : { ...givenUp, cells }
  }
  const window = text.slice(start, start + MAX_ROW_LENGTH)
  const isWhole = isLast && start + MAX_ROW_LENGTH >= text.length
  const quoted = quotedRow(window, isWhole)
  if (quoted === 'more') return isLast || window.length === MAX_ROW_LENGTH ? givenUp : undefined
  return quoted === null ? givenUp : { cells: quoted.cells, end: start + quoted.end, isCut: false }
}

/** A row with quotes; null when they do not match, 'more' when it does not end in the text. */
function quotedRow(
  text: string,
  isWhole: boolean,
): { readonly cells: readonly string[]; readonly end: number } | null | 'more' {
  const cells: string[] = []
  let at = 0
  for (;;) {
    if (cells.length === MAX_CELLS) return null
    if (text[at] === '"') {
      const closing = closingQuote(text, at + 1)
      if (closing < 0) return 'more'
      cells.push(text.slice(at + 1, closing).replaceAll('""', '"'))
      at = closing + 1
    } else {
      const cellEnd = endOfCell(text, at)
      const cell = text.slice(at, cellEnd)
      if (cell.includes('"')) return null
      cells.push(cell)
      at = cellEnd
    }
    const next = text[at]
    // The next character may double the quote.
    if (next === undefined) return isWhole ? { cells, end: at } : 'more'
    if (next === '\n') return { cells, end: at + 1 }
    if (next !== ',') return null
    at++
  }
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}

function endOfCell(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === ',' || text[at] === '\n') return at
  return text.length
}

/** One row as CSV, with its line end. Quotes only what needs them. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
