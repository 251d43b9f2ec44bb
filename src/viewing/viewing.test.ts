/**
 * Viewings over real footage in a real vault: purpose first, no byte without a viewing, none outside it, and a full
 * account at the end.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grant, site, START, SYSTEM } from '../../test/site.ts'
import type { Site } from '../../test/site.ts'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import type { Account } from '../staff/staff.ts'
import { SWEEP_EVERY_MS } from './sweep.ts'
import { MAX_RANGE_MS } from './rules.ts'
import { servedDigest } from './served.ts'
import { openViewings } from './viewing.ts'
import type { Viewing } from './viewing.ts'
import { LIFETIME_MS } from './viewings.ts'

const LOBBY = 'main-lobby-01'
const FROM = START - 60_000

const fails = (code: string) => (error: unknown) => isFault(error, code)

/** A site with a minute of the lobby and of the corridor, and a handler who may see the lobby. */
async function world() {
  const w = await site()
  const lobby = await w.record({ device: LOBBY, startedAtMs: FROM, segments: 3 })
  const corridor = await w.record({ device: 'main-corridor-01', startedAtMs: FROM, segments: 1 })
  const handler = await w.account('handler', ['handler'], [grant({ zones: ['main-lobby'] })])
  return Object.assign(w, { lobby, corridor, handler })
}

function ask(account: Account, changes: Partial<Parameters<Site['viewings']['open']>[0]> = {}) {
  return {
    account,
    device: LOBBY,
    fromMs: FROM,
    toMs: FROM + 30_000,
    purpose: 'facility-safety',
    basis: '25-1-3',
    ...changes,
  }
}

const uris = (playlist: string) => playlist.split('\n').filter((line) => line.includes('/fragments/'))

test('a viewing is in the ledger before anything can be seen, without the words that explain it', async () => {
  await using w = await world()
  const viewing = await w.viewings.open(ask(w.handler, { detail: '분실물 신고: 홍길동' }))
  const entry = (await w.entries()).find(({ kind }) => kind === 'viewing.opened')
  assert.ok(entry?.kind === 'viewing.opened')
  assert.equal(entry.viewing, viewing.id)
  assert.deepEqual(entry.actor, { type: 'account', id: w.handler.id })
  assert.equal(entry.device, LOBBY)
  assert.equal(entry.purpose, 'facility-safety')
  assert.equal(entry.basis, 'pipa.25-1-3')
  assert.equal(entry.offPurpose, false)
  assert.equal(entry.expiresAtMs, START + LIFETIME_MS)
  assert.match(entry.detail ?? '', /^[0-9a-f]{64}$/)
  assert.equal(JSON.stringify(await w.entries()).includes('홍길동'), false)
})

test('playback lists exactly the fragments of the range and serves each as a fragmented MP4', async () => {
  await using w = await world()
  // 3 s to 11 s of two segments: fragments of 2 s, so 2-4, 4-6, 6-8, 8-10 and 10-12.
  const viewing = await w.viewings.open(ask(w.handler, { fromMs: FROM + 3000, toMs: FROM + 11_000 }))
  const access = { account: w.handler, viewing: viewing.id }
  const text = await w.viewings.playlist(access)
  const [first, second] = w.lobby
  assert.deepEqual(uris(text), [
    ...[1, 2, 3, 4].map((i) => `segments/${first?.id}/fragments/${i}`),
    `segments/${second?.id}/fragments/0`,
  ])
  assert.equal(text.match(/EXT-X-MAP/g)?.length, 1, 'one run, one initialisation')
  assert.equal(text.includes('DISCONTINUITY'), false)
  assert.match(text, /PROGRAM-DATE-TIME:2026-11-22T09:59:02\.000\+09:00/)
  const init = await w.viewings.init({ ...access, segment: first?.id ?? '' })
  assert.equal(init.toString('latin1', 4, 8), 'ftyp')
  const part = await w.viewings.part({ ...access, segment: first?.id ?? '', fragment: 2 })
  assert.equal(part.toString('latin1', 4, 8), 'moof')
})

