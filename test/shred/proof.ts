/**
 * The proof of destruction: a vault on real PostgreSQL, acts killed at every step, backups of everything but the
 * root, and an attacker who gets all of it.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realClock } from '../../src/base/clock.ts'
import { migrate, openDatabase } from '../../src/base/database.ts'
import type { Database } from '../../src/base/database.ts'
import { dayStart } from '../../src/base/day.ts'
import type { Day } from '../../src/base/day.ts'
import { realDisk } from '../../src/base/durable.ts'
import { isFault } from '../../src/base/fault.ts'
import { startPostgres } from '../../src/base/postgres.ts'
import { silentLog } from '../../src/base/log.ts'
import { ledgerMigrations } from '../../src/ledger/ledger.ts'
import { covers } from '../../src/vault/ggm.ts'
import { heldContext } from '../../src/vault/held.ts'
import { cohortContext, nodeContext, seedContext } from '../../src/vault/seeds.ts'
import type { VaultTables } from '../../src/vault/tables.ts'
import { fileRoot, keyIdText, vaultMigrations } from '../../src/vault/vault.ts'
import type { Released, RootProvider, Target } from '../../src/vault/vault.ts'
import { unwrap } from '../../src/vault/wrap.ts'
import { cameraDay, openParts, orderDestruction, placeHold, record, releaseHold, watch } from '../vault.ts'
import type { Footage, OpenParts } from '../vault.ts'
import { attack, findInClear, loot, vanished } from './attacker.ts'
import type { Loot, Secret, Truth } from './attacker.ts'
import type { Task } from './victim.ts'

const NOW_MS = dayStart('2026-12-24' as Day)
const CLOCK = { now: () => NOW_MS }

export type Proof = AsyncDisposable & {
  readonly database: Database
  readonly truth: Truth
  readonly footage: Footage[]
  /** Segments that must open, and must not, by id. */
  readonly dead: Set<string>
  readonly provider: RootProvider
  parts(): OpenParts
  /** Notes every key that lives now, so that the attacker can be held against it later. */
  witness(): Promise<void>
  /** Copies everything but the root, as a backup would. */
  backUp(): Promise<void>
  /** Has a child process carry out an act and die; then, sometimes after a restart, finishes it here. */
  killed(act: Task['act'], leaf: number, die: Task['die'], restart: boolean): Promise<void>
  destroy(targets: readonly Target[], die: Task['die'], restart: boolean): Promise<void>
  hold(segments: readonly Footage[], die: Task['die'], restart: boolean): Promise<string>
  release(hold: string, die: Task['die'], restart: boolean): Promise<Released>
  /** Releases the hold and destroys what only it kept. */
  endHold(hold: string, die: Task['die'], restart: boolean): Promise<void>
  /** Opens what must open and fails to open what must not. */
  verify(footage: readonly Footage[]): Promise<void>
  /** Everything on the disk and in the backups but the root file, for the attacker. */
  looted(): Promise<Loot>
  /** Which secrets and footage stand there in clear. */
  inClear(all: Loot): string[]
  /** What the attacker gets out of it, beginning with those roots. */
  attacked(all: Loot, roots: readonly Buffer[]): AttackReport
}

export type AttackReport = {
  readonly attempts: number
  /** Ids of the segments whose key the attacker has. */
  readonly recovered: ReadonlySet<string>
}

