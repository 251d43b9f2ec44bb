/**
 * One-time codes: the set-up code of the first start, and the code with which a new account sets its first password.
 * 160 random bits, shown once, stored only as a digest (nothing slower is needed: they cannot be guessed), expiring,
 * and gone with their first use.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Millis } from '../base/clock.ts'
import { staffFault } from './faults.ts'
import type { StaffDb, StaffTx } from './tables.ts'

export const SETUP_LIFETIME_MS = 24 * 3_600_000
export const ENROLMENT_LIFETIME_MS = 72 * 3_600_000

/** Letters and digits that are not mistaken for each other (Crockford's base 32, lower case). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TOKEN_BYTES = 20

type TokenPurpose = 'setup' | 'enrolment'

/** A new random code in groups of four, as a person can type it. */
export function newToken(): string {
  let bits = ''
  for (const byte of randomBytes(TOKEN_BYTES)) bits += byte.toString(2).padStart(8, '0')
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)])
  return (letters.join('').match(/.{4}/g) ?? []).join('-')
}

/** What is stored of a code. Upper case, spaces and hyphens make no difference. */
export function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token.toLowerCase().replaceAll(/[\s-]/g, '')).digest()
}

/** Stores a code in place of any earlier one of that purpose and account. */
export async function storeToken(
  tx: StaffDb,
  token: string,
  row: { readonly purpose: TokenPurpose; readonly account: string | null; readonly expiresAtMs: Millis },
): Promise<void> {
  await tx
    .deleteFrom('staff_token')
    .where('purpose', '=', row.purpose)
    .where('account', row.account === null ? 'is' : '=', row.account)
    .execute()
  await tx
    .insertInto('staff_token')
    .values({
      digest: tokenDigest(token),
      purpose: row.purpose,
      account: row.account,
      expires_at_ms: row.expiresAtMs,
    })
    .execute()
}

/** The account a code is for (null for set-up), leaving the code in place. Throws `staff.tokenRefused`. */
export async function readToken(
  db: StaffDb,
  token: string,
  purpose: TokenPurpose,
  nowMs: Millis,
): Promise<{ readonly account: string | null }> {
  const row = await db
    .selectFrom('staff_token')
    .select('account')
    .where('digest', '=', tokenDigest(token))
    .where('purpose', '=', purpose)
    .where('expires_at_ms', '>', nowMs)
    .executeTakeFirst()
  if (row === undefined) throw staffFault('staff.tokenRefused')
  return row
}

/** Uses a code up, within the act that it permits: of two at once, one is refused. Throws `staff.tokenRefused`. */
export async function consumeToken(
  tx: StaffTx,
  token: string,
  purpose: TokenPurpose,
  nowMs: Millis,
): Promise<void> {
  const { numDeletedRows } = await tx
    .deleteFrom('staff_token')
    .where('digest', '=', tokenDigest(token))
    .where('purpose', '=', purpose)
    .where('expires_at_ms', '>', nowMs)
    .executeTakeFirstOrThrow()
  if (numDeletedRows !== 1n) throw staffFault('staff.tokenRefused')
}
