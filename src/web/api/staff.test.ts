import assert from 'node:assert/strict'
import { test } from 'node:test'
import { webSite } from '../../../test/web.ts'

test('the privacy officer says whose account it is, when it is made and later, and reads it in the list', async () => {
  await using w = await webSite()
  await w.account('officer', ['privacyOfficer'])
  const cookie = await w.enter('officer')
  const made = await w.ask('POST', '/api/v1/staff', {
    cookie,
    body: { login: 'handler', name: '김하늘', roles: ['handler'], officer: 'main-handler' },
  })
  const { account } = (await made.json()) as { account: string }
  const officers = async () => {
    const { accounts } = (await (await w.ask('GET', '/api/v1/staff', { cookie })).json()) as {
      accounts: { id: string; officer: string | null }[]
    }
    return accounts.find(({ id }) => id === account)?.officer
  }
  assert.equal(await officers(), 'main-handler')
  const change = (body: object) => w.ask('PUT', `/api/v1/staff/${account}/access`, { cookie, body })
  assert.equal((await change({ roles: ['handler'], grants: [] })).status, 200)
  assert.equal(await officers(), 'main-handler')
  assert.equal((await change({ roles: ['handler'], grants: [], officer: null })).status, 200)
  assert.equal(await officers(), null)
  assert.equal((await change({ roles: ['handler'], grants: [], officer: 'Not an id' })).status, 400)
})
