/** The proof of destruction at length: hundreds of kills at any step, many backups, holds and single segments. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startProof } from '../shred/proof.ts'
import { destroyAll } from '../shred/rounds.ts'

const ROUNDS = 300

test('300 destructions killed anywhere: destroyed 0 recoverable, survivors all', async (t) => {
  await using proof = await startProof(12, 12)
  await destroyAll(proof, ROUNDS)
  await proof.verify(proof.footage)
  const root = await proof.provider.read()
  const loot = await proof.looted()
  assert.deepEqual(proof.inClear(loot), [])
  const { attempts, recovered } = proof.attacked(loot, [
    root?.key as Buffer,
    await proof.provider.readStaged(),
  ])
  const alive = proof.footage.filter(({ id }) => !proof.dead.has(id)).map(({ id }) => id)
  t.diagnostic(
    `${loot.bytes >> 20} MiB, ${attempts} unwraps tried, ${proof.dead.size} destroyed, ${alive.length} alive`,
  )
  assert.deepEqual([...recovered].sort(), alive.sort())
})
