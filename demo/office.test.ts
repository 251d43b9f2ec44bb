import assert from 'node:assert/strict'
import { test } from 'node:test'
import { site } from '../test/site.ts'
import { glanceAtClock } from '../src/retention/retention.ts'
import { openPolicies } from '../src/policy/policy.ts'
import { present } from '../src/base/assert.ts'
import { furnishOffice } from './office.ts'

test('whatever the officers of an agency file are called, each gets an account, once', async () => {
  await using w = await site()
  const { database, ledger, clock, staff } = w
  const { db } = database
  const deps = { db, ledger, clock }
  const account = (id: string) => staff.account(id)
  const policies = openPolicies({ ...deps, time: () => glanceAtClock(deps), account })
  const adopted = present(await w.registry(), 'the site has a registry')
  const long = 'an-officer-with-a-long-title-of-the-'
  const officers = adopted.officers.map((officer, i) => ({ ...officer, id: i === 0 ? 'po' : `${long}${i}` }))
  const furnish = () =>
    furnishOffice({ ...deps, staff, policies, registry: { ...adopted, officers, unconfirmed: [] } })
  await furnish()
  await furnish()
  const accounts = await staff.accounts()
  assert.deepEqual(
    accounts.map(({ officer, state }) => `${officer} ${state}`).toSorted(),
    officers.map(({ id }) => `${id} active`).toSorted(),
  )
})
