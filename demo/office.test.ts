import assert from 'node:assert/strict'
import { test } from 'node:test'
import { site } from '../test/site.ts'
import { present } from '../src/base/assert.ts'
import { simulatedClock } from '../src/base/clock.ts'
import { addDays, DAY_MS, dayOf } from '../src/base/day.ts'
import { openPolicies } from '../src/policy/policy.ts'
import { adopt, registryVersions } from '../src/registry/registry.ts'
import { glanceAtClock } from '../src/retention/retention.ts'
import { DEMO, furnishOffice } from './office.ts'

/** A site whose office can be furnished again and again, as at each start of the demonstration. */
async function office() {
  const clock = simulatedClock(Date.UTC(2026, 10, 22, 1, 0, 0))
  const w = await site({ clock })
  const deps = { db: w.database.db, ledger: w.ledger, clock }
  const account = (id: string) => w.staff.account(id)
  const policies = openPolicies({ ...deps, time: () => glanceAtClock(deps), account })
  const registry = { ...present(await w.registry(), 'the site has a registry'), unconfirmed: [] }
  const policy = present(registry.policies[0], 'it has a policy').id
  const common = { ...deps, staff: w.staff, policies, registry }
  return {
    ...common,
    policy,
    furnish: (change: Partial<typeof common> = {}) => furnishOffice({ ...common, ...change }),
    /** States of its versions, and how many versions of the registry there are. */
    async states() {
      const versions = await policies.versions(policy)
      return [versions.map(({ state }) => state).join(), (await registryVersions(deps.db)).length]
    },
    [Symbol.asyncDispose]: () => w[Symbol.asyncDispose](),
  }
}

test('whatever the officers of an agency file are called, each gets an account, once', async () => {
  await using w = await office()
  const long = 'an-officer-with-a-long-title-of-the-'
  const officers = w.registry.officers.map((officer, i) => ({
    ...officer,
    id: i === 0 ? 'po' : `${long}${i}`,
  }))
  const registry = { ...w.registry, officers }
  await w.furnish({ registry })
  await w.furnish({ registry })
  const accounts = await w.staff.accounts()
  assert.deepEqual(
    accounts.map(({ officer, state }) => `${officer} ${state}`).toSorted(),
    officers.map(({ id }) => `${id} active`).toSorted(),
  )
})

const killed = () => Promise.reject(new Error('killed'))
/** Before which step, and after how many days it is started again: sooner and later than the change was to take effect. */
const KILLS = [
  ['establish', 3],
  ['draft', 0],
  ['draft', 30],
  ['approve', 3],
  ['announce', 30],
] as const

test('a change that a kill left unannounced is announced at the next start, once, with the notice promised', async () => {
  for (const [step, daysLater] of KILLS) {
    await using w = await office()
    const { changeNoticeDays } = present(w.registry.policies[0], 'it has a policy')
    await assert.rejects(w.furnish({ policies: { ...w.policies, [step]: killed } }), /killed/)
    await w.clock.advance(daysLater * DAY_MS)
    await w.furnish()
    const told = `killed before ${step}, started again ${daysLater} days later`
    const [announced, ...more] = await w.policies.announced(w.policy)
    assert.deepEqual(more, [], told)
    assert.equal(
      announced?.effectiveOn,
      addDays(dayOf(w.clock.now()), present(changeNoticeDays, 'promised')),
      told,
    )
    const before = await w.states()
    assert.deepEqual(before, ['inForce,announced', 2], told)
    await w.furnish()
    assert.deepEqual(await w.states(), before, told)
  }
})

test('what a visitor has decided is left as it is: an announcement withdrawn, a registry changed', async () => {
  await using withdrawn = await office()
  await withdrawn.furnish()
  const [version] = await withdrawn.policies.announced(withdrawn.policy)
  const accounts = await withdrawn.staff.accounts()
  const chief = accounts.find(({ roles }) => roles.includes('privacyOfficer'))
  const by = { type: 'account', id: present(chief, 'a privacy officer').id } as const
  await withdrawn.policies.withdraw(by, { version: present(version, 'announced').id })
  await withdrawn.furnish()
  assert.deepEqual(await withdrawn.states(), ['inForce,withdrawn', 2])

  await using changed = await office()
  const asOf = dayOf(changed.clock.now())
  await adopt(changed, {
    registry: { ...changed.registry, asOf, devices: changed.registry.devices.slice(1) },
    actor: DEMO,
  })
  await changed.furnish()
  assert.deepEqual(await changed.states(), ['inForce', 2])
})
