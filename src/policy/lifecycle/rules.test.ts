/** Notice and archive, as pure rules. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day } from '../../base/day.ts'
import { isFault } from '../../base/fault.ts'
import { archiveOf, pastOf } from './archive.ts'
import { checkNotice, earliestDay, promisedDays } from './rules.ts'
import type { PolicyVersion } from './version.ts'

const day = (text: string) => text as Day
const days = fc.integer({ min: 0, max: 400 }).map((count) => addDays(day('2026-01-01'), count))
const promise = fc.option(fc.integer({ min: 0, max: 60 }), { nil: null })

test('announced on 6 September, a policy may take effect on the 13th under a promise of 7 days, and not on the 12th', () => {
  const notice = { announcedOn: day('2024-09-06'), promisedDays: 7, taken: [] }
  checkNotice({ ...notice, effectiveOn: day('2024-09-13') })
  assert.throws(
    () => checkNotice({ ...notice, effectiveOn: day('2024-09-12') }),
    (error) => isFault(error, 'policy.noticeTooShort') && error.values['earliest'] === '2024-09-13',
  )
})

test('a day is refused exactly when it is before the earliest one, and the refusal names that (property)', () => {
  const taken = fc.array(days, { maxLength: 3 })
  fc.assert(
    fc.property(
      days,
      promise,
      taken,
      fc.integer({ min: -30, max: 500 }),
      (announcedOn, promised, others, ahead) => {
        const notice = {
          announcedOn,
          promisedDays: promised,
          taken: others.toSorted().map((one, index) => ({ version: `main-${index + 1}`, day: one })),
        }
        const effectiveOn = addDays(announcedOn, ahead)
        const earliest = earliestDay(notice)
        let refused: unknown
        try {
          checkNotice({ ...notice, effectiveOn })
        } catch (error) {
          refused = error
        }
        assert.equal(refused !== undefined, effectiveOn < earliest)
        if (refused !== undefined) assert.equal(isFault(refused) && refused.values['earliest'], earliest)
        checkNotice({ ...notice, effectiveOn: earliest })
      },
    ),
  )
})

test('the longer of two promises counts, and none is none', () => {
  assert.equal(promisedDays(7, null), 7)
  assert.equal(promisedDays(7, 10), 10)
  assert.equal(promisedDays(undefined, 3), 3)
  assert.equal(promisedDays(null, null), null)
})

const version = (number: number, from: string, until: string | null) =>
  ({
    id: `main-${number}`,
    number,
    path: `/policy/main/${number}`,
    inForceOn: from,
    until,
    established: number === 1,
    effectiveOn: number === 1 ? '2020-06-08' : from,
  }) as unknown as PolicyVersion

const told = (...ranges: readonly (readonly [string, string | null])[]) =>
  ({
    effectiveOn: null,
    history: ranges.map(([from, until]) => ({ from, until, note: null, revisedOn: null, announcedOn: null })),
  }) as never

test('the archive tells the time before the system as the agency does, with its gaps, and never over what was kept', () => {
  const policy = told(['2012-03-30', '2018-03-31'], ['2018-04-01', '2020-06-07'])
  const kept = [version(1, '2026-11-27', '2026-12-03'), version(2, '2026-12-04', null)]
  assert.deepEqual(
    archiveOf(policy, kept).map(({ from, until, version: one }) => [from, until, one?.number ?? null]),
    [
      ['2012-03-30', '2018-03-31', null],
      ['2018-04-01', '2020-06-07', null],
      ['2020-06-08', '2026-11-26', null],
      ['2026-11-27', '2026-12-03', 1],
      ['2026-12-04', null, 2],
    ],
  )
  const overlapping = told(['2012-03-30', '2030-01-01'], ['2027-01-01', null])
  assert.deepEqual(
    archiveOf(overlapping, kept)
      .slice(0, 2)
      .map(({ from, until }) => [from, until]),
    [
      ['2012-03-30', '2020-06-07'],
      ['2020-06-08', '2026-11-26'],
    ],
  )
})

test('the text lists the versions before it, the last one until the day before it takes effect', () => {
  const kept = [version(1, '2026-11-27', '2026-12-03'), version(2, '2026-12-04', null)]
  const archive = archiveOf(told(['2012-03-30', '2018-03-31']), kept)
  const announced = [version(3, '2026-12-20', null)]
  assert.deepEqual(
    pastOf(archive, announced, day('2027-01-01')).map(({ from, until, href }) => [from, until, href]),
    [
      ['2012-03-30', '2018-03-31', null],
      ['2020-06-08', '2026-11-26', null],
      ['2026-11-27', '2026-12-03', '/policy/main/1'],
      ['2026-12-04', '2026-12-19', '/policy/main/2'],
      ['2026-12-20', '2026-12-31', '/policy/main/3'],
    ],
  )
  assert.equal(pastOf(archive, [], null).at(-1)?.until, null, 'not known before the day is')
})
