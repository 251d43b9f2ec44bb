/**
 * The text of a document that somebody else wrote, by lines. Nothing in a file is trusted: its size, what it unpacks
 * to, its pages, its lines and the time it takes are bounded, and what cannot be read is a Fault that says so.
 */
import { Worker } from 'node:worker_threads'
import { realClock } from '../base/clock.ts'
import { decodeText } from './encoding.ts'
import { documentFault } from './faults.ts'
import { htmlLines } from './htmltext.ts'
import type { ReadAnswer, ReadTask } from './readworker.ts'
import { readZip } from './zip.ts'

export type ReadFormat = 'txt' | 'md' | 'html' | 'hwpx' | 'pdf'

export type ReadDocument = {
  readonly format: ReadFormat
  /**
   * For txt and md the lines of the file, so that a line's number is that of an editor. For the others a line a
   * paragraph. Table rows have a tab between cells; what a spanning cell covers is empty.
   */
  readonly lines: readonly string[]
}

/** Named, not imported: the libraries that read are loaded in that thread only. */
const THREAD = new URL('readworker.ts', import.meta.url)

const MOST_BYTES = 32 * 1024 * 1024
const MOST_TEXT_BYTES = 8 * 1024 * 1024
const MOST_LINES = 200_000
const MOST_PAGES = 500
const ZIP_LIMITS = { entries: 2_000, bytes: 128 * 1024 * 1024 }
/** The XML of an HWPX file, which is what is taken apart; pictures are not. */
const MOST_XML_BYTES = 24 * 1024 * 1024
/** By how much the program may grow while a file is read, and the heap of the thread that reads it. */
const MOST_MEMORY_MB = 1_024
const PATIENCE_MS = 60_000
const WATCH_MS = 50

/**
 * Reads a .txt, .md, .html, .hwpx or .pdf file; the name says what a text is, the bytes whether it is HWPX or PDF.
 * Faults: `documents.unknownFormat`, `documents.fileTooLarge`, `documents.unreadable`.
 */
export async function readDocument(file: {
  readonly bytes: Uint8Array
  readonly name: string
}): Promise<ReadDocument> {
  const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength)
  const name = file.name.slice(-120).toWellFormed()
  if (bytes.length > MOST_BYTES) throw tooLarge(name, '크기', 'bytes', MOST_BYTES)
  const format = formatOf(bytes, name)
  if (format === undefined) throw documentFault('documents.unknownFormat', { name })
  if (format === 'hwpx') checkPackage(bytes, name)
  const lines =
    format === 'hwpx' || format === 'pdf'
      ? await readApart({ format, bytes, pages: MOST_PAGES }, name)
      : readText(bytes, name, format)
  if (lines.length > MOST_LINES) throw tooLarge(name, '줄 수', 'lines', MOST_LINES)
  return { format, lines: lines.map(printable) }
}

function formatOf(bytes: Buffer, name: string): ReadFormat | undefined {
  if (bytes.subarray(0, 1024).includes('%PDF-')) return 'pdf'
  if (bytes.length >= 4 && bytes.toString('latin1', 0, 2) === 'PK') return 'hwpx'
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase()
  if (ending === 'txt' || ending === 'md') return ending
  return ending === 'html' || ending === 'htm' || ending === 'xhtml' ? 'html' : undefined
}

function readText(bytes: Buffer, name: string, format: 'txt' | 'md' | 'html'): string[] {
  if (bytes.length > MOST_TEXT_BYTES) throw tooLarge(name, '크기', 'bytes', MOST_TEXT_BYTES)
  const text = decodeText(bytes)
  if (text === undefined)
    throw unreadable(name, 'UTF-8이나 CP949로 된 글이 아닙니다', 'it is not text in UTF-8 or CP949')
  if (format === 'html') return htmlLines(text)
  const lines = text.split(/\r\n|[\n\r\u2028\u2029\f\v]/)
  return format === 'md' ? lines.map(markdownLine) : lines
}

