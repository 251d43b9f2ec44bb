/**
 * What the streams of a program share while cameras play: the room that their sockets read into, and the rounds in which
 * they are read.
 *
 * A processor that has slept must fetch every step of the way from packet to segment into its caches again, and waking
 * up for each picture of each camera was a large part of what recording costs (docs/decisions/0014). So what cameras send waits
 * in their sockets, where the kernel has acknowledged it, and is read, cut and encrypted about once a second, for all
 * cameras in one go. The kernel gives each connection as much room as it is seen to need (tcp(7), tcp_moderate_rcvbuf),
 * so that no camera waits for us for longer than networks make it wait.
 */
import { readFileSync } from 'node:fs'
import type { Cancel, Clock } from '../base/clock.ts'

/** The most that one read of a socket takes. */
export const MAX_READ_BYTES = 256 * 1024

/** The most that may be left over of what was read before: more than any packet or message that is not whole. */
export const MAX_LEFT_BYTES = 96 * 1024

/**
 * About once a second, which is also how often footage is made durable. At a second exactly, the pictures of a camera with
 * as even a pace would always wait for as long and seem to be taken so much later; timelines go by the earliest that come
 * (recording/timeline.ts). With this length, at any whole number of pictures a second, one in ten seconds is read almost as
 * it comes.
 */
export const ROUND_MS = 976
/** A new connection is read at once for so long: meanwhile the kernel sees how much comes with a key picture. */
const FREE_MS = 10_000
/** Then it rests for so long, and each time twice as long: the kernel makes room for twice what it has seen read. */
const FIRST_REST_MS = 64
/** What the kernel holds of a connection that it was given time to widen: see `holdsRounds`. */
export const HELD_BYTES = 2 * 1024 * 1024

/** A read lands at `read`; what was left over of the last one is put right before it, so that all of it is in one piece. */
export type Room = { readonly all: Buffer; readonly read: Buffer }

/** A socket that can be left alone. */
export type Pausable = {
  /** It is not read for so long. */
  pause(ms: number): void
  resume(): void
  /** Whether, by what it brought lately, it may be left alone for so long. */
  mayRest(ms: number): boolean
}

export type Intake = {
  /** Holds a read only until it is gone through. */
  readonly room: Room
  /** Has a socket that begins to play read in rounds, once it is known well enough, until cancelled. */
  join(socket: Pausable): Cancel
}

export function createRoom(): Room {
  const all = Buffer.allocUnsafeSlow(MAX_LEFT_BYTES + MAX_READ_BYTES)
  return { all, read: all.subarray(MAX_LEFT_BYTES) }
}

/** `holdsRounds`: whether the kernel holds what comes between two rounds; otherwise sockets are read at once. */
export function createIntake(clock: Clock, holdsRounds = kernelHoldsRounds()): Intake {
  /** Those that are read in rounds, and what to do with one that brings too much for that. */
  const sockets = new Map<Pausable, () => void>()
  let cancelRound: Cancel = () => {}

  function round(): void {
    cancelRound = clock.after(ROUND_MS, round)
    readNext([...sockets.keys()])
  }

  /** One after the other: what a camera brought is encrypted while it is in the cache, and nobody waits for all of them. */
  function readNext(waiting: Pausable[]): void {
    const socket = waiting.pop()
    if (socket === undefined) return
    if (!sockets.has(socket)) return readNext(waiting)
    socket.resume()
    afterReading(() => {
      const shorten = sockets.get(socket)
      if (shorten !== undefined && socket.mayRest(ROUND_MS)) socket.pause(ROUND_MS)
      else shorten?.()
      readNext(waiting)
    })
  }

  function leave(socket: Pausable): void {
    if (sockets.delete(socket) && sockets.size === 0) cancelRound()
  }

  return {
    room: createRoom(),
    join(socket) {
      if (!holdsRounds) return () => {}
      let hasLeft = false
      let cancelRest = clock.after(FREE_MS, () => {
        if (socket.mayRest(FIRST_REST_MS)) rest(FIRST_REST_MS)
      })

      function rest(ms: number): void {
        socket.pause(ms)
        cancelRest = clock.after(ms, () => {
          socket.resume()
          afterReading(() => restAgain(ms))
        })
      }

      function restAgain(ms: number): void {
        if (hasLeft) return
        const longer = Math.min(2 * ms, ROUND_MS)
        if (!socket.mayRest(longer)) return rest(socket.mayRest(ms) ? ms : Math.max(ms / 2, FIRST_REST_MS))
        if (longer < ROUND_MS) return rest(longer)
        sockets.set(socket, () => {
          leave(socket)
          rest(ROUND_MS / 2)
        })
        if (sockets.size === 1) round()
      }

      return () => {
        hasLeft = true
        cancelRest()
        leave(socket)
      }
    },
  }
}

/** Once the loop has asked all sockets, wherever in its turn it is now: between two checks it always does. */
export function afterReading(act: () => void): void {
  setImmediate(() => setImmediate(act))
}

const TCP = '/proc/sys/net/ipv4'

function kernelHoldsRounds(): boolean {
  try {
    return holdsRounds(
      readFileSync(`${TCP}/tcp_moderate_rcvbuf`, 'latin1'),
      readFileSync(`${TCP}/tcp_rmem`, 'latin1'),
    )
  } catch {
    return false // another system than Linux, or a sandbox: nothing is known of it
  }
}

/** By tcp(7): whether buffers grow by themselves, and from which least, through which first, to which largest size. */
export function holdsRounds(moderateRcvbuf: string, rmem: string): boolean {
  const largest = Number(rmem.trim().split(/\s+/)[2])
  return moderateRcvbuf.trim() === '1' && largest >= 2 * HELD_BYTES // half of it is for the kernel itself
}
