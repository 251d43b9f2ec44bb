/**
 * One thing that is wrong in an agency file or in a registry: where, and the Fault that says what and what to do.
 *
 * What is quoted back from a file goes through `shown`, which never repeats anything that looks like an address
 * with credentials: files are pasted into tickets, and refusals are logged.
 */
import type { Fault } from '../base/fault.ts'

/** Keys and indices from the top of the document. */
export type Path = readonly (string | number)[]

export type Problem = {
  readonly path: string
  /** 1-based; 0 when the problem was not found in a file. */
  readonly line: number
  readonly column: number
  readonly fault: Fault
}

/** Called for each problem found; `key` asks for the position of the last path element itself, not of its value. */
export type Report = (path: Path, make: (at: string) => Fault, key?: 'key') => void

/** Beyond this many problems the rest is not listed. */
export const MAX_PROBLEMS = 100

/** What is thrown where there are problems: how many, the first of them in its message, and all of them as its cause. */
export function refusal(problems: readonly Problem[]) {
  const { message = '', messageKo = '' } = problems[0]?.fault ?? {}
  return {
    values: { count: problems.length, first: message, firstKo: messageKo },
    cause: new AggregateError(problems.map(({ fault }) => fault)),
  }
}

/** `zones[2].recordings[0].retentionDays`. */
export function pathText(path: Path): string {
  let text = ''
  for (const step of path)
    text += typeof step === 'number' ? `[${step}]` : text === '' ? shown(step) : `.${shown(step)}`
  return text === '' ? '(top)' : text
}

const SHOWN_LENGTH = 60

/** A key or value from a file, safe to show: bounded, and never an address. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return 'a mapping'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (looksLikeAddress(text)) return '(an address, not shown)'
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text
}

/** Whether the text looks like an address, with or without its scheme. */
export function looksLikeAddress(text: string): boolean {
  return /:\/\/|:[^\s/@]*@|^rtsps?:/i.test(text)
}

/** What is nearest to `given` among `known`, close enough to be a slip of the pen; or undefined. */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  if (given.length > 80) return undefined
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(given.length / 3)) + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - given.length) >= bestDistance) continue
    const distance = editDistance(given.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** The two hint values of a message: ` "zones" 아닙니까?`, or nothing. */
export function hint(suggestion: string | undefined): { hintKo: string; hintEn: string } {
  if (suggestion === undefined) return { hintKo: '', hintEn: '' }
  return { hintKo: ` "${suggestion}" 아닙니까?`, hintEn: ` Did you mean "${suggestion}"?` }
}

/** Optimal string alignment: insertions, deletions, substitutions, and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const next = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        cost = Math.min(cost, (before[column - 2] ?? 0) + 1)
      next.push(cost)
    }
    before = last
    last = next
  }
  return last[b.length] ?? 0
}
