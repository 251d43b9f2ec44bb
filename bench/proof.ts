/**
 * How long the proof of a policy takes: five thousand cameras and a month of their footage measured, and every clause held
 * against it. Beside it a control, not another product: the same oldest and youngest footage of each camera, counted from
 * the segments themselves instead of from the totals that are kept beside them, for a hundredth of the cameras.
 */
import { join } from 'node:path'
import { sql } from 'kysely'
import { realClock } from '../src/base/clock.ts'
import { addDays, type Day, dayStart } from '../src/base/day.ts'
import type { Store } from '../src/store.ts'
import { adoptAgency, CATEGORY, movedClock, openScratchStore } from './agency.ts'
import { type Benchmark, bounded, median, timed } from './figure.ts'
import { SEGMENTS_A_DAY } from './nights.ts'
import { scratchFolder } from './scratch.ts'
import { startApi } from './serving.ts'

const FIRST_DAY = '2027-01-01' as Day
const DAYS = 30
const CAMERAS = 5000
const TURNS = 9
const CONTROL = 50
const MOST_MS = 1000
/** In the room whose footage is kept longest. */
const MODEL = 'main-detention-01'

export const proof: Benchmark = {
  name: 'proof',
  says: '5,000 cameras × 30 days: the system measured, and every clause of the policy held against it',
  async run(progress) {
    await using scratch = await scratchFolder()
    const clock = movedClock(dayStart(FIRST_DAY) - realClock.now())
    await using store = await openScratchStore(join(scratch.folder, 'data'), clock)
    await adoptAgency(store, clock, CAMERAS, MODEL)
    clock.pass(dayStart(addDays(FIRST_DAY, DAYS)) - clock.now())
    progress('filling the totals')
    await fill(store)
    await using app = await startApi(store, clock)
    const { proofs } = app.published
    await proofs.verifyLedger()
    const times: number[] = []
    for (let turn = 0; turn < TURNS; turn++) {
      progress(`proof ${turn + 1} of ${TURNS}`)
      times.push(await timed(() => proofs.now()))
    }
    const control = await counted(store)
    return [
      bounded('a proof, 5,000 cameras × 30 days', 'ms', median(times), MOST_MS),
      bounded('control: segments counted, 50 cameras × 30 days', 'ms', control, null),
    ]
  },
}

/** Totals of every camera-day, two gaps in each, and the segments of a hundredth of the cameras. */
async function fill({ database: { db } }: Store): Promise<void> {
  const from = dayStart(FIRST_DAY)
  await sql`insert into footage_day
    select 'camera-' || camera, to_char(${FIRST_DAY}::date + day, 'YYYY-MM-DD'), ${CATEGORY}, 1, ${SEGMENTS_A_DAY}, 9000000000,
      ${from}::bigint + day * 86400000::bigint, ${from}::bigint + (day + 1) * 86400000::bigint
    from ${cameras(CAMERAS)}, generate_series(0, ${DAYS - 1}) as day`.execute(db)
  await sql`insert into footage_gap
    select gen_random_uuid(), 'camera-' || camera, at, at + 4000, 'silent', 'silent', 0, gen_random_uuid(), 0
    from ${cameras(CAMERAS)}, generate_series(0, ${DAYS - 1}) as day, generate_series(1, 2) as hour,
      lateral (select ${from}::bigint + day * 86400000::bigint + hour * 3600000 as at) as moment`.execute(db)
  await sql`insert into footage_segment
    select gen_random_uuid(), 'camera-' || camera, to_char(${FIRST_DAY}::date + day, 'YYYY-MM-DD'), ${CATEGORY}, 1, minute,
      gen_random_uuid(), at, at + 60000, 5400000, 6000000, decode(md5('x'), 'hex'), 30, 'h264', 'avc1.640028',
      1280, 720, 0, 0, 'camera', false, gen_random_uuid(), 0
    from ${cameras(CONTROL)}, generate_series(0, ${DAYS - 1}) as day, generate_series(0, ${SEGMENTS_A_DAY - 1}) as minute,
      lateral (select ${from}::bigint + day * 86400000::bigint + minute * 60000 as at) as moment`.execute(db)
  await sql`vacuum analyze`.execute(db)
}

function cameras(count: number) {
  return sql`generate_series(1, ${count}) as camera`
}

async function counted({ database: { db } }: Store): Promise<number> {
  const times: number[] = []
  const query = sql`select device, category, count(*), min(day), max(day), min(started_at_ms), max(ended_at_ms)
    from footage_segment group by device, category`
  for (let turn = 0; turn < TURNS; turn++) times.push(await timed(() => query.execute(db)))
  return median(times)
}
