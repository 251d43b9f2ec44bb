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
import { afterReading, createRoom, HELD_BYTES, ROUND_MS, type Intake, type Room } from './intake.ts'
import { createInlet, type InletReceivers, type Message } from './message.ts'
import { Receiver } from './receiver.ts'
import { inquire, play, setUp, type Offer, type Session } from './session.ts'
import type { StreamEvent } from './video.ts'
import { openWire, type TlsTrust, type Wire } from './wire.ts'

const SILENCE_MS = 10_000
/** A camera of fewer than three pictures a second wakes us seldom, and its last pictures are seconds by themselves. */
const LEAST_UNITS = 30 // in its first ten seconds
const LONGEST_UNIT_90K = 30_000
/**
 * A network may hold a camera up for so long at any time: Linux waits 200 ms at least before it repeats what was lost. For
 * longer one rests only when the kernel was seen to hand over much at once, which is nearly all that a new connection has
 * room for: it makes room for many times as much then.
 */
const SHORT_REST_MS = 256
const MUCH_BYTES = 48 * 1024

export type ConnectionOptions = {
  readonly clock: Clock
  readonly receive: (event: StreamEvent) => void
  readonly signal: AbortSignal
  readonly silenceMs?: number
  readonly intake?: Intake
  readonly tls?: TlsTrust
}

export class Connection implements InletReceivers {
  /** Settles when the stream is over: rejects with what ended it, unless that was our wish. */
  readonly ended: Promise<void>
  readonly #options: ConnectionOptions
  readonly #clock: Clock
  readonly #take = createInlet(this)
  #wire: Wire | undefined
  #dialogue: Dialogue | undefined
  #receiver: Receiver | undefined
  #playing: { readonly offer: Offer; readonly session: Session } | undefined
  #lastVideoAtMs = 0
  #keepAliveBy: Offer['keepAlive'] = 'OPTIONS'
  #cancelKeepAlive: Cancel | undefined
  #cancelWatch: Cancel | undefined
  #leaveIntake: Cancel | undefined
  /** When what is being gone through was read. */
  #atMs = 0
  #hasBroughtMuch = false
  /** What was read since the last rest began, and when that was; before the first rest, since it plays. */
  #broughtBytes = 0
  #broughtSinceMs = 0
  #units = 0
  /** Of the last picture, and how long after the one before it. */
  #dts90k = 0
  #unit90k = 0
  #isTaking = false
  #isEnding = false
  /** Whether nothing is handed on any more. */
  #isOver = false
  #cause: unknown
  readonly #settle: () => void

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#clock = options.clock
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.ended = promise
    this.ended.catch(() => undefined) // nobody waits for it before PLAY was answered
    this.#settle = () => (this.#cause === undefined ? resolve() : reject(this.#cause as Error))
  }

  /** Connects and goes through the dialogue up to PLAY. */
  async start(address: Address): Promise<void> {
    const { signal, tls, intake } = this.#options
    const room = intake?.room ?? createRoom()
    const wire = await openWire({
      address,
      clock: this.#clock,
      signal,
      tls,
      buffer: room.read,
      received: (count) => this.#received(room, count),
      ended: (cause) => this.end(cause),
    })
    this.#wire = wire
    if (this.#isEnding) return
    const dialogue = new Dialogue(this.#clock, address.credentials, (text) => wire.send(text))
    this.#dialogue = dialogue
    const offer = await inquire(dialogue, address)
    const session = await setUp(dialogue, offer)
    this.#playing = { offer, session }
    this.#receiver = new Receiver({ ...offer.video, emit: (event) => this.#emit(event) })
    await play(dialogue, offer, session)
    if (this.#isEnding) return // by what came right behind the answer
    this.#leaveIntake = intake?.join({
      pause: (ms) => this.#rest(wire, ms),
      resume: () => wire.resume(),
      mayRest: (ms) => this.#mayRest(ms),
    })
    this.#lastVideoAtMs = this.#clock.monotonic()
    this.#broughtSinceMs = this.#lastVideoAtMs
    this.#watch()
    this.#keepAliveBy = offer.keepAlive
    this.#keepAlive()
  }

  /** Goes through what came. Whoever takes an event may end the stream in the middle of it. */
  #received(room: Room, count: number): void {
    if (this.#isEnding) return
    this.#atMs = this.#clock.monotonic()
    this.#hasBroughtMuch ||= count >= MUCH_BYTES
    this.#broughtBytes += count
    this.#isTaking = true
    try {
      this.#take(room, count)
    } catch (error) {
      this.end(error)
    }
    this.#isTaking = false
    if (this.#isEnding) this.#finish()
  }

  #rest(wire: Wire, ms: number): void {
    wire.pause()
    this.#broughtBytes = 0
    this.#broughtSinceMs = this.#clock.monotonic()
    this.#emit({ type: 'rest', ms })
  }

  /** It must send pictures often, and half as much again as it brought lately must be held. */
  #mayRest(ms: number): boolean {
    if (this.#units < LEAST_UNITS || this.#unit90k > LONGEST_UNIT_90K) return false
    if (ms > SHORT_REST_MS && !this.#hasBroughtMuch) return false
    const broughtMs = Math.max(this.#clock.monotonic() - this.#broughtSinceMs, 1)
    return 1.5 * (this.#broughtBytes / broughtMs) * ms <= HELD_BYTES
  }

  packet(channel: number, bytes: Buffer, start: number, end: number): void {
    if (this.#receiver === undefined || this.#isOver) return
    const { rtpChannel, rtcpChannel } = present(this.#playing, 'a receiver belongs to a session').session
    if (channel === rtpChannel) {
      if (this.#receiver.rtp(bytes, start, end, this.#atMs)) this.#lastVideoAtMs = this.#atMs
    } else if (channel === rtcpChannel) this.#receiver.rtcp(bytes, start, end)
  }

  message(message: Message): void {
    this.#dialogue?.receive(message)
  }

  /** We wish no more. What waits at a socket that rests is still read. */
  stop(): void {
    if (this.#leaveIntake === undefined) return this.end(undefined)
    this.#leaveIntake()
    this.#wire?.resume()
    afterReading(() => this.end(undefined))
  }

  /** The stream is over; `cause` is undefined when it was our wish. What came whole is still handed on. */
  end(cause: unknown): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#cause = cause
    this.#cancelKeepAlive?.()
    this.#cancelWatch?.()
    this.#leaveIntake?.()
    if (!this.#isTaking) this.#finish()
  }

  #finish(): void {
    this.#dialogue?.fail(this.#cause ?? mediaFault('media.closed'))
    this.#receiver?.end()
    this.#isOver = true
    this.#settle()
  }

  /** Whoever takes the events may refuse to go on: then nothing more comes, and the camera is told goodbye. */
  #emit(event: StreamEvent): void {
    if (this.#isOver) return
    if (event.type === 'unit') {
      this.#units++
      this.#unit90k = event.unit.dts90k - this.#dts90k
      this.#dts90k = event.unit.dts90k
    }
    try {
      this.#options.receive(event)
    } catch (error) {
      this.#isOver = true
      if (this.#isEnding) this.#cause ??= error
      else this.end(error)
    }
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
    const { silenceMs = SILENCE_MS, intake } = this.#options
    const limitMs = silenceMs + (intake === undefined ? 0 : ROUND_MS) // a picture may wait at its socket
    const leftMs = this.#lastVideoAtMs + limitMs - this.#clock.monotonic()
    if (leftMs <= 0) this.end(mediaFault('media.silent', { seconds: silenceMs / 1000 }))
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
