/** An office with its policies in force, and a change of the first announced: what the portal's tests look at. */
import assert from 'node:assert/strict'
import { SYSTEM } from '../../../../test/site.ts'
import { webSite } from '../../../../test/web.ts'
import type { WebSite } from '../../../../test/web.ts'
import { addDays, dayOf } from '../../../base/day.ts'
import { adopt } from '../../../registry/registry.ts'
import type { Registry } from '../../../registry/registry.ts'

/** Days from the announcement of the change until it takes effect. */
export const DAYS_AHEAD = 9

/** Every page of the office of seed 000, without its language. */
export const PAGES: readonly string[] = [
  '/',
  '/policy',
  '/policy/main',
  '/policy/main/versions',
  '/policy/main/1',
  '/policy/main/2',
  '/policy/main/2/changes',
  '/register',
  '/ask',
  '/people',
  '/truth',
  '/verify',
  '/accessibility',
]

/** The same in both languages. */
export const ADDRESSES: readonly string[] = PAGES.flatMap((path) => [
  path,
  path === '/' ? '/en' : `/en${path}`,
])

/** `agency`: a file in agencies/; the office of seed 000 unless given. */
export async function portalWorld(agency?: string): Promise<WebSite> {
  const w = await webSite(agency === undefined ? {} : { agency })
  const { id } = await w.account('officer', ['privacyOfficer'])
  const by = { type: 'account', id } as const
  const policies = (await w.registry())?.policies ?? []
  for (const { id: policy } of policies)
    await w.policies.establish(by, { policy, reason: { ko: '그대로 이어 감', en: 'Carried on' } })
  await change(w, (registry) => moved(registry, '로비 북쪽'))
  const policy = policies[0]?.id ?? ''
  const { id: version, draftDigest: digest } = await w.policies.draft(by, { policy })
  await w.policies.approve(by, { version, digest })
  const reason = { ko: '카메라를 옮김', en: 'A camera was moved' }
  const effectiveOn = addDays(dayOf(w.clock.now()), DAYS_AHEAD)
  await w.policies.announce(by, { version, digest, effectiveOn, reason })
  await w.proofs.verifyLedger()
  return w
}

/** Adopts a changed registry, and lets the portal notice it. */
export async function change(w: WebSite, edit: (registry: Registry) => Registry): Promise<void> {
  const registry = await w.registry()
  assert.ok(registry)
  await w.clock.advance(60_000)
  const deps = { ledger: w.ledger, db: w.database.db, clock: w.clock }
  await adopt(deps, { registry: edit(registry), actor: SYSTEM, validFromMs: w.clock.now() })
  await w.clock.advance(60_000)
}

/** The registry with another name and view of its first device. */
export function moved(registry: Registry, ko: string): Registry {
  const [first, ...others] = registry.devices
  assert.ok(first)
  return { ...registry, devices: [{ ...first, name: { ko, en: ko }, view: { ko, en: ko } }, ...others] }
}
