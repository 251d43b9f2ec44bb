/** A corridor of offices on the third floor, with daylight from the window at its end. */
import { sign, type Brush } from './brush.ts'
import { board, plant, tiles } from './furniture.ts'
import { looks } from './people.ts'
import { waiting, walker, type Scene } from './scene.ts'
import { shade } from './figure.ts'
import type { Point } from './space.ts'

const END = 21
const HALF = 1.7
const CEILING = 2.75

export const corridor: Scene = {
  id: 'corridor',
  title: 'CAM 02  3층 복도',
  eye: { at: [0.95, 2.5, -0.3], yaw: -5, pitch: 13, focal: 900 },
  shadows: { slope: [0.02, -0.75], strength: 0.15 },
  backdrop: hallway,
  props: [bench(-1.45, 6.2), plant(-1.35, 17.6, 1.4)],
  people: [
    waiting(looks.greySuit, { x: 1.05, z: 11.2, heading: -2.1, rhythm: 0.3, talks: true }),
    waiting(looks.whiteBlouse, { x: 0.35, z: 11.7, heading: 1.9, rhythm: 2.6, talks: true }),
    walker(looks.navyCoat, {
      from: 3,
      steps: [
        [0, -0.35, 20.6],
        [16.4, -0.45, 1],
        [18.6, -0.5, -1.6],
      ],
    }),
    walker(looks.greenJacket, {
      from: 14,
      steps: [
        [0, 0.5, -1.4],
        [10.5, 0, 10],
        [13, -0.6, 13],
        [16.2, -0.7, 16.6],
        [17.4, -2.4, 16.7],
      ],
    }),
    walker(looks.yellowSweater, {
      from: 30,
      steps: [
        [0, -2.5, 8.6],
        [1.5, -0.9, 8.5],
        [8.2, -0.4, 1.2],
        [10.2, -0.2, -1.4],
      ],
    }),
    walker(looks.officer, {
      from: 36,
      steps: [
        [0, 0.1, 20.6],
        [15.5, 0.15, 2],
        [18, 0.2, -1.5],
      ],
    }),
    walker(looks.purpleCardigan, {
      from: 44,
      steps: [
        [0, -0.7, -1.3],
        [13, -0.7, 11.2],
        [23, -0.5, 20.6],
      ],
    }),
  ],
}

function hallway(brush: Brush): void {
  const { context } = brush
  context.fillStyle = '#d8d5cd'
  context.fillRect(0, 0, 1280, 720)
  tiles(brush, [-HALF, HALF], [-0.2, END], { colour: '#c2bfb6', joint: 'rgba(110,106,98,0.3)', tile: 0.6 })
  for (let i = 0; i < 5; i++)
    brush.floor([-0.75, 0.75], [11.5 + i * 2, END], `rgba(255,252,240,${0.06 + i * 0.045})`)
  wall(brush, -HALF, '#dedad0')
  wall(brush, HALF, '#d2cdc2')
  brush.face(
    [
      [-HALF, CEILING, 0],
      [HALF, CEILING, 0],
      [HALF, CEILING, END],
      [-HALF, CEILING, END],
    ],
    '#ecebe6',
  )
  for (let z = 3.5; z < END; z += 3.4)
    brush.face(
      [
        [-0.3, CEILING - 0.01, z],
        [0.3, CEILING - 0.01, z],
        [0.3, CEILING - 0.01, z + 1.3],
        [-0.3, CEILING - 0.01, z + 1.3],
      ],
      '#ffffff',
    )
  brush.face(
    [
      [-HALF, 0, END],
      [HALF, 0, END],
      [HALF, CEILING, END],
      [-HALF, CEILING, END],
    ],
    '#b9b6ae',
  )
  brush.face(
    [
      [-1.1, 0.75, END - 0.01],
      [1.1, 0.75, END - 0.01],
      [1.1, 2.4, END - 0.01],
      [-1.1, 2.4, END - 0.01],
    ],
    '#f6fbff',
  )
  for (const x of [-1.1, -0.03, 1.04])
    brush.box([x, x + 0.06], [0.75, 2.4], [END - 0.06, END - 0.02], {
      top: '#8b8f95',
      front: '#8b8f95',
      side: '#8b8f95',
    })
  for (const [z, text] of [
    [4.2, '총무과'],
    [8, '조사과'],
    [12.2, '심사과'],
    [16, '사범과'],
  ] as const)
    door(brush, -HALF, z, text)
  for (const [z, text] of [
    [5.4, '회의실'],
    [14, '면담실'],
  ] as const)
    door(brush, HALF, z, text)
  board(brush, [-HALF + 0.02, 2, 2.6], [0, 0, 1.1], { height: 1, title: '게시판', colour: '#2d7a5f' })
  sign(brush, [-0.5, CEILING - 0.05, 12.5], [1, 0, 0], { text: '비상구', height: 0.3, background: '#1f8a4c' })
}

