import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, DAY_MS, type Day, dayOf, dayStart } from '../../base/day.ts'
import type { Registry, Scope } from '../../registry/registry.ts'
import { clauses } from '../clauses/clauses.ts'
import { contextOf } from '../context.ts'
import { draft } from '../draft.ts'
import { conformance } from './conformance.ts'
import type { Evidence, EvidenceState, MeasuredAccount, MeasuredCamera, System } from './system.ts'
import { account, camera, nothingMeasured, NOW, registry, TODAY, wholeSystem } from './testing/system.ts'

const AGENCY = await registry()
const WHOLE = wholeSystem(AGENCY)
/** What no program can see, whatever is measured. */
const UNSEEN = stateOf(WHOLE, 'unknown')

function prove(system: System, of: Registry = AGENCY) {
  const policy = of.policies[0]?.id ?? ''
  const published = draft({ registry: AGENCY, policy: AGENCY.policies[0]?.id ?? '', on: dayOf(NOW) })
  return conformance({
    registry: of,
    policy,
    system,
    published: of.agency.id === AGENCY.agency.id ? published : null,
  })
}

function stateOf(system: System, state: EvidenceState, of?: Registry): readonly string[] {
  return prove(system, of)
    .results.filter((one) => one.state === state)
    .map(({ id }) => id)
}

/** What fails, and what is no longer passed but unknown, once the system is changed like this. */
function broken(change: Partial<System>, of?: Registry) {
  const changed = { ...WHOLE, ...change }
  return {
    fail: stateOf(changed, 'fail', of),
    unknown: stateOf(changed, 'unknown', of).filter((id) => !UNSEEN.includes(id)),
  }
}

const nothing: readonly string[] = []

/** One claim, once the system is changed like this. */
function told(id: string, change: Partial<System> = {}, of?: Registry): Evidence {
  return some(prove({ ...WHOLE, ...change }, of).results.find((one) => one.id === id))
}

test('a system that does as its policy says passes all that can be measured, and nothing fails', () => {
  const { counts, results, checkpoint } = prove(WHOLE)
  assert.equal(
    counts.fail,
    0,
    results
      .filter(({ state }) => state === 'fail')
      .map(({ id }) => id)
      .join(' '),
  )
  assert.deepEqual(counts.pass + counts.unknown, results.length)
  assert.deepEqual(checkpoint, { origin: 'jangseung/test', size: 1200, root: '00'.repeat(32) })
  for (const one of [
    'retention/',
    'destruction/',
    'safeguard/',
    'officer/',
    'text/',
    'change/',
    'hours/main-detention',
  ])
    assert.ok(
      results.some(({ id, state }) => id.startsWith(one) && state === 'pass'),
      one,
    )
})

test('what nobody measures is unknown, with words on how a person can check it', () => {
  const unknown = prove(WHOLE).results.filter(({ state }) => state === 'unknown')
  assert.ok(unknown.length > 0)
  for (const { id, how } of unknown) assert.ok(how !== null && how.ko.length > 5 && how.en.length > 5, id)
  for (const id of ['devices/places', 'safeguard/physicalLock', 'devices/main/mobile/public', 'purpose/only'])
    assert.ok(
      unknown.some((one) => one.id === id),
      id,
    )
})

test('of a system of which nothing is known nothing passes but the text itself', () => {
  const { results } = prove(nothingMeasured)
  assert.deepEqual(
    results.filter(({ id, state }) => !id.startsWith('text/') && state !== 'unknown').map(({ id }) => id),
    [],
  )
})

test('a system that has just started, without footage, passes nothing that has to do with footage', () => {
  const fresh: System = {
    ...WHOLE,
    sinceMs: NOW - 60_000,
    cameras: AGENCY.devices
      .filter((one) => one.class === 'fixed')
      .map(({ id }) => ({
        device: id,
        firstFootageMs: undefined,
        lastFootageMs: undefined,
        trouble: null,
        yesterday: undefined,
      })),
    footage: [],
    destruction: { ...some(WHOLE.destruction), orders: 0, lastDoneMs: null },
    files: { total: 0, chosen: 0, encrypted: 0, clear: 0, missing: 0, ciphers: [] },
    viewings: { opened: 0, refused: 0, offPurpose: 0, unfounded: 0 },
    accounts: [],
    holds: { living: 0, segments: 0, lapsed: 0 },
    policies: [],
  }
  const { results } = prove(fresh)
  assert.deepEqual(
    results.filter(({ state }) => state === 'fail').map(({ id }) => id),
    [],
  )
  const passed = results.filter(({ state }) => state === 'pass').map(({ id }) => id)
  assert.deepEqual(passed.filter((id) => !id.startsWith('text/')).sort(), [
    'ledger/whole',
    'processors/accounts',
    'requests/deadlines',
    'safeguard/viewingRecords',
  ])
})

