/** `jangseung check`: is everything on the disk as it must be? May run beside the program that owns the data. */
import { isFault } from '../base/fault.ts'
import { check, type CheckResult } from '../check.ts'
import { type Arguments, type Command, dataOption, jsonOption, type Surroundings } from './command.ts'
import { visitStore } from './given.ts'

export const checkCommand: Command = {
  name: 'check',
  usage: '[--data DIR] [--json]',
  ko: '디스크의 영상·장부·증명서가 기록과 모두 맞는지 점검합니다. 아무것도 바꾸지 않습니다.',
  en: 'Checks footage, ledger and certificates on the disk against the records. Changes nothing.',
  options: { data: dataOption, json: jsonOption },
  async run(given, around) {
    const result = await look(given, around)
    around.progress('\r\u001b[K')
    if (given.flag('json')) around.print(`${JSON.stringify(result)}\n`)
    else if (result.ok)
      around.print(
        `정상: 영상 ${result.segments}건, 파일 ${result.files}개\nOK: ${result.segments} segments, ${result.files} files\n`,
      )
    else around.print(`${result.findings.map(({ code, detail }) => `${code}  ${detail}`).join('\n')}\n`)
    return result.ok ? 0 : 1
  },
}

/** A folder that cannot even be opened is a finding too: a machine that asks gets its answer in the same form. */
async function look(given: Arguments, around: Surroundings): Promise<CheckResult> {
  try {
    await using store = await visitStore(given, around)
    return await check(store, {
      nowMs: around.clock.now(),
      signal: around.stop,
      onProgress(done, of) {
        around.stop.throwIfAborted()
        around.progress(`\r${done} / ${of}`)
      },
    })
  } catch (error) {
    if (!isFault(error) || error.code === 'command.cancelled' || !given.flag('json')) throw error
    return { ok: false, segments: 0, files: 0, findings: [{ code: error.code, detail: error.message }] }
  }
}
