/** A certificate is checked offline, and every change of it shows. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { FIRST_DAY, retentionWorld } from '../../test/retention.ts'
import type { RetentionWorld } from '../../test/retention.ts'
import { addDays } from '../base/day.ts'
import type { Day } from '../base/day.ts'
import { realDisk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import { silentLog } from '../base/log.ts'
import { createSigner, newSigningKey } from '../ledger/ledger.ts'
import type { Receipt } from '../ledger/ledger.ts'
import {
  certificate,
  certificateBytes,
  certificates,
  certificateText,
  openReserve,
  openRetention,
  verifyCertificate,
} from './retention.ts'
import { statementDigest } from './certificate.ts'
import type { Statement } from './certificate.ts'
import type { Certificate } from './retention.ts'

const DAY = 86_400_000

/** A destruction of three segments in two batches, and its certificate. */
async function issued(world: RetentionWorld): Promise<Certificate> {
  await world.record(
    { device: 'main-lobby-01', day: FIRST_DAY },
    { device: 'main-parking-01', day: FIRST_DAY },
  )
  await world.record({ device: 'main-lobby-01', day: FIRST_DAY, at: 0 })
  await world.clock.advance(15 * DAY)
  const { finished } = await world.retention.sweep()
  return certificate(world, finished[0]?.certificate ?? '')
}

type Place = readonly (string | number)[]

/** Every value in the document, by its place. */
function* placesOf(value: unknown, place: Place = []): Generator<Place> {
  if (typeof value !== 'object' || value === null) {
    yield place
    return
  }
  for (const [name, member] of Object.entries(value))
    yield* placesOf(member, [...place, Array.isArray(value) ? Number(name) : name])
}

function changedAt(document: unknown, place: Place, change: (value: unknown) => unknown): unknown {
  const [name, ...rest] = place
  if (name === undefined) return change(document)
  const copy: Record<string, unknown> | unknown[] = Array.isArray(document)
    ? [...(document as unknown[])]
    : { ...(document as Record<string, unknown>) }
  const members = copy as Record<string | number, unknown>
  members[name] = changedAt(members[name], rest, change)
  return copy
}

/** Another value of the same sort. */
function altered(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (value === null) return 'a'.repeat(64)
  if (typeof value !== 'string') return !value
  const at = Math.floor(value.length / 2)
  const other = /[0-8a-eA-Y]/.test(value[at] ?? '')
    ? String.fromCharCode((value.codePointAt(at) ?? 48) + 1)
    : '0'
  return value.slice(0, at) + other + value.slice(at + 1)
}

/** Whether the document is refused, by its form or by its proofs. */
function isRefused(document: unknown, vkey: string): boolean {
  try {
    return !verifyCertificate(JSON.stringify(document), vkey).ok
  } catch (error) {
    assert.ok(isFault(error, 'retention.certificateMalformed'), String(error))
    return true
  }
}

test('a certificate holds offline, and stays the same however often it is asked for', async () => {
  await using world = await retentionWorld()
  const document = await issued(world)
  const { ok, findings } = verifyCertificate(certificateBytes(document), world.vkey)
  assert.ok(ok, findings.map(({ message }) => message).join('; '))
  assert.equal(document.statement.listed.length, 3)
  assert.equal(document.sealed.length, 2)
  assert.equal(document.statement.sealing.batches, 2)
  const [summary] = await certificates(world.db)
  assert.deepEqual(
    [summary?.id, summary?.segments, summary?.reason],
    [document.statement.certificate, 3, 'expiry'],
  )
  await world.record({ device: 'main-lobby-01', day: FIRST_DAY })
  assert.deepEqual(
    certificateBytes(await certificate(world, document.statement.certificate)),
    certificateBytes(document),
  )
})

test('whatever single value is changed, the certificate no longer holds', async () => {
  await using world = await retentionWorld()
  const document = await issued(world)
  let count = 0
  for (const place of placesOf(document)) {
    const forged = changedAt(document, place, altered)
    // The last character of a base64 line may carry bits that are not read; the middle one never does.
    assert.ok(isRefused(forged, world.vkey), place.join('.'))
    count++
  }
  assert.ok(count > 150, `${count} values`)
})

