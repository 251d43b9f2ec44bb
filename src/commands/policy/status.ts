/** `jangseung policy status`: the policies that a data folder keeps, and whether what is in force is still true. */
import { type Command, dataOption, jsonOption } from '../command.ts'
import { factsDiffer, shownDifference } from './diff.ts'
import { openKept, versionText } from './kept.ts'

export const statusCommand: Command = {
  name: 'status',
  usage: '[--data DIR] [--json]',
  ko: '보관된 방침의 모든 판과, 시행 중인 글이 지금 현황과 다른 것을 보입니다.',
  en: 'Lists every version that is kept, and where the text in force is not what the registry says now.',
  options: { data: dataOption, json: jsonOption },
  async run(given, around) {
    await using kept = await openKept(given, around)
    const { policies } = kept
    const all = await policies.versions()
    const stated = (await kept.store.registry()).policies.map(({ id }) => id)
    const ids = [...new Set([...stated, ...all.map(({ policy }) => policy)])]
    const shown = await Promise.all(
      ids.map(async (policy) => ({
        policy,
        versions: all.filter((version) => version.policy === policy),
        drift: (await policies.drift(policy)) ?? null,
      })),
    )
    if (given.flag('json')) {
      around.print(`${JSON.stringify({ policies: shown })}\n`)
      return 0
    }
    for (const { policy, versions, drift } of shown) {
      around.print(`[${policy}]\n${versions.map(versionText).join('')}`)
      if (drift === null) continue
      const { ko, en } = factsDiffer(drift.differences.length)
      around.print(`  현황과 ${ko} · drifted: ${en}\n${drift.differences.map(shownDifference).join('')}\n`)
    }
    return 0
  },
}
