/**
 * Pictures and bits a second over the last ten seconds, for people who look at a camera's status.
 *
 * Pictures are read in rounds of about a second (media/intake.ts), so that a stretch of time that begins and ends
 * anywhere holds now one round more, now one less. It is counted from one moment of reading to another.
 */

const SECONDS = 10
/** Read so long ago, a camera has fallen silent: from then on time counts that brings nothing. */
const SILENT_MS = 2000

export type RateMeter = {
  add(atMs: number, bytes: number): void
  read(atMs: number): { readonly framesPerSecond: number; readonly bitsPerSecond: number }
}

export function rateMeter(): RateMeter {
  // One slot for each second and the one under way, used again and again. `lastMs`: when the last of it was read.
  const slots = Array.from({ length: SECONDS + 1 }, () => ({ second: -1, lastMs: 0, frames: 0, bytes: 0 }))
  return {
    add(atMs, bytes) {
      const second = Math.floor(atMs / 1000)
      const slot = slots[second % slots.length]
      if (slot === undefined) return
      if (slot.second !== second) Object.assign(slot, { second, frames: 0, bytes: 0 })
      slot.lastMs = atMs
      slot.frames++
      slot.bytes += bytes
    },
    read(atMs) {
      const now = Math.floor(atMs / 1000)
      const [first, ...rest] = slots
        .filter(({ second }) => second >= 0 && second >= now - SECONDS)
        .toSorted((a, b) => a.second - b.second)
      const last = rest.at(-1)
      if (first === undefined || last === undefined) return { framesPerSecond: 0, bitsPerSecond: 0 }
      const untilMs = atMs - last.lastMs > SILENT_MS ? atMs : last.lastMs
      const seconds = (untilMs - first.lastMs) / 1000
      const sum = (pick: (slot: { frames: number; bytes: number }) => number) =>
        rest.reduce((total, slot) => total + pick(slot), 0)
      return {
        framesPerSecond: Math.round((sum(({ frames }) => frames) / seconds) * 10) / 10,
        bitsPerSecond: Math.round((sum(({ bytes }) => bytes) * 8) / seconds),
      }
    },
  }
}
