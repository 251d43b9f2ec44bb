/**
 * Retention for tests: the Seoul Immigration Office with a real database, ledger, vault and files, and synthetic
 * footage of a few hundred bytes a segment. Only the clock is not real.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { present } from '../src/base/assert.ts'
import { simulatedClock } from '../src/base/clock.ts'
import type { SimulatedClock } from '../src/base/clock.ts'
import { addDays, dayOf, dayStart } from '../src/base/day.ts'
import type { Day } from '../src/base/day.ts'
import { migrate } from '../src/base/database.ts'
import type { Database, Db, Migrations } from '../src/base/database.ts'
import { realDisk } from '../src/base/durable.ts'
import type { Disk } from '../src/base/durable.ts'
import { newId } from '../src/base/id.ts'
import type { Id } from '../src/base/id.ts'
import { silentLog } from '../src/base/log.ts'
import { batchTree, findSegment, footageMigrations, insertBatch, knownFacts } from '../src/footage/footage.ts'
import type { Segment } from '../src/footage/footage.ts'
import { createSigner, ledgerMigrations, newSigningKey, openLedger } from '../src/ledger/ledger.ts'
import type { Actor, Ledger } from '../src/ledger/ledger.ts'
import { adopt, readAgencyFile, registryMigrations } from '../src/registry/registry.ts'
import type { Registry } from '../src/registry/registry.ts'
import { openReserve, openRetention, retentionMigrations } from '../src/retention/retention.ts'
import type { Retention } from '../src/retention/retention.ts'
import {
  createSegment,
  fileRoot,
  hourOfLeaf,
  keyIdText,
  leafAt,
  openKeys,
  openVault,
  segmentPath,
  vaultMigrations,
  wipeHourKey,
} from '../src/vault/vault.ts'
import type { HourKey, Keys, KeyId, Vault } from '../src/vault/vault.ts'
import { testDatabase } from './database.ts'
import { noFailure } from './failing.ts'
import type { Failure } from './failing.ts'
import { openViewing } from './vault.ts'

const AGENCY = new URL('../agencies/seoul-immigration.yaml', import.meta.url).pathname
export const SYSTEM: Actor = { type: 'system', id: 'test' }
export const OFFICER: Actor = { type: 'account', id: 'officer-1' }
/** Midnight in Korea at the beginning of the first day. */
export const FIRST_DAY = '2026-11-22' as Day
export const START = dayStart(FIRST_DAY)
/** Small, so that tests need little room; the disk of a test is never really full. */
const RESERVE_BYTES = 1024 * 1024

const MIGRATIONS: Migrations = {
  ...ledgerMigrations,
  ...vaultMigrations,
  ...registryMigrations,
  ...footageMigrations,
  ...retentionMigrations,
}

export type Recorded = Segment & { readonly keyId: KeyId; readonly clear: Buffer }

type Parts = {
  readonly keys: Keys
  readonly ledger: Ledger
  readonly vault: Vault
  readonly retention: Retention
}

export type RetentionWorld = AsyncDisposable &
  Omit<Parts, 'keys'> & {
    readonly home: string
    readonly db: Db
    readonly database: Database
    readonly clock: SimulatedClock
    readonly registry: Registry
    readonly vkey: string
    /** Which call to ledger or vault fails, and how. */
    readonly calls: Failure
    /** Closes everything and opens it again, as after a crash; with another clock, as after a while. */
    restart(options?: { clock?: SimulatedClock; disk?: Disk; db?: Db }): Promise<void>
    /** Seals a segment a camera-day and registers them as one batch. */
    record(...segments: readonly Footage[]): Promise<Recorded[]>
    /** Adopts a changed registry. */
    change(edit: (registry: Registry) => Registry): Promise<void>
    /** What becomes of a segment when somebody wants to see it. */
    stateOf(segment: Recorded): Promise<'opens' | 'gone'>
  }

/** A segment to be recorded; `at` ms into the day. */
export type Footage = { device: string; day: Day; category?: string; at?: number; clear?: Buffer }

