/**
 * What the linter must say of five policies that were written for this with the defects of real ones, and of eight
 * that have none: exactly this, no more and no less, line by line.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readDocument } from '../../src/documents/documents.ts'
import type { Finding } from '../../src/policy/lint/finding.ts'
import { lint } from '../../src/policy/lint/lint.ts'

const folder = join(import.meta.dirname, 'texts')

async function findingsOf(name: string): Promise<readonly Finding[]> {
  const { lines } = await readDocument({ bytes: readFileSync(join(folder, name)), name })
  return lint({ lines })
}

type Expected = Readonly<Record<string, readonly number[]>>

/** Text by text, rule by rule: the lines. An office with body cameras, a template left half filled, closed rooms, two
 * policies on one page, and a scan. */
const ORACLE: Readonly<Record<string, { readonly grave: Expected; readonly info: Expected }>> = {
  'defective-000.txt': {
    grave: {
      BASIS_MOBILE_25: [7],
      BASIS_CLOSED_25: [7],
      ACCESS_UNCOVERED: [17, 21],
      NOTICE_METHOD_MISSING: [21],
      ZONE_UNLISTED: [40],
      CONSIGN_CONTRADICT: [48],
      DEADLINE_MISSING: [55, 55],
      TITLE_MISMATCH: [63],
    },
    info: { SIGNBOARD_MISSING: [12] },
  },
  'defective-001.txt': {
    grave: {
      TERM_PRE2023: [1],
      MISSING_25_1_2: [11],
      DUP_SENTENCE: [13],
      PLACEHOLDER: [16, 31, 32, 54],
      MISSING_CPO: [20],
      MISSING_25_1_3: [26],
      DEADLINE_MISSING: [40],
      REFUSAL_OVERBROAD: [46, 47],
      CONSIGN_NO_TASK: [54],
      NO_EFFECTIVE_DATE: [60],
      VERSION_GAP: [65],
    },
    info: { SIGNBOARD_MISSING: [11], HEADER_NOISE: [24, 51, 67] },
  },
  'defective-002.txt': {
    grave: {
      TERM_PRE2023: [1],
      BASIS_CLOSED_25: [7],
      MISSING_CPO: [16],
      RETENTION_NOT_NUMBER: [31, 32, 33],
      DEADLINE_MISSING: [45, 45],
      SAFEGUARD_NO_ENCRYPTION: [49],
      RETENTION_INCONSISTENT: [59],
      NO_NOTICE_DATE: [65],
    },
    info: {},
  },
  'defective-003.txt': {
    grave: {
      BASIS_MOBILE_25: [7, 51],
      MISSING_25_1_2: [11, 55],
      LOCATION_MISSING: [11, 55],
      NOTICE_METHOD_MISSING: [11],
      MISSING_CPO: [13, 57],
      RETENTION_NOT_NUMBER: [23, 66],
      DEADLINE_MISSING: [32, 32, 75, 75],
      SAFEGUARD_IRRELEVANT: [39],
      NO_EFFECTIVE_DATE: [41, 84],
      DUP_SECTION: [45],
      CLASS_MISMATCH_24H: [66],
    },
    info: { SIGNBOARD_MISSING: [55] },
  },
  'defective-004.txt': {
    grave: {
      TERM_PRE2023: [1],
      BASIS_CLOSED_25: [11],
      HEADER_NOISE: [23, 82],
      MISSING_CPO: [34],
      CONSIGN_CONTRADICT: [49],
      CONSIGN_NO_TASK: [54],
      DEADLINE_MISSING: [64],
      NO_NOTICE_DATE: [74],
      STALE_CITATION: [81],
    },
    info: { SIGNBOARD_MISSING: [15], PERSONAL_NAME_PUBLISHED: [37, 38, 39] },
  },
}

function byRule(findings: readonly Finding[]): Expected {
  const rules = Map.groupBy(findings, ({ rule }) => rule)
  return Object.fromEntries([...rules].map(([rule, some]) => [rule, some.map(({ line }) => line)]))
}

for (const [name, { grave, info }] of Object.entries(ORACLE))
  test(`${name}: exactly the defects that were written into it`, async () => {
    const findings = await findingsOf(name)
    assert.deepEqual(byRule(findings.filter(({ severity }) => severity !== 'info')), grave)
    assert.deepEqual(byRule(findings.filter(({ severity }) => severity === 'info')), info)
  })

test('a contradiction is an error, a wording that only should be better is not', async () => {
  const severities = async (name: string, rule: string) =>
    (await findingsOf(name)).filter((one) => one.rule === rule).map(({ severity }) => severity)
  assert.deepEqual(await severities('defective-000.txt', 'CONSIGN_CONTRADICT'), ['error'])
  assert.deepEqual(await severities('defective-004.txt', 'CONSIGN_CONTRADICT'), ['warning'])
  assert.deepEqual(await severities('defective-001.txt', 'MISSING_CPO'), ['error'])
  assert.deepEqual(await severities('defective-002.txt', 'MISSING_CPO'), ['warning'])
  assert.deepEqual(await severities('defective-002.txt', 'BASIS_CLOSED_25'), ['error'], 'said outright')
  assert.deepEqual(await severities('defective-004.txt', 'BASIS_CLOSED_25'), ['warning'], 'concluded')
})

test('a room is quoted as the text writes it, though words are compared without their spaces', async () => {
  const unlisted = (await findingsOf('defective-000.txt')).find(({ rule }) => rule === 'ZONE_UNLISTED')
  assert.match(unlisted?.message.ko ?? '', /^"보호실"의/)
})

test('what rests on an article that was not read says so', async () => {
  const stale = (await findingsOf('defective-004.txt')).find(({ rule }) => rule === 'STALE_CITATION')
  assert.equal(stale?.verified, 'paraphrase')
  assert.match(stale?.message.ko ?? '', /대조하지 못했/)
})

const sound = readdirSync(folder).filter((name) => name.startsWith('sound-'))

test('there are sound texts in many styles', () => {
  assert.ok(sound.length >= 8)
})

for (const name of sound)
  test(`${name}: nothing is wrong with it, and nothing is said`, async () => {
    assert.deepEqual(byRule(await findingsOf(name)), {})
  })
