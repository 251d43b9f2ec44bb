/**
 * The kinds of value that an agency file is made of: ids, texts, days, floors, telephone numbers, scopes. What each key
 * holds is in shape.ts.
 */
import { type TProperties, type TSchema, Type } from 'typebox'

/** In a string's schema: how its pattern is told to a person. */
export type Expectation = { readonly expected?: { readonly ko: string; readonly en: string } }

export const text = (maxLength: number) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000-\\u001f\\u007f]*$',
    expected: { ko: `${maxLength}자 이하의 한 줄 글`, en: `one line of at most ${maxLength} characters` },
  })
export const pattern = (pattern: string, ko: string, en: string) =>
  Type.String({ pattern, maxLength: 200, expected: { ko, en } })

export const Id = pattern(
  '^[a-z][a-z0-9-]{0,63}$',
  '소문자·숫자·하이픈 식별자',
  'an id of lower-case letters, digits and hyphens',
)
export const Ids = Type.Array(Id, { minItems: 1, maxItems: 500 })
const DeviceId = pattern(
  '^[a-z0-9][a-z0-9-]{0,63}$',
  '기기 식별자(소문자·숫자·하이픈)',
  'a device id of lower-case letters, digits and hyphens',
)
export const DayText = pattern(
  '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
  '날짜(YYYY-MM-DD)',
  'a day written YYYY-MM-DD',
)
export const Floor = pattern(
  '^(B?[1-9]\\d?F|RF)$',
  '층(1F, B2F, 옥상 RF)',
  'a floor such as 1F, B2F, or RF for the roof',
)
export const Hours = pattern(
  '^(always|onDemand|([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00))$',
  '촬영시간(always, onDemand, 09:00-18:00)',
  'hours: always, onDemand, or such as 09:00-18:00',
)
export const Phone = pattern(
  '^\\d{2,4}(-\\d{3,4}){1,2}$',
  '전화번호(02-1234-5678)',
  'a telephone number such as 02-1234-5678',
)
export const MonthText = pattern('^\\d{4}-(0[1-9]|1[0-2])$', '연월(YYYY-MM)', 'a month written YYYY-MM')
export const Latitude = pattern(
  '^-?\\d{1,2}(\\.\\d{1,10})?$',
  "위도('37.5665')",
  "a latitude such as '37.5665'",
)
export const Longitude = pattern(
  '^-?\\d{1,3}(\\.\\d{1,10})?$',
  "경도('126.9780')",
  "a longitude such as '126.9780'",
)
export const BasisCode = pattern(
  '^\\d{1,2}(-\\d{1,2}){2,3}$',
  '근거 부호(25-1-3)',
  'a basis code such as 25-1-3',
)

export const closed = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })
export const list = <T extends TSchema>(item: T, maxItems = 500) => Type.Array(item, { maxItems })
export const optional = Type.Optional
export const bool = () => Type.Boolean()
export const days = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum })

/** Korean text, and English where there is one. */
export const Name = closed({ ko: text(200), en: optional(text(200)) })
export const Note = closed({ ko: text(1000), en: optional(text(1000)) })

export const Scope = closed({
  everything: optional(bool()),
  sites: optional(Ids),
  zones: optional(Ids),
  devices: optional(Type.Array(DeviceId, { minItems: 1, maxItems: 2000 })),
  classes: optional(Type.Array(Type.Enum(['fixed', 'mobile']), { minItems: 1, maxItems: 2 })),
  exceptZones: optional(Ids),
})
