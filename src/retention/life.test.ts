/** The whole life of footage: forty days of the Seoul Immigration Office through real database, ledger and vault. */
import assert from 'node:assert/strict'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { FIRST_DAY, keyOf, lineDigest, retentionWorld } from '../../test/retention.ts'
import type { Recorded, RetentionWorld } from '../../test/retention.ts'
import { addDays, daysBetween } from '../base/day.ts'
import { cameraDays, contradictions, totals } from '../footage/footage.ts'
import { cameraDayFolder } from '../vault/vault.ts'
import { certificate, certificateBytes, certificates, incidents, verifyCertificate } from './retention.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Device, category, and the days that the office's policy promises: 14, 30 for the 보호실, 15, and 30 for 채증. */
const CLASSES = [
  ['main-lobby-01', 'continuous', 14],
  ['main-detention-01', 'continuous', 30],
  ['main-counter-body-01', 'service', 15],
  ['main-investigation-body-01', 'evidence', 30],
] as const

/** Sweeps and returns the segments that the finished certificates list, after checking each offline. */
async function sweepAndCheck(world: RetentionWorld): Promise<string[]> {
  const sweep = await world.retention.sweep()
  const listed: string[] = []
  for (const { certificate: id } of sweep.finished) {
    const issued = await certificate(world, id)
    const { ok, findings } = verifyCertificate(certificateBytes(issued), world.vkey)
    assert.ok(ok, findings.map(({ message }) => message).join('; '))
    listed.push(...issued.statement.listed.map(({ segment }) => segment))
  }
  assert.equal(listed.length, sweep.destroyedSegments)
  return listed
}

test('in forty days nothing is destroyed early, nothing late, and every destruction has a certificate that holds', async () => {
  await using world = await retentionWorld()
  const alive = new Map<string, Recorded & { days: number }>()
  const ages = new Map<string, Set<number>>()
  for (let today = 0; today < 40; today++) {
    const day = addDays(FIRST_DAY, today)
    const recorded = await world.record(
      ...CLASSES.map(([device, category], i) => ({ device, day, category, at: (i * 7 + today) * 60_000 })),
    )
    for (const [i, segment] of recorded.entries())
      alive.set(segment.id, { ...segment, days: CLASSES[i]?.[2] ?? 0 })
    await world.clock.advance(DAY - 1)
    assert.deepEqual(await sweepAndCheck(world), [], `nothing goes on ${day} before midnight`)
    await world.clock.advance(1)
    const tomorrow = addDays(day, 1)
    const due = [...alive.values()].filter((one) => daysBetween(one.day, tomorrow) === one.days + 1)
    assert.deepEqual((await sweepAndCheck(world)).toSorted(), due.map(({ id }) => id).toSorted())
    for (const segment of due) {
      assert.equal(await world.stateOf(segment), 'gone')
      const folder = cameraDayFolder(join(world.home, 'media'), segment.keyId, 1)
      await assert.rejects(access(folder), { code: 'ENOENT' })
      alive.delete(segment.id)
      const key = `${segment.device} ${segment.category}`
      ages.set(key, (ages.get(key) ?? new Set()).add(daysBetween(segment.day, tomorrow) - 1))
    }
  }
  assert.deepEqual(
    CLASSES.map(([device, category]) => [...(ages.get(`${device} ${category}`) ?? [])]),
    [[14], [30], [15], [30]],
  )
  for (const segment of alive.values()) assert.equal(await world.stateOf(segment), 'opens')
  assert.equal((await totals(world.db)).segments, alive.size)
  assert.deepEqual(await contradictions(world.db), [])
  const all = await certificates(world.db, { limit: 1000 })
  assert.equal(
    all.reduce((sum, { segments }) => sum + segments, 0),
    160 - alive.size,
  )
  assert.ok(all.every(({ lateDays }) => lateDays === 0))
  assert.deepEqual(await incidents(world.db), [])
})

