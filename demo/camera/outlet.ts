/**
 * The way out to one client: counts what the client has not taken yet, and can be narrowed to a drip. It never
 * holds more than its callers put in while `pendingBytes` was below their own bound.
 */
import type { Socket } from 'node:net'
import type { Clock } from '../../src/base/clock.ts'

const DRIP_EVERY_MS = 100

export type Outlet = {
  send(bytes: Uint8Array): void
  /** Bytes handed over and not yet taken by the operating system. */
  pendingBytes(): number
  close(): void
}

/** `dripBytesPerSecond` is asked again each time; undefined lets everything through at once. */
export function outlet(socket: Socket, clock: Clock, dripBytesPerSecond: () => number | undefined): Outlet {
  const queue: Uint8Array[] = []
  let queuedBytes = 0
  let cancel: (() => void) | undefined
  const drip = () => {
    cancel = undefined
    const rate = dripBytesPerSecond()
    let allowance = rate === undefined ? Infinity : Math.max(1, Math.floor((rate * DRIP_EVERY_MS) / 1000))
    for (let first = queue[0]; first && allowance > 0; first = queue[0]) {
      const part = first.subarray(0, Math.min(first.length, allowance))
      if (part.length === first.length) queue.shift()
      else queue[0] = first.subarray(part.length)
      queuedBytes -= part.length
      allowance -= part.length
      socket.write(part)
    }
    if (queue.length > 0) cancel = clock.after(DRIP_EVERY_MS, drip)
  }
  return {
    send(bytes) {
      if (socket.destroyed) return
      if (queue.length === 0 && dripBytesPerSecond() === undefined) {
        socket.write(bytes)
        return
      }
      queue.push(bytes)
      queuedBytes += bytes.length
      cancel ??= clock.after(DRIP_EVERY_MS, drip)
    },
    pendingBytes: () => socket.writableLength + queuedBytes,
    close() {
      cancel?.()
      queue.length = 0
      queuedBytes = 0
    },
  }
}
