/**
 * Camera addresses: where to connect, with which account, and what to write into requests. The account never
 * stands in a request line, a log or a Fault.
 */
import type { Fault } from '../base/fault.ts'
import type { Credentials } from './authentication.ts'
import { mediaFault } from './faults.ts'

export type Address = {
  readonly secure: boolean
  readonly host: string
  readonly port: number
  /** The address without the account, as it is written into requests. */
  readonly uri: string
  readonly credentials: Credentials | undefined
}

const MAX_ADDRESS_CHARACTERS = 2048
/** RFC 2326 section 3.2 and RFC 7826 section 4.2. */
const PORTS: Readonly<Record<string, number>> = { 'rtsp:': 554, 'rtsps:': 322 }

/** Reads `rtsp://user:password@host:port/path`, without a fragment. Throws `media.addressInvalid`. */
export function parseAddress(text: string): Address {
  if (text.length > MAX_ADDRESS_CHARACTERS) throw invalid('length')
  const url = URL.parse(text)
  if (url === null) throw invalid('form')
  const standard = PORTS[url.protocol]
  if (standard === undefined) throw invalid('scheme')
  if (url.hostname === '') throw invalid('host')
  // What stands there is for us, not for the camera; what nobody took away is not what it was meant to be.
  if (url.hash !== '') throw invalid('fingerprint')
  const uri = `${url.protocol}//${url.host}${url.pathname}${url.search}`
  if (!isWritable(uri)) throw invalid('characters')
  return {
    secure: url.protocol === 'rtsps:',
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? standard : Number(url.port),
    uri,
    credentials: credentialsOf(url),
  }
}

function invalid(what: string): Fault {
  return mediaFault('media.addressInvalid', { what })
}

function credentialsOf(url: URL): Credentials | undefined {
  if (url.username === '' && url.password === '') return undefined
  let user: string
  let password: string
  try {
    user = decodeURIComponent(url.username)
    password = decodeURIComponent(url.password)
  } catch {
    throw invalid('account')
  }
  // A line end in a user name would let it write headers of its own.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(user + password)) throw invalid('account')
  return { user, password }
}

/** Whether text may stand in a request line: visible ASCII without spaces. */
export function isWritable(text: string): boolean {
  return text.length <= MAX_ADDRESS_CHARACTERS && /^[!-~]+$/.test(text)
}

/**
 * The address a control attribute means (RFC 2326 appendix C.1.1). Relative ones are appended to the base, with a
 * slash between: strict resolution would cut off the base's last part, which cameras that leave out the trailing
 * slash do not mean. An absolute address is only ever written into requests, never connected to: behind address
 * translation cameras tell one that is not reachable.
 */
export function resolveControl(base: string, control: string | undefined): string {
  const resolved = resolve(base, control)
  if (!isWritable(resolved)) throw mediaFault('media.descriptionInvalid', { what: 'control' })
  return resolved
}

function resolve(base: string, control: string | undefined): string {
  if (control === undefined || control === '' || control === '*') return base
  if (/^rtsps?:\/\//i.test(control)) return control
  if (control.startsWith('/')) return (/^rtsps?:\/\/[^/]*/i.exec(base)?.[0] ?? '') + control
  return base.endsWith('/') ? base + control : `${base}/${control}`
}
