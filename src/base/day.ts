/**
 * Calendar days in Korea. Korea keeps UTC+09:00 the year round (no daylight saving since 1988), so a day is a
 * fixed span of 86,400,000 ms and the offset is written here once, never taken from the machine.
 */
import { assert } from './assert.ts'
import type { Millis } from './clock.ts'

/** A Korean calendar day, 'YYYY-MM-DD'. Sorts as text. */
export type Day = string & { readonly __day: true }

export const DAY_MS = 86_400_000
export const KOREA_OFFSET_MS = 9 * 3_600_000

/** The Korean calendar day in which that moment lies. */
export function dayOf(atMs: Millis): Day {
  return new Date(atMs + KOREA_OFFSET_MS).toISOString().slice(0, 10) as Day
}

/** The first millisecond of the day, 00:00 in Korea. */
export function dayStart(day: Day): Millis {
  return Date.parse(`${day}T00:00:00Z`) - KOREA_OFFSET_MS
}

/** The day `count` days later (earlier when negative). */
export function addDays(day: Day, count: number): Day {
  return dayOf(dayStart(day) + count * DAY_MS)
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((dayStart(to) - dayStart(from)) / DAY_MS)
}

/** The day written in `text`, or undefined when it is not a real calendar day in the form YYYY-MM-DD. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const ms = Date.parse(`${text}T00:00:00Z`)
  if (!Number.isFinite(ms) || new Date(ms).toISOString().slice(0, 10) !== text) return undefined
  return text as Day
}

/** A moment as people in Korea read it, 'YYYY-MM-DD HH:MM:SS', always Korean time. */
export function koreanTime(atMs: Millis): string {
  assert(Number.isFinite(atMs), 'a moment is a finite number of milliseconds')
  return new Date(atMs + KOREA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/** A moment as machines read it, RFC 3339 with the Korean offset. */
export function koreanIso(atMs: Millis): string {
  return `${new Date(atMs + KOREA_OFFSET_MS).toISOString().slice(0, 23)}+09:00`
}
