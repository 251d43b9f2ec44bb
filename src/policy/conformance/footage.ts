/**
 * Cameras and footage as the catalogue has them, measured in five bounded queries: totals by camera and category, the
 * camera-days that may be overdue, yesterday, its gaps, and what is held. The totals have one row a camera-day, so a
 * month of five thousand cameras is a scan of 150,000 short rows and no segment is read at all.
 */
import { present } from '../../base/assert.ts'
import type { Millis } from '../../base/clock.ts'
import type { Db } from '../../base/database.ts'
import { addDays, type Day, dayOf, daysBetween, dayStart } from '../../base/day.ts'
import { cameraDays, cameraDaysBefore, gapTime, type Holdings } from '../../footage/footage.ts'
import { recordableDevices, type RegistryVersion } from '../../registry/registry.ts'
import { dueDayOf, heldByDay, incidents, type Periods, periodsAt } from '../../retention/retention.ts'
import type { MeasuredCamera, MeasuredDay, MeasuredFootage } from './system.ts'

/** More changes of the registry within what is kept, and every camera-day is looked at instead. */
const MAX_CHANGES = 32

type Moment = { readonly versions: readonly RegistryVersion[]; readonly nowMs: Millis }
type Filmed = Parameters<Periods['of']>[0]

/** Footage by zone and category, in the order of both; undefined while no registry is in force. */
export async function measureFootage(
  db: Db,
  held: readonly Holdings[],
  { versions, nowMs }: Moment,
): Promise<readonly MeasuredFootage[] | undefined> {
  const periods = periodsOf({ versions, nowMs })
  if (periods === undefined) return undefined
  const classes = new Map<string, Mutable<MeasuredFootage>>()
  const classOf = (zone: string, one: { readonly category: string }): Mutable<MeasuredFootage> | undefined =>
    classes.get(`${zone}/${one.category}`)
  for (const [zone, one] of await byZone(db, held, versions, periods)) {
    const known = classOf(zone, one)
    if (known === undefined) classes.set(`${zone}/${one.category}`, begun(zone, one))
    else add(known, one)
  }
  for (const [zone, { category, segments, overdueDays }] of await overdue(
    db,
    held,
    { versions, nowMs },
    periods,
  )) {
    const known = present(classOf(zone, { category }), 'what is overdue is among what there is')
    known.heldSegments += segments.held
    if (segments.loose === 0) continue
    known.overdueSegments += segments.loose
    known.mostOverdueDays = Math.max(known.mostOverdueDays, overdueDays)
  }
  return [...classes.values()].sort((a, b) =>
    `${a.zone}/${a.category}` < `${b.zone}/${b.category}` ? -1 : 1,
  )
}

/**
 * The periods at that moment, reckoned once for all cameras that every version of the registry has in the same zone: it
 * is by its zones, its category and the day that a camera's footage is judged.
 */
