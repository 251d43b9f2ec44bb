/**
 * Signed notes, verifier keys and checkpoints: https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint.
 * Pure. Parsers take hostile bytes: bounded, and every rule of the specification is checked before anything is used.
 *
 * The text of a note whose signature was not verified is never returned.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { ledgerFault } from './faults.ts'
import { HASH_BYTES } from './merkle.ts'
import { MAX_CHECKPOINT_BYTES } from './tiles.ts'

/** The key that checks a note's signature, with the name it signs under. */
export type Verifier = { readonly name: string; readonly keyId: number; readonly key: KeyObject }

export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Buffer }

/** The signature type of plain Ed25519 (signed-note, "Signature types"). */
const ED25519 = 0x01
const ED25519_KEY_BYTES = 32
const ED25519_SIGNATURE_BYTES = 64
/** DER of a SubjectPublicKeyInfo for Ed25519 up to the 32 key bytes (RFC 8410 section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
/** More than the 16 that verifiers must accept. */
const MAX_SIGNATURES = 64
const MAX_NAME_LENGTH = 200
const MAX_VKEY_LENGTH = 400
const EM_DASH = '\u2014'

/** Whether a name may stand in a note: not empty, no white space or control character, no plus. */
export function isKeyName(name: string): boolean {
  return (
    name.length > 0 && name.length <= MAX_NAME_LENGTH && name.isWellFormed() && !/[\s+\p{Cc}]/u.test(name)
  )
}

/** SHA-256(name || 0x0A || 0x01 || key)[:4], big-endian. */
function keyIdOf(name: string, publicKey: Uint8Array): number {
  return createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.of(ED25519))
    .update(publicKey)
    .digest()
    .readUInt32BE(0)
}

/** The verifier key string `<name>+<hash>+<base64>` of an Ed25519 public key. */
export function formatVkey(name: string, publicKey: KeyObject): string {
  const bytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length)
  const id = keyIdOf(name, bytes).toString(16).padStart(8, '0')
  return `${name}+${id}+${Buffer.concat([Buffer.of(ED25519), bytes]).toString('base64')}`
}

/** Reads a verifier key string; a line break at its end is allowed. Throws `ledger.vkeyMalformed`. */
export function parseVkey(text: string): Verifier {
  if (text.length > MAX_VKEY_LENGTH) throw badKey('too long')
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.replace(/\n$/, ''))
  if (!match) throw badKey('not name+hash+key')
  const [, name = '', id = '', encoded = ''] = match
  if (!isKeyName(name)) throw badKey('a forbidden name')
  const bytes = strictBase64(encoded)
  if (!bytes) throw badKey('the key is not base64')
  if (bytes[0] !== ED25519) throw badKey('not an Ed25519 key (type 1)')
  if (bytes.length !== 1 + ED25519_KEY_BYTES) throw badKey('the key is not 32 bytes long')
  const keyId = Number.parseInt(id, 16)
  if (keyId !== keyIdOf(name, bytes.subarray(1))) throw badKey('the hash does not match the name and key')
  const spki = Buffer.concat([SPKI_PREFIX, bytes.subarray(1)])
  return { name, keyId, key: createPublicKey({ key: spki, format: 'der', type: 'spki' }) }
}

/** A note: its text, which ends with a newline, and one signature by the verifier's own key. */
export function formatNote(text: string, verifier: Verifier, signature: Uint8Array): string {
  const id = Buffer.alloc(4)
  id.writeUInt32BE(verifier.keyId)
  return `${text}\n${EM_DASH} ${verifier.name} ${Buffer.concat([id, signature]).toString('base64')}\n`
}

/**
 * The text of a note signed by `verifier`; signatures of other keys are ignored, as the specification asks.
 * Throws `ledger.noteMalformed` for what is no note and `ledger.noteUnverified` for a missing or wrong signature.
 */
export function openNote(bytes: Uint8Array, verifier: Verifier): string {
  const { text, signatures } = parseNote(bytes)
  const ours = signatures.filter(({ name, keyId }) => name === verifier.name && keyId === verifier.keyId)
  const signed = Buffer.from(text, 'utf8')
  const valid = (signature: Buffer) =>
    signature.length === ED25519_SIGNATURE_BYTES && verify(null, signed, verifier.key, signature)
  if (ours.length === 0 || !ours.every(({ signature }) => valid(signature)))
    throw ledgerFault('ledger.noteUnverified', { name: verifier.name })
  return text
}

type Signature = { readonly name: string; readonly keyId: number; readonly signature: Buffer }

function parseNote(bytes: Uint8Array): { text: string; signatures: Signature[] } {
  const whole = noteText(bytes)
  const split = whole.lastIndexOf('\n\n')
  if (split < 0) throw malformed('no blank line before the signatures')
  const lines = whole.slice(split + 2, -1).split('\n', MAX_SIGNATURES + 1)
  if (lines.length > MAX_SIGNATURES) throw malformed(`more than ${MAX_SIGNATURES} signatures`)
  return { text: whole.slice(0, split + 1), signatures: lines.map(parseSignature) }
}

function noteText(bytes: Uint8Array): string {
  if (bytes.length > MAX_CHECKPOINT_BYTES) throw malformed('too long')
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw ledgerFault('ledger.noteMalformed', { why: 'not UTF-8' }, error)
  }
  // oxlint-disable-next-line no-control-regex -- the specification forbids exactly these
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) throw malformed('a control character')
  if (!text.endsWith('\n')) throw malformed('no newline at the end')
  return text
}

function parseSignature(line: string): Signature {
  const parts = line.split(' ', 4)
  const [dash, name = '', encoded = ''] = parts
  if (parts.length !== 3 || dash !== EM_DASH) throw malformed('a signature line of another form')
  if (!isKeyName(name)) throw malformed('a forbidden key name')
  const bytes = strictBase64(encoded)
  if (!bytes || bytes.length < 5) throw malformed('a signature that is not base64 of key id and signature')
  return { name, keyId: bytes.readUInt32BE(0), signature: bytes.subarray(4) }
}

/** The text of a checkpoint: origin, size and root, each on its line. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${checkpoint.root.toString('base64')}\n`
}

/**
 * A checkpoint signed by `verifier`, whose name must be its origin. Throws as `openNote` does, and
 * `ledger.noteMalformed` when the text is no checkpoint. Extension lines are allowed and ignored.
 */
export function openCheckpoint(bytes: Uint8Array, verifier: Verifier): Checkpoint {
  const lines = openNote(bytes, verifier).slice(0, -1).split('\n')
  const [origin = '', size = '', encoded = ''] = lines
  if (lines.length < 3 || lines.includes('')) throw malformed('fewer than three lines, or an empty one')
  if (origin !== verifier.name) throw malformed('the origin is not the name of the key')
  if (!/^(?:0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)))
    throw malformed('the size is not a plain number')
  const root = strictBase64(encoded)
  if (root?.length !== HASH_BYTES) throw malformed('the root is not a hash')
  return { origin, size: Number(size), root }
}

/** The bytes of standard base64 with padding, or undefined for anything that `Buffer` would forgive. */
export function strictBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

function badKey(why: string) {
  return ledgerFault('ledger.vkeyMalformed', { why })
}

function malformed(why: string) {
  return ledgerFault('ledger.noteMalformed', { why })
}
