/**
 * Runs days of an agency's policy through the real modules in minutes: real database, ledger, vault and retention, with
 * a clock that is told to advance and footage that is made. Whatever the agency file promises about destruction is seen
 * here before it is promised to anyone.
 */
import { vaultKeys } from './app.ts'
import { type SimulatedClock, simulatedClock } from './base/clock.ts'
import { addDays, DAY_MS, type Day, dayOf, daysBetween, dayStart } from './base/day.ts'
import { realDisk } from './base/durable.ts'
import { silentLog } from './base/log.ts'
import { cameraDays } from './footage/footage.ts'
import { readFolder, verifyLedger } from './ledger/verify.ts'
import type { Sample, VideoFormat } from './media/media.ts'
import { openRehearsal, startRegistrar } from './recording/recording.ts'
import {
  adopt,
  categoriesOf,
  recordableDevices,
  type Registry,
  retentionDays,
  zoneOf,
} from './registry/registry.ts'
import { openRetention } from './retention/retention.ts'
import { openStore, type Store } from './store.ts'

/** One zone and recording category, and what became of its footage. Ages are whole days after the day of filming. */
export type RehearsedClass = {
  readonly zone: string
  readonly category: string
  /** What the agency file promises. */
  readonly retentionDays: number
  readonly captured: number
  readonly destroyed: number
  readonly alive: number
  readonly oldestAliveDay: Day | null
  /** For how many days after that of filming it was there, at least and at most; null while nothing was destroyed. */
  readonly earliestDestroyAgeDays: number | null
  readonly latestDestroyAgeDays: number | null
}

export type RehearsalResult = {
  readonly days: number
  readonly classes: readonly RehearsedClass[]
  /** Camera-days that went before, or stayed beyond, the days promised. Both must be 0. */
  readonly destroyedEarly: number
  readonly destroyedLate: number
  readonly ledger: { readonly size: number; readonly verified: boolean }
}

export type RehearsalOptions = {
  readonly registry: Registry
  readonly days: number
  /** An empty folder, whose content is nobody's footage. */
  readonly folder: string
  /** The day on which the rehearsal begins. */
  readonly from: Day
  /** What the made cameras show: one group of pictures. */
  readonly film: { readonly format: VideoFormat; readonly samples: readonly Sample[] }
  readonly stop: AbortSignal
  readonly onDay?: (done: number) => void
}

/** A device that stands for its zone and category, and the filming days of its footage that were destroyed. */
type Actor = {
  readonly device: string
  readonly zone: string
  readonly category: string
  readonly retentionDays: number
  readonly filmed: Set<Day>
  readonly ages: Map<Day, number>
}

/** When the made cameras film, and when retention is swept: just before a day ends, and just after. */
const FILM_MS = 10 * 3_600_000
const EVENING_MS = DAY_MS - 60_000
const NIGHT_MS = DAY_MS + 15 * 60_000
/** A rehearsal's disk is nearly empty; the reserve is made only so that it is there. */
const RESERVE_BYTES = 1 << 20

export async function rehearse(options: RehearsalOptions): Promise<RehearsalResult> {
  const { registry, days, folder, from, film, stop } = options
  const clock = simulatedClock(dayStart(from))
  await using store = await openStore({
    path: folder,
    create: true,
    as: 'recording',
    databaseUrl: undefined,
    clock,
    disk: realDisk,
    log: silentLog,
    reserveBytes: RESERVE_BYTES,
  })
  const { db } = store.database
  await adopt({ ledger: store.ledger, db, clock }, { registry, actor: { type: 'system', id: 'rehearsal' } })
  const actors = actorsOf(registry)
  const parts = await openParts(store, clock)
  for (let i = 0; i < days; i++) {
    stop.throwIfAborted()
    const day = addDays(from, i)
    await clock.advance(dayStart(day) + FILM_MS - clock.now())
    await parts.footage.film(
      actors.map(({ device, category }) => ({ device, category, startedAtMs: clock.now(), ...film })),
    )
    for (const { filmed } of actors) filmed.add(day)
    await parts.registrar.run()
    for (const atMs of [EVENING_MS, NIGHT_MS]) {
      await clock.advance(dayStart(day) + atMs - clock.now())
      await parts.retention.sweep()
      await note(store, actors, dayOf(clock.now()))
    }
    options.onDay?.(i + 1)
  }
  await parts.registrar.close()
  const { ok, size } = await verifyLedger({
    read: readFolder(store.folders.ledger),
    vkey: store.signer.vkey,
    entries: 'required',
  })
  const today = dayOf(clock.now())
  return {
    days,
    classes: actors.map(outcome),
    destroyedEarly: count(actors, (actor) =>
      [...actor.ages.values()].filter((age) => age < actor.retentionDays),
    ),
    destroyedLate: count(actors, (actor) => overdue(actor, today)),
    ledger: { size, verified: ok },
  }
}

