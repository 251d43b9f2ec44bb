/**
 * Holds (보존조치). The keys of the held segments are wrapped under a cohort of the hold's own, and their files move
 * to a folder of the hold's own (분리 보관, 개인정보 보호법 제21조 제3항): the camera-day they come from can die on
 * its day, and only what is held survives it.
 *
 * A segment may be under several holds. Its file lies with one of them and goes on to the next when that is released.
 * Every move can be repeated: where a file lies is looked up, and the table alone says where it should.
 */
import { dirname } from 'node:path'
import { sql } from 'kysely'
import type { Disk } from '../base/durable.ts'
import type { Id } from '../base/id.ts'
import { keyIdText, parseKeyId } from './camera-day.ts'
import type { Custody, VaultDb, VaultTx } from './custody.ts'
import { vaultFault } from './faults.ts'
import { leafKey, wipeNodes } from './hour-key.ts'
import { exists, firstThere, heldPath, holdFolder, mediaPath } from './paths.ts'
import type { Folders } from './paths.ts'
import type { Root } from './root.ts'
import { cohortContext, newCohort, readTrees } from './seeds.ts'
import type { Tree } from './seeds.ts'
import type { HeldTable } from './tables.ts'
import type { SegmentKey } from './targets.ts'
import { unwrap, wrap } from './wrap.ts'

export type Storage = { readonly custody: Custody; readonly folders: Folders; readonly disk: Disk }

/**
 * What became of the segments that a hold names. `gone`: their keys were destroyed before the hold was placed;
 * `missing`: the key is held, but there is no file.
 */
export type Held = {
  readonly held: readonly Id<'segment'>[]
  readonly gone: readonly Id<'segment'>[]
  readonly missing: readonly Id<'segment'>[]
}

/**
 * What a release left. `returned`: by this call, back with their camera-day or under another hold. `remaining`: nothing but the
 * ended hold keeps them; they are to be destroyed by an order for the hold.
 */
export type Released = {
  readonly returned: readonly Id<'segment'>[]
  readonly remaining: readonly Id<'segment'>[]
}

export function heldContext({ hold, segment }: Pick<HeldTable, 'hold' | 'segment'>): string {
  return `h|${hold}|${segment}`
}

/** Wraps the segments' keys under the hold's cohort, then moves their files. May be called again to finish. */
export async function placeHold(
  storage: Storage,
  hold: string,
  segments: readonly SegmentKey[],
): Promise<Held> {
  const { custody } = storage
  const gone = await custody.using((tx, root) => holdKeys(tx, root, hold, segments))
  const kept = segments.map(({ id }) => id).filter((id) => !gone.has(id))
  const missing = new Set(await settleFiles(storage, await heldRows(custody.db, 'segment', kept)))
  return { held: kept.filter((id) => !missing.has(id)), gone: [...gone], missing: [...missing] }
}

/** Wraps what is not yet under the hold; returns the ids of those whose key exists nowhere any more. */
async function holdKeys(
  tx: VaultTx,
  root: Root,
  hold: string,
  segments: readonly SegmentKey[],
): Promise<Set<Id<'segment'>>> {
  const kek = await cohortOfHold(tx, root, hold)
  const keys = [...new Set(segments.map(({ keyId }) => keyIdText(keyId)))]
  const trees = await readTrees(tx, root, keys)
  const gone = new Set<Id<'segment'>>()
  const rows: HeldTable[] = []
  try {
    const elsewhere = await heldRows(
      tx,
      'segment',
      segments.map(({ id }) => id),
    )
    for (const { id, keyId, generation, leaf } of segments) {
      if (elsewhere.some((row) => row.hold === hold && row.segment === id)) continue
      const key = keyIdText(keyId)
      const leafBytes =
        leafOf(trees.get(key), generation, leaf) ??
        (await leafOfOtherHold(
          tx,
          root,
          elsewhere.find((row) => row.segment === id),
        ))
      if (leafBytes === undefined) {
        gone.add(id)
        continue
      }
      const wrapped = wrap(kek, heldContext({ hold, segment: id }), leafBytes)
      leafBytes.fill(0)
      rows.push({ hold, segment: id, key, generation, leaf, wrapped })
    }
  } finally {
    kek.fill(0)
    for (const tree of trees.values()) wipeNodes(tree.nodes)
  }
  await insertHeld(tx, rows)
  return gone
}

