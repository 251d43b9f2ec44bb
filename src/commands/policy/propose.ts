/** `jangseung policy propose`: keeps a draft from the registry in the data folder, for the privacy officer to approve. */
import { dayOf } from '../../base/day.ts'
import { type Command, dataOption, jsonOption } from '../command.ts'
import { dayGiven } from '../given.ts'
import { asOption } from '../person.ts'
import { factsDiffer, shownDifference } from './diff.ts'
import { openKept, versionText } from './kept.ts'
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
    else {
      const { ko, en } = factsDiffer(changes.length)
      around.print(
        `${versionText(version)}${changes.map(shownDifference).join('')}\n` +
          `${ko}. 오늘 공고하면 가장 이른 시행일은 ${earliest.day}입니다.\n` +
          `${en}. Announced today, it could take effect on ${earliest.day}.\n`,
      )
    }
    return 0
  },
}
