/** A stream's events for a test that takes them one by one, in its own time. */
import { receiveStream, type StreamOptions } from '../stream.ts'
import type { StreamEvent } from '../video.ts'

export type PulledOptions = Omit<StreamOptions, 'receive'>

/** Begins with the first event asked for; leaving the loop ends the stream. */
export async function* pulled(options: PulledOptions): AsyncGenerator<StreamEvent, void, undefined> {
  const events: StreamEvent[] = []
  let wake = () => {}
  let isOver = false
  const left = new AbortController()
  const streaming = receiveStream({
    ...options,
    signal: AbortSignal.any([options.signal, left.signal]),
    receive(event) {
      events.push(event)
      wake()
    },
  }).finally(() => {
    isOver = true
    wake()
  })
  streaming.catch(() => {}) // told below, once what came before it is taken
  try {
    for (;;) {
      const event = events.shift()
      if (event !== undefined) yield event
      else if (isOver) break
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    left.abort()
    await streaming
  }
}
