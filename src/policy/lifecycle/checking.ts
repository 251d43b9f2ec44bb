/**
 * What is checked again when a version takes effect: that it was approved, announced with a reason, and announced early
 * enough. Against the ledger, which nobody can rewrite, and not against the rows beside it.
 */
import { type Day, dayOf } from '../../base/day.ts'
import { opensCommitment } from '../../ledger/ledger.ts'
import type { Receipt } from '../../ledger/ledger.ts'
import { registryVersions } from '../../registry/registry.ts'
import type { LifecycleDeps } from './deps.ts'
import { policyFault } from './faults.ts'
import {
  checkedReason,
  checkNotice,
  inForceAt,
  MAX_REASON_CHARACTERS,
  promisedDays,
  reasonText,
} from './rules.ts'
import { readText, type VersionRow } from './version.ts'

/**
 * The announcement, when everything holds that was promised with it. Throws `policy.recordMissing`,
 * `policy.reasonMissing`, `policy.noticeTooShort` and `policy.effectBeforeNotice`.
 */
export async function checkAgain(
  deps: LifecycleDeps,
  rows: readonly VersionRow[],
  row: VersionRow,
): Promise<Receipt<'policy.announced'>> {
  const { id: version } = row
  const wrong = (what: string) => policyFault('policy.recordMissing', { version, what })
  const announced = await deps.ledger.find('policy.announced', version)
  if (announced === undefined || announced.entry.text !== row.text_digest) throw wrong('policy.announced')
  const { entry } = announced
  const approved = await deps.ledger.receipt('policy.approved', entry.approvedLeaf)
  const isApproved = approved.entry.version === version && approved.entry.draft === entry.draft
  if (!isApproved || entry.draft !== row.draft_digest) throw wrong('policy.approved')
  const text = await readText(deps.db, version, 'text')
  const sameDates =
    entry.effectiveOn === row.effective_on &&
    entry.effectiveOn === text.effectiveOn &&
    entry.announcedOn === text.announcedOn &&
    entry.established === row.established
  if (!sameDates) throw wrong('effectiveOn')
  if (row.reason_ko === null || row.reason_salt === null)
    throw policyFault('policy.reasonMissing', { most: MAX_REASON_CHARACTERS })
  const reason = checkedReason({ ko: row.reason_ko, en: row.reason_en })
  if (!opensCommitment(entry.reason, row.reason_salt, reasonText(reason))) throw wrong('reason')
  if (!entry.established)
    checkNotice({
      // By the ledger's own time, which nobody can write.
      announcedOn: dayOf(entry.at),
      effectiveOn: entry.effectiveOn as Day,
      promisedDays: await promiseThen(deps, rows, row),
      taken: [],
    })
  return announced
}

/** The notice that was due when the version was announced, by the registries that the texts were written from. */
async function promiseThen(
  { db }: LifecycleDeps,
  rows: readonly VersionRow[],
  row: VersionRow,
): Promise<number | null> {
  const registries = await registryVersions(db)
  const promiseOf = (version: VersionRow | undefined): number | null =>
    registries
      .find(({ digest }) => digest === version?.registry_digest)
      ?.registry.policies.find(({ id }) => id === row.policy)?.changeNoticeDays ?? null
  return promisedDays(promiseOf(inForceAt(rows, row.announced_at_ms ?? 0)), promiseOf(row))
}
