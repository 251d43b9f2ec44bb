/** Root and key table: what belongs together, what is refused, and what a crash at each step leaves. */
import assert from 'node:assert/strict'
import { chmod, copyFile, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { failingDatabase, noFailure } from '../../test/failing.ts'
import type { Failure } from '../../test/failing.ts'
import { cameraDay, orderDestruction, vaultFixture } from '../../test/vault.ts'
import type { VaultFixture } from '../../test/vault.ts'
import { realDisk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import { SPLIT_BYTES } from './anti-forensic.ts'
import { fileRoot, openKeys, openVault } from './vault.ts'
import type { KeyId, RootProvider, Target } from './vault.ts'

const day = (keyId: KeyId): Target => ({ kind: 'day', keyId, generation: 1 })
const fault = (code: string) => (error: unknown) => isFault(error, code)
const openAgain = ({ db, rootPath }: VaultFixture) =>
  openKeys({ db, rootProvider: fileRoot({ path: rootPath, disk: realDisk }) })

test("a root file that is missing, damaged, exposed or somebody else's is refused with a reason", async () => {
  await using world = await vaultFixture()
  await using other = await vaultFixture()
  const { rootPath } = world
  const kept = `${rootPath}.kept`
  await copyFile(rootPath, kept)
  const spoilt: [string, () => Promise<void>][] = [
    ['vault.rootMissing', () => rm(rootPath)],
    ['vault.rootMalformed', () => truncate(rootPath, 1000)],
    ['vault.rootMalformed', () => writeFile(rootPath, '', { mode: 0o600 })],
    ['vault.rootMalformed', () => flip(rootPath, 3)],
    ['vault.rootMalformed', () => flip(rootPath, 9)],
    ['vault.rootMalformed', () => flip(rootPath, 15)],
    ['vault.rootMalformed', () => flip(rootPath, 20)],
    ['vault.rootForeign', () => flip(rootPath, 4096 + 700)],
    ['vault.rootForeign', () => copyFile(other.rootPath, rootPath)],
    ['vault.rootExposed', () => chmod(rootPath, 0o640)],
    ['vault.rootMalformed', () => rm(rootPath).then(() => symlink(kept, rootPath))],
  ]
  for (const [code, spoil] of spoilt) {
    await spoil()
    await assert.rejects(openAgain(world), fault(code), code)
    await rm(rootPath, { force: true })
    await copyFile(kept, rootPath)
    await chmod(rootPath, 0o600)
  }
  ;(await openAgain(world)).close()
})

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path)
  bytes[at] = (bytes[at] as number) ^ 1
  await writeFile(path, bytes)
}

test('an old copy of the root file is refused, however old', async () => {
  await using world = await vaultFixture()
  const [a, b] = [await world.record(cameraDay(1, 0)), await world.record(cameraDay(2, 0))]
  const kept = await readFile(world.rootPath)
  for (const footage of [a, b]) {
    await world.destroy(day(footage.keyId))
    const current = await readFile(world.rootPath)
    await writeFile(world.rootPath, kept)
    await assert.rejects(openAgain(world), fault('vault.rootOlder'))
    await writeFile(world.rootPath, current)
  }
  ;(await openAgain(world)).close()
})

test('a database restored from before the last destruction is refused', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0))
  const tables = ['vault_epoch', 'vault_cohort', 'vault_seed', 'vault_secret']
  for (const table of tables) await world.database.pool.query(`create table old_${table} as table ${table}`)
  await world.destroy(day(footage.keyId))
  for (const table of tables)
    await world.database.pool.query(`truncate ${table}; insert into ${table} select * from old_${table}`)
  await assert.rejects(openAgain(world), fault('vault.tableOlder'))
  await world.database.pool.query('truncate vault_epoch')
  await assert.rejects(openAgain(world), fault('vault.tableOlder'))
})

test('a first start that was killed after the root was made goes on with it', async () => {
  await using world = await vaultFixture()
  await world.database.pool.query('truncate vault_epoch, vault_cohort, vault_seed, vault_secret')
  const before = await readFile(world.rootPath)
  const keys = await openAgain(world)
  await keys.setSecret('a', Buffer.from('b'))
  assert.equal((await keys.secret('a'))?.toString(), 'b')
  assert.deepEqual((await readFile(world.rootPath)).subarray(0, 4096), before.subarray(0, 4096))
  keys.close()
})

test('the old root is gone from the file after a destruction, and the file is the same file', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0))
  const before = await readFile(world.rootPath)
  await world.destroy(day(footage.keyId))
  const after = await readFile(world.rootPath)
  assert.equal(after.length, before.length)
  assert.equal(before[9], 0)
  assert.equal(after[9], 1)
  // No stripe of the old root's slot is where it was, nor anywhere else in the file.
  for (let at = 4096; at < 4096 + SPLIT_BYTES; at += 32)
    assert.equal(after.indexOf(before.subarray(at, at + 32)), -1)
})

