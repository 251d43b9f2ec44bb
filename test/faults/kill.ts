/**
 * Kills the whole program (SIGKILL), again and again, at random moments, and holds what is left against what was
 * acknowledged. One harness for the test and for the soak.
 *
 * What a kill costs is counted in pictures: those that the camera sent between the end of the footage that the
 * catalogue has afterwards and the moment of the kill, whether or not the program had read them. Where a camera had
 * nothing to send, or was not connected, nothing was lost.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startCameras } from '../../demo/cameras.ts'
import type { Cameras } from '../../demo/cameras.ts'
import { present } from '../../src/base/assert.ts'
import { realClock } from '../../src/base/clock.ts'
import type { Cancel } from '../../src/base/clock.ts'
import { readFolder, verifyLedger } from '../../src/ledger/verify.ts'
import { dataFolder, start } from '../program.ts'
import type { DataFolder, Running } from '../program.ts'
import { filmOf } from '../whole.ts'
import type { Told } from './program.ts'
import { assertNothingUntold } from './told.ts'
import type { Fact } from './told.ts'

const PROGRAM = join(import.meta.dirname, 'program.ts')
/** What a camera may lose: two seconds of its pictures, of what had come before a kill. */
const MOST_LOST_MS = 2000
const PICTURE_MS = 1000 / 15
const SAMPLE_MS = 20
/** A camera that plays for longer is read in rounds (media/intake.ts). */
const FREE_MS = 10_000
/** A camera of which something came so lately was connected when the program was killed. */
const CONNECTED_MS = 1500
/** One camera stays with one film; the others go over to another again and again, so that segments end and begin. */
const CAMERAS = { 'main-lobby-01': 'lobby', 'main-corridor-01': 'corridor', 'sejong-waiting-01': 'branch' }
const ROTATING = ['main-lobby-01', 'main-corridor-01']
const ROTATE_MS = 1500

export type Outcome = {
  readonly kills: number
  /**
   * How many kills came while the data folder was being opened, while the parts started, while all worked, and once
   * cameras were read in rounds only.
   */
  readonly during: Readonly<Record<Phase, number>>
  /** Of these, how many also killed PostgreSQL. */
  readonly withServer: number
  /** What each camera lost at each kill, ms. */
  readonly lostMs: readonly number[]
  readonly ledgerSize: number
  readonly segments: { readonly sealed: number; readonly destroyed: number }
}

type Phase = 'opening' | 'starting' | 'working' | 'resting'

/** Numbers in [0, 1) that are the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Runs and kills the program so often, then lets it end in order. Throws when anything acknowledged is not there. */
export async function killAgainAndAgain(options: {
  readonly kills: number
  readonly seed: number
}): Promise<Outcome> {
  const random = numbers(options.seed)
  await using folder = await dataFolder()
  await using cameras = await playing()
  await using sent = sampled(cameras)
  const books = new Books(folder, sent)
  const during = { opening: 0, starting: 0, working: 0, resting: 0 }
  let withServer = 0
  for (let kill = 0; kill < options.kills; kill++) {
    const phase = phaseOf(kill, random())
    const mostMs = { opening: 2500, starting: 1500, working: 4000, resting: 4000 }[phase]
    const afterMs = Math.round(random() * mostMs) + (phase === 'resting' ? FREE_MS : 0)
    const alsoServer = random() < 1 / 3
    books.note(`kill ${kill + 1}: ${phase} + ${afterMs} ms${alsoServer ? ', with PostgreSQL' : ''}`)
    await using program = begin(folder, cameras, books, false)
    if (phase === 'starting') await program.line(/"type":"opened"/)
    if (phase === 'working' || phase === 'resting') await program.line(/"type":"received"/)
    await realClock.sleep(afterMs)
    const server = await folder.server()
    await books.beforeKill()
    books.kill()
    program.signal('SIGKILL')
    if (alsoServer && server !== undefined && (await folder.processes()).includes(server)) {
      process.kill(server, 'SIGKILL')
      withServer++
    }
    const { signal } = await program.ended
    assert.equal(signal, 'SIGKILL', `it ended by itself: ${program.errors()}`)
    await books.killed()
    during[phase]++
  }
  books.note('the last run')
  await using program = begin(folder, cameras, books, true)
  assert.deepEqual(await program.ended, { code: 0, signal: null }, books.story(program.errors()))
  await books.killed()
  return { kills: options.kills, during, withServer, ...books.close() }
}

