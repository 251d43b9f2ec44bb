/**
 * What recording costs: the real recorder (RTSP, fragmented MP4, encryption, hash, fsync every second, manifests)
 * in one process, beside one `ffmpeg -c copy -f segment` per camera, which neither encrypts, nor hashes, nor syncs.
 *
 * Both record the same simulated cameras at the same time and are counted over the same minutes: what a machine does
 * besides can change the cost of both by a fifth within ten minutes. Counting begins once some time has passed, and
 * ends before anything is closed: the start of a process, connecting and probing are not counted for either, because
 * both run for months.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { realClock } from '../src/base/clock.ts'
import { type Benchmark, bounded, compared, type Figure, median } from './figure.ts'
import { encodeFilm, hasFfmpeg } from './film.ts'
import type { Counted } from './recorder.ts'
import { ownedProcess, type Program, scratchFolder, startProgram } from './scratch.ts'

const LOADS = [8, 32]
const ROUNDS = 3
/**
 * Until the code of a program that runs round the clock is compiled and its memory has found its size: with eight cameras,
 * which bring little to learn from, what a minute costs goes down until the sixth and stays there (docs/ref/benchmarks.md).
 */
const SETTLE_MS = 360_000
/** The minute before that by which it can be seen what settling is worth: the second. */
const EARLY_MS = 60_000
/** A minute: in each, every camera ends one segment and begins the next. */
const COUNTED_MS = 60_000
const START_LIMIT_MS = 60_000
const LOOK_MS = 200
const SEGMENT_SECONDS = 60
/** Clock ticks a second in /proc (proc(5): sysconf(_SC_CLK_TCK), 100 on every Linux in use). */
const TICKS_PER_SECOND = 100

type Cost = {
  readonly cpuSeconds: number
  readonly rssBytes: number
  readonly bitsPerSecond: number
}

/** What both cost over the same minute; nothing for ffmpeg where it is not installed. */
type Minute = { readonly ours: Counted; readonly theirs: Cost | undefined }

export const ingest: Benchmark = {
  name: 'ingest',
  says: 'the recorder, 1080p15 at 3.1 Mbit/s, encrypted, hashed, synced, beside one ffmpeg -c copy per camera without',
  async run(progress) {
    await using scratch = await scratchFolder()
    const withFfmpeg = hasFfmpeg()
    progress('making the film')
    if (withFfmpeg) encodeFilm(scratch.folder)
    const figures: Figure[] = []
    for (const cameras of LOADS) {
      await using source = startProgram(program('cameras.ts'), [
        scratch.folder,
        withFfmpeg ? 'encoded' : 'padded',
        String(cameras),
      ])
      const urls = await source.next<string[]>()
      const minutes = await recorded(urls, withFfmpeg, (doing) => progress(`${cameras} cameras, ${doing}`))
      figures.push(...figuresOf(cameras, minutes))
    }
    return figures
  },
}

function figuresOf(cameras: number, { early, rounds }: Recorded): Figure[] {
  const hours = (cameras * COUNTED_MS) / 3_600_000
  const middle = (minutes: readonly Minute[], pick: (cost: Cost) => number) => {
    const theirs = minutes.flatMap((minute) => minute.theirs ?? [])
    return {
      our: median(minutes.map(({ ours }) => pick(ours))),
      their: theirs.length === 0 ? null : median(theirs.map(pick)),
    }
  }
  const cpuOf = (minutes: readonly Minute[]) => middle(minutes, ({ cpuSeconds }) => cpuSeconds / hours)
  const [cpu, cpuEarly] = [cpuOf(rounds), cpuOf([early])]
  const memory = middle(rounds, ({ rssBytes }) => rssBytes / cameras / 1e6)
  const rate = middle(rounds, ({ bitsPerSecond }) => bitsPerSecond / 1e6)
  const lost = Math.max(...[early, ...rounds].map(({ ours }) => ours.lostPackets))
  const at = `${cameras} cameras`
  return [
    compared(`CPU per camera-hour, ${at}`, 's', cpu.our, cpu.their, { atMost: 0.5 }),
    compared(`the same in the second minute, ${at}`, 's', cpuEarly.our, cpuEarly.their, null),
    compared(`memory (RSS) per camera, ${at}`, 'MB', memory.our, memory.their, null),
    compared(`received per camera, ${at}`, 'Mbit/s', rate.our, rate.their, null),
    bounded(`packets lost, ${at}`, 'packets', lost, 0),
  ]
}

