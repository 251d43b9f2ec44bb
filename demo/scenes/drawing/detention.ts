/** The corridor of the detention rooms (보호실): closed doors, a gate, an officer on his round. Nobody detained is shown. */
import { sign, type Brush } from './brush.ts'
import { shade } from './figure.ts'
import { looks } from './people.ts'
import { waiting, walker, type Prop, type Scene } from './scene.ts'

const END = 17
const HALF = 1.6
const CEILING = 2.8

export const detention: Scene = {
  id: 'detention',
  title: 'CAM 05  보호실 복도',
  eye: { at: [-0.9, 2.55, -0.2], yaw: 6, pitch: 14, focal: 880 },
  backdrop: passage,
  props: [gate(13.4), desk(0.55, 14.6)],
  people: [
    waiting(looks.officer, { x: 0.95, z: 15.5, heading: Math.PI, seat: 0.48, rhythm: 1.1, talks: true }),
    walker(looks.officer, {
      from: 5,
      standing: 1.4,
      steps: [
        [0, 0, 12.9],
        [2.6, 0.1, 10.4],
        [7, 0.1, 10.4],
        [10.4, 0.1, 7],
        [15, 0.1, 7],
        [18.4, 0.1, 3.6],
        [22.5, 0.1, 3.6],
        [27, -0.1, -1.4],
      ],
    }),
    walker(looks.guard, {
      from: 30,
      steps: [
        [0, 0.3, -1.4],
        [12.2, -0.5, 12.6],
        [15.2, -0.5, 12.6],
        [27.5, 0.2, -1.4],
      ],
    }),
    walker(looks.whiteBlouse, {
      from: 41,
      steps: [
        [0, -0.4, -1.4],
        [4.5, -0.3, 3.4],
        [8.5, -0.3, 3.4],
        [13.2, -0.5, -1.4],
      ],
      standing: 1.2,
    }),
  ],
}

function passage(brush: Brush): void {
  const { context } = brush
  context.fillStyle = '#cfd3d2'
  context.fillRect(0, 0, 1280, 720)
  const green = context.createLinearGradient(0, 150, 0, 720)
  green.addColorStop(0, '#8fa79b')
  green.addColorStop(1, '#6f887c')
  brush.floor([-HALF, HALF], [-0.3, END], green)
  for (let z = 2.4; z < END; z += 2.7) brush.pool([0, 0, z], 0.7, 'rgba(240,250,246,0.22)', 0.9)
  brush.floor([-1.25, -1.17], [-0.3, END], '#e0c04a')
  brush.floor([1.02, 1.1], [-0.3, END], '#e0c04a')
  brush.face(
    [
      [-HALF, CEILING, 0],
      [HALF, CEILING, 0],
      [HALF, CEILING, END],
      [-HALF, CEILING, END],
    ],
    '#e6e9e8',
  )
  for (let z = 2; z < END; z += 2.7)
    brush.face(
      [
        [-0.5, CEILING - 0.01, z],
        [0.5, CEILING - 0.01, z],
        [0.5, CEILING - 0.01, z + 0.35],
        [-0.5, CEILING - 0.01, z + 0.35],
      ],
      '#ffffff',
    )
  wall(brush, -HALF)
  wall(brush, HALF)
  brush.face(
    [
      [-HALF, 0, END],
      [HALF, 0, END],
      [HALF, CEILING, END],
      [-HALF, CEILING, END],
    ],
    '#a9b1ae',
  )
  for (let i = 0; i < 4; i++) cell(brush, 2 + i * 2.9, i + 1)
  rail(brush)
  sign(brush, [-HALF + 0.02, 2.2, 3], [0, 0, 2.2], { text: '정숙', height: 0.4, background: '#7b2f2f' })
}

