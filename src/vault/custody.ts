/**
 * Holds the root key in memory and keeps it in step with the key table. Whoever uses keys does so within
 * `using` or `changing`, so that no root is replaced half-way through.
 *
 * Several processes may share one root and one table: a shared lock of PostgreSQL admits all who use keys, an
 * exclusive one the one who replaces the root. A replacement that was interrupted is finished by whoever comes
 * next, in the same function that every start runs (`settle`).
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Kysely, Transaction } from 'kysely'
import { assert } from '../base/assert.ts'
import type { Db } from '../base/database.ts'
import { vaultFault } from './faults.ts'
import type { Root, RootProvider } from './root.ts'
import type { VaultTables } from './tables.ts'
import { tryUnwrap, wrap } from './wrap.ts'

export type VaultDb = Kysely<VaultTables>
export type VaultTx = Transaction<VaultTables>

/** Any two numbers, the same in all our processes; advisory locks are private to the database. */
const LOCK = [0x4a4e_4753, 1] as const

/** What the root wraps to show that it is the table's own. */
export function checkContext(epoch: number): string {
  return `check|${epoch}`
}

/** The root key and the lock around it. `openCustody` makes one; `close` wipes the key. */
export class Custody {
  readonly db: VaultDb
  readonly provider: RootProvider
  #root: Root | undefined

  constructor(db: VaultDb, provider: RootProvider) {
    this.db = db
    this.provider = provider
  }

  /** Runs `act` in a transaction, with the root of the table that it sees. */
  async using<T>(act: (tx: VaultTx, root: Root) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const done = await this.db.transaction().execute(async (tx) => {
        const root = await this.#rootOf(tx)
        return root === undefined ? undefined : { value: await act(tx, root) }
      })
      if (done !== undefined) return done.value
      assert(attempt === 0, 'a settled root is the root of its table')
      await this.settle()
    }
  }

  /** The same within a transaction that somebody else began. */
  async usingWithin<T>(tx: VaultTx, act: (root: Root) => Promise<T>): Promise<T> {
    const root = await this.#rootOf(tx)
    // Settling waits for this very transaction's shared lock to go: let it fail, the next use settles.
    if (root === undefined) throw vaultFault('vault.unsettled')
    return act(root)
  }

  /**
   * Keeps everybody else out and runs `act` on one connection, with a settled root. `act` may replace the root by
   * staging another and committing a table of the next epoch; `settle` then brings it into force and erases the old.
   */
  changing<T>(act: (db: VaultDb, root: Root, settle: () => Promise<void>) => Promise<T>): Promise<T> {
    return this.db.connection().execute(async (connection) => {
      const settle = async () => this.#take(await settled(connection, this.provider))
      const unlock = () =>
        sql`select pg_advisory_unlock(${LOCK[0]}::int, ${LOCK[1]}::int)`.execute(connection)
      await sql`select pg_advisory_lock(${LOCK[0]}::int, ${LOCK[1]}::int)`.execute(connection)
      let value: T
      try {
        value = await act(connection, await settle(), async () => void (await settle()))
      } catch (error) {
        // A connection that broke has lost its lock with its session; the first error is the one to tell.
        await unlock().catch(() => undefined)
        throw error
      }
      await unlock()
      return value
    })
  }

  /** Finishes what was interrupted, if anything. */
  settle(): Promise<void> {
    return this.changing(() => Promise.resolve())
  }

  /** Wipes the root from memory. */
  close(): void {
    this.#root?.key.fill(0)
    this.#root = undefined
  }

  /** The root of the epoch that `tx` sees, or undefined when table and provider need settling first. */
  async #rootOf(tx: VaultTx): Promise<Root | undefined> {
    await sql`select pg_advisory_xact_lock_shared(${LOCK[0]}::int, ${LOCK[1]}::int)`.execute(tx)
    const epoch = (await newestEpoch(tx))?.epoch ?? 0
    if (this.#root?.epoch === epoch) return this.#root
    const root = await this.provider.read()
    // Somebody else may have taken it meanwhile, and use it: then that one stays and this copy goes.
    if (root?.epoch === epoch && this.#heldEpoch() !== epoch) return this.#take(root)
    root?.key.fill(0)
    return this.#heldEpoch() === epoch ? this.#root : undefined
  }

  #heldEpoch(): number | undefined {
    return this.#root?.epoch
  }

  /** Nobody uses the root before: they would hold the lock that a change of root waits for. */
  #take(root: Root): Root {
    if (root !== this.#root) this.#root?.key.fill(0)
    this.#root = root
    return root
  }
}

/** Opens the custody: makes the first root, or finishes what was interrupted. */
export async function openCustody(options: {
  readonly db: Db
  readonly provider: RootProvider
}): Promise<Custody> {
  const custody = new Custody(options.db.withTables<VaultTables>(), options.provider)
  await custody.settle()
  return custody
}

/** The row of the root that the table is wrapped under. */
function newestEpoch(db: VaultDb) {
  return db
    .selectFrom('vault_epoch')
    .select(['epoch', 'check_wrap'])
    .orderBy('epoch', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/**
 * Brings root and table to one epoch and leaves nothing in the other slot: the rule of recovery, and the last steps
 * of every replacement. Returns the root.
 */
async function settled(db: VaultDb, provider: RootProvider): Promise<Root> {
  const { name } = provider
  const last = await newestEpoch(db)
  let root = await provider.read()
  if (last === undefined) return firstRoot(db, provider, root)
  if (root === undefined) throw vaultFault('vault.rootMissing', { name })
  const table = last.epoch
  try {
    if (table === root.epoch + 1) {
      // Crashed between the table's commit and the flip: the staged root is the table's, so roll forward.
      const staged = await provider.readStaged()
      if (!opens({ epoch: table, key: staged }, last.check_wrap)) {
        staged.fill(0)
        throw vaultFault('vault.rootOlder', { name, root: root.epoch, table })
      }
      await provider.activate(table)
      root.key.fill(0)
      root = { epoch: table, key: staged }
    }
    if (table > root.epoch) throw vaultFault('vault.rootOlder', { name, root: root.epoch, table })
    if (table < root.epoch) throw vaultFault('vault.tableOlder', { root: root.epoch, table })
    if (!opens(root, last.check_wrap)) throw vaultFault('vault.rootForeign', { name })
    // The root before, or one that never came into force: neither may outlast this.
    await provider.eraseOther()
    return root
  } catch (error) {
    root.key.fill(0)
    throw error
  }
}

function opens(root: Root, check: Buffer): boolean {
  return tryUnwrap(root.key, checkContext(root.epoch), check) !== undefined
}

/** An empty table: the first root is made, or, when a crash came right after that, taken up. */
async function firstRoot(db: VaultDb, provider: RootProvider, existing: Root | undefined): Promise<Root> {
  if (existing !== undefined && existing.epoch !== 1) {
    existing.key.fill(0)
    throw vaultFault('vault.tableOlder', { root: existing.epoch, table: 0 })
  }
  const root = existing ?? { epoch: 1, key: randomBytes(32) }
  if (existing === undefined) await provider.create(root.key)
  await db
    .insertInto('vault_epoch')
    .values({
      epoch: 1,
      order_id: null,
      digest_before: null,
      digest_after: null,
      check_wrap: wrap(root.key, checkContext(1), Buffer.alloc(0)),
    })
    .execute()
  return root
}
