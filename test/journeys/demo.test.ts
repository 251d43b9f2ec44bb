/**
 * The program from the outside, as a newcomer has it: started in an empty folder, stopped, killed, started again. And
 * what lies on its disk, byte by byte.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { demoMounts, demoScenes, startCameras } from '../../demo/cameras.ts'
import { present } from '../../src/base/assert.ts'
import { realClock } from '../../src/base/clock.ts'
import { realDisk } from '../../src/base/durable.ts'
import { fileRoot } from '../../src/vault/vault.ts'
import { dataFolder, MAIN, opened, run, RUN, start } from '../program.ts'
import type { DataFolder } from '../program.ts'
import { filmOf, until } from '../whole.ts'
import { film, scan, secret, WINDOW_BYTES } from './scan.ts'

const URL_LINE = /^http:\/\/127\.0\.0\.1:\d+$/
const CODE_LINE = /^(?:[0-9a-z]{4}-){7}[0-9a-z]{4}$/
const CAMERA_PASSWORD = 'wind over the stone stairs 7'
const PERSON_PASSWORD = 'a lantern left beside the well'
const DEVICE = 'main-corridor-01'
const RECORDED = [
  'main-lobby-01',
  'main-entrance-01',
  'main-corridor-01',
  'main-parking-01',
  'main-detention-01',
  'sejong-waiting-01',
]

test('from an empty folder: recorded, checked, killed, started again, and nothing in clear', async (t) => {
  await using folder = await dataFolder()
  const data = ['--data', 'data']
  const here = { folder: folder.home }
  let code = ''
  let setUp = ''
  let session = ''
  let kept: ReturnType<typeof secret> = []

  await t.test('demo: six cameras recorded without loss, told in one line of JSON', async () => {
    const {
      code: status,
      output,
      errors,
    } = await run(MAIN, ['demo', ...data, '--port', '0', '--exit-after', '12'], here)
    assert.equal(status, 0, errors)
    const lines = output.trimEnd().split('\n')
    assert.match(lines[0] ?? '', URL_LINE)
    code = present(
      lines.find((line) => CODE_LINE.test(line)),
      'an enrolment code is printed',
    )
    const { cameras, ledger, firstSegmentMs, ...rest } = JSON.parse(lines.at(-1) ?? '') as Summary
    assert.deepEqual(rest, {})
    assert.deepEqual(Object.keys(ledger), ['size'])
    assert.ok(ledger.size >= 4)
    assert.ok(firstSegmentMs === null || firstSegmentMs > 0)
    assert.deepEqual(cameras.map(({ id }) => id).toSorted(), RECORDED.toSorted())
    for (const camera of cameras) {
      const { codec, seconds, segments, bytes, ...others } = camera
      assert.equal(codec, camera.id === 'sejong-waiting-01' ? 'h265' : 'h264')
      assert.ok(seconds > 5 && segments >= 1 && bytes > 10_000, JSON.stringify(camera))
      assert.deepEqual(others, { id: camera.id, lostPackets: 0, gaps: 0, tracks: ['video'] })
    }
    await nothingRuns(folder)
  })

  await t.test('check and verify find everything as it must be', async () => {
    const checked = await run(MAIN, ['check', ...data, '--json'], here)
    assert.equal(checked.code, 0, checked.output + checked.errors)
    const { ok, segments, files, findings } = JSON.parse(checked.output) as Record<string, unknown>
    assert.deepEqual([ok, findings], [true, []])
    assert.ok(segments === files && Number(segments) >= RECORDED.length)
    const verified = await run(MAIN, ['verify', ...data, '--json'], here)
    assert.equal(verified.code, 0, verified.output + verified.errors)
    assert.equal((JSON.parse(verified.output) as { ok: boolean }).ok, true)
  })

  const mounts = await demoMounts(
    demoScenes.filter(({ id }) => id === 'corridor'),
    CAMERA_PASSWORD,
  )
  await using cameras = await startCameras({ clock: realClock, mounts })
  const camera = cameras.camera('corridor')

  await t.test(
    'serve, where the port is taken: takes the next one, and records the address it was given',
    async () => {
      const stored = await run(MAIN, ['secret', `stream.${DEVICE}`, ...data], { ...here, input: camera.url })
      assert.equal(stored.code, 0, stored.errors)
      kept = await secretsOf(folder.path)
      await using taken = await listener()
      await using program = start(MAIN, ['serve', ...data, '--port', `${taken.port}`], here)
      const url = await program.line(URL_LINE)
      assert.notEqual(new URL(url).port, `${taken.port}`)
      setUp = await program.line(CODE_LINE)
      await post(url, 'enrolment', { token: code, password: PERSON_PASSWORD })
      const signedIn = await post(url, 'session', { login: 'demo', password: PERSON_PASSWORD })
      session = present(/^[^=]+=([^;]+)/.exec(signedIn.headers.get('set-cookie') ?? '')?.[1], 'a cookie')
      await until(() => camera.stats().frames >= 45)
      program.signal('SIGKILL')
      assert.deepEqual(await program.ended, { code: null, signal: 'SIGKILL' })
    },
  )

  await t.test('killed: its PostgreSQL runs on, and nothing on the disk can be read', async () => {
    const server = present(await folder.server(), 'PostgreSQL was left')
    if (existsSync('/proc')) assert.ok((await folder.processes()).includes(server))
    const needles = await needlesOf(folder)
    const { found, bytes } = await scan(folder.path, needles, [join('vault', 'root.key')])
    t.diagnostic(`${bytes >> 20} MiB scanned for ${needles.length} needles`)
    assert.deepEqual(found, [])
  })

  await t.test('the scan sees what is planted, a run of video, a parameter set, a password', async () => {
    const lobby = await filmOf('lobby')
    const nal = present(lobby.pictures[20]?.nals.at(-1), 'a picture')
    const [sps] = lobby.parameterSets
    const planted = {
      // Odd places and a length that holds a whole window wherever it begins.
      'media/planted.part': nal.subarray(101, 101 + 2 * WINDOW_BYTES - 1),
      'postgres/base/planted': present(sps, 'a parameter set'),
      'spool/planted': Buffer.from(Buffer.from(CAMERA_PASSWORD).toString('hex')),
    }
    for (const [name, bytes] of Object.entries(planted)) {
      const path = join(folder.home, 'planted', name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, Buffer.concat([Buffer.alloc(9_000_001, 7), bytes, Buffer.alloc(77, 9)]))
    }
    const { found } = await scan(join(folder.home, 'planted'), await needlesOf(folder))
    assert.deepEqual([...new Set(found.map(({ file }) => file))].toSorted(), Object.keys(planted).toSorted())
  })

  await t.test('started again after the kill, and ended by Ctrl-C at a terminal', async (t) => {
    if (!(await isInstalled())) return t.skip('packages were not installed by run.mjs')
    await using program = start(RUN, ['demo', ...data, '--port', '0'], { ...here, group: true })
    await program.line(URL_LINE)
    // The terminal tells everybody in the group at once: run.mjs and the program.
    program.signal('SIGINT', 'group')
    assert.deepEqual(await program.ended, { code: 0, signal: null }, program.errors())
    await nothingRuns(folder)
  })

  await t.test('started again, and ended by a signal to run.mjs alone', async (t) => {
    if (!(await isInstalled())) return t.skip('packages were not installed by run.mjs')
    await using program = start(RUN, ['demo', ...data, '--port', '0'], { ...here, group: true })
    await program.line(URL_LINE)
    program.signal('SIGINT')
    assert.deepEqual(await program.ended, { code: 0, signal: null }, program.errors())
    await nothingRuns(folder)
  })

  await t.test('started again, and run.mjs killed outright: the program ends by itself', async (t) => {
    if (!(await isInstalled())) return t.skip('packages were not installed by run.mjs')
    await using program = start(RUN, ['demo', ...data, '--port', '0'], { ...here, group: true })
    await program.line(URL_LINE)
    program.signal('SIGKILL')
    await nothingRuns(folder)
    const checked = await run(MAIN, ['check', ...data, '--json'], here)
    assert.equal(checked.code, 0, checked.output + checked.errors)
  })

  /** All that must not be found. */
  async function needlesOf({ path }: DataFolder) {
    const films = await Promise.all(demoScenes.map(async ({ id }) => film(id, await filmOf(id))))
    const root = await fileRoot({ path: join(path, 'vault', 'root.key'), disk: realDisk }).read()
    return [
      ...films.flat(),
      ...kept,
      ...secret('root key', present(root, 'a root').key),
      ...secret("camera's password", CAMERA_PASSWORD),
      ...secret("camera's password in an address", encodeURIComponent(CAMERA_PASSWORD)),
      ...secret('enrolment code', code),
      ...secret('enrolment code without hyphens', code.replaceAll('-', '')),
      ...secret('set-up code', setUp),
      ...secret('set-up code without hyphens', setUp.replaceAll('-', '')),
      ...secret("person's password", PERSON_PASSWORD),
      // Its first half, an identifier, stands in the database; without the signature it opens nothing.
      ...secret('session cookie', session),
      ...secret('session cookie, unescaped', decodeURIComponent(session)),
    ]
  }
})

