/**
 * What is checked again when a version takes effect: that it was approved, announced with a reason, and announced early
 * enough, and that nothing undid it since. Against the ledger, which nobody can rewrite, and not against the rows.
 */
import { type Day, dayOf } from '../../base/day.ts'
import type { Receipt } from '../../ledger/ledger.ts'
import { registryVersions } from '../../registry/registry.ts'
import type { LifecycleDeps } from './deps.ts'
import { policyFault } from './faults.ts'
import { agrees, lastStep } from './record.ts'
import { checkNotice, promisedDays } from './rules.ts'
import { readText, type VersionRow } from './version.ts'

/**
 * The announcement, when everything holds that was promised with it. Throws `policy.recordMissing`,
 * `policy.noticeTooShort` and `policy.effectBeforeNotice`.
 */
export async function checkAgain(deps: LifecycleDeps, row: VersionRow): Promise<Receipt<'policy.announced'>> {
  const { id: version, policy } = row
  const wrong = (what: string) => policyFault('policy.recordMissing', { version, what })
  const announced = await lastStep(deps, version, 'policy.announced')
  const { entry } = announced
  if (!agrees(row, entry)) throw wrong('policy.announced')
  const approved = await deps.ledger.receipt('policy.approved', entry.approvedLeaf)
  if (approved.entry.version !== version || approved.entry.draft !== entry.draft)
    throw wrong('policy.approved')
  await readText(deps.db, version, 'text')
  const before = await inForceBefore(deps, policy, announced.leaf)
  if (entry.established) {
    if (before !== undefined) throw wrong('established')
    return announced
  }
  const promiseOf = await promises(deps, policy)
  checkNotice({
    // By the ledger's own time, which nobody can write.
    announcedOn: dayOf(entry.at),
    effectiveOn: entry.effectiveOn as Day,
    promisedDays: promisedDays(before && (await promiseOf(before)), await promiseOf(announced)),
    taken: [],
  })
  return announced
}

/** The announcement of the version that was in force when the ledger came to that leaf. */
async function inForceBefore(
  { ledger }: LifecycleDeps,
  policy: string,
  to: number,
): Promise<Receipt<'policy.announced'> | undefined> {
  let last: number | undefined
  for await (const { leaf, entry } of ledger.entries({ kinds: ['policy.published'], to }))
    if (entry.version.replace(/-\d+$/, '') === policy) last = leaf
  if (last === undefined) return undefined
  const { entry } = await ledger.receipt('policy.published', last)
  return ledger.receipt('policy.announced', entry.announcedLeaf)
}

/** The notice that an announced text promises, by the registry that the ledger says it was written from. */
async function promises({ db, ledger }: LifecycleDeps, policy: string) {
  const registries = await registryVersions(db)
  return async ({ entry }: Receipt<'policy.announced'>): Promise<number | null> => {
    const approved = await ledger.receipt('policy.approved', entry.approvedLeaf)
    const drafted = await ledger.receipt('policy.drafted', approved.entry.draftedLeaf)
    const written = registries.find(({ digest }) => digest === drafted.entry.registry)
    if (written === undefined)
      throw policyFault('policy.recordMissing', { version: entry.version, what: 'registry.changed' })
    return written.registry.policies.find(({ id }) => id === policy)?.changeNoticeDays ?? null
  }
}
