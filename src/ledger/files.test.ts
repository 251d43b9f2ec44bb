import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { failingDisk, noFailure } from '../../test/failing.ts'
import { naiveFiles, naiveKey, naiveLeafHash, naiveRoot } from '../../test/tlog.ts'
import { realDisk } from '../base/durable.ts'
import type { Disk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import { openFiles } from './files.ts'
import type { LedgerFiles } from './files.ts'
import { createSigner, newSigningKey } from './signer.ts'

const ORIGIN = 'cctv.example.go.kr/ledger'
const pkcs8 = newSigningKey()
const signer = createSigner(ORIGIN, pkcs8)
const key = naiveKey(ORIGIN, pkcs8)
const ENTRIES = Array.from({ length: 70_000 }, (_, i) => Buffer.from(`entry ${i}`))
const LEAVES = ENTRIES.map(naiveLeafHash)

const publish = (files: LedgerFiles, size: number, entries = ENTRIES) =>
  files.publish(
    {
      size,
      root: naiveRoot(
        entries === ENTRIES ? LEAVES.slice(0, size) : entries.slice(0, size).map(naiveLeafHash),
      ),
    },
    async function* (from) {
      yield* entries.slice(from, size)
    },
  )

async function inFolder(
  body: (open: (disk?: Disk) => Promise<LedgerFiles>, folder: string) => Promise<void>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-files-'))
  try {
    await body((disk = realDisk) => openFiles({ disk, folder, signer }), folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Every file under a folder, by its path in it. */
async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = new Map<string, Buffer>()
  for (const entry of found)
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name)
      files.set(path.slice(folder.length + 1), await readFile(path))
    }
  return files
}

/** The folder must hold the ledger of `size` entries, and beside it at most older partial tiles: of which kind, is told. */
async function assertHolds(folder: string, size: number, others: 'ofOpenTiles' | 'any' = 'any') {
  const [found, expected] = [await filesIn(folder), naiveFiles(ENTRIES.slice(0, size), key)]
  expected.set('vkey', Buffer.from(`${signer.vkey}\n`))
  for (const [path, bytes] of expected) assert.ok(found.get(path)?.equals(bytes), `${path} at size ${size}`)
  for (const path of found.keys()) {
    if (expected.has(path)) continue
    assert.match(path, /\.p\/\d+$/, `at size ${size}`)
    if (others === 'ofOpenTiles') assert.equal(expected.has(path.replace(/\.p\/\d+$/, '')), false, path)
  }
}

test('the files are those of an independent implementation, however the ledger grew', () =>
  inFolder(async (open, folder) => {
    const files = await open()
    for (const size of [0, 1, 2, 255, 256, 257, 600, 1_024]) {
      await publish(files, size)
      await assertHolds(folder, size)
    }
    await files.collect()
    await assertHolds(folder, 1_024, 'ofOpenTiles')
    const again = await open()
    await publish(again, 66_000)
    await again.collect()
    await assertHolds(folder, 66_000, 'ofOpenTiles')
  }))

test('partial tiles stay until the full tile replaces them, and a crash before their removal is made good', () =>
  inFolder(async (open, folder) => {
    const files = await open()
    await publish(files, 100)
    await publish(files, 200)
    assert.ok(
      (await filesIn(folder)).has('tile/0/000.p/100'),
      'a reader of the earlier checkpoint still finds its tile',
    )
    await publish(files, 300) // the program ends before collect()
    const restarted = await open()
    await publish(restarted, 300)
    await publish(restarted, 301)
    await restarted.collect()
    const left = [...(await filesIn(folder)).keys()].filter((path) => path.includes('.p/'))
    assert.deepEqual(left.toSorted(), [
      'tile/0/001.p/44',
      'tile/0/001.p/45',
      'tile/1/000.p/1',
      'tile/entries/001.p/44',
      'tile/entries/001.p/45',
    ])
  }))

for (const way of ['notDone', 'doneButReported'] as const)
  for (const [from, to] of [
    [0, 1],
    [1, 2],
    [255, 256],
    [250, 515],
  ] as const)
    test(`each step of growing from ${from} to ${to} fails (${way}) and the next publishing makes it good`, () =>
      inFolder(async (open, folder) => {
        let failed = 0
        for (let at = 1; ; at++) {
          await rm(folder, { recursive: true })
          await publish(await open(), from)
          const failure = { ...noFailure(), kind: 'disk.failed' as const, way }
          const files = await open(failingDisk(failure))
          failure.at = failure.steps + at
          const error: unknown = await publish(files, to).then(
            () => undefined,
            (reason: unknown) => reason,
          )
          if (failure.steps < failure.at) break
          assert.ok(isFault(error), `step ${at} is told`)
          failed++
          // What is public is one of the two ledgers, never something between.
          const published = (await files.published())?.checkpoint.size
          assert.ok(published === from || (published === to && way === 'doneButReported') || published === to)
          failure.at = 0
          await publish(at % 2 === 0 ? await open() : files, to)
          await assertHolds(folder, to)
        }
        assert.ok(failed > 15, `${failed} steps failed`)
      }))

test('the checkpoint is written only after every tile it covers is synced', () =>
  inFolder(async (open, folder) => {
    const done: string[] = []
    const named = (path: string) => path.slice(folder.length + 1)
    const files = await open({
      ...realDisk,
      rename: async (source, target) => {
        await realDisk.rename(source, target)
        done.push(`rename ${named(target)}`)
      },
      syncFolder: async (path) => {
        await realDisk.syncFolder(path)
        done.push(`sync ${named(path)}`)
      },
    })
    done.length = 0
    await publish(files, 300)
    assert.equal(done.at(-2), 'rename checkpoint')
    assert.equal(done.at(-1), 'sync ')
    for (const path of [
      'tile/0/000',
      'tile/entries/000',
      'tile/0/001.p/44',
      'tile/entries/001.p/44',
      'tile/1/000.p/1',
    ]) {
      const renamed = done.indexOf(`rename ${path}`)
      assert.ok(renamed >= 0, path)
      assert.ok(done.indexOf(`sync ${path.slice(0, path.lastIndexOf('/'))}`, renamed) > renamed, path)
    }
  }))

test('a written tile is never overwritten with other bytes', () =>
  inFolder(async (open, folder) => {
    await publish(await open(), 200)
    for (const path of ['tile/0/000', 'tile/entries/000']) {
      await writeFile(join(folder, path), 'something else')
      await assert.rejects(
        publish(await open(), 300),
        (error) => isFault(error, 'ledger.tileConflict') && error.values['path'] === path,
      )
      assert.equal(await readFile(join(folder, path), 'utf8'), 'something else')
      await rm(join(folder, path))
    }
    await publish(await open(), 300)
    await assertHolds(folder, 300)
  }))

test('entries that do not continue the published ledger are refused before anything is written', () =>
  inFolder(async (open, folder) => {
    await publish(await open(), 300)
    const before = await filesIn(folder)
    const forked = ENTRIES.with(200, Buffer.from('rewritten'))
    await assert.rejects(publish(await open(), 400, forked), (error) => isFault(error, 'ledger.diverged'))
    await assert.rejects(publish(await open(), 300, forked), (error) => isFault(error, 'ledger.diverged'))
    await assert.rejects(publish(await open(), 299), (error) => isFault(error, 'ledger.filesAhead'))
    assert.deepEqual(await filesIn(folder), before)
  }))

test('damaged files are refused, not built upon', () =>
  inFolder(async (open, folder) => {
    await publish(await open(), 300)
    for (const [path, code] of [
      ['tile/0/001.p/44', 'ledger.diverged'],
      ['tile/1/000.p/1', 'ledger.diverged'],
      ['tile/entries/001.p/44', 'ledger.diverged'],
      ['checkpoint', 'ledger.noteUnverified'],
    ] as const) {
      const bytes = await readFile(join(folder, path))
      const damaged = Buffer.from(bytes)
      damaged[ORIGIN.length + 1] = (damaged[ORIGIN.length + 1] ?? 0) ^ 1
      await writeFile(join(folder, path), damaged)
      await assert.rejects(publish(await open(), 301), (error) => isFault(error, code), path)
      await writeFile(join(folder, path), bytes)
    }
    await rm(join(folder, 'tile/0/001.p/44'))
    await assert.rejects(publish(await open(), 301), (error) => isFault(error, 'ledger.tileMissing'))
  }))

test('files and rows forged alike are not signed', () =>
  inFolder(async (open, folder) => {
    await publish(await open(), 300)
    const forged = ENTRIES.with(290, Buffer.from('rewritten'))
    for (const [path, bytes] of naiveFiles(forged.slice(0, 300), key))
      if (path !== 'checkpoint') await writeFile(join(folder, path), bytes)
    for (const size of [300, 301])
      await assert.rejects(publish(await open(), size, forged), (error) => isFault(error, 'ledger.diverged'))
  }))

test('a folder of another key is refused', () =>
  inFolder(async (open, folder) => {
    await publish(await open(), 1)
    const other = createSigner(ORIGIN, newSigningKey())
    await assert.rejects(openFiles({ disk: realDisk, folder, signer: other }), (error) =>
      isFault(error, 'ledger.keyDiffers'),
    )
  }))

test('a signer that signs with another key than its vkey publishes nothing', () =>
  inFolder(async (_open, folder) => {
    const other = createSigner(ORIGIN, newSigningKey())
    const liar = { ...signer, sign: (bytes: Uint8Array) => other.sign(bytes) }
    const files = await openFiles({ disk: realDisk, folder, signer: liar })
    await assert.rejects(publish(files, 1), (error) => isFault(error, 'ledger.noteUnverified'))
    assert.equal(await files.published(), undefined)
  }))

test('two writers that take turns build one ledger', () =>
  inFolder(async (open, folder) => {
    const [a, b] = [await open(), await open()]
    for (const [files, size] of [
      [a, 10],
      [b, 20],
      [b, 300],
      [a, 301],
      [b, 301],
      [a, 600],
    ] as const)
      await publish(files, size)
    await assertHolds(folder, 600)
  }))
