import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase } from '../../test/database.ts'
import { openDatabase } from './database.ts'

test('a server that is not there is told as a fault', async () => {
  const database = openDatabase({ host: '/nowhere', user: 'jangseung', database: 'postgres' })
  await assert.rejects(sql`select 1`.execute(database.db), { code: 'database.unavailable' })
  await database.close()
})

test('a connection that is cut, between statements and within one, is a fault and never the end of the program', async () => {
  await using database = await testDatabase()
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
  await database.db.connection().execute(async (connection) => {
    await database.pool.query(cut)
    await assert.rejects(sql`select 1`.execute(connection), { code: 'database.unavailable' })
  })
  await assert.rejects(sql`select pg_terminate_backend(pg_backend_pid())`.execute(database.db), {
    code: 'database.unavailable',
  })
  // A connection that was cut a moment ago may be handed out once more; after that there is a new one.
  const answer = () => sql<{ one: number }>`select 1 as one`.execute(database.db)
  const { rows } = await answer().catch(answer).catch(answer)
  assert.deepEqual(rows, [{ one: 1 }])
})

test('what a statement itself did wrong is not told as trouble of the server', async () => {
  await using database = await testDatabase()
  await assert.rejects(sql`select nonsense`.execute(database.db), { code: '42703' })
})

test('a bigint is a number, as counts and milliseconds are', async () => {
  await using database = await testDatabase()
  const { rows } = await sql<{ n: number }>`select 9007199254740991::bigint as n`.execute(database.db)
  assert.equal(rows[0]?.n, Number.MAX_SAFE_INTEGER)
  await assert.rejects(sql`select 9007199254740992::bigint as n`.execute(database.db), /safe integer/)
})
