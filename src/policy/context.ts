/**
 * What a clause may look at: the registry, one policy of it, the law's day, and what follows from them at once
 * (which devices, which zones). Made once for a draft.
 */
import type { Day } from '../base/day.ts'
import { type Device, inScope, type Registry, type Zone } from '../registry/registry.ts'
import { draftFault } from './faults.ts'
import type { PastVersion } from './model.ts'

export type Context = {
  readonly registry: Registry
  readonly policy: Registry['policies'][number]
  /** The day whose law is applied. */
  readonly on: Day
  /** 현황 기준일. */
  readonly asOf: Day
  readonly announcedOn: Day | null
  readonly effectiveOn: Day | null
  /** Earlier versions, oldest first. */
  readonly past: readonly PastVersion[]
  /** Devices in use that the policy is about, in the order of the registry. */
  readonly devices: readonly Device[]
  /** Zones with at least one of them, in the order of the registry. */
  readonly zones: readonly Zone[]
}

export type DraftOptions = {
  readonly registry: Registry
  /** Id of the policy. */
  readonly policy: string
  /** The day whose law is applied. */
  readonly on: Day
  /** Not given: as the registry states it. null: not yet known. */
  readonly announcedOn?: Day | null
  readonly effectiveOn?: Day | null
  /** Earlier versions, oldest first. Not given: as the registry states them. */
  readonly past?: readonly PastVersion[]
}

/** The context of a draft. Throws `policy.unknown`, and `policy.nothingToSay` when no device in use is in its scope. */
export function contextOf(options: DraftOptions): Context {
  const { registry, on } = options
  const policy = registry.policies.find(({ id }) => id === options.policy)
  if (policy === undefined)
    throw draftFault('policy.unknown', {
      policy: options.policy,
      present: registry.policies.map(({ id }) => id).join(', '),
    })
  const devices = registry.devices.filter(
    (device) => device.status === 'active' && inScope(registry, policy.scope, device),
  )
  if (devices.length === 0) throw draftFault('policy.nothingToSay', { policy: policy.id })
  const inUse = new Set(devices.map(({ zone }) => zone))
  return {
    registry,
    policy,
    on,
    asOf: registry.asOf,
    announcedOn: options.announcedOn === undefined ? policy.announcedOn : options.announcedOn,
    effectiveOn: options.effectiveOn === undefined ? policy.effectiveOn : options.effectiveOn,
    past: options.past ?? policy.history.map((one) => ({ ...one, href: null })),
    devices,
    zones: registry.zones.filter(({ id }) => inUse.has(id)),
  }
}
