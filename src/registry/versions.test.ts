import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase } from '../../test/database.ts'
import { simulatedClock } from '../base/clock.ts'
import { DAY_MS, type Day } from '../base/day.ts'
import { realDisk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import { silentLog } from '../base/log.ts'
import { createSigner, ledgerMigrations, newSigningKey, openLedger } from '../ledger/ledger.ts'
import {
  adopt,
  checkVersions,
  currentRegistry,
  digestOf,
  readAgency,
  type Registry,
  registryAt,
  registryHistory,
  registryMigrations,
  registryOn,
  registryVersions,
} from './registry.ts'

const START = Date.parse('2026-11-22T00:00:00Z')
const actor = { type: 'system', id: 'test' } as const

async function seoul(): Promise<Registry> {
  const text = await readFile(new URL('../../agencies/seoul-immigration.yaml', import.meta.url), 'utf8')
  const reading = readAgency(text, '2026-11-22' as Day)
  assert.ok('registry' in reading)
  return reading.registry
}

/** The registry with one retention period changed. */
function withRetention(registry: Registry, zone: string, retentionDays: number): Registry {
  const zones = registry.zones.map((one) =>
    one.id === zone ? { ...one, recordings: one.recordings.map((row) => ({ ...row, retentionDays })) } : one,
  )
  return { ...registry, zones }
}

/** A real ledger over a real database; both end with the test. */
async function world() {
  const database = await testDatabase({ ...ledgerMigrations, ...registryMigrations })
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-registry-'))
  const clock = simulatedClock(START)
  const { db } = database
  const ledger = await openLedger({
    db,
    folder: join(folder, 'ledger'),
    signer: createSigner('test.example/ledger', newSigningKey()),
    clock,
    disk: realDisk,
    log: silentLog,
  })
  return {
    ledger,
    db,
    clock,
    async [Symbol.asyncDispose]() {
      await ledger.close()
      await database[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

describe('adopting a registry', () => {
  test('records one act with the digests before and after, and is then in force', async () => {
    await using w = await world()
    const registry = await seoul()
    assert.equal(await currentRegistry(w.db, w.clock), undefined)
    const first = await adopt(w, { registry, actor })
    assert.equal(first.receipt?.entry.before, null)
    assert.equal(first.receipt?.entry.after, digestOf(registry))
    assert.equal(first.receipt?.entry.agency, 'seoul-immigration')
    const current = await currentRegistry(w.db, w.clock)
    assert.deepEqual(current?.registry, registry)
    assert.equal(current?.id, first.version.id)

    await w.clock.advance(1000)
    const changed = withRetention(registry, 'main-lobby', 10)
    const second = await adopt(w, { registry: changed, actor })
    assert.equal(second.receipt?.entry.before, digestOf(registry))
    assert.equal(second.receipt?.entry.after, digestOf(changed))
    assert.equal(await w.ledger.size(), 2)
  })

  test('that changes nothing records nothing', async () => {
    await using w = await world()
    const registry = await seoul()
    const { version } = await adopt(w, { registry, actor })
    await w.clock.advance(DAY_MS)
    const again = await adopt(w, { registry: await seoul(), actor })
    assert.equal(again.receipt, null)
    assert.equal(again.version.id, version.id)
    assert.equal(await w.ledger.size(), 1)
  })

  test('can be asked as of any moment', async () => {
    await using w = await world()
    const registry = await seoul()
    const changed = withRetention(registry, 'main-lobby', 10)
    await adopt(w, { registry, actor })
    await adopt(w, { registry: changed, actor, validFromMs: START + DAY_MS })
    const digestAt = async (ms: number) => (await registryAt(w.db, ms))?.digest
    assert.equal(await digestAt(START - 1), undefined)
    assert.equal(await digestAt(START), digestOf(registry))
    assert.equal(await digestAt(START + DAY_MS - 1), digestOf(registry))
    assert.equal(await digestAt(START + DAY_MS), digestOf(changed))
    assert.equal((await currentRegistry(w.db, w.clock))?.digest, digestOf(registry))
    await w.clock.advance(DAY_MS)
    assert.equal((await currentRegistry(w.db, w.clock))?.digest, digestOf(changed))
    assert.deepEqual(
      (await registryVersions(w.db)).map(({ validFromMs }) => validFromMs),
      [START, START + DAY_MS],
    )
  })

  test('can be asked as of any day: what is adopted in its course counts for it', async () => {
    await using w = await world()
    const registry = await seoul()
    const changed = withRetention(registry, 'main-lobby', 10)
    await adopt(w, { registry, actor })
    // One millisecond before midnight in Korea.
    await adopt(w, { registry: changed, actor, validFromMs: Date.parse('2026-11-24T14:59:59.999Z') })
    const digestOn = async (day: string) => (await registryOn(w.db, day as Day))?.digest
    assert.equal(await digestOn('2026-11-21'), undefined)
    assert.equal(await digestOn('2026-11-22'), digestOf(registry))
    assert.equal(await digestOn('2026-11-23'), digestOf(registry))
    assert.equal(await digestOn('2026-11-24'), digestOf(changed))
    assert.equal(await digestOn('2030-01-01'), digestOf(changed))
  })

  test('is refused with facts of a day that has not come, or of one before those in force', async () => {
    await using w = await world()
    const registry = await seoul()
    const asOf = (day: string, zone = 10) => ({
      ...withRetention(registry, 'main-lobby', zone),
      asOf: day as Day,
    })
    // 2026-11-22 in Korea; the version would apply from the 25th on.
    const later = START + 3 * DAY_MS
    const adopting = (day: string, validFromMs: number, retention?: number) =>
      adopt(w, { registry: asOf(day, retention), actor, validFromMs })
    await assert.rejects(adopting('2026-11-26', later), (error) => isFault(error, 'registry.asOfAhead'))
    await assert.rejects(adopting('2026-11-23', START), (error) => isFault(error, 'registry.asOfAhead'))
    assert.equal(await w.ledger.size(), 0)
    const { version } = await adopting('2026-11-25', later)
    assert.equal(version.registry.asOf, '2026-11-25')
    await assert.rejects(adopting('2026-11-24', later + 1, 11), (error) =>
      isFault(error, 'registry.asOfBack'),
    )
    await adopting('2026-11-25', later + 1, 11)
    assert.equal(await w.ledger.size(), 2)
  })

  test('has a history that grows with each version adopted, up to the moment asked for', async () => {
    await using w = await world()
    const registry = await seoul()
    const history = registryHistory(w.db)
    assert.deepEqual(await history(START), [])
    await adopt(w, { registry, actor })
    const [first] = await history(START)
    assert.deepEqual(first?.registry, registry)
    const changed = withRetention(registry, 'main-lobby', 10)
    await adopt(w, { registry: changed, actor, validFromMs: START + DAY_MS })
    assert.deepEqual(await history(START + DAY_MS - 1), [first])
    const both = await history(START + DAY_MS)
    assert.deepEqual(both, await registryVersions(w.db))
    assert.equal(both[0], first, 'a document is read once')
    assert.deepEqual(await history(START - 1), [])
  })

  test('ties every version to its act in the ledger, and tells of one that has none', async () => {
    await using w = await world()
    const registry = await seoul()
    const changed = withRetention(registry, 'main-lobby', 10)
    for (const next of [registry, changed, registry]) {
      await adopt(w, { registry: next, actor })
      await w.clock.advance(1)
    }
    assert.deepEqual(await checkVersions(w), [])

    // Written past the ledger, by somebody who may do anything in the database.
    const latest = (await registryVersions(w.db)).at(-1)
    assert.ok(latest)
    const id = newId()
    await sql`insert into registry_version values (${id}, ${latest.id}, ${registry.agency.id},
      ${w.clock.now()}, ${JSON.stringify(changed)}, ${digestOf(changed)})`.execute(w.db)
    assert.deepEqual(await checkVersions(w), [{ what: 'unrecorded', subject: id }])

    await sql`alter table registry_version disable trigger user`.execute(w.db)
    await sql`delete from registry_version where id in (${id}, ${latest.id})`.execute(w.db)
    assert.deepEqual(await checkVersions(w), [{ what: 'missing', subject: latest.digest }])
  })

  test('needs a later moment than the last version', async () => {
    await using w = await world()
    const registry = await seoul()
    await adopt(w, { registry, actor })
    w.clock.step(-3_600_000)
    await assert.rejects(adopt(w, { registry: withRetention(registry, 'main-lobby', 10), actor }), (error) =>
      isFault(error, 'registry.notLater'),
    )
    assert.equal(await w.ledger.size(), 1)
  })

  test('that the law does not allow is refused with its reasons, and nothing is recorded', async () => {
    await using w = await world()
    const registry = await seoul()
    const devices = registry.devices.map((one) =>
      one.id === 'main-lobby-01' ? { ...one, audio: true, zone: 'nowhere' } : one,
    )
    await assert.rejects(adopt(w, { registry: { ...registry, devices }, actor }), (error) => {
      assert.ok(isFault(error, 'registry.unlawful'))
      assert.match(error.message, /devices\[0\]\.zone: there is no zone with the id "nowhere"/)
      assert.ok(error.cause instanceof AggregateError && error.cause.errors.length > 0)
      return true
    })
    const loud = registry.devices.map((one) => (one.id === 'main-lobby-01' ? { ...one, audio: true } : one))
    await assert.rejects(adopt(w, { registry: { ...registry, devices: loud }, actor }), /법 §25⑤/)
    assert.equal(await w.ledger.size(), 0)
    assert.deepEqual(await registryVersions(w.db), [])
  })

  test('of another agency is refused', async () => {
    await using w = await world()
    const registry = await seoul()
    await adopt(w, { registry, actor })
    await w.clock.advance(1)
    const other = { ...registry, agency: { ...registry.agency, id: 'another-office' } }
    await assert.rejects(adopt(w, { registry: other, actor }), (error) =>
      isFault(error, 'registry.anotherAgency'),
    )
  })

  test('by two at once succeeds for one, whichever it is', async () => {
    await using w = await world()
    const registry = await seoul()
    await adopt(w, { registry, actor })
    await w.clock.advance(10)
    const outcomes = await Promise.allSettled(
      [10, 11, 12, 13].map((days, index) =>
        adopt(w, {
          registry: withRetention(registry, 'main-lobby', days),
          actor,
          validFromMs: w.clock.now() + index,
        }),
      ),
    )
    const failures = outcomes.filter((one) => one.status === 'rejected')
    for (const { reason } of failures)
      assert.ok(
        isFault(reason, 'registry.changedMeanwhile') || isFault(reason, 'registry.notLater'),
        String(reason),
      )
    const versions = await registryVersions(w.db)
    assert.equal(versions.length, 1 + outcomes.length - failures.length)
    assert.equal(await w.ledger.size(), versions.length)
    assert.ok(failures.length < outcomes.length)
    const chain: (string | null)[][] = []
    for await (const { entry } of w.ledger.entries({ kinds: ['registry.changed'] }))
      chain.push([entry.before, entry.after])
    const digests = versions.map(({ digest }) => digest)
    assert.deepEqual(
      chain,
      digests.map((digest, index) => [digests[index - 1] ?? null, digest]),
      'each version follows the one before it',
    )
  })
})

describe('a stored version', () => {
  test('that was altered in the database is told, not used', async () => {
    await using w = await world()
    await adopt(w, { registry: await seoul(), actor })
    const alter = sql`update registry_version set document = jsonb_set(document, '{asOf}', '"2020-01-01"')`
    await assert.rejects(alter.execute(w.db), /only ever added/)
    await sql`alter table registry_version disable trigger all`.execute(w.db)
    await alter.execute(w.db)
    await assert.rejects(currentRegistry(w.db, w.clock), (error) => isFault(error, 'registry.versionCorrupt'))
  })

  test('holds no address of a camera', async () => {
    await using w = await world()
    await adopt(w, { registry: await seoul(), actor })
    const { rows } = await sql<{ text: string }>`select document::text as text from registry_version`.execute(
      w.db,
    )
    assert.ok(rows[0]?.text.includes('stream.main-lobby-01'))
    assert.ok(!rows[0]?.text.includes('rtsp'))
  })
})
