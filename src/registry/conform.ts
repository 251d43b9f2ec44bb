/**
 * Does a plain value have the shape of a TypeBox schema? Like TypeBox's own check, with which a test keeps it in
 * agreement, but each complaint tells a person what was expected, what stood there and what was probably meant.
 *
 * TypeBox's error list is not used for this: it stops at a process-wide number of errors and repeats values.
 */
import type { TSchema } from 'typebox'
import { unreachable } from '../base/assert.ts'
import { registryFault } from './faults.ts'
import { hint, looksLikeAddress, nearest, type Path, type Report, shown } from './problem.ts'
import type { Expectation } from './values.ts'

type Schema =
  | {
      readonly type: 'object'
      readonly required?: readonly string[]
      readonly properties: Readonly<Record<string, Schema>>
    }
  | {
      readonly type: 'array'
      readonly items: Schema
      readonly minItems?: number
      readonly maxItems?: number
    }
  | ({
      readonly type: 'string'
      readonly pattern: string
      readonly minLength?: number
      readonly maxLength: number
    } & Expectation)
  | { readonly type: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly type: 'boolean' }
  | { readonly type?: undefined; readonly enum: readonly string[] }

type Words = { readonly expectedKo: string; readonly expectedEn: string }

/** Reports every place where `value` does not have the shape. */
export function conform(schema: TSchema, value: unknown, report: Report): void {
  check(schema as unknown as Schema, value, [], report)
}

function check(schema: Schema, value: unknown, path: Path, report: Report): void {
  if (isSecretKey(path) && typeof value === 'string' && looksLikeAddress(value)) {
    report(path, (at) => registryFault('registry.clearAddress', { at }))
    return
  }
  if (schema.type === 'object') checkObject(schema, value, path, report)
  else if (schema.type === 'array') checkArray(schema, value, path, report)
  else if (!fits(schema, value)) wrong(schema, value, path, report)
}

/** The key that refers to a stream's address: there a pasted address is told apart from other slips. */
function isSecretKey(path: Path): boolean {
  return path.at(-1) === 'stream'
}

function checkObject(schema: Schema & { type: 'object' }, value: unknown, path: Path, report: Report): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    wrong(schema, value, path, report)
    return
  }
  const given = value as Record<string, unknown>
  for (const [key, child] of Object.entries(given)) {
    const known = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined
    if (known !== undefined) check(known, child, [...path, key], report)
    else unknownKey(schema, key, path, report)
  }
  for (const key of schema.required ?? [])
    if (!Object.hasOwn(given, key)) {
      const child = schema.properties[key] as Schema
      report(path, (at) => registryFault('registry.missingKey', { at, key, ...words(child) }))
    }
}

const NAME_KEYS = new Set(['name', 'person', 'fullname', '이름', '성명', '담당자'])

function unknownKey(schema: Schema & { type: 'object' }, key: string, path: Path, report: Report): void {
  const isOfficer = path[0] === 'officers' && path.length === 2
  const at = [...path, key]
  if (isOfficer && NAME_KEYS.has(key.toLowerCase()))
    report(at, (at) => registryFault('registry.personalName', { at, key: shown(key) }), 'key')
  else
    report(
      at,
      (at) =>
        registryFault('registry.unknownKey', {
          at,
          key: shown(key),
          ...hint(nearest(key, Object.keys(schema.properties))),
        }),
      'key',
    )
}

function checkArray(schema: Schema & { type: 'array' }, value: unknown, path: Path, report: Report): void {
  const { minItems = 0, maxItems = Number.MAX_SAFE_INTEGER } = schema
  if (!Array.isArray(value) || value.length < minItems || value.length > maxItems) {
    wrong(schema, value, path, report)
    return
  }
  for (const [index, item] of value.entries()) check(schema.items, item, [...path, index], report)
}

type Leaf = Exclude<Schema, { type: 'object' } | { type: 'array' }>

function fits(schema: Leaf, value: unknown): boolean {
  switch (schema.type) {
    case 'string': {
      if (typeof value !== 'string') return false
      const { minLength = 0, maxLength } = schema
      return value.length >= minLength && value.length <= maxLength && new RegExp(schema.pattern).test(value)
    }
    case 'integer':
      return (
        Number.isSafeInteger(value) &&
        (value as number) >= schema.minimum &&
        (value as number) <= schema.maximum
      )
    case 'boolean':
      return typeof value === 'boolean'
    case undefined:
      return typeof value === 'string' && schema.enum.includes(value)
    default:
      return unreachable(schema)
  }
}

function wrong(schema: Schema, value: unknown, path: Path, report: Report): void {
  const near =
    schema.type === undefined && typeof value === 'string' ? nearest(value, schema.enum) : undefined
  report(path, (at) =>
    registryFault('registry.wrongValue', { at, received: received(value), ...words(schema), ...hint(near) }),
  )
}

function received(value: unknown): string {
  return typeof value === 'string' ? `"${shown(value)}"` : shown(value)
}

/** What a schema asks for, in words. */
function words(schema: Schema): Words {
  switch (schema.type) {
    case 'object': {
      const keys = schema.required?.join(', ') ?? ''
      return { expectedKo: `항목 묶음(${keys})`, expectedEn: `a mapping (${keys})` }
    }
    case 'array': {
      const { minItems = 0, maxItems } = schema
      const range = maxItems === undefined ? `${minItems}–` : `${minItems}–${maxItems}`
      return { expectedKo: `목록(${range}개)`, expectedEn: `a list of ${range}` }
    }
    case 'string':
      return {
        expectedKo: schema.expected?.ko ?? '글',
        expectedEn: schema.expected?.en ?? 'text',
      }
    case 'integer':
      return {
        expectedKo: `${schema.minimum}–${schema.maximum}의 정수`,
        expectedEn: `a whole number from ${schema.minimum} to ${schema.maximum}`,
      }
    case 'boolean':
      return { expectedKo: 'true 또는 false', expectedEn: 'true or false' }
    case undefined:
      return {
        expectedKo: `${schema.enum.join(', ')} 중 하나`,
        expectedEn: `one of ${schema.enum.join(', ')}`,
      }
    default:
      return unreachable(schema)
  }
}