function wall(brush: Brush, x: number): void {
  const lit = brush.context.createLinearGradient(0, 40, 0, 620)
  lit.addColorStop(0, '#dfe4e1')
  lit.addColorStop(1, '#b8c0bc')
  brush.face(
    [
      [x, 0, 0],
      [x, 0, END],
      [x, CEILING, END],
      [x, CEILING, 0],
    ],
    lit,
  )
  const inner = x < 0 ? x + 0.01 : x - 0.01
  brush.face(
    [
      [inner, 0, 0],
      [inner, 0, END],
      [inner, 1.1, END],
      [inner, 1.1, 0],
    ],
    'rgba(74,110,98,0.42)',
  )
  brush.face(
    [
      [inner, 0, 0],
      [inner, 0, END],
      [inner, 0.13, END],
      [inner, 0.13, 0],
    ],
    '#56625d',
  )
}

/** A steel door with a small window and its number. */
function cell(brush: Brush, z: number, number: number): void {
  const at = HALF - 0.02
  const rectangle = (y0: number, y1: number, z0: number, z1: number, paint: string, out = 0) =>
    brush.face(
      [
        [at - out, y0, z0],
        [at - out, y0, z1],
        [at - out, y1, z1],
        [at - out, y1, z0],
      ],
      paint,
    )
  rectangle(0, 2.16, z - 0.1, z + 1.1, '#4c5759')
  rectangle(0, 2.08, z, z + 1, '#7c8a8d')
  for (const y of [0.35, 1.05]) rectangle(y, y + 0.03, z + 0.06, z + 0.94, '#69767a')
  rectangle(1.42, 1.78, z + 0.28, z + 0.72, '#2e3a40')
  for (let bar = 0; bar < 4; bar++)
    rectangle(1.42, 1.78, z + 0.33 + bar * 0.1, z + 0.35 + bar * 0.1, '#aeb8ba', 0.01)
  rectangle(0.6, 0.78, z + 0.3, z + 0.7, '#5d696c')
  rectangle(1, 1.2, z + 0.82, z + 0.93, '#d5d9d6')
  sign(brush, [at - 0.6, 2.5, z + 0.1], [0.55, 0, 0], {
    text: `보호 ${number}실`,
    height: 0.24,
    background: '#23508f',
  })
}

function rail(brush: Brush): void {
  brush.box([-HALF, -HALF + 0.09], [0.92, 0.99], [0, 13.4], {
    top: '#b09065',
    front: '#957750',
    side: '#8a6d48',
  })
}

/** The barred gate, its leaf standing open to the right. */
function gate(z: number): Prop {
  const bar = { top: '#5a6669', front: '#4e5a5d', side: '#434e51' }
  return {
    at: [0, 0, z],
    draw(brush) {
      brush.box([-HALF, HALF], [2.2, 2.32], [z, z + 0.06], bar)
      for (let x = -HALF; x <= HALF; x += 0.16) {
        if (x > -1 && x < 0.45) continue
        brush.box([x, x + 0.035], [0, 2.2], [z, z + 0.035], bar)
      }
      for (const y of [0.1, 1.1]) {
        brush.box([-HALF, -1], [y, y + 0.06], [z, z + 0.05], bar)
        brush.box([0.45, HALF], [y, y + 0.06], [z, z + 0.05], bar)
      }
      sign(brush, [-0.75, 2.68, z - 0.01], [1.1, 0, 0], {
        text: '통제구역',
        height: 0.32,
        background: shade('#b03a34', 1),
      })
    },
  }
}

function desk(x: number, z: number): Prop {
  return {
    at: [x + 0.45, 0, z],
    draw: (brush) => {
      brush.box([x, x + 0.95], [0, 0.78], [z, z + 0.5], { top: '#d8d3c6', front: '#8b7a62', side: '#75664f' })
      brush.box([x + 0.1, x + 0.5], [0.78, 1.06], [z + 0.3, z + 0.33], {
        top: '#22252b',
        front: '#2a2e35',
        side: '#22252b',
      })
    },
  }
}
