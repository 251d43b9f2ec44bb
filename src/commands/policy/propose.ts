/** `jangseung policy propose`: keeps a draft from the registry in the data folder, for the privacy officer to approve. */
import { dayOf } from '../../base/day.ts'
import type { Difference } from '../../policy/policy.ts'
import { type Command, dataOption, jsonOption } from '../command.ts'
import { asOption, dayGiven, openKept, versionText } from './kept.ts'
import { onOption, policyOption } from './source.ts'

export const proposeCommand: Command = {
  name: 'propose',
  usage: '--as LOGIN [--policy ID] [--on DAY] [--data DIR] [--json] < PASSWORD',
  ko: '지금 현황으로 방침 초안을 만들어 보관하고, 시행 중인 방침과 다른 것을 보입니다.',
  en: 'Keeps a draft of the policy from the registry, and shows what it would change.',
  options: { as: asOption, policy: policyOption, on: onOption, data: dataOption, json: jsonOption },
  async run(given, around) {
    await using kept = await openKept(given, around)
    const policy = await kept.policy()
    const on = dayGiven(given, 'on')
    const by = await kept.person()
    const version = await kept.policies.draft(by, { policy, ...(on === undefined ? {} : { on }) })
    const changes = await kept.policies.changes(version.id)
    const earliest = await kept.policies.earliest(version.id, dayOf(around.clock.now()))
    if (given.flag('json')) around.print(`${JSON.stringify({ version, changes, earliest })}\n`)
    else
      around.print(
        `${versionText(version)}\n${changes.map(row).join('')}\n` +
          `다른 사실 ${changes.length}건. 오늘 공고하면 가장 이른 시행일은 ${earliest.day}입니다.\n` +
          `${changes.length} facts differ. Announced today, it could take effect on ${earliest.day}.\n`,
      )
    return 0
  },
}

function row({ fact, before, after }: Difference): string {
  return `  ${fact}\n${before === null ? '' : `    - ${before.ko}\n`}${after === null ? '' : `    + ${after.ko}\n`}`
}
