/**
 * Finishes what was ordered: keys, then files, then the certificate. One function, for the destruction that was
 * ordered a moment ago and for the one that a crash interrupted: every step may be repeated, and the order's row
 * goes only in the transaction that records it done.
 *
 *   (1) order recorded, segments are garbage      order.ts
 *   (2) keys destroyed under one change of root   the footage is gone here; the rest is tidying and telling
 *   (3) files removed
 *   (4) `destruction.done` recorded, garbage dropped, statement stored
 *   (5) proofs added, certificate complete        certificates.ts
 */
import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import type { Id } from '../base/id.ts'
import { batchHashes, batchPath, dropGarbage, garbageOf } from '../footage/footage.ts'
import type { Garbage } from '../footage/footage.ts'
import type { Receipt } from '../ledger/ledger.ts'
import { keyIdText } from '../vault/vault.ts'
import type { ErasedKeys, Target } from '../vault/vault.ts'
import { present } from '../base/assert.ts'
import {
  CERTIFICATE_FORMAT,
  linesDigest,
  MAX_LISTED,
  MAX_SEALED,
  segmentLine,
  statementDigest,
} from './certificate.ts'
import type { CertifiedTarget, FootageLine, ListedSegment, Statement } from './certificate.ts'
import type { Timed } from './deps.ts'
import { retentionFault } from './faults.ts'
import { cameraDayText } from './plan.ts'
import type { Plan, Planned } from './plan.ts'
import { lateDaysOf } from './schedule.ts'
import type { OrderTable, RetentionTables } from './tables.ts'

/** A destruction that was finished. */
export type Finished = {
  readonly certificate: Id<'order'>
  readonly segments: number
  readonly bytes: number
  readonly lateDays: number
  /** How many of the segments were destroyed after their day. */
  readonly lateSegments: number
}

/** Finishes every order that is not done, the earliest first. What fails is told to `failed` and keeps no other waiting. */
export async function finishOrders(deps: Timed, failed: (error: unknown) => void): Promise<Finished[]> {
  const rows = await deps.db
    .withTables<RetentionTables>()
    .selectFrom('retention_order')
    .selectAll()
    .orderBy('ordered_at_ms')
    .orderBy('id')
    .execute()
  const finished: Finished[] = []
  for (const row of rows)
    try {
      finished.push(await finishOrder(deps, row))
    } catch (error) {
      failed(error)
    }
  return finished
}

async function finishOrder(deps: Timed, row: OrderTable): Promise<Finished> {
  const { ledger, vault, db, log } = deps
  const plan = row.plan as Plan
  const { order, targets } = plan
  const receipt = await ledger.find('destruction.ordered', order)
  if (receipt === undefined) throw retentionFault('retention.orderUnpublished', { order })
  const keys = await vault.eraseKeys(receipt, targets)
  const erasedAtMs = row.erased_at_ms ?? (await rememberErased(deps, order))
  log.info('retention.keysErased', { order, epoch: keys.epochAfter })
  const [, garbage] = await Promise.all([vault.removeFiles(receipt, targets), summaryOf(db, order)])
  const statement = await statementOf(deps, { plan, receipt, keys, garbage, erasedAtMs })
  await recordDone(deps, statement, garbage)
  const lateSegments = statement.footage.reduce(
    (sum, line) => sum + (line.lateDays > 0 ? line.segments : 0),
    0,
  )
  log.info('retention.done', { order, segments: garbage.segments, lateDays: statement.lateDays })
  return {
    certificate: order,
    segments: garbage.segments,
    bytes: garbage.bytes,
    lateDays: statement.lateDays,
    lateSegments,
  }
}

async function rememberErased({ db, nowMs }: Timed, order: Id<'order'>): Promise<Millis> {
  await db
    .withTables<RetentionTables>()
    .updateTable('retention_order')
    .set({ erased_at_ms: nowMs })
    .where('id', '=', order)
    .execute()
  return nowMs
}

async function recordDone(deps: Timed, statement: Statement, garbage: Summary): Promise<void> {
  const { certificate: order, orderedLeaf, keys, files, lateDays } = statement
  await deps.ledger.act<'destruction.done', void>(
    {
      kind: 'destruction.done',
      actor: statement.actor,
      order,
      orderedLeaf,
      certificate: statementDigest(statement),
      epochBefore: keys.epochBefore,
      epochAfter: keys.epochAfter,
      files: files.files,
      bytes: files.bytes,
      lateDays,
    },
    async (tx) => {
      await dropGarbage(tx, order as Id<'order'>)
      const retention = tx.withTables<RetentionTables>()
      await retention.deleteFrom('retention_order').where('id', '=', order).executeTakeFirstOrThrow()
      await retention
        .insertInto('retention_certificate')
        .values({
          id: order,
          reason: statement.reason,
          ordered_at_ms: statement.orderedAtMs,
          done_at_ms: deps.nowMs,
          due_day: statement.dueDay,
          late_days: lateDays,
          segments: garbage.segments,
          bytes: garbage.bytes,
          statement: JSON.stringify(statement),
          batches: JSON.stringify(garbage.proven),
          document: null,
        })
        .execute()
    },
  )
}

/** What an order's garbage was, summed up by camera-day. */
type Summary = {
  readonly segments: number
  readonly bytes: number
  readonly days: ReadonlyMap<string, { segments: number; bytes: number; readonly hash: Hash }>
  /** Every segment, when they are few. */
  readonly listed: readonly Garbage[]
  readonly sealing: Statement['sealing']
  /** The batches to be proven: all, or a sample spread over the time filmed. */
  readonly proven: readonly Id<'batch'>[]
}

