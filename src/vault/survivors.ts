/**
 * What is left of a cohort from which something is destroyed: a new cohort key, and everything that survives wrapped
 * anew under it. What is destroyed stays under the old cohort key only, and that one is not wrapped again.
 *
 * A cohort marked dirty lost a member before (a released hold): copies of that member's wrap may lie in backups
 * under the cohort's present key, so the key must not live on either.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { hourOfLeaf, keyIdText } from './camera-day.ts'
import type { VaultTx } from './custody.ts'
import { puncture } from './ggm.ts'
import type { TreeNode } from './ggm.ts'
import { heldContext, insertHeld } from './held.ts'
import { wipeNodes } from './hour-key.ts'
import type { Root } from './root.ts'
import { cohortContext, nodeContext, openTree, seedContext } from './seeds.ts'
import type { CohortTable, HeldTable, NodeTable, SeedTable } from './tables.ts'
import type { Target } from './targets.ts'
import { unwrap, wrap } from './wrap.ts'

/** The targets of an order, ready to be looked up. */
export type Plan = {
  /** Camera-days, as `key|generation`. */
  readonly days: ReadonlySet<string>
  /** Leaves of camera-days that otherwise live on. */
  readonly leaves: ReadonlyMap<string, readonly number[]>
  readonly holds: ReadonlySet<string>
}

export function planOf(targets: readonly Target[]): Plan {
  const days = new Set<string>()
  const leaves = new Map<string, number[]>()
  const holds = new Set<string>()
  for (const target of targets) {
    if (target.kind === 'hold') {
      holds.add(target.hold)
      continue
    }
    const name = nameOf(keyIdText(target.keyId), target.generation)
    if (target.kind === 'day') days.add(name)
    else {
      hourOfLeaf(target.leaf)
      leaves.set(name, [...(leaves.get(name) ?? []), target.leaf])
    }
  }
  return { days, leaves, holds }
}

function nameOf(key: string, generation: number): string {
  return `${key}|${generation}`
}

/** The ids of the cohorts that lose something under this plan, and of those that lost something before. */
export async function affectedCohorts(
  tx: VaultTx,
  plan: Plan,
  cohorts: readonly CohortTable[],
): Promise<Set<string>> {
  const affected = new Set(
    cohorts.filter(({ dirty, hold }) => dirty || (hold !== null && plan.holds.has(hold))).map(({ id }) => id),
  )
  const names = [...plan.days, ...plan.leaves.keys()]
  const split = names.map((name) => name.split('|') as [string, string])
  const rows = await sql<{ cohort: string }>`
    select distinct seed.cohort from vault_seed as seed
    join unnest(${split.map(([key]) => key)}::text[], ${split.map(([, generation]) => Number(generation))}::int[])
      as target (key, generation) on seed.key = target.key and seed.generation = target.generation
    where seed.cohort is not null`.execute(tx)
  for (const { cohort } of rows.rows) affected.add(cohort)
  return affected
}

type Members = {
  readonly seeds: readonly SeedTable[]
  readonly nodes: readonly NodeTable[]
  readonly held: readonly HeldTable[]
}

/** What is written for one cohort; `wrapped` is its new key under the next root, undefined when nothing survives. */
export type Remains = {
  readonly id: string
  readonly wrapped: Buffer | undefined
  readonly dead: readonly SeedTable[]
  readonly seeds: readonly { readonly row: SeedTable; readonly wrapped: Buffer | null }[]
  readonly nodes: readonly NodeTable[]
  readonly held: readonly HeldTable[]
}

async function membersOf(tx: VaultTx, cohort: CohortTable): Promise<Members> {
  const seeds = await tx.selectFrom('vault_seed').where('cohort', '=', cohort.id).selectAll().execute()
  const punctured = seeds.filter((seed) => seed.punctured).map(({ key }) => key)
  const nodes = await tx
    .selectFrom('vault_node')
    .where('key', '=', sql<string>`any(${punctured}::text[])`)
    .selectAll()
    .execute()
  const held =
    cohort.hold === null
      ? []
      : await tx.selectFrom('vault_held').where('hold', '=', cohort.hold).selectAll().execute()
  return { seeds, nodes, held }
}

