/** `jangseung certificate [ID]`: lists the certificates of destruction, or prints one as people or machines read it. */
import { koreanTime } from '../base/day.ts'
import { certificate, certificateBytes, certificates, certificateText } from '../retention/retention.ts'
import { type Command, dataOption, jsonOption } from './command.ts'
import { visitStore } from './given.ts'

export const certificateCommand: Command = {
  name: 'certificate',
  usage: '[ID] [--data DIR] [--json]',
  ko: '파기확인서를 보여 줍니다. ID가 없으면 목록을 보여 줍니다.',
  en: 'Prints a certificate of destruction; without an ID, lists them.',
  options: { data: dataOption, json: jsonOption },
  async run(given, around) {
    const id = given.words[0]
    await using store = await visitStore(given, around)
    const { db } = store.database
    if (id !== undefined) {
      const found = await certificate({ db, ledger: store.ledger }, id)
      around.print(
        given.flag('json')
          ? `${certificateBytes(found).toString('utf8')}\n`
          : `${certificateText(found, 'ko')}\n\n${certificateText(found, 'en')}\n`,
      )
      return 0
    }
    const list = await certificates(db, { limit: 1000 })
    if (given.flag('json')) around.print(`${JSON.stringify(list)}\n`)
    else if (list.length === 0)
      around.print('아직 파기한 영상이 없습니다.\nNothing has been destroyed yet.\n')
    else
      for (const each of list)
        around.print(
          `${each.id}  ${koreanTime(each.doneAtMs)}  ${each.segments} segments  ${each.bytes} bytes\n`,
        )
    return 0
  },
}
