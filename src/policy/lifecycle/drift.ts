/**
 * Drift: the text in force is not what the registry gives any more. It is told at once to whoever asks, because it is
 * worked out anew each time; that it began and that it ended are acts of their own, so that nobody can pass over the
 * time in which the published text was not true.
 */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../../base/canonical.ts'
import type { Millis } from '../../base/clock.ts'
import { type Day, dayOf } from '../../base/day.ts'
import { type Id, newId } from '../../base/id.ts'
import type { RegistryVersion } from '../../registry/registry.ts'
import type { Difference } from '../model.ts'
import { anew, eachPolicy, type Seen, step } from './change.ts'
import { type LifecycleDeps, POLICY } from './deps.ts'
import { policyFault } from './faults.ts'
import { textOf } from './record.ts'
import type { DriftTable, LifecycleDb, LifecycleTables } from './tables.ts'
import { driftOf } from './texts.ts'
import { type VersionRow, versionRows } from './version.ts'

export type Drift = {
  /** The version in force. */
  readonly version: string
  readonly policy: string
  /** Since when the registry is another: when the version that it differs from came into force. */
  readonly sinceMs: Millis
  /** The registry that the text differs from. */
  readonly registryDigest: string
  /** By clause and fact, what is published (`before`) and what the registry says (`after`). */
  readonly differences: readonly Difference[]
}

/** A drift as it was recorded. */
export type RecordedDrift = Drift & {
  readonly id: Id<'drift'>
  readonly beganAtMs: Millis
  readonly endedAtMs: Millis | null
  readonly endedReason: DriftTable['ended_reason']
}

export type DriftWatch = {
  /** The drift of the version in force; undefined when text and registry agree, or nothing is in force. */
  now(policy: string): Promise<Drift | undefined>
  /** Records what began and what ended since the last time. How many acts. */
  follow(): Promise<number>
}

/** What a comparison depends on; while it stays the same, so does the answer. */
type Compared = { readonly key: string; readonly differences: readonly Difference[] }

/** Of one policy at a time: the drift of the version before ends, and that of the one in force begins. */
const MOST_ACTS = 2

/** `history` gives the registry's versions up to a moment, the last one the registry in force. */
export function watchDrift(
  deps: LifecycleDeps,
  history: (untilMs: Millis) => Promise<readonly RegistryVersion[]>,
): DriftWatch {
  const known = new Map<string, Compared>()
  const compare = async (row: VersionRow, registry: RegistryVersion, today: Day): Promise<Compared> => {
    const key = [row.id, row.text_digest, registry.digest, today].join(' ')
    const before = known.get(row.policy)
    if (before?.key === key) return before
    const text = await textOf(deps, row.id)
    const compared = { key, differences: driftOf(text, registry, today) }
    known.set(row.policy, compared)
    return compared
  }
  const driftNow = async (row: VersionRow): Promise<Drift | undefined> => {
    const nowMs = deps.clock.now()
    const registry = (await history(nowMs)).at(-1)
    if (registry === undefined) return undefined
    const { differences } = await compare(row, registry, dayOf(nowMs))
    if (differences.length === 0) return undefined
    const { id: version, policy } = row
    const sinceMs = Math.max(registry.validFromMs, row.published_at_ms ?? 0)
    return { version, policy, sinceMs, registryDigest: registry.digest, differences }
  }
  /** Records one thing that is not recorded yet; whether there was any. */
  const followOnce = async (policy: string): Promise<boolean> => {
    const seen = await versionRows(deps.db, policy)
    const row = seen.find(({ state }) => state === 'inForce')
    const [open] = await openDrifts(deps.db.withTables<LifecycleTables>(), policy)
    if (open !== undefined && open.version !== row?.id) return end(deps, { policy, seen }, open, 'replaced')
    const drift = row && (await driftNow(row))
    if (drift !== undefined) return record(deps, { policy, seen }, drift, open)
    return open !== undefined && end(deps, { policy, seen }, open, 'agrees')
  }
  return {
    async now(policy) {
      const row = (await versionRows(deps.db, policy)).find(({ state }) => state === 'inForce')
      return row && driftNow(row)
    },
    async follow() {
      let acts = 0
      await eachPolicy(await versionRows(deps.db), async (policy) => {
        for (let act = 0; act < MOST_ACTS && (await anew(() => followOnce(policy))); act++) acts++
      })
      return acts
    },
  }
}

