/**
 * `jangseung secret NAME`: keeps a secret that an agency file refers to (`stream: secret:NAME`), such as the address
 * of a camera with its password. It is read from standard input, so that it stands in no history and no process list.
 */
import { currentRegistry } from '../registry/registry.ts'
import { type Command, commandFault, dataOption } from './command.ts'
import { visitStore } from './given.ts'
import { standardInput } from './input.ts'

const NOBODYS =
  '주의: 현황의 어느 기기도 이 이름을 쓰지 않습니다. 이름을 확인하십시오.\n' +
  'Note: no device of the registry uses this name. Check how it is spelt.\n'

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
      await using store = await visitStore(given, around)
      await store.keys.setSecret(name, Buffer.from(text, 'utf8'))
      const devices = (await currentRegistry(store.database.db, around.clock))?.registry.devices ?? []
      if (name.startsWith('stream.') && !devices.some(({ stream }) => stream === name)) around.print(NOBODYS)
    } finally {
      value.fill(0)
    }
    around.print(`보관했습니다: ${name}\nKept: ${name}\n`)
    return 0
  },
}
