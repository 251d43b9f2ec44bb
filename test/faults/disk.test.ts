/**
 * Disks that are full, gone, or not ours, under the whole program. Full disks are real ones, small and in memory,
 * mounted for the test; where that is not permitted these tests are skipped and say so.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, statfsSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { present } from '../../src/base/assert.ts'
import { realClock } from '../../src/base/clock.ts'
import { addDays, dayOf, dayStart } from '../../src/base/day.ts'
import { realDisk } from '../../src/base/durable.ts'
import type { Disk } from '../../src/base/durable.ts'
import { check } from '../../src/check.ts'
import type { Segment } from '../../src/footage/footage.ts'
import { readFolder, verifyLedger } from '../../src/ledger/verify.ts'
import { certificates } from '../../src/retention/retention.ts'
import { MAIN, run } from '../program.ts'
import { camerasAs, filmPast, registered, temporaryFolder, unscheduled, until, whole } from '../whole.ts'
import type { Whole } from '../whole.ts'
import { assertNothingUntold, factsOf } from './told.ts'

const LIVE = 'main-lobby-01'
/** Footage of 20 days ago, overdue by five. */
const PAST = 'main-parking-08'
const MIB = 1024 * 1024
const CAMERAS = { [LIVE]: 'lobby' }

const unmountable = mountingRefused()

test('the disk of everything is full', { skip: unmountable }, async (t) => {
  await using disk = await smallDisk(320)
  const path = join(disk.path, 'data')
  await using cameras = await camerasAs(CAMERAS)
  await using program = await whole({ path, cameras, recordingReserveBytes: 48 * MIB })
  const segment = await recorded(program)
  await past(program)
  assert.ok(await program.store.reserve.restore())

  await t.test('near the end recording stops, and says so', async () => {
    await disk.fill(40 * MIB)
    await until(() => program.app.recording()?.storage === 'diskFull')
    await until(async () => (await program.troubles()).includes('recording.diskFull'))
    await until(() => program.status(LIVE)?.cause === 'diskFull')
    // Whoever still tidies up makes room again.
    await registered(program.store)
  })

  await t.test('with no byte free nobody watches, for it could not be recorded', async () => {
    await disk.fill(0)
    await assert.rejects(program.watch(segment))
  })

  await t.test('with no byte free what is due is destroyed all the same', async () => {
    await disk.fill(0)
    // The database may have stopped on the full disk; it is started again as soon as the reserve is given up.
    await until(() => succeeds(program.app.retention.sweep()))
    assert.equal((await certificates(program.store.database.db)).length, 1)
    assert.deepEqual(await program.segments(PAST), [])
    assert.equal(filesOf(join(path, 'media', PAST)), 0)
    assert.ok((await program.troubles()).includes('disk.full'))
  })

  await t.test('once there is room, recording goes on by itself, and so does all else', async () => {
    await disk.empty()
    await until(() => program.app.recording()?.storage === null)
    await until(() => program.status(LIVE)?.state === 'recording')
    await film(program, 2)
    await program.app.retention.sweep()
    await until(async () => (await troublesOf(program)).length === 0)
    await settled(program, [/^diskFull$/])
  })
})

test('only the disk of footage is full', { skip: unmountable }, async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'data')
  await using disk = await smallDisk(24, join(path, 'media'))
  await using cameras = await camerasAs(CAMERAS)
  await using program = await whole({ path, cameras })
  const segment = await recorded(program)
  await past(program)
  await disk.fill(0)
  await until(async () => (await program.troubles()).includes(`recording.diskFull ${LIVE}`))
  // Its record can be written, so footage can be watched; and destruction gives room back.
  assert.ok((await program.watch(segment)).length > 0)
  assert.equal((await program.app.retention.sweep()).destroyedSegments, 1)
  assert.equal(filesOf(join(path, 'media', PAST)), 0)
  await disk.empty()
  await until(() => program.status(LIVE)?.state === 'recording')
  await film(program, 2)
  await settled(program, [/^diskFull$/])
  await until(async () => (await troublesOf(program)).length === 0)
})

