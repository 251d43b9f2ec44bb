/**
 * HTTP authentication as RTSP uses it: Digest (RFC 7616, and RFC 2069 for old cameras) and Basic (RFC 7617).
 *
 * Of what the camera offers the strongest is taken. The password goes nowhere but into the answer; Basic sends it
 * readable, so on rtsp:// it is only as private as the network.
 */
import { createHash } from 'node:crypto'
import { mediaFault } from './faults.ts'
import type { Message } from './message.ts'

export type Credentials = { readonly user: string; readonly password: string }

/** Challenges read from one answer, and characters in one of them. */
const MAX_CHALLENGES = 8
const MAX_CHALLENGE_CHARACTERS = 4096

/** Digest algorithms, strongest first (RFC 7616 section 3.3). */
const ALGORITHMS = [
  { name: 'SHA-256', hash: 'sha256', session: false },
  { name: 'SHA-256-SESS', hash: 'sha256', session: true },
  { name: 'MD5', hash: 'md5', session: false },
  { name: 'MD5-SESS', hash: 'md5', session: true },
] as const

type Algorithm = (typeof ALGORITHMS)[number]

export type Challenge =
  | { readonly scheme: 'basic' }
  | {
      readonly scheme: 'digest'
      readonly realm: string
      readonly nonce: string
      readonly opaque: string | undefined
      readonly algorithm: Algorithm
      /** The algorithm as the camera wrote it, to be sent back; undefined when it wrote none. */
      readonly algorithmText: string | undefined
      /** Whether the camera knows `qop=auth`; without it the answer has the older form. */
      readonly qop: boolean
      /** The nonce was too old, the password was not wrong. */
      readonly stale: boolean
    }

/** The strongest challenge of a 401 answer that can be met. Throws `media.unauthorised` when there is none. */
export function strongestChallenge(headers: Message['headers']): Challenge {
  const challenges = headers
    .filter(([name]) => name === 'www-authenticate')
    .flatMap(([, value]) => parseChallenges(value))
    .slice(0, MAX_CHALLENGES)
  const rank = (challenge: Challenge) =>
    challenge.scheme === 'basic' ? ALGORITHMS.length : ALGORITHMS.indexOf(challenge.algorithm)
  const [best] = challenges.sort((a, b) => rank(a) - rank(b))
  if (best === undefined) throw mediaFault('media.unauthorised', { reason: 'no known scheme offered' })
  return best
}

/** The schemes of one WWW-Authenticate value (RFC 9110 section 11.6.1); unknown ones are left out. */
export function parseChallenges(text: string): Challenge[] {
  if (text.length > MAX_CHALLENGE_CHARACTERS)
    throw mediaFault('media.protocolBroken', { what: 'www-authenticate' })
  const challenges: Challenge[] = []
  let scheme = ''
  let parameters = new Map<string, string>()
  const close = () => {
    const challenge = challengeOf(scheme, parameters)
    if (challenge) challenges.push(challenge)
    parameters = new Map()
  }
  // A parameter, or the name of a scheme; everything between them is separators.
  const token = /([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]*))|([\w!#$%&'*+.^`|~-]+)/g
  for (const [, name, quoted, plain, word] of text.matchAll(token)) {
    if (name !== undefined)
      parameters.set(name.toLowerCase(), quoted === undefined ? plain! : quoted.replace(/\\(.)/g, '$1'))
    else {
      close()
      scheme = word!.toLowerCase()
    }
  }
  close()
  return challenges
}

function challengeOf(scheme: string, parameters: ReadonlyMap<string, string>): Challenge | undefined {
  if (scheme === 'basic') return { scheme: 'basic' }
  if (scheme !== 'digest') return undefined
  const nonce = parameters.get('nonce')
  const algorithmText = parameters.get('algorithm')
  const algorithm = ALGORITHMS.find(({ name }) => name === (algorithmText ?? 'MD5').toUpperCase())
  const qops = parameters
    .get('qop')
    ?.toLowerCase()
    .split(/[\s,]+/)
  // auth-int alone would need the hash of bodies that are still to come: no camera asks for it.
  if (nonce === undefined || algorithm === undefined || qops?.includes('auth') === false) return undefined
  return {
    scheme: 'digest',
    realm: parameters.get('realm') ?? '',
    nonce,
    opaque: parameters.get('opaque'),
    algorithm,
    algorithmText,
    qop: qops !== undefined,
    stale: parameters.get('stale')?.toLowerCase() === 'true',
  }
}

export type Answering = {
  readonly method: string
  readonly uri: string
  /** How many requests were answered with this nonce, this one included. */
  readonly count: number
  readonly clientNonce: string
}

/** The value of the Authorization header that meets a challenge. */
export function authorization(challenge: Challenge, { user, password }: Credentials, to: Answering): string {
  if (challenge.scheme === 'basic')
    return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
  const { realm, nonce, opaque, algorithm, algorithmText, qop } = challenge
  const hash = (text: string) => createHash(algorithm.hash).update(text, 'utf8').digest('hex')
  const account = hash(`${user}:${realm}:${password}`)
  const secret = algorithm.session ? hash(`${account}:${nonce}:${to.clientNonce}`) : account
  const request = hash(`${to.method}:${to.uri}`)
  const count = to.count.toString(16).padStart(8, '0')
  const response = qop
    ? hash(`${secret}:${nonce}:${count}:${to.clientNonce}:auth:${request}`)
    : hash(`${secret}:${nonce}:${request}`)
  const parts = [
    `username=${quote(user)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(to.uri)}`,
    `response="${response}"`,
  ]
  if (algorithmText !== undefined) parts.push(`algorithm=${algorithm.name.replace('SESS', 'sess')}`)
  if (opaque !== undefined) parts.push(`opaque=${quote(opaque)}`)
  if (qop) parts.push('qop=auth', `nc=${count}`)
  if (qop || algorithm.session) parts.push(`cnonce="${to.clientNonce}"`)
  return `Digest ${parts.join(', ')}`
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
