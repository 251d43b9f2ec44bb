/**
 * The data folder: who it is, and who has it open.
 *
 * It carries an identity, because a disk that is not mounted, or another disk mounted in its place, looks like an
 * ordinary folder: what is written beside the real data would be lost to retention and to everybody's sight.
 * It is open in one program at a time, because two programs would stop each other's database and write one ledger.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { canonicalJson } from './canonical.ts'
import type { Clock, Millis } from './clock.ts'
import { type Disk, readIfThere, writeFileDurably } from './durable.ts'
import { defineFaults, isFault } from './fault.ts'
import { type Id, isId, newId } from './id.ts'

const fault = defineFaults({
  'data.inUse': {
    kind: 'conflict',
    ko: '이 데이터 폴더는 다른 장승 프로그램(프로세스 {pid})이 쓰고 있습니다. 먼저 그 프로그램을 종료하십시오.',
    en: 'Another Jangseung (process {pid}) has this data folder open. Stop it first.',
  },
  'data.identityBroken': {
    kind: 'corrupt',
    ko: '데이터 폴더의 identity.json을 읽을 수 없습니다. 백업에서 복구하십시오.',
    en: 'The identity.json of the data folder cannot be read. Restore it from a backup.',
  },
  'data.missing': {
    kind: 'missing',
    ko: '장승 데이터 폴더가 아닙니다(identity.json이 없습니다). 디스크가 연결되어 있는지 확인하거나 init 명령으로 새로 만드십시오.',
    en: 'Not a Jangseung data folder (no identity.json). Check that the disk is mounted, or make one with init.',
  },
  'data.wrong': {
    kind: 'unavailable',
    ko: '데이터 폴더가 없거나 다른 디스크입니다(identity.json이 다름). 디스크 연결을 확인하십시오. 그동안 아무것도 쓰거나 지우지 않습니다.',
    en: 'The data folder is missing or is another disk (identity.json differs). Check the mount; nothing is written or removed until then.',
  },
})

export type DataFolder = {
  readonly path: string
  readonly dataId: Id<'data'>
  /** Lets another program open the folder. */
  release(): Promise<void>
}

const IDENTITY = 'identity.json'

/** Opens the folder for this program; with `create` an empty or absent folder is made into a data folder. */
export async function openDataFolder(options: {
  readonly path: string
  readonly disk: Disk
  readonly clock: Clock
  readonly create: boolean
  /** The folder that says which program has the data open; absent for a program that shares it with others. */
  readonly lock?: string | undefined
  /** Whether this program runs until it is told to stop; then others may work beside it (`isShared`). */
  readonly stays?: boolean
}): Promise<DataFolder> {
  const { path, disk, lock, stays = false } = options
  if (options.create) await disk.makeFolder(path)
  else if ((await readDataId(path)) === undefined) throw fault('data.missing')
  const release = lock === undefined ? () => Promise.resolve() : await takeLock(join(path, lock), disk, stays)
  try {
    // Under the lock: of two programs that make the folder at once, one would go on with an identity that is not there.
    const dataId =
      (await readDataId(path)) ??
      (options.create ? await newIdentity(path, disk, options.clock.now()) : undefined)
    if (dataId === undefined) throw fault('data.missing')
    return { path, dataId, release }
  } catch (error) {
    await release()
    throw error
  }
}

/** The identity the folder carries now, or undefined when it carries none: read again before each use of a disk that may go. */
export async function readDataId(path: string): Promise<Id<'data'> | undefined> {
  const bytes = await readIfThere(join(path, IDENTITY))
  if (!bytes) return undefined
  let text: unknown
  try {
    text = (JSON.parse(bytes.toString('utf8')) as { dataId?: unknown }).dataId
  } catch (error) {
    throw fault('data.identityBroken', {}, error)
  }
  if (typeof text !== 'string' || !isId<'data'>(text)) throw fault('data.identityBroken')
  return text
}

async function newIdentity(path: string, disk: Disk, createdAtMs: Millis): Promise<Id<'data'>> {
  const dataId = newId<'data'>()
  await writeFileDurably(disk, join(path, IDENTITY), canonicalJson({ createdAtMs, dataId, layout: 1 }))
  return dataId
}

/**
 * The disk, for as long as it is this data folder that lies at the path. When another disk is mounted in its place, or
 * none, whatever would make, change or remove something fails: a key root that is replaced there, or files that are
 * thought destroyed because they are not there, could not be put right afterwards.
 */
export function diskOf({ path, dataId }: Pick<DataFolder, 'path' | 'dataId'>, disk: Disk): Disk {
  const here = async <T>(act: () => Promise<T>): Promise<T> => {
    // Unreadable is as wrong as another.
    if ((await readDataId(path).catch(() => undefined)) !== dataId) throw fault('data.wrong')
    return act()
  }
  return {
    ...disk,
    create: (file, writes) => here(() => disk.create(file, writes)),
    open: (file) => here(() => disk.open(file)),
    makeFolder: (folder) => here(() => disk.makeFolder(folder)),
    rename: (from, to) => here(() => disk.rename(from, to)),
    remove: (file) => here(() => disk.remove(file)),
    removeFolder: (folder) => here(() => disk.removeFolder(folder)),
  }
}

