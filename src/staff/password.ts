/**
 * Passwords: which are accepted, and how they are kept. NIST SP 800-63B section 5.1.1: length counts, composition
 * rules do not, what is easily guessed from the context is refused. Kept as argon2id (RFC 9106) with the first
 * parameters of the OWASP Password Storage Cheat Sheet (46 MiB, 1 pass, 1 lane): as strong as its others, and the
 * shortest on a machine that also records. The PHC string form lets them be raised later without breaking what is
 * stored.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { staffFault } from './faults.ts'

const MIN_CHARACTERS = 12
/** Long enough for any sentence; bounds the work of a hostile sign-in. */
const MAX_BYTES = 512

const MEMORY_KIB = 47_104
const PASSES = 1
const LANES = 1
const SALT_BYTES = 16
const TAG_BYTES = 32

/** Hashes computed at once: each takes 46 MiB, and the machine also records. */
const MAX_RUNNING = 2
/** Hashes that may wait for their turn. */
const MAX_WAITING = 32

/** NFKC, so that the same password typed on another keyboard is the same (SP 800-63B section 5.1.1.2). */
function normalised(password: string): string {
  return password.normalize('NFKC')
}

/**
 * Throws `staff.passwordTooShort`, `staff.passwordTooLong` or `staff.passwordGuessable`. `context` are the words that
 * an attacker tries first: the login, the names of the agency.
 */
export function checkPassword(password: string, context: readonly string[]): void {
  const text = normalised(password)
  if (Array.from(text).length < MIN_CHARACTERS)
    throw staffFault('staff.passwordTooShort', { minimum: MIN_CHARACTERS })
  if (Buffer.byteLength(text) > MAX_BYTES) throw staffFault('staff.passwordTooLong', { maximum: MAX_BYTES })
  let rest = letters(text)
  for (const word of context.map(letters)) if (word.length >= 3) rest = rest.replaceAll(word, '')
  // What is left beside the guessable words must still be something, and not one pattern over and over.
  if (rest.length < 6 || /^(.{1,4}?)\1+.{0,3}$/u.test(rest) || isRun(rest))
    throw staffFault('staff.passwordGuessable')
}

/** The text without case, spaces and punctuation. */
function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[\s\p{P}\p{S}]/gu, '')
}

/** Whether every character follows or precedes the one in front of it, as in abcdef or 987654. */
function isRun(text: string): boolean {
  const points = Array.from(text, (character) => character.codePointAt(0) as number)
  return [1, -1].some((step) =>
    points.every((point, i) => i === 0 || point - (points[i - 1] as number) === step),
  )
}

export type PasswordHasher = {
  /** The PHC string to keep. Throws `staff.busy` when too many wait. */
  hash(password: string): Promise<string>
  /** Whether the password made that PHC string; false for a string that is none of ours. */
  verify(password: string, phc: string): Promise<boolean>
}

/** Hashes at most MAX_RUNNING passwords at once, so that sign-ins cannot take the memory that recording needs. */
export function createPasswordHasher(): PasswordHasher {
  let running = 0
  const waiting: (() => void)[] = []

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= MAX_RUNNING) {
      if (waiting.length >= MAX_WAITING) throw staffFault('staff.busy')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }

  return {
    hash: (password) =>
      inTurn(async () => {
        const salt = randomBytes(SALT_BYTES)
        const cost = { memory: MEMORY_KIB, passes: PASSES, parallelism: LANES }
        const tag = await derive(password, salt, cost, TAG_BYTES)
        return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${base64(salt)}$${base64(tag)}`
      }),
    verify: (password, phc) =>
      inTurn(async () => {
        const parts = PHC.exec(phc)
        if (parts === null || Buffer.byteLength(normalised(password)) > MAX_BYTES) return false
        const [, memory, passes, lanes, salt = '', tag = ''] = parts
        const expected = Buffer.from(tag, 'base64')
        const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(lanes) }
        return timingSafeEqual(
          await derive(password, Buffer.from(salt, 'base64'), cost, expected.length),
          expected,
        )
      }),
  }
}

/** Bounded digits: a row that was tampered with cannot ask for more memory than the program has. */
const PHC =
  /^\$argon2id\$v=19\$m=(\d{4,6}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,88})\$([A-Za-z0-9+/]{22,88})$/

type Cost = { readonly memory: number; readonly passes: number; readonly parallelism: number }

function derive(password: string, salt: Buffer, cost: Cost, tagLength: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parameters = { message: normalised(password), nonce: salt, tagLength, ...cost }
    argon2('argon2id', parameters, (error, tag) => (error ? reject(error) : resolve(tag)))
  })
}

/** Base64 without padding, as the PHC form asks. */
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
