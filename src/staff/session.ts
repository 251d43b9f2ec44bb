/**
 * Signing in and staying signed in. A session ends after a time without use and after a working day in any case
 * (안전성 확보조치 기준 §6: 일정시간 미사용 시 접속차단), by the clock; and at once when its account is suspended. Signing in is
 * itself an act in the ledger, with the origin as a salted commitment; no record, no session.
 */
import type { Clock, Millis } from '../base/clock.ts'
import { commitTo } from '../ledger/ledger.ts'
import type { Actor, Ledger } from '../ledger/ledger.ts'
import { readAccount, readAccounts } from './accounts.ts'
import type { Account } from './accounts.ts'
import type { Attempts } from './attempts.ts'
import { LOGIN } from './authentication.ts'
import type { Authentication } from './authentication.ts'
import { changed } from './change.ts'
import { staffFault } from './faults.ts'
import { checkPassword } from './password.ts'
import type { PasswordHasher } from './password.ts'
import { writePassword, writeState } from './rows.ts'
import type { StaffDb, StaffTables } from './tables.ts'

export const IDLE_MS = 30 * 60_000
export const ABSOLUTE_MS = 10 * 3_600_000
/** The time of last use is written at most this often. */
const SEEN_EVERY_MS = 15_000
/** Longest address text kept: an IPv6 address with a zone. */
const MAX_ORIGIN_CHARACTERS = 64

export type Session = {
  /** The library's id of the login. */
  readonly id: string
  readonly account: Account
  /** When it ends whatever happens. */
  readonly endsAtMs: Millis
}

export type SignIn = { readonly session: Session; readonly cookies: readonly string[] }

export type Sessions = {
  /** Throws `staff.signInRefused`, `staff.lockedOut`, `staff.busy`, or what the ledger throws. `origin` is the address it came from. */
  signIn(request: {
    readonly login: string
    readonly password: string
    readonly origin: string
  }): Promise<SignIn>
  /** Who sent this Cookie header, now; undefined when nobody is signed in. Counts as use of the session. */
  session(cookie: string | undefined): Promise<Session | undefined>
  /** Ends the session of this Cookie header. Returns the Set-Cookie headers that take the cookie back. */
  signOut(cookie: string | undefined): Promise<readonly string[]>
  /** Throws `staff.signInRefused`, `staff.changedMeanwhile`, and what is wrong with the new password. Every session ends, this one too. */
  changePassword(
    session: Session,
    request: { readonly present: string; readonly next: string },
  ): Promise<void>
}

type SessionDeps = {
  readonly db: StaffDb
  readonly ledger: Ledger
  readonly clock: Pick<Clock, 'now'>
  readonly authentication: Authentication
  readonly attempts: Attempts
  readonly hasher: PasswordHasher
  readonly agencyWords: readonly string[]
}

export function createSessions(deps: SessionDeps): Sessions {
  const { authentication } = deps
  return {
    signIn: (request) => signIn(deps, request),
    session: (cookie) => (cookie === undefined ? Promise.resolve(undefined) : present(deps, cookie)),
    signOut: async (cookie) => (cookie === undefined ? [] : authentication.signOut(cookie)),
    changePassword: (session, request) => changePassword(deps, session, request),
  }
}

async function signIn(
  deps: SessionDeps,
  request: { readonly login: string; readonly password: string; readonly origin: string },
): Promise<SignIn> {
  const { db, ledger, clock, authentication, attempts } = deps
  const login = request.login.trim().toLowerCase()
  const origin = request.origin.slice(0, MAX_ORIGIN_CHARACTERS)
  await attempts.check(login, origin)
  const signedIn = LOGIN.test(login) ? await authentication.signIn(login, request.password) : undefined
  const [account] = signedIn === undefined ? [] : await readAccounts(db, signedIn.account)
  if (signedIn === undefined || account === undefined || account.state !== 'active') {
    if (signedIn !== undefined) await endLogin(db, signedIn.login)
    await failed(deps, login, origin)
    throw staffFault('staff.signInRefused')
  }
  const startedAtMs = clock.now()
  const { commitment, salt } = commitTo(origin)
  try {
    const { receipt } = await ledger.act(
      {
        kind: 'staff.signedIn',
        actor: { type: 'account', id: account.id },
        account: account.id,
        origin: commitment,
      },
      (tx) =>
        tx
          .withTables<StaffTables>()
          .insertInto('staff_session')
          .values({
            login: signedIn.login,
            account: account.id,
            started_at_ms: startedAtMs,
            seen_at_ms: startedAtMs,
          })
          .execute(),
    )
    await keepOrigin(db, receipt.leaf, account.id, startedAtMs, origin, salt)
  } catch (error) {
    await endLogin(db, signedIn.login)
    throw error
  }
  await attempts.succeeded(login)
  return {
    session: { id: signedIn.login, account, endsAtMs: startedAtMs + ABSOLUTE_MS },
    cookies: signedIn.cookies,
  }
}