export async function retentionWorld(
  options: {
    /** A data folder and a database of the caller's, who also removes them. */
    readonly own?: { readonly home: string; readonly database: Database }
  } = {},
): Promise<RetentionWorld> {
  const temporary = options.own === undefined ? await testDatabase(MIGRATIONS) : undefined
  const database = present(options.own?.database ?? temporary, 'a database')
  if (options.own !== undefined) await migrate(database.db, MIGRATIONS)
  const { db } = database
  const home = options.own?.home ?? (await mkdtemp(join(tmpdir(), 'jangseung-retention-')))
  let clock = simulatedClock(START)
  const signingKey = newSigningKey()
  const signer = createSigner('test.go.kr/ledger', signingKey)
  const calls = noFailure()
  const folders = { media: join(home, 'media'), held: join(home, 'held') }
  let disk: Disk = realDisk
  const open = async (over: Db): Promise<Parts> => {
    const rootProvider = fileRoot({ path: join(home, 'vault', 'root.key'), disk })
    const keys = await openKeys({ db: over, rootProvider })
    const folder = join(home, 'ledger')
    const ledger = await openLedger({ db: over, folder, signer, clock, disk, log: silentLog })
    const vault = openVault({ keys, ledger, clock, disk, folders })
    const reserve = openReserve({ disk, path: join(home, 'reserve'), bytes: RESERVE_BYTES })
    const failing = { ledger: failingActs(ledger, calls), vault: failingVault(vault, calls) }
    const retention = openRetention({ db: over, ...failing, clock, log: silentLog, reserve })
    return { keys, ledger, vault, retention }
  }
  let parts = await open(db)
  const close = async () => {
    await parts.ledger.close()
    parts.keys.close()
  }
  const registry = await readAgencyFile(AGENCY, dayOf(clock.now()))
  let adopted = registry
  await adopt({ ledger: parts.ledger, db, clock }, { registry, actor: SYSTEM, validFromMs: clock.now() })
  return {
    home,
    db,
    database,
    calls,
    registry,
    vkey: signer.vkey,
    get clock() {
      return clock
    },
    get ledger() {
      return parts.ledger
    },
    get vault() {
      return parts.vault
    },
    get retention() {
      return parts.retention
    },
    async restart(changes = {}) {
      await close()
      clock = changes.clock ?? clock
      disk = changes.disk ?? disk
      parts = await open(changes.db ?? db)
    },
    record: (...segments) => recordBatch(parts, db, folders.media, segments),
    async change(edit) {
      adopted = edit(adopted)
      await adopt({ ledger: parts.ledger, db, clock }, { registry: adopted, actor: SYSTEM })
    },
    stateOf: (segment) => stateOf(parts, db, clock.now(), segment),
    async [Symbol.asyncDispose]() {
      await close()
      if (temporary === undefined) return
      await temporary[Symbol.asyncDispose]()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Fails the calls that change something, before or after they have done it: a crash at that point. */
async function failingCall<T>(failure: Failure, act: () => Promise<T>): Promise<T> {
  failure.steps++
  const fails = failure.steps === failure.at
  if (fails && failure.way === 'notDone') throw new Error('crashed before')
  const result = await act()
  if (fails) throw new Error('crashed after')
  return result
}

function failingActs(ledger: Ledger, failure: Failure): Ledger {
  return { ...ledger, act: (draft, write) => failingCall(failure, () => ledger.act(draft, write)) }
}

function failingVault(vault: Vault, failure: Failure): Vault {
  return {
    ...vault,
    eraseKeys: (receipt, targets) => failingCall(failure, () => vault.eraseKeys(receipt, targets)),
    removeFiles: (receipt, targets) => failingCall(failure, () => vault.removeFiles(receipt, targets)),
    hold: (receipt, segments) => failingCall(failure, () => vault.hold(receipt, segments)),
    release: (receipt) => failingCall(failure, () => vault.release(receipt)),
  }
}

async function recordBatch(
  { ledger, vault }: Parts,
  db: Db,
  media: string,
  footage: readonly Footage[],
): Promise<Recorded[]> {
  const places = footage.map(placeOf)
  const hourKeys = await vault.hourKeys(
    places.map(({ keyId, leaf }) => ({ keyId, hour: hourOfLeaf(leaf), expiryDay: addDays(keyId.day, 15) })),
  )
  const sealed: Recorded[] = []
  for (const [i, hourKey] of hourKeys.entries()) {
    const place = places[i]
    if (place === undefined) throw new Error('no key')
    sealed.push(await sealOne(hourKey, media, place))
    wipeHourKey(hourKey)
  }
  const batch = newId<'batch'>()
  const { root, leafHashes } = batchTree(sealed.map(({ id }) => Buffer.from(id)))
  await ledger.act(
    { kind: 'footage.sealed', actor: SYSTEM, batch, root, segments: sealed.length, gaps: 0 },
    (tx) =>
      insertBatch(tx, {
        id: batch,
        leafHashes,
        segments: sealed.map((fact, index) => ({ fact, index })),
        gaps: [],
        imports: [],
      }),
  )
  const known = await knownFacts(
    db,
    sealed.map(({ id }) => id),
  )
  if (known.size !== sealed.length) throw new Error('not registered')
  return sealed
}

/** Where and when a segment is to be. */
function placeOf(footage: Footage) {
  const { device, day, category = 'continuous', at = 9 * 3_600_000, clear = randomBytes(200) } = footage
  const keyId = { device, day, category }
  const startedAtMs = dayStart(day) + at
  return { keyId, startedAtMs, leaf: leafAt(day, startedAtMs), clear }
}

async function sealOne(
  hourKey: HourKey,
  media: string,
  { keyId, startedAtMs, leaf, clear }: ReturnType<typeof placeOf>,
): Promise<Recorded> {
  const { generation } = hourKey
  const id = newId<'segment'>()
  const path = segmentPath(media, keyId, generation, id)
  const writer = await createSegment({ disk: realDisk, cipher: 'aes-256-gcm', hourKey, leaf, id, path })
  await writer.append({ kind: 'init', bytes: Buffer.from('initialisation') })
  const times = { pts90k: 0, duration90k: 90_000 }
  await writer.append({ kind: 'fragment', bytes: Buffer.from(clear), ...times, isKey: true })
  const { length, sha256, fragments } = await writer.seal()
  return {
    id,
    keyId,
    clear,
    ...keyId,
    generation,
    leaf,
    startedAtMs,
    length,
    sha256,
    fragments,
    run: newId(),
    endedAtMs: startedAtMs + 1000,
    duration90k: 90_000,
    codec: 'h264',
    codecString: 'avc1.640028',
    width: 1280,
    height: 720,
    lostPackets: 0,
    lostUnits: 0,
    origin: 'camera',
    cutShort: false,
  }
}

/** Looks the segment up and opens it for a viewing, as a person would. */
async function stateOf(
  { ledger, vault }: Parts,
  db: Db,
  nowMs: number,
  segment: Recorded,
): Promise<'opens' | 'gone'> {
  const { id, keyId, startedAtMs, endedAtMs, clear } = segment
  if ((await findSegment(db, id)) === undefined) return 'gone'
  const receipt = await openViewing(ledger, {
    device: keyId.device,
    fromMs: startedAtMs,
    toMs: endedAtMs,
    expiresAtMs: nowMs + 60_000,
  })
  const reader = await vault.open(segment, receipt)
  try {
    if (!(await reader.fragment(0)).equals(clear)) throw new Error('not what was recorded')
  } finally {
    await reader.close()
  }
  return 'opens'
}

/** The digest that a camera-day's line in a certificate holds, worked out anew. */
export function lineDigest(segments: readonly Segment[]): string {
  const lines = segments.map(({ id, sha256, length }) => `${id} ${sha256} ${length}\n`)
  return createHash('sha256').update(lines.toSorted().join('')).digest('hex')
}

/** `device/day/category` of a segment. */
export function keyOf({ keyId }: Recorded): string {
  return keyIdText(keyId)
}

/** The identifiers of segments. */
export function idsOf(segments: readonly Recorded[]): Id<'segment'>[] {
  return segments.map(({ id }) => id)
}
