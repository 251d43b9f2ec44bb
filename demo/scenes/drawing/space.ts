/**
 * A room or a yard in metres, seen by a camera: x to the right, y up, z away from the camera's wall. Everything
 * drawn goes through here, so that walls, cars and people agree in perspective.
 */

export type Point = readonly [x: number, y: number, z: number]

export type Eye = {
  readonly at: Point
  /** Degrees to the right. */
  readonly yaw: number
  /** Degrees downwards. */
  readonly pitch: number
  /** Focal length in pixels. */
  readonly focal: number
}

/** A point on the screen; `perMetre` is how many pixels a metre measures there. */
type Spot = {
  readonly x: number
  readonly y: number
  readonly perMetre: number
  readonly depth: number
}

export const WIDTH = 1280
export const HEIGHT = 720
const NEAR_METRES = 0.15

export type View = {
  spot(point: Point): Spot
  /** The visible outline of a flat polygon; empty when it lies behind the camera. */
  outline(points: readonly Point[]): readonly Spot[]
  /** Whether the camera is on the side of the plane to which its normal points. */
  faces(on: Point, normal: Point): boolean
}

export function viewFrom(eye: Eye): View {
  const yaw = (eye.yaw * Math.PI) / 180
  const pitch = (eye.pitch * Math.PI) / 180
  const turned = ([px, py, pz]: Point): Point => {
    const [x, y, z] = [px - eye.at[0], py - eye.at[1], pz - eye.at[2]]
    const across = x * Math.cos(yaw) - z * Math.sin(yaw)
    const along = x * Math.sin(yaw) + z * Math.cos(yaw)
    return [
      across,
      y * Math.cos(pitch) + along * Math.sin(pitch),
      along * Math.cos(pitch) - y * Math.sin(pitch),
    ]
  }
  const onScreen = ([x, y, z]: Point): Spot => {
    const perMetre = eye.focal / Math.max(z, NEAR_METRES)
    return { x: WIDTH / 2 + x * perMetre, y: HEIGHT / 2 - y * perMetre, perMetre, depth: z }
  }
  return {
    spot: (point) => onScreen(turned(point)),
    outline: (points) => nearClipped(points.map(turned)).map(onScreen),
    faces: (on, normal) => normal.reduce((sum, n, i) => sum + n * ((eye.at[i] ?? 0) - (on[i] ?? 0)), 0) > 0,
  }
}

/** Cuts off what is nearer than the near plane (Sutherland and Hodgman). */
function nearClipped(points: readonly Point[]): readonly Point[] {
  return points.flatMap((b, i): Point[] => {
    const a = points.at(i - 1) as Point
    const crossing = (): Point => {
      const share = (NEAR_METRES - a[2]) / (b[2] - a[2])
      return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, NEAR_METRES]
    }
    const inside = b[2] >= NEAR_METRES
    if (a[2] >= NEAR_METRES === inside) return inside ? [b] : []
    return inside ? [crossing(), b] : [crossing()]
  })
}
