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

type Load = {
  readonly cipher: Cipher
  readonly cameras: number
  readonly fragments: number
  readonly rounds: number
  readonly reach: { readonly atLeast: number } | null
}

/**
 * How many cameras record at once, each a segment of so many fragments. One alone waits for its disk at every sync;
 * ARIA is slow everywhere, so a short look suffices.
 */
const LOADS = [
  { cipher: 'aes-256-gcm', cameras: 16, fragments: 30, rounds: 9, reach: { atLeast: 0.7 } },
  { cipher: 'aes-256-gcm', cameras: 1, fragments: 60, rounds: 5, reach: null },
  { cipher: 'aria-256-gcm', cameras: 16, fragments: 6, rounds: 3, reach: null },
] as const satisfies readonly Load[]
const FRAGMENT_BYTES = 775_000
const INIT_BYTES = 700
const RAW_CALL_BYTES = 256 * 1024
const DAY = '2026-11-01' as Day
const HOUR = 9

export const seal: Benchmark = {
  name: 'seal',
  says: 'create, append, sync, seal (real disk) beside AES-256-GCM and SHA-256 of the same bytes in one thread',
  async run(progress) {
    const figures: Figure[] = []
    for (const load of LOADS) {
      const { cipher, cameras, rounds, reach } = load
      const whole: number[] = []
      const raw: number[] = []
      // The first round warms up and is not counted.
      for (let round = 0; round <= rounds; round++) {
        progress(`${cipher}, ${cameras} under way, round ${round} of ${rounds}`)
        const [rawRate, wholeRate] = [rawRound(load), await sealRound(load)]
        if (round === 0) continue
        raw.push(rawRate)
        whole.push(wholeRate)
      }
      figures.push(
        compared(`seal path, ${cipher}, ${cameras} under way`, 'MB/s', median(whole), median(raw), reach),
      )
    }
    return figures
  },
}

/** MB/s of one round through the vault. Making the footage and removing the files are not part of the time. */
async function sealRound(load: Load): Promise<number> {
  await using scratch = await scratchFolder()
  const source = randomBytes(FRAGMENT_BYTES)
  // The writer takes fragments over and gives their memory back.
  const footage = Array.from({ length: load.cameras }, () =>
    Array.from({ length: load.fragments }, () => {
      const fragment = Buffer.allocUnsafeSlow(FRAGMENT_BYTES)
      source.copy(fragment)
      return fragment
    }),
  )
  const init = source.subarray(0, INIT_BYTES)
  const from = realClock.monotonic()
  await Promise.all(
    footage.map((fragments, index) => record(scratch.folder, load.cipher, index, init, fragments)),
  )
  return rate(load, realClock.monotonic() - from)
}

/** One camera's segment, as the recorder seals it. */
async function record(
  folder: string,
  cipher: Cipher,
  camera: number,
  init: Buffer,
  fragments: readonly Buffer[],
): Promise<void> {
  const keyId = { device: `camera-${camera}`, day: DAY, category: 'continuous' }
  const nodes = [{ depth: 5, prefix: HOUR, key: randomBytes(32) }]
  const hourKey: HourKey = { keyId, generation: 1, hour: HOUR, nodes }
  const id = newId<'segment'>()
  const path = segmentPath(join(folder, 'media'), keyId, 1, id)
  const writer = await createSegment({
    disk: realDisk,
    cipher,
    hourKey,
    leaf: HOUR * 2048,
    id,
    path,
    writes: 'durable',
  })
  await writer.append({ kind: 'init', bytes: init })
  for (const [index, bytes] of fragments.entries()) {
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

/** MB/s of encryption and hash alone, in calls as large as the writer's. */
function rawRound(load: Load): number {
  const source = randomBytes(FRAGMENT_BYTES)
  const key = randomBytes(32)
  const from = realClock.monotonic()
  for (let segment = 0; segment < load.cameras; segment++) {
    const hash = createHash('sha256')
    for (let fragment = 0; fragment < load.fragments; fragment++)
      for (let at = 0; at < FRAGMENT_BYTES; at += RAW_CALL_BYTES) {
        const gcm = createCipheriv(load.cipher as 'aes-256-gcm', key, randomBytes(12))
        hash.update(gcm.update(source.subarray(at, at + RAW_CALL_BYTES)))
        gcm.final()
        gcm.getAuthTag()
      }
    hash.digest()
  }
  return rate(load, realClock.monotonic() - from)
}

function rate({ cameras, fragments }: Load, ms: number): number {
  return (cameras * fragments * FRAGMENT_BYTES) / 1e6 / (ms / 1000)
}
