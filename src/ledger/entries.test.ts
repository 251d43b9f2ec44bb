import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { ENTRY_SAMPLES } from '../../test/ledger.ts'
import { isFault } from '../base/fault.ts'
import { checkedEntry, entryBytes, subjectOf } from './entries.ts'
import type { Entry } from './entries.ts'

const digest = 'ab'.repeat(32)
const id = '0d0f8a1e-63a7-4ef5-9b5e-0d0f8a1e63a7'
const samples = Object.values<Entry>(ENTRY_SAMPLES)
const refusesAt = (field: RegExp) => (error: unknown) =>
  isFault(error, 'ledger.entryInvalid') && field.test(String(error.values['field']))

test('every kind accepts its sample, and its bytes read back as the same entry', () => {
  for (const entry of samples) {
    assert.equal(checkedEntry(entry), entry)
    assert.deepEqual(checkedEntry(JSON.parse(entryBytes(entry).toString('utf8'))), entry)
  }
})

test('no kind accepts a field more or less, nor another version', () => {
  for (const entry of samples) {
    assert.throws(() => checkedEntry({ ...entry, note: 'x' }), refusesAt(/./))
    assert.throws(() => checkedEntry({ ...entry, v: 2 }), refusesAt(/v/))
    assert.throws(() => checkedEntry({ ...entry, kind: 'viewing.exported' }), refusesAt(/kind/))
    assert.throws(
      () => checkedEntry({ ...entry, actor: { ...entry.actor, name: '홍길동' } }),
      refusesAt(/actor/),
    )
    for (const field of Object.keys(entry)) {
      const { [field]: _, ...rest } = entry as unknown as Record<string, unknown>
      assert.throws(() => checkedEntry(rest), refusesAt(/./), `${entry.kind} without ${field}`)
    }
  }
})

test('no text field of any kind has room for a name, a sentence or a mark-up', () => {
  const strangers = [
    '홍길동',
    'Hong Gildong',
    '',
    'a'.repeat(200),
    '<b>',
    '010-1234-5678 call',
    'a\nb',
    '../x',
  ]
  for (const entry of samples)
    for (const [field, value] of Object.entries(entry))
      if (typeof value === 'string' && field !== 'kind')
        for (const stranger of strangers)
          assert.throws(
            () => checkedEntry({ ...entry, [field]: stranger }),
            refusesAt(new RegExp(field)),
            `${entry.kind}.${field} took ${JSON.stringify(stranger)}`,
          )
  assert.throws(
    () => checkedEntry({ ...samples[0], actor: { type: 'account', id: '홍길동' } }),
    refusesAt(/actor/),
  )
  assert.throws(
    () => checkedEntry({ ...ENTRY_SAMPLES['incident.raised'], detail: { 홍길동: 1 } }),
    refusesAt(/detail/),
  )
})

test('numbers are exact, not negative, and within bounds', () => {
  for (const wrong of [-1, 0.5, 2 ** 53, Number.NaN, Infinity, '5', null])
    assert.throws(() => checkedEntry({ ...ENTRY_SAMPLES['ledger.read'], toLeaf: wrong }), refusesAt(/toLeaf/))
})

const figures = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`figure${i}`, -(2 ** 53) + 1]))

test('the fullest entries fit a leaf', () => {
  const key = `${'a'.repeat(64)}/2026-11-22/${'c'.repeat(32)}`
  const keys = Array.from({ length: 200 }, () => ({ key, generation: 2 ** 53 - 1, commitment: digest }))
  const fullest = { ...ENTRY_SAMPLES['keys.created'], keys }
  assert.ok(entryBytes(checkedEntry(fullest)).length < 65_535)
  assert.throws(() => checkedEntry({ ...fullest, keys: [...keys, keys[0]] }), refusesAt(/keys/))
  checkedEntry({ ...ENTRY_SAMPLES['incident.raised'], detail: figures(16) })
  assert.throws(
    () => checkedEntry({ ...ENTRY_SAMPLES['incident.raised'], detail: figures(17) }),
    refusesAt(/detail/),
  )
})

test('the subject is what an entry can be found by', () => {
  assert.equal(subjectOf(ENTRY_SAMPLES['destruction.done']), id)
  assert.equal(subjectOf(ENTRY_SAMPLES['registry.changed']), 'seoul-immigration')
  assert.equal(subjectOf(ENTRY_SAMPLES['viewing.refused']), null)
  assert.equal(subjectOf(ENTRY_SAMPLES['keys.created']), null)
})

test('the reference page lists every kind with its fields', async () => {
  const page = await readFile(join(import.meta.dirname, '../../docs/ref/ledger-format.md'), 'utf8')
  const listed = [...page.matchAll(/^\| `(\w+\.\w+)` \| ([^|]+) \|/gm)].map(([, kind = '', fields = '']) => [
    kind,
    [...fields.matchAll(/`(\w+)`/g)].map(([, field = '']) => field).toSorted(),
  ])
  const common = new Set(['v', 'kind', 'at', 'nonce', 'actor'])
  const expected = samples.map((entry) => [
    entry.kind,
    Object.keys(entry)
      .filter((field) => !common.has(field))
      .toSorted(),
  ])
  assert.deepEqual(Object.fromEntries(listed), Object.fromEntries(expected))
})

test('whatever is handed in meets a Fault that does not repeat its content', () => {
  const secret = '홍길동 901122-1234567'
  const anything = fc.oneof(
    fc.anything(),
    fc
      .constantFrom(...samples)
      .chain((entry) =>
        fc
          .tuple(fc.constantFrom(...Object.keys(entry)), fc.oneof(fc.anything(), fc.constant(secret)))
          .map(([field, value]): unknown => ({ ...entry, [field]: value })),
      ),
  )
  fc.assert(
    fc.property(anything, (value) => {
      try {
        entryBytes(checkedEntry(value))
      } catch (error) {
        assert.ok(isFault(error, 'ledger.entryInvalid'), String(error))
        assert.ok(!error.message.includes(secret) && !error.messageKo.includes(secret))
      }
    }),
    { numRuns: 2_000 },
  )
})
