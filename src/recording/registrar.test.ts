import assert from 'node:assert/strict'
import { mkdir, readdir, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { realClock } from '../base/clock.ts'
import { dayOf } from '../base/day.ts'
import { realDisk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import { silentLog } from '../base/log.ts'
import { batchHashes, batchPath } from '../footage/footage.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { leafAt, segmentPath } from '../vault/vault.ts'
import { segmentId } from './leaves.ts'
import { manifestBytes, manifestOf, writeManifests } from './manifest.ts'
import type { Manifest, SegmentManifest } from './manifest.ts'
import { startRegistrar } from './registrar.ts'
import { openSpool } from './spool.ts'
import { waitingSegments } from './waiting.ts'
import { world } from './testing/world.ts'
import type { World } from './testing/world.ts'

const START = Date.parse('2026-11-22T10:00:00+09:00')

/** A manifest and a file of its length: the registrar looks no further. */
async function sealed(
  w: World,
  minute: number,
  given: Partial<SegmentManifest> = {},
): Promise<SegmentManifest> {
  const startedAtMs = START + minute * 60_000
  const day = dayOf(startedAtMs)
  const leaf = leafAt(day, startedAtMs)
  const manifest: SegmentManifest = {
    v: 1,
    kind: 'segment',
    id: segmentId(leaf),
    device: 'lobby-1',
    day,
    category: 'continuous',
    generation: 1,
    leaf,
    run: newId(),
    startedAtMs,
    endedAtMs: startedAtMs + 60_000,
    duration90k: 5_400_000,
    length: 10,
    sha256: 'ab'.repeat(32),
    fragments: 60,
    codec: 'h264',
    codecString: 'avc1.640028',
    width: 1280,
    height: 720,
    lostPackets: 0,
    lostUnits: 0,
    origin: 'camera',
    cutShort: false,
    ...given,
  }
  const { device, category, generation, id } = manifest
  const path = segmentPath(w.mediaFolder, { device, day, category }, generation, id)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, Buffer.alloc(10))
  return manifest
}

const spoolOf = (w: World) => openSpool({ disk: realDisk, folder: w.spoolFolder })
const waiting = async (w: World) => (await readdir(w.spoolFolder)).filter((name) => name.endsWith('.json'))

test('everything that waits becomes one leaf, and each manifest is proven by it', async () => {
  await using w = await world()
  const spool = await spoolOf(w)
  const manifests = await Promise.all(Array.from({ length: 7 }, (_, i) => sealed(w, i)))
  for (const manifest of manifests) await spool.submit(manifest.id, [manifest])
  const gap: Manifest = {
    v: 1,
    kind: 'gap',
    id: newId(),
    device: 'lobby-1',
    fromMs: START - 9,
    toMs: START,
    cause: 'refused',
    lastCause: 'refused',
    stepMs: 0,
  }
  await spool.submit(gap.id, [gap])
  const before = await w.ledger.size()
  assert.deepEqual(await w.register(), { facts: 8, rejected: 0 })
  assert.equal(await w.ledger.size(), before + 1)
  assert.deepEqual(await waiting(w), [])
  const [first] = await w.segments('lobby-1')
  assert.ok(first)
  const receipt = await w.ledger.find('footage.sealed', first.batch)
  assert.deepEqual([receipt?.entry.segments, receipt?.entry.gaps], [7, 1])
  const hashes = await batchHashes(w.db, first.batch)
  assert.ok(hashes && batchPath(hashes, first.batchIndex).length === 3)
  const known = manifests.find(({ id }) => id === first.id)
  assert.ok(known && manifestBytes(manifestOf(first)).equals(manifestBytes(known)))
  assert.deepEqual(await w.register(), { facts: 0, rejected: 0 })
  assert.equal(await w.ledger.size(), before + 1, 'nothing waits, nothing is recorded')
})

test('a manifest that comes again, alone or among others, is registered once', async () => {
  await using w = await world()
  const spool = await spoolOf(w)
  const [a, b] = [await sealed(w, 0), await sealed(w, 1)]
  await spool.submit(a.id, [a])
  await w.register()
  await spool.submit(a.id, [a])
  await spool.submit(b.id, [b])
  assert.deepEqual(await w.register(), { facts: 1, rejected: 0 })
  assert.equal((await w.segments('lobby-1')).length, 2)
})

test('a crash between the act and the removal of manifests doubles nothing', async () => {
  await using w = await world()
  const spool = await spoolOf(w)
  const one = await sealed(w, 0)
  await spool.submit(one.id, [one])
  const disk = { ...realDisk, remove: () => Promise.reject(new Error('killed')) }
  await assert.rejects(w.register({ disk }), /killed/)
  assert.equal((await w.segments('lobby-1')).length, 1)
  assert.equal((await waiting(w)).length, 1)
  const before = await w.ledger.size()
  assert.deepEqual(await w.register(), { facts: 0, rejected: 0 })
  assert.deepEqual([await waiting(w), await w.ledger.size()], [[], before])
})

test('an act that fails leaves everything waiting; one that was recorded but not confirmed is not repeated', async () => {
  await using w = await world()
  const spool = await spoolOf(w)
  const one = await sealed(w, 0)
  await spool.submit(one.id, [one])
  const down = { act: () => Promise.reject(new Error('down')) }
  await assert.rejects(w.register({ ledger: down }), /down/)
  assert.deepEqual([(await w.segments('lobby-1')).length, (await waiting(w)).length], [0, 1])
  const unconfirmed: Pick<Ledger, 'act'> = {
    async act(draft, write) {
      await w.ledger.act(draft, write)
      throw new Error('connection lost after the commit')
    },
  }
  await assert.rejects(w.register({ ledger: unconfirmed }), /connection lost/)
  const before = await w.ledger.size()
  assert.deepEqual(await w.register(), { facts: 0, rejected: 0 })
  assert.deepEqual([(await w.segments('lobby-1')).length, await w.ledger.size()], [1, before])
})

test('two registrars over one spool register each manifest once', async () => {
  await using w = await world()
  const spool = await spoolOf(w)
  for (let i = 0; i < 20; i++) {
    const one = await sealed(w, i)
    await spool.submit(one.id, [one])
  }
  const done = await Promise.all([w.register(), w.register()])
  assert.ok(done.every(({ rejected }) => rejected === 0))
  assert.equal((await w.segments('lobby-1')).length, 20)
  assert.deepEqual(await waiting(w), [])
})

test('what is broken, hostile or untrue is set aside and told, and never holds up the rest', async () => {
  await using w = await world()
  const spool = await spoolOf(w)
  const good = [await sealed(w, 0), await sealed(w, 1), await sealed(w, 2)]
  for (const manifest of good) await spool.submit(manifest.id, [manifest])
  const put = (bytes: Uint8Array) => writeFile(join(w.spoolFolder, `${newId()}.json`), bytes)
  await put(Buffer.from('{'))
  await put(Buffer.alloc(0))
  await put(Buffer.alloc(3 * 1024 * 1024, 0x20))
  // Of another length than its file, without a file, and outside the media folder.
  const short = await sealed(w, 3)
  const { device, day, category, generation, id } = short
  await truncate(segmentPath(w.mediaFolder, { device, day, category }, generation, id), 9)
  await put(writeManifests([short]))
  await put(writeManifests([{ ...short, id: segmentId(short.leaf) }]))
  await put(writeManifests([{ ...short, device: '..' }]))
  // A key leaf that another segment is sealed under already: only the database can tell.
  const twin = await sealed(w, 0)
  await spool.submit(twin.id, [twin])
  const incidents: string[] = []
  const done = await w.register({ incident: ({ code }) => incidents.push(code) })
  assert.deepEqual(done, { facts: 3, rejected: 7 })
  assert.equal((await w.segments('lobby-1')).length, 3)
  assert.deepEqual(await waiting(w), [])
  assert.equal((await readdir(join(w.spoolFolder, 'rejected'))).length, 7)
  assert.deepEqual(incidents, Array(7).fill('recording.manifestRejected'))
  assert.deepEqual(await w.register(), { facts: 0, rejected: 0 })
})

test('a file of several manifests is registered whole or not at all', async () => {
  await using w = await world()
  const spool = await spoolOf(w)
  const [a, b] = [await sealed(w, 0), await sealed(w, 1)]
  const clash = { ...(await sealed(w, 1)), leaf: b.leaf }
  await spool.submit(newId(), [a, b, clash])
  assert.deepEqual(await w.register(), { facts: 0, rejected: 1 })
  assert.deepEqual(await w.segments('lobby-1'), [])
})

test('hours of manifests from a recorder that was cut off are caught up by the same function, in bounded batches', async () => {
  await using w = await world()
  const spool = await spoolOf(w)
  const folder = await sealed(w, 0)
  await spool.submit(folder.id, [folder])
  const gaps: Manifest[] = Array.from({ length: 2500 }, (_, i) => ({
    v: 1,
    kind: 'gap',
    id: newId(),
    device: 'lobby-1',
    fromMs: START + i,
    toMs: START + i,
    cause: 'refused',
    lastCause: 'refused',
    stepMs: 0,
  }))
  for (let i = 0; i < gaps.length; i += 100)
    await writeFile(join(w.spoolFolder, `${newId()}.json`), writeManifests(gaps.slice(i, i + 100)))
  const before = await w.ledger.size()
  assert.deepEqual(await w.register(), { facts: 2501, rejected: 0 })
  assert.ok((await w.ledger.size()) - before <= 3)
})

test('check is told of every segment that a manifest or a note waits for', async () => {
  await using w = await world()
  const spool = await spoolOf(w)
  const [a, b] = [await sealed(w, 0), await sealed(w, 1)]
  await spool.submit(a.id, [a])
  const { v, device, day, category, generation, leaf, run, startedAtMs, codec, codecString, width, height } =
    b
  await spool.begin({
    v,
    kind: 'segment',
    id: b.id,
    device,
    day,
    category,
    generation,
    leaf,
    run,
    startedAtMs,
    codec,
    codecString,
    width,
    height,
    origin: 'camera',
  })
  await writeFile(join(w.spoolFolder, `${newId()}.json`), '{')
  assert.deepEqual((await waitingSegments(w.spoolFolder)).toSorted(), [a.id, b.id].toSorted())
  assert.deepEqual(await waitingSegments(join(w.spoolFolder, 'none')), [])
})

test('the registrar works by itself, survives a ledger that fails, and registers what waits when it closes', async () => {
  await using w = await world()
  const spool = await spoolOf(w)
  let isDown = true
  const registrar = await startRegistrar({
    db: w.db,
    disk: realDisk,
    clock: realClock,
    log: silentLog,
    intervalMs: 5,
    spoolFolder: w.spoolFolder,
    mediaFolder: w.mediaFolder,
    ledger: {
      act: (draft, write) => (isDown ? Promise.reject(new Error('down')) : w.ledger.act(draft, write)),
    },
  })
  const one = await sealed(w, 0)
  await spool.submit(one.id, [one])
  await assert.rejects(registrar.run(), (error) => !isFault(error))
  isDown = false
  while ((await waiting(w)).length > 0) await new Promise((resolve) => setImmediate(resolve))
  const last = await sealed(w, 1)
  await spool.submit(last.id, [last])
  await registrar.close()
  assert.equal((await w.segments('lobby-1')).length, 2)
})
