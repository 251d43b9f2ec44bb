/**
 * Opens what is kept: data folder, database, keys, ledger, vault, registry. Every command that touches data begins
 * here; `app.ts` adds what runs.
 */
import { join } from 'node:path'
import { type Clock, realClock } from './base/clock.ts'
import { type Database, migrate, type Migrations, openDatabase } from './base/database.ts'
import { diskOf, isShared, openDataFolder, readDataId } from './base/datafolder.ts'
import type { Disk } from './base/durable.ts'
import { defineFaults, isFault } from './base/fault.ts'
import type { Id } from './base/id.ts'
import type { Log } from './base/log.ts'
import { runningPostgres, startPostgres } from './base/postgres.ts'
import { footageMigrations } from './footage/footage.ts'
import {
  createSigner,
  type Ledger,
  ledgerMigrations,
  newSigningKey,
  openLedger,
  type Signer,
} from './ledger/ledger.ts'
import { policyMigrations } from './policy/policy.ts'
import { type Registry, registryHistory, registryMigrations } from './registry/registry.ts'
import { openReserve, type Reserve, retentionMigrations } from './retention/retention.ts'
import { staffMigrations } from './staff/staff.ts'
import {
  fileRoot,
  type Folders,
  type Keys,
  openKeys,
  openVault,
  type Vault,
  vaultMigrations,
} from './vault/vault.ts'
import { viewingMigrations } from './viewing/viewing.ts'

const fault = defineFaults({
  'store.noRegistry': {
    kind: 'missing',
    ko: '아직 기관 파일이 등록되지 않았습니다. jangseung init --data DIR --agency FILE 을 먼저 실행하십시오.',
    en: 'No agency file has been adopted yet. Run jangseung init --data DIR --agency FILE first.',
  },
})

export type StoreOptions = {
  readonly path: string
  /** Makes the data folder when there is none. */
  readonly create: boolean
  /**
   * `recording` and `working` are the long-running programs, of which a data folder has one each: the first owns the
   * embedded database. `visiting` is everything else: it works beside them, or alone.
   */
  readonly as: 'recording' | 'working' | 'visiting'
  /** Where the root key lies; undefined: `vault/root.key` in the data folder. Better on a medium of its own. */
  readonly rootFile?: string | undefined
  /** Address of an external PostgreSQL; undefined for the embedded one. */
  readonly databaseUrl: string | undefined
  readonly clock: Clock
  readonly disk: Disk
  readonly log: Log
  /** Size of the reserve for destruction on a full disk; the default is right but for tests and rehearsals. */
  readonly reserveBytes?: number
}

export type Store = AsyncDisposable & {
  readonly path: string
  readonly dataId: Id<'data'>
  readonly rootFile: string
  readonly folders: Folders & { readonly spool: string; readonly ledger: string }
  readonly database: Database
  readonly keys: Keys
  readonly signer: Signer
  readonly ledger: Ledger
  readonly vault: Vault
  /** Room for destruction on a full disk. */
  readonly reserve: Reserve
  /** The registry in force now, the first one before that; a fault when none was adopted. */
  registry(): Promise<Registry>
}

const migrations: Migrations = {
  ...ledgerMigrations,
  ...vaultMigrations,
  ...registryMigrations,
  ...staffMigrations,
  ...footageMigrations,
  ...retentionMigrations,
  ...viewingMigrations,
  ...policyMigrations,
}

const SIGNING_KEY = 'ledger.signing-key'

