/** The program's own web server over a data folder, and how a process that serves a benchmark ends. */
import { startApp, type App } from '../src/app.ts'
import type { Clock } from '../src/base/clock.ts'
import { realDisk } from '../src/base/durable.ts'
import { silentLog } from '../src/base/log.ts'
import type { Store } from '../src/store.ts'

export function startApi(store: Store, clock: Clock): Promise<App> {
  return startApp(store, {
    role: 'api',
    host: '127.0.0.1',
    port: 0,
    address: undefined,
    cipher: 'aes-256-gcm',
    clock,
    disk: realDisk,
    log: silentLog,
  })
}

/**
 * Ends this process in order when it is told to, also by Ctrl-C at the terminal, or when whoever started it is gone: a
 * killed one would leave its database server behind.
 */
export function endWith(close: () => Promise<void>): void {
  let closing: Promise<void> | undefined
  const end = () => void (closing ??= close().finally(() => process.exit(0)))
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, end)
}
