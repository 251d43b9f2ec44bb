import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { realDisk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import { writeForOthers } from './output.ts'

test('what is made for others can be read by them, and takes the place of files only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-output-'))
  const around = { disk: realDisk, path: (text: string) => join(folder, text) }
  const write = (file: string, text: string) => writeForOthers(around, file, Buffer.from(text))
  const server = createServer()
  try {
    for (const text of ['first', 'second']) {
      await write('made', text)
      assert.equal(await readFile(join(folder, 'made'), 'utf8'), text)
      assert.equal((await stat(join(folder, 'made'))).mode & 0o777, 0o666 & ~process.umask())
    }
    // A socket stands for every device here: it can be made without being root.
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve))
    await symlink('socket', join(folder, 'link'))
    await mkdir(join(folder, 'folder'))
    for (const file of ['socket', 'link', 'folder'])
      await assert.rejects(write(file, 'x'), (error) => isFault(error, 'command.badArgument'), file)
    assert.ok((await stat(join(folder, 'socket'))).isSocket())
  } finally {
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
})
