import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { addDays, type Day, dayOf, daysBetween, dayStart } from '../base/day.ts'
import { isFault } from '../base/fault.ts'
import { deadline, isRestDay } from './law.ts'

/** Days of which every date of a deadline up to 60 days lies in the years on record. */
const FIRST = '2018-01-01' as Day
const SPAN = daysBetween(FIRST, '2027-09-01' as Day)
const anyDay = fc.integer({ min: 0, max: SPAN }).map((count) => addDays(FIRST, count))
const anyPeriod = fc.integer({ min: 1, max: 60 })

const unknown = (error: unknown) => isFault(error, 'law.holidaysUnknown')

describe('ten days', () => {
  // Received, calendar date, 민법 §157·159·161, 민원처리법 §19②.
  const table = [
    ['2026-02-05', '2026-02-15', '2026-02-19', '2026-02-23'],
    ['2026-04-21', '2026-05-01', '2026-05-04', '2026-05-06'],
    ['2026-07-07', '2026-07-17', '2026-07-20', '2026-07-21'],
    ['2026-09-14', '2026-09-24', '2026-09-28', '2026-09-29'],
    ['2026-09-23', '2026-10-03', '2026-10-06', '2026-10-12'],
    ['2026-11-12', '2026-11-22', '2026-11-23', '2026-11-25'],
    ['2026-12-15', '2026-12-25', '2026-12-28', '2026-12-29'],
  ] as const
  for (const [receivedOn, strict, due, complaint] of table)
    test(`received on ${receivedOn}, due on ${due}`, () => {
      const found = deadline({ receivedOn: receivedOn as Day, days: 10 })
      assert.deepEqual(found, { due, strict, complaint })
    })

  test('on an ordinary day the deadline is the calendar date', () => {
    assert.deepEqual(deadline({ receivedOn: '2026-11-09' as Day, days: 10 }), {
      due: '2026-11-19',
      strict: '2026-11-19',
      complaint: '2026-11-20',
    })
  })
})

describe('any deadline', () => {
  test('ends on the first working day on or after the calendar date', () => {
    fc.assert(
      fc.property(anyDay, anyPeriod, (receivedOn, days) => {
        const { due, strict } = deadline({ receivedOn, days })
        assert.equal(daysBetween(receivedOn, strict), days)
        assert.equal(isRestDay(due), false)
        assert.ok(due >= strict)
        for (let day = strict; day < due; day = addDays(day, 1)) assert.equal(isRestDay(day), true)
      }),
    )
  })

  test('never ends earlier for what was received later, nor for a longer period', () => {
    fc.assert(
      fc.property(anyDay, anyPeriod, (receivedOn, days) => {
        const { due } = deadline({ receivedOn, days })
        assert.ok(deadline({ receivedOn: addDays(receivedOn, 1), days }).due >= due)
        assert.ok(deadline({ receivedOn, days: days + 1 }).due >= due)
      }),
    )
  })

  test('is not later than the petitions Act would make it, which counts that many working days', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 6, max: 30 }), (receivedOn, days) => {
        const { due, complaint } = deadline({ receivedOn, days })
        assert.ok(complaint !== null && complaint >= due)
        let working = 0
        for (let day = receivedOn; day <= complaint; day = addDays(day, 1)) if (!isRestDay(day)) working++
        assert.equal(working, days)
      }),
    )
  })

  test('under six days the petitions Act counts hours, so there is no day to show', () => {
    assert.equal(deadline({ receivedOn: '2026-11-16' as Day, days: 5 }).complaint, null)
    assert.notEqual(deadline({ receivedOn: '2026-11-16' as Day, days: 6 }).complaint, null)
  })

  test('a period of no days, of half a day or without end is refused', () => {
    for (const days of [0, -1, 1.5, 401, Number.NaN, Number.POSITIVE_INFINITY])
      assert.throws(
        () => deadline({ receivedOn: '2026-11-16' as Day, days }),
        (error) => isFault(error, 'law.periodUnfit'),
      )
  })
})

describe('rest days', () => {
  test('Saturdays, Sundays, holidays and their substitutes rest; other days do not', () => {
    const rest = [
      '2026-11-21',
      '2026-11-22',
      '2026-05-01',
      '2026-07-17',
      '2026-10-05',
      '2026-06-03',
      '2024-10-01',
    ]
    const work = ['2026-11-20', '2026-11-23', '2025-07-17', '2026-10-06', '2026-04-30']
    for (const day of rest) assert.equal(isRestDay(day as Day), true, day)
    for (const day of work) assert.equal(isRestDay(day as Day), false, day)
  })

  test('weekends rest in every year on record', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const weekday = new Date(dayStart(day) + 9 * 3_600_000).getUTCDay()
        if (weekday === 0 || weekday === 6) assert.equal(isRestDay(day), true)
      }),
    )
  })

  test('a year without holiday data is a fault, never a year without holidays', () => {
    for (const day of ['2017-12-29', '2028-01-03', '2100-06-01'])
      assert.throws(() => isRestDay(day as Day), unknown, day)
    // The calendar date lies in 2028, so whether it is a holiday is not known.
    assert.throws(() => deadline({ receivedOn: '2027-12-25' as Day, days: 10 }), unknown)
    assert.equal(deadline({ receivedOn: '2027-11-01' as Day, days: 10 }).due, '2027-11-11')
  })

  test('the fault names the year and the years there are, in both languages', () => {
    assert.throws(
      () => isRestDay('2031-03-01' as Day),
      (error) => {
        assert.ok(isFault(error, 'law.holidaysUnknown'))
        assert.match(error.message, /2031.*2018.*2027/)
        assert.match(error.messageKo, /2031.*2018.*2027/)
        return true
      },
    )
  })

  test('a day has a deadline in whatever time zone the machine runs', () => {
    const before = process.env['TZ']
    try {
      for (const zone of ['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
        process.env['TZ'] = zone
        assert.equal(deadline({ receivedOn: dayOf(Date.UTC(2026, 8, 23)), days: 10 }).due, '2026-10-06', zone)
      }
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  })
})
