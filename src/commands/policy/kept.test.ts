/** The steps of a policy on the command line: each is somebody's, and nobody gets around the privacy officer. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { MAIN, opened, run as runProgram } from '../../../test/program.ts'
import { PASSWORD } from '../../../test/site.ts'
import { realClock } from '../../base/clock.ts'
import { addDays, dayOf } from '../../base/day.ts'
import type { Role } from '../../staff/staff.ts'
import type { Store } from '../../store.ts'
import { staffOf } from '../person.ts'

const AGENCY = new URL('../../../agencies/seoul-immigration.yaml', import.meta.url).pathname
const REASON = ['--reason', '로비 카메라를 옮겨 달았음']

const ACCOUNTS: readonly (readonly [string, Role])[] = [
  ['officer', 'privacyOfficer'],
  ['manager', 'manager'],
  ['admin', 'administrator'],
]

/** Accounts with PASSWORD; what is kept is left open for the commands. */
async function enrolled(path: string): Promise<Store> {
  const store = await opened(path, 'recording')
  const staff = await staffOf(store, realClock)
  for (const [login, role] of ACCOUNTS) {
    const account = { login, name: '김하늘', roles: [role] }
    const { token } = await staff.createAccount({ type: 'system', id: 'test' }, account)
    await staff.enrol({ token, password: PASSWORD })
  }
  return store
}

test('a draft is proposed, approved by the privacy officer alone, and announced for a day that keeps the promise', async () => {
  const home = await mkdtemp(join(tmpdir(), 'jangseung-kept-'))
  const data = join(home, 'data')
  const changed = join(home, 'changed.yaml')
  await writeFile(
    changed,
    (await readFile(AGENCY, 'utf8')).replace('changeNoticeDays: 7', 'changeNoticeDays: 10'),
  )
  const run = (words: readonly string[], input = `${PASSWORD}\n`) =>
    runProgram(MAIN, [...words, '--data', data], { input })
  const by = (login: string, ...words: string[]) => run(['policy', ...words, '--as', login])
  try {
    assert.equal((await run(['init', '--agency', AGENCY])).code, 0)
    await using _store = await enrolled(data)
    for (const login of ['manager', 'admin'])
      assert.match((await by(login, 'establish', ...REASON)).errors, /policy\.notPermitted/)
    assert.match(
      (await run(['policy', 'establish', '--as', 'officer', ...REASON], 'a wrong password\n')).errors,
      /staff\.signInRefused/,
    )
    assert.match((await by('officer', 'establish', ...REASON)).output, /main-1 {2}시행 중/)

    assert.equal((await run(['init', '--agency', changed])).code, 0)
    assert.match(
      (await run(['policy', 'status'])).output,
      /현황과 다른 사실 1건 · drifted: 1 fact differs[^]*\[change\][^]*\+ .*10[^]*10 days/,
    )
    const check = await run(['policy', 'check'])
    assert.deepEqual([check.code, /See with jangseung policy status/.test(check.output)], [1, true])
    const today = dayOf(realClock.now())
    const announced = (days: number, ...words: string[]) =>
      by('manager', 'announce', '--effective-on', addDays(today, days), ...REASON, ...words)
    assert.match((await by('admin', 'propose')).output, new RegExp(addDays(today, 10)))
    assert.match((await announced(10)).errors, /policy\.wrongState/)
    assert.match((await by('manager', 'approve')).errors, /policy\.notPermitted/)
    assert.match((await by('officer', 'approve', '--digest', '0'.repeat(64))).errors, /policy\.otherText/)
    assert.match((await by('officer', 'approve')).output, /승인됨/)
    const near = await announced(9)
    assert.deepEqual([near.code, /policy\.noticeTooShort/.test(near.errors)], [1, true])
    assert.match(near.errors, new RegExp(addDays(today, 10)))
    assert.match((await announced(10)).output, /공고됨/)
    assert.match((await run(['policy', 'publish'])).output, /Nothing is due/)
    const status = JSON.parse((await run(['policy', 'status', '--json'])).output)
    assert.deepEqual(
      status.policies[0].versions.map(({ id, state }: { id: string; state: string }) => [id, state]),
      [
        ['main-1', 'inForce'],
        ['main-2', 'announced'],
      ],
    )
    assert.match((await by('manager', 'withdraw', 'main-2')).output, /철회/)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
})