/** A line of Markdown as it reads: no marks of headings and emphasis, table rows with tabs. */
function markdownLine(line: string): string {
  const row = /^\s*\|(.*)\|\s*$/.exec(line)?.[1]
  if (row !== undefined) {
    const cells = row.split(/(?<!\\)\|/).map((cell) => inline(cell.replaceAll('\\|', '|')).trim())
    return cells.every((cell) => /^:?-+:?$/.test(cell)) ? '' : cells.join('\t')
  }
  return inline(line.replace(/^\s{0,3}#{1,6}\s+/, '').replace(/^\s*>\s?/, ''))
}

function inline(text: string): string {
  return text
    .replaceAll(/!?\[([^\]]{0,1000})\]\([^)]{0,2000}\)/g, '$1')
    .replaceAll(/(\*\*|__)(?=\S)([^*_]{1,2000})(?<=\S)\1/g, '$2')
    .replaceAll(/<br\s*\/?>/gi, ' ')
    .replaceAll(/\\([\\`*_{}[\]()#+\-.!|>~])/g, '$1')
}

/** Looks into the package before the reader does, so that no small file unpacks to a huge one. */
function checkPackage(bytes: Buffer, name: string): void {
  const entries = readZip(bytes, ZIP_LIMITS)
  if (entries === 'encrypted') throw encrypted(name)
  if (entries === 'damaged') throw damaged(name)
  if (entries === 'tooLarge') throw tooLarge(name, '압축을 푼 크기', 'bytes unpacked', ZIP_LIMITS.bytes)
  if (!entries.some((entry) => /^Contents\/section\d+\.xml$/i.test(entry.name)))
    throw documentFault('documents.unknownFormat', { name })
  const xml = entries.filter((entry) => /\.(?:xml|hpf)$/i.test(entry.name))
  if (xml.reduce((sum, entry) => sum + entry.bytes.length, 0) > MOST_XML_BYTES)
    throw tooLarge(name, '본문의 크기', 'bytes of text', MOST_XML_BYTES)
}

/** Reads in a thread that is ended when it takes too long or too much. */
async function readApart(task: ReadTask, name: string): Promise<readonly string[]> {
  const worker = new Worker(THREAD, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    // What the libraries print is not ours to show.
    stdout: true,
    stderr: true,
  })
  try {
    const answer = await answerOf(worker)
    if (answer === undefined)
      throw unreadable(
        name,
        '읽는 데 너무 오래 걸리거나 메모리를 너무 많이 씁니다',
        'reading it takes too long or too much memory',
      )
    if ('lines' in answer) return answer.lines
    if (answer.trouble === 'tooManyPages') throw tooLarge(name, '쪽수', 'pages', MOST_PAGES)
    throw answer.trouble === 'encrypted' ? encrypted(name) : damaged(name, answer.detail)
  } finally {
    await worker.terminate()
  }
}

/**
 * What the thread says, or undefined when it ends, does not come to an end, or takes too much. The limit of its heap
 * does not count its buffers, into which a small file may unpack without end; so the whole program is watched.
 */
function answerOf(worker: Worker): Promise<ReadAnswer | undefined> {
  return new Promise((resolve) => {
    const mostBytes = process.memoryUsage.rss() + MOST_MEMORY_MB * 1024 * 1024
    const endMs = realClock.monotonic() + PATIENCE_MS
    let cancel = () => {}
    const settle = (answer: ReadAnswer | undefined) => {
      cancel()
      resolve(answer)
    }
    const watch = () => {
      if (realClock.monotonic() > endMs || process.memoryUsage.rss() > mostBytes) resolve(undefined)
      else cancel = realClock.after(WATCH_MS, watch)
    }
    watch()
    worker.once('message', (answer: ReadAnswer) => settle(answer))
    worker.once('error', () => settle(undefined))
    worker.once('exit', () => settle(undefined))
  })
}

/** Controls other than the tab, and characters that are not seen or change the direction of text. */
const UNSEEN =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g

function printable(line: string): string {
  return line.toWellFormed().replaceAll(UNSEEN, '').normalize('NFC').trimEnd()
}

function tooLarge(name: string, whatKo: string, whatEn: string, most: number) {
  return documentFault('documents.fileTooLarge', { name, whatKo, whatEn, most })
}

function unreadable(name: string, whyKo: string, whyEn: string, cause?: unknown) {
  return documentFault('documents.unreadable', { name, whyKo, whyEn }, cause)
}

function encrypted(name: string) {
  return unreadable(
    name,
    '암호가 걸려 있습니다. 암호를 풀어 저장하십시오',
    'it is encrypted. Save it without a password',
  )
}

function damaged(name: string, cause?: string) {
  return unreadable(name, '파일이 손상되었습니다', 'it is damaged', cause)
}
