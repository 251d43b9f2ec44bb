/**
 * People, drawn from a skeleton in the room's own space, so that they walk in perspective towards, along and away
 * from the camera. They are nobody: no face is drawn.
 */
import type { Brush } from './brush.ts'
import type { Point } from './space.ts'

export type Look = {
  /** Metres. */
  readonly height: number
  readonly skin: string
  readonly hair: string
  readonly longHair?: boolean
  readonly top: string
  readonly bottom: string
  readonly shoes: string
  /** A coat or skirt reaching down to this share of the height. */
  readonly hem?: { readonly colour: string; readonly share: number }
  readonly bag?: { readonly colour: string; readonly worn: 'hand' | 'back' | 'side' }
  readonly cap?: string
  /** A sheet of paper in the hand. */
  readonly paper?: boolean
}

export type Pose = {
  readonly x: number
  readonly z: number
  /** Direction of the face and of the walk: radians, 0 away from the camera's wall, π/2 to the right. */
  readonly heading: number
  /** Where in the double step, radians. */
  readonly phase: number
  /** 0 standing, 1 walking. */
  readonly stride: number
  /** Height of the seat in metres; undefined when not seated. */
  readonly seat?: number
  /** Head turned against the body, radians. */
  readonly gaze?: number
  /** 0 to 1: one forearm lifted, as when talking or showing a paper. */
  readonly gesture?: number
}

type Part = { readonly depth: number; readonly paint: (brush: Brush) => void }
type Place = (forward: number, up: number, side: number) => Point
type Limb = readonly [Point, Point, Point]

type Skeleton = {
  readonly place: Place
  readonly hip: number
  readonly legs: readonly { readonly limb: Limb; readonly toe: Point }[]
  readonly arms: readonly Limb[]
}

export function drawFigure(brush: Brush, look: Look, pose: Pose): void {
  const skeleton = skeletonOf(look, pose)
  const parts = partsOf(brush, look, pose, skeleton)
  for (const part of parts.toSorted((a, b) => b.depth - a.depth)) part.paint(brush)
}

/** The figure's shadow in one flat colour, cast along the ground by `slope` metres a metre of height. */
export function castShadow(
  brush: Brush,
  look: Look,
  pose: Pose,
  slope: readonly [x: number, z: number],
): void {
  const { place, hip, legs, arms } = skeletonOf(look, pose)
  const flat = ([x, y, z]: Point): Point => [x + y * slope[0], 0, z + y * slope[1]]
  const h = look.height
  for (const { limb } of legs) stroke(brush, limb.map(flat), 0.085 * h, '#000000')
  for (const limb of arms) stroke(brush, limb.map(flat), 0.05 * h, '#000000')
  stroke(brush, [place(0, hip, 0), place(0, hip + 0.27 * h, 0)].map(flat), 0.24 * h, '#000000')
  stroke(brush, [place(0, hip + 0.36 * h, 0), place(0, hip + 0.42 * h, 0)].map(flat), 0.11 * h, '#000000')
}

function skeletonOf(look: Look, { x, z, heading, phase, stride, seat, gesture = 0 }: Pose): Skeleton {
  const h = look.height
  const [sin, cos] = [Math.sin(heading), Math.cos(heading)]
  const place: Place = (forward, up, side) => [
    x + forward * sin + side * cos,
    up,
    z + forward * cos - side * sin,
  ]
  const seated = seat !== undefined
  const swings = ([1, -1] as const).map((side) => {
    const p = phase + (side > 0 ? 0 : Math.PI)
    const thigh = seated ? 1.45 : stride * 0.44 * Math.sin(p)
    const knee = seated ? 1.4 : 0.04 + stride * (0.1 + 0.85 * Math.max(0, Math.cos(p)) ** 1.4)
    const arm = seated ? 0.35 : -stride * 0.5 * Math.sin(p) + 0.04
    return { side, thigh, knee, arm }
  })
  const bone = 0.245 * h
  const drops = swings.map(({ thigh, knee }) => bone * (Math.cos(thigh) + Math.cos(thigh - knee)))
  const hip = seated ? seat + 0.07 : Math.max(...drops) + 0.045 * h
  const legs = swings.map(({ side, thigh, knee }) => {
    const s = side * 0.05 * h
    const [kneeX, kneeY] = [bone * Math.sin(thigh), hip - bone * Math.cos(thigh)]
    const shin = thigh - knee
    const [ankleX, ankleY] = [kneeX + bone * Math.sin(shin), kneeY - bone * Math.cos(shin)]
    const tilt = Math.min(0.1, shin * 0.8)
    const toe = place(ankleX + 0.11 * h * Math.cos(tilt), ankleY + 0.11 * h * Math.sin(tilt) - 0.015 * h, s)
    return { limb: [place(0, hip, s), place(kneeX, kneeY, s), place(ankleX, ankleY, s)] as const, toe }
  })
  const arms = swings.map(({ side, arm }) => {
    const raised = side > 0 ? gesture : 0
    const shoulder = hip + 0.275 * h
    const bend = arm + 0.22 + 0.18 * stride + (seated ? 0.9 : 0) + raised * 1.3
    const s = side * 0.145 * h
    const [elbowX, elbowY] = [0.165 * h * Math.sin(arm), shoulder - 0.165 * h * Math.cos(arm)]
    const hand = place(elbowX + 0.15 * h * Math.sin(bend), elbowY - 0.15 * h * Math.cos(bend), s * 0.92)
    return [place(0, shoulder, side * 0.125 * h), place(elbowX, elbowY, s), hand] as const
  })
  return { place, hip, legs, arms }
}

