/** The main entrance from inside: glass doors, low sun on the floor, a guard's desk. */
import { sign, type Brush } from './brush.ts'
import { plant, tiles } from './furniture.ts'
import { looks } from './people.ts'
import { waiting, walker, type Prop, type Scene } from './scene.ts'

const FRONT = 12
const CEILING = 3.6

export const entrance: Scene = {
  id: 'entrance',
  title: 'CAM 04  정문 현관',
  eye: { at: [2.8, 3.2, -1], yaw: -12, pitch: 17, focal: 880 },
  shadows: { slope: [0.28, -1.05], strength: 0.34 },
  backdrop: hall,
  props: [desk(-5.2, 7.2), gates(1.2, 7.4), plant(-6.4, 10.8, 1.8), plant(5.9, 10.6, 1.8), stand(2.9, 9.6)],
  people: [
    waiting(looks.guard, { x: -4.3, z: 8.25, heading: 2.6, rhythm: 1.4, talks: true }),
    waiting(looks.greySuit, { x: 4.9, z: 6.1, heading: -2.2, rhythm: 3.2 }),
    walker(looks.redParka, {
      from: 4,
      steps: [
        [0, -0.6, 17],
        [4.2, -0.5, 11.4],
        [8.4, -0.9, 6],
        [13.8, 0.4, -1],
      ],
    }),
    walker(looks.beigeCoat, {
      from: 12,
      steps: [
        [0, 5, -1.4],
        [5, 2.1, 4.2],
        [9.8, 0.3, 10.4],
        [14.6, 0.7, 17],
      ],
    }),
    walker(looks.greenJacket, {
      from: 21,
      standing: -0.6,
      steps: [
        [0, -0.2, 17],
        [4.6, -0.4, 11],
        [9, -3.5, 7.1],
        [19.5, -3.5, 7.1],
        [25.2, -1.2, 1],
        [28, -0.6, -2],
      ],
    }),
    walker(looks.yellowSweater, {
      from: 34,
      steps: [
        [0, 0.4, 17],
        [4.6, 0.2, 11],
        [9.6, 1.3, 5],
        [14.4, 3.6, -1.2],
      ],
    }),
    walker(looks.blackPadding, {
      from: 38,
      steps: [
        [0, -1.6, -1.4],
        [6, -0.9, 5.4],
        [10.6, -0.4, 11.2],
        [15, -0.9, 17],
      ],
    }),
    walker(looks.purpleCardigan, {
      from: 47,
      steps: [
        [0, -0.4, 17],
        [6, -0.4, 11],
        [12.6, -2, 4.4],
        [18.6, -5, -1],
      ],
    }),
  ],
}

function hall(brush: Brush): void {
  const { context } = brush
  context.fillStyle = '#bdb7aa'
  context.fillRect(0, 0, 1280, 720)
  tiles(brush, [-9, 8], [-1, FRONT], { colour: '#b9b3a8', joint: 'rgba(96,92,84,0.35)', tile: 0.8 })
  outside(brush)
  for (let x = -2.6; x < 2.6; x += 1.32)
    brush.face(
      [
        [x, 0.005, FRONT],
        [x + 1.16, 0.005, FRONT],
        [x + 2.5, 0.005, 5.6],
        [x + 1.34, 0.005, 5.6],
      ],
      'rgba(255,246,222,0.5)',
    )
  brush.floor([-2.2, 2], [9.6, 11.6], 'rgba(64,66,70,0.9)')
  for (let z = 9.7; z < 11.6; z += 0.24) brush.floor([-2.15, 1.95], [z, z + 0.08], '#585a5e')
  frontWall(brush)
  brush.face(
    [
      [-9, CEILING, -1],
      [8, CEILING, -1],
      [8, CEILING, FRONT],
      [-9, CEILING, FRONT],
    ],
    '#d9d4c8',
  )
  for (let z = 2; z < FRONT; z += 3)
    for (const x of [-5, 0, 4.4])
      brush.face(
        [
          [x, CEILING - 0.01, z],
          [x + 1.2, CEILING - 0.01, z],
          [x + 1.2, CEILING - 0.01, z + 0.5],
          [x, CEILING - 0.01, z + 0.5],
        ],
        '#fffdf5',
      )
  brush.face(
    [
      [-9, 0, -1],
      [-9, 0, FRONT],
      [-9, CEILING, FRONT],
      [-9, CEILING, -1],
    ],
    '#cfc8ba',
  )
  brush.face(
    [
      [8, 0, -1],
      [8, 0, FRONT],
      [8, CEILING, FRONT],
      [8, CEILING, -1],
    ],
    '#c2bbac',
  )
  sign(brush, [7.9, 2.6, 9.6], [0, 0, -3], { text: '민원실 →', height: 0.5, background: '#23508f' })
  brush.floor([-0.35, 0.05], [-1, 9.6], '#dcbd49')
  for (let z = -0.8; z < 9.4; z += 0.4) brush.floor([-0.27, -0.03], [z, z + 0.22], '#c5a534')
}

