/**
 * A document as HWPX (OWPML, KS X 6101), which Korean offices edit. Styles, fonts and page settings come from kordoc
 * (hwpxstyle.ts); the body is written here, each text escaped as XML at one place.
 */
import { unreachable } from '../base/assert.ts'
import { checkDocument } from './check.ts'
import type {
  CheckedBlock,
  CheckedCell,
  CheckedDocument,
  CheckedField,
  CheckedTable,
  CheckedText,
} from './checked.ts'
import { escaped } from './escape.ts'
import { type CharacterStyle, type HwpxStyle, makeHwpxStyle, type ParagraphStyle } from './hwpxstyle.ts'
import { box, marker, words } from './markers.ts'
import type { Document } from './model.ts'
import { linkTarget } from './plain.ts'
import { columnWidths, sum, textWidth } from './widths.ts'
import { writeZip } from './zip.ts'

/** Always the same, so made once: kordoc and its specimen are needed for the first document only. */
let style: Promise<HwpxStyle> | undefined

/** The document as an HWPX package. Faults `documents.*`. */
export async function renderHwpx(document: Document): Promise<Buffer> {
  const checked = checkDocument(document)
  style ??= makeHwpxStyle()
  const made = await style
  const section = sectionXml(checked, made)
  return writeZip([
    { name: 'mimetype', bytes: Buffer.from('application/hwp+zip') },
    { name: 'version.xml', bytes: Buffer.from(VERSION) },
    { name: 'META-INF/container.xml', bytes: made.container },
    { name: 'Contents/content.hpf', bytes: Buffer.from(contentXml(checked)) },
    { name: 'Contents/header.xml', bytes: made.header },
    { name: 'Contents/section0.xml', bytes: Buffer.from(section) },
    { name: 'Preview/PrvText.txt', bytes: Buffer.from(checked.title) },
  ])
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const VERSION = `${XML}<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" tagetApplication="WORDPROCESSOR" major="5" minor="1" micro="0" buildNumber="1" os="1" xmlVersion="1.4" application="Jangseung" appVersion="1"/>`

function contentXml({ title, language, issuer, dated }: CheckedDocument): string {
  const meta = (name: string, value: string | null) =>
    value === null ? '' : `<opf:meta name="${name}" content="text">${escaped(value)}</opf:meta>`
  return `${XML}<opf:package xmlns:opf="http://www.idpf.org/2007/opf/" version="" unique-identifier="" id="">
<opf:metadata><opf:title>${escaped(title)}</opf:title><opf:language>${language}</opf:language>${meta('creator', issuer)}${meta('date', dated)}</opf:metadata>
<opf:manifest><opf:item id="header" href="Contents/header.xml" media-type="application/xml"/><opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/></opf:manifest>
<opf:spine><opf:itemref idref="header" linear="no"/><opf:itemref idref="section0" linear="yes"/></opf:spine>
</opf:package>`
}

function sectionXml(document: CheckedDocument, style: HwpxStyle): string {
  const body = new Body(style, document)
  body.plain(document.title, 'title', 'title')
  if (document.subtitle !== null) body.plain(document.subtitle, 'center', 'subtitle')
  if (document.issuer !== null) body.plain(document.issuer, 'center', 'note')
  body.space()
  body.blocks(document.blocks, 0)
  return `${XML}<hs:sec xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph">
${body.paragraphs.join('\n')}
</hs:sec>`
}

/** The width of a table in HWPUNIT (1/7200 inch): A4 less its margins, less its borders. */
const TABLE_WIDTH = 47_600
const CELL_PADDING = 510
/** Half the height of a letter of a cell, and the height of its line. */
const HALF_LETTER = 475
const LINE_HEIGHT = 1_520
const LABEL_SHARE = 0.3
const LISTS = ['list1', 'list2', 'list3', 'list4', 'list5'] as const satisfies readonly ParagraphStyle[]

type HwpxCell = {
  readonly column: number
  readonly row: number
  readonly colspan: number
  readonly rowspan: number
  readonly isHead: boolean
  readonly align: ParagraphStyle
  readonly lines: readonly CheckedText[]
  readonly isShaded: boolean
  readonly leastLines: number
}

class Body {
  readonly paragraphs: string[] = []
  readonly #style: HwpxStyle
  readonly #document: CheckedDocument
  #tables = 0

  constructor(style: HwpxStyle, document: CheckedDocument) {
    this.#style = style
    this.#document = document
  }

  blocks(blocks: readonly CheckedBlock[], depth: number): void {
    for (const block of blocks) this.block(block, depth)
  }

  block(block: CheckedBlock, depth: number): void {
    switch (block.type) {
      case 'heading': {
        const name = `heading${block.level}` as const
        if (block.level === 2) this.space()
        return this.lines(block.text, name, name, name)
      }
      case 'paragraph':
        return this.lines(block.text, depth === 0 ? 'body' : listStyle(depth), 'body', 'strong')
      case 'note':
        return this.lines(
          [{ text: '※ ', strong: false, href: null }, ...block.text],
          depth === 0 ? 'body' : listStyle(depth),
          'note',
          'note',
        )
      case 'list':
        return this.list(block, depth)
      case 'table':
        return this.table(block)
      case 'fields':
        return this.fields(block)
      case 'signatures':
        return this.signatures(block)
      default:
        return unreachable(block)
    }
  }

  list({ style, items }: Extract<CheckedBlock, { type: 'list' }>, depth: number): void {
    for (const [index, item] of items.entries()) {
      const mark = { text: `${marker(style, index)} `, strong: false, href: null }
      const [first, ...others] = item
      if (first?.type === 'paragraph') {
        this.lines([mark, ...first.text], listStyle(depth + 1), 'body', 'strong')
        this.blocks(others, depth + 1)
      } else {
        this.lines([mark], listStyle(depth + 1), 'body', 'strong')
        this.blocks(item, depth + 1)
      }
    }
  }

  table(table: CheckedTable): void {
    const { caption, columns, head, rows } = table
    const cell = (one: CheckedCell, row: number): HwpxCell => ({
      ...one,
      row,
      isHead: row < head.length,
      align:
        row < head.length || one.align === 'center'
          ? 'cellCenter'
          : one.align === 'end'
            ? 'right'
            : 'cellLeft',
      lines: splitLines(one.text),
      isShaded: one.header,
      leastLines: 1,
    })
    const cells = [...head, ...rows].map((row, index) => row.map((one) => cell(one, index)))
    this.grid(caption, cells, columns, columnWidths(table))
  }

  fields({ caption, fields }: Extract<CheckedBlock, { type: 'fields' }>): void {
    const rows = fields.map(({ label, hint, lines, ...field }, row) => [
      fieldCell(hint === null ? label : `${label}\n${hint}`, row, 0, 1),
      fieldCell(fieldText(field), row, 1, lines),
    ])
    this.grid(caption, rows, 2, [LABEL_SHARE, 1 - LABEL_SHARE])
  }

  signatures({ date, parties, to }: Extract<CheckedBlock, { type: 'signatures' }>): void {
    const { sign } = words(this.#document.language)
    this.space()
    if (date !== null) this.plain(date, 'center', 'body')
    for (const { role, name } of parties)
      this.plain(`${role}  ${name ?? '\u00a0'.repeat(20)}  ${sign}`, 'right', 'body')
    if (to !== null) this.plain(to, 'body', 'strong')
  }

  grid(
    caption: string,
    rows: readonly (readonly HwpxCell[])[],
    columns: number,
    weights: readonly number[],
  ): void {
    if (rows.length === 0) return
    this.plain(caption, 'body', 'caption')
    const widths = shares(weights, TABLE_WIDTH)
    const heights = rowHeights(rows, widths)
    const height = sum(heights)
    const body = rows.map(
      (row) => `<hp:tr>${row.map((one) => this.cell(one, widths, heights)).join('')}</hp:tr>`,
    )
    const id = ++this.#tables
    // Not treated as a letter: only then does a table go on over the end of a page, and repeat its head there.
    const table = `<hp:tbl id="${id}" zOrder="0" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" pageBreak="CELL" repeatHeader="1" rowCnt="${rows.length}" colCnt="${columns}" cellSpacing="0" borderFillIDRef="${this.#style.cell}" noShading="0"><hp:sz width="${TABLE_WIDTH}" widthRelTo="ABSOLUTE" height="${height}" heightRelTo="ABSOLUTE" protect="0"/><hp:pos treatAsChar="0" affectLSpacing="0" flowWithText="1" allowOverlap="0" holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/><hp:outMargin left="0" right="0" top="0" bottom="${CELL_PADDING}"/><hp:inMargin left="${CELL_PADDING}" right="${CELL_PADDING}" top="141" bottom="141"/>${body.join('')}</hp:tbl>`
    this.paragraph('body', `<hp:run charPrIDRef="${this.#style.characters.body}">${table}</hp:run>`)
    this.space()
  }

  cell(cell: HwpxCell, widths: readonly number[], heights: readonly number[]): string {
    const { column, row, colspan, rowspan, isHead, isShaded, align, lines } = cell
    const [plain, bold] = isShaded
      ? (['cellStrong', 'cellStrong'] as const)
      : (['cell', 'cellStrong'] as const)
    const text = lines.map((line) => this.paragraphXml(align, this.runs(line, plain, bold))).join('')
    const width = sum(widths.slice(column, column + colspan))
    const height = sum(heights.slice(row, row + rowspan))
    return `<hp:tc name="" header="${isHead ? 1 : 0}" hasMargin="0" protect="0" editable="0" dirty="0" borderFillIDRef="${isShaded ? this.#style.headCell : this.#style.cell}"><hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="CENTER" linkListIDRef="0" linkListNextIDRef="0" textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">${text}</hp:subList><hp:cellAddr colAddr="${column}" rowAddr="${row}"/><hp:cellSpan colSpan="${colspan}" rowSpan="${rowspan}"/><hp:cellSz width="${width}" height="${height}"/><hp:cellMargin left="${CELL_PADDING}" right="${CELL_PADDING}" top="141" bottom="141"/></hp:tc>`
  }

  space(): void {
    this.plain('', 'body', 'note')
  }

  plain(text: string, paragraph: ParagraphStyle, characters: CharacterStyle): void {
    this.lines([{ text, strong: false, href: null }], paragraph, characters, characters)
  }

  /** A paragraph a line: line breaks inside paragraphs are not read by every reader. */
  lines(text: CheckedText, paragraph: ParagraphStyle, plain: CharacterStyle, bold: CharacterStyle): void {
    for (const line of splitLines(text)) this.paragraph(paragraph, this.runs(line, plain, bold))
  }

  runs(line: CheckedText, plain: CharacterStyle, bold: CharacterStyle): string {
    const runs = line.length === 0 ? [{ text: '', strong: false, href: null }] : line
    return runs
      .map(({ text, strong, href }) => {
        const target = linkTarget(text, href)
        const shown = target === undefined ? text : `${text} (${target})`
        return `<hp:run charPrIDRef="${this.#style.characters[strong ? bold : plain]}"><hp:t>${escaped(shown)}</hp:t></hp:run>`
      })
      .join('')
  }

  paragraph(name: ParagraphStyle, runs: string): void {
    const isFirst = this.paragraphs.length === 0
    const all = isFirst ? runs.replace(/^<hp:run [^>]*>/, (run) => run + this.#style.section) : runs
    this.paragraphs.push(this.paragraphXml(name, all))
  }

  paragraphXml(name: ParagraphStyle, runs: string): string {
    const { shape, style } = this.#style.paragraphs[name]
    return `<hp:p id="0" paraPrIDRef="${shape}" styleIDRef="${style}" pageBreak="0" columnBreak="0" merged="0">${runs}</hp:p>`
  }
}

function listStyle(depth: number): ParagraphStyle {
  return LISTS[Math.min(depth, LISTS.length) - 1] ?? 'list1'
}

function fieldCell(text: string, row: number, column: 0 | 1, leastLines: number): HwpxCell {
  return {
    column,
    row,
    colspan: 1,
    rowspan: 1,
    isHead: false,
    align: 'cellLeft',
    lines: text.split('\n').map((line) => [{ text: line, strong: false, href: null }]),
    isShaded: column === 0,
    leastLines,
  }
}

function fieldText({ value, choices }: Pick<CheckedField, 'value' | 'choices'>): string {
  const boxes = choices.map((choice) => `${box(choice.chosen)} ${choice.label}`)
  return [...boxes, ...(value === null ? [] : [value])].join('  ')
}

/** The spans of each line. */
function splitLines(text: CheckedText): CheckedText[] {
  const lines: { text: string; strong: boolean; href: string | null }[][] = [[]]
  for (const span of text)
    for (const [index, line] of span.text.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (line !== '') lines.at(-1)?.push({ ...span, text: line })
    }
  return lines
}

/** Whole numbers in the ratio of the weights that sum up to `total`. */
function shares(weights: readonly number[], total: number): number[] {
  const whole = sum(weights)
  let given = 0
  let before = 0
  return weights.map((weight) => {
    before += weight
    const next = Math.round((before / whole) * total) - given
    given += next
    return next
  })
}

/** How high each row is, as far as it can be known without a font: Hangul sets rows anew, other readers do not. */
function rowHeights(rows: readonly (readonly HwpxCell[])[], widths: readonly number[]): number[] {
  const heights = rows.map(() => LINE_HEIGHT)
  for (const cell of rows.flat()) {
    const width = sum(widths.slice(cell.column, cell.column + cell.colspan)) - 2 * CELL_PADDING
    const inLine = Math.max(1, Math.floor(width / HALF_LETTER))
    const lines = cell.lines.map((line) => Math.max(1, Math.ceil(textWidth(line) / inLine)))
    const each = (Math.max(sum(lines), cell.leastLines) * LINE_HEIGHT) / cell.rowspan
    for (let row = cell.row; row < cell.row + cell.rowspan; row++)
      heights[row] = Math.max(heights[row] ?? 0, Math.ceil(each) + 282)
  }
  return heights
}
