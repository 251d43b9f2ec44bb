/**
 * Each agency's file, rehearsed: its policies published on the first day, footage of every zone and kind filmed, kept and
 * destroyed by the real modules, and at the end everything about keeping, destroying and recording shown to be true.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { rehearsalFilm } from '../../demo/demo.ts'
import type { Day } from '../../src/base/day.ts'
import { readAgencyFile } from '../../src/registry/registry.ts'
import { isTrue, rehearse } from '../../src/rehearse.ts'
import type { RehearsedPolicy } from '../../src/rehearse.ts'
import { temporaryFolder } from '../whole.ts'

const AGENCIES = fileURLToPath(new URL('../../agencies', import.meta.url))
const FROM = '2026-11-22' as Day
/** Two days longer than any of them keeps footage. */
const DAYS = 32

const POLICIES: Readonly<Record<string, readonly string[]>> = {
  'seoul-immigration': ['main'],
  'seoul-city': ['main'],
  'customs-service': ['main'],
  'yonghyeon-14dong': ['wearable', 'dumping'],
  'jungbu-labor': ['main'],
}

for (const [agency, expected] of Object.entries(POLICIES))
  test(`${agency}: rehearsed with its published policy, every claim about keeping and destroying is true`, async () => {
    await using folder = await temporaryFolder()
    const result = await rehearse({
      registry: await readAgencyFile(join(AGENCIES, `${agency}.yaml`), FROM),
      days: DAYS,
      folder: join(folder.path, 'data'),
      from: FROM,
      film: await rehearsalFilm(),
      stop: new AbortController().signal,
    })
    assert.deepEqual(
      result.policies.map(({ policy }) => policy),
      expected,
    )
    assert.deepEqual([result.destroyedEarly, result.destroyedLate, result.ledger.verified], [0, 0, true])
    for (const policy of result.policies) {
      assert.deepEqual(policy.failed, [])
      const told = policy.evidence.filter(({ id }) => /^(?:text|retention|destruction|ledger)\//.test(id))
      for (const { id, state, found } of told) assert.equal(state, 'pass', `${id}: ${found.en}`)
      assert.ok(
        told.some(({ id }) => id === 'ledger/whole') && told.some(({ id }) => id === 'destruction/time'),
      )
      assert.ok(isTrue(policy))
    }
  })

test('a rehearsal in which anything was untrue, or is not shown, is no success', () => {
  assert.equal(isTrue(shown('pass')), true)
  assert.equal(isTrue(shown('fail')), false)
  assert.equal(isTrue(shown('unknown')), false)
  assert.equal(isTrue({ ...shown('pass'), failed: [{ id: 'destruction/time', firstOn: FROM }] }), false)
})

/** One claim, in that state. */
function shown(state: 'pass' | 'fail' | 'unknown'): RehearsedPolicy {
  return {
    policy: 'main',
    evidence: [
      {
        id: 'retention/lobby/continuous',
        clause: 'keeping',
        state,
        claim: { ko: '-', en: '-' },
        found: { ko: '-', en: '-' },
        how: null,
        numbers: {},
      },
    ],
    failed: [],
  }
}