function periodsOf({ versions, nowMs }: Moment): Periods | undefined {
  const periods = periodsAt(versions, nowMs)
  if (periods === undefined) return undefined
  const zones = versions.map(({ registry }) => new Map(registry.devices.map(({ id, zone }) => [id, zone])))
  const known = new Map<string, ReturnType<Periods['of']>>()
  return {
    ...periods,
    of(filmed: Filmed) {
      const key = [...zones.map((one) => one.get(filmed.device) ?? ''), filmed.category, filmed.day].join('/')
      const period = known.get(key) ?? periods.of(filmed)
      known.set(key, period)
      return period
    },
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** What there is of each camera, with its zone; of a camera that was moved, what was filmed in each. */
async function byZone(
  db: Db,
  held: readonly Holdings[],
  versions: readonly RegistryVersion[],
  periods: Periods,
): Promise<readonly (readonly [zone: string, Holdings])[]> {
  const found: (readonly [string, Holdings])[] = []
  for (const one of held) {
    const { device, category } = one
    const [zone, ...others] = new Set(
      telling(one, versions).map((day) => periods.of({ device, category, day }).zone),
    )
    if (zone === undefined || others.length === 0) found.push([zone ?? '', one])
    else {
      const days = (await cameraDays(db, { device })).filter((day) => day.category === category)
      const zones = Map.groupBy(days, (day) => periods.of(day).zone)
      for (const [each, own] of zones) found.push([each, joined(own)])
    }
  }
  return found
}

/** Camera-days of one camera and category, as what there is of it. */
function joined(days: Awaited<ReturnType<typeof cameraDays>>): Holdings {
  const [first, ...others] = days.map((day) => {
    const midnight = dayStart(day.day)
    return {
      ...day,
      oldestDay: day.day,
      youngestDay: day.day,
      oldestStartedAtMs: day.startedAtMs,
      youngestEndedAtMs: day.endedAtMs,
      earliestOfDayMs: day.startedAtMs - midnight,
      latestOfDayMs: day.endedAtMs - midnight,
    }
  })
  return others.reduce(
    (sum, one) => ({
      ...sum,
      segments: sum.segments + one.segments,
      bytes: sum.bytes + one.bytes,
      youngestDay: one.youngestDay,
      youngestEndedAtMs: Math.max(sum.youngestEndedAtMs, one.youngestEndedAtMs),
      earliestOfDayMs: Math.min(sum.earliestOfDayMs, one.earliestOfDayMs),
      latestOfDayMs: Math.max(sum.latestOfDayMs, one.latestOfDayMs),
    }),
    present(first, 'a zone in which something was filmed'),
  )
}

/**
 * The days on which it must be asked what holds for all footage of that camera: it can only change where a version of the
 * registry begins.
 */
function telling({ oldestDay, youngestDay }: Holdings, versions: readonly RegistryVersion[]): readonly Day[] {
  const changes = versions
    .flatMap(({ validFromMs }) => [dayOf(validFromMs), addDays(dayOf(validFromMs), 1)])
    .filter((day) => day > oldestDay && day < youngestDay)
  return [oldestDay, ...changes, youngestDay]
}

function begun(zone: string, one: Holdings): Mutable<MeasuredFootage> {
  const { category, segments, oldestDay, youngestDay, earliestOfDayMs, latestOfDayMs } = one
  const found = { segments, oldestDay, youngestDay, earliestOfDayMs, latestOfDayMs }
  const none = { overdueSegments: 0, mostOverdueDays: 0, heldSegments: 0 }
  return { zone, category, cameras: 1, ...found, ...none }
}

function add(sum: Mutable<MeasuredFootage>, one: Holdings): void {
  sum.cameras++
  sum.segments += one.segments
  if (one.oldestDay < sum.oldestDay) sum.oldestDay = one.oldestDay
  if (one.youngestDay > sum.youngestDay) sum.youngestDay = one.youngestDay
  sum.earliestOfDayMs = Math.min(sum.earliestOfDayMs, one.earliestOfDayMs)
  sum.latestOfDayMs = Math.max(sum.latestOfDayMs, one.latestOfDayMs)
}

type Overdue = {
  readonly category: string
  readonly segments: { readonly loose: number; readonly held: number }
  readonly overdueDays: number
}

/**
 * Camera-days whose last day is over, with the zone they were filmed in. All of the due day is still in time: the
 * sweep has a night for it (`jangseung check` counts the same way).
 */
async function overdue(
  db: Db,
  held: readonly Holdings[],
  moment: Moment,
  periods: Periods,
): Promise<readonly (readonly [string, Overdue])[]> {
  const today = dayOf(moment.nowMs)
  const limits = held.map((one) => ({
    device: one.device,
    category: one.category,
    before: addDays(today, -shortestDays(one, moment.versions, periods) - 1),
  }))
  const candidates = await cameraDaysBefore(db, limits)
  if (candidates.length === 0) return []
  const heldDays = new Map((await heldByDay(db)).map(({ segments, ...day }) => [dayText(day), segments]))
  return candidates.flatMap((day) => {
    const { zone, retentionDays } = periods.of(day)
    const overdueDays = daysBetween(dueDayOf({ day: day.day, retentionDays }), today)
    if (overdueDays <= 0) return []
    const kept = Math.min(day.segments, heldDays.get(dayText(day)) ?? 0)
    const segments = { loose: day.segments - kept, held: kept }
    return [[zone, { category: day.category, segments, overdueDays }] as const]
  })
}

/** The shortest period for any footage there is of that camera and category. */
function shortestDays(one: Holdings, versions: readonly RegistryVersion[], periods: Periods): number {
  const { device, category } = one
  const days = telling(one, versions)
  if (days.length > MAX_CHANGES) return periods.shortestDays
  return Math.min(...days.map((day) => periods.of({ device, category, day }).retentionDays))
}

function dayText({
  device,
  day,
  category,
  generation,
}: {
  device: string
  day: Day
  category: string
  generation: number
}) {
  return `${device}/${day}/${category}/${generation}`
}

/**
 * Every camera that is to be recorded, and whichever has footage besides; when each last was. Undefined while no
 * registry is in force.
 */
export async function measureCameras(
  db: Db,
  held: readonly Holdings[],
  { versions, nowMs }: Moment,
): Promise<readonly MeasuredCamera[] | undefined> {
  const registry = versions.at(-1)?.registry
  if (registry === undefined) return undefined
  const first = new Map<string, Millis>()
  const last = new Map<string, Millis>()
  for (const { device, oldestStartedAtMs, youngestEndedAtMs } of held) {
    first.set(device, Math.min(oldestStartedAtMs, first.get(device) ?? oldestStartedAtMs))
    last.set(device, Math.max(youngestEndedAtMs, last.get(device) ?? youngestEndedAtMs))
  }
  const troubles = new Map<string, string>()
  for (const { device, code } of await incidents(db))
    if (device !== null && code.startsWith('recording.')) troubles.set(device, code)
  const days = await yesterdays(db, addDays(dayOf(nowMs), -1))
  const ids = new Set([...recordableDevices(registry).map(({ id }) => id), ...last.keys()])
  return [...ids].map((device) => ({
    device,
    firstFootageMs: first.get(device),
    lastFootageMs: last.get(device),
    trouble: troubles.get(device) ?? null,
    yesterday: days.get(device),
  }))
}

/** What was filmed on that day, by camera. */
async function yesterdays(db: Db, day: Day): Promise<ReadonlyMap<string, MeasuredDay>> {
  const midnight = dayStart(day)
  const filmed = new Map<string, { fromMs: Millis; toMs: Millis }>()
  for (const { device, startedAtMs, endedAtMs } of await cameraDays(db, { day })) {
    const known = filmed.get(device) ?? { fromMs: startedAtMs, toMs: endedAtMs }
    filmed.set(device, {
      fromMs: Math.min(known.fromMs, startedAtMs),
      toMs: Math.max(known.toMs, endedAtMs),
    })
  }
  const missing = await gapTime(
    db,
    [...filmed].map(([device, range]) => ({ device, ...range })),
  )
  return new Map(
    [...filmed].map(([device, { fromMs, toMs }]) => [
      device,
      { fromMs: fromMs - midnight, toMs: toMs - midnight, missingMs: missing.get(device) ?? 0 },
    ]),
  )
}
