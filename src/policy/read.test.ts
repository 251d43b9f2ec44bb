import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Day } from '../base/day.ts'
import { isFault } from '../base/fault.ts'
import { readAgencyFile } from '../registry/registry.ts'
import { differences } from './diff.ts'
import { draft, draftBytes } from './draft.ts'
import { readDraft } from './read.ts'

const TODAY = '2026-11-22' as Day
const registry = await readAgencyFile(
  new URL('../../agencies/customs-service.yaml', import.meta.url).pathname,
  TODAY,
)
const written = JSON.parse(draftBytes(draft({ registry, policy: 'main', on: TODAY })).toString())

/** Everywhere in a value, as keys from the root. */
function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, member]) => places(member, [...path, key]))]
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by
  if (Array.isArray(value)) return value.with(Number(key), replaced(value[Number(key)], rest, by))
  const record = value as Record<string, unknown>
  return { ...record, [key]: replaced(record[key], rest, by) }
}

test('a draft that was spoiled anywhere is refused, or can still be compared', () => {
  const all = places(written)
  fc.assert(
    fc.property(fc.nat(all.length - 1), fc.jsonValue(), (index, by) => {
      const spoiled = replaced(written, all[index] ?? [], by)
      try {
        differences(readDraft(spoiled), readDraft(written))
      } catch (error) {
        assert(isFault(error, 'policy.notADraft') || isFault(error, 'canonical.unsupported'), String(error))
      }
    }),
    { numRuns: 500 },
  )
})

test('what is no draft at all is refused with the place', () => {
  for (const value of [undefined, null, 1, 'x', [], {}, { format: 'jangseung-policy/2' }])
    assert.throws(
      () => readDraft(value),
      (error) => isFault(error, 'policy.notADraft') && /\$/.test(error.message),
    )
})