test('whatever is left out or added, the certificate no longer holds', async () => {
  await using world = await retentionWorld()
  const document = await issued(world)
  const { statement } = document
  const forgeries: [string, unknown][] = [
    ['a line less', { ...statement, footage: statement.footage.slice(1) }],
    ['a line twice', { ...statement, footage: [...statement.footage, ...statement.footage.slice(0, 1)] }],
    ['a target less', { ...statement, targets: statement.targets.slice(1) }],
    ['no list', { ...statement, listed: [] }],
    ['a list of less', { ...statement, listed: statement.listed.slice(1) }],
    ['one more field', { ...statement, comment: 'all is well' }],
  ]
  for (const [what, forged] of forgeries)
    assert.ok(isRefused({ ...document, statement: forged }, world.vkey), what)
  assert.ok(isRefused({ ...document, note: 'x' }, world.vkey))
  assert.ok(
    isRefused({ ...document, sealed: document.sealed.slice(1) }, world.vkey),
    'a listed batch unproven',
  )
  assert.ok(isRefused({ ...document, done: document.ordered }, world.vkey))
  assert.ok(isRefused({ ...document, ordered: document.done }, world.vkey))
})

test('the certificate of one destruction does not hold with the proofs of another, nor under another key', async () => {
  await using world = await retentionWorld()
  const first = await issued(world)
  await world.record({ device: 'main-lobby-01', day: FIRST_DAY })
  const { finished } = await world.retention.sweep()
  const second = await certificate(world, finished[0]?.certificate ?? '')
  assert.ok(verifyCertificate(certificateBytes(second), world.vkey).ok)
  assert.ok(isRefused({ ...first, ordered: second.ordered, done: second.done }, world.vkey))
  assert.ok(isRefused({ ...first, statement: second.statement }, world.vkey))
  const other = createSigner('test.go.kr/ledger', newSigningKey())
  assert.ok(isRefused(first, other.vkey))
  const elsewhere = createSigner('other.go.kr/ledger', newSigningKey())
  assert.ok(isRefused(first, elsewhere.vkey))
  assert.throws(() => verifyCertificate(certificateBytes(first), 'nonsense'), {
    code: 'ledger.vkeyMalformed',
  })
})

/** A certificate of what a dishonest program has recorded: order and statement as it likes, properly in the ledger. */
async function recorded(
  world: RetentionWorld,
  honest: Certificate,
  lie: { statement?: Partial<Statement>; dueDay?: Day },
): Promise<Certificate> {
  const { entry } = honest.ordered
  const actor = honest.statement.actor
  const { receipt: ordered } = await world.ledger.act(
    {
      kind: 'destruction.ordered',
      actor,
      order: honest.statement.certificate,
      reason: honest.statement.reason,
      keys: honest.statement.targets.length,
      segments: honest.statement.files.files,
      root: String(entry['root']),
      dueDay: lie.dueDay ?? honest.statement.dueDay,
    },
    () => Promise.resolve(),
  )
  const statement: Statement = {
    ...honest.statement,
    orderedLeaf: ordered.leaf,
    orderedAtMs: ordered.entry.at,
    ...lie.statement,
  }
  const { keys, files, lateDays } = statement
  const { receipt: done } = await world.ledger.act(
    {
      kind: 'destruction.done',
      actor,
      order: statement.certificate,
      orderedLeaf: ordered.leaf,
      certificate: statementDigest(statement),
      epochBefore: keys.epochBefore,
      epochAfter: keys.epochAfter,
      files: files.files,
      bytes: files.bytes,
      lateDays,
    },
    () => Promise.resolve(),
  )
  const proven = async ({ leaf, entry: recordedEntry }: Receipt) => ({
    entry: { ...recordedEntry },
    proof: await world.ledger.prove(leaf),
  })
  return { ...honest, statement, ordered: await proven(ordered), done: await proven(done) }
}

const elsewhere = (key: string) => key.replace('main-parking-01', 'main-lobby-02')

