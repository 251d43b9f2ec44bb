/** A vault for tests: real PostgreSQL, ledger, root file and segment files; a clock that stands still. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulatedClock } from '../src/base/clock.ts'
import type { Clock, SimulatedClock } from '../src/base/clock.ts'
import { addDays, dayStart } from '../src/base/day.ts'
import type { Day } from '../src/base/day.ts'
import type { Db } from '../src/base/database.ts'
import { realDisk } from '../src/base/durable.ts'
import type { Disk } from '../src/base/durable.ts'
import { newId } from '../src/base/id.ts'
import { silentLog } from '../src/base/log.ts'
import { createSigner, ledgerMigrations, newSigningKey, openLedger } from '../src/ledger/ledger.ts'
import type { Ledger, Receipt } from '../src/ledger/ledger.ts'
import {
  createSegment,
  fileRoot,
  hourOfLeaf,
  leafAt,
  openKeys,
  openVault,
  segmentPath,
  segmentsRoot,
  targetsRoot,
  vaultMigrations,
  wipeHourKey,
} from '../src/vault/vault.ts'
import type { Keys, KeyId, RootProvider, StoredSegment, Target, Vault } from '../src/vault/vault.ts'
import { testDatabase } from './database.ts'
import type { TestDatabase } from './database.ts'

export const FIRST_DAY = '2026-11-01' as Day
const RETENTION_DAYS = 14
const CLOCK_START = dayStart('2026-12-24' as Day)
const SYSTEM = { type: 'system', id: 'test' } as const

/** What the parts of a running vault are made from. */
export type VaultParts = {
  readonly db: Db
  readonly home: string
  readonly clock: Pick<Clock, 'now'>
  readonly disk: Disk
  readonly provider: RootProvider
}

/** A segment as recorded, with its clear pieces, for comparison. */
export type Footage = StoredSegment & { readonly init: Buffer; readonly fragments: readonly Buffer[] }

export type OpenParts = { readonly ledger: Ledger; readonly keys: Keys; readonly vault: Vault }

/** Opens keys, ledger and vault, in the program's own order. */
export async function openParts({ db, home, clock, disk, provider }: VaultParts): Promise<OpenParts> {
  const keys = await openKeys({ db, rootProvider: provider })
  let signingKey = await keys.secret('ledger/signing-key')
  if (signingKey === undefined) {
    signingKey = newSigningKey()
    await keys.setSecret('ledger/signing-key', signingKey)
  }
  const signer = createSigner('test.go.kr/ledger', signingKey)
  const folder = join(home, 'ledger')
  const ledger = await openLedger({ db, folder, signer, clock, disk: realDisk, log: silentLog })
  const folders = { media: join(home, 'media'), held: join(home, 'held') }
  return { keys, ledger, vault: openVault({ keys, ledger, clock, disk, folders }) }
}

/** The camera-day of device `cam-<n>`, `day` days after the first. */
export function cameraDay(camera: number, day: number, category = 'continuous'): KeyId {
  return { device: `cam-${camera}`, day: addDays(FIRST_DAY, day), category }
}

export function expiryOf(keyId: KeyId): Day {
  return addDays(keyId.day, RETENTION_DAYS + 1)
}

/** Records one segment of three fragments of a second each, starting `startMs` into the day. */
export async function record(parts: Pick<OpenParts, 'vault'>, home: string, keyId: KeyId, startMs: number) {
  const startedAtMs = dayStart(keyId.day) + startMs
  const leaf = leafAt(keyId.day, startedAtMs)
  const request = { keyId, hour: hourOfLeaf(leaf), expiryDay: expiryOf(keyId) }
  const [hourKey] = await parts.vault.hourKeys([request])
  if (hourKey === undefined) throw new Error('no hour key')
  const id = newId<'segment'>()
  const path = segmentPath(join(home, 'media'), keyId, hourKey.generation, id)
  const writer = await createSegment({ disk: realDisk, cipher: 'aes-256-gcm', hourKey, leaf, id, path })
  const init = randomBytes(60)
  const fragments = [randomBytes(200), randomBytes(300), randomBytes(100)]
  await writer.append({ kind: 'init', bytes: init })
  for (const [i, bytes] of fragments.entries())
    await writer.append({
      kind: 'fragment',
      bytes: Buffer.from(bytes),
      pts90k: 5000 + i * 90_000,
      duration90k: 90_000,
      isKey: true,
    })
  await writer.seal()
  wipeHourKey(hourKey)
  const footage: Footage = {
    id,
    keyId,
    generation: hourKey.generation,
    leaf,
    startedAtMs,
    endedAtMs: startedAtMs + 3000,
    init,
    fragments,
  }
  return footage
}