function leafOf(tree: Tree | undefined, generation: number, leaf: number): Buffer | undefined {
  return tree?.generation === generation ? leafKey(tree.nodes, leaf) : undefined
}

async function leafOfOtherHold(
  tx: VaultTx,
  root: Root,
  row: HeldTable | undefined,
): Promise<Buffer | undefined> {
  return row === undefined ? undefined : readHeldLeaf(tx, root, row)
}

/** The key of a segment that is under a hold. The caller wipes it. */
export async function readHeldLeaf(tx: VaultTx, root: Root, row: HeldTable): Promise<Buffer> {
  const cohort = await tx
    .selectFrom('vault_cohort')
    .where('hold', '=', row.hold)
    .select(['id', 'wrapped'])
    .executeTakeFirstOrThrow()
  const kek = unwrap(root.key, cohortContext(cohort.id, root.epoch), cohort.wrapped)
  try {
    return unwrap(kek, heldContext(row), row.wrapped)
  } finally {
    kek.fill(0)
  }
}

async function cohortOfHold(tx: VaultTx, root: Root, hold: string): Promise<Buffer> {
  await tx
    .insertInto('vault_cohort')
    .values({ ...newCohort(root), expiry_day: null, hold, released: false, dirty: false })
    .onConflict((conflict) => conflict.column('hold').doNothing())
    .execute()
  const cohort = await tx
    .selectFrom('vault_cohort')
    .where('hold', '=', hold)
    .selectAll()
    .executeTakeFirstOrThrow()
  if (cohort.released) throw vaultFault('vault.holdReleased', { hold })
  return unwrap(root.key, cohortContext(cohort.id, root.epoch), cohort.wrapped)
}

/** Adds rows of held segments in one statement. */
export async function insertHeld(tx: VaultTx, rows: readonly HeldTable[]): Promise<void> {
  await sql`insert into vault_held (hold, segment, key, generation, leaf, wrapped)
    select * from unnest(${rows.map(({ hold }) => hold)}::text[], ${rows.map(({ segment }) => segment)}::text[],
      ${rows.map(({ key }) => key)}::text[], ${rows.map(({ generation }) => generation)}::int[],
      ${rows.map(({ leaf }) => leaf)}::int[], ${rows.map(({ wrapped }) => wrapped)}::bytea[])`.execute(tx)
}

/** The rows of held segments by segment, camera-day or hold, in the order of their holds. */
export function heldRows(
  db: VaultDb,
  column: 'segment' | 'key' | 'hold',
  values: readonly string[],
): Promise<HeldTable[]> {
  return db
    .selectFrom('vault_held')
    .where(column, '=', sql<string>`any(${[...values]}::text[])`)
    .orderBy('segment')
    .orderBy('hold')
    .selectAll()
    .execute()
}

/**
 * Ends a hold. Segments whose camera-day still lives, or that are under another hold, leave it at once; their files
 * move first, so that a crash leaves nothing without a row. May be called again to finish.
 */
export function releaseHold(storage: Storage, hold: string): Promise<Released> {
  return storage.custody.using(async (tx, root) => {
    const cohort = await tx
      .selectFrom('vault_cohort')
      .where('hold', '=', hold)
      .select('id')
      .executeTakeFirst()
    if (cohort === undefined) return { returned: [], remaining: [] }
    const rows = await heldRows(tx, 'hold', [hold])
    const others = (
      await heldRows(
        tx,
        'segment',
        rows.map(({ segment }) => segment),
      )
    ).filter((row) => row.hold !== hold)
    const underOther = new Set(others.map(({ segment }) => segment))
    const living = await livingSegments(tx, root, rows)
    await settleFiles(storage, others, hold)
    for (const row of rows)
      if (living.has(row.segment) && !underOther.has(row.segment)) await returnFile(storage, row)
    await syncFolders(
      storage.disk,
      rows.flatMap((row) => [
        holdFolder(storage.folders, hold),
        dirname(mediaPath(storage.folders, keyOf(row))),
      ]),
    )
    const returned = rows.filter(({ segment }) => living.has(segment) || underOther.has(segment))
    const remaining = rows.filter((row) => !returned.includes(row))
    await leaveHold(tx, cohort.id, hold, returned, remaining.length)
    return { returned: returned.map(idOf), remaining: remaining.map(idOf) }
  })
}

