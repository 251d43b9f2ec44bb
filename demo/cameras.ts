/** The door of the simulated cameras: everything that others may use of demo/. */

/** Starts an RTSP server with simulated cameras on the loopback interface. */
export { startCameras } from './camera/server.ts'
export type { Camera, Cameras, CamerasOptions } from './camera/server.ts'
export type { CameraStats, Control, Mount } from './camera/camera.ts'
export type { Auth, Scheme } from './camera/auth.ts'

/** Reads a film, the Annex-B stream that a camera plays over and over. */
export { readFilm, sampleBytes } from './camera/film.ts'
export type { Film } from './camera/film.ts'

/** The scenes of the demonstration and their mounts. */
export { demoMounts, demoScenes, reorderedFilm } from './scenes.ts'
export type { DemoScene } from './scenes.ts'