test('one batch a night takes all cameras, and its certificate says what each line was', async () => {
  await using world = await retentionWorld()
  const day = FIRST_DAY
  const lobby = [0, 1, 2].map((i) => ({ device: 'main-lobby-01', day, at: i * 60_000 }))
  const others = ['main-lobby-02', 'main-parking-01'].map((device) => ({ device, day }))
  const recorded = await world.record(...lobby, ...others)
  await world.clock.advance(15 * DAY)
  const { finished } = await world.retention.sweep()
  assert.equal(finished.length, 1)
  const { statement } = await certificate(world, finished[0]?.certificate ?? '')
  assert.equal(statement.agency.id, 'seoul-immigration')
  assert.deepEqual(statement.responsible[0]?.position.ko, '서무계장')
  assert.equal(statement.actor.type, 'system')
  assert.equal(statement.files.files, 5)
  assert.equal(
    statement.files.bytes,
    recorded.reduce((sum, { length }) => sum + length, 0),
  )
  assert.deepEqual(
    statement.footage.map(({ device, zone, segments, retentionDays, dueDay }) => [
      device,
      zone,
      segments,
      retentionDays,
      dueDay,
    ]),
    [
      ['main-lobby-01', 'main-lobby', 3, 14, addDays(day, 15)],
      ['main-lobby-02', 'main-lobby', 1, 14, addDays(day, 15)],
      ['main-parking-01', 'main-parking', 1, 14, addDays(day, 15)],
    ],
  )
  for (const line of statement.footage) {
    const own = recorded.filter((one) => keyOf(one) === `${line.device}/${line.day}/${line.category}`)
    assert.equal(line.digest, lineDigest(own))
    assert.match(line.commitment ?? '', /^[0-9a-f]{64}$/)
  }
})

test('a scheduler that slept for three days destroys all that is overdue, and says how late', async () => {
  await using world = await retentionWorld()
  await world.record(...[0, 1, 2, 3].map((i) => ({ device: 'main-lobby-01', day: addDays(FIRST_DAY, i) })))
  await world.clock.advance(18 * DAY)
  const sweep = await world.retention.sweep()
  assert.equal(sweep.destroyedSegments, 4)
  assert.equal(sweep.lateSegments, 3)
  const [finished] = sweep.finished
  assert.equal(finished?.lateDays, 3)
  const { statement, done } = await certificate(world, finished.certificate)
  assert.deepEqual(
    statement.footage.map(({ lateDays }) => lateDays),
    [3, 2, 1, 0],
  )
  assert.equal(done.entry['lateDays'], 3)
  const [incident] = await incidents(world.db)
  assert.equal(incident?.code, 'retention.late')
  assert.deepEqual(incident.detail, { lateDays: 3, segments: 3 })
})

test('footage registered long after its day is destroyed at the next sweep', async () => {
  await using world = await retentionWorld()
  const early = { device: 'main-lobby-01', day: FIRST_DAY, at: 0 }
  const late = { device: 'main-lobby-01', day: FIRST_DAY, at: HOUR }
  const [first] = await world.record(early)
  await world.clock.advance(15 * DAY)
  await world.retention.sweep()
  // A recorder that had lain disconnected brings more of that day: its key is new, the old one is gone.
  const [second] = await world.record(late)
  assert.equal(second?.generation, (first?.generation ?? 0) + 1)
  const sweep = await world.retention.sweep()
  assert.equal(sweep.destroyedSegments, 1)
  assert.equal(sweep.finished[0]?.lateDays, 0)
  assert.deepEqual(await cameraDays(world.db), [])
})

test('a key under which nothing was recorded dies on its day as well', async () => {
  await using world = await retentionWorld()
  const keyId = { device: 'main-lobby-03', day: FIRST_DAY, category: 'continuous' }
  const expiryDay = addDays(FIRST_DAY, 15)
  await world.vault.hourKeys([{ keyId, hour: 9, expiryDay }])
  await world.clock.advance(15 * DAY)
  const { finished } = await world.retention.sweep()
  const { statement } = await certificate(world, finished[0]?.certificate ?? '')
  assert.deepEqual(
    statement.footage.map(({ device, segments }) => [device, segments]),
    [['main-lobby-03', 0]],
  )
  await assert.rejects(world.vault.hourKey(keyId, 1, 9), { code: 'vault.keyMissing' })
  assert.deepEqual((await world.retention.sweep()).finished, [], 'once')
})
