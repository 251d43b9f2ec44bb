/**
 * What every request passes before its handler: how often, which host, from which site, by whom, with which
 * permission. In this order, because the cheap questions protect the dear ones.
 *
 * Against other sites (CSRF) there are three walls: the session cookie is SameSite=Strict, a body must be JSON (which
 * a form cannot send), and a request that changes something must come from our own origin. Against a name that was
 * pointed at us (DNS rebinding) the Host header must be one of ours.
 */
import type { FastifyRequest } from 'fastify'
import type { Clock } from '../base/clock.ts'
import { permits } from '../staff/staff.ts'
import type { Staff } from '../staff/staff.ts'
import { webFault } from './faults.ts'
import { createLimiter } from './limits.ts'
import type { Rate } from './limits.ts'
import type { Access, Caller, Route } from './route.ts'

const ORDINARY: Rate = { burst: 300, perSecond: 60 }
const COSTLY: Rate = { burst: 20, perSecond: 0.5 }
/**
 * Pages of the portal lie ready: some ten thousand a second could be sent. Behind one address may stand a whole office,
 * a school or a mobile network, so that it is let through what a hundred people read at the same time.
 */
const PAGE: Rate = { burst: 2000, perSecond: 500 }
/** Public files of the ledger: whoever verifies it all fetches one for every 256 entries, as fast as they come. */
const LIGHT: Rate = { burst: 10_000, perSecond: 2000 }

export type Guard = (request: FastifyRequest, route: Pick<Route, 'access' | 'effort'>) => Promise<Caller>

export function createGuard(deps: {
  readonly staff: Staff
  readonly clock: Pick<Clock, 'monotonic'>
  /** The hosts, with port, under which this server is reached. */
  readonly hosts: () => ReadonlySet<string>
}): Guard {
  const ordinary = createLimiter(deps.clock, ORDINARY)
  const costly = createLimiter(deps.clock, COSTLY)
  const page = createLimiter(deps.clock, PAGE)
  const light = createLimiter(deps.clock, LIGHT)
  return async (request, { access, effort }) => {
    const rate = effort === 'light' ? light : effort === 'page' ? page : ordinary
    rate.take(request.ip)
    if (effort === 'costly') costly.take(request.ip)
    checkHost(request, deps.hosts())
    checkOrigin(request)
    return callerOf(deps.staff, request, access)
  }
}

function checkHost(request: FastifyRequest, hosts: ReadonlySet<string>): void {
  if (!hosts.has(request.host.toLowerCase())) throw webFault('web.foreignHost')
}

function checkOrigin(request: FastifyRequest): void {
  const { origin, cookie } = request.headers
  const site = request.headers['sec-fetch-site']
  if (request.method === 'GET' || request.method === 'HEAD') return
  const fromHere =
    origin !== undefined && origin.toLowerCase() === `${request.protocol}://${request.host}`.toLowerCase()
  if (origin !== undefined && !fromHere) throw webFault('web.foreignOrigin')
  if (site !== undefined && site !== 'same-origin') throw webFault('web.foreignOrigin')
  // A browser always says where a request that changes something comes from; without a cookie it carries no right.
  if (origin === undefined && cookie !== undefined) throw webFault('web.foreignOrigin')
  const type = request.headers['content-type']
  const hasBody =
    request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
  const isEmpty = request.headers['content-length'] === '0'
  if (hasBody && !isEmpty && !/^application\/json(?:;|$)/i.test(type ?? '')) throw webFault('web.notJson')
}

async function callerOf(staff: Staff, request: FastifyRequest, access: Access): Promise<Caller> {
  if (access === 'anyone') return { type: 'nobody' }
  if (access === 'recorder') {
    const token = /^Bearer ([A-Za-z0-9_-]{1,128})$/.exec(request.headers.authorization ?? '')?.[1]
    const recorder = token === undefined ? undefined : await staff.recorders.authenticate(token)
    if (recorder === undefined) throw webFault('web.recorderUnknown')
    return { type: 'recorder', recorder }
  }
  const session = await staff.session(request.headers.cookie)
  if (session === undefined) throw webFault('web.signInNeeded')
  if (access !== 'signedIn' && !permits(session.account.roles, access))
    throw webFault('web.notPermitted', { permission: access })
  return { type: 'account', session }
}