type OpenDrift = Pick<DriftTable, 'id' | 'version' | 'differences_digest'>

/** What was recorded as begun and not as ended; first that of a version that is not in force any more. */
function openDrifts(db: LifecycleDb, policy: string): Promise<readonly OpenDrift[]> {
  return db
    .selectFrom('policy_drift')
    .innerJoin('policy_version', 'policy_version.id', 'policy_drift.version')
    .select(['policy_drift.id', 'policy_drift.version', 'policy_drift.differences_digest'])
    .where('policy_version.policy', '=', policy)
    .where('policy_drift.ended_at_ms', 'is', null)
    .orderBy('policy_version.number')
    .execute()
}

/** Throws `policy.changedMeanwhile` when another program, which watches as well, was quicker. */
async function requireOpen(tx: LifecycleDb, { policy }: Seen, seen: OpenDrift | undefined): Promise<void> {
  const [open] = await openDrifts(tx, policy)
  if (open?.id !== seen?.id || open?.differences_digest !== seen?.differences_digest)
    throw policyFault('policy.changedMeanwhile')
}

async function record(
  deps: LifecycleDeps,
  on: Seen,
  drift: Drift,
  open: OpenDrift | undefined,
): Promise<boolean> {
  const { version } = drift
  const digest = digestOf(drift.differences)
  if (open?.differences_digest === digest) return false
  const id = open?.id ?? newId<'drift'>()
  const written = {
    registry_digest: drift.registryDigest,
    differences: JSON.stringify(drift.differences),
    differences_digest: digest,
  }
  await step(
    deps,
    on,
    {
      kind: 'policy.drifted',
      actor: POLICY,
      version,
      drift: id,
      registry: drift.registryDigest,
      differences: digest,
      facts: drift.differences.length,
    },
    async (tx) => {
      await requireOpen(tx, on, open)
      if (open !== undefined) {
        await tx.updateTable('policy_drift').set(written).where('id', '=', id).execute()
        return
      }
      await tx
        .insertInto('policy_drift')
        .values({
          id,
          version,
          since_ms: drift.sinceMs,
          began_at_ms: deps.clock.now(),
          ended_at_ms: null,
          ended_reason: null,
          ...written,
        })
        .execute()
    },
  )
  return true
}

async function end(
  deps: LifecycleDeps,
  on: Seen,
  open: OpenDrift,
  reason: 'agrees' | 'replaced',
): Promise<boolean> {
  await step(
    deps,
    on,
    { kind: 'policy.driftEnded', actor: POLICY, version: open.version, drift: open.id, reason },
    async (tx) => {
      await requireOpen(tx, on, open)
      await tx
        .updateTable('policy_drift')
        .set({ ended_at_ms: deps.clock.now(), ended_reason: reason })
        .where('id', '=', open.id)
        .execute()
    },
  )
  return true
}

function digestOf(differences: readonly Difference[]): string {
  return createHash('sha256').update(canonicalJson(differences)).digest('hex')
}

/** Every drift of a policy that was recorded, the earliest first. */
export async function recordedDrifts(
  { db }: LifecycleDeps,
  policy: string,
): Promise<readonly RecordedDrift[]> {
  const rows = await db
    .withTables<LifecycleTables>()
    .selectFrom('policy_drift')
    .innerJoin('policy_version', 'policy_version.id', 'policy_drift.version')
    .selectAll('policy_drift')
    .where('policy_version.policy', '=', policy)
    .orderBy('policy_drift.began_at_ms')
    .orderBy('policy_drift.id')
    .execute()
  return rows.map((row) => ({
    id: row.id as Id<'drift'>,
    version: row.version,
    policy,
    sinceMs: row.since_ms,
    registryDigest: row.registry_digest,
    differences: row.differences as readonly Difference[],
    beganAtMs: row.began_at_ms,
    endedAtMs: row.ended_at_ms,
    endedReason: row.ended_reason,
  }))
}
