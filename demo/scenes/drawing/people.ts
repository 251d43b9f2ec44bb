/** Ways to look: invented, plain, and enough of them that nobody stands out. */
import type { Look } from './figure.ts'

const SKIN = '#d9ae8c'
const PALE = '#e4bf9f'
const TAN = '#b98a66'
const BLACK = '#1f1b1a'
const BROWN = '#4a3527'
const GREY = '#8f8c88'

export const looks = {
  navyCoat: {
    height: 1.75,
    skin: SKIN,
    hair: BLACK,
    top: '#26324d',
    bottom: '#2b2d33',
    shoes: '#18181a',
    hem: { colour: '#26324d', share: 0.3 },
    bag: { colour: '#5b4632', worn: 'hand' },
  },
  beigeCoat: {
    height: 1.63,
    skin: PALE,
    hair: BROWN,
    longHair: true,
    top: '#b79f7c',
    bottom: '#3a3f4d',
    shoes: '#3b2f2a',
    hem: { colour: '#b79f7c', share: 0.28 },
    bag: { colour: '#7d2e35', worn: 'side' },
  },
  redParka: {
    height: 1.68,
    skin: TAN,
    hair: BLACK,
    top: '#a63a36',
    bottom: '#3d4a63',
    shoes: '#e3e0da',
    bag: { colour: '#2d3138', worn: 'back' },
  },
  greenJacket: {
    height: 1.78,
    skin: TAN,
    hair: BLACK,
    top: '#4d6650',
    bottom: '#5a5346',
    shoes: '#2c2722',
    paper: true,
  },
  greySuit: {
    height: 1.73,
    skin: SKIN,
    hair: GREY,
    top: '#5d636c',
    bottom: '#4c5158',
    shoes: '#141415',
    paper: true,
  },
  whiteBlouse: {
    height: 1.61,
    skin: PALE,
    hair: BLACK,
    longHair: true,
    top: '#e9e7e2',
    bottom: '#2c3346',
    shoes: '#20222a',
    hem: { colour: '#2c3346', share: 0.32 },
  },
  yellowSweater: {
    height: 1.58,
    skin: SKIN,
    hair: BROWN,
    longHair: true,
    top: '#d2a544',
    bottom: '#44536e',
    shoes: '#f0ece6',
  },
  blackPadding: { height: 1.8, skin: PALE, hair: BLACK, top: '#2a2a2e', bottom: '#5b6a86', shoes: '#d9d9d6' },
  purpleCardigan: {
    height: 1.55,
    skin: SKIN,
    hair: GREY,
    top: '#76587d',
    bottom: '#4a4550',
    shoes: '#332b30',
    bag: { colour: '#3f4f3b', worn: 'hand' },
  },
  blueShirt: { height: 1.72, skin: SKIN, hair: BLACK, top: '#7f9fc4', bottom: '#2f3a4f', shoes: '#1d1d20' },
  officer: {
    height: 1.77,
    skin: SKIN,
    hair: BLACK,
    top: '#31456b',
    bottom: '#232b3d',
    shoes: '#101114',
    cap: '#26365a',
  },
  guard: {
    height: 1.76,
    skin: SKIN,
    hair: BLACK,
    top: '#dfe6ee',
    bottom: '#27304a',
    shoes: '#101114',
    cap: '#27304a',
  },
  child: { height: 1.18, skin: PALE, hair: BLACK, top: '#3f8a8c', bottom: '#46506b', shoes: '#e8e3da' },
} as const satisfies Record<string, Look>
