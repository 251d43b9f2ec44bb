/**
 * Everything behind a recorder, for tests: a data folder, PostgreSQL, ledger, vault, registrar. Cameras are the
 * simulated ones of demo/, or a hand-made stream of events.
 */
import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDatabase } from '../../../test/database.ts'
import { openParts } from '../../../test/vault.ts'
import { present } from '../../base/assert.ts'
import { realClock } from '../../base/clock.ts'
import type { Clock } from '../../base/clock.ts'
import { databaseFault } from '../../base/database.ts'
import { openDataFolder } from '../../base/datafolder.ts'
import { addDays } from '../../base/day.ts'
import { realDisk } from '../../base/durable.ts'
import type { Disk, DiskFile } from '../../base/durable.ts'
import { newId } from '../../base/id.ts'
import { silentLog } from '../../base/log.ts'
import { contradictions, footageMigrations, gapsBetween, segmentsBetween } from '../../footage/footage.ts'
import type { Segment } from '../../footage/footage.ts'
import { ledgerMigrations } from '../../ledger/ledger.ts'
import { fileRoot, keyIdText, vaultMigrations } from '../../vault/vault.ts'
import { hourOf } from '../hours.ts'
import type { KeySource } from '../hours.ts'
import { startRecorder } from '../recorder.ts'
import type { RecorderOptions } from '../recorder.ts'
import { registerWaiting } from '../registrar.ts'
import { openSpool } from '../spool.ts'

export type World = Awaited<ReturnType<typeof world>>

export const CATEGORY = 'continuous'
const EVER = { fromMs: 0, toMs: Date.UTC(9998, 0, 1) }

