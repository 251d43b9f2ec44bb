/**
 * Destruction of keys: a new root, the table of survivors under it, the old root overwritten. The order of the steps
 * is that of docs/design/key-tree.md, and the last two are the function that every start runs (`Custody.settle`):
 *
 *   (1) the next root is staged, durable            crash: erased at the next start, nothing had happened
 *   (2) the table of survivors is committed         crash: rolled forward from here
 *   (3) the staged root becomes the active one      crash: the old one is erased at the next start
 *   (4) the old root is overwritten
 *
 * After (2) there is no way back, and none is wanted: the order was recorded before (1).
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { keyIdText } from './camera-day.ts'
import { checkContext } from './custody.ts'
import type { Custody, VaultDb, VaultTx } from './custody.ts'
import { tableDigest } from './digest.ts'
import { vaultFault } from './faults.ts'
import { secretContext } from './keys.ts'
import type { Root, RootErasure } from './root.ts'
import { cohortContext } from './seeds.ts'
import { affectedCohorts, planOf, remainsOf, rewrap, writeRemains } from './survivors.ts'
import type { Plan, Remains } from './survivors.ts'
import type { CohortTable } from './tables.ts'
import type { Target } from './targets.ts'
import { wrap } from './wrap.ts'

/** What a certificate says about destroyed keys. Digests and commitments are hex. */
export type ErasedKeys = {
  readonly epochBefore: number
  readonly epochAfter: number
  readonly tableDigestBefore: string
  readonly tableDigestAfter: string
  /** The commitment that the ledger recorded when the key was made; `leaf` where only that segment's key died. */
  readonly commitments: readonly {
    readonly key: string
    readonly generation: number
    readonly commitment: string
    readonly leaf?: number
  }[]
  readonly rootErasure: RootErasure
}

/** Destroys the keys of `targets` under one change of root. Called again for the same order, it only reports. */
export function destroyKeys(
  custody: Custody,
  order: string,
  targets: readonly Target[],
): Promise<ErasedKeys> {
  return custody.changing(async (db, root, settle) => {
    const done = await reportOf(db, custody, order, targets)
    if (done !== undefined) return done
    const next = { epoch: root.epoch + 1, key: randomBytes(32) }
    try {
      await custody.provider.stage(next.key)
      await db.transaction().execute((tx) => replaceTable(tx, root, next, order, planOf(targets)))
    } finally {
      next.key.fill(0)
    }
    await settle()
    const report = await reportOf(db, custody, order, targets)
    if (report === undefined) throw vaultFault('vault.unsettled')
    return report
  })
}

/** Wraps the whole table under the next root, without what the plan destroys, and counts the epoch up. */
async function replaceTable(tx: VaultTx, root: Root, next: Root, order: string, plan: Plan): Promise<void> {
  const digestBefore = await tableDigest(tx)
  const cohorts = await tx.selectFrom('vault_cohort').selectAll().execute()
  requireReleased(plan, cohorts)
  const affected = await affectedCohorts(tx, plan, cohorts)
  const remains: Remains[] = []
  const wraps = new Map<string, Buffer>()
  for (const cohort of cohorts) {
    if (affected.has(cohort.id)) {
      const left = await remainsOf(tx, cohort, plan, root, next)
      remains.push(left)
      if (left.wrapped !== undefined) wraps.set(cohort.id, left.wrapped)
    } else wraps.set(cohort.id, rewrapCohort(root, next, cohort))
  }
  await writeRemains(tx, remains, next.epoch)
  await sql`update vault_cohort as cohort set wrapped = again.wrapped, dirty = false
    from unnest(${[...wraps.keys()]}::text[], ${[...wraps.values()]}::bytea[]) as again (id, wrapped)
    where cohort.id = again.id`.execute(tx)
  await rewrapSecrets(tx, root, next)
  const digestAfter = await tableDigest(tx)
  await tx
    .insertInto('vault_epoch')
    .values({
      epoch: next.epoch,
      order_id: order,
      digest_before: digestBefore,
      digest_after: digestAfter,
      check_wrap: wrap(next.key, checkContext(next.epoch), Buffer.alloc(0)),
    })
    .execute()
}

function requireReleased(plan: Plan, cohorts: readonly CohortTable[]): void {
  const active = cohorts.find(({ hold, released }) => hold !== null && plan.holds.has(hold) && !released)
  if (active !== undefined) throw vaultFault('vault.holdActive', { hold: active.hold ?? '' })
}

function rewrapCohort(root: Root, next: Root, { id, wrapped }: CohortTable): Buffer {
  return rewrap(root.key, next.key, cohortContext(id, root.epoch), wrapped, cohortContext(id, next.epoch))
}

async function rewrapSecrets(tx: VaultTx, root: Root, next: Root): Promise<void> {
  const secrets = await tx.selectFrom('vault_secret').selectAll().execute()
  const again = secrets.map(({ name, wrapped }) =>
    rewrap(root.key, next.key, secretContext(name, root.epoch), wrapped, secretContext(name, next.epoch)),
  )
  await sql`update vault_secret as secret set wrapped = again.wrapped
    from unnest(${secrets.map(({ name }) => name)}::text[], ${again}::bytea[]) as again (name, wrapped)
    where secret.name = again.name`.execute(tx)
}

/** What the order did, or undefined when it was not carried out yet. */
async function reportOf(
  db: VaultDb,
  custody: Custody,
  order: string,
  targets: readonly Target[],
): Promise<ErasedKeys | undefined> {
  const row = await db.selectFrom('vault_epoch').where('order_id', '=', order).selectAll().executeTakeFirst()
  if (row === undefined) return undefined
  const keys = targets.flatMap((target) => (target.kind === 'hold' ? [] : [keyIdText(target.keyId)]))
  const seeds = await db
    .selectFrom('vault_seed')
    .where('key', '=', sql<string>`any(${keys}::text[])`)
    .select(['key', 'generation', 'commitment'])
    .execute()
  const commitments = new Map(
    seeds.map(({ key, generation, commitment }) => [`${key}|${generation}`, commitment.toString('hex')]),
  )
  return {
    epochBefore: row.epoch - 1,
    epochAfter: row.epoch,
    tableDigestBefore: row.digest_before?.toString('hex') ?? '',
    tableDigestAfter: row.digest_after?.toString('hex') ?? '',
    commitments: targets.flatMap((target) => {
      if (target.kind === 'hold') return []
      const { generation } = target
      const key = keyIdText(target.keyId)
      const commitment = commitments.get(`${key}|${generation}`)
      if (commitment === undefined) return []
      return [{ key, generation, commitment, ...(target.kind === 'segment' ? { leaf: target.leaf } : {}) }]
    }),
    rootErasure: await custody.provider.erasure(),
  }
}
