/**
 * Orders: the first step of every destruction. One ledger act names the targets, and in its transaction their
 * segments leave the catalogue and become garbage. From then on there is no way back, only forward (completion.ts).
 *
 * Whoever calls holds the retention lock (lock.ts): no hold can come between choosing and ordering.
 */
import { sql } from 'kysely'
import { assert } from '../base/assert.ts'
import type { Db } from '../base/database.ts'
import { addDays, dayOf, dayStart } from '../base/day.ts'
import { newId } from '../base/id.ts'
import type { Id } from '../base/id.ts'
import { cameraDays, moveToGarbage, segmentsById, segmentsOfDay } from '../footage/footage.ts'
import type { CameraDay, Segment } from '../footage/footage.ts'
import type { Actor } from '../ledger/ledger.ts'
import { targetsRoot } from '../vault/vault.ts'
import type { Target } from '../vault/vault.ts'
import { MAX_TARGETS } from './certificate.ts'
import { RETENTION } from './deps.ts'
import type { Timed } from './deps.ts'
import { retentionFault } from './faults.ts'
import { heldDays } from './held.ts'
import type { HeldDay } from './held.ts'
import { forgetKeys, livingKeys } from './keys.ts'
import { cameraDayText, planOf } from './plan.ts'
import type { Plan, Planned } from './plan.ts'
import type { Periods } from './periods.ts'
import { dueAt, dueDayOf } from './schedule.ts'
import type { RetentionTables } from './tables.ts'

/** What an order takes out of the catalogue: whole camera-days, single segments, and how many segments that is. */
export type Taking = {
  readonly days: readonly CameraDay[]
  readonly segments: readonly Id<'segment'>[]
  readonly count: number
}

/**
 * Records an order and takes its segments out of the catalogue. Throws `retention.changedMeanwhile` when they are not
 * what was planned (a registrar added some): then nothing was recorded, and the next sweep plans anew.
 */
export async function placeOrder(deps: Timed, plan: Plan, taking: Taking): Promise<void> {
  const { order, reason, actor, targets, dueDay, hold } = plan
  assert(targets.length <= MAX_TARGETS, 'an order keeps its bound')
  await deps.ledger.act<'destruction.ordered', void>(
    {
      kind: 'destruction.ordered',
      actor,
      order,
      reason,
      keys: targets.length,
      segments: taking.count,
      root: targetsRoot(targets),
      dueDay,
    },
    async (tx) => {
      const retention = tx.withTables<RetentionTables>()
      await retention
        .insertInto('retention_order')
        .values({ id: order, ordered_at_ms: deps.nowMs, plan: JSON.stringify(plan), erased_at_ms: null })
        .execute()
      const days =
        taking.days.length === 0 ? 0 : (await moveToGarbage(tx, order, { cameraDays: taking.days })).segments
      const singles =
        taking.segments.length === 0
          ? 0
          : (await moveToGarbage(tx, order, { segments: taking.segments })).segments
      if (days + singles !== taking.count) throw retentionFault('retention.changedMeanwhile')
      await forgetKeys(tx, targets)
      if (hold !== null) await retention.deleteFrom('retention_held').where('hold', '=', hold).execute()
    },
  )
  deps.log.info('retention.ordered', { order, reason, keys: targets.length, segments: taking.count })
}

/** Orders the destruction of every camera-day that is due at `nowMs`, in as few orders as their bound allows. */
export async function orderExpired(deps: Timed, periods: Periods): Promise<void> {
  const due = await dueDays(deps, periods)
  for (let at = 0; at < due.length; at += MAX_TARGETS)
    await orderDays(deps, periods, due.slice(at, at + MAX_TARGETS))
}

type DueDay = Planned & { readonly segments: number; readonly held: HeldDay | undefined }

/**
 * What is due: camera-days that have a key, whether anything was recorded under it or not, and those that have
 * footage besides what is held (some that came late, after its day was destroyed).
 */
async function dueDays({ db, nowMs }: Timed, periods: Periods): Promise<DueDay[]> {
  const untilDay = addDays(dayOf(nowMs), -periods.shortestDays - 1)
  const days = new Map<string, CameraDay & { readonly segments: number; readonly hasKey: boolean }>()
  for (const day of await livingKeys(db, untilDay))
    days.set(cameraDayText(day), { ...day, segments: 0, hasKey: true })
  for (const day of await cameraDays(db, { untilDay })) {
    const { segments } = day
    const key = cameraDayText(day)
    days.set(key, { ...cameraDayOf(day), segments, hasKey: days.has(key) })
  }
  const due = dueAt(
    [...days.values()].map((day) => ({ ...day, ...periods.of(day) })),
    nowMs,
  )
  if (due.length === 0) return []
  const held = await heldDays(db)
  return due
    .map((day) => ({ ...day, held: held.get(cameraDayText(day)) }))
    .filter(({ held: kept }) => kept?.isUnsettled !== true)
    .filter(({ hasKey, segments, held: kept }) => hasKey || segments > (kept?.segments.size ?? 0))
}

