import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { newId } from '../base/id.ts'
import { Cutter, type Piece } from './cutter.ts'
import { film, picture } from './testing/film.ts'

const SOUND = {
  codecString: 'mp4a.40.2',
  sampleRate: 48_000,
  channels: 1,
  description: new Uint8Array([0x11, 0x88]),
} as const
const START = Date.parse('2026-11-22T10:00:00+09:00')

/** The fragments of a file with a key picture every so many pictures, 15 a second. */
function fragmentsOf(keyEvery: number, pictures: number, sound: typeof SOUND | null) {
  const pieces: Piece[] = []
  const cutter = new Cutter({ emit: (piece) => pieces.push(piece) })
  cutter.run(newId(), film.format, sound)
  for (let n = 0; n < pictures; n++) {
    const { bytes } = picture(n, 0, 0)
    const time = { dts90k: n * 6000, pts90k: n * 6000, duration90k: 6000 }
    cutter.sample({ ...time, isKey: n % keyEvery === 0, bytes }, START + Math.floor((n * 1000) / 15))
    if (sound) cutter.sound({ at: n * 3200, duration: 3200, bytes: new Uint8Array(20) })
  }
  return pieces.filter((piece) => piece.type === 'fragment')
}

test('a second of footage is due, with sound and without, wherever key pictures lie (property)', () => {
  const setting = fc.record({ keyEvery: fc.integer({ min: 1, max: 60 }), hasSound: fc.boolean() })
  fc.assert(
    fc.property(setting, ({ keyEvery, hasSound }) => {
      let unsafe90k = 0
      for (const { duration90k, isDue } of fragmentsOf(keyEvery, 300, hasSound ? SOUND : null)) {
        unsafe90k += duration90k
        assert.ok(unsafe90k <= 90_000, `${unsafe90k / 90} ms`)
        if (isDue) {
          assert.equal(unsafe90k, 90_000, 'and it is due once a second only')
          unsafe90k = 0
        }
      }
    }),
  )
})

test('a file with a key picture each second has a fragment each second, with sound as well', () => {
  for (const sound of [null, SOUND]) assert.equal(fragmentsOf(15, 301, sound).length, 20)
})
