/**
 * The clock that destruction goes by, from look to look and from run to run: settled.ts decides, this file remembers
 * and raises the incident.
 */
import type { Millis } from '../base/clock.ts'
import { raiseIncident, settleIncident } from './incidents.ts'
import { RETENTION } from './deps.ts'
import type { Deps } from './deps.ts'
import { firstLook, settle } from './settled.ts'
import type { ClockReading, Look, Settled } from './settled.ts'
import type { RetentionTables } from './tables.ts'

export type DestructionClock = {
  /** Looks at the clocks; a disagreement is raised as an incident, and closed when it is over. */
  read(): Promise<ClockReading>
}

const DOUBTS = ['ahead', 'behind', 'unwitnessed'] as const

export function openDestructionClock(deps: Deps): DestructionClock {
  const { db } = deps
  const look = () => lookAt(deps.clock)
  // Time before the first look is witnessed as well.
  const start = look()
  let settled: Settled | undefined
  return {
    async read() {
      settled ??= firstLook(start, {
        settledMs: await writtenTime(db),
        lastEntryMs: await lastEntryTime(deps),
      })
      const next = settle(settled, look())
      settled = next.settled
      await writeTime(db, settled.settledMs)
      const { state, aheadMs } = next.reading
      for (const doubt of DOUBTS)
        if (doubt !== state)
          await settleIncident(deps, RETENTION, { code: `clock.${doubt}`, reason: 'clock.agrees' })
      if (state !== 'agrees')
        await raiseIncident(deps, RETENTION, { code: `clock.${state}`, detail: { byMs: aheadMs } })
      return next.reading
    },
  }
}

/**
 * What the clock is worth to somebody who passes by, such as a command: judged by what the program wrote down last, as
 * at its start. Remembers nothing and raises nothing, so that no number of commands moves time on.
 */
export async function glanceAtClock(deps: Pick<Deps, 'clock' | 'db' | 'ledger'>): Promise<ClockReading> {
  const look = lookAt(deps.clock)
  const earlier = { settledMs: await writtenTime(deps.db), lastEntryMs: await lastEntryTime(deps) }
  return settle(firstLook(look, earlier), look).reading
}

function lookAt(clock: Deps['clock']): Look {
  return { wallMs: clock.now(), monotonicMs: clock.monotonic() }
}

async function writtenTime(db: Deps['db']): Promise<Millis | null> {
  const row = await db
    .withTables<RetentionTables>()
    .selectFrom('retention_clock')
    .select('settled_ms')
    .executeTakeFirst()
  return row?.settled_ms ?? null
}

async function writeTime(db: Deps['db'], settledMs: Millis): Promise<void> {
  await db
    .withTables<RetentionTables>()
    .insertInto('retention_clock')
    .values({ id: 1, settled_ms: settledMs })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ settled_ms: settledMs }))
    .execute()
}

async function lastEntryTime({ ledger }: Pick<Deps, 'ledger'>): Promise<Millis | null> {
  const size = await ledger.size()
  for await (const { entry } of ledger.entries({ from: size - 1 })) return entry.at
  return null
}
