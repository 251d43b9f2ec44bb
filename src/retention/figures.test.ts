import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { FIRST_DAY, OFFICER, retentionWorld, START } from '../../test/retention.ts'
import type { Db } from '../base/database.ts'
import { DAY_MS } from '../base/day.ts'
import { newId } from '../base/id.ts'
import { destructionFigures, heldByDay } from './retention.ts'

/** A destruction of what was due from the first day on. */
function destroyed(db: Db, reason: string, orderedAtMs: number, lateDays: number) {
  return sql`insert into retention_certificate values
    (${newId()}, ${reason}, ${orderedAtMs}, ${orderedAtMs + 1000}, ${FIRST_DAY}, ${lateDays}, 2, 10, '{}', '[]', null)
  `.execute(db)
}

test('what was destroyed before the day on which it was due is counted as early, to the millisecond', async () => {
  await using world = await retentionWorld()
  await destroyed(world.db, 'expiry', START, 0)
  const early = async () => (await destructionFigures(world.db, START - DAY_MS)).earlyOrders
  assert.equal(await early(), 0)
  await destroyed(world.db, 'requested', START - 1, 0)
  assert.equal(await early(), 0, 'what a person orders may be early')
  await destroyed(world.db, 'expiry', START - 1, 0)
  assert.equal(await early(), 1)
})

test('figures are of what was finished since the moment asked about', async () => {
  await using world = await retentionWorld()
  const none = await destructionFigures(world.db, START)
  assert.deepEqual([none.orders, none.bytes, none.mostLateDays, none.lastDoneMs], [0, 0, 0, null])
  await destroyed(world.db, 'expiry', START, 0)
  await destroyed(world.db, 'expiry', START + DAY_MS, 1)
  await destroyed(world.db, 'expiry', START + 3 * DAY_MS, 3)
  const { orders, segments, bytes, lateOrders, mostLateDays, lastDoneMs } = await destructionFigures(
    world.db,
    START + DAY_MS,
  )
  assert.deepEqual(
    [orders, segments, bytes, lateOrders, mostLateDays, lastDoneMs],
    [2, 4, 20, 2, 3, START + 3 * DAY_MS + 1000],
  )
})

test('a segment under two holds is counted once', async () => {
  await using world = await retentionWorld()
  const [one] = await world.record({ device: 'main-lobby-01', day: FIRST_DAY })
  assert.ok(one)
  assert.deepEqual(await heldByDay(world.db), [])
  const footage = { segments: [one.id] }
  const request = { actor: OFFICER, reason: 'request', basis: 'pipa-35', untilMs: null, footage }
  await world.retention.placeHold(request)
  await world.retention.placeHold(request)
  const { device, day, category, generation } = one
  assert.deepEqual(await heldByDay(world.db), [{ device, day, category, generation, segments: 1 }])
})
