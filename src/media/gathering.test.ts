import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { gathering, MAX_GATHERED_BYTES } from './gathering.ts'

test('what is gathered is what was added, in order, however large the parts and however often the room is used', () => {
  const part = fc.record({
    length: fc.nat(400_000),
    value: fc.nat(255),
    from: fc.nat(10),
    head: fc.nat(2 ** 31),
  })
  fc.assert(
    fc.property(fc.array(fc.array(part, { maxLength: 6 }), { maxLength: 6 }), (rounds) => {
      const gathered = gathering()
      for (const parts of rounds) {
        const expected: Buffer[] = []
        for (const { length, value, from, head } of parts) {
          const source = Buffer.alloc(length + from, value)
          gathered.addLength(head)
          gathered.addByte(value)
          gathered.add(source, from, source.length)
          const start = Buffer.alloc(5, value)
          start.writeUInt32BE(head)
          expected.push(start, source.subarray(from))
        }
        assert.ok(Buffer.concat(expected).equals(gathered.bytes()))
        gathered.clear()
        assert.equal(gathered.bytes().length, 0)
      }
    }),
    { numRuns: 30 },
  )
})

test('it never holds more than its bound', () => {
  const gathered = gathering()
  gathered.add(Buffer.alloc(MAX_GATHERED_BYTES), 0, MAX_GATHERED_BYTES)
  const full = (error: unknown) => isFault(error, 'media.unitTooLarge')
  assert.throws(() => gathered.addByte(1), full)
  assert.throws(() => gathered.addLength(1), full)
  assert.equal(gathered.bytes().length, MAX_GATHERED_BYTES)
})
