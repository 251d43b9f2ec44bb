/**
 * Rendered policies read back by other programs than those that wrote them: HTML as text between tags, PDF by pdf.js,
 * HWPX by rhwp. Each is cut into the clauses of the draft at their headings.
 */
import { readFile } from 'node:fs/promises'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import initHwp, { HwpDocument } from '@rhwp/core'
import { documentOf, type Draft } from '../../src/policy/policy.ts'
import { renderHtml, renderHwpx, renderPdf } from '../../src/documents/documents.ts'
import type { Fact, Where } from './table.ts'

/** Between cells of a row, so that two numbers side by side do not become one. */
const CELL = '\u0001'

/** For each clause the places that it is made of, without white space. */
export type Reading = {
  readonly format: 'html' | 'pdf' | 'hwpx'
  readonly places: ReadonlyMap<Where, readonly string[]>
}

/** Rows (with the caption of their table), paragraphs and items of the HTML: what stands together stands in one. */
export function readHtml(draft: Draft): Reading {
  const html = renderHtml(documentOf(draft, 'ko')).replaceAll(/<\/t[hd]>/g, CELL)
  const lines = html.split(/(<table\b.*?<\/table>)/s).flatMap((part) => {
    if (!part.startsWith('<table')) return part.split(/<\/(?:p|li|h\d|dt|dd|header)>|<(?:ul|ol)\b[^>]*>/)
    const caption = /<caption\b.*?<\/caption>/s.exec(part)?.[0] ?? ''
    return part
      .replace(caption, '')
      .split('</tr>')
      .map((row) => `${row}${CELL}${caption}`)
  })
  return reading(
    'html',
    draft,
    lines.map((line) => [unescaped(line.replaceAll(/<[^>]*>/g, ''))]),
  )
}

export async function readPdf(draft: Draft): Promise<Reading> {
  const pdf = await getDocument({
    data: new Uint8Array(await renderPdf(documentOf(draft, 'ko'))),
    verbosity: 0,
  }).promise
  const lines: string[][] = []
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent()
    let line: string[] = []
    for (const item of items) {
      if (!('str' in item)) continue
      line.push(item.str)
      if (item.hasEOL) {
        lines.push(line)
        line = []
      }
    }
    lines.push(line)
  }
  await pdf.destroy()
  return reading('pdf', draft, lines)
}

export async function readHwpx(draft: Draft): Promise<Reading> {
  await hwpReader()
  const document = new HwpDocument(new Uint8Array(await renderHwpx(documentOf(draft, 'ko'))))
  try {
    const text = JSON.parse(document.getTextFileUnicode()) as string
    return reading(
      'hwpx',
      draft,
      text.split(/\r?\n/).map((line) => [line]),
    )
  } finally {
    document.free()
  }
}

let started: Promise<unknown> | undefined

function hwpReader(): Promise<unknown> {
  started ??= (async () => {
    // What lays text out is asked of the browser it usually runs in; the text itself does not depend on it.
    Object.assign(globalThis, { measureTextWidth: (_font: string, text: string) => text.length * 10 })
    const wasm = new URL('../../node_modules/@rhwp/core/rhwp_bg.wasm', import.meta.url)
    await initHwp({ module_or_path: await readFile(wasm) })
  })()
  return started
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

function bare(text: string): string {
  return text.normalize('NFC').replaceAll(/\s+/g, '')
}

/** Cuts the lines at the headings of the clauses, which must all be there and in order. */
function reading(format: Reading['format'], draft: Draft, lines: readonly (readonly string[])[]): Reading {
  const places = new Map<Where, string[]>()
  const headings = draft.clauses.map(({ id, number, title }) => ({
    id,
    text: bare(`${number}. ${title.ko}`),
  }))
  let here: Where = 'title'
  let next = 0
  for (const runs of lines) {
    const line = runs.map(bare).filter((run) => run !== '')
    if (line.length === 0) continue
    const heading = headings[next]
    if (heading !== undefined && line.join('') === heading.text) {
      here = heading.id
      next++
    }
    for (const where of [here, 'anywhere'] as const)
      places.set(where, [...(places.get(where) ?? []), ...line])
    if (here === 'title') here = 'lead'
  }
  const missing = headings[next]
  if (missing !== undefined) throw new Error(`the ${format} has no heading "${missing.text}"`)
  return { format, places }
}

/**
 * Whether the strings of the fact stand together. In HTML that is one row, paragraph or item; PDF and HWPX read as
 * running text, where they must be near one another, within the length of a row.
 */
export function states(reading: Reading, [where, ...together]: Fact): boolean {
  const places = reading.places.get(where) ?? []
  const wanted = together.map(bare)
  if (reading.format === 'html')
    return places.some((place) => wanted.every((one) => positions(place, one).length > 0))
  const text = places.join('')
  const edges = new Set<number>()
  let end = 0
  for (const { length } of places) edges.add((end += length))
  const reach = wanted.reduce((sum, one) => sum + one.length, 0) + ROW_LENGTH
  const [first, ...others] = wanted.map((one) => positions(text, one, edges))
  return (first ?? []).some((at) =>
    others.every((some) => some.some((other) => Math.abs(other - at) <= reach)),
  )
}

const ROW_LENGTH = 120

/** Where `part` stands in `text`; a number only where it is not part of a longer one. No number runs over an edge. */
function positions(text: string, part: string, edges: ReadonlySet<number> = new Set()): number[] {
  const isDigit = (at: number) => /\d/.test(text[at] ?? '')
  const cuts = (at: number) => isDigit(at - 1) && isDigit(at) && !edges.has(at)
  const found: number[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1))
    if (!cuts(at) && !cuts(at + part.length)) found.push(at)
  return found
}
