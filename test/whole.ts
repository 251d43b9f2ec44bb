/**
 * The whole program within a test: the real store (with a PostgreSQL of its own), the real parts of a role, real RTSP
 * from simulated cameras. Only its clock can be moved. What must be killed runs as a child instead (test/program.ts).
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { demoScenes, readFilm, reorderedFilm, startCameras } from '../demo/cameras.ts'
import type { Camera, Cameras, Film } from '../demo/cameras.ts'
import { rehearsalFilm } from '../demo/demo.ts'
import { startApp } from '../src/app.ts'
import type { App } from '../src/app.ts'
import { present } from '../src/base/assert.ts'
import { realClock } from '../src/base/clock.ts'
import type { Clock } from '../src/base/clock.ts'
import { dayOf } from '../src/base/day.ts'
import { realDisk } from '../src/base/durable.ts'
import type { Disk } from '../src/base/durable.ts'
import { newId } from '../src/base/id.ts'
import { silentLog } from '../src/base/log.ts'
import { gapsBetween, segmentsBetween } from '../src/footage/footage.ts'
import type { Segment } from '../src/footage/footage.ts'
import { vaultKeys } from '../src/hourkeys.ts'
import type { Actor } from '../src/ledger/ledger.ts'
import { openRehearsal } from '../src/recording/recording.ts'
import type { RecorderStatus } from '../src/recording/recording.ts'
import { adopt, currentRegistry, readAgencyFile } from '../src/registry/registry.ts'
import { incidents } from '../src/retention/retention.ts'
import type { Role } from '../src/roles.ts'
import { openStore } from '../src/store.ts'
import type { Store } from '../src/store.ts'

export const AGENCY: string = new URL('../agencies/seoul-immigration.yaml', import.meta.url).pathname
export const OPERATOR: Actor = { type: 'system', id: 'test' }
/** Small, so that a test needs little room. */
export const RESERVE_BYTES = 16 * 1024 * 1024
const EVER = { fromMs: 0, toMs: Date.UTC(9998, 0, 1) }

export type MovableClock = Clock & {
  /** Lets time pass, as if the machine had run on for so long: wall and monotonic time agree. */
  pass(ms: number): void
  /** Steps the wall clock only, as an administrator or NTP would. */
  step(ms: number): void
}

/** The machine's clock, moved. Timers run in real time, so sockets and databases live as always. */
export function movableClock(): MovableClock {
  let passed = 0
  let stepped = 0
  return {
    ...realClock,
    now: () => realClock.now() + passed + stepped,
    monotonic: () => realClock.monotonic() + passed,
    pass: (ms) => void (passed += ms),
    step: (ms) => void (stepped += ms),
  }
}

/** Looks again and again until it is so; the test's time limit ends it where it never is. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await realClock.sleep(20)
}

/**
 * Takes the schedule away and waits for what every start makes up for: until the next start, nothing is swept or
 * published but when the test asks for it.
 */
export async function unscheduled({ store }: Whole): Promise<void> {
  const { db } = store.database
  await sql`delete from jobs.schedule`.execute(db)
  const unfinished = sql`select from jobs.job where state < 'completed'`
  await until(async () => (await unfinished.execute(db)).rows.length === 0)
}

/** Takes in footage of the past from these devices, as a rehearsal does, and waits until it is registered. */
export async function filmPast(
  { store }: Whole,
  devices: readonly string[],
  startedAtMs: number,
): Promise<void> {
  const rehearsal = await openRehearsal({
    disk: realDisk,
    dataFolder: store.path,
    cipher: 'aes-256-gcm',
    keySource: vaultKeys(store),
  })
  const film = await rehearsalFilm()
  await rehearsal.film(devices.map((device) => ({ device, category: 'continuous', startedAtMs, ...film })))
  await registered(store)
}

/** Waits until nothing waits for the registrar: it is entered in the ledger, published, and in the catalogue. */
export async function registered({ folders }: Store): Promise<void> {
  const waits = (name: string) => name.endsWith('.json') && !name.includes('rejected')
  await until(async () => !(await readdir(folders.spool, { recursive: true })).some(waits))
}

/** An empty folder, removed afterwards. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'jangseung-whole-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Simulated cameras, each as a device of the agency: device -> name of its scene. */
export async function camerasAs(scenes: Readonly<Record<string, string>>): Promise<Cameras> {
  const mounts = await Promise.all(
    Object.entries(scenes).map(async ([id, scene]) => ({ id, film: await filmOf(scene) })),
  )
  return startCameras({ clock: realClock, mounts })
}

