/**
 * Wires the program by hand, and is the only file that sees all of it. What runs depends on the role (roles.ts); what is
 * kept was opened by store.ts. Closing goes in reverse order of starting: first nobody is let in, then recording is
 * sealed, then what was sealed is registered.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from './base/clock.ts'
import { addDays, type Day } from './base/day.ts'
import type { Disk } from './base/durable.ts'
import { isFault } from './base/fault.ts'
import { startJobs } from './base/jobs.ts'
import type { Log } from './base/log.ts'
import {
  type CameraSettings,
  type KeySource,
  type Recorder,
  type RecorderStatus,
  finishAbandoned,
  startRecorder,
  startRegistrar,
} from './recording/recording.ts'
import {
  categoriesOf,
  recordableDevices,
  recordingOf,
  type Registry,
  retentionDays,
} from './registry/registry.ts'
import {
  acknowledgeIncident,
  certificate,
  certificateBytes,
  certificates,
  certificateText,
  incidents,
  openRetention,
  type Retention,
} from './retention/retention.ts'
import { openPublished, type Published } from './policies.ts'
import type { Assignment } from './remote.ts'
import { type Part, type Role, roles } from './roles.ts'
import { openStaff, type Staff } from './staff/staff.ts'
import type { Store } from './store.ts'
import { openTroubles, settleEarlier, settleRemote } from './troubles.ts'
import type { Cipher, KeyId } from './vault/vault.ts'
import { openViewings } from './viewing/viewing.ts'
import { type RecordingState, startWeb, type Web } from './web/web.ts'

/** The address of a camera by the name of its secret, undefined where it has none. */
type AddressOf = (secret: string) => Promise<string | undefined>

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
/** All of the ledger is verified at start and once a day; between, each proof shows that it has grown from that. */
const VERIFY_MS = 86_400_000
const SESSION_SECRET = 'web.session-secret'

/** Starts the parts of a role over an open store. */
export async function startApp(store: Store, options: AppOptions): Promise<App> {
  const { clock, disk, log, recordingReserveBytes } = options
  const { db } = store.database
  const closing = new AsyncDisposableStack()
  const has = (part: Part) => roles[options.role].includes(part)
  try {
    const registry = await store.registry()
    const addressOf = options.addressOf ?? ((name: string) => secretText(store, name))
    const staff = openStaff({
      db,
      ledger: store.ledger,
      clock,
      sessionSecret: await sessionSecret(store),
      address: options.address ?? `${options.tls ? 'https' : 'http'}://${options.host}`,
      agencyWords: agencyWords(registry),
    })
    const retention = openRetention({
      db,
      ledger: store.ledger,
      vault: store.vault,
      clock,
      log,
      reserve: store.reserve,
    })
    const published = openPublished({
      store,
      clock,
      time: () => retention.time(),
      account: (id) => staff.account(id),
      startedAtMs: clock.now(),
      registry: () => store.registry().catch(orUndefined),
    })
    const troubles = closing.adopt(openTroubles({ store, clock, log }), (each) => each.close())
    const registrar = has('registrar')
      ? closing.adopt(
          await startRegistrar({
            db,
            ledger: store.ledger,
            disk,
            clock,
            log,
            spoolFolder: store.folders.spool,
            mediaFolder: store.folders.media,
            incident: (incident) => troubles.tell(incident),
          }),
          (each) => each.close(),
        )
      : undefined
    if (has('recorder'))
      await settleEarlier({ store, clock }).catch((error: unknown) => log.error('app.failed', error))
    const recorder = has('recorder')
      ? closing.adopt(
          await startRecorder({
            devices: await camerasOf(store, addressOf),
            keySource: vaultKeys(store),
            clock,
            disk,
            log,
            dataId: store.dataId,
            dataFolder: store.path,
            cipher: options.cipher,
            incident: (incident) => troubles.tell(incident),
            ...(recordingReserveBytes === undefined ? {} : { reserveBytes: recordingReserveBytes }),
          }),
          (each) => each.close(),
        )
      : undefined
    const refresh = async () => {
      await recorder?.setDevices(await camerasOf(store, addressOf))
      if (registrar) await finishLeft(store, options)
    }
    if (registrar) await finishLeft(store, options).catch((error: unknown) => log.error('app.failed', error))
    if (recorder || registrar) closing.defer(keepDoing(refresh, REFRESH_MS, clock, log))
    if (has('jobs')) {
      const sweep = async () => {
        // What cannot be registered now, on a full disk say, must not keep what is due from being destroyed.
        await registrar?.run().catch((error: unknown) => log.error('app.notRegistered', error))
        await retention.sweep()
      }
      const jobs = [
        { name: 'retention', cron: SWEEP_CRON, run: sweep },
        { name: 'policies', cron: POLICIES_CRON, run: () => published.follow() },
      ]
      closing.defer(keepDoing(() => makeRoom(store, sweep), ROOM_MS, clock, log))
      closing.adopt(await startJobs({ database: store.database, jobs, log }), (each) => each.close())
    }
    const web = has('web')
      ? await startPages(store, options, { staff, recorder, addressOf, published }, closing)
      : undefined
    const done = closing.move()
    return {
      web,
      staff,
      retention,
      published,
      refresh,
      recording: () => recorder?.status(),
      [Symbol.asyncDispose]: () => done.disposeAsync(),
    }
  } catch (error) {
    await closing.disposeAsync()
    throw error
  }
}

