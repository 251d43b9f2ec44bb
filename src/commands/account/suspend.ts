/** `jangseung account suspend`: from here on the account may do nothing; no byte of footage is served to it. */
import { type Command, dataOption, jsonOption } from '../command.ts'
import { asOption } from '../person.ts'
import { actorOf, openAccounts, printAccount } from './accounts.ts'

export const suspendCommand: Command = {
  name: 'suspend',
  usage: 'LOGIN --as LOGIN [--data DIR] [--json] < PASSWORD',
  ko: '계정을 정지합니다. 접속과 열람은 바로 끝납니다.',
  en: 'Suspends an account; its sessions and viewings end at once.',
  options: { as: asOption, data: dataOption, json: jsonOption },
  async run(given, around) {
    await using accounts = await openAccounts(given, around)
    const by = actorOf(await accounts.person())
    const { id } = await accounts.named()
    const account = await accounts.staff.suspend(by, id)
    await accounts.viewings().revokeOf(id)
    return printAccount(account, given, around)
  },
}
