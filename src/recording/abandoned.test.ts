/** Several recorders' spools, and what is left in them when the keys of past hours are refused. */
import assert from 'node:assert/strict'
import { mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { present } from '../base/assert.ts'
import { realClock, simulatedClock } from '../base/clock.ts'
import { dayOf } from '../base/day.ts'
import { realDisk } from '../base/durable.ts'
import { defineFaults } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import { silentLog } from '../base/log.ts'
import { createSegment, leafAt, segmentPath } from '../vault/vault.ts'
import { finishAbandoned } from './abandoned.ts'
import { hourOf } from './hours.ts'
import { segmentId } from './leaves.ts'
import type { GapManifest } from './manifest.ts'
import type { SegmentNote } from './note.ts'
import { recoverCamera } from './recovery.ts'
import { startRegistrar } from './registrar.ts'
import { openSpool, recorderSpools } from './spool.ts'
import type { Spool } from './spool.ts'
import { world } from './testing/world.ts'
import type { World } from './testing/world.ts'

const START = Date.parse('2026-11-22T10:20:00+09:00')
/** The hour is over at 11:00, and what is left of it is nobody's from 11:15 on. */
const FREE = Date.parse('2026-11-22T11:15:00+09:00')
const MINUTE_MS = 60_000

const refusal = defineFaults({ 'test.refused': { kind: 'forbidden', ko: '거부', en: 'refused' } })
const refusing = { hourKey: () => Promise.reject(refusal('test.refused')) }

function noteAt(startedAtMs: number): SegmentNote {
  const leaf = leafAt(dayOf(startedAtMs), startedAtMs)
  return {
    v: 1,
    kind: 'segment',
    id: segmentId(leaf),
    device: 'cam',
    day: dayOf(startedAtMs),
    category: 'continuous',
    generation: 1,
    leaf,
    run: newId(),
    startedAtMs,
    codec: 'h264',
    codecString: 'avc1.640028',
    width: 1280,
    height: 720,
    origin: 'camera',
  }
}

const gap = (fromMs: number, toMs: number): GapManifest => {
  const id = newId<'gap'>()
  return {
    v: 1,
    kind: 'gap',
    id,
    device: 'cam',
    fromMs,
    toMs,
    cause: 'silent',
    lastCause: 'silent',
    stepMs: 0,
  }
}

const recorderSpool = (w: World) =>
  openSpool({ disk: realDisk, folder: join(w.spoolFolder, newId<'recorder'>()) })

/** A segment that was begun, and then its recorder died: the note, and a file with a header. */
async function leave(w: World, spool: Spool, startedAtMs: number): Promise<SegmentNote> {
  const note = noteAt(startedAtMs)
  await spool.begin(note)
  const { keyId, hour } = hourOf(note, startedAtMs)
  const hourKey = present((await w.keySource.hourKeys([{ keyId, hour }]))[0], 'a key')
  const path = segmentPath(w.mediaFolder, keyId, note.generation, note.id)
  const { leaf, id } = note
  const writer = await createSegment({ disk: realDisk, cipher: 'aes-256-gcm', hourKey, leaf, id, path })
  await writer.append({ kind: 'init', bytes: Buffer.from('init') })
  await writer.sync()
  await writer.abandon()
  return note
}

/** What the recorder does at its start with the notes in its spool, while all keys are refused to it. */
async function recoverRefused(w: World, spool: Spool) {
  const deps = { disk: realDisk, mediaFolder: w.mediaFolder, log: silentLog, keySource: refusing, spool }
  return recoverCamera(deps, 'cam', await spool.notes())
}

test('the registrar empties every spool, also one that appears later, and one that fails holds up no other', async () => {
  await using w = await world()
  const registrar = await startRegistrar({
    db: w.db,
    ledger: w.ledger,
    disk: realDisk,
    clock: realClock,
    log: silentLog,
    spoolFolder: w.spoolFolder,
    mediaFolder: w.mediaFolder,
    intervalMs: 3_600_000,
  })
  assert.deepEqual(await recorderSpools(w.spoolFolder), [])
  const own = await openSpool({ disk: realDisk, folder: w.spoolFolder })
  const folders = [newId(), newId()].map((id) => join(w.spoolFolder, id))
  const others = await Promise.all(folders.map((folder) => openSpool({ disk: realDisk, folder })))
  for (const [i, spool] of [own, ...others].entries()) {
    const fact = gap(START + i * MINUTE_MS, START + (i + 1) * MINUTE_MS)
    await spool.submit(fact.id, [fact])
  }
  // Where a waiting file should be, there is a folder: nothing can be read from it.
  const broken = join(folders[0] ?? '', `${newId()}.json`)
  await mkdir(broken)
  await assert.rejects(registrar.run())
  assert.equal((await w.gaps('cam')).length, 2)
  await rmdir(broken)
  assert.deepEqual(await registrar.run(), { facts: 1, rejected: 0 })
  assert.equal((await w.gaps('cam')).length, 3)
  await registrar.close()
})

test('a refused key keeps no camera from starting, and the gap since then is told once, however often it starts', async () => {
  await using w = await world()
  const spool = await recorderSpool(w)
  const left = await leave(w, spool, START)
  const first = await recoverRefused(w, spool)
  assert.equal(first.gap?.fromMs, START)
  assert.equal(first.gap.cause, 'restarted')
  assert.equal(first.toldUntilMs, START)
  const again = await recoverRefused(w, spool)
  assert.deepEqual(again, first)
  assert.deepEqual(await spool.waiting(), [])
  // Recorded again, and killed before that gap was told: the new segment ends it, the refused one does not.
  const next = await leave(w, spool, START + 20 * MINUTE_MS)
  const last = await recoverRefused(w, spool)
  assert.deepEqual(await spool.waiting(), [first.gap.id])
  assert.equal(last.gap?.fromMs, next.startedAtMs)
  assert.equal(last.toldUntilMs, next.startedAtMs)
  const notes = await spool.notes()
  assert.deepEqual(notes.map(({ id }) => id).toSorted(), [left.id, next.id, last.gap.id].toSorted())
})

test('what is left is not touched before its hour is long over, nor in the spool of the program itself', async () => {
  await using w = await world()
  const clock = simulatedClock(FREE - 1)
  const finish = () =>
    finishAbandoned({
      disk: realDisk,
      clock,
      log: silentLog,
      spoolFolder: w.spoolFolder,
      mediaFolder: w.mediaFolder,
      keySource: w.keySource,
    })
  const own = await openSpool({ disk: realDisk, folder: w.spoolFolder })
  const spool = await recorderSpool(w)
  const mine = await leave(w, own, START)
  await leave(w, spool, START + MINUTE_MS)
  const imported = { ...noteAt(START), origin: 'file' as const }
  await spool.begin(imported)
  await finish()
  assert.equal((await spool.notes()).length, 2)
  await clock.advance(1)
  await finish()
  // It held no picture yet: nothing to tell, and nothing to remember.
  assert.deepEqual(
    (await spool.notes()).map(({ id }) => id),
    [imported.id],
  )
  assert.deepEqual(
    (await own.notes()).map(({ id }) => id),
    [mine.id],
  )
})