/** The real parts behind a camera, on the rehearsal's clock. */
async function openParts(store: Store, clock: SimulatedClock) {
  const { db } = store.database
  const common = { db, ledger: store.ledger, clock, log: silentLog }
  const registrar = await startRegistrar({
    ...common,
    disk: realDisk,
    spoolFolder: store.folders.spool,
    mediaFolder: store.folders.media,
    intervalMs: DAY_MS, // it is told when to run
  })
  const footage = await openRehearsal({
    disk: realDisk,
    cipher: 'aes-256-gcm',
    dataFolder: store.path,
    keySource: vaultKeys(store),
  })
  const retention = openRetention({ ...common, vault: store.vault, reserve: store.reserve })
  return { registrar, footage, retention }
}

/** One device for each zone and category in which anything is recorded. */
function actorsOf(registry: Registry): Actor[] {
  const actors = new Map<string, Actor>()
  for (const { id: device } of recordableDevices(registry)) {
    const zone = zoneOf(registry, device).id
    for (const { id: category } of categoriesOf(registry, device)) {
      const name = `${zone}/${category}`
      if (actors.has(name)) continue
      const days = retentionDays(registry, device, category)
      actors.set(name, { device, zone, category, retentionDays: days, filmed: new Set(), ages: new Map() })
    }
  }
  return [...actors.values()]
}

/** Notes what is gone since the last look. What is missing on day T was there to the end of the day before. */
async function note(store: Store, actors: readonly Actor[], today: Day): Promise<void> {
  const there = new Set(
    (await cameraDays(store.database.db)).map(({ device, category, day }) => `${device}/${category}/${day}`),
  )
  for (const { device, category, filmed, ages } of actors)
    for (const day of filmed)
      if (!ages.has(day) && !there.has(`${device}/${category}/${day}`))
        ages.set(day, daysBetween(day, today) - 1)
}

function outcome(actor: Actor): RehearsedClass {
  const { zone, category, retentionDays, filmed, ages } = actor
  const alive = [...filmed].filter((day) => !ages.has(day)).sort()
  const sorted = [...ages.values()].sort((a, b) => a - b)
  return {
    zone,
    category,
    retentionDays,
    captured: filmed.size,
    destroyed: ages.size,
    alive: alive.length,
    oldestAliveDay: alive[0] ?? null,
    earliestDestroyAgeDays: sorted[0] ?? null,
    latestDestroyAgeDays: sorted.at(-1) ?? null,
  }
}

/** What stayed too long: destroyed after its day, or still there though its day is over. */
function overdue(actor: Actor, today: Day): readonly unknown[] {
  const late = [...actor.ages.values()].filter((age) => age > actor.retentionDays)
  const left = [...actor.filmed].filter(
    (day) => !actor.ages.has(day) && daysBetween(day, today) > actor.retentionDays,
  )
  return [...late, ...left]
}

function count(actors: readonly Actor[], of: (actor: Actor) => readonly unknown[]): number {
  return actors.reduce((sum, actor) => sum + of(actor).length, 0)
}
