/**
 * A small site for tests of everything behind the registry: the Seoul Immigration Office with a real database, ledger,
 * vault, accounts and viewings, and footage sealed from the demo's drawn scenes. Only the clock is not real.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFilm, sampleBytes } from '../demo/cameras.ts'
import type { Film } from '../demo/cameras.ts'
import { simulatedClock } from '../src/base/clock.ts'
import type { Clock, SimulatedClock } from '../src/base/clock.ts'
import { addDays, dayOf } from '../src/base/day.ts'
import { realDisk } from '../src/base/durable.ts'
import { newId } from '../src/base/id.ts'
import { silentLog } from '../src/base/log.ts'
import { batchTree, footageMigrations, insertBatch } from '../src/footage/footage.ts'
import type { Segment } from '../src/footage/footage.ts'
import { createSigner, ledgerMigrations, newSigningKey, openLedger } from '../src/ledger/ledger.ts'
import type { Actor, Entry } from '../src/ledger/ledger.ts'
import { fragment, initSegment } from '../src/media/media.ts'
import type { Sample, VideoFormat } from '../src/media/media.ts'
import { adopt, currentRegistry, readAgencyFile, registryMigrations } from '../src/registry/registry.ts'
import type { Scope } from '../src/registry/registry.ts'
import { policyMigrations } from '../src/policy/policy.ts'
import { retentionMigrations } from '../src/retention/retention.ts'
import { openStaff, staffMigrations } from '../src/staff/staff.ts'
import type { Grant, Role } from '../src/staff/staff.ts'
import {
  createSegment,
  fileRoot,
  hourOfLeaf,
  leafAt,
  openKeys,
  openVault,
  segmentPath,
  vaultMigrations,
  wipeHourKey,
} from '../src/vault/vault.ts'
import { openViewings, viewingMigrations } from '../src/viewing/viewing.ts'
import { testDatabase } from './database.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
export const PASSWORD = 'a quiet gate post in the rain'
export const SYSTEM: Actor = { type: 'system', id: 'test' }
/** 2026-11-22, ten in the morning in Korea. */
export const START = Date.UTC(2026, 10, 22, 1, 0, 0)

const FRAME_90K = 6000 // 15 pictures a second
/** The scenes' pictures carry their size in the sequence parameter set; here it is known. */
const SIZE = { width: 1280, height: 720, rotationDegrees: 0 } as const

export type Site = Awaited<ReturnType<typeof site>>

