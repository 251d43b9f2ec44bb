/**
 * Signs checkpoints. The private key is handed in by whoever keeps it (the vault) and never leaves this closure; a
 * key in a hardware module takes the same shape, because signing may take time.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { assert } from '../base/assert.ts'
import { formatVkey, isKeyName } from './note.ts'

export type Signer = {
  /** The ledger's name: the checkpoint's origin line and the name of the key, e.g. 'cctv.example.go.kr/ledger'. */
  readonly origin: string
  /** The verifier key string, to be published widely. */
  readonly vkey: string
  /** The Ed25519 signature (64 bytes) of `bytes`. */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/** A new Ed25519 private key, PKCS#8 DER: a secret, to be sealed by the vault and zeroed after use. */
export function newSigningKey(): Buffer {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' })
}

/** A signer under `origin` (no white space, no '+') with a key made by `newSigningKey`; the bytes may be zeroed afterwards. */
export function createSigner(origin: string, pkcs8: Buffer): Signer {
  assert(isKeyName(origin), 'the origin of a ledger is a non-empty name without white space or plus')
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  assert(key.asymmetricKeyType === 'ed25519', 'checkpoints are signed with Ed25519')
  return {
    origin,
    vkey: formatVkey(origin, createPublicKey(key)),
    sign: (bytes) => Promise.resolve(sign(null, bytes, key)),
  }
}
