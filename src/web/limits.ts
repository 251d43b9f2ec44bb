/** How often one origin may ask. A bucket of tokens for each, refilled by the clock; the number of buckets is bounded. */
import type { Clock } from '../base/clock.ts'
import { webFault } from './faults.ts'

/** Buckets kept; beyond it, those that are full again are forgotten, and then the oldest. */
const MAX_BUCKETS = 10_000

export type Rate = { readonly burst: number; readonly perSecond: number }

type Limiter = {
  /** Takes one token of the origin. Throws `web.tooManyRequests`. */
  take(origin: string): void
}

export function createLimiter(clock: Pick<Clock, 'monotonic'>, { burst, perSecond }: Rate): Limiter {
  const buckets = new Map<string, { tokens: number; atMs: number }>()
  const filled = (bucket: { tokens: number; atMs: number }, now: number) =>
    Math.min(burst, bucket.tokens + ((now - bucket.atMs) / 1000) * perSecond)
  return {
    take(origin) {
      const now = clock.monotonic()
      const bucket = buckets.get(origin)
      const tokens = bucket === undefined ? burst : filled(bucket, now)
      buckets.delete(origin) // and back in at the end: the map is in order of use
      buckets.set(origin, { tokens: tokens < 1 ? tokens : tokens - 1, atMs: now })
      if (buckets.size > MAX_BUCKETS) {
        for (const [key, one] of buckets) if (filled(one, now) >= burst) buckets.delete(key)
        const oldest = buckets.keys().next().value
        if (buckets.size > MAX_BUCKETS && oldest !== undefined) buckets.delete(oldest)
      }
      if (tokens < 1)
        throw webFault('web.tooManyRequests', { seconds: Math.max(1, Math.ceil((1 - tokens) / perSecond)) })
    },
  }
}
