/**
 * The life of policies for tests: the Seoul Immigration Office with a real database, ledger and registry, and the same
 * guard of the clock that destruction goes by. Only the clock is not real, and accounts are a list.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDatabase } from '../../../../test/database.ts'
import { present } from '../../../base/assert.ts'
import { simulatedClock } from '../../../base/clock.ts'
import type { SimulatedClock } from '../../../base/clock.ts'
import { addDays, type Day, dayOf, dayStart } from '../../../base/day.ts'
import { type Disk, realDisk } from '../../../base/durable.ts'
import type { Database, Db } from '../../../base/database.ts'
import { silentLog } from '../../../base/log.ts'
import {
  checkLedger,
  createSigner,
  ledgerMigrations,
  newSigningKey,
  openLedger,
} from '../../../ledger/ledger.ts'
import type { Actor, EntryKind, EntryOf, Ledger } from '../../../ledger/ledger.ts'
import { adopt, readAgencyFile, registryMigrations } from '../../../registry/registry.ts'
import type { Registry } from '../../../registry/registry.ts'
import { openReserve, openRetention, retentionMigrations } from '../../../retention/retention.ts'
import type { Account, Role } from '../../../staff/staff.ts'
import { openPolicies, type Policies } from '../open.ts'
import { policyMigrations } from '../tables.ts'
import type { PolicyVersion } from '../version.ts'

const AGENCIES = new URL('../../../../agencies/', import.meta.url).pathname
/** Ten in the morning in Korea of a Friday on which nothing else happens. */
export const FIRST_DAY = '2026-11-27' as Day
export const START = dayStart(FIRST_DAY) + 10 * 3_600_000
export const DAY_MS = 86_400_000
export const HOUR_MS = 3_600_000
const ESTABLISHED = { ko: '장승으로 방침을 관리하기 시작함', en: null }
export const REASON = { ko: '로비 카메라를 옮겨 달았음', en: 'The lobby camera was moved' }

/** Devices that stay in the small registry: enough for every kind of place. */
const KEPT = [
  'main-lobby-01',
  'main-lobby-02',
  'main-detention-01',
  'main-counter-body-01',
  'sejong-waiting-01',
]

export type PolicyWorld = AsyncDisposable & {
  readonly db: Db
  readonly database: Database
  readonly clock: SimulatedClock
  readonly ledger: Ledger
  readonly policies: Policies
  readonly registry: Registry
  readonly by: { readonly [R in Role]: Actor }
  /** Adopts a changed registry, valid now or later. */
  change(edit: (registry: Registry) => Registry, validFromMs?: number): Promise<void>
  /** Adopts one whose first device looks at something else. */
  turn(ko: string, validFromMs?: number): Promise<void>
  /** Suspends whoever has the role. */
  suspend(role: Role): void
  /** Closes everything and opens it again, with another clock, disk and way to the database when given. */
  restart(options?: { clock?: SimulatedClock; disk?: Disk; over?: Db }): Promise<void>
  /** The ledger's verifier key. */
  readonly vkey: string
  today(): Day
  entries<K extends EntryKind>(...kinds: K[]): Promise<EntryOf<K>[]>
  /** Has the privacy officer take over a policy (`main`) as it stands, today. */
  establish(policy?: string): Promise<PolicyVersion>
  /** Adopts a registry with a second policy, `second`, of the same text. */
  addSecond(): Promise<void>
  /** Takes a changed draft to an announcement with that many days of notice; the version's id. */
  announceIn(days: number): Promise<string>
  /** Lets time pass as in a running program: an hour at a time, with the job in each. */
  pass(ms: number): Promise<void>
  /** Files and rows of the ledger agree. */
  checkLedger(): Promise<void>
}

