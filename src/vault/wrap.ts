/**
 * One key encrypted under another: AES-256-GCM with a random 96-bit nonce, stored as nonce ‖ ciphertext ‖ tag. The
 * context says what is wrapped and where it belongs; a wrap moved to another row does not open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { assert } from '../base/assert.ts'
import { vaultFault } from './faults.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const OPTIONS = { authTagLength: TAG_BYTES }

export function wrap(key: Buffer, context: string, plain: Uint8Array): Buffer {
  // A key that was wiped while still in use would protect nothing, and nobody would notice.
  assert(
    key.some((byte) => byte !== 0),
    'nothing is wrapped under a wiped key',
  )
  const nonce = randomBytes(NONCE_BYTES)
  const gcm = createCipheriv('aes-256-gcm', key, nonce, OPTIONS)
  gcm.setAAD(Buffer.from(context))
  return Buffer.concat([nonce, gcm.update(plain), gcm.final(), gcm.getAuthTag()])
}

/** What was wrapped, or undefined when key, context or bytes are not those of the wrap. The caller wipes it. */
export function tryUnwrap(key: Buffer, context: string, wrapped: Buffer): Buffer | undefined {
  if (wrapped.length < NONCE_BYTES + TAG_BYTES) return undefined
  const gcm = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, NONCE_BYTES), OPTIONS)
  gcm.setAAD(Buffer.from(context))
  gcm.setAuthTag(wrapped.subarray(wrapped.length - TAG_BYTES))
  const plain = gcm.update(wrapped.subarray(NONCE_BYTES, wrapped.length - TAG_BYTES))
  try {
    gcm.final()
    return plain
  } catch {
    plain.fill(0)
    return undefined
  }
}

/** What was wrapped. Throws `vault.wrapForged` when it does not open. The caller wipes it. */
export function unwrap(key: Buffer, context: string, wrapped: Buffer): Buffer {
  const plain = tryUnwrap(key, context, wrapped)
  if (plain === undefined) throw vaultFault('vault.wrapForged', { what: context })
  return plain
}
