/**
 * How a simulated camera asks for a password: Basic (RFC 7617), Digest with MD5 as most cameras do it
 * (RFC 2069 style, without qop), Digest with SHA-256 (RFC 7616, qop=auth). The passwords are play-things.
 */
import { createHash } from 'node:crypto'
import type { Request } from './message.ts'

export type Scheme = 'basic' | 'digest-md5' | 'digest-sha256'

export type Auth = {
  readonly user: string
  readonly password: string
  /** Offered in this order, each in its own WWW-Authenticate header. */
  readonly schemes: readonly Scheme[]
}

export type Nonce = { readonly current: string; readonly previous: string | undefined }

const REALM = 'jangseung demo camera'

/** `ok`, or why not: `stale` means right in everything but the nonce, which has been renewed. */
export function signIn(request: Request, auth: Auth, nonce: Nonce): 'ok' | 'missing' | 'wrong' | 'stale' {
  const header = request.headers.get('authorization')
  if (header === undefined) return 'missing'
  const [kind, rest] = split(header)
  if (kind.toLowerCase() === 'basic') {
    const given = Buffer.from(rest, 'base64').toString('utf8')
    return auth.schemes.includes('basic') && given === `${auth.user}:${auth.password}` ? 'ok' : 'wrong'
  }
  return kind.toLowerCase() === 'digest' ? digestSignIn(request, parameters(rest), auth, nonce) : 'wrong'
}

function digestSignIn(request: Request, given: ReadonlyMap<string, string>, auth: Auth, nonce: Nonce) {
  const algorithm = (given.get('algorithm') ?? 'MD5').toUpperCase()
  const scheme = algorithm === 'SHA-256' ? 'digest-sha256' : algorithm === 'MD5' ? 'digest-md5' : undefined
  if (!scheme || !auth.schemes.includes(scheme)) return 'wrong'
  const hash = (text: string) =>
    createHash(scheme === 'digest-md5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex')
  const who = hash(`${auth.user}:${REALM}:${auth.password}`)
  const what = hash(`${request.method}:${request.url}`)
  const middle =
    scheme === 'digest-sha256'
      ? [given.get('nonce'), given.get('nc'), given.get('cnonce'), given.get('qop')]
      : [given.get('nonce')]
  const right =
    given.get('username') === auth.user &&
    given.get('realm') === REALM &&
    given.get('uri') === request.url &&
    (scheme === 'digest-md5' ||
      (given.get('qop') === 'auth' && !!given.get('nc') && !!given.get('cnonce'))) &&
    given.get('response') === hash([who, ...middle, what].join(':'))
  if (!right) return 'wrong'
  if (given.get('nonce') === nonce.current) return 'ok'
  return given.get('nonce') === nonce.previous ? 'stale' : 'wrong'
}

/** The WWW-Authenticate headers of a 401. */
export function challenges(auth: Auth, nonce: Nonce, stale: boolean): readonly (readonly [string, string])[] {
  const staleness = stale ? ', stale=TRUE' : ''
  const texts: Record<Scheme, string> = {
    basic: `Basic realm="${REALM}"`,
    'digest-md5': `Digest realm="${REALM}", nonce="${nonce.current}"${staleness}`,
    'digest-sha256': `Digest realm="${REALM}", nonce="${nonce.current}", algorithm=SHA-256, qop="auth"${staleness}`,
  }
  return auth.schemes.map((scheme) => ['WWW-Authenticate', texts[scheme]] as const)
}

function split(header: string): readonly [string, string] {
  const space = header.indexOf(' ')
  return space < 0 ? [header, ''] : [header.slice(0, space), header.slice(space + 1).trim()]
}

function parameters(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', quoted, bare] of text.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,"]+))/g))
    found.set(name.toLowerCase(), quoted ?? bare ?? '')
  return found
}
