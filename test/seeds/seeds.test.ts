/**
 * The five agencies' published policies, fact by fact: what each of them states must stand in the text that is
 * generated from its agency file, in the clause where it belongs, in HTML, in PDF and in HWPX.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Day } from '../../src/base/day.ts'
import { draft, type Draft } from '../../src/policy/policy.ts'
import { readAgencyFile, type Registry } from '../../src/registry/registry.ts'
import { type Reading, readHtml, readHwpx, readPdf, states } from './reading.ts'
import { seed000 } from './seed-000.ts'
import { seed001 } from './seed-001.ts'
import { seed002 } from './seed-002.ts'
import { seed003a, seed003b } from './seed-003.ts'
import { seed004 } from './seed-004.ts'
import type { Fact, Seed } from './table.ts'

const TODAY = '2026-11-22' as Day
const SEEDS = [seed000, seed001, seed002, seed003a, seed003b, seed004]

const READERS = [
  ['html', readHtml],
  ['pdf', readPdf],
  ['hwpx', readHwpx],
] as const

function registryOf({ agency }: Seed): Promise<Registry> {
  return readAgencyFile(new URL(`../../agencies/${agency}.yaml`, import.meta.url).pathname, TODAY)
}

function draftOf({ policy }: Seed, registry: Registry): Draft {
  return draft({ registry, policy, on: TODAY })
}

function lacking(reading: Reading, facts: readonly Fact[]): string[] {
  return facts.filter((fact) => !states(reading, fact)).map((fact) => fact.join(' | '))
}

for (const seed of SEEDS)
  describe(`the policy of seed ${seed.seed}`, () => {
    const written = registryOf(seed).then((registry) => draftOf(seed, registry))
    for (const [format, read] of READERS) {
      const reading = written.then(read)

      test(`states all ${seed.facts.length} facts of the published text in ${format}`, async () =>
        assert.deepEqual(lacking(await reading, seed.facts), []))

      for (const { what, states: stated = [], never = [] } of seed.corrections)
        test(`has corrected in ${format}: ${what}`, async () => {
          assert.deepEqual(lacking(await reading, stated), [])
          // Rows that are near in running text are not the same row: what must not stand together is asked of HTML.
          const apart = never.filter(({ length }) => format === 'html' || length === 2)
          const text = await reading
          assert.deepEqual(
            apart.filter((fact) => states(text, fact)),
            [],
          )
        })
    }
  })

describe('the tables', () => {
  test('notice what is no longer true', async () => {
    const registry = await registryOf(seed000)
    const devices = registry.devices.filter(({ id }) => id !== 'main-lobby-01')
    const fewer = draftOf(seed000, { ...registry, devices })
    const officers = registry.officers.map((one) =>
      one.id === 'detention-handler' ? { ...one, phone: '02-2650-6253' } : one,
    )
    const redialled = draftOf(seed000, { ...registry, officers })
    for (const [, read] of READERS) {
      assert.deepEqual(lacking(await read(fewer), seed000.facts), [
        'devices | 본청 | 고정형 | 34대 | 51대 | 85대',
      ])
      assert.deepEqual(lacking(await read(redialled), seed000.facts), [
        'officers | 접근권한자 | 보호실 계호담당 | 사범과 | 02-2650-6252',
      ])
    }
  })

  test('are about every policy of the five agencies', async () => {
    const told: string[] = []
    for (const seed of [seed000, seed001, seed002, seed003a, seed004])
      told.push(...(await registryOf(seed)).policies.map(({ id }) => `${seed.agency} ${id}`))
    assert.deepEqual(
      told,
      SEEDS.map(({ agency, policy }) => `${agency} ${policy}`),
    )
  })
})
