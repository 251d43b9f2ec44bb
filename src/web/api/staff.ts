/** Account administration. Who may do what is decided in staff/; here is only how it is asked for. */
import { Type } from 'typebox'
import type { Actor } from '../../ledger/ledger.ts'
import type { Session } from '../../staff/staff.ts'
import type { WebDeps } from '../deps.ts'
import { forStaff } from '../route.ts'
import type { Route } from '../route.ts'
import { Account, closed, Grants, LoginText, Ms, NameText, Roles, Slug, Text, Uuid } from '../schemas.ts'

const OneAccount = closed({ account: Uuid })
/** An officer of the registry whose account it is, by id. */
const Officer = Type.Union([Slug, Type.Null()])
const Enrolment = Type.Object({ account: Text, token: Text, expiresAtMs: Ms })
const Recorder = Type.Object({
  id: Text,
  devices: Type.Array(Text),
  createdAtMs: Ms,
  active: Type.Boolean(),
})

function by({ account }: Session): Actor {
  return { type: 'account', id: account.id }
}

export function staffRoutes(deps: WebDeps): Route[] {
  return [...accountRoutes(deps), ...accessRoutes(deps)]
}

function accountRoutes({ staff, viewings }: WebDeps): Route[] {
  return [
    forStaff(
      'staff.read',
      {
        method: 'GET',
        url: '/api/v1/staff',
        summary: 'All accounts',
        answer: Type.Object({ accounts: Type.Array(Account) }),
      },
      async () => ({ accounts: await staff.accounts() }),
    ),
    forStaff(
      'staff.manage',
      {
        method: 'POST',
        url: '/api/v1/staff',
        summary: 'Make an account; the enrolment code is shown once',
        effort: 'costly',
        body: closed({
          login: LoginText,
          name: NameText,
          roles: Roles,
          grants: Type.Optional(Grants),
          officer: Type.Optional(Officer),
        }),
        answer: Enrolment,
      },
      ({ body }, session) => staff.createAccount(by(session), body),
    ),
    forStaff(
      'staff.manage',
      {
        method: 'POST',
        url: '/api/v1/staff/:account/enrolment',
        summary: 'Take the password away and give a new enrolment code',
        effort: 'costly',
        params: OneAccount,
        answer: Enrolment,
      },
      async ({ params }, session) => {
        const enrolment = await staff.renewEnrolment(by(session), params.account)
        await viewings.revokeOf(params.account)
        return enrolment
      },
    ),
  ]
}

/** What ends an account's rights ends its viewings too, in the same breath. */
function accessRoutes({ staff, viewings }: WebDeps): Route[] {
  return [
    forStaff(
      'staff.manage',
      {
        method: 'PUT',
        url: '/api/v1/staff/:account/access',
        summary:
          'Roles and grants as they shall be, and whose account it is; viewings they no longer carry end at once',
        effort: 'costly',
        params: OneAccount,
        body: closed({ roles: Roles, grants: Grants, officer: Type.Optional(Officer) }),
        answer: Account,
      },
      async ({ params, body }, session) => {
        const account = await staff.setAccess(by(session), params.account, body)
        await viewings.sweep()
        return account
      },
    ),
    forStaff(
      'staff.manage',
      {
        method: 'POST',
        url: '/api/v1/staff/:account/suspend',
        summary: 'Suspend: sessions and viewings end at once',
        effort: 'costly',
        params: OneAccount,
        answer: Account,
      },
      async ({ params }, session) => {
        const account = await staff.suspend(by(session), params.account)
        await viewings.revokeOf(params.account)
        return account
      },
    ),
    forStaff(
      'staff.manage',
      {
        method: 'POST',
        url: '/api/v1/staff/:account/restore',
        summary: 'Restore a suspended account',
        effort: 'costly',
        params: OneAccount,
        answer: Account,
      },
      ({ params }, session) => staff.restore(by(session), params.account),
    ),
  ]
}

/** Recorders as machine accounts. */
export function recorderAccountRoutes({ staff: { recorders } }: WebDeps): Route[] {
  return [
    forStaff(
      'recorders.read',
      {
        method: 'GET',
        url: '/api/v1/recorders',
        summary: 'Registered recorders',
        answer: Type.Object({ recorders: Type.Array(Recorder) }),
      },
      async () => ({ recorders: await recorders.list() }),
    ),
    forStaff(
      'recorders.register',
      {
        method: 'POST',
        url: '/api/v1/recorders',
        summary: 'Register a recorder for devices; its token is shown once',
        effort: 'costly',
        body: closed({ devices: Type.Array(Slug, { minItems: 1, maxItems: 256 }) }),
        answer: Type.Object({ recorder: Recorder, token: Text }),
      },
      ({ body }, session) => recorders.register(by(session), body.devices),
    ),
    forStaff(
      'recorders.revoke',
      {
        method: 'POST',
        url: '/api/v1/recorders/:recorder/revoke',
        summary: "Take a recorder's token back",
        effort: 'costly',
        params: closed({ recorder: Uuid }),
        answer: Recorder,
      },
      ({ params }, session) => recorders.revoke(by(session), params.recorder),
    ),
  ]
}
