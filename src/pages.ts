/**
 * The pages and the API over an open store: what the web needs of recording, retention and the vault is narrowed here to
 * what a page may ask, and handed in.
 */
import { present } from './base/assert.ts'
import type { Clock } from './base/clock.ts'
import { isFault } from './base/fault.ts'
import type { Log } from './base/log.ts'
import { repeat } from './base/repeat.ts'
import type { Cameras } from './cameras.ts'
import type { Published } from './policies.ts'
import type { KeySource, Recorder, RecorderStatus } from './recording/recording.ts'
import type { Assignment } from './remote.ts'
import {
  acknowledgeIncident,
  certificate,
  certificateBytes,
  certificates,
  certificateText,
  incidents,
} from './retention/retention.ts'
import type { Staff } from './staff/staff.ts'
import type { Store } from './store.ts'
import { settleRemote } from './troubles.ts'
import { openViewings } from './viewing/viewing.ts'
import { type RecordingState, startWeb, type Web, type WebOptions } from './web/web.ts'

type PagesOptions = Pick<WebOptions, 'host' | 'port' | 'address' | 'tls'> & {
  readonly clock: Clock
  readonly log: Log
}

type PagesParts = {
  readonly staff: Staff
  readonly published: Published
  readonly cameras: Cameras
  readonly keySource: KeySource
  /** That of this process, when it records. */
  readonly recorder: Recorder | undefined
}

type Pages = { readonly web: Web; close(): Promise<void> }

const INCIDENTS_SHOWN_MS = 30 * 86_400_000
/** All of the ledger is verified at start and once a day; between, each proof shows that it has grown from that. */
const VERIFY_MS = 86_400_000

/** Starts the pages; viewings that are over are ended for as long as they run. */
export async function startPages(store: Store, options: PagesOptions, parts: PagesParts): Promise<Pages> {
  const { clock, log } = options
  const { staff, published, recorder } = parts
  const { ledger, vault, folders, registry } = store
  const { db } = store.database
  const { policies, proofs } = published
  const closing = new AsyncDisposableStack()
  try {
    const viewings = closing.adopt(
      openViewings({ db, ledger, vault, clock, log, account: (id) => staff.account(id) }),
      (each) => each.stop(),
    )
    const web = await startWeb({
      ...options,
      staff,
      db,
      ledger,
      ledgerFolder: folders.ledger,
      registry,
      viewings,
      policies,
      proofs,
      recording: () => Promise.resolve(recorder ? statesOf(recorder.status(), clock) : []),
      incidents: () => incidents(db, { closedSinceMs: clock.now() - INCIDENTS_SHOWN_MS }),
      acknowledge: (id, incident) =>
        acknowledgeIncident({ db, ledger, clock }, { type: 'account', id }, incident),
      certificates: {
        list: () => certificates(db),
        read: (id) => certificateShown({ db, ledger }, id),
      },
      remote: remoteOf(store, clock, parts),
    })
    closing.adopt(web, (each) => each.close())
    const failed = (error: unknown) => log.error('app.failed', error)
    const verify = (signal: AbortSignal) => proofs.verifyLedger(signal)
    closing.defer(repeat(verify, { clock, begin: 'now', everyMs: VERIFY_MS, failed }))
    const done = closing.move()
    return { web, close: () => done.disposeAsync() }
  } catch (error) {
    await closing.disposeAsync()
    throw error
  }
}

/** What recorders elsewhere are given. */
function remoteOf(store: Store, clock: Clock, { cameras, keySource }: PagesParts): WebOptions['remote'] {
  return {
    async assignment({ id, devices }): Promise<Assignment> {
      return { recorder: id, dataId: store.dataId, cameras: await cameras.among(devices) }
    },
    incidents: (devices, now) => settleRemote({ store, clock }, devices, now),
    async hourKey({ device, category, day, hour }) {
      const [key] = await keySource.hourKeys([{ keyId: { device, category, day }, hour }])
      return present(key, 'as many keys as were asked for')
    },
  }
}

/** A certificate for machines and for people; undefined where there is none. */
async function certificateShown(deps: Parameters<typeof certificate>[0], id: string) {
  try {
    const found = await certificate(deps, id)
    const text = `${certificateText(found, 'ko')}\n\n${certificateText(found, 'en')}`
    return { json: certificateBytes(found), text }
  } catch (error) {
    if (isFault(error) && error.kind === 'missing') return undefined
    throw error
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
