/**
 * `jangseung demo`: a whole agency with simulated cameras, from an empty folder to a page in the browser. Nothing in
 * it is special but the cameras: it runs the same program as `serve`.
 */
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { DEMO_CAMERAS, realCameras, simulatedCameras } from '../../demo/demo.ts'
import { DEMO, furnishOffice } from '../../demo/office.ts'
import { type App, startApp } from '../app.ts'
import type { Clock } from '../base/clock.ts'
import { dayOf } from '../base/day.ts'
import type { RecorderStatus } from '../recording/recording.ts'
import {
  adopt,
  readAgencyFile,
  recordableDevices,
  type Registry,
  registryVersions,
} from '../registry/registry.ts'
import type { Staff } from '../staff/staff.ts'
import { openStore, type Store } from '../store.ts'
import { type Arguments, type Command, commandFault, dataOption, type Surroundings } from './command.ts'
import { stopped } from './serve.ts'

const AGENCY = fileURLToPath(new URL('../../agencies/seoul-immigration.yaml', import.meta.url))
/** A day, so that a number with a slip of the finger is refused. */
const MOST_SECONDS = 86_400

export const demoCommand: Command = {
  name: 'demo',
  usage: '[--data DIR] [--agency FILE] [--port PORT] [--cameras N | --url RTSP…] [--exit-after SECONDS]',
  ko: '모의 카메라가 달린 기관 하나를 통째로 실행합니다.',
  en: 'Runs a whole agency with simulated cameras.',
  options: {
    data: {
      ...dataOption,
      ko: '데이터 폴더 (기본 ./data/demo)',
      en: 'the data folder (default ./data/demo)',
    },
    agency: {
      type: 'string',
      value: 'FILE',
      ko: '기관 파일 (기본 agencies/seoul-immigration.yaml). 데이터 폴더를 만들 때에만 읽습니다',
      en: 'the agency file (default agencies/seoul-immigration.yaml); read when the data folder is made',
    },
    port: {
      type: 'string',
      value: 'PORT',
      ko: '화면의 포트 (기본 8080, 쓰이고 있으면 다음 포트)',
      en: 'port of the page (default 8080; the next free one if taken)',
    },
    cameras: {
      type: 'string',
      value: 'N',
      ko: `모의 카메라 수 (기본 ${DEMO_CAMERAS})`,
      en: `how many simulated cameras (default ${DEMO_CAMERAS})`,
    },
    url: {
      type: 'string',
      multiple: true,
      value: 'RTSP',
      ko: '모의 카메라 대신 녹화할 실제 카메라 주소 (여러 번 쓸 수 있음)',
      en: 'a real camera to record instead of simulated ones (repeatable)',
    },
    'exit-after': {
      type: 'string',
      value: 'SECONDS',
      ko: '이 시간 뒤에 스스로 끝내고 결과를 JSON 한 줄로 출력',
      en: 'ends by itself after so long, and prints what was recorded as one line of JSON',
    },
  },
  async run(given, around) {
    const startedMs = around.clock.monotonic()
    const exitAfter = given.number('exit-after', { least: 0, most: MOST_SECONDS, otherwise: 0 })
    around.progress('데이터베이스를 시작합니다 · starting the database\n')
    await using store = await openStore({
      ...around,
      path: around.path(given.text('data') ?? 'data/demo'),
      create: true,
      as: 'recording',
    })
    const registry = await registryOf(store, given, around)
    await using cameras = await camerasFor(given, around, registry)
    const app = await startApp(store, {
      ...around,
      role: 'all',
      cipher: 'aes-256-gcm',
      host: '127.0.0.1',
      address: undefined,
      port: given.number('port', { least: 0, most: 65_535, otherwise: 8080 }),
      addressOf: (secret) => Promise.resolve(cameras.addresses.get(secret.replace(/^stream\./, ''))),
    })
    const first = firstSegment(app, around.clock, startedMs)
    try {
      const { staff, published } = app
      const { db } = store.database
      await furnishOffice({
        db,
        ledger: store.ledger,
        staff,
        policies: published.policies,
        registry,
        clock: around.clock,
      })
      around.print(`${app.web?.url ?? ''}\n${await welcome(staff, registry)}`)
      const cancel = exitAfter > 0 ? around.clock.after(exitAfter * 1000, () => around.end()) : undefined
      await stopped(around.stop)
      cancel?.()
    } finally {
      first.stop()
      await app[Symbol.asyncDispose]()
    }
    around.print(`${JSON.stringify(summary(app.recording(), await store.ledger.size(), first.afterMs()))}\n`)
    return 0
  },
}

