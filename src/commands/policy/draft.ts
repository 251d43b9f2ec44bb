/**
 * `jangseung policy draft`: the policy as the registry has it, before anybody approves it. From an agency file, or from
 * the registry of a data folder, beside the text in force. Changes nothing.
 */
import { differences, digestOfDraft, type Draft, draft, draftBytes } from '../../policy/policy.ts'
import { type Arguments, type Command, dataOption, jsonOption, type Surroundings } from '../command.ts'
import { factsDiffer, shownDifference } from './diff.ts'
import { openKept } from './kept.ts'
import { lawDay, onOption, policyOption } from './source.ts'
import { textOf } from './texts.ts'

export const draftCommand: Command = {
  name: 'draft',
  usage: '[AGENCY.yaml | --data DIR] [--policy ID] [--on DAY] [--json]',
  ko: '현황으로 방침 초안을 만들어 조항별 사실의 수와 해시를 보입니다. 데이터 폴더이면 시행 중인 방침과 다른 것도 보입니다.',
  en: 'Drafts the policy from the registry: facts by clause, and the digest; of a data folder also what is new in it.',
  options: { data: dataOption, policy: policyOption, on: onOption, json: jsonOption },
  async run(given, around) {
    const [file] = given.words
    const { one, inForce } =
      file === undefined
        ? await draftOfFolder(given, around)
        : { one: await textOf(file, given, around), inForce: undefined }
    if (given.flag('json')) around.print(`${draftBytes(one).toString('utf8')}\n`)
    else around.print(summary(one) + (inForce === undefined ? '' : newIn(inForce, one)))
    return 0
  },
}

/** The draft of the registry in force, and the text in force, if there is one. */
async function draftOfFolder(
  given: Arguments,
  around: Surroundings,
): Promise<{ readonly one: Draft; readonly inForce: Draft | undefined }> {
  await using kept = await openKept(given, around)
  const policy = await kept.policy()
  const registry = await kept.store.registry()
  const version = await kept.policies.inForce(policy)
  return {
    one: draft({ registry, policy, on: lawDay(given, around), announcedOn: null, effectiveOn: null }),
    inForce: version && (await kept.policies.text(version.id)),
  }
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

function newIn(inForce: Draft, one: Draft): string {
  const found = differences(inForce, one)
  const { ko, en } = factsDiffer(found.length)
  return `\n시행 중인 방침과 ${ko} · ${en} from the policy in force\n${found.map(shownDifference).join('')}`
}
