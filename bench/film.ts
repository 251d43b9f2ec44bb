/**
 * The film that the measured cameras play: 1080p, 15 pictures a second, a key picture every two seconds, 3.1 Mbit/s,
 * no B-frames: an ordinary fixed camera. Encoded with ffmpeg where it is installed; otherwise a scene of the
 * demonstration, each picture padded to that size with user data (which a recorder keeps like everything else).
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { demoScenes, type Film, readFilm } from '../demo/cameras.ts'

export const FRAMES_PER_SECOND = 15
const BITS_PER_SECOND = 3_100_000
const SECONDS = 16
const FILE = 'film.h264'

/** Whether there is an ffmpeg to make the film with and to compare with. */
export function hasFfmpeg(): boolean {
  return spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0
}

/** Makes the film in `folder`, where `openFilm` finds it. */
export function encodeFilm(folder: string): void {
  const rate = String(BITS_PER_SECOND)
  const source = `testsrc2=size=1920x1080:rate=${FRAMES_PER_SECOND},noise=alls=12:allf=t`
  const words =
    `-hide_banner -loglevel error -nostdin -y -f lavfi -i ${source} -t ${SECONDS} -c:v libx264 -preset ultrafast ` +
    `-pix_fmt yuv420p -b:v ${rate} -minrate ${rate} -maxrate ${rate} -bufsize ${rate} -g 30 -bf 0 ` +
    `-x264-params keyint=30:min-keyint=30:scenecut=0:aud=1 -f h264`
  const { status, stderr } = spawnSync('ffmpeg', [...words.split(' '), join(folder, FILE)], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`ffmpeg could not make the film: ${stderr}`)
}

/** The film, and in words what it is. */
export async function openFilm(folder: string, encoded: boolean): Promise<Film> {
  if (encoded) return readFilm(join(folder, FILE), FRAMES_PER_SECOND)
  const [scene] = demoScenes
  if (scene === undefined) throw new Error('the demonstration has no scene')
  return padded(await readFilm(scene.file, FRAMES_PER_SECOND))
}

/** SEI of type user_data_unregistered (H.264 D.1.6) in front of each picture, up to the wanted rate. */
function padded(film: Film): Film {
  const wanted = BITS_PER_SECOND / 8 / FRAMES_PER_SECOND
  const pictures = film.pictures.map((picture) => {
    const bytes = picture.nals.reduce((sum, nal) => sum + nal.length, 0)
    const missing = Math.max(32, Math.round(wanted - bytes))
    return { ...picture, nals: [userData(missing), ...picture.nals] }
  })
  return { ...film, pictures }
}

function userData(bytes: number): Buffer {
  const size: number[] = []
  for (let rest = bytes; ; rest -= 255) {
    size.push(Math.min(rest, 255))
    if (rest < 255) break
  }
  return Buffer.concat([Buffer.from([6, 5, ...size]), Buffer.alloc(bytes, 0x5a), Buffer.of(0x80)])
}