const PAGE = 10_000

async function summaryOf(db: Db, order: Id<'order'>): Promise<Summary> {
  const days = new Map<string, { segments: number; bytes: number; readonly hash: Hash }>()
  const batches = new Map<Id<'batch'>, Millis>()
  const listed: Garbage[] = []
  let [segments, bytes] = [0, 0]
  for (let after: Id<'segment'> | null = null; ;) {
    const page: Garbage[] = await garbageOf(db, order, { after, limit: PAGE })
    for (const one of page) {
      const key = cameraDayText(one)
      const day = days.get(key) ?? { segments: 0, bytes: 0, hash: createHash('sha256') }
      days.set(key, day)
      day.segments++
      day.bytes += one.length
      // Pages come by identifier, so the lines of a day come sorted, as its digest wants them.
      day.hash.update(segmentLine({ segment: one.id, sha256: one.sha256, bytes: one.length }))
      batches.set(one.batch, Math.min(one.startedAtMs, batches.get(one.batch) ?? one.startedAtMs))
      if (listed.length <= MAX_LISTED) listed.push(one)
      segments++
      bytes += one.length
    }
    after = page.at(-1)?.id ?? null
    if (page.length < PAGE) break
  }
  const byTime = [...batches].toSorted(([, a], [, b]) => a - b).map(([batch]) => batch)
  return {
    segments,
    bytes,
    days,
    listed: segments <= MAX_LISTED ? listed : [],
    sealing: { batches: batches.size, digest: linesDigest(byTime.map((batch) => `${batch}\n`)) },
    proven: spread(byTime, MAX_SEALED),
  }
}

/** At most `count` of the items, evenly spread, the first and the last among them. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items]
  const step = (items.length - 1) / (count - 1)
  return Array.from({ length: count }, (_, i) => present(items[Math.round(i * step)], 'within the items'))
}

type Facts = {
  readonly plan: Plan
  readonly receipt: Receipt<'destruction.ordered'>
  readonly keys: ErasedKeys
  readonly garbage: Summary
  readonly erasedAtMs: Millis
}

async function statementOf(deps: Timed, facts: Facts): Promise<Statement> {
  const { plan, receipt, keys, garbage, erasedAtMs } = facts
  const footage = plan.days.map((day) => footageLine(day, facts))
  return {
    format: CERTIFICATE_FORMAT,
    certificate: plan.order,
    agency: plan.agency,
    registry: plan.registry,
    reason: plan.reason,
    basis: plan.basis,
    actor: plan.actor,
    responsible: plan.responsible,
    orderedAtMs: receipt.entry.at,
    orderedLeaf: receipt.leaf,
    dueDay: plan.dueDay,
    lateDays: footage.reduce((most, { lateDays }) => Math.max(most, lateDays), 0),
    targets: plan.targets.map(certifiedTarget),
    footage,
    listed: await Promise.all(garbage.listed.map((one) => listedSegment(deps.db, one))),
    sealing: garbage.sealing,
    names: plan.names,
    keys: {
      erasedAtMs,
      epochBefore: keys.epochBefore,
      epochAfter: keys.epochAfter,
      tableBefore: keys.tableDigestBefore,
      tableAfter: keys.tableDigestAfter,
      erasure: keys.rootErasure,
    },
    files: { removedAtMs: deps.nowMs, files: garbage.segments, bytes: garbage.bytes },
  }
}

function footageLine(day: Planned, { plan, keys, garbage, erasedAtMs }: Facts): FootageLine {
  const { device, category, generation, zone, retentionDays, retentionDaysWhenFilmed, dueDay } = day
  const key = keyIdText(day)
  const found = garbage.days.get(cameraDayText(day))
  const commitment = keys.commitments.find((one) => one.key === key && one.generation === generation)
  return {
    device,
    day: day.day,
    category,
    generation,
    zone,
    hold: plan.hold,
    retentionDays,
    retentionDaysWhenFilmed,
    dueDay,
    lateDays: lateDaysOf(dueDay, erasedAtMs),
    segments: found?.segments ?? 0,
    bytes: found?.bytes ?? 0,
    digest: found?.hash.copy().digest('hex') ?? linesDigest([]),
    commitment: commitment?.commitment ?? null,
  }
}

function certifiedTarget(target: Target): CertifiedTarget {
  if (target.kind === 'hold') return { kind: 'hold', hold: target.hold }
  const { generation } = target
  const key = keyIdText(target.keyId)
  if (target.kind === 'day') return { kind: 'day', key, generation }
  return { kind: 'segment', key, generation, leaf: target.leaf, segment: target.segment }
}

async function listedSegment(db: Db, one: Garbage): Promise<ListedSegment> {
  const { id, sha256, length, batch, batchIndex, generation } = one
  const hashes = present(await batchHashes(db, batch), 'a batch stays while one of its facts does')
  return {
    segment: id,
    key: keyIdText(one),
    generation,
    sha256,
    bytes: length,
    batch,
    index: batchIndex,
    size: hashes.length / 32,
    leafHash: hashes.subarray(batchIndex * 32, (batchIndex + 1) * 32).toString('hex'),
    path: batchPath(hashes, batchIndex).map((hash) => hash.toString('hex')),
  }
}
