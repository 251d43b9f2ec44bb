/**
 * Disks and databases that fail at a chosen step, in both ways: the step not done, or done and reported as failed.
 * A program must survive both, because it cannot tell them apart.
 */
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Db } from '../src/base/database.ts'
import { diskFault, realDisk } from '../src/base/durable.ts'
import type { Disk, DiskFile } from '../src/base/durable.ts'

export type Failure = {
  /** The step to fail, counted from 1; 0 fails none. */
  at: number
  /** How many steps fail from there on; Infinity for a disk that stays broken. */
  length: number
  way: 'notDone' | 'doneButReported'
  /** Steps seen. */
  steps: number
}

export const noFailure = (): Failure => ({ at: 0, length: 1, way: 'notDone', steps: 0 })

async function step<T>(failure: Failure, error: () => Error, act: () => Promise<T>): Promise<T> {
  failure.steps++
  const fails = failure.at > 0 && failure.steps >= failure.at && failure.steps < failure.at + failure.length
  if (fails && failure.way === 'notDone') throw error()
  const result = await act()
  if (fails) throw error()
  return result
}

export type DiskFailure = Failure & {
  /** What the failing steps report; a sync or a durable write always reports a failed sync, unless the disk is full. */
  kind: 'disk.full' | 'disk.failed'
}

/** The real disk, whose steps fail as `failure` says at the time. */
export function failingDisk(failure: DiskFailure): Disk {
  const error = (operation: string) => () =>
    failure.kind === 'disk.full'
      ? diskFault('disk.full', { operation, name: 'test' })
      : operation === 'sync'
        ? diskFault('disk.syncFailed', { name: 'test' })
        : diskFault('disk.failed', { operation, name: 'test', reason: 'EIO' })
  const wrapped = (file: DiskFile, writes?: 'durable'): DiskFile => ({
    write: (bytes, position) =>
      step(failure, error(writes === 'durable' ? 'sync' : 'write'), () => file.write(bytes, position)),
    truncate: (length) => step(failure, error('truncate'), () => file.truncate(length)),
    sync: () => step(failure, error('sync'), () => file.sync()),
    close: () => file.close(),
  })
  const opened = async (operation: string, open: () => Promise<DiskFile>, writes?: 'durable') => {
    let file: DiskFile | undefined
    try {
      return wrapped(await step(failure, error(operation), async () => (file = await open())), writes)
    } catch (fault) {
      await file?.close()
      throw fault
    }
  }
  return {
    ...realDisk,
    create: (path, writes) => opened('create', () => realDisk.create(path, writes), writes),
    open: (path) => opened('open', () => realDisk.open(path)),
    makeFolder: (path) => step(failure, error('mkdir'), () => realDisk.makeFolder(path)),
    rename: (from, to) => step(failure, error('rename'), () => realDisk.rename(from, to)),
    remove: (path) => step(failure, error('unlink'), () => realDisk.remove(path)),
    removeFolder: (path) => step(failure, error('unlink'), () => realDisk.removeFolder(path)),
    syncFolder: (path) => step(failure, error('sync'), () => realDisk.syncFolder(path)),
  }
}

const cutOff = () => new Error('Connection terminated unexpectedly')

/** The same database through connections whose queries fail as `failure` says at the time. */
export function failingDatabase(pool: pg.Pool, failure: Failure): Db {
  return new Kysely<object>({
    dialect: new PostgresDialect({
      pool: {
        options: {},
        end: () => Promise.resolve(),
        async connect() {
          const client = await pool.connect()
          return {
            query: (...query: [string, never[]]) => step(failure, cutOff, () => client.query(...query)),
            release: () => client.release(),
          } as never
        },
      },
    }),
  })
}
