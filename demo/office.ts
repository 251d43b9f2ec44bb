/**
 * What the office of the demonstration has done before anybody visits it: its officers have accounts, its policies are in
 * force, and a change is announced. Made once, through the same doors and with the same permissions as by people. What a
 * kill cut short is made up for at the next start.
 *
 * The officers' passwords are made up and told to nobody; whoever tries the demonstration gets an account of their own.
 */
import { randomBytes } from 'node:crypto'
import { present } from '../src/base/assert.ts'
import type { Clock } from '../src/base/clock.ts'
import { addDays, type Day, dayOf, dayStart } from '../src/base/day.ts'
import type { Db } from '../src/base/database.ts'
import type { Actor, Ledger } from '../src/ledger/ledger.ts'
import type { Policies } from '../src/policy/policy.ts'
import { adopt, type Officer, type Registry, registryVersions } from '../src/registry/registry.ts'
import type { Account, Staff } from '../src/staff/staff.ts'

export const DEMO: Actor = { type: 'system', id: 'demo' }

type Office = {
  readonly db: Db
  readonly ledger: Ledger
  readonly staff: Staff
  readonly policies: Policies
  readonly registry: Registry
  readonly clock: Clock
}

/** The notice given where the agency promises none. */
const USUAL_NOTICE_DAYS = 7

export async function furnishOffice(office: Office): Promise<void> {
  const { staff, policies, registry } = office
  const known = await staff.accounts()
  const accounts = new Map<string, string>()
  for (const [i, officer] of registry.officers.entries()) {
    const login = `officer.${i + 1}`
    const earlier = known.find(({ person }) => person?.login === login)
    accounts.set(officer.id, await appoint(staff, officer, login, earlier))
  }
  const inCharge = registry.officers.find(({ role }) => role === 'privacyOfficer')
  if (inCharge === undefined) return
  const by: Actor = {
    type: 'account',
    id: present(accounts.get(inCharge.id), 'every officer has an account'),
  }
  const reason = { ko: '시행 중인 방침을 옮겨 옴', en: 'The policy in force, taken over' }
  for (const { id: policy } of registry.policies)
    if ((await policies.inForce(policy)) === undefined) await policies.establish(by, { policy, reason })
  await announceChange(office, by)
}

/** An account with the officer's role and scope, taken up. */
async function appoint(
  staff: Staff,
  { id, role, position, scope }: Officer,
  login: string,
  known: Account | undefined,
): Promise<string> {
  if (known !== undefined && known.state !== 'invited') return known.id
  const always = { validFromMs: 0, validUntilMs: null, footageFromMs: null }
  const { token, account } = known
    ? await staff.renewEnrolment(DEMO, known.id)
    : await staff.createAccount(DEMO, {
        login,
        name: position.ko,
        roles: [role],
        grants: [{ scope, actions: ['view', 'live'], ...always }],
        officer: id,
      })
  await staff.enrol({ token, password: randomBytes(24).toString('base64url') })
  return account
}

/**
 * One more camera, like the first, from the first day on which notice of it can have been given. A change that a kill left
 * unannounced is announced at the next start, for a day that keeps the promise from then on; one that was announced, or
 * withdrawn by a visitor, is not announced again.
 */
async function announceChange(office: Office, by: Actor): Promise<void> {
  const { policies, registry, clock } = office
  const policy = registry.policies.find(({ scope }) => scope.everything) ?? registry.policies[0]
  if (policy === undefined) return
  const soonest = addDays(dayOf(clock.now()), policy.changeNoticeDays ?? USUAL_NOTICE_DAYS)
  const changedOn = await adoptChange(office, soonest)
  if (changedOn === undefined) return
  const versions = await policies.versions(policy.id)
  if (versions.some(({ established, announcedAtMs }) => announcedAtMs !== null && !established)) return
  const effectiveOn = changedOn > soonest ? changedOn : soonest
  const { id: version, draftDigest: digest } = await policies.draft(by, {
    policy: policy.id,
    on: effectiveOn,
  })
  await policies.approve(by, { version, digest })
  const reason = { ko: '카메라 1대 증설', en: 'One more camera' }
  await policies.announce(by, { version, digest, effectiveOn, reason })
}

/** The day from which the registry has the camera, adopted now or before; undefined where somebody has changed it otherwise. */
async function adoptChange({ db, ledger, registry, clock }: Office, day: Day): Promise<Day | undefined> {
  const first = registry.devices.find(({ class: kind, status }) => kind === 'fixed' && status === 'active')
  if (first === undefined) return undefined
  const id = `${first.id.slice(0, 58)}-added`
  const [, change, other] = await registryVersions(db)
  if (change !== undefined)
    return other === undefined && change.registry.devices.some((device) => device.id === id)
      ? dayOf(change.validFromMs)
      : undefined
  const name = { ko: `${first.name.ko} (증설)`, en: `${first.name.en} (added)` }
  const devices = [...registry.devices, { ...first, id, name, installedOn: day }]
  const changed = { ...registry, asOf: day, devices }
  await adopt({ ledger, db, clock }, { registry: changed, actor: DEMO, validFromMs: dayStart(day) })
  return day
}
