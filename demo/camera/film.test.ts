import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFault } from '../../src/base/fault.ts'
import { reorderedFilm } from '../scenes.ts'
import { filmOf, readFilm } from './film.ts'

test('a film without B-frames shows each picture when it is decoded', async () => {
  const film = await readFilm(reorderedFilm.replace('reordered', 'corridor'))
  assert.ok(film.pictures.every((picture) => picture.shownAfter === 0))
})

test('a film with B-frames shows every picture once, and none before it is decoded', async () => {
  const { pictures } = await readFilm(reorderedFilm)
  assert.equal(pictures.length, 120)
  const shownAt = pictures.map((picture, i) => i + picture.shownAfter)
  assert.deepEqual(new Set(shownAt).size, pictures.length)
  assert.deepEqual(Math.min(...pictures.map((picture) => picture.shownAfter)), 0)
  assert.notDeepEqual(
    shownAt.toSorted((a, b) => a - b),
    shownAt,
  )
  // Two B-frames between each pair of others: a P-frame overtakes both.
  assert.deepEqual(shownAt.slice(0, 7), [1, 4, 2, 3, 7, 5, 6])
})

test('what is not a film is refused with its name and the reason', () => {
  const DELIMITER = [0, 0, 0, 1, 9, 0x10]
  const streams: readonly (readonly [string, readonly number[]])[] = [
    ['no access unit delimiter at the start', [0, 0, 1, 0x65, 1]],
    ['an access unit without a picture', [...DELIMITER, 0, 0, 1, 0x67, 1]],
    ['it does not begin with a key picture', [...DELIMITER, 0, 0, 1, 0x41, 1]],
    ['parameter sets missing', [...DELIMITER, 0, 0, 1, 0x65, 1]],
    ['it does not begin with a key picture', []],
  ]
  for (const [reason, bytes] of streams)
    assert.throws(
      () => filmOf(Buffer.from(bytes), { codec: 'h264', framesPerSecond: 15, name: 'x.h264' }),
      (error) => isFault(error, 'demo.filmUnreadable') && error.values['reason'] === reason,
    )
})
