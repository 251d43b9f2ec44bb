/**
 * How long somebody waits for a random second of a random camera of the last month, through the real HTTP server: from
 * `POST /api/v1/viewings`, which is recorded in the ledger first, through playlist and initialisation segment to the
 * first byte of the fragment that holds the second. The catalogue has four million segments.
 *
 * Beside it a control, not another product: what a recorder without a catalogue does, which lists the folder of that
 * day and opens every file of it to learn its time. And the timeline of a camera's 30 days, beside listing 30 folders.
 */
import { randomInt } from 'node:crypto'
import { mkdir, open, readdir, stat, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { present } from '../src/base/assert.ts'
import { realClock } from '../src/base/clock.ts'
import { addDays, type Day, dayStart } from '../src/base/day.ts'
import { adoptAgency, camera, type MovedClock, movedClock, openScratchStore } from './agency.ts'
import { fillCatalogue, type Sealed, sealSome, SEGMENT_SECONDS } from './archive.ts'
import { type Benchmark, bounded, type Figure, median, quantile } from './figure.ts'
import { encodeFilm, hasFfmpeg, openFilm } from './film.ts'
import { SEGMENTS_A_DAY } from './nights.ts'
import { scratchFolder, startProgram } from './scratch.ts'
import type { Address } from './server.ts'

const FIRST_DAY = '2027-01-01' as Day
const DAYS = 30
const CAMERAS = 93
const DAY_MS = 86_400_000
/** Segments that can really be opened, and how often each is. */
const FILES = 100
const SECONDS_EACH = 5
const WARM_UP = 20
const TIMELINES = 60
const WALKS = 20
const MOST_MS = 100
/** After each viewing the server's clock goes on by so much: it lets one address open one every two seconds. */
const BETWEEN_MS = 2100
const HEAD_BYTES = 4096

export const seek: Benchmark = {
  name: 'seek',
  says: '4,017,600 catalogued segments: a random second from POST /viewings to its first byte; a 30-day timeline',
  async run(progress) {
    await using scratch = await scratchFolder()
    const data = join(scratch.folder, 'data')
    const clock = movedClock(dayStart(FIRST_DAY) - realClock.now())
    const sealed = await prepare(data, scratch.folder, clock, progress)
    const times = await measured(data, clock, sealed, progress)
    // Last: its tens of thousands of new files are written back for a minute, and every sync meanwhile waits for them.
    return figuresOf(times, await directoryWalks(scratch.folder, progress))
  },
}

async function prepare(
  data: string,
  folder: string,
  clock: MovedClock,
  progress: (text: string) => void,
): Promise<Sealed[]> {
  await using store = await openScratchStore(data, clock)
  await adoptAgency(store, clock, CAMERAS)
  clock.pass((DAYS + 1) * DAY_MS)
  progress(`filling the catalogue: ${CAMERAS} cameras × ${DAYS} days × ${SEGMENTS_A_DAY} segments`)
  await fillCatalogue(store, { firstDay: FIRST_DAY, days: DAYS, cameras: CAMERAS })
  const withFfmpeg = hasFfmpeg()
  if (withFfmpeg) encodeFilm(folder)
  const film = await openFilm(folder, withFfmpeg)
  return await sealSome(store, film, FILES, (done) => progress(`sealing ${done} of ${FILES} segments`))
}

/** How long each took, in milliseconds: to the first byte, of it to the opened viewing; and a timeline. */
type Times = { readonly whole: number[]; readonly opening: number[]; readonly lines: number[] }

async function measured(
  data: string,
  clock: MovedClock,
  sealed: readonly Sealed[],
  progress: (text: string) => void,
): Promise<Times> {
  await using server = startProgram(fileURLToPath(new URL('server.ts', import.meta.url)), [
    data,
    String(clock.passedMs()),
  ])
  using client = new Client(await server.next<Address>())
  const whole: number[] = []
  const opening: number[] = []
  const times = WARM_UP + sealed.length * SECONDS_EACH
  for (let turn = 0; turn < times; turn++) {
    if (turn % 20 === 0) progress(`random second ${turn} of ${times}`)
    const segment = present(sealed[randomInt(sealed.length)], 'there are segments')
    const { openedMs, firstByteMs } = await seekOnce(client, segment)
    server.send({ passMs: BETWEEN_MS })
    await server.next()
    if (turn < WARM_UP) continue
    whole.push(firstByteMs)
    opening.push(openedMs)
  }
  const lines: number[] = []
  for (let turn = 0; turn < TIMELINES; turn++) {
    if (turn % 20 === 0) progress(`timeline ${turn} of ${TIMELINES}`)
    lines.push(await timelineOnce(client, camera(1 + randomInt(CAMERAS))))
    server.send({ passMs: BETWEEN_MS })
    await server.next()
  }
  return { whole, opening, lines }
}

function figuresOf({ whole, opening, lines }: Times, walks: Walks): Figure[] {
  return [
    bounded('a random second, first byte, p50', 'ms', median(whole), null, walks.dayMs),
    bounded('a random second, first byte, p99', 'ms', quantile(whole, 0.99), MOST_MS),
    bounded('of it POST /viewings, p50', 'ms', median(opening), null),
    bounded('timeline of 30 days, one camera, p50', 'ms', median(lines), null, walks.monthMs),
  ]
}

/** One viewing of a random second. Closing it is not part of the time. */
async function seekOnce(
  client: Client,
  { id, device, startedAtMs }: Sealed,
): Promise<{ openedMs: number; firstByteMs: number }> {
  const second = randomInt(SEGMENT_SECONDS)
  const fromMs = startedAtMs + second * 1000
  const from = realClock.monotonic()
  const { viewing, playlist } = await client.json<{ viewing: { id: string }; playlist: string }>(
    'POST',
    '/api/v1/viewings',
    { device, fromMs, toMs: fromMs + 1000, purpose: 'facility-safety', basis: '25-1-3' },
  )
  const openedMs = realClock.monotonic() - from
  const text = (await client.fetch('GET', playlist)).bytes.toString('utf8')
  const pieces = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const init = /#EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1]
  const base = playlist.slice(0, playlist.lastIndexOf('/') + 1)
  const piece = present(pieces[0], 'the playlist has the second')
  if (!piece.includes(id)) throw new Error('the playlist leads elsewhere')
  await client.fetch('GET', base + present(init, 'the playlist has an initialisation segment'))
  const { firstByteAt } = await client.fetch('GET', base + piece)
  await client.json('POST', `/api/v1/viewings/${viewing.id}/close`)
  return { openedMs, firstByteMs: firstByteAt - from }
}

async function timelineOnce(client: Client, device: string): Promise<number> {
  const [fromMs, toMs] = [dayStart(FIRST_DAY), dayStart(addDays(FIRST_DAY, DAYS))]
  const from = realClock.monotonic()
  const { footage } = await client.json<{ footage: unknown[] }>(
    'GET',
    `/api/v1/devices/${device}/timeline?fromMs=${fromMs}&toMs=${toMs}`,
  )
  if (footage.length === 0) throw new Error('the timeline is empty')
  return realClock.monotonic() - from
}

type Walks = { readonly dayMs: number; readonly monthMs: number }

/** The control: folders of files, their names and heads read (a day), or only their names and sizes (a month). */
async function directoryWalks(folder: string, progress: (text: string) => void): Promise<Walks> {
  progress('directory walks, for comparison')
  const days = Array.from({ length: DAYS }, (_, day) => join(folder, 'walked', addDays(FIRST_DAY, day)))
  for (const day of days) {
    await mkdir(day, { recursive: true })
    for (let minute = 0; minute < SEGMENTS_A_DAY; minute++)
      await writeFile(join(day, `${minute}.mp4`), Buffer.alloc(HEAD_BYTES))
  }
  const dayMs: number[] = []
  for (let turn = 0; turn < WALKS; turn++) {
    const day = present(days[randomInt(days.length)], 'there are days')
    const from = realClock.monotonic()
    for (const name of await readdir(day)) await readHead(join(day, name))
    dayMs.push(realClock.monotonic() - from)
  }
  const monthMs: number[] = []
  for (let turn = 0; turn < WALKS / 4; turn++) {
    const from = realClock.monotonic()
    for (const day of days) for (const name of await readdir(day)) await stat(join(day, name))
    monthMs.push(realClock.monotonic() - from)
  }
  return { dayMs: median(dayMs), monthMs: median(monthMs) }
}

async function readHead(path: string): Promise<void> {
  await using file = await open(path)
  await file.read(Buffer.allocUnsafe(HEAD_BYTES), 0, HEAD_BYTES, 0)
}

/** A browser's side: one connection that is kept, the session's cookie, our own page's origin. */
class Client {
  readonly #address: Address
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })

  constructor(address: Address) {
    this.#address = address
  }

  fetch(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly bytes: Buffer; readonly firstByteAt: number }> {
    const { url, cookie } = this.#address
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      cookie,
      ...(method === 'GET' ? {} : { origin: url }),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
    }
    return new Promise((resolve, reject) => {
      const asked = request(new URL(path, url), { method, headers, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = []
        let firstByteAt = 0
        response.on('data', (chunk: Buffer) => {
          if (chunks.push(chunk) === 1) firstByteAt = realClock.monotonic()
        })
        response.once('error', reject)
        response.once('end', () => {
          const bytes = Buffer.concat(chunks)
          if (response.statusCode === 200) resolve({ bytes, firstByteAt })
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${bytes.toString('utf8')}`))
        })
      })
      asked.once('error', reject)
      asked.end(text)
    })
  }

  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return JSON.parse((await this.fetch(method, path, body)).bytes.toString('utf8')) as T
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }
}
