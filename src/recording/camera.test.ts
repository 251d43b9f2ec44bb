/** Mistakes of our own while a camera is read: each is seen in the log with its stack, and costs a gap and no more. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulatedClock } from '../base/clock.ts'
import { realDisk } from '../base/durable.ts'
import { silentLog } from '../base/log.ts'
import type { Log } from '../base/log.ts'
import type { receiveStream, StreamEvent } from '../media/media.ts'
import { ScriptedCamera } from './testing/camera.ts'
import { film, picture } from './testing/film.ts'
import { CATEGORY, watchedDisk, world } from './testing/world.ts'

type Receive = typeof receiveStream

const START = Date.parse('2026-11-22T10:00:10+09:00')

/** Plays ten seconds, hands on what `spoil` makes of the connection, and plays on; tells what was logged and recorded. */
async function spoiled(spoil: (receive: Receive) => Receive) {
  await using w = await world()
  const clock = simulatedClock(START)
  const camera = new ScriptedCamera(clock)
  const { disk, quiet } = watchedDisk(realDisk)
  const mistakes: { readonly error: unknown; readonly fields: unknown }[] = []
  const log: Log = {
    ...silentLog,
    error: (event, error, fields) => {
      if (event === 'recording.cameraBroken') mistakes.push({ error, fields })
    },
  }
  const recorder = await w.recorder({
    devices: [{ device: 'cam', category: CATEGORY, filmingHours: 'always', url: () => Promise.resolve('') }],
    keySource: await w.keysAtHand(['cam'], [START]),
    clock,
    disk,
    log,
    receive: (options) => (camera.connections === 0 ? spoil(camera.receive) : camera.receive)(options),
  })
  for (let second = 0; second < 20; second++) {
    await camera.play(15)
    await quiet()
  }
  await recorder.close()
  await w.register()
  await w.check()
  return { mistakes, segments: await w.segments('cam'), gaps: await w.gaps('cam') }
}

/** A connection until an event of it is `isLast`, and then what `after` makes. */
function cut(receive: Receive, isLast: (event: StreamEvent) => boolean, after: () => StreamEvent): Receive {
  return async (options) => {
    const over = new AbortController()
    await receive({
      ...options,
      signal: AbortSignal.any([options.signal, over.signal]),
      receive(event) {
        if (over.signal.aborted) return
        options.receive(event)
        if (isLast(event)) over.abort()
      },
    })
    options.receive(after())
  }
}

/** The first five seconds of a connection, and then this. */
function thenOf(receive: Receive, after: () => StreamEvent): Receive {
  let units = 0
  return cut(receive, ({ type }) => type === 'unit' && ++units === 75, after)
}

test('a mistake within a connection ends its segment, is told with its stack, and the next connection records', async () => {
  const { mistakes, segments, gaps } = await spoiled((receive) =>
    thenOf(receive, () => {
      throw new TypeError('a mistake of ours')
    }),
  )
  assert.equal(mistakes.length, 1)
  assert.ok(mistakes[0]?.error instanceof TypeError)
  assert.deepEqual(mistakes[0].fields, { device: 'cam' })
  assert.deepEqual(
    segments.map(({ cutShort }) => cutShort),
    [false, false],
  )
  assert.deepEqual(
    gaps.map(({ cause, fromMs, toMs }) => [cause, fromMs, toMs]),
    [['disconnected', segments[0]?.endedAtMs, segments[1]?.startedAtMs]],
  )
})

test('a mistake that shows only when a connection ends leaves what was synced, and the next connection records', async () => {
  const { mistakes, segments, gaps } = await spoiled((receive) =>
    thenOf(receive, () => ({ type: 'unit', unit: { ...picture(1, 1_360_000, 5000), bytes: brokenBytes() } })),
  )
  assert.equal(mistakes.length, 1)
  assert.ok(mistakes[0]?.error instanceof TypeError)
  assert.deepEqual(
    segments.map(({ cutShort }) => cutShort),
    [true, false],
  )
  assert.ok((segments[0]?.duration90k ?? 0) >= 3 * 90_000)
  assert.deepEqual(
    gaps.map(({ cause, fromMs, toMs }) => [cause, fromMs, toMs]),
    [['disconnected', segments[0]?.endedAtMs, segments[1]?.startedAtMs]],
  )
})

test('a connection that begins with a picture and no format is a mistake that stops nothing', async () => {
  const { mistakes, segments } = await spoiled((receive) => async (options) => {
    const unformatted = cut(
      (own) => receive({ ...own, receive: (event) => event.type === 'unit' && own.receive(event) }),
      () => true,
      () => ({ type: 'unit', unit: picture(1, 906_000, 67) }),
    )
    await unformatted(options)
  })
  assert.equal(mistakes.length, 1)
  assert.equal(segments.length, 1)
  assert.equal(segments[0]?.codec, film.format.codec)
})

/** Counted when it comes, it turns out to be none when it is to be written. */
function brokenBytes(): Uint8Array {
  let looks = 0
  return Object.defineProperty(new Uint8Array(0), 'length', {
    get() {
      if (looks++ === 0) return 5
      throw new TypeError('a mistake of ours')
    },
  })
}
