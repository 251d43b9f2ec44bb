/**
 * Questions to a registry. Pure: the same registry gives the same answer, and every number is counted anew.
 *
 * Searches are linear: a registry holds some hundred devices, and it is asked once a segment, not once a frame.
 */
import type { BasisCode, DeviceClass, Place } from '../law/law.ts'
import { registryFault } from './faults.ts'
import type {
  Category,
  Device,
  Officer,
  OfficerRole,
  Purpose,
  Recording,
  Registry,
  Scope,
  Zone,
} from './model.ts'

/** The device, or undefined when the registry has none of that id. */
export function findDevice(registry: Registry, id: string): Device | undefined {
  return registry.devices.find((device) => device.id === id)
}

/** The device. Throws `registry.deviceMissing`. */
export function deviceOf(registry: Registry, id: string): Device {
  const device = findDevice(registry, id)
  if (device === undefined) throw registryFault('registry.deviceMissing', { device: id })
  return device
}

/** The zone of that id. Throws `registry.zoneMissing`. */
export function zoneById(registry: Registry, id: string): Zone {
  const zone = registry.zones.find((zone) => zone.id === id)
  if (zone === undefined) throw registryFault('registry.zoneMissing', { zone: id })
  return zone
}

/** The zone that the device stands in or is used in. Throws `registry.deviceMissing`. */
export function zoneOf(registry: Registry, deviceId: string): Zone {
  return zoneById(registry, deviceOf(registry, deviceId).zone)
}

/** The categories the device may record in, in the order of its zone; the first is its usual one. */
export function categoriesOf(registry: Registry, deviceId: string): readonly Category[] {
  const device = deviceOf(registry, deviceId)
  return zoneOf(registry, deviceId).recordings.flatMap(({ category }) =>
    registry.categories.filter((one) => one.id === category && one.class === device.class),
  )
}

/** What the zone says of that category for the device. Throws `registry.categoryMissing`. */
export function recordingOf(registry: Registry, deviceId: string, category: string): Recording {
  const allowed = categoriesOf(registry, deviceId).some(({ id }) => id === category)
  const found = zoneOf(registry, deviceId).recordings.find((one) => one.category === category)
  if (!allowed || found === undefined)
    throw registryFault('registry.categoryMissing', { device: deviceId, category })
  return found
}

/** "촬영일로부터 N일" for footage of that device and category. Throws `registry.categoryMissing`. */
export function retentionDays(registry: Registry, deviceId: string, category: string): number {
  return recordingOf(registry, deviceId, category).retentionDays
}

/** The purposes for which the device is run. */
export function purposesOf(registry: Registry, deviceId: string): readonly Purpose[] {
  const device = deviceOf(registry, deviceId)
  return device.purposes.flatMap((id) => registry.purposes.filter((one) => one.id === id))
}

/** The basis codes on which the device stands for that purpose in the place where it is; empty for a foreign purpose. */
export function basesOf(registry: Registry, deviceId: string, purposeId: string): readonly BasisCode[] {
  const { place } = zoneOf(registry, deviceId)
  return purposesOf(registry, deviceId).find(({ id }) => id === purposeId)?.bases[place] ?? []
}

/** Devices whose footage is stored: in use, and not of the kind that may only be looked at (법 §25①6). */
export function recordableDevices(registry: Registry): readonly Device[] {
  return registry.devices.filter(({ status, recording }) => status === 'active' && recording)
}

/** Whether the scope covers the device. */
export function inScope(registry: Registry, scope: Scope, device: Device): boolean {
  if (scope.classes.length > 0 && !scope.classes.includes(device.class)) return false
  if (scope.exceptZones.includes(device.zone)) return false
  return (
    scope.everything ||
    scope.devices.includes(device.id) ||
    scope.zones.includes(device.zone) ||
    scope.sites.includes(zoneById(registry, device.zone).site)
  )
}

/** The officers of that role whose scope covers the device, in the order of the registry. */
export function officersOf(registry: Registry, deviceId: string, role: OfficerRole): readonly Officer[] {
  const device = deviceOf(registry, deviceId)
  return registry.officers.filter((one) => one.role === role && inScope(registry, one.scope, device))
}

export type DeviceCount = {
  readonly site: string
  readonly class: DeviceClass
  readonly place: Place
  readonly zone: string
  readonly devices: number
}

/**
 * How many devices in use each zone has, by class, in the order of the zones. Sums over it give every number of a
 * policy: by site, by site and place, by class. Planned and retired devices are not counted.
 */
export function deviceCounts(registry: Registry): readonly DeviceCount[] {
  const counts = new Map<string, number>()
  for (const device of registry.devices) {
    if (device.status !== 'active') continue
    const key = `${device.zone} ${device.class}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return registry.zones.flatMap((zone) =>
    (['fixed', 'mobile'] as const).flatMap((deviceClass) => {
      const devices = counts.get(`${zone.id} ${deviceClass}`)
      if (devices === undefined) return []
      return [{ site: zone.site, class: deviceClass, place: zone.place, zone: zone.id, devices }]
    }),
  )
}

/** The total of the counts that match every given field. */
export function countDevices(
  registry: Registry,
  where: Partial<Pick<DeviceCount, 'site' | 'class' | 'place' | 'zone'>> = {},
): number {
  return deviceCounts(registry)
    .filter(
      (one) =>
        (where.site ?? one.site) === one.site &&
        (where.class ?? one.class) === one.class &&
        (where.place ?? one.place) === one.place &&
        (where.zone ?? one.zone) === one.zone,
    )
    .reduce((sum, { devices }) => sum + devices, 0)
}
