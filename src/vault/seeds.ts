/**
 * Camera-day seeds: made at random, wrapped under the cohort of the day they expire on, and handed out as hour keys
 * or leaf keys. A seed is never derived from anything, so nothing that outlives it can bring it back.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { present } from '../base/assert.ts'
import type { Day } from '../base/day.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { keyIdText } from './camera-day.ts'
import type { KeyId } from './camera-day.ts'
import type { Custody, VaultTx } from './custody.ts'
import { vaultFault } from './faults.ts'
import type { TreeNode } from './ggm.ts'
import { hourNodes, leafKey, wipeNodes } from './hour-key.ts'
import type { HourKey } from './hour-key.ts'
import type { Root } from './root.ts'
import type { SeedTable, VaultTables } from './tables.ts'
import type { SegmentKey } from './targets.ts'
import { unwrap, wrap } from './wrap.ts'

/** One hour of one camera-day, and the day on which that camera-day is to be destroyed. */
export type HourRequest = { readonly keyId: KeyId; readonly hour: number; readonly expiryDay: Day }

/** What `keys.created` may name in one entry. */
const KEYS_PER_ENTRY = 200

export function cohortContext(id: string, epoch: number): string {
  return `c|${id}|${epoch}`
}

export function seedContext(key: string, generation: number): string {
  return `s|${key}|${generation}`
}

export function nodeContext(key: string, generation: number, depth: number, prefix: number): string {
  return `n|${key}|${generation}|${depth}|${prefix}`
}

/** What the ledger records of a seed: SHA-256("jangseung camera-day v1" ‖ seed). */
function commitmentOf(seed: Buffer): Buffer {
  return createHash('sha256').update('jangseung camera-day v1').update(seed).digest()
}

/**
 * The hour keys asked for, in their order; the caller wipes them. Camera-days that have no living key get a new one,
 * recorded in the ledger, many in one entry; `expiryDay` of those that have one is not looked at.
 * Throws `vault.hourErased` where every segment of the hour was destroyed singly.
 */
export async function hourKeys(
  custody: Custody,
  ledger: Pick<Ledger, 'act'>,
  requests: readonly HourRequest[],
): Promise<HourKey[]> {
  const expiryDays = new Map(requests.map(({ keyId, expiryDay }) => [keyIdText(keyId), expiryDay]))
  await createMissing(custody, ledger, expiryDays)
  return custody.using(async (tx, root) => {
    const trees = await readTrees(tx, root, [...expiryDays.keys()])
    try {
      return requests.map(({ keyId, hour }) => {
        const key = keyIdText(keyId)
        const tree = trees.get(key)
        if (tree === undefined) throw vaultFault('vault.keyMissing', { key, generation: 1 })
        const nodes = hourNodes(tree.nodes, hour)
        if (nodes.length === 0) throw vaultFault('vault.hourErased', { key, hour })
        return { keyId, generation: tree.generation, hour, nodes }
      })
    } finally {
      for (const tree of trees.values()) wipeNodes(tree.nodes)
    }
  })
}

/** The key of one leaf of a living camera-day. The caller wipes it. */
export async function readLeafKey(
  tx: VaultTx,
  root: Root,
  { keyId, generation, leaf }: Pick<SegmentKey, 'keyId' | 'generation' | 'leaf'>,
): Promise<Buffer> {
  const key = keyIdText(keyId)
  const nodes = await readTree(tx, root, key, generation)
  const found = leafKey(nodes, leaf)
  wipeNodes(nodes)
  if (found === undefined) throw vaultFault('vault.leafErased', { key, leaf })
  return found
}

/**
 * The key of an hour of a camera-day that exists. Throws `vault.keyMissing` when that generation is not alive.
 * `nodes` is empty where every leaf of the hour was erased.
 */
export function existingHourKey(
  custody: Custody,
  keyId: KeyId,
  generation: number,
  hour: number,
): Promise<HourKey> {
  return custody.using(async (tx, root) => {
    const nodes = await readTree(tx, root, keyIdText(keyId), generation)
    const inHour = hourNodes(nodes, hour)
    wipeNodes(nodes)
    return { keyId, generation, hour, nodes: inHour }
  })
}

async function readTree(
  tx: VaultTx,
  root: Root,
  key: string,
  generation: number,
): Promise<readonly TreeNode[]> {
  const tree = (await readTrees(tx, root, [key])).get(key)
  if (tree?.generation === generation) return tree.nodes
  wipeNodes(tree?.nodes ?? [])
  throw vaultFault('vault.keyMissing', { key, generation })
}

export type Tree = { readonly generation: number; readonly nodes: readonly TreeNode[] }

/** The trees of the camera-days that live, by key. The caller wipes them. */
export async function readTrees(
  tx: VaultTx,
  root: Root,
  keys: readonly string[],
): Promise<Map<string, Tree>> {
  const seeds = await tx
    .selectFrom('vault_seed as seed')
    .innerJoin('vault_cohort as cohort', 'cohort.id', 'seed.cohort')
    .where('seed.key', '=', sql<string>`any(${[...keys]}::text[])`)
    .select([
      'seed.key',
      'seed.generation',
      'seed.wrapped',
      'cohort.id as cohort',
      'cohort.wrapped as cohortWrapped',
    ])
    .execute()
  const punctured = seeds.filter((seed) => seed.wrapped === null).map((seed) => seed.key)
  const nodes =
    punctured.length === 0
      ? []
      : await tx
          .selectFrom('vault_node')
          .where('key', '=', sql<string>`any(${punctured}::text[])`)
          .selectAll()
          .execute()
  const cohorts = new Map<string, Buffer>()
  const trees = new Map<string, Tree>()
  try {
    for (const { key, generation, wrapped, cohort, cohortWrapped } of seeds) {
      let kek = cohorts.get(cohort)
      if (kek === undefined) {
        kek = unwrap(root.key, cohortContext(cohort, root.epoch), cohortWrapped)
        cohorts.set(cohort, kek)
      }
      trees.set(key, { generation, nodes: openTree(kek, key, generation, wrapped, nodes) })
    }
    return trees
  } finally {
    for (const kek of cohorts.values()) kek.fill(0)
  }
}