/** Those of the segments that their camera-day's own tree still opens. */
async function livingSegments(tx: VaultTx, root: Root, rows: readonly HeldTable[]): Promise<Set<string>> {
  const trees = await readTrees(tx, root, [...new Set(rows.map(({ key }) => key))])
  try {
    return new Set(
      rows
        .filter(({ key, generation, leaf }) => {
          const found = leafOf(trees.get(key), generation, leaf)
          found?.fill(0)
          return found !== undefined
        })
        .map(({ segment }) => segment),
    )
  } finally {
    for (const tree of trees.values()) wipeNodes(tree.nodes)
  }
}

/**
 * Takes segments out of a hold. The wraps taken out may lie in backups, so a cohort that lives on is marked to be
 * given a new key at the next change of root.
 */
async function leaveHold(
  tx: VaultTx,
  cohort: string,
  hold: string,
  returned: readonly HeldTable[],
  remaining: number,
): Promise<void> {
  await tx
    .deleteFrom('vault_held')
    .where('hold', '=', hold)
    .where('segment', '=', sql<string>`any(${returned.map(({ segment }) => segment)}::text[])`)
    .execute()
  if (remaining === 0) await tx.deleteFrom('vault_cohort').where('id', '=', cohort).execute()
  else
    await tx
      .updateTable('vault_cohort')
      .set({ released: true, ...(returned.length > 0 ? { dirty: true } : {}) })
      .where('id', '=', cohort)
      .execute()
}

/**
 * Brings the files of held segments under one of their holds, from their camera-day or from the hold `ended`; those
 * that are there already stay. Returns the segments that have no file anywhere.
 */
export async function settleFiles(
  { folders, disk }: Storage,
  rows: readonly HeldTable[],
  ended?: string,
): Promise<Id<'segment'>[]> {
  const changed: string[] = []
  const missing: Id<'segment'>[] = []
  for (const [segment, holds] of Map.groupBy(rows, (row) => row.segment)) {
    const settled = holds.map(({ hold }) => heldPath(folders, hold, segment))
    const loose = holds.map((row) => mediaPath(folders, keyOf(row)))
    if (ended !== undefined) loose.push(heldPath(folders, ended, segment))
    if ((await firstThere(settled)) !== undefined) continue
    const found = await firstThere(loose)
    const [first] = holds
    if (found === undefined || first === undefined) {
      missing.push(segment as Id<'segment'>)
      continue
    }
    const target = heldPath(folders, first.hold, segment)
    await disk.makeFolder(dirname(target))
    await disk.rename(found, target)
    changed.push(dirname(found), dirname(target))
  }
  await syncFolders(disk, changed)
  return missing
}

async function returnFile({ folders, disk }: Storage, row: HeldTable): Promise<void> {
  const from = heldPath(folders, row.hold, row.segment)
  const to = mediaPath(folders, keyOf(row))
  if ((await firstThere([to])) !== undefined || (await firstThere([from])) === undefined) return
  await disk.makeFolder(dirname(to))
  await disk.rename(from, to)
}

/** Makes moves durable, in the folders that exist. */
async function syncFolders(disk: Disk, folders: readonly string[]): Promise<void> {
  for (const folder of new Set(folders)) if (await exists(folder)) await disk.syncFolder(folder)
}

function idOf({ segment }: HeldTable): Id<'segment'> {
  return segment as Id<'segment'>
}

function keyOf({ segment, key, generation, leaf }: HeldTable): SegmentKey {
  const keyId = parseKeyId(key)
  if (keyId === undefined) throw vaultFault('vault.wrapForged', { what: key })
  return { id: segment as Id<'segment'>, keyId, generation, leaf }
}
