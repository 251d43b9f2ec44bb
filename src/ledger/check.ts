/**
 * Checks a data folder's ledger as a whole: its public files by themselves, and that the database's rows tell the
 * same history. For `jangseung check`; it changes nothing.
 */
import type { Db } from '../base/database.ts'
import type { Fault } from '../base/fault.ts'
import { isFault } from '../base/fault.ts'
import { subjectOf } from './entries.ts'
import { ledgerFault } from './faults.ts'
import { leafHash, HASH_BYTES } from './merkle.ts'
import { entryOfRow } from './rows.ts'
import type { LedgerDb, LedgerTables } from './rows.ts'
import { readFolder, readTile } from './reader.ts'
import { TILE_WIDTH, tileAt } from './tiles.ts'
import { verifyLedger } from './verify.ts'
import type { Verification } from './verify.ts'

const MAX_FINDINGS = 100

/** The verification of the files, with findings about the rows added. Rejects with the reason when `signal` is aborted. */
export async function checkLedger(options: {
  readonly db: Db
  readonly folder: string
  readonly vkey: string
  readonly signal?: AbortSignal
}): Promise<Verification> {
  const db = options.db.withTables<LedgerTables>()
  const verification = await verifyLedger({
    ...options,
    read: readFolder(options.folder),
    entries: 'required',
  })
  const findings = [...verification.findings, ...(await checkRows({ ...options, db }, verification.size))]
  return { ...verification, ok: findings.length === 0, findings: findings.slice(0, MAX_FINDINGS) }
}

/** Compares each row with its published leaf hash, and its columns with its bytes. */
async function checkRows(
  { db, folder, signal }: { readonly db: LedgerDb; readonly folder: string; readonly signal?: AbortSignal },
  size: number,
): Promise<Fault[]> {
  const read = readFolder(folder)
  const findings: Fault[] = []
  for (let from = 0; from < size && findings.length < MAX_FINDINGS; from += TILE_WIDTH) {
    signal?.throwIfAborted()
    const to = Math.min(size, from + TILE_WIDTH)
    const hashes = await readTile(read, tileAt(0, from, size))
    const rows = await db
      .selectFrom('ledger_entry')
      .selectAll()
      .where('leaf', '>=', from)
      .where('leaf', '<', to)
      .execute()
    const byLeaf = new Map(rows.map((row) => [row.leaf, row]))
    for (let leaf = from; leaf < to; leaf++) {
      const row = byLeaf.get(leaf)
      const at = (leaf - from) * HASH_BYTES
      if (!row) findings.push(ledgerFault('ledger.rowMissing', { leaf }))
      else if (!hashes || !leafHash(row.body).equals(hashes.subarray(at, at + HASH_BYTES)))
        findings.push(ledgerFault('ledger.rowDisagrees', { leaf }))
      else if (!columnsMatch(row)) findings.push(ledgerFault('ledger.rowInvalid', { leaf }))
    }
  }
  const { count } = await db
    .selectFrom('ledger_entry')
    .where('leaf', '>=', size)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const { pending } = await db
    .selectFrom('ledger_pending')
    .select((eb) => eb.fn.countAll<number>().as('pending'))
    .executeTakeFirstOrThrow()
  if (count + pending > 0) findings.push(ledgerFault('ledger.rowsUnpublished', { count: count + pending }))
  return findings
}

function columnsMatch(row: LedgerTables['ledger_entry']): boolean {
  try {
    const entry = entryOfRow(row.leaf, row.body)
    return (
      row.kind === entry.kind &&
      row.subject === subjectOf(entry) &&
      row.actor_type === entry.actor.type &&
      row.actor_id === entry.actor.id &&
      row.at_ms === entry.at
    )
  } catch (error) {
    if (isFault(error)) return false
    throw error
  }
}
