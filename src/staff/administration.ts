/**
 * Making and changing accounts. Each change is one `staff.changed` act (권한 부여·변경·말소 기록, 안전성 확보조치 기준 §5);
 * who may make it is decided here, whatever route it comes by.
 *
 * The rules: whoever runs the software makes and suspends accounts; who sees footage is granted by the privacy
 * officer; nobody changes their own account; there is never a password that somebody else knows.
 */
import type { Clock, Millis } from '../base/clock.ts'
import { newId } from '../base/id.ts'
import type { Actor, Ledger } from '../ledger/ledger.ts'
import { readAccount, readAccounts } from './accounts.ts'
import type { Account } from './accounts.ts'
import { LOGIN } from './authentication.ts'
import { changed, settled } from './change.ts'
import { staffFault } from './faults.ts'
import { checkGrants } from './grants.ts'
import type { Grant } from './grants.ts'
import { checkPassword } from './password.ts'
import type { PasswordHasher } from './password.ts'
import { checkRoles, permits, seesFootage } from './roles.ts'
import type { Role } from './roles.ts'
import {
  dropCredentials,
  insertAccount,
  writeAccess,
  writeOfficer,
  writePassword,
  writeState,
} from './rows.ts'
import type { AccountState, StaffDb, StaffTx } from './tables.ts'
import {
  ENROLMENT_LIFETIME_MS,
  SETUP_LIFETIME_MS,
  consumeToken,
  newToken,
  readToken,
  storeToken,
} from './tokens.ts'

const MAX_NAME_CHARACTERS = 64
/** An id of the registry. */
const OFFICER = /^[a-z0-9-]{1,64}$/

export type Enrolment = {
  readonly account: string
  /** Shown once, to be handed to the person; with it they set their password. */
  readonly token: string
  readonly expiresAtMs: Millis
}

export type NewAccount = {
  readonly login: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly grants?: readonly Grant[]
  /** The officer of the registry whose account it is, by id. */
  readonly officer?: string | null
}

export type Administration = {
  /** The set-up code for the first administrator, in place of any earlier one; undefined once there is one. */
  setupToken(): Promise<string | undefined>
  /** What whoever stands before the door may see of who is there: that there is somebody, and not who or how many. */
  presence(): Promise<Presence>
  /** Makes the first administrator with a set-up code. Throws `staff.tokenRefused`, `staff.alreadySetUp`, or what is wrong with login, name or password. */
  setUp(request: SetUp): Promise<{ readonly account: string }>
  /** Makes an account that its person enrols with the code. */
  createAccount(by: Actor, account: NewAccount): Promise<Enrolment>
  /** Sets the first (or, after a new enrolment, the next) password with an enrolment code. */
  enrol(request: { readonly token: string; readonly password: string }): Promise<{ readonly account: string }>
  /** Takes the password away and gives a new code, for someone who lost it. */
  renewEnrolment(by: Actor, account: string): Promise<Enrolment>
  /** Roles and grants together, as they shall be from now on; and whose account it is, where that is given. */
  setAccess(by: Actor, account: string, access: Access): Promise<Account>
  /** Ends the account's sessions at once, and its enrolment code; no byte of footage is served to it from here on. */
  suspend(by: Actor, account: string): Promise<Account>
  restore(by: Actor, account: string): Promise<Account>
  accounts(): Promise<readonly Account[]>
  /** Throws `staff.accountUnknown`. */
  account(id: string): Promise<Account>
}

export type Presence = {
  /** Whether there is any account. */
  readonly hasAccounts: boolean
  /** Whether there is an administrator; then no set-up code is good for anything. */
  readonly hasAdministrator: boolean
}

export type SetUp = {
  readonly token: string
  readonly login: string
  readonly name: string
  readonly password: string
}

export type Access = {
  readonly roles: readonly Role[]
  readonly grants: readonly Grant[]
  /** The officer of the registry whose account it is, by id. Not given: as it was. */
  readonly officer?: string | null
}