/** Most kills while everything works; the first two there, so that there is something to lose. */
function phaseOf(kill: number, luck: number): Phase {
  if (kill === 1 || luck < 0.1) return 'resting'
  if (kill === 0 || luck < 0.7) return 'working'
  return luck < 0.88 ? 'starting' : 'opening'
}

function begin(folder: DataFolder, cameras: Cameras, books: Books, isLast: boolean): Running {
  const told = cameras.all.map(({ id, url }) => ({ id, url }))
  const task = JSON.stringify({ path: folder.path, cameras: told, isLast })
  books.begun()
  return start(PROGRAM, [task], { folder: folder.home, onLine: (line) => books.told(line) })
}

/** The cameras, which go on whatever becomes of the program. */
async function playing(): Promise<Cameras> {
  const [other, ...films] = await Promise.all(['reordered', ...Object.values(CAMERAS)].map(filmOf))
  const mounts = Object.keys(CAMERAS).map((id, i) => ({ id, film: present(films[i], 'a film of each') }))
  const cameras = await startCameras({ clock: realClock, mounts })
  let turn = 0
  let cancel: Cancel | undefined
  const rotate = () => {
    turn++
    for (const [i, { id, film }] of mounts.entries())
      if (ROTATING.includes(id) && (turn + i) % 2 === 0)
        cameras.camera(id).control.show((turn + i) % 4 === 0 ? film : present(other, 'another film'))
    cancel = realClock.after(ROTATE_MS, rotate)
  }
  rotate()
  return {
    ...cameras,
    async [Symbol.asyncDispose]() {
      cancel?.()
      await cameras[Symbol.asyncDispose]()
    },
  }
}

type Sent = AsyncDisposable & {
  /** How many pictures a camera had sent by then. */
  by(device: string, atMs: number): number
}

/** Looks how many pictures each camera has sent, all the time. */
function sampled(cameras: Cameras): Sent {
  const samples: { readonly atMs: number; readonly frames: ReadonlyMap<string, number> }[] = []
  let cancel: Cancel | undefined
  const sample = () => {
    samples.push({
      atMs: realClock.now(),
      frames: new Map(cameras.all.map(({ id, stats }) => [id, stats().frames])),
    })
    cancel = realClock.after(SAMPLE_MS, sample)
  }
  sample()
  return {
    by: (device, atMs) => samples.findLast((one) => one.atMs <= atMs)?.frames.get(device) ?? 0,
    [Symbol.asyncDispose]() {
      cancel?.()
      return Promise.resolve()
    },
  }
}

/** A run that was killed: up to when its cameras' pictures had come, and since when. */
type Life = {
  readonly begunAtMs: number
  readonly came: Map<string, { firstMs: number; lastMs: number }>
  /** Until then it lived; undefined for the run that ended in order. */
  killedAtMs: number | undefined
}

/** What was acknowledged, and whether it is there. */
class Books {
  readonly #folder: DataFolder
  readonly #sent: Sent
  readonly #notes: string[] = []
  readonly #checkpoints: Buffer[] = []
  #vkey: string | undefined
  #leaf = -1
  readonly #registered = new Set<string>()
  readonly #destroying = new Set<string>()
  readonly #destroyed = new Set<string>()
  #life: Life = { begunAtMs: 0, came: new Map(), killedAtMs: undefined }
  /** Killed, and not yet settled by a later run. */
  #unsettled: Life[] = []
  readonly #lostMs: number[] = []
  #totals = { sealed: 0, ordered: 0 }
  #ledgerSize = 0
  /** What a line showed to be wrong: thrown where the test waits, not in the reader of lines. */
  #wrong: unknown
  #isEnded = false

  constructor(folder: DataFolder, sent: Sent) {
    this.#folder = folder
    this.#sent = sent
  }

  note(text: string): void {
    this.#notes.push(text)
  }

  story(text: string): string {
    return `${this.#notes.join('\n')}\n${text}`
  }

  begun(): void {
    this.#life = { begunAtMs: realClock.now(), came: new Map(), killedAtMs: undefined }
  }

  told(line: string): void {
    try {
      this.#take(JSON.parse(line) as Told)
    } catch (error) {
      this.#wrong ??= error
    }
  }

