/**
 * The published policy held against the whole program: real cameras over RTSP, real accounts, real destruction. What breaks
 * a promise turns that promise's evidence, and no other.
 */
import assert from 'node:assert/strict'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { present } from '../../src/base/assert.ts'
import { addDays, dayStart } from '../../src/base/day.ts'
import type { Actor } from '../../src/ledger/ledger.ts'
import { openPublished, type Published } from '../../src/policies.ts'
import type { EvidenceState, Proofs } from '../../src/policy/policy.ts'
import { adopt, type Registry } from '../../src/registry/registry.ts'
import type { Store } from '../../src/store.ts'
import { MAIN, run } from '../program.ts'
import { camerasAs, movableClock, OPERATOR, temporaryFolder, until, whole } from '../whole.ts'
import type { MovableClock, Whole } from '../whole.ts'

/** In a public place, kept for 14 days; in a closed one, kept for 30. */
const LOBBY = 'main-lobby-01'
const DETENTION = 'main-detention-01'
const PASSWORD = 'a quiet gate post in the rain'
const HOUR_MS = 3_600_000

test('what the policy says is true of the running program, until something breaks it', async (t) => {
  const clock = movableClock()
  await using folder = await temporaryFolder()
  await using cameras = await camerasAs({ [LOBBY]: 'lobby', [DETENTION]: 'detention' })
  let registry: Registry | undefined
  await using program = await whole({
    path: folder.path,
    clock,
    cameras,
    opened: async (store) => void (registry = await withTwoCameras(store, clock)),
  })
  const agency = present(registry, 'it was adopted')
  const frames = (device: string) => cameras.camera(device).stats().frames
  const { store } = program
  const proofs = openPublishedOf(program, clock).proofs
  let before: States = new Map()

  await t.test(
    'at first nothing is known of footage, and nothing passes that has to do with it',
    async () => {
      const states = await look(proofs)
      assert.deepEqual(withState(states, 'fail'), [])
      for (const [id, state] of states)
        if (/^(?:devices|retention|destruction|files|hours|ledger)\/|^safeguard\/encryption/.test(id))
          assert.equal(state, 'unknown', id)
    },
  )

  const accounts = new Map<string, string>()
  await t.test('with footage, accounts and a published text, what can be measured is true', async () => {
    for (const { id, role, scope } of agency.officers)
      accounts.set(id, await officerAccount(program, { officer: id, role, scope }))
    const by: Actor = { type: 'account', id: present(accounts.get('privacy-officer'), 'an officer') }
    await openPublishedOf(program, clock).policies.establish(by, {
      policy: 'main',
      reason: { ko: '첫 공개', en: 'First publication' },
    })
    await film()
    await proofs.verifyLedger()
    before = await look(proofs)
    assert.deepEqual(withState(before, 'fail'), [])
    for (const id of [
      'devices/main/fixed/public',
      'devices/main/fixed/closed',
      'devices/others',
      'retention/main-lobby/continuous',
      'retention/main-detention/continuous',
      'files/there',
      'safeguard/encryption',
      'ledger/whole',
      'officer/privacy-officer',
      'officer/detention-handler',
      'officers/others',
      'history/contiguous',
      ...[...before.keys()].filter((each) => each.startsWith('text/')),
    ])
      assert.equal(before.get(id), 'pass', id)
    for (const id of ['destruction/time', 'hours/main-lobby/continuous', 'safeguard/physicalLock'])
      assert.equal(before.get(id), 'unknown', id)
  })

  await t.test('a camera that falls silent: its place, and nothing else', async () => {
    cameras.camera(LOBBY).control.silent(true)
    clock.pass(6 * 60_000)
    await film([DETENTION])
    assert.deepEqual(differing(before, await look(proofs)), { 'devices/main/fixed/public': 'fail' })
    cameras.camera(LOBBY).control.silent(false)
    await film()
    assert.deepEqual(differing(before, await look(proofs)), {})
  })

  await t.test('a handler whose account is suspended: that officer, and nothing else', async () => {
    const handler = present(accounts.get('detention-handler'), 'an account')
    await program.app.staff.suspend(OPERATOR, handler)
    assert.deepEqual(differing(before, await look(proofs)), { 'officer/detention-handler': 'fail' })
    // And the portal says so, to everybody who asks whether it is true.
    await program.become('api')
    const page = await (await fetch(new URL('/truth', present(program.app.web, 'a portal').url))).text()
    assert.match(page, /계정이 정지되어 있습니다/)
    await program.app.staff.restore(OPERATOR, handler)
    assert.deepEqual(differing(before, await look(proofs)), {})
  })

  await t.test('a camera that the registry no longer has, and is recorded: nothing else', async () => {
    const { db } = store.database
    const fewer = { ...agency, devices: agency.devices.filter(({ id }) => id !== DETENTION) }
    await adopt({ ledger: store.ledger, db, clock }, { registry: fewer, actor: OPERATOR })
    const changed = await look(proofs)
    assert.equal(changed.get('devices/others'), 'fail')
    assert.equal(changed.get('text/devices'), 'fail', 'the published text is not true either')
    await adopt({ ledger: store.ledger, db, clock }, { registry: agency, actor: OPERATOR })
    assert.deepEqual(differing(before, await look(proofs)), {})
  })

  await t.test('footage kept a day too long: the period of its zone, and nothing else', async () => {
    const [segment] = await program.segments(LOBBY)
    const filmedOn = present(segment, 'a segment').day
    // The clock is set, and not believed: what is due by the wall clock is not destroyed, and stays a day too long.
    await program.become('api')
    clock.step(dayStart(addDays(filmedOn, 16)) + HOUR_MS - clock.now())
    await film()
    await program.become('api')
    await proofs.verifyLedger()
    assert.deepEqual(differing(before, await look(proofs), isOfPresentLaw), {
      'retention/main-lobby/continuous': 'fail',
    })
  })

  await t.test('destroyed at last: the period is kept again, and the lateness is told', async () => {
    await program.app.retention.sweep()
    clock.pass(HOUR_MS + 60_000)
    const { lateSegments } = await program.app.retention.sweep()
    assert.ok(lateSegments > 0)
    await film()
    await program.become('api')
    const { conformance } = await proofs.now()
    const found = new Map(conformance[0]?.results.map((one) => [one.id, one]))
    assert.equal(found.get('retention/main-lobby/continuous')?.state, 'pass')
    const destruction = found.get('destruction/time')
    assert.equal(destruction?.state, 'fail')
    assert.equal(destruction?.numbers.mostLateDays, 1)
    assert.equal(destruction?.numbers.lateOrders, 1)
    assert.equal(found.get('officer/detention-handler')?.state, 'pass')
  })

  await t.test('an entry of the ledger altered on the disk: the ledger, and what stands on it', async () => {
    await proofs.verifyLedger()
    const whole = await look(proofs)
    assert.equal(whole.get('ledger/whole'), 'pass')
    const entries = join(store.folders.ledger, 'tile/entries')
    for (const file of await readdir(entries, { recursive: true, withFileTypes: true }))
      if (file.isFile()) await alter(join(file.parentPath, file.name))
    await proofs.verifyLedger()
    assert.deepEqual(differing(whole, await look(proofs)), {
      'ledger/whole': 'fail',
      'safeguard/viewingRecords': 'fail',
    })
  })

  /** Records these cameras for two seconds more, and seals it. */
  async function film(devices: readonly string[] = [LOBBY, DETENTION]): Promise<void> {
    await program.become('all')
    await until(() => devices.every((device) => program.status(device)?.state === 'recording'))
    const from = new Map(devices.map((device) => [device, frames(device)]))
    await until(() => devices.every((device) => frames(device) >= (from.get(device) ?? 0) + 30))
    await program.become('worker')
  }
})

