/**
 * The digest of the key table: SHA-256 over the sorted SHA-256 of every wrapped key with its name. Recorded before
 * and after each destruction, so that a copy of the table can be held against the certificate.
 */
import { sql } from 'kysely'
import type { VaultDb } from './custody.ts'

/** The digest, hex, of the table as `db` sees it. (docs/design/key-tree.md, "What a certificate can say") */
export async function tableDigest(db: VaultDb): Promise<Buffer> {
  const { rows } = await sql<{ digest: Buffer }>`
    select sha256(coalesce(string_agg(line, ''::bytea order by line), ''::bytea)) as digest from (
      select sha256(convert_to('c|' || id || '|', 'UTF8') || wrapped) as line from vault_cohort
      union all
      select sha256(convert_to('s|' || key || '|' || generation || '|', 'UTF8') || wrapped) from vault_seed
        where wrapped is not null
      union all
      select sha256(convert_to('n|' || key || '|' || generation || '|' || depth || '|' || prefix || '|', 'UTF8')
        || wrapped) from vault_node
      union all
      select sha256(convert_to('h|' || hold || '|' || segment || '|', 'UTF8') || wrapped) from vault_held
      union all
      select sha256(convert_to('x|' || name || '|', 'UTF8') || wrapped) from vault_secret
    ) as lines`.execute(db)
  return rows[0]?.digest ?? Buffer.alloc(0)
}
