/** Strict where it can be, and no value makes it throw. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Type } from 'typebox'
import { closed, Ms, Slug } from './schemas.ts'
import { validatorOf } from './validation.ts'

const schema = closed({ device: Slug, fromMs: Type.Optional(Ms) })

test('whole numbers in a query are numbers; nothing else is coerced', () => {
  const query = validatorOf({ schema, httpPart: 'querystring' })
  assert.deepEqual(query({ device: 'a', fromMs: '12' }), { value: { device: 'a', fromMs: 12 } })
  for (const fromMs of ['', '1.5', '-1', '1e3', '0x10', '007', ' 1', '9'.repeat(17), ['1', '2']])
    assert.ok('error' in query({ device: 'a', fromMs }), JSON.stringify(fromMs))
  const body = validatorOf({ schema, httpPart: 'body' })
  assert.ok('error' in body({ device: 'a', fromMs: '12' }))
  assert.ok('error' in body({ device: 'a', more: 1 }))
})

test('any JSON is either a value of the schema or an error that names the place', () => {
  const body = validatorOf({ schema, httpPart: 'body' })
  fc.assert(
    fc.property(fc.jsonValue(), (given) => {
      const result = body(given)
      if ('error' in result) assert.equal(typeof result.error?.[0]?.instancePath, 'string')
      else assert.match((result.value as { device: string }).device, /^[a-z0-9-]+$/)
    }),
  )
})
