import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayOf, dayStart, parseDay } from '../../base/day.ts'
import { isFault } from '../../base/fault.ts'
import { readAgencyFile } from '../../registry/registry.ts'
import type { Arguments } from '../command.ts'
import { grantsGiven, officerGiven, rolesGiven } from './rights.ts'

const AGENCY = new URL('../../../agencies/template.yaml', import.meta.url).pathname
const NOW = Date.UTC(2026, 10, 22, 1)
const registry = await readAgencyFile(AGENCY, dayOf(NOW))

function given(options: Readonly<Record<string, string | readonly string[]>>): Arguments {
  const value = (name: string) => [options[name] ?? []].flat()
  return {
    words: [],
    text: (name) => value(name)[0],
    texts: value,
    flag: () => false,
    number: (_, { otherwise }) => otherwise,
    word: () => '',
  }
}

const grants = (options: Parameters<typeof given>[0], officer: string | null = null) =>
  grantsGiven(given(options), { registry, officer, nowMs: NOW })

test('a role, an officer, a place or a day that does not exist is refused, not granted to nothing', () => {
  const isRefused = (error: unknown) =>
    isFault(error, 'command.badArgument') || isFault(error, 'command.missingArgument')
  for (const watch of [
    'zone:nowhere',
    'site:lobby',
    'device:',
    'everyting',
    'officer',
    ['none', 'site:main'],
  ])
    assert.throws(() => grants({ watch }), isRefused, String(watch))
  assert.throws(() => grants({ watch: 'officer' }, 'nobody'), isRefused)
  assert.throws(() => grants({ watch: ['officer', 'zone:lobby'] }, 'manager'), isRefused)
  assert.throws(() => grants({ watch: 'everything', until: '2027-02-30' }), isRefused)
  assert.throws(() => grants({ until: '2027-01-31' }), isRefused)
  assert.throws(() => rolesGiven(given({ role: ['manager', 'handlr'] })), isRefused)
  assert.throws(() => officerGiven(given({ officer: 'nobody' }), registry), isRefused)
})

test('what is not given is told apart from what is taken away', () => {
  assert.equal(rolesGiven(given({})), undefined)
  assert.equal(officerGiven(given({}), registry), undefined)
  assert.equal(officerGiven(given({ officer: '' }), registry), null)
  assert.equal(grants({}), undefined)
  assert.deepEqual(grants({ watch: 'none' }), [])
})

test('a grant holds to the end of its last day, in Korea', () => {
  const day = parseDay('2027-02-01')
  const [grant] = grants({ watch: ['site:main', 'zone:lobby'], until: '2027-01-31' }) ?? []
  assert.equal(grant?.validUntilMs, day && dayStart(day))
  assert.deepEqual(
    [grant?.scope.sites, grant?.scope.zones, grant?.scope.everything],
    [['main'], ['lobby'], false],
  )
})

test('an officer’s account may watch what the registry says of that officer', () => {
  const [grant] = grants({ watch: 'officer' }, 'handler') ?? []
  assert.deepEqual(grant?.scope, registry.officers.find(({ id }) => id === 'handler')?.scope)
})
