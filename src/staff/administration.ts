/**
 * Making and changing accounts. Each change is one `staff.changed` act (권한 부여·변경·말소 기록, 안전성 확보조치 기준 §5);
 * who may make it is decided here, whatever route it comes by.
 *
 * The rules: whoever runs the software makes and suspends accounts; who sees footage is granted by the privacy
 * officer; nobody changes their own account; there is never a password that somebody else knows.
 */
import type { Clock, Millis } from '../base/clock.ts'
import { newId } from '../base/id.ts'
import type { Actor, Ledger, Tx } from '../ledger/ledger.ts'
import { accountDigest, readAccount, readAccounts } from './accounts.ts'
import type { Account } from './accounts.ts'
import { LOGIN, emailOf } from './authentication.ts'
import { staffFault } from './faults.ts'
import { checkGrants } from './grants.ts'
import type { Grant } from './grants.ts'
import { checkPassword } from './password.ts'
import type { PasswordHasher } from './password.ts'
import { checkRoles, permits, seesFootage } from './roles.ts'
import type { Role } from './roles.ts'
import type { AccountState, StaffDb, StaffTables, StaffTx } from './tables.ts'
import {
  ENROLMENT_LIFETIME_MS,
  SETUP_LIFETIME_MS,
  consumeToken,
  newToken,
  readToken,
  storeToken,
} from './tokens.ts'

const MAX_NAME_CHARACTERS = 64

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
}

export type Administration = {
  /** The set-up code for the first administrator, in place of any earlier one; undefined once there is one. */
  setupToken(): Promise<string | undefined>
  /** Makes the first administrator with a set-up code. Throws `staff.tokenRefused`, `staff.alreadySetUp`, or what is wrong with login, name or password. */
  setUp(request: SetUp): Promise<{ readonly account: string }>
  /** Makes an account that its person enrols with the code. */
  createAccount(by: Actor, account: NewAccount): Promise<Enrolment>
  /** Sets the first (or, after a new enrolment, the next) password with an enrolment code. */
  enrol(request: { readonly token: string; readonly password: string }): Promise<{ readonly account: string }>
  /** Takes the password away and gives a new code, for someone who lost it. */
  renewEnrolment(by: Actor, account: string): Promise<Enrolment>
  /** Roles and grants together, as they shall be from now on. */
  setAccess(by: Actor, account: string, access: Access): Promise<Account>
  /** Ends the account's sessions at once; no byte of footage is served to it from here on. */
  suspend(by: Actor, account: string): Promise<Account>
  restore(by: Actor, account: string): Promise<Account>
  accounts(): Promise<readonly Account[]>
  /** Throws `staff.accountUnknown`. */
  account(id: string): Promise<Account>
}

export type SetUp = {
  readonly token: string
  readonly login: string
  readonly name: string
  readonly password: string
}

export type Access = { readonly roles: readonly Role[]; readonly grants: readonly Grant[] }

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
  const active: Account = { ...account, state: 'active', passwordSetAtMs: clock.now(), person }
  await changed(deps, SYSTEM, 'created', active, async (tx) => {
    await consumeToken(tx, request.token, 'setup', clock.now())
    await insertAccount(tx, active)
    await writePassword(tx, active.id, hash, clock.now())
  })
  return { account: active.id }
}

