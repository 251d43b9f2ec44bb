/**
 * The claim of the vault, put to the test: after a destruction no state of the system, together with any backup of
 * everything but the root, opens what was destroyed; and everything else still opens. The longer run is
 * test/soak/shred.soak.ts.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyIdText } from './vault.ts'
import type { Target } from './vault.ts'
import { startProof } from '../../test/shred/proof.ts'
import type { Proof } from '../../test/shred/proof.ts'
import { destroyAll, ROUNDS } from '../../test/shred/rounds.ts'

const alive = (proof: Proof) => proof.footage.filter(({ id }) => !proof.dead.has(id)).map(({ id }) => id)

test('killed at every step, with backups of all but the root: destroyed 0 recoverable, survivors all', async (t) => {
  await using proof = await startProof(5, 4)
  const first = await proof.provider.read()
  const kills = await destroyAll(proof, ROUNDS)
  await proof.verify(proof.footage)
  assert.ok(proof.dead.size >= 12 && alive(proof).length >= 6, `${proof.dead.size} dead`)

  const root = await proof.provider.read()
  const erased = await proof.provider.readStaged()
  const loot = await proof.looted()
  assert.deepEqual(proof.inClear(loot), [], 'no key and no footage stands in clear outside the root file')
  const { attempts, recovered } = proof.attacked(loot, [root?.key as Buffer, erased])
  t.diagnostic(
    `${kills} kills, ${loot.files} files, ${loot.bytes >> 20} MiB, ${attempts} unwraps tried, ` +
      `${proof.dead.size} destroyed, ${recovered.size} recovered, ${alive(proof).length} survivors`,
  )
  assert.deepEqual(
    [...proof.dead].filter((id) => recovered.has(id)),
    [],
    'nothing destroyed is recovered',
  )
  assert.deepEqual(
    [...recovered].sort(),
    alive(proof).sort(),
    'the attacker finds all survivors: the search works',
  )

  // An old copy of the root file brings back what was destroyed since: why it is never part of a backup.
  const withOldRoot = proof.attacked(loot, [first?.key as Buffer])
  assert.ok([...proof.dead].some((id) => withOldRoot.recovered.has(id)))
})

test('negative control: a key row deleted without a change of root is recovered', async () => {
  await using proof = await startProof(2, 1)
  const [victim] = proof.footage
  assert.ok(victim)
  const day = keyIdText(victim.keyId)
  await proof.database.pool.query('delete from vault_seed where key = $1', [day])
  await proof.database.pool.query('vacuum full vault_seed')
  await proof.database.pool.query('checkpoint')
  await assert.rejects(proof.verify([victim]))
  const root = await proof.provider.read()
  const report = proof.attacked(await proof.looted(), [root?.key as Buffer])
  assert.ok(report.recovered.has(victim.id), 'the deleted key is still in the write-ahead log')
  // The same camera-day, destroyed by a change of root, is not.
  const targets: Target[] = [{ kind: 'day', keyId: (proof.footage[2] as typeof victim).keyId, generation: 1 }]
  await proof.destroy(targets, { step: 100 }, false)
  const next = await proof.provider.read()
  const roots = [next?.key as Buffer, await proof.provider.readStaged()]
  const after = proof.attacked(await proof.looted(), roots)
  assert.ok(!after.recovered.has((proof.footage[2] as typeof victim).id))
})

test('a segment that left a hold dies with its camera-day, though the hold went on for others', async () => {
  await using proof = await startProof(2, 1)
  const [leaving, , staying] = proof.footage
  assert.ok(leaving && staying && leaving.keyId.device !== staying.keyId.device)
  const day = (footage: typeof leaving): Target => ({ kind: 'day', keyId: footage.keyId, generation: 1 })
  const hold = await proof.hold([leaving, staying], { step: 100 }, false)
  await proof.backUp()
  await proof.destroy([day(staying)], { step: 100 }, false)
  const { remaining } = await proof.release(hold, { step: 100 }, false)
  assert.deepEqual(remaining, [staying.id])
  await proof.destroy([day(leaving)], { step: 100 }, false)
  await proof.verify(proof.footage)
  const root = await proof.provider.read()
  const { recovered } = proof.attacked(await proof.looted(), [root?.key as Buffer])
  assert.deepEqual([...recovered], [staying.id])
})
