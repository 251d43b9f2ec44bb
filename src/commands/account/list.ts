/** `jangseung account list`: all accounts, for whoever may see them over the API too. */
import { defineFaults } from '../../base/fault.ts'
import { permits } from '../../staff/staff.ts'
import { type Command, dataOption, jsonOption } from '../command.ts'
import { asOption } from '../person.ts'
import { accountText, openAccounts } from './accounts.ts'

const listFault = defineFaults({
  'account.notPermitted': {
    kind: 'forbidden',
    ko: '이 계정의 역할로는 계정 목록을 볼 수 없습니다(staff.read).',
    en: 'The roles of this account do not permit to see the accounts (staff.read).',
  },
})

export const listCommand: Command = {
  name: 'list',
  usage: '--as LOGIN [--data DIR] [--json] < PASSWORD',
  ko: '모든 계정의 상태, 역할, 담당자, 열람 범위를 보입니다.',
  en: 'Lists all accounts: state, roles, whose they are, what they may watch.',
  options: { as: asOption, data: dataOption, json: jsonOption },
  async run(given, around) {
    await using accounts = await openAccounts(given, around)
    if (!permits((await accounts.person()).roles, 'staff.read')) throw listFault('account.notPermitted')
    const all = await accounts.staff.accounts()
    around.print(
      given.flag('json') ? `${JSON.stringify({ accounts: all })}\n` : all.map(accountText).join('\n'),
    )
    return 0
  },
}
