/**
 * The drawn scenes of the demonstration: six cameras of the Seoul Immigration Office, as its published policy
 * places them. The list says what each film is and how its camera is best set up; who shows them starts them with
 * `startCameras`.
 */
import { fileURLToPath } from 'node:url'
import type { Codec } from '../src/media/media.ts'
import type { Scheme } from './camera/auth.ts'
import type { Mount } from './camera/camera.ts'
import { readFilm } from './camera/film.ts'

export type DemoScene = {
  /** Also the id of its mount. */
  readonly id: string
  /** The camera's name, as burned into the picture. */
  readonly title: string
  readonly codec: Codec
  readonly file: string
  readonly width: number
  readonly height: number
  readonly framesPerSecond: number
  readonly seconds: number
  /** How the demonstration's camera asks for a password; undefined: not at all. */
  readonly scheme: Scheme | undefined
  /** Whether the demonstration's camera has a sound track on offer. */
  readonly audio: boolean
}

/** In the order of the camera numbers burned in. */
export const demoScenes: readonly DemoScene[] = [
  scene('lobby.h264', '1층 종합민원실', { audio: true }),
  scene('corridor.h264', '3층 복도', { scheme: 'digest-md5' }),
  scene('parking.h264', '주차장', {}),
  scene('entrance.h264', '정문 현관', { scheme: 'basic' }),
  scene('detention.h264', '보호실 복도', { scheme: 'digest-sha256' }),
  scene('branch.h265', '세종로출장소 2층 민원실', {}),
]

/** A short, small film with B-frames, for tests; it is not part of the demonstration. */
export const reorderedFilm: string = path('reordered.h264')

/** The mounts of the scenes, ready for `startCameras`; the password is only used where a scene asks for one. */
export async function demoMounts(scenes: readonly DemoScene[], password: string): Promise<readonly Mount[]> {
  return Promise.all(
    scenes.map(async ({ id, file, framesPerSecond, scheme, audio }): Promise<Mount> => {
      const film = await readFilm(file, framesPerSecond)
      const mount = { id, film, audio }
      return scheme ? { ...mount, auth: { user: 'recorder', password, schemes: [scheme] } } : mount
    }),
  )
}

function scene(
  file: string,
  title: string,
  { scheme, audio = false }: { readonly scheme?: Scheme; readonly audio?: boolean },
): DemoScene {
  const [id = '', codec] = file.split('.')
  return {
    id,
    title,
    codec: codec as Codec,
    file: path(file),
    width: 1280,
    height: 720,
    framesPerSecond: 15,
    seconds: 60,
    scheme,
    audio,
  }
}

function path(file: string): string {
  return fileURLToPath(new URL(`scenes/${file}`, import.meta.url))
}
