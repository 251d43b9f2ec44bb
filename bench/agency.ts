/**
 * A data folder as the program itself makes and opens it, of an agency with as many cameras as a benchmark wants, and
 * a clock that can be moved: a day must not take a day.
 */
import { fileURLToPath } from 'node:url'
import { present } from '../src/base/assert.ts'
import { type Clock, realClock } from '../src/base/clock.ts'
import { dayOf } from '../src/base/day.ts'
import { realDisk } from '../src/base/durable.ts'
import { silentLog } from '../src/base/log.ts'
import type { Actor } from '../src/ledger/ledger.ts'
import { adopt, readAgencyFile, type Registry } from '../src/registry/registry.ts'
import { openStore, type Store } from '../src/store.ts'
import { ending } from './scratch.ts'

const AGENCY = fileURLToPath(new URL('../agencies/seoul-immigration.yaml', import.meta.url))
/** A camera of a zone that is kept for RETENTION_DAYS; the agency's others are copies of it. */
const MODEL = 'main-lobby-01'
export const CATEGORY = 'continuous'
export const RETENTION_DAYS = 14
const RESERVE_BYTES = 1024 * 1024

/** The machine's clock, moved; wall and monotonic time agree, as if the machine had run on for so long. */
export type MovedClock = Clock & { pass(ms: number): void; readonly passedMs: () => number }

export function movedClock(passedMs: number): MovedClock {
  let passed = passedMs
  return {
    ...realClock,
    now: () => realClock.now() + passed,
    monotonic: () => realClock.monotonic() + passed,
    pass: (ms) => void (passed += ms),
    passedMs: () => passed,
  }
}

/** The identifier of the agency's nth camera, from 1. */
export function camera(n: number): string {
  return `camera-${n}`
}

export const BENCH: Actor = { type: 'system', id: 'bench' }

/** Opens the data folder, made when there is none. */
export async function openScratchStore(path: string, clock: Clock): Promise<Store> {
  const opening = openStore({
    path,
    create: true,
    as: 'recording',
    databaseUrl: undefined,
    clock,
    disk: realDisk,
    log: silentLog,
    reserveBytes: RESERVE_BYTES,
  })
  // Also while it is being opened: its database server is the first to run.
  const owned = ending(async () => (await opening)[Symbol.asyncDispose]())
  return { ...(await opening), ...owned }
}

/** Adopts the agency with so many cameras more, each like `modelId`. */
export async function adoptAgency(
  store: Store,
  clock: Clock,
  cameras: number,
  modelId: string = MODEL,
): Promise<void> {
  const registry = await readAgencyFile(AGENCY, dayOf(clock.now()))
  const model = present(
    registry.devices.find(({ id }) => id === modelId),
    'the agency has the model camera',
  )
  const more = Array.from({ length: cameras }, (_, index) => ({ ...model, id: camera(index + 1) }))
  await adoptRegistry(store, clock, { ...registry, devices: [...registry.devices, ...more] })
}

export async function adoptRegistry(store: Store, clock: Clock, registry: Registry): Promise<void> {
  await adopt({ ledger: store.ledger, db: store.database.db, clock }, { registry, actor: BENCH })
}
