/** Shapes that several routes share. Every string is bounded; what is not named is refused. */
import { Type } from 'typebox'
import type { TProperties } from 'typebox'
import { MAX_GRANTS, MAX_SCOPE_IDS, ROLES } from '../staff/staff.ts'

/** An object that takes no other fields. */
export function closed<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false })
}

export const Slug = Type.String({ pattern: '^[a-z0-9-]{1,64}$' })
export const Uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
export const Code = Type.String({ pattern: '^[a-z0-9][A-Za-z0-9.-]{0,63}$' })
export const Ms = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })
export const Count = Type.Integer({ minimum: 0 })
export const DayText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
export const Bilingual = Type.Object({ ko: Type.String(), en: Type.String() })

/** Answers may grow fields; strings in them are ours. */
export const Text = Type.String()
export const MsOrNull = Type.Union([Ms, Type.Null()])
export const TextOrNull = Type.Union([Type.String(), Type.Null()])

export const LoginText = Type.String({ minLength: 1, maxLength: 64 })
export const NameText = Type.String({ minLength: 1, maxLength: 128 })
export const PasswordText = Type.String({ minLength: 1, maxLength: 1024 })
export const TokenText = Type.String({ minLength: 1, maxLength: 128 })

const Ids = Type.Array(Slug, { maxItems: MAX_SCOPE_IDS })

export const Role = Type.Enum(ROLES)

export const Grant = closed({
  scope: closed({
    everything: Type.Boolean(),
    sites: Ids,
    zones: Ids,
    devices: Ids,
    classes: Type.Array(Type.Enum(['fixed', 'mobile'] as const), { maxItems: 2 }),
    exceptZones: Ids,
  }),
  actions: Type.Array(Type.Enum(['live', 'view'] as const), { minItems: 1, maxItems: 2 }),
  validFromMs: Ms,
  validUntilMs: MsOrNull,
  footageFromMs: MsOrNull,
})

export const Roles = Type.Array(Role, { maxItems: ROLES.length })
export const Grants = Type.Array(Grant, { maxItems: MAX_GRANTS })

export const Account = Type.Object({
  id: Text,
  state: Type.Enum(['invited', 'active', 'suspended'] as const),
  roles: Roles,
  grants: Grants,
  officer: Type.Union([Text, Type.Null()]),
  createdAtMs: Ms,
  passwordSetAtMs: MsOrNull,
  person: Type.Union([Type.Object({ login: Text, name: Text }), Type.Null()]),
})
