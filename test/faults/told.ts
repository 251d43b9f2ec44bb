/** What is told of a camera's time: footage, or a gap with its cause. */
import assert from 'node:assert/strict'
import type { Whole } from '../whole.ts'

export type Fact = {
  readonly id: string
  readonly fromMs: number
  readonly toMs: number
  /** Of a gap. */
  readonly cause?: string
}

/** The segments and gaps of a device. */
export async function factsOf(program: Whole, device: string): Promise<Fact[]> {
  const segments = (await program.segments(device)).map(({ id, startedAtMs, endedAtMs }) => ({
    id,
    fromMs: startedAtMs,
    toMs: endedAtMs,
  }))
  const gaps = (await program.gaps(device)).map(({ id, fromMs, toMs, cause }) => ({
    id,
    fromMs,
    toMs,
    cause,
  }))
  return [...segments, ...gaps]
}

/**
 * A gap is told from where footage was last known to be safe; more may be found on the disk later: what was being made
 * durable, and what had come meanwhile, each at most what a kill may cost (recording/cutter.ts).
 */
const MOST_FOUND_MS = 2400

/** A camera is at every moment in a segment or in a gap, and never in two segments. */
export function assertNothingUntold(device: string, facts: readonly Fact[]): void {
  const inOrder = facts.toSorted((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs)
  let told: Fact | undefined
  for (const fact of inOrder) {
    if (told !== undefined) {
      const step = fact.fromMs - told.toMs
      const isFootage = told.cause === undefined && fact.cause === undefined
      assert.ok(step <= 1, `${device}: nothing is told of ${step} ms from ${told.toMs}`)
      assert.ok(
        step >= (isFootage ? -1 : -MOST_FOUND_MS),
        `${device}: ${-step} ms are told twice from ${fact.fromMs}`,
      )
    }
    told = told === undefined || fact.toMs >= told.toMs ? fact : told
  }
}
