/**
 * Publication (시행): on the day, by the program, what people have approved and announced before. It decides nothing and
 * asks nobody, but it believes nobody either: approval, announcement, reason and notice are checked again, against the
 * ledger and not against the rows, so that whoever can write to the database still cannot put a text in force.
 *
 * Taking effect and archiving the version before are one act, so there is nothing between them to be lost, and a run
 * that was cut short is finished by the next.
 */
import { addDays, type Day, dayOf, daysBetween } from '../../base/day.ts'
import type { ClockReading } from '../../retention/retention.ts'
import { anew, eachPolicy, step } from './change.ts'
import { checkAgain } from './checking.ts'
import { type LifecycleDeps, POLICY } from './deps.ts'
import { dueOn } from './rules.ts'
import { type PolicyVersion, versionOf, versionRow, versionRows } from './version.ts'
import { recordWithdrawal } from './withdrawing.ts'

/** What a run did. */
export type Publication = {
  /** The time it went by; null when the clock was set back, and nothing was done. */
  readonly nowMs: number | null
  readonly clock: ClockReading['state']
  /** In force from now on. */
  readonly published: readonly PolicyVersion[]
  /** Announced for a day that had come as well, and never in force. */
  readonly overtaken: readonly PolicyVersion[]
}

/**
 * Publishes what is due. What fails keeps no other policy waiting; the first failure is thrown at the end. Cheap when
 * nothing is due: to be run at start and often.
 */
export async function publishDue(deps: LifecycleDeps): Promise<Publication> {
  const all = await versionRows(deps.db)
  const { nowMs, state } = await deps.time()
  const published: PolicyVersion[] = []
  const overtaken: PolicyVersion[] = []
  if (nowMs !== null)
    await eachPolicy(all, async (policy) => {
      const today = dayOf(nowMs)
      const once = (act: typeof publish) => anew(() => act(deps, policy, today))
      for (let id = await once(overtake); id !== undefined; id = await once(overtake))
        overtaken.push(await now(deps, id))
      const id = await once(publish)
      if (id !== undefined) published.push(await now(deps, id))
    })
  return { nowMs, clock: state, published, overtaken }
}

async function now({ db }: LifecycleDeps, id: string): Promise<PolicyVersion> {
  return versionOf(await versionRow(db, id))
}

/** Of several whose day has come while the program was off, the earlier ones were never in force: one of those. */
async function overtake(deps: LifecycleDeps, policy: string, today: Day): Promise<string | undefined> {
  const rows = await versionRows(deps.db, policy)
  const { next, overtaken } = dueOn(rows, today)
  const [row] = overtaken
  if (row === undefined || next === undefined) return undefined
  await checkAgain(deps, next)
  await recordWithdrawal(deps, POLICY, { rows, row, reason: 'overtaken' })
  return row.id
}

async function publish(deps: LifecycleDeps, policy: string, today: Day): Promise<string | undefined> {
  const rows = await versionRows(deps.db, policy)
  const { next } = dueOn(rows, today)
  if (next === undefined) return undefined
  const announced = await checkAgain(deps, next)
  // What is taken over bears earlier days than its announcement, which may have come by a clock that is in doubt.
  if (today < dayOf(announced.entry.at)) return undefined
  const before = rows.find(({ state }) => state === 'inForce')
  // A clock that was believed, and turned out to be wrong: no day belongs to two versions.
  if (before !== undefined && (before.in_force_on ?? '') >= today) return undefined
  const { text, effectiveOn } = announced.entry
  const lateDays = next.established ? 0 : daysBetween(effectiveOn as Day, today)
  const atMs = deps.clock.now()
  await step(
    deps,
    { policy, seen: rows },
    {
      kind: 'policy.published',
      actor: POLICY,
      version: next.id,
      text,
      announcedLeaf: announced.leaf,
      effectiveOn,
      inForceOn: today,
      lateDays,
      replaced: before?.id ?? null,
    },
    async (tx) => {
      if (before !== undefined)
        await tx
          .updateTable('policy_version')
          .set({ state: 'archived', archived_at_ms: atMs, in_force_until: addDays(today, -1) })
          .where('id', '=', before.id)
          .execute()
      await tx
        .updateTable('policy_version')
        .set({ state: 'inForce', published_at_ms: atMs, in_force_on: today, late_days: lateDays })
        .where('id', '=', next.id)
        .execute()
    },
  )
  return next.id
}