/** Finishes what recorders elsewhere left and get no keys for any more. */
function finishLeft(store: Store, { disk, clock, log }: AppOptions): Promise<void> {
  const { spool: spoolFolder, media: mediaFolder } = store.folders
  return finishAbandoned({ disk, clock, log, spoolFolder, mediaFolder, keySource: vaultKeys(store) })
}

async function startPages(
  store: Store,
  options: AppOptions,
  {
    staff,
    recorder,
    addressOf,
    published,
  }: {
    readonly staff: Staff
    readonly recorder: Recorder | undefined
    readonly addressOf: AddressOf
    readonly published: Published
  },
  closing: AsyncDisposableStack,
): Promise<Web> {
  const { clock, log, host, port, address, tls } = options
  const { db } = store.database
  const registry = () => store.registry().catch(orUndefined)
  const viewings = openViewings({
    db,
    ledger: store.ledger,
    vault: store.vault,
    clock,
    log,
    account: (id) => staff.account(id),
  })
  closing.adopt(viewings, (each) => each.stop())
  const web = await startWeb({
    db,
    clock,
    log,
    staff,
    viewings,
    policies: published.policies,
    proofs: published.proofs,
    registry,
    host,
    port,
    ...(address === undefined ? {} : { address }),
    ...(tls === undefined ? {} : { tls }),
    ledger: store.ledger,
    ledgerFolder: store.folders.ledger,
    recording: () => Promise.resolve(recorder ? statesOf(recorder.status(), clock) : []),
    incidents: () => incidents(db, { closedSinceMs: clock.now() - INCIDENTS_SHOWN_MS }),
    acknowledge: (id, incident) =>
      acknowledgeIncident({ db, ledger: store.ledger, clock }, { type: 'account', id }, incident),
    certificates: {
      list: () => certificates(db),
      async read(id) {
        const found = await certificate({ db, ledger: store.ledger }, id).catch(orUndefined)
        if (found === undefined) return undefined
        const text = `${certificateText(found, 'ko')}\n\n${certificateText(found, 'en')}`
        return { json: certificateBytes(found), text }
      },
    },
    remote: {
      assignment: (recorder) => assigned(store, addressOf, recorder),
      incidents: (devices, now) => settleRemote({ store, clock }, devices, now),
      async hourKey({ device, category, day, hour }) {
        const keyId: KeyId = { device, category, day }
        const [key] = await vaultKeys(store).hourKeys([{ keyId, hour }])
        if (key === undefined) throw new Error('assertion failed: as many keys as were asked for')
        return key
      },
    },
  })
  closing.adopt(web, (each) => each.close())
  const verify = () => published.proofs.verifyLedger()
  const verified = verify().catch((error: unknown) => log.error('app.failed', error))
  closing.defer(() => verified)
  closing.defer(keepDoing(verify, VERIFY_MS, clock, log))
  return web
}

const INCIDENTS_SHOWN_MS = 30 * 86_400_000

type Addressed = {
  readonly device: string
  readonly category: string
  readonly filmingHours: string
  /** The name of its address. */
  readonly stream: string
  readonly address: string
}

/** The devices that have an address, each under its usual category; with `only`, those among them. */
async function addressed(
  store: Store,
  addressOf: AddressOf,
  only?: readonly string[],
): Promise<readonly Addressed[]> {
  const registry = await store.registry()
  const cameras: Addressed[] = []
  for (const { id: device, stream } of recordableDevices(registry)) {
    const category = categoriesOf(registry, device)[0]?.id
    if (stream === null || category === undefined || only?.includes(device) === false) continue
    const address = await addressOf(stream)
    const { hours: filmingHours } = recordingOf(registry, device, category)
    if (address !== undefined) cameras.push({ device, category, filmingHours, stream, address })
  }
  return cameras
}

