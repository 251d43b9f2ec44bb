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
import { adopt, readAgencyFile } from '../src/registry/registry.ts'
import { openStore, type Store } from '../src/store.ts'

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

/** Opens the data folder, made when there is none. */
export function openScratchStore(path: string, clock: Clock): Promise<Store> {
  return openStore({
    path,
    create: true,
    as: 'recording',
    databaseUrl: undefined,
    clock,
    disk: realDisk,
    log: silentLog,
    reserveBytes: RESERVE_BYTES,
  })
}

/** Adopts an agency file with so many cameras more. */
export async function adoptAgency(store: Store, clock: Clock, cameras: number): Promise<void> {
  const registry = await readAgencyFile(AGENCY, dayOf(clock.now()))
  const model = present(
    registry.devices.find(({ id }) => id === MODEL),
    'the agency has the model camera',
  )
  const more = Array.from({ length: cameras }, (_, index) => ({ ...model, id: camera(index + 1) }))
  await adopt(
    { ledger: store.ledger, db: store.database.db, clock },
    {
      registry: { ...registry, devices: [...registry.devices, ...more] },
      actor: { type: 'system', id: 'bench' },
    },
  )
}
