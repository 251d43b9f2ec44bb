/**
 * The keys as the rest of the program sees them before there is a ledger: small secrets, and the custody that
 * `openVault` builds on. (The ledger's own signing key is one of the secrets, so keys open first.)
 */
import type { Db } from '../base/database.ts'
import { openCustody } from './custody.ts'
import type { Custody } from './custody.ts'
import { vaultFault } from './faults.ts'
import type { RootProvider } from './root.ts'
import { unwrap, wrap } from './wrap.ts'

/** Where the vault finds the custody; nobody outside this folder has the symbol. */
export const custodyOf = Symbol('custody')

export type Keys = {
  /** A small secret, or undefined when none of that name was set. The caller wipes it. */
  secret(name: string): Promise<Buffer | undefined>
  /** Keeps a small secret (1 to 4,096 bytes, name `[a-z][a-z0-9./-]{0,127}`) under the root; a former value is replaced. */
  setSecret(name: string, bytes: Uint8Array): Promise<void>
  /** Wipes the root from memory. */
  close(): void
  readonly [custodyOf]: Custody
}

const SECRET_NAME = /^[a-z][a-z0-9./-]{0,127}$/
const MAX_SECRET_BYTES = 4096

export function secretContext(name: string, epoch: number): string {
  return `x|${name}|${epoch}`
}

/**
 * Opens the root and the key table: the first start makes both, every other finishes what a crash interrupted.
 * Throws `vault.root…` and `vault.tableOlder` when they do not belong together.
 */
export async function openKeys(options: {
  readonly db: Db
  readonly rootProvider: RootProvider
}): Promise<Keys> {
  const custody = await openCustody({ db: options.db, provider: options.rootProvider })
  return {
    [custodyOf]: custody,
    secret: (name) =>
      custody.using(async (tx, root) => {
        const row = await tx
          .selectFrom('vault_secret')
          .select('wrapped')
          .where('name', '=', name)
          .executeTakeFirst()
        return row === undefined ? undefined : unwrap(root.key, secretContext(name, root.epoch), row.wrapped)
      }),
    async setSecret(name, bytes) {
      if (!SECRET_NAME.test(name) || bytes.length === 0 || bytes.length > MAX_SECRET_BYTES)
        throw vaultFault('vault.secretName', { name })
      await custody.using(async (tx, root) => {
        const wrapped = wrap(root.key, secretContext(name, root.epoch), bytes)
        await tx
          .insertInto('vault_secret')
          .values({ name, wrapped })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ wrapped }))
          .execute()
      })
    },
    close: () => custody.close(),
  }
}
