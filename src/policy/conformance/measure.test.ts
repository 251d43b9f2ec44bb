/** What is measured, against footage that was really sealed, held and destroyed. */
import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { present } from '../../base/assert.ts'
import { addDays, DAY_MS, dayOf, dayStart } from '../../base/day.ts'
import { newId } from '../../base/id.ts'
import { holdings } from '../../footage/footage.ts'
import { registryVersions } from '../../registry/registry.ts'
import { destructionFigures, type Retention } from '../../retention/retention.ts'
import { segmentPath } from '../../vault/vault.ts'
import {
  OFFICER,
  type Recorded,
  retentionWorld,
  type RetentionWorld,
  START,
} from '../../../test/retention.ts'
import { measureFiles } from './files.ts'
import { measureCameras, measureFootage } from './footage.ts'
import { openLedgerGauge } from './ledger.ts'
import { policiesOf } from './publications.ts'

const LOBBY = 'main-lobby-01'
const DETENTION = 'main-detention-01'
const TODAY = dayOf(START)

async function measured(w: RetentionWorld) {
  const held = await holdings(w.db)
  const moment = { versions: await registryVersions(w.db), nowMs: w.clock.now() }
  return {
    footage: present(await measureFootage(w.db, held, moment), 'a registry is in force'),
    cameras: present(await measureCameras(w.db, held, moment), 'a registry is in force'),
    files: await measureFiles(w.db, held, { media: join(w.home, 'media'), held: join(w.home, 'held') }),
  }
}

async function ofZone(w: RetentionWorld, zone: string) {
  return (await measured(w)).footage.find((one) => one.zone === zone)
}

test('the oldest and the youngest footage of each zone and kind, and nothing where there is none', async () => {
  await using w = await retentionWorld()
  assert.deepEqual((await measured(w)).footage, [])
  await w.record(
    { device: LOBBY, day: addDays(TODAY, -2), at: 3_600_000 },
    { device: 'main-lobby-02', day: TODAY },
    { device: DETENTION, day: addDays(TODAY, -1) },
  )
  const { footage, cameras } = await measured(w)
  assert.deepEqual(
    footage.map(({ zone, category, cameras: many, segments }) => [zone, category, many, segments]),
    [
      ['main-detention', 'continuous', 1, 1],
      ['main-lobby', 'continuous', 2, 2],
    ],
  )
  const lobby = footage[1]
  assert.deepEqual([lobby?.oldestDay, lobby?.youngestDay], [addDays(TODAY, -2), TODAY])
  assert.deepEqual([lobby?.earliestOfDayMs, lobby?.latestOfDayMs], [3_600_000, 9 * 3_600_000 + 1000])
  const detention = cameras.find(({ device }) => device === DETENTION)
  assert.equal(detention?.firstFootageMs, dayStart(addDays(TODAY, -1)) + 9 * 3_600_000)
  assert.equal(detention?.lastFootageMs, dayStart(addDays(TODAY, -1)) + 9 * 3_600_000 + 1000)
  assert.deepEqual(detention?.yesterday, {
    fromMs: 9 * 3_600_000,
    toMs: 9 * 3_600_000 + 1000,
    missingMs: 0,
  })
  assert.equal(cameras.find(({ device }) => device === 'main-lobby-03')?.lastFootageMs, undefined)
})

test('of yesterday, the gaps between the first picture and the last are missing', async () => {
  await using w = await retentionWorld()
  const day = addDays(TODAY, -1)
  const hour = 3_600_000
  await w.record({ device: LOBBY, day, at: 0 }, { device: LOBBY, day, at: 10 * hour })
  const midnight = dayStart(day)
  for (const [from, to] of [
    [-hour, 1000],
    [2 * hour, 3 * hour],
    [20 * hour, 21 * hour],
  ] as const)
    await sql`insert into footage_gap values (${newId()}, ${LOBBY}, ${midnight + from}, ${midnight + to},
      'silent', 'silent', 0, ${newId()}, 0)`.execute(w.db)
  const { cameras } = await measured(w)
  const yesterday = cameras.find(({ device }) => device === LOBBY)?.yesterday
  assert.deepEqual(yesterday, { fromMs: 0, toMs: 10 * hour + 1000, missingMs: hour + 1000 })
})

