/**
 * Where people are at each moment of a scene. A scene lasts a minute and begins anew without a jump: every walk
 * begins and ends out of sight, or at the same spot.
 */
import type { Pose } from './figure.ts'

/** Length of every scene, seconds: a minute, so that the seconds burned in agree with the wall clock. */
export const SCENE_SECONDS = 60

/** A place to be at, at a second of the walk; two at the same place make a stop. */
type Step = readonly [second: number, x: number, z: number]

const STEP_METRES = 1.36
const TURN_SECONDS = 0.45

export type Walk = {
  /** The second of the scene at which the walk begins; it may run over the scene's end. */
  readonly from: number
  readonly steps: readonly Step[]
  /** Heading while standing, radians; default: as last walked. */
  readonly standing?: number
}

/** The pose at a second of the scene; undefined while the walker is elsewhere. */
export function poseAt({ from, steps, standing }: Walk, second: number): Pose | undefined {
  const t = (((second - from) % SCENE_SECONDS) + SCENE_SECONDS) % SCENE_SECONDS
  const last = steps.at(-1)?.[0] ?? 0
  if (t > last) return undefined
  const at = placeAt(steps, t)
  const [before, after] = [placeAt(steps, t - TURN_SECONDS), placeAt(steps, t + TURN_SECONDS)]
  const moved = Math.hypot(after.x - before.x, after.z - before.z) / (2 * TURN_SECONDS)
  const stride = Math.min(1, moved / 0.9)
  const resting = standing ?? headingBefore(steps, t)
  const walking = moved > 0.02 ? Math.atan2(after.x - before.x, after.z - before.z) : resting
  const heading = turned(resting, walking, Math.min(1, stride * 1.5))
  return { x: at.x, z: at.z, heading, stride, phase: (at.gone / STEP_METRES) * 2 * Math.PI }
}

function placeAt(steps: readonly Step[], t: number): { x: number; z: number; gone: number } {
  let gone = 0
  let [t0, x0, z0] = steps[0] ?? [0, 0, 0]
  for (const [t1, x1, z1] of steps.slice(1)) {
    const length = Math.hypot(x1 - x0, z1 - z0)
    if (t < t1) {
      const share = Math.max(0, (t - t0) / (t1 - t0))
      return { x: x0 + (x1 - x0) * share, z: z0 + (z1 - z0) * share, gone: gone + length * share }
    }
    gone += length
    ;[t0, x0, z0] = [t1, x1, z1]
  }
  return { x: x0, z: z0, gone }
}

function headingBefore(steps: readonly Step[], t: number): number {
  let heading = 0
  for (const [i, [t1, x1, z1]] of steps.entries()) {
    const [, x0, z0] = steps[i - 1] ?? [0, x1, z1]
    if (i > 0 && t1 - TURN_SECONDS > t && i > 1) break
    if (x1 !== x0 || z1 !== z0) heading = Math.atan2(x1 - x0, z1 - z0)
  }
  return heading
}

/** From one heading to another, the short way round. */
function turned(from: number, to: number, share: number): number {
  const difference = ((to - from + 3 * Math.PI) % (2 * Math.PI)) - Math.PI
  return from + difference * share
}
