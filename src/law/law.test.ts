import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { addDays, type Day } from '../base/day.ts'
import { isFault } from '../base/fault.ts'
import {
  bases,
  basis,
  type BasisCode,
  classOf,
  type DeviceClass,
  forbiddenBy,
  justificationRule,
  objections,
  type Place,
  regime,
  regimes,
  SPACES,
} from './law.ts'
import { inForce } from './rule.ts'

const TODAY = '2026-11-22' as Day
const FIRST = '2023-09-15' as Day

describe('class and place', () => {
  // 법 §25, §25의2, §58②: [class, place, ground, sound, signboard, consultation, notice of filming, rights]
  const cells = [
    ['fixed', 'public', '25-1', 'forbidden', true, true, false, false],
    ['fixed', 'closed', '15-1', 'forbidden', false, false, false, true],
    ['mobile', 'public', '25-2-1', 'offByDefault', false, false, true, true],
    ['mobile', 'closed', '15-1', 'offByDefault', false, false, false, true],
  ] as const
  for (const [deviceClass, place, grounds, sound, signboard, consultation, filmingNotice, rights] of cells)
    test(`a ${deviceClass} device in a ${place} place stands on ${grounds}`, () => {
      const cell = regime({ class: deviceClass, place }, TODAY)
      assert.deepEqual(
        [cell.grounds, cell.sound, cell.signboard, cell.consultation, cell.filmingNotice],
        [grounds, sound, signboard, consultation, filmingNotice],
      )
      assert.deepEqual([cell.consent, cell.breachNotice, cell.suspension], [rights, rights, rights])
    })

  test('a device is fixed or mobile by what it is', () => {
    const kinds = ['cctv', 'network', 'wearable', 'handheld', 'mounted'] as const
    assert.deepEqual(kinds.map(classOf), ['fixed', 'fixed', 'mobile', 'mobile', 'mobile'])
  })

  test('the law of a day before the record is refused, not guessed', () => {
    const before = addDays(FIRST, -1)
    const cell = { class: 'fixed', place: 'public' } as const
    for (const ask of [
      () => regime(cell, before),
      () => basis('25-1-1', before),
      () => objections(['25-1-1'], cell, before),
      () => forbiddenBy({ class: 'fixed', space: 'lobby', custodial: null }, before),
      () => justificationRule(30, before),
    ])
      assert.throws(ask, (error) => isFault(error, 'law.notKnown'))
    assert.equal(regime(cell, FIRST).cite, '법 §25①')
  })
})

const items = (group: string) => bases.filter((one) => one.group === group).map(({ code }) => code)
const why = (codes: readonly string[], deviceClass: DeviceClass, place: Place) =>
  objections(codes, { class: deviceClass, place }, TODAY).map((one) => one.why)

