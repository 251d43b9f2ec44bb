/** `jangseung account add`: an account, for which its person sets the password with the code that this prints. */
import { type Command, dataOption, jsonOption } from '../command.ts'
import { required } from '../given.ts'
import { asOption } from '../person.ts'
import { actorOf, openAccounts, printEnrolment } from './accounts.ts'
import { grantsGiven, officerGiven, rightsOptions, rightsUsage, rolesGiven } from './rights.ts'

export const addCommand: Command = {
  name: 'add',
  usage: `LOGIN --name NAME --as LOGIN ${rightsUsage} [--data DIR] [--json] < PASSWORD`,
  ko: '계정을 만들고 등록 코드를 보입니다. 역할을 적지 않으면 --officer 담당자의 역할을 줍니다.',
  en: 'Makes an account and shows its enrolment code. Without --role it gets the role of its --officer.',
  options: {
    name: { type: 'string', value: 'NAME', ko: '사람의 이름', en: 'the name of the person' },
    as: asOption,
    ...rightsOptions,
    data: dataOption,
    json: jsonOption,
  },
  async run(given, around) {
    const who = { login: given.word(0, 'LOGIN'), name: required(given, 'name') }
    const named = rolesGiven(given)
    await using accounts = await openAccounts(given, around)
    const registry = await accounts.store.registry()
    const officer = officerGiven(given, registry) ?? null
    const roles = named ?? registry.officers.filter(({ id }) => id === officer).map(({ role }) => role)
    const grants = grantsGiven(given, { registry, officer, nowMs: around.clock.now() }) ?? []
    const by = actorOf(await accounts.person())
    const enrolment = await accounts.staff.createAccount(by, { ...who, roles, grants, officer })
    return printEnrolment(enrolment, given, around)
  },
}
