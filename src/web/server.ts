/**
 * The HTTP server made of routes. Everything that holds for all of them is here: limits, headers, the guard, errors,
 * the OpenAPI document, the log. The log knows routes and statuses; never an address, a query or a person.
 */
import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../base/clock.ts'
import { newId } from '../base/id.ts'
import type { Log } from '../base/log.ts'
import { wipe } from '../base/memory.ts'
import { answerError } from './errors.ts'
import type { ErrorPage } from './errors.ts'
import { webFault } from './faults.ts'
import type { Guard } from './guard.ts'
import { BYTES, NOTHING } from './route.ts'
import type { Bytes, Caller, Route } from './route.ts'
import { validatorOf } from './validation.ts'

const MAX_BODY_BYTES = 64 * 1024
const MAX_HEADER_BYTES = 16 * 1024
const MAX_PARAM_CHARACTERS = 200
/** For a whole request to arrive; answers may take longer. */
const REQUEST_MS = 30_000
const IDLE_CONNECTION_MS = 60_000

type ServerOptions = {
  readonly routes: readonly Route[]
  readonly guard: Guard
  readonly clock: Pick<Clock, 'monotonic'>
  readonly log: Log
  readonly tls: { readonly key: string; readonly cert: string } | undefined
  /** Whether a proxy in front tells who asks and that it was https. */
  readonly behindProxy: boolean
  readonly isSecure: boolean
  /** A page that tells a person what went wrong; undefined where the answer is not for a person to read. */
  readonly errorPage: ErrorPage
}

/** Nothing is loaded from elsewhere, nothing runs that is not a file of ours, nobody frames us. hls.js plays from blobs. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=()',
}

/** A server with these routes, not listening yet. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { clock, log, tls, isSecure } = options
  const failed = answerError(log, options.errorPage)
  const app = Fastify({
    // An address that cannot be read never comes to the hooks below.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      setHeaders(request, reply, isSecure)
      failed(error, request, reply)
    },
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    routerOptions: {
      maxParamLength: MAX_PARAM_CHARACTERS,
      ignoreTrailingSlash: true,
      exposeHeadRoutes: false,
    } as object,
    exposeHeadRoutes: false,
    trustProxy: options.behindProxy ? 1 : false,
    genReqId: () => newId<'request'>(),
    forceCloseConnections: true,
    ...(tls === undefined
      ? { http: { maxHeaderSize: MAX_HEADER_BYTES } }
      : { https: { ...tls, maxHeaderSize: MAX_HEADER_BYTES } }),
  } as object) as FastifyInstance
  app.setValidatorCompiler(validatorOf as never)
  app.setErrorHandler(failed)
  app.setNotFoundHandler(() => {
    throw webFault('web.notFound')
  })
  app.addHook('onSend', async (request, reply) => setHeaders(request, reply, isSecure))
  const started = new WeakMap<FastifyRequest, number>()
  app.addHook('onRequest', async (request) => {
    started.set(request, clock.monotonic())
  })
  app.addHook('onResponse', async (request, reply) => {
    log.info('web.request', {
      request: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(clock.monotonic() - (started.get(request) ?? 0)),
    })
  })
  await app.register(swagger, OPENAPI)
  for (const route of options.routes) mount(app, options.guard, route)
  return app
}

/** What every answer carries, unless it says otherwise itself. */
function setHeaders(request: FastifyRequest, reply: FastifyReply, isSecure: boolean): void {
  for (const [name, value] of Object.entries(HEADERS)) if (!reply.hasHeader(name)) reply.header(name, value)
  reply.header('x-request-id', request.id)
  if (isSecure) reply.header('strict-transport-security', 'max-age=31536000')
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
}

const OPENAPI = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Jangseung', version: '1', description: 'docs/ref/api.md' },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'jangseung.session_token' },
        recorder: { type: 'http', scheme: 'bearer' },
      },
    },
  },
} as const

function mount(app: FastifyInstance, guard: Guard, route: Route): void {
  const { access, params = NOTHING, query = NOTHING, body = NOTHING, answer } = route
  const callers = new WeakMap<FastifyRequest, Caller>()
  const isBytes = answer === BYTES
  app.route({
    method: route.method,
    url: route.url,
    // Whoever checks links asks for the head alone.
    exposeHeadRoute: route.method === 'GET' && access === 'anyone' && isBytes,
    config: { access },
    schema: {
      summary: `${route.summary} [${access}]`,
      params,
      querystring: query,
      ...(route.body === undefined ? {} : { body }),
      ...(isBytes ? {} : { response: { 200: answer } }),
      security: access === 'anyone' ? [] : [access === 'recorder' ? { recorder: [] } : { session: [] }],
      hide: !route.url.startsWith('/api/') && !route.url.startsWith('/ledger/'),
    },
    onRequest: async (request) => {
      callers.set(request, await guard(request, route))
    },
    handler: async (request, reply) => {
      const caller = callers.get(request) ?? { type: 'nobody' }
      const answered = await route.handle(inputOf(request, reply), caller)
      return isBytes ? sendBytes(reply, answered as Bytes) : answered
    },
  })
}

/** Checked against the route's schemas before. */
type Fields = Record<string, unknown>

function inputOf(request: FastifyRequest, reply: FastifyReply): Parameters<Route['handle']>[0] {
  return {
    params: request.params as Fields,
    query: request.query as Fields,
    body: (request.body ?? {}) as Fields,
    cookie: request.headers.cookie,
    origin: request.ip,
    ifNoneMatch: request.headers['if-none-match'],
    acceptEncoding: request.headers['accept-encoding'],
    setCookies(cookies) {
      for (const cookie of cookies) reply.header('set-cookie', cookie)
    },
    setStatus(status) {
      reply.code(status)
    },
  }
}

/** A Range header is not honoured: whoever asks for part of a piece gets all of it, or nothing. */
function sendBytes(reply: FastifyReply, answer: Bytes): FastifyReply {
  const { contentType, bytes, cache, headers } = answer
  // Whoever asked may be gone already.
  if (answer.wipe === true && reply.raw.destroyed) wipe(bytes)
  else if (answer.wipe === true) reply.raw.once('close', () => wipe(bytes))
  return reply
    .headers({ 'content-type': contentType, 'cache-control': cache ?? 'no-store', ...headers })
    .send(bytes)
}
