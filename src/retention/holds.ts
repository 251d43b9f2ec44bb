/**
 * Holds (보존조치, 법 §21③): footage that another law or somebody's request needs longer. A hold names segments, not
 * days: what is held moves under keys of its own, and the rest of its camera-day still dies on its day. A hold ends
 * when it is released or lapses; what then has nothing else to live for is destroyed at once, with a certificate.
 *
 * Whoever calls holds the retention lock (lock.ts): a hold and an order for the same footage come one after the
 * other, and the second finds what the first has left.
 */
import { sql } from 'kysely'
import { dayOf } from '../base/day.ts'
import type { Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import type { Day } from '../base/day.ts'
import { newId } from '../base/id.ts'
import type { Id } from '../base/id.ts'
import { segmentsBetween, segmentsById } from '../footage/footage.ts'
import type { Sealing, Segment, SegmentCursor, SegmentPage } from '../footage/footage.ts'
import type { Actor, EntryOf } from '../ledger/ledger.ts'
import { segmentsRoot } from '../vault/vault.ts'
import type { SegmentKey } from '../vault/vault.ts'
import { RETENTION } from './deps.ts'
import type { Timed } from './deps.ts'
import { retentionFault } from './faults.ts'
import { placeOrder } from './order.ts'
import type { Periods } from './periods.ts'
import { planOf } from './plan.ts'
import type { Planned } from './plan.ts'
import { dueDayOf } from './schedule.ts'
import type { HeldTable, HoldTable, RetentionTables } from './tables.ts'

/** A week of one camera; a longer range is held in parts. */
const MAX_HELD = 12_000

export type Hold = {
  readonly id: Id<'hold'>
  /** Codes, as in the ledger. */
  readonly reason: string
  readonly basis: string
  readonly placedAtMs: Millis
  /** Null: until it is released. */
  readonly untilMs: Millis | null
  readonly segments: number
  readonly state: HoldTable['state']
  readonly releaseReason: string | null
  readonly releasedAtMs: Millis | null
  readonly actor: Actor
}

/** What to hold, why, and for how long. `reason` and `basis` are codes. */
export type HoldRequest = {
  readonly actor: Actor
  readonly reason: string
  readonly basis: string
  readonly untilMs: Millis | null
  readonly footage:
    | { readonly segments: readonly Id<'segment'>[] }
    | { readonly device: string; readonly fromMs: Millis; readonly toMs: Millis }
}

/** The hold, and those of the segments asked for by identifier that were destroyed before it could be placed. */
export type Placed = {
  readonly hold: Id<'hold'>
  readonly held: number
  readonly gone: readonly Id<'segment'>[]
}

/**
 * Places a hold. Throws `retention.footageMissing` when there is nothing (any more) to hold, `retention.untilPast`,
 * `retention.tooMany`, and what `ledger.act` throws.
 */
export async function placeHold(deps: Timed, request: HoldRequest): Promise<Placed> {
  const { actor, reason, basis, untilMs } = request
  if (untilMs !== null && untilMs <= deps.nowMs) throw retentionFault('retention.untilPast')
  const segments = await chosenSegments(deps.db, request.footage)
  if (segments.length === 0) throw retentionFault('retention.footageMissing')
  const hold = newId<'hold'>()
  const count = segments.length
  await deps.ledger.act<'hold.placed', void>(
    {
      kind: 'hold.placed',
      actor,
      hold,
      root: segmentsRoot(segments.map(keyOf)),
      segments: count,
      reason,
      basis,
      untilMs,
    },
    async (tx) => {
      const retention = tx.withTables<RetentionTables>()
      await retention
        .insertInto('retention_hold')
        .values({
          id: hold,
          reason,
          basis,
          placed_at_ms: deps.nowMs,
          until_ms: untilMs,
          segments: count,
          state: 'placing',
          release_reason: null,
          released_at_ms: null,
          actor: JSON.stringify(actor),
        })
        .execute()
      await insertHeld(tx, hold, segments)
    },
  )
  const goneKeys = await finishPlacing(deps, hold)
  const found = new Set(segments.map(({ id }) => id))
  const asked = 'segments' in request.footage ? request.footage.segments : []
  return { hold, held: count - goneKeys.length, gone: [...asked.filter((id) => !found.has(id)), ...goneKeys] }
}

async function chosenSegments(db: Db, footage: HoldRequest['footage']): Promise<(Segment & Sealing)[]> {
  if ('segments' in footage) {
    requireFew(footage.segments.length)
    return segmentsById(db, [...new Set(footage.segments)])
  }
  const found: (Segment & Sealing)[] = []
  for (let after: SegmentCursor | null = null; ;) {
    const page: SegmentPage = await segmentsBetween(db, { ...footage, after })
    found.push(...page.segments)
    requireFew(found.length)
    if (page.next === null) return found
    after = page.next
  }
}

function requireFew(given: number): void {
  if (given > MAX_HELD) throw retentionFault('retention.tooMany', { limit: MAX_HELD, given })
}

async function insertHeld(tx: Db, hold: Id<'hold'>, segments: readonly Segment[]): Promise<void> {
  await sql`insert into retention_held (hold, segment, device, day, category, generation, leaf)
    select ${sql.val(hold)}::uuid, held.* from unnest(
      ${sql.val(segments.map(({ id }) => id))}::uuid[],
      ${sql.val(segments.map(({ device }) => device))}::text[],
      ${sql.val(segments.map(({ day }) => day))}::text[],
      ${sql.val(segments.map(({ category }) => category))}::text[],
      ${sql.val(segments.map(({ generation }) => generation))}::integer[],
      ${sql.val(segments.map(({ leaf }) => leaf))}::integer[]) as held`.execute(tx)
}

/** Has the vault hold what the ledger says is held; the segments whose keys were gone leave the hold again. */
async function finishPlacing(
  { db, ledger, vault }: Timed,
  hold: Id<'hold'>,
): Promise<readonly Id<'segment'>[]> {
  const receipt = await ledger.find('hold.placed', hold)
  if (receipt === undefined) throw retentionFault('retention.orderUnpublished', { order: hold })
  const { gone } = await vault.hold(receipt, (await heldRows(db, hold)).map(keyOfRow))
  await db.transaction().execute(async (tx) => {
    const retention = tx.withTables<RetentionTables>()
    await leave(tx, hold, gone)
    await retention.updateTable('retention_hold').set({ state: 'held' }).where('id', '=', hold).execute()
  })
  return gone
}

/**
 * Releases a hold. What lives on elsewhere (its camera-day is not due, or another hold names it) goes back there;
 * what remains is ordered to be destroyed, and `finishOrders` does it. Returns the order, null when there is none.
 * `reason` is a code.
 * Throws `retention.holdMissing`, `retention.holdReleased`, and what `ledger.act` throws.
 */
export async function releaseHold(
  deps: Timed,
  periods: Periods,
  release: { readonly hold: Id<'hold'>; readonly reason: string; readonly actor: Actor },
): Promise<Id<'order'> | null> {
  const { hold, reason, actor } = release
  const row = await holdRow(deps.db, hold)
  if (row === undefined) throw retentionFault('retention.holdMissing', { hold })
  if (row.state === 'releasing' || row.state === 'released')
    throw retentionFault('retention.holdReleased', { hold })
  if (row.state === 'placing') await finishPlacing(deps, hold)
  await deps.ledger.act<'hold.released', void>({ kind: 'hold.released', actor, hold, reason }, async (tx) => {
    await tx
      .withTables<RetentionTables>()
      .updateTable('retention_hold')
      .set({ state: 'releasing', release_reason: reason, released_at_ms: deps.nowMs })
      .where('id', '=', hold)
      .execute()
  })
  return finishReleasing(deps, periods, hold)
}

async function finishReleasing(deps: Timed, periods: Periods, hold: Id<'hold'>): Promise<Id<'order'> | null> {
  const { db, ledger, vault } = deps
  const receipt = await ledger.find('hold.released', hold)
  if (receipt === undefined) throw retentionFault('retention.orderUnpublished', { order: hold })
  const remaining = new Set((await vault.release(receipt)).remaining)
  const rows = await heldRows(db, hold)
  const ids = rows.map(({ segment }) => segment as Id<'segment'>)
  await leave(
    db,
    hold,
    ids.filter((id) => !remaining.has(id)),
  )
  // What an interrupted release has ordered already is no longer in the catalogue.
  const segments = await segmentsById(db, [...remaining])
  const order = segments.length === 0 ? null : await orderHeld(deps, periods, receipt.entry, segments)
  await db
    .withTables<RetentionTables>()
    .updateTable('retention_hold')
    .set({ state: 'released' })
    .where('id', '=', hold)
    .execute()
  return order
}

/** Orders the destruction of what only the ended hold has kept: due on the day it ended. */
async function orderHeld(
  deps: Timed,
  periods: Periods,
  released: EntryOf<'hold.released'>,
  segments: readonly Segment[],
): Promise<Id<'order'>> {
  const hold = released.hold as Id<'hold'>
  const today = dayOf(deps.nowMs)
  const days = Map.groupBy(segments, ({ device, day, category, generation }) =>
    [device, day, category, generation].join('/'),
  )
  const planned = [...days.values()].flatMap(([first]): Planned[] => {
    if (first === undefined) return []
    const { device, day, category, generation } = first
    const period = periods.of(first)
    const regular = dueDayOf({ day, retentionDays: period.retentionDays })
    const dueDay = regular > today ? regular : today
    return [{ device, day, category, generation, ...period, dueDay }]
  })
  const order = newId<'order'>()
  const plan = planOf(
    order,
    { reason: 'holdEnded', basis: null, actor: released.actor },
    { hold, targets: [{ kind: 'hold', hold }], days: planned },
    periods,
  )
  await placeOrder(deps, plan, {
    days: [],
    segments: segments.map(({ id }) => id),
    count: segments.length,
  })
  return order
}

/**
 * Finishes holds and releases that a crash interrupted, and releases those that have lapsed; returns how many. What
 * fails is told to `failed` and does not keep the others waiting.
 */
export async function settleHolds(
  deps: Timed,
  periods: Periods,
  failed: (error: unknown) => void,
): Promise<number> {
  const rows = await deps.db
    .withTables<RetentionTables>()
    .selectFrom('retention_hold')
    .selectAll()
    .where('state', '<>', 'released')
    .orderBy('placed_at_ms')
    .orderBy('id')
    .execute()
  let lapsed = 0
  for (const row of rows) {
    const hold = row.id as Id<'hold'>
    const hasLapsed = row.until_ms !== null && row.until_ms <= deps.nowMs
    try {
      if (row.state === 'placing') await finishPlacing(deps, hold)
      if (row.state === 'releasing') await finishReleasing(deps, periods, hold)
      else if (hasLapsed) {
        await releaseHold(deps, periods, { hold, reason: 'lapsed', actor: RETENTION })
        lapsed++
      }
    } catch (error) {
      failed(error)
    }
  }
  return lapsed
}

/** Holds, the latest first: those in force or, with `all`, every one there was. */
export async function holds(db: Db, filter: { readonly all?: boolean } = {}): Promise<Hold[]> {
  const rows = await db
    .withTables<RetentionTables>()
    .selectFrom('retention_hold')
    .selectAll()
    .$if(filter.all !== true, (query) => query.where('state', '<>', 'released'))
    .orderBy('placed_at_ms', 'desc')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id as Id<'hold'>,
    reason: row.reason,
    basis: row.basis,
    placedAtMs: row.placed_at_ms,
    untilMs: row.until_ms,
    segments: row.segments,
    state: row.state,
    releaseReason: row.release_reason,
    releasedAtMs: row.released_at_ms,
    actor: row.actor as Actor,
  }))
}

async function holdRow(db: Db, hold: Id<'hold'>): Promise<HoldTable | undefined> {
  return db
    .withTables<RetentionTables>()
    .selectFrom('retention_hold')
    .selectAll()
    .where('id', '=', hold)
    .executeTakeFirst()
}

function heldRows(db: Db, hold: Id<'hold'>): Promise<HeldTable[]> {
  return db
    .withTables<RetentionTables>()
    .selectFrom('retention_held')
    .selectAll()
    .where('hold', '=', hold)
    .orderBy('segment')
    .execute()
}

async function leave(db: Db, hold: Id<'hold'>, segments: readonly string[]): Promise<void> {
  await sql`delete from retention_held where hold = ${sql.val(hold)}::uuid
    and segment = any(${sql.val(segments)}::uuid[])`.execute(db)
}

function keyOf({ id, device, day, category, generation, leaf }: Segment): SegmentKey {
  return { id, keyId: { device, day, category }, generation, leaf }
}

function keyOfRow({ segment, device, day, category, generation, leaf }: HeldTable): SegmentKey {
  return {
    id: segment as Id<'segment'>,
    keyId: { device, day: day as Day, category },
    generation,
    leaf,
  }
}
