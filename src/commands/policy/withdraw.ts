/** `jangseung policy withdraw`: discards a draft, or withdraws what was announced before its day. */
import { type Command, dataOption, jsonOption } from '../command.ts'
import { asOption } from '../person.ts'
import { openKept, printVersion } from './kept.ts'

export const withdrawCommand: Command = {
  name: 'withdraw',
  usage: 'VERSION --as LOGIN [--data DIR] [--json] < PASSWORD',
  ko: '초안을 버리거나, 공고한 방침을 시행일 전에 철회합니다. 공고한 글은 제 주소에 남습니다.',
  en: 'Discards a draft, or withdraws an announced version before its day; its text stays at its address.',
  options: { as: asOption, data: dataOption, json: jsonOption },
  async run(given, around) {
    const version = given.word(0, 'VERSION')
    await using kept = await openKept(given, around)
    return printVersion(await kept.policies.withdraw(await kept.person(), { version }), given, around)
  },
}
