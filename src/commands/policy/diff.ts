/** `jangseung policy diff`: what two versions of a policy state differently, fact by fact. */
import { type Difference, differences } from '../../policy/policy.ts'
import { type Command, dataOption, jsonOption } from '../command.ts'
import { onOption, policyOption } from './source.ts'
import { textsOf } from './texts.ts'

export const diffCommand: Command = {
  name: 'diff',
  usage: 'BEFORE AFTER [--data DIR] [--policy ID] [--on DAY] [--json]',
  ko: '두 방침이 다르게 말하는 것을 사실별로 보입니다. 기관 파일, 초안(.json), 보관된 판을 적습니다. 다르면 1로 끝납니다.',
  en: 'Shows fact by fact what two policies state differently: agency files, drafts (.json), versions kept. Exits 1 if any.',
  options: { data: dataOption, policy: policyOption, on: onOption, json: jsonOption },
  async run(given, around) {
    const words = [given.word(0, 'BEFORE'), given.word(1, 'AFTER')]
    const [before, after] = await textsOf(words, given, around)
    const ids = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])
    const policies = [...ids].map((policy) => ({
      policy,
      differences: differences(before?.get(policy), after?.get(policy)),
    }))
    around.print(given.flag('json') ? `${JSON.stringify({ policies })}\n` : shown(policies))
    return policies.every((one) => one.differences.length === 0) ? 0 : 1
  },
}

function shown(
  policies: readonly { readonly policy: string; readonly differences: readonly Difference[] }[],
): string {
  return policies
    .map(({ policy, differences }) => {
      const { ko, en } = factsDiffer(differences.length)
      return `${policy}: ${ko} · ${en}\n${differences.map(shownDifference).join('')}`
    })
    .join('\n')
}

export function factsDiffer(count: number): { readonly ko: string; readonly en: string } {
  return { ko: `다른 사실 ${count}건`, en: count === 1 ? '1 fact differs' : `${count} facts differ` }
}

/** One difference in a few lines, in both languages. */
export function shownDifference({ clause, fact, label, before, after }: Difference): string {
  const lines = [`\n${fact}  [${clause}]\n  ${label.ko} · ${label.en}\n`]
  if (before !== null) lines.push(`  - ${before.ko}\n    ${before.en}\n`)
  if (after !== null) lines.push(`  + ${after.ko}\n    ${after.en}\n`)
  return lines.join('')
}
