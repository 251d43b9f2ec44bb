/** What the ledger's entries tell of the versions of each policy: announced when, in force since when. Pure. */
import type { Day } from '../../base/day.ts'
import type { EntryOf } from '../../ledger/ledger.ts'
import type { MeasuredPolicy } from './system.ts'

/** The kinds of entries that tell it. */
export const POLICY_KINDS = ['policy.announced', 'policy.withdrawn', 'policy.published'] as const
export type PolicyEntry = EntryOf<(typeof POLICY_KINDS)[number]>

/** The policies that the entries, in their order, speak of. */
export function policiesOf(entries: readonly PolicyEntry[]): readonly MeasuredPolicy[] {
  return [...Map.groupBy(entries, ({ version }) => policyOf(version))].map(([policy, own]) => ({
    policy,
    announcements: announcementsIn(own),
    publications: own.flatMap((entry) =>
      entry.kind === 'policy.published'
        ? [
            {
              version: entry.version,
              inForceOn: entry.inForceOn as Day,
              lateDays: entry.lateDays,
              replaced: entry.replaced,
            },
          ]
        : [],
    ),
  }))
}

/** A version is named after its policy, with a number. */
function policyOf(version: string): string {
  return version.replace(/-\d+$/, '')
}

function announcementsIn(entries: readonly PolicyEntry[]): MeasuredPolicy['announcements'] {
  const withdrawn = new Set(
    entries.flatMap(({ kind, version }) => (kind === 'policy.withdrawn' ? [version] : [])),
  )
  return entries.flatMap((entry) =>
    entry.kind === 'policy.announced' && !withdrawn.has(entry.version)
      ? [
          {
            version: entry.version,
            announcedOn: entry.announcedOn as Day,
            effectiveOn: entry.effectiveOn as Day,
            promisedDays: entry.promisedDays,
            isEstablished: entry.established,
          },
        ]
      : [],
  )
}
