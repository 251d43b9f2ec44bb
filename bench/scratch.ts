/**
 * What a benchmark needs for a while: a folder on the disk, a real PostgreSQL, programs of its own. Each ends with the
 * `await using` that made it; on Ctrl-C the runner calls `endAll`, because a database server is not in the terminal's
 * process group and would go on for ever.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realClock } from '../src/base/clock.ts'
import { type Database, migrate, type Migrations, openDatabase } from '../src/base/database.ts'
import { silentLog } from '../src/base/log.ts'
import { startPostgres } from '../src/base/postgres.ts'

const KILL_AFTER_MS = 5000

/** What is to be undone, newest last. */
const open = new Set<() => Promise<void>>()

/** Undoes everything that is still open, newest first. */
export async function endAll(): Promise<void> {
  for (const end of [...open].toReversed()) await end().catch(() => undefined)
}

/** Undone once, with its owner or with all at the end. */
export function ending(act: () => Promise<void>): AsyncDisposable {
  let done: Promise<void> | undefined
  const end = () => {
    open.delete(end)
    return (done ??= act())
  }
  open.add(end)
  return { [Symbol.asyncDispose]: end }
}

export type ScratchFolder = AsyncDisposable & { readonly folder: string }

/** An empty folder in the system's temporary folder (TMPDIR chooses another disk), removed with all it holds. */
export async function scratchFolder(): Promise<ScratchFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-bench-'))
  return { folder, ...ending(() => rm(folder, { recursive: true, force: true })) }
}

/** How to open a database of the embedded server from another process. */
export type DatabaseSource = { readonly host: string; readonly user: string; readonly database: string }

export type ScratchDatabase = AsyncDisposable & Database & { readonly source: DatabaseSource }

/** A PostgreSQL of its own with the program's own settings (fsync on), migrated; stopped and removed at the end. */
export async function scratchDatabase(migrations: Migrations): Promise<ScratchDatabase> {
  const home = await scratchFolder()
  const server = await startPostgres({
    folder: join(home.folder, 'postgres'),
    clock: realClock,
    log: silentLog,
  })
  const source = { host: server.host, user: server.user, database: 'postgres' }
  const database = openDatabase(source)
  const end = ending(async () => {
    await database.close().catch(() => undefined)
    await server.stop()
    await home[Symbol.asyncDispose]()
  })
  await migrate(database.db, migrations)
  return { ...database, source, ...end }
}

export type Program = AsyncDisposable & {
  /** The next message the program sends; rejects when it ends first. */
  next<T>(): Promise<T>
  send(message: unknown): void
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
}

/** Runs one of the project's files in a Node process of its own, started like this one, with a channel for messages. */
export function startProgram(file: string, words: readonly string[]): Program {
  const child = spawn(process.execPath, [...process.execArgv, '--no-warnings', file, ...words], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const messages: unknown[] = []
  let wake: (() => void) | undefined
  let ended = false
  child.on('message', (message) => {
    messages.push(message)
    wake?.()
  })
  child.on('exit', () => {
    ended = true
    wake?.()
  })
  return {
    async next<T>() {
      while (messages.length === 0) {
        if (ended) throw new Error(`${file} ended (${child.exitCode ?? child.signalCode}) without an answer`)
        await new Promise<void>((resolve) => (wake = resolve))
      }
      return messages.shift() as T
    },
    send: (message) => void child.send(message as object),
    async kill() {
      if (ended) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
    [Symbol.asyncDispose]: ownedProcess(child)[Symbol.asyncDispose],
  }
}

/** A process that ends with its owner. */
export function ownedProcess(child: ChildProcess): AsyncDisposable & { readonly child: ChildProcess } {
  return { child, ...ending(() => endProcess(child)) }
}

/** Ends a process that was started here: politely, then for certain. */
async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const cancel = realClock.after(KILL_AFTER_MS, () => child.kill('SIGKILL'))
  await exited
  cancel()
}
