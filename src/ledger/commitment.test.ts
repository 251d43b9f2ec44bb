import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { commitTo, opensCommitment } from './commitment.ts'

test('a commitment opens with its own salt and value only', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (value, other) => {
      const { commitment, salt } = commitTo(value)
      assert.equal(opensCommitment(commitment, salt, value), true)
      assert.equal(opensCommitment(commitment, salt, `${value}x`), false)
      assert.equal(opensCommitment(commitment, salt, other), other === value)
      assert.equal(opensCommitment(commitment, commitTo(value).salt, value), false)
    }),
  )
})

test('the same value is never committed to twice alike, so a guess cannot be tried', () => {
  const made = new Set(Array.from({ length: 100 }, () => commitTo('10.0.0.7').commitment))
  assert.equal(made.size, 100)
})

test('a commitment is SHA-256 over the domain, 32 bytes of salt and the value', () => {
  const { commitment, salt } = commitTo('문서 2026-113')
  const expected = createHash('sha256')
    .update(`jangseung commitment v1\n`)
    .update(Buffer.from(salt, 'hex'))
    .update('문서 2026-113')
    .digest('hex')
  assert.equal(commitment, expected)
})

test('salts and commitments of another length or form open nothing', () => {
  const { commitment, salt } = commitTo('x')
  assert.equal(opensCommitment(commitment, '', 'x'), false)
  assert.equal(opensCommitment(commitment, salt.slice(2), 'x'), false)
  assert.equal(opensCommitment(commitment, 'not hex', 'x'), false)
  assert.equal(opensCommitment('', salt, 'x'), false)
  assert.equal(opensCommitment(commitment.slice(2), salt, 'x'), false)
})
