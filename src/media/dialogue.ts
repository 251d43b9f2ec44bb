/**
 * Requests to a camera and its answers (RFC 2326), matched by CSeq, with the account proven when asked for.
 */
import { randomBytes } from 'node:crypto'
import type { Cancel, Clock } from '../base/clock.ts'
import { authorization, strongestChallenge, type Challenge, type Credentials } from './authentication.ts'
import { mediaFault } from './faults.ts'
import { header, type Message } from './message.ts'

const ANSWER_MS = 10_000
/** Requests a camera may make of us on one connection; each costs an answer. */
const MAX_CAMERA_REQUESTS = 1000
/** First without account, then with, then once more if the nonce was stale. */
const MAX_ATTEMPTS = 3

export type Answer = {
  readonly status: number
  readonly headers: Message['headers']
  readonly body: Uint8Array
}
export type Headers = Readonly<Record<string, string>>

type Waiting = {
  readonly resolve: (answer: Answer) => void
  readonly reject: (cause: unknown) => void
  readonly cancel: Cancel
}

export class Dialogue {
  readonly #clock: Clock
  readonly #credentials: Credentials | undefined
  readonly #send: (text: string) => void
  readonly #waiting = new Map<number, Waiting>()
  #lastSequence = 0
  #cameraRequests = 0
  #challenge: Challenge | undefined
  #challengeCount = 0
  /** The camera has taken our account before: a 401 then speaks of the nonce. */
  #accepted = false
  #failure: { readonly cause: unknown } | undefined

  constructor(clock: Clock, credentials: Credentials | undefined, send: (text: string) => void) {
    this.#clock = clock
    this.#credentials = credentials
    this.#send = send
  }

  /** Asks and waits for the answer, whatever its status but 401. Throws `media.unanswered`, `media.unauthorised`. */
  async ask(method: string, uri: string, headers: Headers = {}): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      if (this.#failure !== undefined) throw this.#failure.cause as Error
      const answer = await this.#exchange(method, uri, headers)
      if (answer.status !== 401) {
        this.#accepted ||= this.#challenge !== undefined
        return answer
      }
      if (this.#credentials === undefined)
        throw mediaFault('media.unauthorised', { reason: 'account needed' })
      if (!this.#meet(strongestChallenge(answer.headers)) || attempt === MAX_ATTEMPTS)
        throw mediaFault('media.unauthorised', { reason: 'account not accepted' })
    }
  }

  /** A request as text, for one whose answer nobody waits for. */
  compose(method: string, uri: string, headers: Headers): string {
    const lines = [`${method} ${uri} RTSP/1.0`, `CSeq: ${++this.#lastSequence}`, 'User-Agent: Jangseung']
    if (this.#challenge !== undefined && this.#credentials !== undefined) {
      const clientNonce = randomBytes(16).toString('hex')
      const to = { method, uri, count: ++this.#challengeCount, clientNonce }
      lines.push(`Authorization: ${authorization(this.#challenge, this.#credentials, to)}`)
    }
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
    return `${lines.join('\r\n')}\r\n\r\n`
  }

  /** Takes a message from the camera. */
  receive({ status, headers, body }: Message): void {
    const text = header(headers, 'cseq') ?? ''
    const sequence = /^\d{1,9}$/.test(text) ? Number(text) : undefined
    if (status === undefined) return this.#refuse(sequence ?? 0)
    if (status < 200) return // still working on it (section 7.1.1)
    const one = this.#waiting.get(sequence ?? this.#lastSequence)
    if (one === undefined) return // came after its time
    this.#waiting.delete(sequence ?? this.#lastSequence)
    one.cancel()
    one.resolve({ status, headers, body })
  }

  /** Nothing more will come: whoever waits gets `cause`, and so does whoever asks from now on. */
  fail(cause: unknown): void {
    this.#failure ??= { cause }
    for (const one of this.#waiting.values()) {
      one.cancel()
      one.reject(cause)
    }
    this.#waiting.clear()
  }

  #exchange(method: string, uri: string, headers: Headers): Promise<Answer> {
    const text = this.compose(method, uri, headers)
    const sequence = this.#lastSequence
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(ANSWER_MS, () => {
        this.#waiting.delete(sequence)
        reject(mediaFault('media.unanswered', { method, seconds: ANSWER_MS / 1000 }))
      })
      this.#waiting.set(sequence, { resolve, reject, cancel })
      this.#send(text)
    })
  }

  /** Takes a challenge. False when another attempt makes no sense: more than needed would lock the account. */
  #meet(next: Challenge): boolean {
    const known = this.#challenge
    this.#challenge = next
    this.#challengeCount = 0
    if (known === undefined) return true
    if (known.scheme === 'basic' || next.scheme === 'basic') return false
    return next.nonce !== known.nonce && (next.stale || this.#accepted)
  }

  /** Cameras may ask too (RFC 2326 section 10): keep-alives and announcements, none of which we need. */
  #refuse(sequence: number): void {
    if (++this.#cameraRequests > MAX_CAMERA_REQUESTS)
      throw mediaFault('media.protocolBroken', { what: 'too many requests' })
    this.#send(`RTSP/1.0 501 Not Implemented\r\nCSeq: ${sequence}\r\n\r\n`)
  }
}
