import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { authorization, parseChallenges, strongestChallenge, type Challenge } from './authentication.ts'

const offered = (...values: string[]) => values.map((value): [string, string] => ['www-authenticate', value])
const response = (text: string) => /response="([^"]*)"/.exec(text)?.[1]

/** RFC 7616 section 3.9.1. */
const MUFASA = { user: 'Mufasa', password: 'Circle of Life' }
const MUFASA_TO = {
  method: 'GET',
  uri: '/dir/index.html',
  count: 1,
  clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
}
const mufasa = (algorithm: string) =>
  `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'

test('Digest with MD5 and SHA-256 gives the answers of RFC 7616', () => {
  const answer = (algorithm: string) =>
    response(authorization(strongestChallenge(offered(mufasa(algorithm))), MUFASA, MUFASA_TO))
  assert.equal(answer('MD5'), '8ca523f5e9506fed4657c9700eebdbec')
  assert.equal(answer('SHA-256'), '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1')
})

test('Digest without qop gives the older form of RFC 2069, with nothing newer in it', () => {
  const challenge = strongestChallenge(
    offered('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'),
  )
  const text = authorization(challenge, { user: 'Mufasa', password: 'CircleOfLife' }, MUFASA_TO)
  assert.equal(response(text), '1949323746fe6a43ef61f9606e7febea')
  assert.doesNotMatch(text, /qop|nc=|cnonce|algorithm|opaque/)
})

test('the session variants bind the password to both nonces', () => {
  const answer = (clientNonce: string) =>
    response(
      authorization(strongestChallenge(offered(mufasa('SHA-256-sess'))), MUFASA, {
        ...MUFASA_TO,
        clientNonce,
      }),
    )
  // Computed from RFC 7616 section 3.4.2 with another implementation (sha256sum).
  assert.equal(
    answer(MUFASA_TO.clientNonce),
    '2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7',
  )
  assert.notEqual(answer('other'), answer(MUFASA_TO.clientNonce))
})

test('what is sent back is what was asked', () => {
  const text = authorization(strongestChallenge(offered(mufasa('SHA-256'))), MUFASA, {
    ...MUFASA_TO,
    count: 17,
  })
  assert.match(text, /^Digest username="Mufasa", realm="http-auth@example.org", nonce="7ypf/)
  assert.match(text, /algorithm=SHA-256, opaque="FQhe/)
  assert.match(text, /qop=auth, nc=00000011, cnonce="f2/)
})

test('Basic is the account in Base64', () => {
  const challenge = strongestChallenge(offered('Basic realm="camera"'))
  assert.equal(
    authorization(challenge, { user: 'Aladdin', password: 'open sesame' }, MUFASA_TO),
    'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
  )
})

test('of several offers the strongest is taken, in one header or in many', () => {
  const algorithm = (...values: string[]) => {
    const challenge = strongestChallenge(offered(...values))
    return challenge.scheme === 'digest' ? challenge.algorithm.name : 'Basic'
  }
  assert.equal(algorithm('Basic realm="a"', mufasa('MD5'), mufasa('SHA-256')), 'SHA-256')
  assert.equal(algorithm(`Basic realm="a, b", ${mufasa('MD5')}`), 'MD5')
  assert.equal(algorithm(`${mufasa('MD5')}, Basic realm="a"`), 'MD5')
  assert.equal(algorithm('Negotiate abc==', 'Basic realm="a"'), 'Basic')
  assert.equal(algorithm('Digest realm="a", nonce="b", algorithm=SHA-512-256', 'Basic realm="a"'), 'Basic')
})

test('where nothing can be met, the Fault says so', () => {
  for (const value of [
    'Bearer realm="x"',
    'Digest realm="a", nonce="b", qop="auth-int"',
    'Digest realm="a"',
    '',
  ])
    assert.throws(
      () => strongestChallenge(offered(value)),
      (error) => isFault(error, 'media.unauthorised'),
    )
})

test('quotation marks in names cannot end their own quotation', () => {
  const challenge = strongestChallenge(offered('Digest realm="a \\"b\\" \\\\c", nonce="n"')) as Challenge & {
    scheme: 'digest'
  }
  assert.equal(challenge.realm, 'a "b" \\c')
  const text = authorization(challenge, { user: 'x", realm="y', password: '' }, MUFASA_TO)
  const [back] = parseChallenges(text)
  assert.ok(back?.scheme === 'digest')
  assert.equal(back.realm, 'a "b" \\c')
})

test('hostile challenges give challenges that can be met, or a Fault', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'Digest ',
      'Basic ',
      'nonce="',
      '"',
      ',',
      '=',
      '\\',
      'realm=',
      'qop="auth"',
      'algorithm=MD5',
      ' ',
    ),
    fc.string({ maxLength: 8 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      for (const challenge of parseChallenges(pieces.join('')))
        assert.match(authorization(challenge, MUFASA, MUFASA_TO), /^(Basic|Digest) /)
    }),
    { numRuns: 3000 },
  )
  assert.throws(
    () => parseChallenges('Digest nonce='.padEnd(5000, 'x')),
    (error) => isFault(error, 'media.protocolBroken'),
  )
})
