import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/database.ts'
import { startJobs } from './jobs.ts'
import { silentLog } from './log.ts'

test('a job runs at the start of each process, and never twice at once', { timeout: 120_000 }, async () => {
  await using database = await testDatabase()
  let active = 0
  let most = 0
  let runs = 0
  const begun = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const both = Promise.withResolvers<void>()
  const job = {
    name: 'sweep',
    cron: '0 3 1 1 *',
    run: async () => {
      most = Math.max(most, ++active)
      begun.resolve()
      await gate.promise
      active--
      if (++runs === 2) both.resolve()
    },
  }
  const first = await startJobs({ database, log: silentLog, jobs: [job] })
  await begun.promise
  const second = await startJobs({ database, log: silentLog, jobs: [job] })
  const { rows } = await database.pool.query<{ state: string }>(
    `select state from jobs.job where name = 'sweep'`,
  )
  assert.deepEqual(rows.map(({ state }) => state).sort(), ['active', 'created'])
  gate.resolve()
  await both.promise
  await Promise.all([first.close(), second.close()])
  assert.equal(most, 1)
})

test('a run that died with its process keeps no other waiting', { timeout: 120_000 }, async () => {
  await using database = await testDatabase()
  const job = (ran: () => void) => ({ name: 'sweep', cron: '0 3 1 1 *', run: async () => ran() })
  const once = Promise.withResolvers<void>()
  const first = await startJobs({ database, log: silentLog, jobs: [job(once.resolve)] })
  await once.promise
  await first.close()
  // What a killed process leaves behind: a run under way, last heard of some time ago.
  const { rowCount } = await database.pool.query(
    `update jobs.job set state = 'active', started_on = now() - interval '5 minutes', completed_on = null,
       heartbeat_on = now() - interval '2 minutes' where name = 'sweep'`,
  )
  assert.equal(rowCount, 1)
  await database.pool.query(`update jobs.queue set monitor_on = null, monitor_claim_on = null`)
  const again = Promise.withResolvers<void>()
  await using _ = await closing(startJobs({ database, log: silentLog, jobs: [job(again.resolve)] }))
  await again.promise
})

async function closing(starting: ReturnType<typeof startJobs>): Promise<AsyncDisposable> {
  const jobs = await starting
  return { [Symbol.asyncDispose]: () => jobs.close() }
}
