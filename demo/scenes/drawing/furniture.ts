/** Things that stand in more than one scene. */
import { sign, writing, type Brush } from './brush.ts'
import { shade } from './figure.ts'
import type { Prop } from './scene.ts'
import type { Point } from './space.ts'

/**
 * A row of joined waiting-room seats along x, facing away from the camera: the seats, which people sit on, and
 * their backs, which hide people.
 */
export function seats(x: number, z: number, count: number, colour: string): readonly Prop[] {
  const paint = { top: shade(colour, 1.12), front: colour, side: shade(colour, 0.75) }
  const places = Array.from({ length: count }, (_, i) => [x + i * 0.6 + 0.04, x + i * 0.6 + 0.56] as const)
  const long = count * 0.6
  return [
    {
      at: [x, 0, z + 0.1],
      draw(brush) {
        brush.pool([x + long / 2, 0, z], long * 0.62, 'rgba(20,22,28,0.35)', 0.6)
        brush.box([x, x + long], [0.28, 0.33], [z - 0.04, z + 0.04], steel)
        for (const leg of [x + 0.2, x + long - 0.26])
          brush.box([leg, leg + 0.06], [0, 0.3], [z - 0.2, z + 0.2], steel)
        for (const place of places) brush.box(place, [0.4, 0.46], [z - 0.24, z + 0.24], paint)
      },
    },
    {
      at: [x, 0, z - 0.27],
      draw(brush) {
        for (const place of places) brush.box(place, [0.48, 0.9], [z - 0.3, z - 0.24], paint)
      },
    },
  ]
}

const steel = { top: '#8b9098', front: '#6f747c', side: '#5d6269' }

/** A counter along x with a wooden front, screens and a glass pane; clerks sit behind it. */
export function counter(x0: number, x1: number, z: number, windows: readonly string[]): Prop {
  return {
    at: [x0, 0, z],
    draw(brush) {
      brush.pool([(x0 + x1) / 2, 0, z - 0.1], (x1 - x0) * 0.58, 'rgba(20,22,28,0.3)', 0.8)
      brush.box([x0, x1], [0, 1.02], [z, z + 0.6], { top: '#e7e2d6', front: '#a98a66', side: '#8d7355' })
      brush.box([x0 - 0.03, x1 + 0.03], [1.02, 1.08], [z - 0.08, z + 0.64], {
        top: '#f2efe8',
        front: '#d8d2c4',
        side: '#c3bdae',
      })
      brush.floor([x0, x1], [z - 0.002, z], '#3a3f48')
      const each = (x1 - x0) / windows.length
      for (const [i, text] of windows.entries()) {
        const left = x0 + i * each
        for (const at of [left, left + each])
          brush.box([at - 0.03, at + 0.03], [1.08, 1.75], [z, z + 0.5], frosted)
        brush.box([left + each * 0.28, left + each * 0.62], [1.1, 1.4], [z + 0.42, z + 0.46], {
          top: '#22252b',
          front: '#2a2e35',
          side: '#22252b',
        })
        const plate: Point = [left + each * 0.1, 0.85, z - 0.01]
        sign(brush, plate, [each * 0.8, 0, 0], { text, height: 0.22, background: '#23508f' })
      }
    },
  }
}

const frosted = { top: '#e8f0f2', front: 'rgba(210,225,230,0.65)', side: 'rgba(190,208,214,0.6)' }

/** A plant in a pot. */
export function plant(x: number, z: number, height = 1.5): Prop {
  return {
    at: [x, 0, z],
    draw(brush) {
      brush.pool([x, 0, z], 0.55, 'rgba(20,22,28,0.4)')
      brush.box([x - 0.2, x + 0.2], [0, 0.42], [z - 0.2, z + 0.2], {
        top: '#4b3b2d',
        front: '#d9d4ca',
        side: '#b8b2a6',
      })
      const { context, view } = brush
      for (let leaf = 0; leaf < 26; leaf++) {
        const angle = leaf * 2.4
        const up = 0.5 + (height - 0.5) * ((leaf % 13) / 13)
        const reach = 0.16 + 0.28 * (1 - Math.abs(up / height - 0.6))
        const from = view.spot([x, up - 0.2, z])
        const to = view.spot([x + reach * Math.cos(angle), up + 0.12, z + reach * Math.sin(angle)])
        context.strokeStyle = ['#3e6b3d', '#4f8049', '#2f5732', '#5f9257'][leaf % 4] as string
        context.lineCap = 'round'
        context.lineWidth = 0.085 * from.perMetre
        context.beginPath()
        context.moveTo(from.x, from.y)
        context.quadraticCurveTo((from.x + to.x) / 2, Math.min(from.y, to.y), to.x, to.y)
        context.stroke()
      }
    },
  }
}

/** A standing machine that gives out numbers. */
export function ticketMachine(x: number, z: number): Prop {
  return {
    at: [x, 0, z],
    draw(brush) {
      brush.pool([x, 0, z], 0.6, 'rgba(20,22,28,0.45)')
      brush.box([x - 0.24, x + 0.24], [0, 1.25], [z - 0.2, z + 0.2], {
        top: '#dfe4ea',
        front: '#c9d0d9',
        side: '#a4adb8',
      })
      brush.panel([x - 0.2, 1.2, z - 0.21], [1, 0, 0], [0, -1, 0], (context) => {
        context.fillStyle = '#1f3c68'
        context.fillRect(0, 0, 0.4, 0.36)
        writing(context, { text: '번호표', x: 0.2, y: 0.12, height: 0.1, ink: '#ffffff', widest: 0.36 })
        context.fillStyle = '#e9f2fb'
        context.fillRect(0.06, 0.2, 0.28, 0.1)
      })
    },
  }
}

/** A wall-mounted board with lines of text on it. */
export function board(
  brush: Brush,
  corner: Point,
  across: Point,
  options: { height: number; title: string; colour: string },
): void {
  const width = Math.hypot(...across)
  brush.panel(corner, [across[0] / width, across[1] / width, across[2] / width], [0, -1, 0], (context) => {
    context.fillStyle = '#f4f2ec'
    context.fillRect(0, 0, width, options.height)
    context.fillStyle = options.colour
    context.fillRect(0, 0, width, options.height * 0.2)
    writing(context, {
      text: options.title,
      x: width / 2,
      y: options.height * 0.1,
      height: options.height * 0.13,
      ink: '#ffffff',
      widest: width * 0.9,
    })
    context.fillStyle = '#b4b2ac'
    for (let row = 0; row < 6; row++)
      context.fillRect(
        width * 0.1,
        options.height * (0.3 + row * 0.11),
        width * (0.8 - 0.13 * ((row * 5) % 3)),
        options.height * 0.035,
      )
  })
}

/** A floor of tiles of one metre by `tile`, with a sheen towards the light. */
export function tiles(
  brush: Brush,
  x: readonly [number, number],
  z: readonly [number, number],
  options: { colour: string; joint: string; tile: number },
): void {
  const { colour, joint, tile } = options
  const { context } = brush
  const far = context.createLinearGradient(0, 120, 0, 720)
  far.addColorStop(0, shade(colour, 1.1))
  far.addColorStop(1, shade(colour, 0.84))
  brush.floor(x, z, far)
  for (let at = x[0]; at <= x[1]; at += tile) brush.floor([at - 0.007, at + 0.007], z, joint)
  for (let at = z[0]; at <= z[1]; at += tile) brush.floor(x, [at - 0.007, at + 0.007], joint)
}
