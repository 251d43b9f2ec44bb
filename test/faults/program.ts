/**
 * The whole program, to be killed: it records cameras, and meanwhile takes in footage of past days, destroys it again
 * and adds to the ledger, as fast as it comes. It tells on standard output what it has acknowledged, line by line, so
 * that whoever kills it knows what must be there afterwards. Started by kill.ts.
 */
import { realClock } from '../../src/base/clock.ts'
import { addDays, dayOf, dayStart } from '../../src/base/day.ts'
import { check } from '../../src/check.ts'
import type { CheckResult } from '../../src/check.ts'
import { cameraDays, segmentsOfDay, totals } from '../../src/footage/footage.ts'
import type { CameraDay } from '../../src/footage/footage.ts'
import type { Store } from '../../src/store.ts'
import { filmPast, OPERATOR, registered, whole } from '../whole.ts'
import type { Whole } from '../whole.ts'
import { factsOf } from './told.ts'
import type { Fact } from './told.ts'

/** What the program is told, as JSON in its only argument. */
export type Task = {
  readonly path: string
  readonly cameras: readonly { readonly id: string; readonly url: string }[]
  /** Whether to end in order as soon as everything left over is settled, instead of working until killed. */
  readonly isLast: boolean
}

/** What it tells. Each line is told once it is so, and never before. */
export type Told =
  /** The data folder was opened and, before anything else ran, checked. */
  | {
      readonly type: 'opened'
      readonly check: CheckResult
      readonly ledgerSize: number
      /** Every segment in the catalogue. */
      readonly segments: readonly string[]
      /** Segments that the ledger says were sealed, and of them ordered to be destroyed. */
      readonly sealed: number
      readonly ordered: number
    }
  /** What the last run left is settled: segments and gaps of each camera. */
  | { readonly type: 'settled'; readonly facts: Readonly<Record<string, readonly Fact[]>> }
  /** When the last picture of each camera came that this run has received. */
  | { readonly type: 'received'; readonly at: Readonly<Record<string, number>> }
  | { readonly type: 'appended'; readonly leaf: number }
  | { readonly type: 'registered'; readonly segments: readonly string[] }
  | { readonly type: 'destroying'; readonly segments: readonly string[] }
  | { readonly type: 'destroyed'; readonly segments: readonly string[] }
  | { readonly type: 'ended'; readonly check: CheckResult }

/** How often it is told up to where pictures came. */
const RECEIVED_MS = 25
/** Not faster, so that fifty runs leave a ledger that is verified quickly. */
const APPEND_MS = 25
/** Devices that no camera plays for, whose footage of past days comes and goes: kept for 14 days. */
const PAST_DEVICES = ['main-parking-07', 'main-parking-08', 'main-counter-08']
/** Their footage begins within so long of ten o'clock: within one hour, which has keys of its own. */
const MOMENTS_MS = 3_000_000
/** Days ago: some within their time, destroyed by request; some beyond, destroyed by the sweep. */
const WITHIN = [1, 2, 3]
const BEYOND = 20

const say = (told: Told) => void process.stdout.write(`${JSON.stringify(told)}\n`)

async function main({ path, cameras, isLast }: Task): Promise<void> {
  const program = await whole({ path, cameras: { all: cameras }, opened: tellOpened })
  const { store } = program
  await registered(store)
  const facts = new Map(
    await Promise.all(cameras.map(async ({ id }) => [id, await factsOf(program, id)] as const)),
  )
  say({ type: 'settled', facts: Object.fromEntries(facts) })
  if (!isLast) await Promise.race([receive(program), append(program), destroy(program)])
  await program.app.retention.sweep()
  await program.become('worker')
  say({ type: 'ended', check: await check(store, { nowMs: realClock.now() }) })
  await program[Symbol.asyncDispose]()
}

async function tellOpened(store: Store): Promise<void> {
  let [sealed, ordered] = [0, 0]
  for await (const { entry } of store.ledger.entries({})) {
    if (entry.kind === 'footage.sealed') sealed += entry.segments
    if (entry.kind === 'destruction.ordered') ordered += entry.segments
  }
  // What is overdue is for the sweep that follows; before the first registry nothing is.
  const checked = await check(store, { nowMs: 0 })
  const { db } = store.database
  const days = await cameraDays(db)
  const segments = (await Promise.all(days.map((day) => segmentsOfDay(db, day)))).flat().map(({ id }) => id)
  if (segments.length !== (await totals(db)).segments) throw new Error('a segment of no camera-day')
  say({ type: 'opened', check: checked, ledgerSize: await store.ledger.size(), segments, sealed, ordered })
}

async function receive({ app }: Whole): Promise<never> {
  for (;;) {
    const came = (app.recording()?.cameras ?? []).flatMap(({ device, lastFrameAtMs }) =>
      lastFrameAtMs === null ? [] : [[device, lastFrameAtMs] as const],
    )
    if (came.length > 0) say({ type: 'received', at: Object.fromEntries(came) })
    await realClock.sleep(RECEIVED_MS)
  }
}

async function append({ store }: Whole): Promise<never> {
  for (;;) {
    const draft = { kind: 'ledger.read' as const, actor: OPERATOR, fromLeaf: 0, toLeaf: 1 }
    const { receipt } = await store.ledger.act(draft, () => Promise.resolve())
    say({ type: 'appended', leaf: receipt.leaf })
    await realClock.sleep(APPEND_MS)
  }
}

/** Takes in footage of past days and destroys it: by request, segment by segment and day by day, and by the sweep. */
async function destroy(program: Whole): Promise<never> {
  const { app, store } = program
  const { db } = store.database
  for (let round = 0; ; round++) {
    const today = dayOf(realClock.now())
    const daysAgo = round % 3 === 2 ? BEYOND : (WITHIN[round % WITHIN.length] ?? 1)
    // Another moment in each run: the leaf of a segment that was destroyed is never taken again, and only a few near a moment are tried.
    const startedAtMs = dayStart(addDays(today, -daysAgo)) + 36_000_000 + (realClock.now() % MOMENTS_MS)
    await filmPast(program, PAST_DEVICES, startedAtMs)
    const past = (await cameraDays(db)).filter(({ device }) => PAST_DEVICES.includes(device))
    const idsOf = async (days: readonly CameraDay[]) =>
      (await Promise.all(days.map((day) => segmentsOfDay(db, day)))).flat().map(({ id }) => id)
    const isDue = ({ day }: CameraDay) => day <= addDays(today, -15)
    // What is overdue the program's own schedule may destroy at any moment, before we ask for it.
    say({ type: 'destroying', segments: await idsOf(past.filter(isDue)) })
    say({ type: 'registered', segments: await idsOf(past) })
    const [chosen] = past.filter((day) => !isDue(day))
    if (round % 3 === 2) {
      const segments = await idsOf(past.filter(isDue))
      say({ type: 'destroying', segments })
      await app.retention.sweep()
      say({ type: 'destroyed', segments })
    } else if (chosen !== undefined) {
      const all = await idsOf([chosen])
      const segments = round % 3 === 0 ? all : all.slice(0, 1)
      const footage = round % 3 === 0 ? { cameraDays: [chosen] } : { segments }
      say({ type: 'destroying', segments })
      await app.retention.destroy({ actor: OPERATOR, basis: 'test', footage })
      say({ type: 'destroyed', segments })
    }
  }
}

if (import.meta.filename === process.argv[1]) await main(JSON.parse(process.argv[2] ?? '') as Task)
