/**
 * The text of an HTML page, by lines, as a reader would say it: a line a paragraph, table rows with tabs, numbers
 * before the items of numbered lists. It is one pass over the page that never goes back, so nothing written in a page
 * can make it slow; what is not well formed is read as well as it can be.
 */

/** Elements whose content is no text of the page. */
const UNREAD = new Set([
  'script',
  'style',
  'head',
  'template',
  'noscript',
  'svg',
  'math',
  'iframe',
  'object',
  'select',
  'textarea',
])
const BLOCKS = new Set(
  'address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody tfoot thead tr ul'.split(
    ' ',
  ),
)
/** Deeper lists and tables are read as if they stood at this depth. */
const MOST_DEPTH = 50
const MOST_COLUMNS = 100
const MOST_ROWSPAN = 1_000
const MOST_TAG = 20_000

/** Lists whose markers are hidden, because they stand in the text. */
const UNNUMBERED = /role\s*=\s*["']?list\b|list-style(?:-type)?\s*:\s*none/i
/** A marker alone: what it marks is in the block that follows. */
const MARKER = /^\s*(?:\d{1,3}[.)]|\(\d{1,3}\)|[가-하][.)]|[①-⑳•※○□·-])\s*$/

/** What most pages use besides numbers; others stay as they are written. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  middot: '·',
  bull: '•',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  copy: '©',
  reg: '®',
  trade: '™',
  times: '×',
  divide: '÷',
  plusmn: '±',
  deg: '°',
  sect: '§',
  para: '¶',
  rarr: '→',
  larr: '←',
  zwnj: '',
  zwj: '',
  shy: '',
}

/** A row that is being read: its cells by column, each with its lines, and the cell that text goes to. */
type Row = { readonly table: number; readonly cells: string[][]; current: number }
type List = { readonly isOrdered: boolean; next: number }

/** The page's text. Never throws; bounded by the length of the page. */
export function htmlLines(html: string): string[] {
  const page = new Page()
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    page.add(decodeEntities(html.slice(at, open < 0 ? html.length : open)))
    if (open < 0) break
    at = html.startsWith('<!--', open) ? after(html, '-->', open + 4) : readTag(html, open, page)
  }
  return page.end()
}

/** Tells the page of the tag at `open`; returns where reading goes on. */
function readTag(html: string, open: number, page: Page): number {
  const name = /^<(\/?)([a-z][a-z0-9:-]{0,40})/i.exec(html.slice(open, open + 50))
  if (name === null) {
    // `<!doctype`, `<?xml` and the like are no text; a lone `<` is.
    if (/^<[!?/]/.test(html.slice(open, open + 2))) return after(html, '>', open)
    page.add('<')
    return open + 1
  }
  const tag = (name[2] ?? '').toLowerCase()
  const end = tagEnd(html, open)
  const attributes = html.slice(open + name[0].length, end - 1)
  if (name[1] === '/') page.close(tag)
  else if (UNREAD.has(tag) && !attributes.endsWith('/')) {
    const close = closing(html, tag, end)
    return close < 0 ? html.length : tagEnd(html, close)
  } else page.open(tag, attributes)
  return end
}

/** Behind the `>` of a tag; those in quotes do not count, unless the quote does not end soon. */
function tagEnd(html: string, open: number): number {
  const most = Math.min(html.length, open + MOST_TAG)
  let quote = ''
  for (let at = open; at < most; at++) {
    const character = html[at] ?? ''
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '>') return at + 1
    else if ((character === '"' || character === "'") && html[at - 1] === '=') quote = character
  }
  return after(html, '>', open)
}

function after(html: string, text: string, from: number): number {
  const at = html.indexOf(text, from)
  return at < 0 ? html.length : at + text.length
}

/** Where the element ends. Each search goes forward from the last, so a page is passed over once for each name. */
function closing(html: string, tag: string, from: number): number {
  const pattern = new RegExp(`</${tag}[\\s/>]`, 'gi')
  pattern.lastIndex = from
  return pattern.exec(html)?.index ?? -1
}

class Page {
  readonly #lines: string[] = []
  /** What was read since the last break of the line. */
  #text: string[] = []
  readonly #rows: Row[] = []
  readonly #lists: List[] = []
  /** For each open table, for how many more rows each column is covered from above. */
  readonly #tables: number[][] = []

