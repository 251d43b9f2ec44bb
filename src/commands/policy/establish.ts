/** `jangseung policy establish`: takes over, as the first version, a policy that the agency has published already. */
import { type Command, dataOption, jsonOption } from '../command.ts'
import { asOption } from '../person.ts'
import { openKept, printVersion, reasonEnOption, reasonGiven, reasonOption } from './kept.ts'
import { policyOption } from './source.ts'

export const establishCommand: Command = {
  name: 'establish',
  usage: '--as LOGIN --reason TEXT [--reason-en TEXT] [--policy ID] [--data DIR] [--json] < PASSWORD',
  ko: '이미 시행 중인 방침을 첫 판으로 등록합니다. 바뀌는 것이 없으므로 공고 기간이 없습니다. 개인정보 보호책임자만 할 수 있습니다.',
  en: 'Takes over a policy that stands already, as the first version: nothing changes, so no notice is due. Privacy officer only.',
  options: {
    as: asOption,
    reason: reasonOption,
    'reason-en': reasonEnOption,
    policy: policyOption,
    data: dataOption,
    json: jsonOption,
  },
  async run(given, around) {
    const reason = reasonGiven(given)
    await using kept = await openKept(given, around)
    const policy = await kept.policy()
    const version = await kept.policies.establish(await kept.person(), { policy, reason })
    return printVersion(version, given, around)
  },
}
