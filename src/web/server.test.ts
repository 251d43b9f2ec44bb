import assert from 'node:assert/strict'
import { once } from 'node:events'
import * as http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'
import { realClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { BYTES, forAnyone } from './route.ts'
import { createServer } from './server.ts'

/** A server of one route, which waits to be told and then answers `bytes`. */
async function serving(bytes: Buffer) {
  const asked = Promise.withResolvers<void>()
  const ready = Promise.withResolvers<void>()
  const spec = { method: 'GET', url: '/piece', summary: 'A piece', answer: BYTES } as const
  const route = forAnyone(spec, async () => {
    asked.resolve()
    await ready.promise
    return { contentType: 'video/mp4', bytes, wipe: true }
  })
  const app = await createServer({
    routes: [route],
    guard: () => Promise.resolve({ type: 'nobody' }),
    clock: realClock,
    log: silentLog,
    tls: undefined,
    behindProxy: false,
    isSecure: false,
    errorPage: () => undefined,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { app, asked, ready, port, [Symbol.asyncDispose]: () => app.close() }
}

/** Looks until the memory is given back. */
async function wiped(bytes: Buffer): Promise<void> {
  while (bytes.length > 0) await turn()
}

test('footage that was sent is wiped, once all of it has arrived', { timeout: 30_000 }, async () => {
  const bytes = Buffer.alloc(3_000_000, 7)
  await using server = await serving(bytes)
  server.ready.resolve()
  const answer = await fetch(`http://127.0.0.1:${server.port}/piece`)
  const received = Buffer.from(await answer.arrayBuffer())
  assert.ok(received.equals(Buffer.alloc(3_000_000, 7)))
  await wiped(bytes)
})

test(
  'footage is wiped when whoever asked for it was gone before it was ready',
  { timeout: 30_000 },
  async () => {
    const bytes = Buffer.alloc(3_000_000, 7)
    await using server = await serving(bytes)
    const request = http.get(`http://127.0.0.1:${server.port}/piece`)
    request.on('error', () => {}) // it is ended by us
    const [, [socket]] = await Promise.all([
      server.asked.promise,
      once(server.app.server, 'connection') as Promise<[Socket]>,
    ])
    request.destroy()
    await once(socket, 'close')
    server.ready.resolve()
    await wiped(bytes)
  },
)

test('footage is wiped when whoever asked for it goes in the middle of it', { timeout: 30_000 }, async () => {
  const bytes = Buffer.alloc(30_000_000, 7)
  await using server = await serving(bytes)
  server.ready.resolve()
  const request = http.get(`http://127.0.0.1:${server.port}/piece`)
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage]
  answer.on('error', () => {}) // it is ended by us
  await once(answer, 'data')
  assert.ok(bytes.length > 0, 'most of it is still to be sent')
  request.destroy()
  await wiped(bytes)
})
