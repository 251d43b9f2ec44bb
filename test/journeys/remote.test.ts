/**
 * Recorders on other machines: they share folders with the program that has the database, and speak to it over HTTP.
 * They stop, die and are cut off as they like, and neither lose nor damage anything.
 */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { present } from '../../src/base/assert.ts'
import { realClock } from '../../src/base/clock.ts'
import type { Clock } from '../../src/base/clock.ts'
import { realDisk } from '../../src/base/durable.ts'
import { isFault } from '../../src/base/fault.ts'
import { silentLog } from '../../src/base/log.ts'
import { check } from '../../src/check.ts'
import { startOutpost } from '../../src/outpost.ts'
import type { Outpost, OutpostOptions } from '../../src/outpost.ts'
import { openRemote } from '../../src/remote.ts'
import { failingDisk } from '../failing.ts'
import type { DiskFailure } from '../failing.ts'
import { camerasAs, movableClock, OPERATOR, registered, temporaryFolder, until, whole } from '../whole.ts'

const LOBBY = 'main-lobby-01'
const DETENTION = 'main-detention-01'
const HOUR_MS = 3_600_000

test('recorders on other machines record, die and come back, beside each other', async (t) => {
  const clock = movableClock()
  await using folder = await temporaryFolder()
  await using cameras = await camerasAs({ [LOBBY]: 'lobby', [DETENTION]: 'detention' })
  await using program = await whole({ path: folder.path, role: 'api', clock, cameras })
  const { recorders } = program.app.staff
  const api = present(program.app.web, 'the api has pages').url
  const lobby = await recorders.register(OPERATOR, [LOBBY])
  const detention = await recorders.register(OPERATOR, [DETENTION])
  const start = (token: string, options: Partial<OutpostOptions> = {}) =>
    startOutpost({
      remote: openRemote({ api, token }),
      dataFolder: folder.path,
      cipher: 'aes-256-gcm',
      reserveBytes: 0,
      clock,
      disk: realDisk,
      log: silentLog,
      ...options,
    })
  const spoolOf = (id: string) => join(program.store.folders.spool, id)
  const notes = async (id: string) =>
    (await readdir(spoolOf(id))).filter((name) => name.endsWith('.begun')).toSorted()
  const hasRecorded = (outpost: Outpost, device: string, sinceFrames: number) => () =>
    outpost.status().cameras[0]?.state === 'recording' &&
    cameras.camera(device).stats().frames >= sinceFrames + 45
  const frames = (device: string) => cameras.camera(device).stats().frames

  await t.test('a wrong token is refused', async () => {
    const wrong = `${lobby.token.slice(0, -1)}${lobby.token.endsWith('A') ? 'B' : 'A'}`
    await assert.rejects(start(wrong), (error) => isFault(error, 'remote.tokenRefused'))
  })

  await t.test('two of them record beside each other, and neither touches what is of the other', async () => {
    const one = await start(lobby.token)
    await until(hasRecorded(one, LOBBY, frames(LOBBY)))
    const open = await notes(lobby.recorder.id)
    // The second looks again and again for what was left over, as it otherwise does every 15 s.
    const hurried = hurriedClock(clock)
    const other = await start(detention.token, { clock: hurried.clock })
    await until(hasRecorded(other, DETENTION, frames(DETENTION)))
    const rounds = hurried.rounds()
    await until(() => hurried.rounds() >= rounds + 3)
    assert.equal(open.length, 1)
    await other[Symbol.asyncDispose]()
    await one[Symbol.asyncDispose]()
    for (const device of [LOBBY, DETENTION]) {
      await until(async () => (await program.segments(device)).length > 0)
      assert.ok((await program.segments(device)).every(({ cutShort }) => !cutShort))
      assert.deepEqual(await program.gaps(device), [])
    }
    assert.deepEqual(await readdir(program.store.folders.media).then((names) => names.toSorted()), [
      DETENTION,
      LOBBY,
    ])
  })

  await t.test('what is wrong at one is an incident of its cameras, until it is over', async () => {
    const full = await start(lobby.token, { reserveBytes: Number.MAX_SAFE_INTEGER })
    await full.refresh()
    assert.deepEqual(await program.troubles(), [`recording.diskFull ${LOBBY}`])
    await full[Symbol.asyncDispose]()
    const well = await start(lobby.token)
    await well.refresh()
    assert.deepEqual(await program.troubles(), [])
    await well[Symbol.asyncDispose]()
  })

  await t.test('killed and away for hours, it records again; the api finishes what it left', async () => {
    const killed: DiskFailure = { at: 0, length: Infinity, way: 'notDone', steps: 0, kind: 'disk.failed' }
    const one = await start(lobby.token, { disk: failingDisk(killed) })
    await until(hasRecorded(one, LOBBY, frames(LOBBY)))
    await until(async () => (await unfinished(folder.path)).length === 1)
    Object.assign(killed, { at: 1, steps: 1 }) // from here on nothing reaches the disk
    await one[Symbol.asyncDispose]()
    const left = await unfinished(folder.path)
    assert.equal(left.length, 1)
    await program.app.refresh()
    assert.deepEqual(await unfinished(folder.path), left, 'it may still be written to')

    clock.pass(3 * HOUR_MS)
    const again = await start(lobby.token)
    await until(hasRecorded(again, LOBBY, frames(LOBBY)))
    assert.ok((await unfinished(folder.path)).includes(present(left[0], 'one is left')), 'its key is refused')
    await program.app.refresh()
    assert.ok(!(await unfinished(folder.path)).includes(present(left[0], 'one is left')))
    await again[Symbol.asyncDispose]()
    await registered(program.store)
    const segments = await program.segments(LOBBY)
    const cut = segments.findIndex(({ cutShort }) => cutShort)
    assert.ok((await program.watch(present(segments[cut], 'it is registered'))).length > 0)
    const gap = (await program.gaps(LOBBY)).find(({ cause }) => cause === 'restarted')
    assert.equal(gap?.fromMs, segments[cut]?.startedAtMs)
    assert.equal(gap?.toMs, segments[cut + 1]?.startedAtMs)
    assert.deepEqual((await notes(lobby.recorder.id)).length, 1, 'that the camera was stopped')
  })

  await t.test('in the end the disk holds what is recorded, and nothing else', async () => {
    const { ok, findings } = await check(program.store, { nowMs: clock.now() })
    assert.deepEqual(findings, [])
    assert.ok(ok)
  })
})

/** Names of unfinished segments. */
async function unfinished(dataFolder: string): Promise<string[]> {
  const names = await readdir(join(dataFolder, 'media'), { recursive: true })
  return names.filter((name) => name.endsWith('.part')).toSorted()
}

/** Timers of 15 s fall due at once; how often they did is counted. */
function hurriedClock(clock: Clock): { readonly clock: Clock; rounds(): number } {
  let rounds = 0
  return {
    rounds: () => rounds,
    clock: {
      ...clock,
      after: (ms, act) =>
        ms !== 15_000
          ? clock.after(ms, act)
          : realClock.after(50, () => {
              rounds++
              act()
            }),
    },
  }
}
