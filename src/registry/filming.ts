/** 촬영시간: when a device films, by what the registry says of its zone. Korean time. Pure. */
import type { Millis } from '../base/clock.ts'
import { DAY_MS, KOREA_OFFSET_MS } from '../base/day.ts'

/** From and until, in ms from midnight; `untilMs` is later, also where the hours pass midnight. */
export type HourRange = { readonly fromMs: Millis; readonly untilMs: Millis }

/** The range of `HH:MM-HH:MM`; undefined for `always` and `onDemand`. */
export function hourRange(hours: string): HourRange | undefined {
  const match = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(hours)
  if (match === null) return undefined
  const [fromHour = 0, fromMinute = 0, hour = 0, minute = 0] = match.slice(1).map(Number)
  const fromMs = (fromHour * 60 + fromMinute) * 60_000
  const untilMs = (hour * 60 + minute) * 60_000
  return { fromMs, untilMs: untilMs > fromMs ? untilMs : untilMs + DAY_MS }
}

/** Whether that moment is in the hours. What is filmed `onDemand` is never said to be due. */
export function isFilming(hours: string, atMs: Millis): boolean {
  if (hours === 'always') return true
  const range = hourRange(hours)
  if (range === undefined) return false
  const { fromMs, untilMs } = range
  const ofDay = (atMs + KOREA_OFFSET_MS) % DAY_MS
  return (ofDay >= fromMs && ofDay < untilMs) || ofDay + DAY_MS < untilMs
}
