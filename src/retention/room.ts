/** Runs what must work on a full disk: gives up the reserve when there is no room, and makes it again afterwards. */
import { isFault } from '../base/fault.ts'
import { RETENTION } from './deps.ts'
import type { Deps } from './deps.ts'
import { raiseIncident, settleIncident } from './incidents.ts'
import type { Reserve } from './reserve.ts'

/** `act` may be run twice: it finds what its first run has done. */
export async function withRoom<T>(deps: Deps, reserve: Reserve, act: () => Promise<T>): Promise<T> {
  const result = await withReleased(deps, reserve, act)
  if (await reserve.restore())
    await settleIncident(deps, RETENTION, { code: 'disk.full', reason: 'disk.room' })
  else await raiseIncident(deps, RETENTION, { code: 'disk.full' })
  return result
}

async function withReleased<T>(deps: Deps, reserve: Reserve, act: () => Promise<T>): Promise<T> {
  // Before the first write: PostgreSQL stops altogether when its log finds no room.
  if (await reserve.isShort()) await reserve.release()
  try {
    return await act()
  } catch (error) {
    if (!isDiskFull(error) || !(await reserve.release())) throw error
    // Also makes the ledger publish what it could only commit.
    await raiseIncident(deps, RETENTION, { code: 'disk.full' })
    return act()
  }
}

/** PostgreSQL's code for a full disk (SQLSTATE 53100, disk_full). */
const POSTGRES_DISK_FULL = '53100'

function isDiskFull(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isFault(cause, 'disk.full')) return true
    if ((cause as { code?: unknown }).code === POSTGRES_DISK_FULL) return true
  }
  return false
}
