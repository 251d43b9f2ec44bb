import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { DAY_MS } from '../base/day.ts'
import { hourRange, isFilming } from './filming.ts'

const at = (time: string) => Date.parse(`2026-11-22T${time}+09:00`)

test('hours begin with their first moment and end before their last, in Korean time', () => {
  for (const [hours, time, filming] of [
    ['09:00-18:00', '08:59:59.999', false],
    ['09:00-18:00', '09:00:00', true],
    ['09:00-18:00', '17:59:59.999', true],
    ['09:00-18:00', '18:00:00', false],
    ['18:00-24:00', '23:59:59.999', true],
    ['18:00-24:00', '00:00:00', false],
    ['22:00-06:00', '21:59:59.999', false],
    ['22:00-06:00', '22:00:00', true],
    ['22:00-06:00', '05:59:59.999', true],
    ['22:00-06:00', '06:00:00', false],
    ['always', '03:00:00', true],
    ['onDemand', '03:00:00', false],
  ] as const)
    assert.equal(isFilming(hours, at(time)), filming, `${hours} at ${time}`)
})

test('a day is filmed for as long as its hours are (property)', () => {
  const time = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map((parts) => parts.map((n) => String(n).padStart(2, '0')).join(':'))
  fc.assert(
    fc.property(time, time, (from, until) => {
      const hours = `${from}-${until}`
      let minutes = 0
      for (let ms = at('00:00:00'); ms < at('00:00:00') + DAY_MS; ms += 60_000)
        if (isFilming(hours, ms)) minutes++
      const range = hourRange(hours)
      assert.equal(minutes * 60_000, range && range.untilMs - range.fromMs)
    }),
    { numRuns: 50 },
  )
})