test('jangseung policy check: every clause with its numbers, time and checkpoint; 1 when something fails', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'data')
  await using cameras = await camerasAs({ [LOBBY]: 'lobby', [DETENTION]: 'detention' })
  const clock = movableClock()
  {
    await using program = await whole({
      path,
      clock,
      cameras,
      opened: async (store) => void (await withTwoCameras(store, clock)),
    })
    await until(() => cameras.all.every(({ stats }) => stats().frames >= 30))
    await program.become('worker')
  }
  const words = ['policy', 'check', '--data', path]
  const good = await run(MAIN, [...words, '--json'])
  assert.equal(good.code, 0, good.errors)
  const { policies } = JSON.parse(good.output) as {
    policies: Awaited<ReturnType<Proofs['now']>>['conformance']
  }
  const [policy] = policies
  assert.ok(policy !== undefined && policy.checkpoint !== null && policy.checkpoint.size > 0)
  const encryption = policy.results.find(({ id }) => id === 'safeguard/encryption')
  assert.deepEqual([encryption?.state, encryption?.numbers], ['pass', { read: 2, encrypted: 2, clear: 0 }])
  // Somebody removes footage behind the program's back.
  await rm(join(path, 'media', LOBBY), { recursive: true })
  const bad = await run(MAIN, words)
  assert.equal(bad.code, 1, bad.errors)
  assert.match(bad.output, /다름 FAIL {5}keeping · files\/there/)
  assert.match(bad.output, /chosen=2 missing=1/)
  assert.equal((await run(MAIN, [...words, '--policy', 'none'])).code, 2)
})

