/**
 * The registrar: what waits in the spool becomes one leaf in the ledger and rows in the catalogue, a batch at a time.
 * The same function runs at start, every second, and when a recorder elsewhere brings hours of manifests at once.
 *
 * Nothing is registered twice (ids), nothing is lost (a file leaves the spool after its act is published, and not
 * before), and nothing broken holds up the rest: it is set aside and told.
 */
import { stat } from 'node:fs/promises'
import type { Cancel, Clock } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import type { Disk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import type { Log } from '../base/log.ts'
import { batchTree, insertBatch, knownFacts } from '../footage/footage.ts'
import type { Batch } from '../footage/footage.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { segmentPath } from '../vault/vault.ts'
import { recordingFault } from './faults.ts'
import { openIncidents } from './incident.ts'
import type { Incident } from './incident.ts'
import { manifestBytes, readManifests } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { openSpool, recorderSpools } from './spool.ts'
import type { Spool } from './spool.ts'

export type RegistrarOptions = {
  readonly db: Db
  readonly ledger: Pick<Ledger, 'act'>
  readonly disk: Disk
  readonly clock: Clock
  readonly log: Log
  /** DATA/spool; the spools of recorders elsewhere lie in it, and may appear at any time. */
  readonly spoolFolder: string
  /** Where the sealed files must lie that manifests speak of. */
  readonly mediaFolder: string
  readonly intervalMs?: number
  readonly incident?: (incident: Incident) => void
}

export type Registered = {
  /** Facts that are now in the catalogue and were not before. */
  readonly facts: number
  /** Spool files that were set aside. */
  readonly rejected: number
}

export type Registrar = {
  /** Registers what waits now; resolves when that is done. Rejects when the ledger or the database cannot. */
  run(): Promise<Registered>
  /** Registers what waits, once more, and stops. */
  close(): Promise<void>
}

const INTERVAL_MS = 1000
/** The most manifests that one batch takes, unless a single file holds more. */
const BATCH_MANIFESTS = 1024

/** Registers what waits now, and then every second. */
export async function startRegistrar(options: RegistrarOptions): Promise<Registrar> {
  const { disk, clock, log, intervalMs = INTERVAL_MS } = options
  const { spoolFolder } = options
  const spools = new Map([[spoolFolder, await openSpool({ disk, folder: spoolFolder })]])
  let turn: Promise<unknown> = Promise.resolve()
  let cancel: Cancel | undefined
  let closed = false
  let isTroubled = false

  /** A spool that cannot be read, or registered from, does not hold up the others. */
  async function registerAll(): Promise<Registered> {
    for (const folder of await recorderSpools(spoolFolder))
      if (!spools.has(folder)) spools.set(folder, await openSpool({ disk, folder }))
    const failures: unknown[] = []
    let [facts, rejected] = [0, 0]
    for (const spool of spools.values()) {
      try {
        const done = await registerWaiting({ ...options, spool })
        facts += done.facts
        rejected += done.rejected
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
    return { facts, rejected }
  }

  function run(): Promise<Registered> {
    const mine = turn.then(registerAll)
    turn = mine.catch(() => undefined)
    return mine
  }

  async function tick(): Promise<void> {
    try {
      await run()
      isTroubled = false
    } catch (error) {
      // It waits in the spool, and is tried again; said once, because it may last.
      if (!isTroubled) log.error('recording.notRegistered', error)
      isTroubled = true
    }
    if (!closed) cancel = clock.after(intervalMs, () => void tick())
  }

  void tick()
  return {
    run,
    async close() {
      closed = true
      cancel?.()
      await run()
    },
  }
}

type Deps = Omit<RegistrarOptions, 'disk' | 'spoolFolder' | 'intervalMs'> & { readonly spool: Spool }

/** A file of the spool that could be read. */
type Waiting = { readonly name: string; readonly manifests: readonly Manifest[] }

/** Registers what waits in the spool, batch after batch. Rejects when ledger or database cannot: the rest then waits. */
export async function registerWaiting(deps: Deps): Promise<Registered> {
  const { spool } = deps
  let [facts, rejected] = [0, 0]
  let batch: Waiting[] = []
  let size = 0
  const flush = async () => {
    const done = await registerBatch(deps, batch)
    facts += done.facts
    rejected += done.rejected
    batch = []
    size = 0
  }
  for (const name of await spool.waiting()) {
    const manifests = await acceptable(deps, name)
    if (manifests === 'gone') continue
    if (manifests === 'rejected') rejected++
    else {
      if (size > 0 && size + manifests.length > BATCH_MANIFESTS) await flush()
      batch.push({ name, manifests })
      size += manifests.length
    }
  }
  if (size > 0) await flush()
  return { facts, rejected }
}

/** The manifests of a waiting file, checked against their form and against the sealed files. */
async function acceptable(deps: Deps, name: string): Promise<readonly Manifest[] | 'gone' | 'rejected'> {
  const bytes = await deps.spool.read(name)
  if (bytes === undefined) return 'gone'
  try {
    const manifests = readManifests(bytes, name)
    const known = await knownFacts(
      deps.db,
      manifests.map(({ id }) => id),
    )
    // Of what is registered already, the file may have been destroyed since.
    for (const manifest of manifests) if (!known.has(manifest.id)) await requireSealedFile(deps, manifest)
    return manifests
  } catch (error) {
    if (!isFault(error, 'recording.manifestInvalid') && !isFault(error, 'recording.sealedFileDiffers'))
      throw error
    await reject(deps, name, error)
    return 'rejected'
  }
}

async function requireSealedFile({ mediaFolder }: Deps, manifest: Manifest): Promise<void> {
  if (manifest.kind !== 'segment') return
  const { device, day, category, generation, id, length } = manifest
  const path = segmentPath(mediaFolder, { device, day, category }, generation, id)
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : -1),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return -1
      throw error
    },
  )
  if (size !== length) throw recordingFault('recording.sealedFileDiffers', { name: id })
}

