/** The car park in front of the building, in the afternoon sun. */
import { sign, type Brush } from './brush.ts'
import { shade } from './figure.ts'
import { looks } from './people.ts'
import { walker, type Mover, type Prop, type Scene } from './scene.ts'
import type { Point } from './space.ts'

const SUN = [0.62, 0.34] as const
const DRIVE_FROM_SECOND = 20
const DRIVE_SECONDS = 9

export const parking: Scene = {
  id: 'parking',
  title: 'CAM 03  주차장',
  eye: { at: [-1.5, 6.4, -4], yaw: 7, pitch: 22, focal: 900 },
  shadows: { slope: SUN, strength: 0.38 },
  backdrop: yard,
  props: [
    ...[
      [-9.2, '#d9dadc'],
      [-6.2, '#3b414b'],
      [-0.2, '#8d2f2f'],
      [2.8, '#e8e8e6'],
      [5.8, '#5b6d84'],
      [11.8, '#c9ccd0'],
    ].map(([x, colour]) => parked(x as number, 16.4, colour as string)),
    ...[
      [-7.7, '#22262c'],
      [-4.7, '#b9bdc2'],
      [4.3, '#f0efeb'],
      [7.3, '#31455f'],
      [10.3, '#7c7f84'],
    ].map(([x, colour]) => parked(x as number, 5.6, colour as string)),
    tree(-10.4, 21.4, 4.6),
    tree(-3.2, 21.8, 4.2),
    tree(7.6, 21.6, 4.8),
    tree(13, 21.4, 4.4),
    lamp(-7, 20.4),
  ],
  movers: [drivingThrough],
  people: [
    walker(looks.beigeCoat, {
      from: 1,
      steps: [
        [0, -12.5, 20.2],
        [16, 6, 20],
        [22, 13, 20],
        [27, 19, 20],
      ],
    }),
    walker(looks.redParka, {
      from: 9,
      steps: [
        [0, 15, 12.6],
        [9, 5.4, 12.4],
        [13, 1.4, 13.2],
        [16.5, 1.4, 16.6],
        [19.5, 1.3, 19.6],
        [31, -13, 20.6],
      ],
    }),
    walker(looks.navyCoat, {
      from: 31,
      steps: [
        [0, 17, 20.6],
        [8, 8.4, 20.3],
        [11.2, 8.9, 16.8],
        [14.5, 8.5, 13.4],
        [20, 2.6, 9.6],
        [27, -4, 2.6],
        [30, -5.4, -1],
      ],
    }),
    walker(looks.blueShirt, {
      from: 44,
      steps: [
        [0, -13, 11],
        [8.5, -3.2, 10.2],
        [12.5, 1.2, 8.8],
        [17, 2.7, 4],
        [20, 2.9, 0.4],
        [21.2, 3, -1],
      ],
    }),
    walker(looks.child, {
      from: 16.4,
      steps: [
        [0, -12.8, 19.4],
        [18, 7, 19.4],
        [24, 13, 19.4],
        [29, 19, 19.4],
      ],
    }),
    walker(looks.purpleCardigan, {
      from: 16,
      steps: [
        [0, -12.8, 19.9],
        [18, 7, 19.9],
        [24, 13, 19.9],
        [29, 19, 19.9],
      ],
    }),
  ],
}

function yard(brush: Brush): void {
  const { context } = brush
  const sky = context.createLinearGradient(0, 0, 0, 160)
  sky.addColorStop(0, '#b9d3e8')
  sky.addColorStop(1, '#e3ecf0')
  context.fillStyle = sky
  context.fillRect(0, 0, 1280, 720)
  const asphalt = context.createLinearGradient(0, 200, 0, 720)
  asphalt.addColorStop(0, '#84868a')
  asphalt.addColorStop(1, '#6b6d71')
  brush.floor([-40, 40], [-4, 19], asphalt)
  brush.floor([-40, 40], [19, 24], '#b3aea4')
  for (let x = -40; x < 40; x += 1.2) brush.floor([x, x + 0.03], [19, 24], 'rgba(110,104,96,0.35)')
  brush.floor([-40, 40], [18.85, 19.05], '#d4d0c6')
  for (const [z0, z1] of [
    [3.2, 8.2],
    [13.9, 18.8],
  ] as const)
    for (let x = -13.7; x < 20; x += 3) brush.floor([x - 0.06, x + 0.06], [z0, z1], '#e9e8e2')
  for (const x of [-2.6, -11.4, 8]) arrow(brush, x, 11)
  building(brush)
  disabledBay(brush, 2.8 - 4.55, 3.4)
}

