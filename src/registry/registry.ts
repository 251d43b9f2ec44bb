/**
 * The registry (현황): agency, sites, zones, devices, purposes, officers. One readonly object drives recording,
 * retention, access and the published policy; it comes from an agency file and is kept in versions.
 */

/** The registry and its parts. */
export type {
  Category,
  Consent,
  Consultation,
  Department,
  Device,
  FilmingNotice,
  Form,
  NotOurs,
  Officer,
  OfficerRole,
  PastVersion,
  Policy,
  Processor,
  Provision,
  Purpose,
  Recording,
  Registry,
  RequestMethod,
  RequestWindow,
  Safeguard,
  Scope,
  Signboard,
  Site,
  StoragePlace,
  Zone,
} from './model.ts'

/** Versions over time: adopting one is a ledger act; ask as of any moment. */
export {
  adopt,
  checkVersions,
  currentRegistry,
  digestOf,
  registryAt,
  registryHistory,
  registryMigrations,
  registryOn,
  registryVersions,
} from './versions.ts'
export type { Adoption, RegistryFinding, RegistryVersion } from './versions.ts'

/** Which versions speak for what was filmed in a range; pure. */
export { versionsKnowing } from './history.ts'

/** What is wrong with an edited registry, before it is adopted. */
export { checkRegistry } from './check.ts'

/** Agency file (YAML) -> registry, or every problem with its line and column. */
export { readAgency, readAgencyFile } from './file.ts'
export type { AgencyReading } from './file.ts'
export type { Problem } from './problem.ts'

/** 전국CCTV표준데이터: a registry as its rows, and its rows into a registry or an agency file. */
export { agencyFileWith } from './opendata/agencyfile.ts'
export { exportOpenData } from './opendata/export.ts'
export type { OpenDataExport } from './opendata/export.ts'
export { importOpenData } from './opendata/import.ts'
export type { OpenDataImport } from './opendata/import.ts'
export { openDataCsv } from './opendata/writing.ts'

/** 촬영시간: the hours in which something is filmed. */
export { hourRange, isFilming } from './filming.ts'

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
