/**
 * Wires the program by hand: which parts run, what each is given, and in which order they start. What runs depends on the
 * role (roles.ts); what is kept was opened by store.ts. Closing goes in reverse order of starting: first nobody is let in,
 * then recording is sealed, then what was sealed is registered.
 */
import type { Clock } from './base/clock.ts'
import type { Disk } from './base/durable.ts'
import { startJobs } from './base/jobs.ts'
import type { Log } from './base/log.ts'
import { repeat } from './base/repeat.ts'
import { type AddressOf, type Cameras, openCameras } from './cameras.ts'
import { vaultKeys } from './hourkeys.ts'
import { startPages } from './pages.ts'
import { openPeople } from './people.ts'
import { openPublished, type Published } from './policies.ts'
import {
  finishAbandoned,
  type KeySource,
  type RecorderStatus,
  startRecorder,
  startRegistrar,
} from './recording/recording.ts'
import { openRetention, type Retention } from './retention/retention.ts'
import { type Part, type Role, roles } from './roles.ts'
import { secretText, sessionSecret } from './secrets.ts'
import type { Staff } from './staff/staff.ts'
import type { Store } from './store.ts'
import { openTroubles, settleEarlier } from './troubles.ts'
import type { Cipher } from './vault/vault.ts'
import type { Web } from './web/web.ts'

export type AppOptions = {
  readonly role: Exclude<Role, 'recorder'>
  readonly host: string
  readonly port: number
  /** Where people reach the program when a proxy stands in front; undefined: where it listens. */
  readonly address: string | undefined
  /** PEM; without it the program speaks plain HTTP, and only on the loopback interface. */
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly cipher: Cipher
  /** Where cameras are; the vault's secrets unless given. */
  readonly addressOf?: AddressOf
  /** Free bytes below which recording stops; the recorder's own figure is right but for tests. */
  readonly recordingReserveBytes?: number
  readonly clock: Clock
  readonly disk: Disk
  readonly log: Log
}

export type App = AsyncDisposable & {
  /** Where the web is, when this role has it. */
  readonly web: Web | undefined
  readonly staff: Staff
  readonly retention: Retention
  readonly published: Published
  /** How recording goes, when this role has it. */
  recording(): RecorderStatus | undefined
  /** Reads registry and secrets again, and finishes what recorders left, now instead of within half a minute. */
  refresh(): Promise<void>
}

/** How often a changed registry or camera address is noticed, what recorders left, and a disk that runs full. */
const REFRESH_MS = 30_000
const ROOM_MS = 30_000
/** Nights and hours at which retention is swept; the first minute of a day is the busiest for cameras. */
const SWEEP_CRON = '7 * * * *'
/** Policies take effect in the first minutes of their day. */
const POLICIES_CRON = '*/5 * * * *'

/** Starts the parts of a role over an open store. */
export async function startApp(store: Store, options: AppOptions): Promise<App> {
  const { host, port, address, tls, clock, log } = options
  const { keys, ledger, vault, reserve, registry } = store
  const { db } = store.database
  const has = (part: Part) => roles[options.role].includes(part)
  const closing = new AsyncDisposableStack()
  try {
    const staff = await openPeople(store, {
      clock,
      sessionSecret: await sessionSecret(keys),
      address: address ?? `${tls ? 'https' : 'http'}://${host}`,
    })
    const retention = openRetention({ db, ledger, vault, clock, log, reserve })
    const published = openPublished({
      store,
      clock,
      time: () => retention.time(),
      account: (id) => staff.account(id),
      startedAtMs: clock.now(),
    })
    const keySource = vaultKeys(store)
    const addressOf = options.addressOf ?? ((name: string) => secretText(keys, name))
    const cameras = openCameras({ registry, addressOf })
    const parts = { has, cameras, keySource }
    const { registrar, recorder, refresh } = await startRecording(store, options, parts, closing)
    if (has('jobs')) await startSchedule(store, options, { registrar, retention, published }, closing)
    const pages = has('web')
      ? closing.adopt(
          await startPages(
            store,
            { host, port, address, tls, clock, log },
            { staff, published, cameras, keySource, recorder },
          ),
          close,
        )
      : undefined
    const done = closing.move()
    return {
      web: pages?.web,
      staff,
      retention,
      published,
      recording: () => recorder?.status(),
      refresh,
      [Symbol.asyncDispose]: () => done.disposeAsync(),
    }
  } catch (error) {
    await closing.disposeAsync()
    throw error
  }
}

