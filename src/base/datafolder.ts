/**
 * The data folder: who it is, and who has it open.
 *
 * It carries an identity, because a disk that is not mounted, or another disk mounted in its place, looks like an
 * ordinary folder: what is written beside the real data would be lost to retention and to everybody's sight.
 * It is open in one program at a time, because two programs would stop each other's database and write one ledger.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from './canonical.ts'
import type { Clock, Millis } from './clock.ts'

import { type Disk, readIfThere, writeFileDurably } from './durable.ts'
import { defineFaults } from './fault.ts'
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
  /** The file that says which program has the folder open; absent for a program that shares it with others. */
  readonly lock?: string | undefined
  /** Whether this program runs until it is told to stop; then others may work beside it (`isShared`). */
  readonly stays?: boolean
}): Promise<DataFolder> {
  const { path, disk } = options
  if (options.create) await disk.makeFolder(path)
  const dataId =
    (await readDataId(path)) ??
    (options.create ? await newIdentity(path, disk, options.clock.now()) : undefined)
  if (dataId === undefined) throw fault('data.missing')
  const lock = options.lock === undefined ? undefined : join(path, options.lock)
  if (lock !== undefined) await takeLock(lock, disk, options.stays ?? false)
  return {
    path,
    dataId,
    release: async () => {
      if (lock !== undefined) await disk.remove(lock)
    },
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
    create: (file) => here(() => disk.create(file)),
    open: (file) => here(() => disk.open(file)),
    makeFolder: (folder) => here(() => disk.makeFolder(folder)),
    rename: (from, to) => here(() => disk.rename(from, to)),
    remove: (file) => here(() => disk.remove(file)),
    removeFolder: (folder) => here(() => disk.removeFolder(folder)),
  }
}

/** `stays`: a program that runs until it is told to stop, beside which others may work. */
type Holder = { readonly pid: number; readonly born: string; readonly stays: boolean }

/** A lock whose holder has died (kill -9, power cut) is taken over; the start time tells a reused process id apart. */
async function takeLock(path: string, disk: Disk, stays: boolean): Promise<void> {
  const holder = await livingHolder(path)
  if (holder && holder.pid !== process.pid) throw fault('data.inUse', { pid: holder.pid })
  const self: Holder = { pid: process.pid, born: (await born(process.pid)) ?? '', stays }
  await writeFileDurably(disk, path, canonicalJson(self))
}

/** Whether a program that stays has the folder open under that lock now. */
export async function isShared(path: string, lock: string): Promise<boolean> {
  return (await livingHolder(join(path, lock)))?.stays === true
}

async function livingHolder(path: string): Promise<Holder | undefined> {
  const bytes = await readIfThere(path)
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
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : `${boot.trim()}/${fields[19]}` // field 22 of proc(5): starttime
  } catch {
    return aliveWithoutProc(pid)
  }
}

function aliveWithoutProc(pid: number): string | undefined {
  if (process.platform === 'linux') return undefined
  try {
    process.kill(pid, 0)
    return 'alive'
  } catch {
    return undefined
  }
}