/** Opens a site whose clock stands still at START, or runs on `clock`. */
export async function site(given?: {
  readonly clock?: Clock
  readonly address?: string
  /** A file in agencies/; the Seoul Immigration Office unless given. */
  readonly agency?: string
}) {
  const clock = given?.clock ?? simulatedClock(START)
  const database = await testDatabase({
    ...ledgerMigrations,
    ...vaultMigrations,
    ...registryMigrations,
    ...staffMigrations,
    ...footageMigrations,
    ...retentionMigrations,
    ...viewingMigrations,
    ...policyMigrations,
  })
  const { db } = database
  const home = await mkdtemp(join(tmpdir(), 'jangseung-site-'))
  const folders = { media: join(home, 'media'), held: join(home, 'held'), ledger: join(home, 'ledger') }
  for (const folder of [join(home, 'vault'), folders.media, folders.held]) await realDisk.makeFolder(folder)
  const keys = await openKeys({
    db,
    rootProvider: fileRoot({ path: join(home, 'vault', 'root.key'), disk: realDisk }),
  })
  const signer = createSigner('cctv.example.go.kr/ledger', newSigningKey())
  const ledger = await openLedger({
    db,
    folder: folders.ledger,
    signer,
    clock,
    disk: realDisk,
    log: silentLog,
  })
  const vault = openVault({ keys, ledger, clock, disk: realDisk, folders })
  const file = given?.agency ?? 'seoul-immigration.yaml'
  const agency = await readAgencyFile(join(ROOT, 'agencies', file), dayOf(clock.now()))
  await adopt({ ledger, db, clock }, { registry: agency, actor: SYSTEM, validFromMs: clock.now() - 60_000 })
  const staff = openStaff({
    db,
    ledger,
    clock,
    sessionSecret: '9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d65',
    address: given?.address ?? 'http://127.0.0.1',
    agencyWords: ['Seoul Immigration Office'],
  })
  const registry = async () => (await currentRegistry(db, clock))?.registry
  const viewings = openViewings({
    db,
    ledger,
    vault,
    clock,
    log: silentLog,
    account: (id) => staff.account(id),
  })
  return {
    clock: clock as SimulatedClock,
    database,
    folders,
    ledger,
    signer,
    vault,
    staff,
    registry,
    viewings,
    home,

    /** An account with PASSWORD. */
    async account(login: string, roles: readonly Role[], grants: readonly Grant[] = []) {
      const { account, token } = await staff.createAccount(SYSTEM, { login, name: '김하늘', roles, grants })
      await staff.enrol({ token, password: PASSWORD })
      return staff.account(account)
    },

    /** Signs in; the Cookie header to send. */
    async signIn(login: string) {
      const { cookies } = await staff.signIn({ login, password: PASSWORD, origin: '192.0.2.7' })
      return cookies.map((cookie) => cookie.split(';')[0]).join('; ')
    },

    /**
     * Seals `segments` files of 10 s each from a scene, one run, the first beginning at `startedAtMs`, and enters
     * them in ledger and catalogue. Fragments are the scene's groups of pictures.
     */
    async record(recording: {
      readonly device: string
      readonly startedAtMs: number
      readonly segments: number
      readonly scene?: string
    }): Promise<Segment[]> {
      const film = await readFilm(join(ROOT, 'demo/scenes', recording.scene ?? 'lobby.h264'))
      const run = newId<'run'>()
      const sealed: Segment[] = []
      for (let i = 0; i < recording.segments; i++)
        sealed.push(await sealOne(recording.device, recording.startedAtMs + i * 10_000, i, film, run))
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
      return sealed
    },

    async entries(): Promise<Entry[]> {
      const entries: Entry[] = []
      for await (const { entry } of ledger.entries({})) entries.push(entry)
      return entries
    },

    async [Symbol.asyncDispose]() {
      await viewings.stop()
      await ledger.close()
      keys.close()
      await database[Symbol.asyncDispose]()
      await rm(home, { recursive: true, force: true })
    },
  }

  async function sealOne(
    device: string,
    startedAtMs: number,
    index: number,
    film: Film,
    run: Segment['run'],
  ): Promise<Segment> {
    const day = dayOf(startedAtMs)
    const keyId = { device, day, category: 'continuous' }
    const leaf = leafAt(day, startedAtMs)
    const [hourKey] = await vault.hourKeys([{ keyId, hour: hourOfLeaf(leaf), expiryDay: addDays(day, 15) }])
    if (hourKey === undefined) throw new Error('no key')
    const id = newId<'segment'>()
    const path = segmentPath(folders.media, keyId, hourKey.generation, id)
    await realDisk.makeFolder(dirname(path))
    const writer = await createSegment({ disk: realDisk, cipher: 'aes-256-gcm', hourKey, leaf, id, path })
    const format = formatOf(film)
    await writer.append({ kind: 'init', bytes: initSegment(format) })
    for (const [number, samples] of groupsOf(film, index).entries())
      await writer.append({
        kind: 'fragment',
        bytes: fragment(index * 100 + number + 1, samples),
        pts90k: samples[0]?.pts90k ?? 0,
        duration90k: samples.length * FRAME_90K,
        isKey: true,
      })
    const { length, sha256, fragments } = await writer.seal()
    wipeHourKey(hourKey)
    return {
      id,
      ...keyId,
      generation: hourKey.generation,
      leaf,
      run,
      startedAtMs,
      endedAtMs: startedAtMs + 10_000,
      duration90k: 900_000,
      length,
      sha256,
      fragments,
      codec: film.codec,
      codecString: format.codecString,
      width: SIZE.width,
      height: SIZE.height,
      lostPackets: 0,
      lostUnits: 0,
      origin: 'camera',
      cutShort: false,
    }
  }
}

export const EVERYTHING: Scope = {
  everything: true,
  sites: [],
  zones: [],
  devices: [],
  classes: [],
  exceptZones: [],
}

export function grant(scope: Partial<Scope> = EVERYTHING, changes: Partial<Grant> = {}): Grant {
  return {
    scope: { ...EVERYTHING, everything: false, ...scope },
    actions: ['view'],
    validFromMs: 0,
    validUntilMs: null,
    footageFromMs: null,
    ...changes,
  }
}

function formatOf(film: Film): VideoFormat {
  const sps = film.parameterSets.at(-2) as Buffer
  const codecString = film.codec === 'h264' ? `avc1.${sps.toString('hex', 1, 4)}` : 'hvc1.1.6.L93.B0'
  const vps = film.parameterSets.slice(0, -2)
  return {
    ...SIZE,
    codec: film.codec,
    codecString,
    parameterSets: { vps, sps: film.parameterSets.slice(-2, -1), pps: film.parameterSets.slice(-1) },
  }
}

/** Ten seconds of the scene, which is played over and over, in groups of pictures. */
function groupsOf(film: Film, index: number): Sample[][] {
  const groups: Sample[][] = []
  const from = index * 150
  for (let i = from; i < from + 150; i++) {
    const picture = film.pictures[i % film.pictures.length]
    if (picture === undefined) throw new Error('an empty film')
    if (picture.isKey || i === from) groups.push([])
    const at = i * FRAME_90K
    const { isKey } = picture
    const bytes = sampleBytes(film, picture)
    groups.at(-1)?.push({ dts90k: at, pts90k: at, duration90k: FRAME_90K, isKey, bytes })
  }
  return groups
}