test('only the disk of the database is full', { skip: unmountable }, async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'data')
  await using disk = await smallDisk(160, join(path, 'postgres'))
  await using cameras = await camerasAs(CAMERAS)
  await using program = await whole({ path, cameras })
  const segment = await recorded(program)
  await disk.fill(0)
  await writeUntilFull(program)
  await assert.rejects(program.watch(segment))
  // Recording needs no database: it goes on into the spool.
  await film(program, 3)
  assert.equal(program.status(LIVE)?.state, 'recording')
  await disk.empty()
  await until(() => succeeds(program.watch(segment)))
  await settled(program, [])
})

test('only the disk of the ledger is full', { skip: unmountable }, async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'data')
  await using disk = await smallDisk(1, join(path, 'ledger'))
  await using cameras = await camerasAs(CAMERAS)
  await using program = await whole({ path, cameras })
  const segment = await recorded(program)
  await past(program)
  await disk.fill(0)
  await assert.rejects(program.watch(segment))
  await assert.rejects(program.app.retention.sweep())
  await film(program, 3)
  assert.equal(program.status(LIVE)?.state, 'recording')
  await disk.empty()
  await until(() => succeeds(program.watch(segment)))
  await program.app.retention.sweep()
  assert.deepEqual(await program.segments(PAST), [])
  await settled(program, [])
})

test('little room, on any machine: recording stops below the reserve and goes on above it', async () => {
  await using folder = await temporaryFolder()
  await using cameras = await camerasAs(CAMERAS)
  let free = 10 * MIB
  const disk: Disk = { ...realDisk, freeBytes: () => Promise.resolve(free) }
  await using program = await whole({
    path: folder.path,
    cameras,
    disk,
    recordingReserveBytes: MIB,
  })
  await recorded(program)
  free = MIB - 1
  await until(async () => (await program.troubles()).includes('recording.diskFull'))
  assert.equal(program.status(LIVE)?.cause, 'diskFull')
  free = 10 * MIB
  await until(() => program.status(LIVE)?.state === 'recording')
  await film(program, 2)
  await settled(program, [/^diskFull$/])
})

test('another folder in the place of ours: nothing is recorded into it, and recording goes on in ours', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'data')
  const aside = join(folder.path, 'aside')
  await using cameras = await camerasAs(CAMERAS)
  await using program = await whole({ path, cameras })
  await recorded(program)

  // First nothing but an empty mount point, then the disk of another program.
  const foreign = join(folder.path, 'foreign')
  for (const name of ['media', 'spool', 'held', 'vault'])
    await mkdir(join(foreign, name), { recursive: true })
  const identity = await readFile(join(path, 'identity.json'), 'utf8')
  await writeFile(join(foreign, 'identity.json'), identity.replace(/[0-9a-f]{12}"/, '0123456789ab"'))
  const empty = join(folder.path, 'empty')
  await mkdir(empty)
  for (const other of [empty, foreign]) {
    await rename(path, aside)
    await rename(other, path)
    const before = await namesIn(path)
    await until(() => program.app.recording()?.storage === 'diskWrong')
    await until(() => program.status(LIVE)?.cause === 'diskWrong')
    await film(program, 2)
    assert.deepEqual(await namesIn(path), before, 'nothing was written beside the real data')
    await rename(path, other)
    await rename(aside, path)
    await until(() => program.status(LIVE)?.state === 'recording')
    await film(program, 2)
  }
  // Which of the two is seen first is chance: that the folder is another, or that ours is not to be written to.
  await settled(program, [/^disk(Wrong|Failed)$/, /^disk(Wrong|Failed)$/])
})

test('started on a folder that is not ours, or on none: refused, and nothing is made', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'data')
  const refusal = async (code: string) => {
    const words = ['serve', '--data', path, '--port', '0']
    const { code: status, errors } = await run(MAIN, words, { folder: folder.path })
    assert.equal(status, 1)
    assert.match(errors, new RegExp(`\\[${code}\\]`))
  }
  await refusal('data.missing')
  assert.deepEqual(await readdir(folder.path), [])
  await mkdir(path)
  await writeFile(join(path, 'notes.txt'), 'of somebody else')
  await refusal('data.missing')
  await writeFile(join(path, 'identity.json'), '{"dataId":"../.."}')
  await refusal('data.identityBroken')
  assert.deepEqual(await readdir(path), ['identity.json', 'notes.txt'])
})

