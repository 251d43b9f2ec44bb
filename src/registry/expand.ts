/**
 * Agency file -> registry: groups of like devices become individual devices, what is left out becomes null or its
 * default. Adds nothing else; the file must already have the right shape (conform.ts).
 */
import type { Day } from '../base/day.ts'
import { type BasisCode, type Bilingual, classOf, type RefusalCode } from '../law/law.ts'
import type { Device, Policy, Purpose, Registry, Scope, Site, Zone } from './model.ts'
import type { AgencyFile, FileScope } from './shape.ts'

type FileGroup = AgencyFile['devices'][number]
type FileZone = AgencyFile['zones'][number]

export type Expanded = {
  readonly registry: Registry
  /** For each device of the registry, the index of its entry in the file's `devices`. */
  readonly groupOf: readonly number[]
}

const NUMBERS = /\{(n{1,4})\}/

/** The registry that the file describes. */
export function expand(file: AgencyFile): Expanded {
  const zones = file.zones.map((zone) => expandZone(zone, file))
  const devices: Device[] = []
  const groupOf: number[] = []
  for (const [index, group] of file.devices.entries())
    for (const device of expandGroup(group, zones, file)) {
      devices.push(device)
      groupOf.push(index)
    }
  return { registry: assemble(file, zones, devices), groupOf }
}

function assemble(file: AgencyFile, zones: readonly Zone[], devices: readonly Device[]): Registry {
  return {
    format: 'jangseung-registry/1',
    asOf: file.asOf as Day,
    agency: {
      id: file.agency.id,
      name: named(file.agency.name),
      kind: file.agency.kind,
      head: maybeNamed(file.agency.head),
      homepage: file.agency.homepage ?? null,
      address: maybeNamed(file.agency.address),
      postcode: file.agency.postcode ?? null,
      phones: file.agency.phones ?? [],
    },
    departments: file.departments.map((one) => ({
      id: one.id,
      name: named(one.name),
      site: one.site ?? null,
      ...inSite(one),
      phone: one.phone ?? null,
    })),
    sites: file.sites.map(expandSite),
    storagePlaces: file.storagePlaces.map((one) => ({
      id: one.id,
      name: named(one.name),
      site: one.site ?? null,
      ...inSite(one),
    })),
    purposes: file.purposes.map(expandPurpose),
    categories: file.categories.map((one) => ({
      ...one,
      name: named(one.name),
      hours: plainHours(one.hours),
    })),
    zones,
    devices,
    officers: file.officers.map((one) => ({
      id: one.id,
      role: one.role,
      title: maybeNamed(one.title),
      department: one.department,
      position: named(one.position),
      phone: one.phone ?? null,
      scope: scope(one.scope),
    })),
    ...assembleOutside(file),
    ...assembleFormalities(file),
    safeguards: file.safeguards,
    disposal: { prints: file.disposal.prints, automatic: file.disposal.automatic ?? true },
    unconfirmed: (file.unconfirmed ?? []).map((one) => ({ about: one.about, note: named(one.note) })),
  }
}

/** What concerns people outside: processors, others' cameras, requests, published policies. */
function assembleOutside(
  file: AgencyFile,
): Pick<Registry, 'processors' | 'notOurs' | 'requests' | 'policies'> {
  return {
    processors: (file.processors ?? []).map((one) => ({
      id: one.id,
      name: named(one.name),
      tasks: one.tasks.map(named),
      phone: one.phone ?? null,
      scope: scope(one.scope),
      contract:
        one.contract === undefined
          ? null
          : {
              from: one.contract.from as Day,
              until: one.contract.until as Day,
              clauses: one.contract.clauses,
            },
    })),
    notOurs: (file.notOurs ?? []).map((one) => ({
      id: one.id,
      site: one.site,
      building: one.building ?? null,
      where: named(one.where),
      operator: named(one.operator),
      phone: one.phone ?? null,
    })),
    requests: {
      advanceContact: file.requests.advanceContact,
      contact: file.requests.contact ?? ['manager'],
      methods: file.requests.methods,
      form: file.requests.form ?? null,
      // Checked against the law's own list in formalities.ts.
      refusals: (file.requests.refusals ?? []) as RefusalCode[],
      windows: file.requests.windows.map((one) => ({
        id: one.id,
        name: named(one.name),
        site: one.site,
        ...inSite(one),
        department: one.department ?? null,
        officer: one.officer ?? null,
        phone: one.phone ?? null,
        scope: scope(one.scope),
      })),
    },
    policies: file.policies.map((one) => expandPolicy(one, file)),
  }
}

