/** Secrets of the vault that are text: the addresses of cameras, and what signs the cookies of people's sessions. */
import { randomBytes } from 'node:crypto'
import type { Keys } from './vault/vault.ts'

const SESSION_SECRET = 'web.session-secret'

/** The secret of that name, undefined when none was set. */
export async function secretText(keys: Keys, name: string): Promise<string | undefined> {
  const secret = await keys.secret(name)
  const text = secret?.toString('utf8')
  secret?.fill(0)
  return text
}

/** Made once and kept, so that people stay signed in over a restart. */
export async function sessionSecret(keys: Keys): Promise<string> {
  const kept = await secretText(keys, SESSION_SECRET)
  if (kept !== undefined) return kept
  const made = randomBytes(48).toString('base64url')
  await keys.setSecret(SESSION_SECRET, Buffer.from(made, 'utf8'))
  return made
}
