/** Signing in and out, the first set-up, one's own account. */
import { Type } from 'typebox'
import type { Session } from '../../staff/staff.ts'
import type { WebDeps } from '../deps.ts'
import { forAnyone, forStaff, NOTHING } from '../route.ts'
import type { Route } from '../route.ts'
import { Account, closed, LoginText, Ms, NameText, PasswordText, Text, TokenText } from '../schemas.ts'

const Me = Type.Object({ account: Account, endsAtMs: Ms, nowMs: Ms })

export function sessionRoutes(deps: WebDeps): Route[] {
  return [...entryRoutes(deps), ...ownRoutes(deps)]
}

/** The ways in. */
function entryRoutes({ staff, clock }: WebDeps): Route[] {
  return [
    forAnyone(
      {
        method: 'POST',
        url: '/api/v1/setup',
        summary: 'Make the first administrator with the set-up code of the first start',
        effort: 'costly',
        body: closed({ token: TokenText, login: LoginText, name: NameText, password: PasswordText }),
        answer: Type.Object({ account: Text }),
      },
      ({ body }) => staff.setUp(body),
    ),
    forAnyone(
      {
        method: 'POST',
        url: '/api/v1/enrolment',
        summary: 'Set the first password with an enrolment code',
        effort: 'costly',
        body: closed({ token: TokenText, password: PasswordText }),
        answer: Type.Object({ account: Text }),
      },
      ({ body }) => staff.enrol(body),
    ),
    forAnyone(
      {
        method: 'POST',
        url: '/api/v1/session',
        summary: 'Sign in',
        effort: 'costly',
        body: closed({ login: LoginText, password: PasswordText }),
        answer: Me,
      },
      async ({ body, origin, setCookies }) => {
        const { session, cookies } = await staff.signIn({ ...body, origin })
        setCookies(cookies)
        return meOf(session, clock)
      },
    ),
  ]
}

/** The own account. */
function ownRoutes({ staff, clock }: WebDeps): Route[] {
  return [
    forStaff(
      'signedIn',
      { method: 'GET', url: '/api/v1/session', summary: 'Who is signed in', answer: Me },
      async (_, session) => meOf(session, clock),
    ),
    forStaff(
      'signedIn',
      { method: 'DELETE', url: '/api/v1/session', summary: 'Sign out', answer: NOTHING },
      async ({ cookie, setCookies }) => {
        setCookies(await staff.signOut(cookie))
        return {}
      },
    ),
    forStaff(
      'signedIn',
      {
        method: 'PUT',
        url: '/api/v1/session/password',
        summary: 'Change the own password; every session ends',
        effort: 'costly',
        body: closed({ present: PasswordText, next: PasswordText }),
        answer: NOTHING,
      },
      async ({ body }, session) => {
        await staff.changePassword(session, body)
        return {}
      },
    ),
  ]
}

function meOf({ account, endsAtMs }: Session, clock: WebDeps['clock']) {
  return { account, endsAtMs, nowMs: clock.now() }
}
