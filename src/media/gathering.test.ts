import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { gathering, MAX_GATHERED_BYTES } from './gathering.ts'

test('what is gathered is what was added, each unit after its length, however large and however often the room is used', () => {
  const part = fc.record({ length: fc.nat(400_000), value: fc.nat(255), from: fc.nat(10) })
  const unit = fc.array(part, { maxLength: 3 })
  fc.assert(
    fc.property(fc.array(fc.array(unit, { maxLength: 3 }), { maxLength: 6 }), (rounds) => {
      const gathered = gathering(1000)
      for (const units of rounds) {
        const expected: Buffer[] = []
        for (const parts of units) {
          gathered.open()
          const added = parts.map(({ length, value, from }) => {
            const source = Buffer.alloc(length + from, value)
            gathered.add(source, from, source.length)
            return source.subarray(from)
          })
          const whole = Buffer.concat(added)
          assert.ok(gathered.unit().equals(whole))
          gathered.close()
          const length = Buffer.alloc(4)
          length.writeUInt32BE(whole.length)
          expected.push(length, whole)
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
  gathered.open()
  gathered.add(Buffer.alloc(MAX_GATHERED_BYTES), 0, MAX_GATHERED_BYTES - 4)
  const full = (error: unknown) => isFault(error, 'media.unitTooLarge')
  assert.throws(() => gathered.add(Buffer.alloc(1), 0, 1), full)
  assert.throws(() => gathered.open(), full)
  assert.equal(gathered.bytes().length, MAX_GATHERED_BYTES)
})
