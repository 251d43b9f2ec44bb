/**
 * Runs days of an agency's policy through the real modules in minutes: real database, ledger, vault and retention, with
 * a clock that is told to advance and footage that is made. Whatever the agency file promises about destruction is seen
 * here before it is promised to anyone.
 */
import { assert } from './base/assert.ts'
import { type SimulatedClock, simulatedClock } from './base/clock.ts'
import { addDays, DAY_MS, type Day, dayOf, daysBetween, dayStart } from './base/day.ts'
import { realDisk } from './base/durable.ts'
import { silentLog } from './base/log.ts'
import { cameraDays } from './footage/footage.ts'
import { vaultKeys } from './hourkeys.ts'
import { readFolder, verifyLedger } from './ledger/verify.ts'
import type { Sample, VideoFormat } from './media/media.ts'
import { openPublished } from './policies.ts'
import type { ClauseEvidence, Proofs } from './policy/policy.ts'
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
import type { Account } from './staff/staff.ts'
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
  /** Each policy of the file, published on the first day and held against the system on the last. */
  readonly policies: readonly RehearsedPolicy[]
}

/** What a rehearsal can show of a policy: all but what takes real cameras and people. */
export type RehearsedPolicy = {
  readonly policy: string
  /** In the order of the clauses. */
  readonly evidence: readonly ClauseEvidence[]
  /** What failed on any night, each once. Empty when the policy was true all the time. */
  readonly failed: readonly { readonly id: string; readonly firstOn: Day }[]
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
  const proof = await publish(store, clock, registry)
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
    await proof.look()
    options.onDay?.(i + 1)
  }
  await parts.registrar.close()
  const { ok, size } = await verifyLedger({
    read: readFolder(store.folders.ledger),
    vkey: store.signer.vkey,
    entries: 'required',
    signal: stop,
  })
  const today = dayOf(clock.now())
  const policies = await proof.end()
  return {
    days,
    classes: actors.map(outcome),
    destroyedEarly: count(actors, (actor) =>
      [...actor.ages.values()].filter((age) => age < actor.retentionDays),
    ),
    destroyedLate: count(actors, (actor) => overdue(actor, today)),
    ledger: { size, verified: ok },
    policies,
  }
}

/** Evidence that stands on the program alone; cameras are made here, film once a day, and there are no people. */
const REHEARSED =
  /^(?:text|retention|destruction|ledger|files|change|history)\/|^safeguard\/(?:encryption|viewingRecords)$/

/** Takes the file's policies over as the agency's own, and looks again and again whether they are true. */
async function publish(store: Store, clock: SimulatedClock, { policies: written }: Registry) {
  const { policies, proofs } = openPublished({
    store,
    clock,
    time: () => Promise.resolve({ nowMs: clock.now(), state: 'agrees', aheadMs: 0 }),
    account: (id) => Promise.resolve(privacyOfficer(id)),
  })
  for (const { id: policy } of written)
    await policies.establish(
      { type: 'account', id: 'rehearsal' },
      { policy, reason: { ko: '연습', en: 'Rehearsal' } },
    )
  return watch(proofs)
}

/** The one person whom a rehearsal needs: without a privacy officer nothing is ever published. */
function privacyOfficer(id: string): Account {
  return {
    id,
    state: 'active',
    roles: ['privacyOfficer'],
    grants: [],
    officer: null,
    createdAtMs: 0,
    passwordSetAtMs: null,
    person: null,
  }
}

/** Remembers what failed on which night first. */
function watch(proofs: Proofs) {
  const failed = new Map<string, { readonly policy: string; readonly id: string; readonly firstOn: Day }>()
  const look = async (): Promise<Omit<RehearsedPolicy, 'failed'>[]> => {
    const { system, conformance } = await proofs.now()
    const seen = conformance.map(({ policy, results }) => ({
      policy,
      evidence: results.filter(({ id }) => REHEARSED.test(id)),
    }))
    for (const { policy, evidence } of seen)
      for (const { id, state } of evidence)
        if (state === 'fail' && !failed.has(`${policy} ${id}`))
          failed.set(`${policy} ${id}`, { policy, id, firstOn: dayOf(system.atMs) })
    return seen
  }
  return {
    look,
    async end(): Promise<RehearsedPolicy[]> {
      await proofs.verifyLedger()
      const seen = await look()
      return seen.map(({ policy, evidence }) => ({
        policy,
        evidence,
        failed: [...failed.values()]
          .filter((one) => one.policy === policy)
          .map(({ id, firstOn }) => ({ id, firstOn })),
      }))
    },
  }
}

/** Whether a policy was true on every night, and all that has to do with keeping and destroying was shown at the end. */
export function isTrue({ evidence, failed }: RehearsedPolicy): boolean {
  const shown = evidence.filter(({ id }) => /^(?:retention|destruction|ledger)\//.test(id))
  assert(shown.length > 0, 'every policy says how long footage is kept')
  return failed.length === 0 && shown.every(({ state }) => state === 'pass')
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
