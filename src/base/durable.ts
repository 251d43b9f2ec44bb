/**
 * The only place that writes to, synchronises or removes files. Acknowledged means durable: the bytes are synced,
 * and so is the folder that names them.
 *
 * A failed fsync is a loss: the kernel may have dropped the dirty pages and will report success next time, so
 * nothing here retries one (https://wiki.postgresql.org/wiki/Fsync_Errors). The caller must treat what it wrote as
 * never written.
 *
 * `Disk` is a parameter like the clock: tests pass one that fails, fills up or stalls.
 */
import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { defineFaults } from './fault.ts'

export const diskFault = defineFaults({
  'disk.full': {
    kind: 'exhausted',
    ko: '디스크에 빈 공간이 없습니다({operation} {name}). 공간을 확보하면 자동으로 다시 시작합니다.',
    en: 'No space left on the disk ({operation} {name}). Free some space; work resumes by itself.',
  },
  'disk.syncFailed': {
    kind: 'corrupt',
    ko: '디스크가 쓰기를 보장하지 못했습니다({name}). 방금 쓴 내용은 없는 것으로 처리합니다. 디스크를 점검하십시오.',
    en: 'The disk could not guarantee what was written ({name}). It is treated as never written. Check the disk.',
  },
  'disk.failed': {
    kind: 'unavailable',
    ko: '디스크 작업이 실패했습니다({operation} {name}: {reason}). 폴더가 있는지, 쓸 권한이 있는지 확인하십시오.',
    en: 'A disk operation failed ({operation} {name}: {reason}). Check that the folder is there and may be written.',
  },
})

export type DiskFile = {
  /** Writes all of `bytes`, or several pieces one after the other, at `position`. */
  write(bytes: Uint8Array | readonly Uint8Array[], position: number): Promise<void>
  /** Cuts the file to `length` bytes. */
  truncate(length: number): Promise<void>
  /** fdatasync. When it fails, everything written since the last success counts as lost. Nothing to do for `durable`. */
  sync(): Promise<void>
  close(): Promise<void>
}

export type Disk = {
  /**
   * Makes a file that must not exist, readable by its owner only. `durable`: what a write has written is synced when it
   * resolves (open(2), O_DSYNC), and one that fails is `disk.syncFailed`; for what is synced after each write anyway.
   */
  create(path: string, writes?: 'durable'): Promise<DiskFile>
  /** Opens an existing file for writing in place. */
  open(path: string): Promise<DiskFile>
  /** Makes a folder and its missing parents, each durable. */
  makeFolder(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Removes a file; false when there was none. */
  remove(path: string): Promise<boolean>
  /** Removes a folder and the files directly in it, durable; how many files there were, 0 when there was no folder. */
  removeFolder(path: string): Promise<number>
  /** Makes the names in a folder durable. */
  syncFolder(path: string): Promise<void>
  /** Bytes an unprivileged writer may still use on the file system that holds `path`. */
  freeBytes(path: string): Promise<number>
}

/** As many as Node has threads for files: more only wait. */
const REMOVED_TOGETHER = 4

export const realDisk: Disk = {
  create: (path, writes) => openFile(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, writes),
  open: (path) => openFile(path, constants.O_RDWR),
  async makeFolder(path) {
    const first = await guarded('mkdir', path, () => fs.mkdir(path, { recursive: true, mode: 0o700 }))
    if (first === undefined) return
    // Every folder from the first new one's parent downwards has a new name in it.
    for (let folder = path; folder.length >= dirname(first).length; folder = dirname(folder)) {
      await realDisk.syncFolder(folder)
      if (folder === dirname(folder)) break
    }
  },
  rename: (from, to) => guarded('rename', to, () => fs.rename(from, to)),
  async remove(path) {
    try {
      await fs.unlink(path)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw asFault('unlink', path, error)
    }
  },
  async removeFolder(path) {
    let names: string[]
    try {
      names = await fs.readdir(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
      throw asFault('list', path, error)
    }
    for (let at = 0; at < names.length; at += REMOVED_TOGETHER)
      await Promise.all(
        names.slice(at, at + REMOVED_TOGETHER).map((name) => realDisk.remove(join(path, name))),
      )
    await realDisk.syncFolder(path)
    await guarded('rmdir', path, () => fs.rmdir(path))
    await realDisk.syncFolder(dirname(path))
    return names.length
  },
  async syncFolder(path) {
    const folder = await guarded('open', path, () =>
      fs.open(path, constants.O_RDONLY | constants.O_DIRECTORY),
    )
    try {
      await synced('sync', path, () => folder.sync())
    } finally {
      await folder.close()
    }
  },
  async freeBytes(path) {
    const { bavail, bsize } = await guarded('statfs', path, () => fs.statfs(path))
    return bavail * bsize
  },
}

async function openFile(path: string, flags: number, writes?: 'durable'): Promise<DiskFile> {
  const isDurable = writes === 'durable'
  const how = flags | constants.O_NOFOLLOW | (isDurable ? constants.O_DSYNC : 0)
  const handle = await guarded('open', path, () => fs.open(path, how, 0o600))
  const writing = isDurable ? synced : guarded
  return {
    async write(bytes, position) {
      let pieces = bytes instanceof Uint8Array ? [bytes] : bytes
      for (let at = position; pieces.length > 0;) {
        const { bytesWritten } = await writing('write', path, () => handle.writev(pieces, at))
        at += bytesWritten
        pieces = without(pieces, bytesWritten)
      }
    },
    truncate: (length) => guarded('truncate', path, () => handle.truncate(length)),
    sync: () => (isDurable ? Promise.resolve() : synced('sync', path, () => handle.datasync())),
    close: () => guarded('close', path, () => handle.close()),
  }
}

/** What of `pieces` follows the first `count` bytes; empty pieces are left out. */
function without(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  const rest: Uint8Array[] = []
  let skip = count
  for (const piece of pieces) {
    if (piece.length > skip) rest.push(piece.subarray(skip))
    skip = Math.max(0, skip - piece.length)
  }
  return rest
}

/**
 * Replaces or makes a small file so that after a crash it holds either all of the old bytes or all of the new:
 * temporary file, fsync, rename, fsync of the folder.
 */
export async function writeFileDurably(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`)
  await disk.remove(temporary)
  const file = await disk.create(temporary)
  try {
    await file.write(bytes, 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await disk.rename(temporary, path)
  await disk.syncFolder(dirname(path))
}

/** The bytes of a file, or undefined when there is none. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await fs.readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw asFault('read', path, error)
  }
}

async function guarded<T>(operation: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw asFault(operation, path, error)
  }
}

/** Like `guarded`, for what was promised to be on the disk when it succeeds. */
async function synced<T>(operation: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const fault = asFault(operation, path, error)
    throw fault.code === 'disk.full' ? fault : diskFault('disk.syncFailed', { name: basename(path) }, error)
  }
}

/** Only the last part of the path is told: folders may carry the name of a person's home. */
function asFault(operation: string, path: string, error: unknown) {
  const reason = (error as NodeJS.ErrnoException).code ?? 'unknown'
  if (reason === 'ENOSPC' || reason === 'EDQUOT')
    return diskFault('disk.full', { operation, name: basename(path) }, error)
  return diskFault('disk.failed', { operation, name: basename(path), reason }, error)
}
