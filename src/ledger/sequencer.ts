/**
 * Gives committed entries their place in the tree and publishes them: stage (the act's own transaction), commit (the
 * new tree head, one transaction), publish (tiles, then checkpoint), and only then tells those who wait.
 *
 * `advance` is the one function for running, for recovery and for another process: it publishes whatever the
 * database has beyond what the files show. The head's row lock orders all processes; since each advances after its
 * own commit, whoever waits finds the own entry published when its `advance` returns, whoever did it.
 */
import { sql } from 'kysely'
import { isFault } from '../base/fault.ts'
import type { Log } from '../base/log.ts'
import { checkedEntry, entryBytes } from './entries.ts'
import type { Entry } from './entries.ts'
import { ledgerFault } from './faults.ts'
import type { LedgerFiles } from './files.ts'
import { frontierRoot, grown, leafHash } from './merkle.ts'
import { bodies, entryOfRow, insertEntries, lockedHead, placesOf, writeHead } from './rows.ts'
import type { LedgerDb, LedgerTx, Sequenced } from './rows.ts'

/** Entries sequenced in one transaction; bounds its memory to 64 MiB. */
const MAX_BATCH = 1_024
/** A wall clock behind the last entry by more than this is told. */
const TOLERATED_STEP_MS = 1_000

export type Placed = { readonly leaf: number; readonly entry: Entry }

export type Sequencer = {
  /** Resolves once the committed act is sequenced and published; rejects with `ledger.notPublished`. */
  place(actId: string): Promise<Placed>
  /** Sequences and publishes what is waiting. Throws `ledger.stopped`, or why it cannot. */
  advance(): Promise<void>
  /** Throws unless acts may be accepted: after a failure, only once `advance` succeeds again. */
  ready(): Promise<void>
  /** Waits for what is under way. */
  close(): Promise<void>
}

type Waiter = { readonly resolve: (placed: Placed) => void; readonly reject: (error: unknown) => void }

export function createSequencer(options: {
  readonly db: LedgerDb
  readonly files: LedgerFiles
  readonly log: Log
}): Sequencer {
  const { db, files, log } = options
  const waiting = new Map<string, Waiter>()
  // Behind until the first advance has read the files and compared them with the rows.
  let state: 'running' | 'behind' | 'stopped' = 'behind'
  let rounds: Promise<void> = Promise.resolve()
  let queued: Promise<void> | undefined
  let collected: Promise<void> = Promise.resolve()

  /** One round: rows, then files. What fails leaves the ledger behind, or stopped when bytes cannot be trusted. */
  async function round(): Promise<void> {
    if (state === 'stopped') throw ledgerFault('ledger.stopped')
    try {
      if (state === 'behind') await publish(db, files) // the backlog first
      for (;;) if ((await sequence(db, files, log)) < MAX_BATCH) break
      await publish(db, files)
      state = 'running'
    } catch (error) {
      state = isFault(error) && error.kind === 'corrupt' ? 'stopped' : 'behind'
      log.error('ledger.notPublished', error, { stopped: state === 'stopped' })
      throw error
    }
  }

  /** Rounds run one after the other; whoever asks while one runs shares the next. */
  function advance(): Promise<void> {
    queued ??= rounds.then(async () => {
      queued = undefined
      const mine = [...waiting]
      try {
        await round()
        await settle(db, mine)
      } catch (error) {
        for (const [, waiter] of mine) waiter.reject(ledgerFault('ledger.notPublished', {}, error))
        throw error
      } finally {
        for (const [actId] of mine) waiting.delete(actId)
      }
      collectBeside()
    })
    rounds = queued.catch(() => {})
    return queued
  }

  /** Removing the partial tiles of 256 entries takes a while, for which no act has to wait. */
  function collectBeside(): void {
    collected = collected
      .then(() => files.collect())
      .catch((error: unknown) => log.error('ledger.partialTilesKept', error))
  }

  return {
    place(actId) {
      const placed = new Promise<Placed>((resolve, reject) => waiting.set(actId, { resolve, reject }))
      advance().catch(() => {}) // the waiter is told
      return placed
    },
    advance,
    async ready() {
      if (state === 'stopped') throw ledgerFault('ledger.stopped')
      if (state === 'running') return
      await advance().catch((error: unknown) => {
        throw ledgerFault('ledger.unavailable', {}, error)
      })
    },
    async close() {
      await rounds
      await collected
    },
  }
}

/** Tells those who wait where their entries came to stand, whichever process put them there. */
async function settle(db: LedgerDb, waiting: readonly [string, Waiter][]): Promise<void> {
  if (waiting.length === 0) return
  const acts = waiting.map(([actId]) => actId)
  const rows = await placesOf(db, acts)
  for (const [actId, waiter] of waiting) {
    const row = rows.get(actId)
    if (row) waiter.resolve({ leaf: row.leaf, entry: entryOfRow(row.leaf, row.body) })
    else waiter.reject(ledgerFault('ledger.notPublished'))
  }
}

/** Commits an act's entry to be sequenced, in the act's own transaction. */
export async function stage(tx: LedgerTx, actId: string, atMs: number, draft: Buffer): Promise<void> {
  await tx.insertInto('ledger_pending').values({ act_id: actId, at_ms: atMs, draft }).execute()
}

/**
 * Gives waiting entries, at most MAX_BATCH, their leaves and commits the new tree head, all in one transaction.
 * Returns how many. An entry's time is that of its act, but never before the entry in front of it: when the wall
 * clock steps back, times stand still until it has caught up, because the order of leaves is the truth and refusing
 * every act for that long would stop destruction on its day as well.
 */
function sequence(db: LedgerDb, files: LedgerFiles, log: Log): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const head = await lockedHead(tx)
    const { size } = head.frontier
    const published = (await files.published())?.checkpoint.size ?? 0
    if (published > size) throw ledgerFault('ledger.filesAhead', { files: published, rows: size })
    const pending = await tx
      .selectFrom('ledger_pending')
      .selectAll()
      .orderBy('position')
      .limit(MAX_BATCH)
      .execute()
    if (pending.length === 0) return 0
    let { frontier, atMs } = head
    const entries: Sequenced[] = []
    for (const { act_id: actId, at_ms: actMs, draft } of pending) {
      if (atMs - actMs > TOLERATED_STEP_MS) log.warn('ledger.clockBehind', { byMs: atMs - actMs })
      atMs = Math.max(atMs, actMs)
      const leaf = frontier.size
      const entry = checkedEntry({ ...(JSON.parse(draft.toString('utf8')) as object), at: atMs })
      const body = entryBytes(entry)
      entries.push({ leaf, actId, entry, body })
      frontier = grown(frontier, leafHash(body))
    }
    await insertEntries(tx, entries)
    await tx
      .deleteFrom('ledger_pending')
      .where(sql<boolean>`position = any(${sql.val(pending.map(({ position }) => position))}::bigint[])`)
      .execute()
    await writeHead(tx, { frontier, atMs })
    return pending.length
  })
}

/** Brings the files to the committed head, while the head's lock keeps every other process out. */
function publish(db: LedgerDb, files: LedgerFiles): Promise<void> {
  return db.transaction().execute(async (tx) => {
    const { frontier } = await lockedHead(tx)
    await files.publish({ size: frontier.size, root: frontierRoot(frontier) }, (from) =>
      bodies(tx, from, frontier.size),
    )
  })
}
