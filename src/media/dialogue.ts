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

export type Dialogue = {
  /** Asks and waits for the answer, whatever its status but 401. Throws `media.unanswered`, `media.unauthorised`. */
  ask(method: string, uri: string, headers?: Headers): Promise<Answer>
  /** A request as text, for one whose answer nobody waits for. */
  compose(method: string, uri: string, headers: Headers): string
  /** Takes a message from the camera. */
  receive(message: Message): void
  /** Nothing more will come: whoever waits gets `cause`. */
  fail(cause: unknown): void
}

type Waiting = {
  readonly resolve: (answer: Answer) => void
  readonly reject: (cause: unknown) => void
  readonly cancel: Cancel
}

export function createDialogue(
  clock: Clock,
  credentials: Credentials | undefined,
  send: (text: string) => void,
): Dialogue {
  const waiting = new Map<number, Waiting>()
  let lastSequence = 0
  let cameraRequests = 0
  let challenge: Challenge | undefined
  let challengeCount = 0
  /** The camera has taken our account before: a 401 then speaks of the nonce. */
  let accepted = false

  function compose(method: string, uri: string, headers: Headers): string {
    const lines = [`${method} ${uri} RTSP/1.0`, `CSeq: ${++lastSequence}`, 'User-Agent: Jangseung']
    if (challenge !== undefined && credentials !== undefined) {
      const clientNonce = randomBytes(16).toString('hex')
      const count = ++challengeCount
      lines.push(
        `Authorization: ${authorization(challenge, credentials, { method, uri, count, clientNonce })}`,
      )
    }
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
    return `${lines.join('\r\n')}\r\n\r\n`
  }

  function exchange(method: string, uri: string, headers: Headers): Promise<Answer> {
    const text = compose(method, uri, headers)
    const sequence = lastSequence
    return new Promise((resolve, reject) => {
      const cancel = clock.after(ANSWER_MS, () => {
        waiting.delete(sequence)
        reject(mediaFault('media.unanswered', { method, seconds: ANSWER_MS / 1000 }))
      })
      waiting.set(sequence, { resolve, reject, cancel })
      send(text)
    })
  }

  /** Whether another attempt makes sense. More than needed would lock the account. */
  function meet(next: Challenge): boolean {
    const known = challenge
    challenge = next
    challengeCount = 0
    if (known === undefined) return true
    if (known.scheme === 'basic' || next.scheme === 'basic') return false
    return next.nonce !== known.nonce && (next.stale || accepted)
  }

  return {
    compose,
    async ask(method, uri, headers = {}) {
      for (let attempt = 1; ; attempt++) {
        const answer = await exchange(method, uri, headers)
        if (answer.status !== 401) {
          accepted ||= challenge !== undefined
          return answer
        }
        if (credentials === undefined) throw mediaFault('media.unauthorised', { reason: 'account needed' })
        if (!meet(strongestChallenge(answer.headers)) || attempt === MAX_ATTEMPTS)
          throw mediaFault('media.unauthorised', { reason: 'account not accepted' })
      }
    },
    receive({ status, headers, body }) {
      const text = header(headers, 'cseq') ?? ''
      const sequence = /^\d{1,9}$/.test(text) ? Number(text) : undefined
      if (status === undefined) {
        // Cameras may ask too (RFC 2326 section 10): keep-alives and announcements, none of which we need.
        if (++cameraRequests > MAX_CAMERA_REQUESTS)
          throw mediaFault('media.protocolBroken', { what: 'too many requests' })
        return send(`RTSP/1.0 501 Not Implemented\r\nCSeq: ${sequence ?? 0}\r\n\r\n`)
      }
      if (status < 200) return // still working on it (section 7.1.1)
      const one = waiting.get(sequence ?? lastSequence)
      if (one === undefined) return // the answer to last words, or one that came after its time
      waiting.delete(sequence ?? lastSequence)
      one.cancel()
      one.resolve({ status, headers, body })
    },
    fail(cause) {
      for (const one of waiting.values()) {
        one.cancel()
        one.reject(cause)
      }
      waiting.clear()
    },
  }
}
