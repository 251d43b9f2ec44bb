import assert from 'node:assert/strict'
import { constants } from 'node:fs'
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { realDisk } from './durable.ts'
import { isFault } from './fault.ts'

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'jangseung-durable-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** With what this process has opened a file: the flags of open(2), as proc(5) tells them in octal. */
async function flagsOf(path: string): Promise<number> {
  for (const fd of await readdir('/proc/self/fd')) {
    if ((await readlink(`/proc/self/fd/${fd}`).catch(() => '')) !== path) continue
    const told = await readFile(`/proc/self/fdinfo/${fd}`, 'utf8')
    return Number.parseInt(/^flags:\s+(\d+)$/m.exec(told)?.[1] ?? '', 8)
  }
  throw new Error('it is not open')
}

test(
  'of a durable file each write is synced; of another nothing is before it is asked',
  { skip: process.platform !== 'linux' && 'Linux tells how a file was opened' },
  async () => {
    await using folder = await temporaryFolder()
    for (const writes of ['durable', undefined] as const) {
      const path = join(folder.path, `${writes}`)
      const file = await realDisk.create(path, writes)
      await file.write([Buffer.from('one, '), Buffer.from('two')], 0)
      await file.sync()
      assert.equal(((await flagsOf(path)) & constants.O_DSYNC) !== 0, writes === 'durable')
      await file.close()
      assert.equal(await readFile(path, 'utf8'), 'one, two')
    }
  },
)

/** Where no file system lets a file reach: Linux refuses it with EFBIG. */
const BEYOND = Number.MAX_SAFE_INTEGER

test('a durable write that fails was not synced; another merely failed', async () => {
  await using folder = await temporaryFolder()
  for (const [writes, code] of [
    ['durable', 'disk.syncFailed'],
    [undefined, 'disk.failed'],
  ] as const) {
    const file = await realDisk.create(join(folder.path, code), writes)
    await assert.rejects(file.write(Buffer.from('bytes'), BEYOND), (error) => isFault(error, code))
    await file.close()
  }
})
