/**
 * The shape of an agency file: which keys there are, and what each may hold. The reference for people is
 * docs/ref/agency-file.md, which a test compares with this file.
 *
 * Only shape is decided here. What refers to what, and what the law demands, is in rules.ts. Every string and
 * list is bounded. Nothing names a person: officers are stated by department and position.
 *
 * Of TypeBox only objects, arrays, strings, integers, booleans and enumerations are used: conform.ts knows no others.
 */
import { type Static, Type } from 'typebox'
import { CUSTODIAL, SPACES } from '../law/law.ts'
import {
  BasisCode,
  bool,
  closed,
  days,
  DayText,
  Floor,
  Hours,
  Id,
  Ids,
  Latitude,
  list,
  Longitude,
  MonthText,
  Name,
  Note,
  optional,
  pattern,
  Phone,
  Scope,
  text,
} from './values.ts'

const Agency = closed({
  id: Id,
  name: Name,
  kind: Type.Enum(['national', 'local', 'publicBody']),
  head: optional(Name),
  homepage: optional(
    pattern('^https?://[A-Za-z0-9.-]+(/[A-Za-z0-9._~/-]*)?$', '홈페이지 주소', 'a web address'),
  ),
  address: optional(Name),
  postcode: optional(pattern('^\\d{5}$', "우편번호('04524')", "a postcode such as '04524'")),
  phones: optional(Type.Array(Phone, { minItems: 1, maxItems: 10 })),
})

const Department = closed({
  id: Id,
  name: Name,
  site: optional(Id),
  building: optional(Id),
  floor: optional(Floor),
  phone: optional(Phone),
})

const Site = closed({
  id: Id,
  name: Name,
  address: optional(Name),
  lotAddress: optional(Name),
  buildings: optional(list(closed({ id: Id, name: Name, floors: optional(list(Floor, 100)) }), 50)),
  floors: optional(list(Floor, 100)),
})

const StoragePlace = closed({
  id: Id,
  name: Name,
  site: optional(Id),
  building: optional(Id),
  floor: optional(Floor),
})

const Purpose = closed({
  id: Id,
  name: Name,
  standardName: optional(text(100)),
  class: Type.Enum(['fixed', 'mobile']),
  bases: closed({
    public: optional(Type.Array(BasisCode, { minItems: 1, maxItems: 10 })),
    closed: optional(Type.Array(BasisCode, { minItems: 1, maxItems: 10 })),
  }),
  otherLaws: optional(
    list(
      closed({
        cite: Name,
        note: optional(Note),
        verified: Type.Enum(['read', 'quoted', 'paraphrase', 'unverified']),
      }),
      10,
    ),
  ),
})

/** A category's id stands in the names of keys and files, so it is shorter than others. */
const CategoryId = pattern(
  '^[a-z][a-z0-9-]{0,31}$',
  '32자 이하의 소문자·숫자·하이픈 식별자',
  'an id of at most 32 lower-case letters, digits and hyphens',
)
const Category = closed({ id: CategoryId, name: Name, class: Type.Enum(['fixed', 'mobile']), hours: Hours })

const Zone = closed({
  id: Id,
  name: Name,
  location: optional(Name),
  site: Id,
  building: optional(Id),
  floor: optional(Floor),
  department: optional(Id),
  place: Type.Enum(['public', 'closed']),
  space: Type.Enum([...SPACES]),
  custodial: optional(Type.Enum([...CUSTODIAL])),
  view: Name,
  purposes: Ids,
  recordings: Type.Array(
    closed({
      category: Id,
      retentionDays: days(1, 3650),
      storage: Ids,
      hours: optional(Hours),
      justification: optional(Note),
    }),
    { minItems: 1, maxItems: 20 },
  ),
  monitoring: optional(
    closed({ method: Type.Enum(['live', 'occasional', 'recordOnly']), place: optional(Name) }),
  ),
  signboard: optional(
    closed({
      installed: bool(),
      where: optional(Name),
      exception: optional(Type.Enum(['website', 'exemptFacility'])),
      reason: optional(Note),
    }),
  ),
  filmingNotice: optional(
    Type.Array(Type.Enum(['light', 'sound', 'sign', 'leaflet', 'announcement']), {
      minItems: 1,
      maxItems: 5,
    }),
  ),
})

const DeviceGroup = closed({
  id: pattern(
    '^[a-z0-9][a-z0-9-]{0,63}$|^(?=.{1,68}$)[a-z0-9][a-z0-9-]*\\{n{1,4}\\}[a-z0-9-]*$',
    '기기 식별자, 여러 대이면 {nn}이 한 번 든 식별자',
    'a device id, with {nn} in it once for several devices',
  ),
  count: optional(days(1, 2000)),
  from: optional(days(1, 9999)),
  kind: Type.Enum(['cctv', 'network', 'wearable', 'handheld', 'mounted']),
  zone: Id,
  name: optional(Name),
  view: optional(Name),
  floor: optional(Floor),
  purposes: optional(Ids),
  stream: optional(
    pattern(
      '^secret:[A-Za-z0-9._-]{0,100}(\\{id\\})?[A-Za-z0-9._-]{0,100}$',
      '"secret:이름"',
      '"secret:NAME"',
    ),
  ),
  audio: optional(bool()),
  audioBasis: optional(Note),
  recording: optional(bool()),
  status: optional(Type.Enum(['active', 'planned', 'retired'])),
  installedOn: optional(DayText),
  installedMonth: optional(MonthText),
  angle: optional(Name),
  pixels: optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
  position: optional(closed({ latitude: Latitude, longitude: Longitude })),
  address: optional(Name),
  lotAddress: optional(Name),
})

