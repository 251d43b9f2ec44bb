/**
 * Commitments stand in the ledger where a name or an address would: SHA-256 over a random salt and the value. The
 * salt goes into an erasable row beside the value. With both, anyone can show what was recorded; once the row is
 * erased, the commitment tells nothing, not even to one who guesses the value.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const SALT_BYTES = 32
/** Keeps these digests apart from every other use of SHA-256. */
const DOMAIN = 'jangseung commitment v1\n'

/** Commits to a value. `commitment` (hex) goes into an entry, `salt` (hex) into the erasable row beside the value. */
export function commitTo(value: string): { readonly commitment: string; readonly salt: string } {
  const salt = randomBytes(SALT_BYTES)
  return { commitment: committed(salt, value).toString('hex'), salt: salt.toString('hex') }
}

/** Whether `commitment` was made of this value and salt. */
export function opensCommitment(commitment: string, salt: string, value: string): boolean {
  const saltBytes = Buffer.from(salt, 'hex')
  const expected = Buffer.from(commitment, 'hex')
  const computed = committed(saltBytes, value)
  return (
    saltBytes.length === SALT_BYTES &&
    expected.length === computed.length &&
    timingSafeEqual(expected, computed)
  )
}

/** The salt has a fixed length, so salt and value cannot be shifted against each other. */
function committed(salt: Buffer, value: string): Buffer {
  return createHash('sha256').update(DOMAIN).update(salt).update(value, 'utf8').digest()
}
