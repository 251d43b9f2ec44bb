/**
 * One way to write a value as bytes, so that its digest means the value and nothing else: the JSON Canonicalization
 * Scheme (RFC 8785), restricted to what survives every reader. Strings, integers that a double holds exactly,
 * booleans, null, arrays and plain objects; no fractions, because their text is where implementations differ.
 *
 * Never accepts silently what it cannot write: a property that is undefined is an error, not an omission.
 */
import { defineFaults } from './fault.ts'

const canonicalFault = defineFaults({
  'canonical.unsupported': {
    kind: 'invalid',
    ko: '표준 형식으로 적을 수 없는 값입니다({where}: {what}).',
    en: 'This value has no canonical form ({where}: {what}).',
  },
})

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Deeper nesting than any document of ours; a cycle meets it too. */
const MAX_DEPTH = 64

/**
 * The canonical UTF-8 bytes of `value`: names sorted by UTF-16 code units, no white space, shortest escapes.
 * Throws `canonical.unsupported` for fractions, numbers beyond 2^53, undefined, lone surrogates and class instances.
 * (RFC 8785 section 3.2)
 */
export function canonicalJson(value: Json): Buffer {
  return Buffer.from(write(value, '$', 0), 'utf8')
}

function write(value: unknown, where: string, depth: number): string {
  if (depth > MAX_DEPTH) throw unsupported(where, 'nested too deeply')
  if (value === null || value === true || value === false) return String(value)
  if (typeof value === 'string') return text(value, where)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw unsupported(where, 'not an integer within 2^53')
    return String(value) // minus zero is written 0, as section 3.2.2.3 asks
  }
  if (Array.isArray(value))
    return `[${value.map((item, index) => write(item, `${where}[${index}]`, depth + 1)).join(',')}]`
  if (typeof value !== 'object') throw unsupported(where, typeof value)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw unsupported(where, 'not a plain object')
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members
    .map(([name, member]) => `${text(name, where)}:${write(member, `${where}.${name}`, depth + 1)}`)
    .join(',')}}`
}

/** JSON.stringify escapes exactly as section 3.2.2.2 asks, once lone surrogates are refused. */
function text(value: string, where: string): string {
  if (!value.isWellFormed()) throw unsupported(where, 'a lone surrogate')
  return JSON.stringify(value)
}

function unsupported(where: string, what: string) {
  return canonicalFault('canonical.unsupported', { where, what })
}
