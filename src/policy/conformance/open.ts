/**
 * The proof of the agency's policies, for whoever asks: measured now, or a moment ago for those who read a page. However
 * many ask at once, the system is measured once.
 */
import type { Clock, Millis } from '../../base/clock.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Draft } from '../model.ts'
import { type Conformance, conformance } from './conformance.ts'
import { type GaugeDeps, openGauge } from './measure.ts'
import type { System } from './system.ts'

export type ProofDeps = GaugeDeps & {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  /** The registry in force now; undefined when none was adopted. */
  readonly registry: () => Promise<Registry | undefined>
  /** The draft of the version of that policy that is in force; null while none is. */
  readonly published: (policy: string) => Promise<Draft | null>
}

/** What was measured, and each policy held against it. */
export type Proof = {
  readonly system: System
  /** In the order of the registry; empty while none was adopted. */
  readonly conformance: readonly Conformance[]
}

export type Proofs = {
  /** Measured now. */
  now(): Promise<Proof>
  /** Measured at most a minute ago. */
  recent(): Promise<Proof>
  /**
   * Verifies the whole ledger, by which every proof from then on goes; until it was done once, nothing is claimed of it.
   * Takes time that grows with it: at start and once a day. Rejects with the reason of `signal`; then what was verified
   * before still stands.
   */
  verifyLedger(signal?: AbortSignal): Promise<void>
}

/** A page may be a minute behind. It states the time of its measurement. */
const RECENT_MS: Millis = 60_000

export function openProofs(deps: ProofDeps): Proofs {
  const { clock } = deps
  const gauge = openGauge(deps)
  let last: { readonly atMs: number; readonly proof: Promise<Proof> } | undefined
  async function measured(): Promise<Proof> {
    const system = await gauge.measure()
    const registry = await deps.registry()
    const results: Conformance[] = []
    for (const { id } of registry?.policies ?? [])
      if (registry !== undefined)
        results.push(conformance({ registry, policy: id, system, published: await deps.published(id) }))
    return { system, conformance: results }
  }
  return {
    now: measured,
    async recent() {
      const atMs = clock.monotonic()
      if (last === undefined || atMs - last.atMs > RECENT_MS) {
        const proof = measured()
        last = { atMs, proof }
        // A failure is told to those who waited for it, and not kept.
        proof.catch(() => (last = last?.proof === proof ? undefined : last))
      }
      return last.proof
    },
    verifyLedger: (signal) => gauge.verifyLedger(signal),
  }
}
