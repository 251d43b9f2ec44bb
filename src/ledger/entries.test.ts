import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { checkedEntry, entryBytes, subjectOf } from './entries.ts'
import type { Entry, EntryKind, EntryOf } from './entries.ts'

const common = {
  v: 1,
  at: 1_763_800_000_000,
  nonce: '00112233445566778899aabbccddeeff',
  actor: { type: 'account', id: 'k3Jd8sLq0' },
} as const
const digest = 'ab'.repeat(32)
const id = '0d0f8a1e-63a7-4ef5-9b5e-0d0f8a1e63a7'

/** One valid entry of each kind; the compiler asks for all of them. */
const SAMPLES: { readonly [K in EntryKind]: EntryOf<K> } = {
  'registry.changed': {
    ...common,
    kind: 'registry.changed',
    agency: 'seoul-immigration',
    before: null,
    after: digest,
    validFromMs: 5,
  },
  'keys.created': {
    ...common,
    kind: 'keys.created',
    keys: [{ key: 'lobby-1/2026-11-22/default', generation: 0, commitment: digest }],
  },
  'footage.sealed': { ...common, kind: 'footage.sealed', batch: id, root: digest, segments: 12, gaps: 0 },
  'destruction.ordered': {
    ...common,
    kind: 'destruction.ordered',
    order: id,
    reason: 'expiry',
    keys: 3,
    segments: 4_320,
    root: digest,
    dueDay: '2026-12-22',
  },
  'destruction.done': {
    ...common,
    kind: 'destruction.done',
    order: id,
    orderedLeaf: 7,
    certificate: digest,
    epochBefore: 1,
    epochAfter: 2,
    files: 4_320,
    bytes: 9_007_199_254_740_991,
    lateDays: 0,
  },
  'hold.placed': {
    ...common,
    kind: 'hold.placed',
    hold: id,
    root: digest,
    segments: 2,
    reason: 'request',
    basis: 'pipa.35',
    untilMs: null,
  },
  'hold.released': { ...common, kind: 'hold.released', hold: id, reason: 'lapsed' },
  'viewing.opened': {
    ...common,
    kind: 'viewing.opened',
    viewing: id,
    device: 'lobby-1',
    fromMs: 0,
    toMs: 60_000,
    purpose: 'facilitySafety',
    basis: 'pipa.25-1',
    offPurpose: false,
    detail: digest,
    expiresAtMs: 9,
  },
  'viewing.closed': {
    ...common,
    kind: 'viewing.closed',
    viewing: id,
    openedLeaf: 3,
    reason: 'expired',
    servedMs: 100,
    served: digest,
    requests: 4,
    bytes: 1_000,
  },
  'viewing.refused': { ...common, kind: 'viewing.refused', device: null, reason: 'outOfScope' },
  'staff.changed': { ...common, kind: 'staff.changed', account: 'k3Jd8sLq0', change: 'roles', after: digest },
  'staff.signedIn': { ...common, kind: 'staff.signedIn', account: 'k3Jd8sLq0', origin: digest },
  'staff.signInFailed': { ...common, kind: 'staff.signInFailed', origin: digest, attempts: 5 },
  'ledger.read': { ...common, kind: 'ledger.read', fromLeaf: 0, toLeaf: 255 },
  'incident.raised': {
    ...common,
    kind: 'incident.raised',
    incident: id,
    code: 'clockStepped',
    device: 'lobby-1',
    detail: { byMs: -3_600_000 },
  },
  'incident.closed': { ...common, kind: 'incident.closed', incident: id, reason: 'repaired' },
}

const samples = Object.values<Entry>(SAMPLES)
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
    () => checkedEntry({ ...SAMPLES['incident.raised'], detail: { 홍길동: 1 } }),
    refusesAt(/detail/),
  )
})

test('numbers are exact, not negative, and within bounds', () => {
  for (const wrong of [-1, 0.5, 2 ** 53, Number.NaN, Infinity, '5', null])
    assert.throws(() => checkedEntry({ ...SAMPLES['ledger.read'], toLeaf: wrong }), refusesAt(/toLeaf/))
})

test('the fullest entries fit a leaf', () => {
  const key = `${'a'.repeat(64)}/2026-11-22/${'c'.repeat(32)}`
  const keys = Array.from({ length: 200 }, () => ({ key, generation: 2 ** 53 - 1, commitment: digest }))
  const fullest = { ...SAMPLES['keys.created'], keys }
  assert.ok(entryBytes(checkedEntry(fullest)).length < 65_535)
  assert.throws(() => checkedEntry({ ...fullest, keys: [...keys, keys[0]] }), refusesAt(/keys/))
  const figures = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`figure${i}`, -(2 ** 53) + 1]))
  checkedEntry({ ...SAMPLES['incident.raised'], detail: figures(16) })
  assert.throws(
    () => checkedEntry({ ...SAMPLES['incident.raised'], detail: figures(17) }),
    refusesAt(/detail/),
  )
})

test('the subject is what an entry can be found by', () => {
  assert.equal(subjectOf(SAMPLES['destruction.done']), id)
  assert.equal(subjectOf(SAMPLES['registry.changed']), 'seoul-immigration')
  assert.equal(subjectOf(SAMPLES['viewing.refused']), null)
  assert.equal(subjectOf(SAMPLES['keys.created']), null)
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
