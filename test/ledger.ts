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
import type { Draft, EntryKind, EntryOf, Ledger, Signer } from '../src/ledger/ledger.ts'
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

const common = {
  v: 1,
  at: 1_763_800_000_000,
  nonce: '00112233445566778899aabbccddeeff',
  actor: { type: 'account', id: 'k3Jd8sLq0' },
} as const
const digest = 'ab'.repeat(32)
const id = '0d0f8a1e-63a7-4ef5-9b5e-0d0f8a1e63a7'

/** One valid entry of each kind; the compiler asks for all of them. */
export const ENTRY_SAMPLES: { readonly [K in EntryKind]: EntryOf<K> } = {
  'registry.changed': {
    ...common,
    kind: 'registry.changed',
    agency: 'seoul-immigration',
    before: null,
    after: digest,
    validFromMs: 5,
  },
  'keys.created': {
    ...common,
    kind: 'keys.created',
    keys: [{ key: 'lobby-1/2026-11-22/default', generation: 0, commitment: digest }],
  },
  'footage.sealed': { ...common, kind: 'footage.sealed', batch: id, root: digest, segments: 12, gaps: 0 },
  'destruction.ordered': {
    ...common,
    kind: 'destruction.ordered',
    order: id,
    reason: 'expiry',
    keys: 3,
    segments: 4_320,
    root: digest,
    dueDay: '2026-12-22',
  },
  'destruction.done': {
    ...common,
    kind: 'destruction.done',
    order: id,
    orderedLeaf: 7,
    certificate: digest,
    epochBefore: 1,
    epochAfter: 2,
    files: 4_320,
    bytes: 9_007_199_254_740_991,
    lateDays: 0,
  },
  'hold.placed': {
    ...common,
    kind: 'hold.placed',
    hold: id,
    root: digest,
    segments: 2,
    reason: 'request',
    basis: 'pipa.35',
    untilMs: null,
  },
  'hold.released': { ...common, kind: 'hold.released', hold: id, reason: 'lapsed' },
  'viewing.opened': {
    ...common,
    kind: 'viewing.opened',
    viewing: id,
    device: 'lobby-1',
    fromMs: 0,
    toMs: 60_000,
    purpose: 'facilitySafety',
    basis: 'pipa.25-1',
    offPurpose: false,
    detail: digest,
    expiresAtMs: 9,
  },
  'viewing.closed': {
    ...common,
    kind: 'viewing.closed',
    viewing: id,
    openedLeaf: 3,
    reason: 'expired',
    servedMs: 100,
    served: digest,
    requests: 4,
    bytes: 1_000,
  },
  'viewing.refused': { ...common, kind: 'viewing.refused', device: null, reason: 'outOfScope' },
  'staff.changed': { ...common, kind: 'staff.changed', account: 'k3Jd8sLq0', change: 'roles', after: digest },
  'staff.signedIn': { ...common, kind: 'staff.signedIn', account: 'k3Jd8sLq0', origin: digest },
  'staff.signInFailed': { ...common, kind: 'staff.signInFailed', origin: digest, attempts: 5 },
  'ledger.read': { ...common, kind: 'ledger.read', fromLeaf: 0, toLeaf: 255 },
  'incident.raised': {
    ...common,
    kind: 'incident.raised',
    incident: id,
    code: 'clockStepped',
    device: 'lobby-1',
    detail: { byMs: -3_600_000 },
  },
  'incident.closed': { ...common, kind: 'incident.closed', incident: id, reason: 'repaired' },
  'policy.drafted': {
    ...common,
    kind: 'policy.drafted',
    version: 'main-2',
    draft: digest,
    registry: digest,
    lawOn: '2026-11-22',
  },
  'policy.approved': { ...common, kind: 'policy.approved', version: 'main-2', draft: digest, draftedLeaf: 7 },
  'policy.announced': {
    ...common,
    kind: 'policy.announced',
    version: 'main-2',
    draft: digest,
    approvedLeaf: 8,
    text: digest,
    reason: digest,
    announcedOn: '2026-11-22',
    effectiveOn: '2026-11-29',
    promisedDays: 7,
    established: false,
  },
  'policy.withdrawn': {
    ...common,
    kind: 'policy.withdrawn',
    version: 'main-2',
    draft: digest,
    reason: 'withdrawn',
  },
  'policy.published': {
    ...common,
    kind: 'policy.published',
    version: 'main-2',
    text: digest,
    announcedLeaf: 9,
    effectiveOn: '2026-11-29',
    inForceOn: '2026-11-29',
    lateDays: 0,
    replaced: 'main-1',
  },
  'policy.drifted': {
    ...common,
    kind: 'policy.drifted',
    version: 'main-2',
    drift: id,
    registry: digest,
    differences: digest,
    facts: 1,
  },
  'policy.driftEnded': {
    ...common,
    kind: 'policy.driftEnded',
    version: 'main-2',
    drift: id,
    reason: 'agrees',
  },
}