async function orderDays(deps: Timed, periods: Periods, due: readonly DueDay[]): Promise<void> {
  const days: CameraDay[] = []
  const segments: Id<'segment'>[] = []
  let count = 0
  for (const day of due) {
    const { held } = day
    if (held === undefined) {
      days.push(cameraDayOf(day))
      count += day.segments
      continue
    }
    const free = (await segmentsOfDay(deps.db, day)).filter(({ id }) => !held.segments.has(id))
    segments.push(...free.map(({ id }) => id))
    count += free.length
  }
  const plan = planOf(
    newId<'order'>(),
    { reason: 'expiry', basis: null, actor: RETENTION },
    { hold: null, targets: due.map(dayTarget), days: due.map(plannedOf) },
    periods,
  )
  await placeOrder(deps, plan, { days, segments, count })
}

/** What somebody wants destroyed before its day. `basis` is a code: on what ground. */
export type DestructionRequest = {
  readonly actor: Actor
  readonly basis: string
  readonly footage:
    | { readonly segments: readonly Id<'segment'>[] }
    | { readonly cameraDays: readonly CameraDay[] }
}

/**
 * Orders the destruction of single segments or whole camera-days, whatever their period; returns the order.
 * Throws `retention.footageMissing`, `retention.tooMany`, `retention.held`, `retention.stillRecording`.
 */
export async function orderRequested(
  deps: Timed,
  periods: Periods,
  { actor, basis, footage }: DestructionRequest,
): Promise<Id<'order'>> {
  const chosen =
    'segments' in footage
      ? await chosenSegments(deps, footage.segments)
      : await chosenDays(deps, footage.cameraDays)
  await requireFree(deps.db, chosen.segments)
  const order = newId<'order'>()
  const days = chosen.days.map((day) => {
    const period = periods.of(day)
    return { ...cameraDayOf(day), ...period, dueDay: dueDayOf({ ...day, ...period }) }
  })
  const plan = planOf(
    order,
    { reason: 'requested', basis, actor },
    { hold: null, targets: chosen.targets, days },
    periods,
  )
  await placeOrder(deps, plan, {
    days: [],
    segments: chosen.segments.map(({ id }) => id),
    count: chosen.segments.length,
  })
  return order
}

type Chosen = {
  readonly targets: readonly Target[]
  readonly days: readonly CameraDay[]
  readonly segments: readonly Segment[]
}

async function chosenSegments({ db, nowMs }: Timed, ids: readonly Id<'segment'>[]): Promise<Chosen> {
  requireFew(ids.length)
  const segments = await segmentsById(db, [...new Set(ids)])
  if (segments.length === 0) throw retentionFault('retention.footageMissing')
  for (const { startedAtMs, day } of segments) {
    const hourEndsAtMs = startedAtMs - (startedAtMs % HOUR_MS) + HOUR_MS
    if (nowMs < hourEndsAtMs + RECORDING_GRACE_MS) throw retentionFault('retention.stillRecording', { day })
  }
  const days = Map.groupBy(segments, cameraDayText)
  return {
    segments,
    targets: segments.map(({ id, device, day, category, generation, leaf }) => ({
      kind: 'segment',
      keyId: { device, day, category },
      generation,
      leaf,
      segment: id,
    })),
    days: [...days.values()].flatMap(([first]) => (first === undefined ? [] : [cameraDayOf(first)])),
  }
}

async function chosenDays({ db, nowMs }: Timed, asked: readonly CameraDay[]): Promise<Chosen> {
  requireFew(asked.length)
  const days = [...new Map(asked.map((day) => [cameraDayText(day), cameraDayOf(day)])).values()]
  const segments: Segment[] = []
  for (const day of days) {
    if (nowMs < dayStart(addDays(day.day, 1)) + RECORDING_GRACE_MS)
      throw retentionFault('retention.stillRecording', { day: day.day })
    const own = await segmentsOfDay(db, day)
    if (own.length === 0) throw retentionFault('retention.footageMissing')
    segments.push(...own)
  }
  return { targets: days.map(dayTarget), days, segments }
}

/** The vault refuses to erase keys of an hour within ten minutes of its end, when a recorder may still hold them. */
const RECORDING_GRACE_MS = 15 * 60_000
const HOUR_MS = 3_600_000

function requireFew(given: number): void {
  if (given > MAX_TARGETS) throw retentionFault('retention.tooMany', { limit: MAX_TARGETS, given })
}

async function requireFree(db: Db, segments: readonly Segment[]): Promise<void> {
  const held = await db
    .withTables<RetentionTables>()
    .selectFrom('retention_held')
    .select('hold')
    .where('segment', '=', sql<string>`any(${sql.val(segments.map(({ id }) => id))}::uuid[])`)
    .limit(1)
    .executeTakeFirst()
  if (held !== undefined) throw retentionFault('retention.held', { hold: held.hold })
}

/** The target that destroys a whole camera-day. */
function dayTarget({ device, day, category, generation }: CameraDay): Target {
  return { kind: 'day', keyId: { device, day, category }, generation }
}

/** The camera-day alone, without what else is known of it. */
function cameraDayOf({ device, day, category, generation }: CameraDay): CameraDay {
  return { device, day, category, generation }
}

function plannedOf(due: Planned): Planned {
  const { zone, retentionDays, retentionDaysWhenFilmed, dueDay } = due
  return { ...cameraDayOf(due), zone, retentionDays, retentionDaysWhenFilmed, dueDay }
}
