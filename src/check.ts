/**
 * `jangseung check`: holds what is on the disk against what is recorded. It changes nothing, needs no key and opens
 * no footage; it looks only at the invariants that stored bytes can show (docs/design/recording-path.md, key-tree.md,
 * ledger.md).
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Millis } from './base/clock.ts'
import { readIfThere } from './base/durable.ts'
import { dayOf } from './base/day.ts'
import { type Fault, isFault } from './base/fault.ts'
import type { Id } from './base/id.ts'
import {
  cameraDays,
  contradictions,
  garbageOf,
  ordersWithGarbage,
  type Segment,
  segmentsById,
  segmentsOfDay,
} from './footage/footage.ts'
import { checkLedger } from './ledger/ledger.ts'
import { checkPolicies } from './policy/policy.ts'
import { waitingSegments } from './recording/recording.ts'
import { checkVersions, registryVersions } from './registry/registry.ts'
import {
  certificate,
  certificateBytes,
  certificates,
  dueDayOf,
  holds,
  periodsAt,
  verifyCertificate,
} from './retention/retention.ts'
import type { Store } from './store.ts'
import { segmentPath } from './vault/vault.ts'

export type Finding = {
  /** Stable, for machines: `segment.fileMissing`, `file.unknown`, `retention.overdue`, or the code of a fault. */
  readonly code: string
  /** Which thing; identifiers and places in the data folder only. */
  readonly detail: string
}

export type CheckResult = {
  readonly ok: boolean
  /** Segments in the catalogue. */
  readonly segments: number
  /** Sealed files on the disk. */
  readonly files: number
  /** What is wrong; at most MAX_FINDINGS. */
  readonly findings: readonly Finding[]
}

const MAX_FINDINGS = 1000
/** Lapsed holds are released by the hourly sweep. */
const SWEEP_MS = 2 * 3_600_000
/** The first bytes of a root file (docs/ref/root-file.md). */
const ROOT_MAGIC = Buffer.from('894a4e47524f4f54', 'hex')
/** The bookkeeping of the embedded database is PostgreSQL's to check, with its own checksums. */
const NOT_OURS = new Set(['postgres'])

/**
 * Checks a data folder. `onProgress` is told how many segments were read of how many, and may throw to end it; `signal`
 * ends what else takes long, and the check with its reason.
 */
export async function check(
  store: Store,
  options: {
    readonly nowMs: Millis
    readonly onProgress?: (done: number, of: number) => void
    readonly signal?: AbortSignal
  },
): Promise<CheckResult> {
  const findings: Finding[] = []
  const found = (code: string, detail: string) => void findings.push({ code, detail })
  const files = await filesOf(store, found)
  const segments = await checkSegments(store, files, options.onProgress ?? (() => {}), found)
  await checkUnknownFiles(store, files, found)
  await checkRetention(store, options.nowMs, found)
  for (const { what, subject } of await contradictions(store.database.db)) found(`catalogue.${what}`, subject)
  for (const fault of await ledgerFindings(store, options.signal)) found(fault.code, fault.message)
  await checkCertificates(store, found)
  const records = { db: store.database.db, ledger: store.ledger }
  for (const { what, subject } of await checkVersions(records)) found(`registry.${what}`, subject)
  const policies = await checkPolicies(records)
  for (const { version, what } of policies) found('policy.recordMissing', `${version} ${what}`)
  return { ok: findings.length === 0, segments, files: files.size, findings: findings.slice(0, MAX_FINDINGS) }
}

type Found = (code: string, detail: string) => void

/** A sealed file: where it lies (a held segment may lie under several holds) and whether a row or a plan explains it. */
type SealedFile = { readonly paths: string[]; readonly bytes: number; explained: boolean }

/** All sealed files by segment id. A copy of the root key anywhere is found on the way. */
async function filesOf(store: Store, found: Found): Promise<Map<string, SealedFile>> {
  const files = new Map<string, SealedFile>()
  for await (const path of walk(store.path)) {
    if (path !== store.rootFile && (await startsWith(path, ROOT_MAGIC)))
      found('root.copied', relative(store.path, path))
    if (!path.endsWith('.seg')) continue
    const id = basename(path, '.seg')
    const known = files.get(id)
    if (known) known.paths.push(path)
    else {
      const bytes = await unlessGone(stat(path).then(({ size }) => size))
      if (bytes !== undefined) files.set(id, { paths: [path], bytes, explained: false })
    }
  }
  return files
}

/** Undefined for what went while we looked: the program may be running, and files come and go. */
async function unlessGone<T>(looked: Promise<T>): Promise<T | undefined> {
  return looked.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

async function* walk(folder: string, top = true): AsyncGenerator<string> {
  for (const entry of (await unlessGone(readdir(folder, { withFileTypes: true }))) ?? []) {
    if (top && NOT_OURS.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path, false)
    else if (entry.isFile()) yield path
  }
}

async function startsWith(path: string, magic: Buffer): Promise<boolean> {
  const file = await unlessGone(open(path, 'r'))
  if (file === undefined) return false
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(magic.length), 0, magic.length, 0)
    return bytesRead === magic.length && buffer.equals(magic)
  } finally {
    await file.close()
  }
}