/** What was counted before the recorder had settled, and after. */
type Recorded = { readonly early: Minute; readonly rounds: readonly Minute[] }

async function recorded(
  urls: readonly string[],
  withFfmpeg: boolean,
  progress: (doing: string) => void,
): Promise<Recorded> {
  await using stack = new AsyncDisposableStack()
  progress('starting')
  const recorder = await startRecorder(urls, stack)
  const ffmpeg = withFfmpeg ? await startFfmpeg(urls, stack) : undefined
  const count = async (): Promise<Minute> => {
    recorder.send('begin')
    const from = await ffmpeg?.read()
    await realClock.sleep(COUNTED_MS)
    recorder.send('count')
    const to = await ffmpeg?.read()
    return { ours: await recorder.next<Counted>(), theirs: from && to && costBetween(from, to, urls.length) }
  }
  progress('settling')
  await realClock.sleep(EARLY_MS)
  const early = await count()
  await realClock.sleep(SETTLE_MS - EARLY_MS - COUNTED_MS)
  const rounds: Minute[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    progress(`round ${round} of ${ROUNDS}`)
    rounds.push(await count())
  }
  recorder.send('end')
  await recorder.next()
  return { early, rounds }
}

async function startRecorder(urls: readonly string[], stack: AsyncDisposableStack): Promise<Program> {
  const { folder } = stack.use(await scratchFolder())
  const recorder = stack.use(startProgram(program('recorder.ts'), [join(folder, 'data'), ...urls]))
  await recorder.next()
  return recorder
}

/** What ffmpeg's processes have used and written since they began, and what they hold. */
type Reading = { readonly cpuSeconds: number; readonly rssBytes: number; readonly bytes: number }

async function startFfmpeg(urls: readonly string[], stack: AsyncDisposableStack) {
  const scratch = stack.use(await scratchFolder())
  const processes: ChildProcess[] = []
  const folders: string[] = []
  for (const [index, url] of urls.entries()) {
    const folder = join(scratch.folder, String(index))
    await mkdir(folder)
    folders.push(folder)
    processes.push(stack.use(ownedProcess(spawnFfmpeg(url, folder))).child)
  }
  await begun(folders)
  return {
    read: async (): Promise<Reading> => ({
      cpuSeconds: await cpuSeconds(processes),
      rssBytes: await residentBytes(processes),
      bytes: await bytesIn(folders),
    }),
  }
}

function costBetween(from: Reading, to: Reading, cameras: number): Cost {
  return {
    cpuSeconds: to.cpuSeconds - from.cpuSeconds,
    rssBytes: to.rssBytes,
    bitsPerSecond: ((to.bytes - from.bytes) * 8) / cameras / (COUNTED_MS / 1000),
  }
}

function spawnFfmpeg(url: string, folder: string): ChildProcess {
  const words =
    `-nostdin -hide_banner -loglevel error -rtsp_transport tcp -allowed_media_types video -i ${url} -map 0:v -c copy ` +
    `-f segment -segment_time ${SEGMENT_SECONDS} -segment_format mp4 ` +
    `-segment_format_options movflags=frag_keyframe+empty_moov+default_base_moof`
  return spawn('ffmpeg', [...words.split(' '), join(folder, '%05d.mp4')], { stdio: 'ignore' })
}

/** Waits until every one of them has written footage. */
async function begun(folders: readonly string[]): Promise<void> {
  const until = realClock.monotonic() + START_LIMIT_MS
  for (;;) {
    const sizes = await Promise.all(folders.map((folder) => bytesIn([folder])))
    if (sizes.every((bytes) => bytes > 100_000)) return
    if (realClock.monotonic() > until) throw new Error('ffmpeg does not record every camera')
    await realClock.sleep(LOOK_MS)
  }
}

async function bytesIn(folders: readonly string[]): Promise<number> {
  let bytes = 0
  for (const folder of folders)
    for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size
  return bytes
}

/** User and system time of running processes, all threads (proc(5): fields 14 and 15 of stat). */
async function cpuSeconds(processes: readonly ChildProcess[]): Promise<number> {
  let ticks = 0
  for (const { pid } of processes) {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    ticks += Number(fields[11]) + Number(fields[12])
  }
  return ticks / TICKS_PER_SECOND
}

/** What they hold in memory; pages that they share are counted for each. */
async function residentBytes(processes: readonly ChildProcess[]): Promise<number> {
  let bytes = 0
  for (const { pid } of processes) {
    const text = await readFile(`/proc/${pid}/status`, 'utf8')
    bytes += Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]) * 1024
  }
  return bytes
}

function program(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}