type Summary = {
  readonly cameras: readonly {
    readonly id: string
    readonly codec: string
    readonly seconds: number
    readonly segments: number
    readonly bytes: number
    readonly lostPackets: number
    readonly gaps: number
    readonly tracks: readonly string[]
  }[]
  readonly ledger: { readonly size: number }
  readonly firstSegmentMs: number | null
}

/** Of the program nothing runs on. What is ending may be listed for some moments more, on a busy machine for many. */
async function nothingRuns(folder: DataFolder): Promise<void> {
  await until(async () => (await folder.processes()).length === 0)
}

/** The program's own secrets, read with the root as the program reads them. */
async function secretsOf(path: string) {
  await using store = await opened(path, 'visiting')
  const pkcs8 = present(await store.keys.secret('ledger.signing-key'), 'a signing key')
  const sessions = present(await store.keys.secret('web.session-secret'), 'a session secret')
  return [
    ...secret("ledger's private key", pkcs8),
    ...secret("ledger's private key, bare", pkcs8.subarray(-32)),
    ...secret('secret of sessions', sessions),
  ]
}

/** Something else that has the port. */
async function listener() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

async function post(url: string, path: string, body: object): Promise<Response> {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(body),
  })
  assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`)
  return answer
}

/** Whether run.mjs would find all packages in place; a test must not install any. */
async function isInstalled(): Promise<boolean> {
  const root = dirname(RUN)
  const stamp = await readFile(join(root, 'node_modules/.jangseung-installed'), 'utf8').catch(() => '')
  const lock = await readFile(join(root, 'package-lock.json'))
  return stamp === createHash('sha256').update(lock).digest('hex')
}
