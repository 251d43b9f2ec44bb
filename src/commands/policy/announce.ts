/** `jangseung policy announce`: announces the approved draft, for a day that keeps the agency's promise of notice. */
import { dayOf } from '../../base/day.ts'
import { type Command, commandFault, dataOption, jsonOption } from '../command.ts'
import { dayGiven } from '../given.ts'
import { asOption } from '../person.ts'
import {
  digestOption,
  openKept,
  printVersion,
  reasonEnOption,
  reasonGiven,
  reasonOption,
  workingDraft,
} from './kept.ts'
import { policyOption } from './source.ts'

export const announceCommand: Command = {
  name: 'announce',
  usage:
    '--as LOGIN --effective-on DAY --reason TEXT [--reason-en TEXT] [--policy ID] [--digest SHA256] [--data DIR] [--json] < PASSWORD',
  ko: '승인된 초안을 공고합니다. 시행일이 기관이 약속한 기간보다 가까우면 거부하고 가장 이른 날을 알려 줍니다.',
  en: 'Announces the approved draft; refuses a day nearer than the agency promises, and names the earliest one.',
  options: {
    as: asOption,
    'effective-on': {
      type: 'string',
      value: 'DAY',
      ko: '시행일, YYYY-MM-DD',
      en: 'the day of effect, YYYY-MM-DD',
    },
    reason: reasonOption,
    'reason-en': reasonEnOption,
    policy: policyOption,
    digest: digestOption,
    data: dataOption,
    json: jsonOption,
  },
  async run(given, around) {
    const effectiveOn = dayGiven(given, 'effective-on')
    if (effectiveOn === undefined)
      throw commandFault('command.missingArgument', { name: '--effective-on DAY' })
    const reason = reasonGiven(given)
    await using kept = await openKept(given, around)
    const by = await kept.person()
    const draft = await workingDraft(kept, given)
    const version = await kept.policies.announce(by, { ...draft, effectiveOn, reason })
    if (effectiveOn === dayOf(around.clock.now())) await kept.policies.publishDue()
    return printVersion(await kept.policies.version(version.id), given, around)
  },
}
