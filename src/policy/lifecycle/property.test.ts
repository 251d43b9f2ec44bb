/**
 * Whatever people, the registry and the clock do, and in whatever order: the ranges of what was in force are contiguous,
 * at most one version is in force, nothing is in force without approval and announcement, and nothing takes effect
 * before its day or with less notice than was promised, by the time that really passed.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { simulatedClock } from '../../base/clock.ts'
import { addDays, dayOf, daysBetween } from '../../base/day.ts'
import { Fault } from '../../base/fault.ts'
import type { EntryOf } from '../../ledger/ledger.ts'
import { DAY_MS, HOUR_MS, policyWorld, REASON, START } from './testing/world.ts'
import type { PolicyWorld } from './testing/world.ts'

const policy = 'main'

/** A world whose real time is known: what a watch on the wall would show. */
type Lived = {
  readonly world: PolicyWorld
  realMs: number
  steppedMs: number
  /** The real day on which each version was announced and took effect. */
  readonly announced: Map<string, string>
  readonly published: Map<string, string>
}

type Command = (lived: Lived) => Promise<unknown>

const pass =
  (hours: number): Command =>
  async (lived) => {
    const { world } = lived
    for (let hour = 0; hour < hours; hour++) {
      await world.clock.advance(HOUR_MS)
      lived.realMs += HOUR_MS
      if (hour % 6 === 0) await job(lived)
    }
    await job(lived)
  }

async function job(lived: Lived): Promise<void> {
  await lived.world.policies.publishDue()
  await noteNew(lived)
  await lived.world.policies.followDrift()
}

/** Notes the real day of what has newly been announced or published. */
async function noteNew({ world, realMs, announced, published }: Lived): Promise<void> {
  for (const version of await world.policies.versions()) {
    const today = dayOf(realMs)
    if (version.announcedAtMs !== null && !announced.has(version.id)) announced.set(version.id, today)
    if (version.inForceOn !== null && !published.has(version.id)) published.set(version.id, today)
  }
}

/** Steps the wall clock, as somebody may who wants a text in force sooner. */
const stepClock =
  (hours: number): Command =>
  async (lived) => {
    lived.world.clock.step(hours * HOUR_MS)
    lived.steppedMs += hours * HOUR_MS
    await job(lived)
  }

const putRight: Command = async (lived) => {
  lived.world.clock.step(-lived.steppedMs)
  lived.steppedMs = 0
}

/** The program is off for a while; when it starts, the clock is right. */
const restart =
  (hours: number): Command =>
  async (lived) => {
    lived.realMs += hours * HOUR_MS
    lived.steppedMs = 0
    await lived.world.restart({ clock: simulatedClock(lived.realMs) })
    await job(lived)
  }

const working = (world: PolicyWorld) => world.policies.working(policy)

const draft: Command = ({ world }) => world.policies.draft(world.by.manager, { policy })
const approve: Command = async ({ world }) => {
  const version = await working(world)
  if (version === undefined) return
  await world.policies.approve(world.by.privacyOfficer, { version: version.id, digest: version.draftDigest })
}
const announce =
  (days: number): Command =>
  async (lived) => {
    const { world } = lived
    const version = await working(world)
    if (version === undefined) return
    await world.policies.announce(world.by.manager, {
      version: version.id,
      digest: version.draftDigest,
      effectiveOn: addDays(world.today(), days),
      reason: REASON,
    })
    await noteNew(lived)
  }
const withdraw: Command = async ({ world }) => {
  const last = (await world.policies.versions(policy)).at(-1)
  if (last !== undefined) await world.policies.withdraw(world.by.manager, { version: last.id })
}
const establish: Command = async (lived) => {
  await lived.world.establish()
  await noteNew(lived)
}

type Named = readonly [string, Command]

const changeAndAnnounce = (days: number): Named => [
  `change and announce ${days}`,
  async (lived) => {
    await lived.world.announceIn(days)
    await noteNew(lived)
  },
]
const passing = (hours: number): Named => [`pass ${hours} h`, pass(hours)]

/** Evenly spread: numbers that are mostly small would hardly ever live to see a day of effect. */
const between = (min: number, max: number, named: (n: number) => Named): fc.Arbitrary<Named> =>
  fc.noBias(fc.integer({ min, max })).map(named)

