/**
 * One place where errors become answers. A Fault tells its code and its message in both languages; anything else is
 * our own mistake and says nothing but its request id. Logs get codes, never messages from outside.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Fault, FaultKind } from '../base/fault.ts'
import { isFault } from '../base/fault.ts'
import type { Log } from '../base/log.ts'
import { webFault } from './faults.ts'

const STATUS: Readonly<Record<FaultKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  exhausted: 429,
  unavailable: 503,
  corrupt: 500,
}

/** What went wrong, for a page that tells a person. */
export type Failure = {
  readonly path: string
  readonly status: number
  readonly fault: Fault | undefined
  /** The request, as the log knows it. */
  readonly id: string
}

/** A page of HTML that tells of it; undefined where the answer is for a program. */
export type ErrorPage = (failure: Failure) => Buffer | undefined

/** The answer to a request that failed: a page for a browser that asked for one, JSON for everyone else. */
export function answerError(log: Log, errorPage: ErrorPage) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void => {
    const fault = faultOf(error)
    const status = fault === undefined ? 500 : (statusOf(error) ?? STATUS[fault.kind])
    if (status >= 500) log.error('web.failed', error, { request: request.id })
    const path = request.url.split('?', 1)[0] ?? '/'
    const page = wantsPage(request) ? errorPage({ path, status, fault, id: request.id }) : undefined
    if (page !== undefined) {
      const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
      void reply.code(status).headers(headers).send(page)
      return
    }
    void reply
      .code(status)
      .header('content-type', 'application/json; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(JSON.stringify(documentOf(fault, request.id)))
  }
}

function wantsPage({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true
}

function documentOf(fault: Fault | undefined, request: string) {
  if (fault === undefined)
    return {
      code: 'web.internal',
      message: {
        ko: '서버 내부 오류입니다. 요청 번호와 함께 관리자에게 알려 주십시오.',
        en: 'Something went wrong on our side. Tell the administrator this request id.',
      },
      request,
    }
  return { code: fault.code, message: { ko: fault.messageKo, en: fault.message }, request }
}

/** Statuses that say more than the kind of fault does. */
function statusOf(error: FastifyError | Error): number | undefined {
  const status = 'statusCode' in error ? error.statusCode : undefined
  return status !== undefined && status >= 400 && status < 500 ? status : undefined
}

function faultOf(error: FastifyError | Error): Fault | undefined {
  if (isFault(error)) return error
  if ('validation' in error && error.validation !== undefined) {
    const first = error.validation[0]
    const where = `${error.validationContext ?? 'request'}${first?.instancePath ?? ''}`
    return webFault('web.requestInvalid', { where, why: first?.message ?? 'schema' }, error)
  }
  const code = 'code' in error ? error.code : ''
  if (statusOf(error) !== undefined && code.startsWith('FST_'))
    return webFault('web.requestMalformed', { reason: code }, error)
  return undefined
}
