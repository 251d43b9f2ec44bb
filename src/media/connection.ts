/**
 * A running RTSP connection: it owns the socket, the session on it and the timers that keep it alive and watch it,
 * and gives all of them up together, once, whatever ends it first.
 */
import { present } from '../base/assert.ts'
import type { Cancel, Clock } from '../base/clock.ts'
import { isFault } from '../base/fault.ts'
import type { Address } from './address.ts'
import { Dialogue } from './dialogue.ts'
import { mediaFault } from './faults.ts'
import { createInlet, type InletReceivers, type Message } from './message.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { Receiver } from './receiver.ts'
import { inquire, play, setUp, type Offer, type Session } from './session.ts'
import { openWire, type TlsTrust, type Wire } from './wire.ts'

const SILENCE_MS = 10_000

export type ConnectionOptions = {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly silenceMs?: number
  readonly tls?: TlsTrust
}

export class Connection implements InletReceivers {
  /** What the camera sent, for the reader. */
  readonly outbox: Outbox
  readonly #options: ConnectionOptions
  readonly #clock: Clock
  #wire: Wire | undefined
  #dialogue: Dialogue | undefined
  #receiver: Receiver | undefined
  #playing: { readonly offer: Offer; readonly session: Session } | undefined
  /** When the bytes came that are being looked at: many packets of a picture in one read. */
  #readAtMs = 0
  #lastVideoAtMs = 0
  #keepAliveBy: Offer['keepAlive'] = 'OPTIONS'
  #cancelKeepAlive: Cancel | undefined
  #cancelWatch: Cancel | undefined
  #ended = false

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#clock = options.clock
    this.outbox = createOutbox((isFull) => (isFull ? this.#wire?.pause() : this.#wire?.resume()))
  }

  /** Connects and goes through the dialogue up to PLAY. */
  async start(address: Address): Promise<void> {
    const { signal, tls } = this.#options
    const { space, received } = createInlet(this)
    const inlet = {
      space,
      received: (count: number) => {
        this.#readAtMs = this.#clock.monotonic()
        received(count)
      },
    }
    const ended = (cause: unknown) => this.end(cause)
    const wire = await openWire({ address, clock: this.#clock, signal, inlet, ended, tls })
    this.#wire = wire
    if (this.#ended) return
    const dialogue = new Dialogue(this.#clock, address.credentials, (text) => wire.send(text))
    this.#dialogue = dialogue
    const offer = await inquire(dialogue, address)
    const session = await setUp(dialogue, offer)
    this.#playing = { offer, session }
    this.#receiver = new Receiver({ ...offer.video, emit: (event) => this.outbox.push(event) })
    await play(dialogue, offer, session)
    if (this.#ended) return // by what came right behind the answer
    this.#lastVideoAtMs = this.#clock.monotonic()
    this.#watch()
    this.#keepAliveBy = offer.keepAlive
    this.#keepAlive()
  }

  packet(channel: number, bytes: Buffer, start: number, end: number): void {
    if (this.#receiver === undefined) return
    const { rtpChannel, rtcpChannel } = present(this.#playing, 'a receiver belongs to a session').session
    if (channel === rtpChannel) {
      this.#lastVideoAtMs = this.#readAtMs
      this.#receiver.rtp(bytes, start, end, this.#lastVideoAtMs)
    } else if (channel === rtcpChannel) this.#receiver.rtcp(bytes, start, end)
  }

  message(message: Message): void {
    this.#dialogue?.receive(message)
  }

  /** The stream is over; `cause` is undefined when it was our wish. What is whole stays readable. */
  end(cause: unknown): void {
    if (this.#ended) return
    this.#ended = true
    this.#cancelKeepAlive?.()
    this.#cancelWatch?.()
    this.#dialogue?.fail(cause ?? mediaFault('media.closed'))
    this.#receiver?.end()
    this.outbox.close(cause)
  }

  /** Says TEARDOWN if there is still somebody to hear it, and lets go of the socket. */
  async close(): Promise<void> {
    this.end(undefined)
    const { offer, session } = this.#playing ?? {}
    const lastWords =
      offer && session && this.#dialogue?.compose('TEARDOWN', offer.sessionUri, { Session: session.id })
    await this.#wire?.close(lastWords)
  }

  /** One timer for all packets: it looks when the last one came, and waits for the rest of the time. */
  #watch(): void {
    const limitMs = this.#options.silenceMs ?? SILENCE_MS
    // While we do not read, because our own reader is slow, nothing can come.
    if (this.outbox.isFull()) this.#lastVideoAtMs = this.#clock.monotonic()
    const leftMs = this.#lastVideoAtMs + limitMs - this.#clock.monotonic()
    if (leftMs <= 0) this.end(mediaFault('media.silent', { seconds: limitMs / 1000 }))
    else this.#cancelWatch = this.#clock.after(leftMs, () => this.#watch())
  }

  /** At half the timeout, whether or not the last one was answered, so that one that is lost does no harm. */
  #keepAlive(): void {
    const { offer, session } = present(this.#playing, 'only a session is kept alive')
    const dialogue = present(this.#dialogue, 'a session has a dialogue')
    this.#cancelKeepAlive = this.#clock.after(session.timeoutMs / 2, () => {
      const asked = dialogue.ask(this.#keepAliveBy, offer.sessionUri, { Session: session.id })
      asked.then(({ status }) => this.#answered(status)).catch((error: unknown) => this.#unanswered(error))
      this.#keepAlive()
    })
  }

  /** What the list of methods promised may still be refused. */
  #answered(status: number): void {
    if (status >= 400) this.#keepAliveBy = 'OPTIONS'
  }

  /** Some cameras never answer these. If the session really ends, the silence will tell. */
  #unanswered(error: unknown): void {
    if (!isFault(error, 'media.unanswered')) this.end(error)
  }
}
