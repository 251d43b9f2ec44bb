/**
 * Ends what nobody ended: viewings past their time, viewings whose account or grant is gone, and viewings that a crash
 * left ended but unrecorded. One function, at start and ever after.
 */
import { repeat } from '../base/repeat.ts'
import { stillAllowed } from './rules.ts'
import type { EndReason, ViewingTables } from './tables.ts'
import { end, standing, viewingDb } from './viewings.ts'
import type { ViewingDeps } from './viewings.ts'

/** How often the sweep runs. */
export const SWEEP_EVERY_MS = 15_000
/** Viewings looked at in one round. */
const MAX_A_ROUND = 500

type Open = Pick<
  ViewingTables['viewing_viewing'],
  'id' | 'account' | 'device' | 'from_ms' | 'to_ms' | 'off_purpose' | 'expires_at_ms' | 'end_reason'
>

/** Ends and records what is due; how many. Throws what the ledger throws: the rest waits for the next round. */
export async function sweep(deps: ViewingDeps): Promise<number> {
  const rows: Open[] = await viewingDb(deps)
    .selectFrom('viewing_viewing')
    .select(['id', 'account', 'device', 'from_ms', 'to_ms', 'off_purpose', 'expires_at_ms', 'end_reason'])
    .where('recorded', '=', false)
    .orderBy('expires_at_ms')
    .limit(MAX_A_ROUND)
    .execute()
  let ended = 0
  for (const row of rows) {
    const reason = await reasonFor(deps, row)
    if (reason === undefined) continue
    await end(deps, row.id, reason)
    ended++
  }
  return ended
}

async function reasonFor(deps: ViewingDeps, row: Open): Promise<EndReason | undefined> {
  if (row.end_reason !== null) return row.end_reason
  const now = deps.clock.now()
  if (row.expires_at_ms <= now) return 'expired'
  const account = await deps.account(row.account)
  const viewing = {
    device: row.device,
    fromMs: row.from_ms,
    toMs: row.to_ms,
    offPurpose: row.off_purpose,
  }
  return stillAllowed(await standing(deps, viewing, now), account, viewing, now) ? undefined : 'revoked'
}

/** Sweeps now and every SWEEP_EVERY_MS until the returned function is called; that one waits for the round under way. */
export function keepSweeping(deps: ViewingDeps): () => Promise<void> {
  const { clock, log } = deps
  const round = async () => {
    const ended = await sweep(deps)
    if (ended > 0) log.info('viewing.swept', { ended })
  }
  // Nothing is lost: what could not be recorded now is found again by the next round.
  const failed = (error: unknown) => log.error('viewing.sweepFailed', error)
  return repeat(round, { clock, begin: 'now', everyMs: SWEEP_EVERY_MS, failed })
}
