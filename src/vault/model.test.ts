/**
 * Any sequence of recording, holding, releasing and destroying, with restarts in between, beside a model of a few
 * lines: a segment opens exactly while its camera-day's tree or a hold keeps its key.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { cameraDay, orderDestruction, placeHold, releaseHold, vaultFixture } from '../../test/vault.ts'
import type { Footage, VaultFixture } from '../../test/vault.ts'
import { isFault } from '../base/fault.ts'
import { keyIdText } from './vault.ts'
import type { Target } from './vault.ts'

type Known = { readonly footage: Footage; inTree: boolean; readonly holds: Set<string> }

type Model = { readonly known: Known[]; readonly active: string[]; readonly ended: string[] }

type Step = {
  readonly act: 'record' | 'day' | 'segments' | 'hold' | 'release' | 'endedHold' | 'restart'
  readonly pick: number
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    act: fc.constantFrom<Step['act'][]>(
      'record',
      'record',
      'record',
      'day',
      'segments',
      'hold',
      'release',
      'endedHold',
      'restart',
    ),
    pick: fc.nat(1000),
  }),
  { minLength: 8, maxLength: 20 },
)

test('segments open exactly while something keeps their key, whatever was done before (model)', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      await using world = await vaultFixture()
      const model: Model = { known: [], active: [], ended: [] }
      for (const step of sequence) await take(world, model, step)
      for (const { footage, inTree, holds } of model.known)
        if (inTree || holds.size > 0) await world.watch(footage)
        else await assert.rejects(world.watch(footage), (error) => isFault(error))
    }),
    { numRuns: 10, endOnFailure: true },
  )
})

async function take(world: VaultFixture, model: Model, { act, pick }: Step): Promise<void> {
  const { known, active, ended } = model
  const one = known[pick % Math.max(1, known.length)]
  if (act === 'restart') return world.restart()
  if (act === 'record') {
    // A minute of its own for each, in one of five hours.
    const startMs = (pick % 5) * 3_600_000 + known.length * 60_000
    const footage = await world.record(cameraDay(pick % 2, pick % 3), startMs)
    known.push({ footage, inTree: true, holds: new Set() })
  } else if (act === 'release') {
    const hold = active.splice(pick % Math.max(1, active.length), 1)[0]
    if (hold === undefined) return undefined
    await world.vault.release(await releaseHold(world.ledger, hold))
    for (const each of known)
      if (each.holds.has(hold) && (each.inTree || each.holds.size > 1)) each.holds.delete(hold)
    ended.push(hold)
  } else if (act === 'endedHold') {
    const hold = ended.pop()
    if (hold === undefined) return undefined
    await destroy(world, [{ kind: 'hold', hold }])
    for (const each of known) each.holds.delete(hold)
  } else if (one === undefined) return undefined
  else if (act === 'day') {
    const { keyId, generation } = one.footage
    await destroy(world, [{ kind: 'day', keyId, generation }])
    for (const each of known) if (sameDay(each.footage, one.footage)) each.inTree = false
  } else if (act === 'segments') {
    const chosen = known.filter((_, i) => i % 3 === pick % 3)
    const targets = chosen.map(({ footage: { keyId, generation, leaf, id } }): Target => {
      return { kind: 'segment', keyId, generation, leaf, segment: id }
    })
    await destroy(world, targets)
    for (const each of known)
      if (chosen.some(({ footage }) => sameDay(footage, each.footage) && footage.leaf === each.footage.leaf))
        each.inTree = false
  } else {
    const chosen = known.filter((each, i) => each === one || i % 4 === pick % 4)
    const receipt = await placeHold(
      world.ledger,
      chosen.map(({ footage }) => footage),
    )
    const { held } = await world.vault.hold(
      receipt,
      chosen.map(({ footage }) => footage),
    )
    const living = chosen.filter(({ inTree, holds }) => inTree || holds.size > 0)
    assert.deepEqual([...held].sort(), living.map(({ footage }) => footage.id).sort())
    for (const each of living) each.holds.add(receipt.entry.hold)
    active.push(receipt.entry.hold)
  }
  return undefined
}

function sameDay(a: Footage, b: Footage): boolean {
  return keyIdText(a.keyId) === keyIdText(b.keyId) && a.generation === b.generation
}

async function destroy(world: VaultFixture, targets: readonly Target[]): Promise<void> {
  const receipt = await orderDestruction(world.ledger, targets)
  await world.vault.eraseKeys(receipt, targets)
  await world.vault.removeFiles(receipt, targets)
}