  /** Whoever reads the ledger from outside has this checkpoint now. */
  async beforeKill(): Promise<void> {
    const ledger = join(this.#folder.path, 'ledger')
    const checkpoint = await readFile(join(ledger, 'checkpoint')).catch(() => undefined)
    if (checkpoint !== undefined) this.#checkpoints.push(checkpoint)
    this.#vkey ??= await readFile(join(ledger, 'vkey'), 'utf8').catch(() => undefined)
  }

  /** The program is killed at this moment. */
  kill(): void {
    this.#life.killedAtMs = realClock.now()
  }

  /** The program is gone: its public files alone must show a whole ledger that grew out of every earlier one. */
  async killed(): Promise<void> {
    if (this.#wrong !== undefined) throw new Error(this.story(''), { cause: this.#wrong })
    this.#unsettled.push(this.#life)
    if (this.#vkey === undefined || this.#checkpoints.length === 0) return
    const { ok, findings, size } = await verifyLedger({
      read: readFolder(join(this.#folder.path, 'ledger')),
      vkey: this.#vkey.trim(),
      earlier: this.#checkpoints,
      entries: 'required',
    })
    assert.ok(ok, this.story(findings.map(({ message }) => message).join('\n')))
    assert.ok(size > this.#leaf, this.story(`leaf ${this.#leaf} was acknowledged, the ledger has ${size}`))
    this.#ledgerSize = size
  }

  close(): Pick<Outcome, 'lostMs' | 'ledgerSize' | 'segments'> {
    assert.ok(this.#isEnded, this.story('the last run did not end in order'))
    const { sealed, ordered } = this.#totals
    return { lostMs: this.#lostMs, ledgerSize: this.#ledgerSize, segments: { sealed, destroyed: ordered } }
  }

  #take(told: Told): void {
    if (told.type === 'opened') this.#opened(told)
    else if (told.type === 'settled') this.#settled(told.facts)
    else if (told.type === 'appended') this.#leaf = Math.max(this.#leaf, told.leaf)
    else if (told.type === 'registered') add(this.#registered, told.segments)
    else if (told.type === 'destroying') add(this.#destroying, told.segments)
    else if (told.type === 'destroyed') add(this.#destroyed, told.segments)
    else if (told.type === 'received') this.#received(told.at)
    else {
      assert.deepEqual(told.check.findings, [])
      this.#isEnded = true
    }
  }

  #received(at: Readonly<Record<string, number>>): void {
    for (const [device, ms] of Object.entries(at)) {
      const { firstMs = ms } = this.#life.came.get(device) ?? {}
      this.#life.came.set(device, { firstMs, lastMs: ms })
    }
  }

  /** Opened after a kill, before anything else ran. */
  #opened({ check, segments, sealed, ordered, ledgerSize }: Extract<Told, { type: 'opened' }>): void {
    assert.deepEqual(check.findings, [])
    assert.ok(ledgerSize > this.#leaf, `leaf ${this.#leaf} was acknowledged, the ledger has ${ledgerSize}`)
    assert.equal(
      segments.length,
      sealed - ordered,
      'each sealed segment is in the catalogue or was ordered gone',
    )
    const there = new Set(segments)
    const lost = [...this.#registered].filter((id) => !there.has(id) && !this.#destroying.has(id))
    assert.deepEqual(lost, [], 'what was registered is there, or its destruction was asked for')
    const back = [...this.#destroyed].filter((id) => there.has(id))
    assert.deepEqual(back, [], 'what was destroyed does not come back')
    this.#totals = { sealed, ordered }
  }

  /** What the killed runs left has been finished and registered. */
  #settled(facts: Readonly<Record<string, readonly Fact[]>>): void {
    for (const [device, all] of Object.entries(facts)) {
      const footage = all.filter(({ cause }) => cause === undefined)
      add(
        this.#registered,
        footage.map(({ id }) => id),
      )
      for (const life of this.#unsettled) this.#lose(device, life, footage)
      assertNothingUntold(device, all)
    }
    this.#unsettled = []
  }

  #lose(device: string, { begunAtMs, came, killedAtMs = 0 }: Life, footage: readonly Fact[]): void {
    const seen = came.get(device)
    if (seen === undefined) return
    const { firstMs } = seen
    const lastMs = killedAtMs - seen.lastMs < CONNECTED_MS ? Math.max(killedAtMs, seen.lastMs) : seen.lastMs
    const own = footage.filter(({ fromMs }) => fromMs >= begunAtMs && fromMs <= lastMs)
    const untilMs = Math.max(firstMs, ...own.map(({ toMs }) => toMs))
    const pictures = this.#sent.by(device, lastMs) - this.#sent.by(device, Math.min(untilMs, lastMs))
    const lostMs = Math.round(pictures * PICTURE_MS)
    this.#lostMs.push(lostMs)
    assert.ok(lostMs <= MOST_LOST_MS, `${device} lost ${pictures} pictures, ${lostMs} ms`)
  }
}

function add(to: Set<string>, ids: readonly string[]): void {
  for (const id of ids) to.add(id)
}
