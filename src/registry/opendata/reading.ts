/**
 * A file of 전국CCTV표준데이터 -> the rows of one agency, and what is to be told about the others. Reads piece by
 * piece, so that a file of the whole country needs no more memory than the rows that are ours.
 */
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { cp949Reader, type TextReader } from '../../base/cp949.ts'
import { openDataFault } from './faults.ts'
import { type ColumnSet, type Header, isHeaderLine, readHeader } from './columns.ts'
import { type CsvRow, csvReader } from './csv.ts'
import { type Finding, type OpenRow, readRow } from './row.ts'

/** The country's whole file has some hundred megabytes. */
const MAX_BYTES = 256 * 1024 * 1024
const MAX_ROWS = 1_000_000
const PIECE_BYTES = 256 * 1024
/** The first line, in which the encoding shows. */
const MAX_HEADER_BYTES = 16_384
/** Findings beyond these are counted and not listed. */
const MAX_FINDINGS = 1000
const MAX_OWNERS = 5000
const OWNERS_SHOWN = 10

export type Encoding = 'utf-8' | 'cp949'

export type OpenDataReading = {
  readonly columns: ColumnSet
  readonly encoding: Encoding
  /** Rows of data in the file, ours or not, good or bad. */
  readonly read: number
  /** Ours, and good. */
  readonly rows: readonly OpenRow[]
  /** Rows of other agencies, which are passed over unread. */
  readonly ofOthers: number
}

export type Progress = { readonly doneBytes: number; readonly ofBytes: number; readonly rows: number }

/** Collects findings up to the bound, and counts all of them. */
export type Findings = {
  readonly list: readonly Finding[]
  count(severity: Finding['severity']): number
  /** How many rows have an error. */
  badRows(): number
  add(finding: Finding): void
}

export function newFindings(): Findings {
  const list: Finding[] = []
  const counts = { error: 0, warning: 0 }
  const bad = new Set<number>()
  return {
    list,
    count: (severity) => counts[severity],
    badRows: () => bad.size,
    add(finding) {
      counts[finding.severity]++
      if (finding.severity === 'error') bad.add(finding.row)
      if (list.length < MAX_FINDINGS) list.push(finding)
    },
  }
}

export type ReadOptions = {
  readonly path: string
  /** Rows with one of these in 관리기관명 are ours; spaces do not count. */
  readonly owners: readonly string[]
  readonly findings: Findings
  readonly onProgress?: (progress: Progress) => void
  readonly stop?: AbortSignal
}

/**
 * Reads the file. UTF-8 (with or without byte order mark) and CP949 are told apart by the first row. Throws
 * `opendata.unreadable`, `.notCsv`, `.tooLarge`, `.columnsMissing` and `.ownerMissing`; what is wrong with single rows
 * is in the findings.
 */
export async function readOpenData(options: ReadOptions): Promise<OpenDataReading> {
  const { path, onProgress, stop } = options
  const rows = rowCollector(options)
  let encoding: Encoding | undefined
  let text: TextReader | undefined
  const csv = csvReader()
  for await (const piece of piecesOf(path)) {
    stop?.throwIfAborted()
    encoding ??= encodingOf(piece.bytes, basename(path))
    text ??= encoding === 'cp949' ? cp949Reader() : utf8Reader()
    for (const row of csv.push(text.read(piece.bytes, piece.isLast), piece.isLast)) rows.take(row)
    onProgress?.({ doneBytes: piece.doneBytes, ofBytes: piece.ofBytes, rows: rows.count() })
  }
  return {
    ...rows.done(),
    encoding: encoding ?? 'utf-8',
  }
}

function utf8Reader(): TextReader {
  const decoder = new TextDecoder('utf-8')
  return { read: (bytes, isLast) => decoder.decode(bytes, { stream: !isLast }) }
}

type Piece = {
  readonly bytes: Uint8Array
  readonly isLast: boolean
  readonly doneBytes: number
  readonly ofBytes: number
}

