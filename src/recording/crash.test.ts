/**
 * What a crash leaves: the recorder dies at every single step it takes on the disk, in both ways a step can fail,
 * and is started again. Nothing that was acknowledged may be lost, nothing told twice, and at most two seconds of
 * footage may be missing, told as a gap.
 */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { failingDisk } from '../../test/failing.ts'
import type { DiskFailure } from '../../test/failing.ts'
import { simulatedClock } from '../base/clock.ts'
import { realDisk } from '../base/durable.ts'
import { ScriptedCamera } from './testing/camera.ts'
import { CATEGORY, watchedDisk, world } from './testing/world.ts'
import type { World } from './testing/world.ts'

/** Before midnight, so that there is a rotation to look at, into another folder under another key. */
const START = Date.parse('2026-11-22T23:59:57+09:00')
const FRAMES = 15 * 5

/** Records some seconds with a rotation in between, dies, starts again, records again. */
async function lifeAndDeath(
  w: World,
  device: string,
  failure: DiskFailure,
  killedAtFrame = Infinity,
): Promise<{ steps: number; diedAtMs: number }> {
  const clock = simulatedClock(START)
  const keySource = await w.keysAtHand([device], [START, START + 60_000])
  const camera = new ScriptedCamera(clock)
  const devices = [{ device, category: CATEGORY, filmingHours: 'always', url: () => Promise.resolve('') }]
  const options = { devices, keySource, clock, receive: camera.receive }
  let diedAtMs = Infinity
  {
    const { disk, quiet } = watchedDisk(failingDisk(failure))
    const recorder = await w.recorder({ ...options, disk })
    for (let i = 0; i < FRAMES && diedAtMs === Infinity; i++) {
      await camera.play(1, i % 3 === 2 ? quiet : undefined)
      if (i === 60) await w.register()
      if (i >= killedAtFrame || (failure.at > 0 && failure.steps >= failure.at)) diedAtMs = clock.now()
    }
    // Dead: whatever it still tries, nothing reaches the disk.
    if (diedAtMs < Infinity) Object.assign(failure, { at: 1, length: Infinity, way: 'notDone' })
    await recorder.close()
  }
  await clock.advance(2000)
  const { disk, quiet } = watchedDisk(realDisk)
  const recorder = await w.recorder({ ...options, disk })
  await camera.play(16)
  await quiet()
  await recorder.close()
  await w.register()
  return { steps: failure.steps, diedAtMs }
}

/** Facts follow each other without a hole, and of what was filmed at most two seconds are missing. */
async function expectNothingUntold(w: World, device: string, diedAtMs: number): Promise<void> {
  const segments = await w.segments(device)
  const gaps = await w.gaps(device)
  const facts = [
    ...segments.map((one) => ({ fromMs: one.startedAtMs, toMs: one.endedAtMs })),
    ...gaps.map(({ fromMs, toMs }) => ({ fromMs, toMs })),
  ].toSorted((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs)
  for (const [i, one] of facts.entries())
    assert.ok(
      i === 0 || Math.abs(one.fromMs - (facts[i - 1]?.toMs ?? 0)) <= 1,
      `${device}: one fact follows the other: ${JSON.stringify(facts)}`,
    )
  if (diedAtMs === Infinity) return
  const before = segments.filter((one) => one.startedAtMs <= diedAtMs)
  const kept = Math.max(START, ...before.map((one) => one.endedAtMs))
  assert.ok(diedAtMs - kept <= 2000, `${device}: ${diedAtMs - kept} ms lost of ${JSON.stringify(facts)}`)
}

test('a recorder that dies at any step on the disk, or at any moment, loses at most two seconds and tells them', async () => {
  await using w = await world(simulatedClock(START))
  const none: DiskFailure = { at: 0, length: 1, way: 'notDone', steps: 0, kind: 'disk.failed' }
  const { steps } = await lifeAndDeath(w, 'whole', none)
  assert.ok(steps > 40, `${steps} steps`)
  for (const way of ['notDone', 'doneButReported'] as const)
    for (let at = 1; at <= steps; at++) {
      const device = `dies-${way === 'notDone' ? 'a' : 'b'}-${at}`
      const { diedAtMs } = await lifeAndDeath(w, device, {
        at,
        length: 1,
        way,
        steps: 0,
        kind: 'disk.failed',
      }).catch((error: unknown) => {
        // Too early for the recorder to start at all.
        assert.ok(at <= 6, `step ${at}: ${String(error)}`)
        return { diedAtMs: Infinity }
      })
      await expectNothingUntold(w, device, diedAtMs)
    }
  for (let frame = 1; frame < FRAMES; frame += 6) {
    const device = `killed-${frame}`
    const { diedAtMs } = await lifeAndDeath(w, device, { ...none }, frame)
    await expectNothingUntold(w, device, diedAtMs)
  }
  await w.check()
  const left = await readdir(w.spoolFolder)
  assert.deepEqual(
    left.filter((name) => name.endsWith('.json')),
    [],
  )
  assert.deepEqual(await readdir(`${w.spoolFolder}/rejected`), [])
})
