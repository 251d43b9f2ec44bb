/**
 * Who acts. The command line is no way around anybody's decision: what is somebody's to do asks with `--as` who they are,
 * and for their password. They are signed in as on the staff's page (counted, locked out and recorded alike), may do what
 * their roles permit and nothing more, and are signed out at the end.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { openPeople } from '../people.ts'
import type { Account, Staff } from '../staff/staff.ts'
import type { Store } from '../store.ts'
import type { Arguments, OptionSpec } from './command.ts'
import { required } from './given.ts'
import { passwordInput } from './input.ts'

export const asOption: OptionSpec = {
  type: 'string',
  value: 'LOGIN',
  ko: '누구의 일인지: 계정의 아이디. 비밀번호는 터미널에서 묻거나 표준 입력으로 받습니다',
  en: 'whose act it is: the login of an account; its password is asked for, or read from standard input',
}

/** The accounts of a data folder. */
export function staffOf(store: Store, clock: Clock): Promise<Staff> {
  return openPeople(store, {
    clock,
    // Signs cookies that never leave this process.
    sessionSecret: randomBytes(48).toString('base64url'),
    address: 'http://127.0.0.1',
  })
}

/** Who `--as` names, once their password was right; signed out when `closing` is disposed. */
export async function personGiven(
  staff: Staff,
  given: Arguments,
  closing: AsyncDisposableStack,
): Promise<Account> {
  const login = required(given, 'as')
  const password = await passwordInput(login)
  const { session, cookies } = await staff.signIn({ login, password, origin: 'command line' })
  const cookie = cookies.map((one) => one.split(';', 1)[0]).join('; ')
  closing.defer(async () => void (await staff.signOut(cookie)))
  return session.account
}