test('no byte outside the range, the device or the segment that the viewing names', async () => {
  await using w = await world()
  const viewing = await w.viewings.open(ask(w.handler, { fromMs: FROM + 3000, toMs: FROM + 11_000 }))
  const part = (segment: string, fragment: number) =>
    w.viewings.part({ account: w.handler, viewing: viewing.id, segment, fragment })
  const [first, second, third] = w.lobby.map(({ id }) => id as string)
  for (const [segment, fragment] of [
    [first, 0], // before
    [second, 1], // after, within the same segment
    [third, 0], // a later segment
    [w.corridor[0]?.id, 2], // another device
    [newId(), 0],
    ['../../etc/passwd', 0],
    [first, 5],
    [first, -1],
    [first, 1.5],
  ] as [string, number][])
    await assert.rejects(part(segment, fragment), fails('viewing.outOfRange'), `${segment} ${fragment}`)
  await assert.rejects(
    w.viewings.init({ account: w.handler, viewing: viewing.id, segment: third ?? '' }),
    fails('viewing.outOfRange'),
  )
})

test("another person's viewing does not exist for anyone else", async () => {
  await using w = await world()
  const other = await w.account('other', ['handler'], [grant({ everything: true })])
  const viewing = await w.viewings.open(ask(w.handler))
  const access = { account: other, viewing: viewing.id }
  await assert.rejects(w.viewings.playlist(access), fails('viewing.unknown'))
  await assert.rejects(
    w.viewings.part({ ...access, segment: w.lobby[0]?.id ?? '', fragment: 0 }),
    fails('viewing.unknown'),
  )
  await assert.rejects(w.viewings.close(access), fails('viewing.unknown'))
  await assert.rejects(w.viewings.get(access), fails('viewing.unknown'))
  for (const viewing of [newId(), 'x', "' or 1=1"])
    await assert.rejects(w.viewings.playlist({ account: other, viewing }), fails('viewing.unknown'))
  assert.deepEqual(await w.viewings.list(other.id), [])
})

test('closing records exactly what was served, and nothing is served after', async () => {
  await using w = await world()
  const viewing = await w.viewings.open(ask(w.handler))
  const access = { account: w.handler, viewing: viewing.id }
  const [first, second] = w.lobby.map(({ id }) => id)
  const init = await w.viewings.init({ ...access, segment: first ?? '' })
  let bytes = init.length
  for (const [segment, fragment] of [
    [first, 1],
    [first, 2],
    [first, 2],
    [second, 4],
  ] as const)
    bytes += (await w.viewings.part({ ...access, segment: segment ?? '', fragment })).length
  const closed = await w.viewings.close(access)
  assert.deepEqual(closed.served, [
    { segment: first, first: 1, last: 2 },
    { segment: second, first: 4, last: 4 },
  ])
  assert.equal(closed.servedMs, 6000)
  assert.equal(closed.requests, 5)
  assert.equal(closed.bytes, bytes)
  const entries = await w.entries()
  const entry = entries.find(({ kind }) => kind === 'viewing.closed')
  assert.ok(entry?.kind === 'viewing.closed')
  assert.equal(entry.served, servedDigest(closed.served))
  assert.equal(
    entry.openedLeaf,
    entries.findIndex(({ kind }) => kind === 'viewing.opened'),
  )
  assert.equal(entry.reason, 'closed')
  await assert.rejects(w.viewings.playlist(access), fails('viewing.ended'))
  await assert.rejects(
    w.viewings.part({ ...access, segment: first ?? '', fragment: 1 }),
    fails('viewing.ended'),
  )
  assert.deepEqual(await w.viewings.close(access), closed, 'closing again changes nothing')
  const both = await Promise.all([w.viewings.close(access), w.viewings.close(access)])
  assert.equal(both.length, 2)
  assert.equal((await w.entries()).filter(({ kind }) => kind === 'viewing.closed').length, 1)
})