type AdministrationDeps = {
  readonly db: StaffDb
  readonly ledger: Ledger
  readonly clock: Pick<Clock, 'now'>
  readonly hasher: PasswordHasher
  /** Words of the agency that no password may be made of. */
  readonly agencyWords: readonly string[]
}

const SYSTEM: Actor = { type: 'system', id: 'staff' }

export function createAdministration(deps: AdministrationDeps): Administration {
  const { db, clock } = deps
  return {
    async setupToken() {
      if (await hasAdministrator(db)) return undefined
      const token = newToken()
      await db.transaction().execute(async (tx) => {
        const expiresAtMs = clock.now() + SETUP_LIFETIME_MS
        await storeToken(tx, token, { purpose: 'setup', account: null, expiresAtMs })
      })
      return token
    },
    async presence() {
      // Who has an administrator has an account, and after the first start that is one question.
      if (await hasAdministrator(db)) return { hasAccounts: true, hasAdministrator: true }
      const found = await db.selectFrom('staff_account').select('id').limit(1).executeTakeFirst()
      return { hasAccounts: found !== undefined, hasAdministrator: false }
    },
    setUp: (request) => setUp(deps, request),
    createAccount: (by, account) => createAccount(deps, by, account),
    enrol: (request) => enrol(deps, request),
    renewEnrolment: (by, account) => renewEnrolment(deps, by, account),
    setAccess: (by, account, access) => setAccess(deps, by, account, access),
    suspend: (by, account) => setState(deps, by, account, 'suspended'),
    restore: (by, account) => setState(deps, by, account, 'active'),
    accounts: () => readAccounts(db),
    account: (id) => readAccount(db, id),
  }
}

async function setUp(deps: AdministrationDeps, request: SetUp): Promise<{ account: string }> {
  const { db, clock, hasher } = deps
  if (await hasAdministrator(db)) throw staffFault('staff.alreadySetUp')
  await readToken(db, request.token, 'setup', clock.now())
  const person = checkedPerson(request)
  checkPassword(request.password, [person.login, ...deps.agencyWords])
  const hash = await hasher.hash(request.password)
  const account = newAccountOf(clock.now(), ['administrator'], [])
  const after: Account = { ...account, state: 'active', passwordSetAtMs: clock.now(), person }
  await changed(deps, { by: SYSTEM, change: 'created', before: null, after }, async (tx) => {
    if (await hasAdministrator(tx)) throw staffFault('staff.alreadySetUp')
    await consumeToken(tx, request.token, 'setup', clock.now())
    await insertAccount(tx, after)
    await writePassword(tx, after.id, hash, clock.now())
  })
  return { account: account.id }
}

async function createAccount(deps: AdministrationDeps, by: Actor, request: NewAccount): Promise<Enrolment> {
  const { clock } = deps
  const person = checkedPerson(request)
  const after: Account = {
    ...newAccountOf(clock.now(), request.roles, request.grants ?? []),
    officer: request.officer ?? null,
    person,
  }
  checkAccess(after)
  const enrolment = newEnrolment(after.id, clock.now())
  await changed(deps, { by, change: 'created', before: null, after }, async (tx) => {
    await authorise(tx, by, null, after)
    await insertAccount(tx, after)
    await storeEnrolment(tx, enrolment)
  })
  return enrolment
}

async function enrol(
  deps: AdministrationDeps,
  request: { readonly token: string; readonly password: string },
): Promise<{ account: string }> {
  const { db, clock, hasher } = deps
  const { account: id } = await readToken(db, request.token, 'enrolment', clock.now())
  if (id === null) throw staffFault('staff.tokenRefused')
  const { login } = (await readInvited(db, id)).person ?? { login: '' }
  checkPassword(request.password, [login, ...deps.agencyWords])
  const hash = await hasher.hash(request.password)
  const by: Actor = { type: 'account', id }
  return settled(async () => {
    const before = await readInvited(db, id)
    const after: Account = { ...before, state: 'active', passwordSetAtMs: clock.now() }
    await changed(deps, { by, change: 'password', before, after }, async (tx) => {
      await consumeToken(tx, request.token, 'enrolment', clock.now())
      await writePassword(tx, id, hash, clock.now())
      await writeState(tx, before, after)
    })
    return { account: id }
  })
}

