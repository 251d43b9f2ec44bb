/**
 * The program as people run it: a child process, what it prints, and what it leaves behind. For tests in which it is
 * stopped or killed; whoever only needs the parts at work has them in test/whole.ts.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realClock } from '../src/base/clock.ts'
import { realDisk } from '../src/base/durable.ts'
import { silentLog } from '../src/base/log.ts'
import { openStore } from '../src/store.ts'
import type { Store, StoreOptions } from '../src/store.ts'

const ROOT = join(import.meta.dirname, '..')
export const MAIN: string = join(ROOT, 'src/main.ts')
/** What `npm run` starts. */
export const RUN: string = join(ROOT, 'run.mjs')

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type Running = AsyncDisposable & {
  readonly pid: number
  /** Everything printed so far. */
  output(): string
  errors(): string
  /** The first line of standard output that has it, printed or to be printed; rejects when the program ends without. */
  line(pattern: RegExp): Promise<string>
  readonly ended: Promise<Ended>
  /** Sends a signal to this process, or to its whole group when it leads one. */
  signal(name: NodeJS.Signals, to?: 'process' | 'group'): void
}

/** Starts a program of ours under the Node that runs the test. */
export function start(
  program: string,
  words: readonly string[],
  options: {
    readonly folder?: string
    /** In a process group of its own, as a terminal would start it. */
    readonly group?: boolean
    readonly input?: string
    /** Told each line of standard output. */
    readonly onLine?: (line: string) => void
  } = {},
): Running {
  const { folder = tmpdir(), group = false, input = '' } = options
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder,
    detached: group,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: environment(),
  })
  child.stdin.on('error', () => {}).end(input)
  let output = ''
  let errors = ''
  const waiting = new Set<() => void>()
  const wake = () => [...waiting].forEach((look) => look())
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const from = output.lastIndexOf('\n') + 1
    output += text
    for (const line of output
      .slice(from, output.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1))
      options.onLine?.(line)
    wake()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-20_000)))
  let hasEnded = false
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => {
      hasEnded = true
      resolve({ code, signal })
      wake()
    }),
  )
  const pid = child.pid ?? 0
  return {
    pid,
    ended,
    output: () => output,
    errors: () => errors,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = output
            .split('\n')
            .slice(0, -1)
            .find((line) => pattern.test(line))
          if (found === undefined && !hasEnded) return
          waiting.delete(look)
          if (found !== undefined) resolve(found)
          else reject(new Error(`ended without ${pattern}:\n${output}\n${errors}`))
        }
        waiting.add(look)
        look()
      }),
    signal(name, to = 'process') {
      if (!isOver(child)) process.kill(to === 'group' ? -pid : pid, name)
    },
    async [Symbol.asyncDispose]() {
      if (!isOver(child)) process.kill(group ? -pid : pid, 'SIGKILL')
      await ended
    },
  }
}

/** Runs a program of ours to its end. */
export async function run(
  program: string,
  words: readonly string[],
  options: Parameters<typeof start>[2] = {},
): Promise<Ended & { readonly output: string; readonly errors: string }> {
  await using running = start(program, words, options)
  const ended = await running.ended
  return { ...ended, output: running.output(), errors: running.errors() }
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/**
 * The environment of somebody at a terminal: nothing of the test runner's, no other database, and nothing that says
 * from where npm was called, for then `run.mjs` would take relative paths from there.
 */
function environment(): NodeJS.ProcessEnv {
  const {
    NODE_TEST_CONTEXT: _context,
    NODE_OPTIONS: _options,
    DATABASE_URL: _database,
    INIT_CWD: _calledFrom,
    ...rest
  } = process.env
  return rest
}

export type DataFolder = AsyncDisposable & {
  /** An empty folder in which to start. */
  readonly home: string
  /** The data folder in it; made by the program. */
  readonly path: string
  /** Processes that work in it: what was started for this folder and still runs, PostgreSQL included. Linux only. */
  processes(): Promise<number[]>
  /** The embedded PostgreSQL's own process, running or not; undefined when there is none. */
  server(): Promise<number | undefined>
}

/** A place for a data folder; what a killed program left running in it is ended, and all of it removed. */
export async function dataFolder(parent: string = tmpdir()): Promise<DataFolder> {
  const home = await mkdtemp(join(parent, 'jangseung-program-'))
  const path = join(home, 'data')
  return {
    home,
    path,
    processes: () => processesIn(home),
    async server() {
      const text = await readFile(join(path, 'postgres/postmaster.pid'), 'utf8').catch(() => '')
      return text === '' ? undefined : Number(text.split('\n')[0])
    },
    async [Symbol.asyncDispose]() {
      for (let tries = 0; tries < 500; tries++) {
        const left = await processesIn(home)
        if (left.length === 0) break
        for (const pid of left) endNow(pid)
        await realClock.sleep(20)
      }
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Processes whose working folder lies in `folder`, or that were started with a path in it. */
async function processesIn(folder: string): Promise<number[]> {
  const found: number[] = []
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue
    const cwd = await readlink(`/proc/${name}/cwd`).catch(() => '')
    const words = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')
    if (cwd.startsWith(folder) || words.includes(folder)) found.push(Number(name))
  }
  return found
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Ended meanwhile, which is what we wanted.
  }
}

/**
 * What is kept in the data folder at `path`, which a program has made. Opened as `recording` it owns the database, and
 * what is run meanwhile works beside it, and need not start one each.
 */
export function opened(path: string, as: StoreOptions['as']): Promise<Store> {
  return openStore({
    path,
    create: false,
    as,
    databaseUrl: undefined,
    clock: realClock,
    disk: realDisk,
    log: silentLog,
  })
}
