/** The policy's life over HTTP: from a changed registry to a text that anybody can check. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { SYSTEM } from '../../test/site.ts'
import { webSite } from '../../test/web.ts'
import type { WebSite } from '../../test/web.ts'
import { addDays, dayOf } from '../base/day.ts'
import { verifyInclusion } from '../ledger/verify.ts'
import { adopt } from '../registry/registry.ts'

const REASON = { ko: '로비 카메라의 방향을 바꿈', en: null }
const POLICY = '/api/v1/policies/main'

type Answer = Record<string, unknown> & {
  readonly code: string
  readonly message: { readonly ko: string; readonly en: string }
}

async function people(w: WebSite) {
  for (const [login, role] of [
    ['officer', 'privacyOfficer'],
    ['manager', 'manager'],
    ['admin', 'administrator'],
  ] as const)
    await w.account(login, [role])
  return {
    officer: await w.enter('officer'),
    manager: await w.enter('manager'),
    admin: await w.enter('admin'),
  }
}

async function asked(w: WebSite, method: string, path: string, given?: Parameters<WebSite['ask']>[2]) {
  const response = await w.ask(method, path, given)
  return { status: response.status, body: (await response.json()) as Answer }
}

async function turnLobby(w: WebSite, ko: string): Promise<void> {
  const registry = (await w.registry()) ?? assert.fail('a registry')
  await w.clock.advance(1000)
  await adopt(
    { ledger: w.ledger, db: w.database.db, clock: w.clock },
    {
      actor: SYSTEM,
      registry: {
        ...registry,
        devices: registry.devices.map((one) =>
          one.id === 'main-lobby-01' ? { ...one, view: { ...one.view, ko } } : one,
        ),
      },
    },
  )
}

test('a change of the registry becomes a text in force, step by step, and anybody can check it', async () => {
  await using w = await webSite()
  const { officer, manager, admin } = await people(w)
  const established = await asked(w, 'POST', `${POLICY}/establish`, {
    cookie: officer,
    body: { reason: REASON },
  })
  assert.deepEqual([established.status, established.body['state']], [200, 'inForce'])

  await turnLobby(w, '로비 서쪽')
  const before = (await asked(w, 'GET', '/api/v1/policies')).body as unknown as {
    policies: {
      id: string
      drift: { differences: { fact: string; before: { ko: string }; after: { ko: string } }[] }
    }[]
  }
  const [difference, ...others] = before.policies[0]?.drift.differences ?? []
  assert.deepEqual([difference?.fact, others], ['device/main-lobby-01', []], 'drifted, in exactly that fact')
  assert.match(difference?.after.ko ?? '', /로비 서쪽/)
  assert.doesNotMatch(difference?.before.ko ?? '', /로비 서쪽/)

  assert.equal((await asked(w, 'GET', `${POLICY}/draft`, { cookie: admin })).status, 404)
  const drafted = await asked(w, 'POST', `${POLICY}/draft`, { cookie: admin, body: {} })
  const digest = drafted.body['digest'] as string
  const draft = (await asked(w, 'GET', `${POLICY}/draft`, { cookie: manager })).body as unknown as {
    changes: { fact: string }[]
    earliest: string
    promisedDays: number
  }
  const today = dayOf(w.clock.now())
  assert.deepEqual(
    [draft.changes.map(({ fact }) => fact), draft.earliest, draft.promisedDays],
    [['device/main-lobby-01'], addDays(today, 7), 7],
  )
  const announcement = { digest, effectiveOn: addDays(today, 7), reason: REASON }
  const early = await asked(w, 'POST', `${POLICY}/announce`, { cookie: manager, body: announcement })
  assert.equal(early.body.code, 'policy.wrongState')
  const approved = await asked(w, 'POST', `${POLICY}/approve`, { cookie: officer, body: { digest } })
  assert.equal(approved.status, 200)
  const near = await asked(w, 'POST', `${POLICY}/announce`, {
    cookie: manager,
    body: { ...announcement, effectiveOn: addDays(today, 6) },
  })
  assert.deepEqual([near.status, near.body.code], [400, 'policy.noticeTooShort'])
  assert.match(near.body.message.ko, new RegExp(addDays(today, 7)))
  for (const effectiveOn of ['2026-02-31', '2026-13-01'])
    assert.equal(
      (
        await asked(w, 'POST', `${POLICY}/announce`, {
          cookie: manager,
          body: { ...announcement, effectiveOn },
        })
      ).body.code,
      'web.requestInvalid',
    )
  const announced = await asked(w, 'POST', `${POLICY}/announce`, { cookie: manager, body: announcement })
  assert.deepEqual([announced.status, announced.body['path']], [200, '/policy/main/2'])

  await w.clock.advance(7 * 86_400_000)
  await w.policies.publishDue()
  const one = (await asked(w, 'GET', `${POLICY}/versions/2`)).body as unknown as {
    version: { state: string; digest: string; inForceOn: string }
    changes: { fact: string }[]
    record: { kind: string; leaf: number; entry: string; proof: string }[]
  }
  assert.deepEqual([one.version.state, one.version.inForceOn], ['inForce', addDays(today, 7)])
  assert.deepEqual(
    one.changes.map(({ fact }) => fact),
    ['device/main-lobby-01'],
  )
  assert.deepEqual(
    one.record.map(({ kind }) => kind),
    ['policy.announced', 'policy.published'],
  )
  for (const { proof, entry, leaf } of one.record)
    assert.equal(verifyInclusion({ proof, entry: Buffer.from(entry), vkey: w.signer.vkey })?.index, leaf)
  const text = await w.ask('GET', `${POLICY}/versions/2/text.json`)
  const bytes = Buffer.from(await text.arrayBuffer())
  assert.equal(createHash('sha256').update(bytes).digest('hex'), one.version.digest)
  assert.equal(JSON.parse(one.record[1]?.entry ?? '{}').text, one.version.digest)
  const whole = (await asked(w, 'GET', POLICY)).body as unknown as {
    archive: { from: string; until: string | null; version: string | null }[]
  }
  assert.deepEqual(
    whole.archive.map(({ version, until }) => [version, until]),
    [
      [null, addDays(today, -1)],
      ['main-1', addDays(today, 6)],
      ['main-2', null],
    ],
  )
})

test('what was not announced has no address, and a withdrawn announcement keeps its own', async () => {
  await using w = await webSite()
  const { officer, manager } = await people(w)
  await asked(w, 'POST', `${POLICY}/establish`, { cookie: officer, body: { reason: REASON } })
  await turnLobby(w, '로비 서쪽')
  const { digest } = await w.policies.draft(await actor(w, 'officer'), { policy: 'main' })
  for (const path of [`${POLICY}/versions/2`, `${POLICY}/versions/2/text.json`, `${POLICY}/versions/9`])
    assert.equal((await w.ask('GET', path)).status, 404, path)
  assert.equal((await w.ask('GET', '/api/v1/policies/other')).status, 404)
  await asked(w, 'POST', `${POLICY}/approve`, { cookie: officer, body: { digest } })
  const effectiveOn = addDays(dayOf(w.clock.now()), 7)
  await asked(w, 'POST', `${POLICY}/announce`, {
    cookie: manager,
    body: { digest, effectiveOn, reason: REASON },
  })
  const withdrawn = await asked(w, 'POST', `${POLICY}/versions/2/withdraw`, { cookie: manager, body: {} })
  assert.deepEqual([withdrawn.status, withdrawn.body['withdrawnReason']], [200, 'withdrawn'])
  assert.equal((await w.ask('GET', `${POLICY}/versions/2/text.json`)).status, 200)
})

async function actor(w: WebSite, login: string) {
  const account = (await w.staff.accounts()).find(({ person }) => person?.login === login)
  return { type: 'account', id: account?.id ?? '' } as const
}