function expandPolicy(policy: AgencyFile['policies'][number], file: AgencyFile): Policy {
  return {
    id: policy.id,
    title: named(policy.title),
    form: policy.form ?? 'standalone',
    scope: scope(policy.scope),
    coverage: maybeNamed(policy.coverage),
    officersNote: maybeNamed(policy.officersNote),
    enactedOn: day(policy.enactedOn),
    revisedOn: day(policy.revisedOn),
    announcedOn: day(policy.announcedOn),
    effectiveOn: day(policy.effectiveOn),
    changeNoticeDays: policy.changeNoticeDays ?? null,
    noticePlace: maybeNamed(policy.noticePlace),
    safeguards: policy.safeguards ?? file.safeguards,
    history: (policy.history ?? []).map((past) => ({
      from: past.from as Day,
      until: day(past.until),
      revisedOn: day(past.revisedOn),
      announcedOn: day(past.announcedOn),
      note: maybeNamed(past.note),
    })),
  }
}

/** What the law asks to be done beside filming: consultations, consent, records of provision, their forms. */
function assembleFormalities(
  file: AgencyFile,
): Pick<Registry, 'consultations' | 'consents' | 'provision' | 'forms'> {
  const { provision } = file
  return {
    consultations: (file.consultations ?? []).map((one) => ({
      id: one.id,
      scope: scope(one.scope),
      state: one.state,
      methods: one.methods ?? [],
      from: day(one.from),
      until: day(one.until),
      result: maybeNamed(one.result),
    })),
    consents: (file.consents ?? []).map((one) => ({
      id: one.id,
      zones: one.zones,
      purposes: one.purposes,
      items: one.items.map(named),
      refusal: named(one.refusal),
      form: one.form ?? null,
    })),
    provision:
      provision === undefined
        ? null
        : {
            bases: provision.bases as BasisCode[],
            recipients: (provision.recipients ?? []).map((one) => ({
              id: one.id,
              name: named(one.name),
              purpose: named(one.purpose),
              basis: one.basis as BasisCode,
              items: one.items.map(named),
              period: named(one.period),
            })),
            form: provision.form ?? null,
          },
    forms: (file.forms ?? []).map((one) => ({
      id: one.id,
      number: one.number ?? null,
      title: named(one.title),
      use: one.use,
    })),
  }
}

function expandSite(site: AgencyFile['sites'][number]): Site {
  return {
    id: site.id,
    name: named(site.name),
    address: maybeNamed(site.address),
    lotAddress: maybeNamed(site.lotAddress),
    buildings: (site.buildings ?? []).map((one) => ({
      id: one.id,
      name: named(one.name),
      floors: one.floors ?? [],
    })),
    floors: site.floors ?? [],
  }
}

function expandPurpose(purpose: AgencyFile['purposes'][number]): Purpose {
  return {
    id: purpose.id,
    name: named(purpose.name),
    standardName: purpose.standardName ?? null,
    class: purpose.class,
    // Checked against the law's own list in rules.ts.
    bases: {
      public: (purpose.bases.public ?? []) as BasisCode[],
      closed: (purpose.bases.closed ?? []) as BasisCode[],
    },
    otherLaws: (purpose.otherLaws ?? []).map((one) => ({
      cite: named(one.cite),
      note: maybeNamed(one.note),
      verified: one.verified,
    })),
  }
}

function expandZone(zone: FileZone, file: AgencyFile): Zone {
  return {
    id: zone.id,
    name: named(zone.name),
    location: named(zone.location ?? zone.name),
    site: zone.site,
    ...inSite(zone),
    department: zone.department ?? null,
    place: zone.place,
    space: zone.space,
    custodial: zone.custodial ?? null,
    view: named(zone.view),
    purposes: zone.purposes,
    recordings: zone.recordings.map((one) => ({
      category: one.category,
      retentionDays: one.retentionDays,
      storage: one.storage,
      hours: plainHours(
        one.hours ?? file.categories.find(({ id }) => id === one.category)?.hours ?? 'always',
      ),
      justification: maybeNamed(one.justification),
    })),
    monitoring:
      zone.monitoring === undefined
        ? null
        : { method: zone.monitoring.method, place: maybeNamed(zone.monitoring.place) },
    signboard:
      zone.signboard === undefined
        ? null
        : {
            installed: zone.signboard.installed,
            where: maybeNamed(zone.signboard.where),
            exception: zone.signboard.exception ?? null,
            reason: maybeNamed(zone.signboard.reason),
          },
    filmingNotice: zone.filmingNotice ?? [],
  }
}

