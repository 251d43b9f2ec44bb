/**
 * Accounts from the first start to suspension, over a real database and a real ledger: what is permitted, what is
 * refused, and that every change is recorded without a name.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { isFault } from '../base/fault.ts'
import { opensCommitment } from '../ledger/ledger.ts'
import type { Actor } from '../ledger/ledger.ts'
import { FAILURES_PER_ACCOUNT, LOCK_MS } from './attempts.ts'
import { ABSOLUTE_MS, IDLE_MS } from './session.ts'
import { accounts, permits, ROLES } from './staff.ts'
import type { Grant, Role } from './staff.ts'
import { grant, PASSWORD, START, SYSTEM, world } from './testing/world.ts'
import { ENROLMENT_LIFETIME_MS, SETUP_LIFETIME_MS } from './tokens.ts'

const fails = (code: string) => (error: unknown) => isFault(error, code)

test('the first administrator is made with the set-up code, once', async () => {
  await using w = await world()
  const token = await w.staff.setupToken()
  assert.match(token ?? '', /^([0-9a-z]{4}-){7}[0-9a-z]{4}$/)
  assert.equal((await w.dump(['staff_token'])).includes(token ?? ''), false, 'only a digest is stored')
  const request = { token: token ?? '', login: 'admin', name: '관리자', password: PASSWORD }
  await assert.rejects(w.staff.setUp({ ...request, token: 'zzzz' }), fails('staff.tokenRefused'))
  await assert.rejects(w.staff.setUp({ ...request, password: 'short' }), fails('staff.passwordTooShort'))
  const both = await Promise.allSettled([
    w.staff.setUp(request),
    w.staff.setUp({ ...request, login: 'admin2' }),
  ])
  assert.equal(
    both.filter(({ status }) => status === 'fulfilled').length,
    1,
    'a code is good for one account',
  )
  await assert.rejects(w.staff.setUp(request), fails('staff.alreadySetUp'))
  assert.equal(await w.staff.setupToken(), undefined)
  const [account] = await w.staff.accounts()
  assert.deepEqual(account?.roles, ['administrator'])
  assert.deepEqual(
    (await w.entries()).map(({ kind }) => kind),
    ['staff.changed'],
  )
})

test('a set-up code expires, and a new start makes the old one void', async () => {
  await using w = await world()
  const first = (await w.staff.setupToken()) ?? ''
  const second = (await w.staff.setupToken()) ?? ''
  const request = { login: 'admin', name: '관리자', password: PASSWORD }
  await assert.rejects(w.staff.setUp({ ...request, token: first }), fails('staff.tokenRefused'))
  await w.clock.advance(SETUP_LIFETIME_MS)
  await assert.rejects(w.staff.setUp({ ...request, token: second }), fails('staff.tokenRefused'))
  assert.equal((await w.staff.accounts()).length, 0)
})

test('a session lives in a cookie that scripts and other sites cannot use', async () => {
  await using w = await world()
  await w.account('handler', ['handler'])
  const { cookies, cookie } = await w.signIn('handler')
  assert.equal(cookies.length, 1)
  assert.match(cookies[0] ?? '', /HttpOnly/i)
  assert.match(cookies[0] ?? '', /SameSite=Strict/i)
  assert.doesNotMatch(cookies[0] ?? '', /Secure/)
  const session = await w.staff.session(cookie)
  assert.deepEqual(session?.account.roles, ['handler'])
  assert.equal(await w.staff.session(cookie.slice(0, -2)), undefined, 'a cut signature')
  const another = cookie.replace(/token=(.)/, (_, first) => `token=${first === 'Z' ? 'Y' : 'Z'}`)
  assert.equal(await w.staff.session(another), undefined, 'another token')
  assert.equal(await w.staff.session('nonsense'), undefined)
  const back = await w.staff.signOut(cookie)
  assert.match(back[0] ?? '', /Max-Age=0/i)
  assert.equal(await w.staff.session(cookie), undefined, 'the server forgot it too')
})

test('over https the cookie is Secure', async () => {
  await using w = await world('https://cctv.example.go.kr')
  await w.account('handler', ['handler'])
  const { cookies, cookie } = await w.signIn('handler')
  assert.match(cookies[0] ?? '', /^__Secure-jangseung.*Secure/)
  assert.notEqual(await w.staff.session(cookie), undefined)
})

test('a session ends when it is not used, and at the end of a working day in any case', async () => {
  await using w = await world()
  await w.account('handler', ['handler'])
  const idle = await w.signIn('handler')
  await w.clock.advance(IDLE_MS)
  assert.equal(await w.staff.session(idle.cookie), undefined)
  const used = await w.signIn('handler')
  for (let passed = 0; passed < ABSOLUTE_MS - IDLE_MS; passed += IDLE_MS / 2) {
    await w.clock.advance(IDLE_MS / 2)
    assert.notEqual(await w.staff.session(used.cookie), undefined)
  }
  await w.clock.advance(IDLE_MS / 2)
  await w.staff.session(used.cookie)
  await w.clock.advance(IDLE_MS / 2)
  assert.equal(await w.staff.session(used.cookie), undefined)
})

test('an account is locked after failures, also one that does not exist, and the ledger shows the attack once', async () => {
  await using w = await world()
  await w.account('handler', ['handler'])
  for (const login of ['handler', 'nobody']) {
    for (let i = 0; i < FAILURES_PER_ACCOUNT; i++)
      await assert.rejects(w.signIn(login, 'wrong password here'), fails('staff.signInRefused'))
    await assert.rejects(w.signIn(login), fails('staff.lockedOut'))
  }
  await w.clock.advance(LOCK_MS)
  await w.signIn('handler')
  const failures = (await w.entries()).filter(({ kind }) => kind === 'staff.signInFailed')
  assert.equal(failures.length, 2)
  const rows = await w.dump(['staff_attempt'])
  assert.equal(rows.includes('handler') || rows.includes('nobody') || rows.includes('192.0.2.7'), false)
})

test('an origin is locked after failures over many accounts, and another origin is not', async () => {
  await using w = await world()
  await w.account('handler', ['handler'])
  for (let i = 0; i < 30; i++)
    await assert.rejects(w.signIn(`no such login ${i}`, 'wrong password here'), fails('staff.signInRefused'))
  await assert.rejects(w.signIn('handler'), fails('staff.lockedOut'))
  await w.signIn('handler', PASSWORD, '192.0.2.8')
})

test('the ledger knows neither name, login nor address; the address opens its commitment until it is erased', async () => {
  await using w = await world()
  const account = await w.account('handler', ['handler'])
  await w.signIn('handler')
  const entries = await w.entries()
  const text = JSON.stringify(entries)
  for (const secret of ['홍길동', 'handler', '192.0.2.7']) assert.equal(text.includes(secret), false, secret)
  const signedIn = entries.find((entry) => entry.kind === 'staff.signedIn')
  assert.ok(signedIn?.kind === 'staff.signedIn' && signedIn.account === account)
  const { rows } = await sql<{ origin: string; salt: string }>`select origin, salt from staff_access`.execute(
    w.database.db,
  )
  assert.ok(rows[0] && opensCommitment(signedIn.origin, rows[0].salt, '192.0.2.7'))
  assert.equal(opensCommitment(signedIn.origin, rows[0].salt, '192.0.2.8'), false)
})

test('without the ledger nobody signs in, and no session is left behind', async () => {
  await using w = await world()
  await w.account('handler', ['handler'])
  await w.ledger.close()
  await assert.rejects(w.signIn('handler'), fails('ledger.closed'))
  assert.equal(await w.dump(['staff_login', 'staff_session']), '[][]')
})

test('suspending an account ends its sessions at once; restored, it signs in anew', async () => {
  await using w = await world()
  const account = await w.account('handler', ['handler'])
  const { cookie } = await w.signIn('handler')
  await w.staff.suspend(SYSTEM, account)
  assert.equal(await w.staff.session(cookie), undefined)
  await assert.rejects(w.signIn('handler'), fails('staff.signInRefused'))
  await assert.rejects(w.staff.suspend(SYSTEM, account), fails('staff.wrongState'))
  await w.staff.restore(SYSTEM, account)
  assert.equal(await w.staff.session(cookie), undefined)
  await w.signIn('handler')
})

test('a password is changed only by who knows it, and every session ends', async () => {
  await using w = await world()
  await w.account('handler', ['handler'])
  const { cookie, session } = await w.signIn('handler')
  const change = (present: string, next: string) => w.staff.changePassword(session, { present, next })
  await assert.rejects(change('not the password', 'something else entirely'), fails('staff.signInRefused'))
  await assert.rejects(change(PASSWORD, PASSWORD), fails('staff.passwordUnchanged'))
  await assert.rejects(change(PASSWORD, 'handler handler'), fails('staff.passwordGuessable'))
  await change(PASSWORD, 'something else entirely')
  assert.equal(await w.staff.session(cookie), undefined)
  await assert.rejects(w.signIn('handler'), fails('staff.signInRefused'))
  await w.signIn('handler', 'something else entirely')
})

test('an enrolment code sets one password, and expires', async () => {
  await using w = await world()
  const make = (login: string) => w.staff.createAccount(SYSTEM, { login, name: '김', roles: ['handler'] })
  const late = await make('late')
  await w.clock.advance(ENROLMENT_LIFETIME_MS)
  await assert.rejects(w.staff.enrol({ token: late.token, password: PASSWORD }), fails('staff.tokenRefused'))
  const renewed = await w.staff.renewEnrolment(SYSTEM, late.account)
  await w.staff.enrol({ token: renewed.token.toUpperCase(), password: PASSWORD })
  await assert.rejects(
    w.staff.enrol({ token: renewed.token, password: PASSWORD }),
    fails('staff.tokenRefused'),
  )
  await assert.rejects(make('late'), fails('staff.loginTaken'))
  await assert.rejects(make('Late Riser'), fails('staff.loginInvalid'))
})

test('an administrator has no way to footage of their own making', async () => {
  await using w = await world()
  const token = (await w.staff.setupToken()) ?? ''
  const { account: admin } = await w.staff.setUp({
    token,
    login: 'admin',
    name: '관리자',
    password: PASSWORD,
  })
  const by: Actor = { type: 'account', id: admin }
  const make = (login: string, roles: readonly Role[], grants: readonly Grant[] = []) =>
    w.staff.createAccount(by, { login, name: '김', roles, grants })
  // The first privacy officer is named by the administrator; from then on footage is the officer's to grant.
  const { account: officer } = await make('officer', ['privacyOfficer'])
  const { token: code } = await w.staff.renewEnrolment(by, officer) // the first code was lost
  await w.staff.enrol({ token: code, password: PASSWORD })
  await assert.rejects(make('officer2', ['privacyOfficer']), fails('staff.notPermitted'))
  await assert.rejects(make('handler', ['handler']), fails('staff.notPermitted'))
  await assert.rejects(make('both', ['administrator', 'handler']), fails('staff.rolesIncompatible'))
  const { account: plain } = await make('plain', [])
  await assert.rejects(
    w.staff.setAccess(by, plain, { roles: ['handler'], grants: [grant()] }),
    fails('staff.notPermitted'),
  )
  await assert.rejects(
    w.staff.setAccess(by, plain, { roles: [], grants: [grant()] }),
    fails('staff.notPermitted'),
  )
  await assert.rejects(w.staff.renewEnrolment(by, officer), fails('staff.notPermitted'))
  await assert.rejects(w.staff.setAccess(by, admin, { roles: [], grants: [] }), fails('staff.notOneself'))
  // Shutting somebody out may be urgent; letting them back in is the officer's decision.
  const handler = await w.account('handler', ['handler'], [grant()])
  await w.staff.suspend(by, handler)
  await assert.rejects(w.staff.restore(by, handler), fails('staff.notPermitted'))
})

test('the privacy officer grants, and not to themselves', async () => {
  await using w = await world()
  const officer = await w.account('officer', ['privacyOfficer'])
  const handler = await w.account('handler', [])
  const by: Actor = { type: 'account', id: officer }
  const access = { roles: ['handler'] as const, grants: [grant({ footageFromMs: START })] }
  assert.deepEqual((await w.staff.setAccess(by, handler, access)).grants, access.grants)
  assert.deepEqual((await w.staff.account(handler)).grants, access.grants)
  await assert.rejects(
    w.staff.setAccess(by, officer, { roles: ['privacyOfficer'], grants: [grant()] }),
    fails('staff.notOneself'),
  )
  await assert.rejects(
    w.staff.setAccess(by, handler, { roles: ['processor'], grants: [grant()] }),
    fails('staff.grantUnbounded'),
  )
  await assert.rejects(
    w.staff.setAccess({ type: 'account', id: handler }, officer, { roles: [], grants: [] }),
    fails('staff.notPermitted'),
  )
})

test('the last administrator and the last privacy officer stay', async () => {
  await using w = await world()
  for (const role of ['administrator', 'privacyOfficer'] as const) {
    const first = await w.account(`${role.toLowerCase()}1`, [role])
    await assert.rejects(w.staff.suspend(SYSTEM, first), fails('staff.lastOfRole'))
    await assert.rejects(
      w.staff.setAccess(SYSTEM, first, { roles: [], grants: [] }),
      fails('staff.lastOfRole'),
    )
    await w.account(`${role.toLowerCase()}2`, [role])
    await w.staff.suspend(SYSTEM, first)
  }
})

test('footage and the keeping of software or records never meet in one role', () => {
  for (const role of ROLES) {
    const keeps = permits([role], 'ledger.entries') || role === 'administrator'
    assert.ok(!(keeps && (permits([role], 'viewings.open') || permits([role], 'timeline.read'))), role)
  }
})

test('a recorder, which leads to footage, is registered by a privacy officer and never by an administrator', async () => {
  for (const role of ROLES)
    assert.equal(permits([role], 'recorders.register'), permits([role], 'staff.grant'), role)
  await using w = await world()
  const by = async (role: Role): Promise<Actor> => ({
    type: 'account',
    id: await w.account(role.toLowerCase(), [role]),
  })
  const [admin, officer, manager] = [
    await by('administrator'),
    await by('privacyOfficer'),
    await by('manager'),
  ]
  const { recorders } = w.staff
  for (const other of [admin, manager])
    await assert.rejects(recorders.register(other, ['lobby-01']), fails('staff.notPermitted'))
  assert.deepEqual(await recorders.list(), [])
  const { recorder, token } = await recorders.register(officer, ['lobby-01'])
  await assert.rejects(recorders.revoke(manager, recorder.id), fails('staff.notPermitted'))
  assert.notEqual(await recorders.authenticate(token), undefined)
  await recorders.revoke(admin, recorder.id)
  assert.equal(await recorders.authenticate(token), undefined)
  const again = await recorders.register(officer, ['lobby-01'])
  await recorders.revoke(officer, again.recorder.id)
})

test('a recorder proves itself with its token until that is taken back', async () => {
  await using w = await world()
  const { recorder, token } = await w.staff.recorders.register(SYSTEM, ['lobby-01', 'lobby-02'])
  assert.equal((await w.dump(['staff_recorder'])).includes(token), false)
  assert.deepEqual((await w.staff.recorders.authenticate(token))?.devices, ['lobby-01', 'lobby-02'])
  assert.equal(await w.staff.recorders.authenticate(token.replace(/^./, '~')), undefined)
  await w.staff.recorders.revoke(SYSTEM, recorder.id)
  assert.equal(await w.staff.recorders.authenticate(token), undefined)
  assert.deepEqual(
    (await w.staff.recorders.list()).map(({ active }) => active),
    [false],
  )
  await assert.rejects(w.staff.recorders.revoke(SYSTEM, 'none'), fails('staff.recorderUnknown'))
})

test('whose account it is, is an act in the ledger, and the privacy officer’s to say', async () => {
  await using w = await world()
  const officer = await w.account('officer', ['privacyOfficer'])
  const admin = await w.account('admin', ['administrator'])
  const handler = await w.account('handler', ['handler'], [grant()])
  const by: Actor = { type: 'account', id: officer }
  assert.equal((await w.staff.account(handler)).officer, null)
  const access = { roles: ['handler'] as const, grants: [grant()] }
  const before = await digestIn(w)
  await w.staff.setAccess(by, handler, { ...access, officer: 'main-handler' })
  assert.equal((await w.staff.account(handler)).officer, 'main-handler')
  assert.notEqual(await digestIn(w), before)
  // Not given, it stays; taken away, the account has the digest it had.
  await w.staff.setAccess(by, handler, access)
  assert.equal((await w.staff.account(handler)).officer, 'main-handler')
  await w.staff.setAccess(by, handler, { ...access, officer: null })
  assert.equal((await w.staff.account(handler)).officer, null)
  const named = await w.staff.createAccount(by, {
    login: 'second',
    name: '김',
    roles: ['manager'],
    officer: 'main-manager',
  })
  assert.equal((await w.staff.account(named.account)).officer, 'main-manager')
  assert.deepEqual(
    (await accounts(w.database.db)).flatMap((one) => one.officer ?? []),
    ['main-manager'],
  )
  for (const wrong of ['', 'Main Handler', '../x', 'a'.repeat(65)])
    await assert.rejects(
      w.staff.setAccess(by, handler, { ...access, officer: wrong }),
      fails('staff.officerInvalid'),
    )
  // An administrator cannot make an account, not even one without footage, that of somebody the policy names.
  const plain = await w.account('plain', [])
  await assert.rejects(
    w.staff.setAccess({ type: 'account', id: admin }, plain, {
      roles: [],
      grants: [],
      officer: 'main-handler',
    }),
    fails('staff.notPermitted'),
  )
})

/** What the last entry about an account commits to. */
async function digestIn(w: Awaited<ReturnType<typeof world>>): Promise<string> {
  const changes = (await w.entries()).flatMap((entry) =>
    entry.kind === 'staff.changed' ? [entry.after] : [],
  )
  return changes.at(-1) ?? ''
}
