/** `jangseung policy approve`: the privacy officer's word that exactly this draft is the agency's policy. */
import { type Command, dataOption, jsonOption } from '../command.ts'
import { asOption } from '../person.ts'
import { digestOption, openKept, printVersion, workingDraft } from './kept.ts'
import { policyOption } from './source.ts'

export const approveCommand: Command = {
  name: 'approve',
  usage: '--as LOGIN [--policy ID] [--digest SHA256] [--data DIR] [--json] < PASSWORD',
  ko: '보관된 초안을 승인합니다. 개인정보 보호책임자의 계정으로만 할 수 있습니다.',
  en: 'Approves the draft that is kept. Only an account of the privacy officer may.',
  options: { as: asOption, policy: policyOption, digest: digestOption, data: dataOption, json: jsonOption },
  async run(given, around) {
    await using kept = await openKept(given, around)
    const by = await kept.person()
    const version = await kept.policies.approve(by, await workingDraft(kept, given))
    return printVersion(version, given, around)
  },
}
