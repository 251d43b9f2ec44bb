/**
 * Opens the ledger: record, receipt, act. Everything of legal meaning is written through `act`, whose transaction
 * also holds the entry; nothing is acknowledged before the entry stands in a signed, published tree.
 *
 * It must fail closed: whatever goes wrong, `act` rejects and the caller has no receipt.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { canonicalJson } from '../base/canonical.ts'
import type { Db, Tx as AnyTx } from '../base/database.ts'
import type { Disk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import type { Log } from '../base/log.ts'
import { checkedEntry } from './entries.ts'
import type { Draft, EntryKind, EntryOf } from './entries.ts'
import { ledgerFault } from './faults.ts'
import { openFiles } from './files.ts'
import { readings } from './readings.ts'
import type { Readings } from './readings.ts'
import { receiptOf } from './receipt.ts'
import type { Receipt } from './receipt.ts'
import { bindOrigin } from './rows.ts'
import type { LedgerDb, LedgerTables } from './rows.ts'
import { createSequencer, stage } from './sequencer.ts'
import type { Sequencer } from './sequencer.ts'
import type { Signer } from './signer.ts'

declare const acting: unique symbol

/**
 * The transaction of an act; only `act` hands one out. A folder's functions that write rows of legal meaning take a
 * `Tx` and narrow it with `withTables`.
 */
export type Tx = AnyTx & { readonly [acting]: true }

export type Ledger = Readings & {
  /**
   * Records an act: one transaction holds the entry and what `write` writes; `write` must query through its `tx`
   * alone, or it waits for connections that acts like itself hold. Resolves with the receipt once the
   * entry is sequenced and durably published. Rejects with what `write` threw, `ledger.entryInvalid` or
   * `ledger.unavailable` (then nothing was recorded), or with `ledger.notPublished` (then the record may appear
   * later, yet the act must not be done).
   */
  act<K extends EntryKind, T>(
    draft: Draft<K>,
    write: (tx: Tx) => Promise<T>,
  ): Promise<{ readonly receipt: Receipt<K>; readonly value: T }>
  /** Refuses further acts and waits for those under way. */
  close(): Promise<void>
}

export type LedgerOptions = {
  readonly db: Db
  /** DATA/ledger: checkpoint, tile/ and vkey. Shared by all processes that act. */
  readonly folder: string
  readonly signer: Signer
  readonly clock: Pick<Clock, 'now'>
  readonly disk: Disk
  readonly log: Log
}

const NONCE_BYTES = 16

/**
 * Opens the ledger, which is also its recovery: files and rows must tell one history (`ledger.filesAhead`,
 * `ledger.diverged`), and what was committed but not published is published.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const db = options.db.withTables<LedgerTables>()
  const files = await openFiles(options)
  await bindOrigin(db, options.signer.origin)
  const sequencer = createSequencer({ db, files, log: options.log })
  await sequencer.advance()
  const underWay = new Set<Promise<unknown>>()
  let closed = false
  return {
    ...readings(db, files),
    async act(draft, write) {
      if (closed) throw ledgerFault('ledger.closed')
      const acting = act({ ...options, db, sequencer }, draft, write)
      underWay.add(acting)
      try {
        return await acting
      } finally {
        underWay.delete(acting)
      }
    },
    async close() {
      closed = true
      await Promise.allSettled(underWay)
      await sequencer.close()
    },
  }
}

type Acting = {
  readonly db: LedgerDb
  readonly sequencer: Sequencer
  readonly clock: Pick<Clock, 'now'>
}

async function act<K extends EntryKind, T>(
  { db, sequencer, clock }: Acting,
  draft: Draft<K>,
  write: (tx: Tx) => Promise<T>,
): Promise<{ receipt: Receipt<K>; value: T }> {
  const atMs = clock.now()
  const staged = { ...draft, v: 1, nonce: randomBytes(NONCE_BYTES).toString('hex') }
  checkedEntry({ ...staged, at: atMs })
  await sequencer.ready()
  const actId = newId<'act'>()
  // Where the transaction stands decides what a failure means to the caller.
  const progress: { step: 'begin' | 'write' | 'commit' } = { step: 'begin' }
  let value: T
  try {
    value = await db.transaction().execute(async (tx) => {
      progress.step = 'write'
      const written = await write(tx as unknown as Tx)
      progress.step = 'begin'
      await stage(tx, actId, atMs, canonicalJson(staged))
      progress.step = 'commit'
      return written
    })
  } catch (error) {
    if (progress.step === 'commit') throw ledgerFault('ledger.notPublished', {}, error)
    if (progress.step === 'write' || isFault(error, 'ledger.stopped')) throw error
    throw ledgerFault('ledger.unavailable', {}, error)
  }
  const { leaf, entry } = await sequencer.place(actId)
  return { receipt: receiptOf(leaf, entry as EntryOf<K>), value }
}
