/**
 * Answers kept by what they are made of. A key names all that an answer shows (page, language, versions, time of the
 * measurement), so nothing kept is ever wrong; what is no longer asked for falls out at the other end.
 */
import { weightOf } from './packed.ts'
import type { Packed } from './packed.ts'

const MAX_BYTES = 48 * 1024 * 1024
const MAX_ENTRIES = 2000

export type Cache = {
  /** What is kept under the key, or what `make` makes; made once however many ask at the same time. */
  get(key: string, make: () => Promise<Packed>): Promise<Packed>
}

/** An empty cache of at most `maxBytes`. */
export function createCache(maxBytes: number = MAX_BYTES): Cache {
  const kept = new Map<string, Packed>()
  const making = new Map<string, Promise<Packed>>()
  let bytes = 0

  const keep = (key: string, page: Packed) => {
    if (weightOf(page) > maxBytes) return
    kept.set(key, page)
    bytes += weightOf(page)
    for (const [oldest, one] of kept) {
      if (bytes <= maxBytes && kept.size <= MAX_ENTRIES) return
      kept.delete(oldest)
      bytes -= weightOf(one)
    }
  }

  return {
    async get(key, make) {
      const found = kept.get(key)
      if (found !== undefined) {
        kept.delete(key) // and back in at the end: the map is in order of use
        kept.set(key, found)
        return found
      }
      const under = making.get(key)
      if (under !== undefined) return under
      const made = make()
        .then((page) => {
          keep(key, page)
          return page
        })
        .finally(() => making.delete(key))
      making.set(key, made)
      return made
    },
  }
}