function building(brush: Brush): void {
  const z = 24
  brush.face(
    [
      [-40, 0, z],
      [40, 0, z],
      [40, 9, z],
      [-40, 9, z],
    ],
    '#c8bfae',
  )
  brush.face(
    [
      [-40, 0, z - 0.02],
      [40, 0, z - 0.02],
      [40, 0.7, z - 0.02],
      [-40, 0.7, z - 0.02],
    ],
    '#8c857a',
  )
  for (let x = -22; x < 26; x += 3.1) {
    if (x > -1 && x < 5) continue
    brush.face(
      [
        [x, 1.3, z - 0.03],
        [x + 2.2, 1.3, z - 0.03],
        [x + 2.2, 3.1, z - 0.03],
        [x, 3.1, z - 0.03],
      ],
      '#5d7487',
    )
    brush.face(
      [
        [x, 2.2, z - 0.04],
        [x + 2.2, 2.7, z - 0.04],
        [x + 2.2, 3.1, z - 0.04],
        [x, 3.1, z - 0.04],
      ],
      '#86a0b3',
    )
    brush.face(
      [
        [x + 1.07, 1.3, z - 0.05],
        [x + 1.14, 1.3, z - 0.05],
        [x + 1.14, 3.1, z - 0.05],
        [x + 1.07, 3.1, z - 0.05],
      ],
      '#e0dccf',
    )
  }
  brush.box([-0.6, 4.8], [3, 3.35], [z - 1.6, z], { top: '#cfd3d6', front: '#7d858c', side: '#6a7178' })
  brush.face(
    [
      [0.2, 0, z - 0.03],
      [4, 0, z - 0.03],
      [4, 2.9, z - 0.03],
      [0.2, 2.9, z - 0.03],
    ],
    '#46606f',
  )
  for (const x of [0.2, 1.45, 2.7, 3.94])
    brush.box([x, x + 0.07], [0, 2.9], [z - 0.06, z], { top: '#ccc', front: '#d5d9db', side: '#b5babd' })
  sign(brush, [-2.4, 4.75, z - 0.04], [9, 0, 0], {
    text: '서울출입국·외국인청',
    height: 0.95,
    background: '#c8bfae',
    ink: '#3c4650',
  })
}

function arrow(brush: Brush, x: number, z: number): void {
  brush.floor([x - 1.2, x + 0.5], [z - 0.12, z + 0.12], 'rgba(238,237,230,0.8)')
  brush.face(
    [
      [x + 0.5, 0, z - 0.4],
      [x + 1.3, 0, z],
      [x + 0.5, 0, z + 0.4],
    ],
    'rgba(238,237,230,0.8)',
  )
}

function disabledBay(brush: Brush, x: number, z: number): void {
  brush.floor([x, x + 2.8], [z, z + 4.6], 'rgba(47,94,168,0.75)')
  brush.panel([x + 0.75, 0.01, z + 3.2], [1, 0, 0], [0, 0, -1], (context) => {
    context.strokeStyle = '#f2f2ee'
    context.lineWidth = 0.13
    context.beginPath()
    context.arc(0.62, 1.25, 0.5, -0.5, 3.6)
    context.moveTo(0.55, 0.35)
    context.lineTo(0.55, 0.95)
    context.lineTo(1.05, 0.95)
    context.lineTo(1.3, 1.6)
    context.stroke()
    context.fillStyle = '#f2f2ee'
    context.beginPath()
    context.arc(0.55, 0.15, 0.16, 0, 7)
    context.fill()
  })
}

/** A car parked along z, seen from its front or rear. */
function parked(x: number, z: number, colour: string): Prop {
  return { at: [x, 0, z], draw: (brush) => car(brush, [x, z], colour, false) }
}

/** A car of 4.4 by 1.8 metres; `along` x when it drives through the aisle. */
function car(brush: Brush, [x, z]: readonly [number, number], colour: string, alongX: boolean): void {
  const at = (forward: number, up: number, side: number): Point =>
    alongX ? [x + forward, up, z + side] : [x + side, up, z + forward]
  const cast = (points: readonly Point[], paint: string) =>
    brush.face(
      points.map(([px, py, pz]) => [px + py * SUN[0], 0, pz + py * SUN[1]]),
      paint,
    )
  const dark = 'rgba(16,18,24,0.42)'
  cast([at(-2.2, 0, -0.9), at(2.2, 0, -0.9), at(2.2, 0.85, 0.9), at(-2.2, 0.85, 0.9)], dark)
  cast([at(-1.4, 0.8, 0.9), at(1.2, 0.8, 0.9), at(0.8, 1.45, 0.75), at(-1.2, 1.45, 0.75)], dark)
  wheels(brush, at)
  slab(brush, at, { length: [-2.2, 2.2], height: [0.32, 0.72], half: [0.88, 0.9], inset: [0, 0.02] }, colour)
  slab(
    brush,
    at,
    { length: [-2.18, 2.18], height: [0.72, 0.92], half: [0.9, 0.84], inset: [0, 0.18] },
    shade(colour, 1.04),
  )
  slab(
    brush,
    at,
    { length: [-1.75, 1.15], height: [0.92, 1.42], half: [0.8, 0.64], inset: [0, 0.5] },
    '#2b343d',
  )
  brush.face(
    [at(-1.24, 1.43, -0.62), at(0.64, 1.43, -0.62), at(0.64, 1.43, 0.62), at(-1.24, 1.43, 0.62)],
    shade(colour, 1.08),
  )
  for (const side of [-0.62, 0.62])
    brush.face(
      [
        at(-2.22, 0.6, side - 0.18),
        at(-2.22, 0.6, side + 0.18),
        at(-2.2, 0.76, side + 0.18),
        at(-2.2, 0.76, side - 0.18),
      ],
      '#f3efdc',
    )
  brush.face(
    [at(-2.23, 0.4, -0.27), at(-2.23, 0.4, 0.27), at(-2.22, 0.52, 0.27), at(-2.22, 0.52, -0.27)],
    '#f4f4f0',
  )
}

