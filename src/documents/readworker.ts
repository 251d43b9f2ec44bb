/**
 * The thread in which a file of others is read. HWPX and PDF are read by large libraries that were not written for
 * hostile files, so they run where memory is bounded and whoever asked may end them (read.ts). The thread reads one
 * file, answers once, and has nothing of its own to lose.
 */
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type * as Kordoc from 'kordoc'
import { bare, readTagged, type TaggedLine } from './pdftext.ts'

export type ReadTask = { readonly format: 'hwpx' | 'pdf'; readonly bytes: Uint8Array; readonly pages: number }

export type ReadAnswer =
  | { readonly lines: readonly string[] }
  /** Why not; in the library's words, for the cause of the fault only. */
  | { readonly trouble: 'damaged' | 'encrypted' | 'tooManyPages'; readonly detail: string }

/** "3 / 12" and "- 3 -" stand on pages, not in texts. */
const PAGE_NUMBER = /^(?:\d{1,4}\s*\/\s*\d{1,4}|-\s*\d{1,4}\s*-)$/

async function read({ format, bytes, pages }: ReadTask): Promise<ReadAnswer> {
  const load = createRequire(import.meta.url)
  const { parseHwpx, parsePdf } = load('kordoc') as typeof Kordoc
  const buffer = Uint8Array.from(bytes).buffer
  const tagged = format === 'pdf' ? await readTagged(bytes, pages) : { lines: [] }
  if ('trouble' in tagged) return tagged
  const parsed = await (format === 'pdf' ? parsePdf(buffer) : parseHwpx(buffer))
  if (parsed.success) {
    const lines = parsed.blocks.flatMap(blockLines)
    if (format === 'hwpx') return { lines }
    return {
      lines:
        tagged.lines.length > 0
          ? withColumns(tagged.lines, lines)
          : lines.filter((line) => !PAGE_NUMBER.test(line)),
    }
  }
  if (tagged.lines.length > 0) return { lines: withColumns(tagged.lines, []) }
  const isEncrypted = parsed.code === 'ENCRYPTED' || parsed.code === 'DRM_PROTECTED'
  return { trouble: isEncrypted ? 'encrypted' : 'damaged', detail: parsed.error }
}

/** Tags say what a row is, but pdf.js does not say what its cells span; where they stand on the page does. */
function withColumns(tagged: readonly TaggedLine[], drawn: readonly string[]): string[] {
  const rows = new Map(drawn.filter((line) => line.includes('\t')).map((line) => [bare(line), line]))
  return tagged.flatMap((line) => {
    if (typeof line === 'string') return [line]
    const text = line.join('\t')
    return text.trim() === '' ? [] : [rows.get(bare(text)) ?? text]
  })
}

function blockLines(block: Kordoc.IRBlock): string[] {
  const own = block.table === undefined ? textLines(block.text ?? '') : tableLines(block.table)
  return [...own, ...(block.children ?? []).flatMap(blockLines)]
}

/** Rows with tabs; what a spanning cell covers is empty. A table of one cell is a frame around text. */
function tableLines({ cells, caption }: Kordoc.IRTable): string[] {
  const lines = textLines(caption ?? '')
  for (const row of cells) {
    if (row.length === 1 && row[0] !== undefined) lines.push(...cellLines(row[0]))
    else if (row.some((cell) => cell.text.trim() !== ''))
      lines.push(row.map((cell) => cellLines(cell).join(' ').replaceAll('\t', ' ')).join('\t'))
  }
  return lines
}

function cellLines(cell: Kordoc.IRCell): string[] {
  return cell.blocks === undefined ? textLines(cell.text) : cell.blocks.flatMap(blockLines)
}

/** kordoc writes links and underlines of PDFs as Markdown. */
function textLines(text: string): string[] {
  return text
    .replaceAll(/<\/?u>/g, '')
    .replaceAll(/\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

if (parentPort !== null) {
  const port = parentPort
  read(workerData as ReadTask).then(
    (answer) => port.postMessage(answer),
    (error: unknown) => port.postMessage({ trouble: 'damaged', detail: String(error) } satisfies ReadAnswer),
  )
}
