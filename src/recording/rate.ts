/** Pictures and bits a second over the last ten seconds, for people who look at a camera's status. */

const SECONDS = 10

export type RateMeter = {
  add(atMs: number, bytes: number): void
  read(atMs: number): { readonly framesPerSecond: number; readonly bitsPerSecond: number }
}

export function rateMeter(): RateMeter {
  // One slot for each second, used again and again.
  const slots = Array.from({ length: SECONDS + 1 }, () => ({ second: -1, frames: 0, bytes: 0 }))
  return {
    add(atMs, bytes) {
      const second = Math.floor(atMs / 1000)
      const slot = slots[second % slots.length]
      if (slot === undefined) return
      if (slot.second !== second) Object.assign(slot, { second, frames: 0, bytes: 0 })
      slot.frames++
      slot.bytes += bytes
    },
    read(atMs) {
      const now = Math.floor(atMs / 1000)
      // The second under way is left out: it is not full yet.
      const full = slots.filter(({ second }) => second < now && second >= now - SECONDS && second >= 0)
      const oldest = Math.min(now, ...full.map(({ second }) => second))
      const seconds = Math.max(1, now - oldest)
      const sum = (pick: (slot: { frames: number; bytes: number }) => number) =>
        full.reduce((total, slot) => total + pick(slot), 0)
      return {
        framesPerSecond: Math.round((sum(({ frames }) => frames) / seconds) * 10) / 10,
        bitsPerSecond: Math.round((sum(({ bytes }) => bytes) * 8) / seconds),
      }
    },
  }
}