/**
 * Registers some files in one act. What the database refuses is narrowed down by halves to the file that is at fault,
 * which is set aside, so that the others are registered.
 */
async function registerBatch(deps: Deps, files: readonly Waiting[]): Promise<Registered> {
  const known = await knownFacts(
    deps.db,
    files.flatMap(({ manifests }) => manifests.map(({ id }) => id)),
  )
  const manifests = files.flatMap((file) => file.manifests).filter(({ id }) => !known.has(id))
  try {
    if (manifests.length > 0) await record(deps, manifests)
  } catch (error) {
    if (!isRefusedData(error)) throw error
    if (files.length > 1) {
      const half = Math.ceil(files.length / 2)
      const first = await registerBatch(deps, files.slice(0, half))
      const second = await registerBatch(deps, files.slice(half))
      return { facts: first.facts + second.facts, rejected: first.rejected + second.rejected }
    }
    // Somebody else may have registered the same file meanwhile; only what is still unknown is at fault.
    const name = files[0]?.name ?? ''
    const now = await knownFacts(
      deps.db,
      manifests.map(({ id }) => id),
    )
    if (now.size === manifests.length) await settle(deps, files)
    else await reject(deps, name, error)
    return { facts: 0, rejected: now.size === manifests.length ? 0 : 1 }
  }
  await settle(deps, files)
  return { facts: manifests.length, rejected: 0 }
}

/** One ledger act for all of them: the root of their tree, and their rows. */
async function record({ ledger }: Deps, manifests: readonly Manifest[]): Promise<void> {
  const id = newId<'batch'>()
  const { root, leafHashes } = batchTree(manifests.map(manifestBytes))
  const batch: Batch = {
    id,
    leafHashes,
    segments: manifests.flatMap((fact, index) => (fact.kind === 'segment' ? [{ fact, index }] : [])),
    gaps: manifests.flatMap((fact, index) => (fact.kind === 'gap' ? [{ fact, index }] : [])),
    imports: manifests.flatMap((fact, index) => (fact.kind === 'import' ? [{ fact, index }] : [])),
  }
  await ledger.act(
    {
      kind: 'footage.sealed',
      actor: { type: 'system', id: 'registrar' },
      batch: id,
      root,
      segments: batch.segments.length,
      gaps: batch.gaps.length,
    },
    (tx) => insertBatch(tx, batch),
  )
}

/** Removes what is registered: the notes first, so that none is left that would bring back what has gone. */
async function settle({ spool }: Deps, files: readonly Waiting[]): Promise<void> {
  for (const { name, manifests } of files) {
    for (const manifest of manifests)
      if (manifest.kind === 'segment' && manifest.origin === 'file') await spool.forget(manifest.id)
    await spool.settle(name)
  }
}

async function reject(
  { spool, log, clock, incident = () => {} }: Deps,
  name: string,
  why: unknown,
): Promise<void> {
  log.error('recording.manifestRejected', why)
  await spool.reject(name)
  openIncidents({ clock, log, told: incident }).raise('manifestRejected', null)
}

/** Whether PostgreSQL refused the data themselves (SQLSTATE classes 22 and 23), and not the connection or the disk. */
function isRefusedData(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^2[23][0-9A-Z]{3}$/.test(code)
}
