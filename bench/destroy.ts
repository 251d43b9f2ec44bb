/**
 * The night on which footage expires, through the real retention: order, keys, files, certificate; database, ledger
 * and disk are real. Beside it `rm -r` of as many files in as many folders, which keeps no record, syncs nothing and
 * leaves what it removes readable on the disk.
 *
 * The key part alone has the key table of a large agency, beside deleting as many rows of a copy of that table.
 */
import { spawnSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { realClock } from '../src/base/clock.ts'
import { addDays, type Day, dayOf, dayStart } from '../src/base/day.ts'
import { newId } from '../src/base/id.ts'
import { silentLog } from '../src/base/log.ts'
import { totals } from '../src/footage/footage.ts'
import { openRetention, type Retention } from '../src/retention/retention.ts'
import type { Store } from '../src/store.ts'
import { type Target, targetsRoot } from '../src/vault/vault.ts'
import {
  adoptAgency,
  BENCH,
  camera,
  CATEGORY,
  type MovedClock,
  movedClock,
  openScratchStore,
} from './agency.ts'
import { type Benchmark, bounded, compared, type Figure, median } from './figure.ts'
import { expiryOf, makeKeys, recordDay, SEGMENTS_A_DAY, writePlainDay } from './nights.ts'
import { scratchFolder, startProgram } from './scratch.ts'

const ROUNDS = 3
const CAMERAS = 100
/** Where the clock of the data folder begins. */
const FIRST_DAY = '2027-01-01' as Day
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const LOOK_MS = 5

const KEY_CAMERAS = 1000
const KEY_DAYS = 90

export const destroy: Benchmark = {
  name: 'destroy',
  says: 'a nightly expiry of 100 camera-days of 1,440 small files beside rm -r; key part alone; a kill in the middle',
  run: async (progress) => [...(await nights(progress)), ...(await keyPart(progress))],
}

async function nights(progress: (text: string) => void): Promise<Figure[]> {
  await using scratch = await scratchFolder()
  const data = join(scratch.folder, 'data')
  const clock = movedClock(dayStart(FIRST_DAY) - realClock.now())
  const whole: number[] = []
  const plain: number[] = []
  let day = FIRST_DAY
  {
    await using store = await openScratchStore(data, clock)
    await adoptAgency(store, clock, CAMERAS)
    const retention = retentionOf(store, clock)
    for (let round = 1; round <= ROUNDS; round++) {
      progress(`round ${round} of ${ROUNDS}: writing ${CAMERAS * SEGMENTS_A_DAY} files, twice`)
      await recordDay(store, day, CAMERAS)
      await writePlainDay(join(scratch.folder, 'plain'), CAMERAS)
      flush()
      progress(`round ${round} of ${ROUNDS}: rm -r`)
      plain.push(timed(() => spawnSync('rm', ['-r', join(scratch.folder, 'plain')])))
      flush()
      progress(`round ${round} of ${ROUNDS}: retention`)
      clock.pass(dayStart(expiryOf(day)) + MINUTE_MS - clock.now())
      const from = realClock.monotonic()
      const { destroyedSegments, lateSegments } = await retention.sweep()
      whole.push(seconds(from))
      require(destroyedSegments === CAMERAS * SEGMENTS_A_DAY &&
        lateSegments === 0, 'all is destroyed on its day')
      await requireNothingLeft(store)
      day = dayOf(clock.now())
    }
    progress('recording a day for the interrupted destruction')
    await recordDay(store, day, CAMERAS)
    // The last run saw an hour before the day expires: from there on, the next one believes the clock.
    clock.pass(dayStart(expiryOf(day)) - HOUR_MS - clock.now())
    await retention.sweep()
    clock.pass(HOUR_MS + MINUTE_MS)
    flush()
  }
  const resumed = await interrupted(data, clock, progress)
  return [
    compared('nightly expiry of 144,000 files', 's', median(whole), median(plain), { atMost: 1.5 }),
    bounded('the same, killed half way: the rest after a restart', 's', resumed, null),
  ]
}

/** Kills a destruction when half of its files are gone; seconds that the next run needs to finish it. */
async function interrupted(
  data: string,
  clock: MovedClock,
  progress: (text: string) => void,
): Promise<number> {
  progress('a destruction that is killed half way')
  const file = fileURLToPath(new URL('destroyer.ts', import.meta.url))
  {
    await using program = startProgram(file, [data, String(clock.passedMs())])
    await program.next()
    const all = CAMERAS
    while ((await camerasWithFiles(data)) > all / 2) await realClock.sleep(LOOK_MS)
    await program.kill()
  }
  const left = await camerasWithFiles(data)
  require(left > 0, 'the kill came before the end')
  progress('the next run')
  await using store = await openScratchStore(data, clock)
  const from = realClock.monotonic()
  const { finished } = await retentionOf(store, clock).sweep()
  const took = seconds(from)
  require(finished.length === 1, 'the interrupted destruction is finished, and certified')
  await requireNothingLeft(store)
  return took
}

/** How many cameras still have a folder of the day. */
async function camerasWithFiles(data: string): Promise<number> {
  const media = join(data, 'media')
  let cameras = 0
  for (const device of await readdir(media).catch(() => []))
    if ((await readdir(join(media, device))).length > 0) cameras++
  return cameras
}

async function requireNothingLeft(store: Store): Promise<void> {
  const { segments } = await totals(store.database.db)
  const { rows } = await sql<{ left: number }>`select count(*) as left from footage_garbage`.execute(
    store.database.db,
  )
  require(segments === 0 && rows[0]?.left === 0, 'no row is left')
  for (const entry of await readdir(store.folders.media, { recursive: true, withFileTypes: true }))
    require(!entry.isFile(), 'no file is left')
}

async function keyPart(progress: (text: string) => void): Promise<Figure[]> {
  await using scratch = await scratchFolder()
  const clock = movedClock(dayStart(FIRST_DAY) - realClock.now())
  await using store = await openScratchStore(join(scratch.folder, 'data'), clock)
  progress(`making ${KEY_CAMERAS * KEY_DAYS} camera-day keys`)
  for (let day = 0; day < KEY_DAYS; day++) await makeKeys(store, keysOf(day))
  const { db } = store.database
  await sql`create table copied as select * from vault_seed`.execute(db)
  await sql`create index on copied (key, generation)`.execute(db)
  const whole: number[] = []
  const plain: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    progress(`destroying keys, round ${round + 1} of ${ROUNDS}`)
    clock.pass(dayStart(expiryOf(addDays(FIRST_DAY, round))) + MINUTE_MS - clock.now())
    const targets: Target[] = keysOf(round).map((keyId) => ({ kind: 'day', keyId, generation: 1 }))
    const names = keysOf(round).map(({ device, day, category }) => `${device}/${day}/${category}`)
    const deleting = realClock.monotonic()
    await sql`delete from copied where key = any(${names}::text[])`.execute(db)
    plain.push(seconds(deleting))
    const { receipt } = await store.ledger.act(
      {
        kind: 'destruction.ordered',
        actor: BENCH,
        order: newId<'order'>(),
        reason: 'expiry',
        keys: targets.length,
        segments: 0,
        root: targetsRoot(targets),
        dueDay: FIRST_DAY,
      },
      () => Promise.resolve(),
    )
    const from = realClock.monotonic()
    const { commitments } = await store.vault.eraseKeys(receipt, targets)
    whole.push(seconds(from))
    require(commitments.length === KEY_CAMERAS, 'every key was destroyed')
  }
  return [bounded('keys of one day, 1,000 cameras × 90 days', 's', median(whole), 1, median(plain))]
}

function keysOf(day: number): { device: string; day: Day; category: string }[] {
  return Array.from({ length: KEY_CAMERAS }, (_, index) => ({
    device: camera(index + 1),
    day: addDays(FIRST_DAY, day),
    category: CATEGORY,
  }))
}

function retentionOf(store: Store, clock: MovedClock): Retention {
  const { ledger, vault, reserve, database } = store
  return openRetention({ db: database.db, ledger, vault, clock, log: silentLog, reserve })
}

/** Nothing that was written before is still on its way to the disk. */
function flush(): void {
  spawnSync('sync')
}

function timed(act: () => void): number {
  const from = realClock.monotonic()
  act()
  return seconds(from)
}

function seconds(from: number): number {
  return (realClock.monotonic() - from) / 1000
}

function require(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`not so: ${what}`)
}
