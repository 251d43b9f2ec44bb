import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { ledgerFixture } from '../../test/ledger.ts'
import { migrate } from '../base/database.ts'
import { addDays, DAY_MS, dayOf, dayStart } from '../base/day.ts'
import { newId } from '../base/id.ts'
import type { Id } from '../base/id.ts'
import { ledgerMigrations, merkleRoot } from '../ledger/ledger.ts'
import type { Ledger } from '../ledger/ledger.ts'
import {
  batchHashes,
  batchPath,
  batchTree,
  cameraDays,
  cameraDaysBefore,
  contradictions,
  devicesWithSound,
  dropGarbage,
  findImport,
  footageMigrations,
  garbageOf,
  holdings,
  insertBatch,
  knownFacts,
  moveToGarbage,
  ordersWithGarbage,
  findSegment,
  gapTime,
  segmentsBetween,
  timeline,
  totals,
} from './footage.ts'
import type { Gap, Import, Segment } from './footage.ts'

const START = Date.parse('2026-11-22T10:00:00+09:00')
const SYSTEM = { type: 'system', id: 'registrar' } as const

function segment(startedAtMs: number, given: Partial<Segment> = {}): Segment {
  const day = dayOf(startedAtMs)
  return {
    id: newId(),
    device: 'lobby-1',
    day,
    category: 'continuous',
    generation: 1,
    leaf: Math.floor((startedAtMs - dayStart(day)) / 1758),
    run: newId(),
    startedAtMs,
    endedAtMs: startedAtMs + 60_000,
    duration90k: 5_400_000,
    length: 1000,
    sha256: createHash('sha256').update(`${startedAtMs}`).digest('hex'),
    fragments: 120,
    codec: 'h264',
    codecString: 'avc1.640028',
    width: 1280,
    height: 720,
    lostPackets: 0,
    lostUnits: 0,
    origin: 'camera',
    cutShort: false,
    ...given,
  }
}

const gap = (fromMs: number, toMs: number, given: Partial<Gap> = {}): Gap => ({
  id: newId(),
  device: 'lobby-1',
  fromMs,
  toMs,
  cause: 'refused',
  lastCause: 'refused',
  stepMs: 0,
  ...given,
})

type Facts = { segments?: Segment[]; gaps?: Gap[]; imports?: Import[] }

async function world() {
  const fixture = await ledgerFixture()
  const { db } = fixture.database
  await migrate(db, { ...ledgerMigrations, ...footageMigrations })
  const ledger = await fixture.open()
  return {
    db,
    ledger,
    add: (facts: Facts) => add(ledger, facts),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  }
}

async function add(ledger: Ledger, { segments = [], gaps = [], imports = [] }: Facts) {
  const id = newId<'batch'>()
  const all = [...segments, ...gaps, ...imports]
  const { root, leafHashes } = batchTree(all.map(({ id }) => Buffer.from(id)))
  const place = <T extends { id: string }>(facts: readonly T[]) =>
    facts.map((fact) => ({ fact, index: all.findIndex((one) => one.id === fact.id) }))
  await ledger.act(
    { kind: 'footage.sealed', actor: SYSTEM, batch: id, root, segments: segments.length, gaps: gaps.length },
    (tx) =>
      insertBatch(tx, {
        id,
        leafHashes,
        segments: place(segments),
        gaps: place(gaps),
        imports: place(imports),
      }),
  )
  return id
}

async function order(ledger: Ledger, what: Parameters<typeof moveToGarbage>[2]) {
  const id = newId<'order'>()
  const draft = {
    kind: 'destruction.ordered',
    actor: SYSTEM,
    order: id,
    reason: 'expiry',
    keys: 1,
    segments: 1,
    root: '0'.repeat(64),
    dueDay: '2026-12-07',
  } as const
  const { value } = await ledger.act(draft, (tx) => moveToGarbage(tx, id, what))
  return { id, moved: value }
}

test('a segment comes back from the catalogue as it was put in', async () => {
  await using w = await world()
  const one = segment(START, { lostPackets: 3, lostUnits: 7, cutShort: true, codec: 'h265', length: 2 ** 40 })
  const batch = await w.add({ segments: [one] })
  assert.deepEqual(await findSegment(w.db, one.id), { ...one, batch, batchIndex: 0 })
  assert.equal(await findSegment(w.db, newId()), undefined)
})

