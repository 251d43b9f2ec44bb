/** Which passwords are accepted, and that what is kept is argon2id and nothing else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { checkPassword, createPasswordHasher } from './password.ts'

const CONTEXT = ['handler', '서울출입국·외국인청', 'Seoul Immigration Office']

test('length counts and composition does not', () => {
  for (const good of ['correct horse battery', '장승이 마을 어귀에 서 있다', 'aaa bbb ccc ddd eee fff g'])
    checkPassword(good, CONTEXT)
})

test('short, repeated, counted-up and guessable passwords are refused', () => {
  const refused: readonly (readonly [string, string])[] = [
    ['elevenchars', 'staff.passwordTooShort'],
    ['a'.repeat(513), 'staff.passwordTooLong'],
    ['aaaaaaaaaaaaaaaa', 'staff.passwordGuessable'],
    ['abababababababab', 'staff.passwordGuessable'],
    ['abcdefghijklmnop', 'staff.passwordGuessable'],
    ['ponmlkjihgfedcba', 'staff.passwordGuessable'],
    ['Handler-Handler!', 'staff.passwordGuessable'],
    ['서울출입국외국인청 2026!', 'staff.passwordGuessable'],
    ['Seoul Immigration Office 1', 'staff.passwordGuessable'],
  ]
  for (const [password, code] of refused)
    assert.throws(
      () => checkPassword(password, CONTEXT),
      (error) => isFault(error, code),
      password,
    )
})

test('any text either passes or is refused with a fault', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      try {
        checkPassword(text, CONTEXT)
      } catch (error) {
        assert.ok(isFault(error))
      }
    }),
  )
})

test('a password is kept as argon2id and verifies only itself', async () => {
  const hasher = createPasswordHasher()
  const kept = await hasher.hash('a quiet gate post')
  assert.match(kept, /^\$argon2id\$v=19\$m=47104,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(kept, await hasher.hash('a quiet gate post'), 'every hash has its own salt')
  assert.equal(await hasher.verify('a quiet gate post', kept), true)
  assert.equal(await hasher.verify('a quiet gate pose', kept), false)
  assert.equal(await hasher.verify('a quiet gate post', 'plain'), false)
  assert.equal(await hasher.verify('a quiet gate post', kept.replace('m=47104', 'm=9999999')), false)
})

test('the same password typed on another keyboard is the same', async () => {
  const hasher = createPasswordHasher()
  const kept = await hasher.hash('장승 마을 어귀에'.normalize('NFD'))
  assert.equal(await hasher.verify('장승 마을 어귀에'.normalize('NFC'), kept), true)
})

test('too many sign-ins at once are turned away instead of taking the memory', async () => {
  const hasher = createPasswordHasher()
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, () =>
      hasher.verify('x', '$argon2id$v=19$m=1024,t=1,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA'),
    ),
  )
  const busy = results.filter((one) => one.status === 'rejected' && isFault(one.reason, 'staff.busy'))
  assert.equal(busy.length, 40 - 2 - 32)
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 34)
})
