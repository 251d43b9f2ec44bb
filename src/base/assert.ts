/** For our own mistakes only. What the world does wrong is a Fault (fault.ts). */

/** Throws when a condition that our own code guarantees does not hold. */
export function assert(condition: unknown, because: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${because}`)
}

/** The value, which our own code guarantees to be there. */
export function present<T>(value: T | null | undefined, because: string): T {
  assert(value !== undefined && value !== null, because)
  return value
}

/** For the default branch of a switch over a closed union. */
export function unreachable(value: never): never {
  throw new Error(`assertion failed: unexpected value ${JSON.stringify(value)}`)
}
