/**
 * A throw-away certificate for rtsps:// on the loopback interface: made anew at every start, so that no
 * private key lies in the repository. X.509 version 3 (RFC 5280) in DER, ECDSA on P-256.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { Millis } from '../../src/base/clock.ts'

const DAY_MS = 86_400_000

/** PEM texts of a key and of its self-signed certificate for localhost and 127.0.0.1, good for a week. */
export function throwAwayCertificate(nowMs: Millis): { readonly key: string; readonly certificate: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = der(0x30, objectId('2a8648ce3d040302'))
  const name = der(
    0x30,
    der(0x31, der(0x30, objectId('550403'), der(0x0c, Buffer.from('jangseung demo camera')))),
  )
  const alternatives = der(0x30, der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])))
  const extensions = der(0x30, der(0x30, objectId('551d11'), der(0x04, alternatives)))
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name,
    der(0x30, instant(nowMs - DAY_MS), instant(nowMs + 7 * DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)])
  const lines =
    der(0x30, body, ecdsaWithSha256, der(0x03, signature))
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  }
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

/** GeneralizedTime after 2049 does not concern a week. */
function instant(ms: Millis): Buffer {
  const text = new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${text}Z`))
}
