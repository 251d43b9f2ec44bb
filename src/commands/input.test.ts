import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isFault } from '../base/fault.ts'
import { fileGiven } from './input.ts'

test('a file is read up to its bound; what cannot be read is told without its folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-input-'))
  try {
    const file = join(folder, 'ten')
    await writeFile(file, '0123456789')
    assert.equal((await fileGiven(file, 'FILE', 10)).toString(), '0123456789')
    for (const [path, bytes, reason] of [
      [file, 9, '> 9 bytes'],
      ['/dev/zero', 9, '> 9 bytes'],
      [folder, 9, 'EISDIR'],
      [join(folder, 'none'), 9, 'ENOENT'],
    ] as const)
      await assert.rejects(
        fileGiven(path, 'FILE', bytes),
        (error) =>
          isFault(error, 'command.fileUnreadable') &&
          error.message.includes(reason) &&
          !error.message.includes(tmpdir()),
      )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
