/**
 * Text of an agency file -> plain value with the line and column of every key and value.
 *
 * The file is hostile input. It is bounded in bytes, depth and number of nodes before the recursive part of the
 * YAML library sees it, and only plain YAML is taken: no anchors and aliases (so nothing can expand), no tags, no
 * merge keys, one document. Nothing of the text is repeated in a message except through `shown`.
 */
import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type CST,
  type Node,
} from 'yaml'
import { registryFault } from './faults.ts'
import { MAX_PROBLEMS, pathText, shown, type Path, type Problem } from './problem.ts'
import type { Fault } from '../base/fault.ts'

/** An agency with two thousand cameras, each written out, stays below these. */
export const MAX_BYTES = 512 * 1024
const MAX_LEXEMES = 150_000
/** Open collections at one time; the deepest value of an agency file is inside eight. */
const MAX_DEPTH = 16

export type Located = {
  readonly value: unknown
  /** Makes a problem at the value under `path`, or at its key; falls back to the nearest parent. */
  locate(path: Path, make: (at: string) => Fault, key?: 'key'): Problem
}

type Positions = { readonly offset: number; readonly key: number }
type Reading = {
  readonly lines: LineCounter
  readonly positions: Map<string, Positions>
  readonly problems: Problem[]
}

/** Reads the text. Problems of syntax or of bounds make the value unusable, and are returned instead of it. */
export function readYaml(text: string): Located | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter()
  const reading: Reading = { lines, positions: new Map(), problems: [] }
  if (Buffer.byteLength(text) > MAX_BYTES)
    return { problems: [problemAt(reading, 0, [], (at) => tooLarge(at, '크기', 'bytes', MAX_BYTES))] }
  const tokens = boundedTokens(text, reading)
  if (tokens === undefined) return { problems: reading.problems }
  const value = compose(tokens, reading)
  if (reading.problems.length > 0) return { problems: reading.problems }
  return { value, locate: (path, make, key) => locate(reading, path, make, key) }
}

function tooLarge(at: string, whatKo: string, whatEn: string, limit: number): Fault {
  return registryFault('registry.tooLarge', { at, whatKo, whatEn, limit })
}

/**
 * The concrete syntax tree, or undefined when it is deeper or larger than the bounds. The parser keeps its own stack
 * and is fed piece by piece, so it stops at the bound; only what passed reaches the composer, which recurses.
 */
function boundedTokens(text: string, reading: Reading): CST.Token[] | undefined {
  const tokens: CST.Token[] = []
  const parser = new Parser(reading.lines.addNewLine)
  reading.lines.addNewLine(0)
  let lexemes = 0
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token)
    lexemes++
    const isDeep = parser.stack.length > MAX_DEPTH
    if (!isDeep && lexemes <= MAX_LEXEMES) continue
    add(reading, parser.offset, [], (at) =>
      isDeep ? tooLarge(at, '깊이', 'levels', MAX_DEPTH) : tooLarge(at, '낱말 수', 'lexemes', MAX_LEXEMES),
    )
    return undefined
  }
  for (const token of parser.end()) tokens.push(token)
  const directive = tokens.find(({ type }) => type === 'directive')
  if (directive === undefined) return tokens
  // %YAML 1.1 would change what `no` and 1:30 mean; %TAG would bring types.
  notPlain(reading, directive.offset, [], '지시문(%)을', 'directives (%)')
  return undefined
}

function compose(tokens: readonly CST.Token[], reading: Reading): unknown {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    strict: true,
    stringKeys: true,
    uniqueKeys: false, // the library compares every pair; duplicates are found below with a map
    prettyErrors: false, // only the code of an error is told; its message may repeat the source
    resolveKnownTags: false,
    merge: false,
    logLevel: 'silent',
  })
  const documents = [...composer.compose(tokens, true)]
  for (const document of documents)
    for (const { code, pos } of [...document.errors, ...document.warnings]) {
      const reason = code.toLowerCase().replaceAll('_', ' ')
      add(reading, pos[0], [], (at) => registryFault('registry.notYaml', { at, reason }))
    }
  const second = documents[1]
  if (second !== undefined) notPlain(reading, second.range[0], [], '여러 문서를', 'more than one document')
  return reading.problems.length > 0 ? undefined : plain(documents[0]?.contents ?? null, [], 0, reading)
}

