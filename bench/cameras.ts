/** The simulated cameras in a process of their own: argv is the film's folder, how it was made, and how many cameras. */
import { realClock } from '../src/base/clock.ts'
import { startCameras } from '../demo/cameras.ts'
import { openFilm } from './film.ts'

const [folder = '', made, count] = process.argv.slice(2)
const film = await openFilm(folder, made === 'encoded')
const cameras = await startCameras({
  clock: realClock,
  mounts: Array.from({ length: Number(count) }, (_, index) => ({
    id: `camera-${index + 1}`,
    film,
    live: false,
  })),
})
process.once('disconnect', () => process.exit(0))
process.send?.(cameras.all.map(({ url }) => url))
