/** Which versions speak for a range of time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { newId } from '../base/id.ts'
import type { Registry, RegistryVersion } from './registry.ts'
import { versionsKnowing } from './registry.ts'

/** Versions one second apart; those with a mark know the device. */
function versions(marks: string): RegistryVersion[] {
  return Array.from(marks, (mark, i) => ({
    id: newId(),
    validFromMs: (i + 1) * 1000,
    digest: mark,
    registry: { asOf: mark } as unknown as Registry,
  }))
}

const knows = ({ asOf }: Registry) => (asOf as string) === 'x'

function chosen(marks: string, fromMs: number, toMs: number): number[] {
  const adopted = versions(marks)
  return versionsKnowing(adopted, { fromMs, toMs }, knows).map((version) => adopted.indexOf(version))
}

test('every version in force at some instant of the range counts, its end not included', () => {
  assert.deepEqual(chosen('xxxx', 2000, 3000), [1])
  assert.deepEqual(chosen('xxxx', 2000, 3001), [1, 2])
  assert.deepEqual(chosen('xxxx', 1999, 3000), [0, 1])
  assert.deepEqual(chosen('xxxx', 9000, 9001), [3])
  assert.deepEqual(chosen('x.x.', 1500, 4500), [0, 2])
})

test('failing those, the last one before that knows the device, or the first after', () => {
  assert.deepEqual(chosen('xx..', 3500, 4500), [1])
  assert.deepEqual(chosen('..xx', 1500, 1600), [2])
  assert.deepEqual(chosen('x..x', 2500, 2600), [0])
  assert.deepEqual(chosen('xxxx', 0, 500), [0])
  assert.deepEqual(chosen('....', 1500, 2500), [])
  assert.deepEqual(chosen('', 1500, 2500), [])
})

test('a wider range never leaves out a version that a narrower one counted while in force', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('x', '.'), maxLength: 8 }),
      fc.array(fc.nat(9000), { minLength: 4, maxLength: 4 }),
      (marks, times) => {
        const [a = 0, b = 0, c = 0, d = 0] = times.toSorted((x, y) => x - y)
        const inForce = (i: number) => (i + 1) * 1000 < c && (i === marks.length - 1 || (i + 2) * 1000 > b)
        const narrow = chosen(marks, b, c).filter(inForce)
        const wide = chosen(marks, a, d)
        assert.ok(b === c || narrow.every((i) => wide.includes(i)))
      },
    ),
  )
})
