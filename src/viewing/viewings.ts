/**
 * Opening, ending and listing viewings. A viewing is opened by an act: the answer comes only after `viewing.opened`
 * is sequenced, and a refusal is recorded as well. It ends by an act: what was really served is counted first, and
 * recorded as `viewing.closed`.
 *
 * Ending has two steps, so that the account is complete: first the row says that it ended, from which moment on
 * nothing is served; then the sum is taken and recorded. The sweep finishes what a crash left between the two.
 */
import { present } from '../base/assert.ts'
import type { Clock, Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import type { Log } from '../base/log.ts'
import { commitTo } from '../ledger/ledger.ts'
import type { Actor, Ledger } from '../ledger/ledger.ts'
import type { RegistryVersion } from '../registry/registry.ts'
import type { Account } from '../staff/staff.ts'
import type { Vault } from '../vault/vault.ts'
import { viewingFault } from './faults.ts'
import { decide, MAX_OPEN, MAX_RANGE_MS, standingOf } from './rules.ts'
import type { Question, Refusal, Standing } from './rules.ts'
import { servedDigest, servedOf } from './served.ts'
import type { ServedRange } from './served.ts'
import type { EndReason, ViewingDb, ViewingTables } from './tables.ts'

/** How long a viewing can be used. */
export const LIFETIME_MS = 30 * 60_000
const MAX_DETAIL_CHARACTERS = 500
/** Viewings listed at once. */
const MAX_LISTED = 200

export type Viewing = {
  readonly id: string
  readonly account: string
  readonly device: string
  readonly fromMs: Millis
  readonly toMs: Millis
  readonly purpose: string
  readonly basis: string
  readonly offPurpose: boolean
  readonly openedAtMs: Millis
  readonly expiresAtMs: Millis
  readonly endedAtMs: Millis | null
  readonly endReason: EndReason | null
  /** Whether its end, and what was served, are in the ledger. */
  readonly recorded: boolean
  readonly servedMs: number
  readonly served: readonly ServedRange[]
  readonly requests: number
  readonly bytes: number
}

export type ViewingDeps = {
  readonly db: Db
  readonly ledger: Ledger
  readonly vault: Pick<Vault, 'open'>
  readonly clock: Clock
  readonly log: Log
  /** The versions of the registry adopted up to a moment, the earliest first. */
  readonly history: (untilMs: Millis) => Promise<readonly RegistryVersion[]>
  /** The account as it is now; what `staff` knows. */
  readonly account: (id: string) => Promise<Account>
}

/** The tables of viewings, in the handle that everyone shares. */
export function viewingDb(deps: Pick<ViewingDeps, 'db'>): ViewingDb {
  return deps.db.withTables<ViewingTables>()
}

/** Opens a viewing, or records why not and throws that. `detail` is the person's own words, kept erasable. */
export async function open(
  deps: ViewingDeps,
  account: Account,
  question: Question & { readonly detail?: string },
): Promise<Viewing> {
  const detail = question.detail?.normalize('NFC').trim() ?? ''
  if (question.fromMs >= question.toMs) throw viewingFault('viewing.rangeEmpty')
  if (detail.length > MAX_DETAIL_CHARACTERS)
    throw viewingFault('viewing.detailTooLong', { limit: MAX_DETAIL_CHARACTERS })
  const now = deps.clock.now()
  const answer = decide(await standing(deps, question, now), account, question, now)
  if ('refusal' in answer) throw await refused(deps, account, question.device, answer.refusal)
  if ((await openCount(deps, account.id, now)) >= MAX_OPEN)
    throw await refused(deps, account, question.device, 'tooMany')
  // 목적 외 이용 대장 states the purpose in words (영 §15).
  if (answer.offPurpose && detail === '') throw viewingFault('viewing.detailMissing')
  return opened(deps, account, { ...question, detail, offPurpose: answer.offPurpose }, now)
}

async function opened(
  deps: ViewingDeps,
  account: Account,
  question: Question & { readonly detail: string; readonly offPurpose: boolean },
  now: Millis,
): Promise<Viewing> {
  const { device, fromMs, toMs, purpose, basis, offPurpose, detail } = question
  const id = newId<'viewing'>()
  const expiresAtMs = now + LIFETIME_MS
  const words = detail === '' ? null : commitTo(detail)
  const { value } = await deps.ledger.act(
    {
      kind: 'viewing.opened',
      actor: actorOf(account),
      viewing: id,
      device,
      fromMs,
      toMs,
      purpose,
      basis: basisInLedger(basis),
      offPurpose,
      detail: words?.commitment ?? null,
      expiresAtMs,
    },
    async (tx) => {
      const viewings = tx.withTables<ViewingTables>()
      const row = await viewings
        .insertInto('viewing_viewing')
        .values({
          id,
          account: account.id,
          device,
          from_ms: fromMs,
          to_ms: toMs,
          purpose,
          basis,
          off_purpose: offPurpose,
          opened_at_ms: now,
          expires_at_ms: expiresAtMs,
          ended_at_ms: null,
          end_reason: null,
          recorded: false,
          served_ms: 0,
          served: '[]',
          requests: 0,
          bytes: 0,
        })
        .returningAll()
        .executeTakeFirstOrThrow()
      if (words !== null)
        await viewings
          .insertInto('viewing_detail')
          .values({ viewing: id, detail, salt: words.salt })
          .execute()
      return row
    },
  )
  return viewingOf(value)
}

/** Records the refusal. The fault to throw. */
async function refused(deps: ViewingDeps, account: Account, device: string, refusal: Refusal) {
  const known = refusal === 'deviceUnknown' ? null : device
  await deps.ledger.act(
    { kind: 'viewing.refused', actor: actorOf(account), device: known, reason: refusal },
    () => Promise.resolve(),
  )
  if (refusal === 'rangeTooLong')
    return viewingFault('viewing.rangeTooLong', { hours: MAX_RANGE_MS / 3_600_000 })
  if (refusal === 'tooMany') return viewingFault('viewing.tooMany', { limit: MAX_OPEN })
  return viewingFault(`viewing.${refusal}`)
}

/** The account's own viewing, whatever its state. Throws `viewing.unknown`, also for another person's. */
export async function own(deps: ViewingDeps, account: string, id: string): Promise<Viewing> {
  const row = await viewingDb(deps)
    .selectFrom('viewing_viewing')
    .selectAll()
    .where('id', '=', id)
    .where('account', '=', account)
    .executeTakeFirst()
  if (row === undefined) throw viewingFault('viewing.unknown')
  return viewingOf(row)
}

/** The account's viewings, the newest first. */
export async function list(deps: ViewingDeps, account: string): Promise<readonly Viewing[]> {
  const rows = await viewingDb(deps)
    .selectFrom('viewing_viewing')
    .selectAll()
    .where('account', '=', account)
    .orderBy('opened_at_ms', 'desc')
    .orderBy('id')
    .limit(MAX_LISTED)
    .execute()
  return rows.map(viewingOf)
}

/** Ends a viewing and records what was served; one that has ended stays as it ended. */
export async function end(deps: ViewingDeps, id: string, reason: EndReason): Promise<Viewing> {
  const db = viewingDb(deps)
  await db
    .updateTable('viewing_viewing')
    .set({ ended_at_ms: deps.clock.now(), end_reason: reason })
    .where('id', '=', id)
    .where('ended_at_ms', 'is', null)
    .execute()
  const viewing = await byId(db, id)
  if (viewing.recorded) return viewing
  try {
    return await record(deps, viewing)
  } catch (error) {
    // Two at once: the other has recorded it.
    if (isFault(error, 'viewing.ended')) return byId(db, id)
    throw error
  }
}

async function byId(db: ViewingDb, id: string): Promise<Viewing> {
  const row = await db.selectFrom('viewing_viewing').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw viewingFault('viewing.unknown')
  return viewingOf(row)
}

async function record(deps: ViewingDeps, viewing: Viewing): Promise<Viewing> {
  const { id, endReason } = viewing
  const openedBy = present(await deps.ledger.find('viewing.opened', id), 'a viewing is in the ledger')
  const { ranges, servedMs, requests, bytes } = await servedOf(viewingDb(deps), id)
  const reason = present(endReason, 'what has ended has a reason')
  // Whoever closes is the actor; what expires or is withdrawn is ended by the system.
  const actor: Actor = reason === 'closed' ? openedBy.entry.actor : { type: 'system', id: 'viewing' }
  const { value } = await deps.ledger.act(
    {
      kind: 'viewing.closed',
      actor,
      viewing: id,
      openedLeaf: openedBy.leaf,
      reason,
      servedMs,
      served: servedDigest(ranges),
      requests,
      bytes,
    },
    async (tx) => {
      const viewings = tx.withTables<ViewingTables>()
      const row = await viewings
        .updateTable('viewing_viewing')
        .set({ recorded: true, served_ms: servedMs, served: JSON.stringify(ranges), requests, bytes })
        .where('id', '=', id)
        .where('recorded', '=', false)
        .returningAll()
        .executeTakeFirst()
      // The act is given up, and its entry with it.
      if (row === undefined) throw viewingFault('viewing.ended')
      await viewings.deleteFrom('viewing_served').where('viewing', '=', id).execute()
      return row
    },
  )
  return viewingOf(value)
}

async function openCount(deps: ViewingDeps, account: string, now: Millis): Promise<number> {
  const row = await viewingDb(deps)
    .selectFrom('viewing_viewing')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('account', '=', account)
    .where('ended_at_ms', 'is', null)
    .where('expires_at_ms', '>', now)
    .executeTakeFirstOrThrow()
  return row.count
}

/** What the registry says of the device over the range, then and now. Throws `viewing.registryMissing`. */
export async function standing(
  deps: Pick<ViewingDeps, 'history'>,
  range: Pick<Question, 'device' | 'fromMs' | 'toMs'>,
  nowMs: Millis,
): Promise<Standing> {
  const adopted = await deps.history(nowMs)
  if (adopted.length === 0) throw viewingFault('viewing.registryMissing')
  return standingOf(adopted, range)
}

/** A code of the Personal Information Protection Act as ledger entries write it: which Act, then the article. */
function basisInLedger(code: string): string {
  return `pipa.${code}`
}

function actorOf(account: Account): Actor {
  return { type: 'account', id: account.id }
}

function viewingOf(row: ViewingTables['viewing_viewing']): Viewing {
  return {
    id: row.id,
    account: row.account,
    device: row.device,
    fromMs: row.from_ms,
    toMs: row.to_ms,
    purpose: row.purpose,
    basis: row.basis,
    offPurpose: row.off_purpose,
    openedAtMs: row.opened_at_ms,
    expiresAtMs: row.expires_at_ms,
    endedAtMs: row.ended_at_ms,
    endReason: row.end_reason,
    recorded: row.recorded,
    servedMs: row.served_ms,
    served: row.served as readonly ServedRange[],
    requests: row.requests,
    bytes: row.bytes,
  }
}