test('segments are found by any moment in them, and by nothing outside', async () => {
  await using w = await world()
  const [a, b] = [segment(START), segment(START + 60_000)]
  const other = segment(START, { device: 'lobby-2' })
  await w.add({ segments: [a, b, other] })
  const found = async (fromMs: number, toMs: number) =>
    (await segmentsBetween(w.db, { device: 'lobby-1', fromMs, toMs })).segments.map(({ id }) => id)
  assert.deepEqual(await found(START, START + 120_000), [a.id, b.id])
  assert.deepEqual(await found(START + 59_999, START + 60_000), [a.id])
  assert.deepEqual(await found(START + 60_000, START + 60_001), [b.id])
  assert.deepEqual(await found(START + 120_000, START + 130_000), [])
  assert.deepEqual(await found(START - 10_000, START), [])
  await assert.rejects(found(START, START), { code: 'footage.rangeInvalid' })
})

test('pages of segments leave none out and repeat none, also when many begin at once', async () => {
  await using w = await world()
  const segments = Array.from({ length: 25 }, (_, i) =>
    segment(START + Math.floor(i / 5) * 60_000, { leaf: 100 + i }),
  )
  await w.add({ segments })
  const ids: string[] = []
  let after = null as Parameters<typeof segmentsBetween>[1]['after']
  do {
    const page = await segmentsBetween(w.db, {
      device: 'lobby-1',
      fromMs: START,
      toMs: START + DAY_MS,
      after: after ?? null,
      limit: 4,
    })
    assert.ok(page.segments.length <= 4)
    ids.push(...page.segments.map(({ id }) => id))
    after = page.next
  } while (after)
  assert.equal(ids.length, 25)
  assert.deepEqual(new Set(ids), new Set(segments.map(({ id }) => id)))
})

test('one key leaf seals one segment: a second one is refused, and with it the whole batch', async () => {
  await using w = await world()
  const one = segment(START)
  await w.add({ segments: [one] })
  const twin = segment(START, { leaf: one.leaf })
  const innocent = segment(START + 60_000)
  await assert.rejects(w.add({ segments: [innocent, twin] }), { code: '23505' })
  assert.deepEqual(await knownFacts(w.db, [one.id, twin.id, innocent.id]), new Set([one.id]))
  assert.equal((await totals(w.db)).segments, 1)
})

test('a timeline joins minutes into ranges and keeps gaps apart', async () => {
  await using w = await world()
  const minutes = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => segment(START + (from + i) * 60_000))
  const missing = gap(START + 10 * 60_000, START + 20 * 60_000, { cause: 'disconnected' })
  await w.add({ segments: [...minutes(0, 10), ...minutes(20, 5)], gaps: [missing] })
  const [line, none] = await timeline(w.db, {
    devices: ['lobby-1', 'lobby-2'],
    fromMs: START + 30_000,
    toMs: START + DAY_MS,
  })
  assert.deepEqual(line, {
    device: 'lobby-1',
    footage: [
      { fromMs: START + 30_000, toMs: missing.fromMs },
      { fromMs: missing.toMs, toMs: START + 25 * 60_000 },
    ],
    gaps: [{ fromMs: missing.fromMs, toMs: missing.toMs, cause: 'disconnected', lastCause: 'refused' }],
  })
  assert.deepEqual(none, { device: 'lobby-2', footage: [], gaps: [] })
})

test('a timeline covers exactly the moments that some segment covers (property)', async () => {
  await using w = await world()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 2, max: 9 })), { minLength: 1, maxLength: 12 }),
      async (spans) => {
        // Steps of two seconds, so that what does not touch is further apart than what is joined.
        const device = `camera-${newId()}`
        const segments = spans.map(([from, length], leaf) =>
          segment(START + from * 2000, { device, leaf, endedAtMs: START + (from + length) * 2000 }),
        )
        await w.add({ segments })
        const [line] = await timeline(w.db, { devices: [device], fromMs: START, toMs: START + 200_000 })
        for (let step = 0; step < 100; step++) {
          const at = START + step * 2000 + 1000
          const covers = (one: { fromMs: number; toMs: number }) => one.fromMs <= at && at < one.toMs
          const expected = segments.some((one) => covers({ fromMs: one.startedAtMs, toMs: one.endedAtMs }))
          assert.equal(line?.footage.some(covers), expected, `second ${step}`)
        }
        const ranges = line?.footage ?? []
        ranges.forEach((range, i) => assert.ok(i === 0 || range.fromMs > (ranges[i - 1]?.toMs ?? 0)))
      },
    ),
    { numRuns: 25 },
  )
})

