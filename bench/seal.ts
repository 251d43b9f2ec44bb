/**
 * The seal path alone: footage that is already in memory, through the vault's writer, to a sealed file whose name is
 * durable. Beside it, what no such path can do without: AES-256-GCM and SHA-256 of the same bytes in one thread, with
 * nothing written anywhere.
 *
 * As in recording, several cameras' segments are under way at once: while one waits for its disk, the next is
 * encrypted. Fragments are of two seconds at 3.1 Mbit/s and each is followed by a sync, a segment is of a minute.
 */
import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { realClock } from '../src/base/clock.ts'
import type { Day } from '../src/base/day.ts'
import { realDisk } from '../src/base/durable.ts'
import { newId } from '../src/base/id.ts'
import { createSegment, segmentPath } from '../src/vault/vault.ts'
import type { Cipher, HourKey } from '../src/vault/vault.ts'
import { type Benchmark, compared, type Figure, median } from './figure.ts'
import { scratchFolder } from './scratch.ts'

/** Segments a round, and how many of them are under way at once. ARIA is slow everywhere: a short look suffices. */
const LOADS = [
  { cipher: 'aes-256-gcm', segments: 8, rounds: 9, reach: { atLeast: 0.7 } },
  { cipher: 'aria-256-gcm', segments: 4, rounds: 3, reach: null },
] as const
const TOGETHER = 4
const FRAGMENTS = 30
const FRAGMENT_BYTES = 775_000
const RAW_CALL_BYTES = 256 * 1024
const DAY = '2026-11-01' as Day
const HOUR = 9

export const seal: Benchmark = {
  name: 'seal',
  says: 'create, append, sync, seal (real disk) beside AES-256-GCM and SHA-256 of the same bytes in one thread',
  async run(progress) {
    const figures: Figure[] = []
    for (const { cipher, segments, rounds, reach } of LOADS) {
      const whole: number[] = []
      const raw: number[] = []
      // The first round warms up and is not counted.
      for (let round = 0; round <= rounds; round++) {
        progress(`${cipher}, round ${round} of ${rounds}`)
        const [rawRate, wholeRate] = [rawRound(cipher, segments), await sealRound(cipher, segments)]
        if (round === 0) continue
        raw.push(rawRate)
        whole.push(wholeRate)
      }
      figures.push(compared(`seal path, ${cipher}`, 'MB/s', median(whole), median(raw), reach))
    }
    return figures
  },
}

/** MB/s of one round through the vault. Making the footage and removing the files are not part of the time. */
async function sealRound(cipher: Cipher, segments: number): Promise<number> {
  await using scratch = await scratchFolder()
  // The writer takes fragments over and wipes them, so each segment has its own.
  const source = randomBytes(FRAGMENT_BYTES)
  const footage = Array.from({ length: segments }, () =>
    Array.from({ length: FRAGMENTS }, () => Buffer.from(source)),
  )
  const keyId = { device: 'camera-1', day: DAY, category: 'continuous' }
  const hourKey: HourKey = {
    keyId,
    generation: 1,
    hour: HOUR,
    nodes: [{ depth: 5, prefix: HOUR, key: randomBytes(32) }],
  }
  let next = 0
  const line = async () => {
    for (let segment = next++; segment < segments; segment = next++) {
      const id = newId<'segment'>()
      const path = segmentPath(join(scratch.folder, 'media'), keyId, 1, id)
      const leaf = HOUR * 2048 + segment * 34
      const writer = await createSegment({ disk: realDisk, cipher, hourKey, leaf, id, path })
      await writer.append({ kind: 'init', bytes: source.subarray(0, 700) })
      for (const [index, bytes] of (footage[segment] ?? []).entries()) {
        await writer.append({
          kind: 'fragment',
          bytes,
          pts90k: index * 180_000,
          duration90k: 180_000,
          isKey: true,
        })
        await writer.sync()
      }
      await writer.seal()
    }
  }
  const from = realClock.monotonic()
  await Promise.all(Array.from({ length: TOGETHER }, line))
  return rate(segments, realClock.monotonic() - from)
}

/** MB/s of encryption and hash alone, in calls as large as the writer's. */
function rawRound(cipher: Cipher, segments: number): number {
  const source = randomBytes(FRAGMENT_BYTES)
  const key = randomBytes(32)
  const from = realClock.monotonic()
  for (let segment = 0; segment < segments; segment++) {
    const hash = createHash('sha256')
    for (let fragment = 0; fragment < FRAGMENTS; fragment++)
      for (let at = 0; at < FRAGMENT_BYTES; at += RAW_CALL_BYTES) {
        const gcm = createCipheriv(cipher as 'aes-256-gcm', key, randomBytes(12))
        hash.update(gcm.update(source.subarray(at, at + RAW_CALL_BYTES)))
        gcm.final()
        gcm.getAuthTag()
      }
    hash.digest()
  }
  return rate(segments, realClock.monotonic() - from)
}

function rate(segments: number, ms: number): number {
  return (segments * FRAGMENTS * FRAGMENT_BYTES) / 1e6 / (ms / 1000)
}
