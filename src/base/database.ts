/**
 * PostgreSQL through Kysely. One dialect everywhere: the embedded server by default, any other by address.
 *
 * Tables belong to folders: each folder declares its own and narrows the handle with `withTables`. What has legal
 * meaning is written only inside `ledger.act`; this file merely opens the door.
 */
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, type Transaction } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import pg from 'pg'
import { assert } from './assert.ts'
import { defineFaults } from './fault.ts'

export const databaseFault = defineFaults({
  'database.unavailable': {
    kind: 'unavailable',
    ko: '데이터베이스에 연결할 수 없습니다({reason}). 열람과 변경은 멈추고 녹화는 계속됩니다.',
    en: 'The database cannot be reached ({reason}). Viewing and changes stop; recording goes on.',
  },
  'database.migrationFailed': {
    kind: 'conflict',
    ko: '데이터베이스 구조를 바꾸지 못했습니다({name}).',
    en: 'The database could not be migrated ({name}).',
  },
})

/** A handle without tables; `db.withTables<FootageTables>()` gives a folder its own. */
export type Db = Kysely<object>

/** A transaction in which rows of legal meaning may be written. Only `ledger.act` hands one out. */
export type Tx = Transaction<object>

export type Database = {
  readonly db: Db
  /** For what Kysely does not offer: LISTEN, COPY, advisory locks held by a session, libraries that bring their own tables. */
  readonly pool: pg.Pool
  close(): Promise<void>
}

export type Migrations = Readonly<Record<string, Migration>>

const CONNECT_MS = 15_000

/** `bigint` columns hold counts and milliseconds, always within the safe integers of JavaScript. */
const INT8 = 20
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? safeInteger
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
}

function safeInteger(text: string): number {
  const value = Number(text)
  assert(Number.isSafeInteger(value), 'a bigint column holds a safe integer')
  return value
}

/** Opens a pool. `source` is an address (postgresql://…) or the socket folder of the embedded server. */
export function openDatabase(
  source:
    | { readonly url: string }
    | { readonly host: string; readonly user: string; readonly database: string },
  connections = 16,
): Database {
  const pool = new pg.Pool({
    ...('url' in source ? { connectionString: source.url } : source),
    max: connections,
    // A server that is gone without a word must not hold anybody up for ever.
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    types,
    application_name: 'jangseung',
  })
  // A connection that breaks between queries is told at its next use; without a listener Node would end the program.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: telling(pool) }) })
  return { db, pool, close: () => db.destroy() }
}

/** The same pool, telling of a lost server or a full disk as a Fault; what a statement did wrong stays as it is. */
function telling(pool: pg.Pool): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect().catch(asFault)
      return {
        query: ((text: string, values: readonly unknown[]) =>
          client.query(text, [...values]).catch(asFault)) as unknown as PostgresPoolClient['query'],
        release: (broken) => client.release(broken),
      }
    },
    end: () => pool.end(),
    options: pool.options,
  }
}

/** SQLSTATE classes 08 (connection), 53 (resources) and 57P (server going down), and errors of the socket. */
const SERVER_TROUBLE = /^(?:08|57P|53|E[A-Z]+$)/

function asFault(error: unknown): never {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const reason =
    typeof code === 'string'
      ? code
      : /terminated|timeout|not queryable/i.test(String(message))
        ? 'connection'
        : undefined
  if (reason === undefined || !(reason === 'connection' || SERVER_TROUBLE.test(reason))) throw error
  throw databaseFault('database.unavailable', { reason }, error)
}

/**
 * Brings the tables up to date. Folders are independent of each other (no foreign key crosses a folder), so the
 * order between folders does not matter; within a folder it is that of the names.
 */
export async function migrate(db: Db, migrations: Migrations): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    allowUnorderedMigrations: true,
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  const failed = results?.find((result) => result.status === 'Error')
  throw databaseFault('database.migrationFailed', { name: failed?.migrationName ?? 'connection' }, error)
}