describe('bases', () => {
  test('every paragraph has its items, and §18② has no fourth', () => {
    assert.equal(items('15-1').length, 7)
    assert.equal(items('25-1').length, 6)
    assert.equal(items('25-2-1').length, 3)
    assert.deepEqual(
      items('18-2').map((code) => Number(code.split('-')[2])),
      [1, 2, 3, 5, 6, 7, 8, 9, 10],
    )
    assert.equal(new Set(bases.map(({ code }) => code)).size, bases.length)
    assert.equal(basis('18-2-4', TODAY), undefined)
    assert.equal(basis('25-1-7', TODAY), undefined)
  })

  test('a code and its citation are the same article', () => {
    for (const { code, cite } of bases) {
      const item = code.split('-').at(-1)
      const article = code.startsWith('25-2-1')
        ? '법 §25의2①'
        : `법 §${code.split('-')[0]}${code.startsWith('18') ? '②' : '①'}`
      assert.equal(cite, `${article}${item}`)
    }
  })

  test('only 25-1-6 forbids storing what is filmed', () => {
    assert.deepEqual(
      bases.filter(({ mayStore }) => !mayStore).map(({ code }) => code),
      ['25-1-6'],
    )
  })

  test('the whole matrix: which code may stand where', () => {
    const allowed: Record<string, (code: BasisCode) => boolean> = {
      'fixed public': (code) => code.startsWith('25-1-'),
      'fixed closed': (code) => code.startsWith('15-1-'),
      'mobile public': (code) => code.startsWith('25-2-1-') || code.startsWith('15-1-'),
      'mobile closed': (code) => code.startsWith('15-1-'),
    }
    for (const { class: deviceClass, place } of regimes)
      for (const { code } of bases) {
        const found = objections([code], { class: deviceClass, place }, TODAY)
        const isForeign = found.some(({ why }) => why === 'wrongParagraph')
        assert.equal(
          isForeign,
          !allowed[`${deviceClass} ${place}`]?.(code),
          `${deviceClass} ${place} ${code}`,
        )
      }
  })

  test('nothing stated is not enough, and an invented code is told', () => {
    assert.deepEqual(why([], 'fixed', 'public'), ['missing'])
    assert.deepEqual(why(['25-9-1'], 'fixed', 'public'), ['unknown'])
    assert.deepEqual(why(['25-1-3'], 'fixed', 'public'), [])
  })

  test('a body camera does not stand on Article 25(1), nor a closed room', () => {
    assert.deepEqual(why(['25-1-3'], 'mobile', 'public'), ['wrongParagraph'])
    assert.deepEqual(why(['25-1-3'], 'fixed', 'closed'), ['wrongParagraph'])
    assert.deepEqual(why(['15-1-3'], 'fixed', 'closed'), [])
  })

  test('25-2-1-1 must name the item of §15① that it refers to', () => {
    assert.deepEqual(why(['25-2-1-1'], 'mobile', 'public'), ['unsupported'])
    assert.deepEqual(why(['25-2-1-1', '15-1-3'], 'mobile', 'public'), [])
    assert.deepEqual(why(['25-2-1-2'], 'mobile', 'public'), [])
    assert.deepEqual(why(['15-1-3'], 'mobile', 'public'), ['missing'])
  })
})

describe('private places', () => {
  const PRIVATE = ['bath', 'toilet', 'sauna', 'changingRoom']

  test('only the four that the law names are forbidden, for both classes', () => {
    for (const space of SPACES)
      for (const deviceClass of ['fixed', 'mobile'] as const) {
        const rule = forbiddenBy({ class: deviceClass, space, custodial: null }, TODAY)
        assert.equal(rule !== undefined, PRIVATE.includes(space), `${deviceClass} ${space}`)
        if (rule) assert.equal(rule.cite, deviceClass === 'fixed' ? '법 §25②' : '법 §25의2②')
      }
  })

  test('the exception for custodial facilities is for fixed devices only', () => {
    const bath = { space: 'bath', custodial: 'correctional' } as const
    assert.equal(forbiddenBy({ class: 'fixed', ...bath }, TODAY), undefined)
    assert.equal(forbiddenBy({ class: 'mobile', ...bath }, TODAY)?.cite, '법 §25의2②')
  })
})

describe('rules over time', () => {
  test('a rule is in force from its first day to the day before its last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 4000 }), (start, length) => {
        const from = addDays(FIRST, start)
        const until = addDays(from, length)
        const rule = { cite: '법 §1', from, until, verified: 'read' } as const
        assert.equal(inForce(rule, addDays(from, -1)), false)
        assert.equal(inForce(rule, from), true)
        assert.equal(inForce(rule, addDays(until, -1)), true)
        assert.equal(inForce(rule, until), false)
        assert.equal(inForce({ ...rule, until: null }, addDays(until, 9999)), true)
      }),
    )
  })

  test('thirty days need no justification, thirty-one do; the guideline was quoted, not read', () => {
    assert.equal(justificationRule(30, TODAY), undefined)
    const rule = justificationRule(31, TODAY)
    assert.deepEqual([rule?.cite, rule?.days, rule?.verified], ['표준지침 §41②', 30, 'quoted'])
  })
})
