/**
 * What the law asks to be done beside filming, for the devices that are in use: a consultation before they are put up
 * (법 §25③), a signboard (법 §25④), filming made known (법 §25의2③), consent where a closed room stands on it
 * (법 §15②), a policy (법 §25⑦, §25의2④), contracts with processors (영 §26①), and grounds for giving footage away
 * (법 §18②). Which of these are due, class by place, is data in law/. A part of rules.ts.
 */
import type { Day } from '../base/day.ts'
import { basis, refusalGroundsOf, regime } from '../law/law.ts'
import { registryFault } from './faults.ts'
import { inScope } from './lookups.ts'
import type { Consultation, Device, Registry, Zone } from './model.ts'
import { hint, nearest, type Path, type Report, shown } from './problem.ts'

/** Reports what is due and not stated. */
export function checkFormalities(registry: Registry, on: Day, report: Report): void {
  const zones = new Map(registry.zones.map((zone, index) => [zone.id, { zone, index }]))
  for (const [index, device] of registry.devices.entries()) {
    const found = zones.get(device.zone)
    if (device.status !== 'active' || found === undefined) continue
    const one = { registry, device, on, path: ['devices', index] as Path }
    checkTold({ ...one, zone: found.zone, zonePath: ['zones', found.index] }, report)
    checkConsultation({ ...one, zone: found.zone }, report)
    checkConsent({ ...one, zone: found.zone }, report)
    if (!registry.policies.some(({ scope }) => inScope(registry, scope, device)))
      report(one.path, (at) => registryFault('registry.policyMissing', { at, device: device.id }))
  }
  checkConsultations(registry, report)
  checkProvision(registry, on, report)
  checkRefusals(registry, on, report)
  checkProcessors(registry, report)
}

type DeviceCase = {
  readonly registry: Registry
  readonly device: Device
  readonly zone: Zone
  readonly on: Day
  readonly path: Path
}

/** Does whoever walks in learn of the camera? */
function checkTold({ device, zone, on, zonePath }: DeviceCase & { zonePath: Path }, report: Report): void {
  const { signboard, filmingNotice } = regime({ class: device.class, place: zone.place }, on)
  const told = zone.signboard !== null && (zone.signboard.installed || zone.signboard.exception !== null)
  if (signboard && !told)
    report([...zonePath, 'signboard'], (at) =>
      registryFault('registry.signboardMissing', { at, zone: zone.id, device: device.id }),
    )
  if (filmingNotice && zone.filmingNotice.length === 0)
    report([...zonePath, 'filmingNotice'], (at) =>
      registryFault('registry.filmingNoticeMissing', { at, zone: zone.id, device: device.id }),
    )
}

function checkConsultation({ registry, device, zone, on, path }: DeviceCase, report: Report): void {
  if (!regime({ class: device.class, place: zone.place }, on).consultation) return
  const records = registry.consultations.filter(({ scope }) => inScope(registry, scope, device))
  if (records.length === 0)
    report(path, (at) => registryFault('registry.consultationMissing', { at, device: device.id }))
  else if (records.every((record) => cameLater(record, device)))
    report(path, (at) => registryFault('registry.consultationLate', { at, device: device.id }))
}

/**
 * Whether people were asked only after the device stood. Where only its month is known, nothing is held against it: that
 * comes from open data, of which one wrong cell must not refuse the file.
 */
function cameLater({ state, from }: Consultation, { installedOn }: Device): boolean {
  return state === 'held' && from !== null && installedOn !== null && from > installedOn
}

function checkConsultations(registry: Registry, report: Report): void {
  for (const [index, { state, methods, from }] of registry.consultations.entries())
    if (state === 'held' && (methods.length === 0 || from === null))
      report(['consultations', index], (at) => registryFault('registry.consultationEmpty', { at }))
}

/** A purpose that stands on consent (15-1-1) needs to say what people are told when they are asked. */
function checkConsent({ registry, device, zone, path }: DeviceCase, report: Report): void {
  for (const id of device.purposes) {
    const codes = registry.purposes.find((one) => one.id === id)?.bases[zone.place] ?? []
    const stated = registry.consents.some(
      ({ zones, purposes }) => zones.includes(zone.id) && purposes.includes(id),
    )
    if (codes.includes('15-1-1') && !stated)
      report([...path, 'zone'], (at) =>
        registryFault('registry.consentMissing', { at, zone: zone.id, purpose: id, device: device.id }),
      )
  }
}

function checkProvision({ provision }: Registry, on: Day, report: Report): void {
  const stated = [
    ...(provision?.bases ?? []).map((code, index) => ({ code, path: ['provision', 'bases', index] })),
    ...(provision?.recipients ?? []).map((one, index) => ({
      code: one.basis,
      path: ['provision', 'recipients', index, 'basis'],
    })),
  ]
  for (const { code, path } of stated)
    if (basis(code, on)?.group !== '18-2')
      report(path, (at) => registryFault('registry.provisionBasis', { at, code }))
}

/** The list is closed: a policy that names another ground promises refusals that the law does not allow. */
function checkRefusals({ requests }: Registry, on: Day, report: Report): void {
  const known = new Set<string>(refusalGroundsOf('access', on).map(({ code }) => code))
  for (const [index, code] of requests.refusals.entries())
    if (!known.has(code))
      report(['requests', 'refusals', index], (at) =>
        registryFault('registry.refusalUnknown', {
          at,
          code: shown(code),
          day: on,
          ...hint(nearest(code, known)),
        }),
      )
}

/** 영 §26①: the five things that a contract must settle. */
const CLAUSES = ['purpose', 'resubcontracting', 'safeguards', 'inspection', 'damages'] as const

function checkProcessors(registry: Registry, report: Report): void {
  for (const [index, { contract }] of registry.processors.entries()) {
    const missing = CLAUSES.filter((clause) => contract !== null && !contract.clauses.includes(clause))
    if (missing.length > 0)
      report(['processors', index, 'contract', 'clauses'], (at) =>
        registryFault('registry.contractIncomplete', { at, missing: missing.join(', ') }),
      )
  }
}