test('each clause of each agency has evidence of its own, with ids that are stable and its own', async () => {
  for (const file of [
    'seoul-immigration',
    'seoul-city',
    'customs-service',
    'yonghyeon-14dong',
    'jungbu-labor',
  ]) {
    const agency = await registry(`${file}.yaml`)
    for (const { id: policy } of agency.policies) {
      const { results } = conformance({
        registry: agency,
        policy,
        system: wholeSystem(agency),
        published: null,
      })
      const context = contextOf({ registry: agency, policy, on: TODAY })
      for (const clause of clauses.filter((one) => one.applies(context)))
        assert.ok(
          results.some((one) => one.clause === clause.id && !one.id.startsWith('text/')),
          `${file}/${policy}: ${clause.id}`,
        )
      for (const { id, claim, found } of results)
        for (const text of [claim.ko, claim.en, found.ko, found.en])
          assert.ok(text.length > 0 && !/undefined|NaN|\[object/.test(text), `${file}: ${id}: ${text}`)
      const again = conformance({ registry: agency, policy, system: nothingMeasured, published: null })
      assert.deepEqual(
        again.results.map(({ id }) => id),
        results.map(({ id }) => id),
      )
    }
  }
})

test('no evidence names a camera: the page that proves the policy is no map of what is not filmed', () => {
  const cameras = some(WHOLE.cameras).map((one): MeasuredCamera => ({ ...one, trouble: 'recording.silent' }))
  const all = JSON.stringify(prove({ ...WHOLE, cameras }).results)
  for (const { id } of AGENCY.devices) assert.equal(all.includes(id), false, id)
})

function changed(device: string, change: Partial<MeasuredCamera>): readonly MeasuredCamera[] {
  return some(WHOLE.cameras).map((one) => (one.device === device ? { ...one, ...change } : one))
}

function some<T>(value: T | undefined): T {
  assert.ok(value !== undefined)
  return value
}

test('a camera that has fallen silent fails the number of its place, and nothing else', () => {
  const silent = { lastFootageMs: NOW - 6 * 60_000 }
  assert.deepEqual(broken({ cameras: changed('main-lobby-01', silent) }), {
    fail: ['devices/main/fixed/public'],
    unknown: nothing,
  })
  assert.deepEqual(broken({ cameras: changed('main-detention-03', { trouble: 'recording.refused' }) }), {
    fail: ['devices/main/fixed/closed'],
    unknown: nothing,
  })
  const [found] = prove({ ...WHOLE, cameras: changed('main-lobby-01', silent) }).results.filter(
    ({ state }) => state === 'fail',
  )
  assert.deepEqual(found?.numbers, {
    registered: 34,
    recording: 33,
    silent: 1,
    starting: 0,
    unseen: 0,
    unstored: 0,
    resting: 0,
  })
})

test('just after a start, cameras that have yet to seal their first footage are unknown; later they are silent', () => {
  const device = 'main-lobby-01'
  const cameras = (WHOLE.cameras ?? []).map((one) =>
    one.device === device ? { ...one, lastFootageMs: NOW - 3_600_000 } : one,
  )
  const started = (secondsAgo: number) => broken({ cameras, startedAtMs: NOW - secondsAgo * 1000 })
  const [claim] = broken({ cameras }).fail
  assert.deepEqual(started(60), { fail: nothing, unknown: [claim] })
  assert.deepEqual(started(301), { fail: [claim], unknown: nothing })
})

test('a camera that nothing was ever received from leaves its place unknown', () => {
  assert.deepEqual(broken({ cameras: changed('main-lobby-01', { lastFootageMs: undefined }) }), {
    fail: nothing,
    unknown: ['devices/main/fixed/public'],
  })
})

/** The agency with other hours in its lobby. */
function during(hours: string): Registry {
  const zones = AGENCY.zones.map((zone) => ({
    ...zone,
    recordings: zone.recordings.map((one) => (zone.id === 'main-lobby' ? { ...one, hours } : one)),
  }))
  return { ...AGENCY, zones }
}

test('a camera is silent once it should have sealed something in its hours, and never outside of them', () => {
  const cameras = changed('main-lobby-01', { lastFootageMs: NOW - 18 * 3_600_000 })
  const state = (hours: string) => told('devices/main/fixed/public', { cameras }, during(hours)).state
  // It is noon.
  assert.equal(state('11:54-18:00'), 'fail')
  assert.equal(state('11:56-18:00'), 'pass', 'its first segments are not ended yet')
  assert.equal(state('21:00-11:59'), 'pass')
  assert.equal(state('21:00-13:00'), 'fail', 'hours that pass midnight')
  assert.equal(state('onDemand'), 'pass')
  assert.match(
    told('devices/main/fixed/public', { cameras }, during('onDemand')).found.en,
    /1 need not film now/,
  )
})

test('a device that stores nothing cannot be seen, and leaves the number of its place unknown', () => {
  const devices = AGENCY.devices.map((one) =>
    one.id === 'main-lobby-01' ? { ...one, recording: false } : one,
  )
  const cameras = some(WHOLE.cameras).filter(({ device }) => device !== 'main-lobby-01')
  const { state, numbers, found } = told('devices/main/fixed/public', { cameras }, { ...AGENCY, devices })
  assert.equal(state, 'unknown')
  assert.deepEqual([numbers.registered, numbers.recording, numbers.unstored], [34, 33, 1])
  assert.match(found.en, /1 store nothing/)
})

test('a camera that is recorded and not in the registry fails', () => {
  assert.deepEqual(broken({ cameras: [...some(WHOLE.cameras), camera('a-88th')] }).fail, ['devices/others'])
  const devices = AGENCY.devices.map((one) =>
    one.id === 'main-lobby-01' ? { ...one, status: 'retired' as const } : one,
  )
  assert.equal(told('devices/others', {}, { ...AGENCY, devices }).state, 'fail', 'no longer in use')
  const removed = { ...camera('a-retired'), lastFootageMs: NOW - DAY_MS }
  assert.deepEqual(broken({ cameras: [...some(WHOLE.cameras), removed] }).fail, [])
})

test('one segment kept a day too long fails the period of its zone and kind, and nothing else', () => {
  const overdue = { overdueSegments: 1, mostOverdueDays: 1 }
  const footage = some(WHOLE.footage).map((one) =>
    one.zone === 'main-detention' ? { ...one, ...overdue, oldestDay: addDays(TODAY, -32) } : one,
  )
  assert.deepEqual(broken({ footage }), { fail: ['retention/main-detention/continuous'], unknown: nothing })
})

test('overdue footage of a place that the registry no longer has fails too', () => {
  const gone = { ...some(some(WHOLE.footage)[0]), zone: 'a-room-that-was' }
  assert.deepEqual(broken({ footage: [...some(WHOLE.footage), gone] }).fail, [])
  const overdue = { ...gone, overdueSegments: 3, mostOverdueDays: 2 }
  assert.deepEqual(broken({ footage: [...some(WHOLE.footage), overdue] }).fail, ['former/kept'])
})

test('so does that of a place that is still in the registry, and in which nothing is filmed any more', () => {
  const devices = AGENCY.devices.map((one) =>
    one.zone === 'main-lobby' ? { ...one, status: 'retired' as const } : one,
  )
  const overdue = { overdueSegments: 3, mostOverdueDays: 2 }
  const footage = some(WHOLE.footage).map((one) => (one.zone === 'main-lobby' ? { ...one, ...overdue } : one))
  assert.equal(told('former/kept', { footage }, { ...AGENCY, devices }).state, 'fail')
})

test('a hold on request is not said to be one of other law, nor one of law to be on request', () => {
  const footage = some(WHOLE.footage).map((one) => ({ ...one, heldSegments: 60 }))
  const all = prove({ ...WHOLE, footage }).results.filter(({ id }) => /^(?:holds|retention)\//.test(id))
  for (const { id, claim, found } of [...all, told('holds/apart', { holds: undefined })]) {
    const words = [claim.ko, claim.en, found.ko, found.en].join(' ')
    assert.ok(!/법령|요구|따로|\blaw\b|request|apart/.test(words), words)
    assert.ok(id !== 'holds/apart' || /보존 조치/.test(words), words)
  }
})

test('footage that a hold keeps beyond its day fails nothing', () => {
  const footage = some(WHOLE.footage).map((one) => ({
    ...one,
    heldSegments: 60,
    oldestDay: addDays(TODAY, -90),
  }))
  assert.deepEqual(broken({ footage }), { fail: nothing, unknown: nothing })
})

test('a destruction that was late, or early, fails the clause, and so does a hold that has lapsed', () => {
  const destruction = some(WHOLE.destruction)
  const late = { ...destruction, lateOrders: 1, mostLateDays: 2 }
  assert.deepEqual(broken({ destruction: late }).fail, ['destruction/time'])
  assert.deepEqual(broken({ destruction: { ...destruction, earlyOrders: 1 } }).fail, ['destruction/time'])
  const waiting = (waitingSinceMs: number) => ({ ...destruction, waitingOrders: 1, waitingSinceMs })
  assert.deepEqual(broken({ destruction: waiting(NOW - 60_000) }).fail, [])
  assert.deepEqual(broken({ destruction: waiting(NOW - DAY_MS) }).fail, ['destruction/time'])
  const stuck = { ...waiting(NOW - DAY_MS), orders: 0 }
  assert.equal(
    told('destruction/time', { destruction: stuck }).state,
    'fail',
    'though nothing was done at all',
  )
  assert.deepEqual(broken({ holds: { living: 2, segments: 60, lapsed: 1 } }).fail, ['holds/apart'])
})

test('a camera that missed half of yesterday fails the hours of its zone', () => {
  for (const yesterday of [
    { fromMs: 0, toMs: DAY_MS, missingMs: DAY_MS / 2 },
    { fromMs: 0, toMs: DAY_MS / 2, missingMs: 0 },
  ])
    assert.deepEqual(broken({ cameras: changed('main-detention-01', { yesterday }) }), {
      fail: ['hours/main-detention/continuous'],
      unknown: nothing,
    })
})

const DETENTION_HOURS = 'hours/main-detention/continuous'
const YESTERDAY = addDays(TODAY, -1)

/** Yesterday, with so many minutes missing. */
function missed(minutes: number): Partial<MeasuredCamera> {
  return { yesterday: { fromMs: 0, toMs: DAY_MS, missingMs: minutes * 60_000 } }
}

test('a day of which ten minutes are missing was filmed, one of which more are was not, and both are told', () => {
  const ten = told(DETENTION_HOURS, { cameras: changed('main-detention-01', missed(10)) })
  assert.equal(ten.state, 'pass')
  assert.equal(ten.numbers.mostMissingMinutes, 10)
  assert.ok((ten.numbers.permille ?? 1000) < 1000)
  assert.match(ten.found.ko, /하루의 99\.\d %를 촬영했고, 가장 많이 빠진 기기는 10분/)
  assert.match(ten.claim.ko, /24시간 촬영하며, 어제 한 대에서 빠진 시간이 10분을 넘지 않습니다/)
  const more = told(DETENTION_HOURS, { cameras: changed('main-detention-01', missed(11)) })
  assert.deepEqual([more.state, more.numbers.shortDevices], ['fail', 1])
  assert.match(more.found.en, /1 missed more than 10 minutes/)
})

test('a camera without a yesterday counts: it fails the hours when it was silent, and leaves them unknown when it is new', () => {
  const silent = changed('main-detention-01', { yesterday: undefined })
  assert.deepEqual(broken({ cameras: silent }), { fail: [DETENTION_HOURS], unknown: nothing })
  assert.equal(told(DETENTION_HOURS, { cameras: silent }).numbers.mostMissingMinutes, 1440)
  const noon = dayStart(YESTERDAY) + DAY_MS / 2
  const fromNoon = { fromMs: DAY_MS / 2, toMs: DAY_MS, missingMs: 0 }
  for (const change of [
    { firstFootageMs: dayStart(TODAY), yesterday: undefined },
    { firstFootageMs: noon, yesterday: fromNoon },
  ])
    assert.deepEqual(broken({ cameras: changed('main-detention-01', change) }), {
      fail: nothing,
      unknown: [DETENTION_HOURS],
    })
  const never = { firstFootageMs: undefined, lastFootageMs: undefined, yesterday: undefined }
  assert.deepEqual(broken({ cameras: changed('main-detention-01', never) }).unknown, [
    'devices/main/fixed/closed',
    DETENTION_HOURS,
  ])
})

test('of ten cameras of which one filmed all day, nine do not pass', () => {
  const cameras = some(WHOLE.cameras).map((one) =>
    one.device.startsWith('main-detention') && one.device !== 'main-detention-01'
      ? { ...one, firstFootageMs: undefined, yesterday: undefined }
      : one,
  )
  const { state, numbers } = told(DETENTION_HOURS, { cameras })
  assert.equal(state, 'unknown')
  assert.equal((numbers.newDevices ?? 0) + 1, numbers.devices)
})

test('a day on which nothing was filmed anywhere was not measured', () => {
  const cameras = some(WHOLE.cameras).map((one) => ({ ...one, yesterday: undefined }))
  assert.equal(told(DETENTION_HOURS, { cameras }).state, 'unknown')
  const sinceMs = dayStart(YESTERDAY) + 1
  assert.equal(told(DETENTION_HOURS, { sinceMs }).state, 'unknown')
})

test('filming outside of the stated hours fails, and being still outside of them does not', () => {
  const byDay = during('08:00-11:00')
  const within = (earliestOfDayMs: number, latestOfDayMs: number) =>
    some(WHOLE.footage).map((one) =>
      one.zone === 'main-lobby' ? { ...one, earliestOfDayMs, latestOfDayMs } : one,
    )
  const HOUR = 3_600_000
  const text = ['text/keeping']
  // That all of the hours was filmed is not looked at, and not claimed.
  assert.match(
    told('hours/main-lobby/continuous', {}, byDay).claim.ko,
    /밖에는 앞뒤 2분을 넘겨 촬영하지 않습니다/,
  )
  assert.deepEqual(broken({ footage: within(8 * HOUR, 11 * HOUR) }, byDay).fail, text)
  for (const [from, to] of [
    [8, 13],
    [6, 11],
  ] as const)
    assert.deepEqual(broken({ footage: within(from * HOUR, to * HOUR) }, byDay).fail, [
      ...text,
      'hours/main-lobby/continuous',
    ])
  const byNight = told(
    'hours/main-lobby/continuous',
    { footage: within(0, 24 * HOUR) },
    during('21:00-07:00'),
  )
  assert.equal(byNight.state, 'unknown', 'from midnight to midnight is all that is measured')
  // It is noon: the lobby rests since eleven, and that is no silence.
  const cameras = some(WHOLE.cameras).map((one) =>
    one.device.startsWith('main-lobby') ? { ...one, lastFootageMs: NOW - HOUR } : one,
  )
  assert.deepEqual(broken({ footage: within(8 * HOUR, 11 * HOUR), cameras }, byDay).fail, text)
})

test('sound in the footage of a device that is said to record none fails, and of one that may, does not', () => {
  assert.deepEqual(broken({ sounding: ['main-lobby-01'] }), { fail: ['sound/none'], unknown: nothing })
  const device = 'main-counter-body-01'
  const audioBasis = { ko: '폭언 대응', en: 'answering abuse' }
  const devices = AGENCY.devices.map((one) => (one.id === device ? { ...one, audio: true, audioBasis } : one))
  assert.ok(!broken({ sounding: [device] }, { ...AGENCY, devices }).fail.includes('sound/none'))
  assert.deepEqual(broken({ sounding: [device] }).fail, ['sound/none'])
})

test('one clear file in the sample fails encryption; a missing one fails that footage is kept', () => {
  const files = some(WHOLE.files)
  assert.deepEqual(broken({ files: { ...files, encrypted: 31, clear: 1 } }), {
    fail: ['safeguard/encryption'],
    unknown: nothing,
  })
  assert.deepEqual(broken({ files: { ...files, encrypted: 31, missing: 1 } }).fail, ['files/there'])
})

test('encryption and footage that is there are told as a sample, of how many out of how many', () => {
  for (const id of ['safeguard/encryption', 'files/there']) {
    const { claim, found } = told(id)
    assert.match(claim.ko, /무작위로 고른 .*최대 32/)
    assert.match(claim.en, /chosen at random .*at most 32/)
    assert.match(found.ko, /43,200.*고른|43,200.*골라 읽은/)
    assert.match(found.en, /Of 32 .*a sample of the 43,200/)
  }
})

test('no safeguard claims more than is measured: who alone knows a password, or that every viewing is recorded', () => {
  const policies = AGENCY.policies.map((one) => ({ ...one, safeguards: ['passwords' as const] }))
  const stating = { ...AGENCY, policies }
  const passwords = told('safeguard/passwords', {}, stating)
  assert.deepEqual(passwords.claim, {
    ko: '쓰이는 계정마다 비밀번호가 있습니다.',
    en: 'Every account in use has a password.',
  })
  assert.match(passwords.found.ko, /한 사람만 쓰는지는 시스템이 볼 수 없습니다/)
  const accounts = withAccount({ passwordSetAtMs: null })
  assert.equal(passwords.state, 'pass')
  assert.equal(told('safeguard/passwords', { accounts }, stating).state, 'fail')
  assert.match(told('safeguard/viewingRecords').claim.ko, /^장부에 적힌 .* 지워지거나 고쳐지지 않았습니다\.$/)
})

test('a ledger that is not whole fails; one that was not verified lately is unknown', () => {
  const ledger = some(WHOLE.ledger)
  const whole = some(ledger.whole)
  const both = ['ledger/whole', 'safeguard/viewingRecords']
  const fails = { fail: both, unknown: nothing }
  const unknown = { fail: nothing, unknown: both }
  const findings = ['ledger.entryDisagrees']
  assert.deepEqual(broken({ ledger: { ...ledger, whole: { ...whole, isWhole: false, findings } } }), fails)
  assert.deepEqual(broken({ ledger: { ...ledger, hasGrownFromIt: false } }), fails)
  assert.deepEqual(broken({ ledger: { ...ledger, whole: undefined, hasGrownFromIt: undefined } }), unknown)
  assert.deepEqual(broken({ ledger: { ...ledger, whole: { ...whole, atMs: NOW - 3 * DAY_MS } } }), unknown)
  assert.deepEqual(broken({ ledger: { ...ledger, hasGrownFromIt: undefined } }), unknown)
})

test('use beyond purpose without a ground of law fails', () => {
  const viewings = some(WHOLE.viewings)
  assert.deepEqual(broken({ viewings: { ...viewings, unfounded: 1 } }).fail, ['viewings/ground'])
})

const HANDLER = 'detention-handler'

function withAccount(change: Partial<MeasuredAccount>): readonly MeasuredAccount[] {
  return some(WHOLE.accounts).map((one) => (one.officer === HANDLER ? { ...one, ...change } : one))
}

const EVERYTHING: Scope = {
  everything: true,
  sites: [],
  zones: [],
  devices: [],
  classes: [],
  exceptZones: [],
}

test('a handler whose account is suspended, or was never taken up, fails', () => {
  for (const state of ['suspended', 'invited'] as const)
    assert.deepEqual(broken({ accounts: withAccount({ state }) }), {
      fail: [`officer/${HANDLER}`],
      unknown: nothing,
    })
})

test('a handler to whom no account is linked is unknown: they may act on paper', () => {
  const accounts = some(WHOLE.accounts).filter(({ officer }) => officer !== HANDLER)
  assert.deepEqual(broken({ accounts }), { fail: nothing, unknown: [`officer/${HANDLER}`] })
})

test('a second account in use makes up for a suspended one', () => {
  const active = some(WHOLE.accounts).filter(({ officer }) => officer === HANDLER)
  const accounts = [...withAccount({ state: 'suspended' }), ...active]
  assert.deepEqual(broken({ accounts }), { fail: nothing, unknown: nothing })
})

test('an account that reaches beyond its officer’s scope fails, as does one without the role', () => {
  const far = account(HANDLER, ['handler'], EVERYTHING)
  assert.deepEqual(broken({ accounts: withAccount({ grants: far.grants }) }).fail, [
    `officer/${HANDLER}`,
    'safeguard/differentiatedAccess',
  ])
  assert.deepEqual(broken({ accounts: withAccount({ roles: ['auditor'], grants: [] }) }).fail, [
    `officer/${HANDLER}`,
  ])
  assert.deepEqual(broken({ accounts: withAccount({ roles: ['manager'] }) }).fail, [`officer/${HANDLER}`])
  const later = far.grants.map((grant) => ({ ...grant, validFromMs: NOW + 1 }))
  const own = some(WHOLE.accounts).find(({ officer }) => officer === HANDLER)?.grants ?? []
  assert.deepEqual(broken({ accounts: withAccount({ grants: [...own, ...later] }) }).fail, [])
  assert.deepEqual(broken({ accounts: withAccount({ grants: [] }) }).fail, [`officer/${HANDLER}`])
  const ended = far.grants.map((grant) => ({ ...grant, scope: EVERYTHING, validUntilMs: NOW }))
  assert.deepEqual(broken({ accounts: withAccount({ grants: [...own, ...ended] }) }).fail, [])
})

test('somebody who sees footage and is nobody in the policy: unknown while unlinked, failing when their office is gone', () => {
  const stranger = account(null, ['handler'], EVERYTHING)
  assert.deepEqual(broken({ accounts: [...some(WHOLE.accounts), stranger] }), {
    fail: nothing,
    unknown: ['officers/others', 'safeguard/differentiatedAccess'],
  })
  const left = account('an-office-that-was', ['handler'], EVERYTHING)
  assert.deepEqual(broken({ accounts: [...some(WHOLE.accounts), left] }).fail, [
    'officers/others',
    'safeguard/differentiatedAccess',
  ])
  const idle = account(null, ['handler'], null)
  assert.deepEqual(broken({ accounts: [...some(WHOLE.accounts), idle] }), { fail: nothing, unknown: nothing })
})

test('a manager named in the policy may see footage, as the text says; an officer whom it does not name may not', () => {
  const manager = some(AGENCY.officers.find(({ role }) => role === 'manager'))
  const seeing = some(WHOLE.accounts).map((one) =>
    one.officer === manager.id ? account(manager.id, ['manager'], manager.scope) : one,
  )
  assert.deepEqual(broken({ accounts: seeing }), { fail: nothing, unknown: nothing })
  const note = some(
    draft({ registry: AGENCY, policy: AGENCY.policies[0]?.id ?? '', on: dayOf(NOW) }).clauses.find(
      ({ id }) => id === 'officers',
    ),
  )
  assert.match(JSON.stringify(note), /책임자와 접근권한자만, 맡은 범위의 영상을/)
  // An officer of something else, with an account that sees what this policy is about.
  const elsewhere = { ...manager, id: 'elsewhere', scope: { ...EVERYTHING, everything: false } }
  const of = { ...AGENCY, officers: [...AGENCY.officers, elsewhere] }
  const stray = account('elsewhere', ['manager'], EVERYTHING)
  assert.deepEqual(broken({ accounts: [...some(WHOLE.accounts), stray] }, of).fail, [
    'officers/others',
    'safeguard/differentiatedAccess',
  ])
})

test('a contractor who can see footage fails a policy that says there is none', () => {
  const contractor = account(null, ['processor'], EVERYTHING)
  assert.deepEqual(broken({ accounts: [...some(WHOLE.accounts), contractor] }).fail, [
    'processors/accounts',
    'safeguard/differentiatedAccess',
  ])
})

test('contractors who see no more than a processor’s devices and contract are unknown, those who see more fail', () => {
  const lobby: Scope = { ...EVERYTHING, everything: false, zones: ['main-lobby'] }
  const until = addDays(TODAY, 10)
  const processor = {
    id: 'guards',
    name: { ko: '경비', en: 'Guards' },
    tasks: [{ ko: '유지보수', en: 'Maintenance' }],
    phone: null,
    scope: lobby,
    contract: { from: addDays(TODAY, -10), until, clauses: [] },
  }
  const endMs = dayStart(addDays(until, 1))
  const seen = (scope: Scope, validUntilMs: number | null, processors = [processor]) => {
    const contractor = account(null, ['processor'], scope)
    const grants = contractor.grants.map((one) => ({ ...one, validUntilMs }))
    const accounts = [...some(WHOLE.accounts), { ...contractor, grants }]
    return told('processors/accounts', { accounts }, { ...AGENCY, processors })
  }
  const fits = seen(lobby, endMs)
  assert.equal(fits.state, 'unknown')
  assert.match(fits.how?.ko ?? '', /위탁 계약서와 대조/)
  assert.equal(seen(lobby, endMs + 1).state, 'fail', 'longer than the contract')
  assert.equal(seen(lobby, null).state, 'fail', 'without an end')
  assert.equal(seen(EVERYTHING, endMs).state, 'fail', 'beyond its devices')
  assert.equal(
    seen(lobby, null, [{ ...processor, contract: null as never }]).state,
    'unknown',
    'term not known',
  )
  const over = { ...processor.contract, until: YESTERDAY }
  assert.equal(
    seen(lobby, NOW + 1000, [{ ...processor, contract: over }]).state,
    'fail',
    'the contract is over',
  )
  assert.equal(
    told('processors/accounts', {}, { ...AGENCY, processors: [processor] }).state,
    'pass',
    'none sees any',
  )
})

test('a change announced a day short of the promise fails, and the established version owes no notice', () => {
  const [policy] = some(WHOLE.policies)
  const { announcements, ...rest } = some(policy)
  const short = announcements.map((one) =>
    one.isEstablished ? one : { ...one, effectiveOn: '2026-10-07' as Day },
  )
  assert.deepEqual(broken({ policies: [{ ...rest, announcements: short }] }), {
    fail: ['change/notice'],
    unknown: nothing,
  })
})

test('a version that does not follow the one before it, or took effect late, fails the history', () => {
  const [policy] = some(WHOLE.policies)
  const { publications, ...rest } = some(policy)
  const [first, second] = publications
  const holes = [
    [some(first), { ...some(second), replaced: null }],
    [some(first), { ...some(second), lateDays: 2 }],
    [some(first), { ...some(second), inForceOn: '2026-08-01' as Day }],
  ]
  for (const hole of holes)
    assert.deepEqual(broken({ policies: [{ ...rest, publications: hole }] }).fail, ['history/contiguous'])
})

test('a request answered after its deadline fails', () => {
  const requests = some(WHOLE.requests)
  assert.deepEqual(broken({ requests: { ...requests, answeredLate: 1 } }).fail, ['requests/deadlines'])
  assert.deepEqual(broken({ requests: { ...requests, openOverdue: 1 } }).fail, ['requests/deadlines'])
})

test('a published clause that the registry has no ground for any more fails, though the policy would not have it now', () => {
  const [policy, ...others] = AGENCY.policies
  const later: Registry = { ...AGENCY, policies: [{ ...some(policy), safeguards: [] }, ...others] }
  const { state, numbers } = told('text/safeguards', {}, later)
  assert.deepEqual([state, numbers.differing], ['fail', some(policy).safeguards.length])
})

test('a published policy without a device in use any more fails in every clause, and nothing is proven of it', () => {
  const devices = AGENCY.devices.map((one) => ({ ...one, status: 'retired' as const }))
  const { results } = prove(WHOLE, { ...AGENCY, devices })
  assert.ok(results.length > 8)
  assert.deepEqual(
    results.filter(({ id, state }) => state !== 'fail' || !id.startsWith('text/')),
    [],
  )
})

test('a published text that is not what the registry says fails in its clause', () => {
  const later: Registry = {
    ...AGENCY,
    officers: AGENCY.officers.map((one) => (one.id === HANDLER ? { ...one, phone: '02-2650-0000' } : one)),
  }
  assert.deepEqual(broken({}, later).fail, ['text/officers'])
})