function outside(brush: Brush): void {
  const bright = brush.context.createLinearGradient(0, 60, 0, 330)
  bright.addColorStop(0, '#e8f2fa')
  bright.addColorStop(0.5, '#dfe6e2')
  bright.addColorStop(1, '#c9c6bc')
  brush.face(
    [
      [-9, 0, 26],
      [9, 0, 26],
      [9, 6, 26],
      [-9, 6, 26],
    ],
    bright,
  )
  brush.floor([-12, 12], [FRONT, 26], '#d9d4c8')
  brush.floor([-12, 12], [19, 22], '#a9a9a6')
  for (const [x, h] of [
    [-6.5, 3.4],
    [-4, 2.9],
    [3.6, 3.2],
    [6.4, 3.5],
  ] as const) {
    const at = brush.view.spot([x, h * 0.62, 24])
    brush.context.fillStyle = '#9db48e'
    brush.context.beginPath()
    brush.context.ellipse(at.x, at.y, 1.3 * at.perMetre, 1.1 * at.perMetre, 0, 0, 7)
    brush.context.fill()
  }
}

function frontWall(brush: Brush): void {
  const z = FRONT
  const paint = '#a9a293'
  brush.face(
    [
      [-9, 0, z],
      [-2.7, 0, z],
      [-2.7, CEILING, z],
      [-9, CEILING, z],
    ],
    paint,
  )
  brush.face(
    [
      [2.5, 0, z],
      [8, 0, z],
      [8, CEILING, z],
      [2.5, CEILING, z],
    ],
    paint,
  )
  brush.face(
    [
      [-2.7, 2.75, z],
      [2.5, 2.75, z],
      [2.5, CEILING, z],
      [-2.7, CEILING, z],
    ],
    '#8f8878',
  )
  brush.face(
    [
      [-9, 0, z - 0.01],
      [-2.7, 0, z - 0.01],
      [-2.7, 0.14, z - 0.01],
      [-9, 0.14, z - 0.01],
    ],
    '#6d675c',
  )
  brush.face(
    [
      [2.5, 0, z - 0.01],
      [8, 0, z - 0.01],
      [8, 0.14, z - 0.01],
      [2.5, 0.14, z - 0.01],
    ],
    '#6d675c',
  )
  for (const x of [-2.7, -1.4, 1.2, 2.44])
    brush.box([x, x + 0.08], [0, 2.75], [z - 0.05, z + 0.02], {
      top: '#999',
      front: '#6e7479',
      side: '#5c6166',
    })
  for (const x of [-2.66, 1.24])
    brush.face(
      [
        [x, 0, z],
        [x + 1.24, 0, z],
        [x + 1.24, 2.75, z],
        [x, 2.75, z],
      ],
      'rgba(190,214,224,0.35)',
    )
  sign(brush, [-2.4, 3.3, z - 0.02], [4.6, 0, 0], {
    text: '서울출입국·외국인청',
    height: 0.44,
    background: '#8f8878',
  })
  sign(brush, [-5.4, 2.3, z - 0.02], [1.6, 0, 0], {
    text: 'CCTV 촬영중',
    height: 0.36,
    background: '#c9a227',
    ink: '#1c1c1c',
  })
  sign(brush, [-5.4, 1.9, z - 0.02], [1.6, 0, 0], {
    text: '안내판',
    height: 0.26,
    background: '#f1efe8',
    ink: '#333333',
  })
  sign(brush, [4, 2.4, z - 0.02], [1.7, 0, 0], { text: '← 2층 계단', height: 0.36, background: '#3f5d52' })
}

function desk(x: number, z: number): Prop {
  return {
    at: [x + 0.9, 0, z],
    draw(brush) {
      brush.pool([x + 0.9, 0, z + 0.2], 1.6, 'rgba(20,22,28,0.4)', 0.9)
      brush.box([x, x + 1.9], [0, 1.05], [z, z + 0.5], { top: '#d9d2c2', front: '#6f5a43', side: '#5a4835' })
      brush.box([x + 0.2, x + 0.75], [1.05, 1.4], [z + 0.3, z + 0.34], {
        top: '#22252b',
        front: '#2a2e35',
        side: '#22252b',
      })
      sign(brush, [x + 0.45, 0.82, z - 0.01], [1, 0, 0], { text: '안내', height: 0.3, background: '#23508f' })
    },
  }
}

/** A metal detector frame beside the way in. */
function gates(x: number, z: number): Prop {
  const metal = { top: '#c9ced4', front: '#a9b0b8', side: '#8a9199' }
  return {
    at: [x + 0.5, 0, z],
    draw(brush) {
      brush.box([x + 1, x + 1.12], [0, 2.1], [z, z + 0.5], metal)
      brush.box([x + 2.1, x + 2.22], [0, 2.1], [z, z + 0.5], metal)
      brush.box([x + 1, x + 2.22], [2.1, 2.3], [z, z + 0.5], metal)
    },
  }
}

function stand(x: number, z: number): Prop {
  return {
    at: [x, 0, z],
    draw(brush) {
      brush.pool([x, 0, z], 0.4, 'rgba(20,22,28,0.4)')
      brush.box([x - 0.03, x + 0.03], [0, 1.2], [z - 0.03, z + 0.03], {
        top: '#888',
        front: '#777d83',
        side: '#666b70',
      })
      sign(brush, [x - 0.35, 1.75, z - 0.04], [0.7, 0, 0], {
        text: '방문증 교부',
        height: 0.5,
        background: '#f3f1ea',
        ink: '#2b4d7d',
      })
    },
  }
}
