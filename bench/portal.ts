/**
 * The public portal under 200 readers a second: how long each waits, through the real program in one process, over a
 * mix of all pages in both languages. Requests go out by the clock whether or not earlier ones are answered, and the
 * wait is counted from when a request was due, so that a server that stalls cannot hide it.
 *
 * Beside it, under the same load, a bare Fastify route with a constant page of the mean size. And what the heaviest
 * page weighs with all that it loads but the font.
 */
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { realClock } from '../src/base/clock.ts'
import { type Benchmark, bounded, type Figure, median, quantile } from './figure.ts'
import { scratchFolder, startProgram } from './scratch.ts'

const SERVER = fileURLToPath(new URL('portalserver.ts', import.meta.url))
const A_SECOND = 200
const SECONDS = 30
const WARM_UP_SECONDS = 3
const MOST_MS = 50
const MOST_KB = 60
const SOCKETS = 64

const PAGES = [
  '/',
  '/policy',
  '/policy/main',
  '/policy/main/1',
  '/policy/main/2',
  '/policy/main/2/changes',
  '/policy/main/versions',
  '/register',
  '/register?page=2',
  '/register?class=fixed&place=closed',
  '/ask',
  '/people',
  '/truth',
  '/verify',
  '/accessibility',
]
/** Words that are looked for in the register; each is another page to be made. */
const WORDS = ['로비', '복도', '주차장', '민원실', '보호실', '14일', '30일', '총무과', 'camera-1', 'camera-2']

export const portal: Benchmark = {
  name: 'portal',
  says: `${A_SECOND} requests a second for ${SECONDS} s over the mix of pages, one process; against a bare Fastify route`,
  async run(progress) {
    await using scratch = await scratchFolder()
    const mix = mixOfPages()
    const shown = await underLoad([join(scratch.folder, 'data')], mix, progress)
    const meanBytes = Math.round(shown.bytes / shown.waits.length)
    const plain = await underLoad(['plain', String(meanBytes)], mix, progress)
    const wait = (name: string, of: (waits: readonly number[]) => number, mostMs: number | null) =>
      bounded(name, 'ms', of(shown.waits), mostMs, of(plain.waits))
    const weights = shown.weights.map((bytes) => bytes / 1024)
    return [
      wait('95th percentile of the wait', (waits) => quantile(waits, 0.95), MOST_MS),
      wait('99th percentile of the wait', (waits) => quantile(waits, 0.99), null),
      wait('median of the wait', median, null),
      bounded('requests not answered with the page', '', shown.failed, 0),
      bounded('heaviest page with style, gzip', 'kB', Math.max(...weights), MOST_KB),
      bounded('median page with style, gzip', 'kB', median(weights), null),
    ] satisfies readonly Figure[]
  },
}

/** Every page in both languages in turn; one in twenty looks for a word. */
function mixOfPages(): readonly string[] {
  const pages = PAGES.flatMap(inBoth)
  const words = WORDS.flatMap((word) => inBoth(`/register?text=${encodeURIComponent(word)}`))
  return Array.from({ length: A_SECOND * SECONDS }, (_, index) =>
    index % 20 === 19
      ? (words[Math.floor(index / 20) % words.length] ?? '/')
      : (pages[(index * 7) % pages.length] ?? '/'),
  )
}

/** A page in Korean and in English. */
function inBoth(path: string): readonly string[] {
  return [path, path === '/' ? '/en' : `/en${path}`]
}

type Load = {
  readonly waits: readonly number[]
  readonly bytes: number
  readonly failed: number
  /** Each page with all that it loads but the font, bytes. */
  readonly weights: readonly number[]
}

async function underLoad(
  words: readonly string[],
  mix: readonly string[],
  progress: (text: string) => void,
): Promise<Load> {
  progress('starting the server')
  await using server = startProgram(SERVER, words)
  const { url } = await server.next<{ url: string }>()
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS })
  try {
    const weights = words[0] === 'plain' ? [] : await weigh(url, agent)
    progress('warming up')
    await paced(url, agent, mix.slice(0, A_SECOND * WARM_UP_SECONDS))
    progress(`${mix.length} requests`)
    return { ...(await paced(url, agent, mix)), weights }
  } finally {
    agent.destroy()
  }
}

/** Sends the requests at the pace, and waits for all answers. */
async function paced(url: string, agent: Agent, paths: readonly string[]) {
  const waits: number[] = []
  let bytes = 0
  let failed = 0
  const startMs = realClock.monotonic()
  const pending = new Set<Promise<void>>()
  const answerOf = async (path: string, fromMs: number) => {
    try {
      const { status, size } = await get(url + path, agent, 'br')
      waits.push(realClock.monotonic() - fromMs)
      bytes += size
      if (status !== 200) failed++
    } catch {
      failed++
    }
  }
  for (const [index, path] of paths.entries()) {
    const dueMs = startMs + (index * 1000) / A_SECOND
    const early = dueMs - realClock.monotonic()
    if (early > 1) await realClock.sleep(early)
    // Sleeping is not exact: what goes out a little early waits from then.
    const fromMs = Math.min(dueMs, realClock.monotonic())
    const answer = answerOf(path, fromMs).finally(() => pending.delete(answer))
    pending.add(answer)
  }
  await Promise.all(pending)
  return { waits, bytes, failed }
}

async function weigh(url: string, agent: Agent): Promise<number[]> {
  const sizes = new Map<string, number>()
  const sizeOf = async (path: string) => {
    const known = sizes.get(path)
    if (known !== undefined) return known
    const { size } = await get(url + path, agent, 'gzip')
    sizes.set(path, size)
    return size
  }
  const weights: number[] = []
  for (const path of PAGES.flatMap(inBoth)) {
    const { text } = await get(url + path, agent, 'identity')
    let total = await sizeOf(path)
    for (const [, address = ''] of text.matchAll(/(?:stylesheet"|svg\+xml") href="([^"]+)"/g))
      total += await sizeOf(address)
    weights.push(total)
  }
  return weights
}

type Answer = { readonly status: number; readonly size: number; readonly text: string }

function get(url: string, agent: Agent, encoding: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { 'accept-encoding': encoding } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const body = Buffer.concat(chunks)
        const text = encoding === 'identity' ? body.toString() : ''
        resolve({ status: response.statusCode ?? 0, size: body.length, text })
      })
    })
      .on('error', reject)
      .end()
  })
}
