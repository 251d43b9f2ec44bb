/**
 * DATA/spool: manifests that wait for the registrar (`<name>.json`), notes of what is under way (`<id>.begun`), and
 * what could not be accepted (`rejected/`). A folder and nothing more, so that it waits as long as it must: for the
 * database, for the ledger, for the network of a remote recorder.
 *
 * A recorder takes every note in its spool for its own, so each recorder has one: DATA/spool that of the program with
 * the database, and DATA/spool/<recorder id>/ that of a recorder elsewhere.
 */
import { open, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { assert } from '../base/assert.ts'
import { writeFileDurably } from '../base/durable.ts'
import type { Disk } from '../base/durable.ts'
import { isId } from '../base/id.ts'
import { MAX_MANIFESTS, MAX_SPOOL_FILE_BYTES, writeManifests } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { MAX_NOTE_BYTES, readNote, writeNote } from './note.ts'
import type { Note } from './note.ts'

export type SpoolReading = {
  /** Names of waiting manifest files, in a fixed order. */
  waiting(): Promise<string[]>
  /** A waiting file's bytes, at most one more than the bound; undefined when it has gone. */
  read(name: string): Promise<Buffer | undefined>
  /** Every note that can be read. */
  notes(): Promise<Note[]>
}

export type Spool = SpoolReading & {
  /** Makes manifests wait for the registrar, durably and together: all of them will be registered, or none. */
  submit(name: string, manifests: readonly Manifest[]): Promise<void>
  /** Forgets a file whose manifests are registered. */
  settle(name: string): Promise<void>
  /** Sets a file aside that can never be registered. */
  reject(name: string): Promise<void>
  /** Makes a note durable. */
  begin(note: Note): Promise<void>
  /** Forgets a note. A power cut may bring it back, which does no harm: what it speaks of is submitted again. */
  forget(id: string): Promise<void>
}

const MANIFESTS = '.json'
const NOTE = '.begun'
const REJECTED = 'rejected'

/**
 * Opens DATA/spool, making it when there is none. `verify` is called before anything is added and rejects when this
 * is not the disk it should be.
 */
export async function openSpool(options: {
  readonly disk: Disk
  readonly folder: string
  readonly verify?: () => Promise<void>
}): Promise<Spool> {
  const { disk, folder, verify } = options
  const rejected = join(folder, REJECTED)
  await disk.makeFolder(rejected)
  const manifestsPath = (name: string) => join(folder, `${name}${MANIFESTS}`)
  const notePath = (id: string) => join(folder, `${id}${NOTE}`)
  return {
    ...readSpool(folder),
    async submit(name, manifests) {
      assert(isId(name) && manifests.length > 0, 'a spool file is named by an id and holds something')
      assert(manifests.length <= MAX_MANIFESTS, 'a spool file keeps its bound')
      await verify?.()
      await writeFileDurably(disk, manifestsPath(name), writeManifests(manifests))
    },
    async settle(name) {
      await disk.remove(manifestsPath(name))
    },
    async reject(name) {
      await disk.rename(manifestsPath(name), join(rejected, `${name}${MANIFESTS}`))
      await disk.syncFolder(rejected)
      await disk.syncFolder(folder)
    },
    async begin(note) {
      await verify?.()
      await writeFileDurably(disk, notePath(note.id), writeNote(note))
    },
    async forget(id) {
      await disk.remove(notePath(id))
    },
  }
}

/** The spools of recorders elsewhere, each in a folder of DATA/spool that is named by its recorder's id. */
export async function recorderSpools(spoolFolder: string): Promise<string[]> {
  const entries = await readdir(spoolFolder, { withFileTypes: true }).catch(noneIfMissing)
  const ids = entries.flatMap((entry) => (entry.isDirectory() && isId(entry.name) ? [entry.name] : []))
  return ids.toSorted().map((id) => join(spoolFolder, id))
}

/** Looks into a spool without changing it. */
export function readSpool(folder: string): SpoolReading {
  const names = async (ending: string) =>
    (await namesIn(folder))
      .filter((file) => file.endsWith(ending) && !file.startsWith('.'))
      .map((file) => basename(file, ending))
      .toSorted()
  return {
    waiting: () => names(MANIFESTS),
    read: (name) => readBounded(join(folder, `${name}${MANIFESTS}`), MAX_SPOOL_FILE_BYTES + 1),
    async notes() {
      const notes: Note[] = []
      for (const id of (await names(NOTE)).filter((one) => isId(one))) {
        const bytes = await readBounded(join(folder, `${id}${NOTE}`), MAX_NOTE_BYTES + 1)
        const note = bytes && readNote(bytes)
        if (note?.id === id) notes.push(note)
      }
      return notes
    },
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(noneIfMissing)
}

function noneIfMissing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return []
  throw error
}

/** At most `limit` bytes of a file, whatever its size; undefined when there is none. */
async function readBounded(path: string, limit: number): Promise<Buffer | undefined> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return undefined
  try {
    const bytes = Buffer.alloc(Math.min((await file.stat()).size, limit))
    let done = 0
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, done)
      if (bytesRead === 0) break
      done += bytesRead
    }
    return bytes.subarray(0, done)
  } finally {
    await file.close()
  }
}
