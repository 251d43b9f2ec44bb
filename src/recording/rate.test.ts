import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rateMeter } from './rate.ts'

const PICTURE_BYTES = 25_000

/** A camera whose pictures are read every `roundMs`, looked at each time something was read, and in between. */
function looks(
  framesPerSecond: number,
  roundMs: number,
): { framesPerSecond: number; bitsPerSecond: number }[] {
  const meter = rateMeter()
  const seen = []
  let frames = 0
  for (let atMs = 5000; atMs < 65_000; atMs += roundMs) {
    for (; (frames * 1000) / framesPerSecond < atMs - 5000; frames++) meter.add(atMs, PICTURE_BYTES)
    if (atMs > 17_000) seen.push(meter.read(atMs), meter.read(atMs + roundMs / 2))
  }
  return seen
}

test('however a camera is read, its rates are told to a picture in nine seconds', () => {
  for (const framesPerSecond of [3, 5.87, 15, 30])
    for (const roundMs of [1000 / framesPerSecond, 64, 488, 976, 1000])
      for (const seen of looks(framesPerSecond, roundMs)) {
        const told = `${seen.framesPerSecond} of ${framesPerSecond} pictures, read every ${roundMs} ms`
        // One picture more or less may fall into the nine seconds or more that are looked at.
        const most = 0.05 + 1.1 / 9
        assert.ok(Math.abs(seen.framesPerSecond - framesPerSecond) <= most, told)
        assert.ok(Math.abs(seen.bitsPerSecond / PICTURE_BYTES / 8 - framesPerSecond) <= most, told)
      }
})

test('a camera that has fallen silent brings less and less, and nothing after ten seconds', () => {
  const meter = rateMeter()
  for (let atMs = 5000; atMs <= 25_000; atMs += 1000 / 15) meter.add(atMs, PICTURE_BYTES)
  const after = (ms: number) => meter.read(25_000 + ms).framesPerSecond
  assert.ok(Math.abs(after(0) - 15) <= 0.1 && Math.abs(after(1900) - 15) <= 0.1)
  assert.ok(after(3000) < 12 && after(6000) < after(3000) && after(9000) < after(6000))
  assert.equal(after(11_000), 0)
})

test('before two moments of reading there is no rate', () => {
  const meter = rateMeter()
  assert.deepEqual(meter.read(0), { framesPerSecond: 0, bitsPerSecond: 0 })
  meter.add(500, PICTURE_BYTES)
  assert.deepEqual(meter.read(700), { framesPerSecond: 0, bitsPerSecond: 0 })
})
