/**
 * Frame → segment → vault → retention → certificate: what a camera films today is here for as long as the agency
 * promised, and then nowhere, with a paper that says so. Real cameras, database, ledger, vault and files throughout.
 */
import assert from 'node:assert/strict'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { present } from '../../src/base/assert.ts'
import { addDays, dayOf, dayStart } from '../../src/base/day.ts'
import { isFault } from '../../src/base/fault.ts'
import { check } from '../../src/check.ts'
import type { Segment } from '../../src/footage/footage.ts'
import type { Entry } from '../../src/ledger/ledger.ts'
import { readFolder, verifyLedger } from '../../src/ledger/verify.ts'
import { waitingSegments } from '../../src/recording/recording.ts'
import {
  certificate,
  certificateBytes,
  certificates,
  certificateText,
  verifyCertificate,
} from '../../src/retention/retention.ts'
import { hourOfLeaf, segmentPath } from '../../src/vault/vault.ts'
import { camerasAs, filmOf, movableClock, temporaryFolder, unscheduled, until, whole } from '../whole.ts'
import type { Whole } from '../whole.ts'

/** Kept for 14 days, and for 30. */
const LOBBY = 'main-lobby-01'
const DETENTION = 'main-detention-01'
const MINUTE_MS = 60_000

test('what a camera films is there until the end of its last day, and then nowhere', async (t) => {
  const clock = movableClock()
  await using folder = await temporaryFolder()
  await using cameras = await camerasAs({ [LOBBY]: 'lobby', [DETENTION]: 'detention' })
  await using program = await whole({ path: folder.path, clock, cameras })
  const { store } = program
  const { db } = store.database
  let lobby: readonly Segment[] = []
  let detention: readonly Segment[] = []

  await t.test('filmed: each run of pictures is a sealed segment in catalogue and ledger', async () => {
    await film(2)
    // Pictures of another format are another run, so this segment ends here and the next begins.
    cameras.camera(LOBBY).control.show(await filmOf('reordered'))
    await film(2)
    await program.become('worker')
    await unscheduled(program)
    lobby = await program.segments(LOBBY)
    detention = await program.segments(DETENTION)
    assert.equal(lobby.length, 2)
    assert.equal(detention.length, 1)
    assert.deepEqual(await waitingSegments(store.folders.spool), [])
    for (const { lostPackets, cutShort, codec } of [...lobby, ...detention])
      assert.deepEqual({ lostPackets, cutShort, codec }, { lostPackets: 0, cutShort: false, codec: 'h264' })
    const sealed = (await entries(program)).flatMap((entry) =>
      entry.kind === 'footage.sealed' ? [entry.segments] : [],
    )
    assert.equal(
      sealed.reduce((sum, segments) => sum + segments, 0),
      3,
    )
  })

  await t.test('kept: a viewing decrypts the very pictures that the camera sent', async () => {
    const shown = [await filmOf('lobby'), await filmOf('reordered')]
    for (const [i, segment] of lobby.entries()) {
      const clear = await program.watch(segment)
      const found = shown.map(({ pictures }) =>
        pictures.some(({ nals, isKey }) => !isKey && nals.every((nal) => clear.includes(nal))),
      )
      assert.deepEqual(found, [i === 0, i === 1])
    }
  })

  const copies = await Promise.all(lobby.map(async (segment) => readFile(pathOf(program, segment))))
  await t.test('kept: what was copied away can still be opened while its key lives', async () => {
    await putBack()
    for (const segment of lobby) assert.ok((await program.watch(segment)).length > 0)
  })

  const filmedOn = present(lobby[0], 'a segment').day
  const due = dayStart(addDays(filmedOn, 15))
  await t.test('kept: in the last minute of its 14th day it is still there', async () => {
    clock.pass(due - MINUTE_MS - clock.now())
    const swept = await program.app.retention.sweep()
    assert.deepEqual([swept.clock, swept.finished, swept.destroyedSegments], ['agrees', [], 0])
    assert.equal((await program.segments(LOBBY)).length, 2)
  })

  await t.test('destroyed: a minute later it is gone from catalogue and disk', async () => {
    clock.pass(2 * MINUTE_MS)
    assert.equal(dayOf(clock.now()), addDays(filmedOn, 15))
    const swept = await program.app.retention.sweep()
    assert.deepEqual([swept.destroyedSegments, swept.lateSegments, swept.finished.length], [2, 0, 1])
    assert.deepEqual(await program.segments(LOBBY), [])
    for (const segment of lobby) await assert.rejects(readFile(pathOf(program, segment)), { code: 'ENOENT' })
  })

  await t.test('destroyed: the detention room, kept for 30 days, is not touched', async () => {
    assert.deepEqual(await program.segments(DETENTION), detention)
    assert.ok((await program.watch(present(detention[0], 'a segment'))).length > 0)
  })

  await t.test('destroyed: what was copied away before cannot be opened any more', async () => {
    await putBack()
    for (const segment of lobby)
      await assert.rejects(program.watch(segment), (error) => isFault(error) && error.kind === 'missing')
    for (const { device, day, category, generation, leaf } of lobby)
      await assert.rejects(
        store.vault.hourKey({ device, day, category }, generation, hourOfLeaf(leaf)),
        (error) => isFault(error) && error.kind === 'missing',
      )
    for (const segment of lobby) await rm(dirname(pathOf(program, segment)), { recursive: true, force: true })
  })

  await t.test('proven: the certificate is true for whoever has only the verifier key', async () => {
    const [summary] = await certificates(db)
    const deps = { db, ledger: store.ledger }
    const document = await certificate(deps, present(summary, 'a certificate').id)
    const bytes = certificateBytes(document)
    const { ok, findings } = verifyCertificate(bytes, store.signer.vkey)
    assert.ok(ok, findings.map(({ message }) => message).join('\n'))
    for (const language of ['ko', 'en'] as const)
      assert.ok(certificateText(document, language).includes(LOBBY))
    const altered = Buffer.from(bytes.toString('utf8').replaceAll(LOBBY, 'main-lobby-02'))
    assert.equal(verifyCertificate(altered, store.signer.vkey).ok, false)
  })

  await t.test('proven: everything on the disk is as it must be, and the ledger is whole', async () => {
    assert.deepEqual(await check(store, { nowMs: clock.now() }), {
      ok: true,
      segments: 1,
      files: 1,
      findings: [],
    })
    const verified = await verifyLedger({
      read: readFolder(store.folders.ledger),
      vkey: store.signer.vkey,
      entries: 'required' as const,
    })
    assert.deepEqual([verified.ok, verified.findings], [true, []])
    const kinds = (await entries(program)).map(({ kind }) => kind)
    const ordered = kinds.indexOf('destruction.ordered')
    assert.ok(kinds.indexOf('footage.sealed') < ordered && ordered < kinds.indexOf('destruction.done'))
  })

  /** Lets every camera be recorded for so many seconds more. */
  async function film(seconds: number): Promise<void> {
    const from = new Map(cameras.all.map(({ id, stats }) => [id, stats().frames]))
    await until(() =>
      cameras.all.every(({ id, stats }) => stats().frames >= (from.get(id) ?? 0) + seconds * 15),
    )
  }

  /** Somebody who copied the sealed files away brings them back. */
  async function putBack(): Promise<void> {
    for (const [i, segment] of lobby.entries()) {
      const path = pathOf(program, segment)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, present(copies[i], 'a copy of each'))
    }
  }
})

function pathOf({ store }: Whole, segment: Segment): string {
  const { device, day, category, generation, id } = segment
  return segmentPath(store.folders.media, { device, day, category }, generation, id)
}

async function entries({ store }: Whole): Promise<readonly Entry[]> {
  const all: Entry[] = []
  for await (const { entry } of store.ledger.entries({})) all.push(entry)
  return all
}