test('two closing at once record it once', async () => {
  await using w = await world()
  const viewing = await w.viewings.open(ask(w.handler))
  const access = { account: w.handler, viewing: viewing.id }
  const both = await Promise.all([w.viewings.close(access), w.viewings.close(access)])
  assert.ok(both.every(({ recorded }) => recorded))
  assert.equal((await w.entries()).filter(({ kind }) => kind === 'viewing.closed').length, 1)
})

test('a viewing expires: nothing is served any more, and the sweep records it', async () => {
  await using w = await world()
  const viewing = await w.viewings.open(ask(w.handler))
  const access = { account: w.handler, viewing: viewing.id }
  await w.viewings.part({ ...access, segment: w.lobby[0]?.id ?? '', fragment: 0 })
  w.clock.step(LIFETIME_MS)
  await assert.rejects(
    w.viewings.part({ ...access, segment: w.lobby[0]?.id ?? '', fragment: 0 }),
    fails('viewing.ended'),
  )
  assert.equal(await w.viewings.sweep(), 1)
  const closed = await w.viewings.get(access)
  assert.equal(closed.endReason, 'expired')
  assert.equal(closed.recorded, true)
  assert.equal(closed.servedMs, 2000)
  assert.equal(await w.viewings.sweep(), 0)
})

test('suspending the account ends its viewings at the next byte and in the ledger', async () => {
  await using w = await world()
  const viewing = await w.viewings.open(ask(w.handler))
  await w.staff.suspend(SYSTEM, w.handler.id)
  const account = await w.staff.account(w.handler.id)
  const access = { account, viewing: viewing.id }
  await assert.rejects(
    w.viewings.part({ ...access, segment: w.lobby[0]?.id ?? '', fragment: 0 }),
    fails('viewing.revoked'),
  )
  assert.equal((await w.viewings.get(access)).endReason, 'revoked')
  await assert.rejects(w.viewings.open(ask(account)), fails('viewing.notPermitted'))
})

test('taking a grant away ends the viewing, noticed by the sweep when nobody asks for a byte', async () => {
  await using w = await world()
  const viewing = await w.viewings.open(ask(w.handler))
  await w.staff.setAccess(SYSTEM, w.handler.id, {
    roles: ['handler'],
    grants: [grant({ zones: ['main-parking'] })],
  })
  assert.equal(await w.viewings.sweep(), 1)
  const ended = await w.viewings.get({ account: w.handler, viewing: viewing.id })
  assert.equal(ended.endReason, 'revoked')
})

test('a viewing left open by a crash is ended by the next start', async () => {
  await using w = await world()
  const viewing = await w.viewings.open(ask(w.handler))
  await w.viewings.part({
    account: w.handler,
    viewing: viewing.id,
    segment: w.lobby[0]?.id ?? '',
    fragment: 0,
  })
  await w.viewings.stop()
  w.clock.step(LIFETIME_MS)
  const again = openViewings({
    db: w.database.db,
    ledger: w.ledger,
    vault: w.vault,
    clock: w.clock,
    log: { info() {}, warn() {}, error() {} },
    account: (id) => w.staff.account(id),
  })
  await again.sweep()
  await again.stop()
  const ended = await w.viewings.get({ account: w.handler, viewing: viewing.id })
  assert.equal(ended.recorded, true)
  assert.equal(ended.servedMs, 2000)
})

test('the sweep runs by itself', async () => {
  await using w = await world()
  const viewing = await w.viewings.open(ask(w.handler))
  w.clock.step(LIFETIME_MS)
  await w.clock.advance(SWEEP_EVERY_MS)
  // The round runs on real sockets: asking for one more round waits for the row in any case.
  await w.viewings.sweep()
  assert.equal((await w.viewings.get({ account: w.handler, viewing: viewing.id })).endReason, 'expired')
})

test('without the ledger nobody opens a viewing, and nothing is left of the attempt', async () => {
  await using w = await world()
  await w.ledger.close()
  await assert.rejects(w.viewings.open(ask(w.handler)), fails('ledger.closed'))
  assert.deepEqual(await w.viewings.list(w.handler.id), [])
})