/** The account that a code is for; a code of one that is suspended, or enrolled already, is good for nothing. */
async function readInvited(db: StaffDb, id: string): Promise<Account> {
  const account = await readAccount(db, id)
  if (account.state !== 'invited') throw staffFault('staff.tokenRefused')
  return account
}

function renewEnrolment(deps: AdministrationDeps, by: Actor, id: string): Promise<Enrolment> {
  const { db, clock } = deps
  return settled(async () => {
    const before = await readAccount(db, id)
    const { state } = before
    const after: Account = { ...before, state: 'invited', passwordSetAtMs: null }
    const enrolment = newEnrolment(id, clock.now())
    await changed(deps, { by, change: 'password', before, after }, async (tx) => {
      await authorise(tx, by, before, after)
      if (state === 'suspended') throw staffFault('staff.wrongState', { state })
      await dropCredentials(tx, id)
      await writeState(tx, before, after)
      await storeEnrolment(tx, enrolment)
    })
    return enrolment
  })
}

function setAccess(deps: AdministrationDeps, by: Actor, id: string, access: Access): Promise<Account> {
  return settled(async () => {
    const before = await readAccount(deps.db, id)
    const { roles, grants, officer = before.officer } = access
    const after: Account = { ...before, roles: [...new Set(roles)], grants, officer }
    checkAccess(after)
    await changed(deps, { by, change: 'roles', before, after }, async (tx) => {
      await authorise(tx, by, before, after)
      await assertNotLast(tx, before, after)
      await tx.deleteFrom('staff_role').where('account', '=', id).execute()
      await tx.deleteFrom('staff_grant').where('account', '=', id).execute()
      await writeAccess(tx, after)
      await writeOfficer(tx, after)
    })
    return after
  })
}

function setState(
  deps: AdministrationDeps,
  by: Actor,
  id: string,
  wanted: 'active' | 'suspended',
): Promise<Account> {
  return settled(async () => {
    const before = await readAccount(deps.db, id)
    if ((before.state === 'suspended') === (wanted === 'suspended'))
      throw staffFault('staff.wrongState', { state: before.state })
    const restored: AccountState = before.passwordSetAtMs === null ? 'invited' : 'active'
    const after: Account = { ...before, state: wanted === 'suspended' ? 'suspended' : restored }
    const change = wanted === 'suspended' ? 'suspended' : 'restored'
    await changed(deps, { by, change, before, after }, async (tx) => {
      await authorise(tx, by, before, after)
      await assertNotLast(tx, before, after)
      await writeState(tx, before, after)
      if (wanted === 'suspended') await shutOut(tx, id)
    })
    return after
  })
}

/** Ends every session, and takes back the enrolment code that may be under way to the person. */
async function shutOut(tx: StaffTx, account: string): Promise<void> {
  await tx.deleteFrom('staff_login').where('user_id', '=', account).execute()
  await tx.deleteFrom('staff_token').where('account', '=', account).execute()
}

/** Throws what checkRoles and checkGrants throw, and `staff.officerInvalid`. */
function checkAccess({ roles, grants, officer }: Account): void {
  checkRoles(roles)
  checkGrants(roles, grants)
  if (officer !== null && !OFFICER.test(officer)) throw staffFault('staff.officerInvalid')
}

/**
 * Who may make this change; asked within it, so that the answer still holds when it is made. `before` is null for a
 * new account. Throws `staff.notOneself` or `staff.notPermitted`.
 */
