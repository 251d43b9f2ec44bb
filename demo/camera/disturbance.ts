/** Packets lost, doubled and out of order, on demand. */
import type { CameraState } from './camera.ts'

/** A function from the framed packets of one picture to what really goes out; it counts across pictures. */
export function disturbance({ faults, counts }: Pick<CameraState, 'faults' | 'counts'>) {
  let nth = 0
  let held: Uint8Array | undefined
  return function disturbed(bytes: Buffer, starts: readonly number[]): Uint8Array {
    const { loseEvery, duplicateEvery, swapEvery } = faults
    if (loseEvery + duplicateEvery + swapEvery === 0 && !held) return bytes
    const out: Uint8Array[] = []
    for (const [i, start] of starts.entries()) {
      const packet = bytes.subarray(start, starts[i + 1] ?? bytes.length)
      nth++
      const every = (n: number) => n > 0 && nth % n === 0
      if (every(loseEvery)) {
        counts.packetsLost++
        continue
      }
      if (every(swapEvery) && !held) {
        held = packet
        continue
      }
      out.push(packet)
      if (every(duplicateEvery)) out.push(packet)
      if (held) out.push(held)
      held = undefined
    }
    return Buffer.concat(out)
  }
}
