/** What a benchmark reports: one figure, beside its baseline from the same run. */
import { realClock } from '../src/base/clock.ts'

export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The same quantity of the baseline, or null where its tool is not installed. */
  readonly baseline: number | null
  /** value / baseline; null without a baseline, or where the figure is judged by itself. */
  readonly ratio: number | null
  /** What must be reached, in words: "ratio <= 0.5", "value <= 5 s". */
  readonly reach: string | null
  /** Whether it was; null where there is nothing to reach or nothing to compare with. */
  readonly met: boolean | null
}

export type Benchmark = {
  readonly name: string
  /** What is measured, against what, and how. */
  readonly says: string
  run(progress: (text: string) => void): Promise<readonly Figure[]>
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = NaN, high = NaN] =
    sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1, middle + 1)
  return (low + high) / 2
}

/** The value below which `share` (0 to 1) of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
}

/** How long it takes, ms. */
export async function timed(act: () => Promise<unknown>): Promise<number> {
  const from = realClock.monotonic()
  await act()
  return realClock.monotonic() - from
}

/** A figure that is judged by its ratio to the baseline. */
export function compared(
  name: string,
  unit: string,
  value: number,
  baseline: number | null,
  reach: { readonly atMost: number } | { readonly atLeast: number } | null,
): Figure {
  const ratio = baseline === null ? null : value / baseline
  if (reach === null) return { name, value, unit, baseline, ratio, reach: null, met: null }
  const [sign, bound, met] =
    'atMost' in reach
      ? ['<=', reach.atMost, ratio === null ? null : ratio <= reach.atMost]
      : ['>=', reach.atLeast, ratio === null ? null : ratio >= reach.atLeast]
  return { name, value, unit, baseline, ratio, reach: `ratio ${sign} ${bound}`, met }
}

/** A figure that is judged by itself. */
export function bounded(
  name: string,
  unit: string,
  value: number,
  atMost: number | null,
  baseline: number | null = null,
): Figure {
  const ratio = baseline === null ? null : value / baseline
  if (atMost === null) return { name, value, unit, baseline, ratio, reach: null, met: null }
  return { name, value, unit, baseline, ratio, reach: `value <= ${atMost} ${unit}`, met: value <= atMost }
}