/** Changes a digit of the first time that stands there. */
async function alter(path: string): Promise<void> {
  const text = await readFile(path, 'latin1')
  await writeFile(path, text.replace(/"at":\d/, '"at":9'), 'latin1')
}

type States = ReadonlyMap<string, EvidenceState>

async function look(proofs: Proofs): Promise<States> {
  const { conformance } = await proofs.now()
  assert.equal(conformance.length, 1)
  return new Map(conformance[0]?.results.map(({ id, state }) => [id, state]))
}

function withState(states: States, state: EvidenceState): readonly string[] {
  return [...states].filter(([, each]) => each === state).map(([id]) => id)
}

/** What is not as it was. */
function differing(before: States, now: States, counts = (_id: string) => true): Record<string, string> {
  return Object.fromEntries([...now].filter(([id, state]) => before.get(id) !== state && counts(id)))
}

/** What the text says follows the law of its day, and that may have changed meanwhile. */
function isOfPresentLaw(id: string): boolean {
  return !id.startsWith('text/')
}

/** The agency with one camera in a public place and one in a closed one. */
async function withTwoCameras(
  { database: { db }, ledger, ...store }: Store,
  clock: MovableClock,
): Promise<Registry> {
  const all = await store.registry()
  const registry = { ...all, devices: all.devices.filter(({ id }) => id === LOBBY || id === DETENTION) }
  await adopt({ ledger, db, clock }, { registry, actor: OPERATOR })
  return registry
}

/** An account for an officer of the registry, with its role and its scope. */
async function officerAccount(
  program: Whole,
  {
    officer,
    role,
    scope,
  }: Pick<Registry['officers'][number], 'role' | 'scope'> & { readonly officer: string },
): Promise<string> {
  const { staff } = program.app
  const grant = {
    scope,
    actions: ['view' as const],
    validFromMs: 0,
    validUntilMs: null,
    footageFromMs: null,
  }
  const { account, token } = await staff.createAccount(OPERATOR, {
    login: officer.replaceAll('-', '.'),
    name: '김하늘',
    roles: [role],
    grants: role === 'handler' ? [grant] : [],
    officer,
  })
  await staff.enrol({ token, password: PASSWORD })
  return account
}

function openPublishedOf({ store, app }: Whole, clock: MovableClock): Published {
  return openPublished({
    store,
    clock,
    time: () => Promise.resolve({ nowMs: clock.now(), state: 'agrees', aheadMs: 0 }),
    account: (id) => app.staff.account(id),
  })
}
