/** The vault as the rest of the program uses it: recording, viewing, holding and destroying, each for its receipt. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { copyFile, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { dayStart } from '../base/day.ts'
import { isFault } from '../base/fault.ts'
import type { Receipt } from '../ledger/ledger.ts'
import {
  cameraDay,
  expiryOf,
  openViewing,
  orderDestruction,
  placeHold,
  releaseHold,
  vaultFixture,
} from '../../test/vault.ts'
import type { Footage } from '../../test/vault.ts'
import { cameraDayFolder, heldPath, keyIdText, recoverSegment, segmentPath, wipeHourKey } from './vault.ts'
import type { KeyId, Target } from './vault.ts'

const day = (keyId: KeyId, generation = 1): Target => ({ kind: 'day', keyId, generation })
const one = ({ keyId, generation, leaf, id }: Footage): Target => ({
  kind: 'segment',
  keyId,
  generation,
  leaf,
  segment: id,
})
const fault = (code: string) => (error: unknown) => isFault(error, code)

test('footage is watched for a viewing that names it, also after a restart', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0))
  await world.watch(footage)
  await world.restart()
  await world.watch(footage)
})

test('a viewing opens only its own camera, its own time, and only until it expires', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0))
  const { startedAtMs, endedAtMs } = footage
  const expiresAtMs = world.clock.now() + 60_000
  const viewing = { device: 'cam-1', fromMs: startedAtMs, toMs: endedAtMs, expiresAtMs }
  const open = async (change: Partial<typeof viewing>, segment = footage) =>
    world.vault.open(segment, await openViewing(world.ledger, { ...viewing, ...change }))
  await assert.rejects(open({ device: 'cam-2' }), fault('vault.notViewable'))
  await assert.rejects(open({ fromMs: endedAtMs, toMs: endedAtMs + 1000 }), fault('vault.notViewable'))
  await assert.rejects(open({ fromMs: startedAtMs - 1000, toMs: startedAtMs }), fault('vault.notViewable'))
  await assert.rejects(open({ expiresAtMs: world.clock.now() }), fault('vault.viewingExpired'))
  // A caller that is wrong about when the segment was recorded is found out by the leaf.
  const later = { ...footage, startedAtMs: startedAtMs + 3_600_000, endedAtMs: endedAtMs + 3_600_000 }
  await assert.rejects(
    open({ fromMs: later.startedAtMs, toMs: later.endedAtMs }, later),
    fault('vault.notViewable'),
  )
  const reader = await open({})
  await reader.fragment(0)
  await world.clock.advance(60_000)
  await assert.rejects(reader.fragment(0), fault('vault.viewingExpired'))
  await assert.rejects(reader.init(), fault('vault.viewingExpired'))
  await reader.close()
})

test('of a segment at the edge of a viewing, only the fragments within it are served', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0))
  const fromMs = footage.startedAtMs + 1500
  const expiresAtMs = world.clock.now() + 60_000
  const receipt = await openViewing(world.ledger, {
    device: 'cam-1',
    fromMs,
    toMs: fromMs + 100,
    expiresAtMs,
  })
  const reader = await world.vault.open(footage, receipt)
  await assert.rejects(reader.fragment(0), fault('vault.notViewable'))
  assert.deepEqual(await reader.fragment(1), footage.fragments[1])
  await assert.rejects(reader.fragment(2), fault('vault.notViewable'))
  await reader.close()
})

test('nothing is done for a receipt of another kind or one that the ledger does not know', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0))
  const targets = [day(footage.keyId)]
  const ordered = await orderDestruction(world.ledger, targets)
  const asViewing = ordered as unknown as Receipt<'viewing.opened'>
  await assert.rejects(world.vault.open(footage, asViewing), fault('vault.notViewable'))
  const viewing = await openViewing(world.ledger, {
    device: 'cam-1',
    fromMs: footage.startedAtMs,
    toMs: footage.endedAtMs,
    expiresAtMs: world.clock.now() + 1000,
  })
  const forged = {
    ...viewing,
    entry: { ...viewing.entry, device: 'cam-1', purpose: 'other' },
  } as typeof viewing
  await assert.rejects(world.vault.open(footage, forged), fault('ledger.receiptUnknown'))
  const elsewhere = { ...viewing, leaf: viewing.leaf + 1000 } as typeof viewing
  await assert.rejects(world.vault.open(footage, elsewhere), fault('ledger.receiptUnknown'))
  const asOrder = viewing as unknown as Receipt<'destruction.ordered'>
  await assert.rejects(world.vault.eraseKeys(asOrder, targets), fault('vault.targetsMismatch'))
  await assert.rejects(world.vault.removeFiles(asOrder, targets), fault('vault.targetsMismatch'))
  const unknownOrder = { ...ordered, leaf: 0 } as typeof ordered
  await assert.rejects(world.vault.eraseKeys(unknownOrder, targets), fault('ledger.receiptUnknown'))
  const asHold = viewing as unknown as Receipt<'hold.placed'>
  await assert.rejects(world.vault.hold(asHold, [footage]), fault('vault.targetsMismatch'))
  const hold = await placeHold(world.ledger, [footage])
  const release = await releaseHold(world.ledger, hold.entry.hold)
  const unknownHold = { ...hold, leaf: 0 } as typeof hold
  const unknownRelease = { ...release, leaf: 0 } as typeof release
  await assert.rejects(world.vault.hold(unknownHold, [footage]), fault('ledger.receiptUnknown'))
  await assert.rejects(world.vault.release(unknownRelease), fault('ledger.receiptUnknown'))
  const asRelease = viewing as unknown as Receipt<'hold.released'>
  await assert.rejects(world.vault.release(asRelease), fault('vault.targetsMismatch'))
  await world.watch(footage)
})

test('an order destroys what it lists and nothing else', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0))
  const other = await world.record(cameraDay(2, 0))
  const receipt = await orderDestruction(world.ledger, [day(footage.keyId)])
  const wider = [day(footage.keyId), day(other.keyId)]
  await assert.rejects(world.vault.eraseKeys(receipt, wider), fault('vault.targetsMismatch'))
  await assert.rejects(world.vault.removeFiles(receipt, wider), fault('vault.targetsMismatch'))
  await assert.rejects(world.vault.eraseKeys(receipt, []), fault('vault.targetsMismatch'))
  await world.watch(footage)
})

test('a destroyed camera-day cannot be watched; its neighbours, and the secrets, live on', async () => {
  await using world = await vaultFixture()
  await world.keys.setSecret('camera/lobby', Buffer.from('rtsp-url'))
  const dead = await world.record(cameraDay(1, 0))
  const sameCohort = await world.record(cameraDay(2, 0))
  const otherCohort = await world.record(cameraDay(1, 1))
  const erased = await world.destroy(day(dead.keyId))
  assert.equal(erased.epochAfter, erased.epochBefore + 1)
  assert.equal(erased.rootErasure.startsWith('overwritten'), true)
  await assert.rejects(world.watch(dead), fault('vault.keyMissing'))
  for (const restart of [false, true]) {
    if (restart) await world.restart()
    await world.watch(sameCohort)
    await world.watch(otherCohort)
    assert.equal((await world.keys.secret('camera/lobby'))?.toString(), 'rtsp-url')
  }
})

test('the report of a destruction names the commitments that the ledger recorded, and is the same when asked again', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0))
  const single = await world.record(cameraDay(2, 0))
  const targets = [day(footage.keyId), one(single)]
  const receipt = await orderDestruction(world.ledger, targets)
  const erased = await world.vault.eraseKeys(receipt, targets)
  const recorded = new Map<string, string>()
  for await (const { entry } of world.ledger.entries({ kinds: ['keys.created'] }))
    for (const { key, commitment } of entry.keys) recorded.set(key, commitment)
  assert.deepEqual(erased.commitments, [
    {
      key: 'cam-1/2026-11-01/continuous',
      generation: 1,
      commitment: recorded.get('cam-1/2026-11-01/continuous'),
    },
    {
      key: 'cam-2/2026-11-01/continuous',
      generation: 1,
      commitment: recorded.get('cam-2/2026-11-01/continuous'),
      leaf: single.leaf,
    },
  ])
  assert.match(erased.tableDigestBefore, /^[0-9a-f]{64}$/)
  assert.notEqual(erased.tableDigestBefore, erased.tableDigestAfter)
  assert.deepEqual(await world.vault.eraseKeys(receipt, targets), erased)
  await world.restart()
  assert.deepEqual(await world.vault.eraseKeys(receipt, targets), erased)
})

test('single segments are destroyed out of a camera-day that lives on, one after the other', async () => {
  await using world = await vaultFixture()
  const keyId = cameraDay(1, 0)
  const footage: Footage[] = []
  for (let i = 0; i < 5; i++) footage.push(await world.record(keyId, 9 * 3_600_000 + i * 60_000))
  const neighbour = await world.record(cameraDay(2, 0))
  const [first, second, third, ...rest] = footage as [Footage, Footage, Footage, ...Footage[]]
  await world.destroy(one(first), one(second))
  await world.destroy(one(third))
  for (const gone of [first, second, third])
    await assert.rejects(world.watch(gone), fault('vault.leafErased'))
  for (const alive of [...rest, neighbour]) await world.watch(alive)
  // What the hour has left is enough to record in it, and to record in another hour.
  const later = [await world.record(keyId, 9 * 3_600_000 + 40 * 60_000), await world.record(keyId, 0)]
  for (const footage of later) await world.watch(footage)
  await world.destroy(day(keyId))
  for (const gone of [...rest, ...later]) await assert.rejects(world.watch(gone), fault('vault.keyMissing'))
  await world.watch(neighbour)
})

test('all of a day under one expiry is one cohort, dropped without touching the others', async () => {
  await using world = await vaultFixture()
  const days = [0, 1, 2].map((d) => [1, 2, 3].map((camera) => cameraDay(camera, d)))
  const requests = days.flat().map((keyId) => ({ keyId, hour: 9, expiryDay: expiryOf(keyId) }))
  for (const key of await world.vault.hourKeys(requests)) wipeHourKey(key)
  const seeds = async () =>
    (
      await world.database.pool.query(
        'select key, wrapped from vault_seed where wrapped is not null order by key',
      )
    ).rows
  const before = await seeds()
  await world.destroy(...(days[0] as KeyId[]).map((keyId) => day(keyId)))
  const after = await seeds()
  assert.equal(after.length, 6)
  // The wraps of the other days' seeds are byte for byte what they were: only cohort keys were wrapped anew.
  assert.deepEqual(
    after,
    before.filter((row) => after.some(({ key }) => key === row.key)),
  )
})

test('an hour in which a recorder may still hold the key is not destroyed', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0), 0)
  const targets = [one(footage)]
  const receipt = await orderDestruction(world.ledger, targets)
  const dayReceipt = await orderDestruction(world.ledger, [day(footage.keyId)])
  world.clock.step(dayStart(footage.keyId.day) + 3_600_000 + 600_000 - 1 - world.clock.now())
  await assert.rejects(world.vault.eraseKeys(receipt, targets), fault('vault.hourNotOver'))
  world.clock.step(1)
  await world.vault.eraseKeys(receipt, targets)
  await assert.rejects(world.vault.eraseKeys(dayReceipt, [day(footage.keyId)]), fault('vault.hourNotOver'))
})

test('camera-days asked for together are recorded together, and only once', async () => {
  await using world = await vaultFixture()
  const requests = Array.from({ length: 250 }, (_, i) => {
    const keyId = cameraDay(i, 0)
    return { keyId, hour: i % 24, expiryDay: expiryOf(keyId) }
  })
  const [first, second] = await Promise.all([world.vault.hourKeys(requests), world.vault.hourKeys(requests)])
  assert.deepEqual(
    first.map(({ nodes }) => nodes.map(({ key }) => key)),
    second.map(({ nodes }) => nodes.map(({ key }) => key)),
  )
  let entries = 0
  const keys = new Set<string>()
  for await (const { entry } of world.ledger.entries({ kinds: ['keys.created'] })) {
    entries++
    for (const { key } of entry.keys) keys.add(key)
  }
  assert.equal(entries, 2)
  assert.equal(keys.size, 250)
  assert.equal(new Set(first.map(({ nodes }) => nodes[0]?.key.toString('hex'))).size, 250)
})

test('the commitment in the ledger is that of the seed', async () => {
  await using world = await vaultFixture()
  const keyId = cameraDay(1, 0)
  await world.record(keyId)
  const { rows } = await world.database.pool.query('select commitment from vault_seed')
  for await (const { entry } of world.ledger.entries({ kinds: ['keys.created'] }))
    assert.equal(entry.keys[0]?.commitment, (rows[0] as { commitment: Buffer }).commitment.toString('hex'))
  // Destroying all but the whole tree leaves its commitment in place, by which it can be told later.
  await world.destroy(day(keyId))
  const after = await world.database.pool.query('select commitment, wrapped from vault_seed')
  assert.deepEqual(after.rows, [{ commitment: rows[0]?.commitment as Buffer, wrapped: null }])
})

test('a destroyed camera-day that is recorded anew has a new generation, in a folder of its own', async () => {
  await using world = await vaultFixture()
  const keyId = cameraDay(1, 0)
  const wrong = await world.record(keyId)
  const targets = [day(keyId)]
  const receipt = await orderDestruction(world.ledger, targets)
  await world.vault.eraseKeys(receipt, targets)
  const right = await world.record(keyId)
  assert.equal(right.generation, 2)
  assert.deepEqual(await world.vault.removeFiles(receipt, targets), { files: 1 })
  await assert.rejects(world.watch(wrong))
  await world.watch(right)
})

test('an unfinished segment is recovered with the key of its hour', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0))
  const path = segmentPath(join(world.home, 'media'), footage.keyId, 1, footage.id)
  await rename(path, path.replace('.seg', '.part'))
  const recovered = await recoverSegment({ disk: world.disk, path, hourKey: world.vault.hourKey })
  assert.equal(recovered?.cutShort, false)
  assert.equal(
    recovered.sha256,
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  )
  await world.watch(footage)
  await rename(path, path.replace('.seg', '.part'))
  await world.destroy(one(footage))
  await assert.rejects(
    recoverSegment({ disk: world.disk, path, hourKey: world.vault.hourKey }),
    fault('vault.leafErased'),
  )
  await world.destroy(day(footage.keyId))
  await assert.rejects(
    recoverSegment({ disk: world.disk, path, hourKey: world.vault.hourKey }),
    fault('vault.keyMissing'),
  )
})

test('what is held outlives its camera-day, apart from it; the rest dies', async () => {
  await using world = await vaultFixture()
  const keyId = cameraDay(1, 0)
  const held = await world.record(keyId)
  const rest = await world.record(keyId, 10 * 3_600_000)
  const hold = await world.hold(held)
  const path = heldPath({ media: '', held: join(world.home, 'held') }, hold, held.id)
  assert.ok((await readFile(path)).length > 0)
  await world.watch(held)
  const targets = [day(keyId)]
  const receipt = await orderDestruction(world.ledger, targets)
  await world.vault.eraseKeys(receipt, targets)
  assert.deepEqual(await world.vault.removeFiles(receipt, targets), { files: 1 })
  await assert.rejects(world.watch(rest), fault('vault.segmentMissing'))
  await world.restart()
  await world.watch(held)

  const holdTarget: Target[] = [{ kind: 'hold', hold }]
  const early = await orderDestruction(world.ledger, holdTarget)
  await assert.rejects(world.vault.eraseKeys(early, holdTarget), fault('vault.holdActive'))
  await world.watch(held)
  const released = await world.vault.release(await releaseHold(world.ledger, hold))
  assert.deepEqual(released, { returned: [], remaining: [held.id] })
  await world.watch(held)
  const order = await orderDestruction(world.ledger, holdTarget)
  await world.vault.eraseKeys(order, holdTarget)
  await copyFile(path, `${path}.kept`)
  await assert.rejects(world.watch(held), fault('vault.segmentMissing'))
  assert.deepEqual(await world.vault.removeFiles(order, holdTarget), { files: 2 })
  assert.deepEqual(await readdir(join(world.home, 'held')), [])
})

test('a released segment whose camera-day lives goes back to it and dies with it', async () => {
  await using world = await vaultFixture()
  const held = await world.record(cameraDay(1, 0))
  const hold = await world.hold(held)
  const released = await world.vault.release(await releaseHold(world.ledger, hold))
  assert.deepEqual(released, { returned: [held.id], remaining: [] })
  assert.deepEqual(await readdir(cameraDayFolder(join(world.home, 'media'), held.keyId, 1)), [
    `${held.id}.seg`,
  ])
  await world.watch(held)
  await world.destroy(day(held.keyId))
  await assert.rejects(world.watch(held), fault('vault.keyMissing'))
})

test('a segment under two holds stays until both have ended', async () => {
  await using world = await vaultFixture()
  const held = await world.record(cameraDay(1, 0))
  const first = await world.hold(held)
  await world.destroy(day(held.keyId))
  // The camera-day is dead: the second hold takes the key from the first.
  const second = await world.hold(held)
  await world.watch(held)
  assert.deepEqual(await world.vault.release(await releaseHold(world.ledger, first)), {
    returned: [held.id],
    remaining: [],
  })
  await world.watch(held)
  assert.deepEqual(await world.vault.release(await releaseHold(world.ledger, second)), {
    returned: [],
    remaining: [held.id],
  })
  const third = await world.hold(held)
  const targets: Target[] = [{ kind: 'hold', hold: second }]
  const receipt = await orderDestruction(world.ledger, targets)
  await world.vault.eraseKeys(receipt, targets)
  assert.deepEqual(await world.vault.removeFiles(receipt, targets), { files: 0 })
  await world.watch(held)
  await world.vault.release(await releaseHold(world.ledger, third))
  await world.destroy({ kind: 'hold', hold: third })
  await assert.rejects(world.watch(held))
})

test('a hold says what it came too late for, and what has no file', async () => {
  await using world = await vaultFixture()
  const gone = await world.record(cameraDay(1, 0))
  const missing = await world.record(cameraDay(2, 0))
  const kept = await world.record(cameraDay(3, 0))
  await world.destroy(day(gone.keyId))
  await rename(
    segmentPath(join(world.home, 'media'), missing.keyId, 1, missing.id),
    join(world.home, 'elsewhere.seg'),
  )
  const segments = [gone, missing, kept]
  const receipt = await placeHold(world.ledger, segments)
  const expected = { held: [kept.id], gone: [gone.id], missing: [missing.id] }
  assert.deepEqual(await world.vault.hold(receipt, segments), expected)
  assert.deepEqual(await world.vault.hold(receipt, segments), expected)
  await assert.rejects(world.vault.hold(receipt, [kept]), fault('vault.targetsMismatch'))
  await world.vault.release(await releaseHold(world.ledger, receipt.entry.hold))
  await world.watch(kept)
})

test('a hold whose files a crash left with the camera-day loses none when the camera-day is removed', async () => {
  await using world = await vaultFixture()
  const held = await world.record(cameraDay(1, 0))
  const rest = await world.record(cameraDay(1, 0), 0)
  const hold = await world.hold(held)
  // As if the move had not become durable.
  const path = heldPath({ media: '', held: join(world.home, 'held') }, hold, held.id)
  await rename(path, segmentPath(join(world.home, 'media'), held.keyId, 1, held.id))
  const targets = [day(held.keyId)]
  const receipt = await orderDestruction(world.ledger, targets)
  await world.vault.eraseKeys(receipt, targets)
  await world.watch(held)
  assert.deepEqual(await world.vault.removeFiles(receipt, targets), { files: 1 })
  await world.watch(held)
  await assert.rejects(world.watch(rest))
})

test('a hold stays on a segment that is itself ordered destroyed', async () => {
  await using world = await vaultFixture()
  const held = await world.record(cameraDay(1, 0))
  await world.hold(held)
  const targets = [one(held)]
  const receipt = await orderDestruction(world.ledger, targets)
  await world.vault.eraseKeys(receipt, targets)
  assert.deepEqual(await world.vault.removeFiles(receipt, targets), { files: 0 })
  await world.watch(held)
})

test('files go after keys, and removal may be repeated', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0))
  const single = await world.record(cameraDay(2, 0))
  const kept = await world.record(cameraDay(2, 0), 0)
  const targets = [day(footage.keyId), one(single)]
  const receipt = await orderDestruction(world.ledger, targets)
  await assert.rejects(world.vault.removeFiles(receipt, targets), /keys are destroyed before files/)
  await world.vault.eraseKeys(receipt, targets)
  assert.deepEqual(await world.vault.removeFiles(receipt, targets), { files: 2 })
  assert.deepEqual(await world.vault.removeFiles(receipt, targets), { files: 0 })
  await world.watch(kept)
  assert.deepEqual(await readdir(join(world.home, 'media', 'cam-1')), [])
})

test('a segment that is being watched when it is destroyed goes dark at once', async () => {
  await using world = await vaultFixture()
  const footage = await world.record(cameraDay(1, 0))
  const other = await world.record(cameraDay(2, 0))
  const viewing = { fromMs: 0, toMs: world.clock.now(), expiresAtMs: world.clock.now() + 60_000 }
  const reader = await world.vault.open(
    footage,
    await openViewing(world.ledger, { device: 'cam-1', ...viewing }),
  )
  const unaffected = await world.vault.open(
    other,
    await openViewing(world.ledger, { device: 'cam-2', ...viewing }),
  )
  await reader.fragment(0)
  await world.destroy(one(footage))
  await assert.rejects(reader.fragment(0), fault('vault.segmentMissing'))
  assert.deepEqual(await unaffected.fragment(0), other.fragments[0])
  await reader.close()
  await unaffected.close()
})

test('a file put in the place of another is not served', async () => {
  await using world = await vaultFixture()
  const a = await world.record(cameraDay(1, 0))
  // Even of two segments that share a leaf, and so a key, one is not served for the other.
  const b = await world.record(cameraDay(1, 0))
  assert.equal(a.leaf, b.leaf)
  const path = (footage: Footage) => segmentPath(join(world.home, 'media'), footage.keyId, 1, footage.id)
  await copyFile(path(b), path(a))
  await assert.rejects(world.watch(a), fault('vault.segmentForged'))
})

test('a changed key table is noticed, and a key cannot be put in the place of another', async () => {
  await using world = await vaultFixture()
  const a = await world.record(cameraDay(1, 0))
  const b = await world.record(cameraDay(2, 0))
  await world.database.pool.query(
    `update vault_seed set wrapped = (select wrapped from vault_seed where key = $1) where key = $2`,
    [keyIdText(b.keyId), keyIdText(a.keyId)],
  )
  await assert.rejects(world.watch(a), fault('vault.wrapForged'))
  await world.watch(b)
})

test('secrets are kept, replaced and bounded', async () => {
  await using world = await vaultFixture()
  assert.equal(await world.keys.secret('session'), undefined)
  await world.keys.setSecret('session', Buffer.from('one'))
  await world.keys.setSecret('session', Buffer.from('two'))
  assert.equal((await world.keys.secret('session'))?.toString(), 'two')
  await assert.rejects(world.keys.setSecret('Bad Name', Buffer.from('x')), fault('vault.secretName'))
  await assert.rejects(world.keys.setSecret('x', Buffer.alloc(0)), fault('vault.secretName'))
  await assert.rejects(world.keys.setSecret('x', Buffer.alloc(4097)), fault('vault.secretName'))
})