  add(text: string): void {
    this.#text.push(text)
  }

  /** Ends the line; it belongs to the cell that is open, else to the page. */
  break(): void {
    const line = this.#text
      .join('')
      .replaceAll(/[\s\u00a0]+/g, ' ')
      .trim()
    this.#text = []
    if (line === '') return
    const row = this.#rows.at(-1)
    const cell = row?.cells[row.current]
    if (cell === undefined) this.#lines.push(line)
    else cell.push(line)
  }

  open(tag: string, attributes: string): void {
    if (tag === 'br') return this.break()
    if (tag === 'td' || tag === 'th') return this.#cell(attributes)
    if (!BLOCKS.has(tag)) return
    if (MARKER.test(this.#text.join(''))) this.add(' ')
    else this.break()
    if (tag === 'table') this.#table()
    else if (tag === 'tr') this.#row()
    else if (tag === 'li') this.#item(attributes)
    else if ((tag === 'ol' || tag === 'ul') && this.#lists.length < MOST_DEPTH)
      this.#lists.push({
        isOrdered: tag === 'ol' && !UNNUMBERED.test(attributes),
        next: numberOf(attributes, 'start', 1),
      })
  }

  close(tag: string): void {
    if (!BLOCKS.has(tag) && tag !== 'td' && tag !== 'th') return
    this.break()
    if (tag === 'tr') this.#endRow()
    else if (tag === 'ol' || tag === 'ul') this.#lists.pop()
    else if (tag === 'table' && this.#tables.length > 0) {
      while (this.#rows.at(-1)?.table === this.#tables.length) this.#endRow()
      this.#tables.pop()
    }
  }

  end(): string[] {
    this.break()
    while (this.#rows.length > 0) this.#endRow()
    return this.#lines
  }

  /** A table within a cell: what was read of the cell is text before it, so the outer table only lays out. */
  #table(): void {
    for (const row of this.#rows) for (const cell of row.cells) this.#lines.push(...cell.splice(0))
    if (this.#tables.length < MOST_DEPTH) this.#tables.push([])
  }

  /** A row that was left open ends where the next of its table begins. */
  #row(): void {
    if (this.#rows.at(-1)?.table === this.#tables.length) this.#endRow()
    this.#rows.push({ table: this.#tables.length, cells: [], current: -1 })
  }

  #cell(attributes: string): void {
    this.break()
    const row = this.#rows.at(-1)
    if (row === undefined || row.cells.length >= MOST_COLUMNS) return
    const covered = this.#tables.at(-1) ?? []
    while ((covered[row.cells.length] ?? 0) > 0) row.cells.push([])
    const span = (name: string, most: number) => Math.max(1, Math.min(numberOf(attributes, name, 1), most))
    const [colspan, rowspan] = [span('colspan', MOST_COLUMNS), span('rowspan', MOST_ROWSPAN)]
    // The text stands in the first of the columns that the cell spans, the others stay empty.
    row.current = row.cells.length
    for (let at = 0; at < colspan; at++) {
      covered[row.cells.length] = rowspan
      row.cells.push([])
    }
  }

  #item(attributes: string): void {
    const list = this.#lists.at(-1)
    if (list?.isOrdered !== true) return
    list.next = numberOf(attributes, 'value', list.next)
    this.add(`${list.next++}. `)
  }

  #endRow(): void {
    this.break()
    const row = this.#rows.pop()
    if (row === undefined) return
    const covered = this.#tables[row.table - 1] ?? []
    for (let at = row.cells.length; (covered[at] ?? 0) > 0; at++) row.cells.push([])
    for (const [at, left] of covered.entries()) covered[at] = Math.max(0, (left ?? 0) - 1)
    const [only] = row.cells
    if (row.cells.length === 1 && only !== undefined) this.#lines.push(...only)
    else if (row.cells.some((cell) => cell.length > 0))
      this.#lines.push(row.cells.map((cell) => cell.join(' ')).join('\t'))
  }
}

function numberOf(attributes: string, name: string, otherwise: number): number {
  const value = new RegExp(`\\b${name}\\s*=\\s*["']?\\s*(\\d{1,5})`, 'i').exec(attributes)?.[1]
  return value === undefined ? otherwise : Number(value)
}

function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return NAMED[String(name)] ?? whole
      const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
        ? String.fromCodePoint(code)
        : '\ufffd'
    },
  )
}
