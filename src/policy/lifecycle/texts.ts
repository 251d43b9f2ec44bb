/**
 * What a version must say: written anew from the registry whenever it is asked whether a text still holds. A draft is
 * pure, so the same registry, law and wording give the same text, and any other text shows that one of them changed.
 */
import { canonicalJson } from '../../base/canonical.ts'
import type { Millis } from '../../base/clock.ts'
import { type Day, dayOf, dayStart } from '../../base/day.ts'
import { isFault } from '../../base/fault.ts'
import { registryAt } from '../../registry/registry.ts'
import type { RegistryVersion } from '../../registry/registry.ts'
import type { DraftOptions } from '../context.ts'
import { differences } from '../diff.ts'
import { draft } from '../draft.ts'
import type { Difference, Draft } from '../model.ts'
import type { LifecycleDeps } from './deps.ts'
import { policyFault } from './faults.ts'

/** The moment whose registry speaks for a text that takes effect on `day`: its beginning, or now when that is over. */
export function momentOf(day: Day, nowMs: Millis): Millis {
  return Math.max(nowMs, dayStart(day))
}

/** Throws `policy.registryMissing`. */
export async function registryOf(deps: Pick<LifecycleDeps, 'db'>, atMs: Millis): Promise<RegistryVersion> {
  const version = await registryAt(deps.db, atMs)
  if (version === undefined) throw policyFault('policy.registryMissing', { day: dayOf(atMs) })
  return version
}

/**
 * Throws `policy.registryChanged` or `policy.wordingChanged` when `approved` is not what the registry and the law of
 * that moment give. Dates and past versions do not count: they are the record's, and nobody's decision.
 */
export async function assertStillTrue(
  deps: Pick<LifecycleDeps, 'db'>,
  { version, approved, atMs }: { readonly version: string; readonly approved: Draft; readonly atMs: Millis },
): Promise<RegistryVersion> {
  const registry = await registryOf(deps, atMs)
  const day = dayOf(atMs)
  const now = draftOrNothing({ registry: registry.registry, policy: approved.policy, on: day, ...UNDATED })
  const changed = differences(approved, now)
  if (changed.length > 0) throw policyFault('policy.registryChanged', { version, day, facts: changed.length })
  if (now === undefined || !saysTheSame(approved, now))
    throw policyFault('policy.wordingChanged', { version, day })
  return registry
}

/** The dates of a draft that was not announced. */
export const UNDATED = { announcedOn: null, effectiveOn: null } as const

/** Whether two drafts without dates read the same, but for the list of past versions, of which only the facts count. */
export function saysTheSame(one: Draft, other: Draft): boolean {
  return substanceOf(one).equals(substanceOf(other))
}

function substanceOf({ title, form, asOf, lead, clauses }: Draft): Buffer {
  const lasting = clauses.map((clause) =>
    clause.id === 'history' ? { id: clause.id, facts: clause.facts } : clause,
  )
  return canonicalJson({ title, form, asOf, lead, clauses: lasting })
}

/** Undefined when the registry no longer has the policy, or has nothing for it to say. */
function draftOrNothing(options: DraftOptions): Draft | undefined {
  try {
    return draft(options)
  } catch (error) {
    if (isFault(error, 'policy.unknown') || isFault(error, 'policy.nothingToSay')) return undefined
    throw error
  }
}

/** What a published text states otherwise than the registry, under the law of `on`. */
export function driftOf(text: Draft, registry: RegistryVersion, on: Day): readonly Difference[] {
  const { policy, announcedOn, effectiveOn } = text
  return differences(
    text,
    draftOrNothing({ registry: registry.registry, policy, on, announcedOn, effectiveOn }),
  )
}
