/**
 * Rows held against the ledger, for `jangseung check`: a text that stands as announced or in force must be the one that
 * the ledger says was announced and put in force, on that day; and whatever the ledger has put in force must be there.
 */
import { addDays, type Day } from '../../base/day.ts'
import type { Db } from '../../base/database.ts'
import { isFault } from '../../base/fault.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { readText, type VersionRow, versionRows } from './version.ts'

type PolicyFinding = {
  readonly version: string
  /** `text`, `policy.announced`, `policy.published`, `policy.withdrawn`, `range` or `missing`. */
  readonly what: string
}

type CheckDeps = { readonly db: Db; readonly ledger: Pick<Ledger, 'find' | 'entries'> }

/**
 * What does not agree; empty when all of it does. Looks twice before it finds anything: beside a running program an act
 * may be committed and not yet published.
 */
export async function checkPolicies(deps: CheckDeps): Promise<readonly PolicyFinding[]> {
  const first = await look(deps)
  if (first.length === 0) return first
  const second = await look(deps)
  return second.filter((one) =>
    first.some(({ version, what }) => version === one.version && what === one.what),
  )
}

async function look(deps: CheckDeps): Promise<readonly PolicyFinding[]> {
  const rows = await versionRows(deps.db)
  const found: PolicyFinding[] = []
  for (const row of rows)
    for (const what of await findingsOf(deps, row)) found.push({ version: row.id, what })
  for (const [, kept] of Map.groupBy(
    rows.filter((row) => row.in_force_on !== null),
    ({ policy }) => policy,
  ))
    found.push(...brokenRanges(kept))
  const known = new Set(rows.filter((row) => row.in_force_on !== null).map(({ id }) => id))
  for await (const { entry } of deps.ledger.entries({ kinds: ['policy.published'] }))
    if (!known.has(entry.version)) found.push({ version: entry.version, what: 'missing' })
  return found
}

async function findingsOf({ db, ledger }: CheckDeps, row: VersionRow): Promise<readonly string[]> {
  const found: string[] = []
  const text = await readText(db, row.id).catch((error: unknown) => {
    if (isFault(error, 'policy.recordMissing')) return undefined
    throw error
  })
  if (text === undefined) found.push('text')
  if (row.announced_at_ms === null) return found
  const announced = (await ledger.find('policy.announced', row.id))?.entry
  const isAnnounced =
    announced !== undefined &&
    announced.text === row.text_digest &&
    announced.draft === row.draft_digest &&
    announced.effectiveOn === row.effective_on
  if (!isAnnounced) found.push('policy.announced')
  const published = (await ledger.find('policy.published', row.id))?.entry
  const isPublished = published?.text === row.text_digest && published?.inForceOn === row.in_force_on
  if (row.in_force_on === null ? published !== undefined : !isPublished) found.push('policy.published')
  if (row.state === 'withdrawn' && (await ledger.find('policy.withdrawn', row.id)) === undefined)
    found.push('policy.withdrawn')
  return found
}

/** Versions of one policy that were in force and do not follow each other day by day. */
function brokenRanges(rows: readonly VersionRow[]): readonly PolicyFinding[] {
  const inOrder = rows.toSorted((a, b) => ((a.in_force_on ?? '') < (b.in_force_on ?? '') ? -1 : 1))
  return inOrder.flatMap(({ id, in_force_until: until }, index) => {
    const next = inOrder[index + 1]?.in_force_on ?? null
    const follows = until === null ? next === null : next === addDays(until as Day, 1)
    return follows ? [] : [{ version: id, what: 'range' }]
  })
}
