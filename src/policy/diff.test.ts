import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { Day } from '../base/day.ts'
import { renderText } from '../documents/documents.ts'
import { type Device, readAgencyFile, type Registry } from '../registry/registry.ts'
import { differences } from './diff.ts'
import { documentOf } from './document.ts'
import { draft } from './draft.ts'
import type { Draft } from './model.ts'

const TODAY = '2026-11-22' as Day

function agency(name: string): Promise<Registry> {
  return readAgencyFile(new URL(`../../agencies/${name}.yaml`, import.meta.url).pathname, TODAY)
}

const NAMES = ['seoul-immigration', 'seoul-city', 'customs-service', 'yonghyeon-14dong', 'jungbu-labor']
const registries = await Promise.all(NAMES.map(agency))

function drafts(registry: Registry): readonly Draft[] {
  return registry.policies.map(({ id }) => draft({ registry, policy: id, on: TODAY }))
}

function changed(before: Registry, after: Registry): readonly string[] {
  const was = drafts(before)
  const ids = drafts(after).flatMap((one, index) => differences(was[index], one).map(({ fact }) => fact))
  return [...new Set(ids)]
}

function texts(registry: Registry): string {
  return drafts(registry)
    .flatMap((one) => (['ko', 'en'] as const).map((language) => renderText(documentOf(one, language))))
    .join('\n')
}

/** A place in a registry: keys from the root. */
type Path = readonly (string | number)[]

/** Every text and telephone number, and every period, wherever it stands. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') {
    const last = path.at(-1)
    return last === 'ko' || last === 'en' || last === 'phone' ? [path] : []
  }
  if (typeof value === 'number') return path.at(-1) === 'retentionDays' ? [path] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    leaves(member, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value)
}

/** The same registry with that one value changed. */
function withChange(registry: Registry, path: Path): Registry {
  // Not structuredClone, which keeps objects shared: a device's view would change with its zone's.
  const copy = JSON.parse(JSON.stringify(registry)) as Record<string | number, unknown>
  const holder = at(copy, path.slice(0, -1)) as Record<string | number, unknown>
  const last = path.at(-1) as string | number
  const value = holder[last]
  holder[last] = typeof value === 'number' ? value + 1 : `${String(value)} 다른`
  return copy as unknown as Registry
}

describe('differences', () => {
  test('between a policy and itself there are none', () => {
    for (const registry of registries) assert.deepEqual(changed(registry, structuredClone(registry)), [])
  })

  test('changing one camera is a difference of exactly that camera', () => {
    const [registry] = registries as [Registry, ...Registry[]]
    const changes: readonly Partial<Device>[] = [
      { kind: 'network' },
      { view: { ko: '다른 곳', en: 'elsewhere' } },
      { floor: '7F' },
      { purposes: ['facility-safety'] },
      { pixels: 2_000_000 },
      { position: { latitude: '37.5', longitude: '127.0' } },
      { installedMonth: '2026-01' },
      { recording: false },
      { status: 'retired' },
      { zone: 'main-corridor' },
    ]
    fc.assert(
      fc.property(fc.constantFrom(...changes), fc.integer({ min: 0, max: 3 }), (change, number) => {
        const id = `main-lobby-0${number + 1}`
        const devices = registry.devices.map((device) =>
          device.id === id ? { ...device, ...change } : device,
        )
        assert.deepEqual(changed(registry, { ...registry, devices }), [`device/${id}`])
      }),
      { numRuns: 40 },
    )
  })

  test('the address of a stream is nobody else’s business', () => {
    const [registry] = registries as [Registry, ...Registry[]]
    const devices = registry.devices.map((device) => ({ ...device, stream: 'stream.other' }))
    assert.deepEqual(changed(registry, { ...registry, devices }), [])
  })

  test('changing any one thing of the registry is a difference of exactly that thing', () => {
    const all = registries.flatMap((registry) => leaves(registry).map((path) => ({ registry, path })))
    fc.assert(
      fc.property(fc.nat(all.length - 1), (index) => {
        const { registry, path } = all[index] as (typeof all)[number]
        const after = withChange(registry, path)
        const facts = changed(registry, after)
        const entity = at(registry, path.slice(0, 2))
        const id = typeof entity === 'object' && entity !== null && 'id' in entity ? String(entity.id) : ''
        assert(facts.length <= 1, `${path.join('.')}: ${facts.join(', ')}`)
        for (const fact of facts)
          assert(fact.includes(id) || path[0] === 'policies', `${path.join('.')}: ${fact}`)
        // Whatever changes the text is a fact, so nothing can be altered behind a comparison.
        if (facts.length === 0) assert.equal(texts(after), texts(registry), path.join('.'))
      }),
      { numRuns: 100 },
    )
  })

  test('what is no longer stated comes last, with what it said', async () => {
    const registry = await agency('jungbu-labor')
    const [before] = drafts(registry)
    const [after] = drafts({ ...registry, processors: [] })
    const found = differences(before, after)
    assert.deepEqual(
      found.map(({ clause, fact }) => [clause, fact]),
      [['processors', 'processor/adt-caps']],
    )
    assert.match(found[0]?.before?.ko ?? '', /ADT캡스/)
    assert.equal(found[0]?.after, null)
  })

  test('a policy that is not there states nothing', () => {
    const [registry] = registries as [Registry, ...Registry[]]
    const [one] = drafts(registry)
    const facts = one?.clauses.flatMap((clause) => clause.facts).length
    assert.equal(differences(undefined, one).length, facts)
    assert.equal(differences(one, undefined).length, facts)
  })
})
