/**
 * The thread in which a file of others is read. HWPX and PDF are read by large libraries that were not written for
 * hostile files, so they run where memory is bounded and whoever asked may end them (read.ts). The thread reads one
 * file, answers once, and has nothing of its own to lose.
 */
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type * as Kordoc from 'kordoc'
import { taggedParagraphs } from './pdftext.ts'

export type ReadTask = { readonly format: 'hwpx' | 'pdf'; readonly bytes: Uint8Array; readonly pages: number }

export type ReadAnswer =
  | { readonly lines: readonly string[] }
  /** Why not; in the library's words, for the cause of the fault only. */
  | { readonly trouble: 'damaged' | 'encrypted' | 'tooManyPages'; readonly detail: string }

async function read({ format, bytes, pages }: ReadTask): Promise<ReadAnswer> {
  const load = createRequire(import.meta.url)
  const { parseHwpx, parsePdf } = load('kordoc') as typeof Kordoc
  const buffer = Uint8Array.from(bytes).buffer
  const tags = format === 'pdf' ? await taggedParagraphs(bytes, pages) : { paragraphs: [] }
  if ('trouble' in tags) return tags
  const parsed = await (format === 'pdf' ? parsePdf(buffer) : parseHwpx(buffer))
  if (parsed.success) return { lines: joined(parsed.blocks.flatMap(blockLines), tags.paragraphs) }
  const isEncrypted = parsed.code === 'ENCRYPTED' || parsed.code === 'DRM_PROTECTED'
  return { trouble: isEncrypted ? 'encrypted' : 'damaged', detail: parsed.error }
}

/** The lines with those of one paragraph made one. */
function joined(lines: readonly string[], paragraphs: readonly (readonly string[])[]): string[] {
  const byFirst = Map.groupBy(paragraphs, ([first = '']) => bare(first))
  const result: string[] = []
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? ''
    const paragraph = byFirst
      .get(bare(line))
      ?.find((one) => one.every((part, index) => bare(part) === bare(lines[at + index] ?? '')))
    const count = paragraph?.length ?? 1
    result.push(lines.slice(at, at + count).join(' '))
    at += count
  }
  return result
}

function bare(line: string): string {
  return line.replaceAll(/\s/g, '')
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