/** From cameras to the ledger: the recorder of this process, the registrar, and what either tells of going wrong. */
async function startRecording(
  store: Store,
  options: AppOptions,
  parts: {
    readonly has: (part: Part) => boolean
    readonly cameras: Cameras
    readonly keySource: KeySource
  },
  closing: AsyncDisposableStack,
) {
  const { cipher, recordingReserveBytes, clock, disk, log } = options
  const { has, cameras, keySource } = parts
  const { dataId, path: dataFolder, ledger } = store
  const { spool: spoolFolder, media: mediaFolder } = store.folders
  const { db } = store.database
  const failed = (error: unknown) => log.error('app.failed', error)
  const { tell: incident } = closing.adopt(openTroubles({ store, clock, log }), close)
  const registrar = has('registrar')
    ? closing.adopt(
        await startRegistrar({ db, ledger, disk, clock, log, spoolFolder, mediaFolder, incident }),
        close,
      )
    : undefined
  if (has('recorder')) await settleEarlier({ store, clock }).catch(failed)
  const recorder = has('recorder')
    ? closing.adopt(
        await startRecorder({
          devices: await cameras.settings(),
          keySource,
          clock,
          disk,
          log,
          dataId,
          dataFolder,
          cipher,
          incident,
          ...(recordingReserveBytes === undefined ? {} : { reserveBytes: recordingReserveBytes }),
        }),
        close,
      )
    : undefined
  /** What recorders elsewhere left and get no keys for any more. */
  const finishLeft = async () => {
    if (registrar) await finishAbandoned({ disk, clock, log, spoolFolder, mediaFolder, keySource })
  }
  const refresh = async () => {
    await recorder?.setDevices(await cameras.settings())
    await finishLeft()
  }
  await finishLeft().catch(failed)
  if (recorder || registrar)
    closing.defer(repeat(refresh, { clock, begin: 'later', everyMs: REFRESH_MS, failed }))
  return { registrar, recorder, refresh }
}

/** What has its time: destruction, and policies that take effect. */
async function startSchedule(
  { database, reserve }: Store,
  { clock, log }: AppOptions,
  parts: {
    readonly registrar: { run(): Promise<unknown> } | undefined
    readonly retention: Retention
    readonly published: Published
  },
  closing: AsyncDisposableStack,
): Promise<void> {
  const { registrar, retention, published } = parts
  const sweep = async () => {
    // What cannot be registered now, on a full disk say, must not keep what is due from being destroyed.
    await registrar?.run().catch((error: unknown) => log.error('app.notRegistered', error))
    await retention.sweep()
  }
  /**
   * On a full disk the schedule itself, which lives in the database, may be what cannot write. So room is looked after
   * apart from it.
   */
  const makeRoom = async () => {
    if (!(await reserve.isShort())) return
    await reserve.release()
    await sweep()
  }
  const failed = (error: unknown) => log.error('app.failed', error)
  closing.defer(repeat(makeRoom, { clock, begin: 'later', everyMs: ROOM_MS, failed }))
  const jobs = [
    { name: 'retention', cron: SWEEP_CRON, run: sweep },
    { name: 'policies', cron: POLICIES_CRON, run: () => published.follow() },
  ]
  closing.adopt(await startJobs({ database, jobs, log }), close)
}

function close(part: { close(): Promise<void> }): Promise<void> {
  return part.close()
}
