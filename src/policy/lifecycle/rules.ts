/**
 * The rules of the policy's life, pure: how much notice is due, from which day a version may take effect, and which
 * of several takes effect when the program was off. No statute fixes the days between announcement and effect; it is
 * the agency's own promise, and the text in force is where it stands.
 */
import { canonicalJson } from '../../base/canonical.ts'
import { type Day, addDays, daysBetween } from '../../base/day.ts'
import { policyFault } from './faults.ts'
import type { Reason, VersionRow } from './version.ts'

/** Longest reason for a change, in characters of either language. */
export const MAX_REASON_CHARACTERS = 2000

/**
 * The notice that is due for a change, in days: what the text in force promises or what the new one does, whichever is
 * longer, so that no promise is shortened by the very change that it is about. Null: none is promised.
 */
export function promisedDays(inForce: number | null | undefined, next: number | null): number | null {
  const promises = [inForce ?? null, next].filter((days) => days !== null)
  return promises.length === 0 ? null : Math.max(...promises)
}

/** A version that has a day of its own, which no other may share or pass. */
type Taken = { readonly version: string; readonly day: Day }

/** The days that are taken: the one on which the version in force began, and those announced. The latest last. */
export function takenDays(rows: readonly VersionRow[]): readonly Taken[] {
  return rows
    .flatMap(({ id, state, in_force_on, effective_on }): Taken[] => {
      const day = state === 'inForce' ? in_force_on : state === 'announced' ? effective_on : null
      return day === null ? [] : [{ version: id, day: day as Day }]
    })
    .toSorted((a, b) => (a.day < b.day ? -1 : 1))
}

export type Notice = {
  readonly announcedOn: Day
  readonly effectiveOn: Day
  readonly promisedDays: number | null
  readonly taken: readonly Taken[]
}

/** The first day on which a version announced now may take effect. */
export function earliestDay({ announcedOn, promisedDays: days, taken }: Omit<Notice, 'effectiveOn'>): Day {
  const noticed = addDays(announcedOn, days ?? 0)
  const last = taken.at(-1)
  const free = last === undefined ? noticed : addDays(last.day, 1)
  return free > noticed ? free : noticed
}

/** Throws `policy.noticeTooShort`, `policy.effectBeforeNotice` or `policy.overlaps`, each with the earliest day. */
export function checkNotice(notice: Notice): void {
  const { announcedOn, effectiveOn, promisedDays: days, taken } = notice
  const earliest = earliestDay(notice)
  if (effectiveOn < announcedOn)
    throw policyFault('policy.effectBeforeNotice', { announcedOn, effectiveOn, earliest })
  if (days !== null && daysBetween(announcedOn, effectiveOn) < days)
    throw policyFault('policy.noticeTooShort', { promisedDays: days, announcedOn, effectiveOn, earliest })
  const last = taken.at(-1)
  if (last !== undefined && effectiveOn <= last.day)
    throw policyFault('policy.overlaps', {
      other: last.version,
      otherDay: last.day,
      effectiveOn,
      earliest,
    })
}

/** The reason as it is kept. Throws `policy.reasonMissing` for one that says nothing, or is no plain text. */
export function checkedReason({ ko, en }: Reason): Reason {
  return { ko: checkedText(ko), en: en === null || en.trim() === '' ? null : checkedText(en) }
}

/** What the ledger's commitment to a reason is about. */
export function reasonText({ ko, en }: Reason): string {
  return canonicalJson({ ko, en }).toString('utf8')
}

function checkedText(text: string): string {
  const shown = text.normalize('NFC').trim()
  const isPlain = shown.isWellFormed() && !/[\p{Cc}\p{Cf}]/u.test(shown.replaceAll('\n', ''))
  if (
    shown === '' ||
    !/[\p{L}\p{N}]/u.test(shown) ||
    Array.from(shown).length > MAX_REASON_CHARACTERS ||
    !isPlain
  )
    throw policyFault('policy.reasonMissing', { most: MAX_REASON_CHARACTERS })
  return shown
}

/** Of the announced versions whose day has come: the one that takes effect now, and those it overtakes. */
export function dueOn(
  rows: readonly VersionRow[],
  today: Day,
): { readonly next: VersionRow | undefined; readonly overtaken: readonly VersionRow[] } {
  const due = rows
    .filter((row) => row.state === 'announced' && row.effective_on !== null && row.effective_on <= today)
    .toSorted((a, b) => ((a.effective_on ?? '') < (b.effective_on ?? '') ? -1 : 1))
  return { next: due.at(-1), overtaken: due.slice(0, -1) }
}