function partsOf(
  brush: Brush,
  look: Look,
  pose: Pose,
  { place, hip, legs, arms }: Skeleton,
): readonly Part[] {
  const h = look.height
  const middle = brush.view.spot(place(0, hip + 0.15 * h, 0)).depth
  const depthOf = (points: readonly Point[]) =>
    points.reduce((sum, point) => sum + brush.view.spot(point).depth, 0) / points.length
  const parts: Part[] = legs.map(({ limb, toe }, i) => ({
    depth: depthOf(limb) + 0.35,
    paint: () => {
      stroke(brush, [limb[2], toe], 0.048 * h, look.shoes)
      stroke(brush, limb, 0.084 * h, shade(look.bottom, i === 0 ? 1 : 0.88))
    },
  }))
  for (const [i, limb] of arms.entries())
    parts.push({
      depth: middle + Math.sign(depthOf(limb) - middle) * 0.02,
      paint: () => {
        const hand = limb[2]
        stroke(brush, limb, 0.058 * h, shade(look.top, i === 0 ? 0.94 : 0.84))
        stroke(brush, [hand, [hand[0], hand[1] - 0.02 * h, hand[2]]], 0.05 * h, look.skin)
        if (i === 0 && look.paper) sheet(brush, hand, h)
        if (i === 0 && look.bag?.worn === 'hand') handBag(brush, hand, look.bag.colour, h)
      },
    })
  parts.push({ depth: middle, paint: () => torso(brush, look, place, hip) })
  if (look.bag && look.bag.worn !== 'hand') {
    const at =
      look.bag.worn === 'back'
        ? place(-0.1 * h, hip + 0.17 * h, 0)
        : place(0.02 * h, hip + 0.01 * h, 0.15 * h)
    const { colour, worn } = look.bag
    const nearer = brush.view.spot(at).depth < middle
    parts.push({
      depth: middle + (nearer ? -0.03 : 0.03),
      paint: () =>
        worn === 'back'
          ? stroke(brush, [shift(at, -0.07 * h), shift(at, 0.07 * h)], 0.17 * h, colour)
          : stroke(brush, [shift(at, -0.02 * h), shift(at, 0.02 * h)], 0.12 * h, colour),
    })
  }
  parts.push({ depth: middle - 0.2, paint: () => head(brush, look, pose, place, hip) })
  return parts
}

function torso(brush: Brush, look: Look, place: Place, hip: number): void {
  const h = look.height
  const outline = [
    place(0, hip + 0.285 * h, -0.085 * h),
    place(0, hip + 0.285 * h, 0.085 * h),
    place(0, hip + 0.02 * h, 0.055 * h),
    place(0, hip + 0.02 * h, -0.055 * h),
  ]
  if (look.hem) {
    const low = hip - (0.53 - look.hem.share) * h
    const hem = [
      place(0, hip + 0.06 * h, 0.05 * h),
      place(0.02 * h, low, 0.085 * h),
      place(0.02 * h, low, -0.085 * h),
      place(0, hip + 0.06 * h, -0.05 * h),
    ]
    solid(brush, hem, 0.1 * h, look.hem.colour)
  }
  solid(brush, outline, 0.105 * h, look.top)
}