function wheels(brush: Brush, at: (forward: number, up: number, side: number) => Point): void {
  for (const forward of [-1.35, 1.35])
    for (const side of [-0.86, 0.86]) {
      const rim = Array.from({ length: 14 }, (_, i) =>
        at(forward + 0.33 * Math.cos((i * Math.PI) / 7), 0.33 + 0.33 * Math.sin((i * Math.PI) / 7), side),
      )
      brush.face(rim, '#1a1b1e')
      const hub = Array.from({ length: 10 }, (_, i) =>
        at(
          forward + 0.18 * Math.cos((i * Math.PI) / 5),
          0.33 + 0.18 * Math.sin((i * Math.PI) / 5),
          side * 1.02,
        ),
      )
      brush.face(hub, '#9a9da1')
    }
}

type Slab = {
  length: readonly [number, number]
  height: readonly [number, number]
  half: readonly [number, number]
  inset: readonly [number, number]
}

/** A block that narrows from its lower to its upper edge. */
function slab(
  brush: Brush,
  at: (forward: number, up: number, side: number) => Point,
  { length, height, half, inset }: Slab,
  colour: string,
): void {
  const ring = (i: 0 | 1) => {
    const [back, front] = [length[0] + inset[i], length[1] - inset[i]]
    return [
      at(back, height[i], -half[i]),
      at(front, height[i], -half[i]),
      at(front, height[i], half[i]),
      at(back, height[i], half[i]),
    ]
  }
  const [low, high] = [ring(0), ring(1)]
  const sides = low.map((a, i) => {
    const b = low[(i + 1) % 4] as Point
    const [c, d] = [high[(i + 1) % 4] as Point, high[i] as Point]
    const depth = brush.view.spot([(a[0] + b[0]) / 2, a[1], (a[2] + b[2]) / 2]).depth
    return { points: [a, b, c, d], depth, alongZ: Math.abs(a[0] - b[0]) < Math.abs(a[2] - b[2]) }
  })
  for (const { points, alongZ } of sides.toSorted((a, b) => b.depth - a.depth))
    brush.face(points, shade(colour, alongZ ? 0.72 : 0.9))
  brush.face(high, shade(colour, 1.06))
}

function tree(x: number, z: number, height: number): Prop {
  return {
    at: [x, 0, z],
    draw(brush) {
      brush.pool([x + 1.4, 0, z + 0.6], 1.9, 'rgba(18,24,20,0.4)', 1)
      brush.box([x - 0.13, x + 0.13], [0, height * 0.5], [z - 0.13, z + 0.13], {
        top: '#5b4632',
        front: '#6b533c',
        side: '#4d3a29',
      })
      for (let i = 0; i < 34; i++) {
        const angle = i * 2.4
        const reach = 1.15 * Math.sqrt((i + 1) / 34)
        const up = height * 0.62 + Math.sin(i * 1.7) * 0.55 + (1.15 - reach) * 0.7
        const at = brush.view.spot([x + reach * Math.cos(angle), up, z + reach * 0.5 * Math.sin(angle)])
        brush.context.fillStyle = ['#47703f', '#557f49', '#3b6037', '#65904f', '#4c7843'][i % 5] as string
        brush.context.beginPath()
        brush.context.arc(at.x, at.y, 0.46 * at.perMetre, 0, 7)
        brush.context.fill()
      }
    },
  }
}

function lamp(x: number, z: number): Prop {
  return {
    at: [x, 0, z],
    draw(brush) {
      brush.box([x - 0.06, x + 0.06], [0, 5.2], [z - 0.06, z + 0.06], {
        top: '#777',
        front: '#757b81',
        side: '#62676d',
      })
      brush.box([x - 0.9, x + 0.9], [5.1, 5.2], [z - 0.08, z + 0.08], {
        top: '#8c9298',
        front: '#757b81',
        side: '#62676d',
      })
    },
  }
}

/** One car goes through the aisle, from left to right, without stopping. */
function drivingThrough(second: number): ReturnType<Mover> {
  const share = (second - DRIVE_FROM_SECOND) / DRIVE_SECONDS
  if (share < 0 || share > 1) return undefined
  const x = -22 + 44 * share
  return { at: [x, 0, 11], draw: (brush) => car(brush, [x, 11], '#c3a24a', true) }
}
