/**
 * A document as PDF/UA-1, set by Typst: tagged, titled, in its language, with its fonts embedded, the heads of tables
 * repeated on each page, and the same bytes for the same document on any machine.
 *
 * The compiler is kept for the life of the process: reading the fonts takes ten times as long as setting a page. It
 * remembers nothing that changes a result; what it caches is cleared after each document.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as Typst from '@myriaddreamin/typst-ts-node-compiler'
import { unreachable } from '../base/assert.ts'
import { checkDocument } from './check.ts'
import type { CheckedBlock, CheckedCell, CheckedDocument, CheckedText } from './checked.ts'
import { documentFault } from './faults.ts'
import { box, marker, words } from './markers.ts'
import type { Document, Language } from './model.ts'
import { typstProgram } from './typst.ts'
import { columnWeights } from './widths.ts'

/** Packages that cost time to load are loaded when the first document needs them, not when the program starts. */
const load = createRequire(import.meta.url)

const FONTS = ['NanumGothic.ttf', 'NanumGothicBold.ttf']

let kept: Typst.NodeCompiler | undefined

/** The document as PDF/UA-1. Faults `documents.*`; `documents.noGlyph` for a character that the font lacks. */
export async function renderPdf(document: Document): Promise<Buffer> {
  const inputs = { document: JSON.stringify(documentJson(checkDocument(document))) }
  kept ??= openCompiler()
  try {
    return kept.pdf({ mainFileContent: typstProgram, inputs }, { pdfStandard: 'ua-1' })
  } catch (error) {
    throw faultOf(error)
  } finally {
    kept.evictCache(0)
  }
}

function openCompiler(): Typst.NodeCompiler {
  const { NodeCompiler } = load('@myriaddreamin/typst-ts-node-compiler') as typeof Typst
  const fontBlobs = FONTS.map((name) => readFileSync(load.resolve(`@kfonts/nanum-gothic/src/${name}`)))
  return NodeCompiler.create({ fontArgs: [{ fontBlobs }] })
}

/** Typst tells of a missing character in words only. Anything else it refuses is our mistake. */
function faultOf(error: unknown): unknown {
  const text = /the text `\\?"(?<text>[^`]*?)\\?"` could not be displayed/.exec(String(error))?.groups?.text
  return text === undefined ? error : documentFault('documents.noGlyph', { text }, error)
}

/** What the Typst program reads; texts are lists of lines, those of spans. */
function documentJson({ title, language, subtitle, issuer, dated, blocks }: CheckedDocument) {
  const [year, month, day] = dated === null ? [] : dated.split('-').map(Number)
  const anchors = new Set(anchorsOf(blocks))
  return {
    title,
    language,
    subtitle: linesOf(subtitle),
    issuer,
    dated: dated === null ? null : { year, month, day },
    blocks: blocks.map((block) => blockJson(block, { language, anchors })),
  }
}

type Context = { readonly language: Language; readonly anchors: ReadonlySet<string> }

function blockJson(block: CheckedBlock, context: Context): object {
  switch (block.type) {
    case 'heading':
      return { ...block, level: block.level - 1, text: spansJson(block.text, context) }
    case 'paragraph':
    case 'note':
      return { type: block.type, text: spansJson(block.text, context) }
    case 'list':
      return {
        type: 'list',
        markers: block.style === 'bullet' ? null : block.items.map((_, index) => marker(block.style, index)),
        items: block.items.map((item) => item.map((one) => blockJson(one, context))),
      }
    case 'table':
      return {
        type: 'table',
        caption: block.caption,
        columns: columnWeights(block),
        head: block.head.map((row) => row.map((cell) => cellJson(cell, context))),
        rows: block.rows.map((row) => row.map((cell) => cellJson(cell, context))),
      }
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

function cellJson(cell: CheckedCell, context: Context): object {
  return { ...cell, text: spansJson(cell.text, context) }
}

type Piece = { text: string; strong: boolean; url: string | null; anchor: string | null }

function spansJson(text: CheckedText, { anchors }: Context): Piece[][] {
  const lines: Piece[][] = [[]]
  for (const { text: words, strong, href } of text) {
    // A path of our site leads nowhere from a file; its words stay.
    const url = href !== null && /^(?:https?|mailto|tel):/i.test(href) ? href : null
    const anchor = href?.startsWith('#') === true && anchors.has(href.slice(1)) ? href.slice(1) : null
    for (const [index, line] of words.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (line !== '') lines.at(-1)?.push({ text: line, strong, url, anchor })
    }
  }
  return lines
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
