/** `jangseung account restore`: a suspended account may do again what it could. */
import { type Command, dataOption, jsonOption } from '../command.ts'
import { asOption } from '../person.ts'
import { actorOf, openAccounts, printAccount } from './accounts.ts'

export const restoreCommand: Command = {
  name: 'restore',
  usage: 'LOGIN --as LOGIN [--data DIR] [--json] < PASSWORD',
  ko: '정지한 계정을 다시 쓰게 합니다.',
  en: 'Restores a suspended account.',
  options: { as: asOption, data: dataOption, json: jsonOption },
  async run(given, around) {
    await using accounts = await openAccounts(given, around)
    const by = actorOf(await accounts.person())
    const { id } = await accounts.named()
    return printAccount(await accounts.staff.restore(by, id), given, around)
  },
}