export async function orderDestruction(
  ledger: Ledger,
  targets: readonly Target[],
): Promise<Receipt<'destruction.ordered'>> {
  const { receipt } = await ledger.act(
    {
      kind: 'destruction.ordered',
      actor: SYSTEM,
      order: newId<'order'>(),
      reason: 'requested',
      keys: targets.length,
      segments: 0,
      root: targetsRoot(targets),
      dueDay: FIRST_DAY,
    },
    () => Promise.resolve(),
  )
  return receipt
}

export async function placeHold(
  ledger: Ledger,
  segments: readonly StoredSegment[],
): Promise<Receipt<'hold.placed'>> {
  const { receipt } = await ledger.act(
    {
      kind: 'hold.placed',
      actor: SYSTEM,
      hold: newId<'hold'>(),
      root: segmentsRoot(segments),
      segments: segments.length,
      reason: 'request',
      basis: 'pipa-35',
      untilMs: null,
    },
    () => Promise.resolve(),
  )
  return receipt
}

export async function releaseHold(ledger: Ledger, hold: string): Promise<Receipt<'hold.released'>> {
  const { receipt } = await ledger.act({ kind: 'hold.released', actor: SYSTEM, hold, reason: 'closed' }, () =>
    Promise.resolve(),
  )
  return receipt
}

export async function openViewing(
  ledger: Ledger,
  viewing: { device: string; fromMs: number; toMs: number; expiresAtMs: number },
): Promise<Receipt<'viewing.opened'>> {
  const { receipt } = await ledger.act(
    {
      kind: 'viewing.opened',
      actor: { type: 'account', id: 'viewer' },
      viewing: newId<'viewing'>(),
      ...viewing,
      purpose: 'facility-safety',
      basis: 'registered',
      offPurpose: false,
      detail: null,
    },
    () => Promise.resolve(),
  )
  return receipt
}

export type VaultFixture = AsyncDisposable &
  VaultParts &
  OpenParts & {
    readonly database: TestDatabase
    readonly clock: SimulatedClock
    readonly rootPath: string
    /** Closes everything and opens it again, as a restart would. */
    restart(provider?: RootProvider): Promise<void>
    record(keyId: KeyId, startMs?: number): Promise<Footage>
    /** Orders the destruction of `targets` and destroys their keys. */
    destroy(...targets: Target[]): ReturnType<Vault['eraseKeys']>
    hold(...segments: StoredSegment[]): Promise<string>
    /** Views the segment as a person would and compares every piece; throws what the vault throws. */
    watch(footage: Footage): Promise<void>
  }

export async function vaultFixture(
  options: { disk?: Disk; provider?: (inner: RootProvider) => RootProvider } = {},
) {
  const database = await testDatabase({ ...ledgerMigrations, ...vaultMigrations })
  const home = await mkdtemp(join(tmpdir(), 'jangseung-vault-'))
  const clock = simulatedClock(CLOCK_START)
  const rootPath = join(home, 'vault', 'root.key')
  const file = fileRoot({ path: rootPath, disk: options.disk ?? realDisk })
  const provider = options.provider?.(file) ?? file
  const parts: VaultParts = { db: database.db, home, clock, disk: options.disk ?? realDisk, provider }
  let open = await openParts(parts)
  const close = async () => {
    await open.ledger.close()
    open.keys.close()
  }
  const fixture: VaultFixture = {
    ...parts,
    clock,
    database,
    rootPath,
    get ledger() {
      return open.ledger
    },
    get keys() {
      return open.keys
    },
    get vault() {
      return open.vault
    },
    async restart(provider = parts.provider) {
      await close()
      open = await openParts({ ...parts, provider })
    },
    record: (keyId, startMs = 9 * 3_600_000) => record(open, home, keyId, startMs),
    async destroy(...targets) {
      return open.vault.eraseKeys(await orderDestruction(open.ledger, targets), targets)
    },
    async hold(...segments) {
      const receipt = await placeHold(open.ledger, segments)
      await open.vault.hold(receipt, segments)
      return receipt.entry.hold
    },
    watch: (footage) => watch(open, clock.now(), footage),
    async [Symbol.asyncDispose]() {
      await close()
      await database[Symbol.asyncDispose]()
      await rm(home, { recursive: true, force: true })
    },
  }
  return fixture
}

/** Views a segment and compares what comes out with what was recorded. */
export async function watch({ ledger, vault }: OpenParts, nowMs: number, footage: Footage): Promise<void> {
  const receipt = await openViewing(ledger, {
    device: footage.keyId.device,
    fromMs: footage.startedAtMs,
    toMs: footage.endedAtMs,
    expiresAtMs: nowMs + 60_000,
  })
  const reader = await vault.open(footage, receipt)
  try {
    const init = await reader.init()
    const fragments = await Promise.all(reader.fragments.map((_, i) => reader.fragment(i)))
    if (!init.equals(footage.init) || !Buffer.concat(fragments).equals(Buffer.concat(footage.fragments)))
      throw new Error('the footage is not what was recorded')
  } finally {
    await reader.close()
  }
}