const command: fc.Arbitrary<Named> = fc.oneof(
  { weight: 3, arbitrary: between(0, 5, (n) => [`turn ${n}`, ({ world }) => world.turn(`로비 ${n}`)]) },
  { weight: 3, arbitrary: fc.constant<Named>(['draft', draft]) },
  { weight: 3, arbitrary: fc.constant<Named>(['approve', approve]) },
  { weight: 4, arbitrary: between(-1, 10, (n) => [`announce ${n}`, announce(n)]) },
  { weight: 4, arbitrary: between(0, 10, changeAndAnnounce) },
  { weight: 1, arbitrary: fc.constant<Named>(['withdraw', withdraw]) },
  { weight: 1, arbitrary: fc.constant<Named>(['establish', establish]) },
  { weight: 6, arbitrary: between(1, 300, passing) },
  { weight: 2, arbitrary: between(-50, 400, (n) => [`step ${n} h`, stepClock(n)]) },
  { weight: 3, arbitrary: fc.constant<Named>(['put right', putRight]) },
  { weight: 2, arbitrary: between(0, 300, (n) => [`off for ${n} h`, restart(n)]) },
)

/** A life in which two versions take effect; the others are drawn by lot. */
const UNEVENTFUL: Named[] = [changeAndAnnounce(7), passing(200), changeAndAnnounce(10), passing(300)]

/** Everything that must hold at any time. */
async function requireSound({ world, announced, published }: Lived): Promise<void> {
  const all = await world.policies.versions(policy)
  const kept = (await world.policies.archive(policy)).flatMap(({ from, until, version }) =>
    version === null ? [] : [{ from, until, id: version.id }],
  )
  kept.forEach(({ from, until }, index) => {
    const next = kept[index + 1]
    if (next === undefined) assert.equal(until, null, 'the last one is in force')
    else assert.deepEqual([until !== null && from <= until, until && addDays(until, 1)], [true, next.from])
  })
  assert.ok(all.filter(({ state }) => state === 'inForce').length <= 1)
  assert.deepEqual(
    all.map(({ number }) => number),
    all.map((_, index) => index + 1),
    'numbers without gaps',
  )
  const days = all.filter(({ state }) => state === 'announced').map(({ effectiveOn }) => effectiveOn)
  assert.equal(new Set(days).size, days.length)
  for (const version of all.filter(({ inForceOn }) => inForceOn !== null)) {
    const steps = await world.policies.record(version.id)
    const last = <K extends (typeof steps)[number]['kind']>(kind: K) =>
      steps.findLast((step) => step.kind === kind) as
        | { readonly leaf: number; readonly entry: EntryOf<K> }
        | undefined
    const [approval, notice, effect] = [
      last('policy.approved'),
      last('policy.announced'),
      last('policy.published'),
    ]
    assert.ok(approval && notice && effect, `${version.id} in force without approval or announcement`)
    assert.equal(approval.entry.actor.id, 'privacyOfficer')
    assert.deepEqual(
      [notice.entry.approvedLeaf, effect.entry.announcedLeaf, effect.entry.text],
      [approval.leaf, notice.leaf, version.digest],
    )
    if (version.established) continue
    const really = published.get(version.id) ?? ''
    assert.ok(really >= (version.effectiveOn ?? ''), `${version.id} took effect before its day`)
    const noticeDays = daysBetween(announced.get(version.id) as never, really as never)
    assert.ok(noticeDays >= (version.promisedDays ?? 0), `${version.id} had ${noticeDays} days of notice`)
  }
}

test('ranges stay contiguous, one version is in force, and none without approval, announcement and notice (property)', async () => {
  let effects = 0
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 30, size: 'max' }), async (commands) => {
      await using world = await policyWorld()
      const lived: Lived = { world, realMs: START, steppedMs: 0, announced: new Map(), published: new Map() }
      await establish(lived)
      for (const [, run] of commands) {
        const before = world.clock.monotonic()
        const realBefore = lived.realMs
        const clockBefore = world.clock
        await run(lived).catch((error: unknown) => {
          // Refusals are part of life; anything else is a mistake.
          if (!(error instanceof Fault)) throw error
        })
        if (world.clock === clockBefore)
          lived.realMs = Math.max(lived.realMs, realBefore + world.clock.monotonic() - before)
        await requireSound(lived)
      }
      effects +=
        (await world.policies.versions(policy)).filter(({ inForceOn }) => inForceOn !== null).length - 1
      await world.checkLedger()
    }),
    { numRuns: 12, endOnFailure: true, examples: [[UNEVENTFUL]] },
  )
  assert.ok(effects >= 2, 'at least in the uneventful life versions took effect')
})

test('a day of a clock stepped forward again and again publishes nothing a day early', async () => {
  await using world = await policyWorld()
  await world.establish()
  const version = await world.announceIn(7)
  for (let hour = 0; hour < 24; hour++) {
    world.clock.step(DAY_MS)
    await world.clock.advance(HOUR_MS)
    await world.policies.publishDue()
  }
  assert.equal((await world.policies.version(version)).state, 'announced')
})