test('every refusal is recorded with its reason', async () => {
  await using w = await world()
  const officer = await w.account('officer', ['privacyOfficer'], [grant({ everything: true })])
  const auditor = await w.account('auditor', ['auditor'])
  const late = await w.account(
    'late',
    ['handler'],
    [grant({ everything: true }, { footageFromMs: FROM + 1 })],
  )
  const past = await w.account('past', ['processor'], [grant({ everything: true }, { validUntilMs: START })])
  const refusals: [Parameters<Site['viewings']['open']>[0], string][] = [
    [ask(auditor), 'notPermitted'],
    [ask(w.handler, { device: 'main-corridor-01' }), 'outOfScope'],
    [ask(w.handler, { device: 'no-such-device' }), 'deviceUnknown'],
    [ask(late), 'outsideWindow'],
    [ask(past), 'outsideWindow'],
    [ask(w.handler, { toMs: START + 1 }), 'rangeInFuture'],
    [ask(w.handler, { fromMs: START - MAX_RANGE_MS - 1, toMs: START }), 'rangeTooLong'],
    [ask(w.handler, { purpose: 'vehicle-protection', basis: '25-1-2' }), 'purposeNotRegistered'],
    [ask(w.handler, { purpose: 'investigation', basis: '18-2-7', detail: '수사' }), 'purposeNotRegistered'],
    [ask(w.handler, { basis: '25-1-2' }), 'basisNotAllowed'],
    [ask(w.handler, { basis: '18-2-7' }), 'basisNotAllowed'],
    [ask(officer, { purpose: 'investigation', basis: '15-1-3', detail: '수사' }), 'basisNotAllowed'],
  ]
  for (const [request, reason] of refusals)
    await assert.rejects(w.viewings.open(request), fails(`viewing.${reason}`), reason)
  const recorded = (await w.entries()).filter((entry) => entry.kind === 'viewing.refused')
  assert.deepEqual(
    recorded.map(({ reason }) => reason),
    refusals.map(([, reason]) => reason),
  )
  assert.equal(recorded[2]?.device, null, 'a made-up device is not written down')
  await assert.rejects(w.viewings.open(ask(w.handler, { toMs: FROM })), fails('viewing.rangeEmpty'))
})

test('use beyond purpose is for the privacy officer, on a ground of Article 18(2), with a reason', async () => {
  await using w = await world()
  const officer = await w.account('officer', ['privacyOfficer'], [grant({ everything: true })])
  const beyond = { purpose: 'investigation', basis: '18-2-7' }
  await assert.rejects(w.viewings.open(ask(officer, beyond)), fails('viewing.detailMissing'))
  const viewing = await w.viewings.open(ask(officer, { ...beyond, detail: '수사협조 공문 2026-101' }))
  assert.equal(viewing.offPurpose, true)
  await w.viewings.playlist({ account: officer, viewing: viewing.id })
})

test('a range without footage can be viewed and holds nothing', async () => {
  await using w = await world()
  const viewing: Viewing = await w.viewings.open(ask(w.handler, { fromMs: FROM - 60_000, toMs: FROM }))
  assert.deepEqual(await w.viewings.contents(viewing), { segments: 0, codecs: [] })
  await assert.rejects(
    w.viewings.playlist({ account: w.handler, viewing: viewing.id }),
    fails('viewing.noFootage'),
  )
})

test('one account has a bounded number of viewings open', async () => {
  await using w = await world()
  const opened = []
  for (let i = 0; i < 16; i++) opened.push(await w.viewings.open(ask(w.handler)))
  await assert.rejects(w.viewings.open(ask(w.handler)), fails('viewing.tooMany'))
  await w.viewings.close({ account: w.handler, viewing: opened[0]?.id ?? '' })
  await w.viewings.open(ask(w.handler))
  assert.equal(await w.viewings.revokeOf(w.handler.id), 16)
})
