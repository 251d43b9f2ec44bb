/**
 * Real PostgreSQL for tests: one embedded server a run (started by test/setup.ts) or, when a test file is run by
 * itself, one a process; a fresh database a test.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { sql } from 'kysely'
import { realClock } from '../src/base/clock.ts'
import { silentLog } from '../src/base/log.ts'
import { type Database, migrate, type Migrations, openDatabase } from '../src/base/database.ts'
import { startPostgres } from '../src/base/postgres.ts'

export type TestDatabase = Database &
  AsyncDisposable & { readonly source: { host: string; user: string; database: string } }

/** The variable by which test/setup.ts tells the socket folder of the run's server. */
export const SERVER_VARIABLE = 'JANGSEUNG_TEST_POSTGRES'

let own: Promise<{ host: string; stop(): Promise<void> }> | undefined
// At the top of the module this belongs to the whole file, not to the test that first asks for a database.
after(async () => (await own)?.stop())

/** A fresh, migrated database; dropped when disposed. */
export async function testDatabase(migrations: Migrations = {}): Promise<TestDatabase> {
  const host = process.env[SERVER_VARIABLE] ?? (await (own ??= temporaryServer())).host
  const name = `test_${randomBytes(8).toString('hex')}`
  const admin = openDatabase({ host, user: 'jangseung', database: 'postgres' }, 1)
  await sql`create database ${sql.id(name)}`.execute(admin.db)
  const source = { host, user: 'jangseung', database: name }
  const database = openDatabase(source)
  await migrate(database.db, migrations)
  return {
    ...database,
    source,
    async [Symbol.asyncDispose]() {
      await database.close().catch(() => {})
      await sql`drop database if exists ${sql.id(name)} with (force)`.execute(admin.db)
      await admin.close()
    },
  }
}

/** Starts a server in a temporary folder; `stop` also removes the folder. */
export async function temporaryServer(): Promise<{ host: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-test-'))
  const server = await startPostgres({ folder: join(folder, 'postgres'), clock: realClock, log: silentLog })
  return {
    host: server.host,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
