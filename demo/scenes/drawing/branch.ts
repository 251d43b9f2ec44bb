/** The waiting room of the Sejongno branch office on the second floor, beside tall windows. */
import { sign, type Brush } from './brush.ts'
import { board, counter, plant, seats, ticketMachine, tiles } from './furniture.ts'
import { looks } from './people.ts'
import { waiting, walker, type Scene } from './scene.ts'

const LEFT = -5.4
const BACK = 11

export const branch: Scene = {
  id: 'branch',
  title: 'CAM 06  세종로출장소 2층 민원실',
  eye: { at: [4.2, 2.9, -0.6], yaw: -20, pitch: 18, focal: 850 },
  shadows: { slope: [0.85, -0.12], strength: 0.24 },
  backdrop: room,
  props: [
    counter(-2.6, 4.8, 8.8, ['1 접수', '2 접수', '3 교부']),
    ...seats(-3.6, 3.4, 6, '#3f7a6c'),
    ...seats(-3.6, 5, 6, '#3f7a6c'),
    ticketMachine(1.9, 6.2),
    plant(-4.9, 9.9, 1.8),
    plant(-4.9, 1.9, 1.3),
  ],
  people: [
    waiting(looks.whiteBlouse, { x: -0.75, z: 9.7, heading: Math.PI, seat: 0.64, rhythm: 0.8, talks: true }),
    waiting(looks.blueShirt, { x: 1.75, z: 9.7, heading: Math.PI, seat: 0.62, rhythm: 3.1 }),
    waiting(looks.blackPadding, { x: -3.3, z: 5, heading: 0, seat: 0.4, rhythm: 2.2 }),
    waiting(looks.beigeCoat, { x: -1.5, z: 5, heading: 0, seat: 0.4, rhythm: 4.8 }),
    waiting(looks.greenJacket, { x: -2.7, z: 3.4, heading: 0, seat: 0.4, rhythm: 1.5 }),
    walker(looks.redParka, {
      from: 0,
      standing: 0,
      steps: [
        [0, 7.6, 4.4],
        [4.6, 2, 5.7],
        [9.5, 2, 5.7],
        [14.5, -1.1, 8.3],
        [33, -1.1, 8.3],
        [39, 0.8, 4.6],
        [46.5, 8, 2.8],
      ],
    }),
    walker(looks.navyCoat, {
      from: 15,
      standing: 0.1,
      steps: [
        [0, 7.6, 3.6],
        [7, 1.4, 8.2],
        [25, 1.4, 8.2],
        [31, 3.4, 4],
        [35.5, 7.8, 2.2],
      ],
    }),
    walker(looks.purpleCardigan, {
      from: 34,
      standing: -1.5,
      steps: [
        [0, 7.8, 2.4],
        [9.6, -0.4, 1.7],
        [14.2, -4.3, 3.2],
        [24, -4.3, 3.2],
        [29.6, 0.6, 2],
        [37, 8.2, 2.4],
      ],
    }),
    walker(looks.yellowSweater, {
      from: 21,
      steps: [
        [0, 8, 3],
        [6.4, 1.4, 4],
        [11.6, -1.2, 6.9],
        [16.8, -6.6, 7.4],
      ],
    }),
    walker(looks.officer, {
      from: 52,
      steps: [
        [0, -6.4, 7.2],
        [5.4, -1.8, 6.9],
        [10.6, 3.4, 6.6],
        [14.5, 7.8, 6.4],
      ],
    }),
  ],
}

function room(brush: Brush): void {
  const { context } = brush
  context.fillStyle = '#cfc9bd'
  context.fillRect(0, 0, 1280, 720)
  tiles(brush, [LEFT, 9], [-1, BACK], { colour: '#c6b59b', joint: 'rgba(120,98,70,0.3)', tile: 0.5 })
  for (let z = 0.2; z < 10; z += 2.6)
    brush.face(
      [
        [LEFT, 0.005, z],
        [LEFT, 0.005, z + 1.9],
        [LEFT + 3.6, 0.005, z + 1.4],
        [LEFT + 3.6, 0.005, z - 0.5],
      ],
      'rgba(255,246,218,0.42)',
    )
  const back = context.createLinearGradient(0, 0, 0, 360)
  back.addColorStop(0, '#ece8de')
  back.addColorStop(1, '#d6d0c2')
  brush.face(
    [
      [LEFT, 0, BACK],
      [9, 0, BACK],
      [9, 3.2, BACK],
      [LEFT, 3.2, BACK],
    ],
    back,
  )
  brush.face(
    [
      [7.2, 0, -1],
      [7.2, 0, BACK],
      [7.2, 3.2, BACK],
      [7.2, 3.2, -1],
    ],
    '#bcb5a6',
  )
  windows(brush)
  sign(brush, [-2.4, 2.9, BACK - 0.02], [6.8, 0, 0], {
    text: '세종로출장소  민원실',
    height: 0.5,
    background: '#2f6f62',
  })
  for (let i = 0; i < 3; i++) {
    const x = -1.8 + i * 2.47
    sign(brush, [x, 2.28, BACK - 0.03], [0.95, 0, 0], {
      text: String(24 + i * 13),
      height: 0.4,
      background: '#14161b',
      ink: '#ff6a4d',
    })
  }
  board(brush, [-4.9, 2.2, BACK - 0.03], [1, 0, 0], { height: 1.3, title: '안내', colour: '#2d7a5f' })
  board(brush, [-3.75, 2.2, BACK - 0.03], [0.9, 0, 0], { height: 1.3, title: '서식', colour: '#5a4a86' })
}

function windows(brush: Brush): void {
  brush.face(
    [
      [LEFT, 0, -1],
      [LEFT, 0, BACK],
      [LEFT, 3.2, BACK],
      [LEFT, 3.2, -1],
    ],
    '#bfb8aa',
  )
  const sky = brush.context.createLinearGradient(0, 60, 0, 420)
  sky.addColorStop(0, '#f4faff')
  sky.addColorStop(0.65, '#dbe8ee')
  sky.addColorStop(1, '#b9c7c0')
  for (let z = 0.2; z < 10; z += 2.6) {
    brush.face(
      [
        [LEFT + 0.01, 0.75, z],
        [LEFT + 0.01, 0.75, z + 2.1],
        [LEFT + 0.01, 2.9, z + 2.1],
        [LEFT + 0.01, 2.9, z],
      ],
      '#8b9095',
    )
    for (const half of [0.06, 1.08])
      brush.face(
        [
          [LEFT + 0.02, 0.82, z + half],
          [LEFT + 0.02, 0.82, z + half + 0.96],
          [LEFT + 0.02, 2.84, z + half + 0.96],
          [LEFT + 0.02, 2.84, z + half],
        ],
        sky,
      )
    brush.face(
      [
        [LEFT + 0.03, 2.3, z],
        [LEFT + 0.03, 2.3, z + 2.1],
        [LEFT + 0.03, 2.92, z + 2.1],
        [LEFT + 0.03, 2.92, z],
      ],
      'rgba(232,224,205,0.85)',
    )
  }
  brush.box([LEFT, LEFT + 0.3], [0.66, 0.74], [-1, BACK], {
    top: '#e5e0d4',
    front: '#cdc7ba',
    side: '#b9b3a6',
  })
}