/** The nodes of one camera-day: its whole tree, or what is left of it. */
export function openTree(
  kek: Buffer,
  key: string,
  generation: number,
  wrapped: Buffer | null,
  rows: readonly VaultTables['vault_node'][],
): TreeNode[] {
  if (wrapped !== null)
    return [{ depth: 0, prefix: 0, key: unwrap(kek, seedContext(key, generation), wrapped) }]
  return rows
    .filter((row) => row.key === key && row.generation === generation)
    .map(({ depth, prefix, wrapped }) => ({
      depth,
      prefix,
      key: unwrap(kek, nodeContext(key, generation, depth, prefix), wrapped),
    }))
}

/** Makes seeds for the camera-days that have no living one: one ledger entry for up to 200 of them. */
async function createMissing(
  custody: Custody,
  ledger: Pick<Ledger, 'act'>,
  expiryDays: ReadonlyMap<string, Day>,
): Promise<void> {
  const rows = await custody.db
    .selectFrom('vault_seed')
    .where('key', '=', sql<string>`any(${[...expiryDays.keys()]}::text[])`)
    .select(['key', 'generation', 'erased_epoch'])
    .execute()
  const alive = new Set(rows.filter((row) => row.erased_epoch === null).map((row) => row.key))
  const generations = new Map<string, number>()
  for (const { key, generation } of rows)
    generations.set(key, Math.max(generation, generations.get(key) ?? 0))
  const missing = [...expiryDays].filter(([key]) => !alive.has(key))
  for (let at = 0; at < missing.length; at += KEYS_PER_ENTRY) {
    const made = missing.slice(at, at + KEYS_PER_ENTRY).map(([key, expiryDay]) => {
      const seed = randomBytes(32)
      const generation = (generations.get(key) ?? 0) + 1
      return { key, generation, expiryDay, seed, commitment: commitmentOf(seed) }
    })
    try {
      await ledger.act(
        {
          kind: 'keys.created',
          actor: { type: 'system', id: 'vault' },
          keys: made.map(({ key, generation, commitment }) => ({
            key,
            generation,
            commitment: commitment.toString('hex'),
          })),
        },
        (anyTx) => {
          const tx = anyTx.withTables<VaultTables>()
          return custody.usingWithin(tx, (root) => insertSeeds(tx, root, made))
        },
      )
    } finally {
      for (const { seed } of made) seed.fill(0)
    }
  }
}

type Made = Pick<SeedTable, 'key' | 'generation' | 'commitment'> & { seed: Buffer; expiryDay: Day }

async function insertSeeds(tx: VaultTx, root: Root, made: readonly Made[]): Promise<void> {
  const cohorts = await cohortsOf(tx, root, [...new Set(made.map(({ expiryDay }) => expiryDay))])
  try {
    await tx
      .insertInto('vault_seed')
      .values(
        made.map(({ key, generation, commitment, seed, expiryDay }) => {
          const cohort = present(cohorts.get(expiryDay), 'a cohort for each day asked for')
          const wrapped = wrap(cohort.kek, seedContext(key, generation), seed)
          return {
            key,
            generation,
            cohort: cohort.id,
            wrapped,
            punctured: false,
            commitment,
            erased_epoch: null,
          }
        }),
      )
      .execute()
  } finally {
    for (const { kek } of cohorts.values()) kek.fill(0)
  }
}

/** The cohorts of those expiry days, made where there is none. The caller wipes their keys. */
async function cohortsOf(
  tx: VaultTx,
  root: Root,
  days: readonly Day[],
): Promise<Map<Day, { id: string; kek: Buffer }>> {
  await tx
    .insertInto('vault_cohort')
    .values(
      days.map((day) => ({ ...newCohort(root), expiry_day: day, hold: null, released: false, dirty: false })),
    )
    .onConflict((conflict) => conflict.column('expiry_day').doNothing())
    .execute()
  const rows = await tx
    .selectFrom('vault_cohort')
    .where('expiry_day', '=', sql<Day>`any(${[...days]}::text[])`)
    .select(['id', 'expiry_day', 'wrapped'])
    .execute()
  return new Map(
    rows.map(({ id, expiry_day: day, wrapped }) => [
      present(day, 'a cohort of a day'),
      { id, kek: unwrap(root.key, cohortContext(id, root.epoch), wrapped) },
    ]),
  )
}

/** A new cohort's row: a random key, wrapped under the root. */
export function newCohort(root: Root): { id: string; wrapped: Buffer } {
  const id = randomUUID()
  const kek = randomBytes(32)
  const wrapped = wrap(root.key, cohortContext(id, root.epoch), kek)
  kek.fill(0)
  return { id, wrapped }
}
