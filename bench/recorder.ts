/**
 * The real recorder in a process of its own, so that its CPU time and memory are nobody else's. It is told when to
 * begin and when to end counting; the keys of the hour come from here, as they would come from the vault.
 */
import { randomBytes } from 'node:crypto'
import { realClock } from '../src/base/clock.ts'
import { openDataFolder } from '../src/base/datafolder.ts'
import { realDisk } from '../src/base/durable.ts'
import { silentLog } from '../src/base/log.ts'
import { type CameraStatus, type KeySource, startRecorder } from '../src/recording/recording.ts'
import type { HourKey, KeyId } from '../src/vault/vault.ts'

/** What was counted since the last `begin`. */
export type Counted = {
  readonly cpuSeconds: number
  readonly rssBytes: number
  readonly bitsPerSecond: number
  /** Since the start, like the next. */
  readonly lostPackets: number
  readonly gaps: number
}

const LOOK_MS = 100

const [folder = '', ...urls] = process.argv.slice(2)
const data = await openDataFolder({ path: folder, disk: realDisk, clock: realClock, create: true })

const hourKey = (keyId: KeyId, hour: number): HourKey => ({
  keyId,
  generation: 1,
  hour,
  nodes: [{ depth: 5, prefix: hour, key: randomBytes(32) }],
})
const keySource: KeySource = {
  hourKeys: (requests) => Promise.resolve(requests.map(({ keyId, hour }) => hourKey(keyId, hour))),
  hourKey: (keyId, _, hour) => Promise.resolve(hourKey(keyId, hour)),
}
const recorder = await startRecorder({
  devices: urls.map((url, index) => ({
    device: `camera-${index + 1}`,
    category: 'continuous',
    filmingHours: 'always',
    url: () => Promise.resolve(url),
  })),
  keySource,
  clock: realClock,
  disk: realDisk,
  dataFolder: data.path,
  dataId: data.dataId,
  cipher: 'aes-256-gcm',
  log: silentLog,
})
while (recorder.status().cameras.some(({ state }) => state !== 'recording')) await realClock.sleep(LOOK_MS)

let begun = process.cpuUsage()
process.on('message', (message) => {
  if (message === 'begin') begun = process.cpuUsage()
  else if (message === 'count') process.send?.(counted())
  else void end()
})
process.once('disconnect', () => process.exit(0))
process.send?.('recording')

function counted(): Counted {
  const { user, system } = process.cpuUsage(begun)
  const { cameras } = recorder.status()
  const sum = (pick: (camera: CameraStatus) => number) =>
    cameras.reduce((total, each) => total + pick(each), 0)
  return {
    cpuSeconds: (user + system) / 1e6,
    rssBytes: process.memoryUsage.rss(),
    bitsPerSecond: sum((camera) => camera.bitsPerSecond) / cameras.length,
    lostPackets: sum((camera) => camera.lostPackets),
    gaps: sum((camera) => camera.gaps),
  }
}

async function end(): Promise<void> {
  await recorder.close()
  await data.release()
  process.send?.('closed')
}
