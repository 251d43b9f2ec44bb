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