/** Waits until the camera is recorded and has a sealed segment in the catalogue, which it returns, and footage beyond. */
async function recorded(program: Whole): Promise<Segment> {
  await until(() => program.status(LIVE)?.state === 'recording')
  await film(program, 2)
  await program.become('worker')
  await program.become('all')
  await unscheduled(program)
  await until(() => program.status(LIVE)?.state === 'recording')
  await film(program, 2)
  return present((await program.segments(LIVE))[0], 'a sealed segment')
}

/** Open incidents, but for that of late destruction, which a person closes: the past of these tests was overdue. */
async function troublesOf(program: Whole): Promise<readonly string[]> {
  return (await program.troubles()).filter((code) => code !== 'retention.late')
}

/** Lets so many seconds of pictures come. */
async function film(program: Whole, seconds: number): Promise<void> {
  const lastMs = () => program.status(LIVE)?.lastFrameAtMs ?? 0
  await until(() => lastMs() > 0)
  const from = lastMs()
  await until(() => lastMs() >= from + seconds * 1000)
}

/** A segment that is overdue, registered as any other. */
function past(program: Whole): Promise<void> {
  return filmPast(program, [PAST], dayStart(addDays(dayOf(realClock.now()), -20)) + 43_200_000)
}

/** A database that has room left in files it made before still writes: until that is used up, its writes are good. */
async function writeUntilFull({ store }: Whole): Promise<void> {
  const piece = sql`select pg_logical_emit_message(true, 'test', repeat('x', 1000000))`
  await until(async () => !(await succeeds(piece.execute(store.database.db))))
}

function succeeds(act: Promise<unknown>): Promise<boolean> {
  return act.then(
    () => true,
    () => false,
  )
}

/** Ends recording in order; all is registered, every gap is told with its cause, check and verify find nothing. */
async function settled(program: Whole, causes: readonly RegExp[]): Promise<void> {
  await program.become('worker')
  const { store } = program
  const gaps = (await program.gaps(LIVE)).filter(({ cause }) => cause !== 'stopped')
  assert.equal(gaps.length, causes.length, gaps.map(({ cause }) => cause).join())
  for (const [i, { cause }] of gaps.entries()) assert.match(cause, present(causes[i], 'as many'))
  assertNothingUntold(LIVE, await factsOf(program, LIVE))
  assert.deepEqual((await check(store, { nowMs: realClock.now() })).findings, [])
  const read = readFolder(store.folders.ledger)
  const { ok, findings } = await verifyLedger({ read, vkey: store.signer.vkey, entries: 'required' })
  assert.deepEqual([ok, findings], [true, []])
}

function filesOf(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.seg'))
      .length
  } catch {
    return 0
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).toSorted()
}

type SmallDisk = AsyncDisposable & {
  readonly path: string
  free(): number
  /** Takes all room but so many bytes. */
  fill(leave: number): Promise<void>
  /** Gives it back. */
  empty(): Promise<void>
}

/** A real file system of so many MiB, in memory, mounted at `path`. */
async function smallDisk(mib: number, path?: string): Promise<SmallDisk> {
  const at = path ?? (await mkdtemp(join(tmpdir(), 'jangseung-disk-')))
  await mkdir(at, { recursive: true })
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m,mode=0755`, 'jangseung-test', at])
  if (mounted.status !== 0) throw new Error(mounted.stderr.toString())
  const free = () => statfsSync(at).bavail * statfsSync(at).bsize
  const ballast = join(at, '.ballast')
  return {
    path: at,
    free,
    async fill(leave) {
      const file = await open(ballast, 'a')
      try {
        // Others write meanwhile, so it is looked at again until nothing more goes in.
        for (let room = free() - leave; room > 0; room = free() - leave)
          await file.write(Buffer.alloc(Math.min(room, MIB), 1))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        await file.close()
      }
    },
    empty: () => rm(ballast),
    async [Symbol.asyncDispose]() {
      spawnSync('umount', ['-l', at])
      if (path === undefined) await rm(at, { recursive: true, force: true })
    },
  }
}

/** Why no disk can be mounted here, false when one can. */
function mountingRefused(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'mounting a small disk needs root on Linux'
  const { status } = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'jangseung-test', tmpdir()])
  return status === 0 ? false : 'mounting a small disk is not permitted here'
}