const Officer = closed({
  id: Id,
  role: Type.Enum(['privacyOfficer', 'manager', 'handler']),
  title: optional(Name),
  department: Id,
  position: Name,
  phone: optional(Phone),
  scope: Scope,
})

const Processor = closed({
  id: Id,
  name: Name,
  tasks: Type.Array(Name, { minItems: 1, maxItems: 20 }),
  phone: optional(Phone),
  scope: Scope,
  contract: optional(
    closed({
      from: DayText,
      until: DayText,
      /** 영 §26①: the five things the contract must settle. */
      clauses: Type.Array(Type.Enum(['purpose', 'resubcontracting', 'safeguards', 'inspection', 'damages']), {
        maxItems: 5,
      }),
    }),
  ),
})

const NotOurs = closed({
  id: Id,
  site: Id,
  building: optional(Id),
  where: Name,
  operator: Name,
  phone: optional(Phone),
})

const Consultation = closed({
  id: Id,
  scope: Scope,
  state: Type.Enum(['held', 'notOnRecord']),
  methods: optional(
    Type.Array(Type.Enum(['administrativeNotice', 'hearing', 'briefing', 'survey', 'poll']), {
      minItems: 1,
      maxItems: 5,
    }),
  ),
  from: optional(DayText),
  until: optional(DayText),
  result: optional(Note),
})

const Consent = closed({
  id: Id,
  zones: Ids,
  purposes: Ids,
  items: Type.Array(Name, { minItems: 1, maxItems: 20 }),
  refusal: Note,
  form: optional(Id),
})

const Provision = closed({
  bases: Type.Array(BasisCode, { minItems: 1, maxItems: 10 }),
  recipients: optional(
    list(
      closed({
        id: Id,
        name: Name,
        purpose: Name,
        basis: BasisCode,
        items: Type.Array(Name, { minItems: 1, maxItems: 20 }),
        period: Name,
      }),
      100,
    ),
  ),
  form: optional(Id),
})

const Form = closed({
  id: Id,
  number: optional(days(1, 99)),
  title: Name,
  use: Type.Enum(['managementLedger', 'accessRequest', 'consent', 'delegation']),
})

const Requests = closed({
  advanceContact: bool(),
  contact: optional(Type.Array(Type.Enum(['manager', 'handler']), { minItems: 1, maxItems: 2 })),
  methods: Type.Array(Type.Enum(['visit', 'phone', 'post', 'email', 'online']), { minItems: 1, maxItems: 5 }),
  form: optional(Id),
  refusals: optional(
    Type.Array(pattern('^[A-Za-z0-9-]{1,64}$', '거부 사유 부호', 'the id of a ground of refusal'), {
      minItems: 1,
      maxItems: 20,
    }),
  ),
  windows: Type.Array(
    closed({
      id: Id,
      name: Name,
      site: Id,
      building: optional(Id),
      floor: optional(Floor),
      department: optional(Id),
      officer: optional(Id),
      phone: optional(Phone),
      scope: Scope,
    }),
    { minItems: 1, maxItems: 100 },
  ),
})

const Safeguards = Type.Array(
  Type.Enum([
    'encryption',
    'differentiatedAccess',
    'passwords',
    'viewingRecords',
    'physicalLock',
    'restrictedArea',
    'controlledArea',
    'separateNetwork',
  ]),
  { minItems: 1, maxItems: 10 },
)

const Policy = closed({
  id: Id,
  title: Name,
  form: optional(Type.Enum(['standalone', 'section'])),
  scope: Scope,
  coverage: optional(Note),
  officersNote: optional(Note),
  enactedOn: optional(DayText),
  revisedOn: optional(DayText),
  announcedOn: optional(DayText),
  effectiveOn: optional(DayText),
  changeNoticeDays: optional(days(0, 365)),
  noticePlace: optional(Name),
  safeguards: optional(Safeguards),
  history: optional(
    list(
      closed({
        from: DayText,
        until: optional(DayText),
        revisedOn: optional(DayText),
        announcedOn: optional(DayText),
        note: optional(Note),
      }),
      200,
    ),
  ),
})

export const AgencyFile = closed({
  format: Type.Enum(['jangseung-agency/1']),
  asOf: DayText,
  agency: Agency,
  departments: list(Department),
  sites: Type.Array(Site, { minItems: 1, maxItems: 200 }),
  storagePlaces: Type.Array(StoragePlace, { minItems: 1, maxItems: 500 }),
  purposes: Type.Array(Purpose, { minItems: 1, maxItems: 100 }),
  categories: Type.Array(Category, { minItems: 1, maxItems: 50 }),
  zones: Type.Array(Zone, { minItems: 1, maxItems: 2000 }),
  devices: Type.Array(DeviceGroup, { minItems: 1, maxItems: 5000 }),
  officers: Type.Array(Officer, { minItems: 1, maxItems: 500 }),
  processors: optional(list(Processor, 100)),
  notOurs: optional(list(NotOurs)),
  consultations: optional(list(Consultation)),
  consents: optional(list(Consent, 100)),
  provision: optional(Provision),
  forms: optional(list(Form, 50)),
  requests: Requests,
  safeguards: Safeguards,
  disposal: closed({
    prints: Type.Array(Type.Enum(['shredding', 'incineration']), { minItems: 1, maxItems: 2 }),
    automatic: optional(bool()),
  }),
  policies: Type.Array(Policy, { minItems: 1, maxItems: 50 }),
  unconfirmed: optional(list(closed({ about: Ids, note: Note }), 200)),
})

export type AgencyFile = Static<typeof AgencyFile>
export type FileScope = Static<typeof Scope>