export async function world(clock: Clock = realClock, disk: Disk = realDisk) {
  const database = await testDatabase({ ...ledgerMigrations, ...vaultMigrations, ...footageMigrations })
  const { db } = database
  const home = await mkdtemp(join(tmpdir(), 'jangseung-recording-'))
  const { dataId } = await openDataFolder({ path: home, disk: realDisk, clock, create: true })
  await realDisk.makeFolder(join(home, 'vault'))
  const provider = fileRoot({ path: join(home, 'vault', 'root.key'), disk: realDisk })
  const { ledger, keys, vault } = await openParts({ db, home, clock, disk: realDisk, provider })
  const keySource: KeySource = {
    hourKeys: (requests) =>
      vault.hourKeys(requests.map((one) => ({ ...one, expiryDay: addDays(one.keyId.day, 15) }))),
    hourKey: vault.hourKey,
  }
  const spoolFolder = join(home, 'spool')
  const mediaFolder = join(home, 'media')
  return {
    home,
    dataId,
    db,
    ledger,
    vault,
    keySource,
    spoolFolder,
    mediaFolder,

    /** Keys of these hours from the vault, at hand without waiting, as a simulated clock needs them. */
    async keysAtHand(devices: readonly string[], atMs: readonly number[]): Promise<KeySource> {
      const requests = devices.flatMap((device) =>
        atMs.map((ms) => hourOf({ device, category: CATEGORY }, ms)),
      )
      const keys = await keySource.hourKeys(requests.map(({ keyId, hour }) => ({ keyId, hour })))
      const held = new Map(requests.map(({ name }, i) => [name, present(keys[i], 'a key for each')]))
      return {
        ...keySource,
        async hourKeys(wanted) {
          return wanted.map(({ keyId, hour }) => {
            const key = held.get(`${keyIdText(keyId)}/${hour}`)
            if (key === undefined) throw databaseFault('database.unavailable', { reason: 'test' })
            return { ...key, nodes: key.nodes.map((node) => ({ ...node, key: Buffer.from(node.key) })) }
          })
        },
      }
    },

    recorder: (options: Partial<RecorderOptions> & Pick<RecorderOptions, 'devices'>) =>
      startRecorder({
        keySource,
        clock,
        disk,
        dataFolder: home,
        dataId,
        log: silentLog,
        cipher: 'aes-256-gcm',
        reserveBytes: 0,
        ...options,
      }),

    /** Registers all that waits, as the registrar does. */
    async register(options: Partial<Parameters<typeof registerWaiting>[0]> & { readonly disk?: Disk } = {}) {
      const spool = await openSpool({ disk: options.disk ?? realDisk, folder: spoolFolder })
      return registerWaiting({ db, ledger, clock, log: silentLog, mediaFolder, spool, ...options })
    },

    segments: async (device: string) => (await segmentsBetween(db, { device, ...EVER })).segments,
    gaps: (device: string) => gapsBetween(db, { device, ...EVER }),

    /** What a person would see of a segment: initialisation and fragments, decrypted for a viewing. */
    async clear(segment: Segment): Promise<Buffer> {
      const { receipt } = await ledger.act(
        {
          kind: 'viewing.opened',
          actor: { type: 'system', id: 'test' },
          viewing: newId<'viewing'>(),
          device: segment.device,
          fromMs: segment.startedAtMs,
          toMs: segment.endedAtMs + 1,
          purpose: 'test',
          basis: 'test',
          offPurpose: false,
          detail: null,
          expiresAtMs: clock.now() + 3_600_000,
        },
        () => Promise.resolve(),
      )
      const { device, day, category } = segment
      const reader = await vault.open({ ...segment, keyId: { device, day, category } }, receipt)
      try {
        const parts = [await reader.init()]
        for (let i = 0; i < reader.fragments.length; i++) parts.push(await reader.fragment(i))
        return Buffer.concat(parts)
      } finally {
        await reader.close()
      }
    },

    /** Invariant 1: each segment has its file, and each file its segment; no run overlaps itself. */
    async check() {
      assert.deepEqual(await contradictions(db), [])
      const known = new Set<string>()
      const days = await readdir(mediaFolder).catch(() => [])
      for (const device of days)
        for (const { id } of await segmentsOf(device)) {
          assert.ok(!known.has(id))
          known.add(id)
        }
      const files = (await readdir(mediaFolder, { recursive: true })).filter((name) =>
        /\.(seg|part)$/.test(name),
      )
      assert.deepEqual(
        files.map((name) => name.slice(-40)).toSorted(),
        [...known].map((id) => `${id}.seg`).toSorted(),
      )
    },

    async [Symbol.asyncDispose]() {
      await ledger.close()
      keys.close()
      await database[Symbol.asyncDispose]()
      await rm(home, { recursive: true, force: true })
    },
  }

  async function segmentsOf(device: string) {
    return (await segmentsBetween(db, { device, ...EVER, limit: 10_000 })).segments
  }
}

/** A disk that tells when nothing is being done with it. */
export function watchedDisk(disk: Disk): { readonly disk: Disk; quiet(): Promise<void> } {
  let busy = 0
  const watched = <A extends readonly unknown[], R>(act: (...given: A) => Promise<R>) => {
    return async (...given: A): Promise<R> => {
      busy++
      try {
        return await act(...given)
      } finally {
        busy--
      }
    }
  }
  const file = async (opening: Promise<DiskFile>): Promise<DiskFile> => {
    const { write, truncate, sync, close } = await opening
    return { write: watched(write), truncate: watched(truncate), sync: watched(sync), close: watched(close) }
  }
  return {
    disk: {
      create: watched((path, writes) => file(disk.create(path, writes))),
      open: watched((path) => file(disk.open(path))),
      makeFolder: watched(disk.makeFolder),
      rename: watched(disk.rename),
      remove: watched(disk.remove),
      removeFolder: watched(disk.removeFolder),
      syncFolder: watched(disk.syncFolder),
      freeBytes: watched(disk.freeBytes),
    },
    async quiet() {
      // Reading goes past this disk: it has ended when as many small readings behind it have.
      for (let rounds = 0; rounds < 12; rounds = busy === 0 ? rounds + 1 : 0) await stat('/')
    },
  }
}