/** Starts a server of its own and records `cameras` × `days` camera-days of two segments each. */
export async function startProof(cameras: number, days: number): Promise<Proof> {
  const base = await mkdtemp(join(tmpdir(), 'jangseung-proof-'))
  const home = join(base, 'data')
  const server = await startPostgres({ folder: join(home, 'postgres'), clock: realClock, log: silentLog })
  const source = { host: server.host, user: server.user, database: 'postgres' }
  const database = openDatabase(source, 6)
  await migrate(database.db, { ...ledgerMigrations, ...vaultMigrations })
  const rootPath = join(home, 'vault', 'root.key')
  const provider = fileRoot({ path: rootPath, disk: realDisk })
  const open = () => openParts({ db: database.db, home, clock: CLOCK, disk: realDisk, provider })
  let parts = await open()
  const close = async () => {
    await parts.ledger.close()
    parts.keys.close()
  }
  await parts.keys.setSecret('camera/lobby', Buffer.from('rtsp://user:password@10.0.0.7/1'))
  const footage: Footage[] = []
  for (let day = 0; day < days; day++)
    for (let camera = 0; camera < cameras; camera++)
      for (const startMs of [0, 12 * 3_600_000])
        footage.push(await record(parts, home, cameraDay(camera, day), startMs))
  const truth: Truth = new Map()
  const dead = new Set<string>()
  const holds = new Map<string, Footage[]>()
  let backups = 0

  const proof: Proof = {
    database,
    truth,
    footage,
    dead,
    provider,
    parts: () => parts,
    witness: () => witness(database, provider, truth),
    async backUp() {
      const to = join(base, `backup-${backups++}`)
      for (const part of ['postgres', 'media', 'held', 'ledger'])
        await cp(join(home, part), join(to, part), { recursive: true, force: true }).catch(vanished)
    },
    async killed(act, leaf, die, restart) {
      await untilKilled({ source, home, rootPath, nowMs: NOW_MS, leaf, act, die })
      if (!restart) return
      await close()
      parts = await open()
    },
    async destroy(targets, die, restart) {
      await proof.witness()
      const receipt = await orderDestruction(parts.ledger, targets)
      await proof.killed({ kind: 'erase', targets }, receipt.leaf, die, restart)
      // Whoever comes next finds either all of it done or none of it, and finishes.
      await parts.vault.eraseKeys(receipt, targets)
      for (const target of targets)
        for (const each of footage) if (names(target, each, holds)) dead.add(each.id)
      await proof.witness()
    },
    async hold(segments, die, restart) {
      const receipt = await placeHold(parts.ledger, segments)
      const keys = segments.map(({ id, keyId, generation, leaf }) => ({ id, keyId, generation, leaf }))
      await proof.killed({ kind: 'hold', segments: keys }, receipt.leaf, die, restart)
      const { gone } = await parts.vault.hold(receipt, segments)
      const held = segments.filter(({ id }) => !gone.includes(id))
      holds.set(receipt.entry.hold, held)
      await proof.witness()
      return receipt.entry.hold
    },
    async release(hold, die, restart) {
      const receipt = await releaseHold(parts.ledger, hold)
      await proof.killed({ kind: 'release' }, receipt.leaf, die, restart)
      const released = await parts.vault.release(receipt)
      const left = (holds.get(hold) ?? []).filter(({ id }) => released.remaining.includes(id))
      holds.set(hold, left)
      return released
    },
    async endHold(hold, die, restart) {
      await proof.release(hold, die, restart)
      const left = holds.get(hold) ?? []
      holds.delete(hold)
      if (left.length === 0) return
      await proof.destroy([{ kind: 'hold', hold }], { step: 8 }, restart)
      for (const { id } of left) dead.add(id)
    },
    async verify(which) {
      for (const each of which) {
        if (!dead.has(each.id)) await watch(parts, NOW_MS, each)
        else await assert.rejects(watch(parts, NOW_MS, each), (error) => isFault(error))
      }
    },
    async looted() {
      await database.pool.query('checkpoint')
      return loot([base], [rootPath])
    },
    inClear(all) {
      const clear = new Map([...truth].map(([, { label, key }]) => [label, key]))
      for (const each of footage)
        each.fragments.forEach((fragment, i) => clear.set(`footage ${each.id}/${i}`, fragment))
      return findInClear(all, clear)
    },
    attacked(all, roots) {
      const { gained, attempts } = attack(all, truth, roots)
      return {
        attempts,
        recovered: new Set(footage.filter((each) => opens(gained, each)).map(({ id }) => id)),
      }
    },
    async [Symbol.asyncDispose]() {
      await close()
      await database.close()
      await server.stop()
      await rm(base, { recursive: true, force: true })
    },
  }
  await proof.witness()
  return proof
}

/** Whether the order reaches a segment: what is held, it does not. */
function names(target: Target, each: Footage, holds: ReadonlyMap<string, readonly Footage[]>): boolean {
  if (target.kind === 'hold') return false
  if ([...holds.values()].flat().some(({ id }) => id === each.id)) return false
  if (keyIdText(target.keyId) !== keyIdText(each.keyId)) return false
  return target.kind === 'day' || target.leaf === each.leaf
}

/** Runs a victim until it has been killed. */
function untilKilled(task: Task): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'victim.ts'), JSON.stringify(task)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve()
      else reject(new Error(`the victim ended by itself (${code}): ${complaint}`))
    })
  })
}

/** Reads every key that the table holds now. */
async function witness({ db }: Database, provider: RootProvider, truth: Truth): Promise<void> {
  const tables = db.withTables<VaultTables>()
  const root = await provider.read()
  assert.ok(root)
  const note = (secret: Secret) => truth.set(secret.key.toString('hex'), secret)
  note({ label: `root ${root.epoch}`, key: root.key, opens: true })
  const cohorts = new Map<string, Buffer>()
  for (const { id, hold, wrapped } of await tables.selectFrom('vault_cohort').selectAll().execute()) {
    const key = unwrap(root.key, cohortContext(id, root.epoch), wrapped)
    cohorts.set(hold ?? id, key)
    note({ label: `cohort ${id} of epoch ${root.epoch}`, key, opens: true })
  }
  const cohortOf = new Map<string, Buffer>()
  for (const { key: day, generation, cohort, wrapped } of await tables
    .selectFrom('vault_seed')
    .where('cohort', 'is not', null)
    .selectAll()
    .execute()) {
    const kek = cohorts.get(cohort ?? '') as Buffer
    cohortOf.set(day, kek)
    if (wrapped === null) continue
    const key = unwrap(kek, seedContext(day, generation), wrapped)
    note({ label: `seed ${day}`, key, opens: false, node: { day, depth: 0, prefix: 0 } })
  }
  for (const { key: day, generation, depth, prefix, wrapped } of await tables
    .selectFrom('vault_node')
    .selectAll()
    .execute()) {
    const kek = cohortOf.get(day) as Buffer
    const key = unwrap(kek, nodeContext(day, generation, depth, prefix), wrapped)
    note({ label: `node ${day} ${depth}:${prefix}`, key, opens: false, node: { day, depth, prefix } })
  }
  for (const row of await tables.selectFrom('vault_held').selectAll().execute()) {
    const key = unwrap(cohorts.get(row.hold) as Buffer, heldContext(row), row.wrapped)
    note({ label: `held ${row.segment}`, key, opens: false, segment: row.segment })
  }
}

/** Whether any of the keys gained leads to the segment. */
function opens(gained: ReadonlyMap<string, Secret>, footage: Footage): boolean {
  const day = keyIdText(footage.keyId)
  for (const { node, segment } of gained.values()) {
    if (segment === footage.id) return true
    if (node?.day === day && covers(node, 16, footage.leaf)) return true
  }
  return false
}