/** `stays`: a program that runs until it is told to stop, beside which others may work. */
type Holder = { readonly pid: number; readonly born: string; readonly stays: boolean }

/** So often in a row overtaken by somebody who is gone again at the next look: then it is the disk that refuses. */
const MOST_ATTEMPTS = 100

/**
 * Takes the lock and returns how to give it back. Throws `data.inUse`.
 *
 * A lock is a folder that holds one file, which says who has it; an empty folder, or none, is a lock that nobody has. It
 * is taken by moving a folder with the file in it to its place: one step, which fails where a folder lies that is not
 * empty. The file of a holder who has died (kill -9, power cut) is removed by its name, which no other ever bears: who
 * comes late to that removes nothing of whoever has taken the lock meanwhile. So it can be cut off between any two steps.
 * (A file made in its place could be read before it says anything, or removed in mistake for the one before; a hard
 * link to a finished file is not to be had on every file system.)
 */
async function takeLock(lock: string, disk: Disk, stays: boolean): Promise<() => Promise<void>> {
  const name = newId<'holder'>()
  const prepared = join(dirname(lock), `${preparedFor(lock)}${process.pid}-${name}`)
  let isPrepared = false
  for (let attempt = 1; ; attempt++) {
    try {
      await refuseLiving(lock, disk)
      if (!isPrepared) await prepare(disk, join(prepared, name), stays)
      isPrepared = true
      await disk.rename(prepared, lock)
      break
    } catch (error) {
      if (isOvertaken(error) && attempt < MOST_ATTEMPTS) continue
      await disk.removeFolder(prepared).catch(() => undefined) // else whoever takes the lock next removes it
      throw error
    }
  }
  await removeLeftBehind(lock, disk).catch(() => undefined) // it lies in nobody's way
  return async () => void (await disk.remove(join(lock, name)))
}

/** Throws `data.inUse` where somebody has the lock who lives; removes what a dead holder left. */
async function refuseLiving(lock: string, disk: Disk): Promise<void> {
  for (const file of await filesOf(lock)) {
    const holder = await livingHolder(file)
    if (holder) throw fault('data.inUse', { pid: holder.pid })
    await disk.remove(file)
  }
}

/** Not synced: after a power cut its holder is dead, whatever of it has reached the disk. */
async function prepare(disk: Disk, path: string, stays: boolean): Promise<void> {
  const self: Holder = { pid: process.pid, born: (await born(process.pid)) ?? '', stays }
  await disk.makeFolder(dirname(path))
  const file = await disk.create(path)
  try {
    await file.write(canonicalJson(self), 0)
  } finally {
    await file.close()
  }
}

/** Whether another has moved in since we looked; all but the first two tell of the file of an earlier version. */
function isOvertaken(error: unknown): boolean {
  const { code = '' } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
  return isFault(error, 'disk.failed') && OVERTAKEN.has(code)
}

const OVERTAKEN = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EISDIR', 'EPERM'])

const preparedFor = (lock: string) => `.${basename(lock)}.`

/** Removes what programs had prepared that died before they could move it to its place. */
async function removeLeftBehind(lock: string, disk: Disk): Promise<void> {
  const prefix = preparedFor(lock)
  for (const name of await readdir(dirname(lock))) {
    const pid = name.startsWith(prefix) ? /^\d+(?=-)/.exec(name.slice(prefix.length))?.[0] : undefined
    if (pid !== undefined && (await born(Number(pid))) === undefined)
      await disk.removeFolder(join(dirname(lock), name))
  }
}

/** Whether a program that stays has the folder open under that lock now. */
export async function isShared(path: string, lock: string): Promise<boolean> {
  for (const file of await filesOf(join(path, lock)))
    if ((await livingHolder(file))?.stays === true) return true
  return false
}

/** What says who has the lock: the files in it; in a folder that an earlier version was killed in, the lock itself. */
async function filesOf(lock: string): Promise<readonly string[]> {
  try {
    return (await readdir(lock)).map((name) => join(lock, name))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    if (code === 'ENOTDIR') return [lock]
    throw error
  }
}

async function livingHolder(file: string): Promise<Holder | undefined> {
  const bytes = await readIfThere(file)
  const holder = bytes && parseHolder(bytes)
  return holder && (await born(holder.pid)) === holder.born ? holder : undefined
}

function parseHolder(bytes: Buffer): Holder | undefined {
  try {
    const { pid, born, stays } = JSON.parse(bytes.toString('utf8')) as Partial<Holder>
    return typeof pid === 'number' && typeof born === 'string'
      ? { pid, born, stays: stays === true }
      : undefined
  } catch {
    return undefined // cut short by a crash: nobody holds it
  }
}

/** When a running process was started (boot and clock ticks since boot), or undefined when there is none. */
async function born(pid: number): Promise<string | undefined> {
  const boot = await readIfThere('/proc/sys/kernel/random/boot_id')
  if (boot === undefined) return aliveWithoutProc(pid)
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined
    throw error // no answer, of too many open files say, is not the answer that nobody is there
  })
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields === undefined || fields[0] === 'Z') return undefined
  return `${boot.toString('utf8').trim()}/${fields[19]}` // field 22 of proc(5): starttime
}

function aliveWithoutProc(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
    return 'alive'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'alive' : undefined // somebody else's
  }
}