function head(brush: Brush, look: Look, pose: Pose, place: Place, hip: number): void {
  const h = look.height
  const { context, view } = brush
  const neck = hip + 0.31 * h
  stroke(
    brush,
    [place(0, neck - 0.01 * h, 0), place(0.005 * h, neck + 0.06 * h, 0)],
    0.055 * h,
    shade(look.skin, 0.85),
  )
  const centreUp = neck + 0.105 * h
  const gaze = pose.gaze ?? 0
  const centre = view.spot(place(0.012 * h, centreUp, 0))
  const face = view.spot(
    place(0.012 * h + 0.034 * h * Math.cos(gaze), centreUp - 0.014 * h, 0.034 * h * Math.sin(gaze)),
  )
  const r = 0.062 * h * centre.perMetre
  if (look.longHair)
    stroke(
      brush,
      [place(-0.02 * h, centreUp, 0), place(-0.035 * h, centreUp - 0.11 * h, 0)],
      0.105 * h,
      look.hair,
    )
  ellipse(brush, centre.x, centre.y, r * 0.98, r * 1.16, look.hair)
  if (face.depth < centre.depth + 0.012 * h) ellipse(brush, face.x, face.y, r * 0.8, r * 0.98, look.skin)
  context.save()
  context.beginPath()
  context.rect(centre.x - 2 * r, centre.y - 2 * r, 4 * r, 1.52 * r)
  context.clip()
  ellipse(brush, centre.x, centre.y, r * 0.98, r * 1.16, look.cap ?? look.hair)
  context.restore()
  if (look.cap)
    ellipse(brush, (centre.x + 2 * face.x) / 3, centre.y - r * 0.5, r * 1.12, r * 0.22, shade(look.cap, 0.7))
}

function sheet(brush: Brush, hand: Point, h: number): void {
  const at = brush.view.spot(hand)
  const s = 0.07 * h * at.perMetre
  brush.context.fillStyle = '#f7f7f2'
  brush.context.fillRect(at.x - s, at.y - s * 1.4, s * 1.7, s * 2.2)
}

function handBag(brush: Brush, hand: Point, colour: string, h: number): void {
  const at = brush.view.spot(shift(hand, -0.13 * h))
  const s = 0.075 * h * at.perMetre
  brush.context.fillStyle = colour
  brush.context.beginPath()
  brush.context.roundRect(at.x - s * 1.1, at.y - s, s * 2.2, s * 1.9, s * 0.3)
  brush.context.fill()
}

function shift([x, y, z]: Point, up: number): Point {
  return [x, y + up, z]
}

function stroke({ context, view }: Brush, points: readonly Point[], metres: number, colour: string): void {
  const spots = points.map((point) => view.spot(point))
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.strokeStyle = colour
  context.lineWidth = metres * (spots[0]?.perMetre ?? 1)
  context.beginPath()
  for (const { x, y } of spots) context.lineTo(x, y)
  context.stroke()
}

/** A body part with rounded edges and a lit left side. */
function solid({ context, view }: Brush, points: readonly Point[], metres: number, colour: string): void {
  const spots = points.map((point) => view.spot(point))
  const width = metres * (spots[0]?.perMetre ?? 1)
  const [left, right] = [Math.min(...spots.map((s) => s.x)), Math.max(...spots.map((s) => s.x))]
  const light = context.createLinearGradient(left - width / 2, 0, right + width / 2, 0)
  light.addColorStop(0, shade(colour, 1.1))
  light.addColorStop(0.55, colour)
  light.addColorStop(1, shade(colour, 0.74))
  context.fillStyle = light
  context.strokeStyle = light
  context.lineJoin = 'round'
  context.lineWidth = width
  context.beginPath()
  for (const { x, y } of spots) context.lineTo(x, y)
  context.closePath()
  context.fill()
  context.stroke()
}

function ellipse({ context }: Brush, x: number, y: number, rx: number, ry: number, colour: string): void {
  context.fillStyle = colour
  context.beginPath()
  context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI)
  context.fill()
}

/** A colour `#rrggbb` made brighter or darker. */
export function shade(colour: string, by: number): string {
  const part = (at: number) =>
    Math.min(255, Math.round(Number.parseInt(colour.slice(at, at + 2), 16) * by))
      .toString(16)
      .padStart(2, '0')
  return `#${part(1)}${part(3)}${part(5)}`
}
