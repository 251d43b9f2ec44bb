/** Starts the web server: on loopback unless told otherwise, on the next free port where the wanted one is taken. */
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { WebDeps } from './deps.ts'
import { webFault } from './faults.ts'
import { createGuard } from './guard.ts'
import { loadAssets } from './page/assets.ts'
import { loadPortalAssets } from './portal/assets.ts'
import { createPortal } from './portal/portal.ts'
import { openReading } from './portal/shown.ts'
import { routesOf } from './routes.ts'
import { createServer } from './server.ts'

export type WebOptions = WebDeps & {
  /** 127.0.0.1 unless given. Any other than loopback needs `tls`, or a proxy with an https `address` in front. */
  readonly host?: string
  /** 0 for any. Where it is taken, the next ones are tried. */
  readonly port: number
  readonly tls?: { readonly key: string; readonly cert: string } | undefined
  /** Where people reach the program when a proxy stands in front, e.g. https://cctv.example.go.kr. */
  readonly address?: string | undefined
}

export type Web = {
  /** Where it listens, or `address` when that was given. */
  readonly url: string
  /** Whether the wanted port was taken and another is used. */
  readonly port: number
  close(): Promise<void>
}

/** Ports tried from the wanted one on. */
const PORTS_TRIED = 20
const LOOPBACK: readonly string[] = ['127.0.0.1', '::1', 'localhost']

/** Throws `web.plaintext` and `web.portsTaken`. */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { host = '127.0.0.1', tls, address, clock, log, staff } = options
  const isSecure = tls !== undefined || address?.startsWith('https://') === true
  if (!LOOPBACK.includes(host) && !isSecure) throw webFault('web.plaintext', { host })
  const hosts = new Set<string>()
  const portalAssets = await loadPortalAssets()
  const portal = createPortal({
    clock,
    log,
    assets: portalAssets,
    read: openReading({ ...options, source: options }),
  })
  const assets = await loadAssets()
  const server: { app?: FastifyInstance } = {}
  const app = await createServer({
    routes: routesOf({
      deps: options,
      assets,
      portal,
      portalAssets,
      openapi: () => server.app?.swagger(),
    }),
    errorPage: (failure) => portal.errorPage(failure),
    guard: createGuard({ staff, clock, hosts: () => hosts }),
    clock,
    log,
    tls,
    behindProxy: address !== undefined,
    isSecure,
  })
  server.app = app
  const port = await listen(app, host, options.port)
  for (const name of [host, ...(LOOPBACK.includes(host) ? LOOPBACK : [])]) hosts.add(hostWithPort(name, port))
  if (address !== undefined) hosts.add(new URL(address).host)
  if (port !== options.port && options.port !== 0)
    log.warn('web.portTaken', { wanted: options.port, used: port })
  return {
    url: address ?? `${tls === undefined ? 'http' : 'https'}://${hostWithPort(host, port)}`,
    port,
    close: () => app.close(),
  }
}

async function listen(app: FastifyInstance, host: string, wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + PORTS_TRIED && port <= 65_535; port++)
    try {
      await app.listen({ host, port })
      return (app.server.address() as AddressInfo).port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  throw webFault('web.portsTaken', { first: wanted, last: wanted + PORTS_TRIED - 1 })
}

/** As it stands in a Host header. */
function hostWithPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