test('an announcement that was withdrawn is none, and a version is its policy’s by its name', () => {
  const common = { v: 1, at: START, nonce: '00'.repeat(16), actor: OFFICER, draft: '00'.repeat(32) } as const
  const announced = (version: string) => ({
    ...common,
    kind: 'policy.announced' as const,
    version,
    approvedLeaf: 1,
    text: '00'.repeat(32),
    reason: '00'.repeat(32),
    announcedOn: TODAY,
    effectiveOn: addDays(TODAY, 7),
    promisedDays: 7,
    established: false,
  })
  const withdrawn = {
    ...common,
    kind: 'policy.withdrawn' as const,
    version: 'main-2',
    reason: 'withdrawn' as const,
  }
  const told = policiesOf([announced('main-2'), withdrawn, announced('main-3'), announced('main-hall-1')])
  assert.deepEqual(
    told.map(({ policy, announcements }) => [policy, announcements.map(({ version }) => version)]),
    [
      ['main', ['main-3']],
      ['main-hall', ['main-hall-1']],
    ],
  )
})

test('footage is overdue from the day after its due day, each kind by its own period', async () => {
  await using w = await retentionWorld()
  await w.record(
    { device: LOBBY, day: TODAY },
    { device: LOBBY, day: addDays(TODAY, 1) },
    { device: DETENTION, day: TODAY },
  )
  const overdueOn = async (day: number) => {
    await w.clock.advance(dayStart(addDays(TODAY, day)) - w.clock.now())
    const one = await ofZone(w, 'main-lobby')
    return [one?.overdueSegments, one?.mostOverdueDays]
  }
  assert.deepEqual(await overdueOn(15), [0, 0], 'all of the due day is in time')
  assert.deepEqual(await overdueOn(16), [1, 1])
  assert.deepEqual(await overdueOn(17), [2, 2])
  assert.equal((await ofZone(w, 'main-detention'))?.overdueSegments, 0)
})

test('what a hold keeps beyond its day is counted apart, and found on the disk where it was moved', async () => {
  await using w = await retentionWorld()
  const [held] = await w.record(
    { device: LOBBY, day: TODAY },
    { device: LOBBY, day: TODAY, at: 10 * 3_600_000 },
  )
  await hold(w.retention, present(held, 'a segment'))
  await w.clock.advance(16 * DAY_MS)
  await settle(w)
  const one = await ofZone(w, 'main-lobby')
  assert.deepEqual([one?.segments, one?.overdueSegments, one?.heldSegments], [1, 0, 1])
  assert.deepEqual((await measured(w)).files, {
    total: 1,
    chosen: 1,
    encrypted: 1,
    clear: 0,
    missing: 0,
    ciphers: ['aes-256-gcm'],
  })
  const figures = await destructionFigures(w.db, START)
  assert.deepEqual([figures.orders, figures.segments, figures.earlyOrders], [1, 1, 0])
  assert.equal(figures.lateOrders, 1)
  assert.equal(figures.mostLateDays, 1)
  assert.equal(figures.waitingSinceMs, null)
  for (const at of [START + 1, START])
    await sql`insert into retention_order values (${newId()}, ${at}, '{}', null)`.execute(w.db)
  const { waitingOrders, waitingSinceMs } = await destructionFigures(w.db, START)
  assert.deepEqual([waitingOrders, waitingSinceMs], [2, START])
})

test('footage is judged by the zone in which it was filmed, also when its camera has moved', async () => {
  await using w = await retentionWorld()
  await w.record({ device: DETENTION, day: TODAY })
  await w.clock.advance(DAY_MS)
  await w.change((registry) => ({
    ...registry,
    devices: registry.devices.map((one) => (one.id === DETENTION ? { ...one, zone: 'main-lobby' } : one)),
  }))
  await w.clock.advance(DAY_MS)
  await w.record({ device: DETENTION, day: addDays(TODAY, 2) })
  await w.clock.advance(15 * DAY_MS)
  // Seventeen days old: overdue for a lobby, not for the detention room in which it was filmed.
  assert.deepEqual(
    (await measured(w)).footage.map(({ zone, cameras, segments, oldestDay, overdueSegments }) => [
      zone,
      cameras,
      segments,
      oldestDay,
      overdueSegments,
    ]),
    [
      ['main-detention', 1, 1, TODAY, 0],
      ['main-lobby', 1, 1, addDays(TODAY, 2), 0],
    ],
  )
})

