/** What a grant covers and what it does not; pure. */
import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { dayOf } from '../base/day.ts'
import { isFault } from '../base/fault.ts'
import { readAgencyFile } from '../registry/registry.ts'
import type { Registry, Scope } from '../registry/registry.ts'
import { checkGrants, refusalOf } from './grants.ts'
import type { Grant, Wanted } from './grants.ts'

const START = Date.UTC(2026, 10, 22)
const AGENCY = join(dirname(fileURLToPath(import.meta.url)), '../../agencies/seoul-immigration.yaml')

function seoul(): Promise<Registry> {
  return readAgencyFile(AGENCY, dayOf(START))
}

function grant(scope: Partial<Scope>, changes: Partial<Grant> = {}): Grant {
  return {
    scope: { everything: false, sites: [], zones: [], devices: [], classes: [], exceptZones: [], ...scope },
    actions: ['view'],
    validFromMs: START,
    validUntilMs: START + 1000,
    footageFromMs: START - 1000,
    ...changes,
  }
}

const wanted: Wanted = {
  device: 'main-lobby-01',
  action: 'view',
  atMs: START,
  fromMs: START - 500,
  toMs: START,
}

test('a grant covers its zones, sites and devices and nothing else', async () => {
  const registry = await seoul()
  for (const scope of [
    { everything: true },
    { sites: ['main'] },
    { zones: ['main-lobby'] },
    { devices: ['main-lobby-01'] },
  ])
    assert.equal(refusalOf(registry, [grant(scope)], wanted), undefined)
  for (const scope of [
    {},
    { sites: ['sejong'] },
    { zones: ['main-parking'] },
    { everything: true, exceptZones: ['main-lobby'] },
  ])
    assert.equal(refusalOf(registry, [grant(scope)], wanted), 'outOfScope')
  assert.equal(refusalOf(registry, [], wanted), 'outOfScope')
  assert.equal(
    refusalOf(registry, [grant({ everything: true })], { ...wanted, device: 'none' }),
    'deviceUnknown',
  )
})

test('a grant is for an action and for a time', async () => {
  const registry = await seoul()
  const all = { everything: true }
  assert.equal(refusalOf(registry, [grant(all)], { ...wanted, action: 'live' }), 'outOfScope')
  assert.equal(refusalOf(registry, [grant(all)], { ...wanted, atMs: START - 1 }), 'outsideWindow')
  assert.equal(refusalOf(registry, [grant(all)], { ...wanted, atMs: START + 1000 }), 'outsideWindow')
  assert.equal(refusalOf(registry, [grant(all)], { ...wanted, atMs: START + 999 }), undefined)
  assert.equal(refusalOf(registry, [grant(all)], { ...wanted, fromMs: START - 1001 }), 'outsideWindow')
  assert.equal(
    refusalOf(registry, [grant(all, { footageFromMs: null })], { ...wanted, fromMs: 0 }),
    undefined,
  )
})

test('two grants do not add up to one that covers more', async () => {
  const registry = await seoul()
  const now = grant({ devices: ['main-lobby-02'] })
  const past = grant({ devices: ['main-lobby-01'] }, { validUntilMs: START })
  assert.equal(refusalOf(registry, [now, past], wanted), 'outsideWindow')
})

function bad(grants: readonly Grant[]) {
  return () => checkGrants(['handler'], grants)
}

test('grants that make no sense are refused', () => {
  assert.throws(bad([grant({}, { actions: [] })]), (error) => isFault(error, 'staff.grantInvalid'))
  assert.throws(bad([grant({}, { validUntilMs: START })]), (error) => isFault(error, 'staff.grantInvalid'))
  assert.throws(bad(Array.from({ length: 33 }, () => grant({}))), (error) =>
    isFault(error, 'staff.grantInvalid'),
  )
})
