/** The civil-petition hall (민원실) on the ground floor: counters, waiting seats, a ticket machine. */
import { sign, type Brush } from './brush.ts'
import { board, counter, plant, seats, ticketMachine, tiles } from './furniture.ts'
import { looks } from './people.ts'
import { waiting, walker, type Scene } from './scene.ts'

const BACK = 13

export const lobby: Scene = {
  id: 'lobby',
  title: 'CAM 01  1층 종합민원실',
  eye: { at: [-4.6, 3.1, -0.6], yaw: 20, pitch: 19, focal: 860 },
  backdrop: room,
  props: [
    counter(-3.6, 7.4, 10.4, [
      '1 체류연장',
      '2 체류연장',
      '3 외국인등록',
      '4 외국인등록',
      '5 국적',
      '6 사증',
    ]),
    ...seats(0.2, 4.6, 7, '#3b5c86'),
    ...seats(0.2, 6.2, 7, '#3b5c86'),
    ...seats(0.2, 7.8, 7, '#3b5c86'),
    ticketMachine(-2.6, 7.4),
    plant(-6.3, 9.6, 1.7),
    plant(6.6, 9.2, 1.5),
  ],
  people: [
    waiting(looks.blueShirt, { x: -2.1, z: 11.3, heading: Math.PI, seat: 0.64, rhythm: 0.4, talks: true }),
    waiting(looks.whiteBlouse, { x: 1.5, z: 11.3, heading: Math.PI, seat: 0.66, rhythm: 2.1, talks: true }),
    waiting(looks.greySuit, { x: 5.2, z: 11.3, heading: Math.PI, seat: 0.64, rhythm: 3.9 }),
    waiting(looks.greenJacket, { x: 1.1, z: 6.2, heading: 0, seat: 0.4, rhythm: 1.2 }),
    waiting(looks.purpleCardigan, { x: 2.3, z: 6.2, heading: 0, seat: 0.4, rhythm: 5.1 }),
    waiting(looks.navyCoat, { x: 3.5, z: 4.6, heading: 0, seat: 0.4, rhythm: 2.8 }),
    waiting(looks.blueShirt, { x: 0.5, z: 7.8, heading: 0, seat: 0.4, rhythm: 4.4 }),
    waiting(looks.yellowSweater, { x: 1.0, z: 9.9, heading: 0, rhythm: 0.9, talks: true }),
    walker(looks.beigeCoat, {
      from: 2,
      standing: 0,
      steps: [
        [0, -7.6, 4.2],
        [5.2, -2.8, 6.9],
        [11, -2.8, 6.9],
        [16.5, -0.9, 9.8],
        [34, -0.9, 9.8],
        [39.5, -3.2, 6.2],
        [46, -8.6, 2.6],
      ],
    }),
    walker(looks.navyCoat, {
      from: 17,
      steps: [
        [0, -7.8, 6.2],
        [4.5, -3.4, 5.2],
        [9.2, -0.6, 3.2],
        [14, 5.4, 2.9],
        [18, 10.6, 3.4],
      ],
    }),
    walker(looks.child, {
      from: 41,
      steps: [
        [0, 10.6, 3.2],
        [4.4, 5.4, 3.2],
        [8.8, 0, 3.3],
        [15.5, -8.4, 3.6],
      ],
    }),
    walker(looks.whiteBlouse, {
      from: 40.4,
      steps: [
        [0, 10.6, 3.7],
        [4.4, 5.4, 3.7],
        [8.8, 0, 3.8],
        [15.5, -8.4, 4.1],
      ],
    }),
    walker(looks.blackPadding, {
      from: 50,
      steps: [
        [0, -8.4, 3],
        [6, -1.6, 4],
        [11.5, 4.6, 3.3],
        [17, 10.8, 3],
      ],
    }),
    walker(looks.redParka, {
      from: 26,
      steps: [
        [0, 10.8, 3.6],
        [6.5, 3.2, 3.5],
        [11.6, -2.2, 5.2],
        [16.5, -8, 7],
      ],
    }),
    walker(looks.guard, {
      from: 26,
      standing: 0.6,
      steps: [
        [0, -7.8, 9.4],
        [4.6, -4.2, 8.6],
        [16, -4.2, 8.6],
        [22, -7.9, 5.6],
      ],
    }),
  ],
}

function room(brush: Brush): void {
  brush.context.fillStyle = '#c9c4b8'
  brush.context.fillRect(0, 0, 1280, 720)
  tiles(brush, [-9, 12], [-0.2, BACK], { colour: '#cfcbc2', joint: 'rgba(120,116,108,0.35)', tile: 0.9 })
  for (const z of [3.5, 7, 10.5])
    for (const x of [-3, 2.5, 7]) brush.pool([x, 0, z], 1.5, 'rgba(255,253,244,0.5)', 0.8)
  wallsOf(brush)
  brush.floor([-1.3, -0.9], [0, 9.9], '#e3c54e')
  for (let z = 0.2; z < 9.8; z += 0.4) brush.floor([-1.22, -0.98], [z, z + 0.22], '#cfae38')
}

function wallsOf(brush: Brush): void {
  brush.face(
    [
      [9.6, 0, 0],
      [9.6, 0, BACK],
      [9.6, 3.4, BACK],
      [9.6, 3.4, 0],
    ],
    '#bdb6a7',
  )
  const light = brush.context.createLinearGradient(0, 0, 0, 330)
  light.addColorStop(0, '#e9e5da')
  light.addColorStop(1, '#cfc9bb')
  brush.face(
    [
      [-9, 0, BACK],
      [12, 0, BACK],
      [12, 3.4, BACK],
      [-9, 3.4, BACK],
    ],
    light,
  )
  brush.face(
    [
      [-9, 2.3, BACK - 0.02],
      [12, 2.3, BACK - 0.02],
      [12, 2.95, BACK - 0.02],
      [-9, 2.95, BACK - 0.02],
    ],
    '#23508f',
  )
  sign(brush, [-4.2, 2.87, BACK - 0.04], [6.2, 0, 0], {
    text: '서울출입국·외국인청  종합민원실',
    height: 0.5,
    background: '#23508f',
  })
  sign(brush, [3.4, 2.87, BACK - 0.04], [4, 0, 0], {
    text: 'Immigration Services',
    height: 0.5,
    background: '#23508f',
    ink: '#dbe6f5',
  })
  brush.face(
    [
      [-9, 0, BACK - 0.02],
      [12, 0, BACK - 0.02],
      [12, 0.12, BACK - 0.02],
      [-9, 0.12, BACK - 0.02],
    ],
    '#7d766a',
  )
  for (const [i, title] of ['안내', '수수료', '필요서류'].entries())
    board(brush, [-7.4 + i * 1.25, 2.05, BACK - 0.05], [1.05, 0, 0], {
      height: 1.35,
      title,
      colour: ['#2d7a5f', '#8c5a2b', '#5a4a86'][i] as string,
    })
  for (let i = 0; i < 6; i++) {
    const x = -2.9 + i * 1.83
    brush.face(
      [
        [x, 1.72, BACK - 0.06],
        [x + 0.9, 1.72, BACK - 0.06],
        [x + 0.9, 2.12, BACK - 0.06],
        [x, 2.12, BACK - 0.06],
      ],
      '#14161b',
    )
    sign(brush, [x + 0.05, 2.07, BACK - 0.08], [0.8, 0, 0], {
      text: String(101 + ((i * 37) % 90)),
      height: 0.3,
      background: '#14161b',
      ink: '#ff6a4d',
    })
  }
}
