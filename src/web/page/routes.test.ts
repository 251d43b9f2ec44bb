import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SYSTEM } from '../../../test/site.ts'
import { webSite } from '../../../test/web.ts'
import { startWeb } from '../web.ts'

test('whoever is not signed in is shown the way in, and for that no account is read', async () => {
  await using w = await webSite()
  await using web = await unread(w)
  const shown = async () => {
    const response = await fetch(new URL('/staff', web.url))
    assert.equal(response.status, 200)
    const html = await response.text()
    return { signIn: html.includes('/api/v1/session"'), setUp: html.includes('/api/v1/setup"') }
  }
  assert.deepEqual(await shown(), { signIn: false, setUp: true }, 'at the first start')
  await w.account('chief', ['privacyOfficer'])
  assert.deepEqual(await shown(), { signIn: true, setUp: true }, 'while nobody is administrator')
  const invited = { login: 'admin', name: '김관리', roles: ['administrator'] } as const
  const { account } = await w.staff.createAccount(SYSTEM, invited)
  assert.deepEqual(await shown(), { signIn: true, setUp: false }, 'one is invited')
  await w.staff.suspend(SYSTEM, account)
  assert.deepEqual(await shown(), { signIn: true, setUp: true }, 'the set-up code is good again')
  assert.ok(await w.staff.setupToken())
})

const refused = () => Promise.reject(new Error('accounts were read'))

/** The same site where nobody's account can be read. */
async function unread({ options }: Awaited<ReturnType<typeof webSite>>) {
  const web = await startWeb({ ...options, staff: { ...options.staff, accounts: refused, account: refused } })
  return { url: web.url, [Symbol.asyncDispose]: () => web.close() }
}
