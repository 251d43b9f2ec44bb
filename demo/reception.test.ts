import assert from 'node:assert/strict'
import { test } from 'node:test'
import { present } from '../src/base/assert.ts'
import { simulatedClock, type SimulatedClock } from '../src/base/clock.ts'
import { receiveStream, type AccessUnit, type StreamEvent } from '../src/media/media.ts'
import { demoMounts, demoScenes, readFilm, reorderedFilm, sampleBytes, startCameras } from './cameras.ts'

const UNITS = 100
const extra = { id: 'reordered', film: await readFilm(reorderedFilm) }
const mounts = [...(await demoMounts(demoScenes, 'p@ss:/?')), extra].map((mount) => ({
  ...mount,
  live: false,
}))

/** What the system's own client hears of a camera until it has so many pictures, on a clock that runs by itself. */
async function heard(url: string, clock: SimulatedClock, units: number): Promise<readonly StreamEvent[]> {
  const stop = new AbortController()
  const events: StreamEvent[] = []
  const receive = (event: StreamEvent) => {
    if (stop.signal.aborted) return
    events.push(event)
    if (unitsOf(events).length >= units) stop.abort()
  }
  const over = new AbortController()
  const listening = receiveStream({ url, clock, receive, signal: stop.signal }).finally(() => over.abort())
  while (!over.signal.aborted) await clock.advance(20)
  await listening
  return events
}

function unitsOf(events: readonly StreamEvent[]): readonly AccessUnit[] {
  return events.flatMap((event) => (event.type === 'unit' ? [event.unit] : []))
}

for (const mount of mounts)
  test(`the system's own client receives ${mount.id} whole and in time`, async () => {
    const clock = simulatedClock(Date.UTC(2026, 10, 22))
    await using cameras = await startCameras({ clock, mounts: [mount] })
    const camera = cameras.camera(mount.id)
    const events = await heard(camera.url, clock, UNITS)
    assert.deepEqual(
      events.filter(({ type }) => type === 'loss'),
      [],
    )
    const units = unitsOf(events)
    for (const [i, unit] of units.entries()) {
      const picture = present(mount.film.pictures[i], 'a picture for each unit')
      assert.ok(sampleBytes(mount.film, picture).equals(unit.bytes))
      const shown = i + picture.shownAfter
      const first = mount.film.pictures[0]?.shownAfter ?? 0
      assert.equal(unit.pts90k - (units[0]?.pts90k ?? 0), (shown - first) * 6000)
    }
    assert.deepEqual(camera.stats().setups, { video: 1, audio: 0 })
  })

test('packets lost by a camera are noticed by the client', async () => {
  const clock = simulatedClock(Date.UTC(2026, 10, 22))
  await using cameras = await startCameras({ clock, mounts: mounts.slice(2, 3) })
  const [camera] = cameras.all
  camera?.control.loseEvery(50)
  const events = await heard(camera?.url ?? '', clock, UNITS)
  assert.ok(events.some(({ type }) => type === 'loss'))
})