async function createAccount(deps: AdministrationDeps, by: Actor, request: NewAccount): Promise<Enrolment> {
  const { clock } = deps
  const grants = request.grants ?? []
  const person = checkedPerson(request)
  const account: Account = { ...newAccountOf(clock.now(), request.roles, grants), person }
  await authorise(deps, by, null, account)
  const enrolment = newEnrolment(account.id, clock.now())
  await changed(deps, by, 'created', account, async (tx) => {
    await insertAccount(tx, account)
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
  const account = await readAccount(db, id)
  if (account.state !== 'invited') throw staffFault('staff.tokenRefused')
  checkPassword(request.password, [account.person?.login ?? '', ...deps.agencyWords])
  const hash = await hasher.hash(request.password)
  const active: Account = { ...account, state: 'active', passwordSetAtMs: clock.now() }
  await changed(deps, { type: 'account', id }, 'password', active, async (tx) => {
    await consumeToken(tx, request.token, 'enrolment', clock.now())
    await writePassword(tx, id, hash, clock.now())
    await writeState(tx, active)
  })
  return { account: id }
}

async function renewEnrolment(deps: AdministrationDeps, by: Actor, id: string): Promise<Enrolment> {
  const { db, clock } = deps
  const account = await readAccount(db, id)
  await authorise(deps, by, account, account)
  if (account.state === 'suspended') throw staffFault('staff.wrongState', { state: account.state })
  const invited: Account = { ...account, state: 'invited', passwordSetAtMs: null }
  const enrolment = newEnrolment(id, clock.now())
  await changed(deps, by, 'password', invited, async (tx) => {
    await dropCredentials(tx, id)
    await writeState(tx, invited)
    await storeEnrolment(tx, enrolment)
  })
  return enrolment
}

async function setAccess(deps: AdministrationDeps, by: Actor, id: string, access: Access): Promise<Account> {
  const before = await readAccount(deps.db, id)
  const after: Account = { ...before, roles: [...new Set(access.roles)], grants: access.grants }
  await authorise(deps, by, before, after)
  await assertNotLast(deps.db, before, after)
  await changed(deps, by, 'roles', after, async (tx) => {
    await tx.deleteFrom('staff_role').where('account', '=', id).execute()
    await tx.deleteFrom('staff_grant').where('account', '=', id).execute()
    await writeAccess(tx, after)
  })
  return after
}

async function setState(
  deps: AdministrationDeps,
  by: Actor,
  id: string,
  wanted: 'active' | 'suspended',
): Promise<Account> {
  const before = await readAccount(deps.db, id)
  if ((before.state === 'suspended') === (wanted === 'suspended'))
    throw staffFault('staff.wrongState', { state: before.state })
  const restored: AccountState = before.passwordSetAtMs === null ? 'invited' : 'active'
  const after: Account = { ...before, state: wanted === 'suspended' ? 'suspended' : restored }
  await authorise(deps, by, before, after)
  await assertNotLast(deps.db, before, after)
  await changed(deps, by, wanted === 'suspended' ? 'suspended' : 'restored', after, async (tx) => {
    await writeState(tx, after)
    if (wanted === 'suspended') await tx.deleteFrom('staff_login').where('user_id', '=', id).execute()
  })
  return after
}

/** Records what an account is from now on, and writes it, as one act. */
async function changed(
  { ledger }: AdministrationDeps,
  by: Actor,
  change: 'created' | 'roles' | 'suspended' | 'restored' | 'password',
  after: Account,
  write: (tx: StaffTx) => Promise<void>,
): Promise<void> {
  await ledger.act(
    { kind: 'staff.changed', actor: by, account: after.id, change, after: accountDigest(after) },
    (tx: Tx) => write(tx.withTables<StaffTables>()),
  )
}

/**
 * Who may make this change. `before` is null for a new account. Throws `staff.notOneself`, `staff.notPermitted`, and
 * what checkRoles and checkGrants throw.
 */
async function authorise(
  { db }: AdministrationDeps,
  by: Actor,
  before: Account | null,
  after: Account,
): Promise<void> {
  checkRoles(after.roles)
  checkGrants(after.roles, after.grants)
  if (by.type === 'system') return
  if (by.id === after.id) throw staffFault('staff.notOneself')
  const { roles, state } = await readAccount(db, by.id)
  if (state !== 'active' || !permits(roles, 'staff.manage'))
    throw staffFault('staff.notPermitted', { permission: 'staff.manage' })
  const aboutFootage = seesFootage(after.roles) || seesFootage(before?.roles ?? []) || after.grants.length > 0
  if (!aboutFootage || permits(roles, 'staff.grant')) return
  // Taking footage away, or shutting someone out, needs no privacy officer: it can be urgent.
  if (before !== null && after.state === 'suspended') return
  // The first privacy officer has to come from somewhere; until one is active, the administrator names them, and
  // the ledger shows it.
  const isFirst =
    after.roles.every((role) => role === 'privacyOfficer') &&
    !(await hasRole(db, 'privacyOfficer', ['active']))
  if (isFirst && after.grants.length === 0) return
  throw staffFault('staff.notPermitted', { permission: 'staff.grant' })
}

/** The last administrator and the last privacy officer stay: without them nobody could name the next. */
async function assertNotLast(db: StaffDb, before: Account, after: Account): Promise<void> {
  for (const role of ['administrator', 'privacyOfficer'] as const) {
    const had = before.state === 'active' && before.roles.includes(role)
    const has = after.state === 'active' && after.roles.includes(role)
    if (had && !has && !(await hasRole(db, role, ['active'], before.id)))
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
    createdAtMs: nowMs,
    passwordSetAtMs: null,
    person: null,
  }
}

function newEnrolment(account: string, nowMs: Millis): Enrolment {
  return { account, token: newToken(), expiresAtMs: nowMs + ENROLMENT_LIFETIME_MS }
}

function storeEnrolment(tx: StaffTx, { account, token, expiresAtMs }: Enrolment): Promise<void> {
  return storeToken(tx, token, { purpose: 'enrolment', account, expiresAtMs })
}

async function insertAccount(tx: StaffTx, account: Account): Promise<void> {
  const { login, name } = account.person ?? { login: '', name: '' }
  const at = new Date(account.createdAtMs)
  await tx
    .insertInto('staff_account')
    .values({
      id: account.id,
      state: account.state,
      created_at_ms: account.createdAtMs,
      password_set_at_ms: account.passwordSetAtMs,
    })
    .execute()
  const inserted = await tx
    .insertInto('staff_user')
    .values({
      id: account.id,
      name,
      username: login,
      email: emailOf(login),
      email_verified: false,
      image: null,
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted === undefined) throw staffFault('staff.loginTaken')
  await writeAccess(tx, account)
}

async function writeAccess(tx: StaffTx, { id, roles, grants }: Account): Promise<void> {
  if (roles.length > 0)
    await tx
      .insertInto('staff_role')
      .values(roles.map((role) => ({ account: id, role })))
      .execute()
  // One clock-free order: ids that sort as the grants were given.
  for (const [i, grant] of grants.entries())
    await tx
      .insertInto('staff_grant')
      .values({
        id: `${id}.${String(i).padStart(3, '0')}`,
        account: id,
        scope: JSON.stringify(grant.scope) as never,
        actions: [...grant.actions],
        valid_from_ms: grant.validFromMs,
        valid_until_ms: grant.validUntilMs,
        footage_from_ms: grant.footageFromMs,
      })
      .execute()
}

async function writeState(tx: StaffTx, account: Account): Promise<void> {
  await tx
    .updateTable('staff_account')
    .set({ state: account.state, password_set_at_ms: account.passwordSetAtMs })
    .where('id', '=', account.id)
    .execute()
}

/** Ends every session and takes the password away. */
async function dropCredentials(tx: StaffTx, account: string): Promise<void> {
  await tx.deleteFrom('staff_login').where('user_id', '=', account).execute()
  await tx.deleteFrom('staff_credential').where('user_id', '=', account).execute()
}

/** Replaces the account's password; every session it had ends. */
export async function writePassword(
  tx: StaffTx,
  account: string,
  hash: string,
  nowMs: Millis,
): Promise<void> {
  await dropCredentials(tx, account)
  const at = new Date(nowMs)
  await tx
    .insertInto('staff_credential')
    .values({
      id: newId<'credential'>(),
      account_id: account,
      provider_id: 'credential',
      user_id: account,
      password: hash,
      created_at: at,
      updated_at: at,
    })
    .execute()
}
