/**
 * `jangseung policy publish`: puts in force what was announced and whose day has come, as the running program does by
 * itself. Needs nobody's word, because it decides nothing; and goes by the same guarded clock as destruction.
 */
import { type Command, dataOption, jsonOption } from '../command.ts'
import { openKept, versionText } from './kept.ts'

export const publishCommand: Command = {
  name: 'publish',
  usage: '[--data DIR] [--json]',
  ko: '공고한 방침 가운데 시행일이 된 것을 시행합니다. 프로그램이 켜져 있으면 스스로 합니다.',
  en: 'Puts in force what was announced and whose day has come; the running program does it by itself.',
  options: { data: dataOption, json: jsonOption },
  async run(given, around) {
    await using kept = await openKept(given, around)
    const publication = await kept.policies.publishDue()
    await kept.policies.followDrift()
    if (given.flag('json')) {
      around.print(`${JSON.stringify(publication)}\n`)
      return 0
    }
    const done = [...publication.published, ...publication.overtaken]
    around.print(
      done.length === 0
        ? '시행일이 된 방침이 없습니다.\nNothing is due.\n'
        : done.map(versionText).join('\n'),
    )
    if (publication.clock !== 'agrees')
      around.print(
        `서버의 시각이 의심스러워(${publication.clock}) 확인된 시각까지만 처리했습니다.\n` +
          `The clock is in doubt (${publication.clock}); only what was due by the time that is known was done.\n`,
      )
    return 0
  },
}
