/**
 * Takes in a file of a mobile device (body camera, drone): cut, sealed and told like a camera's footage, whole or not
 * at all. What is not yet told is known by its notes, so an import that was cut off leaves nothing (recovery.ts).
 *
 * The source is only read: nothing of it is copied in clear, and deleting it from the device is the handler's act.
 * Sound comes in only where the registry's switch for the device says so, which it cannot for a fixed one (법 §25⑤);
 * it is off unless set, with its basis. Sound that is not taken in is not read, and the import's manifest tells so.
 */
import { createHash } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { present } from '../base/assert.ts'
import type { Clock, Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import { addDays, dayOf, dayStart, koreanIso } from '../base/day.ts'
import { readDataId } from '../base/datafolder.ts'
import type { Disk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import type { Id } from '../base/id.ts'
import { findImport } from '../footage/footage.ts'
import type { Import } from '../footage/footage.ts'
import { readVideoFile } from '../media/media.ts'
import type { VideoFile } from '../media/media.ts'
import { deviceOf, retentionDays } from '../registry/registry.ts'
import type { Device, Registry } from '../registry/registry.ts'
import { wipeHourKey } from '../vault/vault.ts'
import type { Cipher, HourKey } from '../vault/vault.ts'
import { Cutter } from './cutter.ts'
import type { Piece } from './cutter.ts'
import { recordingFault } from './faults.ts'
import { hourOf } from './hours.ts'
import type { KeySource } from './hours.ts'
import { leafAllocator } from './leaves.ts'
import { readManifests } from './manifest.ts'
import type { SegmentManifest } from './manifest.ts'
import { clearAway } from './recovery.ts'
import { beginSegment } from './sealing.ts'
import type { OpenSegment, SealingOptions } from './sealing.ts'
import { openSpool } from './spool.ts'
import type { Spool } from './spool.ts'

export type ImportDeps = {
  readonly db: Db
  readonly registry: Registry
  readonly keySource: KeySource
  readonly clock: Pick<Clock, 'now'>
  readonly disk: Disk
  readonly dataFolder: string
  readonly dataId: string
  readonly cipher: Cipher
  /** Free bytes that must remain; 1 GiB unless told. */
  readonly reserveBytes?: number
}

export type ImportRequest = {
  readonly path: string
  readonly device: string
  /** Under which the zone of the device keeps its footage. */
  readonly category: string
  /** When its first picture was taken. */
  readonly startedAtMs: Millis
  /** Told as it goes: how much of the film is sealed. */
  readonly onProgress?: (progress: { readonly doneMs: number; readonly ofMs: number }) => void
  /** Aborted, it ends the import: what was sealed of the file is removed, unless all of it was handed in already. */
  readonly signal?: AbortSignal
}

const RESERVE_BYTES = 1024 ** 3
/** A body camera's clock may run ahead of ours by so much. */
const FUTURE_MS = 5 * 60_000
const DAY_BOUND_MS = Date.UTC(2000, 0, 1)

/**
 * Seals a file's video; resolves once all of it is durable and waits for the registrar. Throws `registry.…Missing`
 * for a device or category that the registry does not have, `recording.notMobile`, `notRecorded`, `startInvalid`,
 * `tooOld`, `importedBefore`, `formatChanges`, `fileEmpty`, `fileChanged`, `spaceShort`, `diskWrong`, and what
 * media/ says of the file; and the reason of `signal`, once nothing of the file is left.
 */
export async function importFile(deps: ImportDeps, request: ImportRequest): Promise<Import> {
  const { audio: withSound } = requireMobile(deps.registry, request.device)
  requireStart(deps, request, 0)
  const { dataFolder, disk } = deps
  const verify = () => requireDataFolder(deps)
  await verify()
  const before = await stateOf(request.path)
  await requireSpace(deps, before.size)
  const digest = await digestOf(request)
  const spool = await openSpool({ disk, folder: join(dataFolder, 'spool'), verify })
  await requireNew(deps.db, spool, digest)
  const video = await readVideoFile(request.path, { withSound })
  try {
    requireStart(deps, request, video.durationMs)
    const mediaFolder = join(dataFolder, 'media')
    const sealing = new ImportSealing(
      { ...deps, mediaFolder, spool, leaves: leafAllocator(mediaFolder) },
      request,
    )
    try {
      await sealing.seal(video)
      const after = await stateOf(request.path)
      if (after.size !== before.size || after.mtimeMs !== before.mtimeMs)
        throw recordingFault('recording.fileChanged')
      await requireNew(deps.db, spool, digest)
      request.signal?.throwIfAborted()
      const dropped = video.droppedTracks.filter(({ kind }) => kind === 'audio').length
      return await sealing.submit(digest, dropped)
    } catch (error) {
      await sealing.discard()
      throw error
    }
  } finally {
    await video.close()
  }
}

/** The segments of one import, sealed one after the other. */
class ImportSealing {
  readonly #options: SealingOptions & { readonly keySource: KeySource }
  readonly #request: ImportRequest
  readonly #run: Id<'run'> = newId()
  readonly #manifests: SegmentManifest[] = []
  #open: OpenSegment | undefined
  #hour: { readonly name: string; readonly key: HourKey } | undefined

  constructor(options: SealingOptions & { readonly keySource: KeySource }, request: ImportRequest) {
    this.#options = options
    this.#request = request
  }

  async seal(video: VideoFile): Promise<void> {
    const { startedAtMs, onProgress, signal } = this.#request
    let pieces: Piece[] = []
    const cutter = new Cutter({ emit: (piece) => pieces.push(piece) })
    let first90k: number | undefined
    let end90k = 0
    const wallMs = (dts90k: number) => startedAtMs + Math.floor((dts90k - (first90k ?? dts90k)) / 90)
    try {
      for await (const event of video.events()) {
        signal?.throwIfAborted()
        if (event.type === 'format') {
          if (first90k !== undefined) throw recordingFault('recording.formatChanges')
          cutter.run(this.#run, event.format, video.sound)
        } else if (event.type === 'sound') cutter.sound(event.packet)
        else if (event.type === 'loss') cutter.lost(event.packets, event.units)
        else {
          first90k ??= event.sample.dts90k
          end90k = event.sample.dts90k + event.sample.duration90k
          cutter.sample(event.sample, wallMs(event.sample.dts90k))
        }
        const doneMs = wallMs(end90k) - startedAtMs
        if (pieces.some(({ type }) => type === 'fragment')) onProgress?.({ doneMs, ofMs: video.durationMs })
        for (const piece of pieces) await this.#take(piece)
        pieces = []
      }
      cutter.end(wallMs(end90k))
      for (const piece of pieces) await this.#take(piece)
    } finally {
      if (this.#hour !== undefined) wipeHourKey(this.#hour.key)
    }
  }

  /** Hands everything to the registrar together, which makes it footage. */
  async submit(digest: string, audioTracksDropped: number): Promise<Import> {
    const { spool } = this.#options
    const [first] = this.#manifests
    const last = this.#manifests.at(-1)
    if (first === undefined || last === undefined) throw recordingFault('recording.fileEmpty')
    // A recorder that was started meanwhile has taken this for the remains of an import that died.
    const notes = new Set((await spool.notes()).map(({ id }) => id as string))
    if (!this.#manifests.every(({ id }) => notes.has(id))) throw recordingFault('recording.importCut')
    const taken: Import = {
      id: this.#run,
      device: this.#request.device,
      category: this.#request.category,
      digest,
      startedAtMs: first.startedAtMs,
      endedAtMs: last.endedAtMs,
      segments: this.#manifests.length,
      audioTracksDropped,
    }
    await spool.submit(this.#run, [...this.#manifests, { v: 1, kind: 'import', ...taken }])
    for (const { id } of this.#manifests) await spool.forget(id)
    return taken
  }

  /** Removes whatever was sealed. What cannot be removed now has a note, by which the next start removes it. */
  async discard(): Promise<void> {
    const { spool } = this.#options
    if ((await spool.read(this.#run)) !== undefined) return // it was submitted: it is footage now
    await this.#open?.discard().catch(() => undefined) // whatever is left of it goes with its note
    for (const note of await spool.notes()) {
      if (note.kind !== 'segment' || note.run !== this.#run) continue
      await clearAway(this.#options, note, true)
      await spool.forget(note.id)
    }
  }

  async #take(piece: Piece): Promise<void> {
    switch (piece.type) {
      case 'begin': {
        const { device, category } = this.#request
        const { run, startedAtMs, format, sound } = piece
        const hourKey = await this.#hourKey(startedAtMs)
        const origin = 'file' as const
        const segment = { device, category, hourKey, run, startedAtMs, format, sound, origin }
        this.#open = await beginSegment(this.#options, segment)
        return
      }
      case 'fragment':
        return present(this.#open, 'a fragment belongs to a segment').append(piece)
      case 'end':
        this.#manifests.push(await present(this.#open, 'a segment ends once').seal(piece))
        this.#open = undefined
        return
    }
  }

  async #hourKey(atMs: Millis): Promise<HourKey> {
    const { keyId, hour, name } = hourOf(this.#request, atMs)
    if (this.#hour?.name === name) return this.#hour.key
    const [key] = await this.#options.keySource.hourKeys([{ keyId, hour }])
    if (this.#hour !== undefined) wipeHourKey(this.#hour.key)
    this.#hour = { name, key: present(key, 'a key for each hour asked for') }
    return this.#hour.key
  }
}

function requireMobile(registry: Registry, id: string): Device {
  const device = deviceOf(registry, id)
  if (device.class !== 'mobile') throw recordingFault('recording.notMobile', { device: id })
  if (device.status !== 'active' || !device.recording)
    throw recordingFault('recording.notRecorded', { device: id })
  return device
}

/** That it is not in the future, and that its oldest day may still be kept ("촬영일로부터 N일", the first day not counted). */
function requireStart(
  { registry, clock }: ImportDeps,
  { device, category, startedAtMs }: ImportRequest,
  durationMs: number,
): void {
  const nowMs = clock.now()
  const isTime = Number.isSafeInteger(startedAtMs) && startedAtMs >= DAY_BOUND_MS
  if (!isTime || startedAtMs + durationMs > nowMs + FUTURE_MS) {
    const startedAt = isTime && startedAtMs < nowMs + 10 * 365 * 86_400_000 ? koreanIso(startedAtMs) : '?'
    throw recordingFault('recording.startInvalid', { startedAt })
  }
  const day = dayOf(startedAtMs)
  const days = retentionDays(registry, device, category)
  if (nowMs >= dayStart(addDays(day, days + 1))) throw recordingFault('recording.tooOld', { day, days })
}

async function requireDataFolder({ dataFolder, dataId }: ImportDeps): Promise<void> {
  if ((await readDataId(dataFolder).catch(() => undefined)) !== dataId)
    throw recordingFault('recording.diskWrong')
}

async function requireSpace(deps: ImportDeps, bytes: number): Promise<void> {
  const free = await deps.disk.freeBytes(deps.dataFolder)
  if (free - bytes < (deps.reserveBytes ?? RESERVE_BYTES)) throw recordingFault('recording.spaceShort')
}

/** That neither the catalogue nor the spool has this file. Throws `recording.importedBefore`. */
async function requireNew(db: Db, spool: Spool, digest: string): Promise<void> {
  const found = (await findImport(db, digest)) ?? (await waitingImport(spool, digest))
  if (found === undefined) return
  const { device, startedAtMs, segments } = found
  throw recordingFault('recording.importedBefore', { device, segments, startedAt: koreanIso(startedAtMs) })
}

async function waitingImport(spool: Spool, digest: string): Promise<Import | undefined> {
  for (const name of await spool.waiting()) {
    const bytes = await spool.read(name)
    if (bytes === undefined) continue
    try {
      const found = readManifests(bytes, name).find((one) => one.kind === 'import' && one.digest === digest)
      if (found?.kind === 'import') return found
    } catch (error) {
      if (!isFault(error, 'recording.manifestInvalid')) throw error // the registrar sets it aside
    }
  }
  return undefined
}

async function stateOf(path: string): Promise<{ readonly size: number; readonly mtimeMs: number }> {
  try {
    const { size, mtimeMs } = await stat(path)
    return { size, mtimeMs }
  } catch (error) {
    throw recordingFault('recording.fileMissing', {}, error)
  }
}

async function digestOf({ path, signal }: ImportRequest): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path, 'r')
  try {
    for await (const bytes of file.createReadStream({ highWaterMark: 1024 * 1024, autoClose: false })) {
      signal?.throwIfAborted()
      hash.update(bytes as Buffer)
    }
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}
