/**
 * Is footage filmed, kept and destroyed when the policy says? Judged on what is really there: the oldest and the
 * youngest of each zone, and every destruction of the last weeks. Pure.
 */
import { addDays, DAY_MS, type Day, dayOf, daysBetween, dayStart } from '../../base/day.ts'
import { hourRange, recordableDevices, type Registry } from '../../registry/registry.ts'
import { count, fail, judged, pass, unknown, unmeasured, unseen, type Finding } from './evidence.ts'
import type { MeasuredCamera, MeasuredFootage, System } from './system.ts'

const NO_FOOTAGE = {
  ko: '이 구분으로 보관 중인 영상이 아직 없습니다.',
  en: 'There is no footage of this kind yet.',
}

/** What of a zone and category. */
export type Kind = { readonly zone: string; readonly category: string }

/** Whether nothing of that kind is kept longer than its days. */
export function keptFinding(system: System, kind: Kind & { readonly retentionDays: number }): Finding {
  const one = footageOf(system, kind)
  if (one === undefined) return unmeasured(NO_FOOTAGE)
  const today = dayOf(system.atMs)
  const ages = { oldest: daysBetween(one.oldestDay, today), youngest: daysBetween(one.youngestDay, today) }
  const numbers = {
    retentionDays: kind.retentionDays,
    cameras: one.cameras,
    segments: one.segments,
    oldestAgeDays: ages.oldest,
    youngestAgeDays: ages.youngest,
    overdueSegments: one.overdueSegments,
    heldSegments: one.heldSegments,
  }
  const span = {
    ko: `보관 중인 영상은 ${daysAgo(ages.oldest, 'ko')}(${one.oldestDay})부터 ${daysAgo(ages.youngest, 'ko')}(${one.youngestDay})까지 ${count(one.segments)}건입니다.`,
    en: `${count(one.segments)} recordings are kept, from ${daysAgo(ages.oldest, 'en')} (${one.oldestDay}) to ${daysAgo(ages.youngest, 'en')} (${one.youngestDay}).`,
  }
  const held =
    one.heldSegments === 0
      ? { ko: '', en: '' }
      : {
          ko: ` 그중 ${count(one.heldSegments)}건은 보존 조치에 따라 보존하고 있습니다.`,
          en: ` Of these, ${count(one.heldSegments)} are preserved under holds.`,
        }
  if (one.overdueSegments === 0)
    return pass({ ko: `${span.ko}${held.ko}`, en: `${span.en}${held.en}` }, numbers)
  return fail(
    {
      ko: `${count(one.overdueSegments)}건이 보관기간을 최대 ${one.mostOverdueDays}일 넘겼습니다. ${span.ko}${held.ko}`,
      en: `${count(one.overdueSegments)} recordings are overdue, by up to ${one.mostOverdueDays} days. ${span.en}${held.en}`,
    },
    { ...numbers, mostOverdueDays: one.mostOverdueDays },
  )
}

function footageOf({ footage }: System, { zone, category }: Kind): MeasuredFootage | undefined {
  return footage?.find((one) => one.zone === zone && one.category === category)
}

function daysAgo(days: number, language: 'ko' | 'en'): string {
  if (days === 0) return language === 'ko' ? '오늘' : 'today'
  return language === 'ko' ? `${days}일 전` : `${days} ${days === 1 ? 'day' : 'days'} ago`
}

/**
 * Of a day that is filmed around the clock, so much may be missing. Cameras and recorders are restarted for an update or
 * once a night, and each takes a few minutes to come back; ten minutes leave room for two of those, and are 0.7 % of a
 * day. Whoever misses more was not filming for 24 hours, and the text says 24.
 */
export const MOST_MISSING_MINUTES = 10
const MINUTE_MS = 60_000
/** A segment may begin a little before its hour, and end a little after. */
export const HOUR_TOLERANCE_MINUTES = 2

/** Whether these devices film in their hours: all of yesterday, or not outside of them. */
export function hoursFinding(
  system: System,
  kind: Kind & { readonly hours: string; readonly devices: readonly string[] },
): Finding {
  if (kind.hours === 'onDemand')
    return unseen({
      ko: '필요할 때만 촬영했는지는 관리대장의 촬영 사유와 영상의 일시를 대조해 확인하십시오.',
      en: 'Compare the reasons in the ledger of recordings with the times of the footage.',
    })
  if (kind.hours === 'always') return wholeDayFinding(system, kind.devices)
  return outsideFinding(system, kind)
}

