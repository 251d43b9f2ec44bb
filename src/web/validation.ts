/**
 * Requests against their schemas. Strict: nothing is coerced but whole numbers in addresses and queries, which cannot
 * be written any other way.
 */
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/** Digits of the largest whole number a double holds. */
const INTEGER = /^(?:0|[1-9]\d{0,15})$/

/** Fastify's validator compiler. */
export function validatorOf({ schema, httpPart }: { readonly schema: TSchema; readonly httpPart?: string }) {
  const checker = Compile(schema)
  const properties = (schema as { readonly properties?: Record<string, { readonly type?: unknown }> })
    .properties
  return (given: unknown) => {
    const value =
      httpPart === 'body' ? given : withIntegers(properties ?? {}, given as Record<string, unknown>)
    if (checker.Check(value)) return { value }
    const [first] = checker.Errors(value)
    return { error: [{ instancePath: first?.instancePath ?? '', message: first?.message ?? 'schema' }] }
  }
}

function withIntegers(
  properties: Record<string, { readonly type?: unknown }>,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const [name, text] of Object.entries(given)) {
    const isInteger = properties[name]?.type === 'integer' && typeof text === 'string' && INTEGER.test(text)
    value[name] = isInteger ? Number(text) : text
  }
  return value
}
