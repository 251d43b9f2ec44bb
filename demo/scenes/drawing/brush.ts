/** Draws flat things and boxes of a room on a canvas, in perspective. */
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Point, View } from './space.ts'

type Paint = string | CanvasGradient
type CanvasGradient = ReturnType<SKRSContext2D['createLinearGradient']>

/** Colours of a box: its top, the sides that look along z, and the sides that look along x. */
type BoxPaint = { readonly top: string; readonly front: string; readonly side: string }
type Extent = readonly [from: number, to: number]

export type Brush = {
  readonly context: SKRSContext2D
  readonly view: View
  face(points: readonly Point[], paint: Paint): void
  /** A horizontal rectangle. */
  floor(x: Extent, z: Extent, paint: Paint, y?: number): void
  box(x: Extent, y: Extent, z: Extent, paint: BoxPaint): void
  /** Runs `draw` in a flat frame of one unit a metre, x along `across`, y along `down`, from the corner. */
  panel(corner: Point, across: Point, down: Point, draw: (context: SKRSContext2D) => void): void
  /** A round patch of light or shade on the floor, fading to nothing at its radius. */
  pool(at: Point, radius: number, colour: string, deep?: number): void
}

export const FONT = 'NanumGothic'
export const BOLD = 'NanumGothicBold'

export function brushOn(context: SKRSContext2D, view: View): Brush {
  const face: Brush['face'] = (points, paint) => {
    const spots = view.outline(points)
    if (spots.length < 3) return
    context.beginPath()
    for (const { x, y } of spots) context.lineTo(x, y)
    context.closePath()
    context.fillStyle = paint
    context.fill()
  }
  const box: Brush['box'] = ([x0, x1], [y0, y1], [z0, z1], { top, front, side }) => {
    const faces: readonly [Point, Point, readonly Point[], string][] = [
      [
        [x0, y0, z1],
        [0, 0, 1],
        [
          [x0, y0, z1],
          [x1, y0, z1],
          [x1, y1, z1],
          [x0, y1, z1],
        ],
        front,
      ],
      [
        [x0, y0, z0],
        [-1, 0, 0],
        [
          [x0, y0, z0],
          [x0, y0, z1],
          [x0, y1, z1],
          [x0, y1, z0],
        ],
        side,
      ],
      [
        [x1, y0, z0],
        [1, 0, 0],
        [
          [x1, y0, z0],
          [x1, y0, z1],
          [x1, y1, z1],
          [x1, y1, z0],
        ],
        side,
      ],
      [
        [x0, y1, z0],
        [0, 1, 0],
        [
          [x0, y1, z0],
          [x1, y1, z0],
          [x1, y1, z1],
          [x0, y1, z1],
        ],
        top,
      ],
      [
        [x0, y0, z0],
        [0, 0, -1],
        [
          [x0, y0, z0],
          [x1, y0, z0],
          [x1, y1, z0],
          [x0, y1, z0],
        ],
        front,
      ],
    ]
    for (const [on, normal, points, paint] of faces) if (view.faces(on, normal)) face(points, paint)
  }
  return {
    context,
    view,
    face,
    box,
    floor: ([x0, x1], [z0, z1], paint, y = 0) =>
      face(
        [
          [x0, y, z0],
          [x1, y, z0],
          [x1, y, z1],
          [x0, y, z1],
        ],
        paint,
      ),
    panel(corner, across, down, draw) {
      const end = (by: Point): Point => [corner[0] + by[0], corner[1] + by[1], corner[2] + by[2]]
      const [o, a, d] = [view.spot(corner), view.spot(end(across)), view.spot(end(down))]
      if (o.depth < 0.5 || a.depth < 0.5 || d.depth < 0.5) return
      context.save()
      context.transform(a.x - o.x, a.y - o.y, d.x - o.x, d.y - o.y, o.x, o.y)
      draw(context)
      context.restore()
    },
    pool([x, y, z], radius, colour, deep = radius) {
      const middle = view.spot([x, y, z])
      const [near, far] = [view.spot([x, y, z - deep]), view.spot([x, y, z + deep])]
      const beside = view.spot([x + radius, y, z])
      if (near.depth < 0.3) return
      const across = Math.hypot(beside.x - middle.x, beside.y - middle.y)
      context.save()
      context.translate(middle.x, (near.y + far.y) / 2)
      context.scale(across, Math.abs(near.y - far.y) / 2)
      const fade = context.createRadialGradient(0, 0, 0, 0, 0, 1)
      fade.addColorStop(0, colour)
      fade.addColorStop(1, transparent(colour))
      context.fillStyle = fade
      context.fillRect(-1, -1, 2, 2)
      context.restore()
    },
  }
}

function transparent(colour: string): string {
  return colour.replace(/,[^,]*\)$/, ',0)')
}

/** A sign of one line of text, in the frame of a panel of one metre: white on a colour unless told otherwise. */
export function sign(
  brush: Brush,
  corner: Point,
  across: Point,
  options: { text: string; height: number; background: string; ink?: string },
): void {
  const width = Math.hypot(...across)
  const { text, height, background, ink = '#ffffff' } = options
  brush.panel(corner, [across[0] / width, across[1] / width, across[2] / width], [0, -1, 0], (context) => {
    context.fillStyle = background
    context.fillRect(0, 0, width, height)
    writing(context, { text, x: width / 2, y: height / 2, height: height * 0.62, ink, widest: width * 0.9 })
  })
}

/** Centred text whose letters are `height` units high; units may be metres, so it is drawn large and scaled. */
export function writing(
  context: SKRSContext2D,
  options: { text: string; x: number; y: number; height: number; ink: string; widest: number },
): void {
  const { text, x, y, height, ink, widest } = options
  context.save()
  context.translate(x, y)
  context.font = `100px ${BOLD}`
  const scale = Math.min(height / 100, widest / context.measureText(text).width)
  context.scale(scale, scale)
  context.fillStyle = ink
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(text, 0, 4)
  context.restore()
}
