/** `jangseung account enrol`: the person of an account sets its password with the code that they were handed. */
import { type Command, dataOption, jsonOption } from '../command.ts'
import { newPasswordInput } from '../input.ts'
import { openAccounts, printAccount } from './accounts.ts'

export const enrolCommand: Command = {
  name: 'enrol',
  usage: '[--data DIR] [--json] < CODE-AND-PASSWORD',
  ko: '받은 등록 코드로 비밀번호를 정합니다. 둘은 터미널에서 묻거나 표준 입력의 두 줄로 받습니다.',
  en: 'Sets a password with an enrolment code. Both are asked for, or read as two lines of standard input.',
  options: { data: dataOption, json: jsonOption },
  async run(given, around) {
    await using accounts = await openAccounts(given, around)
    const [token = '', password = ''] = await newPasswordInput('등록 코드 · enrolment code: ')
    const { account } = await accounts.staff.enrol({ token, password })
    return printAccount(await accounts.staff.account(account), given, around)
  },
}
