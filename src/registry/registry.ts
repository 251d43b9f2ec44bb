/**
 * The registry (현황): agency, sites, zones, devices, purposes, officers. One readonly object drives recording,
 * retention, access and the published policy; it comes from an agency file and is kept in versions.
 */

/** The registry and its parts. */
export type {
  Building,
  Category,
  Department,
  Device,
  DeviceStatus,
  NotOurs,
  Officer,
  OfficerRole,
  Policy,
  Processor,
  Purpose,
  Recording,
  Registry,
  RequestWindow,
  Scope,
  Site,
  StoragePlace,
  Zone,
} from './model.ts'

/** Agency file (YAML) -> registry, or every problem with its line and column. */
export { readAgency, readAgencyFile } from './file.ts'
export type { AgencyReading } from './file.ts'
export type { Problem } from './problem.ts'

/** Questions to a registry; pure. */
export {
  basesOf,
  categoriesOf,
  countDevices,
  deviceCounts,
  deviceOf,
  findDevice,
  inScope,
  officersOf,
  purposesOf,
  recordableDevices,
  recordingOf,
  retentionDays,
  zoneById,
  zoneOf,
} from './lookups.ts'
export type { DeviceCount } from './lookups.ts'
