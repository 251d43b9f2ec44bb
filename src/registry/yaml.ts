/**
 * Text of an agency file -> plain value with the line and column of every key and value.
 *
 * The file is hostile input. It is bounded in bytes, depth and number of nodes before the recursive part of the
 * YAML library sees it, and only plain YAML is taken: no anchors and aliases (so nothing can expand), no tags, no
 * merge keys, one document. Nothing of the text is repeated in a message except through `shown`.
 */
import { Composer, isAlias, isMap, isScalar, isSeq, LineCounter, Parser, type CST, type Node } from 'yaml'
import { registryFault } from './faults.ts'
import { pathText, shown, type Path, type Problem } from './problem.ts'
import type { Fault } from '../base/fault.ts'

/** An agency with thousands of cameras stays far below these. */
export const MAX_BYTES = 1 << 20
const MAX_DEPTH = 12
const MAX_NODES = 100_000
/** Beyond this many problems the rest is not listed. */
export const MAX_PROBLEMS = 100

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
  nodes: number
}

/** Reads the text. Problems of syntax or of bounds make the value unusable, and are returned instead of it. */
export function readYaml(text: string): Located | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter()
  const reading: Reading = { lines, positions: new Map(), problems: [], nodes: 0 }
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

/** The concrete syntax tree, or undefined when it is deeper or larger than the bounds. Does not recurse. */
function boundedTokens(text: string, reading: Reading): CST.Token[] | undefined {
  const tokens: CST.Token[] = []
  for (const token of new Parser(reading.lines.addNewLine).parse(text)) {
    tokens.push(token)
    const waiting: { token: CST.Token; depth: number }[] = [{ token, depth: 0 }]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { token, depth } = next
      const offset = token.offset
      if (depth > MAX_DEPTH) return refuse(reading, offset, '깊이', 'levels', MAX_DEPTH)
      reading.nodes++
      if (reading.nodes > MAX_NODES) return refuse(reading, offset, '항목 수', 'nodes', MAX_NODES)
      for (const child of childrenOf(token)) waiting.push({ token: child, depth: depth + 1 })
    }
  }
  return tokens
}

function refuse(reading: Reading, offset: number, whatKo: string, whatEn: string, limit: number): undefined {
  reading.problems.push(problemAt(reading, offset, [], (at) => tooLarge(at, whatKo, whatEn, limit)))
  return undefined
}

function childrenOf(token: CST.Token): CST.Token[] {
  const children: CST.Token[] = []
  if (token.type === 'document' && token.value) children.push(token.value)
  if ('items' in token)
    for (const item of token.items) {
      if (item.key) children.push(item.key)
      if (item.value) children.push(item.value)
    }
  return children
}

function compose(tokens: readonly CST.Token[], reading: Reading): unknown {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    strict: true,
    stringKeys: true,
    uniqueKeys: false, // the library compares every pair; duplicates are found below with a map
    prettyErrors: false, // a pretty error repeats the source, which may hold a password
    resolveKnownTags: false,
    merge: false,
    logLevel: 'silent',
  })
  const documents = [...composer.compose(tokens, true)]
  for (const document of documents)
    for (const error of [...document.errors, ...document.warnings]) {
      if (reading.problems.length >= MAX_PROBLEMS) break
      const reason = error.code.toLowerCase().replaceAll('_', ' ')
      reading.problems.push(
        problemAt(reading, error.pos[0], [], (at) => registryFault('registry.notYaml', { at, reason })),
      )
    }
  if (documents.length > 1) {
    const offset = documents[1]?.range[0] ?? 0
    reading.problems.push(notPlain(reading, offset, [], '여러 문서를', 'more than one document'))
  }
  if (reading.problems.length > 0) return undefined
  return plain(documents[0]?.contents ?? null, [], 0, reading)
}

function notPlain(reading: Reading, offset: number, path: Path, whatKo: string, whatEn: string): Problem {
  return problemAt(reading, offset, path, (at) => registryFault('registry.notPlain', { at, whatKo, whatEn }))
}

/** The plain value of a node. Objects have no prototype, so that no key means anything to JavaScript. */
function plain(node: Node | null, path: Path, key: number, reading: Reading): unknown {
  const offset = node?.range?.[0] ?? key
  reading.positions.set(positionKey(path), { offset, key })
  if (node === null) return null
  if (isAlias(node)) {
    reading.problems.push(notPlain(reading, offset, path, '별칭(*)을', 'aliases (*)'))
    return null
  }
  if (node.anchor !== undefined || (node as { tag?: string }).tag !== undefined) {
    const isAnchor = node.anchor !== undefined
    reading.problems.push(
      notPlain(
        reading,
        offset,
        path,
        isAnchor ? '앵커(&)를' : '태그(!)를',
        isAnchor ? 'anchors (&)' : 'tags (!)',
      ),
    )
    return null
  }
  if (isSeq(node))
    return node.items.map((item, index) => plain(item as Node, [...path, index], offset, reading))
  if (isMap(node)) return plainMap(node.items, path, offset, reading)
  if (!isScalar(node)) return null
  if (typeof node.value === 'string' && !node.value.isWellFormed())
    reading.problems.push(notPlain(reading, offset, path, '짝 없는 대리 문자를', 'a lone surrogate'))
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
      reading.problems.push(
        notPlain(reading, offset, path, '글자가 아닌 항목 이름을', 'keys that are not text'),
      )
      continue
    }
    const name = key.value
    const at = key.range?.[0] ?? offset
    const first = seen.get(name)
    if (first !== undefined) {
      const line = reading.lines.linePos(first).line
      reading.problems.push(
        problemAt(reading, at, path, (at) =>
          registryFault('registry.duplicateKey', { at, key: shown(name), first: line }),
        ),
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

function problemAt(reading: Reading, offset: number, path: Path, make: (at: string) => Fault): Problem {
  const known = reading.lines.lineStarts.length > 0
  const { line, col } = known ? reading.lines.linePos(offset) : { line: 1, col: 1 }
  const text = pathText(path)
  return { path: text, line, column: col, fault: make(`${line}:${col} ${text}`) }
}
