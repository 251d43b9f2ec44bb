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

/** A pause before a picture that is no key picture lies within the segment that goes on (recording/segmenter.ts). */
const PAUSES = ['silent', 'packetsLost']

/**
 * When a write fails, the gap is told from where footage was last known to be safe; more may be found on the disk
 * later: what was being made durable, and what had come meanwhile, each at most what a kill may cost.
 */
const MOST_FOUND_MS = 2000

/** A camera is at every moment in a segment or in a gap, and never in two; but for a pause, and for what is found. */
export function assertNothingUntold(device: string, facts: readonly Fact[]): void {
  const inOrder = facts.toSorted((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs)
  let told: Fact | undefined
  for (const fact of inOrder) {
    if (told !== undefined) {
      const step = fact.fromMs - told.toMs
      const both = `${JSON.stringify(told)} and ${JSON.stringify(fact)}`
      assert.ok(step <= 1, `${device}: nothing is told of ${step} ms between ${both}`)
      const isPause = PAUSES.includes(fact.cause ?? '') && told.cause === undefined && fact.toMs <= told.toMs
      const isFound = fact.cause === 'diskFailed' && step >= -MOST_FOUND_MS
      assert.ok(step >= -1 || isPause || isFound, `${device}: ${-step} ms are told twice, in ${both}`)
    }
    told = told === undefined || fact.toMs >= told.toMs ? fact : told
  }
}
