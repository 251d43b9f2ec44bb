import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { cp949Reader, toCp949 } from './cp949.ts'

/** SHA-256 of what every two bytes 0x8141 to 0xFEFE mean (UTF-16, big endian, 0 for nothing), by Python's cp949. */
const ORACLE = '8996ad7e47cf38d843b369f8be06cc2eba7c2880f7d0f1d3fc84cfb8096b6589'

test('every pair of bytes means what an independent implementation says', () => {
  const reader = cp949Reader()
  const table = createHash('sha256')
  const unit = Buffer.alloc(2)
  let assigned = 0
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x41; trail <= 0xfe; trail++) {
      const text = reader.read(Uint8Array.of(lead, trail), true)
      const isOne = text.length === 1 && text !== '\uFFFD'
      if (isOne) assigned++
      unit.writeUInt16BE(isOne ? text.charCodeAt(0) : 0)
      table.update(unit)
    }
  assert.equal(assigned, 17_048)
  assert.equal(table.digest('hex'), ORACLE)
})

test('syllables that KS X 1001 lacks are read and written', () => {
  assert.equal(read('8c63'), '똠')
  for (const text of ['똠방각하', '뷁', '펲시콜라', '믜', '가힣', '㈜보기 ① ㎡ · € ®'])
    assert.equal(cp949Reader().read(bytesOf(text), true), text)
})

test('all Hangul, and plain text, come back as they were', () => {
  const letter = fc.integer({ min: 0xac00, max: 0xd7a3 }).map((unit) => String.fromCharCode(unit))
  const plain = fc.integer({ min: 0, max: 0x7f }).map((unit) => String.fromCharCode(unit))
  const text = fc.array(fc.oneof(letter, plain)).map((letters) => letters.join(''))
  fc.assert(
    fc.property(text, (given) => assert.equal(cp949Reader().read(bytesOf(given), true), given)),
    {
      numRuns: 30,
    },
  )
})

test('it does not matter where the bytes are cut', () => {
  const bytes = bytesOf('서울특별시, 똠 1길')
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = cp949Reader()
    const text = reader.read(bytes.subarray(0, cut), false) + reader.read(bytes.subarray(cut), true)
    assert.equal(text, '서울특별시, 똠 1길')
  }
})

const read = (hex: string) => cp949Reader().read(Buffer.from(hex, 'hex'), true)

test('broken letters do not swallow the comma or the line end after them', () => {
  assert.equal(read('b02c31'), '\uFFFD,1')
  assert.equal(read('ff2c0a'), '\uFFFD,\n')
  assert.equal(read('b0'), '\uFFFD')
})

test('what CP949 lacks is named, the first one', () => {
  assert.deepEqual(toCp949('가나 😀 ✈'), { missing: '😀' })
  assert.deepEqual(toCp949('–'), { missing: '–' })
})

test('no bytes make the reader fail', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const text = cp949Reader().read(bytes, true)
      assert.ok(text.length <= bytes.length + 1)
    }),
    { numRuns: 50 },
  )
})

function bytesOf(text: string): Buffer {
  const bytes = toCp949(text)
  if ('missing' in bytes) throw new Error(`CP949 lacks ${bytes.missing}`)
  return bytes
}