/** A root provider whose step number `at` fails, either before it is done or after. */
function failingProvider(inner: RootProvider, failure: Failure): RootProvider {
  const step = async <T>(act: () => Promise<T>): Promise<T> => {
    failure.steps++
    const fails = failure.at === failure.steps
    if (fails && failure.way === 'notDone') throw new Error('step failed')
    const value = await act()
    if (fails) throw new Error('step failed')
    return value
  }
  return {
    ...inner,
    stage: (key) => step(() => inner.stage(key)),
    activate: (epoch) => step(() => inner.activate(epoch)),
    eraseOther: () => step(() => inner.eraseOther()),
    readStaged: () => step(() => inner.readStaged()),
  }
}

test('a root provider that fails at any step, done or not done, loses nothing and destroys what was ordered', async () => {
  let total = 100
  for (let at = 1; at <= total; at++)
    for (const way of ['notDone', 'doneButReported'] as const) {
      const failure = { ...noFailure(), way }
      await using world = await vaultFixture({ provider: (inner) => failingProvider(inner, failure) })
      const [dead, alive] = [await world.record(cameraDay(1, 0)), await world.record(cameraDay(2, 0))]
      const targets = [day(dead.keyId)]
      const receipt = await orderDestruction(world.ledger, targets)
      Object.assign(failure, { at, steps: 0 })
      const tried = await world.vault.eraseKeys(receipt, targets).catch((error: Error) => error)
      if (!(tried instanceof Error)) total = at - 1
      failure.at = 0
      await world.watch(alive)
      await world.restart()
      await world.watch(alive)
      const erased = await world.vault.eraseKeys(receipt, targets)
      assert.equal(erased.epochAfter, 2)
      await assert.rejects(world.watch(dead), fault('vault.keyMissing'))
      await world.watch(alive)
    }
  assert.equal(total, 5)
})

test('a database that fails at any statement leaves the destruction to be finished, and all else as it was', async () => {
  await using world = await vaultFixture()
  const alive = await world.record(cameraDay(900, 0))
  const failure = noFailure()
  const db = failingDatabase(world.database.pool, failure)
  let total = 1000
  let epoch = 1
  for (let at = 1; at <= total; at++) {
    const dead = await world.record(cameraDay(at, 0))
    const targets = [day(dead.keyId)]
    const receipt = await orderDestruction(world.ledger, targets)
    const keys = await openKeys({ db, rootProvider: world.provider })
    const vault = openVault({ ...world, keys, folders: { media: world.home, held: world.home } })
    Object.assign(failure, { at, steps: 0 })
    const tried = await vault.eraseKeys(receipt, targets).catch((error: Error) => error)
    if (!(tried instanceof Error)) total = at - 1
    failure.at = 0
    await world.watch(alive)
    const erased = await world.vault.eraseKeys(receipt, targets)
    assert.equal(erased.epochAfter, ++epoch)
    await assert.rejects(world.watch(dead), fault('vault.keyMissing'))
    await world.watch(alive)
    keys.close()
  }
  assert.ok(total > 20)
})

test('two processes share one root: what one destroys is destroyed for the other', async () => {
  await using world = await vaultFixture()
  const [dead, alive] = [await world.record(cameraDay(1, 0)), await world.record(cameraDay(2, 0))]
  const other = await openAgain(world)
  await other.setSecret('a', Buffer.from('b'))
  await world.destroy(day(dead.keyId))
  assert.equal((await other.secret('a'))?.toString(), 'b')
  await other.setSecret('a', Buffer.from('c'))
  await world.destroy(day(cameraDay(3, 0)))
  assert.equal((await world.keys.secret('a'))?.toString(), 'c')
  // Many at once, while roots are replaced: no use ever meets a wiped or an outdated root.
  const uses = Array.from({ length: 40 }, (_, i) =>
    i % 4 === 0 ? world.destroy(day(cameraDay(10 + i, 0))) : (i % 2 === 0 ? other : world.keys).secret('a'),
  )
  await Promise.all(uses)
  await world.watch(alive)
  other.close()
  await assert.rejects(world.watch(dead), fault('vault.keyMissing'))
})

test('a root file put back after a crash of the machine in mid-flip is read as one or the other', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0))
  const before = await readFile(world.rootPath)
  await world.destroy(day(cameraDay(7, 0)))
  const after = await readFile(world.rootPath)
  // The record is one sector: the disk has the old one or the new one. With the old one both slots still stand.
  const crashed = Buffer.concat([before.subarray(0, 4096 + SPLIT_BYTES), after.subarray(4096 + SPLIT_BYTES)])
  await writeFile(`${world.rootPath}.crashed`, crashed, { mode: 0o600 })
  await rename(`${world.rootPath}.crashed`, world.rootPath)
  await world.restart()
  await world.watch(footage)
  const settled = await readFile(world.rootPath)
  for (let at = 4096; at < 4096 + SPLIT_BYTES; at += 32)
    assert.equal(settled.indexOf(before.subarray(at, at + 32)), -1)
})
