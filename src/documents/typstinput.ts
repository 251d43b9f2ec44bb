/** A document as the input of the Typst program (typst.ts): plain data, every string as it is to be seen. */
import { unreachable } from '../base/assert.ts'
import { withoutUnseen } from './characters.ts'
import type { CheckedBlock, CheckedCell, CheckedDocument, CheckedTable, CheckedText } from './checked.ts'
import { box, marker, words } from './markers.ts'
import type { Language } from './model.ts'
import { columnWidths, sum, textWidth, widthOf } from './widths.ts'

/** How many half-widths of a letter stand in a line of the page: 170 mm in 10 pt, a little less for wide letters. */
const PAGE_WIDTH = 88
/** What the padding of a cell takes of its width. */
const CELL_PADDING = 3.5

/** The document as the Typst program reads it: texts are lists of lines, those of spans, those of words. */
export function typstInput({ title, language, subtitle, issuer, dated, blocks }: CheckedDocument): string {
  const [year, month, day] = dated === null ? [] : dated.split('-').map(Number)
  const anchors = new Set(anchorsOf(blocks))
  const input = {
    title,
    language,
    subtitle: linesOf(subtitle),
    issuer,
    dated: dated === null ? null : { year, month, day },
    blocks: blocks.map((block) => blockJson(block, { language, anchors })),
  }
  return JSON.stringify(input, (_, value: unknown) =>
    typeof value === 'string' ? withoutUnseen(value) : value,
  )
}

type Context = { readonly language: Language; readonly anchors: ReadonlySet<string> }

function blockJson(block: CheckedBlock, context: Context): object {
  switch (block.type) {
    case 'heading':
      return { ...block, level: block.level - 1, text: linesJson(block.text, context, PAGE_WIDTH) }
    case 'paragraph':
    case 'note':
      return { type: block.type, text: linesJson(block.text, context, PAGE_WIDTH) }
    case 'list':
      return {
        type: 'list',
        markers: block.style === 'bullet' ? null : block.items.map((_, index) => marker(block.style, index)),
        items: block.items.map((item) => item.map((one) => blockJson(one, context))),
      }
    case 'table':
      return tableJson(block, context)
    case 'fields':
      return {
        type: 'fields',
        caption: block.caption,
        fields: block.fields.map(({ label, value, hint, lines, choices }) => ({
          label,
          value: linesOf(value),
          hint: linesOf(hint),
          lines,
          choices: choices.map((choice) => `${box(choice.chosen)} ${choice.label}`),
        })),
      }
    case 'signatures':
      return {
        type: 'signatures',
        date: linesOf(block.date),
        parties: block.parties.map(({ role, name }) => ({ role, name: linesOf(name) })),
        to: linesOf(block.to),
        sign: words(context.language).sign,
      }
    default:
      return unreachable(block)
  }
}

function tableJson(table: CheckedTable, context: Context): object {
  const columns = columnWidths(table)
  const cell = (one: CheckedCell) => {
    const width = sum(columns.slice(one.column, one.column + one.colspan)) - CELL_PADDING
    return { ...one, text: linesJson(one.text, context, width) }
  }
  return {
    type: 'table',
    caption: table.caption,
    columns,
    head: table.head.map((row) => row.map(cell)),
    rows: table.rows.map((row) => row.map(cell)),
  }
}

/** A text is drawn in words only where it may not fit a line; a word in a list of its own is not broken. */
type Words = string | readonly (string | readonly [string])[]
type Piece = {
  readonly words: Words
  readonly strong: boolean
  readonly url: string | null
  readonly anchor: string | null
}

function linesJson(text: CheckedText, { anchors }: Context, room: number): Piece[][] {
  const fits = textWidth(text) <= room
  const lines: Piece[][] = [[]]
  for (const { text: words, strong, href } of text) {
    // A path of our site leads nowhere from a file; its words stay.
    const url = href !== null && /^(?:https?|mailto|tel):/i.test(href) ? href : null
    const anchor = href?.startsWith('#') === true && anchors.has(href.slice(1)) ? href.slice(1) : null
    for (const [index, line] of words.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (line !== '') lines.at(-1)?.push({ words: fits ? line : wordsOf(line, room), strong, url, anchor })
    }
  }
  return lines
}

/**
 * Typst breaks Korean between any two syllables. Readers expect whole words in a line, and a broken word could not be
 * told from two when the text is read back; so words that fit a line are kept together.
 */
function wordsOf(line: string, room: number): Words {
  const words: (string | readonly [string])[] = []
  for (const word of line.split(/( +)/))
    if (/[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3\u4e00-\u9fff]/.test(word) && widthOf(word) <= room)
      words.push([word])
    else if (word !== '') words.push(word)
  return words
}

function linesOf(text: string | null): readonly string[] | null {
  return text === null ? null : text.split('\n')
}

function anchorsOf(blocks: readonly CheckedBlock[]): string[] {
  return blocks.flatMap((block) => {
    if (block.type === 'heading') return block.id === null ? [] : [block.id]
    return block.type === 'list' ? block.items.flatMap((item) => anchorsOf(item)) : []
  })
}
