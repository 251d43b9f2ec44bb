/**
 * `jangseung secret NAME`: keeps a secret that an agency file refers to (`stream: secret:NAME`), such as the address
 * of a camera with its password. It is read from standard input, so that it stands in no history and no process list.
 */
import { openStore } from '../store.ts'
import { standardInput } from './input.ts'
import { type Command, commandFault, dataOption } from './command.ts'

export const secretCommand: Command = {
  name: 'secret',
  usage: 'NAME [--data DIR] < FILE',
  ko: '카메라 주소 같은 비밀을 암호화해 보관합니다. 값은 표준 입력으로 받습니다.',
  en: 'Keeps a secret, such as a camera’s address, encrypted. The value is read from standard input.',
  options: { data: dataOption },
  async run(given, around) {
    const name = given.word(0, 'NAME')
    const value = await standardInput()
    try {
      const text = value.toString('utf8').trim()
      if (text.length === 0) throw commandFault('command.missingArgument', { name: 'standard input' })
      if (name.startsWith('stream.') && !/^rtsps?:\/\//.test(text))
        throw commandFault('command.badArgument', { name, value: '…', expected: 'rtsp://… rtsps://…' })
      await using store = await openStore({
        ...around,
        path: around.path(given.text('data') ?? 'data'),
        create: false,
        as: 'visiting',
      })
      await store.keys.setSecret(name, Buffer.from(text, 'utf8'))
    } finally {
      value.fill(0)
    }
    around.print(`보관했습니다: ${name}\nKept: ${name}\n`)
    return 0
  },
}