async function* piecesOf(path: string): AsyncGenerator<Piece> {
  const file = basename(path)
  const unreadable = (error: unknown) => {
    const reason = (error as NodeJS.ErrnoException).code ?? 'failed'
    return openDataFault('opendata.unreadable', { file, reason }, error)
  }
  await using handle = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(error)
  })
  const ofBytes = (await handle.stat()).size
  let doneBytes = 0
  // One piece is held back, so that the last one is known to be the last.
  let held: Buffer | undefined
  for (;;) {
    const bytes = Buffer.allocUnsafe(PIECE_BYTES)
    const { bytesRead } = await handle.read(bytes, 0, PIECE_BYTES).catch((error: unknown) => {
      throw unreadable(error)
    })
    doneBytes += bytesRead
    if (doneBytes > MAX_BYTES)
      throw openDataFault('opendata.tooLarge', {
        whatKo: '파일의 크기(바이트)',
        whatEn: 'Bytes of the file',
        limit: MAX_BYTES,
      })
    const isLast = bytesRead === 0
    if (held !== undefined || isLast) yield { bytes: held ?? Buffer.alloc(0), isLast, doneBytes, ofBytes }
    if (isLast) return
    held = bytes.subarray(0, bytesRead)
  }
}

function encodingOf(start: Uint8Array, file: string): Encoding {
  const [first = 0, second = 0] = start
  const notCsv = (found: string) => openDataFault('opendata.notCsv', { file, found })
  if (first === 0x50 && second === 0x4b) throw notCsv('XLSX, ZIP')
  if (first === 0xd0 && second === 0xcf) throw notCsv('XLS')
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) throw notCsv('UTF-16')
  const head = start.subarray(0, MAX_HEADER_BYTES)
  const lineEnd = head.findIndex((byte) => byte === 0x0a || byte === 0x0d)
  const line = lineEnd < 0 ? head : head.subarray(0, lineEnd)
  if (isHeaderLine(utf8Reader().read(line, true))) return 'utf-8'
  return isHeaderLine(cp949Reader().read(line, true)) ? 'cp949' : 'utf-8'
}

/** Takes rows as they come, the header first. */
function rowCollector({ owners, findings }: ReadOptions) {
  const ours = new Set(owners.map(bare))
  const others = new Map<string, number>()
  const rows: OpenRow[] = []
  let header: Header | undefined
  let read = 0
  let ofOthers = 0
  const take = ({ row, cells }: CsvRow) => {
    if (header === undefined) {
      header = readHeader(cells ?? [])
      return
    }
    if (++read > MAX_ROWS)
      throw openDataFault('opendata.tooLarge', { whatKo: '행의 수', whatEn: 'Rows', limit: MAX_ROWS })
    if (cells === null) {
      findings.add({ row, severity: 'error', fault: openDataFault('opendata.quote', { row }) })
      return
    }
    const owner = bare(cells[header.at.get('owner') ?? 0] ?? '')
    if (owner !== '' && !ours.has(owner)) {
      ofOthers++
      if (others.has(owner) || others.size < MAX_OWNERS) others.set(owner, (others.get(owner) ?? 0) + 1)
      return
    }
    const found = readRow(header, row, cells, findings)
    if (found !== null) rows.push(found)
  }
  return {
    take,
    count: () => read,
    done() {
      if (header === undefined) header = readHeader([])
      if (rows.length === 0 && ofOthers > 0 && findings.count('error') === 0)
        throw openDataFault('opendata.ownerMissing', { owner: owners.join(', '), owners: mostOf(others) })
      return { columns: header.set, read, rows, ofOthers }
    },
  }
}

function mostOf(owners: ReadonlyMap<string, number>): string {
  const most = [...owners].toSorted(([, a], [, b]) => b - a).slice(0, OWNERS_SHOWN)
  const rest = owners.size - most.length
  return `${most.map(([name, count]) => `${name.slice(0, 30)} (${count})`).join(', ')}${rest > 0 ? ` … +${rest}` : ''}`
}

function bare(text: string): string {
  return text.replaceAll(/[\s"']/g, '')
}