/** That of an earlier start, or the agency file's, adopted now. */
async function registryOf(
  { database: { db }, ledger }: Store,
  given: Arguments,
  { clock, path }: Surroundings,
) {
  const [known] = await registryVersions(db)
  if (known) return known.registry
  const file = given.text('agency')
  const registry = await readAgencyFile(file === undefined ? AGENCY : path(file), dayOf(clock.now()))
  await adopt({ ledger, db, clock }, { registry, actor: DEMO })
  return registry
}

async function camerasFor(given: Arguments, { clock }: Surroundings, registry: Registry) {
  const devices = recordableDevices(registry)
    .filter((each) => each.class === 'fixed')
    .map(({ id }) => id)
  const urls = given.texts('url')
  const wrong = urls.find((url) => !/^rtsps?:\/\/[^\s]+$/.test(url))
  if (wrong !== undefined)
    throw commandFault('command.badArgument', { name: '--url', value: '…', expected: 'rtsp://… rtsps://…' })
  if (urls.length > 0) return realCameras(urls, devices)
  const count = given.number('cameras', { least: 0, most: devices.length, otherwise: DEMO_CAMERAS })
  return simulatedCameras({ count, devices, clock, password: randomBytes(12).toString('base64url') })
}

/**
 * One account that may watch and decide, made at the first start as a second one of the privacy officer; until it has a
 * password, each start prints a new code. The code for the administrator, who may not watch, is printed as `serve`
 * prints it.
 */
async function welcome(staff: Staff, registry: Registry): Promise<string> {
  const watching = await watcherCode(staff, registry)
  const setUp = await staff.setupToken()
  const lines = [
    watching &&
      `아이디 demo, 비밀번호를 정할 등록 코드 · login demo, code to set its password:\n${watching}\n`,
    setUp && `첫 관리자 계정을 만들 설정 코드 · set-up code for the first administrator:\n${setUp}\n`,
  ]
  return lines.filter(Boolean).join('')
}

async function watcherCode(staff: Staff, { officers }: Registry): Promise<string | undefined> {
  const accounts = await staff.accounts()
  const known = accounts.find(({ person }) => person?.login === 'demo')
  if (known !== undefined && known.state !== 'invited') return undefined
  if (known !== undefined) return (await staff.renewEnrolment(DEMO, known.id)).token
  const everything = { everything: true, sites: [], zones: [], devices: [], classes: [], exceptZones: [] }
  const { token } = await staff.createAccount(DEMO, {
    login: 'demo',
    name: '시연 담당자',
    roles: ['privacyOfficer'],
    officer: officers.find(({ role }) => role === 'privacyOfficer')?.id ?? null,
    grants: [
      {
        scope: everything,
        actions: ['view', 'live'],
        validFromMs: 0,
        validUntilMs: null,
        footageFromMs: null,
      },
    ],
  })
  return token
}

/** Notices when the first segment of this run was sealed. */
function firstSegment(app: App, clock: Clock, startedMs: number) {
  let afterMs: number | null = null
  let cancel = () => {}
  const look = () => {
    const isSealed = app.recording()?.cameras.some(({ segments }) => segments > 0)
    if (isSealed) afterMs = Math.round(clock.monotonic() - startedMs)
    else cancel = clock.after(LOOK_MS, look)
  }
  look()
  return { stop: () => cancel(), afterMs: () => afterMs }
}

const LOOK_MS = 100

function summary(status: RecorderStatus | undefined, size: number, firstSegmentMs: number | null) {
  const cameras = (status?.cameras ?? []).map((camera) => {
    const { device, codec, segments, bytes, lostPackets, gaps, tracks } = camera
    const seconds = Math.round(camera.seconds * 1000) / 1000
    return { id: device, codec, seconds, segments, bytes, lostPackets, gaps, tracks }
  })
  return { cameras, ledger: { size }, firstSegmentMs }
}