test('a false statement that stands in the ledger itself is found out by what else stands there', async () => {
  await using world = await retentionWorld()
  const honest = await issued(world)
  const { statement } = honest
  const findings = async (lie: Parameters<typeof recorded>[2]) => {
    const document = await recorded(world, honest, lie)
    return verifyCertificate(certificateBytes(document), world.vkey).findings.map(
      ({ values }) => values['what'],
    )
  }
  assert.deepEqual(await findings({}), [])
  // Another camera than the one that was ordered, told without a contradiction.
  const other = {
    targets: statement.targets.map((target) =>
      target.kind === 'hold' ? target : { ...target, key: elsewhere(target.key) },
    ),
    footage: statement.footage.map((line) => ({ ...line, device: elsewhere(line.device) })),
    listed: statement.listed.map((one) => ({ ...one, key: elsewhere(one.key) })),
  }
  assert.deepEqual(await findings({ statement: other }), ['ordered.root'])
  // Footage of thirty days destroyed after fourteen.
  const dueDay = addDays(FIRST_DAY, 31)
  const early = {
    dueDay,
    footage: statement.footage.map((line) => ({ ...line, retentionDays: 30, dueDay })),
  }
  const days = statement.footage.map(
    ({ device, day, category }) => `${device}/${day}/${category}: destroyed early`,
  )
  assert.deepEqual(await findings({ statement: early, dueDay }), days)
  // Late, and not said.
  const late = {
    dueDay: addDays(FIRST_DAY, 1),
    footage: statement.footage.map((line) => ({ ...line, dueDay: addDays(FIRST_DAY, 1), retentionDays: 0 })),
  }
  assert.ok(
    (await findings({ statement: late, dueDay: late.dueDay })).some((what) =>
      String(what).endsWith('lateness'),
    ),
  )
})

test('what is no certificate is refused, never a crash (property)', async () => {
  await using world = await retentionWorld()
  const document = await issued(world)
  const bytes = certificateBytes(document)
  const refused = (json: string | Uint8Array) => {
    try {
      return !verifyCertificate(json, world.vkey).ok
    } catch (error) {
      return isFault(error, 'retention.certificateMalformed')
    }
  }
  for (const json of [
    '',
    'null',
    '[]',
    '{}',
    '"x"',
    '{"format":"jangseung-certificate/1"}',
    ' '.repeat(9_000_000),
  ])
    assert.ok(refused(json))
  fc.assert(
    fc.property(fc.nat(bytes.length - 2), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ flip
      assert.ok(refused(damaged), `${at} ${flip}`)
      assert.ok(refused(bytes.subarray(0, at)))
    }),
    { numRuns: 300 },
  )
  fc.assert(fc.property(fc.json(), (json) => assert.ok(refused(json))))
})

test('the readable text says what was destroyed and how, and no more than that', async () => {
  await using world = await retentionWorld()
  const document = await issued(world)
  const ko = certificateText(document, 'ko')
  for (const part of [
    '서울출입국·외국인청',
    '서무계장',
    '로비',
    '2026-11-22',
    '키를 파기하였음',
    '덮어쓰지는 않음',
    '법 §21①',
  ])
    assert.ok(ko.includes(part), part)
  assert.ok(
    ko.includes('표준지침 §42: ') && ko.includes('원문 대조 전'),
    'a rule that was not read is marked',
  )
  const en = certificateText(document, 'en')
  for (const part of [
    'Seoul Immigration Office',
    'unlinked',
    'was not overwritten',
    document.statement.certificate,
  ])
    assert.ok(en.includes(part), part)
  assert.ok(!en.includes('undefined') && !ko.includes('undefined'))
})

test('a certificate that a crash left without proofs gets them from whoever asks first', async () => {
  await using world = await retentionWorld()
  await world.record({ device: 'main-lobby-01', day: FIRST_DAY })
  // The ledger records the destruction, and then gives no proofs.
  const ledger = { ...world.ledger, prove: () => Promise.reject(new Error('crashed')) }
  const { db, vault, clock } = world
  const reserve = openReserve({ disk: realDisk, path: join(world.home, 'reserve'), bytes: 1000 })
  const retention = openRetention({ db, ledger, vault, clock, log: silentLog, reserve })
  await clock.advance(15 * DAY)
  await assert.rejects(retention.sweep(), /crashed/)
  const [summary] = await certificates(world.db)
  const late = await certificate(world, summary?.id ?? '')
  assert.ok(verifyCertificate(certificateBytes(late), world.vkey).ok)
  assert.deepEqual((await world.retention.sweep()).finished, [])
})

test('a certificate that does not exist is missing, whatever is asked for', async () => {
  await using world = await retentionWorld()
  for (const id of [newId(), 'x', '../../etc/passwd', ''])
    await assert.rejects(certificate(world, id), { code: 'retention.certificateMissing' })
})
