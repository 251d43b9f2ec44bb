/**
 * The camera-days whose keys live, as the ledger tells it: every `keys.created` that no order has answered yet. A
 * camera that was on and recorded nothing has a key and no footage, and so has a camera-day of which every segment
 * was destroyed singly; those keys must die on their day like all others.
 */
import { sql } from 'kysely'
import type { Db } from '../base/database.ts'
import type { Day } from '../base/day.ts'
import type { CameraDay } from '../footage/footage.ts'
import { parseKeyId } from '../vault/vault.ts'
import type { Target } from '../vault/vault.ts'
import type { Deps } from './deps.ts'
import type { RetentionTables } from './tables.ts'

/** Takes note of the keys made since the last time. */
export async function followKeys({ db, ledger }: Pick<Deps, 'db' | 'ledger'>): Promise<void> {
  const retention = db.withTables<RetentionTables>()
  const followed = await retention.selectFrom('retention_followed').select('next_leaf').executeTakeFirst()
  // Asked first: what is added while the entries are read is read again the next time, which does no harm.
  const next = await ledger.size()
  for await (const { leaf, entry } of ledger.entries({
    kinds: ['keys.created'],
    from: followed?.next_leaf ?? 0,
  })) {
    if (leaf >= next) break
    const days = entry.keys.flatMap(({ key, generation }) => {
      const keyId = parseKeyId(key)
      return keyId === undefined ? [] : [{ ...keyId, generation }]
    })
    if (days.length === 0) continue
    await retention
      .insertInto('retention_key')
      .values(days)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  await retention
    .insertInto('retention_followed')
    .values({ id: 1, next_leaf: next })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ next_leaf: next }))
    .execute()
}

/** The camera-days up to `untilDay` whose keys live. */
export async function livingKeys(db: Db, untilDay: Day): Promise<CameraDay[]> {
  const rows = await db
    .withTables<RetentionTables>()
    .selectFrom('retention_key')
    .selectAll()
    .where('day', '<=', untilDay)
    .orderBy('day')
    .execute()
  return rows.map(({ device, day, category, generation }) => ({
    device,
    day: day as Day,
    category,
    generation,
  }))
}

/** Forgets the keys of camera-days whose destruction is ordered, in that transaction. */
export async function forgetKeys(tx: Db, targets: readonly Target[]): Promise<void> {
  const days = targets.flatMap((target) => (target.kind === 'day' ? [target] : []))
  await sql`delete from retention_key where (device, day, category, generation) in (select * from unnest(
      ${sql.val(days.map(({ keyId }) => keyId.device))}::text[],
      ${sql.val(days.map(({ keyId }) => keyId.day))}::text[],
      ${sql.val(days.map(({ keyId }) => keyId.category))}::text[],
      ${sql.val(days.map(({ generation }) => generation))}::integer[]))`.execute(tx)
}
