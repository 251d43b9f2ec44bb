/**
 * Grants: which devices an account may watch, live or recorded, from when until when. A role says what an account may
 * do; without a grant for the device it still sees nothing. Pure.
 */
import type { Millis } from '../base/clock.ts'
import { findDevice, inScope } from '../registry/registry.ts'
import type { Registry, Scope } from '../registry/registry.ts'
import { staffFault } from './faults.ts'
import type { Role } from './roles.ts'

export type GrantAction = 'live' | 'view'

export type Grant = {
  /** Which devices, in the registry's own terms: a zone granted today covers the camera hung there tomorrow. */
  readonly scope: Scope
  readonly actions: readonly GrantAction[]
  /** When the grant may be used; the end is not included. */
  readonly validFromMs: Millis
  readonly validUntilMs: Millis | null
  /** The earliest footage it opens; null for as far back as footage is kept. */
  readonly footageFromMs: Millis | null
}

/** More grants than a real job needs; also the bound of a request. */
export const MAX_GRANTS = 32
/** Ids that a scope may list, of each sort. */
export const MAX_SCOPE_IDS = 256

/** What somebody wants to look at. */
export type Wanted = {
  readonly device: string
  readonly action: GrantAction
  readonly atMs: Millis
  readonly fromMs: Millis
  /** The end, not included. */
  readonly toMs: Millis
}

/** Why a grant does not cover what is wanted. */
export type GrantRefusal = 'deviceUnknown' | 'outOfScope' | 'outsideWindow'

/**
 * Undefined when one of the grants covers all of what is wanted; otherwise why none does. The registry is one version:
 * footage must pass by each version that was in force while it was filmed, which is for who opens footage to see to.
 */
export function refusalOf(
  registry: Registry,
  grants: readonly Grant[],
  wanted: Wanted,
): GrantRefusal | undefined {
  const device = findDevice(registry, wanted.device)
  if (device === undefined) return 'deviceUnknown'
  const forDevice = grants.filter(
    (grant) => grant.actions.includes(wanted.action) && inScope(registry, grant.scope, device),
  )
  if (forDevice.length === 0) return 'outOfScope'
  const inTime = forDevice.some(
    (grant) =>
      grant.validFromMs <= wanted.atMs &&
      (grant.validUntilMs === null || wanted.atMs < grant.validUntilMs) &&
      (grant.footageFromMs === null || grant.footageFromMs <= wanted.fromMs),
  )
  return inTime ? undefined : 'outsideWindow'
}

/** Throws `staff.grantInvalid` or `staff.grantUnbounded` for grants that an account with these roles cannot have. */
export function checkGrants(roles: readonly Role[], grants: readonly Grant[]): void {
  if (grants.length > MAX_GRANTS) throw staffFault('staff.grantInvalid', { field: 'count' })
  for (const grant of grants) {
    if (grant.actions.length === 0) throw staffFault('staff.grantInvalid', { field: 'actions' })
    if (grant.validUntilMs !== null && grant.validUntilMs <= grant.validFromMs)
      throw staffFault('staff.grantInvalid', { field: 'validUntilMs' })
    const { sites, zones, devices, classes, exceptZones } = grant.scope
    for (const ids of [sites, zones, devices, classes, exceptZones])
      if (ids.length > MAX_SCOPE_IDS) throw staffFault('staff.grantInvalid', { field: 'scope' })
    if (roles.includes('processor') && grant.validUntilMs === null) throw staffFault('staff.grantUnbounded')
  }
}
