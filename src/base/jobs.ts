/**
 * Work done on a schedule, by one process at a time however many run: pg-boss over our own PostgreSQL.
 *
 * Only *when* something is attempted lives here. What is due is decided by the job itself from stored facts, so a run
 * that was missed, doubled or cut short changes nothing but the hour.
 */
import { PgBoss } from 'pg-boss'
import type { Database } from './database.ts'
import type { Log } from './log.ts'

export type Job = {
  /** Letters and hyphens; the name under which the schedule is kept. */
  readonly name: string
  /** Five-field cron expression, read in Korean time. */
  readonly cron: string
  /** Must be safe to run again after it was cut short at any point. */
  run(signal: AbortSignal): Promise<void>
}

export type Jobs = {
  /** Waits for the runs under way to end, then stops. */
  close(): Promise<void>
}

/** A run that takes longer is taken for dead and tried again. */
const LONGEST_RUN_SECONDS = 6 * 3600
/**
 * A worker tells twice in this time that it lives. Without it, a run that died with its process would count as under way
 * until its longest time is over, and no other would begin.
 */
const HEARTBEAT_SECONDS = 60

/** Starts the schedule and a worker for each job, and runs each once now: that makes up for times missed while nothing ran. */
export async function startJobs(options: {
  readonly database: Database
  readonly jobs: readonly Job[]
  readonly log: Log
}): Promise<Jobs> {
  const { database, log } = options
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.pool.query(text, values as unknown[]) },
    schema: 'jobs',
  })
  boss.on('error', (error) => log.error('jobs.failed', error))
  await boss.start()
  for (const { name, cron, run } of options.jobs) {
    // `stately`: at most one run under way and one waiting, so a slow run is never overtaken and none is forgotten.
    const queue = {
      retryLimit: 3,
      retryBackoff: true,
      expireInSeconds: LONGEST_RUN_SECONDS,
      heartbeatSeconds: HEARTBEAT_SECONDS,
    }
    await boss.createQueue(name, { policy: 'stately', ...queue })
    await boss.updateQueue(name, queue) // one that an earlier version made
    await boss.supervise(name) // unless somebody has looked within the last minute
    await boss.schedule(name, cron, null, { tz: 'Asia/Seoul' })
    await boss.work(name, async ([job]) => {
      if (!job) return
      try {
        await run(job.signal)
      } catch (error) {
        log.error('jobs.runFailed', error, { job: name })
        throw error
      }
    })
    await boss.send(name)
  }
  return { close: () => boss.stop({ graceful: true, timeout: 30_000 }) }
}