function wall(brush: Brush, x: number, colour: string): void {
  const shaded = brush.context.createLinearGradient(0, 60, 0, 560)
  shaded.addColorStop(0, shade(colour, 1.05))
  shaded.addColorStop(1, shade(colour, 0.88))
  brush.face(
    [
      [x, 0, 0],
      [x, 0, END],
      [x, CEILING, END],
      [x, CEILING, 0],
    ],
    shaded,
  )
  const inner = x < 0 ? x + 0.01 : x - 0.01
  brush.face(
    [
      [inner, 0, 0],
      [inner, 0, END],
      [inner, 0.95, END],
      [inner, 0.95, 0],
    ],
    'rgba(92,120,140,0.28)',
  )
  brush.face(
    [
      [inner, 0, 0],
      [inner, 0, END],
      [inner, 0.12, END],
      [inner, 0.12, 0],
    ],
    '#6d6a63',
  )
  brush.face(
    [
      [inner, 0.93, 0],
      [inner, 0.93, END],
      [inner, 0.99, END],
      [inner, 0.99, 0],
    ],
    '#8a7a62',
  )
}

function door(brush: Brush, x: number, z: number, text: string): void {
  const at = x < 0 ? x + 0.02 : x - 0.02
  const rectangle = (y0: number, y1: number, z0: number, z1: number, paint: string) =>
    brush.face(
      [
        [at, y0, z0],
        [at, y0, z1],
        [at, y1, z1],
        [at, y1, z0],
      ],
      paint,
    )
  rectangle(0, 2.16, z - 0.08, z + 1.08, '#5c4a3a')
  rectangle(0, 2.1, z, z + 1, '#8b6c4d')
  rectangle(0.12, 1, z + 0.14, z + 0.86, '#7d6044')
  rectangle(1.2, 1.95, z + 0.3, z + 0.7, '#cfdde2')
  rectangle(1.02, 1.1, z + 0.84, z + 0.95, '#d8d4c8')
  const out = x < 0 ? at + 0.02 : at - 0.02
  // Signs stick out into the corridor, so that they can be read along it.
  const corner: Point = x < 0 ? [out, 2.52, z - 0.2] : [out - 0.55, 2.52, z - 0.2]
  sign(brush, corner, [0.55, 0, 0], { text, height: 0.22, background: '#23508f' })
}

function bench(x: number, z: number) {
  return {
    at: [x, 0, z] as const,
    draw(brush: Brush) {
      brush.pool([x, 0, z + 0.7], 0.55, 'rgba(20,22,28,0.35)', 1.1)
      for (const leg of [z + 0.1, z + 1.25])
        brush.box([x - 0.18, x + 0.18], [0, 0.4], [leg, leg + 0.08], {
          top: '#555',
          front: '#5f646b',
          side: '#50555c',
        })
      brush.box([x - 0.22, x + 0.22], [0.4, 0.47], [z, z + 1.45], {
        top: '#4e6f96',
        front: '#3b5c86',
        side: '#31507a',
      })
    },
  }
}