test('a timeline of a month is read from the covering index and comes as one range', async () => {
  await using w = await world()
  const first = dayStart(dayOf(START))
  await w.add({ segments: [segment(first - 60_000)] })
  await sql`
    insert into footage_segment select gen_random_uuid(), 'lobby-' || camera, '2026-11-22', 'continuous', 1, minute,
      gen_random_uuid(), ${first}::bigint + minute::bigint * 60000, ${first}::bigint + minute::bigint * 60000 + 60000, 5400000, 1, '',
      1, 'h264', 'avc1.640028', 1280, 720, 0, 0, 'camera', false, gen_random_uuid(), 0
    from generate_series(1, 4) as camera, generate_series(0, 43199) as minute`.execute(w.db)
  await sql`vacuum analyze footage_segment`.execute(w.db)
  const range = { fromMs: first, toMs: first + 30 * DAY_MS }
  const [line] = await timeline(w.db, { devices: ['lobby-2'], ...range })
  assert.deepEqual(line?.footage, [range])
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain select ended_at_ms from footage_segment where device = 'lobby-2'
      and started_at_ms >= ${sql.lit(first)} and started_at_ms < ${sql.lit(first + DAY_MS)}`.execute(w.db)
  assert.match(rows.map((row) => row['QUERY PLAN']).join('\n'), /Index Only Scan using footage_segment_time/)
})

test('totals follow the segments in and out, and the catalogue never contradicts itself', async () => {
  await using w = await world()
  const today = Array.from({ length: 5 }, (_, i) => segment(START + i * 60_000))
  const tomorrow = segment(START + DAY_MS)
  await w.add({ segments: today.slice(0, 3) })
  await w.add({ segments: [...today.slice(3), tomorrow] })
  assert.deepEqual(await contradictions(w.db), [])
  assert.deepEqual(
    (await cameraDays(w.db, { untilDay: dayOf(START) })).map(({ segments, bytes }) => [segments, bytes]),
    [[5, 5000]],
  )
  assert.deepEqual(await holdings(w.db), [
    {
      device: 'lobby-1',
      category: 'continuous',
      segments: 6,
      bytes: 6000,
      oldestDay: dayOf(START),
      youngestDay: addDays(dayOf(START), 1),
      oldestStartedAtMs: START,
      youngestEndedAtMs: tomorrow.endedAtMs,
      earliestOfDayMs: START - dayStart(dayOf(START)),
      latestOfDayMs: (today.at(-1) as Segment).endedAtMs - dayStart(dayOf(START)),
    },
  ])
  const first = today[0] as Segment
  const single = await order(w.ledger, { segments: [first.id] })
  assert.deepEqual(single.moved, { segments: 1, bytes: 1000 })
  const [day] = await cameraDays(w.db, { device: 'lobby-1' })
  assert.deepEqual([day?.segments, day?.startedAtMs], [4, START + 60_000])
  assert.deepEqual(await contradictions(w.db), [])
  const { day: key, device, category, generation } = first
  await order(w.ledger, { cameraDays: [{ day: key, device, category, generation }] })
  assert.deepEqual(
    (await cameraDays(w.db)).map(({ day }) => day),
    [tomorrow.day],
  )
  assert.deepEqual(await contradictions(w.db), [])
  assert.deepEqual(await totals(w.db), { segments: 1, bytes: 1000, gaps: 0, garbage: 5 })
})

test('camera-days before a day of each camera’s own, and the time of each range that is gap', async () => {
  await using w = await world()
  const day = dayOf(START)
  const other = (ms: number) => segment(ms, { device: 'lobby-2' })
  const missing = [gap(START + 60_000, START + 90_000), gap(START + 100_000, START + 200_000)]
  await w.add({
    segments: [segment(START), segment(START + DAY_MS), other(START), other(START + DAY_MS)],
    gaps: [...missing, gap(START, START + 50_000, { device: 'lobby-2' })],
  })
  const category = 'continuous'
  const found = await cameraDaysBefore(w.db, [
    { device: 'lobby-1', category, before: addDays(day, 1) },
    { device: 'lobby-2', category, before: day },
  ])
  assert.deepEqual(
    found.map(({ device, day: filmed, segments }) => [device, filmed, segments]),
    [['lobby-1', day, 1]],
  )
  assert.deepEqual(
    await gapTime(w.db, [
      { device: 'lobby-1', fromMs: START + 80_000, toMs: START + 150_000 },
      { device: 'lobby-2', fromMs: START + 50_000, toMs: START + 90_000 },
      { device: 'lobby-3', fromMs: START, toMs: START + DAY_MS },
    ]),
    new Map([['lobby-1', 60_000]]),
  )
  assert.deepEqual(await gapTime(w.db, []), new Map())
})

test('the devices with sound are those of which any segment has it', async () => {
  await using w = await world()
  const codecString = 'avc1.640028,mp4a.40.2'
  await w.add({ segments: [segment(START), segment(START, { device: 'lobby-2' })] })
  assert.deepEqual(await devicesWithSound(w.db), [])
  const heard = [0, 60_000].map((ms) => segment(START + ms, { device: 'body-1', codecString }))
  await w.add({ segments: [...heard, segment(START, { device: 'body-2', codecString })] })
  assert.deepEqual(await devicesWithSound(w.db), ['body-1', 'body-2'])
})

test('contradictions are found: an overlap in a run, wrong totals, a batch that is not there', async () => {
  await using w = await world()
  const run = newId<'run'>()
  const [a, b] = [segment(START, { run }), segment(START + 59_000, { run })]
  await w.add({ segments: [a, b] })
  assert.deepEqual(await contradictions(w.db), [{ what: 'overlap', subject: b.id }])
  await sql`update footage_day set bytes = bytes + 1`.execute(w.db)
  await sql`delete from footage_batch`.execute(w.db)
  assert.deepEqual((await contradictions(w.db)).map(({ what }) => what).toSorted(), [
    'batch',
    'batch',
    'overlap',
    'totals',
  ])
})

test('garbage is no footage any more, stays listed until dropped, and its batch goes with its last fact', async () => {
  await using w = await world()
  const segments = Array.from({ length: 7 }, (_, i) => segment(START + i * 60_000))
  const kept = segment(START + DAY_MS)
  const batch = await w.add({ segments })
  const shared = await w.add({ segments: [kept], gaps: [gap(START - 60_000, START)] })
  const { id } = await order(w.ledger, { segments: segments.map((one) => one.id) })
  const range = { device: 'lobby-1', fromMs: START, toMs: START + 2 * DAY_MS }
  assert.deepEqual(
    (await segmentsBetween(w.db, range)).segments.map((one) => one.id),
    [kept.id],
  )
  assert.deepEqual(await ordersWithGarbage(w.db), [id])
  const listed: string[] = []
  for (let after: Id<'segment'> | null = null; ;) {
    const page = await garbageOf(w.db, id, { after, limit: 3 })
    const last = page.at(-1)
    if (last === undefined) break
    listed.push(...page.map((one) => one.id))
    after = last.id
  }
  assert.deepEqual(listed, segments.map((one) => one.id).toSorted())
  assert.equal((await knownFacts(w.db, listed)).size, 7, 'a manifest that comes again revives nothing')
  const done = { kind: 'hold.released', actor: SYSTEM, hold: 'x', reason: 'lapsed' } as const
  const { value } = await w.ledger.act(done, (tx) => dropGarbage(tx, id))
  assert.deepEqual(value, { segments: 7, bytes: 7000 })
  assert.deepEqual(await ordersWithGarbage(w.db), [])
  assert.equal(await batchHashes(w.db, batch), undefined)
  assert.equal((await batchHashes(w.db, shared))?.length, 64)
})

test('an import is known for as long as some of its footage is', async () => {
  await using w = await world()
  const run = newId<'run'>()
  const segments = [segment(START, { run, origin: 'file' }), segment(START + 60_000, { run, origin: 'file' })]
  const digest = '7'.repeat(64)
  const taken: Import = {
    id: run,
    device: 'lobby-1',
    category: 'continuous',
    digest,
    startedAtMs: START,
    endedAtMs: START + 120_000,
    segments: 2,
    audioTracksDropped: 1,
  }
  const batch = await w.add({ segments, imports: [taken] })
  assert.deepEqual(await findImport(w.db, digest), { ...taken, batch, batchIndex: 2 })
  await order(w.ledger, { segments: segments.slice(0, 1).map(({ id }) => id) })
  assert.notEqual(await findImport(w.db, digest), undefined)
  const { id } = await order(w.ledger, { segments: segments.slice(1).map(({ id }) => id) })
  assert.equal(await findImport(w.db, digest), undefined)
  assert.equal((await garbageOf(w.db, id)).length, 1)
})

test('the root of a batch is the one that RFC 6962 gives, and each path leads to it (property)', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 }), (manifests) => {
      const { root, leafHashes } = batchTree(manifests)
      assert.equal(root, merkleRoot(manifests).toString('hex'))
      manifests.forEach((bytes, index) => {
        // The verification of RFC 9162 section 2.1.3.2.
        let hash: Buffer = createHash('sha256').update(Buffer.of(0)).update(bytes).digest()
        let [at, last] = [index, manifests.length - 1]
        for (const sibling of batchPath(leafHashes, index)) {
          if (at % 2 === 1 || at === last) {
            hash = node(sibling, hash)
            while (at % 2 === 0 && at !== 0) [at, last] = [at >> 1, last >> 1]
          } else hash = node(hash, sibling)
          ;[at, last] = [at >> 1, last >> 1]
        }
        assert.equal(last, 0)
        assert.equal(hash.toString('hex'), root)
      })
    }),
  )
})

function node(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest()
}
