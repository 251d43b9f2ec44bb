/**
 * The archive: which text was in force when. What the system kept is a row of ranges without a gap or an overlap,
 * because each begins on the day on which the one before ends. What was before the system is told by the agency, and
 * stands here as told.
 */
import { type Day, addDays } from '../../base/day.ts'
import type { Bilingual } from '../../law/law.ts'
import type { Registry } from '../../registry/registry.ts'
import type { PastVersion } from '../model.ts'
import type { PolicyVersion } from './version.ts'

export type ArchiveRange = {
  readonly from: Day
  /** The last day; null: in force, or for a range that is told, not known. */
  readonly until: Day | null
  /** The version that the system kept; null for what the agency tells of the time before. */
  readonly version: PolicyVersion | null
  readonly note: Bilingual | null
}

type Policy = Registry['policies'][number]

/** The ranges, the earliest first. `policy` is undefined when the registry does not have it any more. */
export function archiveOf(
  policy: Policy | undefined,
  versions: readonly PolicyVersion[],
): readonly ArchiveRange[] {
  const kept = versions
    .flatMap((version): ArchiveRange[] =>
      version.inForceOn === null
        ? []
        : [{ from: version.inForceOn, until: version.until, version, note: null }],
    )
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
  return [...toldRanges(policy, kept[0]), ...kept]
}

/** What is told of the days before the first version that was kept. */
function toldRanges(policy: Policy | undefined, first: ArchiveRange | undefined): readonly ArchiveRange[] {
  const isBefore = (from: Day) => first === undefined || from < first.from
  const before = (policy?.history ?? [])
    .filter(({ from }) => isBefore(from))
    .map(({ from, until, note }): ArchiveRange => ({ from, until, version: null, note }))
  const statedOn = (first?.version?.established ? first.version.effectiveOn : policy?.effectiveOn) ?? null
  const last = before.at(-1)
  if (statedOn !== null && isBefore(statedOn) && (last === undefined || last.from < statedOn))
    before.push({ from: statedOn, until: null, version: null, note: null })
  return before.map((range, index) => {
    const next = before[index + 1]?.from ?? first?.from
    // Only the last one is known to reach to the first that was kept; of the others a gap is told as a gap.
    const isStated = range.from === statedOn
    const until = range.until ?? (isStated && next !== undefined ? addDays(next, -1) : null)
    return {
      ...range,
      until: until !== null && next !== undefined && until >= next ? addDays(next, -1) : until,
    }
  })
}

/** The same as the text lists it: the versions before one that takes effect on `effectiveOn`, as far as is known. */
export function pastOf(
  archive: readonly ArchiveRange[],
  announced: readonly PolicyVersion[],
  effectiveOn: Day | null,
): readonly PastVersion[] {
  const ranges = [
    ...archive.map(({ from, until, note, version }) => ({ from, until, note, href: version?.path ?? null })),
    ...announced.flatMap(({ effectiveOn: from, path }) =>
      from === null ? [] : [{ from, until: null, note: null, href: path }],
    ),
  ]
  const lastKept = archive.findLast(({ version }) => version !== null)
  return ranges.map((range, index) => {
    const isKept = index >= archive.length || archive[index] === lastKept
    const next = ranges[index + 1]?.from ?? effectiveOn
    return range.until === null && isKept && next !== null ? { ...range, until: addDays(next, -1) } : range
  })
}
