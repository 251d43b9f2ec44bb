/**
 * A recorder on another machine, running: what the api assigns is recorded into the shared data folder, with a spool of
 * its own, and what is wrong is told to the api. Neither stops when the api is away.
 */
import { join } from 'node:path'
import type { Clock } from './base/clock.ts'
import { readDataId } from './base/datafolder.ts'
import type { Disk } from './base/durable.ts'
import type { Log } from './base/log.ts'
import { repeat } from './base/repeat.ts'
import { settingsOf } from './cameras.ts'
import { type RecorderStatus, startRecorder } from './recording/recording.ts'
import type { Remote, Wrong } from './remote.ts'
import type { Cipher } from './vault/vault.ts'

export type OutpostOptions = {
  readonly remote: Remote
  /** The data folder as this machine sees it: media/, spool/ and identity.json are enough. */
  readonly dataFolder: string
  readonly cipher: Cipher
  /** Free bytes below which recording stops; the recorder's own figure is right but for tests. */
  readonly reserveBytes?: number
  readonly clock: Clock
  readonly disk: Disk
  readonly log: Log
}

export type Outpost = AsyncDisposable & {
  status(): RecorderStatus
  /** Asks what to record and tells what is wrong now, instead of within half a minute. */
  refresh(): Promise<void>
}

const REFRESH_MS = 30_000

/** Starts recording what the api assigns. Rejects when the api cannot be had at the start. */
export async function startOutpost(options: OutpostOptions): Promise<Outpost> {
  const { remote, dataFolder, clock, log } = options
  let assignment = await remote.assignment()
  // An identity that differs is told by the recorder itself, at start and before each segment.
  if ((await readDataId(dataFolder)) === undefined) log.warn('recorder.noIdentity')
  const open = new Map<string, Wrong & { readonly isEverywhere: boolean }>()
  const recorder = await startRecorder({
    ...options,
    keySource: remote.keySource,
    dataId: assignment.dataId,
    spoolFolder: join(dataFolder, 'spool', assignment.recorder),
    devices: assignment.cameras.map((camera) => settingsOf(camera)),
    incident({ code, device, state }) {
      const name = `${code}/${device ?? ''}`
      if (state === 'closed') open.delete(name)
      else open.set(name, { code, device: device ?? '', isEverywhere: device === null })
    },
  })

  /** What concerns the whole recorder is told of each of its cameras: others are not concerned. */
  function wrongNow(): Wrong[] {
    const devices = assignment.cameras.map(({ device }) => device)
    const all = [...open.values()].flatMap(({ code, device, isEverywhere }) =>
      devices.filter((one) => isEverywhere || one === device).map((one) => ({ code, device: one })),
    )
    return [...new Map(all.map((wrong) => [`${wrong.code}/${wrong.device}`, wrong])).values()]
  }

  async function refreshNow(): Promise<void> {
    assignment = await remote.assignment()
    await recorder.setDevices(assignment.cameras.map((camera) => settingsOf(camera)))
    await remote.tellWrong(wrongNow())
  }

  let turn: Promise<void> = Promise.resolve()
  function refresh(): Promise<void> {
    const mine = turn.then(refreshNow)
    turn = mine.catch(() => undefined)
    return mine
  }

  const stop = repeat(refresh, {
    clock,
    begin: 'now',
    everyMs: REFRESH_MS,
    failed: (error) => log.error('recorder.notRefreshed', error),
  })
  return {
    status: () => recorder.status(),
    refresh,
    async [Symbol.asyncDispose]() {
      await stop()
      await recorder.close()
    },
  }
}
