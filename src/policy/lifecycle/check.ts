/**
 * Rows held against the ledger, for `jangseung check`: a version is where the last of its steps took it, and says what
 * its steps say; and there is a row for every version that the ledger knows.
 */
import { addDays, type Day } from '../../base/day.ts'
import type { Db } from '../../base/database.ts'
import { isFault } from '../../base/fault.ts'
import type { EntryOf, Ledger } from '../../ledger/ledger.ts'
import { agrees, type Step, STEPS } from './record.ts'
import type { VersionState } from './tables.ts'
import { readText, type VersionRow, versionRows } from './version.ts'

type PolicyFinding = {
  readonly version: string
  /** `text`, the step that a row contradicts or makes up, `range` or `missing`. */
  readonly what: Step | 'text' | 'range' | 'missing'
}

type CheckDeps = { readonly db: Db; readonly ledger: Pick<Ledger, 'entries'> }

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

async function look({ db, ledger }: CheckDeps): Promise<readonly PolicyFinding[]> {
  const rows = await versionRows(db)
  const recorded: EntryOf<Step>[] = []
  for await (const { entry } of ledger.entries({ kinds: STEPS })) recorded.push(entry)
  const steps = Map.groupBy(recorded, ({ version }) => version)
  const found: PolicyFinding[] = []
  for (const row of rows) {
    if (!(await hasItsText(db, row.id))) found.push({ version: row.id, what: 'text' })
    for (const what of contradicted(row, steps.get(row.id) ?? [])) found.push({ version: row.id, what })
    steps.delete(row.id)
  }
  for (const [, kept] of Map.groupBy(
    rows.filter((row) => row.in_force_on !== null),
    ({ policy }) => policy,
  ))
    found.push(...brokenRanges(kept))
  for (const version of steps.keys()) found.push({ version, what: 'missing' })
  return found
}

async function hasItsText(db: Db, version: string): Promise<boolean> {
  try {
    await readText(db, version)
    return true
  } catch (error) {
    if (isFault(error, 'policy.recordMissing')) return false
    throw error
  }
}

/** The step by which a version comes to be in a state. */
const STEP_TO: { readonly [S in VersionState]: Step } = {
  drafted: 'policy.drafted',
  approved: 'policy.approved',
  announced: 'policy.announced',
  inForce: 'policy.published',
  archived: 'policy.published',
  withdrawn: 'policy.withdrawn',
}

/** The steps that the row contradicts, and that of its state when the ledger does not end with it. */
function contradicted(row: VersionRow, steps: readonly EntryOf<Step>[]): ReadonlySet<Step> {
  // A new draft begins anew, and takes the number of one that was discarded.
  const since = steps.slice(steps.findLastIndex(({ kind }) => kind === 'policy.drafted'))
  const found = new Set(since.filter((entry) => !agrees(row, entry)).map(({ kind }) => kind))
  if (since.at(-1)?.kind !== STEP_TO[row.state]) found.add(STEP_TO[row.state])
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
