/**
 * `jangseung account setup`: the first administrator. Whoever starts the program gets the set-up code for it; whoever can
 * run this could, so the code is made and used up here. Once there is an administrator it does nothing more.
 */
import { type Command, dataOption, jsonOption } from '../command.ts'
import { required } from '../given.ts'
import { newPasswordInput } from '../input.ts'
import { openAccounts, printAccount } from './accounts.ts'

export const setupCommand: Command = {
  name: 'setup',
  usage: 'LOGIN --name NAME [--data DIR] [--json] < PASSWORD',
  ko: '첫 관리자 계정을 만듭니다. 비밀번호는 터미널에서 묻거나 표준 입력으로 받습니다.',
  en: 'Makes the first administrator. The password is asked for, or read from standard input.',
  options: {
    name: { type: 'string', value: 'NAME', ko: '사람의 이름', en: 'the name of the person' },
    data: dataOption,
    json: jsonOption,
  },
  async run(given, around) {
    const who = { login: given.word(0, 'LOGIN'), name: required(given, 'name') }
    await using accounts = await openAccounts(given, around)
    const { staff } = accounts
    const token = await staff.setupToken()
    const [password = ''] = token === undefined ? [] : await newPasswordInput()
    const { account } = await staff.setUp({ ...who, token: token ?? '', password })
    return printAccount(await staff.account(account), given, around)
  },
}