/** Every row has its file, of that length and digest. Returns how many rows there are. */
async function checkSegments(
  store: Store,
  files: Map<string, SealedFile>,
  onProgress: (done: number, of: number) => void,
  found: Found,
): Promise<number> {
  const days = await cameraDays(store.database.db)
  const of = days.reduce((sum, each) => sum + each.segments, 0)
  let done = 0
  for (const day of days) {
    for (const segment of await segmentsOfDay(store.database.db, day)) {
      const file = files.get(segment.id)
      if (file) await checkFile(segment, file, found)
      else if (await isGone(store, segment)) found('segment.fileMissing', segment.id)
      onProgress(++done, of)
    }
  }
  return done
}

/** Whether it is still in the catalogue and has no file: in a running program it may have come or gone meanwhile. */
async function isGone(store: Store, segment: Segment): Promise<boolean> {
  const { id, device, day, category, generation } = segment
  const holdFolders = (await holds(store.database.db)).map((hold) =>
    join(store.folders.held, hold.id, `${id}.seg`),
  )
  const usual = segmentPath(store.folders.media, { device, day, category }, generation, id)
  for (const path of [usual, ...holdFolders]) if ((await unlessGone(stat(path))) !== undefined) return false
  return (await segmentsById(store.database.db, [id])).length > 0
}

async function checkFile(segment: Segment, file: SealedFile, found: Found): Promise<void> {
  file.explained = true
  if (file.bytes !== segment.length) {
    found('segment.lengthDiffers', segment.id)
    return
  }
  for (const path of file.paths) {
    const hash = createHash('sha256')
    const isRead = await unlessGone(
      pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash).then(() => true),
    )
    if (isRead && hash.digest('hex') !== segment.sha256) found('segment.digestDiffers', segment.id)
  }
}

/** Every file has a row, an order that is destroying it, or a manifest that waits. */
async function checkUnknownFiles(store: Store, files: Map<string, SealedFile>, found: Found): Promise<void> {
  const unexplained = () => [...files].filter(([, file]) => !file.explained)
  if (unexplained().length === 0) return
  for (const order of await ordersWithGarbage(store.database.db)) {
    for (let after: Id<'segment'> | null = null; ;) {
      const page = await garbageOf(store.database.db, order, { after })
      for (const { id } of page) explain(files, id)
      after = page.at(-1)?.id ?? null
      if (after === null) break
    }
  }
  for (const id of await waitingSegments(store.folders.spool)) explain(files, id)
  const late = await segmentsById(
    store.database.db,
    unexplained().map(([id]) => id as Id<'segment'>),
  )
  const known = new Set<string>(late.map(({ id }) => id))
  for (const [id] of unexplained()) if (!known.has(id)) found('file.unknown', id)
}

function explain(files: Map<string, SealedFile>, id: string): void {
  const file = files.get(id)
  if (file) file.explained = true
}

/** Outside of holds nothing is older than its retention, and no hold has lapsed. */
async function checkRetention(store: Store, nowMs: Millis, found: Found): Promise<void> {
  const { db } = store.database
  const versions = await registryVersions(db)
  const periods = periodsAt(versions, nowMs)
  if (!periods) return
  const held = await heldOf(store)
  for (const day of await cameraDays(db)) {
    const { retentionDays } = periods.of(day)
    const dueDay = dueDayOf({ day: day.day, retentionDays })
    // All of the due day is in time: the sweep has a night for it.
    if (dayOf(nowMs) <= dueDay) continue
    const loose = (await segmentsOfDay(db, day)).filter(({ id }) => !held.has(id))
    if (loose.length > 0)
      found('retention.overdue', `${day.device}/${day.day}/${day.category}: ${loose.length}`)
  }
  for (const hold of await holds(db))
    if (hold.state === 'held' && hold.untilMs !== null && hold.untilMs + SWEEP_MS < nowMs)
      found('hold.lapsed', hold.id)
}

/** What lies under a hold, by the files there. */
async function heldOf(store: Store): Promise<Set<string>> {
  const held = new Set<string>()
  for await (const path of walk(store.folders.held)) held.add(basename(path, '.seg'))
  return held
}

/** In a running program a row may be committed a moment before it is published, so what is found is looked at again. */
async function ledgerFindings(
  { database, folders, signer }: Store,
  signal?: AbortSignal,
): Promise<readonly Fault[]> {
  const ledger = { db: database.db, folder: folders.ledger, vkey: signer.vkey }
  const look = () => checkLedger({ ...ledger, ...(signal && { signal }) })
  let { findings } = await look()
  for (let again = 0; again < 3 && findings.some(({ code }) => code === 'ledger.rowsUnpublished'); again++)
    findings = (await look()).findings
  return findings
}

async function checkCertificates(store: Store, found: Found): Promise<void> {
  const { database, ledger, signer } = store
  for (const { id } of await certificates(database.db, { limit: 1000 })) {
    try {
      const bytes = certificateBytes(await certificate({ db: database.db, ledger }, id))
      for (const fault of verifyCertificate(bytes, signer.vkey).findings)
        found(fault.code, `${id}: ${fault.message}`)
    } catch (error) {
      if (!isFault(error)) throw error
      found(error.code, id)
    }
  }
  const published = await readIfThere(join(store.folders.ledger, 'vkey'))
  if (published?.toString('utf8').trim() !== signer.vkey) found('ledger.vkeyDiffers', 'ledger/vkey')
}
