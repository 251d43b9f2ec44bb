/** `jangseung account access`: what an account may do and watch, and whose it is, from now on. */
import { type Command, dataOption, jsonOption } from '../command.ts'
import { asOption } from '../person.ts'
import { actorOf, openAccounts, printAccount } from './accounts.ts'
import { grantsGiven, officerGiven, rightsOptions, rightsUsage, rolesGiven } from './rights.ts'

export const accessCommand: Command = {
  name: 'access',
  usage: `LOGIN --as LOGIN ${rightsUsage} [--data DIR] [--json] < PASSWORD`,
  ko: '계정의 역할, 담당자, 열람 범위를 바꿉니다. 적지 않은 것은 그대로입니다.',
  en: 'Changes what an account may do and watch, and whose it is. What is not given stays as it is.',
  options: { as: asOption, ...rightsOptions, data: dataOption, json: jsonOption },
  async run(given, around) {
    const named = rolesGiven(given)
    await using accounts = await openAccounts(given, around)
    const registry = await accounts.store.registry()
    const by = actorOf(await accounts.person())
    const before = await accounts.named()
    const roles = named ?? before.roles
    const changed = officerGiven(given, registry)
    const officer = changed === undefined ? before.officer : changed
    const grants = grantsGiven(given, { registry, officer, nowMs: around.clock.now() }) ?? before.grants
    const account = await accounts.staff.setAccess(by, before.id, { roles, grants, officer })
    await accounts.viewings().sweep()
    return printAccount(account, given, around)
  },
}
