import assert from 'node:assert/strict'
import { readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { dataFolder, MAIN, run, start } from '../../test/program.ts'
import { until } from '../../test/whole.ts'

const AGENCY = new URL('../../agencies/seoul-immigration.yaml', import.meta.url).pathname
/** Is read for as long as somebody reads it. */
const ENDLESS = '/dev/zero'
const STOPPED =
  '중단했습니다. 이 파일에서 넣은 것은 아무것도 남지 않았습니다. 같은 명령으로 처음부터 다시 넣을 수 있습니다.\n' +
  'Stopped. Nothing of this file was kept; the same command takes it in from the beginning.\n' +
  '[command.importStopped]\n'

/** Whether the process has that file open. Linux only. */
async function reads(pid: number, file: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`
  const open = (await readdir(folder)).map((name) => readlink(join(folder, name)).catch(() => ''))
  return (await Promise.all(open)).includes(file)
}

test(
  'an import that is asked to stop says what was kept, ends as the signal asks, and frees the data folder',
  { timeout: 120_000, skip: process.platform !== 'linux' && 'needs /proc to see what a process reads' },
  async (t) => {
    await using folder = await dataFolder()
    const data = ['--data', folder.path]
    assert.equal((await run(MAIN, ['init', '--agency', AGENCY, ...data])).code, 0)
    const device = ['--device', 'main-counter-body-01', '--category', 'service']
    const words = ['import', ENDLESS, ...device, '--started', '2026-11-22T09:30:00+09:00', ...data]
    for (const [signal, code, json] of [
      ['SIGINT', 130, false],
      ['SIGTERM', 143, true],
    ] as const) {
      await using importing = start(MAIN, json ? [...words, '--json'] : words)
      t.signal.addEventListener('abort', () => importing.signal('SIGKILL')) // it would read for ever
      await until(() => reads(importing.pid, ENDLESS))
      importing.signal(signal)
      assert.deepEqual(await importing.ended, { code, signal: null })
      assert.equal(importing.output(), '')
      const told = json
        ? JSON.parse(importing.errors()).error.code
        : importing.errors().replace(/^{.*}\n/gm, '')
      assert.equal(told, json ? 'command.importStopped' : STOPPED)
      assert.deepEqual(await folder.processes(), [], 'its PostgreSQL is stopped')
      assert.deepEqual(await readdir(join(folder.path, 'lock')), [], 'nobody has the data folder')
      assert.deepEqual(await readdir(join(folder.path, 'spool')), [], 'nothing waits, nothing is under way')
    }
    const checked = await run(MAIN, ['check', ...data])
    assert.deepEqual([checked.code, checked.output.slice(0, 3)], [0, '정상:'], checked.errors)
  },
)
