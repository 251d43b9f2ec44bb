/** What a running program does again and again, by the clock it was given, until it is stopped. */
import type { Clock, Millis } from './clock.ts'

/**
 * Does it again and again, each time `everyMs` after the time before was over, so no two overlap. The function returned
 * stops that, and resolves when what was under way is over: at once, where that heeds its signal. What fails is told, and
 * tried again the next time.
 */
export function repeat(
  act: (signal: AbortSignal) => Promise<unknown>,
  options: {
    readonly clock: Pick<Clock, 'sleep'>
    /** Whether the first time is at once, or after `everyMs`. */
    readonly begin: 'now' | 'later'
    readonly everyMs: Millis
    readonly failed: (error: unknown) => void
  },
): () => Promise<void> {
  const { clock, begin, everyMs, failed } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const rest = () => clock.sleep(everyMs, signal).catch(() => undefined) // stopped
  const running = (async () => {
    if (begin === 'later') await rest()
    while (!signal.aborted) {
      try {
        await act(signal)
      } catch (error) {
        if (!signal.aborted || error !== signal.reason) failed(error)
      }
      await rest()
    }
  })()
  return () => {
    stopping.abort()
    return running
  }
}
