/**
 * Draws the scenes and encodes them, once: `node demo/scenes/draw.ts [NAME…]`. Needs ffmpeg with libx264 and
 * libx265, which nothing else in the project needs; the films are kept beside this file. With `--still SECOND`
 * it writes one picture of each scene into the current folder instead, to look at while drawing.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { GlobalFonts } from '@napi-rs/canvas'
import { assert } from '../../src/base/assert.ts'
import { realDisk, writeFileDurably } from '../../src/base/durable.ts'
import { branch } from './drawing/branch.ts'
import { BOLD, FONT } from './drawing/brush.ts'
import { corridor } from './drawing/corridor.ts'
import { detention } from './drawing/detention.ts'
import { entrance } from './drawing/entrance.ts'
import { lobby } from './drawing/lobby.ts'
import { parking } from './drawing/parking.ts'
import { painter, type Scene } from './drawing/scene.ts'
import { HEIGHT, WIDTH } from './drawing/space.ts'
import { SCENE_SECONDS } from './drawing/walk.ts'

const FRAMES_PER_SECOND = 15
const KEY_FRAME_EVERY = 30

type Encoding = {
  /** The film's file name. */
  readonly file: string
  readonly scene: Scene
  readonly seconds: number
  readonly size: readonly [width: number, height: number]
  readonly arguments: readonly string[]
}

const x264 = (more: string) => [
  '-c:v',
  'libx264',
  '-preset',
  'veryslow',
  '-tune',
  'animation',
  '-crf',
  '36',
  '-x264-params',
  `keyint=${KEY_FRAME_EVERY}:min-keyint=${KEY_FRAME_EVERY}:scenecut=0:ipratio=1.2:aud=1:repeat-headers=1:${more}`,
  // The encoder signs its stream with a note on its settings; a camera does not.
  '-bsf:v',
  'filter_units=remove_types=6',
  '-f',
  'h264',
]
const x265 = [
  '-c:v',
  'libx265',
  '-preset',
  'slow',
  '-crf',
  '37',
  '-x265-params',
  `keyint=${KEY_FRAME_EVERY}:min-keyint=${KEY_FRAME_EVERY}:scenecut=0:bframes=0:open-gop=0:aud=1:repeat-headers=1:info=0:log-level=error`,
  '-bsf:v',
  'filter_units=remove_types=39',
  '-f',
  'hevc',
]

const whole = [WIDTH, HEIGHT] as const
const plain = x264('bframes=0:ref=3')

const encodings: readonly Encoding[] = [
  ...[lobby, corridor, parking, entrance, detention].map((scene): Encoding => ({
    file: `${scene.id}.h264`,
    scene,
    seconds: SCENE_SECONDS,
    size: whole,
    arguments: plain,
  })),
  { file: 'branch.h265', scene: branch, seconds: SCENE_SECONDS, size: whole, arguments: x265 },
  // Small, short and with B-frames: for tests of pictures out of order and of a change in mid-stream.
  {
    file: 'reordered.h264',
    scene: corridor,
    seconds: 8,
    size: [640, 360],
    arguments: x264('bframes=2:b-adapt=0:b-pyramid=none:ref=2'),
  },
]

async function encode({ file, scene, seconds, size, arguments: codec }: Encoding): Promise<void> {
  const raw = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgba',
    '-s',
    `${WIDTH}x${HEIGHT}`,
    '-r',
    String(FRAMES_PER_SECOND),
  ]
  const scale = ['-vf', `scale=${size.join(':')}:flags=area`, '-pix_fmt', 'yuv420p']
  const path = fileURLToPath(new URL(file, import.meta.url))
  const ffmpeg = spawn(
    'ffmpeg',
    ['-hide_banner', '-loglevel', 'error', '-y', ...raw, '-i', '-', ...scale, ...codec, path],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  )
  const ended = once(ffmpeg, 'close')
  const paint = painter(scene)
  for (let frame = 0; frame < seconds * FRAMES_PER_SECOND; frame++) {
    const pixels = paint(frame, FRAMES_PER_SECOND).getContext('2d').getImageData(0, 0, WIDTH, HEIGHT).data
    if (!ffmpeg.stdin.write(Buffer.from(pixels.buffer))) await once(ffmpeg.stdin, 'drain')
  }
  ffmpeg.stdin.end()
  const [status] = (await ended) as [number | null]
  assert(status === 0, `ffmpeg encodes ${file}`)
  process.stdout.write(`${file}\n`)
}

function useFonts(): void {
  for (const [name, file] of [
    [FONT, 'NanumGothic.ttf'],
    [BOLD, 'NanumGothicBold.ttf'],
  ] as const) {
    const path = fileURLToPath(
      new URL(`../../node_modules/@kfonts/nanum-gothic/src/${file}`, import.meta.url),
    )
    assert(GlobalFonts.registerFromPath(path, name), `the font ${file} is installed`)
  }
}

useFonts()
const { values, positionals } = parseArgs({ allowPositionals: true, options: { still: { type: 'string' } } })
for (const encoding of encodings) {
  if (positionals.length > 0 && !positionals.includes(encoding.scene.id)) continue
  if (values.still === undefined) await encode(encoding)
  else {
    const frame = Math.round(Number(values.still) * FRAMES_PER_SECOND)
    const picture = painter(encoding.scene)(frame, FRAMES_PER_SECOND).toBuffer('image/png')
    await writeFileDurably(realDisk, `${encoding.scene.id}-${values.still}.png`, picture)
  }
}