function notPlain(reading: Reading, offset: number, path: Path, whatKo: string, whatEn: string): void {
  add(reading, offset, path, (at) => registryFault('registry.notPlain', { at, whatKo, whatEn }))
}

/** The plain value of a node. Objects have no prototype, so that no key means anything to JavaScript. */
function plain(node: Node | null, path: Path, key: number, reading: Reading): unknown {
  const offset = node?.range?.[0] ?? key
  reading.positions.set(positionKey(path), { offset, key })
  if (node === null) return null
  if (isAlias(node)) {
    notPlain(reading, offset, path, '별칭(*)을', 'aliases (*)')
    return null
  }
  if (node.anchor !== undefined || (node as { tag?: string }).tag !== undefined) {
    const isAnchor = node.anchor !== undefined
    notPlain(
      reading,
      offset,
      path,
      isAnchor ? '앵커(&)를' : '태그(!)를',
      isAnchor ? 'anchors (&)' : 'tags (!)',
    )
    return null
  }
  if (isSeq(node))
    return node.items.map((item, index) => plain(item as Node, [...path, index], offset, reading))
  if (isMap(node)) return plainMap(node.items, path, offset, reading)
  if (!isScalar(node)) return null
  if (typeof node.value === 'string' && !node.value.isWellFormed())
    notPlain(reading, offset, path, '짝 없는 대리 문자를', 'a lone surrogate')
  return node.value
}

function plainMap(
  items: readonly { key: unknown; value: unknown }[],
  path: Path,
  offset: number,
  reading: Reading,
): unknown {
  const map = Object.create(null) as Record<string, unknown>
  const seen = new Map<string, number>()
  for (const { key, value } of items) {
    if (!isScalar(key) || typeof key.value !== 'string') {
      notPlain(reading, offset, path, '글자가 아닌 항목 이름을', 'keys that are not text')
      continue
    }
    const name = key.value
    const at = key.range?.[0] ?? offset
    const first = seen.get(name)
    if (first !== undefined) {
      const { line } = reading.lines.linePos(first)
      add(reading, at, path, (at) =>
        registryFault('registry.duplicateKey', { at, key: shown(name), first: line }),
      )
      continue
    }
    seen.set(name, at)
    map[name] = plain(value as Node | null, [...path, name], at, reading)
  }
  return map
}

function positionKey(path: Path): string {
  return path.join('\u0000')
}

function locate(reading: Reading, path: Path, make: (at: string) => Fault, key?: 'key'): Problem {
  for (let length = path.length; length >= 0; length--) {
    const found = reading.positions.get(positionKey(path.slice(0, length)))
    if (found === undefined) continue
    const offset = key === 'key' && length === path.length ? found.key : found.offset
    return problemAt(reading, offset, path, make)
  }
  return problemAt(reading, 0, path, make)
}

/** Records a problem of the text itself, up to the bound. */
function add(reading: Reading, offset: number, path: Path, make: (at: string) => Fault): void {
  if (reading.problems.length < MAX_PROBLEMS) reading.problems.push(problemAt(reading, offset, path, make))
}

function problemAt(reading: Reading, offset: number, path: Path, make: (at: string) => Fault): Problem {
  const isCounted = reading.lines.lineStarts.length > 0
  // The library places an error of an empty document before the text.
  const { line, col } = isCounted ? reading.lines.linePos(Math.max(0, offset)) : { line: 1, col: 1 }
  const text = pathText(path)
  return { path: text, line, column: col, fault: make(`${line}:${col} ${text}`) }
}
