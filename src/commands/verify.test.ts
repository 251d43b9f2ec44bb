import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { MAIN, start } from '../../test/program.ts'

test('a command that is asked to stop says so, and shows nothing of its inside', async () => {
  const server = createServer() // takes the request, never answers
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    await using running = start(MAIN, ['verify', '--url', `http://127.0.0.1:${port}/ledger/`])
    await once(server, 'request')
    running.signal('SIGINT')
    assert.deepEqual(await running.ended, { code: 130, signal: null })
    assert.equal(running.errors(), '취소했습니다.\nCancelled.\n[command.cancelled]\n')
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
