/**
 * A month of a large agency's catalogue: millions of rows, written by the database itself, because the way of a row
 * into the catalogue is not what is measured. The segments that are really opened are real: their keys, files and
 * headers are made by the vault, from the measured cameras' film.
 */
import { sql } from 'kysely'
import { present } from '../src/base/assert.ts'
import { addDays, type Day, dayStart } from '../src/base/day.ts'
import { realDisk } from '../src/base/durable.ts'
import type { Id } from '../src/base/id.ts'
import { type Film, sampleBytes } from '../demo/cameras.ts'
import { fragment, initSegment, type Sample, type VideoFormat } from '../src/media/media.ts'
import { createSegment, hourOfLeaf, segmentPath, wipeHourKey } from '../src/vault/vault.ts'
import type { Store } from '../src/store.ts'
import { CATEGORY } from './agency.ts'
import { FRAMES_PER_SECOND } from './film.ts'
import { expiryOf, SEGMENTS_A_DAY } from './nights.ts'

const TICKS = 90_000
const FRAME_90K = TICKS / FRAMES_PER_SECOND
export const SEGMENT_SECONDS = 60

/** A segment that can be opened. */
export type Sealed = {
  readonly id: Id<'segment'>
  readonly device: string
  readonly day: Day
  readonly leaf: number
  readonly startedAtMs: number
}

/** Fills the catalogue with `days` days of `cameras` cameras, a segment a minute; indexes are built at the end. */
export async function fillCatalogue(
  store: Store,
  month: { readonly firstDay: Day; readonly days: number; readonly cameras: number },
): Promise<void> {
  const { db } = store.database
  const { firstDay, days, cameras } = month
  const { rows: indexes } = await sql<{ name: string; definition: string }>`
    select indexname as name, indexdef as definition from pg_indexes
    where tablename = 'footage_segment' and indexname <> 'footage_segment_pkey'`.execute(db)
  await sql`alter table footage_segment drop constraint footage_segment_pkey`.execute(db)
  for (const { name } of indexes) await sql`drop index ${sql.id(name)}`.execute(db)
  for (let day = 0; day < days; day++)
    await sql`
      insert into footage_segment (id, device, day, category, generation, leaf, run, started_at_ms, ended_at_ms,
        duration90k, length, sha256, fragments, codec, codec_string, width, height, lost_packets, lost_units, origin,
        cut_short, batch, batch_index)
      select gen_random_uuid(), 'camera-' || camera, ${addDays(firstDay, day)}, ${CATEGORY}, 1,
        (minute / 60) * 2048 + (minute % 60) * 2048 / 60, md5('run ' || camera)::uuid,
        ${dayStart(addDays(firstDay, day))}::bigint + minute * 60000,
        ${dayStart(addDays(firstDay, day))}::bigint + minute * 60000 + 60000,
        ${SEGMENT_SECONDS * TICKS}, 23500000, sha256(int4send(minute)), ${SEGMENT_SECONDS}, 'h264', 'avc1.640028',
        1920, 1080, 0, 0, 'camera', false, md5(${day}::int || ' batch ' || minute)::uuid, camera
      from generate_series(0, ${SEGMENTS_A_DAY - 1}) as minute, generate_series(1, ${cameras}) as camera`.execute(
      db,
    )
  await sql`alter table footage_segment add primary key (id)`.execute(db)
  for (const { definition } of indexes) await sql.raw(definition).execute(db)
  await sql`vacuum (analyze) footage_segment`.execute(db)
}

/** Seals the files of `count` segments, chosen at random out of all. */
export async function sealSome(
  store: Store,
  film: Film,
  count: number,
  progress: (done: number) => void,
): Promise<Sealed[]> {
  const { rows } = await sql<Sealed>`
    select id, device, day, leaf, started_at_ms as "startedAtMs" from footage_segment
    order by random() limit ${count}`.execute(store.database.db)
  const { init, fragments } = minuteOf(film)
  for (const [done, segment] of rows.entries()) {
    progress(done)
    await sealOne(store, segment, init, fragments)
  }
  return rows
}

async function sealOne(
  store: Store,
  { id, device, day, leaf, startedAtMs }: Sealed,
  init: Uint8Array,
  fragments: readonly Uint8Array[],
): Promise<void> {
  const keyId = { device, day, category: CATEGORY }
  const [hourKey] = await store.vault.hourKeys([{ keyId, hour: hourOfLeaf(leaf), expiryDay: expiryOf(day) }])
  const key = present(hourKey, 'a key for each request')
  const path = segmentPath(store.folders.media, keyId, key.generation, id)
  const writer = await createSegment({ disk: realDisk, cipher: 'aes-256-gcm', hourKey: key, leaf, id, path })
  wipeHourKey(key)
  await writer.append({ kind: 'init', bytes: init })
  for (const [second, bytes] of fragments.entries())
    await writer.append({
      kind: 'fragment',
      bytes: Buffer.from(bytes),
      pts90k: startedAtMs * 90 + second * TICKS,
      duration90k: TICKS,
      isKey: second % 2 === 0,
    })
  const { length, sha256 } = await writer.seal()
  await sql`update footage_segment set length = ${length}, sha256 = ${Buffer.from(sha256, 'hex')}
    where id = ${id}::uuid`.execute(store.database.db)
}

/** The film as one minute: its initialisation segment, and a fragment for each second. */
function minuteOf(film: Film): { init: Uint8Array; fragments: Uint8Array[] } {
  const [sps, pps] = film.parameterSets
  const sets = { vps: [], sps: [present(sps, 'a film has an SPS')], pps: [present(pps, 'a film has a PPS')] }
  const codecString = `avc1.${present(sps, 'a film has an SPS').toString('hex', 1, 4)}`
  const format: VideoFormat = {
    codec: 'h264',
    width: 1920,
    height: 1080,
    rotationDegrees: 0,
    codecString,
    parameterSets: sets,
  }
  const samples = film.pictures.map((picture, index): Sample => {
    const at = index * FRAME_90K
    const { isKey } = picture
    return { dts90k: at, pts90k: at, duration90k: FRAME_90K, isKey, bytes: sampleBytes(film, picture) }
  })
  const seconds = Math.floor(samples.length / FRAMES_PER_SECOND)
  const fragments = Array.from({ length: SEGMENT_SECONDS }, (_, index) => {
    const from = (index % seconds) * FRAMES_PER_SECOND
    return fragment(index + 1, samples.slice(from, from + FRAMES_PER_SECOND))
  })
  return { init: initSegment(format), fragments }
}