function expandGroup(group: FileGroup, zones: readonly Zone[], file: AgencyFile): Device[] {
  const zone = zones.find(({ id }) => id === group.zone)
  const numbered = NUMBERS.exec(group.id)
  const first = group.from ?? 1
  const deviceClass = classOf(group.kind)
  const inherited = (zone?.purposes ?? []).filter(
    (purpose) => file.purposes.find(({ id }) => id === purpose)?.class !== otherClass(deviceClass),
  )
  return Array.from({ length: group.count ?? 1 }, (_, index) => {
    const number = first + index
    const suffix = numbered?.[1] === undefined ? '' : String(number).padStart(numbered[1].length, '0')
    const id = group.id.replace(NUMBERS, suffix)
    return {
      id,
      kind: group.kind,
      class: deviceClass,
      zone: group.zone,
      floor: group.floor ?? zone?.floor ?? null,
      name: numberedName(group.name === undefined ? zone?.name : named(group.name), suffix, id),
      view: group.view === undefined ? (zone?.view ?? { ko: id, en: id }) : named(group.view),
      purposes: group.purposes ?? inherited,
      stream: group.stream === undefined ? null : group.stream.slice('secret:'.length).replace('{id}', id),
      audio: group.audio ?? false,
      audioBasis: maybeNamed(group.audioBasis),
      recording: group.recording ?? true,
      status: group.status ?? 'active',
      ...described(group),
    }
  })
}

/** What a device is beyond its zone: when it came, which way it looks, where exactly it stands. */
function described(
  group: FileGroup,
): Pick<
  Device,
  'installedOn' | 'installedMonth' | 'angle' | 'pixels' | 'position' | 'address' | 'lotAddress'
> {
  return {
    installedOn: day(group.installedOn),
    installedMonth: group.installedMonth ?? group.installedOn?.slice(0, 'YYYY-MM'.length) ?? null,
    angle: maybeNamed(group.angle),
    pixels: group.pixels ?? null,
    position: group.position === undefined ? null : { ...group.position },
    address: maybeNamed(group.address),
    lotAddress: maybeNamed(group.lotAddress),
  }
}

function otherClass(one: 'fixed' | 'mobile'): 'fixed' | 'mobile' {
  return one === 'fixed' ? 'mobile' : 'fixed'
}

function numberedName(name: Bilingual | undefined, suffix: string, id: string): Bilingual {
  if (name === undefined) return { ko: id, en: id }
  return suffix === '' ? name : { ko: `${name.ko} ${suffix}`, en: `${name.en} ${suffix}` }
}

function scope(scope: FileScope): Scope {
  return {
    everything: scope.everything ?? false,
    sites: scope.sites ?? [],
    zones: scope.zones ?? [],
    devices: scope.devices ?? [],
    classes: scope.classes ?? [],
    exceptZones: scope.exceptZones ?? [],
  }
}

/** A range of the whole day is `always`, so that what is asked of round-the-clock filming is asked of it too. */
function plainHours(hours: string): string {
  const [from, until] = hours.split('-')
  return from === until || hours === '00:00-24:00' ? 'always' : hours
}

/** Where no English is given, the Korean stands in for it. */
function named(text: { ko: string; en?: string }): Bilingual {
  return { ko: text.ko, en: text.en ?? text.ko }
}

function maybeNamed(text: { ko: string; en?: string } | undefined): Bilingual | null {
  return text === undefined ? null : named(text)
}

function inSite(place: { building?: string; floor?: string }): {
  building: string | null
  floor: string | null
} {
  return { building: place.building ?? null, floor: place.floor ?? null }
}

function day(text: string | undefined): Day | null {
  return (text ?? null) as Day | null
}
