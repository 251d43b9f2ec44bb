/** A scene: a place seen by one camera, who passes through it, and how one frame of it is painted. */
import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas'
import { BOLD, brushOn, FONT, type Brush } from './brush.ts'
import { castShadow, drawFigure, type Look, type Pose } from './figure.ts'
import { HEIGHT, viewFrom, WIDTH, type Eye, type Point } from './space.ts'
import { poseAt, SCENE_SECONDS, type Walk } from './walk.ts'

/** Somebody, at a second of the scene; undefined while elsewhere. */
type Person = { readonly look: Look; readonly pose: (second: number) => Pose | undefined }

/** A thing that people can stand in front of and behind; drawn once. Its z decides what it hides. */
export type Prop = { readonly at: Point; readonly draw: (brush: Brush) => void }

/** A thing that moves: where it is decides what it hides. */
export type Mover = (
  second: number,
) => { readonly at: Point; readonly draw: (brush: Brush) => void } | undefined

export type Scene = {
  /** Name of the film's file. */
  readonly id: string
  /** The camera's name, burned in. */
  readonly title: string
  readonly eye: Eye
  /** Where shadows fall, metres along the ground for a metre of height; undefined under diffuse light. */
  readonly shadows?: { readonly slope: readonly [x: number, z: number]; readonly strength: number }
  readonly backdrop: (brush: Brush) => void
  readonly props: readonly Prop[]
  readonly people: readonly Person[]
  readonly movers?: readonly Mover[]
}

export function walker(look: Look, walk: Walk): Person {
  return { look, pose: (second) => poseAt(walk, second) }
}

/** Somebody who stays, seated or standing, and now and then looks round. */
export function waiting(
  look: Look,
  place: { x: number; z: number; heading: number; seat?: number; rhythm: number; talks?: boolean },
): Person {
  const { rhythm, talks = false, ...pose } = place
  const turn = (second: number, every: number) =>
    Math.sin((2 * Math.PI * second * every) / SCENE_SECONDS + rhythm)
  return {
    look,
    pose: (second) => ({
      ...pose,
      phase: 0,
      stride: 0,
      gaze: 0.7 * smooth(turn(second, 4)) + 0.15 * turn(second, 7),
      gesture: talks ? Math.max(0, smooth(turn(second, 11))) : 0,
    }),
  }
}

/** Keeps still most of the time. */
function smooth(wave: number): number {
  return Math.sign(wave) * Math.max(0, Math.abs(wave) - 0.6) * 2.5
}

/** A function that paints one frame of the scene; what does not move is painted once and kept. */
export function painter(scene: Scene): (frame: number, framesPerSecond: number) => Canvas {
  const view = viewFrom(scene.eye)
  const canvas = createCanvas(WIDTH, HEIGHT)
  const context = canvas.getContext('2d')
  const brush = brushOn(context, view)
  const backdrop = layer((layerContext) => scene.backdrop(brushOn(layerContext, view)))
  const props = scene.props.map(({ at, draw }) => ({
    z: at[2],
    image: layer((layerContext) => draw(brushOn(layerContext, view))),
  }))
  const darkCorners = layer(vignette)
  const shade = createCanvas(WIDTH, HEIGHT)
  const shadeBrush = brushOn(shade.getContext('2d'), view)
  return (frame, framesPerSecond) => {
    const second = frame / framesPerSecond
    const present = scene.people.flatMap(({ look, pose }) => {
      const now = pose(second)
      return now ? [{ look, pose: now }] : []
    })
    context.drawImage(backdrop, 0, 0)
    shadows(scene, { brush, shade, shadeBrush }, present)
    const standing = present.map(({ look, pose }) => ({
      z: pose.z,
      draw: () => drawFigure(brush, look, pose),
    }))
    const moving = (scene.movers ?? []).flatMap((mover) => {
      const now = mover(second)
      return now ? [{ z: now.at[2], draw: () => now.draw(brush) }] : []
    })
    const still = props.map(({ z, image }) => ({ z, draw: () => context.drawImage(image, 0, 0) }))
    // Every camera here looks roughly along z, so what has the smaller z stands in front.
    for (const thing of [...still, ...standing, ...moving].toSorted((a, b) => b.z - a.z)) thing.draw()
    context.drawImage(darkCorners, 0, 0)
    caption(context, scene.title, frame, framesPerSecond)
    return canvas
  }
}

type Present = readonly { readonly look: Look; readonly pose: Pose }[]

function shadows(
  scene: Scene,
  on: { brush: Brush; shade: Canvas; shadeBrush: Brush },
  people: Present,
): void {
  for (const { pose } of people) on.brush.pool([pose.x, 0, pose.z], 0.42, 'rgba(20,22,28,0.42)')
  if (!scene.shadows) return
  on.shadeBrush.context.clearRect(0, 0, WIDTH, HEIGHT)
  for (const { look, pose } of people) castShadow(on.shadeBrush, look, pose, scene.shadows.slope)
  on.brush.context.globalAlpha = scene.shadows.strength
  on.brush.context.drawImage(on.shade, 0, 0)
  on.brush.context.globalAlpha = 1
}

function layer(draw: (context: SKRSContext2D) => void): Canvas {
  const canvas = createCanvas(WIDTH, HEIGHT)
  draw(canvas.getContext('2d'))
  return canvas
}

/** A lens darkens towards its corners. */
function vignette(context: SKRSContext2D): void {
  const dark = context.createRadialGradient(WIDTH / 2, HEIGHT / 2, 380, WIDTH / 2, HEIGHT / 2, 780)
  dark.addColorStop(0, 'rgba(8,10,16,0)')
  dark.addColorStop(1, 'rgba(8,10,16,0.42)')
  context.fillStyle = dark
  context.fillRect(0, 0, WIDTH, HEIGHT)
}

/** The camera's name, the running clock and the frame, as a camera burns them in; and that nothing here is real. */
function caption(context: SKRSContext2D, title: string, frame: number, framesPerSecond: number): void {
  const seconds = (frame / framesPerSecond).toFixed(2).padStart(5, '0')
  const number = String(frame).padStart(4, '0')
  const write = (text: string, x: number, y: number, font: string, align: 'left' | 'right') => {
    context.font = font
    context.textAlign = align
    context.textBaseline = 'alphabetic'
    context.lineJoin = 'round'
    context.lineWidth = 4
    context.strokeStyle = 'rgba(0,0,0,0.75)'
    context.strokeText(text, x, y)
    context.fillStyle = '#ffffff'
    context.fillText(text, x, y)
  }
  write(title, 28, 48, `28px ${BOLD}`, 'left')
  write(`매분 ${seconds}초`, WIDTH - 28, 48, `28px ${BOLD}`, 'right')
  write(`프레임 ${number}`, WIDTH - 28, HEIGHT - 28, `20px ${FONT}`, 'right')
  write('모의 영상 · 실제 인물과 장소가 아닙니다', 28, HEIGHT - 28, `20px ${FONT}`, 'left')
}