test('a file that is not encrypted, is another’s, or is missing is seen for what it is', async () => {
  await using w = await retentionWorld()
  const [one, other] = await w.record({ device: LOBBY, day: TODAY }, { device: DETENTION, day: TODAY })
  const path = pathOf(w, present(one, 'a segment'))
  const sealed = await readFile(path)
  const count = async () => {
    const { encrypted, clear, missing } = (await measured(w)).files
    return { encrypted, clear, missing }
  }
  assert.deepEqual(await count(), { encrypted: 2, clear: 0, missing: 0 })
  await writeFile(path, Buffer.concat([Buffer.from('00000018667479706d703432', 'hex'), sealed]))
  assert.deepEqual(await count(), { encrypted: 1, clear: 1, missing: 0 })
  await writeFile(path, await readFile(pathOf(w, present(other, 'a segment'))))
  assert.deepEqual(await count(), { encrypted: 1, clear: 1, missing: 0 })
  // The right header before pictures in clear: the box of an MP4 file where the first chunk should be.
  const clear = Buffer.from(sealed)
  const header = clear.readUInt16BE(10)
  Buffer.from('000000186674797069736f36', 'hex').copy(clear, header + 4)
  await writeFile(path, clear)
  assert.deepEqual(await count(), { encrypted: 1, clear: 1, missing: 0 })
  await rm(path)
  assert.deepEqual(await count(), { encrypted: 1, clear: 0, missing: 1 })
})

test('the ledger is proven to have grown out of what was verified, and nothing is said before', async () => {
  await using w = await retentionWorld()
  const ledgerFolder = join(w.home, 'ledger')
  const gauge = openLedgerGauge({ ledger: w.ledger, ledgerFolder, vkey: w.vkey, clock: w.clock })
  const first = await gauge.measure()
  assert.deepEqual([first.ledger.whole, first.ledger.hasGrownFromIt], [undefined, undefined])
  await gauge.verify()
  const size = (await gauge.measure()).ledger.size
  await w.record({ device: LOBBY, day: TODAY })
  // One that was stopped is none: what was verified before still stands.
  const ended = AbortSignal.abort(new Error('the program ends'))
  await assert.rejects(gauge.verify(ended), ended.reason)
  const later = (await gauge.measure()).ledger
  assert.ok(later.size > size)
  assert.deepEqual([later.whole?.size, later.whole?.isWhole, later.hasGrownFromIt], [size, true, true])
  // Another ledger in its place: shorter, or of other entries.
  await using other = await retentionWorld()
  const swapped = openLedgerGauge({
    ledger: { ...w.ledger, checkpoint: () => other.ledger.checkpoint() },
    ledgerFolder,
    vkey: w.vkey,
    clock: w.clock,
  })
  await swapped.verify()
  assert.equal((await swapped.measure()).ledger.hasGrownFromIt, false)
})

test('viewings are counted from the ledger, each once, with those beyond purpose and their grounds', async () => {
  await using w = await retentionWorld()
  const gauge = openLedgerGauge({
    ledger: w.ledger,
    ledgerFolder: join(w.home, 'ledger'),
    vkey: w.vkey,
    clock: w.clock,
  })
  const view = (basis: string, offPurpose: boolean) =>
    w.ledger.act(
      {
        kind: 'viewing.opened',
        actor: OFFICER,
        viewing: newId(),
        device: LOBBY,
        fromMs: START,
        toMs: START + 60_000,
        purpose: 'facility-safety',
        basis,
        offPurpose,
        detail: null,
        expiresAtMs: START + DAY_MS,
      },
      () => Promise.resolve(),
    )
  await view('pipa.25-1-3', false)
  await view('pipa.18-2-7', true)
  const both = await Promise.all([gauge.measure(), gauge.measure()])
  for (const { viewings } of both)
    assert.deepEqual(viewings, { opened: 2, refused: 0, offPurpose: 1, unfounded: 0 })
  await view('pipa.25-1-3', true)
  await w.ledger.act({ kind: 'viewing.refused', actor: OFFICER, device: LOBBY, reason: 'outOfScope' }, () =>
    Promise.resolve(),
  )
  assert.deepEqual((await gauge.measure()).viewings, { opened: 3, refused: 1, offPurpose: 2, unfounded: 1 })
})

async function hold(retention: Retention, { id }: Recorded): Promise<void> {
  await retention.placeHold({
    actor: OFFICER,
    reason: 'accessRequest',
    basis: 'registered',
    untilMs: null,
    footage: { segments: [id] },
  })
}

/** Sweeps until the clock is believed. */
async function settle(w: RetentionWorld): Promise<void> {
  await w.retention.sweep()
  await w.clock.advance(3_700_000)
  await w.retention.sweep()
}

function pathOf(w: RetentionWorld, { keyId, generation, id }: Recorded): string {
  return segmentPath(join(w.home, 'media'), keyId, generation, id)
}
