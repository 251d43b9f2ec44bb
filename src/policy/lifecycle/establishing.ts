/**
 * Taking over a policy that stands already: the agency goes on with what it has published, or begins with its first.
 * Nothing is changed for anybody, so there is nothing to give notice of; but the text is the privacy officer's word, as
 * every other. Once a version was announced there is no second time.
 */
import { dayOf } from '../../base/day.ts'
import type { Actor } from '../../ledger/ledger.ts'
import { announceOnce, type Established } from './announcing.ts'
import { settled } from './change.ts'
import { type LifecycleDeps, requirePermission } from './deps.ts'
import { approveDraft, keepDraft } from './drafting.ts'
import { policyFault } from './faults.ts'
import { publishDue } from './publication.ts'
import { checkedReason } from './rules.ts'
import { registryOf } from './texts.ts'
import { type PolicyVersion, type Reason, versionOf, versionRow, versionRows } from './version.ts'

export type Establishment = { readonly policy: string; readonly reason: Reason }

/** Drafts, approves, announces and publishes in one go. What was cut short is begun anew by the next attempt. */
export async function establish(
  deps: LifecycleDeps,
  by: Actor,
  { policy, reason: given }: Establishment,
): Promise<PolicyVersion> {
  await requirePermission(deps, by, 'policies.approve')
  const reason = checkedReason(given)
  const rows = await versionRows(deps.db, policy)
  const earlier = rows.find((row) => row.announced_at_ms !== null && row.withdrawn_at_ms === null)
  const isUnfinished = earlier?.state === 'announced' && earlier.established
  if (earlier !== undefined && !isUnfinished)
    throw policyFault('policy.alreadyEstablished', { policy, version: earlier.id })
  const version = isUnfinished ? earlier.id : await announceAnew(deps, by, { policy, reason })
  await publishDue(deps)
  return versionOf(await versionRow(deps.db, version))
}

async function announceAnew(
  deps: LifecycleDeps,
  by: Actor,
  { policy, reason }: Establishment,
): Promise<string> {
  const { id: version, draftDigest: digest } = await keepDraft(deps, by, { policy })
  await approveDraft(deps, by, { version, digest })
  const established = await statedDays(deps, policy)
  const { effectiveOn } = established
  const announced = await settled(deps, () =>
    announceOnce(deps, by, { version, digest, effectiveOn, reason, established }),
  )
  return announced.id
}

/** Since when the agency says that it holds; today where it does not say both days, or says later ones. */
async function statedDays(deps: LifecycleDeps, policy: string): Promise<Established> {
  const nowMs = deps.clock.now()
  const today = dayOf(nowMs)
  const { registry } = await registryOf(deps, nowMs)
  const stated = registry.policies.find(({ id }) => id === policy)
  const announcedOn = stated?.announcedOn ?? null
  const effectiveOn = stated?.effectiveOn ?? null
  if (announcedOn === null || effectiveOn === null || announcedOn > effectiveOn || effectiveOn > today)
    return { announcedOn: today, effectiveOn: today }
  return { announcedOn, effectiveOn }
}