/** Counts the failure; the failure that locks is recorded, so that an attack is seen without filling the ledger. */
async function failed(
  { db, ledger, clock, attempts }: SessionDeps,
  login: string,
  origin: string,
): Promise<void> {
  const locked = await attempts.failed(login, origin)
  if (locked === undefined) return
  const { commitment, salt } = commitTo(origin)
  const { receipt } = await ledger.act(
    {
      kind: 'staff.signInFailed',
      actor: { type: 'system', id: 'staff' },
      origin: commitment,
      attempts: locked,
    },
    () => Promise.resolve(),
  )
  await keepOrigin(db, receipt.leaf, null, clock.now(), origin, salt)
}

/**
 * The erasable row beside the commitment. It is written after the act, because it is found by the leaf; lost in a
 * crash between the two, the record of signing in stands without the address.
 */
async function keepOrigin(
  db: StaffDb,
  leaf: number,
  account: string | null,
  atMs: Millis,
  origin: string,
  salt: string,
): Promise<void> {
  await db.insertInto('staff_access').values({ leaf, account, at_ms: atMs, origin, salt }).execute()
}

async function present(
  { db, clock, authentication }: SessionDeps,
  cookie: string,
): Promise<Session | undefined> {
  const known = await authentication.session(cookie)
  if (known === undefined) return undefined
  const now = clock.now()
  const [row, [account]] = await Promise.all([
    db.selectFrom('staff_session').selectAll().where('login', '=', known.login).executeTakeFirst(),
    readAccounts(db, known.account),
  ])
  if (row === undefined || row.account !== known.account) return undefined
  if (now - row.seen_at_ms >= IDLE_MS || now - row.started_at_ms >= ABSOLUTE_MS) {
    await endLogin(db, known.login)
    return undefined
  }
  if (account === undefined || account.state !== 'active') return undefined
  if (now - row.seen_at_ms >= SEEN_EVERY_MS)
    await db.updateTable('staff_session').set({ seen_at_ms: now }).where('login', '=', known.login).execute()
  return { id: known.login, account, endsAtMs: row.started_at_ms + ABSOLUTE_MS }
}

async function changePassword(
  deps: SessionDeps,
  session: Session,
  request: { readonly present: string; readonly next: string },
): Promise<void> {
  const { db, clock, hasher, attempts } = deps
  const account = await readAccount(db, session.account.id)
  if (account.state !== 'active') throw staffFault('staff.signInRefused')
  const login = account.person?.login ?? ''
  const origin = `session ${session.id}`
  await attempts.check(login, origin)
  const stored = await db
    .selectFrom('staff_credential')
    .select('password')
    .where('user_id', '=', account.id)
    .executeTakeFirst()
  if (!(await hasher.verify(request.present, stored?.password ?? ''))) {
    await failed(deps, login, origin)
    throw staffFault('staff.signInRefused')
  }
  if (request.present.normalize('NFKC') === request.next.normalize('NFKC'))
    throw staffFault('staff.passwordUnchanged')
  checkPassword(request.next, [login, ...deps.agencyWords])
  const hash = await hasher.hash(request.next)
  const now = clock.now()
  const after: Account = { ...account, passwordSetAtMs: now }
  const by: Actor = { type: 'account', id: account.id }
  // Not tried anew: who was shut out, or given a new code, meanwhile has proved nothing to what the account is now.
  await changed(deps, { by, change: 'password', before: account, after }, async (tx) => {
    await writePassword(tx, account.id, hash, now)
    await writeState(tx, account, after)
  })
}

async function endLogin(db: StaffDb, login: string): Promise<void> {
  await db.deleteFrom('staff_login').where('id', '=', login).execute()
}