/**
 * What the recorder of this process records. An address that ends in `#sha256=…` names the certificate that the camera
 * must show, for cameras that sign their own.
 */
async function camerasOf(store: Store, addressOf: AddressOf): Promise<CameraSettings[]> {
  return (await addressed(store, addressOf)).map(({ device, category, filmingHours, stream, address }) => {
    // The vault may be out of reach when a camera must be connected to again: then the last known address has to do.
    const url = async () => withoutTrust((await addressOf(stream).catch(() => address)) ?? address)
    const certificateSha256 = trustOf(address)
    return {
      device,
      category,
      filmingHours,
      url,
      ...(certificateSha256 ? { tls: { certificateSha256 } } : {}),
    }
  })
}

function trustOf(address: string): string | undefined {
  return /#sha256=([0-9a-fA-F:]{64,95})$/.exec(address)?.[1]
}

function withoutTrust(address: string): string {
  return address.replace(/#sha256=[0-9a-fA-F:]*$/, '')
}

/** What a recorder elsewhere is told to record. */
async function assigned(
  store: Store,
  addressOf: AddressOf,
  { id, devices }: { readonly id: string; readonly devices: readonly string[] },
): Promise<Assignment> {
  const cameras = await addressed(store, addressOf, devices)
  return {
    recorder: id,
    dataId: store.dataId,
    cameras: cameras.map(({ device, category, filmingHours, address }) => ({
      device,
      category,
      filmingHours,
      url: withoutTrust(address),
      certificateSha256: trustOf(address) ?? null,
    })),
  }
}

/** Keys from the vault in this process. A camera-day's cohort is the day after the last on which it must be there. */
export function vaultKeys(store: Store): KeySource {
  return {
    async hourKeys(requests) {
      const registry = await store.registry()
      const expiryDay = ({ device, day, category }: KeyId): Day =>
        addDays(day, retentionDays(registry, device, category) + 1)
      return store.vault.hourKeys(
        requests.map(({ keyId, hour }) => ({ keyId, hour, expiryDay: expiryDay(keyId) })),
      )
    },
    hourKey: (keyId, generation, hour) => store.vault.hourKey(keyId, generation, hour),
  }
}

function statesOf({ cameras }: RecorderStatus, clock: Clock): RecordingState[] {
  return cameras.map(({ device, state, cause, connectedSinceMs, lastFrameAtMs }) => ({
    device,
    state: state === 'waiting' ? 'stopped' : state,
    sinceMs: (state === 'recording' ? connectedSinceMs : lastFrameAtMs) ?? clock.now(),
    cause,
  }))
}

/**
 * On a full disk the schedule itself, which lives in the database, may be what cannot write. So room is looked after
 * apart from it.
 */
async function makeRoom(store: Store, sweep: () => Promise<void>): Promise<void> {
  if (!(await store.reserve.isShort())) return
  await store.reserve.release()
  await sweep()
}

/** Does it again and again; returns how to stop that. */
function keepDoing(
  act: () => Promise<unknown>,
  everyMs: number,
  clock: Clock,
  log: Log,
): () => Promise<void> {
  const stopping = new AbortController()
  const running = (async () => {
    for (;;) {
      await clock.sleep(everyMs, stopping.signal)
      await act().catch((error: unknown) => log.error('app.failed', error))
    }
  })().catch(() => {})
  return async () => {
    stopping.abort()
    await running
  }
}

async function sessionSecret(store: Store): Promise<string> {
  const kept = await store.keys.secret(SESSION_SECRET)
  if (kept) return kept.toString('utf8')
  const made = randomBytes(48).toString('base64url')
  await store.keys.setSecret(SESSION_SECRET, Buffer.from(made, 'utf8'))
  return made
}

async function secretText(store: Store, name: string): Promise<string | undefined> {
  const secret = await store.keys.secret(name)
  const text = secret?.toString('utf8')
  secret?.fill(0)
  return text
}

/** What no password may be made of. */
export function agencyWords({ agency }: Registry): readonly string[] {
  return [agency.id, agency.name.ko, agency.name.en]
}

/** For what may be missing: the value undefined instead of a fault of that kind. */
function orUndefined(error: unknown): undefined {
  if (isFault(error) && error.kind === 'missing') return undefined
  throw error
}
