import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdsRounds } from './intake.ts'

test('a kernel that widens connections to a megabyte or more holds what comes between two rounds', () => {
  assert.equal(holdsRounds('1\n', '4096\t131072\t6291456\n'), true)
  assert.equal(holdsRounds('1\n', '4096\t131072\t2097152\n'), true)
  assert.equal(holdsRounds('1\n', '4096\t131072\t2097151\n'), false)
  assert.equal(holdsRounds('0\n', '4096\t131072\t6291456\n'), false, 'every connection keeps its first size')
  for (const unknown of ['', '4096', 'a b c']) assert.equal(holdsRounds('1\n', unknown), false)
})
