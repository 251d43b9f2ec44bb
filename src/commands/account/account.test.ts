/** The first accounts of an agency on the command line: by the same permissions and into the same ledger as over the API. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { MAIN, opened, run } from '../../../test/program.ts'
import { PASSWORD } from '../../../test/site.ts'
import { realClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import { type Account, accounts } from '../../staff/staff.ts'
import type { Store } from '../../store.ts'
import { openViewings } from '../../viewing/viewing.ts'

const AGENCY = new URL('../../../agencies/template.yaml', import.meta.url).pathname
const CODE = /^[0-9a-z]{4}(?:-[0-9a-z]{4}){7}$/m
const HOUR_MS = 3_600_000

let home: string
let store: Store
before(async () => {
  home = await mkdtemp(join(tmpdir(), 'jangseung-account-'))
  const data = join(home, 'data')
  assert.equal((await run(MAIN, ['init', '--agency', AGENCY, '--data', data])).code, 0)
  store = await opened(data, 'recording')
})
after(async () => {
  await store[Symbol.asyncDispose]()
  await rm(home, { recursive: true, force: true })
})

const account = (words: readonly string[], input = `${PASSWORD}\n`) =>
  run(MAIN, ['account', ...words, '--data', join(home, 'data')], { input })
const by = (login: string, ...words: string[]) => account([...words, '--as', login])

async function known(login: string): Promise<Account> {
  const found = (await accounts(store.database.db)).find(({ person }) => person?.login === login)
  assert.ok(found, login)
  return found
}

/** Adds an account, and has its person enrol with the code that was printed. */
async function added(by: string, login: string, ...rights: string[]): Promise<void> {
  const { output, errors } = await account(['add', login, '--name', '김하늘', ...rights, '--as', by])
  const code = CODE.exec(output)?.[0]
  assert.ok(code, errors)
  const enrolled = await account(['enrol'], `${code}\n${PASSWORD}\n`)
  assert.match(enrolled.output, /사용 중 active/)
}

test('the first administrator is made once, and their password may not be the agency’s name', async () => {
  const named = await account(['setup', 'admin', '--name', '이바다'], 'Example Office!\n')
  assert.match(named.errors, /staff\.passwordGuessable/)
  assert.match((await account(['setup', 'admin', '--name', '이바다'])).output, /administrator/)
  const again = await account(['setup', 'second', '--name', '이바다'])
  assert.deepEqual([again.code, /staff\.alreadySetUp/.test(again.errors)], [1, true])
})

test('an administrator names the first privacy officer; then who sees footage is for that officer to say', async () => {
  await added('admin', 'chief', '--role', 'privacyOfficer', '--officer', 'privacy-officer')
  const manager = ['add', 'kim', '--name', '김하늘', '--officer', 'manager', '--watch', 'officer']
  assert.match((await by('admin', ...manager)).errors, /staff\.notPermitted/)
  assert.match((await account([...manager, '--as', 'chief'], 'a wrong password\n')).errors, /signInRefused/)
  await added('chief', 'kim', '--officer', 'manager', '--watch', 'officer')
  const { roles, officer, grants } = await known('kim')
  assert.deepEqual([roles, officer], [['manager'], 'manager'])
  const registry = await store.registry()
  const stated = registry.officers.find(({ id }) => id === 'manager')
  assert.deepEqual(
    grants.map(({ scope }) => scope),
    [stated?.scope],
  )
  assert.match((await by('chief', 'access', 'chief', '--role', 'manager')).errors, /staff\.notOneself/)
})

test('what is not given stays as it was', async () => {
  const words = ['--watch', 'zone:lobby', '--watch', 'device:body-01', '--until', '2127-01-31']
  const { output } = await by('chief', 'access', 'kim', ...words)
  assert.match(output, /zone:lobby device:body-01 ~ 2127-02-01 00:00/)
  await by('chief', 'access', 'kim', '--officer', '')
  const { roles, officer, grants } = await known('kim')
  assert.deepEqual([roles, officer, grants.length], [['manager'], null, 1])
})

test('accounts are listed for those alone who may see them', async () => {
  assert.match((await by('kim', 'list')).errors, /account\.notPermitted/)
  const { output } = await by('admin', 'list', '--json')
  const logins = JSON.parse(output).accounts.map(({ person }: Account) => person?.login)
  assert.deepEqual(logins, ['admin', 'chief', 'kim'])
})

test('what an account is watching ends with its right, before the command does', async () => {
  const ends = async (login: string, ...words: string[]) => {
    const viewing = await watched(await known('kim'))
    const { code, errors } = await by(login, ...words)
    assert.equal(code, 0, errors)
    const closed = await store.ledger.find('viewing.closed', viewing)
    assert.equal(closed?.entry.kind === 'viewing.closed' && closed.entry.reason, 'revoked', words[0])
  }
  await ends('chief', 'access', 'kim', '--watch', 'none')
  await by('chief', 'access', 'kim', '--watch', 'zone:lobby')
  await ends('admin', 'suspend', 'kim')
  await by('chief', 'restore', 'kim')
  await ends('chief', 'renew', 'kim')
  assert.equal((await known('kim')).state, 'invited')
  assert.match((await by('kim', 'list')).errors, /staff\.signInRefused/)
  const { id } = await known('kim')
  const changes: string[] = []
  for await (const { entry } of store.ledger.entries({}))
    if (entry.kind === 'staff.changed' && entry.account === id) changes.push(entry.change)
  assert.equal(changes.join(' '), 'created password roles roles roles roles suspended restored password')
})

/** A viewing of the last hour, by a program that does not look after it any more. */
async function watched(account: Account): Promise<string> {
  const { ledger, vault, database } = store
  const viewings = openViewings({
    db: database.db,
    ledger,
    vault,
    clock: realClock,
    log: silentLog,
    account: () => Promise.resolve(account),
  })
  await viewings.stop()
  const toMs = realClock.now()
  const wanted = { device: 'lobby-01', fromMs: toMs - HOUR_MS, toMs }
  const { id } = await viewings.open({
    account,
    ...wanted,
    purpose: 'facility-safety',
    basis: '25-1-3',
  })
  return id
}
