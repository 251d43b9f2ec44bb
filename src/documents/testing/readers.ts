/** Readers that had no part in writing: rhwp for HWPX, pdf.js for PDF, and a plain decoder for our HTML. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { getDocument, type PDFPageProxy, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { HwpDocument, initSync } from '@rhwp/core'

export type HwpxTable = {
  readonly rowCount: number
  readonly colCount: number
  /** Text, row, column and spans of each cell, in order. */
  readonly cells: readonly {
    readonly text: string
    readonly row: number
    readonly col: number
    readonly rowSpan: number
    readonly colSpan: number
  }[]
}

let isStarted = false

/** An HWPX file as rhwp, a reader of its own in Rust, understands it. */
export function openHwpx(bytes: Buffer): { text: string; pages: number; tables: HwpxTable[] } {
  if (!isStarted) {
    // rhwp asks its surroundings how wide texts are; how wide is not what is tested.
    Object.assign(globalThis, { measureTextWidth: (_font: string, text: string) => text.length * 8 })
    const wasm = createRequire(import.meta.url).resolve('@rhwp/core/rhwp_bg.wasm')
    initSync({ module: readFileSync(wasm) })
    isStarted = true
  }
  const document = new HwpDocument(new Uint8Array(bytes))
  try {
    const tables: HwpxTable[] = []
    for (let paragraph = 0; paragraph < document.getParagraphCount(0); paragraph++) {
      const table = tableAt(document, paragraph)
      if (table !== undefined) tables.push(table)
    }
    return { text: JSON.parse(document.getTextFileUnicode()) as string, pages: document.pageCount(), tables }
  } finally {
    document.free()
  }
}

function tableAt(document: HwpDocument, paragraph: number): HwpxTable | undefined {
  let size: { rowCount: number; colCount: number; cellCount: number }
  try {
    size = JSON.parse(document.getTableDimensions(0, paragraph, 0)) as typeof size
  } catch {
    return undefined
  }
  const cells = Array.from({ length: size.cellCount }, (_, cell) => {
    const place = JSON.parse(document.getCellInfo(0, paragraph, 0, cell)) as Omit<
      HwpxTable['cells'][number],
      'text'
    >
    const count = document.getCellParagraphCount(0, paragraph, 0, cell)
    const lines = Array.from({ length: count }, (_, line) =>
      document.getTextInCell(0, paragraph, 0, cell, line, 0, 100_000),
    )
    return { ...place, text: lines.join('\n') }
  })
  return { rowCount: size.rowCount, colCount: size.colCount, cells }
}

export type Tag = { readonly role: string; readonly children: readonly Tag[] }

/** A PDF file as pdf.js understands it. */
export async function openPdf(bytes: Buffer): Promise<{
  pages: number
  info: Readonly<Record<string, unknown>>
  isMarked: boolean
  /** All text in order as its glyphs say it, a line feed where a line ends. */
  text: string
  /** The structure of each page. */
  tags: readonly Tag[]
  pageTexts: readonly string[]
}> {
  const loading = getDocument({ data: new Uint8Array(bytes), verbosity: VerbosityLevel.ERRORS })
  const pdf = await loading.promise
  try {
    const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, at) => pdf.getPage(at + 1)))
    const pageTexts = await Promise.all(pages.map(textOf))
    const trees = await Promise.all(pages.map((page) => page.getStructTree()))
    const { info } = await pdf.getMetadata()
    return {
      pages: pdf.numPages,
      info: info as Record<string, unknown>,
      isMarked: (await pdf.getMarkInfo())?.Marked === true,
      text: pageTexts.join('\n'),
      tags: trees.map((tree) => tagOf(tree)),
      pageTexts,
    }
  } finally {
    await loading.destroy()
  }
}

async function textOf(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent({ disableNormalization: true })
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')
}

function tagOf(node: object): Tag {
  const { role = '', children = [] } = node as { role?: string; children?: object[] }
  return { role, children: children.filter((child) => 'role' in child).map(tagOf) }
}

/** All roles in a tree of tags, in order. */
export function rolesOf(tag: Tag): string[] {
  return [tag.role, ...tag.children.flatMap(rolesOf)]
}

/** What a text says, without any space: where lines break is the renderer's matter. */
export function bare(text: string): string {
  return text.replaceAll(/[\s\u00a0]/g, '')
}
