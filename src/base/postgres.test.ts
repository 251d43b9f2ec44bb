import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { realClock } from './clock.ts'
import { openDatabase } from './database.ts'
import { silentLog } from './log.ts'
import { runningPostgres, startPostgres } from './postgres.ts'

const clock = realClock

async function ask(host: string): Promise<unknown> {
  const database = openDatabase({ host, user: 'jangseung', database: 'postgres' }, 1)
  try {
    const { rows } = await sql<{ fsync: string; checksums: string; at: string }>`
      select current_setting('fsync') as fsync, current_setting('data_checksums') as checksums,
             current_setting('listen_addresses') as at`.execute(database.db)
    return rows[0]
  } finally {
    await database.close()
  }
}

test('the server runs in a folder that others cannot reach, durable, checksummed and off the network', async () => {
  const closed = await mkdtemp(join(tmpdir(), 'jangseung-closed-'))
  await chmod(closed, 0o700)
  const folder = join(closed, 'data', 'postgres')
  try {
    for (let round = 0; round < 2; round++) {
      const server = await startPostgres({ folder, clock, log: silentLog })
      assert.deepEqual(await ask(server.host), { fsync: 'on', checksums: 'on', at: '' })
      await server.stop()
    }
  } finally {
    await rm(closed, { recursive: true, force: true })
  }
})

test('a server left behind by a killed program is stopped, and the data goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-left-'))
  const child = spawn(
    process.execPath,
    ['--input-type=module-typescript', '-e', programOn(join(folder, 'postgres'))],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve)
    child.once('close', () => reject(new Error('the program ended before its server was ready')))
  })
  const left = Number((await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  assert.equal(await runs(left), true, 'it did outlive its program')
  const server = await startPostgres({ folder: join(folder, 'postgres'), clock, log: silentLog })
  try {
    assert.equal(await runs(left), false, 'the left-over server is gone')
    assert.ok(await ask(server.host))
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
})

test('a server that is killed is started again at the same place, without its program', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-killed-'))
  const server = await startPostgres({ folder: join(folder, 'postgres'), clock, log: silentLog })
  try {
    const pidOf = async () =>
      Number(
        (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0],
      )
    const first = await pidOf()
    process.kill(first, 'SIGKILL')
    while ((await ask(server.host).catch(() => undefined)) === undefined) await clock.sleep(100)
    assert.notEqual(await pidOf(), first)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
})

test('a server that is being started again when its program ends is ended with it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-ending-'))
  const postgres = join(folder, 'postgres')
  try {
    for (const after of ['it was killed', 'its next process began', 'that took connections']) {
      const server = await startPostgres({ folder: postgres, clock, log: silentLog })
      const pid = async () =>
        Number((await readFile(join(postgres, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0])
      const first = await pid()
      process.kill(first, 'SIGKILL')
      if (after === 'its next process began') while ([0, first].includes(await pid())) await clock.sleep(1)
      if (after === 'that took connections')
        while ((await ask(server.host).catch(() => undefined)) === undefined) await clock.sleep(1)
      await server.stop()
      assert.equal(await runningPostgres(postgres), undefined, `nothing runs, stopped when ${after}`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
})

test('a program killed while the cluster is being made leaves nothing that stops the next start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-half-'))
  try {
    const child = spawn(
      process.execPath,
      ['--input-type=module-typescript', '-e', programOn(join(folder, 'postgres'))],
      {
        stdio: 'ignore',
      },
    )
    const postgres = join(folder, 'postgres')
    const half = async () =>
      (await readdir(postgres).catch(() => [])).find((name) => name.includes('unfinished'))
    // Whole by now on a machine that looks away for so long: then there is less to see, and nothing wrong.
    const begun = async () =>
      (await readdir(postgres, { recursive: true }).catch(() => [])).some(
        (path) => basename(path) === 'PG_VERSION',
      )
    while (!(await begun())) await clock.sleep(10)
    child.kill('SIGKILL')
    await once(child, 'close')
    const server = await startPostgres({ folder: join(folder, 'postgres'), clock, log: silentLog })
    assert.ok(await ask(server.host))
    assert.equal(await half(), undefined, 'what was half made is gone')
    await server.stop()
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
})

const blind = existsSync(`/proc/self/task/${process.pid}/children`)
  ? false
  : 'no list of child processes here'

test(
  'a program killed while its server starts leaves nothing that stops the next start',
  { skip: blind },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jangseung-starting-'))
    const postgres = join(folder, 'postgres')
    try {
      await (await startPostgres({ folder: postgres, clock, log: silentLog })).stop()
      for (const afterMs of [0, 5, 15, 30, 60]) {
        const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', programOn(postgres)], {
          stdio: 'ignore',
        })
        const closed = new Promise((resolve) => child.once('close', resolve))
        // The server is the only child of its program.
        const children = `/proc/${child.pid}/task/${child.pid}/children`
        while ((await readFile(children, 'utf8').catch(() => '')) === '') await clock.sleep(1)
        await clock.sleep(afterMs)
        child.kill('SIGKILL')
        await closed
        const server = await startPostgres({ folder: postgres, clock, log: silentLog })
        assert.ok(await ask(server.host))
        await server.stop()
      }
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 10 })
    }
  },
)

/** Starts a server on the folder, says so, and stays. */
function programOn(folder: string): string {
  const from = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)
  return `
    import { startPostgres } from ${from('./postgres.ts')}
    import { silentLog } from ${from('./log.ts')}
    import { realClock } from ${from('./clock.ts')}
    await startPostgres({ folder: ${JSON.stringify(folder)}, clock: realClock, log: silentLog })
    process.stdout.write('ready')
    setInterval(() => {}, 1000)`
}

/** Whether the process still runs; one that has ended but was not yet collected by its parent (Z) does not. */
async function runs(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z')
  return state.slice(state.lastIndexOf(')') + 2)[0] !== 'Z'
}
