/**
 * Changes of accounts at the same moment: what was decided still holds when it is written, and the ledger says what
 * the rows say.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFault } from '../base/fault.ts'
import type { Actor } from '../ledger/ledger.ts'
import { accountDigest } from './accounts.ts'
import { createAdministration } from './administration.ts'
import type { Administration } from './administration.ts'
import { createPasswordHasher } from './password.ts'
import type { StaffTables } from './tables.ts'
import { PASSWORD, SYSTEM, grant, world } from './testing/world.ts'

type World = Awaited<ReturnType<typeof world>>

const NOTHING = { roles: [], grants: [] } as const

const fails = (code: string) => (error: unknown) => isFault(error, code)

/** Administration of the same accounts with some of its parts replaced. */
function administrationOf(w: World, parts: Partial<Parameters<typeof createAdministration>[0]>) {
  return createAdministration({
    db: w.database.db.withTables<StaffTables>(),
    ledger: w.ledger,
    clock: w.clock,
    agencyWords: [],
    hasher: createPasswordHasher(),
    ...parts,
  })
}

/** Everything goes on while a password is being hashed: `meanwhile` runs before the hash is there. */
function hashingSlowly(w: World, meanwhile: () => Promise<unknown>) {
  const hasher = createPasswordHasher()
  return administrationOf(w, {
    hasher: {
      ...hasher,
      async hash(password) {
        await meanwhile()
        return hasher.hash(password)
      },
    },
  })
}

/** Nobody acts before two have read what they decide by. */
function twoAtOnce(w: World) {
  const both = Promise.withResolvers<void>()
  let arrived = 0
  const { ledger } = w
  return administrationOf(w, {
    ledger: {
      ...ledger,
      async act(draft, write) {
        arrived++
        if (arrived === 2) both.resolve()
        await both.promise
        return ledger.act(draft, write)
      },
    },
  })
}

/** The ledger's last word on the account is the account. */
async function assertRecorded(w: World, id: string): Promise<void> {
  const changes = (await w.entries()).filter(
    (entry) => entry.kind === 'staff.changed' && entry.account === id,
  )
  const last = changes.at(-1)
  assert.ok(last?.kind === 'staff.changed')
  assert.equal(last.after, accountDigest(await w.staff.account(id)))
}

/** What came of each: `done`, or the code of the fault. */
async function outcomes(...changes: Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(changes)
  return settled.map((one) => {
    if (one.status === 'fulfilled') return 'done'
    assert.ok(isFault(one.reason), String(one.reason))
    return one.reason.code
  })
}

test('an account suspended while its person enrols stays suspended', async () => {
  await using w = await world()
  const { account, token } = await w.staff.createAccount(SYSTEM, {
    login: 'handler',
    name: '김',
    roles: ['handler'],
  })
  const staff = hashingSlowly(w, () => w.staff.suspend(SYSTEM, account))
  await assert.rejects(staff.enrol({ token, password: PASSWORD }), fails('staff.tokenRefused'))
  assert.equal((await w.staff.account(account)).state, 'suspended')
  await assert.rejects(w.signIn('handler'), fails('staff.signInRefused'))
  await assertRecorded(w, account)
})

test('suspension takes the enrolment code back for good', async () => {
  await using w = await world()
  const { account, token } = await w.staff.createAccount(SYSTEM, {
    login: 'handler',
    name: '김',
    roles: ['handler'],
  })
  await w.staff.suspend(SYSTEM, account)
  await assert.rejects(w.staff.enrol({ token, password: PASSWORD }), fails('staff.tokenRefused'))
  assert.equal((await w.staff.restore(SYSTEM, account)).state, 'invited')
  await assert.rejects(w.staff.enrol({ token, password: PASSWORD }), fails('staff.tokenRefused'))
  const renewed = await w.staff.renewEnrolment(SYSTEM, account)
  await w.staff.enrol({ token: renewed.token, password: PASSWORD })
  await assertRecorded(w, account)
})

