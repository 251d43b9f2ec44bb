import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OFFICER, retentionWorld, SYSTEM } from '../../test/retention.ts'
import { newId } from '../base/id.ts'
import { acknowledgeIncident, closeIncident, incidents, raiseIncident, settleIncident } from './retention.ts'

test('an incident is raised once, however often it is noticed, and by whoever notices it at the same time', async () => {
  await using world = await retentionWorld()
  const trouble = { code: 'recording.silent', device: 'main-lobby-01', detail: { seconds: 40 } } as const
  const raised = await Promise.all([1, 2, 3].map(() => raiseIncident(world, SYSTEM, trouble)))
  raised.push(await raiseIncident(world, SYSTEM, { ...trouble, detail: { seconds: 80 } }))
  assert.equal(new Set(raised.map(({ id }) => id)).size, 1)
  await raiseIncident(world, SYSTEM, { ...trouble, device: 'main-lobby-02' })
  const entries = []
  for await (const { entry } of world.ledger.entries({ kinds: ['incident.raised'] })) entries.push(entry)
  assert.deepEqual(
    entries.map(({ device }) => device),
    ['main-lobby-01', 'main-lobby-02'],
  )
})

test('a person closes what tells of something past, and nothing whose cause may still be there', async () => {
  await using world = await retentionWorld()
  const late = await raiseIncident(world, SYSTEM, { code: 'retention.late', detail: { lateDays: 1 } })
  const full = await raiseIncident(world, SYSTEM, { code: 'disk.full' })
  await acknowledgeIncident(world, OFFICER, late.id)
  await assert.rejects(acknowledgeIncident(world, OFFICER, late.id), { code: 'retention.incidentMissing' })
  await assert.rejects(acknowledgeIncident(world, OFFICER, full.id), {
    code: 'retention.incidentSettlesItself',
  })
  assert.deepEqual(
    (await incidents(world.db)).map(({ code }) => code),
    ['disk.full'],
  )
})

test('an incident is closed once, with a reason, and can then be raised anew', async () => {
  await using world = await retentionWorld()
  const trouble = { code: 'disk.full' } as const
  const { id } = await raiseIncident(world, SYSTEM, trouble)
  await closeIncident(world, OFFICER, { incident: id, reason: 'disk-replaced' })
  await assert.rejects(closeIncident(world, OFFICER, { incident: id, reason: 'again' }), {
    code: 'retention.incidentMissing',
  })
  await assert.rejects(closeIncident(world, OFFICER, { incident: newId(), reason: 'none' }), {
    code: 'retention.incidentMissing',
  })
  assert.deepEqual(await incidents(world.db), [])
  const again = await raiseIncident(world, SYSTEM, trouble)
  assert.notEqual(again.id, id)
  await settleIncident(world, SYSTEM, { code: 'disk.full', reason: 'disk.room' })
  await settleIncident(world, SYSTEM, { code: 'disk.full', reason: 'disk.room' })
  assert.deepEqual(
    (await incidents(world.db, { closedSinceMs: world.clock.now() }))
      .map(({ closedReason }) => closedReason ?? '')
      .toSorted(),
    ['disk-replaced', 'disk.room'],
  )
})
