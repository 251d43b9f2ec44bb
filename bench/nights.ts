/**
 * Footage that is to be destroyed: keys, catalogue rows and ledger entries through the program's own doors; the files
 * small and filled at random, because what is removed is never read.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addDays, type Day, dayStart } from '../src/base/day.ts'
import { newId } from '../src/base/id.ts'
import { batchTree, insertBatch, type Segment } from '../src/footage/footage.ts'
import { type KeyId, leafAt, segmentPath, wipeHourKey } from '../src/vault/vault.ts'
import type { Store } from '../src/store.ts'
import { BENCH, camera, CATEGORY, RETENTION_DAYS } from './agency.ts'

export const SEGMENTS_A_DAY = 1440
const FILE_BYTES = 4096
const MINUTE_MS = 60_000
const KEYS_AT_ONCE = 1000

/** The day after the last on which footage of that day must be there. */
export function expiryOf(day: Day): Day {
  return addDays(day, RETENTION_DAYS + 1)
}

/** Makes the keys of camera-days, as the first segment of a day does. */
export async function makeKeys(store: Store, keyIds: readonly KeyId[]): Promise<void> {
  for (let at = 0; at < keyIds.length; at += KEYS_AT_ONCE) {
    const requests = keyIds
      .slice(at, at + KEYS_AT_ONCE)
      .map((keyId) => ({ keyId, hour: 0, expiryDay: expiryOf(keyId.day) }))
    for (const key of await store.vault.hourKeys(requests)) wipeHourKey(key)
  }
}

/** Files, keys and catalogue of `cameras` cameras on one day, a segment a minute. */
export async function recordDay(store: Store, day: Day, cameras: number): Promise<void> {
  const devices = Array.from({ length: cameras }, (_, index) => camera(index + 1))
  await makeKeys(
    store,
    devices.map((device) => ({ device, day, category: CATEGORY })),
  )
  for (const device of devices) {
    const segments = Array.from({ length: SEGMENTS_A_DAY }, (_, minute) => segmentOf(device, day, minute))
    await writeFiles(
      segments.map(({ id }) => segmentPath(store.folders.media, { device, day, category: CATEGORY }, 1, id)),
    )
    const batch = newId<'batch'>()
    const { root, leafHashes } = batchTree(segments.map(({ id }) => Buffer.from(id)))
    await store.ledger.act(
      {
        kind: 'footage.sealed',
        actor: BENCH,
        batch,
        root,
        segments: segments.length,
        gaps: 0,
      },
      (tx) =>
        insertBatch(tx, {
          id: batch,
          leafHashes,
          segments: segments.map((fact, index) => ({ fact, index })),
          gaps: [],
          imports: [],
        }),
    )
  }
}

function segmentOf(device: string, day: Day, minute: number): Segment {
  const startedAtMs = dayStart(day) + minute * MINUTE_MS
  return {
    id: newId<'segment'>(),
    device,
    day,
    category: CATEGORY,
    generation: 1,
    leaf: leafAt(day, startedAtMs),
    run: newId<'run'>(),
    startedAtMs,
    endedAtMs: startedAtMs + MINUTE_MS,
    duration90k: 60 * 90_000,
    length: FILE_BYTES,
    sha256: '00'.repeat(32),
    fragments: 60,
    codec: 'h264',
    codecString: 'avc1.640028',
    width: 1920,
    height: 1080,
    lostPackets: 0,
    lostUnits: 0,
    origin: 'camera',
    cutShort: false,
  }
}

/** As many files as a day of `cameras` cameras, in as many folders, for comparison. */
export async function writePlainDay(folder: string, cameras: number): Promise<void> {
  for (let each = 0; each < cameras; each++)
    await writeFiles(
      Array.from({ length: SEGMENTS_A_DAY }, () => join(folder, camera(each), `${newId<'plain'>()}.seg`)),
    )
}

const WRITTEN_TOGETHER = 8

/** Small files in one folder. */
async function writeFiles(paths: readonly string[]): Promise<void> {
  const bytes = randomBytes(FILE_BYTES)
  await mkdir(join(paths[0] ?? '', '..'), { recursive: true })
  for (let at = 0; at < paths.length; at += WRITTEN_TOGETHER)
    await Promise.all(paths.slice(at, at + WRITTEN_TOGETHER).map((path) => writeFile(path, bytes)))
}
