/**
 * One TCP or TLS connection to a camera. It knows bytes only: what they mean is message.ts.
 *
 * The socket reads into one buffer (`onread`), which saves an allocation of 64 KiB for each read, the largest single cost
 * of receiving many streams.
 */
import * as net from 'node:net'
import * as tls from 'node:tls'
import type { Clock } from '../base/clock.ts'
import type { Fault } from '../base/fault.ts'
import type { Address } from './address.ts'
import { mediaFault } from './faults.ts'

const CONNECT_MS = 10_000
/** How long a connection that was said goodbye to may take to close. */
const LINGER_MS = 1000

/**
 * Which certificate a camera may show. Without either, one that the system's authorities vouch for. There is no
 * way to accept any certificate: a camera with a home-made one is pinned by its fingerprint.
 */
export type TlsTrust = {
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string
  /** SHA-256 of the camera's own certificate in hexadecimal, with or without colons: then only that one is accepted. */
  readonly certificateSha256?: string
}

export type Wire = {
  pause(): void
  resume(): void
  send(text: string): void
  /** Sends last words, if any, and resolves when the connection is gone. */
  close(lastWords?: string): Promise<void>
}

export type WireOptions = {
  readonly address: Address
  readonly tls: TlsTrust | undefined
  readonly clock: Clock
  readonly signal: AbortSignal
  /** What the socket reads into. It may be shared by all: a read is taken before the next. */
  readonly buffer: Uint8Array
  /** Takes the first `count` bytes of the buffer. */
  readonly received: (count: number) => void
  /** Called once if the connection ends by itself. */
  readonly ended: (cause: unknown) => void
}

/** Connects. Throws `media.refused`, `media.certificateRefused`, or the signal's reason. */
export async function openWire(options: WireOptions): Promise<Wire> {
  const { address, clock, signal, buffer, received, ended } = options
  let closing = false
  const fail = (cause: unknown) => {
    if (closing) return
    closing = true
    socket.destroy()
    ended(cause)
  }
  const socket = connect(options, {
    buffer,
    callback(count) {
      if (!closing) received(count)
      return true
    },
  })
  socket.setNoDelay(true)
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  try {
    await established(socket, address.secure, clock, signal)
    checkPin(socket, options.tls?.certificateSha256)
  } catch (error) {
    closing = true
    socket.destroy()
    throw error
  }
  socket.on('error', (error) => fail(mediaFault('media.broken', { reason: codeOf(error) }, error)))
  socket.once('close', () => fail(mediaFault('media.closed')))
  return {
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    send: (text) => void socket.write(text, 'latin1'),
    async close(lastWords) {
      closing = true
      if (socket.destroyed) return
      socket.resume() // or the camera's own goodbye would not be seen
      socket.end(lastWords ?? '', 'latin1')
      const waited = new AbortController()
      const linger = clock.sleep(LINGER_MS, waited.signal).catch(() => undefined)
      await Promise.race([gone, linger])
      waited.abort()
      socket.destroy()
    },
  }
}

type Reading = { buffer: Uint8Array; callback: (count: number) => boolean }

function connect({ address, tls: trust }: WireOptions, onread: Reading): net.Socket {
  const { host, port } = address
  if (!address.secure) return net.connect({ host, port, onread })
  const pinned = trust?.certificateSha256 !== undefined
  const options: tls.ConnectionOptions & { onread: Reading } = {
    host,
    port,
    onread,
    rejectUnauthorized: !pinned,
  }
  if (net.isIP(host) === 0) options.servername = host
  if (trust?.ca !== undefined) options.ca = trust.ca
  return tls.connect(options)
}

function established(socket: net.Socket, secure: boolean, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void) => {
      cancel()
      signal.removeEventListener('abort', abort)
      outcome()
    }
    const abort = () => settle(() => reject(signal.reason as Error))
    const cancel = clock.after(CONNECT_MS, () =>
      settle(() => reject(mediaFault('media.refused', { reason: 'timeout' }))),
    )
    signal.addEventListener('abort', abort, { once: true })
    socket.once(secure ? 'secureConnect' : 'connect', () => settle(resolve))
    socket.once('error', (error) => settle(() => reject(refusal(error))))
    socket.once('close', () => settle(() => reject(mediaFault('media.refused', { reason: 'closed' }))))
  })
}

function refusal(error: Error): Fault {
  const reason = codeOf(error)
  const code = /CERT|SIGNATURE|ISSUER/.test(reason) ? 'media.certificateRefused' : 'media.refused'
  return mediaFault(code, { reason }, error)
}

/** Before a word is said: whoever holds another certificate learns neither account nor path. */
function checkPin(socket: net.Socket, pin: string | undefined): void {
  if (pin === undefined || !(socket instanceof tls.TLSSocket)) return
  const shown = socket.getPeerX509Certificate()?.fingerprint256 ?? ''
  if (plainHex(shown) !== plainHex(pin))
    throw mediaFault('media.certificateRefused', { reason: 'other fingerprint' })
}

function plainHex(text: string): string {
  return text.replaceAll(':', '').toLowerCase()
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.name
}
