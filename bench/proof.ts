/**
 * How long the proof of a policy takes: five thousand cameras and a month of their footage measured, and every clause held
 * against it. Beside it a control, not another product: the same oldest and youngest footage of each camera, counted from
 * the segments themselves instead of from the totals that are kept beside them, for a hundredth of the cameras.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { present } from '../src/base/assert.ts'
import { type Clock, realClock } from '../src/base/clock.ts'
import { addDays, type Day, dayOf, dayStart } from '../src/base/day.ts'
import { openProofs } from '../src/policy/policy.ts'
import { adopt, readAgencyFile } from '../src/registry/registry.ts'
import type { Store } from '../src/store.ts'
import { camera, movedClock, openScratchStore } from './agency.ts'
import { type Benchmark, bounded, median } from './figure.ts'
import { SEGMENTS_A_DAY } from './nights.ts'
import { scratchFolder } from './scratch.ts'

const FIRST_DAY = '2027-01-01' as Day
const DAYS = 30
const CAMERAS = 5000
const TURNS = 9
const CONTROL = 50
const MOST_MS = 1000

export const proof: Benchmark = {
  name: 'proof',
  says: '5,000 cameras × 30 days: the system measured, and every clause of the policy held against it',
  async run(progress) {
    await using scratch = await scratchFolder()
    const clock = movedClock(dayStart(FIRST_DAY) - realClock.now())
    await using store = await openScratchStore(join(scratch.folder, 'data'), clock)
    await adoptCameras(store, clock)
    clock.pass(dayStart(addDays(FIRST_DAY, DAYS)) - clock.now())
    progress('filling the totals')
    await fill(store)
    const proofs = openProofs({
      db: store.database.db,
      ledger: store.ledger,
      ledgerFolder: store.folders.ledger,
      vkey: store.signer.vkey,
      folders: store.folders,
      clock,
      registry: () => store.registry(),
      published: () => Promise.resolve(null),
    })
    await proofs.verifyLedger()
    const times: number[] = []
    for (let turn = 0; turn < TURNS; turn++) {
      progress(`proof ${turn + 1} of ${TURNS}`)
      const fromMs = realClock.monotonic()
      await proofs.now()
      times.push(realClock.monotonic() - fromMs)
    }
    const control = await counted(store)
    return [
      bounded('a proof, 5,000 cameras × 30 days', 'ms', median(times), MOST_MS),
      bounded('control: segments counted, 50 cameras × 30 days', 'ms', control, null),
    ]
  },
}

/** The agency with so many cameras in the room whose footage is kept longest. */
async function adoptCameras({ ledger, database: { db } }: Store, clock: Clock): Promise<void> {
  const file = fileURLToPath(new URL('../agencies/seoul-immigration.yaml', import.meta.url))
  const registry = await readAgencyFile(file, dayOf(clock.now()))
  const model = present(
    registry.devices.find(({ zone }) => zone === 'main-detention'),
    'the agency has that room',
  )
  const devices = Array.from({ length: CAMERAS }, (_, n) => ({ ...model, id: camera(n + 1) }))
  const actor = { type: 'system', id: 'bench' } as const
  await adopt({ ledger, db, clock }, { registry: { ...registry, devices }, actor })
}

/** Totals of every camera-day, two gaps in each, and the segments of a hundredth of the cameras. */
async function fill({ database: { db } }: Store): Promise<void> {
  const from = dayStart(FIRST_DAY)
  await sql`create temporary table camera as
    select distinct d->>'id' as id, row_number() over (order by d->>'id') as n
    from registry_version, jsonb_array_elements(document->'devices') as d`.execute(db)
  await sql`insert into footage_day
    select id, to_char(${FIRST_DAY}::date + day, 'YYYY-MM-DD'), 'continuous', 1, ${SEGMENTS_A_DAY}, 9000000000,
      ${from}::bigint + day * 86400000::bigint, ${from}::bigint + (day + 1) * 86400000::bigint
    from camera, generate_series(0, ${DAYS - 1}) as day`.execute(db)
  await sql`insert into footage_gap
    select gen_random_uuid(), id, at, at + 4000, 'silent', 'silent', 0, gen_random_uuid(), 0
    from camera, generate_series(0, ${DAYS - 1}) as day, generate_series(1, 2) as hour,
      lateral (select ${from}::bigint + day * 86400000::bigint + hour * 3600000 as at) as moment`.execute(db)
  await sql`insert into footage_segment
    select gen_random_uuid(), id, to_char(${FIRST_DAY}::date + day, 'YYYY-MM-DD'), 'continuous', 1, minute,
      gen_random_uuid(), at, at + 60000, 5400000, 6000000, decode(md5('x'), 'hex'), 30, 'h264', 'avc1.640028',
      1280, 720, 0, 0, 'camera', false, gen_random_uuid(), 0
    from camera, generate_series(0, ${DAYS - 1}) as day, generate_series(0, ${SEGMENTS_A_DAY - 1}) as minute,
      lateral (select ${from}::bigint + day * 86400000::bigint + minute * 60000 as at) as moment
    where n <= ${CONTROL}`.execute(db)
  await sql`vacuum analyze`.execute(db)
}

async function counted({ database: { db } }: Store): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    const fromMs = realClock.monotonic()
    await sql`select device, category, count(*), min(day), max(day), min(started_at_ms), max(ended_at_ms)
      from footage_segment group by device, category`.execute(db)
    times.push(realClock.monotonic() - fromMs)
  }
  return median(times)
}
