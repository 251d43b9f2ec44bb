/**
 * Is footage filmed, kept and destroyed when the policy says? Judged on what is really there: the oldest and the
 * youngest of each zone, and every destruction of the last weeks. Pure.
 */
import { DAY_MS, type Day, dayOf, daysBetween, dayStart } from '../../base/day.ts'
import type { Registry } from '../../registry/registry.ts'
import { count, fail, judged, pass, unknown, unmeasured, unseen } from './evidence.ts'
import { rangeOf } from './presence.ts'
import type { Evidence, MeasuredFootage, System } from './system.ts'

type Finding = Omit<Evidence, 'id' | 'claim'>

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
          ko: ` 그중 ${count(one.heldSegments)}건은 법령에 따라 따로 보존하고 있습니다.`,
          en: ` Of these, ${count(one.heldSegments)} are preserved apart as law requires.`,
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

/** Of a whole day, so much must have been filmed: outages are told by the number of cameras that record. */
const WHOLE_DAY = 0.95
/** A segment may end a little after its hour. */
const HOUR_TOLERANCE_MS = 2 * 60_000

/** Whether these devices film in their hours: all day, or not outside of them. */
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

function wholeDayFinding(system: System, devices: readonly string[]): Finding {
  const ids = new Set(devices)
  const days = (system.cameras ?? []).flatMap(({ device, yesterday }) =>
    ids.has(device) && yesterday !== undefined ? [yesterday] : [],
  )
  const [first] = days
  if (first === undefined || system.sinceMs === undefined || system.sinceMs > dayStart(first.day))
    return unmeasured({
      ko: '온종일 촬영한 날이 아직 없습니다.',
      en: 'There is no whole day of filming yet.',
    })
  const filmed = days.map(({ fromMs, toMs, missingMs }) => Math.min(toMs, DAY_MS) - fromMs - missingMs)
  const short = filmed.filter((ms) => ms < WHOLE_DAY * DAY_MS).length
  const permille = Math.floor((filmed.reduce((sum, ms) => sum + ms, 0) * 1000) / (DAY_MS * days.length))
  const percent = `${Math.floor(permille / 10)}.${permille % 10} %`
  return judged(
    short === 0,
    {
      ko: `어제(${first.day}) ${count(days.length)}대가 하루의 ${percent}를 촬영했습니다.${short > 0 ? ` ${count(short)}대에는 빠진 시간이 많습니다.` : ''}`,
      en: `Yesterday (${first.day}) ${count(days.length)} devices filmed ${percent} of the day.${short > 0 ? ` ${count(short)} of them missed much of it.` : ''}`,
    },
    { devices: days.length, shortDevices: short, permille },
  )
}

function outsideFinding(system: System, kind: Kind & { readonly hours: string }): Finding {
  const one = footageOf(system, kind)
  const range = rangeOf(kind.hours)
  if (one === undefined || range === undefined) return unmeasured(NO_FOOTAGE)
  const found = {
    ko: `영상은 ${clock(one.earliestOfDayMs)}부터 ${clock(one.latestOfDayMs)} 사이에 있습니다.`,
    en: `The footage lies between ${clock(one.earliestOfDayMs)} and ${clock(one.latestOfDayMs)}.`,
  }
  if (range.untilMs > DAY_MS)
    return unknown(found, {
      ko: '자정을 넘는 시간대는 영상 목록에서 시작과 끝 시각을 확인하십시오.',
      en: 'Hours that pass midnight: see the times of the recordings in their list.',
    })
  const holds =
    one.earliestOfDayMs >= range.fromMs - HOUR_TOLERANCE_MS &&
    one.latestOfDayMs <= range.untilMs + HOUR_TOLERANCE_MS
  return judged(holds, found, { earliestOfDayMs: one.earliestOfDayMs, latestOfDayMs: one.latestOfDayMs })
}

function clock(ofDayMs: number): string {
  const minutes = Math.floor(ofDayMs / 60_000)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/**
 * Whether footage of places and kinds that the registry no longer has goes on its day as well: no other claim speaks of
 * it, and it must not be forgotten.
 */
export function formerFinding({ footage }: System, { zones }: Registry): Finding {
  const present = new Set(
    zones.flatMap(({ id, recordings }) => recordings.map(({ category }) => `${id}/${category}`)),
  )
  const former = (footage ?? []).filter(({ zone, category }) => !present.has(`${zone}/${category}`))
  if (former.length === 0)
    return unmeasured({
      ko: '현황에서 빠진 곳의 영상은 없습니다.',
      en: 'There is no footage of places that the registry no longer has.',
    })
  const segments = former.reduce((sum, one) => sum + one.segments, 0)
  const overdueSegments = former.reduce((sum, one) => sum + one.overdueSegments, 0)
  return judged(
    overdueSegments === 0,
    {
      ko: `현황에서 빠진 곳의 영상 ${count(segments)}건 중 ${count(overdueSegments)}건이 보관기간을 넘겼습니다.`,
      en: `Of ${count(segments)} recordings of places no longer in the registry, ${count(overdueSegments)} are overdue.`,
    },
    { segments, overdueSegments },
  )
}

/** Whether what was destroyed lately went on its day: not later, and not before. */
export function destructionFinding({ destruction, atMs }: System): Finding {
  if (destruction === undefined || destruction.orders === 0)
    return unmeasured({
      ko: '최근 30일 동안 보관기간이 끝난 영상이 없었습니다.',
      en: 'No footage came to the end of its period in the last 30 days.',
    })
  const { orders, segments, bytes, lateOrders, mostLateDays, earlyOrders, waitingOrders, sinceMs } =
    destruction
  const since: Day = dayOf(sinceMs)
  const days = daysBetween(since, dayOf(atMs))
  const wrong = {
    ko: `${lateOrders > 0 ? ` ${count(lateOrders)}번은 최대 ${mostLateDays}일 늦었습니다.` : ''}${earlyOrders > 0 ? ` ${count(earlyOrders)}번은 보관기간이 끝나기 전이었습니다.` : ''}`,
    en: `${lateOrders > 0 ? ` ${count(lateOrders)} were late, by up to ${mostLateDays} days.` : ''}${earlyOrders > 0 ? ` ${count(earlyOrders)} came before the period had ended.` : ''}`,
  }
  return judged(
    lateOrders === 0 && earlyOrders === 0,
    {
      ko: `최근 ${days}일 동안 ${count(orders)}번에 걸쳐 ${count(segments)}건을 파기했습니다.${wrong.ko}`,
      en: `In the last ${days} days ${count(segments)} recordings were destroyed, in ${count(orders)} turns.${wrong.en}`,
    },
    { orders, segments, bytes, lateOrders, mostLateDays, earlyOrders, waitingOrders },
  )
}

/** Whether what other law keeps is let go when its time is over (법 §21③). */
export function holdsFinding({ holds }: System): Finding {
  if (holds === undefined || holds.living === 0)
    return unmeasured({
      ko: '다른 법령에 따라 보존하는 영상이 지금은 없습니다.',
      en: 'Nothing is preserved under other law at present.',
    })
  const { living, segments, lapsed } = holds
  return judged(
    lapsed === 0,
    {
      ko: `${count(living)}건의 보존 조치로 영상 ${count(segments)}건을 따로 보관합니다. 기한이 지난 조치는 ${count(lapsed)}건입니다.`,
      en: `${count(segments)} recordings are stored apart under ${count(living)} holds, of which ${count(lapsed)} have lapsed.`,
    },
    { living, segments, lapsed },
  )
}