test('an account given other roles while its person enrols has those roles, and is enrolled', async () => {
  await using w = await world()
  const { account, token } = await w.staff.createAccount(SYSTEM, {
    login: 'handler',
    name: '김',
    roles: ['handler'],
  })
  const access = { roles: ['manager'] as const, grants: [grant()] }
  const staff = hashingSlowly(w, () => w.staff.setAccess(SYSTEM, account, access))
  await staff.enrol({ token, password: PASSWORD })
  const { state, roles, grants } = await w.staff.account(account)
  assert.deepEqual({ state, roles, grants }, { state: 'active', ...access })
  await assertRecorded(w, account)
})

test('of two uses of one enrolment code at once, one sets the password', async () => {
  await using w = await world()
  const { account, token } = await w.staff.createAccount(SYSTEM, {
    login: 'handler',
    name: '김',
    roles: ['handler'],
  })
  const enrol = (password: string) => w.staff.enrol({ token, password })
  assert.deepEqual((await outcomes(enrol(PASSWORD), enrol(`${PASSWORD}!`))).toSorted(), [
    'done',
    'staff.tokenRefused',
  ])
  await assertRecorded(w, account)
})

test('a password changed while the account is suspended, or given a new code, does not let anybody back in', async () => {
  await using w = await world()
  for (const [login, meanwhile] of [
    ['suspended', (id: string) => w.staff.suspend(SYSTEM, id)],
    ['renewed', (id: string) => w.staff.renewEnrolment(SYSTEM, id)],
  ] as const) {
    const account = await w.account(login, ['handler'])
    const { session } = await w.signIn(login)
    const next = 'something else entirely'
    await outcomes(meanwhile(account), w.staff.changePassword(session, { present: PASSWORD, next }))
    assert.notEqual((await w.staff.account(account)).state, 'active')
    await assert.rejects(w.signIn(login, next), fails('staff.signInRefused'))
    await assertRecorded(w, account)
  }
})

test('two administrators who remove each other at once leave one', async () => {
  for (const remove of [
    (staff: Administration, by: Actor, id: string) => staff.setAccess(by, id, NOTHING),
    (staff: Administration, by: Actor, id: string) => staff.suspend(by, id),
  ]) {
    await using w = await world()
    const [first, second] = [
      await w.account('admin1', ['administrator']),
      await w.account('admin2', ['administrator']),
    ]
    const staff = twoAtOnce(w)
    const results = await outcomes(
      remove(staff, { type: 'account', id: first }, second),
      remove(staff, { type: 'account', id: second }, first),
    )
    assert.deepEqual(results.toSorted(), ['done', 'staff.notPermitted'])
    for (const id of [first, second]) await assertRecorded(w, id)
  }
})

test('the last two of a role are not both removed at once', async () => {
  await using w = await world()
  for (const role of ['administrator', 'privacyOfficer'] as const) {
    const login = role.toLowerCase()
    const [first, second] = [await w.account(`${login}1`, [role]), await w.account(`${login}2`, [role])]
    const results = await outcomes(w.staff.suspend(SYSTEM, first), w.staff.setAccess(SYSTEM, second, NOTHING))
    assert.deepEqual(results.toSorted(), ['done', 'staff.lastOfRole'])
    const left = (await w.staff.accounts()).filter(
      ({ state, roles }) => state === 'active' && roles.includes(role),
    )
    assert.equal(left.length, 1)
  }
})

test('a change of access and a suspension at once both hold', async () => {
  await using w = await world()
  const account = await w.account('handler', ['handler'], [grant()])
  const staff = twoAtOnce(w)
  const results = await outcomes(staff.setAccess(SYSTEM, account, NOTHING), staff.suspend(SYSTEM, account))
  assert.deepEqual(results, ['done', 'done'])
  const { state, roles, grants } = await w.staff.account(account)
  assert.deepEqual({ state, roles, grants }, { state: 'suspended', roles: [], grants: [] })
  await assertRecorded(w, account)
})
