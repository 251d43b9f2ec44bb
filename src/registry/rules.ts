/**
 * Does the law in force on a day allow this registry? The rules themselves are data in law/; this file only asks
 * them about each purpose, zone, device and officer. References must already hold (references.ts). What must be done
 * beside filming (consultation, signboard, consent, contract, policy) is in formalities.ts.
 */
import { unreachable } from '../base/assert.ts'
import type { Day } from '../base/day.ts'
import {
  type BasisObjection,
  type DeviceClass,
  fixedByUse,
  forbiddenBy,
  justificationRule,
  objections,
  type Place,
  basis,
  regime,
} from '../law/law.ts'
import { registryFault } from './faults.ts'
import { checkFormalities } from './formalities.ts'
import type { Device, Registry, Zone } from './model.ts'
import type { Path, Report } from './problem.ts'

type Cell = { readonly class: DeviceClass; readonly place: Place }

/** Reports everything in the registry that the law of `on` does not allow. */
export function checkRules(registry: Registry, on: Day, report: Report): void {
  checkPurposes(registry, on, report)
  checkZones(registry, on, report)
  const zones = new Map(registry.zones.map((zone) => [zone.id, zone]))
  for (const [index, device] of registry.devices.entries()) {
    const zone = zones.get(device.zone)
    if (zone !== undefined) checkDevice({ registry, device, zone, on, path: ['devices', index] }, report)
  }
  checkOfficers(registry, report)
  checkFormalities(registry, on, report)
}

function checkPurposes(registry: Registry, on: Day, report: Report): void {
  for (const [index, purpose] of registry.purposes.entries())
    for (const place of ['public', 'closed'] as const) {
      const codes = purpose.bases[place]
      if (codes.length === 0) continue
      const cell = { class: purpose.class, place }
      const path: Path = ['purposes', index, 'bases', place]
      for (const objection of objections(codes, cell, on)) {
        const position = 'code' in objection ? codes.findIndex((code) => code === objection.code) : -1
        const where = position < 0 ? path : [...path, position]
        report(where, (at) => basisFault(at, objection, cell, on))
      }
    }
}

function basisFault(at: string, objection: BasisObjection, cell: Cell, on: Day) {
  switch (objection.why) {
    case 'unknown':
      return registryFault('registry.basisUnknown', { at, code: objection.code, day: on })
    case 'wrongParagraph':
      return registryFault('registry.basisWrongParagraph', { at, ...objection, ...cellWords(cell) })
    case 'unsupported':
      return registryFault('registry.basisUnsupported', { at, ...objection })
    case 'missing':
      return registryFault('registry.basisMissing', { at, ...objection, ...cellWords(cell) })
    default:
      return unreachable(objection)
  }
}

function checkZones(registry: Registry, on: Day, report: Report): void {
  const classes = new Map(registry.categories.map((one) => [one.id, one.class]))
  /** What films a zone all the time is fixed, whatever it is called. */
  const checkHours = (filmedBy: DeviceClass, hours: string, path: Path) => {
    const rule = fixedByUse({ class: filmedBy, filmsAlways: hours === 'always', staysInPlace: true }, on)
    if (rule !== undefined)
      report([...path, 'hours'], (at) => registryFault('registry.mobileAlways', { at, cite: rule.cite }))
  }
  for (const [index, one] of registry.categories.entries())
    checkHours(one.class, one.hours, ['categories', index])
  for (const [index, zone] of registry.zones.entries()) {
    const seen = new Set<string>()
    for (const [row, recording] of zone.recordings.entries()) {
      const path: Path = ['zones', index, 'recordings', row]
      const { category, retentionDays: days, justification } = recording
      if (seen.has(category))
        report([...path, 'category'], (at) => registryFault('registry.categoryUnfit', { at, category }))
      seen.add(category)
      checkHours(classes.get(category) ?? 'fixed', recording.hours, path)
      const rule = justificationRule(days, on)
      if (rule !== undefined && justification === null)
        report([...path, 'retentionDays'], (at) =>
          registryFault('registry.justificationMissing', { at, days, cap: rule.days, cite: rule.cite }),
        )
    }
  }
}

type DeviceCase = {
  readonly registry: Registry
  readonly device: Device
  readonly zone: Zone
  readonly on: Day
  readonly path: Path
}

function checkDevice(one: DeviceCase, report: Report): void {
  checkDevicePurposes(one, report)
  const { registry, device, zone, on, path } = one
  const cell = { class: device.class, place: zone.place }
  if (device.audio && regime(cell, on).sound === 'forbidden')
    report([...path, 'audio'], (at) => registryFault('registry.soundForbidden', { at }))
  else if (device.audio && device.audioBasis === null)
    report([...path, 'audio'], (at) => registryFault('registry.soundBasisMissing', { at }))
  const usable = zone.recordings.some(
    ({ category }) => registry.categories.find(({ id }) => id === category)?.class === device.class,
  )
  if (!usable)
    report([...path, 'zone'], (at) =>
      registryFault('registry.noCategory', { at, zone: zone.id, device: device.id, ...cellWords(cell) }),
    )
  const ban = forbiddenBy({ class: device.class, space: zone.space, custodial: zone.custodial }, on)
  if (ban !== undefined)
    report([...path, 'zone'], (at) =>
      registryFault('registry.placeForbidden', { at, cite: ban.cite, device: device.id }),
    )
}

function checkDevicePurposes({ registry, device, zone, on, path }: DeviceCase, report: Report): void {
  const cell = { class: device.class, place: zone.place }
  if (device.purposes.length === 0)
    report(path, (at) => registryFault('registry.noPurpose', { at, device: device.id, ...cellWords(cell) }))
  let mayStore = true
  for (const id of device.purposes) {
    const purpose = registry.purposes.find((purpose) => purpose.id === id)
    if (purpose === undefined) continue
    const codes = purpose.bases[zone.place]
    if (purpose.class !== device.class || codes.length === 0)
      report([...path, 'purposes'], (at) =>
        registryFault('registry.purposeMismatch', {
          at,
          purpose: id,
          device: device.id,
          place: zone.place,
          ...cellWords(cell),
        }),
      )
    if (codes.some((code) => basis(code, on)?.mayStore === false)) mayStore = false
  }
  if (device.recording && !mayStore)
    report([...path, 'recording'], (at) =>
      registryFault('registry.storageForbidden', { at, device: device.id }),
    )
}

function checkOfficers(registry: Registry, report: Report): void {
  const count = registry.officers.filter(({ role }) => role === 'privacyOfficer').length
  if (count !== 1) report(['officers'], (at) => registryFault('registry.privacyOfficers', { at, count }))
}

function cellWords(cell: Cell): { cellKo: string; cellEn: string } {
  const place = cell.place === 'public' ? '공개 장소' : '비공개 장소'
  const deviceClass = cell.class === 'fixed' ? '고정형' : '이동형'
  return {
    cellKo: `${place} ${deviceClass}`,
    cellEn: `${cell.class} (${cell.place === 'public' ? 'public place' : 'closed place'})`,
  }
}