/** Opens a data folder. Database, keys and ledger all allow several processes at once. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { path, clock, log } = options
  const closing = new AsyncDisposableStack()
  try {
    const { dataId, database, disk, reserve } = await openBase(options, closing)
    const folders = {
      media: join(path, 'media'),
      held: join(path, 'held'),
      spool: join(path, 'spool'),
      ledger: join(path, 'ledger'),
    }
    for (const folder of Object.values(folders)) await disk.makeFolder(folder)
    await migrate(database.db, migrations)
    const rootFile = options.rootFile ?? join(path, 'vault', 'root.key')
    const rootProvider = fileRoot({ path: rootFile, disk })
    const keys = closing.adopt(await openKeys({ db: database.db, rootProvider }), (each) => each.close())
    const signer = await ledgerSigner(keys, dataId)
    const opened = await openLedger({ db: database.db, folder: folders.ledger, signer, clock, disk, log })
    const ledger = closing.adopt(opened, (each) => each.close())
    const vault = openVault({ keys, ledger, clock, disk, folders })
    const versions = registryHistory(database.db)
    const done = closing.move()
    return {
      path,
      dataId,
      rootFile,
      folders,
      database,
      keys,
      signer,
      ledger,
      vault,
      reserve,
      async registry() {
        // Before the first one when the clock was set back, or has lost its battery: recording must go on all the same.
        const version = (await versions(clock.now())).at(-1) ?? (await versions(Number.MAX_SAFE_INTEGER))[0]
        if (!version) throw fault('store.noRegistry')
        return version.registry
      },
      [Symbol.asyncDispose]: () => done.disposeAsync(),
    }
  } catch (error) {
    await closing.disposeAsync()
    throw error
  }
}

type Base = { dataId: Id<'data'>; database: Database; disk: Disk; reserve: Reserve }

async function openBase(options: StoreOptions, closing: AsyncDisposableStack): Promise<Base> {
  const { path, log, databaseUrl, reserveBytes } = options
  const folder = join(path, 'postgres')
  /** What lies on the data folder's disk, and on no other that may be mounted in its place later. */
  const onDisk = (dataId: Id<'data'>) => {
    const disk = diskOf({ path, dataId }, options.disk)
    const size = reserveBytes === undefined ? {} : { bytes: reserveBytes }
    return { dataId, disk, reserve: openReserve({ disk, path: join(path, 'reserve'), ...size }) }
  }
  const connect = (source: Parameters<typeof openDatabase>[0]) =>
    closing.adopt(openDatabase(source), (each) => each.close())
  const isVisitor = options.as === 'visiting'
  const lock =
    isVisitor && databaseUrl !== undefined ? undefined : options.as === 'working' ? 'lock.worker' : 'lock'
  let dataId: Id<'data'>
  try {
    const opened = closing.adopt(await openDataFolder({ ...options, lock, stays: !isVisitor }), (each) =>
      each.release(),
    )
    dataId = opened.dataId
  } catch (error) {
    const mayJoin = isVisitor && isFault(error, 'data.inUse') && (await isShared(path, 'lock'))
    const running = mayJoin ? await runningPostgres(folder) : undefined
    const runningId = await readDataId(path)
    if (running === undefined || runningId === undefined) throw error
    return { ...onDisk(runningId), database: connect({ ...running, database: 'postgres' }) }
  }
  const opened = onDisk(dataId)
  const { reserve } = opened
  // A database that cannot write does not even start.
  if (await reserve.isShort()) await reserve.release()
  if (databaseUrl !== undefined) return { ...opened, database: connect({ url: databaseUrl }) }
  // Processes of this machine go by its own time, also where everything else goes by a simulated clock.
  const server = closing.adopt(await startPostgres({ folder, clock: realClock, log }), (each) => each.stop())
  return { ...opened, database: connect({ host: server.host, user: server.user, database: 'postgres' }) }
}

/** The ledger is named after the data folder, so that two folders can never pass for one. */
async function ledgerSigner(keys: Keys, dataId: Id<'data'>): Promise<Signer> {
  const origin = `jangseung/${dataId}`
  const kept = await keys.secret(SIGNING_KEY)
  const key = kept ?? newSigningKey()
  try {
    if (!kept) await keys.setSecret(SIGNING_KEY, key)
    return createSigner(origin, key)
  } finally {
    key.fill(0)
  }
}
