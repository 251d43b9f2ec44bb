/** `jangseung init`: makes a data folder and adopts an agency file, or adopts a changed one. */
import { type Day, dayOf } from '../base/day.ts'
import { adopt, currentRegistry, readAgencyFile } from '../registry/registry.ts'
import { openStore } from '../store.ts'
import { type Command, commandFault, dataOption } from './command.ts'

export const initCommand: Command = {
  name: 'init',
  usage: '--agency FILE [--data DIR]',
  ko: '데이터 폴더를 만들고 기관 파일을 등록합니다. 이미 있으면 바뀐 기관 파일을 새 판으로 등록합니다.',
  en: 'Makes a data folder and adopts an agency file; in an existing one, adopts the changed file as a new version.',
  options: {
    data: dataOption,
    agency: { type: 'string', value: 'FILE', ko: '기관 파일 (YAML)', en: 'the agency file (YAML)' },
  },
  async run(given, around) {
    const file = given.text('agency')
    if (file === undefined) throw commandFault('command.missingArgument', { name: '--agency FILE' })
    const registry = await readAgencyFile(around.path(file), dayOf(around.clock.now()))
    await using store = await openStore({
      ...around,
      path: around.path(given.text('data') ?? 'data'),
      create: true,
      as: 'visiting',
    })
    const before = await currentRegistry(store.database.db, around.clock)
    const { version, receipt } = await adopt(
      { ledger: store.ledger, db: store.database.db, clock: around.clock },
      { registry, actor: { type: 'system', id: 'init' } },
    )
    const agency = version.registry.agency.name
    around.print(
      receipt === null
        ? `바뀐 것이 없습니다: ${agency.ko}\nNothing has changed: ${agency.en}\n`
        : `등록했습니다: ${agency.ko} (장부 ${receipt.leaf})\nAdopted: ${agency.en} (ledger entry ${receipt.leaf})\n`,
    )
    if (before !== undefined && receipt !== null) around.print(changed(before.registry.asOf, registry.asOf))
    around.print(`장부 검증 키 · the ledger’s verifier key:\n${store.signer.vkey}\n`)
    if (before === undefined) around.print(NEXT)
    return 0
  },
}

/** What comes after the first file: the first account, then the program. */
const NEXT =
  '\n다음 · Next:\n' +
  '  jangseung account setup LOGIN --name NAME   첫 관리자 계정 · the first administrator\n' +
  '  jangseung serve                             프로그램 실행 · runs the program\n'

/** What to do next when the registry is another than before. */
function changed(before: Day, after: Day): string {
  const sameDay =
    before === after
      ? `주의: 현황 기준일(asOf)이 ${after} 그대로입니다. 바뀐 현황의 기준일을 적으십시오.\n` +
        `Note: the reference day (asOf) is still ${after}. State that of the changed registry.\n`
      : ''
  return (
    sameDay +
    '공개된 방침이 달라지는지 jangseung policy propose로 확인하십시오.\n' +
    'See with jangseung policy propose whether the published policy changes.\n'
  )
}
