/** `jangseung import`: takes in a file of a mobile device. May run beside the program that owns the data. */
import { vaultKeys } from '../hourkeys.ts'
import { importFile, startRegistrar } from '../recording/recording.ts'
import { type Command, commandFault, dataOption, jsonOption } from './command.ts'
import { required, visitStore } from './given.ts'

export const importCommand: Command = {
  name: 'import',
  usage: 'FILE --device ID --category CODE --started ISO [--data DIR] [--json]',
  ko: '바디캠 등 이동형 기기의 영상 파일(MP4)을 넣습니다. 소리는 현황에서 허용한 기기가 아니면 넣지 않습니다.',
  en: 'Takes in a video file (MP4) of a mobile device. Sound is left out unless the registry allows it for the device.',
  options: {
    data: dataOption,
    device: { type: 'string', value: 'ID', ko: '기관 파일의 기기', en: 'the device, as in the agency file' },
    category: { type: 'string', value: 'CODE', ko: '촬영 구분', en: 'the recording category' },
    started: {
      type: 'string',
      value: 'ISO',
      ko: '촬영을 시작한 때, 예: 2026-11-22T09:30:00+09:00',
      en: 'when filming began, e.g. 2026-11-22T09:30:00+09:00',
    },
    json: jsonOption,
  },
  async run(given, around) {
    const path = around.path(given.word(0, 'FILE'))
    const startedAtMs = momentOf(required(given, 'started'))
    const request = {
      path,
      device: required(given, 'device'),
      category: required(given, 'category'),
      startedAtMs,
    }
    const { clock, disk, log, stop } = around
    await using store = await visitStore(given, around)
    const { db } = store.database
    const registry = await store.registry()
    const taken = await importFile(
      {
        db,
        registry,
        keySource: vaultKeys(store),
        clock,
        disk,
        cipher: 'aes-256-gcm',
        dataFolder: store.path,
        dataId: store.dataId,
      },
      {
        ...request,
        signal: stop,
        onProgress: ({ doneMs, ofMs }) =>
          around.progress(`\r${Math.floor((100 * doneMs) / Math.max(1, ofMs))} %`),
      },
    ).catch((error: unknown) => {
      throw stop.aborted && error === stop.reason ? commandFault('command.importStopped', {}, error) : error
    })
    around.progress('\r\u001b[K')
    const registrar = await startRegistrar({
      db,
      ledger: store.ledger,
      disk,
      clock,
      log,
      spoolFolder: store.folders.spool,
      mediaFolder: store.folders.media,
    })
    await registrar.close()
    if (given.flag('json')) around.print(`${JSON.stringify(taken)}\n`)
    else
      around.print(
        `넣었습니다: 영상 ${taken.segments}건, 뺀 소리 트랙 ${taken.audioTracksDropped}개\n` +
          `Taken in: ${taken.segments} segments; sound tracks left out: ${taken.audioTracksDropped}\n`,
      )
    return 0
  },
}

/** A moment with its offset from UTC, so that nobody's time zone is guessed. */
function momentOf(text: string): number {
  const isWhole = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
  const ms = isWhole ? Date.parse(text) : Number.NaN
  if (Number.isFinite(ms)) return ms
  const expected = '2026-11-22T09:30:00+09:00'
  throw commandFault('command.badArgument', { name: '--started', value: text, expected })
}
