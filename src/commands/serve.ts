/** `jangseung serve`: runs the program, whole or in a role, until it is asked to stop. */
import { startApp } from '../app.ts'
import { startOutpost } from '../outpost.ts'
import { openRemote } from '../remote.ts'
import { type Role, roles } from '../roles.ts'
import { openStore } from '../store.ts'
import type { Cipher } from '../vault/vault.ts'
import { type Arguments, type Command, commandFault, dataOption, type Surroundings } from './command.ts'
import { oneOf } from './given.ts'
import { fileGiven, standardInput } from './input.ts'

const ciphers: readonly Cipher[] = ['aes-256-gcm', 'aria-256-gcm']
/** A key, or a certificate with all that vouch for it. */
const MAX_PEM_BYTES = 1 << 20

export const serveCommand: Command = {
  name: 'serve',
  usage:
    '[--data DIR] [--role all|api|recorder|worker] [--host HOST] [--port PORT] [--address URL] [--tls-key FILE --tls-cert FILE] [--cipher NAME] [--api URL < TOKEN]',
  ko: '프로그램을 실행합니다. 멈추라고 할 때까지 녹화·파기·열람을 처리합니다.',
  en: 'Runs the program until it is asked to stop: records, destroys, and answers.',
  options: {
    data: dataOption,
    role: {
      type: 'string',
      value: 'ROLE',
      ko: 'all(기본) · api · recorder · worker',
      en: 'all (default), api, recorder or worker',
    },
    host: {
      type: 'string',
      value: 'HOST',
      ko: '기다릴 주소 (기본 127.0.0.1)',
      en: 'where to listen (default 127.0.0.1)',
    },
    port: {
      type: 'string',
      value: 'PORT',
      ko: '기다릴 포트 (기본 8080)',
      en: 'port to listen on (default 8080)',
    },
    address: {
      type: 'string',
      value: 'URL',
      ko: '앞에 둔 프록시의 https 주소',
      en: 'the https address of the proxy in front',
    },
    'tls-key': {
      type: 'string',
      value: 'FILE',
      ko: '서버 인증서의 개인 키 (PEM)',
      en: 'private key of the certificate (PEM)',
    },
    'tls-cert': {
      type: 'string',
      value: 'FILE',
      ko: '서버 인증서 (PEM)',
      en: 'certificate to serve HTTPS with (PEM)',
    },
    cipher: {
      type: 'string',
      value: 'NAME',
      ko: 'aes-256-gcm(기본) 또는 aria-256-gcm',
      en: 'aes-256-gcm (default) or aria-256-gcm',
    },
    api: {
      type: 'string',
      value: 'URL',
      ko: 'recorder 역할: 관리 서버 주소. 토큰은 표준 입력으로 받습니다',
      en: 'role recorder: where the api is; its token is read from standard input',
    },
  },
  async run(given, around) {
    const role = oneOf('--role', given.text('role') ?? 'all', Object.keys(roles) as Role[])
    const cipher = oneOf('--cipher', given.text('cipher') ?? 'aes-256-gcm', ciphers)
    if (role === 'recorder') return serveRecorder(given, around, cipher)
    return serveWithStore(given, around, role, cipher)
  },
}

async function serveWithStore(
  given: Arguments,
  around: Surroundings,
  role: Exclude<Role, 'recorder'>,
  cipher: Cipher,
): Promise<number> {
  if (role !== 'all' && around.databaseUrl === undefined)
    throw commandFault('command.missingArgument', { name: 'DATABASE_URL' })
  await using store = await openStore({
    ...around,
    path: around.path(given.text('data') ?? 'data'),
    create: false,
    as: role === 'worker' ? 'working' : 'recording',
  })
  await using app = await startApp(store, {
    ...around,
    role,
    cipher,
    address: given.text('address'),
    host: given.text('host') ?? '127.0.0.1',
    port: given.number('port', { least: 0, most: 65_535, otherwise: 8080 }),
    ...(await tlsOf(given, around)),
  })
  if (app.web) around.print(`${app.web.url}\n`)
  const code = app.web ? await app.staff.setupToken() : undefined
  if (code !== undefined)
    around.print(`첫 계정을 만들 일회용 설정 코드 · one-time set-up code for the first account:\n${code}\n`)
  await stopped(around.stop)
  return 0
}

async function tlsOf(given: Arguments, around: Surroundings) {
  const [key, cert] = [given.text('tls-key'), given.text('tls-cert')]
  if (key === undefined && cert === undefined) return {}
  if (key === undefined || cert === undefined)
    throw commandFault('command.missingArgument', { name: key === undefined ? '--tls-key' : '--tls-cert' })
  const read = async (name: string, file: string) =>
    (await fileGiven(around.path(file), name, MAX_PEM_BYTES)).toString('utf8')
  return { tls: { key: await read('--tls-key', key), cert: await read('--tls-cert', cert) } }
}

async function serveRecorder(given: Arguments, around: Surroundings, cipher: Cipher): Promise<number> {
  const api = given.text('api')
  if (api === undefined) throw commandFault('command.missingArgument', { name: '--api URL' })
  if (!/^https:\/\/|^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/]/.test(`${api}/`))
    throw commandFault('command.badArgument', { name: '--api', value: api, expected: 'https://…' })
  const { clock, disk, log } = around
  const dataFolder = around.path(given.text('data') ?? 'data')
  const remote = openRemote({ api, token: (await standardInput()).toString('utf8').trim() })
  await using _outpost = await startOutpost({ remote, dataFolder, cipher, clock, disk, log })
  await stopped(around.stop)
  return 0
}

/** Resolves when the program is asked to stop. */
export function stopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve()
  return new Promise((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }))
}