/** Every device counts: one that was silent all day has missed all of it, and one that is new leaves it unknown. */
function wholeDayFinding(system: System, devices: readonly string[]): Finding {
  const day = addDays(dayOf(system.atMs), -1)
  const cameras = system.cameras ?? []
  const measured = new Map(cameras.map((camera) => [camera.device, camera]))
  const missing = devices.flatMap((device) => missingOf(measured.get(device), day) ?? [])
  // A day before the system's first, or one on which nothing at all was filmed anywhere, was not measured by it.
  const hasRun = system.sinceMs !== undefined && system.sinceMs <= dayStart(day)
  if (!hasRun || missing.length === 0 || cameras.every(({ yesterday }) => yesterday === undefined))
    return unmeasured({
      ko: '온종일 촬영한 날이 아직 없습니다.',
      en: 'There is no whole day of filming yet.',
    })
  return dayFinding(day, { devices: devices.length, missing })
}

function dayFinding(
  day: Day,
  { devices, missing }: { readonly devices: number; readonly missing: readonly number[] },
): Finding {
  const short = missing.filter((ms) => ms > MOST_MISSING_MINUTES * MINUTE_MS).length
  const newDevices = devices - missing.length
  const mostMissingMinutes = Math.ceil(Math.max(...missing) / MINUTE_MS)
  const missed = missing.reduce((sum, ms) => sum + ms, 0)
  const permille = Math.floor(1000 - (missed * 1000) / (DAY_MS * missing.length))
  const percent = `${Math.floor(permille / 10)}.${permille % 10} %`
  const numbers = { devices, shortDevices: short, newDevices, permille, mostMissingMinutes }
  const found = {
    ko: `어제(${day}) ${count(missing.length)}대가 하루의 ${percent}를 촬영했고, 가장 많이 빠진 기기는 ${count(mostMissingMinutes)}분이 빠졌습니다.${short > 0 ? ` ${count(short)}대에서 ${MOST_MISSING_MINUTES}분 넘게 빠졌습니다.` : ''}${newDevices > 0 ? ` ${count(newDevices)}대는 어제 하루를 잴 수 없었습니다.` : ''}`,
    en: `Yesterday (${day}) ${count(missing.length)} devices filmed ${percent} of the day; the one that missed most missed ${count(mostMissingMinutes)} minutes.${short > 0 ? ` ${count(short)} missed more than ${MOST_MISSING_MINUTES} minutes.` : ''}${newDevices > 0 ? ` The day of ${count(newDevices)} others could not be measured.` : ''}`,
  }
  if (short > 0) return fail(found, numbers)
  if (newDevices === 0) return pass(found, numbers)
  return unknown(
    found,
    {
      ko: '영상이 들어온 적이 없거나 어제 처음 들어온 기기입니다. 연결한 뒤 하루가 온전히 지나면 확인됩니다.',
      en: 'Nothing was received from these before yesterday. They are checked once a whole day has passed since they were connected.',
    },
    numbers,
  )
}

/** How much of the day the camera missed; undefined when it was not there yet as the day began. */
function missingOf(camera: MeasuredCamera | undefined, day: Day): number | undefined {
  const firstMs = camera?.firstFootageMs
  if (firstMs === undefined || firstMs > dayStart(day) + MOST_MISSING_MINUTES * MINUTE_MS) return undefined
  if (camera?.yesterday === undefined) return DAY_MS
  const { fromMs, toMs, missingMs } = camera.yesterday
  return Math.min(DAY_MS, DAY_MS - (Math.min(toMs, DAY_MS) - fromMs) + missingMs)
}

/** Whether nothing was filmed outside of the hours. Whether all of them were filmed is not asked, and the claim says so. */
function outsideFinding(system: System, kind: Kind & { readonly hours: string }): Finding {
  const one = footageOf(system, kind)
  const range = hourRange(kind.hours)
  if (one === undefined || range === undefined) return unmeasured(NO_FOOTAGE)
  const found = {
    ko: `보관 중인 영상은 모두 ${clock(one.earliestOfDayMs)}부터 ${clock(one.latestOfDayMs)} 사이에 있습니다.`,
    en: `All footage that is kept lies between ${clock(one.earliestOfDayMs)} and ${clock(one.latestOfDayMs)}.`,
  }
  if (range.untilMs > DAY_MS)
    return unknown(found, {
      ko: '자정을 넘는 시간대는 영상 목록에서 시작과 끝 시각을 확인하십시오.',
      en: 'Hours that pass midnight: see the times of the recordings in their list.',
    })
  const holds =
    one.earliestOfDayMs >= range.fromMs - HOUR_TOLERANCE_MINUTES * MINUTE_MS &&
    one.latestOfDayMs <= range.untilMs + HOUR_TOLERANCE_MINUTES * MINUTE_MS
  return judged(holds, found, { earliestOfDayMs: one.earliestOfDayMs, latestOfDayMs: one.latestOfDayMs })
}