/** The film of a scene; `reordered` is of another format than the others, so that going over to it begins a new run. */
export function filmOf(scene: string): Promise<Film> {
  if (scene === 'reordered') return readFilm(reorderedFilm)
  const { file, framesPerSecond } = present(
    demoScenes.find(({ id }) => id === scene),
    'there is such a scene',
  )
  return readFilm(file, framesPerSecond)
}

export type Whole = AsyncDisposable & {
  readonly store: Store
  /** What runs now. */
  readonly app: App
  status(device: string): RecorderStatus['cameras'][number] | undefined
  segments(device: string): Promise<readonly Segment[]>
  gaps(device: string): ReturnType<typeof gapsBetween>
  /** Codes of the open incidents, with their device where they have one. */
  troubles(): Promise<readonly string[]>
  /** Decrypts a segment for a recorded viewing, as for a person. */
  watch(segment: Segment): Promise<Buffer>
  /** Ends what runs, in order, and starts these parts instead. */
  become(role: Exclude<Role, 'recorder'>): Promise<void>
}

/** Opens the data folder at `path`, made when there is none, adopts the agency once, and starts the parts of a role. */
export async function whole(options: {
  readonly path: string
  readonly role?: Exclude<Role, 'recorder'>
  readonly cameras?: { readonly all: readonly Pick<Camera, 'id' | 'url'>[] }
  /** Called when the store is open and nothing runs yet. */
  readonly opened?: (store: Store) => Promise<void>
  readonly clock?: Clock
  readonly disk?: Disk
  /** Free bytes below which recording stops. */
  readonly recordingReserveBytes?: number
}): Promise<Whole> {
  const { path, role = 'all', cameras, clock = realClock, disk = realDisk } = options
  const common = { clock, disk, log: silentLog }
  const store = await openStore({
    ...common,
    path,
    create: true,
    as: 'recording' as const,
    databaseUrl: undefined,
    reserveBytes: RESERVE_BYTES,
  })
  const { db } = store.database
  const addressOf = (secret: string) => cameras?.all.find(({ id }) => secret === `stream.${id}`)?.url
  const start = (role: Exclude<Role, 'recorder'>) =>
    startApp(store, {
      ...common,
      role,
      host: '127.0.0.1',
      port: 0,
      address: undefined,
      cipher: 'aes-256-gcm' as const,
      recordingReserveBytes: options.recordingReserveBytes ?? 0,
      addressOf: (secret) => Promise.resolve(addressOf(secret)),
    })
  let app: App
  try {
    if ((await currentRegistry(db, clock)) === undefined) {
      const registry = await readAgencyFile(AGENCY, dayOf(clock.now()))
      await adopt({ ledger: store.ledger, db, clock }, { registry, actor: OPERATOR })
    }
    await options.opened?.(store)
    app = await start(role)
  } catch (error) {
    await store[Symbol.asyncDispose]()
    throw error
  }
  return {
    store,
    get app() {
      return app
    },
    status: (device) => app.recording()?.cameras.find((camera) => camera.device === device),
    segments: async (device) => (await segmentsBetween(db, { device, ...EVER })).segments,
    gaps: (device) => gapsBetween(db, { device, ...EVER }),
    async troubles() {
      return (await incidents(db)).map(({ code, device }) => (device === null ? code : `${code} ${device}`))
    },
    watch: (segment) => watch(store, clock, segment),
    async become(role) {
      await app[Symbol.asyncDispose]()
      app = await start(role)
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

async function watch({ ledger, vault }: Store, clock: Clock, segment: Segment): Promise<Buffer> {
  const { device, day, category, startedAtMs, endedAtMs } = segment
  const { receipt } = await ledger.act(
    {
      kind: 'viewing.opened',
      actor: OPERATOR,
      viewing: newId<'viewing'>(),
      device,
      fromMs: startedAtMs,
      toMs: endedAtMs + 1,
      purpose: 'facility-safety',
      basis: 'registered',
      offPurpose: false,
      detail: null,
      expiresAtMs: clock.now() + 6e4,
    },
    () => Promise.resolve(),
  )
  const reader = await vault.open({ ...segment, keyId: { device, day, category } }, receipt)
  try {
    const parts = [await reader.init()]
    for (let i = 0; i < reader.fragments.length; i++) parts.push(await reader.fragment(i))
    return Buffer.concat(parts)
  } finally {
    await reader.close()
  }
}