async function authorise(tx: StaffTx, by: Actor, before: Account | null, after: Account): Promise<void> {
  if (by.type === 'system') return
  if (by.id === after.id) throw staffFault('staff.notOneself')
  const { roles, state } = await readAccount(tx, by.id)
  if (state !== 'active' || !permits(roles, 'staff.manage'))
    throw staffFault('staff.notPermitted', { permission: 'staff.manage' })
  const aboutFootage = seesFootage(after.roles) || seesFootage(before?.roles ?? []) || after.grants.length > 0
  // The published policy names officers; whose account is one of theirs is not for an administrator to say.
  const aboutOfficers = after.officer !== (before?.officer ?? null)
  if (!(aboutFootage || aboutOfficers) || permits(roles, 'staff.grant')) return
  // Taking footage away, or shutting someone out, needs no privacy officer: it can be urgent.
  if (before !== null && after.state === 'suspended') return
  // The first privacy officer has to come from somewhere; until one is active, the administrator names them, and
  // the ledger shows it.
  const isFirst =
    after.roles.every((role) => role === 'privacyOfficer') &&
    !(await hasRole(tx, 'privacyOfficer', ['active']))
  if (isFirst && after.grants.length === 0) return
  throw staffFault('staff.notPermitted', { permission: 'staff.grant' })
}

/** The last administrator and the last privacy officer stay: without them nobody could name the next. */
async function assertNotLast(tx: StaffTx, before: Account, after: Account): Promise<void> {
  for (const role of ['administrator', 'privacyOfficer'] as const) {
    const had = before.state === 'active' && before.roles.includes(role)
    const has = after.state === 'active' && after.roles.includes(role)
    if (had && !has && !(await hasRole(tx, role, ['active'], before.id)))
      throw staffFault('staff.lastOfRole', { role })
  }
}

/** Also one who has yet to enrol: the way in over the set-up code is shut for good. */
function hasAdministrator(db: StaffDb): Promise<boolean> {
  return hasRole(db, 'administrator', ['active', 'invited'])
}

/** Whether an account in one of these states, other than `except`, has the role. */
async function hasRole(
  db: StaffDb,
  role: Role,
  states: readonly AccountState[],
  except = '',
): Promise<boolean> {
  const found = await db
    .selectFrom('staff_role')
    .innerJoin('staff_account', 'staff_account.id', 'staff_role.account')
    .select('staff_role.account')
    .where('staff_role.role', '=', role)
    .where('staff_account.state', 'in', states)
    .where('staff_account.id', '!=', except)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

function checkedPerson({ login, name }: { readonly login: string; readonly name: string }) {
  if (!LOGIN.test(login)) throw staffFault('staff.loginInvalid')
  const shown = name.normalize('NFC').trim()
  if (shown === '' || Array.from(shown).length > MAX_NAME_CHARACTERS || /\p{Cc}/u.test(shown))
    throw staffFault('staff.nameInvalid', { maximum: MAX_NAME_CHARACTERS })
  return { login, name: shown }
}

function newAccountOf(nowMs: Millis, roles: readonly Role[], grants: readonly Grant[]): Account {
  return {
    id: newId<'account'>(),
    state: 'invited',
    roles: [...new Set(roles)],
    grants,
    officer: null,
    createdAtMs: nowMs,
    passwordSetAtMs: null,
    person: null,
  }
}

/**
 * Whoever makes the account sees its code. So until a privacy officer is active, the administrator who names the first
 * one sees that officer's code and could use it: at a first start there is nobody else, and the ledger shows both acts.
 */
function newEnrolment(account: string, nowMs: Millis): Enrolment {
  return { account, token: newToken(), expiresAtMs: nowMs + ENROLMENT_LIFETIME_MS }
}

function storeEnrolment(tx: StaffTx, { account, token, expiresAtMs }: Enrolment): Promise<void> {
  return storeToken(tx, token, { purpose: 'enrolment', account, expiresAtMs })
}