/** Wraps anew what survives in one cohort. */
export async function remainsOf(
  tx: VaultTx,
  cohort: CohortTable,
  plan: Plan,
  root: Root,
  next: Root,
): Promise<Remains> {
  const { seeds, nodes, held } = await membersOf(tx, cohort)
  const dead = seeds.filter((row) => plan.days.has(nameOf(row.key, row.generation)))
  const alive = seeds.filter((row) => !plan.days.has(nameOf(row.key, row.generation)))
  const kept = held.filter(({ hold }) => !plan.holds.has(hold))
  const none = { id: cohort.id, wrapped: undefined, dead, seeds: [], nodes: [], held: [] }
  if (alive.length === 0 && kept.length === 0) return none
  const oldKek = unwrap(root.key, cohortContext(cohort.id, root.epoch), cohort.wrapped)
  const kek = randomBytes(32)
  try {
    const trees = alive.map((row) => {
      const leaves = plan.leaves.get(nameOf(row.key, row.generation)) ?? []
      return rewrapTree(oldKek, kek, row, nodes, leaves)
    })
    return {
      id: cohort.id,
      wrapped: wrap(next.key, cohortContext(cohort.id, next.epoch), kek),
      dead,
      seeds: trees.map(({ row, wrapped }) => ({ row, wrapped })),
      nodes: trees.flatMap((tree) => tree.nodes),
      held: kept.map((row) => ({ ...row, wrapped: rewrap(oldKek, kek, heldContext(row), row.wrapped) })),
    }
  } finally {
    oldKek.fill(0)
    kek.fill(0)
  }
}

/** Unwraps a key under one and wraps it under another. */
export function rewrap(
  from: Buffer,
  to: Buffer,
  context: string,
  wrapped: Buffer,
  toContext = context,
): Buffer {
  const key = unwrap(from, context, wrapped)
  const again = wrap(to, toContext, key)
  key.fill(0)
  return again
}

function rewrapTree(
  from: Buffer,
  to: Buffer,
  row: SeedTable,
  rows: readonly NodeTable[],
  leaves: readonly number[],
): { row: SeedTable; wrapped: Buffer | null; nodes: NodeTable[] } {
  const { key, generation } = row
  let nodes: TreeNode[] = openTree(from, key, generation, row.wrapped, rows)
  const all = [...nodes]
  for (const leaf of leaves) {
    nodes = puncture(nodes, leaf)
    all.push(...nodes)
  }
  try {
    const [only] = nodes
    if (only?.depth === 0)
      return { row, wrapped: wrap(to, seedContext(key, generation), only.key), nodes: [] }
    return {
      row,
      wrapped: null,
      nodes: nodes.map(({ depth, prefix, key: node }) => ({
        key,
        generation,
        depth,
        prefix,
        wrapped: wrap(to, nodeContext(key, generation, depth, prefix), node),
      })),
    }
  } finally {
    wipeNodes(all)
  }
}

/** Writes the remains of all affected cohorts. */
export async function writeRemains(tx: VaultTx, remains: readonly Remains[], epoch: number): Promise<void> {
  const gone = remains.filter(({ wrapped }) => wrapped === undefined).map(({ id }) => id)
  const all = remains.map(({ id }) => id)
  const dead = remains.flatMap((cohort) => cohort.dead)
  const seeds = remains.flatMap((cohort) => cohort.seeds)
  const nodes = remains.flatMap((cohort) => cohort.nodes)
  const held = remains.flatMap((cohort) => cohort.held)
  await sql`delete from vault_node as node using vault_seed as seed
    where seed.key = node.key and seed.generation = node.generation and seed.cohort = any(${all}::text[])`.execute(
    tx,
  )
  await sql`delete from vault_held as held using vault_cohort as cohort
    where cohort.hold = held.hold and cohort.id = any(${all}::text[])`.execute(tx)
  await sql`update vault_seed as seed set wrapped = null, cohort = null, erased_epoch = ${epoch}
    from unnest(${dead.map(({ key }) => key)}::text[], ${dead.map(({ generation }) => generation)}::int[])
      as dead (key, generation) where seed.key = dead.key and seed.generation = dead.generation`.execute(tx)
  await sql`update vault_seed as seed set wrapped = alive.wrapped, punctured = alive.wrapped is null
    from unnest(${seeds.map(({ row }) => row.key)}::text[], ${seeds.map(({ row }) => row.generation)}::int[],
      ${seeds.map(({ wrapped }) => wrapped)}::bytea[]) as alive (key, generation, wrapped)
    where seed.key = alive.key and seed.generation = alive.generation`.execute(tx)
  await sql`insert into vault_node (key, generation, depth, prefix, wrapped)
    select * from unnest(${nodes.map(({ key }) => key)}::text[], ${nodes.map(({ generation }) => generation)}::int[],
      ${nodes.map(({ depth }) => depth)}::smallint[], ${nodes.map(({ prefix }) => prefix)}::int[],
      ${nodes.map(({ wrapped }) => wrapped)}::bytea[])`.execute(tx)
  await insertHeld(tx, held)
  await sql`delete from vault_cohort where id = any(${gone}::text[])`.execute(tx)
}
