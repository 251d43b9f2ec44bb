import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { addDays, DAY_MS, dayOf, dayStart } from '../base/day.ts'
import type { Day } from '../base/day.ts'
import { dueAt, dueDayOf, keptUntilMs, lateDaysOf } from './schedule.ts'

const korea = (text: string) => Date.parse(`${text}+09:00`)
const anyDay = fc
  .integer({ min: 0, max: 40_000 })
  .map((count) => new Date(Date.UTC(2000, 0, 1 + count)).toISOString().slice(0, 10) as Day)
const anyDays = fc.integer({ min: 0, max: 3650 })
const anyTimeOfDay = fc.integer({ min: 0, max: DAY_MS - 1 })

test('the day of filming is not counted: fourteen days end with the fourteenth day after it', () => {
  const rows: [day: string, retentionDays: number, keptThrough: string, dueFrom: string][] = [
    ['2026-11-22', 14, '2026-12-06T23:59:59.999', '2026-12-07T00:00:00.000'],
    ['2026-11-22', 15, '2026-12-07T23:59:59.999', '2026-12-08T00:00:00.000'],
    ['2026-11-22', 30, '2026-12-22T23:59:59.999', '2026-12-23T00:00:00.000'],
    ['2026-12-31', 1, '2027-01-01T23:59:59.999', '2027-01-02T00:00:00.000'],
    ['2026-12-17', 14, '2026-12-31T23:59:59.999', '2027-01-01T00:00:00.000'],
    ['2027-02-14', 14, '2027-02-28T23:59:59.999', '2027-03-01T00:00:00.000'],
    ['2028-02-14', 14, '2028-02-28T23:59:59.999', '2028-02-29T00:00:00.000'],
    ['2028-02-15', 14, '2028-02-29T23:59:59.999', '2028-03-01T00:00:00.000'],
    ['2027-01-30', 30, '2027-03-01T23:59:59.999', '2027-03-02T00:00:00.000'],
    ['2028-02-29', 365, '2029-02-28T23:59:59.999', '2029-03-01T00:00:00.000'],
    ['2026-11-22', 0, '2026-11-22T23:59:59.999', '2026-11-23T00:00:00.000'],
  ]
  for (const [day, retentionDays, keptThrough, dueFrom] of rows) {
    const kept = { day: day as Day, retentionDays }
    assert.equal(dueAt([kept], korea(keptThrough)).length, 0, `${day} + ${retentionDays} is there`)
    assert.deepEqual(dueAt([kept], korea(dueFrom)), [{ ...kept, dueDay: dueFrom.slice(0, 10), lateDays: 0 }])
  }
})

test('days are Korean: at 23:59 in Korea, when London has long begun the day, nothing is due', () => {
  const kept = { day: '2026-11-22' as Day, retentionDays: 1 }
  assert.equal(dueAt([kept], Date.parse('2026-11-23T14:59:59.999Z')).length, 0)
  assert.equal(dueAt([kept], Date.parse('2026-11-23T15:00:00.000Z')).length, 1)
})

test('footage is never due before its days are over nor a day after, whatever the hour it was filmed (property)', () => {
  fc.assert(
    fc.property(anyDay, anyTimeOfDay, anyDays, anyTimeOfDay, (day, filmed, retentionDays, offset) => {
      const filmedAtMs = dayStart(day) + filmed
      const kept = { day: dayOf(filmedAtMs), retentionDays }
      const until = keptUntilMs(kept)
      assert.ok(until - filmedAtMs > retentionDays * DAY_MS)
      assert.ok(until - filmedAtMs <= (retentionDays + 1) * DAY_MS)
      assert.equal(dueAt([kept], until - 1 - offset).length, 0)
      assert.equal(dueAt([kept], until + offset).length, 1)
      assert.equal(dueAt([kept], until + offset)[0]?.lateDays, 0, 'on its day it is not late')
    }),
  )
})

// A second way to count: the calendar of the C library through Date.UTC, compared as text.
const nthDayAfter = (day: Day, count: number) => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, date + count)).toISOString().slice(0, 10)
}

test('the calendar agrees: due exactly when the Korean date is past the Nth day after (property)', () => {
  fc.assert(
    fc.property(
      anyDay,
      anyDays,
      fc.integer({ min: -20, max: 4000 }),
      anyTimeOfDay,
      (day, retentionDays, after, at) => {
        const atMs = dayStart(addDays(day, after)) + at
        const isDue = dueAt([{ day, retentionDays }], atMs).length === 1
        assert.equal(isDue, dayOf(atMs) > nthDayAfter(day, retentionDays))
        assert.equal(dueDayOf({ day, retentionDays }), nthDayAfter(day, retentionDays + 1))
      },
    ),
  )
})

test('more days never make footage due earlier, and what is due stays due (property)', () => {
  fc.assert(
    fc.property(anyDay, anyDays, fc.nat(1000), fc.nat(400 * DAY_MS), (day, retentionDays, more, later) => {
      const short = { day, retentionDays }
      const long = { day, retentionDays: retentionDays + more }
      assert.ok(keptUntilMs(long) >= keptUntilMs(short))
      assert.ok(keptUntilMs({ ...short, day: addDays(day, 1) }) > keptUntilMs(short))
      const [due] = dueAt([short], keptUntilMs(short) + later)
      assert.equal(due?.lateDays, Math.floor(later / DAY_MS))
    }),
  )
})

test('lateness counts calendar days, not hours', () => {
  const due = '2026-12-07' as Day
  assert.equal(lateDaysOf(due, korea('2026-12-07T00:00:00.000')), 0)
  assert.equal(lateDaysOf(due, korea('2026-12-07T23:59:59.999')), 0)
  assert.equal(lateDaysOf(due, korea('2026-12-08T00:00:00.000')), 1)
  assert.equal(lateDaysOf(due, korea('2026-12-10T12:00:00.000')), 3)
  assert.equal(lateDaysOf(due, korea('2026-12-01T12:00:00.000')), 0)
})

test('what is longest overdue comes first', () => {
  const days = ['2026-11-03', '2026-11-01', '2026-11-02'].map((day) => ({
    day: day as Day,
    retentionDays: 14,
  }))
  const due = dueAt(days, korea('2026-11-20T00:00:00'))
  assert.deepEqual(
    due.map(({ dueDay, lateDays }) => [dueDay, lateDays]),
    [
      ['2026-11-16', 4],
      ['2026-11-17', 3],
      ['2026-11-18', 2],
    ],
  )
})
