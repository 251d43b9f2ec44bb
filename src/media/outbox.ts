/**
 * Events on their way from a socket that pushes to a reader that pulls. Bounded: a reader that cannot keep up
 * stops the socket, and the camera then waits or drops; memory never grows.
 */
import type { StreamEvent } from './video.ts'

/** About 20 seconds of a 3 Mbit/s camera. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024
const MAX_WAITING_EVENTS = 4096
/** What an event weighs apart from picture bytes. */
const EVENT_BYTES = MAX_WAITING_BYTES / MAX_WAITING_EVENTS

export type Outbox = {
  push(event: StreamEvent): void
  /** No more events: once those waiting are read, reading throws `cause`, or ends when it is undefined. */
  close(cause: unknown): void
  /** The next event, or undefined at the end. */
  pull(): Promise<StreamEvent | undefined>
  isFull(): boolean
}

/** `pressure` is told when the outbox becomes full and when there is room again. */
export function createOutbox(pressure: (isFull: boolean) => void): Outbox {
  const waiting: StreamEvent[] = []
  let weight = 0
  let isFull = false
  let closed: { readonly cause: unknown } | undefined
  let wake: (() => void) | undefined

  function setFull(next: boolean): void {
    if (isFull === next) return
    isFull = next
    pressure(next)
  }

  return {
    push(event) {
      if (closed !== undefined) return
      waiting.push(event)
      weight += weightOf(event)
      if (weight > MAX_WAITING_BYTES) setFull(true)
      wake?.()
    },
    close(cause) {
      closed ??= { cause }
      wake?.()
    },
    async pull() {
      while (waiting.length === 0) {
        if (closed?.cause !== undefined) throw closed.cause as Error
        if (closed !== undefined) return undefined
        await new Promise<void>((resolve) => (wake = resolve))
        wake = undefined
      }
      const event = waiting.shift()!
      weight -= weightOf(event)
      if (weight < MAX_WAITING_BYTES / 2) setFull(false)
      return event
    },
    isFull: () => isFull,
  }
}

function weightOf(event: StreamEvent): number {
  if (event.type !== 'unit') return EVENT_BYTES
  return event.unit.bytes.length + EVENT_BYTES
}
