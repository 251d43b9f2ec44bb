/**
 * When footage must still be there, and when it must be gone. Pure: days in, days out.
 *
 * "촬영일로부터 N일": the day of filming is not counted (민법 §157), so footage of day D must be there until the end
 * of day D+N in Korea, and is due from the first millisecond of day D+N+1 (법 §21①, 지체 없이). Both bounds are one
 * moment: before it destruction would break the promise to keep, after it every hour breaks the promise to destroy.
 *
 * The registry's number is that N. "30일 이내" (표준지침 §41②) is the guideline's cap and not a period of its own: an
 * agency that keeps footage "within N days" states N, and the last day on which it may exist is D+N either way.
 */
import { assert } from '../base/assert.ts'
import type { Millis } from '../base/clock.ts'
import { addDays, dayOf, daysBetween, dayStart } from '../base/day.ts'
import type { Day } from '../base/day.ts'

/** What the schedule must know of footage: the day it was filmed, and for how many days it is kept. */
export type Kept = { readonly day: Day; readonly retentionDays: number }

/** Footage that is due: since which day, and how many days too late it already is (0 on the day itself). */
export type Due = { readonly dueDay: Day; readonly lateDays: number }

/** The first day on which the footage may no longer exist: D+N+1. */
export function dueDayOf({ day, retentionDays }: Kept): Day {
  assert(Number.isInteger(retentionDays) && retentionDays >= 0, 'retention is a whole number of days')
  return addDays(day, retentionDays + 1)
}

/** The moment up to which the footage must be there, and from which it is due. */
export function keptUntilMs(kept: Kept): Millis {
  return dayStart(dueDayOf(kept))
}

/** Whole days from the day on which something was due to the day in which `atMs` lies; 0 when it is not late. */
export function lateDaysOf(dueDay: Day, atMs: Millis): number {
  return Math.max(0, daysBetween(dueDay, dayOf(atMs)))
}

/** Those of `footage` that are due at `atMs`, each with its due day and lateness; the longest overdue first. */
export function dueAt<T extends Kept>(footage: readonly T[], atMs: Millis): (T & Due)[] {
  return footage
    .filter((kept) => atMs >= keptUntilMs(kept))
    .map((kept) => {
      const dueDay = dueDayOf(kept)
      return { ...kept, dueDay, lateDays: lateDaysOf(dueDay, atMs) }
    })
    .toSorted((a, b) => (a.dueDay < b.dueDay ? -1 : a.dueDay > b.dueDay ? 1 : 0))
}
