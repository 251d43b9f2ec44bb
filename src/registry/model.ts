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
  RefusalCode,
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
  /** 도로명주소. */
  readonly address: Bilingual | null
  /** 지번주소. */
  readonly lotAddress: Bilingual | null
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
  /** 설치목적구분, the word that open data files use for it. */
  readonly standardName: string | null
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
  /** 설치 위치 as one row of the policy's table; zones of a site with the same one are counted together. */
  readonly location: Bilingual
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
  readonly signboard: Signboard | null
  /** How filming is made known (법 §25의2③). */
  readonly filmingNotice: readonly FilmingNotice[]
}

/** 안내판 (법 §25④). */
export type Signboard = {
  readonly installed: boolean
  readonly where: Bilingual | null
  /**
   * Why a public place has none (영 §24): the website stands in for it, or the facility is one of those that the
   * decree exempts. Passed over in closed places, where none is due.
   */
  readonly exception: 'website' | 'exemptFacility' | null
  readonly reason: Bilingual | null
}

export type FilmingNotice = 'light' | 'sound' | 'sign' | 'leaflet' | 'announcement'

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
  /** YYYY-MM; that of `installedOn` when the day is known. */
  readonly installedMonth: string | null
  /** 촬영방면: which way it looks. */
  readonly angle: Bilingual | null
  /** How many pixels a picture has (width × height). */
  readonly pixels: number | null
  /** WGS84 decimal degrees, as text: a registry holds no fractions. */
  readonly position: { readonly latitude: string; readonly longitude: string } | null
  /** Where it differs from the site's, as for cameras in the street. */
  readonly address: Bilingual | null
  readonly lotAddress: Bilingual | null
}

export type OfficerRole = 'privacyOfficer' | 'manager' | 'handler'

/** 개인정보 보호책임자 · 관리책임자 · 접근권한자, by office and position. */
export type Officer = {
  readonly id: string
  readonly role: OfficerRole
  /** What the agency calls the role where that is not the usual word, as 관리담당자 for a handler. */
  readonly title: Bilingual | null
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
  /** The officer who receives people there. */
  readonly officer: string | null
  readonly phone: string | null
  readonly scope: Scope
}

export type RequestMethod = 'visit' | 'phone' | 'post' | 'email' | 'online'

/** 별지 서식: what it is used for, and its number in the policy. */
export type Form = {
  readonly id: string
  readonly number: number | null
  readonly title: Bilingual
  readonly use: 'managementLedger' | 'accessRequest' | 'consent' | 'delegation'
}

/** 의견수렴 before fixed devices were put up in public places (법 §25③). */
export type Consultation = {
  readonly id: string
  readonly scope: Scope
  /** `notOnRecord`: nothing is known of one; the agency has to find its record, or to hold one. */
  readonly state: 'held' | 'notOnRecord'
  readonly methods: readonly ('administrativeNotice' | 'hearing' | 'briefing' | 'survey' | 'poll')[]
  readonly from: Day | null
  readonly until: Day | null
  readonly result: Bilingual | null
}

/**
 * Consent asked of those who enter closed rooms (법 §15①1): the four things that 법 §15② wants told. The period is
 * not among these: it is the zones' own retention.
 */
export type Consent = {
  readonly id: string
  readonly zones: readonly string[]
  /** Ids of purposes. */
  readonly purposes: readonly string[]
  /** What is collected. */
  readonly items: readonly Bilingual[]
  /** That one may refuse, and what follows. */
  readonly refusal: Bilingual
  /** Id of a form. */
  readonly form: string | null
}

/** 목적 외 이용·제3자 제공. */
export type Provision = {
  /** The bases (법 §18②) on which footage may be used or given beyond its purpose. */
  readonly bases: readonly BasisCode[]
  /** Those who are given footage as a rule; empty when nobody is. */
  readonly recipients: readonly {
    readonly id: string
    readonly name: Bilingual
    readonly purpose: Bilingual
    readonly basis: BasisCode
    readonly items: readonly Bilingual[]
    readonly period: Bilingual
  }[]
  /** Id of the form in which it is recorded. */
  readonly form: string | null
}

export type Safeguard =
  | 'encryption'
  | 'differentiatedAccess'
  | 'passwords'
  | 'viewingRecords'
  | 'physicalLock'
  /** 제한구역: entered by whoever has business there. */
  | 'restrictedArea'
  /** 통제구역: entered only by those who are permitted. */
  | 'controlledArea'
  | 'separateNetwork'

export type PastVersion = {
  /** 시행일자. */
  readonly from: Day
  /** Its last day in force. */
  readonly until: Day | null
  /** 개정일자. */
  readonly revisedOn: Day | null
  readonly announcedOn: Day | null
  readonly note: Bilingual | null
}

export type Policy = {
  readonly id: string
  readonly title: Bilingual
  /** `section`: it stands in the agency's 개인정보 처리방침 (법 §25⑦). */
  readonly form: 'standalone' | 'section'
  readonly scope: Scope
  /** What the policy is about and what it is not, in words. */
  readonly coverage: Bilingual | null
  /** Who is meant by a role, where the agency says so. */
  readonly officersNote: Bilingual | null
  readonly enactedOn: Day | null
  readonly revisedOn: Day | null
  readonly announcedOn: Day | null
  readonly effectiveOn: Day | null
  /** Days between announcement and effect that the agency promises; null: without delay (지체 없이). */
  readonly changeNoticeDays: number | null
  /** Where changes are told; null: the agency's own website. */
  readonly noticePlace: Bilingual | null
  /** Those of the agency, unless the policy states its own. */
  readonly safeguards: readonly Safeguard[]
  /** The earliest first, without overlap. */
  readonly history: readonly PastVersion[]
}

export type Registry = {
  readonly format: 'jangseung-registry/1'
  /** 기준일. */
  readonly asOf: Day
  readonly agency: {
    readonly id: string
    readonly name: Bilingual
    readonly kind: 'national' | 'local' | 'publicBody'
    /** The position at its head, to whom requests are addressed (법 §30의3). */
    readonly head: Bilingual | null
    readonly homepage: string | null
    readonly address: Bilingual | null
    readonly postcode: string | null
    /** 대표전화. */
    readonly phones: readonly string[]
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
  readonly consultations: readonly Consultation[]
  readonly consents: readonly Consent[]
  /** Null: not stated. */
  readonly provision: Provision | null
  readonly forms: readonly Form[]
  readonly requests: {
    readonly advanceContact: boolean
    /** Whom to contact. */
    readonly contact: readonly ('manager' | 'handler')[]
    readonly methods: readonly RequestMethod[]
    /** Id of the form in which people ask. */
    readonly form: string | null
    /** The law's grounds of refusal that the agency names; empty: all of them. */
    readonly refusals: readonly RefusalCode[]
    readonly windows: readonly RequestWindow[]
  }
  readonly safeguards: readonly Safeguard[]
  readonly disposal: {
    readonly prints: readonly ('shredding' | 'incineration')[]
    /** Whether recordings are destroyed by the system itself, with nobody having to act. */
    readonly automatic: boolean
  }
  readonly policies: readonly Policy[]
  /** What the file assumes and the agency has yet to confirm: shown wherever those things are shown. */
  readonly unconfirmed: readonly { readonly about: readonly string[]; readonly note: Bilingual }[]
}
