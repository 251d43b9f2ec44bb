/**
 * The registry (현황): one readonly plain object that says what the agency has and promises. Everything else is
 * derived from it, and nothing in it is derived: no totals, no dates of expiry.
 *
 * It is JSON (strings, safe integers, booleans, null, lists, objects), because whole versions of it are stored,
 * digested and compared. Every key is always there; what is not stated is null or an empty list.
 */
import type {
  BasisCode,
  Bilingual,
  Custodial,
  DeviceClass,
  DeviceKind,
  Place,
  Space,
  Verification,
} from '../law/law.ts'
import type { Day } from '../base/day.ts'

/** Somewhere in a site. */
type Where = {
  readonly site: string
  readonly building: string | null
  readonly floor: string | null
}

/** Which devices something is about. Read it with `inScope`. */
export type Scope = {
  /** All devices of the agency, before `classes` and `exceptZones` narrow it. */
  readonly everything: boolean
  readonly sites: readonly string[]
  readonly zones: readonly string[]
  readonly devices: readonly string[]
  /** Empty: both. */
  readonly classes: readonly DeviceClass[]
  readonly exceptZones: readonly string[]
}

export type Department = {
  readonly id: string
  readonly name: Bilingual
  readonly site: string | null
  readonly building: string | null
  readonly floor: string | null
  readonly phone: string | null
}

export type Building = { readonly id: string; readonly name: Bilingual; readonly floors: readonly string[] }

export type Site = {
  readonly id: string
  readonly name: Bilingual
  readonly address: Bilingual | null
  readonly buildings: readonly Building[]
  readonly floors: readonly string[]
}

/** 보관장소. `site` is null for a place that is not one room of one site. */
export type StoragePlace = {
  readonly id: string
  readonly name: Bilingual
  readonly site: string | null
  readonly building: string | null
  readonly floor: string | null
}

/** 설치·운영 목적, with the bases it stands on in each kind of place. */
export type Purpose = {
  readonly id: string
  readonly name: Bilingual
  readonly class: DeviceClass
  readonly bases: { readonly [P in Place]: readonly BasisCode[] }
  readonly otherLaws: readonly {
    readonly cite: Bilingual
    readonly note: Bilingual | null
    readonly verified: Verification
  }[]
}

/** 촬영 구분: what sort of recording, which with the zone decides how long it is kept. */
export type Category = {
  readonly id: string
  readonly name: Bilingual
  readonly class: DeviceClass
  /** `always`, `onDemand`, or `HH:MM-HH:MM`. */
  readonly hours: string
}

export type Recording = {
  readonly category: string
  /** "촬영일로부터 N일": the day of filming is not counted. */
  readonly retentionDays: number
  readonly storage: readonly string[]
  readonly hours: string
  readonly justification: Bilingual | null
}

export type Zone = Where & {
  readonly id: string
  readonly name: Bilingual
  readonly department: string | null
  readonly place: Place
  readonly space: Space
  readonly custodial: Custodial | null
  /** 촬영범위. */
  readonly view: Bilingual
  readonly purposes: readonly string[]
  readonly recordings: readonly Recording[]
  readonly monitoring: {
    readonly method: 'live' | 'occasional' | 'recordOnly'
    readonly place: Bilingual | null
  } | null
  readonly signboard: {
    readonly installed: boolean
    readonly where: Bilingual | null
    readonly reason: Bilingual | null
  } | null
  /** How filming is made known (법 §25의2③). */
  readonly filmingNotice: readonly ('light' | 'sound' | 'sign' | 'leaflet' | 'announcement')[]
}

export type DeviceStatus = 'active' | 'planned' | 'retired'

export type Device = {
  readonly id: string
  readonly kind: DeviceKind
  readonly class: DeviceClass
  readonly zone: string
  readonly floor: string | null
  readonly name: Bilingual
  readonly view: Bilingual
  readonly purposes: readonly string[]
  /** The name of the secret that holds its address; the address itself never stands in the registry. */
  readonly stream: string | null
  readonly audio: boolean
  readonly audioBasis: Bilingual | null
  /** False for a device whose picture may be looked at but is never stored. */
  readonly recording: boolean
  readonly status: DeviceStatus
  readonly installedOn: Day | null
}

export type OfficerRole = 'privacyOfficer' | 'manager' | 'handler'

/** 개인정보 보호책임자 · 관리책임자 · 접근권한자, by office and position. */
export type Officer = {
  readonly id: string
  readonly role: OfficerRole
  readonly department: string
  readonly position: Bilingual
  readonly phone: string | null
  readonly scope: Scope
}

/** 수탁자. */
export type Processor = {
  readonly id: string
  readonly name: Bilingual
  readonly tasks: readonly Bilingual[]
  readonly phone: string | null
  readonly scope: Scope
  readonly contract: {
    readonly from: Day
    readonly until: Day
    readonly clauses: readonly ('purpose' | 'resubcontracting' | 'safeguards' | 'inspection' | 'damages')[]
  } | null
}

/** Cameras on the agency's premises that somebody else operates. */
export type NotOurs = {
  readonly id: string
  readonly site: string
  readonly building: string | null
  readonly where: Bilingual
  readonly operator: Bilingual
  readonly phone: string | null
}

export type RequestWindow = Where & {
  readonly id: string
  readonly name: Bilingual
  readonly department: string | null
  readonly phone: string | null
  readonly scope: Scope
}

export type Policy = {
  readonly id: string
  readonly title: Bilingual
  readonly scope: Scope
  readonly enactedOn: Day | null
  readonly announcedOn: Day | null
  readonly effectiveOn: Day | null
  /** Days between announcement and effect that the agency promises; null when it promises none. */
  readonly changeNoticeDays: number | null
  readonly history: readonly {
    readonly from: Day
    readonly until: Day | null
    readonly note: Bilingual | null
  }[]
}

export type Registry = {
  readonly format: 'jangseung-registry/1'
  /** 기준일. */
  readonly asOf: Day
  readonly agency: {
    readonly id: string
    readonly name: Bilingual
    readonly kind: 'national' | 'local' | 'publicBody'
    readonly homepage: string | null
  }
  readonly departments: readonly Department[]
  readonly sites: readonly Site[]
  readonly storagePlaces: readonly StoragePlace[]
  readonly purposes: readonly Purpose[]
  readonly categories: readonly Category[]
  readonly zones: readonly Zone[]
  readonly devices: readonly Device[]
  readonly officers: readonly Officer[]
  readonly processors: readonly Processor[]
  readonly notOurs: readonly NotOurs[]
  readonly requests: {
    readonly advanceContact: boolean
    readonly methods: readonly ('visit' | 'phone' | 'post' | 'email' | 'online')[]
    readonly windows: readonly RequestWindow[]
  }
  readonly safeguards: readonly (
    | 'encryption'
    | 'differentiatedAccess'
    | 'viewingRecords'
    | 'physicalLock'
    | 'restrictedArea'
    | 'separateNetwork'
  )[]
  readonly disposal: { readonly prints: readonly ('shredding' | 'incineration')[] }
  readonly policies: readonly Policy[]
  /** What the file assumes and the agency has yet to confirm: shown wherever those things are shown. */
  readonly unconfirmed: readonly { readonly about: readonly string[]; readonly note: Bilingual }[]
}