function clock(ofDayMs: number): string {
  const minutes = Math.floor(ofDayMs / 60_000)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/**
 * Whether footage of places and kinds that are not filmed any more goes on its day as well: no other claim speaks of it,
 * and it must not be forgotten.
 */
export function formerFinding({ footage }: System, registry: Registry): Finding {
  const classOf = new Map(registry.categories.map((one) => [one.id, one.class]))
  const filmed = new Set(recordableDevices(registry).map((device) => `${device.zone} ${device.class}`))
  const kindsOf = ({ id, recordings }: Registry['zones'][number]) =>
    recordings.flatMap(({ category }) =>
      filmed.has(`${id} ${classOf.get(category)}`) ? [`${id}/${category}`] : [],
    )
  const present = new Set(registry.zones.flatMap(kindsOf))
  const former = (footage ?? []).filter(({ zone, category }) => !present.has(`${zone}/${category}`))
  if (former.length === 0)
    return unmeasured({
      ko: '더 이상 촬영하지 않는 곳의 영상은 없습니다.',
      en: 'There is no footage of places where nothing is filmed any more.',
    })
  const segments = former.reduce((sum, one) => sum + one.segments, 0)
  const overdueSegments = former.reduce((sum, one) => sum + one.overdueSegments, 0)
  return judged(
    overdueSegments === 0,
    {
      ko: `더 이상 촬영하지 않는 곳의 영상 ${count(segments)}건 중 ${count(overdueSegments)}건이 보관기간을 넘겼습니다.`,
      en: `Of ${count(segments)} recordings of places where nothing is filmed any more, ${count(overdueSegments)} are overdue.`,
    },
    { segments, overdueSegments },
  )
}

/** Whether what was destroyed lately went on its day, not later and not before, and nothing ordered is still to be destroyed. */
export function destructionFinding({ destruction, atMs }: System): Finding {
  const today = dayOf(atMs)
  // An order is given on the due day: one that waits since an earlier day is late already.
  const isStuck =
    destruction !== undefined &&
    destruction.waitingSinceMs !== null &&
    dayOf(destruction.waitingSinceMs) < today
  if (destruction === undefined || (destruction.orders === 0 && !isStuck))
    return unmeasured({
      ko: '최근 30일 동안 파기한 영상이 없습니다.',
      en: 'Nothing was destroyed in the last 30 days.',
    })
  const { orders, segments, bytes, lateOrders, mostLateDays, earlyOrders, waitingOrders } = destruction
  const days = daysBetween(dayOf(destruction.sinceMs), today)
  const wrong = {
    ko: `${lateOrders > 0 ? ` ${count(lateOrders)}번은 최대 ${mostLateDays}일 늦었습니다.` : ''}${earlyOrders > 0 ? ` ${count(earlyOrders)}번은 보관기간이 끝나기 전이었습니다.` : ''}${isStuck ? ' 전날까지 명한 파기 가운데 아직 끝나지 않은 것이 있습니다.' : ''}`,
    en: `${lateOrders > 0 ? ` ${count(lateOrders)} were late, by up to ${mostLateDays} days.` : ''}${earlyOrders > 0 ? ` ${count(earlyOrders)} came before the period had ended.` : ''}${isStuck ? ' What was ordered on an earlier day is not destroyed yet.' : ''}`,
  }
  return judged(
    lateOrders === 0 && earlyOrders === 0 && !isStuck,
    {
      ko: `최근 ${days}일 동안 ${count(orders)}번에 걸쳐 ${count(segments)}건을 파기했습니다.${wrong.ko}`,
      en: `In the last ${days} days ${count(segments)} recordings were destroyed, in ${count(orders)} turns.${wrong.en}`,
    },
    { orders, segments, bytes, lateOrders, mostLateDays, earlyOrders, waitingOrders },
  )
}

/**
 * Whether no hold outlives its time. Holds are placed for other law (법 §21③) and at the request of data subjects (법 §35),
 * and nothing is said of which.
 */
export function holdsFinding({ holds }: System): Finding {
  if (holds === undefined || holds.living === 0)
    return unmeasured({
      ko: '보존 조치를 한 영상이 지금은 없습니다.',
      en: 'Nothing is preserved under a hold at present.',
    })
  const { living, segments, lapsed } = holds
  return judged(
    lapsed === 0,
    {
      ko: `보존 조치 ${count(living)}건으로 영상 ${count(segments)}건을 보존합니다. 기한이 지났는데 풀지 않은 조치는 ${count(lapsed)}건입니다.`,
      en: `${count(segments)} recordings are preserved under ${count(living)} holds, of which ${count(lapsed)} are past their time and not released.`,
    },
    { living, segments, lapsed },
  )
}
