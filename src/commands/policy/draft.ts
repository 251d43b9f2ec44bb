/** `jangseung policy draft`: the policy as the registry has it, before anybody approves it. Changes nothing. */
import { digestOfDraft, type Draft, draftBytes } from '../../policy/policy.ts'
import { type Command, jsonOption } from '../command.ts'
import { draftOfFile, onOption, policyOption } from './source.ts'

export const draftCommand: Command = {
  name: 'draft',
  usage: 'AGENCY.yaml [--policy ID] [--on DAY] [--json]',
  ko: '현황으로 방침 초안을 만듭니다. 조항과 사실의 수, 해시를 보이고, --json이면 초안 전체를 출력합니다.',
  en: 'Drafts the policy from the registry: clauses, numbers of facts and the digest; with --json, all of it.',
  options: { policy: policyOption, on: onOption, json: jsonOption },
  async run(given, around) {
    const one = await draftOfFile(given.word(0, 'AGENCY.yaml'), given, around)
    around.print(given.flag('json') ? `${draftBytes(one).toString('utf8')}\n` : summary(one))
    return 0
  },
}

function summary(one: Draft): string {
  const rows = one.clauses.map(
    ({ number, title, facts }) =>
      `${`${number}.`.padStart(4)} ${title.ko} (${facts.length})\n     ${title.en} (${facts.length})`,
  )
  const facts = one.clauses.reduce((sum, clause) => sum + clause.facts.length, 0)
  return [
    one.title.ko,
    one.title.en,
    '',
    ...rows,
    '',
    `사실 ${facts}건 · ${facts} facts, sha256 ${digestOfDraft(one)}`,
    '',
  ].join('\n')
}