export async function policyWorld(
  options: {
    readonly promisedDays?: number | null
    /** A file in agencies/, whole; otherwise the office of seed 000 with a few of its devices. */
    readonly agency?: string
  } = {},
): Promise<PolicyWorld> {
  const database = await testDatabase({
    ...ledgerMigrations,
    ...registryMigrations,
    ...retentionMigrations,
    ...policyMigrations,
  })
  const { db } = database
  const home = await mkdtemp(join(tmpdir(), 'jangseung-policy-'))
  const folder = join(home, 'ledger')
  const signer = createSigner('test.go.kr/ledger', newSigningKey())
  const accounts = new Map<string, Account>()
  const roles: readonly Role[] = [
    'privacyOfficer',
    'manager',
    'handler',
    'processor',
    'auditor',
    'administrator',
  ]
  for (const role of roles) accounts.set(role, accountOf(role))
  let clock = simulatedClock(START)
  let disk: Disk = realDisk
  const open = async (over: Db) => {
    const ledger = await openLedger({ db: over, folder, signer, clock, disk, log: silentLog })
    const retention = openRetention({
      db: over,
      ledger,
      vault: NO_VAULT,
      clock,
      log: silentLog,
      reserve: openReserve({ disk, path: join(home, 'reserve'), bytes: 4096 }),
    })
    const account = (id: string) => Promise.resolve(present(accounts.get(id), 'a known account'))
    const policies = openPolicies({ db: over, ledger, clock, time: () => retention.time(), account })
    return { ledger, policies }
  }
  let parts = await open(db)
  const whole = await readAgencyFile(join(AGENCIES, options.agency ?? 'seoul-immigration.yaml'), FIRST_DAY)
  const registry: Registry = {
    ...whole,
    devices: whole.devices.filter(({ id }) => options.agency !== undefined || KEPT.includes(id)),
    policies: whole.policies.map((policy) => ({
      ...policy,
      ...(options.promisedDays === undefined ? {} : { changeNoticeDays: options.promisedDays }),
    })),
  }
  let latest = registry
  const change: PolicyWorld['change'] = async (edit, validFromMs) => {
    latest = edit(latest)
    // No two versions of a registry begin in the same moment.
    if (validFromMs === undefined) await clock.advance(1000)
    const from = validFromMs ?? clock.now()
    await adopt({ ledger: parts.ledger, db, clock }, { registry: latest, actor: SYSTEM, validFromMs: from })
  }
  await change((one) => one, START - 60_000)
  let turns = 0
  const world: PolicyWorld = {
    db,
    database,
    registry,
    vkey: signer.vkey,
    get clock() {
      return clock
    },
    get ledger() {
      return parts.ledger
    },
    get policies() {
      return parts.policies
    },
    by: Object.fromEntries(roles.map((role) => [role, { type: 'account', id: role }])) as PolicyWorld['by'],
    change,
    turn: (ko, validFromMs) => change((one) => turned(one, ko), validFromMs),
    suspend: (role) => void accounts.set(role, { ...accountOf(role), state: 'suspended' }),
    async restart(changed = {}) {
      await parts.ledger.close()
      clock = changed.clock ?? clock
      disk = changed.disk ?? realDisk
      parts = await open(changed.over ?? db)
    },
    today: () => dayOf(clock.now()),
    async entries<K extends EntryKind>(...kinds: K[]) {
      const found: EntryOf<K>[] = []
      for await (const { entry } of parts.ledger.entries({ kinds })) found.push(entry)
      return found
    },
    establish: (policy = 'main') =>
      parts.policies.establish(world.by.privacyOfficer, { policy, reason: ESTABLISHED }),
    addSecond: () =>
      change((one) => ({
        ...one,
        policies: [...one.policies, ...one.policies.map((each) => ({ ...each, id: 'second' }))],
      })),
    async announceIn(days) {
      turns++
      await world.turn(`로비 ${turns}`)
      const { policies, by } = world
      const { id: version, draftDigest: digest } = await policies.draft(by.administrator, { policy: 'main' })
      await policies.approve(by.privacyOfficer, { version, digest })
      const effectiveOn = addDays(world.today(), days)
      await policies.announce(by.manager, { version, digest, effectiveOn, reason: REASON })
      return version
    },
    async pass(ms) {
      for (let left = ms; left > 0; left -= HOUR_MS) {
        await clock.advance(Math.min(left, HOUR_MS))
        await parts.policies.publishDue()
        await parts.policies.followDrift()
      }
    },
    async checkLedger() {
      const { findings } = await checkLedger({ db, folder, vkey: signer.vkey })
      if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join('; '))
    },
    async [Symbol.asyncDispose]() {
      await parts.ledger.close()
      await database[Symbol.asyncDispose]()
      await rm(home, { recursive: true, force: true })
    },
  }
  return world
}

const SYSTEM: Actor = { type: 'system', id: 'test' }

/** The same registry, whose first device looks at something else. */
function turned(registry: Registry, ko: string): Registry {
  const [first, ...others] = registry.devices
  const device = present(first, 'a device')
  return { ...registry, devices: [{ ...device, view: { ...device.view, ko } }, ...others] }
}

function accountOf(role: Role): Account {
  return {
    id: role,
    state: 'active',
    roles: [role],
    grants: [],
    officer: null,
    createdAtMs: 0,
    passwordSetAtMs: 0,
    person: null,
  }
}

/** No footage is destroyed here. */
const never = () => Promise.reject(new Error('no footage here'))
const NO_VAULT = { eraseKeys: never, removeFiles: never, hold: never, release: never }
