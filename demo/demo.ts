/**
 * Which cameras of the demonstration's agency are live, and what they show: drawn scenes from simulated cameras, or
 * the addresses of real ones.
 */
import type { Clock } from '../src/base/clock.ts'
import type { Sample, VideoFormat } from '../src/media/media.ts'
import { type Cameras, demoMounts, demoScenes, readFilm, sampleBytes, startCameras } from './cameras.ts'

/** The agency's devices that the scenes were drawn for, in the order of the scenes. */
const STAGE = [
  'main-lobby-01',
  'main-corridor-01',
  'main-parking-01',
  'main-entrance-01',
  'main-detention-01',
  'sejong-waiting-01',
] as const

/** By default every scene once. */
export const DEMO_CAMERAS: number = STAGE.length

export type DemoCameras = AsyncDisposable & {
  /** Device -> address, with its account where it has one. */
  readonly addresses: ReadonlyMap<string, string>
}

/**
 * `count` devices with simulated cameras; those of the stage first, then others of `devices`, which show a scene that is
 * shown elsewhere too.
 */
export async function simulatedCameras(options: {
  readonly count: number
  readonly devices: readonly string[]
  readonly password: string
  readonly clock: Clock
}): Promise<DemoCameras> {
  const { count, password, clock } = options
  const live = placesFor(count, options.devices)
  const scenes = live.map((device, i) => {
    const scene = demoScenes[i % demoScenes.length]
    if (scene === undefined) throw new Error('assertion failed: there are scenes')
    return { ...scene, id: device }
  })
  const cameras: Cameras = await startCameras({ clock, mounts: await demoMounts(scenes, password) })
  return {
    addresses: new Map(cameras.all.map(({ id, url }) => [id, url])),
    [Symbol.asyncDispose]: () => cameras[Symbol.asyncDispose](),
  }
}

/** Real cameras in place of simulated ones, each as one of the agency's devices. */
export function realCameras(urls: readonly string[], devices: readonly string[]): DemoCameras {
  const places = placesFor(urls.length, devices)
  return {
    addresses: new Map(places.map((device, i) => [device, urls[i] ?? ''])),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

function placesFor(count: number, devices: readonly string[]): string[] {
  const stage = STAGE.filter((device) => devices.includes(device))
  const others = devices.filter((device) => !(stage as readonly string[]).includes(device))
  return [...stage, ...others].slice(0, count)
}

/** What the made cameras of a rehearsal show: the first group of pictures of a scene. */
export async function rehearsalFilm(): Promise<{ format: VideoFormat; samples: Sample[] }> {
  const scene = demoScenes[0]
  if (scene === undefined) throw new Error('assertion failed: there are scenes')
  const film = await readFilm(scene.file, scene.framesPerSecond)
  const { parameterSets, pictures, framesPerSecond } = film
  const [sps, pps] = parameterSets
  if (sps === undefined || pps === undefined)
    throw new Error('assertion failed: a film has its parameter sets')
  const { width, height } = scene
  const end = pictures.findIndex(({ isKey }, i) => i > 0 && isKey)
  const duration90k = 90_000 / framesPerSecond
  const samples = pictures.slice(0, end).map((picture, i) => ({
    isKey: picture.isKey,
    duration90k,
    dts90k: i * duration90k,
    pts90k: i * duration90k,
    bytes: sampleBytes(film, picture),
  }))
  return {
    format: {
      codec: 'h264',
      width,
      height,
      rotationDegrees: 0,
      parameterSets: { vps: [], sps: [sps], pps: [pps] },
      codecString: `avc1.${sps.toString('hex', 1, 4)}`,
    },
    samples,
  }
}
