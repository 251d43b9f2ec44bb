/**
 * Structured log, one JSON object a line on standard error. The only place that writes there.
 *
 * A field is a number, a boolean or a short identifier: never a name, a URL, a message from outside, a key or a
 * byte of footage. The type cannot tell an identifier from a name, so the rule is also held by review and by
 * the test that scans a whole run's log.
 */
import { Fault } from './fault.ts'
import type { Clock } from './clock.ts'

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

export type Log = {
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  /** Something failed. Of a Fault the code is logged; of any other error its name and stack. */
  error(event: string, error: unknown, fields?: LogFields): void
}

export function jsonLog(
  clock: Pick<Clock, 'now'>,
  write: (line: string) => void = (l) => process.stderr.write(l),
): Log {
  const line = (level: string, event: string, fields: LogFields | undefined) =>
    write(`${JSON.stringify({ at: new Date(clock.now()).toISOString(), level, event, ...fields })}\n`)
  return {
    info: (event, fields) => line('info', event, fields),
    warn: (event, fields) => line('warn', event, fields),
    error: (event, error, fields) => line('error', event, { ...fields, ...describe(error) }),
  }
}

/** What a person at a terminal wants to see of a log: nothing of what goes as it should. */
export function troublesOnly(log: Log): Log {
  return { ...log, info() {} }
}

/** For tests and for commands whose standard error belongs to the person at the terminal. */
export const silentLog: Log = { info() {}, warn() {}, error() {} }

function describe(error: unknown): LogFields {
  if (error instanceof Fault)
    return { fault: error.code, cause: error.cause === undefined ? undefined : nameOf(error.cause) }
  return error instanceof Error ? { error: error.name, stack: error.stack } : { error: typeof error }
}

function nameOf(cause: unknown): string {
  if (cause instanceof Fault) return cause.code
  const code = (cause as { code?: unknown } | null)?.code
  if (typeof code === 'string') return code
  return cause instanceof Error ? cause.name : typeof cause
}
