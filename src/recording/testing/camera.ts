/** A camera that is played by hand: what the recorder gets instead of a connection, on a clock that stands still. */
import type { SimulatedClock } from '../../base/clock.ts'
import { mediaFault } from '../../media/faults.ts'
import type { receiveStream, StreamEvent, StreamOptions } from '../../media/media.ts'
import { film, FRAME_90K, picture } from './film.ts'

type Connection = { readonly push: (event: StreamEvent) => void; readonly end: (cause: unknown) => void }

export class ScriptedCamera {
  readonly #clock: SimulatedClock
  #connection: Connection | undefined
  #frames = 0
  #carryMs = 0
  connections = 0
  refuses = false
  /** Bytes to add to each picture. */
  ballast = 0

  constructor(clock: SimulatedClock) {
    this.#clock = clock
  }

  readonly receive: typeof receiveStream = (options) => this.#stream(options)

  isConnected(): boolean {
    return this.#connection !== undefined
  }

  /** Shows so many pictures, 15 a second; after each, `then` may let others do their work. */
  async play(frames: number, then: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    for (let i = 0; i < frames; i++) {
      this.#carryMs += 1000 / 15
      const ms = Math.floor(this.#carryMs)
      this.#carryMs -= ms
      await this.#clock.advance(ms)
      this.show()
      await then()
    }
  }

  /** Shows the next picture without letting time pass. */
  show(): void {
    const n = this.#frames++
    const unit = picture(n, 900_000 + n * FRAME_90K, this.#clock.monotonic())
    const bytes = Buffer.concat([unit.bytes, ballastOf(this.ballast)])
    this.#connection?.push({ type: 'unit', unit: { ...unit, bytes } })
  }

  /** Cuts the connection. */
  drop(cause: unknown = mediaFault('media.broken', { reason: 'ECONNRESET' })): void {
    this.#connection?.end(cause)
  }

  async #stream({ signal, receive }: StreamOptions): Promise<void> {
    this.connections++
    if (this.refuses) throw mediaFault('media.refused', { reason: 'ECONNREFUSED' })
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
    let isOver = false
    const end = (cause: unknown) => {
      isOver = true
      if (cause === undefined) resolve()
      else reject(cause as Error)
    }
    const push = (event: StreamEvent) => {
      if (isOver) return
      try {
        receive(event)
      } catch (error) {
        end(error)
      }
    }
    this.#frames = 0
    const connection: Connection = { push, end }
    this.#connection = connection
    const stop = () => end(undefined)
    signal.addEventListener('abort', stop, { once: true })
    try {
      push({ type: 'format', format: film.format })
      await ended
    } finally {
      signal.removeEventListener('abort', stop)
      if (this.#connection === connection) this.#connection = undefined
    }
  }
}

/** Side information of that many bytes, as a sample stores it. */
function ballastOf(length: number): Buffer {
  if (length === 0) return Buffer.alloc(0)
  const nal = Buffer.alloc(4 + length, 6)
  nal.writeUInt32BE(length)
  return nal
}
