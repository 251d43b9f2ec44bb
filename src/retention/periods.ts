/**
 * For how many days footage is kept: "촬영일로부터 N일" of its zone and recording category, from the registry as of
 * now. So a changed period takes effect at the next sweep, for footage that is already there too: shortened, it is
 * due at once; lengthened, it stays. The certificate states both numbers.
 *
 * The zone is where the device stood when it filmed, whatever it was moved to since. On a day with several answers
 * (the registry changed, the device was moved) the longest counts: too long by days can be put right, too short
 * cannot.
 */
import { present } from '../base/assert.ts'
import type { Millis } from '../base/clock.ts'
import { addDays, dayStart } from '../base/day.ts'
import type { Day } from '../base/day.ts'
import { findDevice, versionsKnowing } from '../registry/registry.ts'
import type { Registry, RegistryVersion } from '../registry/registry.ts'

/** What decides how long footage is kept. */
export type Filmed = { readonly device: string; readonly day: Day; readonly category: string }

export type Period = {
  /** The zone it was filmed in. */
  readonly zone: string
  readonly retentionDays: number
  /** What the registry said on the day of filming. */
  readonly retentionDaysWhenFilmed: number
}

export type Periods = {
  /** The registry version in force. */
  readonly current: RegistryVersion
  of(filmed: Filmed): Period
  /** No period is shorter: footage of a later day than `now` less this cannot be due. */
  readonly shortestDays: number
}

/** The periods at `nowMs`, from every version, the earliest first; undefined while no version is in force. */
export function periodsAt(versions: readonly RegistryVersion[], nowMs: Millis): Periods | undefined {
  const adopted = versions.filter(({ validFromMs }) => validFromMs <= nowMs)
  const current = adopted.at(-1)
  if (current === undefined) return undefined
  const known = new Map<string, Period>()
  return {
    current,
    of(filmed) {
      const { device, category } = filmed
      const inForce = versionsOf(adopted, filmed)
      const key = [device, category, ...inForce.map(({ id }) => id)].join('/')
      const period = known.get(key) ?? periodOf(inForce, current.registry, device, category)
      known.set(key, period)
      return period
    },
    shortestDays: Math.min(...adopted.flatMap(({ registry }) => allDays(registry))),
  }
}

/** The versions that speak for the day of filming: those that know the device in that category. */
function versionsOf(
  adopted: readonly RegistryVersion[],
  { device, day, category }: Filmed,
): readonly RegistryVersion[] {
  const range = { fromMs: dayStart(day), toMs: dayStart(addDays(day, 1)) }
  return versionsKnowing(adopted, range, (registry) => daysIn(registry, device, category) !== undefined)
}

function periodOf(
  inForce: readonly RegistryVersion[],
  current: Registry,
  device: string,
  category: string,
): Period {
  const candidates = inForce.map(({ registry }) => {
    const filmed = present(daysIn(registry, device, category), 'versions that know the device were chosen')
    const now = zoneDays(current, filmed.zone, category) ?? daysIn(current, device, category)?.days
    return { zone: filmed.zone, retentionDays: now ?? filmed.days, retentionDaysWhenFilmed: filmed.days }
  })
  const [longest] = candidates.toSorted((a, b) => b.retentionDays - a.retentionDays)
  if (longest !== undefined) return longest
  // No version ever knew it. It must not stay for ever, and must not go before anything of this agency would.
  const days = Math.max(...allDays(current))
  return { zone: 'unknown', retentionDays: days, retentionDaysWhenFilmed: days }
}

/** The zone of the device and the days that the zone keeps that category. */
function daysIn(
  registry: Registry,
  device: string,
  category: string,
): { readonly zone: string; readonly days: number } | undefined {
  const zone = findDevice(registry, device)?.zone
  const days = zone === undefined ? undefined : zoneDays(registry, zone, category)
  return zone === undefined || days === undefined ? undefined : { zone, days }
}

function zoneDays(registry: Registry, zone: string, category: string): number | undefined {
  const recordings = registry.zones.find(({ id }) => id === zone)?.recordings ?? []
  return recordings.find((one) => one.category === category)?.retentionDays
}

function allDays(registry: Registry): number[] {
  return registry.zones.flatMap(({ recordings }) => recordings.map(({ retentionDays }) => retentionDays))
}
