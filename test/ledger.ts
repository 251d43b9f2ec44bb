/** A ledger for tests: a real database, a real folder, a key, a clock that stands still, and drafts to record. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulatedClock } from '../src/base/clock.ts'
import type { SimulatedClock } from '../src/base/clock.ts'
import { realDisk } from '../src/base/durable.ts'
import type { Disk } from '../src/base/durable.ts'
import { silentLog } from '../src/base/log.ts'
import {
  checkLedger,
  createSigner,
  ledgerMigrations,
  newSigningKey,
  openLedger,
} from '../src/ledger/ledger.ts'
import type { Draft, Ledger, Signer } from '../src/ledger/ledger.ts'
import { testDatabase } from './database.ts'
import type { TestDatabase } from './database.ts'

export type LedgerFixture = AsyncDisposable & {
  readonly database: TestDatabase
  readonly folder: string
  readonly clock: SimulatedClock
  readonly signer: Signer
  /** Opens the ledger; every one opened is closed at the end. */
  open(disk?: Disk): Promise<Ledger>
  /** An entry to record about `hold`. */
  draft(hold: string): Draft<'hold.released'>
  /** Verifies files and rows, which must hold exactly `size` entries. */
  verifyAll(size: number): Promise<void>
}

export const ORIGIN = 'cctv.example.go.kr/ledger'

export async function ledgerFixture(): Promise<LedgerFixture> {
  const database = await testDatabase(ledgerMigrations)
  const home = await mkdtemp(join(tmpdir(), 'jangseung-ledger-'))
  const folder = join(home, 'ledger')
  const clock = simulatedClock(Date.UTC(2026, 10, 22))
  const signer = createSigner(ORIGIN, newSigningKey())
  const opened: Ledger[] = []
  return {
    database,
    folder,
    clock,
    signer,
    async open(disk = realDisk) {
      const ledger = await openLedger({ db: database.db, folder, signer, clock, disk, log: silentLog })
      opened.push(ledger)
      return ledger
    },
    draft: (hold) => ({
      kind: 'hold.released',
      actor: { type: 'system', id: 'retention' },
      hold,
      reason: 'lapsed',
    }),
    async verifyAll(size) {
      const result = await checkLedger({ db: database.db, folder, vkey: signer.vkey })
      assert.deepEqual(
        result.findings.map(({ message }) => message),
        [],
      )
      assert.equal(result.size, size)
    },
    async [Symbol.asyncDispose]() {
      for (const ledger of opened) await ledger.close()
      await database[Symbol.asyncDispose]()
      await rm(home, { recursive: true, force: true })
    },
  }
}
